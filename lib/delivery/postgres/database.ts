import { within } from './time-limit.ts'

export type Row = Readonly<Record<string, unknown>>

/** What runs statements, on a connection of its own each or on that of a transaction. */
export interface Executor {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: Row[] }>
}

/** Every statement and every transaction ends, or is given up, within a limit. */
export interface Database extends Executor {
  transaction<Result>(work: (transaction: Executor) => Promise<Result>): Promise<Result>
}

/** What of a `pg.Pool` is used. */
export interface PostgresPool {
  query(text: string, values?: unknown[]): Promise<{ rows: Row[] }>
  connect(): Promise<PostgresConnection>
  on(event: 'error', listener: (error: Error) => void): unknown
}

/** What of a `pg.PoolClient` is used. */
export interface PostgresConnection extends PostgresClient {
  on(event: 'error', listener: (error: Error) => void): unknown
  off(event: 'error', listener: (error: Error) => void): unknown
  release(destroy?: boolean): void
}

/** What of a `pg.Client` in a transaction is used. */
export interface PostgresClient {
  query(text: string, values?: unknown[]): Promise<{ rows: Row[] }>
}

/** Of what somebody waits for. */
export const statementLimit = 4000

/** A pool without a `connectionTimeoutMillis` waits for ever, and a connection without an end too. */
export class PoolDatabase implements Database {
  readonly #pool: PostgresPool
  readonly #limitMs: number

  constructor(pool: PostgresPool, limitMs: number = statementLimit) {
    this.#pool = pool
    this.#limitMs = limitMs
    listenOnce(pool)
  }

  executeSql(text: string, values?: unknown[]): Promise<{ rows: Row[] }> {
    return this.#withConnection((connection) => connection.query(text, values))
  }

  transaction<Result>(work: (transaction: Executor) => Promise<Result>): Promise<Result> {
    return this.#withConnection(async (connection) => {
      await connection.query('BEGIN')
      const result = await work(asExecutor(connection))
      await connection.query('COMMIT')
      return result
    })
  }

  async #withConnection<Result>(
    work: (connection: PostgresConnection) => Promise<Result>,
  ): Promise<Result> {
    const connection = await this.#connect()
    connection.on('error', ignore)
    try {
      const result = await within(this.#limitMs, work(connection))
      connection.off('error', ignore)
      connection.release()
      return result
    } catch (error) {
      // With whatever is left of a transaction on it.
      connection.release(true)
      throw error
    }
  }

  async #connect(): Promise<PostgresConnection> {
    const connecting = this.#pool.connect()
    try {
      return await within(this.#limitMs, connecting)
    } catch (error) {
      void connecting.then((late) => late.release(), ignore)
      throw error
    }
  }
}

const listened = new WeakSet<PostgresPool>()

/** A connection that dies while idle: the pool has dropped it, and nothing of ours was on it. */
function listenOnce(pool: PostgresPool): void {
  if (listened.has(pool)) return
  listened.add(pool)
  pool.on('error', ignore)
}

export function asExecutor(client: PostgresClient): Executor {
  return { executeSql: (text, values) => client.query(text, values) }
}

function ignore(): void {
  // The statement that was under way rejects with the same.
}
