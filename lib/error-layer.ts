import { RingbackError } from './errors.ts'
import {
  routerOf,
  type Application,
  type Layer,
  type NextFunction,
  type Request,
  type Response,
} from './express.ts'
import { findDeclaredOperation } from './find-route.ts'
import { nameOwnLayer } from './own-layer.ts'
import { refuseRequest } from './refuse-request.ts'
import { settingsOf } from './request-settings.ts'
import { endChecks } from './validation/response-hook.ts'

/**
 * Let a body that no parser can read be answered like any other that is not as declared, where the
 * request is one of a declared route. Every other error goes on to the app's own handlers, before which
 * this is put: they stand at the end, and answer whatever they meet, which is not the answer that an
 * operation or a guard declares.
 */
export function placeErrorLayer(app: Application): void {
  const stack = routerOf(app)?.stack as Layer[] | undefined
  if (!stack) return
  // Behind a parser there may be handlers of errors in several places.
  for (let index = stack.length; index > 0; index--) {
    if (isPlace(stack, index)) stack.splice(index, 0, createLayer(app, stack))
  }
}

/** Between what may fail and the first of the handlers of its errors; or at the end. */
function isPlace(stack: readonly Layer[], index: number): boolean {
  const before = stack[index - 1]
  const after = stack[index]
  if (!before || isErrorHandler(before)) return false
  return after === undefined || (isErrorHandler(after) && after.handle !== answerMalformed)
}

/** By its four parameters Express knows it. */
function isErrorHandler({ handle }: Layer): boolean {
  return handle.length === 4
}

/** Only Express makes its layers, and puts them at the end. */
function createLayer(app: Application, stack: Layer[]): Layer {
  app.use(answerMalformed)
  return stack.pop() as Layer
}

const answerMalformed = nameOwnLayer(function answer(
  error: unknown,
  req: Request,
  res: Response,
  next: NextFunction,
): void {
  endChecks(res)
  const operation = isMalformed(error) ? operationOf(req) : undefined
  if (!operation || res.headersSent) next(error)
  else refuseRequest(malformed(error), operation, settingsOf(req), req, res, next)
})

/** What the parsers of Express throw for a body that is not what its Content-Type says. */
function isMalformed(error: unknown): boolean {
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown }
  return type === 'entity.parse.failed' && status === 400
}

function operationOf({ app, method, path }: Request): ReturnType<typeof findDeclaredOperation> {
  return findDeclaredOperation(app, method.toLowerCase(), path)
}

function malformed(cause: unknown): RingbackError {
  const fault = { in: 'body', path: '', message: 'cannot be parsed', code: 'malformed' } as const
  return new RingbackError({
    code: 'ERR_BODY_MALFORMED',
    message: `The body of the request cannot be parsed: ${(cause as Error).message}.`,
    remedy: 'Send a body that is what its Content-Type says.',
    status: 400,
    errors: [fault],
    cause,
  })
}
