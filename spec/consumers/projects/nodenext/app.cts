import express = require('express')
import ringback = require('ringback')
import delivery = require('ringback/delivery')
import zod = require('zod')

const { callbackRouter, openapi, operation } = ringback
const { z } = zod

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
async function callBack(url: string): Promise<boolean> {
  const sender = delivery.createSender({
    callbacks: [invoiceEvents],
    secret: delivery.createSecret(),
    allow: { http: true, ports: [Number(new URL(url).port)], networks: ['127.0.0.1/32'] },
  })
  const { invoiceNotification } = invoiceEvents.operations
  const answer = await sender.deliver(invoiceNotification, url, { description: 'Paid', paid: true })
  return answer.body.ok
}

/** Nothing here would be a mistake if the types of ringback did not arrive. */
function listMistakes(): unknown[] {
  return [
    // @ts-expect-error an API has a title
    openapi({ info: { version: '1.0.0' } }),
    operation({ body: Invoice, responses: { 200: InvoiceReceived } }, (req, res) => {
      // @ts-expect-error the total is a number
      const total: string = req.body.total
      // @ts-expect-error the answer has a `msg`
      res.json({ total })
    }),
    // @ts-expect-error no operation of the callback router has this id
    invoiceEvents.operations.invoiceNotified,
    delivery.createSender({ callbacks: [invoiceEvents], secret: false }).send(
      invoiceEvents.operations.invoiceNotification,
      'https://hooks.example.com',
      // @ts-expect-error whether it is paid is a boolean
      { description: 'Paid', paid: 'yes' },
    ),
  ]
}

export = { app, documentation, callBack, listMistakes }
