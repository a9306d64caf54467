import type { CallbackRoutes, WebhookRoutes } from '../declared-operation.ts'
import type { DecoratedHandler } from '../decorated-handler.ts'
import type { SlotOf } from '../definition.ts'
import type { OperationHandler, PathParameters, RequestBody } from '../handler.ts'

/** A router of callbacks, by what it carries. */
export type ReceivableCallbacks = CallbackRoutes & { readonly operations: unknown }
/** A router of webhooks, by what it carries. */
export type ReceivableWebhooks = WebhookRoutes & { readonly operations: unknown }

type OneOrMore<One> = One | readonly One[]

/** Where the requests that arrive are declared: one of these at least. */
export interface ReceivedSources {
  /** The callback routers of the API that calls. */
  readonly callbacks?: OneOrMore<ReceivableCallbacks> | undefined
  /** Its webhook routers. */
  readonly webhooks?: OneOrMore<ReceivableWebhooks> | undefined
  /**
   * Its OpenAPI document (3.0, 3.1, 3.2) as an object, whose references are within it. What its schemas
   * have beyond JSON Schema, such as a `pattern` that is none, is not checked.
   */
  readonly document?: object | undefined
}

/** The operations of the sources by their operationId, as far as the types know them. */
export type OperationsOf<Sources> = Sources extends { readonly document: object }
  ? AnyOperations
  : Known<OperationsIn<Sources, 'callbacks'> & OperationsIn<Sources, 'webhooks'>>

interface AnyOperations {
  readonly [operationId: string]: unknown
}

// A router that was filled by statements says nothing of them.
type Known<Operations> = unknown extends Operations
  ? AnyOperations
  : { readonly [Id in keyof Operations]: Operations[Id] }

type OperationsIn<Sources, Kind extends 'callbacks' | 'webhooks'> = Sources extends {
  readonly [Key in Kind]: infer Routers
}
  ? Routers extends readonly (infer Router)[]
    ? Together<OperationsOfRouter<Router>>
    : OperationsOfRouter<Routers>
  : unknown

type OperationsOfRouter<Router> = Router extends { readonly operations: infer Operations }
  ? Operations
  : unknown

type Together<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never

type Definition<Operation> = Operation extends { readonly definition?: infer D }
  ? Exclude<D, undefined>
  : unknown

/** The handler of an operation: its request and its answers are typed by the declaration. */
export type ReceivedHandler<Operation, Path = PathParameters> = OperationHandler<
  Definition<Operation>,
  Path
>

/** What arrives as the body of an operation. */
export type ReceivedPayload<Operation> =
  unknown extends Definition<Operation>
    ? unknown
    : RequestBody<SlotOf<Definition<Operation>, 'body'>>

/** What `receiver()` gives: makes what Express runs for the operations of one URL. */
export interface Receive<Operations> {
  /**
   * Several operations that share one URL, told apart by what their bodies and headers allow.
   *
   * @param handlers A `ReceivedHandler` for each operation, by its operationId.
   * @throws {RingbackError} `ERR_RECEIVER_AMBIGUOUS` where they cannot be; `ERR_RECEIVER_OPERATION` where no
   *   operation is called so; `ERR_HANDLER`, `ERR_SCHEMA`
   */
  <Path = PathParameters>(handlers: {
    readonly [Id in keyof Operations]?: ReceivedHandler<Operations[Id], Path>
  }): DecoratedHandler<Path>
  /**
   * Verifies and checks a request, and runs the handler for it: once for each delivery that succeeds.
   *
   * An async handler that ends without an answer is answered for, where the only success that is declared
   * has no body.
   *
   * @param operationId That of the operation, in the router or the document.
   * @param handler Runs once the request is verified, and is as declared.
   * @throws {RingbackError} `ERR_RECEIVER_OPERATION` where no operation is called so, `ERR_HANDLER`,
   *   `ERR_SCHEMA`
   */
  <Id extends keyof Operations & string, Path = PathParameters>(
    operationId: Id,
    handler: ReceivedHandler<Operations[Id], Path>,
  ): DecoratedHandler<Path>
}

// A type parameter takes whatever is there; this refuses what nobody would read.
/** The options without others. */
export type WithoutOthers<Given, Options> = Given & {
  readonly [Name in Exclude<keyof Given, keyof Options>]: never
}
