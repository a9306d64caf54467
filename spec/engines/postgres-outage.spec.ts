import { createServer, type AddressInfo, type Socket } from 'node:net'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Outcome } from '../../lib/delivery/delivery.ts'
import type { DeliveryEngine } from '../../lib/delivery/engine.ts'
import { postgres } from '../../lib/delivery/postgres/postgres.ts'
import { createAttempt, createDeliveries, createDelivery } from '../delivery/deliveries.ts'
import { sortedIdsOf, start, until } from './handing.ts'
import { startPostgres, type PostgresServer } from './postgres-server.ts'

let server: PostgresServer
let pool: pg.Pool
let schemas = 0
const engines: DeliveryEngine[] = []

beforeAll(async () => {
  server = await startPostgres()
  pool = new pg.Pool({ connectionString: server.url })
})

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop({ drainMs: 0 })
  vi.restoreAllMocks()
})

afterAll(async () => {
  await pool.end()
  await server.stop()
})

function openEngine(of: pg.Pool = pool): DeliveryEngine {
  schemas += 1
  const engine = postgres(of, { schema: `outage_${schemas}` })
  engines.push(engine)
  return engine
}

describe('a database that is killed', () => {
  it('is waited for by what runs, and told of once', async () => {
    const engine = openEngine()
    const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const warnings = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const deliveries = createDeliveries(60)
    const handed = start(engine, async ({ attempts }) => {
      await new Promise((resolve) => setTimeout(resolve, 100))
      return attempts === 0 ? { kind: 'retry', at: Date.now() + 500 } : { kind: 'done' }
    })
    for (const delivery of deliveries) await engine.enqueue(delivery)
    await until(() => handed.length > 20)
    await server.kill()
    await new Promise((resolve) => setTimeout(resolve, 1000))
    await server.restart()
    await until(() => handed.filter(({ attempts }) => attempts === 1).length >= 60)
    expect(new Set(sortedIdsOf(handed))).toEqual(new Set(sortedIdsOf(deliveries)))
    expect(errors).toHaveBeenCalledOnce()
    expect(warnings).toHaveBeenCalledOnce()
  })

  it('has stored what an attempt came to once it is there again', async () => {
    const engine = openEngine()
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    await engine.enqueue(createDelivery())
    const ends: ((outcome: Outcome) => void)[] = []
    const handed = start(
      engine,
      () =>
        new Promise((resolve) => {
          ends.push(resolve)
        }),
    )
    await until(() => handed.length === 1)
    await server.kill()
    ends[0]?.({ kind: 'retry', at: Date.now() + 100 })
    await new Promise((resolve) => setTimeout(resolve, 1000))
    await server.restart()
    await until(() => handed.length === 2)
    expect(handed.map(({ attempts }) => attempts)).toEqual([0, 1])
  })

  it('rejects what is asked of it within 5 seconds, and takes up again after', async () => {
    const engine = openEngine()
    await engine.enqueue(createDelivery({ id: 'before' }))
    await server.kill()
    const startedAt = Date.now()
    const log = engine.log
    const asked = [
      engine.enqueue(createDelivery({ id: 'while' })),
      engine.ping?.(),
      log?.get('before'),
      log?.append(createDelivery({ id: 'before' }), createAttempt(), { kind: 'done' }),
    ]
    await Promise.all(
      asked.map((answer) => expect(answer).rejects.toMatchObject({ code: 'ERR_DELIVERY_STORE' })),
    )
    expect(Date.now() - startedAt).toBeLessThan(5000)
    await server.restart()
    await engine.enqueue(createDelivery({ id: 'after' }))
    await engine.ping?.()
    const handed = start(engine)
    await until(() => handed.length === 2)
    expect(sortedIdsOf(handed)).toEqual(['after', 'before'])
  })

  it('is waited for by a run() that starts meanwhile', async () => {
    const engine = openEngine()
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    await server.kill()
    const handed = start(engine)
    await new Promise((resolve) => setTimeout(resolve, 500))
    await server.restart()
    await until(() =>
      engine.enqueue(createDelivery()).then(
        () => true,
        () => false,
      ),
    )
    await until(() => handed.length === 1)
    expect(sortedIdsOf(handed)).toEqual(['msg_1'])
  })
})

describe('a database that does not answer', () => {
  const sockets: Socket[] = []
  const silent = createServer((socket) => sockets.push(socket))
  let silentUrl: string

  beforeAll(async () => {
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    silentUrl = `postgres://ringback@127.0.0.1:${(silent.address() as AddressInfo).port}/postgres`
  })

  afterAll(() => {
    for (const socket of sockets) socket.destroy()
    silent.close()
  })

  it('rejects within 5 seconds, and lets the engine be stopped', async () => {
    const silentPool = new pg.Pool({ connectionString: silentUrl })
    const engine = openEngine(silentPool)
    const startedAt = Date.now()
    const asked = [engine.enqueue(createDelivery()), engine.ping?.(), engine.log?.list()]
    await Promise.all(
      asked.map((answer) => expect(answer).rejects.toMatchObject({ code: 'ERR_DELIVERY_STORE' })),
    )
    expect(Date.now() - startedAt).toBeLessThan(5000)
    await engine.stop()
    expect(Date.now() - startedAt).toBeLessThan(7000)
  })

  it('has no connection left: enqueue() rejects, and takes up again once there is one', async () => {
    const small = new pg.Pool({ connectionString: server.url, max: 1 })
    const engine = openEngine(small)
    await engine.enqueue(createDelivery({ id: 'before' }))
    const taken = await small.connect()
    const startedAt = Date.now()
    await expect(engine.enqueue(createDelivery({ id: 'while' }))).rejects.toMatchObject({
      code: 'ERR_DELIVERY_STORE',
    })
    expect(Date.now() - startedAt).toBeLessThan(5000)
    taken.release()
    await engine.enqueue(createDelivery({ id: 'after' }))
    await engine.stop()
    await small.end()
  })
})
