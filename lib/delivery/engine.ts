import type { Delivery, Outcome } from './delivery.ts'

/** What keeps deliveries until they have arrived. Retry, guard, signature and log are the sender's. */
export interface DeliveryEngine {
  /**
   * Resolves only once the delivery is as safe as the engine makes it; the same id again changes nothing
   * while the engine keeps it, and one that has ended can be enqueued again.
   * Rejects, and never hangs, where the store is down.
   *
   * @param options.notBefore milliseconds since 1970
   */
  enqueue(delivery: Delivery, options?: EnqueueOptions): Promise<void>
  /**
   * Hands each delivery that is due to `handler`, at least once, until `stop()`. The outcome decides:
   * `retry` gives it back at that time with one more attempt counted, `hold` with none, `done` and `dead`
   * end it. A handler that rejects is a fault of ours: the delivery comes back, later each time, with
   * no attempt counted. Resolves once `stop()` has stopped it; rejects where it runs already.
   */
  run(handler: DeliveryHandler, options: RunOptions): Promise<void>
  /**
   * Takes no new deliveries up and waits for those in flight, at most `drainMs`, whose signal then aborts.
   * What a handler then rejects with is no fault: its delivery is kept, as if it had not been handed out.
   *
   * @param options.drainMs 20 seconds by default
   */
  stop(options?: { readonly drainMs?: number }): Promise<void>
  /** Makes due what is held for an endpoint. Where an engine has it not, each comes back at its time. */
  release?(endpoint: string): Promise<void>
}

export interface EnqueueOptions {
  readonly notBefore?: number
}

export type DeliveryHandler = (delivery: Delivery, signal: AbortSignal) => Promise<Outcome>

export interface RunOptions {
  /** In flight at a time, over all origins. */
  readonly concurrency: number
  /** In flight at a time to one origin, so that a slow receiver holds nobody else up. */
  readonly perOrigin: number
}
