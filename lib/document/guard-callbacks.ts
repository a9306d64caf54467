import type { FindSide, Parent } from '../callbacks/source.ts'
import { findSourceFaults } from '../callbacks/source-check.ts'
import type { CallbackRoutes, DeclaredOperation } from '../declared-operation.ts'
import type { DiscoveredRoute } from '../discover.ts'
import type { Problem } from '../errors.ts'
import { mergeBehindGuards } from '../merge-operations.ts'
import type { Place } from '../place.ts'
import { toProblem } from './callback-sources.ts'
import { listVisible } from './callbacks.ts'

/**
 * The callbacks that guards declare for what is behind them. They are documented where an operation has
 * what their expressions read, and nowhere else: a guard of a whole app does not hang them on each GET.
 */
export interface GuardCallbacks {
  /**
   * @param operation With the callbacks of all its guards.
   * @param own What it declares itself.
   */
  select(
    route: DiscoveredRoute,
    operation: DeclaredOperation,
    own: readonly [...DeclaredOperation[], DeclaredOperation],
    where: string,
  ): DeclaredOperation
  /** What was left out, once every operation was asked. */
  problems(): Problem[]
}

interface Count {
  readonly name: string
  readonly place: Place
  used: number
  behind: number
  fault: Problem | undefined
}

export function createGuardCallbacks(findOutside: FindSide): GuardCallbacks {
  const counts = new Map<Place, Map<string, Count>>()

  function select(
    { guards, template }: DiscoveredRoute,
    operation: DeclaredOperation,
    own: readonly [...DeclaredOperation[], DeclaredOperation],
    where: string,
  ): DeclaredOperation {
    if (guards.every((guard) => guard.operation.callbacks.size === 0)) return operation
    const kept = guards.map((guard) => ({
      ...guard.operation,
      callbacks: new Map(
        [...guard.operation.callbacks].filter(([name, routes]) => {
          const count = countOf(name, guard.operation.place)
          count.behind++
          const fault = findFault(
            name,
            routes,
            { operation, path: template.parameters, findOutside },
            where,
          )
          if (fault) count.fault ??= fault
          else count.used++
          return !fault
        }),
      ),
    }))
    return mergeBehindGuards(kept, own)
  }

  function countOf(name: string, place: Place): Count {
    const ofGuard = counts.get(place) ?? new Map<string, Count>()
    counts.set(place, ofGuard)
    const count = ofGuard.get(name) ?? { name, place, used: 0, behind: 0, fault: undefined }
    ofGuard.set(name, count)
    return count
  }

  function problems(): Problem[] {
    const all = [...counts.values()].flatMap((ofGuard) => [...ofGuard.values()])
    return all.flatMap((count) => {
      if (!count.fault) return []
      return count.used === 0 ? count.fault : leftOut(count)
    })
  }

  return { select, problems }
}

function findFault(
  name: string,
  routes: CallbackRoutes,
  parent: Parent,
  where: string,
): Problem | undefined {
  for (const route of listVisible(routes)) {
    const faults = findSourceFaults(route, parent)
    const fault = faults.find(({ severity }) => severity === 'error')
    if (fault) return toProblem(fault, route, `${where} > callbacks.${name}`)
  }
  return undefined
}

function leftOut({ name, place, used, behind }: Count): Problem {
  return {
    code: 'NOTICE_CALLBACK_LEFT_OUT',
    severity: 'notice',
    where: `callbacks.${name} of the guard at ${String(place)}`,
    message: `The callback is documented at ${used} of the ${behind} operations behind the guard: the others do not have what its expressions read.`,
    remedy:
      'Declare what it reads where it is missing, or move the guard to the paths that call back.',
  }
}
