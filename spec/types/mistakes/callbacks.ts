/** Mistakes in what a callback reads of its operation, and in callback and webhook routers. */
import { Type as OlderType } from '@sinclair/typebox'
import { callbackRouter, operation, webhookRouter } from 'ringback'
import { Type } from 'typebox'
import { z } from 'zod'
import { arktype, jsonSchema, olderTypebox, typebox, valibot, zod } from './schemas.ts'

const events = callbackRouter()
const url = '{$request.query.url}'
const Order = z.object({
  id: z.string().optional(),
  customer: z.object({ area: z.string(), 'area/code': z.string(), borough: z.string() }),
  lines: z.array(z.object({ sku: z.string(), stock_left: z.number().default(1) })),
  pair: z.tuple([z.string(), z.number()]),
  target: z.union([z.object({ phone: z.string() }), z.object({ website: z.string() }), z.string()]),
  note: z.object({ text: z.string() }).nullish(),
  paid: z.boolean(),
  nothing: z.null(),
  either: z.union([z.string(), z.number()]),
  parsed: z.string().transform((text) => ({ text })),
})
const Search = z.object({ callback_url: z.url(), wanted: z.array(z.string()) })

// The body of the request, as it travels.
// error: Type 'CallbackRouter<{}, "$request.body#/idd">' is not assignable to type '"{$request.body#/idd}: the request body has no 'idd', it has id, total"'.
operation({ body: zod.Invoice, callbacks: { events: events.post('{$request.body#/idd}', {}) } })
// error: Type 'CallbackRouter<{}, "$request.body#/idd">' is not assignable to type '"{$request.body#/idd}: the request body has no 'idd', it has id, total"'.
operation({ body: zod.Invoice, callbacks: { events: events.post('$request.body#/idd', {}) } })
// error: Type 'CallbackRouter<{}, "$request.body#/">' is not assignable to type '"{$request.body#/}: the request body has no '', it has id, total"'.
operation({ body: zod.Invoice, callbacks: { events: events.post('{$request.body#/}', {}) } })
// error: Type 'CallbackRouter<{}, "$request.body">' is not assignable to type '"{$request.body}: the request body is an object, which no URL can hold: point to a part of it, it has id, total"'.
operation({ body: zod.Invoice, callbacks: { events: events.post('{$request.body}', {}) } })
// error: Type 'CallbackRouter<{}, "$request.body#">' is not assignable to type '"{$request.body#}: the request body is an object, which no URL can hold: point to a part of it, it has id, total"'.
operation({ body: zod.Invoice, callbacks: { events: events.post('{$request.body#}', {}) } })
// error: Type 'CallbackRouter<{}, "$request.body#/customer/boro">' is not assignable to type '"{$request.body#/customer/boro}: customer has no 'boro', it has area, area/code, borough"'.
operation({ body: Order, callbacks: { events: events.post('{$request.body#/customer/boro}', {}) } })
operation({
  body: Order,
  // error: Type 'CallbackRouter<{}, "$request.body#/customer/ar/code">' is not assignable to type '"{$request.body#/customer/ar/code}: customer has no 'ar', it has area, area/code, borough"'.
  callbacks: { events: events.post('{$request.body#/customer/ar/code}', {}) },
})
// error: Type 'CallbackRouter<{}, "$request.body#/customer">' is not assignable to type '"{$request.body#/customer}: customer is an object, which no URL can hold: point to a part of it, it has area, area/code, borough"'.
operation({ body: Order, callbacks: { events: events.post('{$request.body#/customer}', {}) } })
// error: Type 'CallbackRouter<{}, "$request.body#/id/x">' is not assignable to type '"{$request.body#/id/x}: id is a string and has no 'x'"'.
operation({ body: Order, callbacks: { events: events.post('{$request.body#/id/x}', {}) } })
// error: Type 'CallbackRouter<{}, "$request.body#/paid/x">' is not assignable to type '"{$request.body#/paid/x}: paid is a boolean and has no 'x'"'.
operation({ body: Order, callbacks: { events: events.post('{$request.body#/paid/x}', {}) } })
// error: Type 'CallbackRouter<{}, "$request.body#/either/x">' is not assignable to type '"{$request.body#/either/x}: either is a number or a string and has no 'x'"'.
// error, TypeScript 5.9: Type 'CallbackRouter<{}, "$request.body#/either/x">' is not assignable to type '"{$request.body#/either/x}: either is a string or a number and has no 'x'"'.
operation({ body: Order, callbacks: { events: events.post('{$request.body#/either/x}', {}) } })
// error: Type 'CallbackRouter<{}, "$request.body#/nothing/x">' is not assignable to type '"{$request.body#/nothing/x}: nothing is null and has no 'x'"'.
operation({ body: Order, callbacks: { events: events.post('{$request.body#/nothing/x}', {}) } })
// error: Type 'CallbackRouter<{}, "$request.body#/parsed/text">' is not assignable to type '"{$request.body#/parsed/text}: parsed is a string and has no 'text'"'.
operation({ body: Order, callbacks: { events: events.post('{$request.body#/parsed/text}', {}) } })
// error: Type 'CallbackRouter<{}, "$request.body#/lines">' is not assignable to type '"{$request.body#/lines}: lines is a list, which no URL can hold: point to an item of it, such as #/lines/0"'.
operation({ body: Order, callbacks: { events: events.post('{$request.body#/lines}', {}) } })
// error: Type 'CallbackRouter<{}, "$request.body#/lines/sku">' is not assignable to type '"{$request.body#/lines/sku}: lines is a list and has no 'sku': write an index, such as #/lines/0"'.
operation({ body: Order, callbacks: { events: events.post('{$request.body#/lines/sku}', {}) } })
// error: Type 'CallbackRouter<{}, "$request.body#/lines/-">' is not assignable to type '"{$request.body#/lines/-}: lines is a list and has no '-': write an index, such as #/lines/0"'.
operation({ body: Order, callbacks: { events: events.post('{$request.body#/lines/-}', {}) } })
// error: Type 'CallbackRouter<{}, "$request.body#/lines/01/sku">' is not assignable to type '"{$request.body#/lines/01/sku}: lines is a list and has no '01': write an index, such as #/lines/0"'.
operation({ body: Order, callbacks: { events: events.post('{$request.body#/lines/01/sku}', {}) } })
// error: Type 'CallbackRouter<{}, "$request.body#/lines/0/skus">' is not assignable to type '"{$request.body#/lines/0/skus}: lines/0 has no 'skus', it has sku, stock_left"'.
operation({ body: Order, callbacks: { events: events.post('{$request.body#/lines/0/skus}', {}) } })
// error: Type 'CallbackRouter<{}, "$request.body#/pair/2">' is not assignable to type '"{$request.body#/pair/2}: pair is a list of 2 and has no 2"'.
operation({ body: Order, callbacks: { events: events.post('{$request.body#/pair/2}', {}) } })
// error: Type 'CallbackRouter<{}, "$request.body#/target/fax">' is not assignable to type '"{$request.body#/target/fax}: target has no 'fax', it has phone, website"'.
operation({ body: Order, callbacks: { events: events.post('{$request.body#/target/fax}', {}) } })
// error: Type 'CallbackRouter<{}, "$request.body#/note">' is not assignable to type '"{$request.body#/note}: note is an object, which no URL can hold: point to a part of it, it has text"'.
operation({ body: Order, callbacks: { events: events.post('{$request.body#/note}', {}) } })
// error: Type 'CallbackRouter<{}, "$request.body#/note/txt">' is not assignable to type '"{$request.body#/note/txt}: note has no 'txt', it has text"'.
operation({ body: Order, callbacks: { events: events.post('{$request.body#/note/txt}', {}) } })

