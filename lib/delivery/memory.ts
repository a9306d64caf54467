import { RingbackError } from '../errors.ts'
import type { Delivery, Outcome } from './delivery.ts'
import { dueAt } from './due-at.ts'
import { delayAfterFaults, reportFault, type EngineOptions } from './engine-fault.ts'
import { abortGrace, isSettledWithin, runningError, stoppedError } from './engine-stop.ts'
import type { DeliveryEngine, DeliveryHandler, EnqueueOptions, RunOptions } from './engine.ts'
import { readFunction, readNumber, refuseUnknownOptions } from './option-values.ts'
import { PendingDeliveries, weigh, type Pending } from './pending.ts'

/** The options of `memory()`. */
export interface MemoryOptions extends EngineOptions {
  /**
   * How many deliveries are kept that have not ended; `enqueue()` rejects beyond that.
   *
   * @default 100_000
   */
  readonly maxPending?: number | undefined
  /**
   * The same by their weight: roughly, in bytes, of their URLs, headers and bodies.
   *
   * @default 256 MiB
   */
  readonly maxPendingBytes?: number | undefined
}

/**
 * An engine that keeps deliveries in this process, and forgets them with it. Like an HTTP server it keeps
 * the process alive while it runs and anything is pending, until `stop()`; with nothing pending it does not.
 *
 * @param options How much is kept.
 * @throws {RingbackError} `ERR_DELIVERY_OPTION`; `enqueue()` rejects with `ERR_DELIVERY_FULL` where there
 *   is no room
 */
export function memory(options: MemoryOptions = {}): DeliveryEngine {
  refuseUnknownOptions('options', options, ['maxPending', 'maxPendingBytes', 'onFault'], 'memory()')
  readFunction('onFault', options.onFault, 'memory()')
  const { maxPending = 100_000, maxPendingBytes = 256 * 1024 * 1024 } = options
  const whole = { from: 1, isWhole: true }
  return new MemoryEngine(options, {
    count: readNumber('maxPending', maxPending, { ...whole, unit: 'deliveries' }, 'memory()'),
    bytes: readNumber('maxPendingBytes', maxPendingBytes, { ...whole, unit: 'bytes' }, 'memory()'),
  })
}

interface Room {
  readonly count: number
  readonly bytes: number
}

/** One `run()`, until its `stop()`. */
interface Run extends RunOptions {
  readonly handler: DeliveryHandler
  readonly inFlight: Set<Pending>
  /** Of all that is in flight once `stop()` waits no longer. */
  readonly abort: AbortController
  isStopping: boolean
  /** Resolves `ended`. */
  end(): void
  readonly ended: Promise<void>
}

/** So that a clock that is set, or a machine that slept, is noticed. */
const longestSleep = 60 * 1000

/** How many are started before sockets and timers have their turn. */
const startsPerTurn = 200

class MemoryEngine implements DeliveryEngine {
  readonly #options: EngineOptions
  readonly #room: Room
  readonly #pending = new PendingDeliveries()
  readonly #sentAgain = new Map<string, { readonly delivery: Delivery; readonly due: number }>()
  #run: Run | undefined
  #timer: NodeJS.Timeout | undefined
  #starts = 0

  constructor(options: EngineOptions, room: Room) {
    this.#options = options
    this.#room = room
  }

  async enqueue(delivery: Delivery, { notBefore = 0 }: EnqueueOptions = {}): Promise<void> {
    if (this.#pending.has(delivery.id)) return this.#keepForLater(delivery, notBefore)
    const weight = weigh(delivery)
    this.#requireRoom(delivery, weight)
    this.#pending.add(delivery, dueAt(notBefore), weight)
    this.#pump()
  }

  #requireRoom(delivery: Delivery, weight: number): void {
    const { size, bytes } = this.#pending
    if (weight > this.#room.bytes) throw heavyError(delivery, weight, this.#room)
    const isFull = size >= this.#room.count || bytes + weight > this.#room.bytes
    if (isFull) throw fullError(size, bytes)
  }

  /** What is sent again while the attempt that ends it is still in flight: it is taken up after that. */
  #keepForLater(delivery: Delivery, notBefore: number): void {
    const inFlight = [...(this.#run?.inFlight ?? [])].find(
      (pending) => pending.delivery.id === delivery.id,
    )
    const isSentAgain = inFlight && inFlight.delivery.createdAt !== delivery.createdAt
    if (isSentAgain) this.#sentAgain.set(delivery.id, { delivery, due: dueAt(notBefore) })
  }

  #endPending(pending: Pending): void {
    this.#pending.end(pending)
    const again = this.#sentAgain.get(pending.delivery.id)
    if (!again) return
    this.#sentAgain.delete(pending.delivery.id)
    this.#pending.add(again.delivery, again.due)
  }

