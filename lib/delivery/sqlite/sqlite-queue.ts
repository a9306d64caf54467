import type { Delivery, Outcome } from '../delivery.ts'
import { delayAfterFaults } from '../engine-fault.ts'
import { readOrigin } from '../origin.ts'
import type { SqliteConnection } from './sqlite-connection.ts'
import { readDelivery, writeContent, type DeliveryRow } from './sqlite-content.ts'
import { acceptDelivery, endDelivery } from './sqlite-log.ts'

/** What a process was handed, and for how long is its own. */
export interface Leased {
  readonly delivery: Delivery
  readonly number: number
  readonly origin: string
  /** Told to nobody else: a delivery that was handed out again has another. */
  readonly lease: string
  /** When it was due before. */
  readonly due: number
  readonly faults: number
}

export interface LeaseOptions {
  /** How many at most. */
  readonly count: number
  readonly perOrigin: number
  readonly leaseMs: number
  createLease(): string
}

/** What becomes of a delivery that was handed out: its outcome, or that its handler has rejected. */
export type Change = Outcome | { readonly kind: 'fault' } | { readonly kind: 'return' }

interface QueueRow extends DeliveryRow {
  readonly number: number | bigint
  readonly due: number | bigint
  readonly faults: number | bigint
}

/** What is to be taken up. */
export interface Enqueued {
  readonly delivery: Delivery
  readonly due: number
  /** In the log too. */
  readonly isLogged: boolean
}

