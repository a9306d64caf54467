import type { Readable } from 'node:stream'

export interface AnswerBody {
  readonly text: string | undefined
  readonly isCut: boolean
}

/** What is kept of a body: enough to read an error page, and not enough to be a burden. */
const maxBytes = 16 * 1024
/** How long a body is waited for after its headers. */
const maxMs = 2000

/** The beginning of a body; the rest is never read. Never rejects. */
export async function readAnswerBody(body: Readable, encoding: string): Promise<AnswerBody> {
  const { bytes, isCut } = await readBytes(body)
  if (bytes.length === 0) return { text: undefined, isCut }
  // Nothing was asked for but the body as it is, and inflating it is how a bomb goes off.
  if (!/^(?:identity)?$/i.test(encoding)) return { text: undefined, isCut: true }
  return { text: new TextDecoder().decode(bytes, { stream: isCut }), isCut }
}

async function readBytes(body: Readable): Promise<{ bytes: Buffer; isCut: boolean }> {
  const chunks: Buffer[] = []
  const timer = setTimeout(() => body.destroy(), maxMs)
  let isCut = false
  try {
    let size = 0
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      size += chunk.length
      isCut = size > maxBytes
      if (isCut) break
    }
  } catch {
    isCut = true
  } finally {
    clearTimeout(timer)
  }
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), isCut }
}
