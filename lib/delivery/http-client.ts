import type { LookupFunction } from 'node:net'
import type { Readable } from 'node:stream'
import { buildConnector, Client } from 'undici'
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

/** All the headers of an answer, of an interim answer, or behind a body. */
const maxHeaderSize = 16 * 1024

/** A slow connection to one address, after which the next is tried beside it. */
const nextAddressAfter = 1000

/** Made once: undici makes an error with a stack for each client that is destroyed without one. */
const isOver = new Error('The attempt is over.')

/**
 * One request on a socket of its own, so that every attempt is judged anew and an abort is heard even
 * while the socket connects (an agent hears it afterwards). The socket is gone when this settles: on one that is
 * kept, a second answer that nobody asked for would be taken for that to the next request.
 * Redirects are not followed, and nothing is decompressed.
 *
 * @param read given the answer as soon as its headers have arrived
 */
export async function exchange<Result>(
  request: HttpRequest,
  rules: ConnectionRules,
  read: (answer: HttpAnswer) => Promise<Result>,
): Promise<Result> {
  const { url, method, headers, body, signal, onConnect, onInterim } = request
  const client = new Client(url.origin, {
    connect: guardConnector(url, rules, signal),
    pipelining: 0,
    maxHeaderSize,
    // `signal` bounds both
    headersTimeout: 0,
    bodyTimeout: 0,
  })
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

function guardConnector(
  url: URL,
  { lookup, checkAddress, ca }: ConnectionRules,
  signal: AbortSignal,
): buildConnector.connector {
  const connect = buildConnector({
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
  const address = literalAddress(url)
  if (address === undefined) return connect
  return (options, callback) => {
    endedBy(signal, checkAddress(address))
      .then(() => connect(options, callback))
      // Where it throws, such as for certificates that are none, too.
      .catch((error: Error) => callback(error, null))
  }
}
