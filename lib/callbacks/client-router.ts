import {
  mayBeRouter,
  requestSide,
  responseSide,
  type DeclaredContent,
  type DeclaredOperation,
} from '../declared-operation.ts'
import { describeValue, RingbackError, type Where } from '../errors.ts'
import { isExpressRouter } from '../express.ts'
import { checkDeclaredLinks } from '../links/declared-links.ts'
import { mergeBehindGuards } from '../merge-operations.ts'
import { markPlace, type Place } from '../place.ts'
import { readDefinition } from '../read-definition.ts'
import { findDeclaration } from '../registry.ts'
import { toJsonSchema } from '../schema.ts'
import type { Schema } from '../schema-types.ts'
import type { CallbackMethod } from './router-types.ts'
import { checkDeclaredCallbacks } from './source-check.ts'

/** A request that we make: an operation, and the key that the document holds it under. */
export interface ClientRoute {
  readonly method: string
  readonly operation: DeclaredOperation
}

/** What tells a router of callbacks from one of webhooks. */
export interface RouterKind<Route extends ClientRoute> {
  /** Such as `callbackRouter()`. */
  readonly name: string
  /** What it is called in a sentence, such as `callback router`. */
  readonly noun: string
  /** The property of a router under which its routes are. */
  readonly routes: string
  /** What to do with the router, where it was mounted. */
  readonly use: string
  /** @throws {RingbackError} where the key cannot be one */
  readKey(key: unknown, where: Where): Omit<Route, keyof ClientRoute>
  /** Equal for equal keys. */
  textOf(route: Route): string
  /** @throws {RingbackError} where the operation does not fit its key */
  check(route: Route, where: Where): void
  /** The operation as its user sees it. */
  toOperation(route: Route, operationId: string): object
}

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

/** The routers that a router has taken over, to see a circle before it closes. */
const takenOver = '~ringback/taken-over'

/** The guards of a router that nothing stands behind yet. */
const idleGuards = '~ringback/idle-guards'

export function listIdleGuards(router: object): readonly DeclaredOperation[] {
  return (router as { [idleGuards]?: readonly DeclaredOperation[] })[idleGuards] ?? []
}

/** Its own route, or all those of a router that it has taken over, which may still grow. */
type Entry<Route> = () => readonly Route[]

/**
 * A router of the requests that we make, Express-shaped and never mounted.
 *
 * @param before What is declared for all of them.
 */
export function createClientRouter<Route extends ClientRoute>(
  kind: RouterKind<Route>,
  before: readonly DeclaredOperation[],
): unknown {
  const entries: Entry<Route>[] = []
  /** All there is, until another router is taken over. */
  const own: Route[] = []
  const guards: DeclaredOperation[] = [...before]
  const others: object[] = []
  const list = (): readonly Route[] =>
    others.length === 0 ? own : entries.flatMap((entry) => entry())
  const idle: DeclaredOperation[] = []
  const router = createUnmountable(kind)
  router['operations'] = createOperations(kind, list)
  router['use'] = function use(...given: unknown[]): unknown {
    const place = markPlace(use)
    for (const other of given.length === 0 ? [undefined] : given) useOne(other, place)
    return router
  }
  Object.defineProperties(router, {
    [kind.routes]: { get: list, enumerable: true },
    [takenOver]: { value: others },
    [idleGuards]: { value: idle },
  })
  for (const method of methods) {
    router[method] = function declare(...input: unknown[]): unknown {
      const place = markPlace(declare)
      const route = readRoute(kind, method, input, guards, place)
      refuseTwins(kind, list(), route)
      own.push(route)
      add(() => [route])
      return router
    }
  }
  return router

  function add(entry: Entry<Route>): void {
    entries.push(entry)
    idle.length = 0
  }

  function useOne(other: unknown, place: Place): void {
    const guard = readGuard(other, kind, place)
    if (!guard) return takeOver(requireRouter(other, kind, place), place)
    guards.push(guard)
    idle.push(guard)
  }

  function takeOver(other: object, place: Place): void {
    if (reaches(other, router)) throw circle(kind, place)
    const read = readBehind(guards, () => (other as Record<string, Route[]>)[kind.routes] ?? [])
    for (const route of read()) refuseTakenTwins(kind, list(), route, place)
    add(read)
    others.push(other)
  }
}

/** The routes of another router behind the guards that stand here, each merged once. */
function readBehind<Route extends ClientRoute>(
  guards: readonly DeclaredOperation[],
  list: () => readonly Route[],
): Entry<Route> {
  const before = [...guards]
  if (before.length === 0) return list
  const merged = new WeakMap<Route, Route>()
  return () =>
    list().map((route) => {
      const known = merged.get(route)
      if (known) return known
      const behind = { ...route, operation: mergeBehindGuards(before, [route.operation]) }
      merged.set(route, behind)
      return behind
    })
}

