import { compileChecks, describeUncompiled } from './compile-checks.ts'
import { callbackRoutes, webhookRoutes } from './declared-operation.ts'
import type { CallbackRoutes, DeclaredOperation, WebhookRoutes } from './declared-operation.ts'
import { discover, listDocumentations, type Discovery } from './discover.ts'
import { buildDocument } from './document/document.ts'
import { createReceiverDocument } from './document/receiver-document.ts'
import { describeProblem, describeValue, RingbackError, type Problem } from './errors.ts'
import { isApp, rootOf, type Application } from './express.ts'
import { copyPlain } from './json.ts'
import { listRoutes, type ListedRoute } from './listed-routes.ts'
import type { Document } from './openapi-types.ts'
import type { TargetVersion } from './openapi-version.ts'
import type { ResolvedOptions } from './options.ts'
import { findSettings, type RequestSettings } from './request-settings.ts'
import { listApps, listDeclarations, type Declaration } from './registry.ts'
import { findWall } from './walls.ts'

/** The document of an app, and what is wrong with it. */
export interface Documentation {
  /**
   * @param version In place of that of the options.
   * @throws {RingbackError} `ERR_DOCUMENT` with all problems, where one of them is an error
   */
  document(app: Application, version?: TargetVersion): Document
  problems(app: Application): Problem[]
  /** Where the page and the document are, as the app's users address them. */
  pages(app: Application): string[]
  /** Both, from one build; `document` is undefined where a problem is an error. */
  read(app: Application): Reading
  /**
   * What the other side implements, as a document of its own.
   *
   * @throws {RingbackError} `ERR_DOCUMENT`, as `document()` does
   */
  receiverDocument(app: Application, version?: TargetVersion): Document
  /** The routes that the app's users may call, and which of them are documented. */
  routes(app: Application): ListedRoute[]
}

export interface Reading {
  readonly document: Document | undefined
  readonly problems: readonly Problem[]
}

interface Build {
  readonly discovery: Discovery
  readonly reading: Reading
  /** Whether a router of callbacks or webhooks has grown since. */
  hasGrown(): boolean
}

/** What a walk finds where documentation is mounted. */
export interface DocumentationIdentity {
  readonly webhooks: WebhookRoutes | undefined
  /** For the command, which is a copy of this package of its own. */
  documentation?: Documentation
}

/** Document apps by one set of options. Built once and kept until the app's routes change. */
export function createDocumentation(
  options: ResolvedOptions,
  identity: DocumentationIdentity,
): Documentation {
  const builds = new WeakMap<Application, Build>()

  function read(app: Application): Reading {
    requireApp(app)
    const last = builds.get(app)
    if (last && !last.discovery.isStale() && !last.hasGrown()) return last.reading
    const build = buildAnew(app, options.version)
    builds.set(app, build)
    return build.reading
  }

  function buildAnew(app: Application, version: TargetVersion): Build {
    const discovery = discover(app)
    const webhooks = listWebhookRouters(discovery, identity)
    const built = buildDocument(discovery, {
      ...options,
      version,
      webhooks,
      fields: { servers: defaultServers(app), ...options.fields },
      onErrorOf: (one) =>
        (one === app ? options.settings : (findSettings(one) ?? options.settings)).onError,
      listUndeclared: options.undocumented === 'list',
    })
    const found = [
      ...built.problems,
      ...findHiddenPage(discoverWhole(app, discovery), options, identity),
    ]
    const problems = found.map((problem) => judge(problem, options.strict))
    const isWrong = problems.some(({ severity }) => severity === 'error')
    const reading = { document: isWrong ? undefined : built.document, problems }
    return { discovery, reading, hasGrown: watchRouters(discovery, webhooks) }
  }

  function problems(app: Application): Problem[] {
    return listProblems(app, read(app))
  }

  function listProblems(app: Application, { problems: found }: Reading): Problem[] {
    const unmounted = findUnmounted(app).map((problem) => judge(problem, options.strict))
    const uncompiled = options.isEager ? compileAll(app, options.settings) : []
    return [...found, ...unmounted, ...uncompiled]
  }

  function document(app: Application, version?: TargetVersion): Document {
    const reading = version ? buildFor(app, version) : read(app)
    const all = listProblems(app, reading)
    const { document: built } = reading
    if (built && !all.some(({ severity }) => severity === 'error'))
      return copyPlain(built) as Document
    throw undocumentable(all)
  }

  function buildFor(app: Application, version: TargetVersion): Reading {
    requireApp(app)
    return buildAnew(app, version).reading
  }

  function pages(app: Application): string[] {
    const served = options.isPublished ? listAddresses(options) : []
    return listDocumentations(rootOf(app))
      .filter(({ documentation }) => documentation === identity)
      .flatMap(({ prefix }) => served.map((path) => prefix + path))
  }

  function receiverDocument(app: Application, version?: TargetVersion): Document {
    return createReceiverDocument(document(app, version))
  }

  function routes(app: Application): ListedRoute[] {
    const { problems: found } = read(app)
    return listRoutes(discover(app), found, options.base !== undefined)
  }

  return { document, problems, pages, read, receiverDocument, routes }
}

/** Compile the checks of every operation of an app, and list those that cannot be. */
function compileAll(app: Application, settings: RequestSettings): Problem[] {
  const { routes, guards } = discover(app)
  const declarations = new Set([...guards, ...routes.flatMap((route) => route.declarations)])
  return [...declarations].flatMap(({ operation }) => {
    try {
      compileChecks(operation, settings)
      return []
    } catch (error) {
      const { cause } = error as Error
      return [describeUncompiled(operation, cause)]
    }
  })
}

