/** Valibot in every slot of `operation()`; every kind of schema has a spec of this shape. */
import express, { type Request, type RequestHandler } from 'express'
import { operation } from 'ringback'
import * as v from 'valibot'
import type { AnySlot, Equal, Expect } from './assert.ts'

const Invoice = v.object({
  id: v.string(),
  total: v.optional(v.number(), 0),
  due: v.optional(
    v.pipe(
      v.string(),
      v.transform((day) => new Date(day)),
    ),
  ),
  lines: v.array(v.object({ sku: v.string() })),
})
const Problem = v.object({ title: v.string() })
const Key = v.object({ id: v.pipe(v.string(), v.transform(Number)) })
const Search = v.object({
  page: v.pipe(v.optional(v.string(), '1'), v.transform(Number)),
  sort: v.optional(v.picklist(['asc', 'desc'])),
})
const Tenant = v.object({ 'x-tenant': v.string() })
const Session = v.object({ session: v.string() })
const Anything = v.any()
const Noted = v.object({ note: v.any() })
type InvoiceInput = {
  id: string
  total?: number | undefined
  due?: string | undefined
  lines: { sku: string }[]
}
type InvoiceOutput = { id: string; total: number; due?: Date | undefined; lines: { sku: string }[] }
type SearchOutput = { page: number; sort?: 'asc' | 'desc' | undefined }

const app = express()
const requireUser: RequestHandler = (_req, _res, next) => next()

// Each slot beside a plain handler: the output on the way in, the input on the way out.
app.post(
  '/shops/:shop/invoices',
  requireUser,
  operation(
    {
      query: Search,
      headers: Tenant,
      cookies: Session,
      body: Invoice,
      responses: {
        200: { description: 'Created before', schema: Invoice },
        201: Invoice,
        204: null,
        404: { description: 'None', content: { 'application/problem+json': Problem } },
        '4XX': Problem,
        default: { content: { 'application/json': { schema: Problem } } },
      },
    },
    (req, res) => {
      type _Params = Expect<Equal<typeof req.params, { shop: string }>>
      type _Query = Expect<Equal<typeof req.query, SearchOutput>>
      type _Header = Expect<Equal<(typeof req.headers)['x-tenant'], string>>
      type _Standard = Expect<Equal<typeof req.headers.authorization, string | undefined>>
      type _Cookies = Expect<Equal<typeof req.cookies, { session: string }>>
      type _Body = Expect<Equal<typeof req.body, InvoiceOutput>>
      type _Any = Expect<Equal<AnySlot<typeof req>, never>>
      type _Json = Expect<Equal<Parameters<typeof res.json>[0], InvoiceInput>>

      res.json({ id: 'i-1', lines: [{ sku: 's' }] })
      res.status(201).json({ id: 'i-1', total: 1, lines: [] })
      res.status(204).end()
      res.status(404).json({ title: 'None' })
      res.status(422).json({ title: 'In a range' })
      res.status(503).json({ title: 'By default' })
      // @ts-expect-error: misspelt
      void req.params.shopp
      // @ts-expect-error: misspelt
      void req.query.pages
      // @ts-expect-error: misspelt
      void req.headers['x-tenat']
      // @ts-expect-error: misspelt
      void req.cookies.sesion
      // @ts-expect-error: misspelt
      void req.body.totals
      // @ts-expect-error: a property is missing
      res.json({ id: 'i-1' })
      // @ts-expect-error: misspelt
      res.status(201).json({ id: 'i-1', totals: 1, lines: [] })
      // @ts-expect-error: the wrong type
      res.status(201).json({ id: 1, lines: [] })
      // @ts-expect-error: the body of another status
      res.status(404).json({ id: 'i-1', lines: [] })
      // @ts-expect-error: the wrong type, in a range
      res.status(422).json({ title: 1 })
      // @ts-expect-error: the wrong type, by default
      res.status(503).json({ title: 1 })
      // @ts-expect-error: no body
      res.status(204).json({ title: 'None' })
    },
  ),
)

// Path parameters from a schema, and a body by media type.
app.put(
  '/invoices/:id',
  requireUser,
  operation(
    {
      params: Key,
      body: {
        content: { 'application/json': Invoice, 'text/csv': { schema: Problem } },
        required: false,
      },
      responses: { 200: Anything },
    },
    (req, res) => {
      type _Params = Expect<Equal<typeof req.params, { id: number }>>
      type _Body = Expect<Equal<typeof req.body, InvoiceOutput | { title: string } | undefined>>
      type _Answer = Expect<Equal<Parameters<typeof res.json>[0], unknown>>
      // @ts-expect-error: misspelt
      void req.params.ids
    },
  ),
)

// In a status that is not declared, and in a slot.
app.get(
  '/invoices',
  operation({ query: Anything, body: Anything, responses: { 200: Invoice } }, (req, res) => {
    type _Any = Expect<Equal<AnySlot<typeof req>, never>>
    type _Query = Expect<Equal<typeof req.query, unknown>>
    type _Body = Expect<Equal<typeof req.body, unknown>>
    res.status(400).json('anything')
    // @ts-expect-error: has to be told first
    void req.body.id
  }),
)

operation({ params: Noted, query: Noted, headers: Noted, cookies: Noted, body: Noted }, (req) => {
  type _Any = Expect<Equal<AnySlot<typeof req>, never>>
})

// What is not declared is Express's own, or unknown.
app.get(
  '/shops/:shop',
  requireUser,
  operation({ summary: 'A shop' }, (req) => {
    type _Any = Expect<Equal<AnySlot<typeof req>, never>>
    type _Query = Expect<Equal<typeof req.query, Request['query']>>
    type _Headers = Expect<Equal<typeof req.headers, Request['headers']>>
    type _Unknown = Expect<Equal<[typeof req.body, typeof req.cookies], [unknown, unknown]>>
  }),
)

// In front of a handler that exists.
app.patch(
  '/invoices/:id',
  operation({ body: Invoice, query: Search, responses: { 200: Problem } }),
  (req, res) => {
    type _Id = Expect<Equal<typeof req.params.id, string>>
    type _Query = Expect<Equal<typeof req.query, SearchOutput>>
    type _Body = Expect<Equal<typeof req.body, InvoiceOutput>>
    res.json({ title: 'x' })
    // @ts-expect-error: misspelt
    res.json({ titel: 'x' })
  },
)

// Mistakes in a definition.
const legacy: RequestHandler = requireUser
// @ts-expect-error: a map of schemas, not a schema
operation({ query: { page: Key.entries.id } }, legacy)
// @ts-expect-error: not a status
operation({ responses: { ok: Invoice } }, legacy)
// @ts-expect-error: not by status
operation({ responses: Invoice }, legacy)
// @ts-expect-error: a list
operation({ responses: { 200: [Invoice] } }, legacy)
// @ts-expect-error: no definition
operation(Invoice, legacy)
