import type { JsonSchema } from '../schema-types.ts'

/**
 * The headers of Standard Webhooks (1.0.0, "Webhook headers"), as a router documents them whose requests are
 * signed. Whoever sends them makes them, and is given none.
 */
export const signatureHeaders: JsonSchema = {
  type: 'object',
  properties: {
    'webhook-id': {
      type: 'string',
      description:
        'Names this delivery, and is the same at each attempt: skip what has come before.',
    },
    'webhook-timestamp': {
      type: 'integer',
      description: 'When this attempt was made, in seconds since 1970: refuse what is old.',
    },
    'webhook-signature': {
      type: 'string',
      description:
        'Signatures of `<id>.<timestamp>.<body>`, separated by spaces: `v1,` and HMAC-SHA256, or `v1a,` and Ed25519, in base64.',
    },
  },
  required: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
}

// Registered, so that two copies of this package know each other's.
const mark = Symbol.for('ringback/signature-headers')
Object.defineProperty(signatureHeaders, mark, { value: true })

export function isSignatureHeaders(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && mark in schema
}
