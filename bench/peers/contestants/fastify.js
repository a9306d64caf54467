// @ts-check
import { fastify } from 'fastify'
import * as schemas from '../json-schemas.js'
import { listItems, manyPaths, priceOrder, receiveInvoice } from '../routes.js'

/** @typedef {import('fastify').FastifyInstance} App */

/** @type {Record<import('../contestant.d.ts').Workload, (app: App) => void>} */
const addRoutes = {
  invoices: (app) => addInvoices(app, '/invoices'),
  items: (app) => {
    const schema = {
      params: schemas.itemsParams(),
      querystring: schemas.itemsQuery(),
      response: { 200: schemas.itemsAnswer() },
    }
    app.get('/shops/:shop/items', { schema }, (req, reply) => {
      const { params, query } = /** @type {any} */ (req)
      reply.send(listItems(params.shop, query))
    })
  },
  orders: (app) => {
    const schema = { body: schemas.order(), response: { 200: schemas.orderAnswer() } }
    app.post('/orders', { schema }, (req, reply) => {
      reply.send(priceOrder(/** @type {any} */ (req.body)))
    })
  },
  'start-up': (app) => {
    for (const path of manyPaths()) addInvoices(app, path)
  },
}

/**
 * @param {App} app
 * @param {string} path
 */
function addInvoices(app, path) {
  const schema = {
    querystring: schemas.invoiceQuery(),
    body: schemas.invoice(),
    response: { 200: schemas.invoiceAnswer() },
  }
  app.post(path, { schema }, (req, reply) => {
    reply.send(receiveInvoice(/** @type {any} */ (req.body)))
  })
}

/** @type {import('../contestant.d.ts').Contestant} */
export const contestant = {
  title: 'Fastify 5, schema',
  checks: true,
  coerces: true,
  filters: true,
  start: async (workload) => {
    const app = fastify()
    addRoutes[workload](app)
    await app.listen({ host: '127.0.0.1', port: 0 })
    return app.server
  },
}
