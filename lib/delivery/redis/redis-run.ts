import { setTimeout as sleep } from 'node:timers/promises'
import type { Delivery, Outcome } from '../delivery.ts'
import { dueAt } from '../due-at.ts'
import { delayAfterFaults, reportFault, type EngineOptions } from '../engine-fault.ts'
import { abortGrace, isSettledWithin, stoppedError } from '../engine-stop.ts'
import type { DeliveryHandler, RunOptions } from '../engine.ts'
import { stateAfter } from '../log.ts'
import { readOrigin } from '../origin.ts'
import type { BullJob, BullWorker } from './bullmq.ts'
import { longestParking, readJob, type Enqueued } from './delivery-job.ts'
import type { RedisClient, RedisValue } from './ioredis.ts'
import { promote } from './promote.ts'
import { writeRecord } from './redis-log.ts'
import { isConnectionFault, queueName, type OpenStore, type RedisStore } from './redis-store.ts'

export interface RedisRunOptions {
  readonly store: RedisStore
  readonly handler: DeliveryHandler
  readonly limits: RunOptions
  readonly engine: EngineOptions
  /** Takes up what was sent again while its last attempt was in flight. */
  enqueue(again: Enqueued): Promise<void>
}

/** A delivery in the hands of its handler. */
interface Flight {
  readonly abort: AbortController
  readonly ended: Promise<void>
  /** Waits for the handler no more. */
  abandon(): void
}

/** What becomes of a job that is not over. */
interface Return {
  readonly at: number
  readonly attempts: number
  readonly faults: number
  readonly endpoint?: string | undefined
}

/** What a script says of a job that is to be handed out. */
interface Entry {
  readonly verdict: 'go' | 'early' | 'full'
  readonly due: number
  readonly attempts: number
  readonly faults: number
}

/** How often is looked for the jobs of processes that have died; twice, before one is found. */
const stalledInterval = 2000

const sweepInterval = 5000

/** BullMQ cannot sort by a later time; one that comes back too early is put back. */
const latestDelay = 5 * 365 * 24 * 60 * 60 * 1000

/** Until Redis is tried again. */
const pauseAfterFault = 1000

/** How long is waited for what Redis is still to be told. */
const closingTime = 3000

/** One `run()`, until its `stop()`. */
export class RedisRun {
  readonly #options: RedisRunOptions
  readonly #inFlight = new Set<Flight>()
  readonly #connections = new Set<RedisClient>()
  /** What is given back, until Redis has it. */
  readonly #returning = new Set<Promise<void>>()
  /** What goes on beside BullMQ. */
  readonly #tasks = new Set<Promise<void>>()
  #worker: BullWorker | undefined
  #timer: NodeJS.Timeout | undefined
  #isStopping = false
  #end = (): void => undefined
  readonly ended: Promise<void> = new Promise((resolve) => {
    this.#end = resolve
  })

  constructor(options: RedisRunOptions) {
    this.#options = options
  }

