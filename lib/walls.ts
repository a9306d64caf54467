import type { Layer, Route } from './express.ts'
import type { PathTemplate } from './path.ts'

/** What answers every request beneath a path, so that nothing after it is ever reached. */
export interface Wall {
  /** The path that it stands at, as a template. */
  readonly path: string
  /** In lower case; undefined for every method. */
  readonly method: string | undefined
  /** Such as `get("/{*rest}")`. */
  readonly what: string
}

/** The first of the walls that a request to `path` cannot pass. */
export function findWall(walls: readonly Wall[], path: string, method: string): Wall | undefined {
  return walls.find(
    (wall) =>
      (wall.method === undefined || wall.method === method) && isBeneath(path, wall.path, true),
  )
}

/** `get('*')` answers everything, where its handler cannot pass a request on. */
export function routeWalls(route: Route, template: PathTemplate): Wall[] {
  const last = template.parameters.at(-1)
  const tail = `/{${last?.name ?? ''}}`
  if (!last?.wildcard || !template.path.endsWith(tail)) return []
  const path = template.path.slice(0, -tail.length)
  return route.stack.filter(cannotPassOn).map(({ method }) => ({
    path,
    method,
    what: `${method ?? 'all'}(${describePath(route.path)})`,
  }))
}

/** Middleware without a parameter for `next`, such as a 404 handler. */
export function middlewareWall(layer: Layer, template: PathTemplate): Wall {
  return { path: template.path, method: undefined, what: `use(${layer.name ?? '<anonymous>'})` }
}

/** Without a parameter for `next`, a handler answers whatever reaches it. */
export function cannotPassOn({ name, handle }: Layer): boolean {
  // Express kept the name of what it was given; a tracing agent's wrapper has another, and a length of
  // its own that says nothing.
  const isWrapped = name !== (handle.name || '<anonymous>')
  return !isWrapped && (handle.length === 1 || handle.length === 2)
}

/** Whether every request to `path` passes what is mounted at `prefix`; both are templates. */
export function isBeneath(path: string, prefix: string, caseSensitive: boolean): boolean {
  const segments = fold(path, caseSensitive).split('/')
  return fold(prefix, caseSensitive)
    .split('/')
    .every((segment, index) => {
      const other = segments[index]
      return other !== undefined && (segment === other || segment.startsWith('{'))
    })
}

function fold(path: string, caseSensitive: boolean): string {
  return caseSensitive ? path : path.toLowerCase()
}

function describePath(path: unknown): string {
  return path instanceof RegExp ? String(path) : JSON.stringify(path)
}
