import express from 'express'
import * as imported from 'ringback'
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

const options = { info: { title: 'Invoices', version: '1.0.0' } }
const thrown = catchError(() => required.callbackRouter().post('{$request.bdy}', {}))
console.log(
  JSON.stringify({
    isOneCopy: imported.operation === required.operation,
    imported: imported.openapi(options).document(app),
    required: required.openapi(options).document(app),
    problems: imported.openapi(options).problems(app),
    thrown: { isSameClass: thrown instanceof imported.RingbackError, code: thrown.code },
  }),
)
