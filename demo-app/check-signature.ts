import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Request } from 'express'
import { callbackSecret } from './callback-secret.ts'

/** Whether the API has sent this, just now, as Standard Webhooks sign it; `body` as it arrived. */
export function isSigned(req: Request, body: Buffer): boolean {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map(
    (name) => req.get(`webhook-${name}`) ?? '',
  )
  const key = Buffer.from(callbackSecret.replace('whsec_', ''), 'base64')
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest()
  const isRecent = Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300
  return isRecent && signatures!.split(' ').some((signature) => isSame(signature, expected))
}

function isSame(signature: string, expected: Buffer): boolean {
  const [version, text = ''] = signature.split(',')
  const given = Buffer.from(text, 'base64')
  return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected)
}