// In every kind of schema.
// error: Type 'CallbackRouter<{}, "$request.body#/idd">' is not assignable to type '"{$request.body#/idd}: the request body has no 'idd', it has id, total"'.
operation({ body: valibot.Invoice, callbacks: { events: events.post('{$request.body#/idd}', {}) } })
// error: Type 'CallbackRouter<{}, "$request.body#/idd">' is not assignable to type '"{$request.body#/idd}: the request body has no 'idd', it has id, total"'.
operation({ body: arktype.Invoice, callbacks: { events: events.post('{$request.body#/idd}', {}) } })
// error: Type 'CallbackRouter<{}, "$request.body#/idd">' is not assignable to type '"{$request.body#/idd}: the request body has no 'idd', it has id, total"'.
operation({ body: typebox.Invoice, callbacks: { events: events.post('{$request.body#/idd}', {}) } })
operation({
  body: olderTypebox.Invoice,
  // error: Type 'CallbackRouter<{}, "$request.body#/idd">' is not assignable to type '"{$request.body#/idd}: the request body has no 'idd', it has id, total"'.
  callbacks: { events: events.post('{$request.body#/idd}', {}) },
})
operation({
  body: jsonSchema.Invoice,
  // error: Type 'CallbackRouter<{}, "$request.body#/idd">' is not assignable to type '"{$request.body#/idd}: the request body has no 'idd', it has id, total"'.
  callbacks: { events: events.post('{$request.body#/idd}', {}) },
})
operation({
  body: { type: 'object', properties: { lines: { type: 'array', items: jsonSchema.Invoice } } },
  // error: Type 'CallbackRouter<{}, "$request.body#/lines/0/id/x">' is not assignable to type '"{$request.body#/lines/0/id/x}: lines/0/id is a string and has no 'x'"'.
  callbacks: { events: events.post('{$request.body#/lines/0/id/x}', {}) },
})
operation({
  body: { content: { 'application/json': zod.Problem, 'text/csv': { type: 'string' } } },
  // error: Type 'CallbackRouter<{}, "$request.body#/titel">' is not assignable to type '"{$request.body#/titel}: the request body has no 'titel', it has title"'.
  callbacks: { events: events.post('{$request.body#/titel}', {}) },
})

