import { callbackRoutes, webhookRoutes } from '../declared-operation.ts'
import type { CallbackRoute, WebhookRoute } from '../declared-operation.ts'
import { describeValue, drawCaret, RingbackError, type Where } from '../errors.ts'
import { createClientRouter, type RouterKind } from './client-router.ts'
import { isRelative, parseCallbackExpression } from './expression.ts'
import type {
  CallbackMethod,
  CallbackOperation,
  CallbackRouter,
  WebhookOperation,
  WebhookRouter,
} from './router-types.ts'

/**
 * Make a router of the requests that your API makes to its users' servers. One callback router is one
 * Callback Object; the key in `callbacks: { invoiceEvents }` is its name.
 *
 * ```ts
 * export const invoiceEvents = callbackRouter().post('{$request.query.callback_url}/invoices', {
 *   body: InvoiceEvent,
 *   responses: { 200: InvoiceEventReceived },
 * })
 * ```
 *
 * Chained calls carry the types; statements work the same at run time.
 */
export function callbackRouter(): CallbackRouter<unknown, never> {
  return createClientRouter(callbacks) as CallbackRouter<unknown, never>
}

/**
 * Make a router of the requests that your API makes to whoever has registered outside of it: the root
 * `webhooks` of the document, as `openapi({ webhooks })`.
 *
 * ```ts
 * const webhooks = webhookRouter().post('newSubscription', { body: Subscription })
 * app.use(openapi({ info, webhooks }))
 * ```
 */
export function webhookRouter(): WebhookRouter {
  return createClientRouter(webhooks) as WebhookRouter
}

const callbacks: RouterKind<CallbackRoute> = {
  name: 'callbackRouter()',
  noun: 'callback router',
  routes: callbackRoutes,
  use: 'Give it to the operation that calls back: operation({ callbacks: { events } }, …).',
  readKey: (key, where) => ({ expression: parseCallbackExpression(key as string, where) }),
  textOf: ({ expression }) => expression.key,
  check(route, where) {
    refusePathParameters(route, route.expression.source, where)
    refuseRelative(route, where)
  },
  toOperation: ({ method, expression }, operationId): CallbackOperation => ({
    operationId,
    method: method as CallbackMethod,
    expression: expression.key,
  }),
}

const webhooks: RouterKind<WebhookRoute> = {
  name: 'webhookRouter()',
  noun: 'webhook router',
  routes: webhookRoutes,
  use: 'Give it to the documentation: openapi({ info, webhooks }).',
  readKey: (key, where) => ({ name: readWebhookName(key, where) }),
  textOf: ({ name }) => name,
  check: (route, where) => refusePathParameters(route, route.name, where),
  toOperation: ({ method, name }, operationId): WebhookOperation => ({
    operationId,
    method: method as CallbackMethod,
    name,
  }),
}

/** "The key name is a unique string to refer to each webhook", and is no extension of the document. */
function readWebhookName(name: unknown, where: Where): string {
  const isExtension = typeof name === 'string' && name.startsWith('x-')
  if (typeof name === 'string' && !isExtension && name !== '$ref') return name
  throw new RingbackError({
    code: 'ERR_CALLBACK_NAME',
    message:
      typeof name === 'string'
        ? `A webhook cannot be called "${name}": readers of the document take it for ${isExtension ? 'an extension' : 'a reference'}.`
        : `The name of a webhook must be a string, and this is ${describeValue(name)}.`,
    where,
    remedy: "Give it a name, such as 'newSubscription'.",
  })
}

/**
 * "The name MUST correspond to a template expression occurring within the path field in the Paths
 * Object": the key of a callback or a webhook is in no Paths Object.
 */
function refusePathParameters(
  { operation }: CallbackRoute | WebhookRoute,
  key: string,
  where: Where,
): void {
  if (!operation.parameters.params) return
  throw new RingbackError({
    code: 'ERR_DEFINITION',
    message: `A callback operation has no path parameters, and "${key}" declares params.`,
    where: `params of ${String(where)}`,
    remedy:
      'Write each varying part of the URL as a runtime expression, such as {$request.body#/id}.',
  })
}

/** "Relative References in API URLs": a relative result would resolve against our own servers. */
function refuseRelative({ expression, operation }: CallbackRoute, where: Where): void {
  if (!isRelative(expression) || operation.fields['servers'] !== undefined) return
  throw new RingbackError({
    code: 'ERR_CALLBACK_EXPRESSION',
    message: `The URL "${expression.source}" is relative, so it would be a path of your own API.\n\n${drawCaret(expression.source, 0)}`,
    where,
    remedy: `Begin with the receiver's URL, such as {$request.query.callback_url}${expression.source.startsWith('/') ? '' : '/'}${expression.source}, or declare servers.`,
  })
}
