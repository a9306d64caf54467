import { callbackRoutes, webhookRoutes } from '../declared-operation.ts'
import type { CallbackRoute, DeclaredOperation, WebhookRoute } from '../declared-operation.ts'
import { describeValue, drawCaret, RingbackError, type Where } from '../errors.ts'
import type { Request, Response } from '../express.ts'
import { markPlace, type Place } from '../place.ts'
import { readDefinition } from '../read-definition.ts'
import { findCalledUrl } from './called-url.ts'
import { createClientRouter, type RouterKind } from './client-router.ts'
import { isRelative, parseCallbackExpression } from './expression.ts'
import { signatureHeaders } from './signature-headers.ts'
import type {
  CallbackMethod,
  CallbackOperation,
  CallbackRouter,
  RouterOptions,
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
 *
 * @param options Whether its requests are signed.
 * @throws {RingbackError} `ERR_CALLBACK_ROUTER` where an option is mistaken
 */
export function callbackRouter(options: RouterOptions = {}): CallbackRouter<unknown, never> {
  const guards = readGuards(options, callbacks, markPlace(callbackRouter))
  return createClientRouter(callbacks, guards) as CallbackRouter<unknown, never>
}

/**
 * Make a router of the requests that your API makes to whoever has registered outside of it: the root
 * `webhooks` of the document, as `openapi({ webhooks })`.
 *
 * ```ts
 * const webhooks = webhookRouter().post('newSubscription', { body: Subscription })
 * app.use(openapi({ info, webhooks }))
 * ```
 *
 * @param options Whether its requests are signed.
 * @throws {RingbackError} `ERR_CALLBACK_ROUTER` where an option is mistaken
 */
export function webhookRouter(options: RouterOptions = {}): WebhookRouter {
  const guards = readGuards(options, webhooks, markPlace(webhookRouter))
  return createClientRouter(webhooks, guards) as WebhookRouter
}

/** What a signed router declares for each of its operations. */
function readGuards(
  options: RouterOptions,
  { name }: { readonly name: string },
  place: Place,
): readonly DeclaredOperation[] {
  const { signed = false, ...others } = options
  const [unknown] = Object.keys(others)
  if (typeof signed !== 'boolean' || unknown !== undefined) {
    throw new RingbackError({
      code: 'ERR_CALLBACK_ROUTER',
      message:
        unknown === undefined
          ? `The option signed is ${describeValue(signed)}.`
          : `There is no option "${unknown}".`,
      where: `${name} at ${String(place)}`,
      remedy: 'Write { signed: true }, or leave it out.',
    })
  }
  if (!signed) return []
  return [readDefinition({ headers: signatureHeaders }, { name, place, role: 'client' })]
}

const callbacks: RouterKind<CallbackRoute> = {
  name: 'callbackRouter()',
  noun: 'callback router',
  routes: callbackRoutes,
  use: 'Give it to the operation that calls back: operation({ callbacks: { events } }, …).',
  readKey: (key, where) => ({ expression: parseCallbackExpression(key as string, where) }),
  textOf: ({ expression }) => expression.key,
  check(route, where) {
    refusePathParameters(route, `"${route.expression.source}"`, where, inKey)
    refuseRelative(route, where)
  },
  toOperation: ({ method, expression, operation }, operationId): CallbackOperation => ({
    operationId,
    method: method as CallbackMethod,
    expression: expression.key,
    url: (req, res) =>
      findCalledUrl(expression, operation.place, req as Request, res as Response | undefined),
  }),
}

const webhooks: RouterKind<WebhookRoute> = {
  name: 'webhookRouter()',
  noun: 'webhook router',
  routes: webhookRoutes,
  use: 'Give it to the documentation: openapi({ info, webhooks }).',
  readKey: (key, where) => ({ name: readWebhookName(key, where) }),
  textOf: ({ name }) => name,
  check: (route, where) =>
    refusePathParameters(route, `the webhook "${route.name}"`, where, inBody),
  toOperation: ({ method, name }, operationId): WebhookOperation => ({
    operationId,
    method: method as CallbackMethod,
    name,
  }),
}

/** "The key name is a unique string to refer to each webhook", and is no extension of the document. */
function readWebhookName(name: unknown, where: Where): string {
  const isExtension = typeof name === 'string' && name.startsWith('x-')
  if (typeof name === 'string' && isAddress(name)) throw addressAsName(name, where)
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

/** A webhook has a name: whoever has registered gave the URL. */
function isAddress(name: string): boolean {
  return /^\{?\$(?:request|response|url)\b/.test(name) || /^https?:\/\//i.test(name)
}

function addressAsName(name: string, where: Where): RingbackError {
  return new RingbackError({
    code: 'ERR_CALLBACK_NAME',
    message: `A webhook has a name, and ${JSON.stringify(name)} is where a callback goes.`,
    where,
    remedy: "Give it a name, such as 'newSubscription', or declare it by callbackRouter().",
  })
}

/**
 * "The name MUST correspond to a template expression occurring within the path field in the Paths
 * Object": the key of a callback or a webhook is in no Paths Object.
 */
function refusePathParameters(
  { operation }: CallbackRoute | WebhookRoute,
  what: string,
  where: Where,
  remedy: string,
): void {
  if (!operation.parameters.params) return
  throw new RingbackError({
    code: 'ERR_DEFINITION',
    message: `A request that we make has no path parameters, and ${what} declares params.`,
    where: `params of ${String(where)}`,
    remedy,
  })
}

const inKey =
  'Write each varying part of the URL as a runtime expression, such as {$request.body#/id}.'
const inBody = 'Declare what varies in its query, headers or body: the receiver has chosen the URL.'

/** "Relative References in API URLs": a relative result would resolve against our own servers. */
function refuseRelative({ expression, operation }: CallbackRoute, where: Where): void {
  const { source } = expression
  if (!isRelative(expression)) return refuseWithoutHost(source, where)
  if (hasOwnServers(operation)) return
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(source)?.[0]
  const [message, remedy] = scheme
    ? [
        `The URL "${source}" is neither http nor https.`,
        'Write one that begins with https://, or with an expression.',
      ]
    : [
        `The URL "${source}" is relative, so it would be a path of your own API.`,
        `Begin with the receiver's URL, such as \`${absolute(source)}\`, or declare servers.`,
      ]
  throw wrongUrl(source, message, remedy, where)
}

/** `:callback_url/x` is how Express would write the receiver's URL. */
function absolute(source: string): string {
  const [, parameter, rest = ''] = /^:(\w+)(.*)$/s.exec(source) ?? []
  if (parameter !== undefined) return `{$request.query.${parameter}}${rest}`
  return `{$request.query.callback_url}${source.startsWith('/') ? '' : '/'}${source}`
}

/** "https:///events" has nobody to call. */
function refuseWithoutHost(source: string, where: Where): void {
  if (!/^https?:\/\/(?:[/?#]|$)/i.test(source)) return
  throw wrongUrl(source, `The URL "${source}" has no host.`, 'Write the host after "//".', where)
}

/** Servers with relative URLs are those of the documented API itself. */
function hasOwnServers({ fields }: CallbackRoute['operation']): boolean {
  const servers = (fields['servers'] ?? []) as { url?: unknown }[]
  return servers.some(({ url }) => typeof url === 'string' && /^(?:https?:\/\/|\{)/i.test(url))
}

function wrongUrl(source: string, message: string, remedy: string, where: Where): RingbackError {
  return new RingbackError({
    code: 'ERR_CALLBACK_EXPRESSION',
    message: `${message}\n\n${drawCaret(source, 0)}`,
    where,
    remedy,
  })
}
