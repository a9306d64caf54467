import type { Attempt, Delivery, Outcome } from './delivery.ts'
import { compareLatest, isAskedFor, pageLength } from './log-query.ts'
import {
  countAttempt,
  isEnded,
  mostAttempts,
  notEnqueued,
  pendingUntil,
  stateAfterKnown,
  type DeliveryHistory,
  type DeliveryLog,
  type DeliveryQuery,
  type LoggedDelivery,
} from './log.ts'
import { notify } from './notify.ts'
import { readFunction, readNumber, refuseUnknownOptions } from './option-values.ts'
import { readOrigin } from './origin.ts'

/** The options of `memoryLog()`. */
export interface MemoryLogOptions {
  /** How many deliveries are kept. @default 10_000 */
  readonly maxDeliveries?: number | undefined
  /**
   * How many bytes are kept: roughly, of all bodies, headers and answers together.
   *
   * @default 64 MiB
   */
  readonly maxBytes?: number | undefined
  /**
   * Called with each dead delivery that is forgotten for want of room: it cannot be sent again.
   *
   * @default a warning on the console at the first
   */
  readonly onDropDead?: ((dropped: LoggedDelivery) => void) | undefined
  /** The clock, in milliseconds since 1970. @default `Date.now` */
  readonly now?: (() => number) | undefined
}

/**
 * A log that keeps the last deliveries in this process. Where there is no room, it forgets first the oldest
 * that were delivered, which nobody needs any more; then the oldest that are pending, which the engine has
 * and which are known again at their next attempt; dead letters last, since their body is nowhere else.
 *
 * @param options How much is kept.
 * @throws {RingbackError} `ERR_DELIVERY_OPTION`
 */
export function memoryLog(options: MemoryLogOptions = {}): DeliveryLog {
  return new MemoryLog(readOptions(options))
}

interface ResolvedOptions extends MemoryLogOptions {
  readonly maxDeliveries: number
  readonly maxBytes: number
  readonly onDropDead: (dropped: LoggedDelivery) => void
  readonly now: () => number
}

interface Entry extends DeliveryHistory {
  readonly bytes: number
}

/** In the order in which they are forgotten. */
const ranks = ['delivered', 'pending', 'dead'] as const

type Rank = (typeof ranks)[number]

