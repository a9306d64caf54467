import { isCallbackRoutes, isWebhookRoutes } from './declared-operation.ts'
import type { Problem } from './errors.ts'
import {
  isMountedApp,
  routerOf,
  type Application,
  type Layer,
  type Route,
  type Router,
} from './express.ts'
import {
  isBeneath,
  isCatchAll,
  joinTemplates,
  parseMountPath,
  parseRoutePath,
  readMountRegexp,
  type PathReading,
  type PathSyntax,
  type PathTemplate,
  type UnknownPath,
} from './path.ts'
import {
  clientRouterMounted,
  mixedVersions,
  mountNotKept,
  shadowed,
  takesAll,
  unknownForm,
  unknownGuard,
  unknownMount,
  unknownRoute,
} from './discover-problems.ts'
import { ownLayer } from './own-layer.ts'
import { findDeclaration, type Declaration } from './registry.ts'
import { readRouteDeclarations } from './route-declarations.ts'
import { findMounted } from './sub-app.ts'
import { cannotPassOn, findWall, middlewareWall, routeWalls, type Wall } from './walls.ts'

/** A route that an app answers, as it is reached from the app's own root. */
export interface DiscoveredRoute {
  /** The app that it is part of: the one that was walked, or one that is mounted in it. */
  readonly app: Application
  /** In lower case. */
  readonly method: string
  readonly template: PathTemplate
  /** The guards that a request passes on its way, in the order in which they run. */
  readonly guards: readonly Declaration[]
  /** Its own declarations: none, if nobody decorated its handlers. */
  readonly declarations: readonly Declaration[]
  /** Whether its handlers take `next`, so that a route after it may be reached. */
  readonly mayPassOn: boolean
  /** Whether its router tells `/a` from `/A`. */
  readonly caseSensitive: boolean
  /** Whether its router tells `/a` from `/a/`. */
  readonly strict: boolean
}

/** A mounted `openapi()`, with the path that it serves under. */
export interface DiscoveredDocumentation {
  /** The app that it is mounted in. */
  readonly app: Application
  readonly documentation: object
  readonly prefix: string
  /** What stands before it and passes no request on. */
  readonly walls: readonly Wall[]
}

/** Everything that an app answers, found by walking its routers. */
export interface Discovery {
  readonly routes: readonly DiscoveredRoute[]
  readonly documentations: readonly DiscoveredDocumentation[]
  /** Every guard that was met, whether or not a route stands behind it. */
  readonly guards: readonly Declaration[]
  /** The apps that are mounted in the one that was walked. */
  readonly subApps: readonly Application[]
  readonly problems: readonly Problem[]
  /** Whether routes or middleware were added since. */
  isStale(): boolean
}

interface Walk {
  /** The app that the walk is inside of. */
  readonly app: Application
  /** Whether it passes routes by. */
  readonly isOfMounts: boolean
  readonly routes: DiscoveredRoute[]
  readonly documentations: DiscoveredDocumentation[]
  readonly problems: Problem[]
  readonly walls: Wall[]
  /** Every stack that was read, as it was. */
  readonly stacks: Map<readonly Layer[], StackSize>
  /** Every app that was met, with its router at that time: Express 4 makes it at the first route. */
  readonly apps: Map<Application, Router | undefined>
  /** Mounts that did not say what they are: Express 4 finds no app that has no route yet. */
  readonly silent: Layer[]
  /** Routers that the walk is inside of, against a router that was mounted in itself. */
  readonly inside: Set<Router>
  readonly syntaxes: Set<PathSyntax>
  readonly guards: Set<Declaration>
}

interface StackSize {
  /** Without what ringback itself puts there as requests come. */
  readonly foreign: number
  /** When last looked at, so that each request need not count. */
  length: number
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
  const walk = createWalk(app)
  walkApp(walk, app, root, [])
  if (walk.syntaxes.size > 1) walk.problems.push(mixedVersions())
  return {
    routes: walk.routes,
    documentations: walk.documentations,
    guards: [...walk.guards],
    subApps: [...walk.apps.keys()].filter((other) => other !== app),
    problems: walk.problems,
    isStale: createStaleCheck(walk),
  }
}