/**
 * A function, since Express takes nothing else without a path. With `handle` and `set` it is a sub-app,
 * which Express tells that it was mounted; a Router of Express tells it by its first request.
 */
function createUnmountable({
  noun,
  use,
}: {
  readonly noun: string
  readonly use: string
}): Record<PropertyKey, unknown> {
  const refuse = (): never => {
    throw new RingbackError({
      code: 'ERR_CALLBACK_ROUTER',
      message: `A ${noun} is mounted, and the requests that it holds are not made to you.`,
      remedy: use,
    })
  }
  return Object.defineProperties(() => refuse(), {
    name: { value: noun },
    handle: { value: refuse },
    set: { value: () => {} },
    emit: { value: refuse },
  }) as unknown as Record<PropertyKey, unknown>
}

function readRoute<Route extends ClientRoute>(
  kind: RouterKind<Route>,
  method: CallbackMethod,
  [key, definition, ...others]: readonly unknown[],
  guards: readonly DeclaredOperation[],
  place: Place,
): Route {
  const name = `${kind.name}.${method}()`
  const where: Where = { toString: () => `${name} at ${String(place)}` }
  if (others.length > 0) throw refuseHandler(where)
  const read = kind.readKey(key, where)
  const own = readDefinition(definition, { name, place, role: 'client' })
  refuseAskedByLanguage(own.operationId, where)
  const operation = guards.length === 0 ? own : mergeBehindGuards(guards, [own])
  const route = { ...read, method, operation } as unknown as Route
  kind.check(route, where)
  checkDeclaredCallbacks(operation, name)
  checkDeclaredLinks(operation, name)
  return route
}

function refuseHandler(where: Where): RingbackError {
  return new RingbackError({
    code: 'ERR_HANDLER',
    message: 'A request that we make has no handler of ours, and more than a definition was given.',
    where,
    remedy: 'Give a key and a definition; whoever receives the request handles it.',
  })
}

/** `await` and `JSON.stringify()` look for these on any object, and would find an operation. */
function refuseAskedByLanguage(operationId: string | undefined, where: Where): void {
  if (operationId === undefined || !askedByLanguage.has(operationId)) return
  throw new RingbackError({
    code: 'ERR_OPERATION_ID',
    message: `An operation cannot be called "${operationId}": JavaScript asks every object for that.`,
    where,
    remedy: 'Give it another operationId.',
  })
}

/** What `operation({ … })` declared, where that was given: its handler never runs here. */
function readGuard(
  value: unknown,
  { name }: { readonly name: string },
  place: Place,
): DeclaredOperation | undefined {
  const declaration = typeof value === 'function' ? findDeclaration(value.name) : undefined
  if (!declaration) return undefined
  if (declaration.operation.parameters.params) {
    throw new RingbackError({
      code: 'ERR_DEFINITION',
      message: `A guard of ${name} has no path parameters, and the one at ${String(declaration.operation.place)} declares params.`,
      where: `${name}.use() at ${String(place)}`,
      remedy: 'Take params out of it: what is sent has no path of ours.',
    })
  }
  convertForClient(declaration.operation, { toString: () => `${name}.use() at ${String(place)}` })
  // It is in no app, and is not lost.
  declaration.found = true
  return declaration.operation
}

/** What a guard declares travels the other way here, and has to have that side. */
function convertForClient({ parameters, body, responses }: DeclaredOperation, where: Where): void {
  const sent = [...Object.values(parameters).flat(), ...listSchemas(body?.content)]
  const received = [...responses.values()].flatMap(({ content }) => listSchemas(content))
  for (const schema of sent) toJsonSchema(schema, requestSide('client'), where)
  for (const schema of received) toJsonSchema(schema, responseSide('client'), where)
}

function listSchemas(content: DeclaredContent | undefined): Schema[] {
  return [...(content?.values() ?? [])].flatMap(({ schema }) => schema ?? [])
}

function requireRouter<Route extends ClientRoute>(
  other: unknown,
  { name, noun, routes }: RouterKind<Route>,
  place: Place,
): object {
  if (mayBeRouter(other) && routes in other) return other
  throw new RingbackError({
    code: 'ERR_CALLBACK_ROUTER',
    message: `${name}.use() takes ${noun}s and operation({ … }), and ${describeOther(other)} was given.`,
    where: `${name}.use() at ${String(place)}`,
    remedy: `Give what another ${name} returned, or operation({ … }) as a guard, and no path.`,
  })
}

function describeOther(other: unknown): string {
  const isOurs = mayBeRouter(other) && takenOver in other
  if (isOurs) return 'a router of the other kind'
  return isExpressRouter(other) ? 'a Router of Express' : describeValue(other)
}

