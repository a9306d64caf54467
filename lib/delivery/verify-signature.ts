import { decodeBase64, mostSignatures } from './secret.ts'
import type { VerifyingSecret } from './secret.ts'
import { isDeliveryId, signedContent } from './signature.ts'
import type { SignatureHeaders } from './signature.ts'

export interface SignedRequest {
  /** As Node, Express or fetch have them, their names in any case. */
  readonly headers: ReceivedHeaders
  /** As it arrived: what was parsed and written again is no longer what was signed. */
  readonly body: Uint8Array
  readonly secrets: readonly VerifyingSecret[]
  /** In milliseconds since 1970. */
  readonly now?: number
  /** How much older or newer than `now` a request may be. */
  readonly toleranceSeconds?: number
}

export type ReceivedHeaders =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | Iterable<readonly [name: string, value: string]>

/** Whether a request is from who has the secret; `id` is what a receiver remembers against replays. */
export type SignatureVerdict = SignatureAccepted | SignatureRefused

/** A signature that is right, and of now. */
export interface SignatureAccepted {
  /** Tells it from one that is refused. */
  readonly ok: true
  /** The `webhook-id`. */
  readonly id: string
  /** In seconds since 1970. */
  readonly timestamp: number
}

/** A signature that is missing, wrong, or not of now. */
export interface SignatureRefused {
  /** Tells it from one that is right. */
  readonly ok: false
  /** Why. */
  readonly code: SignatureFaultCode
  /** Fit to be sent back: it says nothing that the sender does not know. */
  readonly message: string
}

export type SignatureFaultCode =
  | 'missing-header'
  | 'repeated-header'
  | 'malformed-id'
  | 'malformed-timestamp'
  | 'too-old'
  | 'too-new'
  /** No signature is of a version for which there is a secret. */
  | 'unknown-version'
  | 'no-match'

/** Checks the signature of a request as Standard Webhooks 1.0.0 has it. What is wrong is a value, not an exception. */
export function verify({
  headers,
  body,
  secrets,
  now = Date.now(),
  toleranceSeconds = 300,
}: SignedRequest): SignatureVerdict {
  const found = findHeaders(headers)
  if ('ok' in found) return found
  const id = found['webhook-id']
  const timestamp = found['webhook-timestamp']
  return (
    checkId(id) ??
    checkTimestamp(timestamp) ??
    checkAge(Math.floor(now / 1000) - Number(timestamp), toleranceSeconds) ??
    checkSignatures(found['webhook-signature'], secrets, signedContent(id, timestamp, body)) ?? {
      ok: true,
      id,
      timestamp: Number(timestamp),
    }
  )
}

const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const

function findHeaders(headers: ReceivedHeaders): SignatureHeaders | SignatureRefused {
  const entries = listHeaders(headers)
  const found = { 'webhook-id': '', 'webhook-timestamp': '', 'webhook-signature': '' }
  for (const name of names) {
    const [value, ...others] = entries
      .filter(([key]) => key.toLowerCase() === name)
      .flatMap(([, values]) => values ?? [])
    if (!value) return refuse('missing-header', `${name} is missing.`)
    // Node and fetch join what is repeated with a comma and a space, which no value of these has.
    if (others.length > 0 || value.includes(', ')) {
      return refuse('repeated-header', `${name} is there more than once.`)
    }
    found[name] = value
  }
  return found
}

type HeaderEntry = readonly [name: string, value: string | readonly string[] | undefined]

function listHeaders(headers: ReceivedHeaders): readonly HeaderEntry[] {
  return isIterable(headers) ? [...headers] : Object.entries(headers)
}

function isIterable(
  headers: ReceivedHeaders,
): headers is Iterable<readonly [name: string, value: string]> {
  return Symbol.iterator in headers
}

function checkId(id: string): SignatureRefused | undefined {
  if (isDeliveryId(id)) return undefined
  return refuse(
    'malformed-id',
    'webhook-id is not of 1 to 256 printable ASCII characters without spaces and full stops.',
  )
}

function checkTimestamp(timestamp: string): SignatureRefused | undefined {
  if (/^[0-9]+$/.test(timestamp)) return undefined
  return refuse('malformed-timestamp', 'webhook-timestamp is not a whole number of seconds.')
}

/** Written so that a clock or a tolerance that is no number refuses. */
function checkAge(age: number, tolerance: number): SignatureRefused | undefined {
  if (age <= tolerance && -age <= tolerance) return undefined
  if (age < 0) {
    return refuse(
      'too-new',
      `webhook-timestamp is ${-age} seconds ahead of the clock here, and ${tolerance} are allowed.`,
    )
  }
  return refuse('too-old', `webhook-timestamp is ${age} seconds old, and ${tolerance} are allowed.`)
}

function checkSignatures(
  header: string,
  secrets: readonly VerifyingSecret[],
  content: Uint8Array,
): SignatureRefused | undefined {
  const signatures = readSignatures(header)
  const known = secrets.filter(({ version }) => signatures.has(version))
  if (known.length === 0) return refuse('unknown-version', describeVersions(secrets))
  const isAccepted = known.some((secret) =>
    secret.acceptsOneOf(signatures.get(secret.version) ?? [], content),
  )
  if (isAccepted) return undefined
  return refuse(
    'no-match',
    'No signature fits the id, the timestamp and the body as it arrived, with any secret here.',
  )
}

/** By version. What is not base64 is no signature, but its version was there. */
function readSignatures(header: string): ReadonlyMap<string, readonly Buffer[]> {
  const signatures = new Map<string, Buffer[]>()
  for (const item of header.split(' ', mostSignatures)) {
    const comma = item.indexOf(',')
    if (comma < 0) continue
    const version = item.slice(0, comma)
    const bytes = decodeBase64(item.slice(comma + 1))
    signatures.set(version, [...(signatures.get(version) ?? []), ...(bytes ? [bytes] : [])])
  }
  return signatures
}

function describeVersions(secrets: readonly VerifyingSecret[]): string {
  const versions = [...new Set(secrets.map(({ version }) => version))].join(' or ')
  return `webhook-signature has no signature of version ${versions}.`
}

function refuse(code: SignatureFaultCode, message: string): SignatureRefused {
  return { ok: false, code, message }
}
