import { describeValue } from '../../errors.ts'
import type { DeliveryEngine } from '../engine.ts'
import type { EngineOptions } from '../engine-fault.ts'
import { readFunction, refuseOption, refuseUnknownOptions } from '../option-values.ts'
import type { PostgresPool } from './database.ts'
import { isBoss, type Boss } from './pg-boss.ts'
import { PostgresEngine } from './postgres-engine.ts'
import { PostgresStore } from './postgres-store.ts'

/** The options of `postgres()`. */
export interface PostgresOptions extends EngineOptions {
  /**
   * The PostgreSQL schema in which everything is kept, made where it is not there; with a `PgBoss`, that
   * of the log and the name of the queue.
   *
   * @default 'ringback'
   */
  readonly schema?: string | undefined
}

/**
 * An engine on pg-boss 12, for several processes on any machines; it needs `npm install pg-boss@12 pg`.
 * `send(…, { transaction })` takes a client on which the app has begun a transaction (or a pg-boss `db`):
 * the delivery is sent if that commits, and only then.
 *
 * With a `PgBoss` of the app, which is started where it is not and never stopped, deliveries of a process
 * that died come back once its monitor has noticed: set its `monitorIntervalSeconds` to 1, of 60.
 *
 * @param store A `pg.Pool`, of which everything uses connections, or a `PgBoss`.
 * @param options Where it is kept, and who is told of faults.
 * @throws {RingbackError} `ERR_DELIVERY_OPTION`; `run()`, `enqueue()` and the log reject with
 *   `ERR_DELIVERY_ENGINE` where pg-boss is not installed, with `ERR_DELIVERY_STORE` where the database is down
 */
export function postgres(
  store: PostgresPool | Boss,
  options: PostgresOptions = {},
): DeliveryEngine {
  const where = 'postgres()'
  refuseUnknownOptions('options', options, ['schema', 'onFault'], where)
  readFunction('onFault', options.onFault, where)
  return new PostgresEngine(
    new PostgresStore(requireStore(store), readSchema(options.schema)),
    options,
  )
}

function requireStore(store: unknown): PostgresPool | Boss {
  if (typeof store === 'object' && store !== null) {
    const { query, connect, on } = store as Partial<PostgresPool>
    const isPool = [query, connect, on].every((method) => typeof method === 'function')
    if (isBoss(store) || (isPool && 'totalCount' in store)) return store as PostgresPool | Boss
  }
  throw refuseOption(
    `The first argument is ${describeValue(store)}.`,
    'Give a pool (new pg.Pool({ connectionString })) or a PgBoss.',
    'postgres()',
  )
}

/** A name that PostgreSQL and pg-boss take without quotes. */
const bareName = /^[a-z_][a-z0-9_]{0,49}$/

function readSchema(schema: unknown = 'ringback'): string {
  if (typeof schema === 'string' && bareName.test(schema) && !schema.startsWith('pg_'))
    return schema
  throw refuseOption(
    `schema is ${describeValue(schema)}.`,
    'Give a name of small letters, digits and underscores, up to 50 of them.',
    'postgres()',
  )
}
