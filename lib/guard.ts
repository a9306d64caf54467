import { describeValue } from './errors.ts'
import type { NextFunction, Request, Response } from './express.ts'
import { refuse } from './option-values.ts'
import type { Answer } from './ready-answer.ts'

/** Express middleware that asks for a login, or turns a request away. */
export type GuardHandler = (req: Request, res: Response, next: NextFunction) => unknown

/** Puts handlers before an answer, each of which lets a request pass by `next()`. */
export function createGuard(handlers: readonly GuardHandler[]): (answer: Answer) => Answer {
  const [first, ...others] = handlers
  if (!first) return (answer) => answer
  const further = createGuard(others)
  return (answer) => {
    const proceed = further(answer)
    return (req, res, next) =>
      run(first, req, res, next, (error) => {
        // Whatever is falsy is no error to Express.
        if (error) return next(error)
        // Where the guard has waited, nobody else is there to catch.
        try {
          proceed(req, res, next)
        } catch (thrown) {
          next(thrown)
        }
      })
  }
}

/** A promise that rejects goes to `next`, on Express 4 too, and never lets a request pass. */
function run(
  handler: GuardHandler,
  req: Request,
  res: Response,
  next: NextFunction,
  pass: NextFunction,
): void {
  const result = handler(req, res, pass)
  if (typeof (result as PromiseLike<unknown> | undefined)?.then !== 'function') return
  Promise.resolve(result).catch((error: unknown) => next(error || rejectedWithNothing()))
}

function rejectedWithNothing(): Error {
  return new Error('The guard rejected its promise without an error.')
}

/** @throws {RingbackError} `ERR_OPENAPI_OPTION` */
export function readGuard(guard: unknown): readonly GuardHandler[] {
  if (guard === undefined) return []
  const handlers = [guard].flat() as unknown[]
  if (handlers.length === 0) {
    throw refuse(
      'guard is an empty list, which guards nothing.',
      'Give a function, or leave it out.',
    )
  }
  for (const handler of handlers) {
    if (typeof handler === 'function') continue
    throw refuse(
      `guard takes middleware, and ${describeValue(handler)} was given.`,
      'Give a function (req, res, next) => …, or a list of them.',
    )
  }
  return handlers as GuardHandler[]
}
