import type { Server } from 'node:http'

/** One side of the comparison: an app with the routes of one workload. */
export interface Contestant {
  readonly title: string
  /** Whether a wrong request is refused. */
  readonly checks: boolean
  /** Whether the handler is given numbers and booleans in place of the text of the URL. */
  readonly coerces: boolean
  /** Whether what the schema of an order's answer does not have is kept back. */
  readonly filters: boolean
  /** An app with the routes of one workload alone, listening on a free port of 127.0.0.1. */
  start(workload: Workload): Promise<Server>
}

/** `start-up` is the route of `invoices`, as many times as routes.js says, each with schemas of its own. */
export type Workload = 'invoices' | 'items' | 'orders' | 'start-up'