// Parameters.
// error: Type 'CallbackRouter<{}, "$request.query.callbackUrl">' is not assignable to type '"{$request.query.callbackUrl}: query has no 'callbackUrl', it has callback_url, wanted"'.
operation({ query: Search, callbacks: { events: events.post('{$request.query.callbackUrl}', {}) } })
// error: Type 'CallbackRouter<{}, "$request.query.wanted">' is not assignable to type '"{$request.query.wanted}: wanted in query is a list, which no URL can hold"'.
operation({ query: Search, callbacks: { events: events.post('{$request.query.wanted}', {}) } })
// error: Type 'CallbackRouter<{}, "$request.query.url">' is not assignable to type '"{$request.query.url}: query has no 'url'"'.
operation({ query: z.object({}), callbacks: { events: events.post(url, {}) } })
operation({
  params: zod.Invoice,
  // error: Type 'CallbackRouter<{}, "$request.path.idd">' is not assignable to type '"{$request.path.idd}: params has no 'idd', it has id, total"'.
  callbacks: { events: events.post('http://a.example/{$request.path.idd}', {}) },
})
operation({
  headers: z.object({ 'x-tenant': z.string() }),
  // error: Type 'CallbackRouter<{}, "$request.header.X-Url">' is not assignable to type '"{$request.header.X-Url}: headers has no 'X-Url', it has x-tenant"'.
  callbacks: { events: events.post('{$request.header.X-Url}', {}) },
})
operation({
  headers: Type.Object({ 'X-Urls': Type.Array(Type.String()) }),
  // error: Type 'CallbackRouter<{}, "$request.header.x-urls">' is not assignable to type '"{$request.header.x-urls}: x-urls in headers is a list, which no URL can hold"'.
  callbacks: { events: events.post('{$request.header.x-urls}', {}) },
})
operation({
  query: OlderType.Object({ filter: OlderType.Object({ name: OlderType.String() }) }),
  // error: Type 'CallbackRouter<{}, "$request.query.filter">' is not assignable to type '"{$request.query.filter}: filter in query is an object, which no URL can hold"'.
  callbacks: { events: events.post('{$request.query.filter}', {}) },
})

