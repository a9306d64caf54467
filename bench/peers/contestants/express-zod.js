// @ts-check
/** Express with Zod wired by hand, in each handler. */
import createApp from 'express'
import { ZodError } from 'zod'
import { listen } from '../listen.js'
import { listItems, manyPaths, priceOrder, receiveInvoice } from '../routes.js'
import * as schemas from '../zod-schemas.js'

/** @typedef {import('express').Express} Express */

/** @type {Record<import('../contestant.d.ts').Workload, (app: Express) => void>} */
const addRoutes = {
  invoices: (app) => addInvoices(app, '/invoices'),
  items: (app) => {
    const params = schemas.itemsParamsOfText()
    const query = schemas.itemsQueryOfText()
    app.get('/shops/:shop/items', (req, res) => {
      res.json(listItems(params.parse(req.params).shop, query.parse(req.query)))
    })
  },
  orders: (app) => {
    const body = schemas.order()
    const answer = schemas.orderAnswer()
    app.post('/orders', (req, res) => {
      res.json(answer.parse(priceOrder(body.parse(req.body))))
    })
  },
  'start-up': (app) => {
    for (const path of manyPaths()) addInvoices(app, path)
  },
}

/**
 * @param {Express} app
 * @param {string} path
 */
function addInvoices(app, path) {
  const query = schemas.invoiceQuery()
  const body = schemas.invoice()
  app.post(path, (req, res) => {
    query.parse(req.query)
    res.json(receiveInvoice(body.parse(req.body)))
  })
}

/** @type {import('express').ErrorRequestHandler} */
const refuse = (error, _req, res, next) =>
  error instanceof ZodError ? void res.status(422).json({ errors: error.issues }) : next(error)

/** @type {import('../contestant.d.ts').Contestant} */
export const contestant = {
  title: 'Express + Zod by hand',
  checks: true,
  coerces: true,
  filters: true,
  start: (workload) => {
    const app = createApp()
    app.use(createApp.json())
    addRoutes[workload](app)
    app.use(refuse)
    return listen(app)
  },
}
