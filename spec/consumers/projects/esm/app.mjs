import express from 'express'
import { callbackRouter, openapi, operation } from 'ringback'
import { z } from 'zod'

const Invoice = z.object({
  id: z.string(),
  title: z.string().optional(),
  customer: z.string(),
  total: z.number(),
})
const InvoiceEvent = z.object({ description: z.string(), paid: z.boolean() })
const InvoiceEventReceived = z.object({ ok: z.boolean() })

const invoiceEvents = callbackRouter().post(
  '{$request.query.callback_url}/invoices/{$request.body#/id}',
  {
    operationId: 'invoiceNotification',
    summary: 'The invoice was paid',
    body: InvoiceEvent,
    responses: { 200: InvoiceEventReceived },
  },
)

const app = express()
app.use(express.json())

app.post(
  '/invoices/',
  operation(
    {
      summary: 'Create an invoice',
      query: z.object({ callback_url: z.url().optional() }),
      body: Invoice,
      responses: { 200: z.object({ msg: z.string() }) },
      callbacks: { invoiceEvents },
    },
    (req, res) => {
      res.json({ msg: `Invoice ${req.body.id} received` })
    },
  ),
)

const documentation = openapi({
  info: { title: 'Invoices', version: '1.0.0' },
  schemas: { Invoice, InvoiceEvent, InvoiceEventReceived },
})
app.use(documentation)
console.log(JSON.stringify(documentation.document(app)))
