// @ts-check
import createApp from 'express'
import { openapi, operation } from 'ringback'
import { listItems, manyPaths, priceOrder, receiveInvoice } from './routes.js'

/** @typedef {typeof import('./json-schemas.js') | typeof import('./zod-schemas.js')} Schemas */
/** @typedef {import('express').Express} Express */

/** @type {Record<import('./contestant.d.ts').Workload, (app: Express, schemas: any) => void>} */
const addRoutes = {
  invoices: (app, schemas) => addInvoices(app, '/invoices', schemas),
  items: (app, schemas) => {
    const definition = {
      params: schemas.itemsParams(),
      query: schemas.itemsQuery(),
      responses: { 200: schemas.itemsAnswer() },
    }
    app.get(
      '/shops/:shop/items',
      operation(definition, (/** @type {any} */ req, /** @type {any} */ res) => {
        res.json(listItems(req.params.shop, req.query))
      }),
    )
  },
  orders: (app, schemas) => {
    const definition = { body: schemas.order(), responses: { 200: schemas.orderAnswer() } }
    app.post(
      '/orders',
      operation(definition, (/** @type {any} */ req, /** @type {any} */ res) => {
        res.json(priceOrder(req.body))
      }),
    )
  },
  'start-up': (app, schemas) => {
    for (const path of manyPaths()) addInvoices(app, path, schemas)
  },
}

/**
 * @param {Express} app
 * @param {string} path
 * @param {any} schemas
 */
function addInvoices(app, path, schemas) {
  const definition = {
    query: schemas.invoiceQuery(),
    body: schemas.invoice(),
    responses: { 200: schemas.invoiceAnswer() },
  }
  app.post(
    path,
    operation(definition, (/** @type {any} */ req, /** @type {any} */ res) => {
      res.json(receiveInvoice(req.body))
    }),
  )
}

/**
 * The app as a user of ringback writes it, with the document and the page that belong to it.
 *
 * @param {import('./contestant.d.ts').Workload} workload
 * @param {Schemas} schemas
 */
export function declaredApp(workload, schemas) {
  const app = createApp()
  app.use(createApp.json())
  addRoutes[workload](app, schemas)
  app.use(openapi({ info: { title: 'Bench', version: '1.0.0' } }))
  return app
}
