const { Router } = require('express')
const ringback = require('ringback')

const invoiceEvents = ringback
  .callbackRouter()
  .post('{$request.query.callback_url}/invoices', { operationId: 'invoicePaid', summary: 'Paid' })

const query = {
  type: 'object',
  properties: { callback_url: { type: 'string', format: 'uri' } },
  required: ['callback_url'],
}

const routes = Router()
routes.post(
  '/invoices',
  ringback.operation(
    { operationId: 'declaredInCommonJS', query, callbacks: { invoiceEvents } },
    (_req, res) => {
      res.json({})
    },
  ),
)

module.exports = { routes, invoiceEvents, query, ringback }
