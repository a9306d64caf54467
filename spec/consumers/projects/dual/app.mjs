import express from 'express'
import * as imported from 'ringback'
import { createSender } from 'ringback/delivery'
import { ringback as required, invoiceEvents, query, routes } from './routes.cjs'

const app = express()
app.use('/v1', routes)
app.post(
  '/orders',
  imported.operation(
    { operationId: 'declaredInESM', query, callbacks: { invoiceEvents } },
    (_req, res) => {
      res.json({})
    },
  ),
)

function catchError(mistake) {
  try {
    return mistake()
  } catch (error) {
    return error
  }
}

// The operation of the other copy is found, and its URL refused.
const refused = await createSender({ callbacks: [invoiceEvents], secret: false })
  .send(invoiceEvents.operations.invoicePaid, 'ftp://hooks.example.com')
  .catch((error) => error.code)

const options = { info: { title: 'Invoices', version: '1.0.0' } }
const thrown = catchError(() => required.callbackRouter().post('{$request.bdy}', {}))
console.log(
  JSON.stringify({
    isOneCopy: imported.operation === required.operation,
    imported: imported.openapi(options).document(app),
    required: required.openapi(options).document(app),
    problems: imported.openapi(options).problems(app),
    refused,
    thrown: { isSameClass: thrown instanceof imported.RingbackError, code: thrown.code },
  }),
)