class MemoryLog implements DeliveryLog {
  readonly #options: ResolvedOptions
  /** Each in the order of the last change. */
  readonly #entries: Readonly<Record<Rank, Map<string, Entry>>> = {
    delivered: new Map(),
    pending: new Map(),
    dead: new Map(),
  }
  #bytes = 0

  constructor(options: ResolvedOptions) {
    this.#options = options
  }

  async accept(delivery: Delivery, nextAttemptAt: number): Promise<void> {
    const attempts = this.#find(delivery.id)?.attempts ?? []
    this.#put({ delivery, attempts, ...pendingUntil(nextAttemptAt) })
  }

  async append(delivery: Delivery, attempt: Attempt, outcome: Outcome): Promise<void> {
    const before = this.#find(delivery.id)
    const attempts = [...(before?.attempts ?? []), attempt].slice(-mostAttempts)
    const state = stateAfterKnown(before, outcome)
    this.#put({ delivery: countAttempt(delivery, outcome), attempts, ...state })
  }

  async settle(delivery: Delivery, outcome: Outcome): Promise<void> {
    const before = this.#find(delivery.id)
    const state = stateAfterKnown(before, outcome)
    this.#put({ delivery, attempts: before?.attempts ?? [], ...state })
  }

  async get(id: string): Promise<DeliveryHistory | undefined> {
    return this.#find(id)
  }

  async list(query: DeliveryQuery = {}): Promise<readonly LoggedDelivery[]> {
    return Object.values(this.#entries)
      .flatMap((entries) => [...entries.values()])
      .filter((entry) => isAskedFor(entry, query))
      .toSorted(latestFirst)
      .slice(0, query.limit ?? pageLength)
  }

  async purge(before: number): Promise<number> {
    const old = ranks
      .flatMap((rank) => [...this.#entries[rank].values()])
      .filter(({ state, changedAt }) => isEnded(state) && changedAt < before)
    for (const entry of old) this.#forget(entry)
    return old.length
  }

  #find(id: string): Entry | undefined {
    return ranks.map((rank) => this.#entries[rank].get(id)).find((entry) => entry)
  }

  #put(fields: Omit<Entry, 'origin' | 'changedAt' | 'lastAttempt' | 'bytes'>): void {
    const { delivery, attempts } = fields
    const before = this.#find(delivery.id)
    if (before) this.#forget(before)
    const entry = {
      ...fields,
      origin: readOrigin(delivery.url),
      changedAt: this.#options.now(),
      lastAttempt: attempts.at(-1),
      bytes: measure(delivery, attempts),
    }
    this.#entries[rankOf(entry)].set(delivery.id, entry)
    this.#bytes += entry.bytes
    this.#makeRoom()
  }

  #forget(entry: Entry): void {
    this.#entries[rankOf(entry)].delete(entry.delivery.id)
    this.#bytes -= entry.bytes
  }

  #makeRoom(): void {
    while (this.#isFull()) {
      const oldest = ranks.map((rank) => firstOf(this.#entries[rank])).find((entry) => entry)
      if (!oldest) return
      this.#forget(oldest)
      if (rankOf(oldest) === 'dead') notify('onDropDead', this.#options.onDropDead, oldest)
    }
  }

  #isFull(): boolean {
    const count = ranks.reduce((sum, rank) => sum + this.#entries[rank].size, 0)
    return count > this.#options.maxDeliveries || this.#bytes > this.#options.maxBytes
  }
}

function rankOf({ state, reason }: Pick<Entry, 'state' | 'reason'>): Rank {
  // Whoever sent it was told.
  if (reason === notEnqueued) return 'delivered'
  return state === 'paused' ? 'pending' : state
}

function firstOf(entries: ReadonlyMap<string, Entry>): Entry | undefined {
  for (const entry of entries.values()) return entry
  return undefined
}

function latestFirst(one: Entry, other: Entry): number {
  return compareLatest(one.delivery, other.delivery)
}

/** What an entry weighs without its texts. */
const overhead = 500

function measure(delivery: Delivery, attempts: readonly Attempt[]): number {
  const own = textLength([delivery.url, delivery.body ?? '', ...headerTexts(delivery.headers)])
  return attempts.reduce((sum, { result }) => sum + measureResult(result), overhead + own)
}

function measureResult(result: Attempt['result']): number {
  const texts =
    result.kind === 'fault' ? [result.message] : [result.body ?? '', ...headerTexts(result.headers)]
  return overhead + textLength(texts)
}

function headerTexts(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).flat()
}

/** Two bytes a character, as an engine holds what is not Latin. */
function textLength(texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + 2 * length, 0)
}

function readOptions(options: MemoryLogOptions): ResolvedOptions {
  const where = 'memoryLog()'
  refuseUnknownOptions(
    'options',
    options,
    ['maxDeliveries', 'maxBytes', 'onDropDead', 'now'],
    where,
  )
  const { maxDeliveries = 10_000, maxBytes = 64 * 1024 * 1024 } = options
  const whole = { from: 1, isWhole: true }
  readFunction('onDropDead', options.onDropDead, where)
  readFunction('now', options.now, where)
  return {
    ...options,
    maxDeliveries: readNumber(
      'maxDeliveries',
      maxDeliveries,
      { ...whole, unit: 'deliveries' },
      where,
    ),
    maxBytes: readNumber('maxBytes', maxBytes, { ...whole, unit: 'bytes' }, where),
    onDropDead: options.onDropDead ?? createWarning(),
    now: options.now ?? Date.now,
  }
}

function createWarning(): (dropped: LoggedDelivery) => void {
  let isGiven = false
  return ({ delivery }) => {
    if (isGiven) return
    isGiven = true
    console.warn(
      `ringback: the log has no more room, and forgets dead deliveries from ${delivery.id} on: ` +
        'they cannot be sent again. Set memoryLog({ maxDeliveries, maxBytes, onDropDead }).',
    )
  }
}
