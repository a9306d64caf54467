import { describeValue } from '../errors.ts'
import type { AttemptFault, AttemptResult, Delivery, Hold, Outcome } from './delivery.ts'
import { EndpointRate } from './endpoint-rate.ts'
import { notify } from './notify.ts'
import {
  readFunction,
  readNumber,
  refuseOption,
  refuseUnknownOptions,
  type NumberRange,
} from './option-values.ts'
import { readOrigin } from './origin.ts'
import { isSuccess } from './retry.ts'

/** What holds for an endpoint as a whole, whichever deliveries go to it. */
export interface EndpointOptions {
  /**
   * The name of the endpoint that a delivery goes to. Where receivers share an origin, as with a provider
   * of webhooks, name each: what one does then touches no other, and a 410 pauses its endpoint at once.
   *
   * @default the origin of its URL
   */
  readonly key?: ((delivery: Delivery) => string) | undefined
  /**
   * An endpoint is paused that has answered nothing but failures for so many milliseconds, and at least
   * ten of them. `false` for never.
   *
   * @default 5 days
   */
  readonly pauseAfterMs?: number | false | undefined
  /**
   * An endpoint is paused after so many failures in a row. `false` for never.
   *
   * @default false
   */
  readonly pauseAfterFailures?: number | false | undefined
  /**
   * How long a paused endpoint is left alone before one delivery tries it, and again after each trial
   * that fails. The first success resumes it.
   *
   * @default 1 hour
   */
  readonly trialAfterMs?: number | undefined
  /**
   * The most attempts per second at one endpoint, evenly spaced; a function gives each its own, or
   * undefined for as many as come. Counted in this process.
   *
   * @default as many as come
   */
  readonly ratePerSecond?: number | ((endpoint: string) => number | undefined) | undefined
  /** Called once for each pause. */
  readonly onPause?: ((paused: PausedEndpoint) => void) | undefined
  /** Called once for each end of a pause: by a trial, or by `resume()`. */
  readonly onResume?: ((endpoint: string) => void) | undefined
}

/** An endpoint whose last attempt has failed. Plain data, which can be stored and restored. */
export interface FailingEndpoint {
  /** Its origin, or what the option `key` gave. */
  readonly endpoint: string
  /** The first failure after the last success, in milliseconds since 1970. */
  readonly failingSince: number
  /** In a row. */
  readonly failures: number
  /** Undefined where it is not paused. */
  readonly pause: Pause | undefined
}

/** An endpoint that keeps failing, and that nothing is sent to for a while. */
export interface PausedEndpoint extends FailingEndpoint {
  /** Since when, why, and until when. */
  readonly pause: Pause
}

/** The pause of an endpoint. */
export interface Pause {
  /** In milliseconds since 1970. */
  readonly since: number
  /** `gone`: a 410 to an endpoint with a key of its own, which only `resume()` ends. */
  readonly reason: 'failures' | 'gone'
  /** When the next delivery may try it, in milliseconds since 1970; undefined for never. */
  readonly trialAt: number | undefined
  /** The delivery that tries it, and since when, in milliseconds since 1970; undefined where none does. */
  readonly trial: { readonly deliveryId: string; readonly since: number } | undefined
}

const minute = 60 * 1000
const hour = 60 * minute
const day = 24 * hour

/** So that two failures in five days do not pause an endpoint that is seldom used. */
const fewestFailures = 10

/** How long the others wait for a trial to end, before they look again. */
const longestTrial = minute

/** What waits for `resume()` alone comes back nevertheless: the pause is forgotten with the process. */
const longestHold = day

/** Those that failed longest ago are forgotten beyond that; they count anew. */
const mostEndpoints = 10_000

export interface EndpointHooks {
  /** In milliseconds since 1970. */
  readonly now: () => number
  /** Makes due what is held for an endpoint. */
  readonly release: (endpoint: string) => void
  /** Told of one more that is paused, or one less. */
  readonly count?: (paused: 1 | -1) => void
}

/**
 * Tells which endpoints keep failing, and holds what goes to them until they are well again: nothing that
 * goes to a paused endpoint ends, but by success, by 410 or by a fault of its own.
 */
export class EndpointHealth {
  readonly #options: ResolvedOptions
  readonly #hooks: EndpointHooks
  readonly #rate = new EndpointRate()
  /** In the order of their last failure. */
  readonly #failing = new Map<string, FailingEndpoint>()

