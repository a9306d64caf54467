/** What the types of `operation()` and `callbackRouter()` promise. Checked by `tsc -p spec`. */
import express, { Router, type NextFunction, type Request, type Response } from 'express'
import type { RequestHandler } from 'express'
import { callbackRouter, openapi, operation } from 'ringback'
import { z } from 'zod'
import type { Equal, Expect } from './assert.ts'

const Invoice = z.object({ id: z.string(), total: z.number().default(0) })
const Problem = z.object({ title: z.string() })
const app = express()
const requireUser: RequestHandler = (_req, _res, next) => next()

// Each declared slot has its type, with what defaults and transforms make of it.
app.post(
  '/invoices',
  operation(
    {
      query: z.object({ callback_url: z.url().optional(), page: z.string().transform(Number) }),
      headers: z.object({ 'x-tenant': z.string() }),
      cookies: z.object({ session: z.string() }),
      body: Invoice,
      responses: { 201: z.object({ msg: z.string() }), 404: Problem, '5XX': Problem, 204: null },
    },
    (req, res) => {
      type _Body = Expect<Equal<typeof req.body, { id: string; total: number }>>
      type _Url = Expect<Equal<typeof req.query.callback_url, string | undefined>>
      type _Page = Expect<Equal<typeof req.query.page, number>>
      type _Header = Expect<Equal<(typeof req.headers)['x-tenant'], string>>
      type _Cookie = Expect<Equal<typeof req.cookies.session, string>>
      // @ts-expect-error: no such parameter was declared
      void req.query.pages
      // @ts-expect-error: no such property
      void req.body.totals

      res.status(201).json({ msg: 'created' })
      res.status(404).json({ title: 'none' })
      res.status(503).json({ title: 'a range' })
      res.status(204).end()
      res.status(402).json({ anything: 'in a status that is not declared' })
      res.set('X-Count', '1').status(201).type('json').end()
      // @ts-expect-error: a chain keeps the type
      res.set('X-Count', '1').status(201).type('json').json({ title: 'none' })
      // @ts-expect-error: and so does one after the status
      res.status(201).location('/x').json({ title: 'none' })
      // @ts-expect-error: 201 answers { msg }
      res.status(201).json({ title: 'none' })
      // @ts-expect-error: 404 answers { title }
      res.status(404).json({ msg: 'created' })
      // @ts-expect-error: 503 is in 5XX
      res.status(503).json({ msg: 'created' })
      // @ts-expect-error: the type of a property
      res.status(201).json({ msg: 1 })
      const plain: Response = res
      void plain
    },
  ),
)

// res.json() without a status answers the declared success.
operation({ responses: { 200: Invoice, 404: Problem } }, (_req, res) => {
  res.json({ id: 'i-1' }) // the input side: `total` has a default
  // @ts-expect-error: that is the body of 404
  res.json({ title: 'none' })
})
operation({ responses: { 201: Problem } }, (_req, res) => {
  res.json({ title: 'created' })
})
operation({ responses: { default: Problem } }, (_req, res) => {
  res.json({ title: 'any' })
  // @ts-expect-error: default stands for every status
  res.status(418).json({ name: 'teapot' })
})
operation(
  { responses: { 200: { description: 'A file', content: { 'text/csv': { type: 'string' } } } } },
  (_req, res) => {
    res.send('a;b')
  },
)

// Plain JSON Schema, without `as const`.
operation(
  {
    params: { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] },
    body: {
      type: 'object',
      properties: { name: { type: 'string' }, tag: { enum: ['a', 'b'] } },
      required: ['name'],
    },
    responses: { 200: { type: 'array', items: { type: 'string' } } },
  },
  (req, res) => {
    type _Id = Expect<Equal<typeof req.params.id, number>>
    type _Name = Expect<Equal<typeof req.body.name, string>>
    type _Tag = Expect<Equal<typeof req.body.tag, 'a' | 'b' | undefined>>
    res.json(['a'])
    // @ts-expect-error: strings, not numbers
    res.json([1])
  },
)

// What streams.
operation(
  {
    body: { content: { 'application/jsonl': { itemSchema: Invoice } } },
    responses: { 200: { content: { 'text/event-stream': { itemSchema: Problem, 'x-pace': 1 } } } },
  },
  (req, res) => {
    type _Whole = Expect<Equal<typeof req.body, unknown>>
    res.write('data: {}')
  },
)

// Other bodies.
operation({ body: { content: { 'text/csv': { type: 'string' } } } }, (req) => {
  type _Csv = Expect<Equal<typeof req.body, string>>
})
operation({ summary: 'nothing declared' }, (req) => {
  type _Unknown = Expect<Equal<typeof req.body, unknown>>
  const id: string | undefined = req.params['id']
  void id
})

