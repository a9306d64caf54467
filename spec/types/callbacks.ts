/** What a callback may read of its operation, and what callback and webhook routers carry. */
import { Type as OlderType } from '@sinclair/typebox'
import { type } from 'arktype'
import {
  callbackRouter,
  operation,
  webhookRouter,
  type CallbackDefinition,
  type CallbackOperation,
  type CallbackRouter,
  type Definition,
  type WebhookOperation,
} from 'ringback'
import { Type } from 'typebox'
import * as v from 'valibot'
import { z } from 'zod'
import type { Equal, Expect } from './assert.ts'

const Invoice = z.object({
  id: z.string(),
  title: z.string().optional(),
  customer: z.object({ name: z.string(), address: z.object({ city: z.string() }).nullish() }),
  lines: z.array(z.object({ sku: z.string() })),
  total: z.number().default(0),
})
const Received = z.object({ ok: z.boolean() })

// Properties, nested or not, which may be left out or null; items of a list.
const ofBody = callbackRouter()
  .post('{$request.body#/id}', {})
  .post('{$request.body#/title}', {})
  .post('{$request.body#/customer/name}', {})
  .post('{$request.body#/customer/address/city}', {})
  .post('{$request.body#/lines/0/sku}', {})
  .post('{$request.body#/lines/12/sku}', {})
  .post('{$request.body#/total}', {})
operation({ body: Invoice, callbacks: { ofBody } })
operation({ body: { content: { 'application/json': Invoice } }, callbacks: { ofBody } })
operation({
  body: {
    content: {
      'text/csv': { schema: { type: 'string' } },
      'application/json': { schema: Invoice },
    },
  },
  callbacks: { ofBody },
})

// A key is one expression alone, or text with any number of them.
const bare = callbackRouter().post('$request.body#/id', {})
const long = callbackRouter().post(
  'https://hooks.example.com/a/path/that/is/as/long/as/nobody/would/write/it/but/who/knows/what/a/gateway/may/want/{$request.query.a}/invoices/{$request.query.b}/of/{$request.body#/id}/titled/{$request.body#/title}/for/{$request.body#/customer/name}/in/{$request.body#/customer/address/city}?first={$request.body#/lines/0/sku}&second={$request.body#/lines/1/sku}&and=a-query-that-goes-on-and-on-without-an-end-in-sight',
  {},
)
operation({
  query: z.object({ a: z.string(), b: z.string() }),
  body: Invoice,
  callbacks: { bare, long },
})

// What is always there, or cannot be declared, or is not declared here.
const constant = callbackRouter()
  .post('{$url}', {})
  .post('{$method}', {})
  .post('https://hooks.example.com/{$statusCode}', {})
  .post('https://hooks.example.com', {})
  .post('{$response.header.location}', {})
  .post('{$request.header.accept}', {})
  .post('{$request.header.Authorization}', {})
operation({
  headers: Invoice,
  body: Invoice,
  responses: { 200: Received },
  callbacks: { constant },
})
const undeclared = callbackRouter().post(
  '{$request.query.url}/{$request.path.id}/{$request.header.x}/{$request.body#/x}/{$response.body#/x}',
  {},
)
operation({ callbacks: { undeclared } })
operation({
  summary: 'x',
  cookies: Received,
  body: undefined,
  responses: {},
  callbacks: { undeclared },
})

// Parameters. The names of headers are case-insensitive.
const ofParameters = callbackRouter()
  .post('{$request.query.callback_url}', {})
  .post('{$request.path.id}', {})
  .post('{$request.header.x-url}', {})
  .post('{$request.header.X-URL}', {})
  .post('{$request.header.x-other}', {})