  async run(handler: DeliveryHandler, options: RunOptions): Promise<void> {
    if (this.#run) throw runningError()
    const run = createRun(handler, options)
    this.#run = run
    this.#pending.setRoom(options.perOrigin)
    this.#pump()
    await run.ended
  }

  async stop({ drainMs = 20_000 }: { readonly drainMs?: number } = {}): Promise<void> {
    const run = this.#run
    if (!run) return
    run.isStopping = true
    this.#sleepUntil(undefined)
    this.#endWhereIdle(run)
    await isSettledWithin(run.ended, drainMs)
    if (run.inFlight.size > 0) run.abort.abort(stoppedError())
    await isSettledWithin(run.ended, abortGrace)
    this.#abandon(run)
    this.#end(run)
  }

  /** What a handler does not let go of is kept, whatever becomes of the handler. */
  #abandon({ inFlight }: Run): void {
    for (const pending of inFlight) this.#pending.giveBack(pending, Date.now())
    inFlight.clear()
  }

  async release(endpoint: string): Promise<void> {
    this.#pending.release(endpoint, Date.now())
    this.#pump()
  }

  /** Starts what is due while there is room, then sleeps until more is. */
  #pump(): void {
    const run = this.#run
    if (!run || run.isStopping) return
    while (run.inFlight.size < run.concurrency && this.#starts < startsPerTurn) {
      const pending = this.#pending.take(Date.now())
      if (!pending) return this.#sleepUntil(this.#pending.nextDue())
      this.#countStart()
      void this.#attempt(run, pending)
    }
    this.#sleepUntil(undefined)
  }

  #countStart(): void {
    if (this.#starts === 0) {
      setImmediate(() => {
        this.#starts = 0
        this.#pump()
      })
    }
    this.#starts += 1
  }

  #sleepUntil(due: number | undefined): void {
    clearTimeout(this.#timer)
    if (due === undefined) return
    const wait = Math.min(Math.max(due - Date.now(), 1), longestSleep)
    this.#timer = setTimeout(() => this.#pump(), wait)
  }

  async #attempt(run: Run, pending: Pending): Promise<void> {
    const { signal } = run.abort
    run.inFlight.add(pending)
    try {
      const outcome = await run.handler(pending.delivery, signal)
      if (!run.inFlight.has(pending)) return
      pending.faults = 0
      this.#apply(pending, outcome)
    } catch (error) {
      if (!run.inFlight.has(pending)) return
      this.#giveBackAfter(error, pending, signal)
    }
    run.inFlight.delete(pending)
    this.#endWhereIdle(run)
    this.#pump()
  }

  #apply(pending: Pending, outcome: Outcome): void {
    switch (outcome.kind) {
      case 'done':
      case 'dead':
        return this.#endPending(pending)
      case 'hold':
        return this.#pending.giveBack(pending, dueAt(outcome.at), outcome.endpoint)
      case 'retry': {
        const { delivery } = pending
        pending.delivery = { ...delivery, attempts: delivery.attempts + 1 }
        return this.#pending.giveBack(pending, dueAt(outcome.at))
      }
    }
  }

  #giveBackAfter(error: unknown, pending: Pending, { aborted }: AbortSignal): void {
    if (aborted) return this.#pending.giveBack(pending, Date.now())
    pending.faults += 1
    this.#pending.giveBack(pending, Date.now() + delayAfterFaults(pending.faults))
    reportFault(this.#options, error, pending.delivery)
  }

  #endWhereIdle(run: Run): void {
    if (run.isStopping && run.inFlight.size === 0) this.#end(run)
  }

  #end(run: Run): void {
    if (this.#run === run) this.#run = undefined
    run.end()
  }
}

function createRun(handler: DeliveryHandler, options: RunOptions): Run {
  let end = (): void => undefined
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  const [inFlight, abort] = [new Set<Pending>(), new AbortController()]
  return { ...options, handler, inFlight, abort, isStopping: false, end, ended }
}

function heavyError({ id }: Delivery, weight: number, { bytes }: Room): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_FULL',
    message: `The delivery ${id} has a weight of ${weight} bytes, and no more than ${bytes} are kept.`,
    remedy: 'Set memory({ maxPendingBytes }), or take an engine that stores deliveries.',
  })
}

function fullError(count: number, bytes: number): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_FULL',
    message: `${count} deliveries of ${Math.ceil(bytes / 1024)} KiB are pending already.`,
    remedy:
      'Send later, set memory({ maxPending, maxPendingBytes }), or take an engine that stores deliveries.',
  })
}