// Answers.
operation({
  responses: { 201: zod.Problem, 404: { description: 'None', schema: zod.Problem }, 204: null },
  // error: Type 'CallbackRouter<{}, "$response.body#/titel">' is not assignable to type '"{$response.body#/titel}: the response body has no 'titel', it has title"'.
  callbacks: { events: events.post('{$response.body#/titel}', {}) },
})
operation({
  responses: { 200: { content: { 'application/json': zod.Problem } } },
  // error: Type 'CallbackRouter<{}, "$response.body">' is not assignable to type '"{$response.body}: the response body is an object, which no URL can hold: point to a part of it, it has title"'.
  callbacks: { events: events.post('{$response.body}', {}) },
})
operation({
  responses: { 204: null },
  // error: Type 'CallbackRouter<{}, "$response.body#/id">' is not assignable to type '"{$response.body#/id}: no response has a body"'.
  callbacks: { events: events.post('{$response.body#/id}', {}) },
})

// Several.
const several = callbackRouter()
  .post('{$request.body#/idd}', { operationId: 'created', body: zod.Invoice })
  .use(callbackRouter().delete('{$request.query.uri}', {}))
// error: Type 'CallbackRouter<{ readonly created: CallbackOperation<{ readonly operationId: "created"; readonly body: ZodObject<{ id: ZodString; total: ZodDefault<ZodNumber>; }, $strip>; }>; }, "$request.body#/idd" | "$request.query.uri">' is not assignable to type '"{$request.body#/idd}: the request body has no 'idd', it has id, total" | "{$request.query.uri}: query has no 'uri', it has url"'.
operation({ query: z.object({ url: z.url() }), body: zod.Invoice, callbacks: { several } })
operation({
  // error: Type 'string' is not assignable to type 'readonly string[]'.
  tags: 'invoices',
  query: zod.Problem,
  callbacks: {
    right: events.post('{$request.query.title}', {}),
    // error: Type 'CallbackRouter<{}, "$request.query.titel">' is not assignable to type '"{$request.query.titel}: query has no 'titel', it has title"'.
    wrong: events.post('{$request.query.titel}', {}),
  },
})
const Wide = Type.Object({
  w01: Type.String(),
  w02: Type.String(),
  w03: Type.String(),
  w04: Type.String(),
  w05: Type.String(),
  w06: Type.String(),
  w07: Type.String(),
  w08: Type.String(),
  w09: Type.String(),
  w10: Type.String(),
  w11: Type.String(),
  w12: Type.String(),
  w13: Type.String(),
  w14: Type.String(),
})
// error: Type 'CallbackRouter<{}, "$request.body#/w15">' is not assignable to type '"{$request.body#/w15}: the request body has no 'w15', it has w01, w02, w03, w04, w05, w06, w07, w08, w09, w10, w11, w12, …"'.
operation({ body: Wide, callbacks: { events: events.post('{$request.body#/w15}', {}) } })

