import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseSync } from '@photostructure/sqlite'
import { describe, expect, it, vi } from 'vitest'
import type { Delivery, Outcome } from '../../lib/delivery/delivery.ts'
import { sqlite, type SqliteOptions } from '../../lib/delivery/sqlite/sqlite.ts'
import { createDeliveries, createDelivery } from '../delivery/deliveries.ts'
import { done, idsOf, start, until, wide } from './handing.ts'
import { runWithoutDrivers } from './run-without-drivers.ts'
import { newFile, open, openHandle, watchLag } from './sqlite-files.ts'

describe('a delivery in the store', () => {
  it('is accepted in the log with the queue, and ended there whoever else is told', async () => {
    const engine = open(newFile())
    const deliveries = [createDelivery({ id: 'done' }), createDelivery({ id: 'dead' })]
    const notBefore = Date.now() + 300
    for (const delivery of deliveries) await engine.enqueue(delivery, { notBefore })
    expect(await engine.log.get('done')).toMatchObject({
      delivery: deliveries[0],
      state: 'pending',
      nextAttemptAt: notBefore,
    })
    start(engine, async ({ id }) =>
      id === 'done' ? { kind: 'done' } : { kind: 'dead', reason: 'gone' },
    )
    await until(async () => (await engine.log.list({ state: 'dead' })).length === 1)
    expect(await engine.log.get('done')).toMatchObject({ state: 'delivered' })
    expect(await engine.log.get('dead')).toMatchObject({ state: 'dead', reason: 'gone' })
  })

  it('that is sent again while its last attempt is in flight is handed out after that', async () => {
    const engine = open(newFile())
    const first = createDelivery({ createdAt: 1000, attempts: 3 })
    const again = createDelivery({ createdAt: 2000 })
    await engine.enqueue(first)
    const states: (string | undefined)[] = []
    const handed = start(engine, async ({ createdAt }) => {
      if (createdAt === 1000) await engine.enqueue(again)
      states.push((await engine.log.get('msg_1'))?.state)
      return { kind: 'done' }
    })
    await until(() => handed.length === 2)
    expect(handed).toEqual([first, again])
    expect(states).toEqual(['pending', 'pending'])
    await until(async () => (await engine.log.get('msg_1'))?.state === 'delivered')
  })

  it('that waits is not sent again', async () => {
    const engine = open(newFile())
    const first = createDelivery({ createdAt: 1000 })
    await engine.enqueue(first)
    await engine.enqueue(createDelivery({ createdAt: 2000 }))
    const handed = start(engine)
    await until(async () => (await engine.log.get('msg_1'))?.state === 'delivered')
    await sleep(200)
    expect(handed).toEqual([first])
  })

  it('is never kept by a run() that was stopped, however early', async () => {
    const engine = open(newFile())
    const handed: Delivery[][] = []
    for (const [turn, delivery] of createDeliveries(25).entries()) {
      handed.push(start(engine))
      for (let wait = 0; wait < turn % 12; wait += 1) await nextTurn()
      await engine.enqueue(delivery)
      // In one transaction with what leases the delivery, and told of it first.
      await engine.log.settle(createDelivery({ id: 'other' }), { kind: 'done' })
      await engine.stop({ drainMs: 0 })
    }
    handed.push(start(engine))
    await until(async () => (await engine.log.list({ state: 'pending' })).length === 0, 10_000)
    expect(new Set(idsOf(handed.flat())).size).toBe(25)
  })

  it('is there again after stop(), which closes the file', async () => {
    const file = newFile()
    const engine = open(file)
    await engine.enqueue(createDelivery())
    await engine.stop()
    await move(file, `${file}.moved`)
    expect(await engine.log.get('msg_1')).toBeUndefined()
    await engine.stop()
    await move(`${file}.moved`, file)
    expect((await engine.log.get('msg_1'))?.state).toBe('pending')
    await engine.enqueue(createDelivery({ id: 'msg_2' }))
    const handed = start(engine)
    await until(() => handed.length === 2)
  })

  it('that cannot be stored takes no other with it', async () => {
    const database = openHandle()
    const engine = open(database)
    await engine.ping()
    database.exec(`CREATE TRIGGER refusing BEFORE INSERT ON ringback_queue WHEN new.id = 'msg_1'
      BEGIN SELECT RAISE(ABORT, 'no room'); END`)
    const enqueued = createDeliveries(3).map((delivery) => engine.enqueue(delivery))
    const results = await Promise.allSettled(enqueued)
    expect(results).toMatchObject([
      { status: 'fulfilled' },
      { reason: { code: 'ERR_DELIVERY_STORE', message: expect.stringContaining('no room') } },
      { status: 'fulfilled' },
    ])
    expect(await engine.log.list()).toHaveLength(2)
  })

  it('waits longer after each fault, and after a restart too', async () => {
    const file = newFile()
    const onFault = vi.fn<NonNullable<SqliteOptions['onFault']>>()
    const fail = async (): Promise<Outcome> => Promise.reject(new Error('a fault of ours'))
    const first = open(file, { onFault })
    await first.enqueue(createDelivery())
    start(first, fail)
    await until(() => onFault.mock.calls.length === 1)
    await first.stop()
    start(open(file, { onFault }), fail)
    await until(() => onFault.mock.calls.length === 2)
    const failedAt = Date.now()
    await until(() => onFault.mock.calls.length === 3)
    expect(Date.now() - failedAt).toBeGreaterThan(1800)
  })

  it('has its place among those of other prefixes', async () => {
    const database = openHandle()
    const one = open(database)
    const other = open(database, { tablePrefix: 'shop_' })
    await one.enqueue(createDelivery({ id: 'one' }))
    await other.enqueue(createDelivery({ id: 'other' }))
    const handed = start(other)
    await until(() => handed.length === 1)
    await sleep(200)
    expect(idsOf(handed)).toEqual(['other'])
  })
})

