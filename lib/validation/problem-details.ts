import { STATUS_CODES } from 'node:http'
import type { RequestFault, RingbackError } from '../errors.ts'
import type { Response } from '../express.ts'
import { maxFaults } from './outcome.ts'

/** "Problem Details for HTTP APIs" (RFC 9457), with what is wrong with a request. */
export interface ProblemDetails {
  /** A URI of this kind of problem: `about:blank`, which is that of its status alone. */
  readonly type: string
  /** The phrase of the status, such as `Unprocessable Content`. */
  readonly title: string
  /** That of the answer. */
  readonly status: number
  /** What is wrong, as a sentence. */
  readonly detail?: string | undefined
  /** All that is wrong with the request, one by one. */
  readonly errors?: readonly RequestFault[] | undefined
}

/** What a client is told of an error: nothing of where it is, or of what the server would do about it. */
export function toProblemDetails({ status, errors }: RingbackError): ProblemDetails {
  const title = titleOf(status)
  if (!errors) return { type: 'about:blank', title, status }
  const more = errors.length === maxFaults ? ' and more' : ''
  const count = errors.length === 1 ? '1 fault' : `${errors.length} faults${more}`
  const detail = `The request is not as declared: ${count}.`
  return { type: 'about:blank', title, status, detail, errors }
}

/** The phrase of RFC 9110, which is newer than Node's. */
export function titleOf(status: number): string {
  return status === 422 ? 'Unprocessable Content' : (STATUS_CODES[status] ?? 'Error')
}

export function sendProblem(res: Response, problem: ProblemDetails): void {
  res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem))
}

/** The JSON Schema of what `toProblemDetails()` makes of an invalid request. */
export const requestProblemSchema = {
  $id: 'RequestProblem',
  type: 'object',
  description: 'What is wrong with a request (RFC 9457).',
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          in: { enum: ['path', 'query', 'header', 'cookie', 'body'] },
          path: { type: 'string', description: 'A JSON Pointer (RFC 6901) into it.' },
          message: { type: 'string' },
          code: { type: 'string' },
        },
        required: ['in', 'path', 'message', 'code'],
      },
    },
  },
  required: ['type', 'title', 'status'],
} as const
