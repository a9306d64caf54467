import type {
  CallbackOperation,
  CallingRequest,
  WebhookOperation,
} from '../callbacks/router-types.ts'
import type { BodyDefinition, SchemaOf } from '../definition.ts'
import type { Response } from '../express.ts'
import type { Accepted, Output, Schema } from '../schema-types.ts'

/** What is sent: an operation of a callback router or of a webhook router. */
export type SendableOperation = CallbackOperation | WebhookOperation

/**
 * Where it goes: the request that asked for the callback, by which its expressions are evaluated (on its
 * response too, once that was sent), or a URL, such as `operation.url(req)` gave earlier.
 */
export type DeliveryTarget = string | URL | RequestTarget

type RequestTarget = CallingRequest & { readonly res?: Pick<Response, 'statusCode'> | undefined }

/**
 * Where an operation may be sent to: a callback to a `DeliveryTarget`, a webhook to a URL alone, since it goes to
 * whoever has registered, and no request says where.
 */
export type TargetOf<O> = O extends { readonly expression: string } ? DeliveryTarget : string | URL

/** What the body of an operation takes: the input of its schema. */
export type Payload<O> = BodyInput<SlotIn<O, 'body'>>

type BodyInput<B> = unknown extends B
  ? unknown
  : [B] extends [undefined]
    ? undefined
    : B extends BodyDefinition
      ? | { [M in keyof B['content']]: Accepted<SchemaOf<B['content'][M]>> }[keyof B['content']]
        | (B extends { readonly required: false } ? undefined : never)
      : B extends Schema
        ? Accepted<B>
        : unknown

/** What the definition of an operation has in a slot: `undefined` for nothing, `unknown` where nobody knows. */
type SlotIn<O, Slot extends string> = O extends { readonly definition?: unknown }
  ? SlotInDefinition<Exclude<O['definition'], undefined>, Slot>
  : unknown

type SlotInDefinition<D, Slot> = unknown extends D
  ? unknown
  : D extends unknown
    ? Slot extends keyof D
      ? Declared<D[Slot]>
      : undefined
    : never

// A definition that is typed by hand may have it or not.
type Declared<S> = [S] extends [undefined] ? undefined : undefined extends S ? unknown : S

/**
 * What is sent beside the payload, and how. It has `headers` and `query` too, as the operation declares them, and
 * needs them where that does.
 */
export type SendOptions<O = unknown> = GeneralOptions<MediaTypeOf<SlotIn<O, 'body'>>> &
  HeadersOption<SlotIn<O, 'headers'>> &
  QueryOption<SlotIn<O, 'query'>>

interface GeneralOptions<MediaType> {
  /** The `webhook-id`, 1 to 256 printable characters without a full stop. @default a new one */
  readonly id?: string | undefined
  /** Gives up before it is enqueued; what is enqueued is sent. */
  readonly signal?: AbortSignal | undefined
  /**
   * A transaction of the app, with which the delivery is taken up, or not: for `postgres()` a client between
   * BEGIN and COMMIT, for `sqlite(handle)` the handle.
   */
  readonly transaction?: unknown
  /** Which of several declared media types the payload is of. @default the first */
  readonly mediaType?: MediaType | undefined
}

type MediaTypeOf<B> = unknown extends B
  ? string
  : B extends BodyDefinition
    ? OneOf<keyof B['content'] & string>
    : OneOf<'application/json'>

// What is sent is one type, of a range too, and may have parameters.
type OneOf<Range extends string> = Range extends `${infer Start}*`
  ? `${Start}${string}`
  : Range | `${Range};${string}`

// What is not declared is not sent, since nobody could know of it. The compiler quotes the texts.
type HeadersOption<S> = unknown extends S
  ? { readonly headers?: object | undefined }
  : [S] extends [undefined]
    ? { readonly headers?: 'this operation declares no headers' | undefined }
    : {} extends Accepted<S>
      ? { readonly headers?: Accepted<S> | undefined }
      : { readonly headers: Accepted<S> }

type QueryOption<S> = unknown extends S
  ? { readonly query?: object | undefined }
  : [S] extends [undefined]
    ? { readonly query?: 'this operation declares no query' | undefined }
    : {} extends Accepted<S>
      ? { readonly query?: Accepted<S> | undefined }
      : { readonly query: Accepted<S> }

/** The payload, and options; each may be left out where the operation needs none. */
export type SendInput<O> = SendTuple<PayloadInput<Payload<O>>, SendOptions<O>>

type PayloadInput<P> = [P] extends [undefined]
  ? 'this operation declares no body: give undefined' | undefined
  : P

type SendTuple<P, Options> = {} extends Options
  ? undefined extends P
    ? [payload?: P, options?: Options]
    : [payload: P, options?: Options]
  : [payload: P, options: Options]

/**
 * An answer as the operation declares it: `{ status, headers, body }`, of which the status tells which body it is.
 * The body is the output of its schema, or text where it is not JSON; the names of headers are in lower case.
 */
export type DeclaredAnswer<O> = AnswerOf<SlotIn<O, 'responses'>>

interface Answer<Status, Body> {
  readonly status: Status
  readonly body: Body
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
}

type AnswerOf<R> = unknown extends R
  ? Answer<number, unknown>
  : [R] extends [undefined]
    ? Answer<number, unknown>
    : { [Key in keyof R]-?: Answer<StatusOf<Key, keyof R>, AnswerBody<R[Key]>> }[keyof R]

/** Which statuses a key of `responses` stands for, those left out that another key says more exactly. */
type StatusOf<Key, Keys> = Key extends number | `${number}`
  ? NumberOf<`${Key}`>
  : Key extends `${infer Hundreds}XX`
    ? Exclude<StatusIn<Hundreds>, NumberOf<`${Extract<Keys, number | `${number}`>}`>>
    : [Keys] extends ['default']
      ? number
      : Exclude<StatusIn<`${1 | 2 | 3 | 4 | 5}`>, StatusBeside<Exclude<Keys, 'default'>, Keys>>

type StatusBeside<Key, Keys> = Key extends unknown ? StatusOf<Key, Keys> : never

type StatusIn<Hundreds extends string> = NumberOf<`${Hundreds}${Digit}${Digit}`>
type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9
type NumberOf<Text> = Text extends `${infer Value extends number}` ? Value : never

type AnswerBody<R> = unknown extends R
  ? unknown
  : R extends null
    ? undefined
    : R extends { readonly '~standard': unknown }
      ? Output<R>
      : R extends { readonly content: infer C }
        ? { [M in keyof C]: ContentBody<M, C[M]> }[keyof C]
        : R extends { readonly schema: infer S }
          ? Output<S>
          : R extends Schema
            ? Output<R>
            : unknown

/** What is not JSON is read as text. */
type ContentBody<MediaType, Definition> = MediaType extends
  `${string}/json${string}` | `${string}+json${string}`
  ? Output<SchemaOf<Definition>>
  : string | undefined
