import type { Discovery, DiscoveredRoute } from './discover.ts'
import type { Problem } from './errors.ts'

/** A route as the author of an app sees it, and whether anybody has said what it is. */
export interface ListedRoute {
  /** Such as `POST /invoices`, as problems name it. */
  readonly where: string
  /** Where it was declared, such as `routes/invoices.ts:12`; undefined where nobody did. */
  readonly place: string | undefined
  readonly isDocumented: boolean
}

/**
 * The routes of an app that are meant for its users: hidden ones are left out. One that nobody declared
 * is documented where a document that the author has says what it is.
 */
export function listRoutes(
  { routes }: Discovery,
  problems: readonly Problem[],
  hasBase: boolean,
): ListedRoute[] {
  const undocumented = new Set(
    problems.filter(({ code }) => code === 'NOTICE_UNDOCUMENTED').map(({ where }) => where),
  )
  const listed = new Map<string, ListedRoute>()
  for (const route of routes.filter((one) => !isHidden(one))) {
    const where = `${route.method.toUpperCase()} ${route.template.path || '/'}`
    const operation = route.declarations.at(-1)?.operation
    const isKnown = operation !== undefined || (hasBase && !undocumented.has(where))
    if (!isKnown && !undocumented.has(where)) continue
    const before = listed.get(where)
    if (before && (before.isDocumented || !isKnown)) continue
    listed.set(where, { where, place: operation && String(operation.place), isDocumented: isKnown })
  }
  return [...listed.values()]
}

function isHidden({ declarations, guards }: DiscoveredRoute): boolean {
  return [...guards, ...declarations].some(({ operation }) => operation.hidden)
}
