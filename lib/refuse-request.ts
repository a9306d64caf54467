import type { DeclaredOperation } from './declared-operation.ts'
import type { InvalidRequestError, RingbackError } from './errors.ts'
import type { NextFunction, Request, Response } from './express.ts'
import type { RequestSettings } from './request-settings.ts'
import { sendProblem, toProblemDetails } from './validation/problem-details.ts'

/**
 * Answer a request that is not as declared: as the operation says, as the app says, or with problem
 * details. What is the server's fault goes to its error handlers.
 */
export function refuseRequest(
  error: RingbackError,
  { onError }: DeclaredOperation,
  settings: RequestSettings,
  req: Request,
  res: Response,
  next: NextFunction,
): void {
  const answer = onError ?? settings.onError
  if (error.status >= 500) next(error)
  else if (answer) answerBy(answer, error as InvalidRequestError, req, res, next)
  else sendProblem(res, toProblemDetails(error))
}

/** Express 4 hears nothing of a promise that is rejected. */
function answerBy(
  answer: NonNullable<RequestSettings['onError']>,
  error: InvalidRequestError,
  req: Request,
  res: Response,
  next: NextFunction,
): void {
  const result: unknown = answer(error, req, res, next)
  if (result instanceof Promise) result.catch(next)
}
