import type { Problem } from './errors.ts'
import { routerOf, type Application, type Layer, type Route, type Router } from './express.ts'
import {
  joinTemplates,
  parseMountPath,
  parseRoutePath,
  readMountRegexp,
  type PathSyntax,
  type PathTemplate,
  type UnknownPath,
} from './path.ts'
import { findDeclaration, type Declaration } from './registry.ts'
import { findMounted } from './sub-app.ts'
import {
  cannotPassOn,
  findWall,
  isBeneath,
  middlewareWall,
  routeWalls,
  type Wall,
} from './walls.ts'

/** A route that an app answers, as it is reached from the app's own root. */
export interface DiscoveredRoute {
  /** In lower case. */
  readonly method: string
  readonly template: PathTemplate
  /** The guards that a request passes on its way, in the order in which they run. */
  readonly guards: readonly Declaration[]
  /** Its own declarations: none, if nobody decorated its handlers. */
  readonly declarations: readonly Declaration[]
}

/** A mounted `openapi()`, with the path that it serves under. */
export interface DiscoveredDocumentation {
  readonly documentation: object
  readonly prefix: string
  /** What stands before it and passes no request on. */
  readonly walls: readonly Wall[]
}

/** Everything that an app answers, found by walking its routers. */
export interface Discovery {
  readonly routes: readonly DiscoveredRoute[]
  readonly documentations: readonly DiscoveredDocumentation[]
  readonly problems: readonly Problem[]
  /** Whether routes or middleware were added since. */
  isStale(): boolean
}

interface Walk {
  readonly routes: DiscoveredRoute[]
  readonly documentations: DiscoveredDocumentation[]
  readonly problems: Problem[]
  readonly walls: Wall[]
  /** Every stack that was read, with its length at that time. */
  readonly stacks: Map<readonly Layer[], number>
  /** Every app that was met, with its router at that time: Express 4 makes it at the first route. */
  readonly apps: Map<Application, Router | undefined>
  /** Routers that the walk is inside of, against a router that was mounted in itself. */
  readonly inside: Set<Router>
  readonly syntaxes: Set<PathSyntax>
}

interface Guard {
  readonly declaration: Declaration
  readonly prefix: PathTemplate
  readonly caseSensitive: boolean
}

const root: PathTemplate = { path: '', parameters: [] }

/**
 * Walk an app and list what it answers. Reads the routers' stacks and nothing else: no middleware
 * runs, and nothing of the app is changed.
 */
export function discover(app: Application): Discovery {
  const walk: Walk = {
    routes: [],
    documentations: [],
    problems: [],
    walls: [],
    stacks: new Map(),
    apps: new Map(),
    inside: new Set(),
    syntaxes: new Set(),
  }
  walkApp(walk, app, root, [])
  if (walk.syntaxes.size > 1) walk.problems.push(mixedVersions())
  return {
    routes: walk.routes,
    documentations: walk.documentations,
    problems: walk.problems,
    isStale: () => isStale(walk),
  }
}

function isStale({ apps, stacks }: Walk): boolean {
  for (const [app, router] of apps) if (routerOf(app) !== router) return true
  for (const [stack, length] of stacks) if (stack.length !== length) return true
  return false
}

function walkApp(walk: Walk, app: Application, at: PathTemplate, guards: readonly Guard[]): void {
  const router = routerOf(app)
  walk.apps.set(app, router)
  if (router) walkRouter(walk, router, at, guards)
}

function walkRouter(
  walk: Walk,
  router: Router,
  prefix: PathTemplate,
  inherited: readonly Guard[],
): void {
  if (walk.inside.has(router)) return
  walk.inside.add(router)
  walk.stacks.set(router.stack, router.stack.length)
  let guards = inherited
  for (const layer of router.stack) {
    walk.syntaxes.add(syntaxOf(layer))
    if (layer.route) walkRoute(walk, layer, layer.route, prefix, guards)
    else guards = walkMount(walk, layer, prefix, guards, router)
  }
  walk.inside.delete(router)
}

/** Express 4 compiles a path of path-to-regexp 0.1 to `layer.regexp`; router 2 has no such field. */
function syntaxOf(layer: Layer): PathSyntax {
  return layer.regexp instanceof RegExp ? '4' : '5'
}

function walkRoute(
  walk: Walk,
  layer: Layer,
  route: Route,
  prefix: PathTemplate,
  guards: readonly Guard[],
): void {
  walk.stacks.set(route.stack, route.stack.length)
  const { templates, unknown } = parseRoutePath(route.path, syntaxOf(layer))
  reportUnknown(walk, unknown, prefix, 'route')
  for (const template of templates.map((leaf) => joinTemplates(prefix, leaf))) {
    const before = guards
      .filter(({ prefix: above, caseSensitive }) =>
        isBeneath(template.path, above.path, caseSensitive),
      )
      .map(({ declaration }) => declaration)
    for (const method of methodsOf(route)) {
      const declarations = ownDeclarations(route, method)
      for (const declaration of declarations) declaration.found = true
      walk.routes.push({ method, template, guards: before, declarations })
      reportWall(walk, method, template, declarations)
    }
    walk.walls.push(...routeWalls(route, template))
  }
}

