import type { Layer, NextFunction, Request, Response, Route } from './express.ts'
import { nameOwnLayer, ownLayer } from './own-layer.ts'
import { readProperty } from './read-property.ts'
import { endChecks } from './validation/response-hook.ts'

type Middleware = (req: Request, res: Response, next: NextFunction) => void

/** What follows an operation in its route. */
export interface PreparedRoute {
  /** Whether something stands between it and the handler, which may parse the body yet. */
  readonly isFollowed: boolean
}

const known = new WeakMap<object, Map<unknown, PreparedRoute>>()

/**
 * Whether a request is within a route that holds an operation, and not before one: Express keeps the
 * last route that has matched in `req.route`, when guards run too.
 */
export function isWithinRoute(req: Request, operation: Middleware): boolean {
  const route = readProperty(req, 'route') as Route | undefined
  return indexOf(route, operation) !== -1
}

function indexOf(route: Route | undefined, { name }: Middleware): number {
  if (!route) return -1
  // With one layer, as most have, there is nothing to look for.
  return route.stack[0]?.name === name ? 0 : route.stack.findIndex((layer) => layer.name === name)
}

/**
 * An operation that stands in front of a handler sees nothing of what follows. Once for each route, a
 * layer is put before every one that follows it, for the body may be parsed there; and one that notes an
 * error, whose answer is not the operation's.
 *
 * @param runner Makes what stands before each that follows, and is told whether that is the last.
 */
export function prepareRoute(
  req: Request,
  operation: Middleware,
  runner: LaterChecks,
): PreparedRoute {
  const route = req.route as OpenRoute
  const operations = known.get(route) ?? new Map<unknown, PreparedRoute>()
  known.set(route, operations)
  const before = operations.get(operation)
  if (before) return before
  const own = route.stack[indexOf(route, operation)]
  const made = { isFollowed: own !== undefined && putChecks(route, own, runner) }
  operations.set(operation, made)
  if (own) put(route, own, nameOwnLayer(noteErrors()), firstErrorHandler(route, own))
  return made
}

interface LaterChecks {
  checkBodyLater(isLast: boolean): Middleware
}

type OpenRoute = Omit<Route, 'stack'> & { stack: Layer[] } & Record<
    string,
    (handler: unknown) => unknown
  >

function putChecks(route: OpenRoute, own: Layer, runner: LaterChecks): boolean {
  const followers = listFollowers(route, own)
  if (followers.length < 2) return false
  for (const [index, follower] of followers.entries()) {
    if (index === 0) continue
    const check = nameOwnLayer(runner.checkBodyLater(index === followers.length - 1))
    put(route, own, check, route.stack.indexOf(follower))
  }
  return true
}

/** The layers after it that a request with its method meets, but for handlers of errors. */
function listFollowers({ stack }: OpenRoute, own: Layer): Layer[] {
  return stack
    .slice(stack.indexOf(own) + 1)
    .filter((layer) => layer.handle.length < 4 && layer.name !== ownLayer && isAlike(layer, own))
}

function isAlike(layer: Layer, own: Layer): boolean {
  return layer.method === own.method || layer.method === undefined || own.method === undefined
}

function firstErrorHandler({ stack }: OpenRoute, own: Layer): number {
  const from = stack.indexOf(own)
  const first = stack.findIndex(
    ({ handle, name }, index) => index > from && handle.length === 4 && name !== ownLayer,
  )
  return first === -1 ? stack.length : first
}

/** For its method alone: `all()` would have the route answer for every other. */
function put(route: OpenRoute, { method }: Layer, handler: object, index: number): void {
  const { length } = route.stack
  route[method ?? 'all']?.(handler)
  const added = route.stack.splice(length)
  route.stack.splice(index, 0, ...added)
}

/** By its four parameters Express knows a handler of errors. */
function noteErrors(): (error: unknown, req: Request, res: Response, next: NextFunction) => void {
  return (error, _req, res, next) => {
    endChecks(res)
    next(error)
  }
}
