/** What may be sent and where to, and what an answer is read as. */
import { Type as OlderType } from '@sinclair/typebox'
import { type } from 'arktype'
import type { Request } from 'express'
import {
  callbackRouter,
  operation,
  webhookRouter,
  type CallbackDefinition,
  type CallbackOperation,
} from 'ringback'
import {
  createSender,
  type DeclaredAnswer,
  type Payload,
  type SendOptions,
} from 'ringback/delivery'
import { Type } from 'typebox'
import * as v from 'valibot'
import { z } from 'zod'
import type { Equal, Expect, IsAny } from './assert.ts'

const Event = z.object({
  id: z.string(),
  at: z.codec(z.date(), z.iso.datetime(), {
    decode: (date) => date.toISOString(),
    encode: (text) => new Date(text),
  }),
  total: z.number().default(0),
})
const Received = z.object({ ok: z.boolean().default(true) })
const Problem = z.object({ title: z.string() })
const url = '{$request.query.callback_url}'

const callbacks = callbackRouter()
  .post(url, { operationId: 'zod', body: Event, responses: { 200: Received, 410: null } })
  .post(`${url}/2`, { operationId: 'optional', body: Event.optional() })
  .post(`${url}/3`, {
    operationId: 'valibot',
    body: v.object({ id: v.string(), note: v.optional(v.string()) }),
    responses: { '2XX': v.object({ ok: v.boolean() }), 204: null, '4XX': Problem },
  })
  .post(`${url}/4`, {
    operationId: 'typebox',
    body: Type.Object({ id: Type.String(), note: Type.Optional(Type.String()) }),
    responses: { 200: Type.Object({ ok: Type.Boolean() }), default: Problem },
  })
  .post(`${url}/5`, {
    operationId: 'olderTypebox',
    body: OlderType.Object({ id: OlderType.String() }),
    responses: { default: OlderType.Object({ ok: OlderType.Boolean() }) },
  })
  .post(`${url}/6`, {
    operationId: 'jsonSchema',
    body: {
      type: 'object',
      properties: { id: { type: 'string' }, total: { type: 'number', default: 0 } },
      required: ['id'],
    },
    responses: {
      '200': { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] },
      202: { description: 'Later' },
      409: { description: 'Again', schema: { enum: ['busy', 'full'] } },
      default: { $ref: '#/components/responses/Other' },
    },
  })
  .post(`${url}/7`, {
    operationId: 'arktype',
    body: type({ id: 'string', 'note?': 'string' }),
    responses: { 200: type({ ok: 'boolean' }) },
  })
  .delete(`${url}/8`, { operationId: 'withoutBody', responses: { 204: null } })
  .put(`${url}/9`, {
    operationId: 'parameters',
    query: z.object({ page: z.number(), tags: z.array(z.string()).optional() }),
    headers: z.object({ 'X-Tenant': z.string(), 'x-trace': z.string().optional() }),
  })
  .put(`${url}/10`, {
    operationId: 'optionalParameters',
    query: { type: 'object', properties: { page: { type: 'integer' } } },
    headers: v.object({ 'x-trace': v.optional(v.string()) }),
    body: Event,
  })
  .post(`${url}/11`, {
    operationId: 'media',
    body: {
      content: {
        'application/json': Event,
        'application/vnd.shop+json': { schema: Received },
        'text/csv': { schema: { type: 'string' } },
      },
      required: false,
    },
    responses: {
      200: { content: { 'application/json': Received, 'text/plain': { schema: Problem } } },
    },
  })
  .post(`${url}/12`, { operationId: 'anything', body: z.any(), responses: { 200: z.any() } })
  .post(`${url}/13`, { operationId: 'referred', body: { $ref: '#/components/schemas/Open' } })
const { operations } = callbacks
const webhooks = webhookRouter()
  .post('paid', { operationId: 'paid', body: Event, responses: { 200: Received } })
  .post('closed', { operationId: 'closed' })

