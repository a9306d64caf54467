import { setTimeout as sleep } from 'node:timers/promises'
import { RingbackError } from '../errors.ts'
import type { Delivery, Outcome } from './delivery.ts'
import { delayAfterFaults, reportFault, type EngineOptions } from './engine-fault.ts'
import type { DeliveryEngine, DeliveryHandler, EnqueueOptions, RunOptions } from './engine.ts'
import { readFunction, readNumber, refuseUnknownOptions } from './option-values.ts'
import { PendingDeliveries, type Pending } from './pending.ts'

export interface MemoryOptions extends EngineOptions {
  /**
   * How many deliveries are kept that have not ended; `enqueue()` rejects beyond that.
   *
   * @default 100_000
   */
  readonly maxPending?: number | undefined
}

/**
 * An engine that keeps deliveries in this process, and forgets them with it. Like an HTTP server it keeps
 * the process alive while it runs and anything is pending, until `stop()`; with nothing pending it does not.
 *
 * @throws {RingbackError} `ERR_DELIVERY_OPTION`
 */
export function memory(options: MemoryOptions = {}): DeliveryEngine {
  refuseUnknownOptions('options', options, ['maxPending', 'onFault'], 'memory()')
  readFunction('onFault', options.onFault, 'memory()')
  const range = { from: 1, isWhole: true, unit: 'deliveries' }
  const maxPending = readNumber('maxPending', options.maxPending ?? 100_000, range, 'memory()')
  return new MemoryEngine(options, maxPending)
}

/** One `run()`, until its `stop()`. */
interface Run extends RunOptions {
  readonly handler: DeliveryHandler
  readonly inFlight: Map<Pending, AbortController>
  isStopping: boolean
  /** Resolves `ended`. */
  end(): void
  readonly ended: Promise<void>
}

/** So that a clock that is set, or a machine that slept, is noticed. */
const longestSleep = 60 * 1000

/** How long a handler whose signal was aborted is waited for. */
const abortGrace = 1000

/** How many are started before sockets and timers have their turn. */
const startsPerTurn = 200

class MemoryEngine implements DeliveryEngine {
  readonly #options: EngineOptions
  readonly #maxPending: number
  readonly #pending = new PendingDeliveries()
  readonly #sentAgain = new Map<string, { readonly delivery: Delivery; readonly due: number }>()
  #run: Run | undefined
  #timer: NodeJS.Timeout | undefined
  #starts = 0

  constructor(options: EngineOptions, maxPending: number) {
    this.#options = options
    this.#maxPending = maxPending
  }

  async enqueue(delivery: Delivery, { notBefore = 0 }: EnqueueOptions = {}): Promise<void> {
    if (this.#pending.has(delivery.id)) return this.#keepForLater(delivery, notBefore)
    if (this.#pending.size >= this.#maxPending) throw fullError(this.#maxPending)
    this.#pending.add(delivery, dueAt(notBefore))
    this.#pump()
  }

  /** What is sent again while the attempt that ends it is still in flight: it is taken up after that. */
  #keepForLater(delivery: Delivery, notBefore: number): void {
    const inFlight = [...(this.#run?.inFlight.keys() ?? [])].find(
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
    await waitAtMost(run.ended, drainMs)
    for (const abort of run.inFlight.values()) abort.abort(stoppedError())
    await waitAtMost(run.ended, abortGrace)
    this.#end(run)
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
    const abort = new AbortController()
    run.inFlight.set(pending, abort)
    try {
      const outcome = await run.handler(pending.delivery, abort.signal)
      pending.faults = 0
      this.#apply(pending, outcome)
    } catch (error) {
      this.#giveBackAfter(error, pending, abort.signal)
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
  return { ...options, handler, inFlight: new Map(), isStopping: false, end, ended }
}

async function waitAtMost(promise: Promise<void>, ms: number): Promise<void> {
  const timer = new AbortController()
  const late = sleep(ms, undefined, { signal: timer.signal }).catch(() => undefined)
  await Promise.race([promise, late])
  timer.abort()
}

/** Now, where the time has passed; a time that is none counts as now. */
function dueAt(time: number): number {
  return Math.max(time, Date.now()) || Date.now()
}

function stoppedError(): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_STOPPED',
    message: 'The engine was stopped before the attempt had ended.',
    remedy: 'Give stop() a longer drainMs, or nothing: the delivery is kept.',
  })
}

function runningError(): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_RUNNING',
    message: 'The engine runs already.',
    remedy: 'Call run() once, or stop() before.',
  })
}

function fullError(maxPending: number): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_FULL',
    message: `${maxPending} deliveries are pending already.`,
    remedy: 'Send later, set memory({ maxPending }), or take an engine that stores deliveries.',
  })
}
