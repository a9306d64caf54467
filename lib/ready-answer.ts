import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { NextFunction, Request, Response } from './express.ts'

/** What answers a request, or passes it on. */
export type Answer = (req: Request, res: Response, next: NextFunction) => void

/** A body that is ready to be sent. */
export interface ReadyBody {
  readonly status: number
  readonly type: string
  readonly bytes: Buffer
}

/** A body in one coding, with the headers that it is always sent with. */
interface Encoded {
  readonly status: number
  readonly bytes: Buffer
  readonly etag: string
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Answers with the same bytes each time: with a strong ETag, 304 for who has them, HEAD, and compressed
 * for who takes it. Each coding is made when it is first asked for, and kept.
 */
export function createReadyAnswer(body: ReadyBody): Answer {
  const isWorthwhile = body.bytes.length >= worthwhile
  const made = new Map<Coding, Encoded>([['identity', describe(body, body.bytes, 'identity')]])
  const beingMade = new Map<Coding, Promise<Encoded>>()

  /** Once, for all who wait for it. */
  function make(coding: Coding): Promise<Encoded> {
    const making = beingMade.get(coding) ?? makeAnew(coding).finally(() => beingMade.delete(coding))
    beingMade.set(coding, making)
    return making
  }

  async function makeAnew(coding: Coding): Promise<Encoded> {
    const encoded = describe(body, await encode(body.bytes, coding), coding)
    made.set(coding, encoded)
    return encoded
  }

  return (req, res, next) => {
    const coding = isWorthwhile ? chooseCoding(req) : 'identity'
    const ready = made.get(coding)
    if (ready) return send(ready, req, res)
    make(coding)
      .then((encoded) => {
        // In the meantime somebody may have answered, such as a time limit of the app's.
        if (!res.headersSent) send(encoded, req, res)
      })
      .catch(next)
  }
}

function describe(
  { status, type, bytes: plain }: ReadyBody,
  bytes: Buffer,
  coding: Coding,
): Encoded {
  // "A strong validator is unique across all representations" (RFC 9110, 8.8.1), so each coding has one.
  const etag = `"${createHash('sha256').update(bytes).digest('base64url')}"`
  const headers = {
    'Content-Type': type,
    'Cache-Control': 'no-cache',
    ETag: etag,
    ...(plain.length < worthwhile ? {} : { Vary: 'Accept-Encoding' }),
    ...(coding === 'identity' ? {} : { 'Content-Encoding': coding }),
  }
  return { status, bytes, etag, headers }
}

/** Below, the headers weigh more than what a coding saves. */
const worthwhile = 1024

/** Good enough for a body that is sent often, and quick enough for whoever waits for the first. */
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 7 } }

type Coding = 'br' | 'gzip' | 'identity'

async function encode(bytes: Buffer, coding: Coding): Promise<Buffer> {
  if (coding === 'identity') return bytes
  return coding === 'br' ? promisify(brotliCompress)(bytes, quality) : promisify(gzip)(bytes)
}

/** What clients have asked for: a browser asks for the same each time, and each means the same. */
const chosen = new Map<string, Coding>()

/** The smallest that the client takes; how much it prefers one to another is not weighed. */
function chooseCoding(req: Request): Coding {
  const accepted = req.headers['accept-encoding']
  // accepts() takes a client that says nothing for one that takes everything.
  if (accepted === undefined) return 'identity'
  const known = chosen.get(accepted)
  if (known) return known
  const coding = (['br', 'gzip'] as const).find((one) => req.acceptsEncodings(one)) ?? 'identity'
  if (chosen.size >= 100) chosen.clear()
  chosen.set(accepted, coding)
  return coding
}

/** By writeHead(), since `res.set()` looks at each header anew. */
function send(encoded: Encoded, req: Request, res: Response): void {
  const headers = besideOthers(encoded.headers, res)
  if (isFresh(encoded, req, res)) {
    const { 'Content-Type': _type, 'Content-Encoding': _encoding, ...others } = headers
    res.writeHead(304, others).end()
    return
  }
  const { status, bytes } = encoded
  res.writeHead(status, { ...headers, 'Content-Length': String(bytes.length) })
  res.end(req.method === 'HEAD' ? undefined : bytes)
}

/** What others have said of caching stays: an app's own Cache-Control, or a Vary by the origin of who asks. */
function besideOthers(headers: Encoded['headers'], res: Response): Record<string, string> {
  if (!res.hasHeader('Vary') && !res.hasHeader('Cache-Control')) return headers
  const { Vary, 'Cache-Control': caching = '', ...others } = headers
  if (Vary !== undefined) res.vary(Vary)
  return res.hasHeader('Cache-Control') ? others : { ...others, 'Cache-Control': caching }
}

function isFresh({ status, etag }: Encoded, req: Request, res: Response): boolean {
  if (status !== 200 || req.headers['if-none-match'] === undefined) return false
  res.setHeader('ETag', etag)
  return req.fresh
}
