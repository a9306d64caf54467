import type { CallbackRoutes, WebhookRoutes } from '../declared-operation.ts'
import type {
  BodySlot,
  CallbackOperationDefinition,
  Definition,
  Responses,
  Slot,
} from '../definition.ts'
import type { CheckedCallback } from '../definition-mistakes.ts'
import type { NextFunction, Request, Response } from '../express.ts'
import type { ExpressionsIn, GrammaticalKey } from './expression-types.ts'

/** The methods of a callback router, by the names that Express gives them. */
export type CallbackMethod =
  'get' | 'put' | 'post' | 'delete' | 'patch' | 'options' | 'head' | 'trace' | 'query'

/** The options of `callbackRouter()` and of `webhookRouter()`. */
export interface RouterOptions {
  /**
   * Document the headers by which the other side can tell that a request is ours: those of Standard
   * Webhooks, which `ringback/delivery` adds. @default false
   */
  readonly signed?: boolean | undefined
}

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

/** A request that may call for a callback: one that an operation has typed is none of Express's own any more. */
export interface CallingRequest extends Pick<Request, 'method' | 'originalUrl' | 'protocol'> {}
interface CallingResponse extends Pick<Response, 'statusCode' | 'getHeaders'> {}

/** One operation of a callback router as a value. `D` is the definition that it was declared with. */
export interface CallbackOperation<D = unknown> {
  /** As it was declared. */
  readonly operationId: string
  /** By which it is sent, in lower case. */
  readonly method: CallbackMethod
  /** The key of the Callback Object, such as `{$request.query.callback_url}/invoices`. */
  readonly expression: string
  /**
   * The URL that this callback goes to, for a request: keep it where you call back later. Undefined where
   * a value is missing, such as a query parameter that was not sent: then nobody is to be called.
   *
   * Only the expression that the key begins with may carry a URL, and is put in as it is; every other
   * value is percent-encoded. No address is checked here: that is done when it is called.
   *
   * @param req The request that asks for the callback, as it came: its values before defaults and coercion.
   * @param res The response; needed where the request does not know it, as `req.res` of Express does.
   * @throws {RingbackError} `ERR_CALLBACK_URL` where a value cannot stand in a URL, or all that is missing is
   *   of a response that was not sent yet
   */
  url(req: CallingRequest, res?: CallingResponse): string | undefined
  /** Present in types only. */
  readonly definition?: D
}

/** One operation of a webhook router as a value. `D` is the definition that it was declared with. */
export interface WebhookOperation<D = unknown> {
  /** As it was declared. */
  readonly operationId: string
  /** By which it is sent, in lower case. */
  readonly method: CallbackMethod
  /** The key in `webhooks`, such as `newSubscription`. */
  readonly name: string
  /** Present in types only. */
  readonly definition?: D
}

/** What `operation()` returns, alone or around a handler that never runs here. */
type Guard = (req: Request, res: Response, next: NextFunction) => unknown

/** Only an operation that has an `operationId` can be asked for. */
type Identified<D, Operation> = D extends { readonly operationId: infer Id extends string }
  ? { readonly [Key in Id]: Operation }
  : {}

type DeclareCallback<Operations, Expressions> = <
  const Key extends string,
  const D extends CallbackOperationDefinition | {},
>(
  expression: GrammaticalKey<Key>,
  definition: CheckedCallback<D, 'callback'>,
) => CallbackRouter<
  Operations & Identified<D, CallbackOperation<D>>,
  Expressions | ExpressionsIn<Key>
>

/**
 * A router of operations that the other side implements. Never mounted. `Expressions` are the runtime
 * expressions of its chained calls, which `operation()` compares with what it declares.
 *
 * It has a method for each `CallbackMethod`, such as `post(expression, definition)`, which declares the request
 * that we will make by it, and gives the router, so that calls can be chained:
 *
 * - `expression` is where it goes: runtime expressions in braces between literal text, such as
 *   `{$request.query.callback_url}/invoices/{$request.body#/id}`;
 * - `definition` is a `CallbackDefinition`.
 *
 * They throw `ERR_CALLBACK_EXPRESSION` with a caret under the wrong character, `ERR_CALLBACK_DUPLICATE`,
 * `ERR_OPERATION_ID`, or what `operation()` throws.
 */
