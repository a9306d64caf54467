import { Router } from 'express'
import { operation } from 'ringback'
import { z } from 'zod'
import { invoiceEvents } from './invoice-events.ts'
import { Invoice, InvoiceReceived, Problem } from './models.ts'
import { sender } from './sender.ts'

/** Nobody's in particular, and gone when the process ends. */
export const stored = new Map<string, z.infer<typeof Invoice>>()

export const invoices: Router = Router()

invoices.get(
  '/',
  operation(
    {
      operationId: 'listInvoices',
      summary: 'List all invoices',
      responses: { 200: z.array(Invoice) },
    },
    (_req, res) => {
      res.json([...stored.values()])
    },
  ),
)

invoices.get(
  '/:id',
  operation(
    {
      operationId: 'showInvoice',
      summary: 'Show an invoice',
      params: z.object({ id: z.string().describe('As it was given at creation') }),
      responses: { 200: Invoice, 404: Problem },
    },
    (req, res) => {
      const invoice = stored.get(req.params.id)
      if (invoice) res.json(invoice)
      else res.status(404).json({ title: 'No such invoice', status: 404 })
    },
  ),
)

invoices.post(
  '/',
  operation(
    {
      operationId: 'createInvoice',
      summary: 'Create an invoice',
      description: [
        'Lets the API user (some external developer) create an invoice. This will:',
        '* send the invoice to the client,',
        '* collect the money from the client,',
        '* send a notification back to the API user, as a callback.',
      ].join('\n'),
      query: z.object({ callback_url: z.url().optional() }),
      body: Invoice,
      responses: { 200: InvoiceReceived },
      callbacks: { invoiceEvents },
    },
    async (req, res) => {
      stored.set(req.body.id, req.body)
      res.json({ msg: 'Invoice received' })
      if (!req.query.callback_url) return
      const event = { description: 'Invoice paid', paid: true }
      await sender
        .send(invoiceEvents.operations.invoiceNotification, req, event)
        .catch((error: Error) => console.warn(error.message))
    },
  ),
)
