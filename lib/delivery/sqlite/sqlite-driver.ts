import { RingbackError } from '../../errors.ts'
import { isMissing } from '../import-driver.ts'

/** What is used of a database that `node:sqlite`, `better-sqlite3` or one of its kin has opened. */
export interface SqliteDatabase {
  /**
   * Runs statements that give nothing back.
   *
   * @param sql One or several.
   */
  exec(sql: string): unknown
  /**
   * Makes a statement that can be run many times.
   *
   * @param sql One, with `?` for each value.
   */
  prepare(sql: string): SqliteStatement
  /** Whether a transaction is open, as `node:sqlite` says it. */
  readonly isTransaction?: boolean
  /** Whether a transaction is open, as `better-sqlite3` says it. */
  readonly inTransaction?: boolean
}

export interface SqliteStatement {
  run(...values: SqliteValue[]): { changes: number | bigint }
  all(...values: SqliteValue[]): unknown[]
}

export type SqliteValue = string | number | null

/** A database of ours, which we close. */
export interface OpenedDatabase extends SqliteDatabase {
  close(): unknown
}

type Driver = new (path: string) => OpenedDatabase

/** What may be installed where Node has no SQLite, in the order in which it is looked for. */
const packages = ['better-sqlite3', '@photostructure/sqlite', 'libsql'] as const

/** @throws {RingbackError} `ERR_DELIVERY_ENGINE` where no driver is there; and what the driver throws */
export async function openDatabase(path: string): Promise<OpenedDatabase> {
  const Database = await findDriver()
  return new Database(path)
}

async function findDriver(): Promise<Driver> {
  const faults: unknown[] = []
  const builtIn = findBuiltIn()
  if (builtIn) return builtIn
  for (const name of packages) {
    try {
      const driver = await loadDriver(name)
      if (driver) return driver
    } catch (error) {
      faults.push(error)
    }
  }
  throw missingDriver(faults)
}

/** Node has it since 22.13; asked for in this way, one that has it not, and a bundler, say nothing. */
function findBuiltIn(): Driver | undefined {
  const { DatabaseSync } = (process.getBuiltinModule('node:sqlite') ?? {}) as {
    readonly DatabaseSync?: Driver
  }
  return DatabaseSync
}

/** @throws where it is installed, and does not work */
async function loadDriver(name: string): Promise<Driver | undefined> {
  const loaded = await importPackage(name)
  if (!loaded) return undefined
  const driver = (loaded.DatabaseSync ?? loaded.default) as Driver
  // Some look for their native part only now.
  new driver(':memory:').close()
  return driver
}

interface DriverModule {
  readonly DatabaseSync?: unknown
  readonly default?: unknown
}

async function importPackage(name: string): Promise<DriverModule | undefined> {
  try {
    return (await import(name)) as DriverModule
  } catch (error) {
    if (isMissing(error, name)) return undefined
    throw error
  }
}

function missingDriver(faults: readonly unknown[]): RingbackError {
  const broken = faults.map((fault) => ` ${String((fault as Error).message).split('\n')[0]}.`)
  return new RingbackError({
    code: 'ERR_DELIVERY_ENGINE',
    message: `Node ${process.versions.node} has no SQLite, and no driver that works is installed.${broken.join('')}`,
    where: 'sqlite()',
    remedy:
      'Run `npm install @photostructure/sqlite` or `npm install better-sqlite3`, or take Node 22.13 or later.',
    cause: faults[0],
  })
}
