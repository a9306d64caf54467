import type { Delivery } from './delivery.ts'
import { notify } from './notify.ts'

/** What every engine takes. */
export interface EngineOptions {
  /**
   * Called with what a handler rejected with: a fault of the app or of ringback, never of the other side.
   * The delivery is kept, and handed out again later.
   *
   * @default written to the console
   */
  readonly onFault?: ((error: unknown, delivery: Delivery) => void) | undefined
}

const firstDelay = 1000
const longestDelay = 5 * 60 * 1000

/** How long a delivery waits after its handler has rejected so many times in a row. */
export function delayAfterFaults(faults: number): number {
  return Math.min(firstDelay * 2 ** (faults - 1), longestDelay)
}

export function reportFault(options: EngineOptions, error: unknown, delivery: Delivery): void {
  notify('onFault', options.onFault ?? logFault, error, delivery)
}

function logFault(error: unknown, { id, operationId }: Delivery): void {
  console.error(
    `ringback: delivery ${id} of ${operationId} could not be handled; it is kept.`,
    error,
  )
}