  /** Waits for Redis, and for as long as it takes. */
  async start(): Promise<void> {
    while (!this.#isStopping) {
      try {
        const store = await this.#options.store.open()
        if (!this.#isStopping) await this.#startWorker(store)
        return
      } catch (error) {
        if ((error as { readonly code?: unknown }).code === 'ERR_DELIVERY_ENGINE') throw error
        this.#tell(error as Error)
        await sleep(pauseAfterFault)
      }
    }
  }

  async stop(drainMs: number): Promise<void> {
    this.#isStopping = true
    clearInterval(this.#timer)
    const closing = this.#worker?.close().catch(this.#tell) ?? Promise.resolve()
    await this.#drain(drainMs)
    if (!(await isSettledWithin(closing, closingTime))) {
      for (const connection of this.#connections) endReconnecting(connection)
      await isSettledWithin(closing, abortGrace)
    }
    await isSettledWithin(Promise.all(this.#tasks), abortGrace)
    for (const connection of this.#connections) connection.disconnect()
    this.#end()
  }

  /** Resolves once Redis has what handlers have given back by now, or that has failed. */
  async returned(): Promise<void> {
    await Promise.allSettled(this.#returning)
  }

  /** Waits for the handlers; in the end, for those that do not listen to their signal, no more. */
  async #drain(drainMs: number): Promise<void> {
    const flights = [...this.#inFlight]
    const landed = Promise.all(flights.map(({ ended }) => ended))
    if (await isSettledWithin(landed, drainMs)) return
    for (const { abort } of flights) abort.abort(stoppedError())
    if (await isSettledWithin(landed, abortGrace)) return
    for (const flight of flights) flight.abandon()
  }

  #begin(task: Promise<void>): void {
    this.#tasks.add(task)
    void task.finally(() => this.#tasks.delete(task))
  }

  /** That a connection has ended is no news where it was asked to. */
  readonly #tell = (error: Error): void => {
    if (!this.#isStopping || !isConnectionFault(error)) this.#options.store.tell(error)
  }

  async #startWorker(store: OpenStore): Promise<void> {
    const { limits, store: options } = this.#options
    const worker = new store.bullmq.Worker(
      queueName,
      (job, token) => this.#process(store, job, token),
      {
        connection: trackCopies(store.client, this.#connections),
        prefix: options.base,
        concurrency: limits.concurrency,
        lockDuration: limits.leaseMs,
        stalledInterval,
        // BullMQ would give up what was in the hands of processes that died: the sender decides that.
        maxStalledCount: Number.MAX_SAFE_INTEGER,
        runRetryDelay: 500,
      },
    )
    worker.on('error', this.#tell)
    worker.on('completed', (job, result) => this.#begin(this.#leave(store, job, result)))
    this.#worker = worker
    this.#timer = setInterval(() => this.#begin(this.#sweep(store)), sweepInterval)
    await worker.waitUntilReady().catch(async (error: unknown) => {
      clearInterval(this.#timer)
      await worker.close()
      throw error
    })
  }

  /** A job is over where this resolves. Nothing but that it was moved is told to BullMQ otherwise. */
  async #process(store: OpenStore, job: BullJob, token: string): Promise<string> {
    try {
      const outcome = await this.#handOut(store, job, token)
      if (outcome) return JSON.stringify(outcome)
    } catch (error) {
      // It stays in flight, and is found as that of a process that has died: no fault of the delivery.
      this.#tell(error as Error)
    }
    throw new store.bullmq.DelayedError()
  }

  /** @returns how the delivery has ended; undefined where it has not */
  async #handOut(store: OpenStore, job: BullJob, token: string): Promise<Outcome | undefined> {
    if (this.#isStopping) return putBack(job, Date.now(), token)
    const entry = await this.#enter(store, job)
    if (entry.verdict === 'early') return putBack(job, entry.due, token)
    if (entry.verdict === 'full') return this.#park(store, job, token)
    if (this.#isStopping) return putBack(job, Date.now(), token)
    const delivery = { ...readJob(job).delivery, attempts: entry.attempts }
    const result = await this.#attempt(delivery, entry.faults)
    if ('kind' in result) return result
    await this.#return(this.#giveBack(store, job, token, result))
    return undefined
  }

  async #enter(store: OpenStore, job: BullJob): Promise<Entry> {
    const { delivery, due } = readJob(job)
    const [verdict, changedDue, attempts, faults, ...admitted] = (await this.#options.store.runOn(
      store.client,
      'enter',
      ...[...this.#place(job), Date.now(), due],
    )) as [Entry['verdict'], string, string, string, ...string[]]
    await this.#promote(store, admitted)
    return {
      verdict,
      due: Number(changedDue || due),
      attempts: attempts === '' ? delivery.attempts : Number(attempts),
      faults: Number(faults),
    }
  }

  /** Where the origin has no place free, the job waits outside of BullMQ's line, in that of the origin. */
  async #park(store: OpenStore, job: BullJob, token: string): Promise<undefined> {
    await job.moveToDelayed(Date.now() + longestParking, token)
    const [id, origin] = this.#place(job)
    // Admitted before it was parked: nobody could promote it then.
    const isAdmitted = await this.#options.store.runOn(store.client, 'isAdmitted', ...[id, origin])
    if (isAdmitted === 1) await this.#promote(store, [job.id])
  }

  async #attempt(delivery: Delivery, faults: number): Promise<Outcome | Return> {
    const { attempts } = delivery
    const abort = new AbortController()
    try {
      return readOutcome(delivery, await this.#handle(delivery, abort))
    } catch (error) {
      if (abort.signal.aborted) return { at: Date.now(), attempts, faults }
      reportFault(this.#options.engine, error, delivery)
      return { at: Date.now() + delayAfterFaults(faults + 1), attempts, faults: faults + 1 }
    }
  }

  /** Rejects where the handler does, or is abandoned. */
  async #handle(delivery: Delivery, abort: AbortController): Promise<Outcome> {
    const handled = (async () => this.#options.handler(delivery, abort.signal))()
    let abandon = (): void => undefined
    const abandoned = new Promise<never>((_resolve, reject) => {
      abandon = () => reject(stoppedError())
    })
    const ended = handled.then(nothing, nothing)
    const flight = { abort, ended, abandon }
    this.#inFlight.add(flight)
    try {
      return await Promise.race([handled, abandoned])
    } finally {
      this.#inFlight.delete(flight)
    }
  }

  async #return(returning: Promise<void>): Promise<void> {
    this.#returning.add(returning)
    await returning.finally(() => this.#returning.delete(returning))
  }

  async #giveBack(store: OpenStore, job: BullJob, token: string, to: Return): Promise<void> {
    const at = Math.min(dueAt(to.at), Date.now() + latestDelay)
    // First what has changed: whoever finds the job before it is moved puts it back, and counts it once.
    const admitted = await this.#options.store.runOn(
      store.client,
      'giveBack',
      ...[...this.#place(job), token, at, to.attempts, to.faults, to.endpoint ?? ''],
    )
    if (!Array.isArray(admitted)) return
    await job.moveToDelayed(at, token)
    await this.#promote(store, admitted as string[])
  }

  async #leave(store: OpenStore, job: BullJob, result: string): Promise<void> {
    await this.#try(async () => {
      const record = writeRecord(readJob(job).delivery, stateAfter(JSON.parse(result) as Outcome))
      const values = [...this.#place(job), ...record]
      const left = await this.#options.store.runOn(store.client, 'leave', ...values)
      const [again, ...admitted] = left as string[]
      await this.#promote(store, admitted)
      if (again) await this.#options.enqueue(JSON.parse(again) as Enqueued)
    })
  }

  /** What others have left undone since they died or Redis was away. */
  async #sweep(store: OpenStore): Promise<void> {
    const { limits, store: redis } = this.#options
    await this.#try(async () => {
      const admitted = await redis.run<string[]>('sweep', limits.perOrigin, this.#lease())
      await this.#promote(store, admitted)
      for (const again of await redis.run<string[]>('findAgain')) {
        await this.#options.enqueue(JSON.parse(again) as Enqueued)
      }
    })
  }

  /** What fails here is done by a later `#sweep()`. */
  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#tell(error as Error)
    }
  }

  async #promote(store: OpenStore, ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map((id) => promote(store, id)))
  }

  /** The job, its origin, how many places that has, and for how long one is taken. */
  #place(job: BullJob): [id: string, origin: string, ...limits: RedisValue[]] {
    const { perOrigin } = this.#options.limits
    return [job.id, readOrigin(readJob(job).delivery.url), perOrigin, this.#lease()]
  }

  /** Somewhat longer than the lock of a job that is found as that of a process that has died. */
  #lease(): number {
    return this.#options.limits.leaseMs + 2 * stalledInterval
  }
}

function nothing(): void {}

async function putBack(job: BullJob, at: number, token: string): Promise<undefined> {
  await job.moveToDelayed(at, token)
}

function readOutcome(delivery: Delivery, outcome: Outcome): Outcome | Return {
  const { attempts } = delivery
  if (outcome.kind === 'retry') return { at: outcome.at, attempts: attempts + 1, faults: 0 }
  if (outcome.kind !== 'hold') return outcome
  return { at: outcome.at, attempts, faults: 0, endpoint: outcome.endpoint }
}

/** BullMQ makes a connection of its own from the one that it is given: so that it can be ended. */
function trackCopies(client: RedisClient, copies: Set<RedisClient>): RedisClient {
  const duplicate = client.duplicate.bind(client)
  client.duplicate = (...overrides) => {
    const copy = duplicate(...overrides)
    copies.add(copy)
    return copy
  }
  return client
}

/**
 * A connection that was to end while it waited to connect again never says that it has, and BullMQ waits
 * for that with its timers running: this last time it connects, or fails and has ended.
 */
function endReconnecting(connection: RedisClient): void {
  if (connection.status === 'reconnecting') connection.connect().catch(nothing)
}
