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
  /** Of this process alone, so that it is known of each arrival which one has sent it. */
  readonly secret: string
}

/** So that what a killed process had is handed out again before anybody grows tired. */
export const timeoutMs = 1500

export const leaseMs = 2 * timeoutMs + 5000

export function openSender({ engine, store, receiverPort, secret }: ProcessOptions): Sender {
  return createSender({
    webhooks: [events],
    secret,
    engine: openEngine(engine, store),
    allow: { http: true, ports: [receiverPort], networks: ['127.0.0.1/32'] },
    timeout: timeoutMs,
    concurrency: 20,
    // more than those that were killed keep until their leases end, or nothing would go on meanwhile
    perOrigin: 200,
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
