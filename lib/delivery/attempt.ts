import type { LookupFunction } from 'node:net'
import { RingbackError } from '../errors.ts'
import type { Allowance } from './allow.ts'
import { readAnswerBody } from './answer-body.ts'
import { openDeadline, type Deadline, type EndReason } from './deadline.ts'
import type { AttemptAnswer, AttemptFault, AttemptResult } from './delivery.ts'
import {
  exchange,
  type CertificateAuthorities,
  type ConnectionRules,
  type HttpAnswer,
  type HttpRequest,
} from './http-client.ts'
import { createAddressGuard, type AddressGuard } from './guarded-lookup.ts'
import { createNameServer, type Lookup } from './name-server.ts'
import { checkUrl, literalAddress } from './url-guard.ts'

export interface AttemptRequest {
  /** Judged anew: what was allowed when it was given may not be any more. */
  readonly url: string
  readonly method: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  readonly signal?: AbortSignal | undefined
  /**
   * For all of it: the look-up of the name, the connection, TLS, the headers of the answer and what is
   * read of its body.
   *
   * @default 15000
   */
  readonly timeoutMs?: number | undefined
}

export interface AttemptOptions {
  readonly allowance: Allowance
  /** @default lookup of node:dns */
  readonly lookup?: Lookup | undefined
  /**
   * Certificates (PEM) trusted in place of those that Node trusts.
   *
   * @default those that Node trusts
   */
  readonly ca?: CertificateAuthorities | undefined
}

const defaultTimeout = 15_000

/** More interim answers (1xx) than these are a flood. */
const maxInterim = 32

/** What makes the attempts of one sender. It never rejects: what the other side does is a result. */
export function createAttempt(
  options: AttemptOptions,
): (request: AttemptRequest) => Promise<AttemptResult> {
  const { allowance, lookup, ca } = options
  const guard = createAddressGuard(allowance.networks, createNameServer(lookup))
  const rules = { guard, ca }

  return async (request) => {
    let url: URL
    try {
      url = checkUrl(request.url, allowance)
    } catch (error) {
      return describeFault(error, true)
    }
    return await attempt(url, request, rules)
  }
}

interface Rules extends Pick<ConnectionRules, 'ca'> {
  readonly guard: AddressGuard
}

async function attempt(
  url: URL,
  request: AttemptRequest,
  { guard, ca }: Rules,
): Promise<AttemptResult> {
  const deadline = openDeadline(request.timeoutMs ?? defaultTimeout, request.signal)
  try {
    deadline.signal.throwIfAborted()
    const lookup = followLookup(guard.lookUpUntil(deadline.signal), deadline)
    const { checkAddress } = guard
    const rules: ConnectionRules = { lookup, checkAddress, ca }
    return await exchange(followRequest(url, request, deadline), rules, readAnswer)
  } catch (error) {
    return describeFault(deadline.reason() ?? error, isFinal(error, url))
  } finally {
    deadline.close()
  }
}

function followRequest(url: URL, request: AttemptRequest, deadline: Deadline): HttpRequest {
  const { method, headers, body } = request
  if (literalAddress(url) !== undefined) deadline.enter('connection')
  let interim = 0
  return {
    url,
    method,
    headers,
    body,
    signal: deadline.signal,
    onConnect: () => deadline.enter('answer'),
    onInterim: () => {
      interim += 1
      if (interim > maxInterim) deadline.end(interimFlood)
    },
  }
}

function followLookup(lookUp: LookupFunction, deadline: Deadline): LookupFunction {
  return (hostname, options, callback) => {
    lookUp(hostname, options, (...answer) => {
      deadline.enter('connection')
      callback(...answer)
    })
  }
}

const interimFlood: EndReason = {
  code: 'ERR_DELIVERY_ANSWER',
  message: `More than ${maxInterim} interim answers (1xx) came, and no other.`,
}

async function readAnswer({ status, headers, body }: HttpAnswer): Promise<AttemptAnswer> {
  const joined = joinHeaders(headers)
  const { text, isCut } = await readAnswerBody(body, joined['content-encoding'] ?? '')
  return { kind: 'answer', status, headers: joined, body: text, isCut }
}

/** fromEntries defines own members: a header may be called __proto__. */
function joinHeaders(headers: HttpAnswer['headers']): Record<string, string> {
  const given = Object.entries(headers).map(
    ([name, value]) => [name, [value].flat().join(', ')] as const,
  )
  return Object.fromEntries(given)
}

/** An address that the URL gives stays what it is; a name server may answer otherwise next time. */
function isFinal(error: unknown, url: URL): boolean {
  const code = readCode(error)
  if (code === 'ERR_DELIVERY_ADDRESS') return literalAddress(url) !== undefined
  return impossibleRequests.includes(code)
}

/** A method or a header that no request can have, or the length of another body. */
const impossibleRequests = [
  'UND_ERR_INVALID_ARG',
  'UND_ERR_NOT_SUPPORTED',
  'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
]

function describeFault(error: unknown, isFinalFault: boolean): AttemptFault {
  const message = readMessage(error).slice(0, maxMessage)
  return { kind: 'fault', code: readCode(error), message, isFinal: isFinalFault }
}

function readCode(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : 'ERR_DELIVERY_ANSWER'
}

/** A certificate, for one, may have thousands of names. */
const maxMessage = 500

function readMessage(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map((one) => readMessage(one)).join(' ')
  }
  if (error instanceof RingbackError) return readRefusal(error)
  return String((error as EndReason | null)?.message ?? error)
}

function readRefusal({ code, message }: RingbackError): string {
  return message.slice(code.length + 1).replaceAll(/\n */g, ' ')
}
