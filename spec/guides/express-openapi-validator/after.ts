import express, { type ErrorRequestHandler } from 'express'
import multer from 'multer'
import { callbackRouter, openapi, operation } from 'ringback'
import { z } from 'zod'
import { invoices, receipts, requireUser } from './invoices.ts'

const Invoice = z.object({ id: z.string(), customer: z.string(), total: z.number().min(0) })

/** What clients are used to: the answers of express-openapi-validator. */
const Refusal = z.object({
  message: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })),
})
const places = {
  path: 'params',
  query: 'query',
  header: 'headers',
  cookie: 'cookies',
  body: 'body',
}

const invoiceEvents = callbackRouter().post(
  '{$request.query.callback_url}/invoices/{$request.body#/id}',
  {
    operationId: 'invoicePaid',
    summary: 'The invoice was paid',
    body: z.object({ paid: z.boolean() }),
    responses: { 204: { description: 'Taken' } },
  },
)

const guard = operation(
  { security: [{ bearer: [] }], responses: { 401: { description: 'Nobody is signed in' } } },
  requireUser,
)

export const app = express()
app.use(express.json())
app.use(operation({ responses: { 400: { description: 'It is mistaken', schema: Refusal } } }))

app.get(
  '/invoices',
  operation(
    {
      operationId: 'listInvoices',
      tags: ['invoices'],
      query: z.strictObject({
        page: z.int().min(1).max(1000).default(1),
        size: z.int().min(1).max(100).default(20),
      }),
      responses: { 200: { description: 'One page of invoices', schema: z.array(Invoice) } },
    },
    (req, res) => {
      const { page, size } = req.query
      res.json(invoices.slice((page - 1) * size, page * size))
    },
  ),
)

app.post(
  '/invoices',
  guard,
  operation(
    {
      operationId: 'createInvoice',
      tags: ['invoices'],
      query: z.object({ callback_url: z.url().optional() }),
      body: Invoice,
      responses: { 201: { description: 'The invoice', schema: Invoice } },
      callbacks: { invoiceEvents },
    },
    (req, res) => {
      invoices.push(req.body)
      res.status(201).json(req.body)
    },
  ),
)

app.put(
  '/invoices/:id/receipt',
  guard,
  multer({ limits: { fileSize: 1_000_000 } }).single('receipt'),
  operation(
    {
      operationId: 'uploadReceipt',
      tags: ['invoices'],
      body: { content: { 'multipart/form-data': z.object({ receipt: z.file() }) } },
      responses: { 204: { description: 'The receipt is kept' } },
    },
    (req, res) => {
      receipts.set(req.params.id, req.body.receipt.name)
      res.status(204).end()
    },
  ),
)

export const docs = openapi({
  info: { title: 'Invoices', version: '1.0.0' },
  components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  schemas: { Invoice, Refusal },
  validation: {
    onError: ({ status, errors }, _req, res) => {
      res.status(status === 422 ? 400 : status).json({
        message: 'The request is not as declared',
        errors: errors.map((fault) => ({
          path: `/${places[fault.in]}${fault.path}`,
          message: fault.message,
        })),
      })
    },
  },
})
app.use(docs)

const answerErrors: ErrorRequestHandler = (error, _req, res, _next) => {
  const status = error.code === 'LIMIT_FILE_SIZE' ? 413 : (error.status ?? 500)
  res.status(status).json({ message: error.message })
}
app.use(answerErrors)