// What a callback calls back: there we are the client.
// error: Type 'CallbackRouter<{}, "$request.body#/parsed">' is not assignable to type '"{$request.body#/parsed}: parsed is an object, which no URL can hold: point to a part of it, it has text"'.
events.post(url, { body: Order, callbacks: { inner: events.post('{$request.body#/parsed}', {}) } })
// error: Type 'CallbackRouter<{}, "$request.query.url">' is not assignable to type '"{$request.query.url}: query has no 'url', it has callback_url, wanted"'.
events.post(url, { query: Search, callbacks: { inner: events.post('{$request.query.url}', {}) } })
events.post(url, {
  responses: { 200: Order },
  // error: Type 'CallbackRouter<{}, "$response.body#/parsed/text">' is not assignable to type '"{$response.body#/parsed/text}: parsed is a string and has no 'text'"'.
  callbacks: { inner: events.post('{$response.body#/parsed/text}', {}) },
})
webhookRouter().post('paid', {
  body: zod.Invoice,
  // error: Type 'CallbackRouter<{}, "$request.body#/idd">' is not assignable to type '"{$request.body#/idd}: the request body has no 'idd', it has id, total"'.
  callbacks: { inner: events.post('{$request.body#/idd}', {}) },
})

// What is no runtime expression.
// error: Argument of type '"{$callback_url}"' is not assignable to parameter of type '"{$callback_url} is no runtime expression: did you mean {$request.query.callback_url}?"'.
events.post('{$callback_url}', {})
// error: Argument of type '"{$URL}/invoices"' is not assignable to parameter of type '"{$URL} is no runtime expression: did you mean {$url}?"'.
events.post('{$URL}/invoices', {})
// error: Argument of type '"{$request.body.customer.id}"' is not assignable to parameter of type '"{$request.body.customer.id} is no runtime expression: write {$request.body#/customer/id}"'.
events.post('{$request.body.customer.id}', {})
// error: Argument of type '"{$request.body/id}"' is not assignable to parameter of type '"{$request.body/id} is no runtime expression: write {$request.body#/id}"'.
events.post('{$request.body/id}', {})
// error: Argument of type '"{$request.body#id}"' is not assignable to parameter of type '"{$request.body#id} is no runtime expression: write {$request.body#/id}"'.
events.post('{$request.body#id}', {})
// error: Argument of type '"{request.body#/id}"' is not assignable to parameter of type '"{request.body#/id} is no runtime expression: it lacks the '$', write {$request.body#/id}"'.
events.post('{request.body#/id}', {})
// error: Argument of type '"http://hooks.example.com/{id}"' is not assignable to parameter of type '"{id} is no runtime expression: write {$request.body#/id} or {$request.query.id}"'.
events.post('http://hooks.example.com/{id}', {})
// error: Argument of type '"{$req.body#/id}"' is not assignable to parameter of type '"{$req.body#/id} is no runtime expression: write {$request.body#/id}"'.
events.post('{$req.body#/id}', {})
// error: Argument of type '"{$request.headers.x-url}"' is not assignable to parameter of type '"{$request.headers.x-url} is no runtime expression: write {$request.header.x-url}"'.
events.post('{$request.headers.x-url}', {})
// error: Argument of type '"{$request.params.id}"' is not assignable to parameter of type '"{$request.params.id} is no runtime expression: write {$request.path.id}"'.
events.post('{$request.params.id}', {})
// error: Argument of type '"{$request.cookie.session}"' is not assignable to parameter of type '"{$request.cookie.session} is no runtime expression: there is none for cookies"'.
events.post('{$request.cookie.session}', {})
// error: Argument of type '"{$response.query.url}"' is not assignable to parameter of type '"{$response.query.url} is no runtime expression: a response has no query, did you mean {$request.query.url}?"'.
events.post('{$response.query.url}', {})
// error: Argument of type '"{$request.bdy#/id}"' is not assignable to parameter of type '"{$request.bdy#/id} is no runtime expression: after $request stands query, path, header or body"'.
events.post('{$request.bdy#/id}', {})
// error: Argument of type '"{$callback.url}"' is not assignable to parameter of type '"{$callback.url} is no runtime expression: one begins with $request, $response, $url, $method or $statusCode"'.
events.post('{$callback.url}', {})
// error: Argument of type '"{$request.query.url}/{}"' is not assignable to parameter of type '"{} is no runtime expression: one begins with $request, $response, $url, $method or $statusCode"'.
events.post(`${url}/{}`, {})
// error: Argument of type '"{$request.query.url}/{$request.body.tenant}/{tenant}"' is not assignable to parameter of type '"{$request.body.tenant} is no runtime expression: write {$request.body#/tenant}" | "{tenant} is no runtime expression: write {$request.body#/tenant} or {$request.query.tenant}"'.
events.post(`${url}/{$request.body.tenant}/{tenant}`, {})
// error: Argument of type 'number' is not assignable to parameter of type 'string'.
events.post(42, {})

