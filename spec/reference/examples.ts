/** The examples of the docstrings in lib, each as it stands there: they compile. */
import express, { type Express, type Request, type RequestHandler } from 'express'
import { callbackRouter, createServer, openapi, operation, webhookRouter } from 'ringback'
import { createSender, deliveriesRouter, sqlite, type Sender } from 'ringback/delivery'
import { receiver, testReceiver } from 'ringback/receiver'
import { expect } from 'vitest'
import { z } from 'zod'

const app: Express = express()
const info = { title: 'Invoices', version: '1.0.0' }
const Invoice = z.object({ id: z.string(), total: z.number() })
const InvoiceEvent = z.object({ description: z.string(), paid: z.boolean() })
const InvoiceEventReceived = z.object({ ok: z.boolean() })
const Receipt = z.object({ id: z.string() })
const Subscription = z.object({ plan: z.string() })
const showInvoice: RequestHandler = (_req, res) => void res.end()
const requireUser: RequestHandler = (_req, _res, next) => next()
const requireAdmin = requireUser
const secret = 'whsec_'
const payload = { description: 'Paid', paid: true }

const calls = callbackRouter().post('{$request.query.callback_url}/invoices/{$request.body#/id}', {
  operationId: 'invoiceNotification',
  body: InvoiceEvent,
  responses: { 200: InvoiceEventReceived },
})

export function document(): void {
  app.use(openapi({ info: { title: 'Invoices', version: '1.0.0' } }))
  createServer(app).listen(3000)
}

export function declare(): void {
  // prettier-ignore
  app.post('/invoices', operation({ body: Invoice, responses: { 201: Receipt } }, (req, res) => {
    res.status(201).json({ id: req.body.id })
  }))
  app.get('/invoices/:id', operation({ responses: { 200: Invoice } }), showInvoice)
}

export const invoiceEvents = callbackRouter().post('{$request.query.callback_url}/invoices', {
  body: InvoiceEvent,
  responses: { 200: InvoiceEventReceived },
})

export function callBack(): void {
  const webhooks = webhookRouter().post('newSubscription', { body: Subscription })
  app.use(openapi({ info, webhooks }))
}

export async function send(invoiceEvents: typeof calls, req: Request): Promise<void> {
  const sender = createSender({ callbacks: [invoiceEvents], secret: process.env.CALLBACK_SECRET })
  void sender.run()
  // prettier-ignore
  await sender.send(invoiceEvents.operations.invoiceNotification, req, { description: 'Paid', paid: true })
  app.use('/deliveries', requireAdmin, deliveriesRouter(sender))
}

export function keep(invoiceEvents: typeof calls): Sender {
  // prettier-ignore
  const sender = createSender({ callbacks: [invoiceEvents], secret, engine: sqlite('deliveries.db') })
  return sender
}

export function receiveCallbacks(invoiceEvents: typeof calls): void {
  const receive = receiver({ callbacks: invoiceEvents, secret: process.env.CALLBACK_SECRET })
  // prettier-ignore
  app.post('/invoices/:id', receive('invoiceNotification', (req, res) => {
    res.json({ ok: req.body.paid })
  }))
}

export async function test(invoiceEvents: typeof calls): Promise<void> {
  await using receiver = await testReceiver({ callbacks: invoiceEvents, secret })
  const sender = createSender({ callbacks: [invoiceEvents], secret, allow: receiver.allow })
  // prettier-ignore
  await sender.deliver(invoiceEvents.operations.invoiceNotification, `${receiver.url}/invoices/i-1`, payload)
  expect((await receiver.next('invoiceNotification')).faults).toEqual([])
}