// After other middleware, in routers, chains, arrays and async.
app.get(
  '/invoices/:id',
  requireUser,
  operation({ responses: { 200: Invoice } }, async (req, res) => {
    await Promise.resolve(req.params['id'])
    res.json({ id: 'i-1' })
  }),
)
Router().get(
  '/',
  operation({ responses: { 200: Invoice } }, (_req, res) => res.json({ id: 'i-1' })),
)
app.route('/invoices/:id').get(
  operation({ body: Invoice }, (req, _res, next) => {
    type _Id = Expect<Equal<typeof req.params.id, string>>
    next()
  }),
)

// In front of a handler that exists.
app.get(
  '/shops/:shop',
  operation({ query: z.object({ page: z.string() }), responses: { 200: Invoice } }),
  (req, res) => {
    type _Shop = Expect<Equal<typeof req.params.shop, string>>
    type _Page = Expect<Equal<typeof req.query.page, string>>
    res.json({ id: 'i-1' })
    // @ts-expect-error: not an invoice
    res.json({ title: 'none' })
  },
)
const legacy = (_req: Request, res: Response): void => void res.json({})
app.get('/legacy', operation({ summary: 'A handler as it was' }), legacy)
app.get(
  '/legacy',
  operation({ summary: 'The same, decorated', responses: { 200: Invoice } }, legacy),
)
app.use(
  '/admin',
  operation({ security: [{ bearer: [] }], responses: { 401: Problem } }, requireUser),
)
app.use(operation({ tags: ['all'] }))

// Mistakes in a definition.
// @ts-expect-error: misspelt
operation({ sumary: 'x' }, legacy)
// @ts-expect-error: tags is a list
operation({ tags: 'x' }, legacy)
// @ts-expect-error: a schema is not a number
operation({ body: 42 }, legacy)
// @ts-expect-error: no status
operation({ responses: { ok: Invoice } }, legacy)
// @ts-expect-error: callbacks takes routers by name
operation({ callbacks: callbackRouter() }, legacy)
// @ts-expect-error: an Express router is no callback router
operation({ callbacks: { events: Router() } }, legacy)
operation({ 'x-internal': true }, legacy)

// Bodies of several media types, of which some are bytes, and files.
operation(
  {
    body: {
      content: {
        'image/*': { type: 'string', format: 'binary' },
        'application/octet-stream': z.string(),
        'text/plain': z.string(),
      },
    },
  },
  (req) => {
    type _Body = Expect<Equal<typeof req.body, string | Buffer>>
  },
)
operation({ body: { content: { 'application/pdf': z.string() }, required: false } }, (req) => {
  type _Body = Expect<Equal<typeof req.body, Buffer | undefined>>
})
operation(
  { body: { content: { 'multipart/form-data': z.object({ photo: z.file() }) } } },
  (req) => {
    type _Photo = Expect<Equal<typeof req.body.photo, File>>
  },
)

// Requests that are not as declared, and responses.
operation({ validation: { onError: (error, _req, _res, next) => next(error.errors) } }, legacy)
// @ts-expect-error: a function
operation({ validation: { onError: true } }, legacy)
// @ts-expect-error: misspelt
operation({ validation: { onEror: () => {} } }, legacy)
openapi({
  info: { title: 'T', version: '1' },
  validation: { onError: (error, _req, res) => void res.status(error.status).end() },
  responses: 'warn',
  onResponseError: (error, req) => console.error(req.path, error.code),
  compile: 'eager',
})
// @ts-expect-error: not a word for it
openapi({ info: { title: 'T', version: '1' }, responses: 'strict' })
// @ts-expect-error: not a word for it
openapi({ info: { title: 'T', version: '1' }, compile: true })
// @ts-expect-error: misspelt
openapi({ info: { title: 'T', version: '1' }, validation: { onEror: () => {} } })

// Chained calls carry the types of a callback router.
const events = callbackRouter()
  .post('{$request.body#/url}', { operationId: 'paid', body: Invoice, responses: { 200: Problem } })
  .delete('{$request.body#/url}', { operationId: 'gone' })
  .put('{$request.body#/url}', { summary: 'without an operationId' })
void events.operations.paid.expression
void events.operations.gone
// @ts-expect-error: no operation has this operationId
void events.operations.piad
void callbackRouter().use(events).operations.paid
// @ts-expect-error: a callback has no path parameters
callbackRouter().post('{$request.body#/url}', { params: Invoice })
// @ts-expect-error: the definition is required
callbackRouter().post('{$request.body#/url}')
operation({ callbacks: { events } }, legacy)

// openapi()
app.use(openapi({ info: { title: 'T', version: '1' }, schemas: { Invoice, Problem } }))
Router().use(openapi({ info: { title: 'T', version: '1' }, ui: false, 'x-logo': 'l.png' }))
// @ts-expect-error: info is required
openapi({})
// @ts-expect-error: a path begins with a slash
openapi({ info: { title: 'T', version: '1' }, ui: 'docs' })
// @ts-expect-error: not a version that is written
openapi({ info: { title: 'T', version: '1' }, openapi: '2.0' })

export type { NextFunction }
