import { hash } from 'node:crypto'
import { OutgoingMessage } from 'node:http'
import { createApp, ownResponse, type Request, type Response } from '../express.ts'
import { readProperty } from '../read-property.ts'

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
  const prototype = Object.getPrototypeOf(res) as Prototype
  const settings = prototype.app?.settings
  if (!settings || !isOrdinary(req, res, prototype, settings)) return false
  const body = JSON.stringify(value) as string | undefined
  if (body === undefined) return false
  const length = Buffer.byteLength(body)
  const hasETag = hasHeader.call(res, 'ETag')
  const set = findMethod(res, prototype, 'setHeader')
  set.call(res, 'Content-Type', 'application/json; charset=utf-8')
  set.call(res, 'Content-Length', String(length))
  const etag = hasETag ? undefined : createETag(settings, body, length)
  if (etag) set.call(res, 'ETag', etag)
  // A text, and not its bytes: Node writes it together with the headers.
  findMethod(res, prototype, 'end').call(res, body, 'utf8')
  return true
}

/** The same as `res[name]`, which V8 takes longer to find (see `readProperty()`). */
function findMethod<Name extends keyof Methods>(
  res: Response,
  prototype: Methods,
  name: Name,
): Methods[Name] {
  return Object.hasOwn(res, name) ? res[name] : prototype[name]
}

type Methods = Pick<Response, 'setHeader' | 'end'>

/** `app.response`, whose settings are those of the app; one that is mounted inherits from the app around it. */
interface Prototype extends Methods, Pick<Response, 'send'> {
  readonly app?: { readonly settings?: Settings }
}

// Reads what is to be sent, whoever has put methods of his own in their place.
const { hasHeader } = OutgoingMessage.prototype

/** Whether what Express does is known, and none of what it does for some answers is to be done. */
function isOrdinary(req: Request, res: Response, { send }: Prototype, settings: Settings): boolean {
  return (
    send === ownResponse.send &&
    !Object.hasOwn(res, 'send') &&
    isWithBody(res.statusCode) &&
    isUnconditional(req) &&
    !hasHeader.call(res, 'Content-Type') &&
    !hasHeader.call(res, 'Transfer-Encoding') &&
    isUnset(settings)
  )
}

function isWithBody(status: number): boolean {
  return status !== 204 && status !== 205 && status !== 304
}

/** Else the answer may be that nothing has changed, or have no body. */
function isUnconditional(req: Request): boolean {
  const method = readProperty(req, 'method')
  if (method === 'HEAD') return false
  if (method !== 'GET') return true
  const { headers } = req
  return headers['if-none-match'] === undefined && headers['if-modified-since'] === undefined
}

function isUnset(settings: Settings): boolean {
  return (
    settings['json escape'] === undefined &&
    settings['json replacer'] === undefined &&
    settings['json spaces'] === undefined
  )
}

function createETag(
  { 'etag fn': create }: Settings,
  body: string,
  length: number,
): string | undefined {
  if (typeof create !== 'function') return undefined
  if (create === (usual ??= readUsual()).create) return createUsual(body, length)
  return (create as CreateETag)(Buffer.from(body))
}

type CreateETag = (body: Buffer) => string | undefined

/** What an app has that says nothing of it, where it does what it is known to do. */
let usual: { readonly create: unknown } | undefined

function readUsual(): { readonly create: unknown } {
  const { 'etag fn': create } = (createApp() as unknown as { settings: Settings }).settings
  const body = '{"an":"answer"}'
  const isKnown = (create as CreateETag)(Buffer.from(body)) === createUsual(body, body.length)
  return { create: isKnown ? create : undefined }
}

/** The same without an object of OpenSSL's for each answer, which has to be collected. */
function createUsual(body: string, length: number): string {
  return `W/"${length.toString(16)}-${hash('sha1', body, 'base64').slice(0, 27)}"`
}
