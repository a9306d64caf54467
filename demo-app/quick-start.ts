import express from 'express'
import { z } from 'zod'
import { callbackRouter, openapi, operation } from 'ringback'

const Invoice = z.object({ id: z.string(), customer: z.string(), total: z.number() })
const InvoiceEvent = z.object({ description: z.string(), paid: z.boolean() })
const InvoiceEventReceived = z.object({ ok: z.boolean() })

/** What the users of this API implement: the request that we make to *their* server. */
const invoiceEvents = callbackRouter()
  .post('{$request.query.callback_url}/invoices/{$request.body#/id}', {
    operationId: 'invoiceNotification',
    body: InvoiceEvent,
    responses: { 200: InvoiceEventReceived },
  })

const app = express()
app.use(express.json())

app.post('/invoices/', operation({
  summary: 'Create an invoice',
  query: z.object({ callback_url: z.url().optional() }),
  body: Invoice,
  responses: { 200: z.object({ msg: z.string() }) },
  callbacks: { invoiceEvents },
}, (req, res) => {
  res.json({ msg: `Invoice ${req.body.id} received` })
}))

app.use(openapi({
  info: { title: 'Invoices', version: '1.0.0' },
  schemas: { Invoice, InvoiceEvent, InvoiceEventReceived },
}))
app.listen(process.env.PORT ?? 3000)
