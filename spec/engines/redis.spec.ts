import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { describe, expect, it } from 'vitest'
import type { RunOptions } from '../../lib/delivery/engine.ts'
import { redis } from '../../lib/delivery/redis/redis.ts'
import { createDeliveries, createDelivery } from '../delivery/deliveries.ts'
import { done, enqueueAll, hang, start, until } from './handing.ts'
import { newPrefix, openEngine, openOwn, track } from './redis-engines.ts'
import { runWithoutDrivers } from './run-without-drivers.ts'
import { redisUrl } from './redis-server.ts'

const wide: RunOptions = { concurrency: 50, perOrigin: 4, leaseMs: 30_000 }

describe('a delivery that is sent again while its last attempt is in flight', () => {
  it('is handed out after that, once, as it was sent again', async () => {
    const engine = await openEngine()
    const first = createDelivery({ createdAt: 1000, attempts: 2 })
    const again = { ...first, createdAt: 2000, attempts: 0 }
    await engine.enqueue(first)
    let end = (): void => undefined
    const handed = start(engine, async () => {
      if (handed.length === 1) await new Promise<void>((resolve) => (end = resolve))
      return { kind: 'done' }
    })
    await until(() => handed.length === 1)
    await engine.enqueue(again)
    await engine.enqueue(again)
    end()
    await until(() => handed.length === 2)
    await sleep(300)
    expect(handed).toEqual([first, again])
  })

  it('is so though the process ends before', async () => {
    const prefix = newPrefix()
    const engine = await openEngine({ prefix })
    const first = createDelivery({ createdAt: 1000 })
    const again = { ...first, createdAt: 2000 }
    await engine.enqueue(first)
    const handed = start(engine, hang)
    await until(() => handed.length === 1)
    await engine.enqueue(again)
    await engine.stop({ drainMs: 0 })
    const later = start(await openEngine({ prefix }))
    await until(() => later.length === 2)
    expect(later).toEqual([first, again])
  })
})

describe('a backlog at an endpoint that hangs', () => {
  it('is noticed by none of 99 other endpoints', async () => {
    const alone = await timeOthers(0)
    const beside = await timeOthers(10_000)
    // Handed out one by one to be parked, 10,000 took four seconds.
    expect(beside).toBeLessThan(2 * alone + 500)
  })

  it('fills no more places than it has, and rests', async () => {
    const prefix = newPrefix()
    const engine = await openEngine({ prefix })
    await enqueueAll(engine, createDeliveries(4000, { id: 'dead', url: 'https://dead.test/' }))
    const handed = start(engine, hang, wide)
    await until(() => handed.length === 4)
    expect(await countCommands(2000)).toBeLessThan(200)
    expect(handed).toHaveLength(4)
  })

  it('is worked off to its end where it answers again', async () => {
    const engine = await openEngine()
    await enqueueAll(engine, createDeliveries(500))
    const handed = start(engine, done, wide)
    await until(() => handed.length >= 100)
    await enqueueAll(engine, createDeliveries(500, { id: 'late' }))
    await until(() => handed.length === 1000)
    expect(new Set(handed.map(({ id }) => id)).size).toBe(1000)
  })

  it('is parked by a Redis that has forgotten its scripts', async () => {
    const engine = await openEngine()
    await enqueueAll(engine, createDeliveries(100))
    const client = new Redis(await redisUrl())
    await client.script('FLUSH')
    client.disconnect()
    await enqueueAll(engine, createDeliveries(100, { id: 'late' }))
    const handed = start(engine, done, wide)
    await until(() => handed.length >= 200, 20_000)
    expect(new Set(handed.map(({ id }) => id)).size).toBe(200)
  })

  it('is worked off in order of due times', async () => {
    const engine = await openEngine()
    const first = Date.now() + 2500
    const deliveries = createDeliveries(200)
    await Promise.all(
      deliveries
        .map((delivery, index) => engine.enqueue(delivery, { notBefore: first + 2 * index }))
        .toReversed(),
    )
    await sleep(Math.max(first + 500 - Date.now(), 0))
    const handed = start(engine, done, { concurrency: 20, perOrigin: 1, leaseMs: 30_000 })
    await until(() => handed.length === 200)
    expect(handed.map(({ id }) => id)).toEqual(deliveries.map(({ id }) => id))
  })

  it('that a process has left as it died is found', async () => {
    const prefix = newPrefix()
    const engine = await openEngine({ prefix })
    await engine.enqueue(createDelivery(), { notBefore: Date.now() + 3_600_000 })
    const client = new Redis(await redisUrl())
    await client.zadd(`{${prefix}}:parked:https://shop.test`, 0, 'delivery.msg_1')
    await client.sadd(`{${prefix}}:origins`, 'https://shop.test')
    client.disconnect()
    const handed = start(engine)
    await until(() => handed.length === 1, 10_000)
    expect(handed[0]).toMatchObject({ id: 'msg_1' })
  })

  /** From `run()` on until 99 endpoints have one delivery each, where so many wait for another, which hangs. */
  async function timeOthers(backlog: number): Promise<number> {
    const engine = await openEngine()
    const dead = createDeliveries(backlog, { id: 'dead', url: 'https://dead.test/' })
    await enqueueAll(engine, dead)
    await enqueueAll(
      engine,
      Array.from({ length: 99 }, (_, index) =>
        createDelivery({ id: `quick_${index}`, url: `https://quick-${index}.test/` }),
      ),
    )
    let quick = 0
    const startedAt = Date.now()
    start(
      engine,
      (delivery, signal) => {
        if (delivery.id.startsWith('dead')) return hang(delivery, signal)
        quick += 1
        return done()
      },
      wide,
    )
    await until(() => quick === 99, 60_000)
    const ms = Date.now() - startedAt
    await engine.stop({ drainMs: 0 })
    return ms
  }

  /** What Redis is asked to do, over all connections. */
  async function countCommands(ms: number): Promise<number> {
    const client = new Redis(await redisUrl())
    const count = async (): Promise<number> =>
      Number(/total_commands_processed:(\d+)/.exec(await client.info('stats'))?.[1])
    const before = await count()
    await sleep(ms)
    const after = await count()
    client.disconnect()
    return after - before
  }
})

