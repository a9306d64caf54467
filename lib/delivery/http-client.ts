import type { LookupFunction } from 'node:net'
import type { Readable } from 'node:stream'
import { buildConnector, Client, errors, type Dispatcher } from 'undici'
import { literalAddress } from './url-guard.ts'
import { endedBy } from './deadline.ts'

export interface HttpRequest {
  /** Checked. */
  readonly url: URL
  readonly method: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** Destroys the socket, whatever it waits for. */
  readonly signal: AbortSignal
  /** Called once the other side can be heard, with TLS where the URL has it. */
  readonly onConnect: () => void
  /** Called with each answer of 1xx. */
  readonly onInterim: () => void
}

export interface HttpAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** As it comes, never decompressed. */
  readonly body: Readable
}

/** What every connection is made with. */
export interface ConnectionRules {
  /** Asked for the addresses of a name, each of which has to be checked. */
  readonly lookup: LookupFunction
  /** Rejects where no socket may be opened to an address; sockets never look an address up. */
  readonly checkAddress: (address: string) => Promise<void>
  /** Certificates trusted in place of those that Node trusts. */
  readonly ca: CertificateAuthorities | undefined
}

export type CertificateAuthorities = string | Buffer | (string | Buffer)[]

export type Connect = buildConnector.connector

export type AnswerHandler = Dispatcher.DispatchHandler

interface DispatchedRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  /** With `host`, from which undici takes the name that TLS checks. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** How long a socket may wait for its next request, in milliseconds; `Keep-Alive: timeout` less two seconds may be less. */
const longestIdle = 4000

/** All the headers of an answer, of an interim answer, or behind a body. */
const maxHeaderSize = 16 * 1024

/** A slow connection to one address, after which the next is tried beside it. */
const nextAddressAfter = 1000

/** What undici says of a connection on which anything has come that nobody asked for. */
export const unaskedAnswer = 'bad response'

/** Made once: undici makes an error with a stack for each client that is destroyed without one. */
export const isOver: Error = new Error('The attempt is over.')

/**
 * One request on a socket of its own, which is gone when this settles. An abort is heard even while the socket
 * connects (an agent hears it afterwards). Redirects are not followed, and nothing is decompressed.
 *
 * @param read given the answer as soon as its headers have arrived
 */
export async function exchange<Result>(
  request: HttpRequest,
  rules: ConnectionRules,
  read: (answer: HttpAnswer) => Promise<Result>,
): Promise<Result> {
  const { url, method, headers, body, signal, onConnect, onInterim } = request
  const client = openClient(url, guardConnector(url, rules, signal), false)
  client.on('connect', onConnect)
  try {
    const answer = await client.request({
      path: url.pathname + url.search,
      method,
      // undici takes the name that TLS checks from a Host header
      headers: { ...headers, host: url.host, 'accept-encoding': 'identity' },
      body: body ?? null,
      onInfo: onInterim,
    })
    // What befalls a body after it was read is of no interest.
    answer.body.on('error', () => {})
    return await read({ status: answer.statusCode, headers: answer.headers, body: answer.body })
  } finally {
    await client.destroy(isOver)
  }
}

/** A client of undici, which has one socket at a time. */
export function openClient(url: URL, connect: Connect, isKept: boolean): Client {
  return new Client(url.origin, {
    connect,
    // with 0 each request says `connection: close`
    pipelining: isKept ? 1 : 0,
    keepAliveTimeout: longestIdle,
    keepAliveMaxTimeout: longestIdle,
    maxHeaderSize,
    // whoever asks bounds both
    headersTimeout: 0,
    bodyTimeout: 0,
  })
}

/** Sends one request; the handler is told of what comes, or of why nothing does. */
export function dispatch(
  client: Client,
  { method, path, headers, body }: DispatchedRequest,
  handler: AnswerHandler,
): void {
  // What comes behind its answer is no HTTP.
  if (method === 'CONNECT') throw new errors.InvalidArgumentError('invalid method')
  const known = method as Dispatcher.HttpMethod
  client.dispatch({ method: known, path, headers, body: body ?? null }, handler)
}

/** How sockets are connected; each is destroyed by the signal, whatever it waits for. */
export function createConnector(
  { lookup, ca }: Pick<ConnectionRules, 'lookup' | 'ca'>,
  signal: AbortSignal,
): Connect {
  return buildConnector({
    lookup,
    signal,
    ...(ca && { ca }),
    // NODE_TLS_REJECT_UNAUTHORIZED=0 is not meant for what others give.
    rejectUnauthorized: true,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: nextAddressAfter,
    timeout: 0,
    maxCachedSessions: 0,
  })
}

function guardConnector(
  url: URL,
  { checkAddress, ...rules }: ConnectionRules,
  signal: AbortSignal,
): Connect {
  const connect = createConnector(rules, signal)
  const address = literalAddress(url)
  if (address === undefined) return connect
  return (options, callback) => {
    endedBy(signal, checkAddress(address))
      .then(() => connect(options, callback))
      // Where it throws, such as for certificates that are none, too.
      .catch((error: Error) => callback(error, null))
  }
}
