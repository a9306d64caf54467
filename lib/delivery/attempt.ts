import { RingbackError } from '../errors.ts'
import type { Allowance } from './allow.ts'
import { Connection, type WrittenRequest } from './connection.ts'
import { endedBy, openDeadline, type Deadline, type EndReason } from './deadline.ts'
import type { AttemptAnswer, AttemptFault, AttemptResult } from './delivery.ts'
import { answerWith, createAddressGuard, type AddressGuard } from './guarded-lookup.ts'
import type { CertificateAuthorities } from './http-client.ts'
import type { KeptConnections } from './kept-connections.ts'
import { createNameServer, type Lookup } from './name-server.ts'
import { checkTarget, type Target } from './url-guard.ts'

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
  /** Where connections wait for their next request. @default each is closed after its answer */
  readonly connections?: KeptConnections | undefined
}

const defaultTimeout = 15_000

/** More interim answers (1xx) than these are a flood. */
const maxInterim = 32

/** What makes the attempts of one sender. It never rejects: what the other side does is a result. */
export function createAttempt(
  options: AttemptOptions,
): (request: AttemptRequest) => Promise<AttemptResult> {
  const { allowance, lookup, ca, connections } = options
  const guard = createAddressGuard(allowance.networks, createNameServer(lookup))
  const rules = { guard, ca, connections }

  return (request) => {
    let target: Target
    try {
      target = checkTarget(request.url, allowance)
    } catch (error) {
      return Promise.resolve(describeFault(error, true))
    }
    return attempt(target, request, rules)
  }
}

interface Rules extends Pick<AttemptOptions, 'ca' | 'connections'> {
  readonly guard: AddressGuard
}

async function attempt(
  target: Target,
  request: AttemptRequest,
  rules: Rules,
): Promise<AttemptResult> {
  const deadline = openDeadline(request.timeoutMs ?? defaultTimeout, request.signal)
  try {
    requireTime(deadline)
    const found = findAddresses(target, rules.guard, deadline)
    const addresses = found instanceof Promise ? await found : found
    deadline.enter('connection')
    const written = writeRequest(target, request, deadline)
    return await exchange({ target, addresses, written, deadline }, rules)
  } catch (error) {
    return describeFault(deadline.reason() ?? error, isFinal(error, target))
  } finally {
    deadline.close()
  }
}

function requireTime(deadline: Deadline): void {
  const reason = deadline.reason()
  if (reason) throw new Error(reason.message)
}

/** Judged at each attempt anew. */
function findAddresses(
  { url, address }: Target,
  guard: AddressGuard,
  deadline: Deadline,
): readonly string[] | Promise<readonly string[]> {
  if (address === undefined) {
    return endedBy(deadline.signal, guard.lookUp(url.hostname, deadline.signal))
  }
  deadline.enter('connection')
  const checking = guard.checkLiteral(address)
  if (!checking) return [address]
  const checked = checking.then(() => [address])
  return endedBy(deadline.signal, checked)
}

function writeRequest(
  { path }: Target,
  { method, headers, body }: AttemptRequest,
  deadline: Deadline,
): WrittenRequest {
  let interim = 0
  const onInterim = (): void => {
    interim += 1
    if (interim > maxInterim) deadline.end(interimFlood)
  }
  return { method, path, headers, body, onInterim }
}

interface Exchange {
  readonly target: Target
  /** Checked. */
  readonly addresses: readonly string[]
  readonly written: WrittenRequest
  readonly deadline: Deadline
}

/** On a connection that waits for it, or on one of its own. */
async function exchange(given: Exchange, rules: Rules): Promise<AttemptAnswer> {
  const { target, addresses } = given
  const taken = rules.connections?.take(target.origin, addresses)
  const kept = taken instanceof Promise ? await taken : taken
  const answer = kept && (await sendOnKept(kept, given, rules))
  return answer ?? (await send(openConnection(given, rules), given, rules))
}

/** Undefined where that was no attempt, since the other side has not read the request as it is. */
async function sendOnKept(
  kept: Connection,
  given: Exchange,
  rules: Rules,
): Promise<AttemptAnswer | undefined> {
  const { target, deadline } = given
  deadline.enter('answer')
  try {
    const answer = await send(kept, given, rules)
    if (!isMisread(answer) || deadline.reason()) return answer
    rules.connections?.distrust(target.origin)
  } catch (error) {
    if (deadline.reason() || isImpossible(error)) throw error
    rules.connections?.distrust(target.origin)
    // Where nothing has come, it was closed as the request was written.
    if (!kept.isUnheard) throw error
  }
  deadline.enter('connection')
  return undefined
}

/**
 * Whether it may be the answer to something else: who answers without reading a body reads that as the beginning
 * of the next request, refuses it, and closes the connection.
 */
function isMisread({ status, headers }: AttemptAnswer): boolean {
  return [400, 405, 501].includes(status) && /\bclose\b/i.test(headers['connection'] ?? '')
}

function openConnection(
  { target, addresses, deadline }: Exchange,
  { ca, connections }: Rules,
): Connection {
  return new Connection({
    url: target.url,
    lookup: answerWith(addresses),
    ca,
    isKept: connections?.trusts(target.origin) === true,
    onConnect: () => deadline.enter('answer'),
  })
}

/** What is not kept is gone when this settles. */
async function send(
  connection: Connection,
  { written, deadline }: Exchange,
  { connections }: Rules,
): Promise<AttemptAnswer> {
  let answer: AttemptAnswer | undefined
  deadline.atEnd(() => void connection.destroy())
  try {
    requireTime(deadline)
    answer = await connection.exchange(written)
    return answer
  } finally {
    if (connections && answer?.isCut === false && !deadline.reason()) connections.keep(connection)
    else await connection.destroy()
  }
}

const interimFlood: EndReason = {
  code: 'ERR_DELIVERY_ANSWER',
  message: `More than ${maxInterim} interim answers (1xx) came, and no other.`,
}

/** An address that the URL gives stays what it is; a name server may answer otherwise next time. */
function isFinal(error: unknown, { address }: Target): boolean {
  if (readCode(error) === 'ERR_DELIVERY_ADDRESS') return address !== undefined
  return isImpossible(error)
}

function isImpossible(error: unknown): boolean {
  return impossibleRequests.includes(readCode(error))
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