const sender = createSender({ callbacks: [callbacks], webhooks: [webhooks], secret: false })

// Of the environment, a list while they rotate, or one for each endpoint.
createSender({ callbacks: [callbacks], secret: process.env['CALLBACK_SECRET'] })
createSender({ secret: ['whsec_new', 'whsec_old'] })
createSender({ secret: [process.env['CALLBACK_SECRET'], process.env['OLD_CALLBACK_SECRET']] })
createSender({ secret: () => process.env['CALLBACK_SECRET'] })
createSender({ secret: async ({ origin, url, operationId }) => `${origin}${url}${operationId}` })

type Operations = typeof operations
interface EventInput {
  id: string
  at: Date
  total?: number | undefined
}

// Payloads are inputs, and answers are outputs, of every kind of schema.
type _Payloads = [
  Expect<Equal<Payload<Operations['zod']>, EventInput>>,
  Expect<Equal<Payload<Operations['optional']>, EventInput | undefined>>,
  Expect<Equal<Payload<Operations['valibot']>, { id: string; note?: string | undefined }>>,
  Expect<Equal<Payload<Operations['typebox']>, { id: string; note?: string }>>,
  Expect<Equal<Payload<Operations['olderTypebox']>, { id: string }>>,
  Expect<Equal<Payload<Operations['arktype']>, { id: string; note?: string }>>,
  Expect<Equal<Payload<Operations['withoutBody']>, undefined>>,
  Expect<
    Equal<Payload<Operations['media']>, EventInput | z.input<typeof Received> | string | undefined>
  >,
  Expect<Equal<Payload<Operations['anything']>, unknown>>,
  Expect<Equal<Payload<Operations['referred']>, unknown>>,
  Expect<Equal<Payload<typeof webhooks.operations.paid>, EventInput>>,
  Expect<Equal<Payload<typeof webhooks.operations.closed>, undefined>>,
]

declare const request: Request
declare const at: Date

operation(
  {
    query: z.object({ callback_url: z.url().optional(), page: z.coerce.number() }),
    headers: z.object({ 'x-tenant': z.string() }),
    body: Event,
    responses: { 201: Received },
    callbacks: { callbacks },
  },
  async (req, res) => {
    // Where it goes: a request, typed or not, or a URL.
    await sender.send(operations.zod, req, { id: '1', at })
    await sender.send(operations.zod, request, { id: '1', at, total: 1 })
    await sender.send(operations.zod, 'https://shop.test', { id: '1', at })
    await sender.send(operations.zod, new URL('https://shop.test'), { id: '1', at })
    const found = operations.zod.url(req, res)
    type _Url = Expect<Equal<typeof found, string | undefined>>
    if (found !== undefined) await sender.send(operations.zod, found, { id: '1', at })
    operations.zod.url(request)

    const sent = await sender.send(operations.zod, req, { id: '1', at })
    type _Sent = [
      Expect<Equal<(typeof sent)['id'], string>>,
      Expect<Equal<(typeof sent)['url'], string>>,
    ]
  },
)

// Every kind of payload, and none.
await sender.send(operations.optional, request)
await sender.send(operations.optional, request, undefined, { id: 'e-1' })
await sender.send(operations.valibot, request, { id: '1' })
await sender.send(operations.typebox, request, { id: '1', note: 'n' })
await sender.send(operations.olderTypebox, request, { id: '1' })
await sender.send(operations.jsonSchema, request, { id: '1' })
await sender.send(operations.arktype, request, { id: '1' })
await sender.send(operations.withoutBody, request)
await sender.send(operations.withoutBody, request, undefined, { signal: AbortSignal.timeout(1) })
await sender.send(operations.anything, request, { any: 'thing' })
await sender.send(operations.referred, request, [1])
await sender.send(operations.media, request, 'a,b', { mediaType: 'text/csv' })
await sender.send(operations.media, request)

