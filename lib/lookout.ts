import { describeHiddenPage, judge, type Documentation } from './documentation.ts'
import type { Problem } from './errors.ts'
import { rootOf, type Application, type Request } from './express.ts'
import { isInspected } from './inspected.ts'
import type { ResolvedOptions } from './options.ts'
import { countDeclarations, rememberApp } from './registry.ts'
import { placeErrorLayer } from './error-layer.ts'
import { forgetSettings } from './request-settings.ts'
import { reportProblems } from './report.ts'
import { watchPage, type PageWatch } from './watch-page.ts'

/** Looks after the apps that are documented, and tells their author what is wrong. */
export interface Lookout {
  /** Look at an app right after start-up: once, however the app comes to be known. */
  look(app: Application): void
  /** Say that a request has come as far as the documentation. */
  passed(req: Request): void
  /** What only running has shown. */
  readonly seen: readonly Problem[]
}

export function createLookout(options: ResolvedOptions, documentation: Documentation): Lookout {
  const seen: Problem[] = []
  const looked = new WeakSet<Application>()
  const watches = new Set<PageWatch>()

  function look(app: Application): void {
    if (looked.has(app)) return
    looked.add(app)
    rememberApp(app)
    forgetSettings(app)
    if (isInspected()) return
    setImmediate(() => {
      surviving(() => prepareRequests(app))
      if (countDeclarations() <= fewOperations) report(app)
      else setTimeout(report, patienceMs, app).unref()
    })
  }

  function report(app: Application): void {
    surviving(() => {
      const problems = reportAtStart(app, options, documentation)
      const isHidden = problems.some(({ code }) => code === 'WARN_PAGE_HIDDEN')
      if (!options.isProduction && !isHidden) watches.add(watch(app))
    })
  }

  function watch(app: Application): PageWatch {
    // The watch may last as long as the process; the app may not.
    const watched = new WeakRef(app)
    return watchPage({
      paths: documentation.pages(app),
      isOurs: (request) => isWithin((request as Request).app, watched.deref()),
      isOver: () => watched.deref() === undefined,
      onHidden(path) {
        const problem = describeHiddenPage(path, 'something that stands before it')
        seen.push(judge(problem, options.strict))
        reportProblems(seen.slice(-1), options)
      },
    })
  }

  function passed(req: Request): void {
    for (const pageWatch of watches) pageWatch.reached(req)
  }

  return { look, passed, seen }
}

/** What documents these is put together in milliseconds; for more, an app answers its first requests before. */
const fewOperations = 200
const patienceMs = 250

/** How long an app may take to mount its routers, where it does so after waiting for something. */
const graceMs = 1000

/** What answers requests is put in its place. */
function prepareRequests(app: Application): void {
  placeErrorLayer(app)
  // For what is mounted later, such as when a database is there.
  setTimeout(() => surviving(() => placeErrorLayer(app)), graceMs).unref()
}

/**
 * Report what is wrong, right after start-up. A declaration that is found in no app may be mounted yet,
 * by an app that first waits for its database: it has some time.
 */
function reportAtStart(
  app: Application,
  options: ResolvedOptions,
  documentation: Documentation,
): Problem[] {
  const problems = problemsOrFailure(app, documentation)
  const isUnmounted = ({ code }: Problem): boolean => code === 'WARN_OPERATION_UNMOUNTED'
  reportProblems(
    problems.filter((problem) => !isUnmounted(problem)),
    options,
  )
  if (problems.some(isUnmounted)) {
    const again = (): void =>
      reportProblems(problemsOrFailure(app, documentation).filter(isUnmounted), options)
    setTimeout(() => surviving(again), graceMs).unref()
  }
  return problems
}

/** A look at start-up must never end the process, not even by what `onProblem` throws. */
function surviving(look: () => void): void {
  try {
    look()
  } catch (error) {
    console.error('ringback: the look at start-up failed:', error)
  }
}

function problemsOrFailure(app: Application, documentation: Documentation): Problem[] {
  try {
    return documentation.problems(app)
  } catch (error) {
    const message = `The document cannot be built: ${String(error)}.`
    const remedy = 'This is a fault of ringback: please report it, with the declaration at fault.'
    return [{ code: 'ERR_DOCUMENT', severity: 'error', where: 'openapi()', message, remedy }]
  }
}

/** Whether `app` is `other`, or is mounted in it or around it. */
function isWithin(app: Application | undefined, other: Application | undefined): boolean {
  return app !== undefined && other !== undefined && rootOf(app) === rootOf(other)
}
