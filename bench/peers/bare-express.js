// @ts-check
import createApp from 'express'
import { listItems, manyPaths, priceOrder, receiveInvoice } from './routes.js'

/** @type {Record<import('./contestant.d.ts').Workload, (app: import('express').Express) => void>} */
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

/**
 * An app as Express is used without any of the others.
 *
 * @param {import('./contestant.d.ts').Workload} workload
 * @param {(app: import('express').Express) => void} [before] what comes before all else
 */
export function express(workload, before) {
  const app = createApp()
  before?.(app)
  app.use(createApp.json())
  addRoutes[workload](app)
  return app
}
