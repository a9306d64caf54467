import { describeValue, type Problem } from '../../errors.ts'
import type { Difference } from './comparison.ts'
import type { BaseOperation } from './operations.ts'

export function describeConflicts(where: string, places: readonly string[]): Problem {
  return {
    code: 'WARN_BASE_CONFLICT',
    severity: 'warning',
    where,
    message: `The code and the base say different things of ${places.join(', ')}: what the code says is in the document.`,
    remedy: 'Take them out of the base, or say in the code what the base says.',
  }
}

export function describeHidden(where: string): Problem {
  return {
    code: 'WARN_BASE_CONFLICT',
    severity: 'warning',
    where,
    message: `The code hides ${where}, which the base has: it is not in the document.`,
    remedy: 'Take it out of the base, or take hidden: true out of the code.',
  }
}

export function describeComponent(
  kind: string,
  name: string,
  { path, declared, base }: Difference,
): Problem {
  const place = path.length === 0 ? '' : `${path.join('.')} is `
  return {
    code: 'WARN_BASE_CONFLICT',
    severity: 'warning',
    where: `components.${kind}.${name}`,
    message: `The code and the base have different components "${name}": ${place}${quote(declared)} in the code and ${quote(base)} in the base. The code's is in the document.`,
    remedy: 'Mend one of them, or give one of them another name.',
  }
}

function quote(value: unknown): string {
  if (value === undefined) return 'nothing'
  return Array.isArray(value) ? JSON.stringify(value) : describeValue(value)
}

export function describeRepeated(where: string): Problem {
  return {
    code: 'NOTICE_BASE_REPEATED',
    severity: 'notice',
    where,
    message: `The base says nothing of ${where} that the code does not say.`,
    remedy: 'Remove it from the base.',
  }
}

/** @param prefix What the paths of the base are said to be below, where the routes have it in theirs. */
export function describeUnrouted(
  operations: readonly BaseOperation[],
  prefix: string | undefined,
): Problem[] {
  const remedy =
    prefix === undefined
      ? 'Remove it from the base, or mend its path or its method; the document has it until then.'
      : `The servers of the base end in ${prefix}, and the routes begin with it: write its servers without ${prefix} and its paths with it, or mount openapi() in a sub-app that is mounted at ${prefix}.`
  const [first, ...others] = operations.map(placeOf)
  if (first === undefined) return []
  if (others.length > 2) return [unrouted('openapi({ base })', listFirst(first, others), remedy)]
  return [first, ...others].map((place) => unrouted(place, place, remedy))
}

function listFirst(first: string, others: readonly string[]): string {
  return `${others.length + 1} operations, the first of which is ${first},`
}

function unrouted(where: string, what: string, remedy: string): Problem {
  const verb = what.endsWith(',') ? ' that' : ', which'
  return {
    code: 'WARN_BASE_UNROUTED',
    severity: 'warning',
    where,
    message: `The base has ${what}${verb} no route of the app answers.`,
    remedy,
  }
}

export function placeOf({ method, path }: BaseOperation): string {
  return `${method.toUpperCase()} ${path}`
}
