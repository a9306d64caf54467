/** Mistakes in what is sent, where it goes, and how an answer is read. */
import type { Request, Response } from 'express'
import { callbackRouter, webhookRouter } from 'ringback'
import { createSender } from 'ringback/delivery'
import { z } from 'zod'
import { jsonSchema, olderTypebox, typebox, valibot, zod } from './schemas.ts'

const url = '{$request.query.url}'
const callbacks = callbackRouter()
  .post(url, {
    operationId: 'zod',
    body: zod.Invoice,
    responses: { 200: zod.Invoice, '4XX': zod.Problem },
  })
  .post(`${url}/2`, { operationId: 'valibot', body: valibot.Invoice })
  .post(`${url}/3`, { operationId: 'typebox', body: typebox.Invoice })
  .post(`${url}/4`, { operationId: 'olderTypebox', body: olderTypebox.Invoice })
  .post(`${url}/5`, { operationId: 'jsonSchema', body: jsonSchema.Invoice })
  .delete(`${url}/6`, { operationId: 'withoutBody', responses: { 204: null } })
  .put(`${url}/7`, {
    operationId: 'parameters',
    query: z.object({ page: z.number() }),
    headers: z.object({ 'x-tenant': z.string(), 'x-trace': z.string().optional() }),
  })
  .post(`${url}/8`, {
    operationId: 'media',
    body: { content: { 'application/json': zod.Invoice, 'text/csv': { type: 'string' } } },
  })
const { operations } = callbacks
const webhooks = webhookRouter().post('paid', { operationId: 'paid', body: zod.Invoice })
const sender = createSender({ callbacks: [callbacks], webhooks: [webhooks], secret: false })
declare const req: Request
declare const res: Response
const invoice = { id: 'i-1', total: 1 }

// The payload.
// error: Type 'number' is not assignable to type 'string'.
sender.send(operations.zod, req, { id: 1 })
// error: Object literal may only specify known properties, but 'totals' does not exist in type '{ id: string; total?: number | undefined; }'. Did you mean to write 'total'?
sender.send(operations.zod, req, { id: 'i-1', totals: 1 })
// error: Property 'id' is missing in type '{ total: number; }' but required in type '{ id: string; total?: number | undefined; }'.
// error, TypeScript 5.9: Argument of type '{ total: number; }' is not assignable to parameter of type '{ id: string; total?: number | undefined; }'.
// reads, TypeScript 5.9: Property 'id' is missing in type '{ total: number; }' but required in type '{ id: string; total?: number | undefined; }'.
sender.send(operations.zod, req, { total: 1 })
// error: Expected 3-4 arguments, but got 2.
sender.send(operations.zod, req)
// error: Argument of type 'undefined' is not assignable to parameter of type '{ id: string; total?: number | undefined; }'.
sender.send(operations.zod, req, undefined)
// error: Argument of type 'string' is not assignable to parameter of type '{ id: string; total?: number | undefined; }'.
sender.deliver(operations.zod, req, 'i-1')
// error: Type 'number' is not assignable to type 'string'.
sender.send(operations.valibot, req, { id: 1 })
// error: Type 'string' is not assignable to type 'number'.
sender.send(operations.typebox, req, { id: 'i-1', total: '1' })
// error: Type 'string' is not assignable to type 'number'.
sender.send(operations.olderTypebox, req, { id: 'i-1', total: '1' })
// error: Type 'number' is not assignable to type 'string'.
sender.send(operations.jsonSchema, req, { id: 1 })
// error: Argument of type '{ id: string; }' is not assignable to parameter of type '"this operation declares no body: give undefined"'.
sender.send(operations.withoutBody, req, { id: 'i-1' })
// error: Type 'number' is not assignable to type 'string'.
sender.send(webhooks.operations.paid, 'https://shop.test', { id: 1 })
// error: Argument of type 'number' is not assignable to parameter of type 'string | { id: string; total?: number | undefined; }'.
sender.send(operations.media, req, 42)

// Where it goes.
// error: Argument of type 'number' is not assignable to parameter of type 'DeliveryTarget'.
sender.send(operations.zod, 42, invoice)
// error: Argument of type 'Response<any, Record<string, any>>' is not assignable to parameter of type 'DeliveryTarget'.
sender.send(operations.zod, res, invoice)
// error: Argument of type 'string | undefined' is not assignable to parameter of type 'DeliveryTarget'.
// reads: Type 'undefined' is not assignable to type 'DeliveryTarget'.
sender.send(operations.zod, operations.zod.url(req), invoice)
// error: Expected 3-4 arguments, but got 2.
sender.send(operations.zod, invoice)
// error: Argument of type 'Request<ParamsDictionary, any, any, ParsedQs, Record<string, any>>' is not assignable to parameter of type 'string | URL'.
// reads: Type 'Request<ParamsDictionary, any, any, ParsedQs, Record<string, any>>' is missing the following properties from type 'URL': hash, href, origin, password, and 6 more.
sender.send(webhooks.operations.paid, req, invoice)
// error: Argument of type 'string' is not assignable to parameter of type 'CallingRequest'.
operations.zod.url('https://shop.test')

