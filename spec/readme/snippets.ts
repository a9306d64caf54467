/** The snippets of README.md, each as it stands there, in an app that runs. */
import express from 'express'
import type { Express, RequestHandler } from 'express'
import { callbackRouter, openapi, operation, webhookRouter } from 'ringback'
import type { OpenAPIMiddleware } from 'ringback'
import { RE2JS } from 're2js'
import { z } from 'zod'

const info = { title: 'Invoices', version: '1.0.0' }
const Invoice = z.object({ id: z.string(), customer: z.string(), total: z.number() })
const InvoiceEvent = z.object({ description: z.string(), paid: z.boolean() })
const Problem = z.object({ title: z.string() })
const Order = z.object({ sku: z.string() })
const Receipt = z.object({ id: z.string() })
const OrderEvent = z.object({ event: z.string(), data: z.string() })
const Subscription = z.object({ plan: z.string() })

const find = (id: string): z.infer<typeof Invoice> | undefined =>
  id === 'i-1' ? { id, customer: 'c', total: 3 } : undefined
const handler: RequestHandler = (_req, res) => void res.end()
const listInvoices: RequestHandler = (_req, res) => void res.json([])
const requireUser: RequestHandler = (_req, _res, next) => next()

export const app: Express = express()
app.use(express.json())

// prettier-ignore
app.post('/plain',
operation({ body: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } }, handler)
)

// prettier-ignore
app.get('/invoices/:id', operation({ responses: { 200: Invoice, 404: Problem } }, (req, res) => {
  const invoice = find(req.params.id)
  if (invoice) res.json(invoice)                               // takes an Invoice
  else res.status(404).json({ title: 'No such invoice' })      // takes a Problem
}))

app.get('/invoices', operation({ summary: 'List all invoices' }), listInvoices)

// prettier-ignore
app.use('/admin', operation({ security: [{ bearer: [] }], responses: { 401: Problem } }, requireUser))

// prettier-ignore
export const invoiceEvents = callbackRouter()
  .post('{$request.query.callback_url}/invoices/{$request.body#/id}', { body: InvoiceEvent })
  .delete('{$request.query.callback_url}/invoices/{$request.body#/id}', { responses: { 204: null } })

app.post(
  '/invoices',
  operation({
    query: z.object({ callback_url: z.url() }),
    body: Invoice,
    callbacks: { invoiceEvents },
  }),
  handler,
)

// prettier-ignore
app.get('/orders/events', operation({
  responses: { 200: { content: { 'text/event-stream': { itemSchema: OrderEvent } } } },
}, (_req, res) => {
  res.type('text/event-stream').end('event: shipped\ndata: {"id":"1"}\n\n')
}))

app.get('/orders/:id', operation({ operationId: 'showOrder' }), handler)

// prettier-ignore
app.post('/orders', operation({
  body: Order,
  responses: {
    201: {
      schema: Receipt,
      links: { show: { operationId: 'showOrder', parameters: { id: '$response.body#/id' } } },
    },
  },
}, (req, res) => {
  res.status(201).json({ id: '1' })
}))

const webhooks = webhookRouter().post('newSubscription', { body: Subscription })
app.use(openapi({ info, webhooks }))

// prettier-ignore
{
const docs = openapi({ info })
app.use(docs)
docs.document(app)    // the document; throws ERR_DOCUMENT where something is wrong with it
docs.problems(app)    // [{ code, severity, where, message, remedy }]
}

// prettier-ignore
{
const options = { info, onProblem: () => {} }
app.use(openapi({ ...options, openapi: '3.0', document: '/openapi-3.0.json', ui: false }))
app.use(openapi(options))
}

app.use(openapi({ info, validation: { onError: (error, req, res, next) => next(error) } }))

// prettier-ignore
app.get('/numbered',
operation({ query: z.object({ ids: z.array(z.string()).meta({ style: 'pipeDelimited', explode: false }) }) }, handler)
)

// prettier-ignore
{
// import { RE2JS } from 're2js'
app.use(openapi({
  info,
  validation: { regExp: (pattern) => RE2JS.compile(RE2JS.translateRegExp(pattern)) },
}))
}

export const documentation: OpenAPIMiddleware = openapi({ info, webhooks, undocumented: 'omit' })

// Of an app of its own: the document of the other has no such scheme.
export const guarded: Express = express()

// prettier-ignore
{
const app = guarded
const requireWriter = requireUser
const cancelInvoice: RequestHandler = (_req, res) => void res.status(204).end()
app.use('/account', operation({ security: [{ oauth: ['invoices:read'] }], responses: { 401: Problem } }, requireUser))

app.delete('/account/invoices/:id',
  operation({ security: [{ oauth: ['invoices:write'] }], responses: { 403: Problem } }, requireWriter),
  operation({ responses: { 204: null } }, cancelInvoice))

const scopes = { 'invoices:read': 'See invoices', 'invoices:write': 'Cancel them' }
app.use(openapi({
  info,
  components: {
    securitySchemes: {
      oauth: {
        type: 'oauth2',
        flows: {
          authorizationCode: { authorizationUrl: '/oauth/authorize', tokenUrl: '/oauth/token', scopes },
        },
      },
    },
  },
  swagger: { oauth: { clientId: 'docs', usePkceWithAuthorizationCodeGrant: true } },
}))
}

/** An app whose document was written before. */
export const moved: Express = express()

// prettier-ignore
{
const app = moved
const readFileSync = (..._file: string[]): string =>
  JSON.stringify({ openapi: '3.0.3', info, paths: {} })
const base = JSON.parse(readFileSync('openapi.json', 'utf8'))
app.use(openapi({ base }))
}
