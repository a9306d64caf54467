import type { Request, Response } from '../express.ts'
import { toPlainDeep } from '../validation/plain-value.ts'
import { decode } from '../validation/parameters.ts'
import { stateOf } from '../validation/request-state.ts'
import { readSentBody } from '../validation/response-hook.ts'
import type { Exchange, ExchangeRequest, ExchangeResponse } from './evaluate.ts'

/**
 * What expressions read of a request, as it came, before checks have put other values in its place; and
 * of its response, once that was sent.
 */
export function readExchange(req: Request, res: Response | undefined = req.res): Exchange {
  return { request: readRequest(req), response: res && readResponse(res) }
}

function readRequest(req: Request): ExchangeRequest {
  const state = stateOf(req)
  const raw = (slot: 'headers' | 'params', members: object): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(members).map(([name, value]) => [name, state.rawOf(slot, name, value)]),
    )
  return {
    method: req.method,
    url: readUrl(req),
    headers: raw('headers', req.headers),
    params: raw('params', req.params),
    // A name that is given twice has no one value.
    query: Object.fromEntries(
      [...state.query()].map(([name, values]) => [
        name,
        values.length === 1 ? decode(values[0] ?? '') : values,
      ]),
    ),
    body: state.body(),
  }
}

/** A proxy sends the URL as a whole. */
function readUrl(req: Request): string {
  const { originalUrl } = req
  if (/^https?:/i.test(originalUrl)) return originalUrl
  return `${req.protocol}://${readHost(req)}${originalUrl}`
}

/** As Express believes it, which has no name for it in version 4. */
function readHost(req: Request): string {
  // A test may make a request without an app.
  const app = req.app as Request['app'] | undefined
  const trusts = app?.get('trust proxy fn') as TrustProxy | undefined
  const forwarded = req.get('X-Forwarded-Host')?.split(',')[0]?.trim()
  return (trusts?.(req.socket.remoteAddress, 0) ? forwarded : undefined) ?? req.get('host') ?? ''
}

type TrustProxy = (address: unknown, hop: number) => boolean

/** Before it was answered there is no status, whatever stands in `res.statusCode`. */
function readResponse(res: Response): ExchangeResponse | undefined {
  const sent = readSentBody(res)
  if (!res.headersSent && !sent) return undefined
  return { status: res.statusCode, headers: res.getHeaders(), body: toPlainDeep(sent?.value) }
}
