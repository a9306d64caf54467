import { markPlace } from '../place.ts'
import { readContext } from './calling-convention.ts'
import { noteMade } from './class-bodies.ts'
import { rememberController } from './declared-controllers.ts'
import { notCalled, readMiddlewares, readPath, refuse } from './given-input.ts'
import type { ControllerMiddleware } from './route-types.ts'

/**
 * Decorates a class, an abstract one too.
 *
 * @param value The class.
 * @param context What the language says of it.
 */
export type ControllerDecorator = <Class extends abstract new (...input: never) => object>(
  value: Class,
  context: ClassDecoratorContext<Class>,
) => void

/**
 * Declare the path of a controller, and what runs before each of its methods.
 *
 * ```ts
 * export @controller('/invoices', operation({ security: [{ bearer: [] }] }, requireUser)) class Invoices {}
 *
 * app.use(controllerRouter(new Invoices()))
 * ```
 *
 * A class that extends one has its path and its middleware; with a `@controller()` of its own, its own
 * path, and the middleware of both.
 *
 * @param path What the paths of its routes begin with, as Express has it.
 * @param middlewares Run for the routes of this controller alone, in this order.
 * @throws {RingbackError} `ERR_DECORATOR`, `ERR_DECORATOR_CONVENTION`; names the place
 */
export function controller(
  path: string,
  ...middlewares: ControllerMiddleware[]
): ControllerDecorator
export function controller(path: unknown, ...middlewares: unknown[]): ControllerDecorator {
  const place = markPlace(controller)
  const where = { toString: () => `@controller() at ${String(place)}` }
  if (typeof path === 'function') throw notCalled('@controller', where)
  const declared = {
    path: readPath(path, where),
    middlewares: readMiddlewares(middlewares, where),
  }
  // A decorator of methods that was made beforehand may stand in several classes.
  noteMade()
  return (...given) => {
    const { kind } = readContext(given, where)
    if (kind !== 'class') {
      throw refuse(
        where,
        `The decorator stands on a ${kind}.`,
        'Write it before the class, and @get() and its like before methods.',
      )
    }
    rememberController(given[0].prototype as object, declared)
  }
}
