import type { RingbackError } from '../errors.ts'
import { essenceOf } from '../validation/check-body.ts'
import { parseQuery, decode } from '../validation/parameters.ts'
import { refuse } from './refusal.ts'

/** A body as a handler reads it, by its media type; what is neither JSON nor text stays bytes. */
export type ParsedBody =
  { readonly value: unknown; readonly error?: undefined } | { readonly error: RingbackError }

export function parseBody(body: Buffer, contentType: string): ParsedBody {
  if (body.length === 0) return { value: undefined }
  const mediaType = essenceOf(contentType)
  try {
    if (/[/+]json$/.test(mediaType)) return { value: JSON.parse(decodeText(body)) as unknown }
    if (mediaType === 'application/x-www-form-urlencoded') return { value: readForm(body) }
    return { value: mediaType.startsWith('text/') ? decodeText(body) : body }
  } catch (cause) {
    return { error: malformed(mediaType, cause) }
  }
}

/** "JSON text exchanged between systems … MUST be encoded using UTF-8"; other bytes are another payload. */
function decodeText(body: Buffer): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(body)
}

/** A name that is there more than once is a list. */
function readForm(body: Buffer): Record<string, unknown> {
  const fields = [...parseQuery(`?${decodeText(body)}`)].map(([name, values]) => {
    const texts = values.map(decode)
    return [name, texts.length === 1 ? texts[0] : texts] as const
  })
  return Object.fromEntries(fields)
}

function malformed(mediaType: string, cause: unknown): RingbackError {
  const message = `The body is not ${mediaType}: ${(cause as Error).message}.`
  return refuse({
    code: 'ERR_BODY_MALFORMED',
    status: 400,
    message,
    remedy: 'Send a body that is what its Content-Type says, in UTF-8.',
    errors: [{ in: 'body', path: '', message: 'cannot be parsed', code: 'malformed' }],
    cause,
  })
}
