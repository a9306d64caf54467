import { parseArgs } from 'node:util'
import { bundleProcess } from '../bundled-process.ts'
import type { EngineName } from './open-sender.ts'
import { openStore } from './stores.ts'
import { runTrial, type TrialResult } from './trial.ts'

/**
 * The long crash trial, by `npm run crash`: kills producers and workers at random moments, and the database
 * twice, and prints what became of each delivery as a table in Markdown.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '100' },
    deliveries: { type: 'string', default: '10000' },
    workers: { type: 'string', default: '2' },
  },
})
const all: readonly EngineName[] = ['sqlite', 'postgres', 'redis']
const engines = all.filter((name) => positionals.length === 0 || positionals.includes(name))
const script = await bundleProcess(new URL('process.ts', import.meta.url))
const results: TrialResult[] = []

for (const engine of engines) results.push(await tryEngine(engine))
print(results)
const isBroken = results.some(({ lost, unexplained }) => lost.length + unexplained.length > 0)
process.exitCode = isBroken ? 1 : 0

async function tryEngine(engine: EngineName): Promise<TrialResult> {
  const { store, killStore, close } = await openStore(engine)
  try {
    return await runTrial({
      ...{ engine, store, killStore, script },
      kills: Number(values.kills),
      deliveries: Number(values.deliveries),
      workers: Number(values.workers),
      // so that a process that has just started does much before it is killed
      meanPauseMs: 1500,
      log: (line) => process.stderr.write(`${engine}: ${line}\n`),
    })
  } finally {
    await close()
  }
}

function print(rows: readonly TrialResult[]): void {
  console.info(
    '| engine | processes killed | database killed | acknowledged | lost | twice | twice without a kill | drained after |',
  )
  console.info('| --- | --: | --: | --: | --: | --: | --: | --: |')
  for (const row of rows) {
    const cells = [
      ...[row.engine, row.kills, row.storeKills, row.acknowledged, row.lost.length],
      ...[row.duplicates, row.unexplained.length, `${(row.drainedMs / 1000).toFixed(1)} s`],
    ]
    console.info(`| ${cells.join(' | ')} |`)
  }
}
