import {
  callbackRoutes,
  type CallbackRoute,
  type CallbackRoutes,
  type DeclaredOperation,
} from '../declared-operation.ts'
import type { Problem } from '../errors.ts'
import { toComponentName } from '../json-schema.ts'
import type { CallbackObject, PathItemObject, ReferenceObject } from '../openapi-types.ts'
import type { CallbackComponents, DocumentContext } from './context.ts'
import { findFreeName } from '../free-name.ts'
import { buildOperation, pathItemMethods } from './operation.ts'
import { proposeId } from './operation-ids.ts'

/**
 * The callbacks of one document. A router that is used once stands where it is used; one that is used
 * by several operations is a component, since each of its operationIds must be unique.
 *
 * @param operations Every operation that the document will hold.
 * @param readContext The context that these callbacks belong to, once it is complete.
 */
export function createCallbackComponents(
  operations: readonly DeclaredOperation[],
  readContext: () => DocumentContext,
): CallbackComponents {
  const shared = nameShared(operations)
  const built = new Map<string, CallbackObject>()

  function use(
    operation: DeclaredOperation,
    where: string,
  ): Record<string, CallbackObject | ReferenceObject> {
    const entries = [...operation.callbacks]
      .filter(([, routes]) => visibleRoutes(routes).length > 0)
      .map(([name, routes]) => [name, useRoutes(name, routes, where)] as const)
    return Object.fromEntries(entries)
  }

  function useRoutes(
    name: string,
    routes: CallbackRoutes,
    where: string,
  ): CallbackObject | ReferenceObject {
    const component = shared.get(routes)
    if (component === undefined) return buildCallback(name, routes, `${where} > callbacks.${name}`)
    if (!built.has(component)) {
      // Entered before it is built: a callback within a callback may lead back to itself.
      const callback: CallbackObject = {}
      built.set(component, callback)
      Object.assign(callback, buildCallback(component, routes, `components.callbacks.${component}`))
    }
    return { $ref: `#/components/callbacks/${component}` }
  }

  function buildCallback(name: string, routes: CallbackRoutes, where: string): CallbackObject {
    const callback: Record<string, Record<string, unknown>> = {}
    for (const route of visibleRoutes(routes)) {
      const pathItem = (callback[route.expression.key] ??= {})
      if (!pathItemMethods.has(route.method))
        readContext().problems.push(unknownMethod(route, where))
      else if (pathItem[route.method]) readContext().problems.push(duplicateCallback(route, where))
      else pathItem[route.method] = buildCallbackOperation(name, route, where)
    }
    return callback as Record<string, PathItemObject>
  }

  function buildCallbackOperation(name: string, route: CallbackRoute, where: string): unknown {
    const { method, expression } = route
    const placed = {
      operation: withDefaults(name, route),
      proposal: `${name}${proposeId('', method)}`,
      template: { path: '', parameters: [] },
      where: `${where} > ${method.toUpperCase()} ${expression.key}`,
    }
    return buildOperation(placed, readContext())
  }

  return {
    use,
    build: () => Object.fromEntries([...built].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }
}

/** A hidden operation leaves nothing behind, not even the name of its callback. */
function visibleRoutes(routes: CallbackRoutes): readonly CallbackRoute[] {
  return routes[callbackRoutes].filter(({ operation }) => !operation.hidden)
}

/**
 * Every callback operation has a summary, since some pages show nothing else of it. And it inherits no
 * root `security`: our API's credentials are not what the receiver asks for.
 */
function withDefaults(name: string, { operation }: CallbackRoute): DeclaredOperation {
  const summary = operation.operationId ?? name
  return { ...operation, fields: { summary: toTitle(summary), security: [], ...operation.fields } }
}

/** `invoicePaid` reads "Invoice paid". */
function toTitle(name: string): string {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll(/[-_.\s]+/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase()
}

function nameShared(operations: readonly DeclaredOperation[]): Map<CallbackRoutes, string> {
  const uses = new Map<CallbackRoutes, { name: string; count: number }>()
  for (const operation of operations) countUses(operation, uses)
  const names = new Set<string>()
  const shared = [...uses].filter(([, { count }]) => count > 1)
  return new Map(
    shared.map(([routes, { name }]) => [
      routes,
      takeName(toComponentName(name) || 'callback', names),
    ]),
  )
}

function countUses(
  operation: DeclaredOperation,
  uses: Map<CallbackRoutes, { name: string; count: number }>,
): void {
  for (const [name, routes] of operation.callbacks) {
    const use = uses.get(routes)
    uses.set(routes, { name: use?.name ?? name, count: (use?.count ?? 0) + 1 })
    if (use) continue
    for (const route of visibleRoutes(routes)) countUses(route.operation, uses)
  }
}

function takeName(name: string, taken: Set<string>): string {
  const free = findFreeName(name, (other) => taken.has(other))
  taken.add(free)
  return free
}

function duplicateCallback(
  { method, expression, operation }: CallbackRoute,
  where: string,
): Problem {
  return {
    code: 'ERR_CALLBACK_DUPLICATE',
    severity: 'error',
    where,
    message: `${method.toUpperCase()} "${expression.key}" is declared by a guard and by its route, at ${String(operation.place)}.`,
    remedy: 'Declare it once, or under another name.',
  }
}

function unknownMethod({ method, expression }: CallbackRoute, where: string): Problem {
  return {
    code: 'WARN_METHOD_UNKNOWN',
    severity: 'warning',
    where,
    message: `OpenAPI 3.1 has no place for ${method.toUpperCase()} "${expression.key}": it is not in the document.`,
    remedy: 'Declare it under another method.',
  }
}
