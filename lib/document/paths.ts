import type { DeclaredOperation, OnInvalidRequest } from '../declared-operation.ts'
import type { FindSide } from '../callbacks/source.ts'
import type { DiscoveredRoute } from '../discover.ts'
import type { Problem } from '../errors.ts'
import type { Application } from '../express.ts'
import { putMember } from '../json.ts'
import type { PathsObject } from '../openapi-types.ts'
import { placeOfMethod, type MinorVersion, type TargetVersion } from '../openapi-version.ts'
import { mergeBehindGuards } from '../merge-operations.ts'
import type { PathTemplate } from '../path.ts'
import type { BaseOperation } from './base/operations.ts'
import { nameByBase, type BaseRoutes } from './base/routes.ts'
import type { DocumentContext } from './context.ts'
import { createGuardCallbacks } from './guard-callbacks.ts'
import { buildOperation } from './operation.ts'
import { proposeId } from './operation-ids.ts'
import { shapeOf } from './path-shape.ts'
import { placeOperation, type PathItem } from './path-item.ts'

/** A route that the document will hold, with everything that its declarations say. */
export interface DocumentedRoute {
  readonly route: DiscoveredRoute
  readonly operation: DeclaredOperation
}

export interface RouteOptions {
  /** Which methods have a place in the document depends on it. */
  readonly version: TargetVersion
  /** The document that the author has. */
  readonly baseRoutes: BaseRoutes
  /** Whether routes without a declaration are listed. */
  readonly listUndeclared: boolean
  /** What answers the invalid requests of an app, in a format of its own. */
  onErrorOf(app: Application): OnInvalidRequest | undefined
}

/** What an undeclared route is documented by. */
const undeclared: Omit<DeclaredOperation, 'place'> = {
  role: 'server',
  fields: { 'x-undocumented': true },
  operationId: undefined,
  hidden: false,
  parameters: {},
  body: undefined,
  responses: new Map(),
  callbacks: new Map(),
  onError: undefined,
}

/**
 * The routes that go into the document, in the order in which Express tries them. Whatever of the app
 * does not is reported: an undeclared route, a method that OpenAPI has no place for, and a second
 * handler of a path that the first one answers.
 */
export function selectRoutes(
  routes: readonly DiscoveredRoute[],
  options: RouteOptions,
  problems: Problem[],
): DocumentedRoute[] {
  const selected = new Map<string, DocumentedRoute>()
  const met = new Map<string, DiscoveredRoute>()
  for (const route of routes) {
    const key = reachKey(route)
    const operation = mergeRoute(route, options)
    const first = met.get(key)
    if (first && !isPassed(first, route)) {
      const isFault = !operation.hidden && !mayBothRun(first, route)
      if (isFault) problems.push(answeredBefore(route, first))
      continue
    }
    met.set(key, route)
    const documented = documentRoute({ route, operation }, options, problems)
    if (documented) selected.set(key, documented)
  }
  return spellAll([...selected.values()], options.baseRoutes)
}

/** Undefined where it is left out of the document, or leaves it to the base alone. */
function documentRoute(
  { route, operation }: DocumentedRoute,
  { version: { minor }, baseRoutes, listUndeclared }: RouteOptions,
  problems: Problem[],
): DocumentedRoute | undefined {
  const base = baseRoutes.find(route)
  if (operation.hidden) {
    if (base) baseRoutes.hide(base)
    return undefined
  }
  const isDeclared = route.declarations.length > 0
  if (!isDeclared && !base) problems.push(undocumented(route))
  if (!placeOfMethod(route.method, minor)) {
    problems.push(unknownMethod(route, minor))
    return undefined
  }
  const isShown = isDeclared || (base ? route.guards.length > 0 : listUndeclared)
  return isShown ? { route, operation: base ? documentBy(base, operation) : operation } : undefined
}

function spellAll(routes: readonly DocumentedRoute[], baseRoutes: BaseRoutes): DocumentedRoute[] {
  const spellings = new Map<string, PathTemplate>()
  return routes.map((one) => {
    const { route, operation } = one
    const template = spellAlike(route.template, spellings, baseRoutes.spell(route))
    return template === route.template ? one : { route: { ...route, template }, operation }
  })
}

/** The same routes, each with the callbacks of its guards that it has a use for. */
export function selectGuardCallbacks(
  routes: readonly DocumentedRoute[],
  findOutside: FindSide,
  problems: Problem[],
): DocumentedRoute[] {
  const callbacks = createGuardCallbacks(findOutside)
  const selected = routes.map((one) => {
    const { route, operation } = one
    if (route.guards.length === 0) return one
    const own = ownOperations(route)
    return { route, operation: callbacks.select(route, operation, own, placeOf(route)) }
  })
  problems.push(...callbacks.problems())
  return selected
}

/** Two routes of one key are asked in turn: Express tells their paths apart no more than this. */
function reachKey({ method, template, caseSensitive, strict }: DiscoveredRoute): string {
  const shape = shapeOf(template.path)
  const path = caseSensitive ? shape : shape.toLowerCase()
  return `${method} ${!strict && path.endsWith('/') ? path.slice(0, -1) : path}`
}