/**
 * The mounted `openapi()` of an app and of all that is mounted in it, for whom its routes, which are many, are of
 * no interest.
 */
export function listDocumentations(app: Application): readonly DiscoveredDocumentation[] {
  const walk = { ...createWalk(app), isOfMounts: true }
  walkApp(walk, app, root, [])
  return walk.documentations
}

function createWalk(app: Application): Walk {
  return {
    app,
    isOfMounts: false,
    routes: [],
    documentations: [],
    problems: [],
    walls: [],
    stacks: new Map(),
    apps: new Map(),
    silent: [],
    inside: new Set(),
    syntaxes: new Set(),
    guards: new Set(),
  }
}

/** Asked at each request for the document: what was met is listed once. */
function createStaleCheck({ apps, stacks, silent }: Walk): () => boolean {
  const [metApps, metStacks] = [[...apps], [...stacks]]
  return () =>
    metApps.some(([app, router]) => routerOf(app) !== router) ||
    metStacks.some(([stack, size]) => stack.length !== size.length && hasGrown(stack, size)) ||
    silent.some((layer) => findMounted(layer).app)
}

function hasGrown(stack: readonly Layer[], size: StackSize): boolean {
  if (countForeign(stack) !== size.foreign) return true
  size.length = stack.length
  return false
}

function measure(stack: readonly Layer[]): StackSize {
  return { foreign: countForeign(stack), length: stack.length }
}

function countForeign(stack: readonly Layer[]): number {
  return stack.reduce((count, { name }) => (name === ownLayer ? count : count + 1), 0)
}

function walkApp(
  walk: Walk,
  app: Application,
  at: PathTemplate,
  guards: readonly Guard[],
): readonly Guard[] {
  const router = routerOf(app)
  walk.apps.set(app, router)
  return router ? walkRouter({ ...walk, app }, router, at, guards) : guards
}

/** Walks a router, and returns the guards that a request has passed which falls through it. */
function walkRouter(
  walk: Walk,
  router: Router,
  prefix: PathTemplate,
  inherited: readonly Guard[],
): readonly Guard[] {
  if (walk.inside.has(router)) return inherited
  walk.inside.add(router)
  walk.stacks.set(router.stack, measure(router.stack))
  let guards = inherited
  // Of a thousand routes, to pass over each takes longer than to look at the rest.
  const layers = walk.isOfMounts ? router.stack.filter(({ route }) => !route) : router.stack
  for (const layer of layers) {
    walk.syntaxes.add(syntaxOf(layer))
    const handles = (layer.route?.stack ?? [layer]).map(({ handle }) => handle)
    if (handles.some(isClientRouter)) walk.problems.push(clientRouterMounted(prefix))
    if (layer.route) walkRoute(walk, layer, layer.route, router, prefix, guards)
    else guards = walkMount(walk, layer, router, prefix, guards)
  }
  walk.inside.delete(router)
  return guards
}

/** An app refuses it as it is mounted; a Router and a route take any function. */
function isClientRouter(handle: unknown): boolean {
  return isCallbackRoutes(handle) || isWebhookRoutes(handle)
}

/** Express 4 compiles a path of path-to-regexp 0.1 to `layer.regexp`; router 2 has no such field. */
function syntaxOf(layer: Layer): PathSyntax {
  return layer.regexp instanceof RegExp ? '4' : '5'
}

