import { RingbackError } from '../../errors.ts'
import { driverError, importDriver, type Driver } from '../import-driver.ts'
import { statementLimit, type Database, type Executor, type Row } from './database.ts'
import { within } from './time-limit.ts'

/** What of a `PgBoss` is used. */
export interface Boss {
  start(): Promise<unknown>
  stop(options: { readonly graceful: boolean; readonly close: boolean }): Promise<void>
  on(event: 'error', listener: (error: Error) => void): unknown
  getDb(): BossDatabase
  getQueue(name: string): Promise<BossQueue | null>
  createQueue(name: string, options: object): Promise<void>
  updateQueue(name: string, options: object): Promise<void>
  send(name: string, data: object, options: object): Promise<string | null>
  fetch(name: string, options: object): Promise<BossJob[]>
  deleteJob(name: string, attempts: BossAttempt[], options: { db: Executor }): Promise<object>
  findJobs(name: string, options: object): Promise<(BossJob & { readonly state: string })[]>
  update(name: string, data: object, options: object): Promise<unknown>
  supervise(name: string): Promise<void>
}

/** What of the database of a `PgBoss` is used. */
export interface BossDatabase extends Executor {
  beginTransaction?(): Promise<{
    readonly db: Executor
    commit(): Promise<void>
    rollback(): Promise<void>
  }>
}

/** A job as it was handed out: once it is handed out again, nothing that is done in its name applies. */
export interface BossAttempt {
  readonly id: string
  readonly retryCount: number
}

export interface BossJob extends BossAttempt {
  readonly data: object
  readonly expireInSeconds: number
}

export interface BossQueue {
  readonly name: string
  readonly policy?: string
}

export function isBoss(value: object): value is Boss {
  const { getDb, fetch } = value as Partial<Boss>
  return typeof getDb === 'function' && typeof fetch === 'function'
}

/**
 * @param schema is there
 * @throws {RingbackError} `ERR_DELIVERY_ENGINE` where pg-boss is not installed
 */
export async function createBoss(db: Executor, schema: string): Promise<Boss> {
  const PgBoss = await loadPgBoss()
  return new PgBoss({
    ...{ db, schema, createSchema: false, clock: idleClock },
    // Of what it does beside handing out, only what notices a lease that has ended is needed, and that
    // is asked for while something runs.
    ...{ supervise: false, schedule: false, registerInstance: false },
    ...{
      monitorIntervalSeconds: 1,
      monitorVacuum: false,
      reindex: false,
      bamIntervalSeconds: 3600,
    },
  })
}

async function loadPgBoss(): Promise<new (options: object) => Boss> {
  const loaded = await importDriver(driver, () => import('pg-boss'))
  const { PgBoss } = loaded as { readonly PgBoss?: unknown }
  if (typeof PgBoss === 'function') return PgBoss as new (options: object) => Boss
  throw driverError(driver, 'that is installed is older than 12.')
}

const driver: Driver = { name: 'pg-boss', where: 'postgres()', install: 'pg-boss@12 pg' }

/** So that what only enqueues can end without a word to the engine. */
const idleClock = {
  now: Date.now,
  setTimeout: (work: () => void, ms: number): unknown => setTimeout(work, ms).unref(),
  clearTimeout: (timer: unknown): void => clearTimeout(timer as NodeJS.Timeout),
  setInterval: (work: () => void, ms: number): unknown => setInterval(work, ms).unref(),
  clearInterval: (timer: unknown): void => clearInterval(timer as NodeJS.Timeout),
}

/** The database of a `PgBoss` that the app has made. */
export class BossOwnDatabase implements Database {
  readonly #boss: Boss

  constructor(boss: Boss) {
    this.#boss = boss
  }

  executeSql(text: string, values?: unknown[]): Promise<{ rows: Row[] }> {
    return within(statementLimit, this.#boss.getDb().executeSql(text, values))
  }

  async transaction<Result>(work: (transaction: Executor) => Promise<Result>): Promise<Result> {
    const begun = this.#boss.getDb().beginTransaction?.()
    if (!begun) throw noTransactions()
    const transaction = await within(statementLimit, begun)
    try {
      const result = await within(statementLimit, work(transaction.db))
      await within(statementLimit, transaction.commit())
      return result
    } catch (error) {
      await transaction.rollback()
      throw error
    }
  }
}

function noTransactions(): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_ENGINE',
    message: 'The database of that PgBoss has no beginTransaction().',
    where: 'postgres()',
    remedy: 'Give postgres() the pool, or a PgBoss that has a pool of its own.',
  })
}
