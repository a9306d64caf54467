import { callbackRoutes, isCallbackRoutes, type CallbackRoute } from '../declared-operation.ts'
import { describeValue, drawCaret, RingbackError } from '../errors.ts'
import { markPlace, type Place } from '../place.ts'
import { readDefinition } from '../read-definition.ts'
import { isRelative, parseCallbackExpression } from './expression.ts'
import type { CallbackMethod, CallbackOperation, CallbackRouter } from './router-types.ts'

const methods = [
  'get',
  'put',
  'post',
  'delete',
  'patch',
  'options',
  'head',
  'trace',
  'query',
] as const satisfies readonly CallbackMethod[]

/**
 * Make a router of the requests that your API makes to its users' servers. One callback router is one
 * Callback Object; the key in `callbacks: { invoiceEvents }` is its name.
 *
 * ```ts
 * export const invoiceEvents = callbackRouter().post('{$request.query.callback_url}/invoices', {
 *   body: InvoiceEvent,
 *   responses: { 200: InvoiceEventReceived },
 * })
 * ```
 *
 * Chained calls carry the types; statements work the same at run time.
 */
export function callbackRouter(): CallbackRouter {
  const routes: CallbackRoute[] = []
  const router: Record<PropertyKey, unknown> = refuseToBeMounted({
    [callbackRoutes]: routes,
    operations: createOperations(routes),
    use(other: unknown): unknown {
      const place = markPlace(router['use'] as () => unknown)
      for (const route of requireRoutes(other, place)) addRoute(routes, route)
      return router
    },
  })
  for (const method of methods) {
    router[method] = function declare(expression: unknown, definition: unknown): unknown {
      addRoute(routes, readRoute(method, expression, definition, markPlace(declare)))
      return router
    }
  }
  return router as unknown as CallbackRouter
}

/** With `handle` and `set`, Express takes it for a sub-app and tells it that it was mounted. */
function refuseToBeMounted<Router extends object>(router: Router): Router {
  const emit = (): never => {
    throw new RingbackError({
      code: 'ERR_CALLBACK_ROUTER',
      message: 'A callback router is mounted, and the requests that it holds are not made to you.',
      remedy: 'Give it to the operation that calls back: operation({ callbacks: { events } }, …).',
    })
  }
  const ignore = (): void => {}
  return Object.defineProperties(router, {
    handle: { value: ignore },
    set: { value: ignore },
    emit: { value: emit },
  })
}

function readRoute(
  method: CallbackMethod,
  source: unknown,
  definition: unknown,
  place: Place,
): CallbackRoute {
  const name = `callbackRouter().${method}()`
  const expression = parseCallbackExpression(source as string, {
    toString: () => `${name} at ${String(place)}`,
  })
  const operation = readDefinition(definition, { name, place, role: 'client' })
  const route = { method, expression, operation }
  refusePathParameters(route)
  refuseRelative(route)
  return route
}

/**
 * "The name MUST correspond to a template expression occurring within the path field in the Paths
 * Object": the key of a callback is in no Paths Object.
 */
function refusePathParameters({ expression, operation, method }: CallbackRoute): void {
  if (!operation.parameters.params) return
  throw new RingbackError({
    code: 'ERR_DEFINITION',
    message: `A callback operation has no path parameters, and "${expression.source}" declares params.`,
    where: `params of callbackRouter().${method}() at ${String(operation.place)}`,
    remedy:
      'Write each varying part of the URL as a runtime expression, such as {$request.body#/id}.',
  })
}

/** "Relative References in API URLs": a relative result would resolve against our own servers. */
function refuseRelative({ expression, operation, method }: CallbackRoute): void {
  if (!isRelative(expression) || operation.fields['servers'] !== undefined) return
  throw new RingbackError({
    code: 'ERR_CALLBACK_EXPRESSION',
    message: `The URL "${expression.source}" is relative, so it would be a path of your own API.\n\n${drawCaret(expression.source, 0)}`,
    where: `callbackRouter().${method}() at ${String(operation.place)}`,
    remedy: `Begin with the receiver's URL, such as {$request.query.callback_url}${expression.source.startsWith('/') ? '' : '/'}${expression.source}, or declare servers.`,
  })
}

