import {
  callbackRoutes,
  type CallbackRoute,
  type CallbackRoutes,
  type DeclaredOperation,
} from '../declared-operation.ts'
import { listIdleGuards } from '../callbacks/client-router.ts'
import type { Problem } from '../errors.ts'
import { createFreeNames } from '../free-name.ts'
import { putMember } from '../json.ts'
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
    const { callbacks } = operation
    const used: Record<string, CallbackObject | ReferenceObject> = {}
    for (const [name, routes] of callbacks) {
      if (routes[callbackRoutes].length > 0) continue
      readContext().problems.push(emptyCallback(name, where))
    }
    for (const [name, routes] of callbacks) {
      if (!hasVisible(routes)) continue
      const place = `${where} > callbacks.${name}`
      noteUse(operation, routes, path, place)
      const callback = useRoutes(name, routes, place)
      // All of it may be of methods that have no place there.
      if (Object.keys(callback).length > 0) putMember(used, name, callback)
    }
    return used
  }

  function noteUse(
    operation: DeclaredOperation,
    routes: CallbackRoutes,
    path: readonly PathParameter[],
    place: string,
  ): void {
    const { findOutside, sources, problems } = readContext()
    if (operation.role === 'client') problems.push(nested(place))
    sources.check(listVisible(routes), { operation, path, findOutside }, place)
    for (const guard of listIdleGuards(routes)) problems.push(...describeIdle(guard, place))
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
      if (isConstant(route)) readContext().problems.push(constantUrl(route, where))
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
  const all = routes[callbackRoutes]
  return all.every(isVisible) ? all : all.filter(isVisible)
}

function hasVisible(routes: CallbackRoutes): boolean {
  return routes[callbackRoutes].some(isVisible)
}

function isVisible({ operation }: CallbackRoute): boolean {
  return !operation.hidden
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
  const findFree = createFreeNames((name) => names.has(name))
  return new Map(shared.map(([routes, { name }]) => [routes, takeName(name, names, findFree)]))
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

function takeName(name: string, taken: Set<string>, findFree: (name: string) => string): string {
  const free = findFree(toComponentName(name) || 'callback')
  taken.add(free)
  return free
}

function isConstant({ expression }: CallbackRoute): boolean {
  return expression.parts.every((part) => typeof part === 'string')
}

function constantUrl({ method, expression }: CallbackRoute, where: string): Problem {
  return {
    code: 'NOTICE_CALLBACK_CONSTANT',
    severity: 'notice',
    where: `${where} > ${method.toUpperCase()} ${expression.key}`,
    message: `The URL "${expression.key}" is the same at each call, and Swagger UI shows no schemas under such a key.`,
    remedy: 'Keep it so where one receiver is meant, or read the URL from the request.',
  }
}

function emptyCallback(name: string, where: string): Problem {
  return {
    code: 'WARN_CALLBACK_LOST',
    severity: 'warning',
    where: `${where} > callbacks.${name}`,
    message: `The callback "${name}" has no requests: it is not in the document.`,
    remedy: 'Declare its requests, or take it out.',
  }
}

/** A guard stands before what it holds for; one that stands last guards nothing. */
function describeIdle({ place, callbacks, fields }: DeclaredOperation, where: string): Problem[] {
  const lost = [...callbacks.keys()].map((name) => `callback "${name}"`)
  const what = [...lost, ...Object.keys(fields)]
  if (what.length === 0) return []
  return [
    {
      code: 'WARN_CALLBACK_LOST',
      severity: 'warning',
      where,
      message: `The guard at ${String(place)} has no requests after it in its router: its ${what.join(', ')} is not in the document.`,
      remedy: 'Move use() before the requests that it is for.',
    },
  ]
}

function nested(where: string): Problem {
  return {
    code: 'NOTICE_CALLBACK_NESTED',
    severity: 'notice',
    where,
    message: 'Few readers of documents show a callback within a callback.',
    remedy: 'Keep it so where that is meant.',
  }
}
