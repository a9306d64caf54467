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
  readonly origin: string
  readonly state: DeliveryState
  /** Why it is dead. */
  readonly reason: string | undefined
  /** Of what is pending or paused, in milliseconds since 1970. */
  readonly nextAttemptAt: number | undefined
  /** In milliseconds since 1970. */
  readonly changedAt: number
  readonly lastAttempt: Attempt | undefined
}

export interface DeliveryHistory extends LoggedDelivery {
  /** In the order in which they were made. */
  readonly attempts: readonly Attempt[]
}

export interface DeliveryQuery {
  readonly state?: DeliveryState | undefined
  /** Such as `https://shop.test`. */
  readonly origin?: string | undefined
  readonly operationId?: string | undefined
  /** Created then or later, in milliseconds since 1970. */
  readonly since?: number | undefined
  /** @default 100 */
  readonly limit?: number | undefined
  /** The last delivery of the page before. */
  readonly before?: Pick<Delivery, 'id' | 'createdAt'> | undefined
}

/** What was sent, when, and what came back. */
export interface DeliveryLog {
  /**
   * A delivery was taken up, or is sent again: it is pending. Its attempts before are kept.
   *
   * @param nextAttemptAt in milliseconds since 1970
   */
  accept(delivery: Delivery, nextAttemptAt: number): Promise<void>
  /**
   * An attempt was made, and this becomes of the delivery. One that was forgotten is known again. What has
   * ended stays so, whatever an attempt that overlapped says, but that a dead one may have arrived.
   */
  append(delivery: Delivery, attempt: Attempt, outcome: Outcome): Promise<void>
  /** No attempt was made, and this becomes of the delivery; what has ended stays so here too. */
  settle(delivery: Delivery, outcome: Outcome): Promise<void>
  get(id: string): Promise<DeliveryHistory | undefined>
  /** The latest first, by their creation. */
  list(query?: DeliveryQuery): Promise<readonly LoggedDelivery[]>
  /**
   * Forgets what has ended before that time, in milliseconds since 1970: how many. What has not ended stays.
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
