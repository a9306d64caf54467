// @ts-check
import createApp from 'express'
import { middleware } from 'express-openapi-validator'
import * as schemas from '../json-schemas.js'
import { listen } from '../listen.js'
import { answers, content, parameters } from '../openapi-objects.js'
import { listItems, manyPaths, priceOrder, receiveInvoice } from '../routes.js'

/** @typedef {import('express').Express} Express */

const invoices = () => ({
  post: {
    parameters: parameters('query', schemas.invoiceQuery()),
    requestBody: content(schemas.invoice()),
    responses: answers(schemas.invoiceAnswer()),
  },
})

/** @type {Record<import('../contestant.d.ts').Workload, () => Record<string, object>>} */
const paths = {
  invoices: () => ({ '/invoices': invoices() }),
  items: () => ({
    '/shops/{shop}/items': {
      get: {
        parameters: [
          ...parameters('path', schemas.itemsParams()),
          ...parameters('query', schemas.itemsQuery()),
        ],
        responses: answers(schemas.itemsAnswer()),
      },
    },
  }),
  orders: () => ({
    '/orders': {
      post: {
        requestBody: content(schemas.order()),
        responses: answers(schemas.orderAnswer()),
      },
    },
  }),
  'start-up': () => Object.fromEntries(manyPaths().map((path) => [path, invoices()])),
}

/** @type {Record<import('../contestant.d.ts').Workload, (app: Express) => void>} */
const addRoutes = {
  invoices: (app) => {
    app.post('/invoices', (req, res) => void res.json(receiveInvoice(req.body)))
  },
  items: (app) => {
    app.get('/shops/:shop/items', (req, res) => {
      res.json(listItems(req.params.shop, /** @type {any} */ (req.query)))
    })
  },
  orders: (app) => {
    app.post('/orders', (req, res) => void res.json(priceOrder(req.body)))
  },
  'start-up': (app) => {
    for (const path of manyPaths())
      app.post(path, (req, res) => void res.json(receiveInvoice(req.body)))
  },
}

/** @type {import('express').ErrorRequestHandler} */
const refuse = (error, _req, res, _next) =>
  void res.status(error.status ?? 500).json({ message: error.message, errors: error.errors })

/** @type {import('../contestant.d.ts').Contestant} */
export const contestant = {
  title: 'express-openapi-validator 5.6',
  checks: true,
  coerces: true,
  filters: true,
  start: (workload) => {
    const app = createApp()
    app.use(createApp.json())
    app.use(
      middleware({
        apiSpec: /** @type {any} */ ({
          openapi: '3.0.3',
          info: { title: 'Bench', version: '1.0.0' },
          paths: paths[workload](),
        }),
        // Off by default: asked for only where the answer is to be filtered.
        validateResponses: workload === 'orders' && { removeAdditional: 'all' },
      }),
    )
    addRoutes[workload](app)
    app.use(refuse)
    return listen(app)
  },
}