describe('what waits', () => {
  it('is handed out one of each origin in turn', async () => {
    const engine = open(newFile())
    for (const name of ['a', 'b', 'c']) {
      for (const delivery of createDeliveries(3, { id: name, url: `https://${name}.test/` })) {
        await engine.enqueue(delivery)
      }
    }
    await sleep(10)
    const handed = start(engine, done, { concurrency: 1, perOrigin: 1, leaseMs: 30_000 })
    await until(() => handed.length === 9)
    const rounds = [0, 1, 2].flatMap((round) => ['a', 'b', 'c'].map((name) => `${name}_${round}`))
    expect(idsOf(handed)).toEqual(rounds)
  })

  it('to one origin, fifty thousand of them, holds up neither another nor the event loop', async () => {
    const engine = open(newFile())
    const slow = createDeliveries(50_000, { id: 'slow', url: 'https://slow.test/' })
    while (slow.length > 0) {
      await Promise.all(slow.splice(0, 1000).map((delivery) => engine.enqueue(delivery)))
    }
    const quick = createDeliveries(300, { id: 'quick' }).map((delivery, index) => ({
      ...delivery,
      url: `https://shop-${index % 7}.test/`,
    }))
    await Promise.all(quick.map((delivery) => engine.enqueue(delivery)))
    const lag = watchLag()
    const startedAt = performance.now()
    const handed = start(
      engine,
      async ({ id }, signal) => {
        if (id.startsWith('slow')) await sleep(3_600_000, undefined, { signal })
        return { kind: 'done' }
      },
      { concurrency: 6, perOrigin: 4, leaseMs: 30_000 },
    )
    await until(() => handed.length === 304)
    expect(performance.now() - startedAt).toBeLessThan(15_000)
    expect(lag()).toBeLessThan(1000)
  })

  it('and is released, three thousand of them, comes in parts', async () => {
    const engine = open(newFile())
    const later = Date.now() + 3_600_000
    const all = createDeliveries(3000, { url: 'https://slow.test/' })
    await Promise.all(all.map((delivery) => engine.enqueue(delivery)))
    const seen = new Set<string>()
    const handed = start(
      engine,
      async ({ id }) => {
        if (seen.has(id)) return { kind: 'done' }
        seen.add(id)
        return { kind: 'hold', at: later, endpoint: 'slow' }
      },
      { concurrency: 200, perOrigin: 200, leaseMs: 30_000 },
    )
    await until(() => handed.length === 3000)
    await until(async () => {
      await engine.release('slow')
      return handed.length === 6000
    })
    expect(new Set(idsOf(handed.slice(3000))).size).toBe(3000)
  })
})