/** Two routes that nobody declared, of which the first takes `next`: one handler in two steps. */
function mayBothRun(first: DiscoveredRoute, route: DiscoveredRoute): boolean {
  return first.mayPassOn && first.declarations.length + route.declarations.length === 0
}

/** A route that nobody declared, and that takes `next`, may leave its requests to a declared one. */
function isPassed(first: DiscoveredRoute, route: DiscoveredRoute): boolean {
  return first.declarations.length === 0 && first.mayPassOn && route.declarations.length > 0
}

/** The Paths Object. */
export function buildPaths(
  routes: readonly DocumentedRoute[],
  context: DocumentContext,
): PathsObject {
  const written = {}
  const paths = new Map<string, PathItem>()
  for (const { route, operation } of routes) {
    const { method, template } = route
    const path = template.path || '/'
    const pathItem: PathItem = paths.get(path) ?? {}
    if (!paths.has(path)) putMember(written, path, pathItem)
    paths.set(path, pathItem)
    const proposal = proposeId(method, path)
    const placed = { operation, proposal, template, key: { method, path }, where: placeOf(route) }
    placeOperation(pathItem, method, buildOperation(placed, context), context.minor)
  }
  return written
}

/**
 * "Templated paths with the same hierarchy but different templated names MUST NOT exist as they are
 * identical": the first spelling is taken for all.
 */
function spellAlike(
  template: PathTemplate,
  spellings: Map<string, PathTemplate>,
  base: PathTemplate | undefined,
): PathTemplate {
  const shape = shapeOf(template.path)
  const first = base ?? spellings.get(shape) ?? template
  spellings.set(shape, first)
  if (first.path === template.path) return template
  const parameters = template.parameters.map((parameter, index) => ({
    ...parameter,
    name: first.parameters[index]?.name ?? parameter.name,
    declaredAs: parameter.declaredAs ?? parameter.name,
  }))
  return { path: first.path, parameters }
}

function mergeRoute(route: DiscoveredRoute, { onErrorOf }: RouteOptions): DeclaredOperation {
  const guards = route.guards.map(({ operation }) => operation)
  const merged = mergeBehindGuards(guards, ownOperations(route))
  const onError = merged.onError ?? onErrorOf(route.app)
  return onError === merged.onError ? merged : { ...merged, onError }
}

/** What the base documents is no undocumented route, and has the id that it gives. */
function documentBy(base: BaseOperation, operation: DeclaredOperation): DeclaredOperation {
  const { 'x-undocumented': _, ...fields } = operation.fields
  return nameByBase({ ...operation, fields }, base)
}

/** What a route declares itself; the last names it. */
function ownOperations({
  declarations,
}: DiscoveredRoute): [...DeclaredOperation[], DeclaredOperation] {
  const own = declarations.map(({ operation }) => operation)
  const last = own.pop() ?? {
    ...undeclared,
    place: { toString: () => 'a route without declaration' },
  }
  return [...own, last]
}

function placeOf({ method, template }: DiscoveredRoute): string {
  return `${method.toUpperCase()} ${template.path || '/'}`
}

function undocumented(route: DiscoveredRoute): Problem {
  return {
    code: 'NOTICE_UNDOCUMENTED',
    severity: 'notice',
    where: placeOf(route),
    message: `${placeOf(route)} has no declaration.`,
    remedy:
      'Put operation({ … }) before its handler, or operation({ hidden: true }) to leave it out.',
  }
}

function unknownMethod(route: DiscoveredRoute, minor: MinorVersion): Problem {
  return {
    code: 'WARN_METHOD_UNKNOWN',
    severity: 'warning',
    where: placeOf(route),
    message: `OpenAPI ${minor} has no place for the method ${route.method.toUpperCase()}: the route is not in the document.`,
    remedy:
      "Leave it out with operation({ hidden: true }), or write the document in OpenAPI 3.2: openapi({ openapi: '3.2' }).",
  }
}

function answeredBefore(route: DiscoveredRoute, first: DiscoveredRoute): Problem {
  if (patternsOf(route) !== patternsOf(first)) return indistinguishable(route)
  return {
    code: 'WARN_OPERATION_SHADOWED',
    severity: 'warning',
    where: placeOf(route),
    message: `${placeOf(route)} is routed twice; Express asks the first handler first, and that one is documented.`,
    remedy: 'Remove one of them, or declare both handlers in one route.',
  }
}

function patternsOf({ template }: DiscoveredRoute): string {
  return template.parameters.map(({ pattern }) => pattern ?? '').join('/')
}

function indistinguishable(route: DiscoveredRoute): Problem {
  return {
    code: 'WARN_PATH_UNKNOWN',
    severity: 'warning',
    where: placeOf(route),
    message: `${placeOf(route)} differs from an earlier route in the constraint of a parameter alone, which OpenAPI cannot tell apart: it is not in the document.`,
    remedy: 'Give them paths that differ, or declare both in one operation.',
  }
}
