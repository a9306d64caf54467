import { setTimeout as sleep } from 'node:timers/promises'
import { RingbackError } from '../../errors.ts'
import { storeError, storeLimit, toStoreError } from '../store-error.ts'
import { isBusy, SqliteConnection } from './sqlite-connection.ts'
import { openDatabase, type SqliteDatabase } from './sqlite-driver.ts'
import { createSchema } from './sqlite-schema.ts'

export type Work<Result> = (connection: SqliteConnection) => Result

/** What is done in the next transaction. */
interface Job {
  readonly work: Work<unknown>
  readonly deadline: number
  resolve(result: unknown): void
  reject(error: unknown): void
}

/** How long SQLite itself waits for another process, and the event loop with it. */
const busyTimeout = 20

/** In one transaction, so that sockets and timers have their turn. */
const mostJobs = 200

/** A database of a path of ours, or of the app. */
export class SqliteStore {
  readonly #source: string | SqliteDatabase
  readonly #prefix: string
  /** That of the app, on which it may have a transaction open. */
  readonly #shared: SqliteConnection | undefined
  #connecting: Promise<SqliteConnection> | undefined
  #hasSchema = false
  #jobs: Job[] = []
  #isScheduled = false

  constructor(source: string | SqliteDatabase, prefix: string) {
    this.#source = source
    this.#prefix = prefix
    this.#shared = typeof source === 'string' ? undefined : new SqliteConnection(source, prefix)
    if (this.#shared) this.#connecting = Promise.resolve(this.#shared)
  }

  /**
   * Does what changes the store, in a transaction of ours, together with all else that is to be done by
   * then: resolves once it is on disk. It may be done again where the transaction had to be rolled back.
   *
   * @param limitMs how long a store that is locked is waited for
   * @throws {RingbackError} `ERR_DELIVERY_STORE`, `ERR_DELIVERY_ENGINE`
   */
  write<Result>(work: Work<Result>, limitMs: number = storeLimit): Promise<Result> {
    return new Promise((resolve, reject) => {
      const deadline = performance.now() + limitMs
      this.#jobs.push({ work, deadline, resolve: (result) => resolve(result as Result), reject })
      this.#schedule(0)
    })
  }

  /** @throws {RingbackError} `ERR_DELIVERY_STORE`, `ERR_DELIVERY_ENGINE` */
  async read<Result>(work: Work<Result>): Promise<Result> {
    const deadline = performance.now() + storeLimit
    for (;;) {
      try {
        return work(await this.#connectForReading())
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw failedError(error)
      }
      await sleep(retryDelay())
    }
  }

  /**
   * Does what changes the store within the transaction that the app has open: now, or not at all.
   *
   * @returns whether there is one
   * @throws {RingbackError} `ERR_DELIVERY_STORE`
   */
  join(work: Work<void>): boolean {
    const connection = this.#shared
    try {
      if (!connection?.isInTransaction()) return false
      withinSavepoint(connection, () => {
        if (!this.#hasSchema) createSchema(connection)
        work(connection)
      })
      return true
    } catch (error) {
      throw failedError(error)
    }
  }

  /** Ends a database of ours; what is asked of it later opens it again. */
  async close(): Promise<void> {
    for (const { reject } of this.#jobs.splice(0)) reject(closedError())
    if (typeof this.#source !== 'string') return
    const connecting = this.#connecting
    this.#connecting = undefined
    const connection = await connecting?.catch(() => undefined)
    this.#hasSchema = false
    connection?.close()
  }

  async #connectForReading(): Promise<SqliteConnection> {
    const connection = await this.#connect()
    if (this.#hasSchema) return connection
    if (!this.join(() => undefined)) await this.write(() => undefined)
    // It may have been closed meanwhile.
    return this.#connect()
  }

  #connect(): Promise<SqliteConnection> {
    this.#connecting ??= this.#open().catch((error: unknown) => {
      this.#connecting = undefined
      throw error
    })
    return this.#connecting
  }

  async #open(): Promise<SqliteConnection> {
    const database = await openDatabase(this.#source as string)
    try {
      database.exec(`PRAGMA busy_timeout = ${busyTimeout}`)
      database.exec('PRAGMA journal_mode = WAL')
      database.exec('PRAGMA synchronous = FULL')
    } catch (error) {
      database.close()
      throw error
    }
    return new SqliteConnection(database, this.#prefix)
  }

  #schedule(ms: number): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    const flush = (): void => void this.#flush()
    if (ms === 0) setImmediate(flush)
    else setTimeout(flush, ms)
  }

  async #flush(): Promise<void> {
    let waiting: Job[]
    try {
      const connection = await this.#connect()
      waiting = this.#transactAll(connection, this.#jobs.splice(0, mostJobs))
    } catch (error) {
      waiting = this.#jobs.splice(0)
      if (!isBusy(error)) for (const { reject } of waiting.splice(0)) reject(failedError(error))
    }
    this.#isScheduled = false
    this.#jobs = [...rejectLate(waiting), ...this.#jobs]
    if (this.#jobs.length > 0) this.#schedule(waiting.length > 0 ? retryDelay() : 0)
  }

  /** @returns what has to wait, since another has the store, or the app a transaction open */
  #transactAll(connection: SqliteConnection, jobs: readonly Job[]): Job[] {
    if (jobs.length === 0) return []
    try {
      this.#transact(connection, jobs)
      return []
    } catch (error) {
      if (isBusy(error)) return [...jobs]
      // One that cannot be done takes the others not with it.
      if (jobs.length > 1) return jobs.flatMap((job) => this.#transactAll(connection, [job]))
      jobs[0]?.reject(failedError(error))
      return []
    }
  }

  #transact(connection: SqliteConnection, jobs: readonly Job[]): void {
    connection.exec('BEGIN IMMEDIATE')
    const results: unknown[] = []
    try {
      if (!this.#hasSchema) createSchema(connection)
      for (const { work } of jobs) results.push(work(connection))
      connection.exec('COMMIT')
    } catch (error) {
      rollBack(connection)
      throw error
    }
    this.#hasSchema = true
    for (const [index, { resolve }] of jobs.entries()) resolve(results[index])
  }
}

function rollBack(connection: SqliteConnection, sql = 'ROLLBACK'): void {
  try {
    connection.exec(sql)
  } catch {
    // SQLite has done so by itself, as where the disk is full.
  }
}

function withinSavepoint(connection: SqliteConnection, work: () => void): void {
  connection.exec('SAVEPOINT ringback')
  try {
    work()
    connection.exec('RELEASE ringback')
  } catch (error) {
    rollBack(connection, 'ROLLBACK TO ringback; RELEASE ringback')
    throw error
  }
}

function rejectLate(jobs: readonly Job[]): Job[] {
  const now = performance.now()
  return jobs.filter(({ deadline, reject }) => {
    if (deadline > now) return true
    reject(lockedError())
    return false
  })
}

/** By chance, so that two processes do not meet again. */
function retryDelay(): number {
  return 5 + 15 * Math.random()
}

function failedError(error: unknown): RingbackError {
  return toStoreError(error, {
    message: 'The store of deliveries has failed',
    where: 'sqlite()',
    remedy: 'Look at its file, its directory and the room on its disk; what was taken up is kept.',
  })
}

function lockedError(): RingbackError {
  return storeError({
    message: `The store of deliveries was locked for ${storeLimit / 1000} seconds.`,
    where: 'sqlite()',
    remedy: 'Keep transactions short, those of other processes on the same file too.',
  })
}

function closedError(): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_STOPPED',
    message: 'The engine was stopped before this was written.',
    where: 'sqlite()',
    remedy: 'Wait for what was asked of the engine before stop().',
  })
}
