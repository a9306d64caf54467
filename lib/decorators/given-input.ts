import { describeValue, RingbackError, type Where } from '../errors.ts'
import type { RunHandler } from '../run-operation.ts'

/** The error of a decorator that was given what it cannot take, or stands where it cannot. */
export function refuse(where: Where, message: string, remedy: string): RingbackError {
  return new RingbackError({ code: 'ERR_DECORATOR', message, where, remedy })
}

/** @param name Such as `@get`. */
export function notCalled(name: string, where: Where): RingbackError {
  return refuse(where, `${name} stands without its path.`, `Write ${name}('/…').`)
}

/** @throws {RingbackError} `ERR_DECORATOR` for what does not begin as a path of Express does */
export function readPath(path: unknown, where: Where): string {
  if (typeof path === 'string' && /^[/{]/.test(path)) return path
  const remedy =
    typeof path === 'string' && path !== ''
      ? `Begin it with a slash: ${JSON.stringify(`/${path}`)}.`
      : "Give a path first, such as '/invoices', or '/' for no more than what it is mounted at."
  throw refuse(where, `The path is ${describeValue(path)}.`, remedy)
}

/** @throws {RingbackError} `ERR_DECORATOR` */
export function readMiddlewares(given: readonly unknown[], where: Where): RunHandler[] {
  for (const middleware of given) {
    if (typeof middleware === 'function' && middleware.length < 4) continue
    throw refuse(
      where,
      typeof middleware === 'function'
        ? 'A handler of errors, with four parameters, was given as middleware.'
        : `Middleware is a function, and ${describeValue(middleware)} was given.`,
      'Give functions (req, res, next) => …, and those of a list as ...list; handlers of errors go to app.use(), after the controllers.',
    )
  }
  return given as RunHandler[]
}
