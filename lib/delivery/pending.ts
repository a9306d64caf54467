import type { Delivery } from './delivery.ts'
import { Heap, type HeapItem } from './heap.ts'
import { measureHeaders } from './header-lists.ts'
import { readOrigin } from './origin.ts'

/** A delivery that has not ended. */
export interface Pending extends HeapItem {
  delivery: Delivery
  /** As `weigh()` has it. */
  readonly weight: number
  readonly lane: Lane
  due: number
  /** Of what is due at the same time, the lower goes first. */
  turn: number
  /** How many times in a row its handler has rejected. */
  faults: number
  /** The paused endpoint that it is held for. */
  endpoint: string | undefined
}

/** What is pending to one origin. */
interface Lane extends HeapItem {
  readonly origin: string
  readonly waiting: Heap<Pending>
  inFlight: number
  /** Of those that have something due, the lower is served first. */
  turn: number
  /** Which of the two heaps it stands in, if in any. */
  isDue: boolean
}

/**
 * The deliveries that have not ended, by origin and time. What is due is taken origin by origin in turn,
 * and within an origin by due time, so that no origin's backlog stands before another's.
 */
export class PendingDeliveries {
  readonly #byId = new Map<string, Pending>()
  readonly #byEndpoint = new Map<string, Set<Pending>>()
  readonly #lanes = new Map<string, Lane>()
  // A lane without room, or with nothing that waits, stands in neither.
  readonly #due = new Heap<Lane>((one, other) => one.turn < other.turn)
  readonly #later = new Heap<Lane>((one, other) => isBefore(firstOf(one), firstOf(other)))
  #perOrigin = 1
  #turns = 0
  #bytes = 0

  /** Of all, as `weigh()` has it. */
  get bytes(): number {
    return this.#bytes
  }

  get size(): number {
    return this.#byId.size
  }

  has(id: string): boolean {
    return this.#byId.has(id)
  }

  /** How many may be in flight to one origin. */
  setRoom(perOrigin: number): void {
    this.#perOrigin = perOrigin
    for (const lane of this.#lanes.values()) this.#sort(lane)
  }

  add(delivery: Delivery, due: number, weight: number = weigh(delivery)): void {
    const lane = this.#findLane(readOrigin(delivery.url))
    const [turn, faults, endpoint, position] = [0, 0, undefined, -1]
    const pending: Pending = { delivery, weight, lane, due, turn, faults, endpoint, position }
    this.#byId.set(delivery.id, pending)
    this.#bytes += weight
    this.#wait(pending, due)
  }

  /** The next that is due and whose origin has room; in flight until `giveBack()` or `end()`. */
  take(now: number): Pending | undefined {
    this.#wake(now)
    const lane = this.#due.first
    const pending = lane?.waiting.first
    if (!lane || !pending) return undefined
    this.#due.remove(lane)
    lane.waiting.remove(pending)
    lane.inFlight += 1
    this.#letGo(pending)
    this.#sort(lane)
    return pending
  }

  /** @param endpoint that it is held for, until `due` or `release()` */
  giveBack(pending: Pending, due: number, endpoint?: string): void {
    pending.lane.inFlight -= 1
    if (endpoint !== undefined) this.#hold(pending, endpoint)
    this.#wait(pending, due)
  }

  end(pending: Pending): void {
    this.#byId.delete(pending.delivery.id)
    this.#bytes -= pending.weight
    pending.lane.inFlight -= 1
    this.#sort(pending.lane)
  }

  release(endpoint: string, now: number): void {
    for (const pending of this.#byEndpoint.get(endpoint) ?? []) {
      this.#letGo(pending)
      this.#wait(pending, now)
    }
  }

  /** When the next can be taken; undefined where none waits for the time alone. */
  nextDue(): number | undefined {
    const lane = this.#due.first ?? this.#later.first
    return lane && firstOf(lane).due
  }

  #findLane(origin: string): Lane {
    const known = this.#lanes.get(origin)
    if (known) return known
    const waiting = new Heap<Pending>(isBefore)
    const lane = { origin, waiting, inFlight: 0, turn: 0, isDue: false, position: -1 }
    this.#lanes.set(origin, lane)
    return lane
  }

  #wait(pending: Pending, due: number): void {
    pending.due = due
    pending.turn = this.#turns++
    pending.lane.waiting.place(pending)
    this.#sort(pending.lane)
  }

  /** Puts a lane where it belongs, but into the line of those that are due: `#wake()` does that. */
  #sort(lane: Lane): void {
    const isIdle = lane.waiting.size === 0
    if (isIdle && lane.inFlight === 0) this.#lanes.delete(lane.origin)
    if (isIdle || lane.inFlight >= this.#perOrigin) this.#takeOut(lane)
    else if (!(lane.isDue && lane.position !== -1)) this.#placeLater(lane)
  }

  #takeOut(lane: Lane): void {
    const heap = lane.isDue ? this.#due : this.#later
    heap.remove(lane)
  }

  #placeLater(lane: Lane): void {
    lane.isDue = false
    this.#later.place(lane)
  }

  /** A lane joins the line behind those that stand there: the one just served goes last. */
  #wake(now: number): void {
    for (;;) {
      const lane = this.#later.first
      if (!lane || firstOf(lane).due > now) return
      this.#later.remove(lane)
      lane.isDue = true
      lane.turn = this.#turns++
      this.#due.place(lane)
    }
  }

  #hold(pending: Pending, endpoint: string): void {
    pending.endpoint = endpoint
    const held = this.#byEndpoint.get(endpoint) ?? new Set()
    this.#byEndpoint.set(endpoint, held.add(pending))
  }

  #letGo(pending: Pending): void {
    if (pending.endpoint === undefined) return
    const held = this.#byEndpoint.get(pending.endpoint)
    held?.delete(pending)
    if (held?.size === 0) this.#byEndpoint.delete(pending.endpoint)
    pending.endpoint = undefined
  }
}

/** What an entry weighs without its texts. */
const overhead = 500

/** Roughly, in bytes; the same at every attempt. */
export function weigh({ url, headers, body = '' }: Delivery): number {
  return overhead + 2 * (url.length + body.length + measureHeaders(headers))
}

function isBefore(one: Pending, other: Pending): boolean {
  return one.due === other.due ? one.turn < other.turn : one.due < other.due
}

/** Of a lane in which something waits. */
function firstOf({ waiting }: Lane): Pending {
  return waiting.first as Pending
}
