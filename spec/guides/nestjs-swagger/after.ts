import express from 'express'
import { callbackRouter, openapi, operation } from 'ringback'
import {
  controller,
  controllerRouter,
  get,
  post,
  type RequestOf,
  type ResponseOf,
} from 'ringback/decorators'
import { z } from 'zod'
import { InvoicesService, requireUser } from './invoices.ts'

const Invoice = z.object({ id: z.string(), customer: z.string(), total: z.number().min(0) })
const InvoiceEvent = z.object({ paid: z.boolean() })
const Problem = z.object({ title: z.string() })

const invoiceEvents = callbackRouter().post(
  '{$request.query.callback_url}/invoices/{$request.body#/id}',
  {
    operationId: 'invoicePaid',
    summary: 'The invoice was paid',
    body: InvoiceEvent,
    responses: { 204: { description: 'Taken' } },
  },
)

const list = {
  operationId: 'listInvoices',
  summary: 'List invoices',
  query: z.object({
    page: z.int().min(1).max(1000).default(1),
    size: z.int().min(1).max(100).default(20),
  }),
  responses: { 200: { description: 'One page of invoices', schema: z.array(Invoice) } },
}
const show = {
  operationId: 'showInvoice',
  summary: 'Show an invoice',
  responses: {
    200: { description: 'The invoice', schema: Invoice },
    404: { description: 'There is no such invoice', schema: Problem },
  },
}
const create = {
  operationId: 'createInvoice',
  summary: 'Create an invoice',
  query: z.object({ callback_url: z.url().optional() }),
  body: Invoice,
  responses: { 201: { description: 'The invoice', schema: Invoice } },
  callbacks: { invoiceEvents },
}
const guard = operation(
  {
    security: [{ bearer: [] }],
    responses: { 401: { description: 'Nobody is signed in', schema: Problem } },
  },
  requireUser,
)

@controller('/invoices', operation({ tags: ['invoices'] }))
class InvoicesController {
  readonly #invoices: InvoicesService

  constructor(invoices: InvoicesService) {
    this.#invoices = invoices
  }

  @get('/', list)
  list(req: RequestOf<typeof list>, res: ResponseOf<typeof list>) {
    res.json(this.#invoices.list(req.query.page, req.query.size))
  }

  @get('/:id', show)
  show(req: RequestOf<typeof show, '/:id'>, res: ResponseOf<typeof show>) {
    const invoice = this.#invoices.find(req.params.id)
    if (invoice) res.json(invoice)
    else res.status(404).json({ title: 'There is no such invoice' })
  }

  @post('/', create, guard)
  create(req: RequestOf<typeof create>, res: ResponseOf<typeof create>) {
    res.status(201).json(this.#invoices.add(req.body))
  }
}

export const app = express()
app.use(express.json())
app.use(controllerRouter(new InvoicesController(new InvoicesService())))

export const docs = openapi({
  info: { title: 'Invoices', version: '1.0.0' },
  components: {
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
  },
  schemas: { Invoice, InvoiceEvent, Problem },
})
app.use(docs)