operation({
  params: z.object({ id: z.coerce.number() }),
  query: z.object({ callback_url: z.union([z.url(), z.array(z.url())]).optional() }),
  headers: z.object({ 'X-Url': z.url(), 'x-other': z.string() }),
  callbacks: { ofParameters },
})
operation({
  params: v.object({ id: v.string() }),
  query: v.partial(v.object({ callback_url: v.string() })),
  headers: v.looseObject({}),
  callbacks: { ofParameters },
})
operation({
  params: type({ id: 'string.integer.parse' }),
  query: type({ 'callback_url?': 'string' }),
  headers: type({ 'x-url': 'string', '[string]': 'string' }),
  callbacks: { ofParameters },
})
operation({
  params: Type.Object({ id: Type.Integer() }),
  query: Type.Object({ callback_url: Type.Optional(Type.String()) }),
  headers: Type.Record(Type.String(), Type.String()),
  callbacks: { ofParameters },
})
operation({
  params: OlderType.Object({ id: OlderType.Integer() }),
  query: OlderType.Object({ callback_url: OlderType.Optional(OlderType.String()) }),
  headers: OlderType.Record(OlderType.String(), OlderType.String()),
  callbacks: { ofParameters },
})
operation({
  params: { type: 'object', properties: { id: { type: 'integer' } } },
  query: { type: 'object', properties: { callback_url: { type: 'string', default: 'x' } } },
  headers: { type: 'object', additionalProperties: { type: 'string' } },
  callbacks: { ofParameters },
})

// What an answer holds: one that has it is enough, and what is sent counts.
const ofAnswer = callbackRouter().post('{$response.body#/links/0}/{$response.body#/ok}', {})
operation({
  responses: {
    201: z.object({ links: z.string().transform((url) => [url]), ok: z.boolean() }),
    204: null,
    404: z.object({ title: z.string() }),
  },
  callbacks: { ofAnswer },
})
operation({
  responses: {
    200: { content: { 'application/json': v.object({ links: v.array(v.string()) }) } },
    '4XX': { description: 'A problem', schema: type({ ok: 'boolean' }) },
  },
  callbacks: { ofAnswer },
})
operation({
  responses: { 200: Invoice, 404: { $ref: '#/components/responses/Gone' } },
  callbacks: { ofAnswer },
})
operation({
  responses: { 200: Invoice, 404: { description: 'Of any form' } },
  callbacks: { ofAnswer },
})

// The request as it travels: before defaults and transforms.
const raw = callbackRouter().post('{$request.body#/url}/{$request.body#/when}', {})
operation({
  body: z.object({
    url: z.string().transform((href) => new URL(href)),
    when: z.codec(z.iso.datetime(), z.date(), {
      decode: (text) => new Date(text),
      encode: (date) => date.toISOString(),
    }),
  }),
  callbacks: { raw },
})
operation({
  body: v.object({
    url: v.pipe(
      v.string(),
      v.transform((text) => ({ text })),
    ),
    when: v.date(),
  }),
  callbacks: { raw },
})

// Unions, intersections, brands, tuples.
const ofShapes = callbackRouter().post(
  '{$request.body#/target/url}/{$request.body#/target/email}/{$request.body#/pair/1}/{$request.body#/rest/7}/{$request.body#/both/b}/{$request.body#/sometimes}/{$request.body#/branded}',
  {},
)
operation({
  body: z.object({
    target: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('url'), url: z.url() }),
      z.object({ kind: z.literal('email'), email: z.email() }),
    ]),
    pair: z.tuple([z.string(), z.number().optional()]),
    rest: z.tuple([z.string()], z.number()),
    both: z.intersection(z.object({ a: z.string() }), z.object({ b: z.string() })),
    sometimes: z.union([z.string(), z.array(z.string()), z.object({ a: z.string() })]),
    branded: z.string().brand<'Id'>(),
  }),
  callbacks: { ofShapes },
})
operation({
  body: {
    type: 'object',
    properties: {
      target: {
        oneOf: [
          { type: 'object', properties: { url: { type: 'string' } } },
          { type: 'object', properties: { email: { type: 'string' } } },
        ],
      },
      pair: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], items: false },
      rest: { type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'number' } },
      both: {
        allOf: [
          { type: 'object', properties: { a: { type: 'string' } } },
          { type: 'object', properties: { b: { type: 'string' } } },
        ],
      },
      sometimes: { type: ['string', 'array', 'object'] },
      branded: { enum: ['a', null] },
    },
  },
  callbacks: { ofShapes },
})

