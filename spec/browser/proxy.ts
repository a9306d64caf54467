import { request, type RequestListener } from 'node:http'
import type { BrowserContextOptions } from 'playwright-core'
import { listen } from '../live-app.ts'

/** Hands every request on to `origin`, under the path that `rewrite` gives; undefined is not found. */
export function createProxy(
  origin: string,
  rewrite: (path: string) => string | undefined,
  added: Record<string, string> = {},
): RequestListener {
  return (req, res) => {
    const path = rewrite(req.url ?? '')
    if (path === undefined) {
      res.writeHead(404).end()
      return
    }
    const headers = { ...req.headers, ...added }
    const forwarded = request(origin + path, { method: req.method, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(res)
    })
    req.pipe(forwarded)
  }
}

/** Nothing but what is below the prefix is found. */
export function stripPrefix(prefix: string) {
  return (path: string): string | undefined =>
    path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : undefined
}

/** A proxy by which a browser finds `app` under any host name. */
export async function serveHost(
  app: RequestListener,
): Promise<NonNullable<BrowserContextOptions['proxy']>> {
  const forward: RequestListener = (req, res) => {
    const { pathname, search } = new URL(req.url ?? '')
    req.url = pathname + search
    app(req, res)
  }
  return { server: await listen(forward) }
}
