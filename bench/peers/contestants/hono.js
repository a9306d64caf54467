// @ts-check
import { serve } from '@hono/node-server'
import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { listItems, manyPaths, priceOrder, receiveInvoice } from '../routes.js'
import * as schemas from '../zod-schemas.js'

/** @type {Record<import('../contestant.d.ts').Workload, (app: OpenAPIHono) => void>} */
const addRoutes = {
  invoices: (app) => addInvoices(app, '/invoices'),
  items: (app) => {
    const route = createRoute({
      method: 'get',
      path: '/shops/{shop}/items',
      request: { params: schemas.itemsParamsOfText(), query: schemas.itemsQueryOfText() },
      responses: { 200: answers(schemas.itemsAnswer()) },
    })
    app.openapi(route, (c) =>
      c.json(/** @type {any} */ (listItems(c.req.valid('param').shop, c.req.valid('query')))),
    )
  },
  orders: (app) => {
    const route = createRoute({
      method: 'post',
      path: '/orders',
      request: { body: { required: true, ...content(schemas.order()) } },
      responses: { 200: answers(schemas.orderAnswer()) },
    })
    app.openapi(route, (c) => c.json(priceOrder(c.req.valid('json'))))
  },
  'start-up': (app) => {
    for (const path of manyPaths()) addInvoices(app, path)
  },
}

/**
 * @param {OpenAPIHono} app
 * @param {string} path
 */
function addInvoices(app, path) {
  const route = createRoute({
    method: 'post',
    path,
    request: {
      query: schemas.invoiceQuery(),
      body: { required: true, ...content(schemas.invoice()) },
    },
    responses: { 200: answers(schemas.invoiceAnswer()) },
  })
  app.openapi(route, (c) => c.json(receiveInvoice(c.req.valid('json'))))
}

/**
 * @template {import('zod').ZodType} S
 * @param {S} schema
 */
const content = (schema) => ({ content: { 'application/json': { schema } } })

/**
 * @template {import('zod').ZodType} S
 * @param {S} schema
 */
const answers = (schema) => ({ description: 'Answered', ...content(schema) })

/** @type {import('../contestant.d.ts').Contestant} */
export const contestant = {
  title: 'Hono + @hono/zod-openapi on @hono/node-server',
  checks: true,
  coerces: true,
  filters: false,
  start: (workload) => {
    const app = new OpenAPIHono()
    addRoutes[workload](app)
    return new Promise((resolve) => {
      const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () =>
        resolve(/** @type {import('node:http').Server} */ (server)),
      )
    })
  },
}
