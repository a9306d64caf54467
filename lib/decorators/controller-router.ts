import { describeValue, RingbackError, type Where } from '../errors.ts'
import { RouterClass, type NextFunction, type Request, type Response } from '../express.ts'
import { markPlace } from '../place.ts'
import { registerDeclaration } from '../registry.ts'
import { createRunner, type PlainHandler, type RunHandler } from '../run-operation.ts'
import {
  controllersOf,
  isControllerClass,
  methodsOf,
  type DeclaredController,
  type DecoratedMethod,
  type RouteMethod,
} from './declared-controllers.ts'

/** An instance of a class with `@controller()`. */
export type Controller = object & {
  /** Lets the compiler refuse a class where an instance of it is meant. */
  readonly prototype?: 'an instance is expected: controllerRouter(new Invoices())'
}

/** A router of Express, for `app.use()` or `router.use()`. */
export type ControllerRouter = (req: Request, res: Response, next: NextFunction) => void

/**
 * Make the router of controllers: the routes of each, in the order in which their methods are declared.
 *
 * ```ts
 * app.use(controllerRouter(new Invoices(store), new Customers(store)))
 * ```
 *
 * The routes that a class declares itself come before those of the class that it extends. Parameters of the
 * path that the router is mounted at are in `req.params` too.
 *
 * @param controllers Instances, one at least; their routes are looked for in this order.
 * @throws {RingbackError} `ERR_CONTROLLER` where one is no instance of a class with `@controller()`, or has
 *   no route; `ERR_CONTROLLER_DUPLICATE` where two have one method and path; `ERR_DECORATOR` where Express
 *   does not take a path
 */
export function controllerRouter(
  ...controllers: [first: Controller, ...others: Controller[]]
): ControllerRouter
export function controllerRouter(...controllers: unknown[]): ControllerRouter {
  const place = markPlace(controllerRouter)
  const where = { toString: () => `controllerRouter() at ${String(place)}` }
  if (controllers.length === 0) throw noController('without a controller', where)
  const routes = controllers.flatMap((controller) =>
    listRoutes(requireInstance(controller, where), where),
  )
  requireDistinct(routes)
  const router = createRouter({ mergeParams: true })
  for (const route of routes) addRoute(router, route)
  return router
}

type MountedRouter = ControllerRouter &
  Readonly<Record<RouteMethod, (path: string, ...handlers: RunHandler[]) => unknown>>

const createRouter = RouterClass as unknown as (options: { mergeParams: boolean }) => MountedRouter

/** A decorated method of one instance, with its whole path. */
interface ControllerRoute {
  readonly decorated: DecoratedMethod
  readonly path: string
  readonly handlers: readonly RunHandler[]
  /** Such as `Invoices.show`. */
  readonly name: string
}

function requireInstance(controller: unknown, where: Where): object {
  if (isControllerClass(controller)) {
    const { name } = controller as { name: string }
    throw noController(`the class ${name} itself`, where, `controllerRouter(new ${name}())`)
  }
  if (typeof controller === 'object' && controller !== null) return controller
  throw noController(describeValue(controller), where)
}

function noController(
  given: string,
  where: Where,
  example = 'controllerRouter(new Invoices())',
): RingbackError {
  return refuse(where, `controllerRouter() was given ${given}.`, `Give it instances: ${example}.`)
}

function refuse(where: Where, message: string, remedy: string): RingbackError {
  return new RingbackError({ code: 'ERR_CONTROLLER', message, where, remedy })
}

function listRoutes(controller: object, where: Where): ControllerRoute[] {
  const declared = controllersOf(controller)
  const className = nameOfClass(controller)
  const [nearest] = declared
  if (!nearest) {
    throw refuse(
      where,
      `The class ${className} has no @controller().`,
      "Write @controller('/invoices') before the class.",
    )
  }
  const methods = methodsOf(controller)
  if (methods.length > 0) {
    const before = middlewaresOf(declared)
    return methods.map((method) => toRoute(controller, className, method, nearest.path, before))
  }
  throw refuse(
    where,
    `The controller ${className} has no route.`,
    "Write @get('/') and its like before its methods, and make it by `new`.",
  )
}

function nameOfClass(controller: object): string {
  const { constructor } = controller as { constructor?: unknown }
  return (typeof constructor === 'function' && constructor.name) || 'without a name'
}

/** What guards a class guards those that extend it: its middleware runs first. */
function middlewaresOf(declared: readonly DeclaredController[]): RunHandler[] {
  return declared.toReversed().flatMap(({ middlewares }) => middlewares)
}

function toRoute(
  controller: object,
  className: string,
  decorated: DecoratedMethod,
  base: string,
  before: readonly RunHandler[],
): ControllerRoute {
  const { route, name } = decorated
  const run = registerDeclaration(route.operation, bind(controller, name), createRunner)
  return {
    decorated,
    path: joinPaths(base, route.path),
    handlers: [...before, ...route.middlewares, run],
    name: `${className}.${String(name)}`,
  }
}

/** Looked up at each request, so that what a test has put in its place is called. */
function bind(controller: object, name: string | symbol): PlainHandler {
  const methods = controller as Record<string | symbol, PlainHandler>
  return (req, res, next) => methods[name]!(req, res, next)
}

function joinPaths(base: string, path: string): string {
  return path === '/' ? base : base.replace(/\/$/, '') + path
}

function requireDistinct(routes: readonly ControllerRoute[]): void {
  const taken = new Map<string, ControllerRoute>()
  for (const route of routes) {
    const key = `${route.decorated.route.method} ${shapeOf(route.path)}`
    const other = taken.get(key)
    if (other) throw duplicate(route, other)
    taken.set(key, route)
  }
}

/** Paths of one shape answer the same requests, whatever their parameters are called; `\:` begins none. */
function shapeOf(path: string): string {
  return path.replaceAll(/(?<!\\):\w+/g, ':').replace(/(?<=.)\/$/, '')
}

function duplicate(second: ControllerRoute, first: ControllerRoute): RingbackError {
  const { method, where } = second.decorated.route
  return new RingbackError({
    code: 'ERR_CONTROLLER_DUPLICATE',
    message: `${method.toUpperCase()} ${second.path} of ${second.name} is declared already: ${first.path} of ${first.name}, by ${String(first.decorated.route.where)}.`,
    where,
    remedy: 'Give each its own path or method: the second would never be called.',
  })
}

/** Express parses a path as it is added. */
function addRoute(
  router: MountedRouter,
  { decorated, path, handlers, name }: ControllerRoute,
): void {
  const { method, where } = decorated.route
  try {
    router[method](path, ...handlers)
  } catch (cause) {
    throw new RingbackError({
      code: 'ERR_DECORATOR',
      message: `Express does not take the path ${JSON.stringify(path)} of ${name}: ${cause instanceof Error ? cause.message : String(cause)}`,
      where,
      remedy: 'Write it as this version of Express has it.',
      cause,
    })
  }
}
