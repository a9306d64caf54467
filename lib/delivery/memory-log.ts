import { AgeLine, type Aged } from './age-line.ts'
import type { Attempt, Delivery, Outcome } from './delivery.ts'
import { measureHeaders } from './header-lists.ts'
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
  type LoggedState,
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
type Rank = 'delivered' | 'pending' | 'dead'

/** An entry, and where it stands among those that are forgotten alike. */
interface Place extends Aged<Place> {
  readonly entry: Entry
  readonly line: AgeLine<Place>
}

class MemoryLog implements DeliveryLog {
  readonly #options: ResolvedOptions
  readonly #places = new Map<string, Place>()
  /** Each in the order of the last change. */
  readonly #lines: Readonly<Record<Rank, AgeLine<Place>>> = {
    delivered: new AgeLine(),
    pending: new AgeLine(),
    dead: new AgeLine(),
  }
  #bytes = 0

  constructor(options: ResolvedOptions) {
    this.#options = options
  }

  async accept(delivery: Delivery, nextAttemptAt: number): Promise<void> {
    const before = this.#find(delivery.id)
    this.#replace(delivery, before?.attempts ?? [], pendingUntil(nextAttemptAt))
  }

  async append(delivery: Delivery, attempt: Attempt, outcome: Outcome): Promise<void> {
    const before = this.#find(delivery.id)
    const attempts = [...(before?.attempts ?? []), attempt].slice(-mostAttempts)
    const state = stateAfterKnown(before, outcome)
    this.#replace(countAttempt(delivery, outcome), attempts, state)
  }

  async settle(delivery: Delivery, outcome: Outcome): Promise<void> {
    const before = this.#find(delivery.id)
    const state = stateAfterKnown(before, outcome)
    this.#replace(delivery, before?.attempts ?? [], state)
  }

  async get(id: string): Promise<DeliveryHistory | undefined> {
    return this.#find(id)
  }

  async list(query: DeliveryQuery = {}): Promise<readonly LoggedDelivery[]> {
    return this.#entries()
      .filter((entry) => isAskedFor(entry, query))
      .toSorted(latestFirst)
      .slice(0, query.limit ?? pageLength)
  }

  async purge(before: number): Promise<number> {
    const old = this.#entries().filter(
      ({ state, changedAt }) => isEnded(state) && changedAt < before,
    )
    for (const { delivery } of old) this.#forget(delivery.id)
    return old.length
  }

  #entries(): Entry[] {
    return [...this.#places.values()].map(({ entry }) => entry)
  }

  #find(id: string): Entry | undefined {
    return this.#places.get(id)?.entry
  }

  #replace(
    delivery: Delivery,
    attempts: readonly Attempt[],
    { state, reason, nextAttemptAt }: LoggedState,
  ): void {
    this.#put({
      delivery,
      attempts,
      state,
      reason,
      nextAttemptAt,
      origin: readOrigin(delivery.url),
      changedAt: this.#options.now(),
      lastAttempt: attempts.at(-1),
      bytes: measure(delivery, attempts),
    })
    this.#makeRoom()
  }

  #put(entry: Entry): void {
    const { id } = entry.delivery
    const before = this.#places.get(id)
    if (before) this.#leave(before)
    const line = this.#lines[rankOf(entry)]
    const place: Place = { entry, line, older: undefined, newer: undefined }
    line.add(place)
    this.#places.set(id, place)
    this.#bytes += entry.bytes
  }

  #forget(id: string): void {
    const place = this.#places.get(id)
    if (place && this.#places.delete(id)) this.#leave(place)
  }

  #leave(place: Place): void {
    place.line.remove(place)
    this.#bytes -= place.entry.bytes
  }

  #makeRoom(): void {
    while (this.#isFull()) {
      const { delivered, pending, dead } = this.#lines
      const oldest = (delivered.oldest ?? pending.oldest ?? dead.oldest)?.entry
      if (!oldest) return
      this.#forget(oldest.delivery.id)
      if (rankOf(oldest) === 'dead') notify('onDropDead', this.#options.onDropDead, oldest)
    }
  }

  #isFull(): boolean {
    return this.#places.size > this.#options.maxDeliveries || this.#bytes > this.#options.maxBytes
  }
}

function rankOf({ state, reason }: Pick<Entry, 'state' | 'reason'>): Rank {
  // Whoever sent it was told.
  if (reason === notEnqueued) return 'delivered'
  return state === 'paused' ? 'pending' : state
}

function latestFirst(one: Entry, other: Entry): number {
  return compareLatest(one.delivery, other.delivery)
}

/** What an entry weighs without its texts. */
const overhead = 500

/** Two bytes a character, as an engine holds what is not Latin. */
function measure({ url, body = '', headers }: Delivery, attempts: readonly Attempt[]): number {
  const own = overhead + 2 * (url.length + body.length + measureHeaders(headers))
  return attempts.reduce((sum, { result }) => sum + measureResult(result), own)
}

function measureResult(result: Attempt['result']): number {
  if (result.kind === 'fault') return overhead + 2 * result.message.length
  return overhead + 2 * ((result.body ?? '').length + measureHeaders(result.headers))
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
