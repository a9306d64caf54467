import { paint, printable, type Terminal } from '../terminal.ts'
import type { Finding, Findings } from './findings.ts'

/** What makes a check fail. */
export interface Verdict {
  readonly errors: number
  readonly warnings: number
  readonly notices: number
  readonly documented: number
  /** Documented routes of all, in percent, rounded down: 100 means all. */
  readonly coverage: number
  /** Why it fails; none, where it is fine. */
  readonly faults: readonly string[]
}

export interface Demands {
  readonly strict: boolean
  readonly coverage: number | undefined
}

/** Weigh what was found. */
export function judgeFindings({ problems, routes }: Findings, demands: Demands): Verdict {
  const count = (severity: string): number =>
    problems.filter((problem) => problem.severity === severity).length
  const [errors, warnings, notices] = [count('error'), count('warning'), count('notice')]
  const documented = routes.filter(({ isDocumented }) => isDocumented).length
  const coverage = routes.length === 0 ? 100 : Math.floor((documented / routes.length) * 100)
  const faults = [
    ...(errors > 0 ? [describeCount(errors, 'error')] : []),
    ...(demands.strict && warnings > 0 ? [`${describeCount(warnings, 'warning')} (--strict)`] : []),
    ...(demands.coverage !== undefined && routes.length > 0 && coverage < demands.coverage
      ? [`${coverage} % of the routes are documented, and ${demands.coverage} % are asked for`]
      : []),
  ]
  return { errors, warnings, notices, documented, coverage, faults }
}

/** What was found, for a reader. */
export function writeReport(findings: Findings, verdict: Verdict, io: Terminal): string {
  const blocks = [
    ...(findings.hasDocumentation ? [] : [noDocumentation]),
    ...groupByFile(findings.problems).map(([file, problems]) => writeGroup(file, problems, io)),
    ...writeUndocumented(findings, io),
    writeSummary(findings, verdict, io),
  ]
  return `${blocks.join('\n\n')}\n`
}

const noDocumentation =
  'The app has no openapi() yet, and is checked all the same.\nMount it: app.use(openapi({ info })).'

/** Files in the order of their names; what has no file comes last. */
function groupByFile(problems: readonly Finding[]): [file: string | undefined, Finding[]][] {
  const groups = new Map<string | undefined, Finding[]>()
  for (const problem of problems) {
    groups.set(problem.file, [...(groups.get(problem.file) ?? []), problem])
  }
  return [...groups].toSorted(([one], [other]) => compareFiles(one, other))
}

function compareFiles(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined)
    return one === other ? 0 : one === undefined ? 1 : -1
  return one < other ? -1 : 1
}

function writeGroup(file: string | undefined, problems: readonly Finding[], io: Terminal): string {
  const title = paint(io, 'bold', printable(file ?? 'The document as a whole'))
  const order = ['error', 'warning', 'notice']
  const sorted = problems.toSorted(
    (one, other) =>
      order.indexOf(one.severity) - order.indexOf(other.severity) ||
      (one.line ?? 0) - (other.line ?? 0),
  )
  return [title, ...sorted.map((problem) => writeProblem(problem, io))].join('\n')
}

const colours = { error: 'red', warning: 'yellow', notice: 'cyan' } as const

function writeProblem(
  { severity, code, where, line, message, remedy }: Finding,
  io: Terminal,
): string {
  const place = [...(line === undefined ? [] : [`line ${line}`]), ...(where === '' ? [] : [where])]
  const label = paint(io, colours[severity], severity)
  const [first = '', ...further] = printable(message).split('\n')
  const lines = [
    `  ${label}  ${printable(place.join(', '))}`,
    indent([`${first} ${paint(io, 'dim', code)}`, ...further].join('\n')),
    indent(printable(remedy)),
  ]
  return lines.join('\n')
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')
}

function writeUndocumented({ routes }: Findings, io: Terminal): string[] {
  const lacking = routes.filter(({ isDocumented }) => !isDocumented)
  if (lacking.length === 0) return []
  const title = paint(
    io,
    'bold',
    `Routes without a declaration: ${lacking.length} of ${routes.length}`,
  )
  const remedy =
    '  Put operation({ … }) before their handlers, or operation({ hidden: true }) to leave them out.'
  return [[title, ...lacking.map(({ where }) => `  ${printable(where)}`), remedy].join('\n')]
}

function writeSummary({ routes }: Findings, verdict: Verdict, io: Terminal): string {
  const { errors, warnings, notices, documented, coverage, faults } = verdict
  const counts = [
    describeCount(errors, 'error'),
    describeCount(warnings, 'warning'),
    describeCount(notices, 'notice'),
  ].join(', ')
  const ofRoutes =
    routes.length === 0
      ? 'no routes found'
      : `${documented} of ${describeCount(routes.length, 'route')} documented (${coverage} %)`
  const summary = `${counts}; ${ofRoutes}.`
  if (faults.length === 0) return paint(io, 'green', summary)
  return `${summary}\n${paint(io, 'red', `Fails: ${faults.join('; ')}.`)}`
}

function describeCount(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

/** What was found, for a program. */
export function writeJson(entry: string, findings: Findings, verdict: Verdict): string {
  const { hasDocumentation, problems, routes } = findings
  const { errors, warnings, notices, documented, coverage, faults } = verdict
  const undocumented = routes.filter(({ isDocumented }) => !isDocumented).map(({ where }) => where)
  const report = {
    ...{ entry, ok: faults.length === 0, faults, hasDocumentation },
    counts: { errors, warnings, notices },
    ...{
      coverage: routes.length === 0 ? null : coverage,
      routes: { total: routes.length, documented, undocumented },
      problems,
    },
  }
  return `${JSON.stringify(report, undefined, 2)}\n`
}
