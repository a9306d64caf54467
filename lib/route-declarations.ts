import type { Layer } from './express.ts'
import { ownLayer } from './own-layer.ts'
import { findDeclaration, type Declaration } from './registry.ts'

/** What stands in a route for one method. */
export interface RouteDeclarations {
  /** Of what the route does. */
  readonly declarations: readonly Declaration[]
  /** Of who may pass to its handler, as others say it for many routes: `get(path, guard, handler)`. */
  readonly guards: readonly Declaration[]
}

/** @param layers Those of the route that a request with the method meets. */
export function readRouteDeclarations(layers: readonly Layer[]): RouteDeclarations {
  const found: Declaration[] = []
  let last: string | undefined
  for (const { name, handle } of layers) {
    const declaration = findDeclaration(name)
    if (declaration) found.push(declaration)
    if (handle.length < 4 && name !== ownLayer) last = name
  }
  const guards = found.filter((one) => one.name !== last && isGuard(one))
  // As most are.
  if (guards.length === 0) return { guards, declarations: found }
  return { guards, declarations: found.filter((one) => !guards.includes(one)) }
}

/** It has a handler, and says who may pass, and nothing of what is done for them. */
function isGuard({ hasHandler, operation }: Declaration): boolean {
  const { fields, operationId, body, responses, callbacks } = operation
  const isNamed = operationId !== undefined || 'summary' in fields || 'description' in fields
  const saysWho = 'security' in fields || responses.size > 0
  const refusesOnly = [...responses.keys()].every((status) => /^[45]/.test(status))
  return hasHandler && !isNamed && saysWho && refusesOnly && !body && callbacks.size === 0
}
