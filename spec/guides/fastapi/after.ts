import express from 'express'
import { callbackRouter, openapi, operation } from 'ringback'
import { z } from 'zod'
import { requireUser, stored } from './invoices.ts'

const Invoice = z.object({ id: z.string(), customer: z.string(), total: z.number().min(0) })
const InvoiceEvent = z.object({ paid: z.boolean() })
const Problem = z.object({ detail: z.string() })

const invoiceEvents = callbackRouter().post(
  '{$request.query.callback_url}/invoices/{$request.body#/id}',
  {
    operationId: 'invoicePaid',
    summary: 'The invoice was paid',
    body: InvoiceEvent,
    responses: { 204: null },
  },
)

export const app = express()
app.use(express.json())

const invoices = express.Router()
app.use('/invoices', operation({ tags: ['invoices'] }), invoices)

invoices.get(
  '/',
  operation(
    {
      operationId: 'list_invoices_invoices_get',
      summary: 'List Invoices',
      query: z.object({
        page: z.int().min(1).max(1000).default(1),
        size: z.int().min(1).max(100).default(20),
      }),
      responses: { 200: z.array(Invoice) },
    },
    (req, res) => {
      const { page, size } = req.query
      res.json(stored.slice((page - 1) * size, page * size))
    },
  ),
)

invoices.get(
  '/:id',
  operation(
    {
      operationId: 'show_invoice_invoices__id__get',
      summary: 'Show Invoice',
      responses: { 200: Invoice, 404: Problem },
    },
    (req, res) => {
      const invoice = stored.find(({ id }) => id === req.params.id)
      if (invoice) res.json(invoice)
      else res.status(404).json({ detail: 'There is no such invoice' })
    },
  ),
)

invoices.post(
  '/',
  operation({ security: [{ HTTPBearer: [] }], responses: { 401: Problem } }, requireUser),
  operation(
    {
      operationId: 'create_invoice_invoices_post',
      summary: 'Create Invoice',
      query: z.object({ callback_url: z.url().optional() }),
      body: Invoice,
      responses: { 201: Invoice },
      callbacks: { invoice_paid: invoiceEvents },
    },
    (req, res) => {
      stored.push(req.body)
      res.status(201).json(req.body)
    },
  ),
)

export const docs = openapi({
  info: { title: 'Invoices', version: '1.0.0' },
  components: { securitySchemes: { HTTPBearer: { type: 'http', scheme: 'bearer' } } },
  schemas: { Invoice, InvoiceEvent, Problem },
})
app.use(docs)