// Definitions of callbacks and webhooks.
// error: Type 'ZodObject<{ id: ZodString; total: ZodDefault<ZodNumber>; }, $strip>' is not assignable to type '"a callback has no path parameters: write each varying part of the URL as a runtime expression"'.
events.post(url, { params: zod.Invoice })
// error: Type 'ZodObject<{ id: ZodString; total: ZodDefault<ZodNumber>; }, $strip>' is not assignable to type '"a callback has no path parameters: write each varying part of the URL as a runtime expression"'.
events.post(url, { params: zod.Invoice, body: zod.Invoice, responses: { 200: zod.Problem } })
// error: Object literal may only specify known properties, but 'sumary' does not exist in type 'CallbackOperationDefinition'. Did you mean to write 'summary'?
events.post(url, { sumary: 'The invoice was paid' })
// error: Type 'string' is not assignable to type 'readonly string[]'.
events.post(url, { tags: 'invoices' })
// error: Type 'number' is not assignable to type '"body takes a schema, or { content: { [mediaType]: schema } }"'.
events.post(url, { body: 42 })
// error: Type 'ZodString' is not assignable to type '"query takes a schema of an object, of which each property is one parameter"'.
events.post(url, { query: z.string() })
// error: Type 'ZodObject<{ title: ZodString; }, $strip>' is not assignable to type '"ok is not a status: write a number, a range such as '4XX', or 'default'"'.
events.post(url, { responses: { ok: zod.Problem } })
// error: Type 'CallbackRouter<unknown, never>' is not assignable to type '"callbacks takes callback routers by name: { events }"'.
events.post(url, { callbacks: callbackRouter() })
// error: Type 'WebhookRouter' is not assignable to type '"a callback is what callbackRouter() returns: a router of Express holds requests that you receive"'.
events.post(url, { callbacks: { inner: webhookRouter() } })
// error: Argument of type 'ZodObject<{ id: ZodString; total: ZodDefault<ZodNumber>; }, $strip>' is not assignable to parameter of type '"a definition follows the URL: .post('{$request.query.url}', { body, responses })"'.
events.post(url, zod.Invoice)
// error: Expected 2 arguments, but got 1.
events.post(url)
// error: Type 'ZodObject<{ id: ZodString; total: ZodDefault<ZodNumber>; }, $strip>' is not assignable to type '"a webhook has no path parameters: whoever registers for it gives its URL"'.
webhookRouter().post('paid', { params: zod.Invoice })
// error: Type '"Invoice"' is not assignable to type '"body takes a schema, or { content: { [mediaType]: schema } }"'.
webhookRouter().post('paid', { body: 'Invoice' })
// error: Argument of type 'ZodObject<{ id: ZodString; total: ZodDefault<ZodNumber>; }, $strip>' is not assignable to parameter of type '"a definition follows the name: .post('newSubscription', { body, responses })"'.
webhookRouter().post('paid', zod.Invoice)
// error: Property 'piad' does not exist on type '{ readonly paid: CallbackOperation<{ readonly operationId: "paid"; readonly body: ZodObject<{ title: ZodString; }, $strip>; }>; }'.
void events.post(url, { operationId: 'paid', body: zod.Problem }).operations.piad
// error: Property 'piad' does not exist on type '{ readonly paid: WebhookOperation<{ readonly operationId: "paid"; }>; }'.
void webhookRouter().post('paid', { operationId: 'paid' }).operations.piad