export type CallbackRouter<Operations = unknown, Expressions = string> = CallbackRoutes & {
  /**
   * Declare the request that we will make with this method.
   *
   * @param expression Where it goes: runtime expressions in braces between literal text, such as
   *   `{$request.query.callback_url}/invoices/{$request.body#/id}`.
   * @throws {RingbackError} `ERR_CALLBACK_EXPRESSION` with a caret under the wrong character,
   *   `ERR_CALLBACK_DUPLICATE`, or what `operation()` throws.
   */
  readonly [M in CallbackMethod]: DeclareCallback<Operations, Expressions>
} & {
  /**
   * Take over all operations of another callback router, those that it gains later too.
   *
   * @param router What `callbackRouter()` gave; no path comes before it.
   * @throws {RingbackError} `ERR_CALLBACK_ROUTER` where it is none, or is to take over itself;
   *   `ERR_CALLBACK_DUPLICATE`, `ERR_OPERATION_ID`
   */
  use<Other extends Carrier>(
    router: Other,
  ): CallbackRouter<
    Operations & Other['operations'],
    Expressions | Exclude<Other['~ringback/expressions'], undefined>
  >
  /**
   * What `operation({ tags, headers, … })` declares, for every operation that is declared after it
   * here: as on a guard of an app.
   *
   * @param guard What `operation()` gave; a handler in it never runs here.
   * @throws {RingbackError} `ERR_DEFINITION` where it declares `params`; `ERR_SCHEMA`
   */
  use(guard: Guard): CallbackRouter<Operations, Expressions>
  /** The operations that have an `operationId`, by it; asking for another throws `ERR_CALLBACK_OPERATION`. */
  readonly operations: Operations
  /** Present in types only. */
  readonly '~ringback/expressions': Expressions | undefined
}

/** A callback router by what it carries: to `import` and to `require()`, it has another type. */
interface Carrier extends CallbackRoutes {
  readonly operations: unknown
  readonly '~ringback/expressions': string | undefined
}

type DeclareWebhook<Operations> = <const D extends CallbackOperationDefinition | {}>(
  name: string,
  definition: CheckedCallback<D, 'webhook'>,
) => WebhookRouter<Operations & Identified<D, WebhookOperation<D>>>

/**
 * A router of the requests that we make to whoever has registered outside of this API.
 *
 * It has a method for each `CallbackMethod`, such as `post(name, definition)`, which declares the request that we
 * will make by it, and gives the router, so that calls can be chained:
 *
 * - `name` is what the document calls the webhook, such as `newSubscription`;
 * - `definition` is a `CallbackDefinition`.
 *
 * They throw `ERR_CALLBACK_NAME`, `ERR_CALLBACK_DUPLICATE`, `ERR_OPERATION_ID`, or what `operation()` throws.
 */
export type WebhookRouter<Operations = unknown> = WebhookRoutes & {
  /**
   * Declare the request that we will make with this method.
   *
   * @param name What the document calls the webhook, such as `newSubscription`.
   * @throws {RingbackError} `ERR_CALLBACK_NAME`, `ERR_CALLBACK_DUPLICATE`, or what `operation()` throws.
   */
  readonly [M in CallbackMethod]: DeclareWebhook<Operations>
} & {
  /**
   * Take over all operations of another webhook router, those that it gains later too.
   *
   * @param router What `webhookRouter()` gave; no path comes before it.
   * @throws {RingbackError} `ERR_CALLBACK_ROUTER` where it is none, or is to take over itself;
   *   `ERR_CALLBACK_DUPLICATE`, `ERR_OPERATION_ID`
   */
  use<Others>(router: WebhookRouter<Others>): WebhookRouter<Operations & Others>
  /**
   * What `operation({ … })` declares, for every operation that is declared after it here.
   *
   * @param guard What `operation()` gave; a handler in it never runs here.
   * @throws {RingbackError} `ERR_DEFINITION` where it declares `params`; `ERR_SCHEMA`
   */
  use(guard: Guard): WebhookRouter<Operations>
  /** The operations that have an `operationId`, by it; asking for another throws `ERR_CALLBACK_OPERATION`. */
  readonly operations: Operations
}
