import type { Request, Response } from '../express.ts'
import { ownResponse } from '../express.ts'

/** What Express reads of its settings to answer with JSON. */
interface Settings {
  readonly 'json escape'?: unknown
  readonly 'json replacer'?: unknown
  readonly 'json spaces'?: unknown
  readonly 'etag fn'?: unknown
}

/**
 * Answers as Express's `res.json()` would, header for header and byte for byte, without what that does for
 * other answers: it hands a text to `res.send()`, which looks at its type anew, makes bytes of it and has
 * them written apart from the headers.
 *
 * @param value plain JSON
 * @returns whether it has; not where anything is out of the ordinary, which is left to Express
 */
export function sendJson(req: Request, res: Response, value: unknown): boolean {
  if (!isOrdinary(req, res)) return false
  const body = JSON.stringify(value) as string | undefined
  if (body === undefined) return false
  const bytes = Buffer.from(body)
  res.setHeader('Content-Type', 'application/json; charset=utf-8')
  res.setHeader('Content-Length', String(bytes.length))
  const etag = createETag(res, bytes)
  if (etag) res.setHeader('ETag', etag)
  // A text, and not its bytes: Node writes it together with the headers.
  res.end(body, 'utf8')
  return true
}

/** Whether what Express does is known, and none of what it does for some answers is to be done. */
function isOrdinary(req: Request, res: Response): boolean {
  const { json, send } = Object.getPrototypeOf(res) as Partial<Response>
  return (
    json === ownResponse.json &&
    send === ownResponse.send &&
    !Object.hasOwn(res, 'send') &&
    isWithBody(res.statusCode) &&
    isUnconditional(req) &&
    !res.hasHeader('Content-Type') &&
    !res.hasHeader('Transfer-Encoding') &&
    isUnset(readSettings(res))
  )
}

function isWithBody(status: number): boolean {
  return status !== 204 && status !== 205 && status !== 304
}

/** Else the answer may be that nothing has changed, or have no body. */
function isUnconditional({ method, headers }: Request): boolean {
  const isAsked =
    headers['if-none-match'] !== undefined || headers['if-modified-since'] !== undefined
  return method !== 'HEAD' && !(isAsked && method === 'GET')
}

function isUnset(settings: Settings): boolean {
  return (
    settings['json escape'] === undefined &&
    settings['json replacer'] === undefined &&
    settings['json spaces'] === undefined
  )
}

/** Those of an app that is mounted inherit from those of the app around it. */
function readSettings(res: Response): Settings {
  return (res.app as unknown as { settings: Settings }).settings
}

function createETag(res: Response, bytes: Buffer): string | undefined {
  const { 'etag fn': create } = readSettings(res)
  if (typeof create !== 'function' || res.hasHeader('ETag')) return undefined
  return (create as (body: Buffer) => string | undefined)(bytes)
}
