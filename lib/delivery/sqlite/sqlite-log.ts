import type { Attempt, Delivery, Outcome } from '../delivery.ts'
import { pageLength } from '../log-query.ts'
import {
  countAttempt,
  mostAttempts,
  pendingUntil,
  stateAfter,
  stateAfterKnown,
  type DeliveryHistory,
  type DeliveryLog,
  type DeliveryQuery,
  type DeliveryState,
  type LoggedDelivery,
  type LoggedState,
} from '../log.ts'
import { readOrigin } from '../origin.ts'
import { readAttempt } from '../stored-json.ts'
import type { SqliteConnection } from './sqlite-connection.ts'
import { readDelivery, writeContent, type DeliveryRow } from './sqlite-content.ts'
import type { SqliteValue } from './sqlite-driver.ts'
import type { SqliteStore } from './sqlite-store.ts'

/** Forgotten in one transaction, so that others have their turn. */
const purgedAtOnce = 500

/** The log in the store of the engine. */
export class SqliteLog implements DeliveryLog {
  readonly #store: SqliteStore

  constructor(store: SqliteStore) {
    this.#store = store
  }

  accept(delivery: Delivery, nextAttemptAt: number): Promise<void> {
    return this.#store.write((connection) => acceptDelivery(connection, delivery, nextAttemptAt))
  }

  append(delivery: Delivery, attempt: Attempt, outcome: Outcome): Promise<void> {
    return this.#store.write((connection) => {
      const state = findStateAfter(connection, delivery.id, outcome)
      putDelivery(connection, countAttempt(delivery, outcome), state)
      putAttempt(connection, delivery.id, attempt)
    })
  }

  settle(delivery: Delivery, outcome: Outcome): Promise<void> {
    return this.#store.write((connection) => {
      putDelivery(connection, delivery, findStateAfter(connection, delivery.id, outcome))
    })
  }

  get(id: string): Promise<DeliveryHistory | undefined> {
    return this.#store.read((connection) => {
      const row = connection.first<LogRow>(`${selectLogged} WHERE id = ?`, id)
      if (!row) return undefined
      const attempts = connection
        .all<AttemptRow>(`SELECT attempt FROM @attempts WHERE delivery_id = ? ORDER BY number`, id)
        .map(({ attempt }) => readAttempt(attempt))
      return { ...readLogged(row), attempts }
    })
  }

  list(query: DeliveryQuery = {}): Promise<readonly LoggedDelivery[]> {
    const { where, values } = writeConditions(query)
    return this.#store.read((connection) =>
      connection
        .all<LogRow>(
          `${selectLogged} ${where} ORDER BY created_at DESC, id LIMIT ?`,
          ...values,
          query.limit ?? pageLength,
        )
        .map(readLogged),
    )
  }

  async purge(before: number): Promise<number> {
    let purged = 0
    for (;;) {
      const count = await this.#store.write((connection) => purgeSome(connection, before))
      purged += count
      if (count < purgedAtOnce) return purged
    }
  }
}

export function acceptDelivery(
  connection: SqliteConnection,
  delivery: Delivery,
  nextAttemptAt: number,
): void {
  putDelivery(connection, delivery, pendingUntil(nextAttemptAt))
}

/** Its engine has ended it, whoever else was told; not what was sent again meanwhile. */
export function endDelivery(
  connection: SqliteConnection,
  { id, createdAt }: Delivery,
  outcome: Outcome,
): void {
  const { state, reason = null } = stateAfter(outcome)
  connection.run(
    `UPDATE @deliveries SET state = ?, reason = ?, next_attempt_at = NULL, changed_at = ?
     WHERE id = ? AND created_at = ? AND state IN ('pending', 'paused')`,
    ...[state, reason, Date.now(), id, createdAt],
  )
}

