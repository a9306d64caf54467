import type { IncomingHttpHeaders } from 'node:http'
import type { RingbackError } from '../errors.ts'
import type { VerifyingSecret } from '../delivery/secret.ts'
import type { SignatureRefused, SignatureVerdict } from '../delivery/verify-signature.ts'
import { verify } from '../delivery/verify-signature.ts'
import { refuse } from './refusal.ts'

/** Whether a request is from who has the secret, as it arrived. */
export function checkSignature(
  { headers, body }: { readonly headers: IncomingHttpHeaders; readonly body: Buffer },
  secrets: readonly VerifyingSecret[],
  toleranceSeconds: number,
): SignatureVerdict {
  return verify({ headers, body, secrets, toleranceSeconds })
}

const headerOf: Readonly<Record<SignatureRefused['code'], string>> = {
  'missing-header': '',
  'repeated-header': '',
  'malformed-id': '/webhook-id',
  'malformed-timestamp': '/webhook-timestamp',
  'too-old': '/webhook-timestamp',
  'too-new': '/webhook-timestamp',
  'unknown-version': '/webhook-signature',
  'no-match': '/webhook-signature',
}

/** The error of a request that is from nobody known, or from another time. */
export function refuseSignature({ code, message }: SignatureRefused): RingbackError {
  const named = /^(webhook-\w+) is/.exec(message)?.[1]
  return refuse({
    code: 'ERR_RECEIVER_SIGNATURE',
    status: 401,
    message,
    remedy:
      'Compare the secrets and the clocks of both sides, and send the bytes that were signed.',
    errors: [{ in: 'header', path: headerOf[code] || (named ? `/${named}` : ''), message, code }],
  })
}
