import type { CallbackRoutes, WebhookRoutes } from '../declared-operation.ts'
import type { BodySlot, Definition, Responses, Slot } from '../definition.ts'
import type { NextFunction, Request, Response } from '../express.ts'

/** The methods of a callback router, by the names that Express gives them. */
export type CallbackMethod =
  'get' | 'put' | 'post' | 'delete' | 'patch' | 'options' | 'head' | 'trace' | 'query'

/**
 * What the other side implements for one request of ours. There are no `params`: the path of a
 * callback is computed by its expressions, and nobody declares it.
 */
export interface CallbackDefinition<
  Id extends string = string,
  Q = Slot,
  H = Slot,
  C = Slot,
  B = BodySlot,
  R = Responses,
> extends Omit<Definition<undefined, Q, H, C, B, R>, 'params' | 'operationId'> {
  /** Unique in the whole document; the name under which `operations` holds this operation. */
  readonly operationId?: Id | undefined
}

/** One operation of a callback router as a value. The type parameters hold what it was declared with. */
export interface CallbackOperation<Q = Slot, H = Slot, C = Slot, B = BodySlot, R = Responses> {
  readonly operationId: string
  readonly method: CallbackMethod
  /** The key of the Callback Object, such as `{$request.query.callback_url}/invoices`. */
  readonly expression: string
  /** Present in types only. */
  readonly definition?: Definition<undefined, Q, H, C, B, R>
}

/** One operation of a webhook router as a value. */
export interface WebhookOperation<Q = Slot, H = Slot, C = Slot, B = BodySlot, R = Responses> {
  readonly operationId: string
  readonly method: CallbackMethod
  /** The key in `webhooks`, such as `newSubscription`. */
  readonly name: string
  /** Present in types only. */
  readonly definition?: Definition<undefined, Q, H, C, B, R>
}

/** What `operation()` returns, alone or around a handler that never runs here. */
type Guard = (req: Request, res: Response, next: NextFunction) => unknown

type DeclareCallback<Operations> = <
  const Id extends string = never,
  const Q extends Slot = undefined,
  const H extends Slot = undefined,
  const C extends Slot = undefined,
  const B extends BodySlot = undefined,
  const R extends Responses | undefined = undefined,
>(
  expression: string,
  definition: CallbackDefinition<Id, Q, H, C, B, R>,
) => CallbackRouter<Operations & { readonly [K in Id]: CallbackOperation<Q, H, C, B, R> }>

/** A router of operations that the other side implements. Never mounted. */
export type CallbackRouter<Operations = unknown> = CallbackRoutes & {
  /**
   * Declare the request that we will make with this method.
   *
   * @param expression Where it goes: runtime expressions in braces between literal text, such as
   *   `{$request.query.callback_url}/invoices/{$request.body#/id}`.
   * @throws {RingbackError} `ERR_CALLBACK_EXPRESSION` with a caret under the wrong character,
   *   `ERR_CALLBACK_DUPLICATE`, or what `operation()` throws.
   */
  readonly [M in CallbackMethod]: DeclareCallback<Operations>
} & {
  /** Take over all operations of another callback router. */
  use<Others>(router: CallbackRouter<Others>): CallbackRouter<Operations & Others>
  /**
   * What `operation({ tags, headers, … })` declares, for every operation that is declared after it
   * here: as on a guard of an app.
   */
  use(guard: Guard): CallbackRouter<Operations>
  /** The operations that have an `operationId`, by it; asking for another throws `ERR_CALLBACK_OPERATION`. */
  readonly operations: Operations
}

type DeclareWebhook<Operations> = <
  const Id extends string = never,
  const Q extends Slot = undefined,
  const H extends Slot = undefined,
  const C extends Slot = undefined,
  const B extends BodySlot = undefined,
  const R extends Responses | undefined = undefined,
>(
  name: string,
  definition: CallbackDefinition<Id, Q, H, C, B, R>,
) => WebhookRouter<Operations & { readonly [K in Id]: WebhookOperation<Q, H, C, B, R> }>

/** A router of the requests that we make to whoever has registered outside of this API. */
export type WebhookRouter<Operations = unknown> = WebhookRoutes & {
  /**
   * Declare the request that we will make with this method.
   *
   * @param name What the document calls the webhook, such as `newSubscription`.
   * @throws {RingbackError} `ERR_WEBHOOK_NAME`, `ERR_CALLBACK_DUPLICATE`, or what `operation()` throws.
   */
  readonly [M in CallbackMethod]: DeclareWebhook<Operations>
} & {
  /** Take over all operations of another webhook router. */
  use<Others>(router: WebhookRouter<Others>): WebhookRouter<Operations & Others>
  /** What `operation({ … })` declares, for every operation that is declared after it here. */
  use(guard: Guard): WebhookRouter<Operations>
  /** The operations that have an `operationId`, by it; asking for another throws `ERR_CALLBACK_OPERATION`. */
  readonly operations: Operations
}
