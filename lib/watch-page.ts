import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** A watch that ends by itself: when the page was reached, or was seen to be hidden. */
export interface PageWatch {
  /** Say that a request has come this far; one for the page ends the watch. */
  reached(request: IncomingMessage): void
}

interface RequestStart {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** Whoever asks for a login, or for patience, does not stand in the page's place. */
const guarded = new Set([401, 403, 407, 429])

const channel = 'http.server.request.start'

/**
 * Find out that something answers for a page that stands behind it, which no walk can prove of a
 * middleware that takes `next`: a request for the page is answered, and never reached it.
 *
 * @param paths The page's own addresses, from the app's root.
 * @param isOurs Whether a request was answered by the app that the page is mounted in.
 * @param onHidden Told the path, once.
 */
export function watchPage(
  paths: readonly string[],
  isOurs: (request: object) => boolean,
  onHidden: (path: string) => void,
): PageWatch {
  const waiting = new WeakSet<IncomingMessage>()
  const end = (): boolean => unsubscribe(channel, onStart)

  function onStart(message: unknown): void {
    const { request, response } = message as RequestStart
    const path = request.url?.split('?')[0] ?? ''
    if (request.method !== 'GET' || !paths.includes(path)) return
    waiting.add(request)
    response.once('finish', () => {
      const isHidden = waiting.has(request) && !guarded.has(response.statusCode)
      if (isHidden && isOurs(request) && end()) onHidden(path)
    })
  }

  subscribe(channel, onStart)
  return { reached: (request) => void (waiting.delete(request) && end()) }
}
