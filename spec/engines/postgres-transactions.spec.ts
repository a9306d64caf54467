import { describe, expect, it } from 'vitest'
import type { Delivery } from '../../lib/delivery/delivery.ts'
import { createDeliveries, createDelivery } from '../delivery/deliveries.ts'
import { sortedIdsOf, start, until } from './handing.ts'
import { openEngine, pool } from './postgres-engines.ts'

describe('within a transaction of the app', () => {
  it('exactly what is committed is sent and logged, of a thousand of which half are not', async () => {
    const engine = openEngine()
    await pool.query('CREATE TABLE invoice (id text PRIMARY KEY)')
    const handed = start(engine)
    const deliveries = createDeliveries(1000, { id: 'invoice' })
    const isCommitted = deliveries.map(() => Math.random() < 0.5)

    async function transact(delivery: Delivery, commits: boolean | undefined): Promise<void> {
      const transaction = await pool.connect()
      await transaction.query('BEGIN')
      await transaction.query('INSERT INTO invoice VALUES ($1)', [delivery.id])
      await engine.enqueue(delivery, { transaction })
      await transaction.query(commits ? 'COMMIT' : 'ROLLBACK')
      transaction.release()
    }

    const left = [...deliveries.entries()]
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let next = left.pop(); next; next = left.pop()) {
          await transact(next[1], isCommitted[next[0]])
        }
      }),
    )
    const expected = sortedIdsOf(deliveries.filter((_, index) => isCommitted[index]))
    await until(() => handed.length >= expected.length)
    await new Promise((resolve) => setTimeout(resolve, 700))
    expect(sortedIdsOf(handed)).toEqual(expected)
    const { rows } = await pool.query<{ id: string }>('SELECT id FROM invoice')
    expect(rows.map(({ id }) => id).toSorted()).toEqual(expected)
    const logged = await engine.log?.list({ limit: 2000 })
    expect(logged?.map(({ delivery }) => delivery.id).toSorted()).toEqual(expected)
  })

  it('the same delivery twice is one, at once', async () => {
    const engine = openEngine()
    await engine.enqueue(createDelivery({ id: 'other' }))
    const transaction = await pool.connect()
    await transaction.query('BEGIN')
    const startedAt = Date.now()
    await engine.enqueue(createDelivery(), { transaction })
    await engine.enqueue(createDelivery(), { transaction })
    expect(Date.now() - startedAt).toBeLessThan(2000)
    await transaction.query('COMMIT')
    transaction.release()
    const handed = start(engine)
    await until(() => handed.length === 2)
    expect(sortedIdsOf(handed)).toEqual(['msg_1', 'other'])
  })

  it.each([
    ['a pool', () => pool],
    ['the number 5', () => 5],
    ['null', () => null],
    ['an object with commit', () => ({ commit: true })],
  ])('%s is none', async (what, transaction) => {
    await expect(
      openEngine().enqueue(createDelivery(), { transaction: transaction() }),
    ).rejects.toMatchObject({
      code: 'ERR_DELIVERY_OPTION',
      message: expect.stringContaining(`transaction is ${what}`),
    })
  })
})
