import { describe, expect, it } from 'vitest'
import { createDelivery } from '../delivery/deliveries.ts'
import { describeEngine } from '../delivery/engine-contract.ts'
import { start, until } from './handing.ts'
import { describeLog } from './log-contract.ts'
import { postgres } from '../../lib/delivery/postgres/postgres.ts'
import { nameSchema, openEngine, pool } from './postgres-engines.ts'

describeEngine('postgres(pool)', async (options) => ({
  engine: postgres(pool, { ...options, schema: nameSchema() }),
}))

describeLog('the log of postgres()', async () => {
  const engine = openEngine()
  if (!engine.log) throw new Error('there is none')
  return { log: engine.log }
})

describe('the log of postgres()', () => {
  it('knows how a delivery has ended where nobody has told it', async () => {
    const engine = openEngine()
    await engine.enqueue(createDelivery())
    start(engine, async () => ({ kind: 'dead', reason: 'gone' }))
    await until(async () => (await engine.log?.get('msg_1'))?.state === 'dead')
    expect(await engine.log?.get('msg_1')).toMatchObject({ reason: 'gone', attempts: [] })
  })
})
