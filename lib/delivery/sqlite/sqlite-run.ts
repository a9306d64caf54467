import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RingbackError } from '../../errors.ts'
import { reportFault, type EngineOptions } from '../engine-fault.ts'
import { abortGrace, isSettledWithin, stoppedError } from '../engine-stop.ts'
import type { DeliveryHandler, RunOptions } from '../engine.ts'
import {
  changeLeased,
  extendLeases,
  findNextDue,
  leaseDue,
  type Change,
  type Leased,
} from './sqlite-queue.ts'
import type { SqliteStore } from './sqlite-store.ts'

/** How long what another process, or a transaction of the app, has put there may go unnoticed. */
const pollMs = 100

/** In one transaction, so that sockets and timers have their turn. */
const mostLeased = 200

/** How long a store that has failed is left alone. */
const pauseAfterFault = 1000

export interface SqliteRunOptions extends RunOptions, EngineOptions {
  readonly handler: DeliveryHandler
}

/** One `run()`, until its `stop()`. */
export class SqliteRun {
  readonly #store: SqliteStore
  readonly #options: SqliteRunOptions
  readonly #inFlight = new Map<Leased, AbortController>()
  readonly #name = randomUUID()
  readonly #ended: Promise<void>
  #end = (): void => undefined
  #isStopping = false
  #hasEnded = false
  #isPumping = false
  #isWoken = false
  #hasFault = false
  #leases = 0
  #timer: NodeJS.Timeout | undefined
  #heartbeat: NodeJS.Timeout | undefined

  constructor(store: SqliteStore, options: SqliteRunOptions) {
    this.#store = store
    this.#options = options
    this.#ended = new Promise((resolve) => {
      this.#end = resolve
    })
  }

  /** Rejects where the store cannot be used from the start; one that is locked is waited for. */
  async start(): Promise<void> {
    const { leaseMs } = this.#options
    await this.#store
      .write(() => undefined, Infinity)
      .catch((error: unknown) => {
        if (!this.#isStopping) throw error
      })
    if (!this.#isStopping) {
      this.#heartbeat = setInterval(() => void this.#extendLeases(), Math.ceil(leaseMs / 3))
      this.wake()
    }
    await this.#ended
  }

  /** Something may be due. */
  wake(): void {
    if (this.#isStopping) return
    this.#isWoken = true
    if (!this.#isPumping) void this.#pump()
  }

  async stop(drainMs: number): Promise<void> {
    this.#isStopping = true
    clearTimeout(this.#timer)
    this.#endWhereIdle()
    await isSettledWithin(this.#ended, drainMs)
    for (const abort of this.#inFlight.values()) abort.abort(stoppedError())
    await isSettledWithin(this.#ended, abortGrace)
    this.#hasEnded = true
    clearInterval(this.#heartbeat)
    await this.#returnAll([...this.#inFlight.keys()])
    this.#end()
  }

  /** Leases what is due while there is room, then sleeps until more may be. */
  async #pump(): Promise<void> {
    this.#isPumping = true
    let wait = pollMs
    while (this.#isWoken && !this.#isStopping) {
      this.#isWoken = false
      wait = await this.#leaseMore()
    }
    this.#isPumping = false
    this.#endWhereIdle()
    this.#sleep(wait)
  }

  /** @returns for how long there is nothing to lease */
  async #leaseMore(): Promise<number> {
    const { concurrency, perOrigin, leaseMs } = this.#options
    const count = Math.min(concurrency - this.#inFlight.size, mostLeased)
    if (count <= 0) return pollMs
    const createLease = (): string => `${this.#name} ${(this.#leases += 1)}`
    try {
      const due = await this.#store.read(findNextDue)
      if (due === undefined || due > Date.now()) return waitFor(due)
      const options = { count, perOrigin, leaseMs, createLease }
      const leased = await this.#store.write(
        (connection) => (this.#isStopping ? [] : leaseDue(connection, options)),
        Infinity,
      )
      this.#hasFault = false
      await this.#startAll(leased)
      return waitFor(await this.#store.read(findNextDue))
    } catch (error) {
      return this.#waitAfter(error)
    }
  }

  async #startAll(leased: readonly Leased[]): Promise<void> {
    if (this.#isStopping) return this.#returnAll(leased)
    for (const each of leased) void this.#attempt(each)
  }

  #sleep(ms: number): void {
    clearTimeout(this.#timer)
    if (this.#isStopping) return
    this.#timer = setTimeout(() => this.wake(), ms)
  }

  async #attempt(leased: Leased): Promise<void> {
    const abort = new AbortController()
    this.#inFlight.set(leased, abort)
    const change = await this.#handle(leased, abort.signal)
    await this.#keepTrying(leased, change)
    this.#inFlight.delete(leased)
    this.#endWhereIdle()
    this.wake()
  }

  async #handle({ delivery }: Leased, signal: AbortSignal): Promise<Change> {
    try {
      return await this.#options.handler(delivery, signal)
    } catch (error) {
      if (signal.aborted) return { kind: 'return' }
      reportFault(this.#options, error, delivery)
      return { kind: 'fault' }
    }
  }

  /** A store that is down is waited for: only then is it known that the attempt was made. */
  async #keepTrying(leased: Leased, change: Change): Promise<void> {
    while (!this.#hasEnded) {
      try {
        const isOwn = await this.#change(leased, change)
        if (!isOwn && !this.#hasEnded) console.warn(lostLease(leased))
        return
      } catch (error) {
        if (!this.#hasEnded) await sleep(this.#waitAfter(error))
      }
    }
  }

  #change(leased: Leased, change: Change, limitMs = Infinity): Promise<boolean> {
    return this.#store.write((connection) => changeLeased(connection, leased, change), limitMs)
  }

  /** As if they had not been handed out. Where the store is down, they come back as their leases end. */
  async #returnAll(all: readonly Leased[]): Promise<void> {
    const returns = all.map((leased) => this.#change(leased, { kind: 'return' }, abortGrace))
    for (const result of await Promise.allSettled(returns)) {
      if (result.status === 'rejected') this.#waitAfter(result.reason)
    }
  }

  async #extendLeases(): Promise<void> {
    const until = Date.now() + this.#options.leaseMs
    try {
      await this.#store.write((connection) =>
        extendLeases(connection, this.#inFlight.keys(), until),
      )
    } catch (error) {
      this.#waitAfter(error)
    }
  }

  /** Tells of it once, until the store works again. */
  #waitAfter(error: unknown): number {
    if ((error as RingbackError).code === 'ERR_DELIVERY_STOPPED') return pauseAfterFault
    if (!this.#hasFault) {
      console.error('ringback: the store of deliveries has failed; it is tried again.', error)
    }
    this.#hasFault = true
    return pauseAfterFault
  }

  #endWhereIdle(): void {
    if (!this.#isStopping || this.#isPumping || this.#inFlight.size > 0) return
    this.#hasEnded = true
    clearInterval(this.#heartbeat)
    this.#end()
  }
}

function waitFor(due: number | undefined): number {
  return due === undefined ? pollMs : Math.min(Math.max(due - Date.now(), 1), pollMs)
}

function lostLease({ delivery }: Leased): string {
  return (
    `ringback: the attempt of delivery ${delivery.id} took longer than its lease: ` +
    'it was handed out again meanwhile.'
  )
}
