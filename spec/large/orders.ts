import { Router } from 'express'
import * as v from 'valibot'
import { operation } from '../../lib/index.ts'
import { answer } from './answer.ts'
import { orderEvents, receiverChecks } from './hooks.ts'
import { Problem } from './models.ts'

const Card = v.pipe(
  v.object({ by: v.literal('card'), number: v.pipe(v.string(), v.regex(/^\d{12,19}$/)) }),
  v.title('Card'),
)
const Transfer = v.pipe(
  v.object({ by: v.literal('transfer'), iban: v.string(), due: v.pipe(v.string(), v.isoDate()) }),
  v.title('Transfer'),
)
export const Payment = v.variant('by', [Card, Transfer])

const Line = v.object({
  sku: v.string(),
  count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1),
  price: v.pipe(v.number(), v.gtValue(0), v.ltValue(100_000)),
})

export const NewOrder = v.object({
  callbackUrl: v.pipe(v.string(), v.url()),
  lines: v.pipe(v.array(Line), v.minLength(1), v.maxLength(100)),
  payment: Payment,
  labels: v.optional(v.record(v.string(), v.string())),
  greeting: v.nullish(v.string()),
})
export const Order = v.object({ ...NewOrder.entries, id: v.pipe(v.string(), v.uuid()) })
export const OrderPage = v.object({ items: v.array(Order), next: v.nullable(v.string()) })

const id = v.object({ id: v.pipe(v.string(), v.uuid()) })

/** Orders are for whoever has signed in, by a token or by a certificate. */
export function createOrders(): Router {
  const router = Router({ mergeParams: true })
  router.use(
    operation({
      tags: ['orders'],
      security: [{ bearer: [] }, { certificate: [] }, { openId: ['orders'] }],
      responses: {
        401: { $ref: '#/components/responses/Unauthorized' },
        403: { description: 'Of another shop', content: { 'application/problem+json': Problem } },
      },
    }),
  )
  addOrders(router)
  addOrder(router)
  return router
}

function addOrders(router: Router): void {
  router.get(
    '/',
    operation({
      operationId: 'listOrders',
      summary: 'List all orders',
      query: v.object({
        after: v.optional(v.string()),
        limit: v.optional(v.pipe(v.string(), v.regex(/^\d+$/)), '20'),
      }),
      responses: { 200: OrderPage },
    }),
    answer,
  )
  router.post(
    '/',
    operation({
      operationId: 'placeOrder',
      summary: 'Place an order',
      query: v.object({ hook: v.pipe(v.string(), v.url()) }),
      body: {
        description: 'What is bought, and where its events go',
        content: {
          'application/json': {
            schema: NewOrder,
            examples: {
              card: { $ref: '#/components/examples/OrderByCard' },
              transfer: {
                summary: 'By transfer',
                description: 'It is sent when the money is there.',
                externalValue: '/examples/transfer.json',
              },
            },
          },
        },
      },
      responses: {
        201: {
          schema: Order,
          links: {
            show: {
              operationId: 'getOrder',
              parameters: { id: '$response.body#/id', shop: '$request.path.shop' },
            },
          },
        },
      },
      callbacks: { orderEvents, receiverChecks },
    }),
    answer,
  )
  router.post(
    '/:id/again',
    operation({
      operationId: 'repeatOrder',
      params: id,
      body: v.object({ callbackUrl: v.pipe(v.string(), v.url()) }),
      responses: { 201: Order },
      callbacks: { orderEvents },
    }),
    answer,
  )
  router.report(
    '/',
    operation({
      operationId: 'reportOrders',
      summary: 'Sums of all orders',
      body: v.object({ by: v.picklist(['day', 'month']) }),
      responses: { 200: v.array(v.object({ from: v.string(), sum: v.number() })) },
    }),
    answer,
  )
}

function addOrder(router: Router): void {
  router.get(
    '/:id',
    operation({
      operationId: 'getOrder',
      params: id,
      responses: { 200: Order, 404: { $ref: '#/components/responses/NotFound' } },
    }),
    answer,
  )
  router.put(
    '/:id/payment',
    operation({ operationId: 'payOrder', params: id, body: Payment, responses: { 202: null } }),
    answer,
  )
  router.delete(
    '/:id',
    operation({ operationId: 'cancelOrder', params: id, responses: { 202: Order, 204: null } }),
    answer,
  )
  router.patch(
    '/:id',
    operation({
      params: id,
      // of the author's own, and used by reference
      body: { $ref: '#/components/requestBodies/Notes' },
      responses: { 200: Order },
    }),
    answer,
  )
}