/** Takes a delivery up, unless it is in the queue. */
export function enqueueDelivery(connection: SqliteConnection, enqueued: Enqueued): void {
  const { delivery, due, isLogged } = enqueued
  const { id, attempts, createdAt } = delivery
  const origin = readOrigin(delivery.url)
  const isNew = connection.run(
    `INSERT INTO @queue (id, origin, due, attempts, created_at, content) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
    ...[id, origin, due, attempts, createdAt, writeContent(delivery)],
  )
  if (isNew) placeOrigin(connection, origin, Math.max(due, Date.now()))
  const isTaken = isNew > 0 || keepForLater(connection, enqueued)
  if (isTaken && isLogged) acceptDelivery(connection, delivery, due)
}

/** What is sent again while the attempt that ends it is still in flight: it is taken up after that. */
function keepForLater(connection: SqliteConnection, enqueued: Enqueued): boolean {
  const { id, createdAt } = enqueued.delivery
  const changed = connection.run(
    'UPDATE @queue SET again = ? WHERE id = ? AND lease IS NOT NULL AND created_at <> ?',
    ...[JSON.stringify(enqueued), id, createdAt],
  )
  return changed > 0
}

/** When the next may be due, at the earliest. */
export function findNextDue(connection: SqliteConnection): number | undefined {
  const next = connection.first<{ due: number | bigint }>(
    'SELECT due FROM @origins ORDER BY due LIMIT 1',
  )
  return next && Number(next.due)
}

/** Leases what is due, of each origin that has room one in turn, until there are as many as asked for. */
export function leaseDue(connection: SqliteConnection, options: LeaseOptions): Leased[] {
  const now = Date.now()
  const leased: Leased[] = []
  while (leased.length < options.count) {
    const origins = connection.all<{ origin: string }>(
      'SELECT origin FROM @origins WHERE due <= ? ORDER BY due LIMIT ?',
      ...[now, options.count - leased.length],
    )
    if (origins.length === 0) break
    leased.push(...origins.flatMap(({ origin }) => leaseOfOrigin(connection, origin, now, options)))
  }
  return leased
}

function leaseOfOrigin(
  connection: SqliteConnection,
  origin: string,
  now: number,
  { perOrigin, leaseMs, createLease }: LeaseOptions,
): Leased[] {
  const inFlight = countLeased(connection, origin, now)
  const row = inFlight.count < perOrigin ? findDue(connection, origin, now) : undefined
  const lease = createLease()
  if (row) {
    connection.run(
      'UPDATE @queue SET lease = ?, due = ?, endpoint = NULL WHERE number = ?',
      ...[lease, now + leaseMs, Number(row.number)],
    )
  }
  const isFull = inFlight.count + (row ? 1 : 0) >= perOrigin
  const due = isFull ? (inFlight.until ?? now + leaseMs) : findTurn(connection, origin, now)
  moveOrigin(connection, origin, due)
  return row ? [{ ...readLeased(row), origin, lease }] : []
}

/** What is in flight to an origin, from whichever process, and until when the first lease of it lasts. */
function countLeased(
  connection: SqliteConnection,
  origin: string,
  now: number,
): { readonly count: number; readonly until: number | undefined } {
  const row = connection.first<{ count: number | bigint; until: number | bigint | null }>(
    `SELECT count(*) AS count, min(due) AS until FROM @queue
     WHERE origin = ? AND due > ? AND lease IS NOT NULL`,
    ...[origin, now],
  )
  const until = row?.until ?? undefined
  return { count: Number(row?.count ?? 0), until: until === undefined ? undefined : Number(until) }
}

function findDue(connection: SqliteConnection, origin: string, now: number): QueueRow | undefined {
  return connection.first<QueueRow>(
    `SELECT number, id, due, faults, attempts, created_at, content FROM @queue
     WHERE origin = ? AND due <= ? ORDER BY due, number LIMIT 1`,
    ...[origin, now],
  )
}

function readLeased(row: QueueRow): Omit<Leased, 'origin' | 'lease'> {
  const { number, due, faults } = row
  return {
    delivery: readDelivery(row),
    number: Number(number),
    due: Number(due),
    faults: Number(faults),
  }
}

/** @returns whether it still was whose change this is */
export function changeLeased(
  connection: SqliteConnection,
  leased: Leased,
  change: Change,
): boolean {
  const isOwn =
    change.kind === 'done' || change.kind === 'dead'
      ? endLeased(connection, leased, change)
      : giveBack(connection, leased, change)
  if (isOwn) returnOrigin(connection, leased.origin)
  return isOwn
}

function endLeased(connection: SqliteConnection, leased: Leased, outcome: Outcome): boolean {
  const { number, lease, delivery } = leased
  const row = connection.first<{ again: string | null }>(
    'SELECT again FROM @queue WHERE number = ? AND lease = ?',
    ...[number, lease],
  )
  if (!row) return false
  connection.run('DELETE FROM @queue WHERE number = ?', number)
  endDelivery(connection, delivery, outcome)
  if (row.again !== null) {
    const again = JSON.parse(row.again) as Enqueued
    enqueueDelivery(connection, again)
  }
  return true
}

function giveBack(
  connection: SqliteConnection,
  leased: Leased,
  change: Exclude<Change, { readonly kind: 'done' | 'dead' }>,
): boolean {
  const { due, endpoint = null, attempts = 0, faults = 0 } = placeAfter(leased, change)
  const changed = connection.run(
    `UPDATE @queue SET lease = NULL, due = ?, endpoint = ?, attempts = attempts + ?, faults = ?
     WHERE number = ? AND lease = ?`,
    ...[due, endpoint, attempts, faults, leased.number, leased.lease],
  )
  return changed > 0
}

interface Place {
  readonly due: number
  readonly endpoint?: string | undefined
  readonly attempts?: number
  readonly faults?: number
}

function placeAfter(
  { due, faults }: Leased,
  change: Exclude<Change, { readonly kind: 'done' | 'dead' }>,
): Place {
  switch (change.kind) {
    case 'retry':
      return { due: readDue(change.at), attempts: 1 }
    case 'hold':
      return { due: readDue(change.at), endpoint: change.endpoint }
    case 'fault':
      return { due: Date.now() + delayAfterFaults(faults + 1), faults: faults + 1 }
    case 'return':
      return { due, faults }
  }
}

export function extendLeases(
  connection: SqliteConnection,
  all: Iterable<Leased>,
  until: number,
): void {
  for (const { number, lease } of all) {
    connection.run(
      'UPDATE @queue SET due = ? WHERE number = ? AND lease = ?',
      ...[until, number, lease],
    )
  }
}

/**
 * Makes due what is held for an endpoint, a part of it.
 *
 * @param after where the part before has ended
 * @returns where it has ended; undefined where none is left
 */
export function releaseSome(
  connection: SqliteConnection,
  endpoint: string,
  after: number,
): number | undefined {
  const now = Date.now()
  const held = connection.all<{ number: number | bigint; origin: string }>(
    'SELECT number, origin FROM @queue WHERE endpoint = ? AND number > ? ORDER BY number LIMIT ?',
    ...[endpoint, after, releasedAtOnce],
  )
  for (const { number } of held) {
    connection.run(
      'UPDATE @queue SET due = ?, endpoint = NULL WHERE number = ?',
      ...[now, Number(number)],
    )
  }
  for (const origin of new Set(held.map((row) => row.origin))) placeOrigin(connection, origin, now)
  const last = held[releasedAtOnce - 1]
  return last && Number(last.number)
}

/** In one transaction, so that others have their turn. */
const releasedAtOnce = 500

/** A time that is none counts as now; one that has passed stays, by which what waits is sorted. */
export function readDue(time: number = Date.now()): number {
  return Number.isNaN(time) ? Date.now() : time
}

/** Something of an origin is due then, or it was sooner already. */
function placeOrigin(connection: SqliteConnection, origin: string, due: number): void {
  connection.run(
    `INSERT INTO @origins (origin, due) VALUES (?, ?)
     ON CONFLICT (origin) DO UPDATE SET due = excluded.due WHERE excluded.due < due`,
    ...[origin, due],
  )
}

/** @param due undefined where it has nothing more */
function moveOrigin(connection: SqliteConnection, origin: string, due: number | undefined): void {
  if (due === undefined) connection.run('DELETE FROM @origins WHERE origin = ?', origin)
  else connection.run('UPDATE @origins SET due = ? WHERE origin = ?', due, origin)
}

/** An origin has room again. */
function returnOrigin(connection: SqliteConnection, origin: string): void {
  const due = findTurn(connection, origin, Date.now())
  if (due !== undefined) placeOrigin(connection, origin, due)
}

/** When an origin is to be served next: behind those that wait by now, or once more of it is due. */
function findTurn(connection: SqliteConnection, origin: string, now: number): number | undefined {
  const first = connection.first<{ due: number | bigint }>(
    'SELECT due FROM @queue WHERE origin = ? ORDER BY due LIMIT 1',
    origin,
  )
  return first && Math.max(Number(first.due), now)
}
