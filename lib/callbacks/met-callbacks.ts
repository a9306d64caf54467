import { callbackRoutes, type CallbackRoutes } from '../declared-operation.ts'
import type { Request } from '../express.ts'

// Registered, so that two copies of this package know each other's.
const key = Symbol.for('ringback/callbacks')

type Met = Set<CallbackRoutes>

/** Keeps what an operation calls back, which a request has come to. */
export function meetCallbacks(req: Request, callbacks: ReadonlyMap<string, CallbackRoutes>): void {
  const met = (req as { [key]?: Met })[key] ?? new Set()
  if (met.size === 0) Object.defineProperty(req, key, { value: met })
  for (const routes of callbacks.values()) met.add(routes)
}

/** Whether an operation that a request has come to declares a callback. */
export function declaresCallback(req: Request, operationId: string): boolean {
  const met = (req as { [key]?: Met })[key] ?? new Set()
  return [...met].some((router) =>
    router[callbackRoutes].some(({ operation }) => operation.operationId === operationId),
  )
}