function reportWall(
  walk: Walk,
  method: string,
  template: PathTemplate,
  declarations: readonly Declaration[],
): void {
  const wall = declarations.length > 0 && findWall(walk.walls, template.path, method)
  if (wall) walk.problems.push(shadowed(method, template, wall))
}

/** What `all()` is listed under: the methods that an API offers. The rest follows by itself. */
const offered = ['get', 'put', 'post', 'patch', 'delete']

/** `app.all()` enters its handlers once for each of the 34 methods that Node knows. */
const manyMethods = 12

function methodsOf(route: Route): string[] {
  const methods = [...new Set(route.stack.flatMap((layer) => layer.method ?? []))]
  return methods.length === 0 || methods.length > manyMethods ? offered : methods
}

function ownDeclarations(route: Route, method: string): Declaration[] {
  return route.stack
    .filter((layer) => layer.method === undefined || layer.method === method)
    .flatMap((layer) => findDeclaration(layer.name) ?? [])
}

/** A layer of `use()`: a guard, a router, a sub-app, or middleware that documents nothing. */
function walkMount(
  walk: Walk,
  layer: Layer,
  prefix: PathTemplate,
  guards: readonly Guard[],
  router: Router,
): readonly Guard[] {
  const declaration = findDeclaration(layer.name)
  const inner = declaration ? undefined : findInner(layer)
  const isWall = !declaration && !inner && cannotPassOn(layer.handle)
  if (!declaration && !inner && !isWall) return guards
  const { templates, unknown } = mountPaths(layer)
  if (!isWall) reportUnknown(walk, unknown, prefix, declaration ? 'guard' : 'mount')
  const prefixes = templates.map((template) => joinTemplates(prefix, template))
  if (isWall) walk.walls.push(...prefixes.map((template) => middlewareWall(layer, template)))
  if (declaration) {
    declaration.found = true
    const caseSensitive = router.caseSensitive ?? false
    return [...guards, ...prefixes.map((at) => ({ declaration, prefix: at, caseSensitive }))]
  }
  for (const at of prefixes) walkInner(walk, inner ?? {}, at, guards)
  return guards
}

interface Inner {
  readonly router?: Router | undefined
  readonly app?: Application | undefined
  readonly documentation?: object | undefined
}

function findInner(layer: Layer): Inner | undefined {
  if (Array.isArray(layer.handle.stack)) return { router: layer.handle as Router }
  const { app, documentation } = findMounted(layer)
  return app || documentation ? { app, documentation } : undefined
}

function walkInner(walk: Walk, inner: Inner, at: PathTemplate, guards: readonly Guard[]): void {
  if (inner.documentation) {
    const { documentation } = inner
    walk.documentations.push({ documentation, prefix: at.path, walls: [...walk.walls] })
  }
  if (inner.router) walkRouter(walk, inner.router, at, guards)
  if (inner.app) walkApp(walk, inner.app, at, guards)
}

function mountPaths(layer: Layer): { templates: PathTemplate[]; unknown: UnknownPath[] } {
  if (layer.rawPath !== undefined) return parseMountPath(layer.rawPath, syntaxOf(layer))
  if (layer.regexp) return readMountRegexp(layer.regexp, layer.keys ?? [])
  if (layer.slash) return { templates: [root], unknown: [] }
  return { templates: [], unknown: [{ path: 'an unknown path', reason: notKept }] }
}

const notKept = 'this version of the router package keeps no mount paths; run: npm update router'

function reportUnknown(
  walk: Walk,
  unknown: readonly UnknownPath[],
  prefix: PathTemplate,
  what: 'route' | 'mount' | 'guard',
): void {
  for (const { path, reason } of unknown) {
    walk.problems.push({
      code: 'WARN_PATH_UNKNOWN',
      severity: 'warning',
      where: `${what} ${path}${prefix.path ? ` under ${prefix.path}` : ''}`,
      message: `The path ${path} cannot be written in OpenAPI: ${reason}.`,
      remedy:
        what === 'route'
          ? 'Write it with named parameters, so that it can be listed.'
          : 'Mount it at a path with named parameters; what is behind it is not in the document.',
    })
  }
}

function shadowed(method: string, template: PathTemplate, wall: Wall): Problem {
  return {
    code: 'WARN_OPERATION_SHADOWED',
    severity: 'warning',
    where: `${method.toUpperCase()} ${template.path || '/'}`,
    message: `The route is never reached: ${wall.what}, which stands before it, passes no request on.`,
    remedy: 'Move the route before it.',
  }
}

function mixedVersions(): Problem {
  return {
    code: 'WARN_EXPRESS_VERSIONS',
    severity: 'warning',
    where: 'the app and its routers',
    message:
      'Routers of Express 4 and of Express 5 stand in one app: two copies of Express are installed.',
    remedy: 'Find them with `npm ls express`, and install one version for all.',
  }
}
