import { describeValue } from '../errors.ts'
import type { AttemptAnswer, AttemptResult, Delivery, Outcome } from './delivery.ts'
import { readNumber, refuseOption, refuseUnknownOptions } from './option-values.ts'
import { readRetryAfter } from './retry-after.ts'

/** What is tried again, when, and for how long. */
export interface RetryOptions {
  /**
   * Milliseconds from the end of one attempt to the next: the first entry follows the first attempt, and
   * after the attempt that follows the last the delivery is dead.
   *
   * @default that of Standard Webhooks: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h
   */
  readonly schedule?: readonly number[] | undefined
  /**
   * Up to which part of each wait is added to it by chance, 0 to 1, so that what has failed together does
   * not come back together. Nothing is sent sooner than `schedule` says.
   *
   * @default 0.2
   */
  readonly jitter?: number | undefined
  /**
   * The answers after which is tried again: statuses, or classes of them as OpenAPI writes them (`'5XX'`).
   * 2xx always is the end, and 410 too: the endpoint asks for no more.
   *
   * @default [302, 303, 307, 408, 425, 429, '5XX']: what says that it holds for the moment. A redirect is
   * never followed; 301 and 308 say that the URL is wrong for good.
   */
  readonly statuses?: readonly (number | `${3 | 4 | 5}XX`)[] | undefined
  /**
   * From `send()` on. The last attempt is made at that age at the latest, and the next failure is the end.
   *
   * @default 5 days: the default schedule with all of its jitter takes 91 hours, and one day more is left
   * for a `Retry-After`
   */
  readonly maxAgeMs?: number | undefined
  /**
   * Whether to wait as long as a `Retry-After` asks to, where that is longer: at most 24 hours, and not
   * beyond `maxAgeMs`.
   *
   * @default true
   */
  readonly respectRetryAfter?: boolean | undefined
}

/** `RetryOptions`, checked and filled in. */
export interface RetryPolicy {
  readonly schedule: readonly number[]
  readonly jitter: number
  /** Classes are written out. */
  readonly statuses: ReadonlySet<number>
  readonly maxAgeMs: number
  readonly respectRetryAfter: boolean
}

/**
 * Why a delivery is dead:
 * - `gone`: 410, the endpoint asks for no more;
 * - `rejected`: an answer after which is not tried again;
 * - `fault`: a fault that no other attempt would mend, such as a refused URL;
 * - `exhausted`: the schedule has ended;
 * - `expired`: it is older than `maxAgeMs`.
 */
export type DeadReason = 'gone' | 'rejected' | 'fault' | 'exhausted' | 'expired'

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** What a `Retry-After` is believed for. */
const longestRetryAfter = 24 * hour

const defaults = {
  schedule: [
    ...[5 * second, 5 * minute, 30 * minute],
    ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hour),
  ],
  jitter: 0.2,
  statuses: [302, 303, 307, 408, 425, 429, '5XX'],
  maxAgeMs: 5 * 24 * hour,
  respectRetryAfter: true,
} as const satisfies RetryOptions

/**
 * @param options `false` for one attempt and no other
 * @throws {RingbackError} `ERR_DELIVERY_OPTION`
 */
export function readRetry(options: RetryOptions | false = {}): RetryPolicy {
  const given = options === false ? { schedule: [] } : options
  refuseUnknownOptions('retry', given, Object.keys(defaults))
  return {
    schedule: readSchedule(given.schedule ?? defaults.schedule),
    jitter: readNumber('retry.jitter', given.jitter ?? defaults.jitter, {
      from: 0,
      to: 1,
    }),
    statuses: readStatuses(given.statuses ?? defaults.statuses),
    maxAgeMs: readNumber('retry.maxAgeMs', given.maxAgeMs ?? defaults.maxAgeMs, milliseconds),
    respectRetryAfter: readFlag(given.respectRetryAfter ?? defaults.respectRetryAfter),
  }
}

const milliseconds = { from: 0, unit: 'milliseconds' }

function readSchedule(schedule: unknown): readonly number[] {
  if (!Array.isArray(schedule)) {
    throw refuseOption(
      `retry.schedule is ${describeValue(schedule)}.`,
      'Give a list of waits in milliseconds, such as [5_000, 300_000]; [] makes one attempt.',
    )
  }
  return schedule.map((wait, index) => readNumber(`retry.schedule[${index}]`, wait, milliseconds))
}

function readFlag(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw refuseOption(`retry.respectRetryAfter is ${describeValue(value)}.`, 'Give true or false.')
}

function readStatuses(statuses: unknown): ReadonlySet<number> {
  if (Array.isArray(statuses)) return new Set(statuses.flatMap(readStatus))
  throw refuseOption(`retry.statuses is ${describeValue(statuses)}.`, statusRemedy)
}

const statusRemedy = `Give a list of statuses from 300 to 599 but 410, and classes such as '5XX'.`

function readStatus(status: unknown, index: number): readonly number[] {
  const digit = typeof status === 'string' ? /^([345])XX$/.exec(status)?.[1] : undefined
  if (digit) return Array.from({ length: 100 }, (_, rest) => Number(digit) * 100 + rest)
  const isStatus = Number.isInteger(status) && Number(status) >= 300 && Number(status) <= 599
  if (isStatus && status !== 410) return [Number(status)]
  throw refuseOption(`retry.statuses[${index}] is ${describeValue(status)}.`, statusRemedy)
}

export interface Decision {
  readonly delivery: Pick<Delivery, 'attempts' | 'createdAt'>
  readonly result: AttemptResult
  readonly policy: RetryPolicy
  /** When the attempt ended, in milliseconds since 1970. */
  readonly now: number
  /** As `Math.random`. */
  readonly random: () => number
}

/** What becomes of a delivery after an attempt, by its result and its age alone. */
export function decide({ delivery, result, policy, now, random }: Decision): Outcome {
  if (isSuccess(result)) return { kind: 'done' }
  const refused = findRefusal(result, policy)
  if (refused) return dead(refused)
  const wait = policy.schedule[delivery.attempts]
  if (wait === undefined) return dead('exhausted')
  const end = delivery.createdAt + policy.maxAgeMs
  if (now >= end) return dead('expired')
  const jitter = 1 + policy.jitter * random()
  const asked = policy.respectRetryAfter ? readAskedWait(result, now) * jitter : 0
  const longer = Math.max(wait * jitter, Math.min(asked, longestRetryAfter))
  return { kind: 'retry', at: Math.min(now + Math.ceil(longer), end) }
}

/** Whether the other side has taken it: any 2xx, declared or not. */
export function isSuccess(result: AttemptResult): result is AttemptAnswer {
  return result.kind === 'answer' && result.status >= 200 && result.status <= 299
}

function findRefusal(result: AttemptResult, policy: RetryPolicy): DeadReason | undefined {
  if (result.kind === 'fault') return result.isFinal ? 'fault' : undefined
  if (result.status === 410) return 'gone'
  return policy.statuses.has(result.status) ? undefined : 'rejected'
}

function readAskedWait(result: AttemptResult, now: number): number {
  if (result.kind === 'fault') return 0
  const at = readRetryAfter(result.headers['retry-after'], now)
  return at === undefined ? 0 : Math.max(0, at - now)
}

function dead(reason: DeadReason): Outcome {
  return { kind: 'dead', reason }
}
