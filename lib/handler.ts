import type { BodyDefinition } from './definition.ts'
import type { NextFunction, Request, Response } from './express.ts'
import type { Input, Output, Schema } from './schema-types.ts'

/** `req.params` where no schema says more. */
export type PathParameters = Record<string, string>

/** `req.body` as the handler sees it. */
export type RequestBody<B> = B extends BodyDefinition
  ? ContentOutput<B['content']> | (B extends { readonly required: false } ? undefined : never)
  : B extends Schema
    ? Output<B>
    : unknown

type ContentOutput<C> = { [M in keyof C]: Output<SchemaOf<C[M]>> }[keyof C]

// A Media Type Object holds its schema under `schema`, which is no keyword of JSON Schema.
type SchemaOf<M> = M extends { readonly schema: infer S } ? S : M

type SlotOutput<S, Otherwise> = [S] extends [undefined] ? Otherwise : Output<S>

/** The request of an operation: each slot that was declared has its type. */
export type OperationRequest<P, Q, H, C, B> = WithCookies<
  Request<P, unknown, RequestBody<B>, SlotOutput<Q, Request['query']>>,
  C
> &
  ([H] extends [undefined] ? unknown : { readonly headers: Output<H> })

// Express types `cookies` as any, which would swallow what is declared.
type WithCookies<Req, C> = [C] extends [undefined]
  ? Req
  : Omit<Req, 'cookies'> & { readonly cookies: Output<C> }

type SuccessStatus = 200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 | 208 | 226

/** What the responses declare for one status: itself, its range, or `default`. */
type ResponseAt<R, Status extends number> = number extends Status
  ? Undeclared
  : Status extends keyof R
    ? R[Status]
    : RangeOf<Status> extends keyof R
      ? R[RangeOf<Status>]
      : 'default' extends keyof R
        ? R['default']
        : Undeclared

type RangeOf<Status extends number> = `${Status}` extends `${infer Digit}${number}`
  ? `${Digit}XX`
  : never

interface Undeclared {
  readonly undeclared: true
}

/** What `json()` takes for one declared response. */
type ResponseBody<R> = R extends Undeclared
  ? unknown
  : R extends null
    ? undefined
    : R extends { readonly '~standard': unknown }
      ? Input<R>
      : R extends { readonly content: infer C }
        ? { [M in keyof C]: Input<SchemaOf<C[M]>> }[keyof C]
        : R extends { readonly schema: infer S }
          ? Input<S>
          : R extends Schema
            ? Input<R>
            : unknown

/** What `res.json()` takes where no status was set: the body of 200, else of any declared success. */
type SuccessBody<R> = 200 extends keyof R
  ? ResponseBody<R[200]>
  : [Extract<keyof R, SuccessStatus>] extends [never]
    ? ResponseBody<ResponseAt<R, 200>>
    : ResponseBody<R[Extract<keyof R, SuccessStatus>]>

type UntypedResponse = Omit<Response, 'json' | 'jsonp' | 'send' | 'status' | Chained>

type Chained = 'set' | 'header' | 'type' | 'contentType' | 'location' | 'vary' | 'append' | 'links'

/** A response whose `json()` takes one type of body. */
export interface TypedResponse<Body, R> extends UntypedResponse {
  json(body: Body): this
  jsonp(body: Body): this
  send(body?: Body | string | Buffer): this
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
  status<const Status extends number>(
    status: Status,
  ): TypedResponse<ResponseBody<ResponseAt<R, Status>>, R>
}

/** The response of an operation: `json()` takes what is declared for the status. */
export type OperationResponse<R> = [R] extends [undefined]
  ? Response
  : TypedResponse<SuccessBody<R>, R>

/** The handler that `operation()` decorates. */
export type OperationHandler<P, Q, H, C, B, R, Path> = (
  req: OperationRequest<[P] extends [undefined] ? Path : Output<P>, Q, H, C, B>,
  res: OperationResponse<R>,
  next: NextFunction,
) => unknown

/**
 * What `operation(definition)` says to the handlers beside it: only the slots that were declared, so
 * that Express infers the rest, such as `req.params` from the path.
 */
export type OperationMiddleware<P, Q, B, R> = (
  req: ([P] extends [undefined] ? unknown : { params: Output<P> }) &
    ([Q] extends [undefined] ? unknown : { query: Output<Q> }) &
    ([B] extends [undefined] ? unknown : { body: RequestBody<B> }) & { readonly method: string },
  res: Response<AnyBody<R>>,
  next: NextFunction,
) => void

// With nothing declared, `res.json()` takes what Express lets it take.
// oxlint-disable-next-line typescript/no-explicit-any
type AnyBody<R> = [R] extends [undefined] ? any : ResponseBody<R[keyof R]>
