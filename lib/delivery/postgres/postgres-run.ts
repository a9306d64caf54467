import { setTimeout as sleep } from 'node:timers/promises'
import { RingbackError } from '../../errors.ts'
import { abortGrace, isSettledWithin, stoppedError } from '../engine-stop.ts'
import type { RunOptions } from '../engine.ts'
import { Bell } from './bell.ts'
import {
  giveBack,
  type DeliveryQueue,
  type Ended,
  type Handed,
  type Queued,
} from './delivery-queue.ts'
import { Outage } from './outage.ts'
import type { PostgresStore } from './postgres-store.ts'

/** After that, what another process has enqueued is found. */
const pollInterval = 500

/** After that, what a process that died was handed is found once its lease has ended. */
const superviseInterval = 3000

/** Between two tries while the database is down. */
const outagePause = 500

/** Says what becomes of a delivery. */
type Handle = (job: Handed, signal: AbortSignal) => Promise<Queued | Ended>

/** One `run()`, until its `stop()`. */
export class PostgresRun {
  readonly outage: Outage = new Outage()
  readonly ended: Promise<void>
  readonly #store: PostgresStore
  readonly #options: RunOptions
  readonly #handle: Handle
  readonly #bell = new Bell()
  readonly #inFlight = new Map<Handed, AbortController>()
  readonly #settling = new Set<Promise<void>>()
  #queue: DeliveryQueue | undefined
  #isStopping = false
  #isAbandoned = false
  #isSupervising = false

  constructor(store: PostgresStore, options: RunOptions, handle: Handle) {
    this.#store = store
    this.#options = options
    this.#handle = handle
    this.ended = this.#work()
  }

  /** Something is due then, in milliseconds since 1970; what is due later is found by polling. */
  wakeAt(due: number): void {
    const now = Date.now()
    if (due <= now) this.#bell.ring()
    else if (due < now + pollInterval) this.#bell.ringAt(due)
  }

  /** Resolves once is stored what the attempts that have ended came to. */
  async settled(): Promise<void> {
    await Promise.all(this.#settling)
  }

  async stop(drainMs: number): Promise<void> {
    this.#isStopping = true
    this.#bell.ring()
    if (await isSettledWithin(this.ended, drainMs)) return
    for (const abort of this.#inFlight.values()) abort.abort(stoppedError())
    if (await isSettledWithin(this.ended, abortGrace)) return
    this.#isAbandoned = true
    // What a handler does not let go of is kept, whatever becomes of the handler.
    const kept = [...this.#inFlight.keys()]
    this.#inFlight.clear()
    this.#bell.ring()
    await Promise.all(kept.map((job) => this.#settle(job, giveBack(job))))
  }

  async #work(): Promise<void> {
    const queue = await this.#open()
    if (!queue) return
    this.#queue = queue
    const supervision = setInterval(() => void this.#supervise(queue), superviseInterval)
    try {
      while (!this.#isStopping) await this.#turn(queue)
      while (this.#inFlight.size > 0) await this.#bell.wait(pollInterval)
    } finally {
      clearInterval(supervision)
      this.#bell.silence()
    }
  }

  /** Waits for a database that is down; what is not there at all is no outage. */
  async #open(): Promise<DeliveryQueue | undefined> {
    while (!this.#isStopping) {
      try {
        const queue = await this.#store.open()
        await queue.setLease(this.#options.leaseMs)
        this.outage.end()
        return queue
      } catch (error) {
        if (error instanceof RingbackError && error.code !== 'ERR_DELIVERY_STORE') throw error
        this.outage.report(error)
        await this.#bell.wait(outagePause)
      }
    }
    return undefined
  }

  async #turn(queue: DeliveryQueue): Promise<void> {
    const { concurrency, perOrigin } = this.#options
    const room = concurrency - this.#inFlight.size
    if (room <= 0) return this.#bell.wait(pollInterval)
    try {
      const jobs = await queue.fetch(room, perOrigin)
      this.outage.end()
      for (const job of jobs) void this.#attempt(job)
      if (jobs.length === 0) await this.#bell.wait(pollInterval)
    } catch (error) {
      this.outage.report(error)
      await this.#bell.wait(outagePause)
    }
  }

  async #attempt(job: Handed): Promise<void> {
    const abort = new AbortController()
    this.#inFlight.set(job, abort)
    // It came while stop() was called.
    const next = this.#isStopping ? giveBack(job) : await this.#handle(job, abort.signal)
    if (!this.#inFlight.has(job)) return
    const settling = this.#settle(job, next)
    this.#settling.add(settling)
    await settling
    this.#settling.delete(settling)
    this.#inFlight.delete(job)
    if ('due' in next) this.wakeAt(next.due)
    this.#bell.ring()
  }

  /** What an attempt came to is not lost since the database was down when it ended. */
  async #settle(job: Handed, next: Queued | Ended): Promise<void> {
    for (;;) {
      try {
        return await this.#queue?.settle(job, next)
      } catch (error) {
        if (this.#isAbandoned || Date.now() > job.leaseEnd) return reportUnsettled(job, error)
        this.outage.report(error)
        await sleep(outagePause)
      }
    }
  }

  async #supervise(queue: DeliveryQueue): Promise<void> {
    if (this.#isSupervising) return
    this.#isSupervising = true
    try {
      await queue.supervise()
    } catch (error) {
      this.outage.report(error)
    } finally {
      this.#isSupervising = false
    }
  }
}

/** It is handed out again once its lease has ended, since nothing else is known of it. */
function reportUnsettled({ delivery: { id } }: Handed, error: unknown): void {
  console.error(
    `ringback: what became of delivery ${id} could not be stored; it is attempted again.`,
    error,
  )
}
