import type { CallbackRoutes, OnInvalidRequest } from './declared-operation.ts'
import type {
  ExampleObject,
  ExternalDocumentationObject,
  HeaderObject,
  LinkObject,
  ReferenceObject,
  SecurityRequirementObject,
  ServerObject,
} from './openapi-types.ts'
import type { Schema } from './schema-types.ts'

/** Fields of this project's or of your own: kept, and written into the document as they are. */
export interface Extensions {
  readonly [extension: `x-${string}`]: unknown
}

/** One media type of a body or a response, in the words of OpenAPI's Media Type Object. */
export interface MediaTypeDefinition extends Extensions {
  readonly schema?: Schema | undefined
  /**
   * The schema of each item of a sequence: a line of `application/jsonl`, an event of
   * `text/event-stream`. What streams is not checked.
   */
  readonly itemSchema?: Schema | undefined
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, ExampleObject | ReferenceObject>> | undefined
  readonly encoding?: Readonly<Record<string, unknown>> | undefined
}

/** Schemas, or whole Media Type Objects, by media type. */
export interface Content {
  readonly [mediaType: string]: Schema | MediaTypeDefinition
}

/** A body that is not, or not only, JSON. */
export interface BodyDefinition extends Extensions {
  readonly content: Content
  /** Whether a request must have a body. @default true */
  readonly required?: boolean | undefined
  readonly description?: string | undefined
}

/** A response in the words of OpenAPI's Response Object. */
export interface ResponseDefinition extends Extensions {
  /** @default the status's own phrase, such as "Not Found"; "Successful Response" for 200 */
  readonly description?: string | undefined
  /** The schema of an `application/json` body; short for `content`. */
  readonly schema?: Schema | undefined
  readonly content?: Content | undefined
  readonly headers?: Readonly<Record<string, HeaderObject | ReferenceObject>> | undefined
  readonly links?: Readonly<Record<string, LinkObject | ReferenceObject>> | undefined
}

/** What may stand for a response: the schema of its JSON body, `null` for no body, or all of it. */
export type ResponseLike = Schema | ResponseDefinition | ReferenceObject | null

/** By status: a number, a range such as `'4XX'`, or `'default'`. */
export interface Responses {
  readonly [status: number]: ResponseLike
  readonly '1XX'?: ResponseLike
  readonly '2XX'?: ResponseLike
  readonly '3XX'?: ResponseLike
  readonly '4XX'?: ResponseLike
  readonly '5XX'?: ResponseLike
  readonly default?: ResponseLike
}

/**
 * The fields of a definition that hold nothing to infer from. Fields of the specification that are not
 * listed are kept in the document all the same.
 */
export interface PlainFields extends Extensions {
  /** Unique in the whole document, callbacks included. */
  readonly operationId?: string | undefined
  readonly summary?: string | undefined
  /** Markdown. */
  readonly description?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly deprecated?: boolean | undefined
  readonly security?: readonly SecurityRequirementObject[] | undefined
  readonly servers?: readonly ServerObject[] | undefined
  readonly externalDocs?: ExternalDocumentationObject | undefined
  /** Leave this operation out of the document. @default false */
  readonly hidden?: boolean | undefined
}

/** How one operation answers a request that is not as it declares. */
export interface OperationValidation {
  /** In place of 422 and its like, as `application/problem+json`. */
  readonly onError: OnInvalidRequest
}

/** The fields of a definition that need no inference. */
export interface OperationFields extends PlainFields {
  readonly validation?: OperationValidation | undefined
  /** The requests that the API makes to its users' servers, by the name of the callback. */
  readonly callbacks?: Readonly<Record<string, CallbackRoutes>> | undefined
}

/**
 * An operation in OpenAPI's own words. `params`, `query`, `headers` and `cookies` are schemas of
 * objects, of which each property is one parameter. The type parameters hold what each slot was
 * given, or `undefined`.
 */
export interface Definition<
  P = Slot,
  Q = Slot,
  H = Slot,
  C = Slot,
  B = BodySlot,
  R = Responses,
> extends OperationFields {
  /** Path parameters; what the path alone says needs none. */
  readonly params?: P | undefined
  readonly query?: Q | undefined
  readonly headers?: H | undefined
  readonly cookies?: C | undefined
  /** The schema of a JSON body, or `{ content, required, description }`. */
  readonly body?: B | undefined
  /** @default `{ 200: { description: 'Successful Response' } }` */
  readonly responses?: ByStatus<R> | undefined
}

/**
 * A definition as `operation()` infers it: its schemas may be anything here, for completion while
 * typing only, since a mistake in one slot must not take the types from the others.
 */
export interface OperationDefinition extends CallbackOperationDefinition {
  /** Path parameters; what the path alone says needs none. */
  readonly params?: Slot | Anything
}

/** A definition as `callbackRouter()` infers it, in the same way. */
export interface CallbackOperationDefinition extends PlainFields {
  readonly query?: Slot | Anything
  readonly headers?: Slot | Anything
  readonly cookies?: Slot | Anything
  /** The schema of a JSON body, or `{ content, required, description }`. */
  readonly body?: BodySlot | Anything
  /** @default `{ 200: { description: 'Successful Response' } }` */
  readonly responses?: Responses | Anything | undefined
  /** The requests that the API makes to its users' servers, by the name of the callback. */
  readonly callbacks?: OperationFields['callbacks'] | Anything
  readonly validation?: OperationValidation | undefined
}

// `unknown` in a union would leave nothing of the rest to complete from.
type Anything = {} | null

/** A key of `responses`. */
export type Status = number | `${number}` | keyof Responses

/** What the compiler quotes for a key that is none. */
export type NotAStatus<Key extends string> =
  `${Key} is not a status: write a number, a range such as '4XX', or 'default'`

// An inferred type parameter is checked for no key too many, so this says it.
type ByStatus<R> = string extends keyof R
  ? R
  : [Exclude<keyof R, Status>] extends [never]
    ? R
    : { readonly [Key in keyof R]: Key extends Status ? R[Key] : NotAStatus<Key & string> }

/** What a slot of a definition may hold. */
export type Slot = Schema | undefined

/** What the `body` of a definition may hold. */
export type BodySlot = Schema | BodyDefinition | ReferenceObject | undefined

/** What a definition has in a slot, or `undefined`. */
export type SlotOf<D, Slot extends string> = unknown extends D
  ? undefined
  : D extends { readonly [Key in Slot]: infer S }
    ? S
    : undefined

/** The schema of a media type. */
// A Media Type Object holds its schema under `schema`, which is no keyword of JSON Schema.
export type SchemaOf<M> = M extends { readonly schema: infer S }
  ? S
  : M extends { readonly itemSchema: unknown }
    ? {}
    : M
