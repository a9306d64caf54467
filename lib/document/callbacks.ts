import {
  callbackRoutes,
  type CallbackRoute,
  type CallbackRoutes,
  type DeclaredOperation,
} from '../declared-operation.ts'
import { findFreeName } from '../free-name.ts'
import { toComponentName } from '../json-schema.ts'
import type { CallbackObject, ReferenceObject } from '../openapi-types.ts'
import type { PathParameter } from '../path.ts'
import { buildPathItems } from './client-operation.ts'
import type { CallbackComponents, DocumentContext } from './context.ts'

export interface CallbackOptions {
  /** Every operation that the document will hold. */
  readonly operations: readonly DeclaredOperation[]
  /** Write a callback out wherever it is used, with an operationId of its own each time. */
  readonly isInline: boolean
}

/**
 * The callbacks of one document. A router that is used once stands where it is used; one that is used
 * by several operations is a component, since each of its operationIds must be unique.
 *
 * @param readContext The context that these callbacks belong to, once it is complete.
 */
export function createCallbackComponents(
  { operations, isInline }: CallbackOptions,
  readContext: () => DocumentContext,
): CallbackComponents {
  const shared = nameShared(operations, isInline)
  const built = new Map<string, CallbackObject>()

  function use(
    operation: DeclaredOperation,
    path: readonly PathParameter[],
    where: string,
  ): Record<string, CallbackObject | ReferenceObject> {
    const visible = [...operation.callbacks].filter(([, routes]) => hasVisible(routes))
    const entries = visible.map(([name, routes]) => {
      const place = `${where} > callbacks.${name}`
      readContext().sources.check(listVisible(routes), { operation, path }, place)
      return [name, useRoutes(name, routes, place)] as const
    })
    return Object.fromEntries(entries)
  }

  function useRoutes(
    name: string,
    routes: CallbackRoutes,
    where: string,
  ): CallbackObject | ReferenceObject {
    const component = shared.get(routes)
    if (component === undefined) return buildCallback(name, routes, where)
    if (!built.has(component)) {
      // Entered before it is built: a callback within a callback may lead back to itself.
      const callback: CallbackObject = {}
      built.set(component, callback)
      Object.assign(callback, buildCallback(component, routes, `components.callbacks.${component}`))
    }
    return { $ref: `#/components/callbacks/${component}` }
  }

  function buildCallback(name: string, routes: CallbackRoutes, where: string): CallbackObject {
    const placed = listVisible(routes).map((route) => {
      const { method, expression } = route
      return { route, name, key: { method, path: expression.key, callback: name }, where }
    })
    return buildPathItems(placed, readContext()) as CallbackObject
  }

  return {
    use,
    build: () => Object.fromEntries([...built].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }
}

/** A hidden operation leaves nothing behind, not even the name of its callback. */
export function listVisible(routes: CallbackRoutes): readonly CallbackRoute[] {
  return routes[callbackRoutes].filter(({ operation }) => !operation.hidden)
}

function hasVisible(routes: CallbackRoutes): boolean {
  return listVisible(routes).length > 0
}

/** The routers that become components, with their names. */
function nameShared(
  operations: readonly DeclaredOperation[],
  isInline: boolean,
): Map<CallbackRoutes, string> {
  const uses = new Map<CallbackRoutes, { name: string; count: number }>()
  for (const operation of operations) countUses(operation, uses)
  // Written out, what leads back to itself would have no end.
  const isShared = (routes: CallbackRoutes, count: number): boolean =>
    isInline ? leadsBack(routes) : count > 1
  const shared = [...uses].filter(([routes, { count }]) => isShared(routes, count))
  const names = new Set<string>()
  return new Map(shared.map(([routes, { name }]) => [routes, takeName(name, names)]))
}

function countUses(
  operation: DeclaredOperation,
  uses: Map<CallbackRoutes, { name: string; count: number }>,
): void {
  for (const [name, routes] of operation.callbacks) {
    if (!hasVisible(routes)) continue
    const use = uses.get(routes)
    uses.set(routes, { name: use?.name ?? name, count: (use?.count ?? 0) + 1 })
    if (use) continue
    for (const route of listVisible(routes)) countUses(route.operation, uses)
  }
}

function leadsBack(routes: CallbackRoutes): boolean {
  const met = new Set(listInner(routes))
  // Grows as it is walked, which a Set's iteration follows.
  for (const inner of met) for (const further of listInner(inner)) met.add(further)
  return met.has(routes)
}

function listInner(routes: CallbackRoutes): CallbackRoutes[] {
  return listVisible(routes).flatMap(({ operation }) => [...operation.callbacks.values()])
}

function takeName(name: string, taken: Set<string>): string {
  const free = findFreeName(toComponentName(name) || 'callback', (other) => taken.has(other))
  taken.add(free)
  return free
}
