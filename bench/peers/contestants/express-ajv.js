// @ts-check
/** Express with ajv wired by hand, as a middleware before each handler. */
import createApp from 'express'
import { check, compile, compileCoercing, compileRemoving } from '../hand-wired-ajv.js'
import * as schemas from '../json-schemas.js'
import { listen } from '../listen.js'
import { listItems, manyPaths, priceOrder, receiveInvoice } from '../routes.js'

/** @typedef {import('express').Express} Express */

/** @type {Record<import('../contestant.d.ts').Workload, (app: Express) => void>} */
const addRoutes = {
  invoices: (app) => addInvoices(app, '/invoices'),
  items: (app) => {
    const validate = validator({ params: schemas.itemsParams(), query: schemas.itemsQuery() })
    app.get('/shops/:shop/items', validate, (_req, res) => {
      res.json(listItems(res.locals.params.shop, res.locals.query))
    })
  },
  orders: (app) => {
    const checkAnswer = compileRemoving(schemas.orderAnswer())
    app.post('/orders', validator({ body: schemas.order() }), (req, res) => {
      res.json(check(checkAnswer, priceOrder(req.body)))
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
  const validate = validator({ query: schemas.invoiceQuery(), body: schemas.invoice() })
  app.post(path, validate, (req, res) => void res.json(receiveInvoice(req.body)))
}

/**
 * What it has made of the text of the URL is left in `res.locals`.
 *
 * @param {{ params?: object, query?: object, body?: object }} declared
 * @returns {import('express').RequestHandler}
 */
function validator({ params, query, body }) {
  const checkParams = params && compileCoercing(params)
  const checkQuery = query && compileCoercing(query)
  const checkBody = body && compile(body)
  return (req, res, next) => {
    try {
      if (checkParams) res.locals.params = check(checkParams, { ...req.params })
      if (checkQuery) res.locals.query = check(checkQuery, { ...req.query })
      if (checkBody) check(checkBody, req.body)
    } catch (error) {
      res.status(422).json({ error: String(error) })
      return
    }
    next()
  }
}

/** @type {import('../contestant.d.ts').Contestant} */
export const contestant = {
  title: 'Express + ajv by hand, middleware',
  checks: true,
  coerces: true,
  filters: true,
  start: (workload) => {
    const app = createApp()
    app.use(createApp.json())
    addRoutes[workload](app)
    return listen(app)
  },
}
