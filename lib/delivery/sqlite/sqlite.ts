import { describeValue, RingbackError } from '../../errors.ts'
import type { Delivery } from '../delivery.ts'
import type { EngineOptions } from '../engine-fault.ts'
import { runningError } from '../engine-stop.ts'
import type {
  DeliveryEngine,
  DeliveryHandler,
  EngineAbilities,
  EnqueueOptions,
  RunOptions,
} from '../engine.ts'
import type { DeliveryLog } from '../log.ts'
import { readFunction, refuseOption, refuseUnknownOptions } from '../option-values.ts'
import type { SqliteConnection } from './sqlite-connection.ts'
import type { SqliteDatabase } from './sqlite-driver.ts'
import { SqliteLog } from './sqlite-log.ts'
import { enqueueDelivery, readDue, releaseSome } from './sqlite-queue.ts'
import { SqliteRun } from './sqlite-run.ts'
import { SqliteStore } from './sqlite-store.ts'

/** The options of `sqlite()`. */
export interface SqliteOptions extends EngineOptions {
  /**
   * What the names of the tables begin with.
   *
   * @default 'ringback_'
   */
  readonly tablePrefix?: string | undefined
}

/** An engine that has its log in the same database. */
export interface SqliteEngine extends DeliveryEngine {
  readonly can: EngineAbilities
  readonly log: DeliveryLog
  release(endpoint: string): Promise<void>
  ping(): Promise<void>
}

/**
 * An engine that keeps deliveries, and what became of them, in a SQLite database: on disk once `enqueue()`
 * has resolved, and shared by all processes of one machine that open the same file. It keeps the process
 * alive from `run()` until `stop()`.
 *
 * ```ts
 * const sender = createSender({ callbacks: [invoiceEvents], secret, engine: sqlite('deliveries.db') })
 * ```
 *
 * A path is opened at the first use, with `node:sqlite` where Node has it (22.13 and later), else with
 * `better-sqlite3`, `@photostructure/sqlite` or `libsql`, whichever is installed; `stop()` closes it.
 * `':memory:'` forgets all with that.
 *
 * An open database of one of these may be given in its place. Where the app has a transaction open on it,
 * `enqueue()` is part of that, whoever calls it meanwhile: a rollback takes the delivery back, and nothing
 * is sent before the commit. Its settings are left as they are: with `PRAGMA synchronous` below FULL, the
 * last deliveries may be lost where the machine loses power, and while another process has the file, each
 * attempt to write waits for the `busy_timeout` that is set, and all of the process with it.
 *
 * @param database The path of a file, made where it is not there, or an open database.
 * @param options How its tables are called, and who is told of faults.
 * @throws {RingbackError} `ERR_DELIVERY_OPTION`
 */
export function sqlite(
  database: string | SqliteDatabase,
  options: SqliteOptions = {},
): SqliteEngine {
  refuseUnknownOptions('options', options, ['tablePrefix', 'onFault'], where)
  readFunction('onFault', options.onFault, where)
  const prefix = readPrefix(options.tablePrefix ?? 'ringback_')
  return new SqliteFileEngine(readDatabase(database), prefix, options)
}

const where = 'sqlite()'

class SqliteFileEngine implements SqliteEngine {
  readonly can: EngineAbilities
  readonly log: DeliveryLog
  readonly #database: string | SqliteDatabase
  readonly #store: SqliteStore
  readonly #options: EngineOptions
  #run: SqliteRun | undefined

  constructor(database: string | SqliteDatabase, prefix: string, options: EngineOptions) {
    this.#database = database
    this.#store = new SqliteStore(database, prefix)
    this.#options = options
    this.can = { joinTransaction: typeof database !== 'string', manyProcesses: true }
    this.log = new SqliteLog(this.#store)
  }

  async enqueue(delivery: Delivery, options: EnqueueOptions = {}): Promise<void> {
    const { notBefore, transaction, isLogged = true } = options
    if (transaction !== undefined) this.#requireOwn(transaction)
    const take = (connection: SqliteConnection): void =>
      enqueueDelivery(connection, { delivery, due: readDue(notBefore), isLogged })
    if (!this.#store.join(take)) {
      if (transaction !== undefined) throw transactionError(noneOpen)
      await this.#store.write(take)
    }
    this.#run?.wake()
  }

  async run(handler: DeliveryHandler, options: RunOptions): Promise<void> {
    if (this.#run) throw runningError()
    const run = new SqliteRun(this.#store, { ...options, ...this.#options, handler })
    this.#run = run
    try {
      await run.start()
    } finally {
      if (this.#run === run) this.#run = undefined
    }
  }

  async stop({ drainMs = 20_000 }: { readonly drainMs?: number } = {}): Promise<void> {
    await this.#run?.stop(drainMs)
    this.#run = undefined
    await this.#store.close()
  }

  async release(endpoint: string): Promise<void> {
    let after: number | undefined = 0
    while (after !== undefined) {
      const start: number = after
      after = await this.#store.write((connection) => releaseSome(connection, endpoint, start))
      this.#run?.wake()
    }
  }

  async ping(): Promise<void> {
    await this.#store.write(() => undefined)
  }

  /** @throws {RingbackError} `ERR_DELIVERY_TRANSACTION` where it is not the database of the app */
  #requireOwn(transaction: unknown): void {
    if (typeof this.#database === 'string') {
      throw transactionError('The engine has opened its database itself, for none but its own.')
    }
    if (transaction !== this.#database) {
      throw transactionError(
        `transaction is ${describeValue(transaction)}, not the database of sqlite().`,
      )
    }
  }
}

const noneOpen = 'No transaction is open on the database.'

function readDatabase(database: unknown): string | SqliteDatabase {
  if (typeof database === 'string' && database !== '') return database
  const { exec, prepare } = (database ?? {}) as Partial<Record<keyof SqliteDatabase, unknown>>
  if (typeof exec === 'function' && typeof prepare === 'function') return database as SqliteDatabase
  throw refuseOption(
    `The database is ${describeValue(database)}.`,
    'Give the path of a file, or a database that node:sqlite or better-sqlite3 has opened.',
    where,
  )
}

function readPrefix(prefix: unknown): string {
  const isName = typeof prefix === 'string' && /^(?!sqlite_)[a-z_]\w{0,60}$/i.test(prefix)
  if (isName) return prefix
  throw refuseOption(
    `tablePrefix is ${describeValue(prefix)}.`,
    'Give letters, digits and underscores, such as ringback_; sqlite_ is not free.',
    where,
  )
}

function transactionError(message: string): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_TRANSACTION',
    message,
    where: 'enqueue()',
    remedy: 'Open the database in the app, give it to sqlite(), and BEGIN on it before.',
  })
}
