const express = require('express')
const { callbackRouter, openapi, operation } = require('ringback')
const { createSecret, createSender } = require('ringback/delivery')
const { z } = require('zod')

const Invoice = z.object({
  id: z.string(),
  title: z.string().optional(),
  customer: z.string(),
  total: z.number(),
})
const InvoiceEvent = z.object({ description: z.string(), paid: z.boolean() })
const InvoiceEventReceived = z.object({ ok: z.boolean() })
const InvoiceReceived = z.object({ msg: z.string() })

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
      responses: { 200: InvoiceReceived },
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

/** Sends the callback to a receiver on this machine, and reads what it answers. */
async function callBack(url) {
  const sender = createSender({
    callbacks: [invoiceEvents],
    secret: createSecret(),
    allow: { http: true, ports: [Number(new URL(url).port)], networks: ['127.0.0.1/32'] },
  })
  const { invoiceNotification } = invoiceEvents.operations
  const answer = await sender.deliver(invoiceNotification, url, { description: 'Paid', paid: true })
  return answer.body.ok
}

module.exports = { app, documentation, callBack }
