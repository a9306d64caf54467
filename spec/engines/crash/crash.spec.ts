import { beforeAll, describe, expect, it } from 'vitest'
import { bundleProcess } from '../bundled-process.ts'
import { leaseMs } from './open-sender.ts'
import { openStore } from './stores.ts'
import { runTrial } from './trial.ts'

let script: string

beforeAll(async () => {
  script = await bundleProcess(new URL('process.ts', import.meta.url))
})

describe('where producers and workers are killed at random moments', () => {
  it.each(['sqlite', 'postgres', 'redis'] as const)('%s loses nothing', async (engine) => {
    const { store, killStore, close } = await openStore(engine)
    try {
      const trial = {
        engine,
        store,
        killStore,
        script,
        kills: 9,
        deliveries: 300,
        workers: 2,
        settleMs: 2000,
      }
      const result = await runTrial(trial)
      expect(result).toMatchObject({ kills: 9, lost: [], unexplained: [] })
      expect(result.storeKills).toBe(killStore ? 2 : 0)
      expect(result.acknowledged).toBeGreaterThanOrEqual(300)
      expect(result.drainedMs).toBeLessThan(leaseMs + 30_000)
    } finally {
      await close()
    }
  })
})
