// @ts-check
import {
  createConfig,
  createServer,
  EndpointsFactory,
  ensureHttpError,
  ResultHandler,
} from 'express-zod-api'
import { z } from 'zod'
import { listItems, manyPaths, priceOrder, receiveInvoice } from '../routes.js'
import * as schemas from '../zod-schemas.js'

/** The answer as it is, where the default would put it into an envelope. */
const factory = new EndpointsFactory(
  new ResultHandler({
    positive: (output) => output,
    negative: z.object({ message: z.string() }),
    handler: ({ error, output, response }) => {
      if (!error) return void response.json(/** @type {any} */ (output))
      const { statusCode, message } = ensureHttpError(error)
      response.status(statusCode).json({ message })
    },
  }),
)

const invoices = () =>
  factory.build({
    method: 'post',
    input: schemas.invoiceQuery().extend(schemas.invoice().shape),
    output: schemas.invoiceAnswer(),
    handler: async ({ input }) => receiveInvoice(input),
  })

/** @type {Record<import('../contestant.d.ts').Workload, () => import('express-zod-api').Routing>} */
const routings = {
  invoices: () => ({ invoices: invoices() }),
  items: () => ({
    '/shops/:shop/items': factory.build({
      input: schemas.itemsQueryOfText().extend(schemas.itemsParamsOfText().shape),
      output: schemas.itemsAnswer(),
      handler: async ({ input }) => /** @type {any} */ (listItems(input.shop, input)),
    }),
  }),
  orders: () => ({
    orders: factory.build({
      method: 'post',
      input: schemas.order(),
      output: schemas.orderAnswer(),
      handler: async ({ input }) => priceOrder(input),
    }),
  }),
  'start-up': () => Object.fromEntries(manyPaths().map((path) => [path.slice(1), invoices()])),
}

/** @type {import('../contestant.d.ts').Contestant} */
export const contestant = {
  title: 'express-zod-api 27',
  checks: true,
  coerces: true,
  filters: true,
  start: async (workload) => {
    const config = createConfig({
      http: { listen: { host: '127.0.0.1', port: 0 } },
      cors: false,
      startupLogo: false,
      logger: { level: 'silent' },
      inputSources: { get: ['query', 'params'], post: ['query', 'body'] },
    })
    const { servers } = await createServer(config, routings[workload]())
    const [server] = servers
    if (!server) throw new Error('express-zod-api made no server')
    if (!server.listening) await new Promise((resolve) => server.once('listening', resolve))
    return server
  },
}