function walkRoute(
  walk: Walk,
  layer: Layer,
  route: Route,
  router: Router,
  prefix: PathTemplate,
  guards: readonly Guard[],
): void {
  walk.stacks.set(route.stack, measure(route.stack))
  const methods = methodsOf(route).map((method) => readMethod(route, method))
  for (const { declarations, ownGuards } of methods) {
    markFound(declarations)
    markFound(ownGuards)
  }
  const { templates, unknown } = parseRoutePath(route.path, syntaxOf(layer))
  if (unknown.length > 0 && methods.some(isShown)) {
    walk.problems.push(...unknown.map((path) => unknownRoute(path, prefix)))
  }
  for (const leaf of templates) {
    const template = joinTemplates(prefix, leaf)
    for (const method of methods) {
      addRoute(walk, router, method, template, guardsBefore(template, guards))
    }
    walk.walls.push(...routeWalls(route, template))
  }
}

/** What a request with one method meets in a route. */
interface RouteMethod {
  readonly method: string
  readonly declarations: readonly Declaration[]
  readonly ownGuards: readonly Declaration[]
  readonly mayPassOn: boolean
}

function readMethod(route: Route, method: string): RouteMethod {
  const layers = layersOf(route, method)
  const { declarations, guards } = readRouteDeclarations(layers)
  return { method, declarations, ownGuards: guards, mayPassOn: !layers.some(cannotPassOn) }
}

function isShown({ declarations, ownGuards }: RouteMethod): boolean {
  return !isHidden(declarations) && !isHidden(ownGuards)
}

function guardsBefore(template: PathTemplate, guards: readonly Guard[]): Declaration[] {
  if (guards.length === 0) return []
  const passed = guards.filter(({ prefix, caseSensitive }) =>
    isBeneath(template, prefix, caseSensitive),
  )
  return [...new Set(passed.map(({ declaration }) => declaration))]
}

function addRoute(
  walk: Walk,
  router: Router,
  { method, declarations, ownGuards, mayPassOn }: RouteMethod,
  template: PathTemplate,
  guards: readonly Declaration[],
): void {
  for (const guard of ownGuards) walk.guards.add(guard)
  const wall = declarations.length > 0 && findWall(walk.walls, template, method)
  if (wall && !isHidden(declarations)) walk.problems.push(shadowed(method, template, wall))
  walk.routes.push({
    app: walk.app,
    method,
    template,
    guards: [...guards, ...ownGuards],
    declarations,
    mayPassOn,
    caseSensitive: router.caseSensitive ?? false,
    strict: router.strict ?? false,
  })
}

function isHidden(declarations: readonly Declaration[]): boolean {
  return declarations.some(({ operation }) => operation.hidden)
}

function markFound(declarations: readonly Declaration[]): void {
  for (const declaration of declarations) declaration.found = true
}

/** What `all()` is listed under: the methods that an API offers. The rest follows by itself. */
const offered = ['get', 'put', 'post', 'patch', 'delete']

/** `app.all()` enters its handlers once for each of the 34 methods that Node knows. */
const manyMethods = 12

function methodsOf(route: Route): string[] {
  const methods: string[] = []
  for (const { method } of route.stack) {
    if (method !== undefined && !methods.includes(method)) methods.push(method)
  }
  return methods.length === 0 || methods.length > manyMethods ? offered : methods
}

/** The handlers of a route that a request with this method meets. */
function layersOf(route: Route, method: string): Layer[] {
  return route.stack.filter((layer) => layer.method === undefined || layer.method === method)
}

/** A layer of `use()`: a guard, a router, a sub-app, or middleware that documents nothing. */
function walkMount(
  walk: Walk,
  layer: Layer,
  router: Router,
  prefix: PathTemplate,
  guards: readonly Guard[],
): readonly Guard[] {
  const declaration = findDeclaration(layer.name)
  if (declaration) return [...guards, ...placeGuard(walk, layer, router, prefix, declaration)]
  const inner = findInner(layer)
  if (inner) return walkMounted(walk, layer, inner, prefix, guards)
  if (isMountedApp(layer)) walk.silent.push(layer)
  else if (cannotPassOn(layer)) addWalls(walk, layer, prefix)
  return guards
}

