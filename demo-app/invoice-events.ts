import { callbackRouter } from 'ringback'
import { InvoiceEvent, InvoiceEventReceived } from './models.ts'

/** What an external developer implements: the request that the invoices API makes to *their* server. */
export const invoiceEvents = callbackRouter({ signed: true }).post(
  '{$request.query.callback_url}/invoices/{$request.body#/id}',
  {
    operationId: 'invoiceNotification',
    summary: 'The invoice was paid',
    description: 'Sent once the money is there. Answer with any 2xx within 15 seconds.',
    body: InvoiceEvent,
    responses: { 200: InvoiceEventReceived },
  },
)
