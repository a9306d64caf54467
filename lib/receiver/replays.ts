import { readNumber, refuseUnknownOptions } from '../delivery/option-values.ts'

/**
 * Remembers which deliveries were handled, by their `webhook-id`: it is the same at each attempt, so that
 * what has succeeded is not handled again, and what has failed is.
 *
 * Where several processes receive, they need one store; each method is one step there, such as `SET … NX`.
 */
export interface ReplayStore {
  /**
   * Takes a delivery up, if nobody has: `'claimed'`. Else `'busy'` while another process handles it, or how
   * it was answered.
   *
   * @param id The `webhook-id`.
   * @param leaseMs For how many milliseconds the claim holds, where neither `keep()` nor `release()` follows.
   */
  claim(id: string, leaseMs: number): ReplayClaim | Promise<ReplayClaim>
  /**
   * The delivery was handled, and is answered so from now on.
   *
   * @param id The `webhook-id`.
   * @param answer What it was answered with.
   * @param windowMs For how many milliseconds it is to be remembered.
   */
  keep(id: string, answer: HandledAnswer, windowMs: number): void | Promise<void>
  /**
   * The delivery has failed: its next attempt is handled.
   *
   * @param id The `webhook-id`.
   */
  release(id: string): void | Promise<void>
}

/** What `claim()` comes to. */
export type ReplayClaim =
  /** It is for the one who asks to handle. */
  | 'claimed'
  /** Another one handles it now. */
  | 'busy'
  /** It was handled, and answered so. */
  | HandledAnswer

/** An answer as it is given once more. It can be written as JSON. */
export interface HandledAnswer {
  /** From 200 to 299. */
  readonly status: number
  /** Those that the answer was given, names in lower case; cookies, and what is of one message, are left out. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  /** In base64. Empty where it was of more than 64 KiB. */
  readonly body: string
}

/** The options of `memoryReplays()`. */
export interface MemoryReplaysOptions {
  /** How many deliveries are remembered; the oldest are forgotten first. @default 10_000 */
  readonly maxEntries?: number | undefined
}

interface Entry {
  readonly until: number
  readonly answer: HandledAnswer | undefined
}

/**
 * Remembers deliveries in the memory of this process, until it ends.
 *
 * @param options How many are remembered.
 * @throws {RingbackError} `ERR_DELIVERY_OPTION`
 */
export function memoryReplays(options: MemoryReplaysOptions = {}): ReplayStore {
  const where = 'memoryReplays()'
  refuseUnknownOptions('options', options, ['maxEntries'], where)
  const maxEntries = readNumber(
    'maxEntries',
    options.maxEntries ?? 10_000,
    { from: 1, isWhole: true },
    where,
  )
  const entries = new Map<string, Entry>()

  function put(id: string, entry: Entry): void {
    // At the end again, so that the order is that of their ends.
    entries.delete(id)
    entries.set(id, entry)
    const now = Date.now()
    for (const [oldest, { until, answer }] of entries) {
      if (until > now && entries.size <= maxEntries) break
      // One that is being handled is not forgotten meanwhile.
      if (until <= now || answer) entries.delete(oldest)
    }
  }

  return {
    claim(id, leaseMs) {
      const known = entries.get(id)
      if (known && known.until > Date.now()) return known.answer ?? 'busy'
      put(id, { until: Date.now() + leaseMs, answer: undefined })
      return 'claimed'
    },
    keep: (id, answer, windowMs) => put(id, { until: Date.now() + windowMs, answer }),
    release: (id) => void entries.delete(id),
  }
}
