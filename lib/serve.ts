import { createHash } from 'node:crypto'
import { createDocumentation, describeHiddenPage, judge, type Reading } from './documentation.ts'
import { RingbackError, type Problem } from './errors.ts'
import {
  isApp,
  rootOf,
  type Application,
  type NextFunction,
  type Request,
  type Response,
} from './express.ts'
import type { Document } from './openapi-types.ts'
import { notCalled, readOptions, type OpenAPIOptions, type ResolvedOptions } from './options.ts'
import { createPage, type Page } from './page.ts'
import { rememberApp } from './registry.ts'
import { reportProblems } from './report.ts'
import { documentation as documentationKey, isProbe, probe } from './sub-app.ts'
import { watchPage, type PageWatch } from './watch-page.ts'

/** The middleware that documents the app it is mounted in. */
export interface OpenAPIMiddleware {
  (req: Request, res: Response, next: NextFunction): void
  /**
   * The document of an app, without a server.
   *
   * @throws {RingbackError} `ERR_DOCUMENT` with every problem, where one of them is an error
   */
  document(app: Application): Document
  /** What is wrong with an app's document or worth knowing about it; errors, warnings and notices. */
  problems(app: Application): Problem[]
}

/**
 * Document the Express app in which this is mounted: Swagger UI at `/docs`, the document at
 * `/openapi.json`.
 *
 * ```ts
 * app.use(openapi({ info: { title: 'Invoices', version: '1.0.0' } }))
 * ```
 *
 * Mount it anywhere among the routes, or in a Router; routes that come later are found too.
 *
 * @throws {RingbackError} `ERR_OPENAPI_OPTION` where an option is mistaken
 */
export function openapi(options: OpenAPIOptions): OpenAPIMiddleware {
  const resolved = readOptions(options)
  const identity = {}
  const documentation = createDocumentation(resolved, identity)
  const answer = createAnswers(resolved, documentation.read)
  const seen: Problem[] = []
  const looked = new WeakSet<Application>()
  const watches = new Set<PageWatch>()

  function handle(req: Request, res: Response, next: NextFunction): void {
    if (isProbe(req)) {
      req[probe].documentation = identity
      return
    }
    if (!isApp(req.app)) return next(appNotFound())
    look(req.app)
    for (const watch of watches) watch.reached(req)
    answer(req, res, next)
  }

  /** Once for each app, however it comes to be known. */
  function look(app: Application): void {
    if (looked.has(app)) return
    looked.add(app)
    rememberApp(app)
    setImmediate(() => {
      lookNow(app, resolved, documentation)
      if (!resolved.isProduction) watches.add(watchFor(app))
    })
  }

  function watchFor(app: Application): PageWatch {
    const isOurs = (request: object): boolean => isWithin((request as Request).app, app)
    return watchPage(documentation.pages(app), isOurs, (path) => {
      const problem = describeHiddenPage(path, 'something that stands before it')
      seen.push(judge(problem, resolved.strict))
      reportProblems(seen.slice(-1), resolved)
    })
  }

  const middleware = (req: Request, res: Response, next: NextFunction): void =>
    handle(req, res, next)
  return Object.assign(middleware, {
    ...mountable(handle, look),
    [documentationKey]: identity,
    document: documentation.document,
    problems: (app: Application) => [...documentation.problems(app), ...seen],
  })
}

/** How long an app may take to mount its routers, where it does so after waiting for something. */
const graceMs = 1000

/**
 * Report what is wrong, right after start-up. A declaration that is found in no app may be mounted yet,
 * by an app that first waits for its database: it has some time.
 */
function lookNow(
  app: Application,
  options: ResolvedOptions,
  documentation: ReturnType<typeof createDocumentation>,
): void {
  const problems = problemsOrFailure(app, documentation)
  const isUnmounted = ({ code }: Problem): boolean => code === 'WARN_OPERATION_UNMOUNTED'
  reportProblems(
    problems.filter((problem) => !isUnmounted(problem)),
    options,
  )
  if (!problems.some(isUnmounted)) return
  setTimeout(() => {
    reportProblems(problemsOrFailure(app, documentation).filter(isUnmounted), options)
  }, graceMs).unref()
}

/** A look at start-up must never end the process. */
function problemsOrFailure(
  app: Application,
  documentation: ReturnType<typeof createDocumentation>,
): Problem[] {
  try {
    return documentation.problems(app)
  } catch (error) {
    const message = `The document cannot be built: ${String(error)}.`
    const remedy = 'This is a fault of ringback: please report it, with the declaration at fault.'
    return [{ code: 'ERR_DOCUMENT', severity: 'error', where: 'openapi()', message, remedy }]
  }
}

