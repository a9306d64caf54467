/** One API, for the two ways to declare it. */
import express, { type Express, type RequestHandler } from 'express'
import { callbackRouter, openapi, operation } from 'ringback'
import { z } from 'zod'

const Invoice = z.object({ id: z.string(), total: z.number().default(0) })
const Problem = z.object({ title: z.string() })
const Receipt = z.object({ id: z.string(), total: z.number() })

const invoiceEvents = callbackRouter().post(
  '{$request.query.callback_url}/invoices/{$request.body#/id}',
  { operationId: 'invoicePaid', body: z.object({ paid: z.boolean() }) },
)

export const create = {
  summary: 'Create an invoice',
  query: z.object({ callback_url: z.url() }),
  body: Invoice,
  responses: { 201: Receipt },
  callbacks: { invoiceEvents },
}
export const list = {
  operationId: 'listInvoices',
  query: z.object({ limit: z.coerce.number().int().default(10) }),
  responses: { 200: z.array(Receipt) },
}
export const show = { responses: { 200: Receipt, 404: Problem } }
export const remove = { tags: ['danger'], responses: { 204: null } }

export type Kept = z.output<typeof Receipt>

/** In place of a login: whoever has the token passes. */
const requireToken: RequestHandler = (req, res, next) => {
  if (req.get('Authorization') === 'Bearer t') next()
  else res.status(401).json({ title: 'Who are you?' })
}

export const guard = operation(
  { security: [{ bearer: [] }], responses: { 401: Problem } },
  requireToken,
)
export const requireWriter = operation({ responses: { 403: Problem } }, (req, res, next) => {
  if (req.get('X-Role') === 'writer') next()
  else res.status(403).json({ title: 'You may not write.' })
})

export interface Api {
  readonly app: Express
  readonly document: unknown
}

/** What the routes are mounted in. */
export function createApi(...routes: RequestHandler[]): Api {
  const documentation = openapi({
    info: { title: 'Invoices', version: '1.0.0' },
    schemas: { Invoice, Problem, Receipt },
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    onProblem: () => {},
  })
  const app = express()
  app.use(express.json(), documentation, ...routes)
  return { app, document: documentation.document(app) }
}
