import { RingbackError } from '../../errors.ts'
import { createAddressGuard } from '../../delivery/guarded-lookup.ts'
import type { Allowance } from '../../delivery/allow.ts'
import { parseNetwork, type Network } from '../../delivery/addresses.ts'
import { exchange, type HttpAnswer } from '../../delivery/http-client.ts'
import { createNameServer } from '../../delivery/name-server.ts'
import { checkUrl } from '../../delivery/url-guard.ts'
import { refuseReference, type SourceText } from './document-source.ts'
import { collectBytes, decodeText } from './read-file-text.ts'
import type { ReadingBounds } from './reading-bounds.ts'

const maxRedirects = 5

/** What a document may refer to, and a redirect may lead to. */
const publicOnly: Allowance = {
  http: true,
  ports: new Map([
    ['https:', [443, 8443]],
    ['http:', [80, 8080]],
  ]),
  hasHost: undefined,
  networks: [],
}

const everyNetwork: readonly Network[] = ['0.0.0.0/0', '::/0'].flatMap(
  (network) => parseNetwork(network) ?? [],
)

const names = createNameServer()

/**
 * What is behind a URL. It has to be public, unless it is of the origin that was given by hand; so has
 * each redirect.
 *
 * @throws {RingbackError} `ERR_DOCUMENT_READ`, `ERR_DOCUMENT_REFERENCE`, `ERR_DOCUMENT_LIMIT`
 */
export async function fetchText(
  given: URL,
  origin: string | undefined,
  bounds: ReadingBounds,
  where?: string,
): Promise<SourceText> {
  bounds.addFile()
  let uri = given
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const found = await request(uri, origin, bounds, where)
    if (typeof found === 'string') return { text: found, uri }
    uri = found
  }
  throw refuseAnswer(given, where, `redirects more than ${maxRedirects} times`)
}

/** The text, or where a redirect leads. */
async function request(
  uri: URL,
  origin: string | undefined,
  bounds: ReadingBounds,
  where: string | undefined,
): Promise<string | URL> {
  const isGiven = uri.origin === origin
  const { signal } = bounds
  try {
    const url = isGiven ? uri : checkUrl(uri.href, publicOnly)
    const guard = createAddressGuard(isGiven ? everyNetwork : [], names)
    const rules = {
      lookup: guard.lookUpUntil(signal),
      checkAddress: guard.checkAddress,
      ca: undefined,
    }
    const asked = { url, method: 'GET', headers, body: undefined, signal }
    const idle = { onConnect: () => {}, onInterim: () => {} }
    return await exchange({ ...asked, ...idle }, rules, (answer) =>
      readAnswer(answer, uri, bounds, where),
    )
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw describeFault(error as NodeJS.ErrnoException, uri, where)
  }
}

const headers = {
  accept: 'application/yaml, application/json, text/yaml;q=0.9, */*;q=0.5',
  'user-agent': 'ringback',
}

async function readAnswer(
  { status, headers: given, body }: HttpAnswer,
  uri: URL,
  bounds: ReadingBounds,
  where: string | undefined,
): Promise<string | URL> {
  const location = [given['location']].flat()[0]
  if ([301, 302, 303, 307, 308].includes(status) && location !== undefined) {
    if (URL.canParse(location, uri.href)) return new URL(location, uri)
    throw refuseAnswer(uri, where, `redirects to ${JSON.stringify(location)}, which is no URL`)
  }
  if (status < 200 || status > 299) throw refuseAnswer(uri, where, `answers ${status}`)
  const encoding = [given['content-encoding']].flat()[0] ?? 'identity'
  if (encoding !== 'identity') throw refuseAnswer(uri, where, `answers in ${encoding}, unasked`)
  return decodeText(await collectBytes(body, bounds), uri.href)
}

function refuseAnswer(uri: URL, where: string | undefined, fault: string): RingbackError {
  return new RingbackError({
    code: 'ERR_DOCUMENT_READ',
    message: `${uri.href} ${fault}.`,
    where,
    remedy: 'Give the URL of a document that anybody may read, or download it and give the file.',
  })
}

function describeFault(error: NodeJS.ErrnoException, uri: URL, where: string | undefined): Error {
  if (error.code === 'ERR_DELIVERY_ADDRESS' || error.code === 'ERR_DELIVERY_URL') {
    const [first = ''] = error.message.slice(error.code.length + 1).split('\n')
    return refuseReference(
      `A reference or a redirect leads to ${uri.href}, which is not followed: ${first}`,
      'Download what is behind it, and refer to the file; only the origin of a URL that is given by hand may be private.',
      where,
      error,
    )
  }
  if (error instanceof RingbackError) return error
  return new RingbackError({
    code: 'ERR_DOCUMENT_READ',
    message: `${uri.href} cannot be read: ${describeNetworkFault(error)}.`,
    where,
    remedy: 'See whether the server runs and the URL is right.',
    cause: error,
  })
}

function describeNetworkFault(error: NodeJS.ErrnoException): string {
  if (error instanceof AggregateError && error.message === '') {
    return [...new Set(error.errors.map((one) => (one as Error).message))].join(', ')
  }
  return error.message
}