// Names that a pointer escapes, or that are numbers.
const escaped = callbackRouter().post(
  '{$request.body#/a~1b}/{$request.body#/c~0d}/{$request.body#/~01}/{$request.body#/e%f/ }/{$request.body#/1}/{$request.body#/}',
  {},
)
operation({
  body: z.object({
    'a/b': z.string(),
    'c~d': z.string(),
    '~1': z.string(),
    'e%f': z.object({ ' ': z.string() }),
    1: z.string(),
    '': z.string(),
  }),
  callbacks: { escaped },
})

// What may have any name, or be anything.
const open = callbackRouter().post(
  '{$request.body#/labels/x}/{$request.body#/data/x/0/y}/{$request.body#/data}',
  {},
)
operation({
  body: z.object({ labels: z.record(z.string(), z.string()), data: z.unknown() }),
  callbacks: { open },
})
operation({ body: z.object({ labels: z.looseObject({}), data: z.any() }), callbacks: { open } })
operation({ body: z.looseObject({ id: z.string() }), callbacks: { open } })
operation({ body: z.object({ labels: z.json(), data: z.json() }), callbacks: { open } })
operation({ body: z.unknown(), callbacks: { open } })
operation({
  body: type({ labels: 'Record<string, string>', data: 'unknown' }),
  callbacks: { open },
})
operation({
  body: Type.Object({ labels: Type.Record(Type.String(), Type.String()), data: Type.Any() }),
  callbacks: { open },
})
operation({
  body: { type: 'object', properties: { labels: { type: 'object' }, data: {} } },
  callbacks: { open },
})
operation({ body: { type: 'object' }, callbacks: { open } })
operation({ body: { $ref: '#/components/schemas/Open' }, callbacks: { open } })
operation({ body: { $ref: '#/components/requestBodies/Open' }, callbacks: { open } })
operation({
  body: { content: { 'application/json': Received, 'multipart/form-data': Received } },
  callbacks: { open },
})
operation({
  body: { content: { 'application/json': Received, 'text/plain': {} } },
  callbacks: { open },
})
operation({ body: Received as z.ZodType, callbacks: { open } })

// What contains itself.
const Node = z.object({
  name: z.string(),
  get children() {
    return z.array(Node)
  },
})
const deep = callbackRouter().post(
  '{$request.body#/children/0/children/1/children/2/children/3/name}',
  {},
)
operation({ body: Node, callbacks: { deep } })
operation({
  body: {
    type: 'object',
    properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#' } } },
    required: ['name', 'children'],
  },
  callbacks: { deep },
})
operation({ body: type({ name: 'string', 'children?': 'this[]' }), callbacks: { deep } })

// A key that is no literal is not checked; one that is known in part is checked as far as it goes.
const host = 'a.example' as string
const widened = callbackRouter()
  .post(host, {})
  .post(`https://${host}/{$request.body#/id}` as const, {})
  .post(`https://a.example/{$request.query.${host}}` as const, {})
  .post(`https://a.example/{${host}}` as const, {})
type _Widened = Expect<
  Equal<
    NonNullable<(typeof widened)['~ringback/expressions']>,
    '$request.body#/id' | `$request.query.${string}`
  >
>
operation({ query: Received, body: Invoice, callbacks: { widened } })
// @ts-expect-error: no such property
operation({ body: Received, callbacks: { widened } })

// Statements carry nothing, and what is typed by hand is not checked.
const statements = callbackRouter()
statements.post('{$request.body#/nowhere}', { operationId: 'never' })
operation({ body: Invoice, callbacks: { statements } })
const byHand: CallbackRouter = callbackRouter().post('{$request.body#/nowhere}', {})
operation({ body: Invoice, callbacks: { byHand } })
const byName: Record<string, CallbackRouter> = { byHand }
operation({ body: Invoice, callbacks: byName })
operation({ body: Invoice, callbacks: undefined })