  /** @throws {RingbackError} `ERR_DELIVERY_OPTION` */
  constructor(options: EndpointOptions, hooks: EndpointHooks) {
    this.#options = readEndpointOptions(options)
    this.#hooks = hooks
  }

  /** Before an attempt: why it is not to be made now. */
  admit(delivery: Delivery): Hold | undefined {
    const now = this.#hooks.now()
    const endpoint = this.#options.key(delivery)
    const paused = this.#failing.get(endpoint)
    if (isPaused(paused) && !isTrial(paused, delivery, now)) {
      const hold = holdUntilTrial(paused, now)
      if (hold) return hold
      this.#startTrial(paused, delivery, now)
    }
    return this.#rate.hold(endpoint, delivery.id, this.#options.rate(endpoint), now)
  }

  /** After an attempt: counts its result, and gives what becomes of the delivery in place of `outcome`. */
  settle(delivery: Delivery, result: AttemptResult, outcome: Outcome): Outcome {
    const endpoint = this.#options.key(delivery)
    if (isSuccess(result)) {
      this.resume(endpoint)
      this.#failing.delete(endpoint)
      return outcome
    }
    if (result.kind === 'fault' && isOurs(result)) return outcome
    const failing = this.#countFailure(endpoint, delivery, this.#isGone(result))
    const isOver = outcome.kind === 'dead' && outcome.reason === 'gone'
    return isPaused(failing) && !isOver ? holdFor(failing, this.#hooks.now()) : outcome
  }

  /** What becomes of a delivery once that was written down: an endpoint may have been resumed meanwhile. */
  review(outcome: Outcome): Outcome {
    if (outcome.kind !== 'hold' || outcome.endpoint === undefined) return outcome
    const isHeld = isPaused(this.#failing.get(outcome.endpoint))
    return isHeld ? outcome : { kind: 'hold', at: this.#hooks.now() }
  }

  /** Whether it was paused. It counts anew, and what is held for it is due. */
  resume(endpoint: string): boolean {
    if (!isPaused(this.#failing.get(endpoint))) return false
    this.#failing.delete(endpoint)
    this.#hooks.release(endpoint)
    this.#hooks.count?.(-1)
    notify('onResume', this.#options.onResume, endpoint)
    return true
  }

  paused(): readonly PausedEndpoint[] {
    return this.failing().filter(isPaused)
  }

  failing(): readonly FailingEndpoint[] {
    return [...this.#failing.values()]
  }

  /** Goes on from what `failing()` was in another process, or in the one before. */
  restore(endpoints: readonly FailingEndpoint[]): void {
    for (const endpoint of endpoints) this.#keep(endpoint)
  }

  #isGone(result: AttemptResult): boolean {
    return result.kind === 'answer' && result.status === 410 && this.#options.isKeyed
  }

  #countFailure(endpoint: string, { id }: Delivery, isGone: boolean): FailingEndpoint {
    const now = this.#hooks.now()
    const before = this.#failing.get(endpoint)
    const failing = {
      endpoint,
      failingSince: before?.failingSince ?? now,
      failures: (before?.failures ?? 0) + 1,
      pause: before?.pause && endTrial(before.pause, id),
    }
    return this.#keep(
      isGone || this.#isFailing(failing, now) ? this.#pause(failing, isGone) : failing,
    )
  }

  #isFailing({ failingSince, failures }: FailingEndpoint, now: number): boolean {
    const isLong = now - failingSince >= this.#options.pauseAfterMs && failures >= fewestFailures
    return isLong || failures >= this.#options.pauseAfterFailures
  }

  #pause(failing: FailingEndpoint, isGone: boolean): FailingEndpoint {
    if (failing.pause) return failing
    const since = this.#hooks.now()
    const trialAt = isGone ? undefined : since + this.#options.trialAfterMs
    const reason = isGone ? 'gone' : 'failures'
    const paused = { ...failing, pause: { since, reason, trialAt, trial: undefined } } as const
    this.#hooks.count?.(1)
    notify('onPause', this.#options.onPause, paused)
    return paused
  }

  /** The next trial is settled here, so that one whose end is never told of holds nothing up for good. */
  #startTrial(paused: PausedEndpoint, { id }: Delivery, now: number): void {
    const trialAt = now + this.#options.trialAfterMs
    const pause = { ...paused.pause, trialAt, trial: { deliveryId: id, since: now } }
    this.#failing.set(paused.endpoint, { ...paused, pause })
  }

  #keep(failing: FailingEndpoint): FailingEndpoint {
    this.#failing.delete(failing.endpoint)
    this.#failing.set(failing.endpoint, failing)
    if (this.#failing.size > mostEndpoints) this.#forgetOldest()
    return failing
  }

  #forgetOldest(): void {
    const [oldest] = this.#failing.values()
    if (!oldest) return
    this.#failing.delete(oldest.endpoint)
    if (isPaused(oldest)) this.#hooks.count?.(-1)
  }
}

function isPaused(failing: FailingEndpoint | undefined): failing is PausedEndpoint {
  return failing?.pause !== undefined
}

function isTrial({ pause: { trial } }: PausedEndpoint, { id }: Delivery, now: number): boolean {
  return trial?.deliveryId === id && now < trial.since + longestTrial
}

/** A refused URL, or a secret that was not found, says nothing about the endpoint. */
function isOurs({ isFinal, code }: AttemptFault): boolean {
  return isFinal || code === 'ERR_DELIVERY_SECRET'
}

function endTrial(pause: Pause, deliveryId: string): Pause {
  return pause.trial?.deliveryId === deliveryId ? { ...pause, trial: undefined } : pause
}

function holdUntilTrial(paused: PausedEndpoint, now: number): Hold | undefined {
  const { trialAt = Infinity, trial } = paused.pause
  if (now >= trialAt) return undefined
  const trialEnd = trial ? trial.since + longestTrial : now
  return trialEnd > now ? holdFor(paused, now, trialEnd) : holdFor(paused, now)
}

function holdFor({ endpoint, pause }: PausedEndpoint, now: number, until = Infinity): Hold {
  const at = Math.min(until, pause.trialAt ?? now + longestHold)
  return { kind: 'hold', at: Math.max(at, now), endpoint }
}

interface ResolvedOptions {
  readonly key: (delivery: Delivery) => string
  readonly isKeyed: boolean
  readonly pauseAfterMs: number
  readonly pauseAfterFailures: number
  readonly trialAfterMs: number
  readonly rate: (endpoint: string) => number | undefined
  readonly onPause: EndpointOptions['onPause']
  readonly onResume: EndpointOptions['onResume']
}

const names = [
  ...['key', 'pauseAfterMs', 'pauseAfterFailures', 'trialAfterMs', 'ratePerSecond'],
  ...['onPause', 'onResume'],
]

const milliseconds = { from: 0, unit: 'milliseconds' }

function readEndpointOptions(options: EndpointOptions): ResolvedOptions {
  refuseUnknownOptions('endpoints', options, names)
  const { pauseAfterMs = 5 * day, pauseAfterFailures = false, trialAfterMs = hour } = options
  return {
    key: readKey(options.key),
    isKeyed: options.key !== undefined,
    pauseAfterMs: readLimit('pauseAfterMs', pauseAfterMs, milliseconds),
    pauseAfterFailures: readLimit('pauseAfterFailures', pauseAfterFailures, failures),
    trialAfterMs: readNumber('endpoints.trialAfterMs', trialAfterMs, { ...milliseconds, from: 1 }),
    rate: readRate(options.ratePerSecond),
    onPause: readFunction('endpoints.onPause', options.onPause),
    onResume: readFunction('endpoints.onResume', options.onResume),
  }
}

const failures = { from: 1, isWhole: true, unit: 'failures' }

function readLimit(name: string, limit: number | false, range: NumberRange): number {
  return limit === false ? Infinity : readNumber(`endpoints.${name}`, limit, range)
}

function readKey(key: EndpointOptions['key']): ResolvedOptions['key'] {
  if (!readFunction('endpoints.key', key)) return ({ url }) => readOrigin(url)
  return (delivery) => {
    const name: unknown = key?.(delivery)
    if (typeof name === 'string') return name
    throw refuseOption(
      `endpoints.key gave ${describeValue(name)} for a delivery to ${readOrigin(delivery.url)}.`,
      'Return a string.',
    )
  }
}

function readRate(given: EndpointOptions['ratePerSecond']): ResolvedOptions['rate'] {
  if (typeof given === 'function') return (endpoint) => readPerSecond(given(endpoint))
  const rate = readPerSecond(given)
  return () => rate
}

function readPerSecond(given: number | undefined): number | undefined {
  if (given === undefined) return undefined
  // Once in a hundred days is as good as never.
  return readNumber('endpoints.ratePerSecond', given, { from: 1e-7, unit: 'attempts per second' })
}