/** Whether `from` is `to`, or has taken it over. */
function reaches(from: object, to: object): boolean {
  const others = (from as { [takenOver]?: readonly object[] })[takenOver] ?? []
  return from === to || others.some((other) => reaches(other, to))
}

function circle({ name, noun }: { name: string; noun: string }, place: Place): RingbackError {
  return new RingbackError({
    code: 'ERR_CALLBACK_ROUTER',
    message: `A ${noun} is to take over itself.`,
    where: `${name}.use() at ${String(place)}`,
    remedy: 'Remove this use(), or the one that leads back here.',
  })
}

function refuseTwins<Route extends ClientRoute>(
  kind: RouterKind<Route>,
  routes: readonly Route[],
  route: Route,
): void {
  const twin = routes.find(
    (other) => other.method === route.method && kind.textOf(other) === kind.textOf(route),
  )
  if (twin) throw duplicateRoute(kind, route, twin)
  const { operationId } = route.operation
  const namesake = operationId !== undefined && findRoute(routes, operationId)
  if (namesake) throw duplicateId(kind, route, namesake)
}

/** The same, where one router is taken over by two ways. */
function refuseTakenTwins<Route extends ClientRoute>(
  kind: RouterKind<Route>,
  routes: readonly Route[],
  route: Route,
  place: Place,
): void {
  const isTwice = routes.some(({ operation }) => operation.place === route.operation.place)
  if (!isTwice) return refuseTwins(kind, routes, route)
  throw new RingbackError({
    code: 'ERR_CALLBACK_DUPLICATE',
    message: `${route.method.toUpperCase()} "${kind.textOf(route)}", declared at ${String(route.operation.place)}, is taken over twice.`,
    where: `${kind.name}.use() at ${String(place)}`,
    remedy: `Remove one use(), or give it a ${kind.noun} of its own.`,
  })
}

function duplicateId<Route extends ClientRoute>(
  { name, noun }: RouterKind<Route>,
  { method, operation: { operationId, place } }: Route,
  first: Route,
): RingbackError {
  return new RingbackError({
    code: 'ERR_OPERATION_ID',
    message: `The operationId "${operationId ?? ''}" is used twice in one ${noun}: at ${String(first.operation.place)} and at ${String(place)}.`,
    where: `${name}.${method}() at ${String(place)}`,
    remedy: 'Give one of them another operationId.',
  })
}

function duplicateRoute<Route extends ClientRoute>(
  { name, noun, textOf }: RouterKind<Route>,
  route: Route,
  twin: Route,
): RingbackError {
  const place = String(route.operation.place)
  return new RingbackError({
    code: 'ERR_CALLBACK_DUPLICATE',
    message: `${route.method.toUpperCase()} "${textOf(route)}" is declared twice: at ${String(twin.operation.place)} and at ${place}.`,
    where: `${name}.${route.method}() at ${place}`,
    remedy: `Remove one of them, or give it a ${noun} of its own.`,
  })
}

/** A misspelt name must not be `undefined` in the sender: asking for an unknown operation throws. */
function createOperations<Route extends ClientRoute>(
  kind: RouterKind<Route>,
  list: () => readonly Route[],
): object {
  const find = (name: string | symbol): object | undefined => {
    const route = findRoute(list(), name)
    return route && kind.toOperation(route, String(name))
  }
  return new Proxy(Object.create(null) as object, {
    get: (_target, name) => {
      if (typeof name === 'symbol' || askedByLanguage.has(name)) return undefined
      return find(name) ?? refuseUnknown(kind, list(), name)
    },
    has: (_target, name) => find(name) !== undefined,
    ownKeys: () => listIds(list()),
    getOwnPropertyDescriptor: (_target, name) => {
      const value = find(name)
      return value && { value, enumerable: true, configurable: true }
    },
  })
}

/** `await` and `JSON.stringify()` look for these on any object. */
const askedByLanguage = new Set(['then', 'toJSON'])

function findRoute<Route extends ClientRoute>(
  routes: readonly Route[],
  name: string | symbol,
): Route | undefined {
  return routes.find(({ operation }) => operation.operationId === name)
}

function listIds(routes: readonly ClientRoute[]): string[] {
  return routes.flatMap(({ operation }) => operation.operationId ?? [])
}

function refuseUnknown(
  { noun }: { readonly noun: string },
  routes: readonly ClientRoute[],
  name: string,
): never {
  throw new RingbackError({
    code: 'ERR_CALLBACK_OPERATION',
    message: `The ${noun} has no operation "${name}"; it has ${listIds(routes).join(', ') || 'none with an operationId'}.`,
    remedy: `Give the operation that you mean operationId: '${name}', or ask for one that is there.`,
  })
}
