import type { DeclaredOperation } from '../declared-operation.ts'
import type { Problem } from '../errors.ts'
import type { Place } from '../place.ts'

/**
 * Which declared path parameters are in a path. One declaration can stand at several paths, such as
 * the two forms of an optional segment: it is enough that one of them has the parameter.
 */
export interface PathParameters {
  note(operation: DeclaredOperation, name: string, isPresent: boolean, where: string): void
  /** Those that no path has. */
  problems(): Problem[]
}

export function createPathParameters(): PathParameters {
  const present = new Map<Place, Set<string>>()
  const missing: { name: string; where: string; place: Place }[] = []
  return {
    note({ place }, name, isPresent, where) {
      if (!isPresent) missing.push({ name, where, place })
      else present.set(place, (present.get(place) ?? new Set()).add(name))
    },
    problems: () =>
      missing.filter(({ name, place }) => !present.get(place)?.has(name)).map(describeMissing),
  }
}

function describeMissing({
  name,
  where,
  place,
}: {
  name: string
  where: string
  place: Place
}): Problem {
  return {
    code: 'ERR_PATH_PARAMETER',
    severity: 'error',
    where,
    message: `The path parameter "${name}" is declared at ${String(place)}, and the path has no such parameter.`,
    remedy: 'Name it as the path does, or take it out of params.',
  }
}