describe('redis() warns', () => {
  it('once of a Redis that keeps no append-only file, and of no other', async () => {
    const without = await openOwn({ appendOnly: false })
    await without.engine.ping?.()
    await without.engine.stop()
    await without.engine.ping?.()
    expect(without.warnings).toEqual([expect.stringContaining('appendonly yes')])
    const { engine, warnings } = await openOwn()
    await engine.ping?.()
    expect(warnings).toEqual([])
  })

  it('not where it may not ask', async () => {
    const { server, engine, warnings } = await openOwn({ appendOnly: false })
    const client = new Redis(server.url)
    await client.call('ACL', 'SETUSER', 'default', '-config')
    client.disconnect()
    await engine.enqueue(createDelivery())
    expect(warnings).toEqual([])
  })
})

describe('the connection', () => {
  it('of the app is copied, and left as it is', async () => {
    const client = new Redis(await redisUrl(), { keyPrefix: 'app:' })
    const engine = track(redis(client, { prefix: newPrefix() }))
    await engine.enqueue(createDelivery())
    const handed = start(engine)
    await until(() => handed.length === 1)
    await engine.stop()
    expect(await client.ping()).toBe('PONG')
    expect(client.options.maxRetriesPerRequest).toBe(20)
    client.disconnect()
  })

  it('may be options of ioredis', async () => {
    const { hostname, port } = new URL(await redisUrl())
    const engine = track(redis({ host: hostname, port: Number(port) }, { prefix: newPrefix() }))
    await expect(engine.ping?.()).resolves.toBeUndefined()
  })
})

describe('redis() refuses', () => {
  it.each([
    ['localhost:6379', {}, 'connection is "localhost:6379"'],
    [undefined, {}, 'connection is undefined'],
    [6379, {}, 'connection is the number 6379'],
    ['http://me:secret@localhost', {}, 'connection is no URL of Redis'],
    ['redis://localhost', { prefix: 'a b' }, 'prefix is "a b"'],
    ['redis://localhost', { prefix: '{a}' }, 'prefix is "{a}"'],
    ['redis://localhost', { onFault: 'log' }, 'onFault is "log"'],
    ['redis://localhost', { onWarning: true }, 'onWarning is the boolean true'],
    ['redis://localhost', { prefx: 'a' }, 'Did you mean prefix?'],
  ])('%j %j', (connection, options, message) => {
    expect(() => redis(connection as never, options as never)).toThrow(
      expect.objectContaining({
        code: 'ERR_DELIVERY_OPTION',
        where: 'redis()',
        message: expect.stringContaining(message),
      }),
    )
  })

  it('a transaction of the app', async () => {
    const engine = await openEngine()
    await expect(engine.enqueue(createDelivery(), { transaction: {} })).rejects.toMatchObject({
      code: 'ERR_DELIVERY_TRANSACTION',
    })
  })

  it('to work without its drivers, and names them', async () => {
    const stdout = await runWithoutDrivers(`
      import { redis } from './lib/delivery/redis/redis.ts'
      const engine = redis('redis://127.0.0.1:1')
      for (const call of [engine.enqueue({ id: 'a' }), engine.run(() => {}, {}), engine.ping()]) {
        await call.catch(({ code, message }) => console.log(code, message))
      }
    `)
    expect(stdout.match(/ERR_DELIVERY_ENGINE The package bullmq is not installed/g)).toHaveLength(3)
    expect(stdout).toContain('npm install bullmq ioredis')
  })
})
