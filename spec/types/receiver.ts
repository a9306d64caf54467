/** What a receiver's handlers read and answer, by the declaration. */
import { Type } from 'typebox'
import express from 'express'
import { callbackRouter, webhookRouter, type CallbackRouter } from 'ringback'
import { receiver, testReceiver, type ReceivedPayload } from 'ringback/receiver'
import * as v from 'valibot'
import { z } from 'zod'
import type { AnySlot, Equal, Expect, IsAny } from './assert.ts'

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

const invoiceEvents = callbackRouter()
  .post(`${url}/invoices/{$request.body#/id}`, {
    operationId: 'zod',
    body: Event,
    headers: z.object({ 'x-tenant': z.coerce.number() }),
    query: z.object({ page: z.int() }),
    responses: { 200: Received, 404: Problem, 410: null },
  })
  .post(url, {
    operationId: 'valibot',
    body: v.object({ id: v.string(), note: v.optional(v.string()) }),
  })
  .delete(url, { operationId: 'gone', responses: { 204: null } })
const others = callbackRouter().put(url, {
  operationId: 'typebox',
  body: Type.Object({ id: Type.String() }),
})
const webhooks = webhookRouter().post('closed', {
  operationId: 'closed',
  body: { type: 'object', properties: { reason: { enum: ['a', 'b'] } }, required: ['reason'] },
})

const app = express()
const secret = process.env['CALLBACK_SECRET']
const receive = receiver({ callbacks: [invoiceEvents, others], webhooks, secret })

// A payload is what travels: after the transforms and the defaults of who sends it.
app.post(
  '/invoices/:id',
  receive('zod', (req, res) => {
    type _Body = Expect<Equal<typeof req.body, { id: string; at: string; total: number }>>
    type _Query = Expect<Equal<typeof req.query, { page: number }>>
    type _Tenant = Expect<Equal<(typeof req.headers)['x-tenant'], number>>
    type _Id = Expect<Equal<typeof req.params, { id: string }>>
    type _NoAny = Expect<Equal<Exclude<AnySlot<typeof req>, 'cookies'>, never>>
    res.json({ ok: true })
    res.json({})
    res.status(404).json({ title: 'No such invoice' })
    res.status(410).end()
    // @ts-expect-error: not what is declared for success
    res.json({ ok: 'yes' })
    // @ts-expect-error: not what is declared for 404
    res.status(404).json({ ok: true })
    // @ts-expect-error: no such property
    return req.body.totals
  }),
)
app.post(
  '/',
  receive('valibot', async (req) => {
    type _Body = Expect<Equal<typeof req.body, { id: string; note?: string | undefined }>>
  }),
)
app.put(
  '/',
  receive('typebox', (req, res) => void res.send(req.body.id)),
)
app.delete(
  '/',
  receive('gone', async () => {}),
)
app.post(
  '/closed',
  receive('closed', (req, res) => {
    type _Reason = Expect<Equal<typeof req.body.reason, 'a' | 'b'>>
    res.end()
  }),
)

// Another middleware before it leaves the types as they are.
app.post(
  '/other/:id',
  (_req, _res, next) => next(),
  receive('zod', (req, res) => void res.json({ ok: req.params.id === req.body.id })),
)

// Several of one URL.
app.post(
  '/shared/:name',
  receive({
    zod: (req, res) => {
      type _Body = Expect<Equal<typeof req.body.total, number>>
      res.json({ ok: true })
    },
    closed: (req, res) => void res.send(req.body.reason),
  }),
)

// What is not declared does not compile.
// @ts-expect-error: Argument of type '"zodd"' is not assignable to parameter of type '"zod" | "valibot" | …'
receive('zodd', () => {})
// @ts-expect-error: 'zodd' does not exist
receive({ zodd: () => {} })
// @ts-expect-error: without a handler
receive('zod')
// @ts-expect-error: the secret is asked for, be it as `false`
receiver({ callbacks: invoiceEvents })
// @ts-expect-error: a webhook router is no callback router
receiver({ callbacks: webhooks, secret })
// @ts-expect-error: there is no such option
receiver({ callbacks: invoiceEvents, secret, secrets: [] })

// Secrets: none, several, or one for each request.
receiver({ callbacks: invoiceEvents, secret: false })
receiver({ callbacks: invoiceEvents, secret: [secret, undefined] })
receiver({ callbacks: invoiceEvents, secret: async (req) => req.get('x-tenant') })

// A document says nothing to the compiler.
const fromDocument = receiver({ document: {}, secret: false })
app.post(
  '/any',
  fromDocument('whatever', (req, res) => {
    type _Body = Expect<Equal<typeof req.body, unknown>>
    res.status(201).json({ any: 'thing' })
  }),
)

// Nor does a router that was filled by statements.
declare const filled: CallbackRouter
receiver({ callbacks: filled, secret: false })('whatever', (_req, res) => void res.end())

type Operations = typeof invoiceEvents.operations
type _Payloads = [
  Expect<Equal<ReceivedPayload<Operations['zod']>, { id: string; at: string; total: number }>>,
  Expect<Equal<IsAny<ReceivedPayload<unknown>>, false>>,
  Expect<Equal<ReceivedPayload<Operations['gone']>, unknown>>,
]

const test = await testReceiver({ callbacks: invoiceEvents, webhooks })
const delivery = await test.next('zod', { timeout: 10 })
type _Payload = Expect<Equal<typeof delivery.payload, { id: string; at: string; total: number }>>
const any = await test.next()
type _Any = Expect<Equal<typeof any.payload, unknown>>
test.answer('closed', ({ payload }) => ({ status: payload.reason === 'a' ? 200 : 410 }))
test.answer('zod', [{ status: 503 }, { fail: 'reset' }])
test.fail('hang', { times: 2 })
// @ts-expect-error: there is no such operation
test.answer('zodd', {})
// @ts-expect-error: nor such a fault
test.fail('sleep')
// @ts-expect-error: nor a router of the other kind
await testReceiver({ webhooks: invoiceEvents })