describe('an outcome', () => {
  it('of what was handed out again meanwhile changes nothing, and that is told', async () => {
    const file = newFile()
    const database = openHandle(file)
    const written = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const engine = open(file)
    await engine.enqueue(createDelivery())
    const ends: (() => void)[] = []
    const handed = start(engine, async () => {
      const call = handed.length
      await new Promise<void>((resolve) => void ends.push(resolve))
      return call === 1 ? { kind: 'dead', reason: 'late' } : { kind: 'done' }
    })
    await until(() => ends.length === 1)
    // As where its process stood still for longer than the lease.
    database.exec('UPDATE ringback_queue SET due = 0; UPDATE ringback_origins SET due = 0')
    database.close()
    await until(() => ends.length === 2)
    ends[0]?.()
    await until(() => written.mock.calls.length === 1)
    expect((await engine.log.get('msg_1'))?.state).toBe('pending')
    ends[1]?.()
    await until(async () => (await engine.log.get('msg_1'))?.state === 'delivered')
    expect(written.mock.calls[0]?.[0]).toContain('msg_1 took longer than its lease')
    written.mockRestore()
  })
})

describe('a database of the app', () => {
  it('may read integers as bigint', async () => {
    const database = new DatabaseSync(newFile(), { readBigInts: true })
    const engine = open(database)
    const delivery = createDelivery({ attempts: 2 })
    await engine.enqueue(delivery)
    const handed = start(engine, async ({ attempts }) =>
      attempts === 3 ? { kind: 'done' } : { kind: 'retry', at: Date.now() + 50 },
    )
    await until(async () => (await engine.log.get('msg_1'))?.state === 'delivered')
    expect(handed).toEqual([delivery, { ...delivery, attempts: 3 }])
    const known = await engine.log.get('msg_1')
    expect(typeof known?.changedAt).toBe('number')
    expect(known?.delivery).toEqual(delivery)
    expect(await engine.log.purge(Date.now() + 1000)).toBe(1)
  })

  it('that gives rows as arrays is refused', async () => {
    const engine = open(new DatabaseSync(newFile(), { returnArrays: true }))
    const refused = { code: 'ERR_DELIVERY_OPTION', message: expect.stringContaining('no objects') }
    await expect(engine.enqueue(createDelivery())).rejects.toMatchObject(refused)
    await expect(engine.run(done, wide)).rejects.toMatchObject(refused)
  })

  it('has its settings as they were', async () => {
    const database = openHandle()
    const settings = ['journal_mode', 'synchronous', 'busy_timeout', 'foreign_keys']
    const read = (): unknown[] => settings.map((name) => database.prepare(`PRAGMA ${name}`).all())
    database.exec('PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 7')
    const before = read()
    const engine = open(database)
    await engine.enqueue(createDelivery())
    const handed = start(engine)
    await until(() => handed.length === 1)
    await engine.stop()
    expect(read()).toEqual(before)
  })
})

