const express = require('express')
const { z } = require('zod')
const { callbackRouter, openapi, operation } = require('ringback')

const Invoice = z.object({ id: z.string(), total: z.number() })
const options = { info: { title: 'Shops', version: '1.0.0' }, onProblem: () => {} }
const components = { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } }

/**
 * An app with what discovery has to find its way through.
 *
 * @param library.Router What makes its routers.
 * @param library.wrap What stands around its handlers that are async.
 * @param library.handleErrors Puts a handler of errors before its own.
 */
function createApp({
  Router = express.Router,
  wrap = (handler) => handler,
  handleErrors = () => {},
} = {}) {
  const built = []
  const errors = []
  const documentation = openapi({ ...options, components })
  const pass = (_req, _res, next) => next()

  const app = express()
  app.use(express.json())
  app.use('/shops', operation({ security: [{ bearer: [] }], responses: { 401: null } }, pass))
  app.use('/shops/:shop', createShop({ Router, wrap, pass }))
  app.use(['/staff', '/owners'], createStaff())
  app.use('/failures', createFailures({ Router, wrap }))
  app.get('/health', (_req, res) => res.send('well'))
  app.get(
    '/build',
    operation({ summary: 'Build the document' }, (req, res) => {
      if (req.get('x-build')) built.push(openapi({ ...options, components }).document(app))
      res.send('built')
    }),
  )
  app.use(documentation)
  handleErrors(app)
  app.use((error, _req, res, _next) => {
    errors.push(error.message)
    res.status(500).send(error.message)
  })
  return { app, documentation, built, errors }
}

/** Routers within routers, with a parameter in the mount, a guard, and middleware in arrays. */
function createShop({ Router, wrap, pass }) {
  const invoiceEvents = callbackRouter().post('{$request.query.callback_url}', {
    operationId: 'invoicePaid',
    summary: 'The invoice was paid',
    body: Invoice,
  })
  const invoices = Router({ mergeParams: true })
  invoices.use(operation({ tags: ['invoices'] }))
  invoices
    .route('/')
    .get(
      [pass, [pass]],
      operation({ summary: 'List invoices', responses: { 200: z.array(Invoice) } }),
      wrap(async (req, res) => res.json([{ id: req.params.shop, total: 1, secret: 1 }])),
    )
    .post(
      operation(
        {
          summary: 'Create an invoice',
          query: z.object({ callback_url: z.url() }),
          body: Invoice,
          responses: { 201: Invoice },
          callbacks: { invoiceEvents },
        },
        async (req, res) => res.status(201).json(req.body),
      ),
    )
  invoices.delete('/:invoice', [
    pass,
    operation({ summary: 'Delete an invoice', responses: { 204: null } }, (_req, res) =>
      res.status(204).end(),
    ),
  ])

  const shop = Router({ mergeParams: true })
  shop.use('/invoices', pass, invoices)
  return shop
}

/** An app in an app, in an app. */
function createStaff() {
  const rota = express()
  rota.get(
    '/days/:day',
    operation({ summary: 'Show a day' }, (req, res) => res.send(req.params.day)),
  )
  const staff = express()
  staff.use(operation({ tags: ['staff'] }))
  staff.get(
    '/',
    operation({ summary: 'List the staff' }, (_req, res) => res.send('all')),
  )
  staff.use('/rota', rota)
  return staff
}

/** One handler that ringback runs, and one that stands behind a declaration. */
function createFailures({ Router, wrap }) {
  const failures = Router()
  failures.get(
    '/within',
    operation({ summary: 'Fail within' }, async () => {
      throw new Error('failed within')
    }),
  )
  failures.get(
    '/behind',
    operation({ summary: 'Fail behind' }),
    wrap(async () => {
      throw new Error('failed behind')
    }),
  )
  return failures
}

module.exports = { createApp }
