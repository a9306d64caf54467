import type {
  OpenedDatabase,
  SqliteDatabase,
  SqliteStatement,
  SqliteValue,
} from './sqlite-driver.ts'

/** A database whose statements are prepared once. In their text `@queue` stands for the table of that name. */
export class SqliteConnection {
  readonly #database: SqliteDatabase & Partial<OpenedDatabase>
  readonly #prefix: string
  readonly #statements = new Map<string, SqliteStatement>()

  constructor(database: SqliteDatabase, prefix: string) {
    this.#database = database
    this.#prefix = prefix
  }

  exec(sql: string): void {
    this.#database.exec(this.#name(sql))
  }

  /** @returns how many rows it has changed */
  run(sql: string, ...values: SqliteValue[]): number {
    return Number(this.#prepare(sql).run(...values).changes)
  }

  /** All of them, since with some drivers one that is not read to its end keeps the transaction open. */
  all<Row>(sql: string, ...values: SqliteValue[]): Row[] {
    return this.#prepare(sql).all(...values) as Row[]
  }

  first<Row>(sql: string, ...values: SqliteValue[]): Row | undefined {
    return this.all<Row>(sql, ...values)[0]
  }

  /** Of a database of ours. */
  close(): void {
    this.#database.close?.()
  }

  /** Whether a transaction is open, which is none of ours: ours begin and end within one turn. */
  isInTransaction(): boolean {
    const known = this.#database.isTransaction ?? this.#database.inTransaction
    return known ?? this.#isRefusingToBegin()
  }

  /** So with a Node that does not say it yet, as 22.13. */
  #isRefusingToBegin(): boolean {
    try {
      this.#database.exec('BEGIN')
    } catch (error) {
      if (isNested(error)) return true
      throw error
    }
    this.#database.exec('ROLLBACK')
    return false
  }

  #prepare(sql: string): SqliteStatement {
    const known = this.#statements.get(sql)
    if (known) return known
    const statement = this.#database.prepare(this.#name(sql))
    this.#statements.set(sql, statement)
    return statement
  }

  #name(sql: string): string {
    return sql.replaceAll(/@(\w+)/g, (_, table: string) => `"${this.#prefix}${table}"`)
  }
}

/** Whether it works a moment later: another has the store, or the app has a transaction open. */
export function isBusy(error: unknown): boolean {
  const { code, errcode, message } = error as {
    readonly [name in 'code' | 'errcode' | 'message']?: unknown
  }
  if (isNested(error)) return true
  if (typeof errcode === 'number') return busyCodes.has(errcode & 0xff)
  if (/^SQLITE_(BUSY|LOCKED)/.test(String(code))) return true
  return /database (table )?is locked|busy executing a query/.test(String(message))
}

/** SQLITE_BUSY and SQLITE_LOCKED, without what is said beyond. */
const busyCodes = new Set([5, 6])

function isNested(error: unknown): boolean {
  return String((error as Error).message).includes('within a transaction')
}
