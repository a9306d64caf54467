import type { IncomingMessage } from 'node:http'
import { RingbackError } from '../errors.ts'
import type { Request } from '../express.ts'
import { hasBody } from '../validation/check-body.ts'
import { refuse } from './refusal.ts'

/** A request of which another parser may have left something. */
interface Parsed extends IncomingMessage {
  readonly body?: unknown
  readonly rawBody?: unknown
}

/**
 * The body of a request as it arrived: read here, or what the app has kept of it.
 *
 * @param limit in bytes
 * @returns undefined where another parser has read it, and left no bytes
 * @throws {RingbackError} `ERR_RECEIVER_SIZE`, `ERR_BODY_MALFORMED` where it breaks off
 */
export async function readRawBody(req: Parsed, limit: number): Promise<Buffer | undefined> {
  const { rawBody, body } = req
  const kept = [rawBody, body].find((value) => value instanceof Uint8Array)
  if (kept !== undefined) return requireSize(Buffer.from(kept), limit)
  if (isRead(req)) return hasBody(req as Request) ? undefined : Buffer.alloc(0)
  requirePlain(req)
  if (Number(req.headers['content-length'] ?? 0) > limit + mostIgnored) throw tooLarge(limit)
  return readStream(req, limit)
}

function isRead(req: Parsed): boolean {
  // A parser that finds no body leaves the stream alone.
  const isParsed = (req as { _body?: unknown })._body === true
  return isParsed || req.readableDidRead || req.readableEnded || req.destroyed
}

/** What is packed was signed before or after that, and nobody says which. */
function requirePlain({ headers }: IncomingMessage): void {
  const encoding = headers['content-encoding'] ?? ''
  if (/^(?:identity)?$/i.test(encoding)) return
  const message = `The body is encoded as ${JSON.stringify(encoding)}, and is read as it is alone.`
  throw refuse({
    code: 'ERR_MEDIA_TYPE',
    status: 415,
    message,
    remedy: 'Send it without a Content-Encoding.',
    errors: [{ in: 'header', path: '/content-encoding', message, code: 'contentEncoding' }],
  })
}

function requireSize(body: Buffer, limit: number): Buffer {
  if (body.length <= limit) return body
  throw tooLarge(limit)
}

/** What is read beyond the limit, so that a client which is still writing hears the answer. */
const mostIgnored = 4 * 1024 * 1024

/** By events, since an iterator that ends early takes the connection with it. */
function readStream(req: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const leave = (): void => {
      req.off('data', take).off('end', end).off('error', breakOff).off('close', breakOff)
    }
    const take = (chunk: Buffer): void => {
      size += chunk.length
      if (size <= limit) return void chunks.push(chunk)
      chunks.length = 0
      if (size > limit + mostIgnored) end()
    }
    const end = (): void => {
      leave()
      if (size <= limit) return resolve(Buffer.concat(chunks))
      req.pause()
      reject(tooLarge(limit))
    }
    const breakOff = (): void => {
      leave()
      reject(brokenOff())
    }
    req.on('data', take).on('end', end).on('error', breakOff).on('close', breakOff)
  })
}

function tooLarge(limit: number): RingbackError {
  const message = `The body is of more than ${limit} bytes.`
  return refuse({
    code: 'ERR_RECEIVER_SIZE',
    status: 413,
    message,
    remedy: 'Send less, or raise the limit of receiver().',
    errors: [{ in: 'body', path: '', message, code: 'size' }],
  })
}

function brokenOff(): RingbackError {
  const message = 'The body breaks off.'
  return refuse({
    code: 'ERR_BODY_MALFORMED',
    status: 400,
    message,
    remedy: 'Send it to its end.',
    errors: [{ in: 'body', path: '', message, code: 'malformed' }],
  })
}

/** The error of an app whose parser comes first: what was signed is gone. */
export function alreadyParsed(where: string): RingbackError {
  return new RingbackError({
    code: 'ERR_RECEIVER_PARSED',
    message:
      'The body was read before receive() could verify it: the signature is of its bytes, and a parser has left none.',
    where,
    remedy:
      'Mount the route before app.use(express.json()), or keep the bytes: express.json({ verify: (req, _res, body) => { req.rawBody = body } }).',
  })
}
