import pg from 'pg'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { DeliveryEngine } from '../../lib/delivery/engine.ts'
import { postgres } from '../../lib/delivery/postgres/postgres.ts'
import type { PostgresPool } from '../../lib/delivery/postgres/database.ts'
import type { Boss } from '../../lib/delivery/postgres/pg-boss.ts'
import { createDatabase, findPostgres, type PostgresServer } from './postgres-server.ts'

/** The database and the engines of a spec on PostgreSQL: the engines are stopped after each test. */

let server: Pick<PostgresServer, 'url' | 'stop'>
export let connectionString: string
export let pool: pg.Pool
let schemas = 0
const engines: DeliveryEngine[] = []

beforeAll(async () => {
  server = await findPostgres()
  connectionString = await createDatabase(server.url)
  pool = new pg.Pool({ connectionString, max: 20 })
})

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop({ drainMs: 0 })
})

afterAll(async () => {
  await pool.end()
  await server.stop()
})

/** So that each has an empty store. */
export function nameSchema(): string {
  schemas += 1
  return `test_${schemas}`
}

export function openEngine(
  schema: string = nameSchema(),
  of: PostgresPool | Boss = pool,
): DeliveryEngine {
  const engine = postgres(of, { schema })
  engines.push(engine)
  return engine
}
