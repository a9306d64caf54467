import { RingbackError, type ErrorCode, type RequestFault } from '../errors.ts'
import type { NextFunction, Request, Response } from '../express.ts'
import { titleOf, toProblemDetails, type ProblemDetails } from '../validation/problem-details.ts'

/**
 * Answers what is refused in place of the receiver, or hands it on: `next(error)`.
 *
 * @param error Why, with a `code` and the `status` that the receiver would answer with.
 */
export type OnRefused = (
  error: RingbackError,
  req: Request,
  res: Response,
  next: NextFunction,
) => void | Promise<void>

/** What the other side is told of a refusal (RFC 9457); `code` is for programs. */
export interface RefusalProblem extends ProblemDetails {
  /** Such as `ERR_RECEIVER_SIGNATURE`. */
  readonly code: ErrorCode
}

export interface RefusalDetails {
  readonly code: ErrorCode
  readonly status: number
  /** What is wrong, as a whole sentence. */
  readonly message: string
  readonly remedy: string
  readonly errors?: readonly RequestFault[]
  readonly cause?: unknown
}

/** The error of a request that is not handled. */
export function refuse(details: RefusalDetails): RingbackError {
  return new RingbackError(details)
}

export function toRefusalProblem(error: RingbackError): RefusalProblem {
  const { code, status, errors = [] } = error
  const problem = toProblemDetails(error)
  if (code === 'ERR_REQUEST_INVALID' || code === 'ERR_MEDIA_TYPE') return { ...problem, code }
  const detail = errors.map(({ message }) => message).join(' ') || undefined
  return { type: 'about:blank', title: titleOf(status), status, detail, code, errors }
}

/** Seconds after which it is worth to try again. */
export const retryAfterSeconds = 5

/** What a status has to come with. */
export function headersOfRefusal(
  { code, errors }: RingbackError,
  method: string,
): [string, string][] {
  switch (code) {
    case 'ERR_RECEIVER_SIGNATURE':
      // "The server generating a 401 response MUST send a WWW-Authenticate header field."
      return [['WWW-Authenticate', 'Webhook-Signature']]
    case 'ERR_RECEIVER_METHOD':
      return [['Allow', method]]
    case 'ERR_RECEIVER_BUSY':
      return [['Retry-After', String(retryAfterSeconds)]]
    case 'ERR_RECEIVER_SIZE':
      // What is left of the body is not read.
      return [['Connection', 'close']]
    case 'ERR_MEDIA_TYPE':
      return errors?.[0]?.code === 'contentEncoding' ? [['Accept-Encoding', 'identity']] : []
    default:
      return []
  }
}
