import { describeValue, RingbackError } from '../errors.ts'
import type { SigningSecret } from './secret.ts'

/** What Standard Webhooks 1.0.0 adds to a request. */
export interface SignatureHeaders {
  readonly 'webhook-id': string
  /** In seconds since 1970, of this attempt. */
  readonly 'webhook-timestamp': string
  /** One signature per secret, with a space between. */
  readonly 'webhook-signature': string
}

export interface Signable {
  /** The same at every attempt. */
  readonly id: string
  /** In seconds since 1970, of this attempt. */
  readonly timestamp: number
  /** As it is sent, byte for byte; text is sent as UTF-8. */
  readonly body: string | Uint8Array
  readonly secrets: readonly SigningSecret[]
}

/**
 * The headers that let the other side know who has sent a request, and when.
 *
 * @throws {RingbackError} `ERR_DELIVERY_ID`, `ERR_DELIVERY_TIMESTAMP`
 */
export function sign({ id, timestamp, body, secrets }: Signable): SignatureHeaders {
  requireDeliveryId(id)
  requireSeconds(timestamp)
  const seconds = String(timestamp)
  const content =
    typeof body === 'string' ? signedHead(id, seconds) + body : signedContent(id, seconds, body)
  const signatures = secrets.map(
    (secret) => `${secret.version},${secret.sign(content).toString('base64')}`,
  )
  return {
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': signatures.join(' '),
  }
}

/** The bytes that a signature is over. */
export function signedContent(
  id: string,
  timestamp: string,
  body: string | Uint8Array,
): Uint8Array {
  const head = signedHead(id, timestamp)
  if (typeof body === 'string') return Buffer.from(head + body)
  return Buffer.concat([Buffer.from(head), body])
}

function signedHead(id: string, timestamp: string): string {
  return `${id}.${timestamp}.`
}

/**
 * Whether it can be a `webhook-id`. Without full stops, since one would let an attacker move the borders
 * between id, timestamp and body under a valid signature; without spaces, since a header loses them at its
 * ends and gains them where it is repeated.
 */
export function isDeliveryId(id: unknown): id is string {
  return typeof id === 'string' && /^[!-\-/-~]{1,256}$/.test(id)
}

/** @throws {RingbackError} `ERR_DELIVERY_ID` */
export function requireDeliveryId(id: unknown, where?: string): void {
  if (isDeliveryId(id)) return
  const quoted = describeValue(
    typeof id === 'string' && id.length > 80 ? `${id.slice(0, 80)}…` : id,
  )
  throw new RingbackError({
    code: 'ERR_DELIVERY_ID',
    message: `The id of a delivery is ${quoted}.`,
    where,
    remedy:
      'Give 1 to 256 printable ASCII characters without spaces and full stops, such as a UUID; or none, and one is made.',
  })
}

/** Milliseconds in place of seconds would be refused by every receiver, and are past this. */
const lastSecond = 99_999_999_999

function requireSeconds(timestamp: number): void {
  if (Number.isInteger(timestamp) && timestamp >= 0 && timestamp <= lastSecond) return
  throw new RingbackError({
    code: 'ERR_DELIVERY_TIMESTAMP',
    message: `The timestamp of a signature is ${describeValue(timestamp)}.`,
    remedy: 'Give whole seconds since 1970, such as Math.floor(Date.now() / 1000).',
  })
}
