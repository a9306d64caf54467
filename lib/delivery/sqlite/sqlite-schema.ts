import { RingbackError } from '../../errors.ts'
import { storeError } from '../store-error.ts'
import type { SqliteConnection } from './sqlite-connection.ts'

const version = 1

/**
 * - `queue` has what has not ended. Of what is handed out, `lease` says to whom, and `due` when that ends:
 *   so it is due again once its process has died.
 * - `origins` says of each origin in the queue from when on something of it may be handed out, at the
 *   earliest; of those for which that time has come, it is the order in which they are served.
 * - `deliveries` and `attempts` are the log.
 */
const tables = `
  CREATE TABLE @queue (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    origin TEXT NOT NULL,
    due INTEGER NOT NULL,
    lease TEXT,
    endpoint TEXT,
    faults INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    content TEXT NOT NULL,
    again TEXT
  );
  CREATE INDEX @queue_due ON @queue (origin, due);
  CREATE INDEX @queue_leased ON @queue (origin, due) WHERE lease IS NOT NULL;
  CREATE INDEX @queue_held ON @queue (endpoint) WHERE endpoint IS NOT NULL;

  CREATE TABLE @origins (origin TEXT PRIMARY KEY, due INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX @origins_due ON @origins (due);

  CREATE TABLE @deliveries (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    origin TEXT NOT NULL,
    operation_id TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    next_attempt_at INTEGER,
    changed_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    content TEXT NOT NULL
  );
  CREATE INDEX @deliveries_latest ON @deliveries (created_at DESC, id);
  CREATE INDEX @deliveries_state ON @deliveries (state, created_at DESC, id);
  CREATE INDEX @deliveries_origin ON @deliveries (origin, created_at DESC, id);
  CREATE INDEX @deliveries_ended ON @deliveries (changed_at) WHERE state IN ('delivered', 'dead');

  CREATE TABLE @attempts (
    number INTEGER PRIMARY KEY,
    delivery_id TEXT NOT NULL,
    attempt TEXT NOT NULL
  );
  CREATE INDEX @attempts_delivery ON @attempts (delivery_id);
`

/**
 * Makes the tables where they are not there, within the transaction that is open.
 *
 * @throws {RingbackError} `ERR_DELIVERY_STORE` where a later version has made them, `ERR_DELIVERY_OPTION`
 *   where the database gives them in a shape that is not read
 */
export function createSchema(connection: SqliteConnection): void {
  connection.exec('CREATE TABLE IF NOT EXISTS @schema (version INTEGER NOT NULL)')
  if (!findVersion(connection)) {
    connection.exec(tables)
    connection.run('INSERT INTO @schema (version) VALUES (?)', version)
  }
  const made = findVersion(connection)?.version
  if (made === undefined) throw unreadableRows()
  if (Number(made) > version) throw laterVersion(Number(made))
}

function findVersion(
  connection: SqliteConnection,
): { readonly version?: number | bigint } | undefined {
  return connection.first('SELECT version FROM @schema')
}

function unreadableRows(): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_OPTION',
    message: 'The database gives rows that are no objects.',
    where: 'sqlite()',
    remedy: 'Give one that was opened without `returnArrays`.',
  })
}

function laterVersion(made: number): RingbackError {
  return storeError({
    message: `The tables of the store are of version ${made}, and this ringback knows ${version}.`,
    where: 'sqlite()',
    remedy: 'Install the version of ringback that made them, or a later one.',
  })
}
