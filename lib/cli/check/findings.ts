import type { Problem, RingbackError } from '../../errors.ts'
import type { Application } from '../../express.ts'
import type { ListedRoute } from '../../listed-routes.ts'
import { createDefault, listDocumentations } from '../documentations.ts'

/** A problem, with the file that it is in, where that is known. */
export interface Finding extends Problem {
  readonly file: string | undefined
  readonly line: number | undefined
}

/** What `check` has found in an app. */
export interface Findings {
  /** Whether the app has an `openapi()`. */
  readonly hasDocumentation: boolean
  /** Undocumented routes have a list of their own. */
  readonly problems: readonly Finding[]
  readonly routes: readonly ListedRoute[]
}

/** Look at an app, at its sub-apps that have a document of their own, and at one that has none at all. */
export function findIn(app: Application): Findings {
  const mounted = listDocumentations(app)
  const isDocumented = mounted.some((one) => one.app === app)
  const whole = isDocumented ? [] : [{ app, documentation: createDefault() }]
  const looked = [...mounted, ...whole]
  const routes = looked
    .filter((one) => one.app === app)
    .flatMap((one) => one.documentation.routes(app))
  const problems = looked.flatMap((one) => one.documentation.problems(one.app))
  return {
    hasDocumentation: mounted.length > 0,
    problems: unique(problems.filter(isOfItsOwn)).map((problem) => placeProblem(problem, routes)),
    routes: [...new Map(routes.map((route) => [route.where, route])).values()],
  }
}

/** What is found where a declaration is refused as its module loads, and there is no app to look at. */
export function findInError({ problems = [] }: RingbackError): Findings {
  return {
    hasDocumentation: true,
    problems: problems.map((problem) => placeProblem(problem, [])),
    routes: [],
  }
}

function isOfItsOwn({ code }: Problem): boolean {
  return code !== 'NOTICE_UNDOCUMENTED'
}

/** Two documents of one app tell much the same of it. */
function unique(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()]
}

/** By the place that it names, else by that of the route that it is about. */
function placeProblem(problem: Problem, routes: readonly ListedRoute[]): Finding {
  const { where, message } = problem
  const [route = ''] = where.split(' > ')
  const declared = routes.find((one) => one.where === route)?.place
  const named = /\bat (\S+:\d+)\b/.exec(`${where} ${message}`)?.[1]
  const [, file, line] = /^(.+):(\d+)$/.exec(named ?? declared ?? '') ?? []
  return { ...problem, file, line: line === undefined ? undefined : Number(line) }
}
