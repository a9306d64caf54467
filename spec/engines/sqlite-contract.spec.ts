import { sqlite } from '../../lib/delivery/sqlite/sqlite.ts'
import { describeEngine } from '../delivery/engine-contract.ts'
import { describeLog } from './log-contract.ts'
import { newFile, openHandle } from './sqlite-files.ts'

describeEngine('sqlite(path)', async (options) => ({ engine: sqlite(newFile(), options) }))

describeEngine('sqlite(handle)', async (options) => {
  const database = openHandle()
  return { engine: sqlite(database, options), close: async () => database.close() }
})

describeLog('the log of sqlite(path)', async () => {
  const engine = sqlite(newFile())
  return { log: engine.log, close: () => engine.stop() }
})

describeLog('the log of sqlite(handle)', async () => {
  const database = openHandle()
  return { log: sqlite(database).log, close: async () => database.close() }
})
