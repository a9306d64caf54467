import * as v from 'valibot'
import { z } from 'zod'
import { callbackRouter, operation, webhookRouter } from '../../lib/index.ts'
import { Address, Money, Product } from './models.ts'

export const OrderEvent = v.object({
  id: v.string(),
  state: v.picklist(['paid', 'sent', 'returned']),
  note: v.nullable(v.string()),
})

const Received = z.object({ ok: z.boolean(), seen: z.int().optional() })

/** Used by two operations, so that it is one component. */
export const orderEvents = callbackRouter()
  .use(
    operation({
      tags: ['callbacks'],
      headers: z.object({ 'webhook-signature': z.string().describe('Standard Webhooks') }),
      responses: { '5XX': { description: 'Tried again, within a day' } },
    }),
  )
  .post('{$request.body#/callbackUrl}/orders/{$response.body#/id}', {
    operationId: 'orderChanged',
    summary: 'The order has a new state',
    body: OrderEvent,
    responses: {
      200: {
        description: 'The answer may lead on',
        schema: Received,
        links: {
          order: { operationId: 'getOrder', parameters: { id: '$request.body#/id' } },
        },
      },
      410: { description: 'Nobody wants to hear of it any more' },
    },
  })
  .put('{$request.body#/callbackUrl}/orders/{$response.body#/id}', {
    operationId: 'orderReplaced',
    body: OrderEvent,
    responses: { 204: null },
  })
  .delete('{$request.body#/callbackUrl}/orders/{$response.body#/id}', { responses: { 204: null } })
  .post('{$request.body#/callbackUrl}/stock', {
    operationId: 'stockReserved',
    body: { type: 'array', items: { type: 'string' }, maxItems: 20 },
    security: [{ bearer: [] }],
  })

/** Every method that a receiver may have. */
export const receiverChecks = callbackRouter()
  .get('{$request.query.hook}/health', { responses: { 200: Received } })
  .head('{$request.query.hook}/health', { responses: { 204: null } })
  .options('{$request.query.hook}/health', { responses: { 204: null } })
  .trace('{$request.query.hook}/health', { responses: { 200: null } })
  .patch('{$request.query.hook}/health', {
    body: { content: { 'application/x-www-form-urlencoded': z.object({ state: z.string() }) } },
  })
  .query('{$request.query.hook}/health', {
    operationId: 'askReceiver',
    body: z.object({ since: z.iso.datetime() }),
    responses: { 200: z.array(Received) },
  })

/** What a guard declares for everything behind it that has an address in its query. */
export const auditEvents = callbackRouter().post('{$request.query.audit}/{$method}', {
  operationId: 'audited',
  description: 'For whoever must keep a record of all that was done.',
  body: z.object({ by: z.string(), at: z.iso.datetime() }),
  responses: { '2XX': { description: 'It is kept' }, default: { description: 'Try again' } },
})

export const webhooks = webhookRouter()
  .use(operation({ tags: ['webhooks'], 'x-retries': 3 }))
  .post('productAdded', { operationId: 'productAdded', body: Product, security: [{ bearer: [] }] })
  .put('productAdded', { body: Product, responses: { 204: null } })
  .delete('productAdded', { responses: { 204: null } })
  .post('priceChanged', {
    query: z.object({ sku: z.string() }),
    body: Money,
    deprecated: true,
    responses: { 200: null, '4XX': { description: 'Never again' } },
  })
  .patch('addressChanged', { body: Address, responses: { 200: Address } })
