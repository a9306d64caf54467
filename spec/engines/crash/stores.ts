import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../postgres-server.ts'
import { startRedis } from '../redis-server.ts'
import type { EngineName } from './open-sender.ts'

export interface Store {
  readonly store: string
  /** None of SQLite, which has no process of its own. */
  readonly killStore?: (() => Promise<void>) | undefined
  close(): Promise<void>
}

/** A store of its own for one trial, empty. */
export async function openStore(engine: EngineName): Promise<Store> {
  if (engine === 'sqlite') {
    const directory = await mkdtemp(join(tmpdir(), 'ringback-sqlite-'))
    return {
      store: join(directory, 'deliveries.db'),
      close: () => rm(directory, { recursive: true, force: true }),
    }
  }
  const server = await (engine === 'postgres' ? startPostgres() : startRedis())
  return {
    store: server.url,
    killStore: async () => {
      await server.kill()
      await server.restart()
    },
    close: () => server.stop(),
  }
}
