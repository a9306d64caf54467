import express from 'express'
import { callbackRouter, openapi, operation } from 'ringback'
import { z } from 'zod'
import { invoices, requireUser } from './invoices.ts'

const Invoice = z.object({ id: z.string(), customer: z.string(), total: z.number() })

const invoiceEvents = callbackRouter().post(
  '{$request.query.callback_url}/invoices/{$request.body#/id}',
  {
    operationId: 'invoicePaid',
    summary: 'The invoice was paid',
    body: z.object({ paid: z.boolean() }),
    responses: { 204: { description: 'Taken' } },
  },
)

export const app = express()
app.use(express.json())

app.get(
  '/invoices',
  operation(
    {
      summary: 'List invoices',
      tags: ['invoices'],
      query: z.object({
        page: z.int().min(1).default(1),
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
  operation(
    {
      security: [{ bearer: [] }],
      responses: { 401: { description: 'Nobody is signed in' } },
    },
    requireUser,
  ),
  operation(
    {
      summary: 'Create an invoice',
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

export const docs = openapi({
  info: { title: 'Invoices', version: '1.0.0' },
  components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  schemas: { Invoice },
})
app.use(docs)
