import type { Database, Executor } from './database.ts'

/** Their names, with that of the schema. */
export interface LogTables {
  readonly schema: string
  readonly table: string
  readonly attempts: string
}

export function nameLogTables(schema: string): LogTables {
  return {
    schema,
    table: `${schema}.logged_delivery`,
    attempts: `${schema}.logged_attempt`,
  }
}

/** Of several that start at a time, one makes them. */
export async function createLogTables(database: Database, tables: LogTables): Promise<void> {
  const asked = await database.executeSql('SELECT to_regclass($1) IS NOT NULL AS is_there', [
    tables.attempts,
  ])
  if (asked.rows[0]?.['is_there'] === true) return
  await database.transaction(async (transaction) => {
    await transaction.executeSql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      tables.attempts,
    ])
    await createSchema(transaction, tables.schema)
    for (const statement of statementsOf(tables)) await transaction.executeSql(statement)
  })
}

/**
 * IF NOT EXISTS asks for a right that it does not need where the schema is there, and looks into a cache
 * that does not yet have what another session made while the lock was waited for.
 */
async function createSchema(transaction: Executor, schema: string): Promise<void> {
  const named = 'SELECT 1 FROM pg_namespace WHERE nspname = $1'
  const { rows } = await transaction.executeSql(named, [schema])
  if (rows.length === 0) await transaction.executeSql(`CREATE SCHEMA ${schema}`)
}

/**
 * Times are milliseconds since 1970, ids in the order of their bytes. A delivery and an attempt are the
 * text of their JSON, since jsonb has no `\u0000` and no half of a surrogate pair.
 */
function statementsOf({ table, attempts }: LogTables): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS ${table} (
      id text COLLATE "C" PRIMARY KEY,
      operation_id text NOT NULL,
      origin text NOT NULL,
      created_at double precision NOT NULL,
      changed_at double precision NOT NULL,
      delivery text NOT NULL,
      state text NOT NULL,
      reason text,
      next_attempt_at double precision
    )`,
    `CREATE INDEX IF NOT EXISTS logged_delivery_latest ON ${table} (created_at DESC, id)`,
    `CREATE INDEX IF NOT EXISTS logged_delivery_state ON ${table} (state, created_at DESC, id)`,
    `CREATE INDEX IF NOT EXISTS logged_delivery_ended ON ${table} (changed_at)
      WHERE state IN ('delivered', 'dead')`,
    `CREATE TABLE IF NOT EXISTS ${attempts} (
      delivery_id text COLLATE "C" NOT NULL REFERENCES ${table} ON DELETE CASCADE,
      position bigint GENERATED ALWAYS AS IDENTITY,
      attempt text NOT NULL,
      PRIMARY KEY (delivery_id, position)
    )`,
  ]
}
