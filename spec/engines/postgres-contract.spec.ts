import { describeEngine } from '../delivery/engine-contract.ts'
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
