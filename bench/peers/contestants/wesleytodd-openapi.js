// @ts-check
// @ts-expect-error it has no types
import openapi from '@wesleytodd/openapi'
import createApp from 'express'
import * as schemas from '../json-schemas.js'
import { listen } from '../listen.js'
import { listItems, manyPaths, priceOrder, receiveInvoice } from '../routes.js'
import { answers, content, parameters } from '../openapi-objects.js'

/** @typedef {import('express').Express} Express */
/** @typedef {(definition: any) => import('express').RequestHandler} Declare */

/** @type {Record<import('../contestant.d.ts').Workload, (app: Express, declare: Declare) => void>} */
const addRoutes = {
  invoices: (app, declare) => addInvoices(app, '/invoices', declare),
  items: (app, declare) => {
    const definition = {
      parameters: [
        ...parameters('path', schemas.itemsParams()),
        ...parameters('query', schemas.itemsQuery()),
      ],
      responses: answers(schemas.itemsAnswer()),
    }
    app.get('/shops/:shop/items', declare(definition), (req, res) => {
      res.json(listItems(req.params.shop, /** @type {any} */ (req.query)))
    })
  },
  orders: (app, declare) => {
    const definition = {
      requestBody: content(schemas.order()),
      responses: answers(schemas.orderAnswer()),
    }
    app.post('/orders', declare(definition), (req, res) => void res.json(priceOrder(req.body)))
  },
  'start-up': (app, declare) => {
    for (const path of manyPaths()) addInvoices(app, path, declare)
  },
}

/**
 * @param {Express} app
 * @param {string} path
 * @param {Declare} declare
 */
function addInvoices(app, path, declare) {
  const definition = {
    parameters: parameters('query', schemas.invoiceQuery()),
    requestBody: content(schemas.invoice()),
    responses: answers(schemas.invoiceAnswer()),
  }
  app.post(path, declare(definition), (req, res) => void res.json(receiveInvoice(req.body)))
}

/**
 * It checks a copy of the request: the handler is given text.
 *
 * @type {import('../contestant.d.ts').Contestant}
 */
export const contestant = {
  title: '@wesleytodd/openapi 1.1',
  checks: true,
  coerces: false,
  filters: false,
  start: (workload) => {
    const app = createApp()
    const documented = openapi({ openapi: '3.0.0', info: { title: 'Bench', version: '1.0.0' } })
    app.use(documented)
    app.use(createApp.json())
    addRoutes[workload](app, (definition) => documented.validPath(definition))
    return listen(app)
  },
}