// Parameters are needed where one of them is.
await sender.send(operations.parameters, request, undefined, {
  query: { page: 1, tags: ['a'] },
  headers: { 'X-Tenant': 't', 'x-trace': undefined },
})
await sender.send(operations.optionalParameters, request, { id: '1', at })
await sender.send(operations.optionalParameters, request, { id: '1', at }, { query: { page: 1 } })
await sender.send(operations.optionalParameters, request, { id: '1', at }, { headers: {} })
const options: SendOptions<Operations['parameters']> = {
  query: { page: 1 },
  headers: { 'X-Tenant': 't' },
}
await sender.send(operations.parameters, request, undefined, options)

// A webhook.
await sender.send(webhooks.operations.paid, 'https://shop.test', { id: '1', at })
await sender.send(webhooks.operations.closed, 'https://shop.test')

// An answer: its status tells the body.
const answered = await sender.deliver(operations.zod, request, { id: '1', at })
type _Answered = Expect<Equal<(typeof answered)['status'], 200 | 410>>
if (answered.status === 200) {
  type _Ok = Expect<Equal<typeof answered.body, { ok: boolean }>>
} else {
  type _Gone = Expect<Equal<typeof answered.body, undefined>>
}
type _Headers = Expect<Equal<(typeof answered)['headers'], Readonly<Record<string, string>>>>

const ranges = await sender.deliver(operations.valibot, request, { id: '1' })
if (ranges.status === 204) {
  type _None = Expect<Equal<typeof ranges.body, undefined>>
} else if (ranges.status === 200) {
  type _Ok = Expect<Equal<typeof ranges.body, { ok: boolean }>>
} else if (ranges.status === 404) {
  type _Problem = Expect<Equal<typeof ranges.body, { title: string }>>
}

const other = await sender.deliver(operations.typebox, request, { id: '1' })
if (other.status === 200) {
  type _Ok = Expect<Equal<typeof other.body, { ok: boolean }>>
} else {
  type _Problem = Expect<Equal<typeof other.body, { title: string }>>
}

const whatever = await sender.deliver(operations.olderTypebox, request, { id: '1' })
type _Whatever = [
  Expect<Equal<(typeof whatever)['status'], number>>,
  Expect<Equal<(typeof whatever)['body'], { ok: boolean }>>,
]

const literal = await sender.deliver(operations.jsonSchema, request, { id: '1' })
if (literal.status === 200) {
  type _Ok = Expect<Equal<typeof literal.body, { ok: boolean }>>
} else if (literal.status === 409) {
  type _Why = Expect<Equal<typeof literal.body, 'busy' | 'full'>>
} else {
  type _Other = Expect<Equal<typeof literal.body, unknown>>
}

type _Answers = [
  Expect<Equal<DeclaredAnswer<Operations['arktype']>['body'], { ok: boolean }>>,
  Expect<Equal<DeclaredAnswer<Operations['media']>['body'], { ok: boolean } | string | undefined>>,
  Expect<Equal<DeclaredAnswer<Operations['anything']>['body'], unknown>>,
  Expect<Equal<DeclaredAnswer<Operations['optional']>['body'], unknown>>,
  Expect<Equal<DeclaredAnswer<Operations['optional']>['status'], number>>,
]
type _NoAny = [
  Expect<Equal<IsAny<Payload<Operations['anything']>>, false>>,
  Expect<Equal<IsAny<DeclaredAnswer<Operations['anything']>['body']>, false>>,
]

// An operation whose definition nobody knows takes anything.
async function sendAny(one: CallbackOperation, typed: CallbackOperation<CallbackDefinition>) {
  await sender.send(one, request, { id: 1 }, { headers: { 'x-tenant': 't' }, query: { page: 1 } })
  await sender.send(one, request)
  await sender.send(typed, request, { id: 1 }, { headers: { 'x-tenant': 't' } })
  const answer = await sender.deliver(one, request)
  type _Answer = Expect<Equal<(typeof answer)['body'], unknown>>
}
void sendAny(operations.zod, operations.zod)