// use() unites.
const united = callbackRouter()
  .post('{$request.body#/id}', { operationId: 'one' })
  .use(callbackRouter().put('{$request.body#/title}', { operationId: 'two' }))
  .use(operation({ tags: ['events'] }))
  .delete('{$request.body#/id}/{$request.query.url}', { operationId: 'three' })
type _United = Expect<
  Equal<
    NonNullable<(typeof united)['~ringback/expressions']>,
    '$request.body#/id' | '$request.body#/title' | '$request.query.url'
  >
>
type _Names = Expect<Equal<keyof typeof united.operations, 'one' | 'two' | 'three'>>
operation({ body: Invoice, callbacks: { united } })
// @ts-expect-error: the other router reads the title
operation({ body: z.object({ id: z.string() }), callbacks: { united } })
// @ts-expect-error: and the last operation a query parameter
operation({ query: Received, body: Invoice, callbacks: { united } })

// @ts-expect-error: a webhook is no callback
callbackRouter().use(webhookRouter())

// In a callback we are the client: what is sent counts, and what is read of the answer.
const inner = callbackRouter().post('{$request.body#/link/href}/{$response.body#/answer}', {})
const outer = callbackRouter().post('{$request.body#/id}', {
  body: z.object({ link: z.string().transform((href) => ({ href })) }),
  responses: { 200: z.object({ answer: z.string().transform((text) => ({ text })) }) },
  callbacks: { inner },
})
operation({ body: Invoice, callbacks: { outer } })
webhookRouter().post('paid', {
  body: z.object({ link: z.string().transform((href) => ({ href })) }),
  callbacks: { inner },
})
// @ts-expect-error: nothing links
callbackRouter().post('{$request.body#/id}', { body: Invoice, callbacks: { inner } })

// An operation of a router is typed by its whole definition.
const events = callbackRouter()
  .post('{$request.query.callback_url}', {
    operationId: 'paid',
    query: z.object({ page: z.number() }),
    headers: v.object({ 'x-tenant': v.string() }),
    body: Invoice,
    responses: { 200: Received, 410: null },
  })
  .put('{$request.query.callback_url}', {
    operationId: 'changed',
    body: { type: 'object', properties: { id: { type: 'string' } } },
  })
  .delete('{$request.query.callback_url}', { summary: 'without an operationId' })
type Paid = NonNullable<typeof events.operations.paid.definition>
type _Id = Expect<Equal<Paid['operationId'], 'paid'>>
type _Body = Expect<Equal<Paid['body'], typeof Invoice>>
type _Query = Expect<Equal<z.infer<Paid['query']>, { page: number }>>
type _Headers = Expect<Equal<v.InferOutput<Paid['headers']>, { 'x-tenant': string }>>
type _Responses = Expect<
  Equal<Paid['responses'], { readonly 200: typeof Received; readonly 410: null }>
>
type _Changed = Expect<
  Equal<
    typeof events.operations.changed,
    CallbackOperation<{
      readonly operationId: 'changed'
      readonly body: {
        readonly type: 'object'
        readonly properties: { readonly id: { readonly type: 'string' } }
      }
    }>
  >
>
type _Keys = Expect<Equal<keyof typeof events.operations, 'paid' | 'changed'>>
const any: CallbackOperation = events.operations.paid
void any

const webhooks = webhookRouter().post('paid', { operationId: 'paidHook', body: Invoice })
type _Webhook = Expect<
  Equal<
    typeof webhooks.operations.paidHook,
    WebhookOperation<{ readonly operationId: 'paidHook'; readonly body: typeof Invoice }>
  >
>

// Definitions that are typed by hand, and fields that nobody knows here.
const definition: CallbackDefinition = { operationId: 'x', body: Invoice }
callbackRouter().post('{$request.body#/id}', definition)
webhookRouter().post('paid', definition)
const ofOperation: Definition = { body: Invoice, callbacks: { ofAnswer } }
operation(ofOperation)
callbackRouter().post('{$request.body#/id}', { 'x-internal': true })
