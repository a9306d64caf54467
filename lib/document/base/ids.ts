import type { DeclaredOperation, WebhookRoute } from '../../declared-operation.ts'
import { listCallbackIds, listIds, listMembers, listOperations } from './operations.ts'
import type { BaseOperation } from './operations.ts'
import type { PathItems } from './path-items.ts'
import type { BaseRoutes } from './routes.ts'
import type { DocumentedRoute } from '../paths.ts'
import type { Fields } from '../fields.ts'

/** What a document was built from. */
export interface DeclaredCode {
  readonly routes: readonly DocumentedRoute[]
  /** Those that are hidden, too. */
  readonly webhooks: readonly WebhookRoute[]
}

/**
 * The operationIds of the base that stay in the document: not those of operations and callbacks that the
 * code has too, whose own take their place, and not those of what it hides.
 */
export function listElsewhere(
  document: Readonly<Fields>,
  { routes, webhooks }: DeclaredCode,
  { items, isHidden }: { items: PathItems } & Pick<BaseRoutes, 'isHidden'>,
): ReadonlySet<string> {
  const ofRoutes = new Map(
    routes.map(({ route: { method, template }, operation }) => [
      `${method} ${template.path || '/'}`,
      operation,
    ]),
  )
  const ofWebhooks = new Map(
    webhooks.map(({ method, name, operation }) => [`${method} ${name}`, operation]),
  )
  const shown = items.list(document['paths']).filter((one) => !isHidden(one))
  const operations = [
    ...shown.flatMap((one) => listKept(one, ofRoutes.get(keyOf(one)))),
    ...items.list(document['webhooks']).flatMap((one) => listKept(one, ofWebhooks.get(keyOf(one)))),
  ]
  const components = (document['components'] ?? {}) as Readonly<Fields>
  const declared = [...ofRoutes.values(), ...ofWebhooks.values()]
  const named = new Set(declared.flatMap(({ callbacks }) => [...callbacks.keys()]))
  const shared = listMembers(components['callbacks']).filter(([name]) => !named.has(name))
  const others = listOperations(components['pathItems']).filter(
    ({ path }) => !items.owned.has(path),
  )
  return new Set([
    ...operations,
    ...shared.flatMap(([, callback]) => listCallbackIds(callback)),
    ...others.flatMap(({ fields }) => listIds(fields)),
  ])
}

function listKept({ fields }: BaseOperation, own: DeclaredOperation | undefined): string[] {
  if (!own) return listIds(fields)
  if (own.hidden) return []
  const { operationId: _, ...others } = fields
  return listIds(others, (name) => !own.callbacks.has(name))
}

function keyOf({ method, path }: BaseOperation): string {
  return `${method} ${path}`
}