/** Whether `app` is `other`, or is mounted in it or around it. */
function isWithin(app: Application | undefined, other: Application): boolean {
  return app !== undefined && rootOf(app) === rootOf(other)
}

/** With these, Express takes a function for a sub-app, and hands it its parent at `app.use()`. */
function mountable(
  handle: OpenAPIMiddleware | Answer,
  onMount: (app: Application) => void,
): object {
  return {
    handle,
    set: (): void => {},
    emit: (event: string, app: Application): void => {
      if (event === 'mount') onMount(app)
    },
  }
}

// app.use(openapi), without the call, mounts this function as if it were an app: that is the moment
// to say so.
Object.defineProperties(openapi, {
  handle: { value: () => {} },
  set: { value: () => {} },
  emit: {
    value: () => {
      throw notCalled()
    },
  },
})

function appNotFound(): RingbackError {
  return new RingbackError({
    code: 'ERR_APP_NOT_FOUND',
    message: 'openapi() was asked by a request that belongs to no Express app: req.app is none.',
    remedy: 'Mount it in an app or a Router of Express: app.use(openapi({ info })).',
  })
}

type Answer = (req: Request, res: Response, next: NextFunction) => void

function createAnswers(options: ResolvedOptions, read: (app: Application) => Reading): Answer {
  const { ui } = options
  const page = ui === false ? undefined : createPageOf(options, ui)
  const pages = ui === '/' ? '/' : `${String(ui)}/`
  const answerDocument = createDocumentAnswer(options, read)
  return (req, res, next) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') return next()
    if (req.path === options.document) return answerDocument(req, res, next)
    if (page && (req.path === ui || req.path === pages)) return answerPage(page, req, res)
    if (page && req.path.startsWith(pages)) {
      return page.serveFile(req.path.slice(pages.length), req, res, next)
    }
    next()
  }
}

function createPageOf({ info, document, swagger }: ResolvedOptions, path: string): Page {
  return createPage({ title: info.title, path, document, swagger })
}

/** Its files are beside it, so the page's address must end in a slash. */
function answerPage(page: Page, req: Request, res: Response): void {
  const [path = '', ...query] = req.originalUrl.split('?')
  if (path.endsWith('/')) {
    res.type('html').send(page.html)
    return
  }
  // Relative, so that a prefix that a proxy has stripped stays in the address.
  const search = query.length === 0 ? '' : `?${query.join('?')}`
  res.redirect(`./${path.slice(path.lastIndexOf('/') + 1)}/${search}`)
}

interface Body {
  readonly reading: Reading
  readonly status: number
  readonly type: string
  readonly bytes: Buffer
  readonly etag: string
}

function createDocumentAnswer(
  options: ResolvedOptions,
  read: (app: Application) => Reading,
): Answer {
  const bodies = new WeakMap<Application, Body>()
  return (req, res, next) => {
    const reading = read(req.app)
    let body = bodies.get(req.app)
    if (body?.reading !== reading) {
      body = createBody(reading, options)
      bodies.set(req.app, body)
    }
    answerBody(body, req, res)
    void next
  }
}

function createBody(reading: Reading, options: ResolvedOptions): Body {
  const { document } = reading
  const json = JSON.stringify(document ?? describeErrors(reading, options), undefined, 2)
  const bytes = Buffer.from(json)
  return {
    reading,
    status: document ? 200 : 500,
    type: document ? 'application/json' : 'application/problem+json',
    bytes,
    etag: `"${createHash('sha256').update(bytes).digest('base64url')}"`,
  }
}

function answerBody({ status, type, bytes, etag }: Body, req: Request, res: Response): void {
  res.status(status).set({ 'Content-Type': `${type}; charset=utf-8`, ETag: etag })
  if (req.fresh) {
    res.status(304).end()
    return
  }
  res.set('Content-Length', String(bytes.length))
  res.end(req.method === 'HEAD' ? undefined : bytes)
}

/** Problem details (RFC 9457); in production nothing of the inside is told. */
function describeErrors({ problems }: Reading, { isProduction }: ResolvedOptions): object {
  const errors = problems.filter(({ severity }) => severity === 'error')
  return {
    type: 'about:blank',
    title: 'The API document cannot be built',
    status: 500,
    ...(isProduction ? {} : { detail: `${errors.length} to mend`, errors }),
  }
}
