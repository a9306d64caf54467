import type { IncomingHttpHeaders } from 'node:http'
import { compileChecks } from '../compile-checks.ts'
import type { RingbackError } from '../errors.ts'
import type { Request } from '../express.ts'
import type { RequestSettings } from '../request-settings.ts'
import { parseBody } from './parse-body.ts'
import type { ReceivedOperation } from './received-operation.ts'
import { refuse } from './refusal.ts'

/** A request as it arrived. */
export interface Arrival {
  readonly method: string
  /** With its query. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** What an operation makes of an arrival. */
export interface Judgement {
  /** The body as a handler reads it; text or bytes, where it cannot be parsed. */
  readonly payload: unknown
  /** All that is wrong with it; undefined where it is as declared. */
  readonly error: RingbackError | undefined
}

/**
 * Compares an arrival with what an operation declares.
 *
 * @throws {RingbackError} `ERR_SCHEMA` where a schema of the operation cannot be compiled
 */
export async function judge(
  arrival: Arrival,
  operation: ReceivedOperation,
  settings: RequestSettings,
): Promise<Judgement> {
  const { method, body } = arrival
  if (method !== operation.method) return { payload: body, error: wrongMethod(method, operation) }
  const req = toRequest(arrival)
  const error = await checkRequest(req, arrival, operation, settings)
  return { payload: req.body, error }
}

/**
 * Puts what an operation reads of a request where handlers read it.
 *
 * @returns what is wrong with it
 */
export async function checkRequest(
  req: Request,
  { headers, body }: Arrival,
  operation: ReceivedOperation,
  settings: RequestSettings,
): Promise<RingbackError | undefined> {
  const parsed = parseBody(body, headers['content-type'] ?? '')
  // By these, other parsers pass by.
  Object.assign(req, { body: parsed.error ? body : parsed.value, _body: true })
  const declared = operation.declared()
  const { request } = compileChecks(declared, settings)
  const error = await request?.(req, false)
  // Of a media type that is not declared, nobody asks what is in it.
  const isRead = declared.body !== undefined && error?.code !== 'ERR_MEDIA_TYPE'
  return (isRead ? parsed.error : undefined) ?? error
}

/** An operation without a body says nothing of one; beside another that has one, it is not meant. */
export function hasUndeclaredBody({ body }: Arrival, operation: ReceivedOperation): boolean {
  return body.length > 0 && operation.declared().body === undefined
}

/** What the checks read of a request, apart from it: several may look at it before one changes it. */
function toRequest({ method, url, headers }: Arrival): Request {
  const own = {
    ...{ method, url, originalUrl: url, headers: { ...headers }, params: {}, query: {} },
    ...{ readableDidRead: true, readableEnded: true },
  }
  return own as unknown as Request
}

export function wrongMethod(method: string, operation: ReceivedOperation): RingbackError {
  const message = `${method} is not ${operation.method}, which is declared.`
  return refuse({
    code: 'ERR_RECEIVER_METHOD',
    status: 405,
    message,
    remedy: `Send it by ${operation.method}; the route of receive() has to be of that method too.`,
  })
}
