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
  /** Any JSON; written into the document as it is. */
  readonly [extension: `x-${string}`]: unknown
}

/** One media type of a body or a response, in the words of OpenAPI's Media Type Object. */
export interface MediaTypeDefinition extends Extensions {
  /** The schema of the content as a whole. */
  readonly schema?: Schema | undefined
  /**
   * The schema of each item of a sequence: a line of `application/jsonl`, an event of
   * `text/event-stream`. What streams is not checked.
   */
  readonly itemSchema?: Schema | undefined
  /** An example of the content, for the document alone; OpenAPI allows this or `examples`. */
  readonly example?: unknown
  /** Examples of the content by name, as Example Objects or references to them. */
  readonly examples?: Readonly<Record<string, ExampleObject | ReferenceObject>> | undefined
  /** How each property of a form is encoded, as Encoding Objects; for the document alone. */
  readonly encoding?: Readonly<Record<string, unknown>> | undefined
}

/** Schemas, or whole Media Type Objects, by media type. */
export interface Content {
  /** Such as `'text/csv'`, or a range such as `'image/*'`; the most specific one holds. */
  readonly [mediaType: string]: Schema | MediaTypeDefinition
}

/** A body that is not, or not only, JSON. */
export interface BodyDefinition extends Extensions {
  /** What it may be, by media type: one at least. Another one is answered with 415. */
  readonly content: Content
  /** Whether a request must have a body. @default true */
  readonly required?: boolean | undefined
  /** What it is for, in Markdown. */
  readonly description?: string | undefined
}

/** A response in the words of OpenAPI's Response Object. */
export interface ResponseDefinition extends Extensions {
  /**
   * What it means, in Markdown.
   *
   * @default the status's own phrase, such as "Not Found"; "Successful Response" for 200
   */
  readonly description?: string | undefined
  /** The schema of an `application/json` body; short for `content`. */
  readonly schema?: Schema | undefined
  /** Its body by media type; only JSON is filtered and checked. */
  readonly content?: Content | undefined
  /**
   * Its headers by name, as Header Objects. What a route sends is not checked by them; what answers a callback
   * is, by `ringback/delivery`.
   */
  readonly headers?: Readonly<Record<string, HeaderObject | ReferenceObject>> | undefined
  /** What can be asked next with what it holds, by name. Their runtime expressions are checked. */
  readonly links?: Readonly<Record<string, LinkObject | ReferenceObject>> | undefined
}

/** What may stand for a response: the schema of its JSON body, `null` for no body, or all of it. */
export type ResponseLike = Schema | ResponseDefinition | ReferenceObject | null

/** By status: a number, a range such as `'4XX'`, or `'default'`. */
export interface Responses {
  /** One status, such as `200`; it comes before its range. */
  readonly [status: number]: ResponseLike
  /** Each status from 100 to 199 that has no entry of its own; these have no body in HTTP. */
  readonly '1XX'?: ResponseLike
  /** Each status from 200 to 299 that has no entry of its own. */
  readonly '2XX'?: ResponseLike
  /** Each status from 300 to 399 that has no entry of its own. */
  readonly '3XX'?: ResponseLike
  /** Each status from 400 to 499 that has no entry of its own. */
  readonly '4XX'?: ResponseLike
  /** Each status from 500 to 599 that has no entry of its own. */
  readonly '5XX'?: ResponseLike
  /** Each status that no other entry is for. */
  readonly default?: ResponseLike
}

/**
 * The fields of a definition that hold nothing to infer from. Fields of the specification that are not
 * listed are kept in the document all the same.
 */
export interface PlainFields extends Extensions {
  /** Unique in the whole document, callbacks included. */
  readonly operationId?: string | undefined
  /** What it does, in a few words: pages show it beside the path. */
  readonly summary?: string | undefined
  /** What it does, in Markdown. */
  readonly description?: string | undefined
  /** The groups that it is listed in. Those of guards before it come first. */
  readonly tags?: readonly string[] | undefined
  /** Whether it should not be used any more. @default false */
  readonly deprecated?: boolean | undefined
  /**
   * What whoever calls has to present: one of these, and of what each guard before it asks for. Documented
   * only: what refuses is your guard.
   */
  readonly security?: readonly SecurityRequirementObject[] | undefined
  /** Where it is reached, in place of the servers of the document. */
  readonly servers?: readonly ServerObject[] | undefined
  /** Where more is written about it. */
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
  /** Answers what is not as declared, in place of `openapi({ validation })`. */
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
  /** Parameters of the query. */
  readonly query?: Q | undefined
  /** Headers of the request, their names in any case. */
  readonly headers?: H | undefined
  /** Cookies; they need no parser. */
  readonly cookies?: C | undefined
  /** The schema of a JSON body, or `{ content, required, description }`. */
  readonly body?: B | undefined
  /**
   * By status: the schema of a JSON body, `null` for none, or all of a response.
   *
   * @default `{ 200: { description: 'Successful Response' } }`
   */
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
