import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createDelivery } from '../delivery/deliveries.ts'
import { createGate } from '../delivery/gate.ts'
import { idsOf, start, until } from './handing.ts'
import { newFile, open, openHandle, type Handle } from './sqlite-files.ts'

describe('a transaction of the app', () => {
  it('takes up what it commits and nothing else, and hands nothing out before', async () => {
    const database = openHandle()
    const engine = open(database)
    const committed = new Set<string>()
    const tooEarly: string[] = []
    const handed = start(engine, async ({ id }) => {
      if (!committed.has(id)) tooEarly.push(id)
      return { kind: 'done' }
    })
    const random = createRandom(7)
    for (let turn = 0; turn < 1000; turn += 1) {
      const ids = Array.from({ length: random(4) }, (_, index) => `msg_${turn}_${index}`)
      database.exec('BEGIN')
      for (const id of ids) {
        await engine.enqueue(createDelivery({ id, url: `https://shop-${random(20)}.test/` }))
        if (random(10) === 0) await sleep(random(15))
      }
      const isKept = random(2) === 0
      database.exec(isKept ? 'COMMIT' : 'ROLLBACK')
      if (isKept) for (const id of ids) committed.add(id)
      if (random(3) === 0) await sleep(0)
    }
    await until(() => handed.length >= committed.size)
    await sleep(300)
    expect(idsOf(handed).toSorted()).toEqual([...committed].toSorted())
    expect(tooEarly).toEqual([])
    await until(async () => (await engine.log.list({ state: 'pending' })).length === 0)
    const known = await engine.log.list({ limit: 10_000 })
    expect(new Set(known.map(({ delivery }) => delivery.id))).toEqual(committed)
  })

  it('is joined by its handle, and at once, so that it need not be awaited', async () => {
    const database = openHandle()
    const engine = open(database)
    database.exec('BEGIN')
    void engine.enqueue(createDelivery({ id: 'kept' }), { transaction: database })
    database.exec('COMMIT')
    database.exec('BEGIN')
    void engine.enqueue(createDelivery({ id: 'gone' }), { transaction: database })
    database.exec('ROLLBACK')
    expect(idsOf((await engine.log.list()).map(({ delivery }) => delivery))).toEqual(['kept'])
  })

  it('is found where a driver does not say that it is open', async () => {
    const database = openHandle()
    const silent = {
      exec: (sql: string) => database.exec(sql),
      prepare: (sql: string) => database.prepare(sql),
    }
    const engine = open(silent)
    for (const [id, end] of Object.entries({ kept: 'COMMIT', gone: 'ROLLBACK' })) {
      database.exec('BEGIN')
      await engine.enqueue(createDelivery({ id }))
      database.exec(end)
    }
    await engine.enqueue(createDelivery({ id: 'apart' }))
    const handed = start(engine)
    await until(() => handed.length === 2)
    await sleep(200)
    expect(idsOf(handed).toSorted()).toEqual(['apart', 'kept'])
  })

  it('keeps its tables from nobody where the first use was rolled back', async () => {
    const database = openHandle()
    const engine = open(database)
    database.exec('BEGIN')
    await engine.enqueue(createDelivery())
    expect(await engine.log.get('msg_1')).toBeDefined()
    database.exec('ROLLBACK')
    expect(await engine.log.get('msg_1')).toBeUndefined()
    await engine.enqueue(createDelivery())
    expect(await engine.log.get('msg_1')).toBeDefined()
  })

  it('holds up what else is written, and takes none of it back', async () => {
    const database = openHandle()
    const engine = open(database)
    await engine.enqueue(createDelivery())
    const gate = createGate()
    const handed = start(engine, async () => {
      await gate.opened
      return { kind: 'done' }
    })
    await until(() => handed.length === 1)
    database.exec('BEGIN')
    gate.open()
    const purged = engine.log.purge(0)
    await sleep(200)
    expect((await engine.log.get('msg_1'))?.state).toBe('pending')
    database.exec('ROLLBACK')
    await until(async () => (await engine.log.get('msg_1'))?.state === 'delivered', 5000)
    expect(await purged).toBe(0)
    await engine.enqueue(createDelivery())
    await until(() => handed.length === 2)
  })

  it('that fails in the middle of a delivery keeps nothing of that, and all else', async () => {
    const database = openHandle()
    const engine = open(database)
    await engine.ping()
    database.exec(`CREATE TABLE invoices (id)`)
    database.exec(
      `CREATE TRIGGER refusing BEFORE INSERT ON ringback_deliveries BEGIN SELECT RAISE(ABORT, 'no'); END`,
    )
    database.exec('BEGIN')
    database.exec('INSERT INTO invoices VALUES (1)')
    await expect(engine.enqueue(createDelivery())).rejects.toMatchObject({
      code: 'ERR_DELIVERY_STORE',
    })
    database.exec('COMMIT')
    expect(database.prepare('SELECT count(*) AS count FROM invoices').get()).toEqual({ count: 1 })
    expect(database.prepare('SELECT count(*) AS count FROM ringback_queue').get()).toEqual({
      count: 0,
    })
  })

  it.each([
    ['a path', true, (database: Handle) => database, 'has opened its database itself'],
    ['another', false, () => ({ query: 1 }), 'transaction is an object with query'],
    ['none that is open', false, (database: Handle) => database, 'No transaction is open'],
  ])('is refused where it is that of %s', async (_, isPath, given, message) => {
    const database = openHandle()
    const engine = open(isPath ? newFile() : database)
    const enqueued = engine.enqueue(createDelivery(), { transaction: given(database) })
    await expect(enqueued).rejects.toMatchObject({
      code: 'ERR_DELIVERY_TRANSACTION',
      message: expect.stringContaining(message),
    })
    expect(await engine.log.list()).toEqual([])
  })
})

/** Numbers below what is asked for, the same at each run. */
function createRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
}