function addRoute(routes: CallbackRoute[], route: CallbackRoute): void {
  const twin = routes.find(
    ({ method, expression }) => method === route.method && expression.key === route.expression.key,
  )
  if (twin) throw duplicateRoute(route, twin)
  const { operationId } = route.operation
  const namesake = operationId !== undefined && findRoute(routes, operationId)
  if (namesake) throw duplicateId(route, namesake)
  routes.push(route)
}

function duplicateId(route: CallbackRoute, first: CallbackRoute): RingbackError {
  const { operationId, place } = route.operation
  return new RingbackError({
    code: 'ERR_OPERATION_ID',
    message: `The operationId "${operationId ?? ''}" is used twice in one callback router: at ${String(first.operation.place)} and at ${String(place)}.`,
    where: `callbackRouter().${route.method}() at ${String(place)}`,
    remedy: 'Give one of them another operationId.',
  })
}

function duplicateRoute(route: CallbackRoute, twin: CallbackRoute): RingbackError {
  return new RingbackError({
    code: 'ERR_CALLBACK_DUPLICATE',
    message: `${route.method.toUpperCase()} "${route.expression.key}" is declared twice: at ${String(twin.operation.place)} and at ${String(route.operation.place)}.`,
    where: `callbackRouter().${route.method}() at ${String(route.operation.place)}`,
    remedy: 'Remove one of them, or give it a callback router of its own.',
  })
}

function requireRoutes(other: unknown, place: Place): readonly CallbackRoute[] {
  if (isCallbackRoutes(other)) return other[callbackRoutes]
  throw new RingbackError({
    code: 'ERR_CALLBACK_ROUTER',
    message: `callbackRouter().use() takes a callback router, and ${describeValue(other)} was given.`,
    where: `callbackRouter().use() at ${String(place)}`,
    remedy:
      'Give what another callbackRouter() returned; an Express router documents your own API.',
  })
}

/** A misspelt name must not be `undefined` in the sender: asking for an unknown operation throws. */
function createOperations(routes: readonly CallbackRoute[]): object {
  return new Proxy(Object.create(null) as object, {
    get: (_target, name) =>
      typeof name === 'symbol' || askedByLanguage.has(name)
        ? undefined
        : requireOperation(routes, name),
    has: (_target, name) => findOperation(routes, name) !== undefined,
    ownKeys: () => routes.flatMap(({ operation }) => operation.operationId ?? []),
    getOwnPropertyDescriptor: (_target, name) => {
      const value = findOperation(routes, name)
      return value && { value, enumerable: true, configurable: true }
    },
  })
}

/** `await` and `JSON.stringify()` look for these on any object. */
const askedByLanguage = new Set(['then', 'toJSON'])

function findOperation(
  routes: readonly CallbackRoute[],
  name: string | symbol,
): CallbackOperation | undefined {
  const route = findRoute(routes, name)
  return route && toOperation(route, String(name))
}

function findRoute(
  routes: readonly CallbackRoute[],
  name: string | symbol,
): CallbackRoute | undefined {
  return routes.find(({ operation }) => operation.operationId === name)
}

function toOperation(route: CallbackRoute, operationId: string): CallbackOperation {
  const method = route.method as CallbackMethod
  return { operationId, method, expression: route.expression.key }
}

function requireOperation(routes: readonly CallbackRoute[], name: string): CallbackOperation {
  const operation = findOperation(routes, name)
  if (operation) return operation
  const known = routes.flatMap((route) => route.operation.operationId ?? [])
  throw new RingbackError({
    code: 'ERR_CALLBACK_OPERATION',
    message: `The callback router has no operation "${name}"; it has ${known.join(', ') || 'none with an operationId'}.`,
    remedy: `Give the operation that you mean operationId: '${name}', or ask for one that is there.`,
  })
}
