import { setTimeout as sleep } from 'node:timers/promises'
import type { Delivery, Outcome } from '../delivery.ts'
import { delayAfterFaults, reportFault, type EngineOptions } from '../engine-fault.ts'
import type {
  DeliveryEngine,
  DeliveryHandler,
  EngineAbilities,
  EnqueueOptions,
  RunOptions,
} from '../engine.ts'
import { runningError } from '../engine-stop.ts'
import type { DeliveryLog } from '../log.ts'
import { storeLimit } from '../store-error.ts'
import type { Executor } from './database.ts'
import { giveBack, readDue, type Ended, type Handed, type Queued } from './delivery-queue.ts'
import { PostgresRun } from './postgres-run.ts'
import type { Enqueued, PostgresStore } from './postgres-store.ts'
import { failedError, within } from './time-limit.ts'

/** How long another delivery of the same id is waited for that is about to end. */
const endingLimit = 3000

export class PostgresEngine implements DeliveryEngine {
  readonly can: EngineAbilities = { joinTransaction: true, manyProcesses: true }
  readonly log: DeliveryLog
  readonly #store: PostgresStore
  readonly #options: EngineOptions
  #run: PostgresRun | undefined

  constructor(store: PostgresStore, options: EngineOptions) {
    this.#store = store
    this.#options = options
    this.log = store.log
    store.onError = (error) => this.#run?.outage.report(error)
  }

  async enqueue(delivery: Delivery, options: EnqueueOptions = {}): Promise<void> {
    const { notBefore = 0, transaction, isLogged = true } = options
    const joined = transaction === undefined ? undefined : this.#store.readTransaction(transaction)
    const due = readDue(notBefore)
    try {
      await within(storeLimit, this.#takeUp({ delivery, due, isLogged }, joined))
    } catch (error) {
      throw failedError(error)
    }
    this.#run?.wakeAt(due)
  }

  async #takeUp(entry: Enqueued, joined: Executor | undefined): Promise<void> {
    const startedAt = Date.now()
    const queue = await this.#store.open()
    // Whoever asked was told that it was not taken up.
    if (Date.now() - startedAt >= storeLimit) return
    for (;;) {
      if (await this.#store.takeUp(queue, entry, joined)) return
      if (Date.now() - startedAt > endingLimit) return
      // What is in the queue is kept, but for one that is sent again before its last attempt was counted.
      if (!(await this.#store.isEnding(queue, entry, joined))) return
      await sleep(50)
    }
  }

  async run(handler: DeliveryHandler, options: RunOptions): Promise<void> {
    if (this.#run) throw runningError()
    const run = new PostgresRun(this.#store, options, (job, signal) =>
      this.#handle(job, signal, handler),
    )
    this.#run = run
    try {
      await run.ended
    } finally {
      if (this.#run === run) this.#run = undefined
    }
  }

  async stop({ drainMs = 20_000 }: { readonly drainMs?: number } = {}): Promise<void> {
    const run = this.#run
    await run?.stop(drainMs)
    if (this.#run === run) this.#run = undefined
    await this.#store.close()
  }

  async release(endpoint: string): Promise<void> {
    const queue = await this.#store.open()
    // What was put on hold a moment ago too.
    await this.#run?.settled()
    await queue.release(endpoint).catch((error: unknown) => {
      throw failedError(error)
    })
    this.#run?.wakeAt(Date.now())
  }

  async ping(): Promise<void> {
    await within(storeLimit, this.#store.ping())
  }

  /** @returns what becomes of it */
  async #handle(
    job: Handed,
    signal: AbortSignal,
    handler: DeliveryHandler,
  ): Promise<Queued | Ended> {
    try {
      return nextOf(job, await handler(job.delivery, signal))
    } catch (error) {
      if (signal.aborted) return giveBack(job)
      const faults = job.faults + 1
      reportFault(this.#options, error, job.delivery)
      return { delivery: job.delivery, due: Date.now() + delayAfterFaults(faults), faults }
    }
  }
}

function nextOf({ delivery }: Handed, outcome: Outcome): Queued | Ended {
  switch (outcome.kind) {
    case 'done':
    case 'dead':
      return { delivery, outcome }
    case 'hold':
      return { delivery, due: readDue(outcome.at), faults: 0, endpoint: outcome.endpoint }
    case 'retry': {
      const next = { ...delivery, attempts: delivery.attempts + 1 }
      return { delivery: next, due: readDue(outcome.at), faults: 0 }
    }
  }
}
