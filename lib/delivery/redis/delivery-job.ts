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

/** Options by which it leaves no trace when it ends, and never fails: that is no outcome of the sender's. */
export function writeJobOptions({ delivery, due }: DeliveryJob): object {
  return {
    timestamp: delivery.createdAt,
    delay: due > Date.now() ? Math.max(due - delivery.createdAt, 0) : 0,
    attempts: Number.MAX_SAFE_INTEGER,
    backoff: { type: 'fixed', delay: 1000 },
    removeOnComplete: true,
    removeOnFail: false,
  }
}
