import type { Delivery, Outcome } from './delivery.ts'
import type { DeliveryLog } from './log.ts'

/** What keeps deliveries until they have arrived. Retry, guard and signature are the sender's. */
export interface DeliveryEngine {
  /** What it can; nothing of that where it does not say. */
  readonly can?: EngineAbilities
  /**
   * The log in the same store, for a sender that is given no other. What `enqueue()` takes up is accepted
   * there by it, both or neither, unless `isLogged` is false; the rest is told to it by the sender.
   */
  readonly log?: DeliveryLog
  /**
   * Resolves only once the delivery is as safe as the engine makes it; the same id again changes nothing
   * while the engine keeps it, and one that has ended can be enqueued again.
   * Rejects, and never hangs beyond 5 seconds, where the store is down.
   *
   * @param delivery What is to arrive.
   * @param options When, and as part of what.
   */
  enqueue(delivery: Delivery, options?: EnqueueOptions): Promise<void>
  /**
   * Hands each delivery that is due to `handler`, at least once, until `stop()`. The outcome decides:
   * `retry` gives it back at that time with one more attempt counted, `hold` with none, `done` and `dead`
   * end it. A handler that rejects is a fault of ours: the delivery comes back, later each time, with
   * no attempt counted. One whose process died is handed out again, within `leaseMs` and 5 seconds, by
   * whichever process runs. A store that is down meanwhile is waited for. Resolves once `stop()` has
   * stopped it; rejects where it runs already.
   *
   * @param handler Makes an attempt, and says what becomes of the delivery.
   * @param options How many at a time, and for how long.
   */
  run(handler: DeliveryHandler, options: RunOptions): Promise<void>
  /**
   * Takes no new deliveries up and waits for those in flight, at most `drainMs`, whose signal then aborts.
   * What a handler then rejects with is no fault: its delivery is kept, as if it had not been handed out,
   * and so is that of a handler that does not let go: the next `run()` hands it out, whatever becomes of it.
   *
   * @param options.drainMs In milliseconds: 20,000 by default.
   */
  stop(options?: { readonly drainMs?: number }): Promise<void>
  /**
   * Makes due what is held for an endpoint, once what handlers of this process have put on hold is stored.
   * Where an engine has it not, each comes back at its time.
   *
   * @param endpoint As a `Hold` names it.
   */
  release?(endpoint: string): Promise<void>
  /** Rejects, within 5 seconds, where the store cannot be reached. */
  ping?(): Promise<void>
}

/** What an engine can do beyond keeping deliveries. */
export interface EngineAbilities {
  /** Takes deliveries up within a transaction of the app. @default false */
  readonly joinTransaction?: boolean
  /** Hands out what another process has enqueued. @default false */
  readonly manyProcesses?: boolean
}

/** When a delivery is due, and what it is part of. */
export interface EnqueueOptions {
  /** When the first attempt may be made, in milliseconds since 1970. @default at once */
  readonly notBefore?: number | undefined
  /**
   * Whether the engine's own log accepts it; false for a sender whose log is another, so that nothing stays
   * there that nobody settles.
   *
   * @default true
   */
  readonly isLogged?: boolean | undefined
  /** That of the app, which takes the delivery up as it commits. What it is depends on the engine. */
  readonly transaction?: unknown
}

/**
 * Makes an attempt, and says what becomes of the delivery.
 *
 * @param delivery What is due.
 * @param signal Aborts once `stop()` waits no longer.
 */
export type DeliveryHandler = (delivery: Delivery, signal: AbortSignal) => Promise<Outcome>

/** How many deliveries are in flight, and for how long they are. */
export interface RunOptions {
  /** In flight at a time, over all origins. */
  readonly concurrency: number
  /**
   * In flight at a time to one origin, so that a slow receiver holds nobody else up. Counted over all
   * processes where the engine can, such as `sqlite()`, `postgres()` and `redis()`.
   */
  readonly perOrigin: number
  /** For how long what a process was handed is its own, in milliseconds: longer than any attempt takes. */
  readonly leaseMs: number
}
