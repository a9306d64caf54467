import { RingbackError, type Problem } from '../../../lib/index.ts'
import type { Documented } from './apps.ts'
import type { Said } from './rule-case.ts'

/** All that is to be seen of an app: the error of a mistaken call, or its document and problems. */
export type Outcome =
  | { readonly kind: 'thrown'; readonly said: Required<Said> }
  | {
      readonly kind: 'built'
      readonly said: readonly Required<Said>[]
      /** Undefined where a problem is an error. */
      readonly document: Record<string, unknown> | undefined
    }

export function outcomeOf(build: () => Documented): Outcome {
  try {
    return readOutcome(build())
  } catch (error) {
    if (error instanceof RingbackError) return { kind: 'thrown', said: describe(error) }
    throw error
  }
}

function readOutcome({ app, docs }: Documented): Outcome {
  const problems = docs.problems(app).filter(isOfThisApp)
  const isWrong = problems.some(({ severity }) => severity === 'error')
  const document = isWrong ? undefined : docs.document(app)
  if (isWrong) requireRefusal(() => docs.document(app))
  return { kind: 'built', said: problems.map(describe), document }
}

/** A declaration whose app threw before it was mounted is missed in every app of the process. */
function isOfThisApp({ code }: Problem): boolean {
  return code !== 'WARN_OPERATION_UNMOUNTED'
}

function requireRefusal(document: () => unknown): void {
  try {
    document()
  } catch (error) {
    if ((error as RingbackError).code === 'ERR_DOCUMENT') return
    throw error
  }
  throw new Error('problems() has an error, and document() does not throw')
}

function describe(problem: Problem | RingbackError): Required<Said> {
  const { code, where, remedy } = problem
  const lines = problem.message.split('\n')
  const caret = lines.findIndex((line) => /^\s*\^$/.test(line))
  const first = (lines[0] ?? '').replace(`${code} `, '')
  return {
    code,
    severity: 'severity' in problem ? problem.severity : 'error',
    message: withoutLines(first),
    remedy,
    where: withoutLines(where),
    caret: caret === -1 ? '' : (lines[caret - 1] ?? '').slice(lines[caret]?.indexOf('^')),
  }
}

/** Places in the table move whenever a line is added to it. */
function withoutLines(message: string): string {
  return message.replaceAll(/spec\/callbacks\/rules\/[\w-]+\.ts:\d+/g, 'HERE')
}
