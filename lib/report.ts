import { describeProblem, type Problem } from './errors.ts'

/** Tell an app's author of its problems: through `onProblem`, else on the console. */
export function reportProblems(
  problems: readonly Problem[],
  options: {
    readonly onProblem?: ((problem: Problem) => void) | undefined
    readonly undocumented?: 'list' | 'omit' | undefined
  } = {},
): void {
  if (options.onProblem) {
    for (const problem of problems) options.onProblem(problem)
    return
  }
  for (const problem of problems) {
    if (problem.severity === 'error') console.error(`ringback: ${describeProblem(problem)}`)
    if (problem.severity === 'warning') console.warn(`ringback: ${describeProblem(problem)}`)
  }
  const notices = problems.filter(({ code }) => code === 'NOTICE_UNDOCUMENTED')
  if (notices.length > 0 && options.undocumented === 'list') console.info(summarise(notices))
}

/** An app that has just added ringback has many of these: one line for all. */
function summarise(notices: readonly Problem[]): string {
  const shown = notices.slice(0, 3).map(({ where }) => where)
  const more = notices.length > shown.length ? ` and ${notices.length - shown.length} more` : ''
  const verb = notices.length === 1 ? 'has' : 'have'
  return `ringback: ${shown.join(', ')}${more} ${verb} no declaration yet; listed as x-undocumented.`
}
