import type { BodyDefinition, SchemaOf, SlotOf } from './definition.ts'
import type { NextFunction, Request, Response } from './express.ts'
import type { Accepted, Output, Schema } from './schema-types.ts'

/** `req.params` where no schema and no path says more. */
export type PathParameters = Record<string, string>

type SlotOutput<S, Otherwise> = [S] extends [undefined] ? Otherwise : Output<S>

/** `req.body` as the handler sees it. */
export type RequestBody<B> = B extends BodyDefinition
  ? | { [M in keyof B['content']]: Bytes<M, Output<SchemaOf<B['content'][M]>>> }[keyof B['content']]
    | (B extends { readonly required: false } ? undefined : never)
  : B extends Schema
    ? Output<B>
    : unknown

/** What a schema calls a string is bytes, where the media type is not one of text. */
type Bytes<MediaType, Value> = string extends MediaType
  ? Value
  : MediaType extends BinaryType
    ? Value extends string
      ? Buffer
      : Value
    : Value

type BinaryType =
  | `image/${string}`
  | `audio/${string}`
  | `video/${string}`
  | `application/${'octet-stream' | 'pdf' | 'zip' | 'gzip'}`

type Typed = 'params' | 'query' | 'headers' | 'cookies' | 'body'
type UntypedRequest = Omit<Request, Typed>

/**
 * The request of an operation: each slot that was declared has its type. An interface, whose members
 * the compiler works out when a handler reads them.
 */
export interface OperationRequest<D, Path = PathParameters> extends UntypedRequest {
  /** The values of the schema `params`; where there is none, texts by the names of the path. */
  params: SlotOutput<SlotOf<D, 'params'>, Path>
  /** The values of the schema `query`; where there is none, Express's own. */
  query: SlotOutput<SlotOf<D, 'query'>, Request['query']>
  /** The values of the schema `headers`, and those that HTTP has; where there is none, Express's own. */
  headers: RequestHeaders<SlotOf<D, 'headers'>>
  /** The values of the schema `cookies`; where there is none, unknown. */
  cookies: SlotOutput<SlotOf<D, 'cookies'>, UndeclaredCookies<Request['cookies']>>
  /** The value of the schema `body`, or of one of its media types; where there is none, unknown. */
  body: RequestBody<SlotOf<D, 'body'>>
}

// Express types them as `any`, and what @types/cookie-parser adds as a record of it.
type UndeclaredCookies<Cookies> = 0 extends 1 & Cookies
  ? unknown
  : { [Name in keyof Cookies]: unknown }

// Without the index signature of Node's type, a misspelt name is an error.
type RequestHeaders<H> = [H] extends [undefined]
  ? Request['headers']
  : Output<H> & Omit<StandardHeaders, keyof Output<H>>

type StandardHeaders = {
  [Name in keyof Request['headers'] as string extends Name ? never : Name]: Request['headers'][Name]
}

type SuccessStatus = 200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 | 208 | 226

/** What the responses declare for one status: itself, its range, or `default`. */
type BodyAt<R, Status extends number> = number extends Status
  ? unknown
  : Status extends keyof R
    ? ResponseBody<R[Status]>
    : `${Status}` extends keyof R
      ? ResponseBody<R[`${Status}`]>
      : RangeOf<Status> extends keyof R
        ? ResponseBody<R[RangeOf<Status>]>
        : 'default' extends keyof R
          ? ResponseBody<R['default']>
          : unknown

type RangeOf<Status extends number> = `${Status}` extends `${infer Digit}${number}`
  ? `${Digit}XX`
  : never

/** What `json()` takes for one declared response. */
type ResponseBody<R> = unknown extends R
  ? unknown
  : R extends null
    ? WithoutBody
    : R extends { readonly '~standard': unknown }
      ? Accepted<R>
      : R extends { readonly content: infer C }
        ? { [M in keyof C]: Accepted<SchemaOf<C[M]>> }[keyof C]
        : R extends { readonly schema: infer S }
          ? Accepted<S>
          : R extends Schema
            ? Accepted<R>
            : unknown

// The compiler quotes it where a body is given all the same.
type WithoutBody = 'this response is declared as null, without a body: write .end()'

/** What `res.json()` takes where no status was set: the body of 200, else of any declared success. */
type SuccessBody<R> = 200 extends keyof R
  ? ResponseBody<R[200]>
  : [Extract<keyof R, SuccessStatus | `${SuccessStatus}`>] extends [never]
    ? BodyAt<R, 200>
    : ResponseBody<R[Extract<keyof R, SuccessStatus | `${SuccessStatus}`>]>

type UntypedResponse = Omit<Response, 'json' | 'jsonp' | 'send' | 'status' | Chained>

type Chained = 'set' | 'header' | 'type' | 'contentType' | 'location' | 'vary' | 'append' | 'links'

/** A response whose `json()` takes what `R` declares for a status, or for success where none was set. */
export interface TypedResponse<R, Status> extends UntypedResponse {
  json(body: AnswerBody<R, Status>): this
  jsonp(body: AnswerBody<R, Status>): this
  send(body?: AnswerBody<R, Status> | string | Buffer): this
  set(fields: Record<string, unknown>): this
  set(field: string, value?: string | string[]): this
  header(fields: Record<string, unknown>): this
  header(field: string, value?: string | string[]): this
  type(type: string): this
  contentType(type: string): this
  location(url: string): this
  vary(field: string): this
  append(field: string, value?: string | string[]): this
  links(links: Record<string, string>): this
  /** The response in another status, with the body that is declared for that status. */
  status<const Status extends number>(status: Status): TypedResponse<R, Status>
}

type AnswerBody<R, Status> = Status extends number ? BodyAt<R, Status> : SuccessBody<R>

/**
 * The response of an operation: `json()` takes what is declared for success, and after `status(404)` what is
 * declared for that. A status that is not declared takes anything.
 */
export type OperationResponse<D> = [SlotOf<D, 'responses'>] extends [undefined]
  ? Response
  : TypedResponse<SlotOf<D, 'responses'>, 'success'>

/**
 * The handler that `operation()` decorates. A promise that it gives and that rejects goes to `next`.
 *
 * @param req Express's own, with what is declared typed by it.
 * @param res Express's own, whose `json()` is typed by what is declared.
 */
export type OperationHandler<D, Path = PathParameters> = (
  req: OperationRequest<D, Path>,
  res: OperationResponse<D>,
  next: NextFunction,
) => unknown

/**
 * What `operation(definition)` says to the handlers beside it: only the slots that were declared, so
 * that Express infers the rest, such as `req.params` from the path.
 *
 * @param req Express's own, with what is declared typed by it.
 */
export type OperationMiddleware<D> = (
  req: Declared<'params', Output<SlotOf<D, 'params'>>, D> &
    Declared<'query', Output<SlotOf<D, 'query'>>, D> &
    Declared<'body', RequestBody<SlotOf<D, 'body'>>, D> & { readonly method: string },
  res: Response<AnyBody<SlotOf<D, 'responses'>>>,
  next: NextFunction,
) => void

type Declared<Slot extends string, Value, D> = [SlotOf<D, Slot>] extends [undefined]
  ? unknown
  : { [Key in Slot]: Value }

// With nothing declared, `res.json()` takes what Express lets it take.
// oxlint-disable-next-line typescript/no-explicit-any
type AnyBody<R> = [R] extends [undefined] ? any : ResponseBody<R[keyof R]>
