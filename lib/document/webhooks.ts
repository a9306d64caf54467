import { webhookRoutes, type WebhookRoute, type WebhookRoutes } from '../declared-operation.ts'
import { buildPathItems } from './client-operation.ts'
import type { DocumentContext } from './context.ts'

/** The root `webhooks` of a document; undefined where there is none to see. */
export function buildWebhooks(
  routers: readonly WebhookRoutes[],
  context: DocumentContext,
): Record<string, object> | undefined {
  const placed = listWebhooks(routers).map((route) => {
    const { method, name } = route
    return { route, name, key: { method, path: name, webhook: name }, where: 'webhooks' }
  })
  const built = buildPathItems(placed, context)
  return Object.keys(built).length === 0 ? undefined : built
}

export function listWebhooks(routers: readonly WebhookRoutes[]): WebhookRoute[] {
  return routers
    .flatMap((router) => router[webhookRoutes])
    .filter(({ operation }) => !operation.hidden)
}
