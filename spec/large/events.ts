import { Router } from 'express'
import { z } from 'zod'
import { operation } from '../../lib/index.ts'
import { answer } from './answer.ts'

/** A union that a discriminator chooses from. */
const StockEvent = z
  .object({ kind: z.literal('stock'), sku: z.string(), left: z.int() })
  .meta({ id: 'StockEvent' })
const PriceEvent = z
  .object({ kind: z.literal('price'), sku: z.string(), price: z.number() })
  .meta({ id: 'PriceEvent' })
const ShopEvent = {
  $id: 'ShopEvent',
  oneOf: [{ $ref: '#/components/schemas/StockEvent' }, { $ref: '#/components/schemas/PriceEvent' }],
  discriminator: {
    propertyName: 'kind',
    mapping: {
      stock: '#/components/schemas/StockEvent',
      price: '#/components/schemas/PriceEvent',
    },
  },
} as const

export const eventSchemas = { StockEvent, PriceEvent }

const Message = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    event: { enum: ['stock', 'price'] },
    data: {
      type: 'string',
      contentMediaType: 'application/json',
      contentSchema: { $ref: '#/components/schemas/ShopEvent' },
    },
  },
  required: ['data'],
} as const

/** Streams, for whoever has the cookie of the shop's own pages. */
export function createEvents(): Router {
  const router = Router()
  router.use(operation({ tags: ['events'], security: [{ session: [] }] }))
  router.get(
    '/stream',
    operation({
      operationId: 'streamEvents',
      summary: 'All events as they happen',
      headers: z.object({ 'Last-Event-ID': z.string().optional() }),
      responses: {
        200: {
          description: 'No end of them',
          content: { 'text/event-stream': { itemSchema: Message } },
        },
      },
    }),
    answer,
  )
  router.get(
    '/history',
    operation({
      operationId: 'listEvents',
      responses: {
        200: {
          content: {
            'application/jsonl': { itemSchema: ShopEvent },
            'application/json-seq': { itemSchema: ShopEvent },
            'application/json': { type: 'array', items: ShopEvent },
          },
        },
      },
    }),
    answer,
  )
  router.post(
    '/',
    operation({
      operationId: 'writeEvents',
      body: { content: { 'application/jsonl': { itemSchema: StockEvent } } },
      responses: { 202: null },
    }),
    answer,
  )
  return router
}
