import type { Delivery } from '../delivery.ts'
import type { BullJob } from './bullmq.ts'
import { restoreDelivery } from '../stored-json.ts'

/** What a job of BullMQ carries. */
export interface DeliveryJob {
  readonly delivery: Delivery
  /** When it was due at first. */
  readonly due: number
}

/** What is to be taken up. */
export interface Enqueued extends DeliveryJob {
  /** In the log too. */
  readonly isLogged: boolean
}

/** BullMQ takes no number, and no colon, for an id. */
export function writeJobId(id: string): string {
  return `delivery.${encodeURIComponent(id)}`
}

export function readJob({ data }: BullJob): DeliveryJob {
  const { delivery, due } = data as DeliveryJob
  return { delivery: restoreDelivery(delivery), due }
}

/** When a parked job comes back where nobody admits it, which a place that becomes free does. */
export const longestParking: number = 24 * 60 * 60 * 1000

/**
 * Options by which it leaves no trace when it ends, and never fails: that is no outcome of the sender's.
 *
 * @param until when it joins BullMQ's line, in milliseconds since 1970: when it is due, or later
 */
export function writeJobOptions({ createdAt }: Delivery, until: number): object {
  return {
    timestamp: createdAt,
    delay: until > Date.now() ? Math.max(until - createdAt, 0) : 0,
    attempts: Number.MAX_SAFE_INTEGER,
    backoff: { type: 'fixed', delay: 1000 },
    removeOnComplete: true,
    removeOnFail: false,
  }
}