describe('a store that cannot be used', () => {
  it('since the app has closed it is told by each that is asked of it', async () => {
    const database = openHandle()
    const engine = open(database)
    database.close()
    const refused = { code: 'ERR_DELIVERY_STORE' }
    await expect(engine.enqueue(createDelivery())).rejects.toMatchObject(refused)
    await expect(engine.log.get('msg_1')).rejects.toMatchObject(refused)
    await expect(engine.ping()).rejects.toMatchObject(refused)
    await expect(engine.run(done, wide)).rejects.toMatchObject(refused)
  })

  it('is told by each that is asked of it', async () => {
    const engine = open(join(newFile(), 'no', 'such', 'directory.db'))
    const refused = { code: 'ERR_DELIVERY_STORE' }
    await expect(engine.enqueue(createDelivery())).rejects.toMatchObject(refused)
    await expect(engine.log.list()).rejects.toMatchObject(refused)
    await expect(engine.ping()).rejects.toMatchObject(refused)
    await expect(engine.run(done, wide)).rejects.toMatchObject(refused)
  })

  it('since a later version has made it is left alone', async () => {
    const database = openHandle()
    database.exec('CREATE TABLE ringback_schema (version); INSERT INTO ringback_schema VALUES (9)')
    const engine = open(database)
    await expect(engine.enqueue(createDelivery())).rejects.toMatchObject({
      code: 'ERR_DELIVERY_STORE',
      message: expect.stringContaining('of version 9'),
    })
  })

  it('while it runs is told once, tried again, and loses no outcome', async () => {
    const database = openHandle()
    const engine = open(database)
    await engine.enqueue(createDelivery())
    const written = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const handed = start(engine, async () => {
      database.exec('PRAGMA query_only = ON')
      return { kind: 'done' }
    })
    await until(() => handed.length === 1)
    await sleep(2500)
    expect(written).toHaveBeenCalledOnce()
    database.exec('PRAGMA query_only = OFF')
    await until(async () => (await engine.log.get('msg_1'))?.state === 'delivered')
    expect(handed).toHaveLength(1)
    written.mockRestore()
  })
})

describe('where Node has no SQLite', () => {
  async function runWithout(
    packages: Readonly<Record<string, string>>,
  ): Promise<{ code: string; message: string }[]> {
    const output = await runWithoutDrivers(
      `
      import { existsSync } from 'node:fs'
      import { sqlite } from './lib/delivery/sqlite/sqlite.ts'
      process.getBuiltinModule = () => undefined
      const engine = sqlite('none.db')
      const calls = [engine.enqueue({ url: '' }), engine.log.get('a'), engine.ping(), engine.run()]
      const results = await Promise.allSettled(calls)
      const errors = results.map(({ reason: { code, message } }) => ({ code, message }))
      console.log(JSON.stringify(existsSync('none.db') ? [] : errors))
      `,
      packages,
    )
    return JSON.parse(output) as { code: string; message: string }[]
  }

  it('and no driver is installed, the error says what to install', async () => {
    const errors = await runWithout({})
    expect(errors).toHaveLength(4)
    for (const { code, message } of errors) {
      expect(code).toBe('ERR_DELIVERY_ENGINE')
      expect(message).toContain('has no SQLite')
      expect(message).toContain('npm install @photostructure/sqlite')
    }
  })

  it('and the driver that is installed does not work, the error says so', async () => {
    const driver = `throw new Error('Its binding was not built')`
    const [error] = await runWithout({ 'better-sqlite3': driver })
    expect(error?.code).toBe('ERR_DELIVERY_ENGINE')
    expect(error?.message).toContain('Its binding was not built')
  })
})

describe('what sqlite() is given', () => {
  it.each([
    ['', {}, 'The database is ""'],
    [undefined, {}, 'The database is undefined'],
    [{ query: () => undefined }, {}, 'The database is an object with query'],
    ['a.db', { tablePrefix: 'a"; --' }, 'tablePrefix is "a\\"; --"'],
    ['a.db', { tablePrefix: '' }, 'tablePrefix is ""'],
    ['a.db', { tablePrefix: 'sqlite_' }, 'tablePrefix is "sqlite_"'],
    ['a.db', { onFault: 'log' }, 'onFault is "log"'],
    ['a.db', { prefix: 'a' }, 'There is no option'],
    ['a.db', '10', 'options is "10"'],
  ])('is refused where it is mistaken: %j, %j', (database, options, message) => {
    expect(() => sqlite(database as never, options as never)).toThrow(
      expect.objectContaining({
        code: 'ERR_DELIVERY_OPTION',
        where: 'sqlite()',
        message: expect.stringContaining(message),
      }),
    )
  })
})

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

async function move(from: string, to: string): Promise<void> {
  for (const part of ['', '-wal', '-shm']) {
    await rm(to + part, { force: true })
    if (existsSync(from + part)) await rename(from + part, to + part)
  }
}
