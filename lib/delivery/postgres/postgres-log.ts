import type { Attempt, Delivery, Outcome } from '../delivery.ts'
import { pageLength } from '../log-query.ts'
import {
  countAttempt,
  mostAttempts,
  pendingUntil,
  stateAfter,
  type DeliveryHistory,
  type DeliveryLog,
  type DeliveryQuery,
  type DeliveryState,
  type LoggedDelivery,
  type LoggedState,
} from '../log.ts'
import { readOrigin } from '../origin.ts'
import { readAttempt, readDelivery } from '../stored-json.ts'
import type { Executor, Row } from './database.ts'
import type { LogTables } from './log-tables.ts'

/** Asks for the database once its tables are there. */
type Ready = () => Promise<Executor>

/** The log in the database of the engine, which every process with that database reads and writes. */
export class PostgresLog implements DeliveryLog {
  readonly #tables: LogTables
  readonly #ready: Ready

  constructor(tables: LogTables, ready: Ready) {
    this.#tables = tables
    this.#ready = ready
  }

  async accept(delivery: Delivery, nextAttemptAt: number): Promise<void> {
    await this.acceptIn(await this.#ready(), delivery, nextAttemptAt)
  }

  /** The same within a transaction. */
  async acceptIn(db: Executor, delivery: Delivery, nextAttemptAt: number): Promise<void> {
    const values = toValues(delivery, pendingUntil(nextAttemptAt))
    await db.executeSql(putSql(this.#tables, { keepsEnded: false }), values)
  }

  async append(delivery: Delivery, attempt: Attempt, outcome: Outcome): Promise<void> {
    const { table, attempts } = this.#tables
    const values = toValues(countAttempt(delivery, outcome), stateAfter(outcome))
    const db = await this.#ready()
    await db.executeSql(
      `WITH put AS (${putSql(this.#tables, { keepsEnded: true })} RETURNING ${table}.id),
      forgotten AS (
        DELETE FROM ${attempts} WHERE delivery_id = $1 AND position <= (
          SELECT position FROM ${attempts} WHERE delivery_id = $1
          ORDER BY position DESC OFFSET ${mostAttempts - 1} LIMIT 1
        )
      )
      INSERT INTO ${attempts} (delivery_id, attempt) SELECT id, $10::text FROM put`,
      [...values, JSON.stringify(attempt)],
    )
  }

  async settle(delivery: Delivery, outcome: Outcome): Promise<void> {
    const db = await this.#ready()
    const values = toValues(delivery, stateAfter(outcome))
    await db.executeSql(putSql(this.#tables, { keepsEnded: true }), values)
  }

  /** Has those end that it knows as open. */
  async end(
    db: Executor,
    ended: readonly { readonly delivery: Delivery; readonly outcome: Outcome }[],
  ): Promise<void> {
    const states = ended.map(({ outcome }) => stateAfter(outcome))
    await db.executeSql(
      `UPDATE ${this.#tables.table} AS d
      SET state = e.state, reason = e.reason, next_attempt_at = NULL, changed_at = $5
      FROM unnest($1::text[], $2::double precision[], $3::text[], $4::text[])
        AS e (id, created_at, state, reason)
      WHERE d.id = e.id AND d.created_at = e.created_at AND d.state IN ('pending', 'paused')`,
      [
        ended.map(({ delivery }) => delivery.id),
        ended.map(({ delivery }) => delivery.createdAt),
        states.map(({ state }) => state),
        states.map(({ reason }) => reason ?? null),
        Date.now(),
      ],
    )
  }

  async get(id: string): Promise<DeliveryHistory | undefined> {
    const { table, attempts } = this.#tables
    const db = await this.#ready()
    const { rows } = await db.executeSql(
      `SELECT d.*, ARRAY(
        SELECT attempt FROM ${attempts} WHERE delivery_id = d.id ORDER BY position
      ) AS attempts FROM ${table} d WHERE id = $1`,
      // No id has it, and no text of PostgreSQL either.
      [id.replaceAll('\u0000', ' ')],
    )
    return rows[0] && readHistory(rows[0])
  }

  async list(query: DeliveryQuery = {}): Promise<readonly LoggedDelivery[]> {
    const { table, attempts } = this.#tables
    const { conditions, values } = toConditions(query)
    const db = await this.#ready()
    const { rows } = await db.executeSql(
      `SELECT d.*, (
        SELECT attempt FROM ${attempts} WHERE delivery_id = d.id ORDER BY position DESC LIMIT 1
      ) AS last_attempt FROM ${table} d
      WHERE ${['true', ...conditions].join(' AND ')}
      ORDER BY created_at DESC, id LIMIT $1`,
      [query.limit ?? pageLength, ...values],
    )
    return rows.map(readLogged)
  }

  async purge(before: number): Promise<number> {
    const { table } = this.#tables
    const db = await this.#ready()
    const { rows } = await db.executeSql(
      `WITH old AS (
        DELETE FROM ${table} WHERE state IN ('delivered', 'dead') AND changed_at < $1 RETURNING 1
      ) SELECT count(*) AS count FROM old`,
      [before],
    )
    return Number(rows[0]?.['count'])
  }
}

/** @param options.keepsEnded whether what has ended stays so, but that a dead one may have arrived */
function putSql({ table }: LogTables, { keepsEnded }: { readonly keepsEnded: boolean }): string {
  const isKept = keepsEnded
    ? `${table}.state IN ('delivered', 'dead') AND EXCLUDED.state <> 'delivered'`
    : 'false'
  const states = ['state', 'reason', 'next_attempt_at'].map(
    (name) => `${name} = CASE WHEN ${isKept} THEN ${table}.${name} ELSE EXCLUDED.${name} END`,
  )
  const others = ['operation_id', 'origin', 'created_at', 'changed_at', 'delivery'].map(
    (name) => `${name} = EXCLUDED.${name}`,
  )
  return `INSERT INTO ${table}
    (id, operation_id, origin, created_at, changed_at, delivery, state, reason, next_attempt_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (id) DO UPDATE SET ${[...states, ...others].join(', ')}`
}

function toValues(delivery: Delivery, { state, reason, nextAttemptAt }: LoggedState): unknown[] {
  const { id, operationId, url, createdAt } = delivery
  const text = JSON.stringify(delivery)
  const known = [id, operationId, readOrigin(url), createdAt, Date.now(), text]
  return [...known, state, reason ?? null, nextAttemptAt ?? null]
}

/** What is asked for, with `$1` left for the limit. */
function toConditions(query: DeliveryQuery): { conditions: string[]; values: unknown[] } {
  const values: unknown[] = []
  const bind = (value: unknown): string => `$${values.push(value) + 1}`
  const { state, origin, operationId, since, before } = query
  const conditions = [
    state !== undefined && `state = ${bind(state)}`,
    origin !== undefined && `origin = ${bind(origin)}`,
    operationId !== undefined && `operation_id = ${bind(operationId)}`,
    since !== undefined && `created_at >= ${bind(since)}`,
    before && isAfter(bind(before.createdAt), bind(before.id)),
  ].filter((condition) => typeof condition === 'string')
  return { conditions, values }
}

/** The latest come first, and of the same moment the first by id. */
function isAfter(createdAt: string, id: string): string {
  return `created_at <= ${createdAt} AND (created_at < ${createdAt} OR id > ${id})`
}

function readHistory(row: Row): DeliveryHistory {
  const attempts = (row['attempts'] as string[]).map(readAttempt)
  return { ...readLogged(row), lastAttempt: attempts.at(-1), attempts }
}

function readLogged(row: Row): LoggedDelivery {
  const { next_attempt_at: nextAttemptAt, last_attempt: lastAttempt } = row
  return {
    delivery: readDelivery(String(row['delivery'])),
    origin: String(row['origin']),
    state: row['state'] as DeliveryState,
    reason: (row['reason'] as string | null) ?? undefined,
    nextAttemptAt: nextAttemptAt === null ? undefined : Number(nextAttemptAt),
    changedAt: Number(row['changed_at']),
    lastAttempt: typeof lastAttempt === 'string' ? readAttempt(lastAttempt) : undefined,
  }
}