function putDelivery(connection: SqliteConnection, delivery: Delivery, after: LoggedState): void {
  const { id, url, operationId, attempts, createdAt } = delivery
  const { state, reason = null, nextAttemptAt = null } = after
  connection.run(
    `INSERT INTO @deliveries (id, origin, operation_id, state, reason, next_attempt_at, changed_at,
       attempts, created_at, content)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET origin = excluded.origin, operation_id = excluded.operation_id,
       state = excluded.state, reason = excluded.reason, next_attempt_at = excluded.next_attempt_at,
       changed_at = excluded.changed_at, attempts = excluded.attempts,
       created_at = excluded.created_at, content = excluded.content`,
    ...[id, readOrigin(url), operationId, state, reason, nextAttemptAt, Date.now()],
    ...[attempts, createdAt, writeContent(delivery)],
  )
}

function putAttempt(connection: SqliteConnection, id: string, attempt: Attempt): void {
  connection.run(
    'INSERT INTO @attempts (delivery_id, attempt) VALUES (?, ?)',
    id,
    JSON.stringify(attempt),
  )
  connection.run(
    `DELETE FROM @attempts WHERE delivery_id = ? AND number <=
       (SELECT number FROM @attempts WHERE delivery_id = ? ORDER BY number DESC LIMIT 1 OFFSET ?)`,
    ...[id, id, mostAttempts],
  )
}

function findStateAfter(connection: SqliteConnection, id: string, outcome: Outcome): LoggedState {
  const before = connection.first<StateRow>(
    'SELECT state, reason, next_attempt_at FROM @deliveries WHERE id = ?',
    id,
  )
  return stateAfterKnown(before && readState(before), outcome)
}

interface StateRow {
  readonly state: DeliveryState
  readonly reason: string | null
  readonly next_attempt_at: number | bigint | null
}

interface LogRow extends StateRow, DeliveryRow {
  readonly origin: string
  readonly changed_at: number | bigint
  readonly last_attempt: string | null
}

interface AttemptRow {
  readonly attempt: string
}

const selectLogged = `
  SELECT id, origin, state, reason, next_attempt_at, changed_at, attempts, created_at, content,
    (SELECT attempt FROM @attempts WHERE delivery_id = id ORDER BY @attempts.number DESC LIMIT 1)
      AS last_attempt
  FROM @deliveries`

function readLogged(row: LogRow): LoggedDelivery {
  return {
    delivery: readDelivery(row),
    origin: row.origin,
    ...readState(row),
    changedAt: Number(row.changed_at),
    lastAttempt: row.last_attempt === null ? undefined : readAttempt(row.last_attempt),
  }
}

function readState({ state, reason, next_attempt_at: next }: StateRow): LoggedState {
  return {
    state,
    reason: reason ?? undefined,
    nextAttemptAt: next === null ? undefined : Number(next),
  }
}

function writeConditions({ state, origin, operationId, since, before }: DeliveryQuery): {
  readonly where: string
  readonly values: readonly SqliteValue[]
} {
  const { createdAt, id } = before ?? {}
  const conditions = [
    ['state = ?', state],
    ['origin = ?', origin],
    // Of the few that there are: to go through the latest is quicker than to sort all of one.
    ['likely(operation_id = ?)', operationId],
    ['created_at >= ?', since],
    ['created_at <= ?', createdAt],
    ['(created_at < ? OR id > ?)', createdAt, id],
  ] as const
  const asked = conditions.filter(([, value]) => value !== undefined)
  const where = asked.map(([condition]) => condition).join(' AND ')
  const values = asked.flatMap(([, ...given]) => given as SqliteValue[])
  return { where: where === '' ? '' : `WHERE ${where}`, values }
}

function purgeSome(connection: SqliteConnection, before: number): number {
  const ended = connection.all<{ readonly id: string }>(
    `SELECT id FROM @deliveries INDEXED BY @deliveries_ended
     WHERE state IN ('delivered', 'dead') AND changed_at < ? ORDER BY changed_at LIMIT ?`,
    ...[before, purgedAtOnce],
  )
  for (const { id } of ended) {
    connection.run('DELETE FROM @attempts WHERE delivery_id = ?', id)
    connection.run('DELETE FROM @deliveries WHERE id = ?', id)
  }
  return ended.length
}