// Parameters and options.
// error: Type '{ 'x-tenant': string; }' is not assignable to type '"this operation declares no headers"'.
sender.send(operations.zod, req, invoice, { headers: { 'x-tenant': 't' } })
// error: Type '{ page: number; }' is not assignable to type '"this operation declares no query"'.
sender.send(operations.zod, req, invoice, { query: { page: 1 } })
// error: Expected 4 arguments, but got 2.
sender.send(operations.parameters, req)
// error: Argument of type '{ headers: { 'x-tenant': string; }; }' is not assignable to parameter of type 'SendOptions<CallbackOperation<{ readonly operationId: "parameters"; readonly query: ZodObject<{ page: ZodNumber; }, $strip>; readonly headers: ZodObject<{ 'x-tenant': ZodString; 'x-trace': ZodOptional<...>; }, $strip>; }>>'.
// reads: Property 'query' is missing in type '{ headers: { 'x-tenant': string; }; }' but required in type '{ readonly query: { page: number; }; }'.
sender.send(operations.parameters, req, undefined, { headers: { 'x-tenant': 't' } })
sender.send(operations.parameters, req, undefined, {
  query: { page: 1 },
  // error: Object literal may only specify known properties, and ''x-other'' does not exist in type '{ 'x-tenant': string; 'x-trace'?: string | undefined; }'.
  headers: { 'x-tenant': 't', 'x-other': 'o' },
})
sender.send(operations.parameters, req, undefined, {
  // error: Type 'string' is not assignable to type 'number'.
  query: { page: '1' },
  headers: { 'x-tenant': 't' },
})
// error: Object literal may only specify known properties, and 'idd' does not exist in type 'SendOptions<CallbackOperation<{ readonly operationId: "withoutBody"; readonly responses: { readonly 204: null; }; }>>'.
sender.send(operations.withoutBody, req, undefined, { idd: 'e-1' })
// error: Type '"text/xml"' is not assignable to type '"application/json" | "text/csv" | `application/json;${string}` | `text/csv;${string}` | undefined'.
sender.send(operations.media, req, invoice, { mediaType: 'text/xml' })

// What is no operation, or none of this router.
// error: Argument of type 'WebhookRouter<{ readonly paid: WebhookOperation<{ readonly operationId: "paid"; readonly body: ZodObject<{ id: ZodString; total: ZodDefault<ZodNumber>; }, $strip>; }>; }>' is not assignable to parameter of type 'SendableOperation'.
sender.send(webhooks, 'https://shop.test', invoice)
// error: Argument of type 'string' is not assignable to parameter of type 'SendableOperation'.
sender.send('invoicePaid', req, invoice)
// error: Property 'piad' does not exist on type '{ readonly paid: WebhookOperation<{ readonly operationId: "paid"; readonly body: ZodObject<{ id: ZodString; total: ZodDefault<ZodNumber>; }, $strip>; }>; }'.
sender.send(webhooks.operations.piad, 'https://shop.test', invoice)

// The answer.
async function read(): Promise<void> {
  const answer = await sender.deliver(operations.zod, req, invoice)
  // error: Property 'id' does not exist on type '{ id: string; total: number; } | { title: string; }'.
  // reads: Property 'id' does not exist on type '{ title: string; }'.
  void answer.body.id
  // error: Property 'title' does not exist on type '{ id: string; total: number; }'.
  if (answer.status === 200) void answer.body.title
  // error: Property 'id' does not exist on type '{ title: string; }'.
  if (answer.status === 404) void answer.body.id
  const gone = await sender.deliver(operations.withoutBody, req)
  // error: 'gone.body' is possibly 'undefined'.
  void gone.body.id
  // error: This comparison appears to be unintentional because the types '204' and '200' have no overlap.
  if (gone.status === 200) void gone
  const unknown = await sender.deliver(operations.valibot, req, invoice)
  // error: 'unknown.body' is of type 'unknown'.
  void unknown.body.id
}
void read

// The options of a sender.
// error: Property 'secret' is missing in type '{}' but required in type 'SenderOptions'.
// error, TypeScript 5.9: Argument of type '{}' is not assignable to parameter of type 'SenderOptions'.
// reads, TypeScript 5.9: Property 'secret' is missing in type '{}' but required in type 'SenderOptions'.
createSender({})
// error: Type 'CallbackRouter<unknown, never>' is not assignable to type 'readonly CallbackRoutes[] | undefined'.
createSender({ callbacks: callbackRouter(), secret: false })
// error: Type 'true' is not assignable to type 'false | ((endpoint: Endpoint) => Promise<Secret | undefined> | Secret | undefined) | Secret | undefined'.
// error, TypeScript 5.9: Type 'true' is not assignable to type 'false | Secret | ((endpoint: Endpoint) => Secret | Promise<Secret | undefined> | undefined) | undefined'.
createSender({ callbacks: [callbacks], secret: true })
// error: Property '[webhookRoutes]' is missing in type 'CallbackRouter<unknown, never>' but required in type 'WebhookRoutes'.
createSender({ webhooks: [callbackRouter()], secret: false })
// error: Object literal may only specify known properties, but 'secrets' does not exist in type 'SenderOptions'. Did you mean to write 'secret'?
createSender({ secret: false, secrets: [] })
// error: Type 'true' is not assignable to type 'false | RetryOptions | undefined'.
createSender({ secret: false, retry: true })
// error: Type '"2XX"' is not assignable to type 'number | "3XX" | "4XX" | "5XX"'.
// error, TypeScript 5.9: Type '"2XX"' is not assignable to type 'number | "4XX" | "3XX" | "5XX"'.
createSender({ secret: false, retry: { statuses: ['2XX'] } })
// error: Object literal may only specify known properties, but 'https' does not exist in type 'AllowOptions'. Did you mean to write 'http'?
createSender({ secret: false, allow: { https: false } })
// error: Property 'host' does not exist on type 'Endpoint'.
createSender({ secret: ({ host }) => host })
