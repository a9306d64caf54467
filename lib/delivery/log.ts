import type { Attempt, Delivery, Outcome } from './delivery.ts'

/**
 * - `pending`: an attempt is under way or to come;
 * - `paused`: held, since its endpoint is paused;
 * - `delivered`: the other side has taken it;
 * - `dead`: given up, and kept so that it can be sent again.
 */
export type DeliveryState = 'pending' | 'paused' | 'delivered' | 'dead'

/** A delivery and what has become of it. */
export interface LoggedDelivery {
  /** With its body, so that it can be sent again. */
  readonly delivery: Delivery
  /** Of its URL, such as `https://shop.test`. */
  readonly origin: string
  /** Where it stands. */
  readonly state: DeliveryState
  /**
   * Why it is dead: `gone` (410), `rejected` (an answer after which is not tried again), `fault` (no other
   * attempt would mend it), `exhausted` (the schedule has ended), `expired` (older than `maxAgeMs`), or
   * `not enqueued` (`send()` has rejected).
   */
  readonly reason: string | undefined
  /** Of what is pending or paused, in milliseconds since 1970. */
  readonly nextAttemptAt: number | undefined
  /** In milliseconds since 1970. */
  readonly changedAt: number
  /** Undefined where none was made. */
  readonly lastAttempt: Attempt | undefined
}

/** A delivery, what has become of it, and how. */
export interface DeliveryHistory extends LoggedDelivery {
  /** In the order in which they were made; of more than a hundred, the last. */
  readonly attempts: readonly Attempt[]
}

/** Which deliveries are asked for: those that all of it holds for. */
export interface DeliveryQuery {
  /** Those that stand there. */
  readonly state?: DeliveryState | undefined
  /** Such as `https://shop.test`. */
  readonly origin?: string | undefined
  /** Those of one operation. */
  readonly operationId?: string | undefined
  /** Created then or later, in milliseconds since 1970. */
  readonly since?: number | undefined
  /** How many at the most. @default 100 */
  readonly limit?: number | undefined
  /** The last delivery of the page before. */
  readonly before?: Pick<Delivery, 'id' | 'createdAt'> | undefined
}

/** What was sent, when, and what came back. */
export interface DeliveryLog {
  /**
   * A delivery was taken up, or is sent again: it is pending. Its attempts before are kept.
   *
   * @param delivery As it will be sent.
   * @param nextAttemptAt In milliseconds since 1970.
   */
  accept(delivery: Delivery, nextAttemptAt: number): Promise<void>
  /**
   * An attempt was made, and this becomes of the delivery. One that was forgotten is known again. What has
   * ended stays so, whatever an attempt that overlapped says, but that a dead one may have arrived.
   *
   * @param delivery As it was sent, before this attempt is counted.
   * @param attempt What came of it.
   * @param outcome What becomes of the delivery.
   */
  append(delivery: Delivery, attempt: Attempt, outcome: Outcome): Promise<void>
  /**
   * No attempt was made, and this becomes of the delivery; what has ended stays so here too.
   *
   * @param delivery As it would be sent.
   * @param outcome What becomes of it.
   */
  settle(delivery: Delivery, outcome: Outcome): Promise<void>
  /**
   * One delivery with its attempts; undefined where it is not known.
   *
   * @param id The `webhook-id`.
   */
  get(id: string): Promise<DeliveryHistory | undefined>
  /**
   * The latest first, by their creation.
   *
   * @param query Which of them; left out, the last hundred.
   */
  list(query?: DeliveryQuery): Promise<readonly LoggedDelivery[]>
  /**
   * Forgets what has ended before that time: how many. What has not ended stays.
   *
   * @param before In milliseconds since 1970.
   */
  purge(before: number): Promise<number>
}

/** Why a delivery is dead that `send()` has rejected: it was never taken up. */
export const notEnqueued = 'not enqueued'

/** Attempts of one delivery; the oldest are forgotten beyond that, the count of them is not. */
export const mostAttempts = 100

/** What changes of a delivery in the log. */
export type LoggedState = Pick<LoggedDelivery, 'state' | 'reason' | 'nextAttemptAt'>

/** That of what was taken up. */
export function pendingUntil(nextAttemptAt: number): LoggedState {
  return { state: 'pending', reason: undefined, nextAttemptAt }
}

/** What an outcome makes of a delivery. */
export function stateAfter(outcome: Outcome): LoggedState {
  switch (outcome.kind) {
    case 'done':
      return { state: 'delivered', reason: undefined, nextAttemptAt: undefined }
    case 'dead':
      return { state: 'dead', reason: outcome.reason, nextAttemptAt: undefined }
    case 'hold': {
      const state = outcome.endpoint === undefined ? 'pending' : 'paused'
      return { state, reason: undefined, nextAttemptAt: outcome.at }
    }
    case 'retry':
      return { state: 'pending', reason: undefined, nextAttemptAt: outcome.at }
  }
}

/** The same where it is known: what has ended stays so, but that a dead one may have arrived. */
export function stateAfterKnown(known: LoggedState | undefined, outcome: Outcome): LoggedState {
  const isKept = known && isEnded(known.state) && outcome.kind !== 'done'
  if (!isKept) return stateAfter(outcome)
  const { state, reason, nextAttemptAt } = known
  return { state, reason, nextAttemptAt }
}

/** A delivery after an attempt: its engine counts one more, where that counts. */
export function countAttempt(delivery: Delivery, { kind }: Outcome): Delivery {
  return kind === 'hold' ? delivery : { ...delivery, attempts: delivery.attempts + 1 }
}

export function isEnded(state: DeliveryState): boolean {
  return state === 'delivered' || state === 'dead'
}
