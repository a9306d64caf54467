import type { CallbackExpression } from './callbacks/expression.ts'
import type { InvalidRequestError } from './errors.ts'
import type { NextFunction, Request, Response } from './express.ts'
import type { Place } from './place.ts'
import type { Side } from './schema.ts'
import type { Schema } from './schema-types.ts'

/** Where a parameter may stand, by the names of a definition. */
export type ParameterSlot = 'params' | 'query' | 'headers' | 'cookies'

/** Which end of the operation we are: a callback is an operation of which we are the client. */
export type Role = 'server' | 'client'

/** The side of its request's schemas that travels: a server reads inputs, a client writes outputs. */
export function requestSide(role: Role): Side {
  return role === 'server' ? 'input' : 'output'
}

/** The side of its responses' schemas that travels. */
export function responseSide(role: Role): Side {
  return role === 'server' ? 'output' : 'input'
}

/** The media type of content that is JSON as a whole, and nothing besides, as most is. */
export function findOnlyJson(content: DeclaredContent): DeclaredMediaType | undefined {
  const json = content.size === 1 ? content.get('application/json') : undefined
  return json?.itemSchema === undefined ? json : undefined
}

/** A definition after it was checked: what the document and the request path work from. */
export interface DeclaredOperation {
  readonly place: Place
  readonly role: Role
  /** Everything that goes into the Operation Object as it is: summary, tags, `x-…`, unknown fields. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly operationId: string | undefined
  readonly hidden: boolean
  /** One schema for each declaration that names parameters there; a guard adds its own. */
  readonly parameters: Readonly<Partial<Record<ParameterSlot, readonly Schema[]>>>
  readonly body: DeclaredBody | undefined
  /** By status: `200`, `4XX` or `default`. */
  readonly responses: ReadonlyMap<string, DeclaredResponse>
  readonly callbacks: ReadonlyMap<string, CallbackRoutes>
  /** Answers a request that is not as declared. */
  readonly onError: OnInvalidRequest | undefined
}

/**
 * Answers a request that is not as declared, or hands it to the app's own: `next(error)`.
 *
 * @param error All that is wrong with it, with a `status` and a `code`.
 */
export type OnInvalidRequest = (
  error: InvalidRequestError,
  req: Request,
  res: Response,
  next: NextFunction,
) => void

export interface DeclaredBody {
  readonly required: boolean
  /** `description` and `x-…`. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly content: DeclaredContent
}

export interface DeclaredResponse {
  /** `description`, `headers`, `links` and `x-…`, as written. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly content: DeclaredContent
}

/** By media type. */
export type DeclaredContent = ReadonlyMap<string, DeclaredMediaType>

export interface DeclaredMediaType {
  readonly schema: Schema | undefined
  /** Of each item, where the content is a sequence: lines, events or parts. */
  readonly itemSchema?: Schema | undefined
  /** `example`, `examples`, `encoding` and `x-…`, as written. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** One operation of a callback router. */
export interface CallbackRoute {
  readonly method: string
  readonly expression: CallbackExpression
  readonly operation: DeclaredOperation
}

/**
 * Where a callback router keeps its operations. A string and no symbol, so that a router made by another
 * copy of this package is known, and to the types of `import` and of `require()` alike.
 */
export const callbackRoutes = '~ringback/callback-routes'

export interface CallbackRoutes {
  readonly [callbackRoutes]: readonly CallbackRoute[]
}

export function isCallbackRoutes(value: unknown): value is CallbackRoutes {
  return mayBeRouter(value) && callbackRoutes in value
}

/** One operation of a webhook router. */
export interface WebhookRoute {
  readonly method: string
  /** The key in `webhooks`. */
  readonly name: string
  readonly operation: DeclaredOperation
}

/** Where a webhook router keeps its operations. */
export const webhookRoutes = '~ringback/webhook-routes'

export interface WebhookRoutes {
  readonly [webhookRoutes]: readonly WebhookRoute[]
}

export function isWebhookRoutes(value: unknown): value is WebhookRoutes {
  return mayBeRouter(value) && webhookRoutes in value
}

/** A function, so that Express takes it, and it can say that it is none of the app's. */
export function mayBeRouter(value: unknown): value is object {
  return typeof value === 'function' || (typeof value === 'object' && value !== null)
}
