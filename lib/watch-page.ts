import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** A watch that ends by itself: when the page was reached, or was seen to be hidden. */
export interface PageWatch {
  /** Say that a request has come this far; one for the page ends the watch. */
  reached(request: IncomingMessage): void
}

/** What is watched. */
export interface WatchedPage {
  /** The page's own addresses, from the app's root. */
  readonly paths: readonly string[]
  /** Whether a request was answered by the app that the page is mounted in. */
  isOurs(request: object): boolean
  /** Whether that app is gone. */
  isOver(): boolean
  /** Told the path, once. */
  onHidden(path: string): void
}

interface Watch extends WatchedPage {
  /** The requests for the page that have not reached it. */
  readonly waiting: WeakSet<object>
}

interface RequestStart {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** Whoever asks for a login, or for patience, does not stand in the page's place. */
const guarded = new Set([401, 403, 407, 429])

const watches = new Set<Watch>()
let isSubscribed = false

/**
 * Find out that something answers for a page that stands behind it, which no walk can prove of a
 * middleware that takes `next`: a request for the page is answered, and never reached it.
 */
export function watchPage(page: WatchedPage): PageWatch {
  const watch: Watch = { ...page, waiting: new WeakSet() }
  watches.add(watch)
  // One for the process, which may hold the apps of a whole suite of tests.
  if (!isSubscribed) subscribe('http.server.request.start', onStart)
  isSubscribed = true
  return {
    reached: (request) => {
      if (watch.waiting.delete(request)) watches.delete(watch)
    },
  }
}

function onStart(message: unknown): void {
  const { request, response } = message as RequestStart
  const asked = request.method === 'GET' ? listAsked(request.url?.split('?')[0] ?? '') : []
  if (asked.length === 0) return
  for (const { waiting } of asked) waiting.add(request)
  response.once('finish', () => {
    for (const watch of guarded.has(response.statusCode) ? [] : asked) judge(watch, request)
  })
}

function listAsked(path: string): Watch[] {
  for (const watch of watches) if (watch.isOver()) watches.delete(watch)
  return [...watches].filter(({ paths }) => paths.includes(path))
}

function judge(watch: Watch, request: IncomingMessage): void {
  const isHidden = watch.waiting.has(request) && watch.isOurs(request)
  if (isHidden && watches.delete(watch)) watch.onHidden(request.url?.split('?')[0] ?? '')
}
