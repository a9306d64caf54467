import { checkDeclaredCallbacks } from '../callbacks/source-check.ts'
import type { DeclaredOperation } from '../declared-operation.ts'
import type { OperationDefinition } from '../definition.ts'
import type { Checked } from '../definition-mistakes.ts'
import { refuse as refuseDefinition } from '../definition-context.ts'
import { describeValue, RingbackError, type Where } from '../errors.ts'
import { checkDeclaredLinks } from '../links/declared-links.ts'
import { markPlace, type Place } from '../place.ts'
import { readDefinition } from '../read-definition.ts'
import { readContext, type DecoratorContext } from './calling-convention.ts'
import { currentBody, noteMade } from './class-bodies.ts'
import { rememberMethod, type DeclaredRoute, type RouteMethod } from './declared-controllers.ts'
import { notCalled, readMiddlewares, readPath, refuse } from './given-input.ts'
import type { ControllerMiddleware, RouteDecorator } from './route-types.ts'

/** Declares a route of a controller: the decorated method is its handler, bound to its instance. */
export interface DeclareRoute {
  /**
   * @param path Beneath the path of the controller.
   * @param definition As `operation()` takes it, with the same checks of requests and responses.
   * @param middlewares Run before the method, after those of the controller.
   * @throws {RingbackError} `ERR_DECORATOR`, `ERR_DECORATOR_CONVENTION`, `ERR_HANDLER`, and what
   *   `operation()` throws for a mistaken definition; names the place
   */
  <const D extends OperationDefinition | {} = {}, const Path extends string = string>(
    path: Path,
    definition?: Checked<D>,
    ...middlewares: ControllerMiddleware[]
  ): RouteDecorator<D, Path>
}

/**
 * Declare a GET route of a controller: documented, checked and typed by its definition.
 *
 * ```ts
 * class Invoices { @get('/:id', { responses: { 200: Invoice } }) show(req: Request, res: Response) {} }
 * ```
 *
 * The method stays what it is: a test may call it as any other. It is looked up at each request, with its
 * instance as `this`, and a promise that it rejects goes to `next`, on Express 4 too.
 */
export const get: DeclareRoute = createDecorator('@get', 'get')
/** Declare a PUT route of a controller, as `get` does. */
export const put: DeclareRoute = createDecorator('@put', 'put')
/** Declare a POST route of a controller, as `get` does. */
export const post: DeclareRoute = createDecorator('@post', 'post')
/** Declare a PATCH route of a controller, as `get` does. */
export const patch: DeclareRoute = createDecorator('@patch', 'patch')
/** Declare a DELETE route of a controller, as `get` does; `delete` is a word of the language. */
export const del: DeclareRoute = createDecorator('@del', 'delete')
/** Declare an OPTIONS route of a controller, as `get` does. */
export const options: DeclareRoute = createDecorator('@options', 'options')
/** Declare a HEAD route of a controller, as `get` does. */
export const head: DeclareRoute = createDecorator('@head', 'head')
/** Declare a TRACE route of a controller, as `get` does. */
export const trace: DeclareRoute = createDecorator('@trace', 'trace')
/** Declare a route of a controller for every method, as `get` does. */
export const all: DeclareRoute = createDecorator('@all', 'all')

function createDecorator(name: string, method: RouteMethod): DeclareRoute {
  function declare(path: unknown, definition?: unknown, ...middlewares: unknown[]): Decorate {
    const place = markPlace(declare)
    const where = { toString: () => `${name}() at ${String(place)}` }
    if (typeof path === 'function') throw notCalled(name, where)
    return decorateBy({
      method,
      path: readPath(path, where),
      operation: declareOperation(`${name}()`, place, definition),
      middlewares: readMiddlewares(middlewares, where),
      order: noteMade(),
      where,
    })
  }
  return declare as DeclareRoute
}

type Decorate = (...given: unknown[]) => void

function declareOperation(name: string, place: Place, definition: unknown = {}): DeclaredOperation {
  const context = { name, place, role: 'server' } as const
  if (typeof definition !== 'object' || definition === null) {
    throw refuseDefinition(
      context,
      '',
      `The definition is ${describeValue(definition)}.`,
      `Give ${name} an object after the path, such as { summary: 'List all invoices' }, and middleware after that.`,
    )
  }
  const declared = readDefinition(definition, context)
  checkDeclaredCallbacks(declared, name)
  checkDeclaredLinks(declared, name)
  return declared
}

function decorateBy(route: DeclaredRoute): Decorate {
  return (...given) => {
    const context = readContext(given, route.where)
    const method = {
      route,
      name: requireMethod(given[0], context, route.where),
      body: currentBody(),
    }
    context.addInitializer(function (this: object) {
      rememberMethod(this, method)
    })
  }
}

function requireMethod(value: unknown, context: DecoratorContext, where: Where): string | symbol {
  const { kind, name } = context
  const described = name === undefined ? '' : ` "${String(name)}"`
  if (kind !== 'method' || typeof value !== 'function' || name === undefined) {
    throw refuse(
      where,
      `The decorator stands on a ${kind}${described}.`,
      'Write it before a method.',
    )
  }
  if (context.static || context.private) {
    throw refuse(
      where,
      `The method${described} is ${context.static ? 'static' : 'private'}.`,
      'Make it a public method of the instance, which controllerRouter() is given.',
    )
  }
  if (value.length < 4) return name
  throw new RingbackError({
    code: 'ERR_HANDLER',
    message: `The method${described} is a handler of errors, with four parameters.`,
    where,
    remedy: 'Give it at most (req, res, next); handlers of errors go to app.use().',
  })
}
