import type { DeclaredOperation, WebhookRoute } from '../../declared-operation.ts'
import {
  listCallbackIds,
  listIds,
  listMembers,
  listOperations,
  type BaseOperation,
} from './operations.ts'
import type { Fields } from '../versions/downgrade-context-3.0.ts'
import type { DocumentedRoute } from '../paths.ts'

/**
 * The operationIds of the base that stay in the document: not those of operations and callbacks that the
 * code has too, whose own take their place.
 */
export function listElsewhere(
  document: Readonly<Fields>,
  routes: readonly DocumentedRoute[],
  webhooks: readonly WebhookRoute[],
): ReadonlySet<string> {
  const declared = new Map([
    ...routes.map(({ route, operation }) => {
      const { method, template } = route
      return [`${method} ${template.path || '/'}`, operation] as const
    }),
    ...webhooks.map(({ method, name, operation }) => [`${method} ${name}`, operation] as const),
  ])
  const operations = ['paths', 'webhooks'].flatMap((field) =>
    listOperations(document[field], document),
  )
  const components = (document['components'] ?? {}) as Readonly<Fields>
  const named = new Set([...declared.values()].flatMap(({ callbacks }) => [...callbacks.keys()]))
  const shared = listMembers(components['callbacks']).filter(([name]) => !named.has(name))
  return new Set([
    ...operations.flatMap((one) => listKept(one, declared.get(`${one.method} ${one.path}`))),
    ...shared.flatMap(([, callback]) => listCallbackIds(callback, document)),
    ...listOperations(components['pathItems'], document).flatMap(({ fields }) =>
      listIds(fields, document),
    ),
  ])

  function listKept({ fields }: BaseOperation, own: DeclaredOperation | undefined): string[] {
    if (!own) return listIds(fields, document)
    const { operationId: _, ...others } = fields
    return listIds(others, document, (name) => !own.callbacks.has(name))
  }
}
