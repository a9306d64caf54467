import express from 'express'
import { z } from 'zod'
import { callbackRouter, openapi, operation } from '../../lib/index.ts'
import type { OpenAPIMiddleware } from '../../lib/index.ts'

/** An app and the documentation that is mounted in it. */
export interface SampleApp {
  readonly app: express.Express
  readonly documentation: OpenAPIMiddleware
}

const answer = (_req: unknown, res: { end(): unknown }): void => void res.end()

/** FastAPI's example of callbacks, as a user of ringback writes it. */
export function createInvoicesApp(): SampleApp {
  const Invoice = z.object({
    id: z.string(),
    title: z.string().optional(),
    customer: z.string(),
    total: z.number(),
  })
  const InvoiceEvent = z.object({ description: z.string(), paid: z.boolean() })
  const InvoiceEventReceived = z.object({ ok: z.boolean() })
  const invoiceEvents = callbackRouter().post(
    '{$request.query.callback_url}/invoices/{$request.body#/id}',
    {
      operationId: 'invoiceNotification',
      summary: 'The invoice was paid',
      body: InvoiceEvent,
      responses: { 200: InvoiceEventReceived },
    },
  )

  const app = express()
  app.use(express.json())
  app.post(
    '/invoices/',
    operation(
      {
        summary: 'Create an invoice',
        query: z.object({ callback_url: z.url().optional() }),
        body: Invoice,
        responses: { 200: z.object({ msg: z.string() }) },
        callbacks: { invoiceEvents },
      },
      (_req, res) => {
        res.json({ msg: 'Invoice received' })
      },
    ),
  )
  const documentation = openapi({
    info: { title: 'Invoices', version: '1.0.0' },
    schemas: { Invoice, InvoiceEvent, InvoiceEventReceived },
    onProblem: () => {},
  })
  app.use(documentation)
  return { app, documentation }
}

/** A shop that uses most of what a definition can say. */
export function createShopApp(): SampleApp {
  const app = express()
  app.use(operation({ responses: { default: { $ref: '#/components/schemas/Fault' } } }))
  app.use('/shops/:shop', createShopRouter())
  app.get('/internal', operation({ hidden: true }), answer)
  app.get('/health', answer)
  const documentation = createShopDocumentation()
  app.use(documentation)
  return { app, documentation }
}

function createShopRouter(): express.Router {
  const Item = z.object({
    name: z.string().describe('What it is called'),
    stock: z.int().min(0).max(1000).default(0),
  })
  const router = express.Router({ mergeParams: true })
  router.get(
    '/items/:id',
    operation({
      operationId: 'showItem',
      summary: 'Show an item',
      description: 'Costs "$&" or "$`".',
      tags: ['items'],
      params: z.object({ id: z.string().min(8).describe('Of the item') }),
      query: z.object({
        fields: z.array(z.string()).optional(),
        lang: z.enum(['en', 'de']).default('en').describe('In which language'),
        old: z.boolean().optional().meta({ deprecated: true }),
      }),
      headers: z.object({ 'X-Request-Id': z.string(), Authorization: z.string() }),
      cookies: z.object({ session: z.string().optional() }),
      responses: {
        200: {
          description: 'The item',
          headers: { 'X-Rate-Limit': { schema: { type: 'integer' } } },
          content: {
            'application/json': { schema: Item, example: { name: 'Tea', stock: 3 } },
            'text/csv': { type: 'string' },
          },
          links: { stock: { operationId: 'putStock', parameters: { id: '$request.path.id' } } },
        },
        304: null,
        '4XX': { description: 'A mistake of yours', 'x-retry': false },
      },
    }),
    answer,
  )
  router.post('/items', operation({ body: Item, responses: { 201: Item } }), answer)
  router.put(
    '/items/:id/stock',
    operation({
      operationId: 'putStock',
      deprecated: true,
      externalDocs: { url: 'https://shop.test/stock' },
      servers: [{ url: 'https://stock.shop.test' }],
      security: [],
      'x-internal-team': 'stock',
      body: {
        description: 'All of it, or what was added',
        content: {
          'text/plain': { type: 'string', pattern: '^\\d+$' },
          'multipart/form-data': {
            schema: {
              type: 'object',
              properties: { list: { type: 'string', contentMediaType: 'text/csv' } },
            },
            encoding: { list: { contentType: 'text/csv' } },
          },
        },
      },
      responses: { 204: null },
    }),
    answer,
  )
  return router
}

function createShopDocumentation(): OpenAPIMiddleware {
  return openapi({
    info: { title: 'Shop & Sons', version: '2.0.0', license: { name: 'MIT', identifier: 'MIT' } },
    openapi: '3.1.1',
    servers: [{ url: 'https://shop.test' }],
    tags: [{ name: 'items', description: 'What is sold' }],
    security: [{ bearer: [] }],
    externalDocs: { url: 'https://shop.test/docs' },
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Fault: { type: 'object', properties: { title: { type: 'string' } } } },
    },
    'x-audience': 'public',
    onProblem: () => {},
  })
}
