import type { DeclaredOperation } from './declared-operation.ts'
import { findInner } from './discover.ts'
import { routerOf, type Application, type Layer, type Router } from './express.ts'
import { readRouteDeclarations } from './route-declarations.ts'

/** A layer, as its router asks it. */
interface MatchingLayer extends Layer {
  /** How much of the path it has matched: before router 2.3, after `match()`. */
  readonly path?: string
  match(path: string): boolean | { readonly path: string }
}

/**
 * The operation that answers a request, where Express would come to one: its own layers are asked, in
 * their order.
 *
 * @param method In lower case.
 * @param path As the app sees it, such as `req.path`.
 */
export function findDeclaredOperation(
  app: Application,
  method: string,
  path: string,
): DeclaredOperation | undefined {
  const router = routerOf(app)
  return router && findInRouter(router, method, path, new Map())
}

function findInRouter(
  router: Router,
  method: string,
  path: string,
  inside: Map<Router, string>,
): DeclaredOperation | undefined {
  // A router may be mounted in itself, and comes to nothing new where nothing is taken off the path.
  if (inside.get(router) === path) return undefined
  inside.set(router, path)
  for (const layer of router.stack as readonly MatchingLayer[]) {
    const taken = takenBy(layer, path)
    if (taken === undefined) continue
    const found = layer.route
      ? findInRoute(layer, method)
      : findInMount(layer, method, restOf(path, taken), inside)
    if (found) return found
  }
  return undefined
}

/** How much of a path a layer matches; undefined where it does not. What cannot be decoded matches nothing. */
function takenBy(layer: MatchingLayer, path: string): string | undefined {
  try {
    const match = layer.match(path)
    if (typeof match === 'object') return match.path
    return match ? (layer.path ?? '') : undefined
  } catch {
    return undefined
  }
}

function findInRoute({ route }: Layer, method: string): DeclaredOperation | undefined {
  const layers = route?.stack ?? []
  const isGet = method === 'head' && !layers.some((layer) => layer.method === 'head')
  const asked = isGet ? 'get' : method
  const met = layers.filter((layer) => layer.method === undefined || layer.method === asked)
  return readRouteDeclarations(met).declarations.at(-1)?.operation
}

function findInMount(
  layer: Layer,
  method: string,
  path: string,
  inside: Map<Router, string>,
): DeclaredOperation | undefined {
  const inner = findInner(layer)
  const router = inner?.router ?? (inner?.app && routerOf(inner.app))
  return router && findInRouter(router, method, path, inside)
}

/** A mount takes its part off the path, and leaves `/` of nothing. */
function restOf(path: string, taken: string): string {
  const rest = path.slice(taken === '/' ? 0 : taken.length)
  return rest.startsWith('/') ? rest : `/${rest}`
}
