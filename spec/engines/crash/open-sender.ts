import { Redis } from 'ioredis'
import pg from 'pg'
import {
  createSender,
  postgres,
  redis,
  sqlite,
  type DeliveryEngine,
  type Sender,
} from '../../../lib/delivery/index.ts'
import { events } from './declared.ts'

export type EngineName = 'sqlite' | 'postgres' | 'redis'

/** What a process of a trial is told. */
export interface ProcessOptions {
  readonly engine: EngineName
  /** A path, or a URL. */
  readonly store: string
  readonly receiverPort: number
}

/** So that what a killed process had is handed out again before anybody grows tired. */
export const timeoutMs = 1500

export const leaseMs = 2 * timeoutMs + 5000

export function openSender({ engine, store, receiverPort }: ProcessOptions): Sender {
  return createSender({
    webhooks: [events],
    secret: false,
    engine: openEngine(engine, store),
    allow: { http: true, ports: [receiverPort], networks: ['127.0.0.1/32'] },
    timeout: timeoutMs,
    concurrency: 20,
    perOrigin: 20,
    retry: { schedule: Array.from({ length: 100 }, () => 200) },
  })
}

function openEngine(engine: EngineName, store: string): DeliveryEngine {
  switch (engine) {
    case 'sqlite':
      return sqlite(store)
    case 'postgres': {
      const pool = new pg.Pool({ connectionString: store, max: 4 })
      return postgres(pool)
    }
    case 'redis':
      return redis(new Redis(store, { maxRetriesPerRequest: null }))
  }
}