function placeGuard(
  walk: Walk,
  layer: Layer,
  router: Router,
  prefix: PathTemplate,
  declaration: Declaration,
): Guard[] {
  declaration.found = true
  walk.guards.add(declaration)
  const { templates, unknown, atRoot = [] } = mountPaths(layer)
  walk.problems.push(...unknown.map((path) => unknownGuard(path, prefix)))
  const caseSensitive = router.caseSensitive ?? false
  return [...templates, ...atRoot].map((template) => ({
    declaration,
    prefix: joinTemplates(prefix, template),
    caseSensitive,
  }))
}

function addWalls(walk: Walk, layer: Layer, prefix: PathTemplate): void {
  for (const template of mountPaths(layer).templates) {
    walk.walls.push(middlewareWall(layer, joinTemplates(prefix, template)))
  }
}

function walkMounted(
  walk: Walk,
  layer: Layer,
  inner: Inner,
  prefix: PathTemplate,
  guards: readonly Guard[],
): readonly Guard[] {
  const { templates, unknown, atRoot = [] } = mountPaths(layer)
  const placed = templates.filter((template) => !isCatchAll(template))
  const catchAll = templates.filter(isCatchAll)
  for (const template of [...atRoot, ...catchAll]) {
    addRootLeaves(walk, inner, joinTemplates(prefix, template), guards)
  }
  reportUnplaced(walk, inner, prefix, placed, [
    ...unknown,
    ...catchAll.map((path) => takesAll(path)),
  ])
  return placed.reduce(
    (passed, template) => walkInner(walk, inner, joinTemplates(prefix, template), passed),
    guards,
  )
}

/** Where a mount leaves nothing of a request's path, the leaf '/' alone is reached behind it. */
function addRootLeaves(walk: Walk, inner: Inner, at: PathTemplate, guards: readonly Guard[]): void {
  const apart = createWalkApart(walk)
  walkInner(apart, inner, at, guards)
  walk.routes.push(...apart.routes.filter(({ template }) => template.path === at.path))
}

/** A walk whose findings are not the app's, but that notices the same changes. */
function createWalkApart({ app, stacks, apps, silent, guards }: Walk): Walk {
  return { ...createWalk(app), stacks, apps, silent, guards }
}

function reportUnplaced(
  walk: Walk,
  inner: Inner,
  prefix: PathTemplate,
  placed: readonly PathTemplate[],
  unplaced: readonly UnknownPath[],
): void {
  if (unplaced.length === 0) return
  const count = countBehind(walk, inner)
  if (count === 0) return
  const describe = placed.length > 0 ? unknownForm : unknownMount
  walk.problems.push(...unplaced.map((path) => describe(path, prefix, count)))
}

/** How many routes are behind a mount that has no place; their declarations are found all the same. */
function countBehind(walk: Walk, inner: Inner): number {
  const apart = createWalkApart(walk)
  walkInner(apart, inner, root, [])
  return apart.routes.length
}

/** What stands behind a mount. */
export interface Inner {
  readonly router?: Router | undefined
  readonly app?: Application | undefined
  readonly documentation?: object | undefined
}

export function findInner(layer: Layer): Inner | undefined {
  if (Array.isArray(layer.handle.stack)) return { router: layer.handle as Router }
  const { app, documentation } = findMounted(layer)
  return app || documentation ? { app, documentation } : undefined
}

function walkInner(
  walk: Walk,
  inner: Inner,
  at: PathTemplate,
  guards: readonly Guard[],
): readonly Guard[] {
  const { documentation, router, app } = inner
  if (documentation) {
    walk.documentations.push({
      app: walk.app,
      documentation,
      prefix: at.path,
      walls: [...walk.walls],
    })
  }
  if (router) return walkRouter(walk, router, at, guards)
  return app ? walkApp(walk, app, at, guards) : guards
}

function mountPaths(layer: Layer): PathReading {
  if (layer.rawPath !== undefined) return parseMountPath(layer.rawPath, syntaxOf(layer))
  if (layer.regexp) return readMountRegexp(layer.regexp, layer.keys ?? [])
  if (layer.slash) return { templates: [root], unknown: [] }
  return { templates: [], unknown: [mountNotKept] }
}
