import { describeValue, RingbackError } from '../../errors.ts'
import type { Delivery } from '../delivery.ts'
import {
  asExecutor,
  PoolDatabase,
  type Database,
  type Executor,
  type PostgresClient,
  type PostgresPool,
} from './database.ts'
import { DeliveryQueue } from './delivery-queue.ts'
import { createLogTables, nameLogTables, type LogTables } from './log-tables.ts'
import { BossOwnDatabase, createBoss, isBoss, type Boss } from './pg-boss.ts'
import { PostgresLog } from './postgres-log.ts'
import { failedError, within } from './time-limit.ts'

/** What pg-boss does by itself may take its time, such as making its tables. */
const bossLimit = 60_000

/** How long one that is about to open is waited for. */
const closeLimit = 1000

interface Opened {
  readonly boss: Boss
  readonly queue: DeliveryQueue
}

/** What is to be taken up. */
export interface Enqueued {
  readonly delivery: Delivery
  /** In milliseconds since 1970. */
  readonly due: number
  /** In the log too. */
  readonly isLogged: boolean
}

/** The queue and the log in one database, opened when they are first needed. */
export class PostgresStore {
  readonly #given: PostgresPool | Boss
  readonly #schema: string
  readonly #database: Database
  readonly #tables: LogTables
  #onError: (error: Error) => void = ignore
  #opening: Promise<Opened> | undefined
  #creatingTables: Promise<void> | undefined
  #boss: Boss | undefined
  readonly log: PostgresLog

  constructor(given: PostgresPool | Boss, schema: string) {
    this.#given = given
    this.#schema = schema
    this.#database = isBoss(given) ? new BossOwnDatabase(given) : new PoolDatabase(given)
    this.#tables = nameLogTables(schema)
    this.log = new PostgresLog(this.#tables, () => this.#openLog())
  }

  /** Is told what pg-boss could not do by itself, and does again later. */
  set onError(listener: (error: Error) => void) {
    this.#onError = listener
  }

  async open(): Promise<DeliveryQueue> {
    const opening = (this.#opening ??= this.#open())
    try {
      return (await opening).queue
    } catch (error) {
      if (this.#opening === opening) this.#opening = undefined
      throw failedError(error)
    }
  }

  /** @returns whether it was taken up, and accepted by the log where it is to be; both or neither */
  async takeUp(queue: DeliveryQueue, enqueued: Enqueued, joined?: Executor): Promise<boolean> {
    const { delivery, due, isLogged } = enqueued
    const add = async (db: Executor): Promise<boolean> => {
      const isAdded = await queue.add({ delivery, due, faults: 0 }, db)
      if (isAdded && isLogged) await this.log.acceptIn(db, delivery, due)
      return isAdded
    }
    return joined ? add(joined) : this.#database.transaction(add)
  }

  /** Whether what was not taken up will be once what stands before it has ended. */
  isEnding(queue: DeliveryQueue, { delivery }: Enqueued, joined?: Executor): Promise<boolean> {
    return queue.isEnding(delivery, joined ?? this.#database)
  }

  /** @throws {RingbackError} `ERR_DELIVERY_OPTION` */
  readTransaction(transaction: unknown): Executor {
    const { query, executeSql } = (transaction ?? {}) as Partial<PostgresClient & Executor>
    if (typeof executeSql === 'function') return transaction as Executor
    // A pool has the method too, and takes any of its connections.
    const isPool = Object(transaction) === transaction && 'totalCount' in (transaction as object)
    if (typeof query === 'function' && !isPool) return asExecutor(transaction as PostgresClient)
    throw new RingbackError({
      code: 'ERR_DELIVERY_OPTION',
      message: `transaction is ${isPool ? 'a pool' : describeValue(transaction)}.`,
      where: 'postgres()',
      remedy: 'Give the client of pool.connect() on which BEGIN was sent, or a { executeSql }.',
    })
  }

  async ping(): Promise<void> {
    await this.#database.executeSql('SELECT 1').catch((error: unknown) => {
      throw failedError(error)
    })
  }

  /** Ends what pg-boss does by itself, until it is opened again; the pool stays open. */
  async close(): Promise<void> {
    const opening = this.#opening
    this.#opening = undefined
    // One that the app made may be at work for others.
    if (!opening || isBoss(this.#given)) return
    const opened = await within(closeLimit, opening).catch(ignore)
    await opened?.boss.stop({ graceful: false, close: false })
  }

  async #open(): Promise<Opened> {
    const boss = await this.#findBoss()
    // First, with the schema, which several pg-boss cannot make at a time.
    await this.#createTables()
    await boss.start().catch((error: unknown) => {
      this.#drop(boss)
      throw error
    })
    const queue = new DeliveryQueue(boss, this.#database, this.log, this.#schema)
    await queue.create()
    return { boss, queue }
  }

  async #findBoss(): Promise<Boss> {
    if (this.#boss) return this.#boss
    const given = this.#given
    const boss = isBoss(given)
      ? given
      : await createBoss(new PoolDatabase(given, bossLimit), this.#schema)
    this.#boss = boss
    if (listened.has(boss)) return boss
    listened.add(boss)
    boss.on('error', (error) => this.#onError(error))
    return boss
  }

  /** One that has not started may have done so in part; the next try has one of its own. */
  #drop(boss: Boss): void {
    if (isBoss(this.#given)) return
    this.#boss = undefined
    void boss.stop({ graceful: false, close: false }).catch(ignore)
  }

  /** The log is there for what only reads it, without pg-boss. */
  async #openLog(): Promise<Executor> {
    try {
      await this.#createTables()
    } catch (error) {
      throw failedError(error)
    }
    return { executeSql: (text, values) => this.#ask(text, values) }
  }

  async #ask(text: string, values?: unknown[]): ReturnType<Executor['executeSql']> {
    try {
      return await this.#database.executeSql(text, values)
    } catch (error) {
      throw failedError(error)
    }
  }

  async #createTables(): Promise<void> {
    if (isBoss(this.#given)) await this.#given.start()
    const creating = (this.#creatingTables ??= createLogTables(this.#database, this.#tables))
    try {
      await creating
    } catch (error) {
      if (this.#creatingTables === creating) this.#creatingTables = undefined
      throw error
    }
  }
}

/** Unheard, what goes wrong in the background of one would end the process. */
const listened = new WeakSet<Boss>()

function ignore(): undefined {
  return undefined
}
