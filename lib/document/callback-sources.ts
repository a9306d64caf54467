import type { CallbackRoute } from '../declared-operation.ts'
import { findSourceFaults, type KnownFaults } from '../callbacks/source-check.ts'
import type { Parent } from '../callbacks/source.ts'
import type { SourceFault } from '../callbacks/source-rules.ts'
import type { Problem } from '../errors.ts'
import type { Place } from '../place.ts'

/** Whether what callbacks read is there, in every operation that has them. */
export interface CallbackSources {
  /** @param where Such as `POST /invoices > callbacks.events`. */
  check(routes: readonly CallbackRoute[], parent: Parent, where: string): void
  /** What is wrong, once every operation was checked. */
  problems(): Problem[]
}

interface Met {
  readonly fault: SourceFault
  readonly problem: Problem
  readonly place: Place
  readonly route: CallbackRoute
}

export function createCallbackSources(): CallbackSources {
  const met: Met[] = []
  const known: KnownFaults = new Map()
  /** The requests that are in order at a path of a declaration. */
  const sound: { readonly route: CallbackRoute; readonly place: Place }[] = []

  function check(routes: readonly CallbackRoute[], parent: Parent, where: string): void {
    const { place } = parent.operation
    for (const route of routes) {
      const faults = findSourceFaults(route, parent, known)
      const isSound = faults.every(({ severity }) => severity !== 'error')
      if (isSound) sound.push({ route, place })
      for (const fault of faults) {
        met.push({ fault, problem: toProblem(fault, route, where), place, route })
      }
    }
  }

  /**
   * One declaration may stand at several paths. It is enough that a request can be made at one of them,
   * such as the longer form of an optional segment, and what is wrong at all of them is said once.
   */
  function problems(): Problem[] {
    const said = new Map<Place, string[]>()
    const isWrong = met.some(({ fault }) => fault.severity === 'error')
    const soundAt = isWrong ? groupByPlace(sound) : undefined
    return met.flatMap(({ fault, problem, place, route }) => {
      const isPartial = fault.severity === 'error' && soundAt?.get(place)?.has(route)
      const judged = isPartial ? weaken(problem) : problem
      const known = said.get(place) ?? []
      if (known.length === 0) said.set(place, known)
      const text = `${route.method} ${route.expression.key} ${judged.message}`
      if (known.includes(text)) return []
      known.push(text)
      return judged
    })
  }

  return { check, problems }
}

function groupByPlace(
  all: readonly { readonly route: CallbackRoute; readonly place: Place }[],
): ReadonlyMap<Place, ReadonlySet<CallbackRoute>> {
  const groups = new Map<Place, Set<CallbackRoute>>()
  for (const { route, place } of all) {
    groups.set(place, (groups.get(place) ?? new Set()).add(route))
  }
  return groups
}

/** The problem of a fault in one request of a callback. */
export function toProblem(
  { code, severity, message, remedy }: SourceFault,
  { method, expression }: CallbackRoute,
  where: string,
): Problem {
  const place = `${where} > ${method.toUpperCase()} ${expression.key}`
  return { code, severity, where: place, message, remedy }
}

function weaken(problem: Problem): Problem {
  const [reason = ''] = problem.message.split('\n')
  return {
    ...problem,
    code: 'WARN_CALLBACK_OPTIONAL',
    severity: 'warning',
    message: `There is no call at this path of the operation: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`,
    remedy: 'Keep it so where that is meant; the other path of the operation has it.',
  }
}
