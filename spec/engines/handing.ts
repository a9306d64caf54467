import { expect, vi } from 'vitest'
import type { Delivery, Outcome } from '../../lib/delivery/delivery.ts'
import type { DeliveryEngine, DeliveryHandler, RunOptions } from '../../lib/delivery/engine.ts'

/** With room for all that a test has in flight. */
export const wide: RunOptions = { concurrency: 20, perOrigin: 20, leaseMs: 30_000 }

export async function done(): Promise<Outcome> {
  return { kind: 'done' }
}

/** A handler that ends by its signal. */
export function hang(_: Delivery, signal: AbortSignal): Promise<Outcome> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')))
  })
}

/** What is handed out from now on, in order. A run() that rejects fails the spec. */
export function start(
  engine: DeliveryEngine,
  handler: DeliveryHandler = done,
  options: RunOptions = wide,
): Delivery[] {
  const handed: Delivery[] = []
  void engine.run(async (delivery, signal) => {
    handed.push(delivery)
    return handler(delivery, signal)
  }, options)
  return handed
}

export async function until(
  isSo: () => boolean | Promise<boolean>,
  timeout = 60_000,
): Promise<void> {
  await vi.waitFor(async () => expect(await isSo()).toBe(true), { timeout, interval: 10 })
}

/** A hundred at once, in their order. */
export async function enqueueAll(
  engine: DeliveryEngine,
  deliveries: readonly Delivery[],
): Promise<void> {
  for (let from = 0; from < deliveries.length; from += 100) {
    await Promise.all(deliveries.slice(from, from + 100).map((each) => engine.enqueue(each)))
  }
}

export function idsOf(deliveries: readonly Delivery[]): string[] {
  return deliveries.map(({ id }) => id)
}

/** In no order. */
export function sortedIdsOf(deliveries: readonly Delivery[]): string[] {
  return idsOf(deliveries).toSorted()
}
