import type { Layer, Route } from './express.ts'
import { isBeneath, takesRest, type PathTemplate } from './path.ts'

/** What answers every request beneath a path, so that nothing after it is ever reached. */
export interface Wall {
  readonly template: PathTemplate
  /** In lower case; undefined for every method. */
  readonly method: string | undefined
  /** Such as `get("/{*rest}")`. */
  readonly what: string
}

/** The first of the walls that a request to `template` cannot pass. */
export function findWall(
  walls: readonly Wall[],
  template: PathTemplate,
  method: string,
): Wall | undefined {
  return walls.find(
    (wall) =>
      (wall.method === undefined || wall.method === method) &&
      isBeneath(template, wall.template, true),
  )
}

/** `get('*')` answers everything, where its handler cannot pass a request on. */
export function routeWalls(route: Route, template: PathTemplate): Wall[] {
  if (!takesRest(template)) return []
  return route.stack.filter(cannotPassOn).map(({ method }) => ({
    template,
    method,
    what: `${method ?? 'all'}(${describePath(route.path)})`,
  }))
}

/** Middleware without a parameter for `next`, such as a 404 handler. */
export function middlewareWall(layer: Layer, template: PathTemplate): Wall {
  const what = `use(${layer.name ?? '<anonymous>'})`
  return { template, method: undefined, what }
}

/** Without a parameter for `next`, a handler answers whatever reaches it. */
export function cannotPassOn({ name, handle }: Layer): boolean {
  // Express kept the name of what it was given; a tracing agent's wrapper has another, and a length of
  // its own that says nothing.
  const isWrapped = name !== (handle.name || '<anonymous>')
  return !isWrapped && (handle.length === 1 || handle.length === 2)
}

function describePath(path: unknown): string {
  return path instanceof RegExp ? String(path) : JSON.stringify(path)
}
