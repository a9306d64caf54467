import express from 'express'
import multer from 'multer'
import { z } from 'zod'
import { callbackRouter, openapi, operation, webhookRouter } from '../../lib/index.ts'
import type { SampleApp } from '../document/sample-apps.ts'
import type { Version } from './generate.ts'

const Card = z.object({ kind: z.literal('card'), digits: z.string().regex(/^\d{4}$/) })
const Transfer = z.object({ kind: z.literal('transfer'), iban: z.string(), days: z.int() })
const Payment = z.discriminatedUnion('kind', [Card, Transfer])
const State = z.enum(['open', 'paid', 'shipped'])

/** A default makes two components of it: `currency` is optional in a request alone. */
const Order = z.object({
  id: z.string(),
  customer: z.string(),
  total: z.number(),
  currency: z.string().default('EUR'),
  note: z.string().nullable(),
  payment: Payment,
})

const Category = z.object({
  name: z.string(),
  get categories() {
    return z.array(Category)
  },
})

const Invoice = z.object({ file: z.file(), title: z.string(), pages: z.int() })
const Problem = z.object({ title: z.string() })
const OrderEvent = z.object({ order: z.string(), state: State, at: z.iso.datetime() })
const StockEvent = z.object({ sku: z.string(), left: z.int() })

const orderEvents = callbackRouter().post('{$request.query.callback_url}/{$request.body#/id}', {
  operationId: 'orderChanged',
  body: OrderEvent,
  responses: { 200: z.object({ taken: z.boolean() }) },
})

/** A shop that keeps its orders in memory and answers as its document says. */
export function createOrdersApp(version: Version): SampleApp {
  const app = express()
  app.use(express.json(), express.urlencoded({ extended: false }))
  app.use('/orders', operation({ tags: ['orders'] }), createOrdersRouter())
  app.get(
    '/categories',
    operation({ tags: ['catalogue'], responses: { 200: Category } }, (_req, res) => {
      res.json({ name: 'All', categories: [{ name: 'Tea', categories: [] }] })
    }),
  )
  const documentation = openapi({
    info: { title: 'Orders', version: '1.0.0' },
    openapi: version,
    tags: [{ name: 'orders' }, { name: 'catalogue' }],
    // the others keep the id that they are given, or the one that ringback proposes
    operationId: ({ method, tags: [tag] }) =>
      method === 'delete' ? `${method}_${tag}` : undefined,
    schemas: { Card, Transfer, Payment, State, Order, Category, Problem, OrderEvent, StockEvent },
    webhooks: webhookRouter()
      .use(operation({ headers: z.object({ 'x-signature': z.string() }) }))
      .post('stockLow', { operationId: 'stockLow', body: StockEvent, responses: { 204: null } }),
    onProblem: () => {},
  })
  app.use(documentation)
  return { app, documentation }
}

function createOrdersRouter(): express.Router {
  const router = express.Router()
  const orders = new Map<string, z.output<typeof Order>>()
  router.post(
    '/',
    operation(
      {
        operationId: 'createOrder',
        query: z.object({ callback_url: z.url().optional() }),
        body: Order,
        responses: { 201: Order },
        callbacks: { orderEvents },
      },
      (req, res) => {
        orders.set(req.body.id, req.body)
        res.status(201).json(req.body)
      },
    ),
  )
  router.get(
    '/',
    operation(
      {
        operationId: 'listOrders',
        query: z.object({
          kind: z.array(z.enum(['card', 'transfer'])).optional(),
          least: z.number().default(0),
        }),
        responses: { 200: z.array(Order) },
      },
      ({ query: { kind, least } }, res) => {
        const isWanted = ({ payment, total }: z.output<typeof Order>): boolean =>
          total >= least && (!kind || kind.includes(payment.kind))
        res.json([...orders.values()].filter(isWanted))
      },
    ),
  )
  router.get(
    '/:id',
    operation({ operationId: 'showOrder', responses: { 200: Order, 404: Problem } }, (req, res) => {
      const order = orders.get(req.params.id)
      if (order) res.json(order)
      else res.status(404).json({ title: `No order ${req.params.id}` })
    }),
  )
  addFiles(router)
  return router
}

/** What is not JSON: a form, a file in a form, and an answer that is text. */
function addFiles(router: express.Router): void {
  router.post(
    '/:id/rating',
    operation(
      {
        operationId: 'rateOrder',
        body: {
          content: {
            'application/x-www-form-urlencoded': z.object({
              stars: z.int().max(5),
              words: z.array(z.string()),
            }),
          },
        },
        responses: { 200: z.object({ stars: z.int(), words: z.array(z.string()) }) },
      },
      (req, res) => {
        res.json(req.body)
      },
    ),
  )
  router.put(
    '/:id/invoice',
    multer().single('file'),
    operation(
      {
        operationId: 'putInvoice',
        body: { content: { 'multipart/form-data': Invoice } },
        responses: { 200: z.object({ title: z.string(), pages: z.int(), text: z.string() }) },
      },
      async (req, res) => {
        const { file, title, pages } = req.body
        res.json({ title, pages, text: await file.text() })
      },
    ),
  )
  router.get(
    '/:id/invoice',
    operation(
      {
        operationId: 'printInvoice',
        responses: { 200: { content: { 'text/plain': z.string() } } },
      },
      (req, res) => {
        res.type('text/plain').send(`Invoice of ${req.params.id}`)
      },
    ),
  )
  router.delete(
    '/:id',
    operation({ responses: { 204: null } }, (_req, res) => {
      res.status(204).end()
    }),
  )
}
