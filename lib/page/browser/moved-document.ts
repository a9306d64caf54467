import { decodeIfPossible } from '../../json-schema.ts'

/** A document as Swagger UI has parsed it. */
export interface ApiDocument {
  readonly servers?: unknown
  readonly paths?: unknown
}

/** A page's path: as the app was asked for it, and as the browser shows it. */
export interface PagePaths {
  readonly served: string
  readonly shown: string
}

/**
 * The document of an app whose author has named no servers, as it holds where the page is open: behind a
 * proxy that has stripped a prefix from the path, or added one. Where the two paths say neither, the
 * document stays as it is.
 */
export function moveDocument<T extends ApiDocument>(document: T, paths: PagePaths): T {
  const served = splitPath(paths.served)
  const shown = splitPath(paths.shown)
  const implied = readImpliedServer(document)
  if (implied === undefined) return document
  const stripped = cutEnd(shown, served)
  if (stripped) return withStripped(document, implied, stripped)
  const added = cutEnd(served, shown)
  return added ? withoutAdded(document, implied, added) : document
}

type Segments = readonly string[]

/** The app itself puts it there where it trusts `X-Forwarded-Prefix`. */
function withStripped<T extends ApiDocument>(document: T, implied: Segments, prefix: Segments): T {
  return cutStart(implied, prefix) ? document : withServer(document, [...prefix, ...implied])
}

function withoutAdded<T extends ApiDocument>(document: T, implied: Segments, prefix: Segments): T {
  const server = cutStart(implied, prefix)
  if (server) return withServer(document, server)
  const below = cutStart(prefix, implied)
  return below ? withServer(cutPaths(document, below), []) : document
}

function withServer<T extends ApiDocument>(document: T, server: Segments): T {
  if (server.length > 0) return { ...document, servers: [{ url: joinPath(server) }] }
  const { servers: _servers, ...others } = document
  return others as T
}

/**
 * The paths below a prefix are those that the proxy leads to, under the names that they have outside;
 * where another path has such a name already, nothing leads to that one.
 */
function cutPaths<T extends ApiDocument>(document: T, prefix: Segments): T {
  const { paths } = document
  if (typeof paths !== 'object' || paths === null) return document
  const entries = Object.entries(paths).map(([path, item]) => {
    const rest = cutStart(path.split('/').slice(1), prefix)
    return { path: rest ? joinPath(rest) : path, item: item as unknown, isReached: Boolean(rest) }
  })
  const reached = new Set(entries.filter(({ isReached }) => isReached).map(({ path }) => path))
  const kept = entries.filter(({ path, isReached }) => isReached || !reached.has(path))
  return { ...document, paths: Object.fromEntries(kept.map(({ path, item }) => [path, item])) }
}

/** Undefined where the document names servers that say more than a path of the app's own. */
function readImpliedServer({ servers = [] }: ApiDocument): Segments | undefined {
  if (!Array.isArray(servers) || servers.length > 1) return undefined
  const [server] = servers as { url?: unknown }[]
  if (server === undefined) return []
  const { url } = server
  return typeof url === 'string' && /^(?:\/(?!\/)[^{?#]*)?$/.test(url) ? splitPath(url) : undefined
}

/** A slash at the end makes no difference. */
function splitPath(path: string): Segments {
  const segments = path.split('/').slice(1)
  return segments.at(-1) === '' ? segments.slice(0, -1) : segments
}

function joinPath(segments: Segments): string {
  return `/${segments.join('/')}`
}

/** What stands before `end`; undefined where the path ends otherwise. */
function cutEnd(path: Segments, end: Segments): Segments | undefined {
  const at = path.length - end.length
  return at >= 0 && areEqual(path.slice(at), end) ? path.slice(0, at) : undefined
}

/** What stands after `start`; undefined where the path begins otherwise. */
function cutStart(path: Segments, start: Segments): Segments | undefined {
  return areEqual(path.slice(0, start.length), start) ? path.slice(start.length) : undefined
}

/** One segment can be percent-encoded in several ways, and proxies and browsers have their own. */
function areEqual(some: Segments, others: Segments): boolean {
  return (
    some.length === others.length &&
    some.every(
      (segment, index) => decodeIfPossible(segment) === decodeIfPossible(others[index] ?? ''),
    )
  )
}
