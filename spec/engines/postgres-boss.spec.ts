import { PgBoss } from 'pg-boss'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgres } from '../../lib/delivery/postgres/postgres.ts'
import { createDelivery } from '../delivery/deliveries.ts'
import { done, sortedIdsOf, start, until, wide } from './handing.ts'
import { nameSchema, openEngine, connectionString } from './postgres-engines.ts'
import { describeEngine } from '../delivery/engine-contract.ts'

let boss: PgBoss

beforeAll(() => {
  // The monitor is what notices a lease that has ended.
  boss = new PgBoss({ connectionString, monitorIntervalSeconds: 1, schedule: false })
})

afterAll(() => boss.stop({ graceful: false }))

describeEngine('postgres(boss)', async (options) => ({
  engine: postgres(boss, { ...options, schema: nameSchema() }),
}))

describe('a PgBoss of the app', () => {
  it('is not stopped with the engine', async () => {
    const engine = postgres(boss, { schema: nameSchema() })
    const running = engine.run(done, wide)
    await engine.enqueue(createDelivery())
    await engine.stop()
    await running
    await boss.createQueue('of-the-app')
    expect(await boss.send('of-the-app', {})).toEqual(expect.any(String))
  })

  it('gives its own transactions', async () => {
    const engine = openEngine(nameSchema(), boss)
    const handed = start(engine)
    for (const [id, ends] of [
      ['kept', 'commit'],
      ['dropped', 'rollback'],
    ] as const) {
      const db = boss.getDb()
      if (!('beginTransaction' in db) || !db.beginTransaction) throw new Error('there is none')
      const transaction = await db.beginTransaction()
      await engine.enqueue(createDelivery({ id }), { transaction: transaction.db })
      await transaction[ends]()
    }
    await until(() => handed.length === 1)
    expect(sortedIdsOf(handed)).toEqual(['kept'])
  })
})

describe('a queue of the app', () => {
  it('is none for deliveries', async () => {
    const schema = nameSchema()
    await boss.createQueue(schema)
    const engine = postgres(boss, { schema })
    const refused = { code: 'ERR_DELIVERY_ENGINE', message: expect.stringContaining('"standard"') }
    await expect(engine.enqueue(createDelivery())).rejects.toMatchObject(refused)
    await expect(engine.run(done, wide)).rejects.toMatchObject(refused)
  })
})
