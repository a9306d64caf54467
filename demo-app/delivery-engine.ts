import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { postgres, redis, sqlite, type DeliveryEngine } from 'ringback/delivery'

/**
 * What keeps deliveries from one start to the next: PostgreSQL where DATABASE_URL names one, Redis where
 * REDIS_URL does, else a SQLite file beside this one.
 */
export function chooseEngine(): DeliveryEngine {
  const { DATABASE_URL, REDIS_URL, DELIVERIES_FILE } = process.env
  if (DATABASE_URL)
    return postgres(new pg.Pool({ connectionString: DATABASE_URL, allowExitOnIdle: true }))
  if (REDIS_URL) return redis(REDIS_URL)
  return sqlite(DELIVERIES_FILE ?? fileURLToPath(new URL('deliveries.db', import.meta.url)))
}
