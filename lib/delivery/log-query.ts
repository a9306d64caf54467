import type { Delivery } from './delivery.ts'
import type { DeliveryQuery, LoggedDelivery } from './log.ts'

/** A page of `list()`, where no limit is given. */
export const pageLength = 100

/** Whether it is one of those that `list()` is asked for, of whichever page. */
export function isAskedFor(entry: LoggedDelivery, query: DeliveryQuery): boolean {
  const { delivery, state, origin } = entry
  return (
    (query.state ?? state) === state &&
    (query.origin ?? origin) === origin &&
    (query.operationId ?? delivery.operationId) === delivery.operationId &&
    delivery.createdAt >= (query.since ?? -Infinity) &&
    (!query.before || compareLatest(query.before, delivery) < 0)
  )
}

type Created = Pick<Delivery, 'id' | 'createdAt'>

/** The latest first, and what was created at once by id. */
export function compareLatest(one: Created, other: Created): number {
  if (one.createdAt !== other.createdAt) return other.createdAt - one.createdAt
  if (one.id === other.id) return 0
  return one.id < other.id ? -1 : 1
}