/** The document's own, and those of the documentation of sub-apps, whose routes it has too. */
function listWebhookRouters(
  { subApps }: Discovery,
  identity: DocumentationIdentity,
): WebhookRoutes[] {
  const identities = subApps.flatMap((app) =>
    listDocumentations(app).map(({ documentation }) => documentation as DocumentationIdentity),
  )
  const routers = [identity, ...identities].flatMap(({ webhooks }) => webhooks ?? [])
  return [...new Set(routers)]
}

/** A router of callbacks or webhooks may grow after it was given to its operation. */
function watchRouters(discovery: Discovery, webhooks: readonly WebhookRoutes[]): () => boolean {
  const operations = new Set<DeclaredOperation>()
  const add = ({ operation }: { readonly operation: DeclaredOperation }): void => {
    if (operation.callbacks.size > 0) operations.add(operation)
  }
  for (const { guards, declarations } of discovery.routes) {
    guards.forEach(add)
    declarations.forEach(add)
  }
  for (const router of webhooks) router[webhookRoutes].forEach(add)
  const lengths = new Map<CallbackRoutes, number>()
  // Grows as it is walked, which a Set's iteration follows.
  for (const { callbacks } of operations) {
    for (const router of callbacks.values()) {
      lengths.set(router, router[callbackRoutes].length)
      router[callbackRoutes].forEach(add)
    }
  }
  const counts = webhooks.map((router) => router[webhookRoutes].length)
  const watched = [...lengths]
  return () =>
    watched.some(([router, length]) => router[callbackRoutes].length !== length) ||
    webhooks.some((router, index) => router[webhookRoutes].length !== counts[index])
}

/** A page is addressed, and hidden, from the root of the app that a sub-app is mounted in. */
function discoverWhole(app: Application, discovery: Discovery): Discovery {
  const whole = rootOf(app)
  return whole === app ? discovery : discover(whole)
}

/**
 * The paths of a sub-app's own document begin where it is mounted. A mount path with parameters is no
 * address, so it is left to the author's `servers`.
 */
function defaultServers(app: Application): { url: string }[] | undefined {
  const path = app
    .path()
    .replaceAll(/\/{2,}/g, '/')
    .replace(/\/$/, '')
  return /^\/[\w./~%@+-]*$/.test(path) ? [{ url: path }] : undefined
}

function requireApp(app: unknown): void {
  if (isApp(app)) return
  throw new RingbackError({
    code: 'ERR_APP_NOT_FOUND',
    message: `No Express app was found: ${describeValue(app)} was given.`,
    remedy:
      'Give the app that express() returned, or mount the documentation in it: app.use(openapi({ info })).',
  })
}

/** `strict` turns warnings into errors. */
export function judge(problem: Problem, strict: boolean): Problem {
  return strict && problem.severity === 'warning' ? { ...problem, severity: 'error' } : problem
}

function listAddresses({ pages, document, yaml, receiver }: ResolvedOptions): string[] {
  const ofPages = pages.flatMap(({ path }) => (path === '/' ? ['/'] : [path, `${path}/`]))
  return [document, yaml, ...(receiver ? [receiver.json, receiver.yaml] : []), ...ofPages]
}

/** A page that cannot be reached, where the walk can prove it. */
function findHiddenPage(
  { documentations }: Discovery,
  { isPublished, pages, document }: ResolvedOptions,
  identity: object,
): Problem[] {
  if (!isPublished) return []
  return documentations
    .filter(({ documentation }) => documentation === identity)
    .flatMap(({ prefix, walls }) => {
      const path = prefix + (pages[0]?.path ?? document)
      const wall = findWall(walls, { path, parameters: [] }, 'get')
      return wall ? [describeHiddenPage(path, `${wall.what}, which stands before it,`)] : []
    })
}

/** The problem of a page that something before it answers for. */
export function describeHiddenPage(path: string, what: string): Problem {
  return {
    code: 'WARN_PAGE_HIDDEN',
    severity: 'warning',
    where: `GET ${path}`,
    message: `The page at ${path} is never reached: ${what} answers in its place.`,
    remedy:
      'Move app.use(openapi(…)) before it; routes that are added later are documented all the same.',
  }
}

/** The declarations that no app of this process holds, as far as apps are known. */
function findUnmounted(app: Application): Problem[] {
  const isLost = ({ found }: Declaration): boolean => !found
  if (!listDeclarations().some(isLost)) return []
  for (const other of new Set([...listApps(), app].map(rootOf))) discover(other)
  return listDeclarations().filter(isLost).map(describeUnmounted)
}

function describeUnmounted({ operation }: Declaration): Problem {
  const { summary } = operation.fields
  const name = operation.operationId ?? (typeof summary === 'string' ? summary : undefined)
  return {
    code: 'WARN_OPERATION_UNMOUNTED',
    severity: 'warning',
    where: `operation() at ${String(operation.place)}`,
    message: `The operation${name === undefined ? '' : ` "${name}"`} is declared and found in no app.`,
    remedy:
      'Mount its router, give it to a route itself, or take it out of the wrapper that hides it: app.post(path, wrap(handler)) with operation(…) beside wrap(…).',
  }
}

function undocumentable(problems: readonly Problem[]): RingbackError {
  const errors = problems.filter(({ severity }) => severity === 'error')
  return new RingbackError({
    code: 'ERR_DOCUMENT',
    message: `The document has ${errors.length} error${errors.length === 1 ? '' : 's'}.\n\n${errors.map(describeProblem).join('\n\n')}\n`,
    remedy: 'Mend what is listed above; .problems(app) returns it as data.',
    problems,
  })
}
