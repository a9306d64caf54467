import { lookup } from 'node:dns'
import type { Readable } from 'node:stream'
import { openDeadline } from '../../delivery/deadline.ts'
import type { AttemptAnswer } from '../../delivery/delivery.ts'
import { exchange, type HttpAnswer } from '../../delivery/http-client.ts'
import type { SentHeaders } from './sent-headers.ts'

export interface SentRequest {
  readonly url: URL
  readonly method: string
  readonly headers: SentHeaders
  readonly body: string | undefined
}

/** What came of a request: an answer, or why there is none. */
export type SentResult = (AttemptAnswer | NoAnswer) & { readonly durationMs: number }

export interface NoAnswer {
  readonly kind: 'fault'
  /** Such as `ECONNREFUSED`. */
  readonly code: string
  readonly message: string
}

/**
 * One request to wherever it is to go, loopback included: the URL is of who calls the command. Redirects
 * are not followed. It never rejects.
 */
export async function sendRequest(
  request: SentRequest,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<SentResult> {
  const deadline = openDeadline(timeoutMs, signal)
  const start = performance.now()
  const done = <Result extends AttemptAnswer | NoAnswer>(result: Result): SentResult => ({
    ...result,
    durationMs: Math.round(performance.now() - start),
  })
  try {
    const rules = { lookup, checkAddress: () => Promise.resolve(), ca: undefined }
    const hooks = { onConnect: () => deadline.enter('answer'), onInterim: () => {} }
    const sent = { ...request, signal: deadline.signal, ...hooks }
    return done(await exchange(sent, rules, readAnswer))
  } catch (error) {
    return done(describe(deadline.reason() ?? error))
  } finally {
    deadline.close()
  }
}

/** More than any answer to a callback has. */
const maxBytes = 1024 * 1024

async function readAnswer({ status, headers, body }: HttpAnswer): Promise<AttemptAnswer> {
  const joined = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')] as const),
  )
  const { bytes, isCut } = await readBytes(body)
  const isPlain = /^(?:identity)?$/i.test(joined['content-encoding'] ?? '')
  const text = bytes.length === 0 || !isPlain ? undefined : new TextDecoder().decode(bytes)
  return { kind: 'answer', status, headers: joined, body: text, isCut: isCut || !isPlain }
}

async function readBytes(body: Readable): Promise<{ bytes: Buffer; isCut: boolean }> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size > maxBytes) break
  }
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), isCut: size > maxBytes }
}

/** An attempt at several addresses fails with a list, and says nothing itself. */
function describe(error: unknown): NoAnswer {
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : []
  const { code, message } = (first ?? error) as { code?: unknown; message?: unknown }
  return {
    kind: 'fault',
    code: typeof code === 'string' ? code : 'ERR_DELIVERY_ANSWER',
    message: String(message ?? error),
  }
}
