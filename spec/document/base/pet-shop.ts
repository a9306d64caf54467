import express from 'express'
import { callbackRouter, operation, webhookRouter } from '../../../lib/index.ts'
import type { OpenAPIOptions, Problem } from '../../../lib/index.ts'

/** A document as a team writes it by hand, in OpenAPI 3.0. */
export const petShop = {
  openapi: '3.0.3',
  info: {
    title: 'Pet shop',
    version: '2.1.0',
    description: 'Sells pets.',
    contact: { name: 'The shop', email: 'shop@pets.test' },
  },
  servers: [{ url: 'https://api.pets.test' }],
  tags: [
    { name: 'pets', description: 'What is sold' },
    { name: 'orders', description: 'What was sold' },
  ],
  security: [{ key: [] }],
  externalDocs: { url: 'https://pets.test/guide' },
  'x-team': 'pets',
  paths: {
    '/pets': {
      get: {
        tags: ['pets'],
        summary: 'List all pets',
        operationId: 'listPets',
        security: [],
        parameters: [
          {
            name: 'limit',
            in: 'query',
            description: 'How many at most',
            required: false,
            style: 'form',
            explode: true,
            example: 20,
            schema: { type: 'integer', minimum: 0, exclusiveMinimum: true },
          },
          { name: 'X-Trace', in: 'header', schema: { type: 'string' } },
        ],
        responses: {
          '200': {
            description: 'The pets',
            headers: { 'x-next': { schema: { type: 'string', nullable: true } } },
            content: {
              'application/json': {
                schema: { type: 'array', items: { $ref: '#/components/schemas/Pet' } },
                example: [{ id: 1, name: 'Rex' }],
              },
            },
          },
          default: { $ref: '#/components/responses/Fault' },
        },
      },
      post: {
        tags: ['pets'],
        summary: 'Add a pet',
        operationId: 'addPet',
        'x-audit': true,
        requestBody: {
          description: 'The pet',
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } },
        },
        responses: {
          '201': {
            description: 'The pet was added',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } },
            links: {
              show: { operationId: 'showPet', parameters: { petId: '$response.body#/id' } },
            },
          },
          default: { $ref: '#/components/responses/Fault' },
        },
      },
    },
    '/pets/{petId}': {
      parameters: [{ name: 'petId', in: 'path', required: true, schema: { type: 'integer' } }],
      get: {
        tags: ['pets'],
        summary: 'Show a pet',
        operationId: 'showPet',
        responses: {
          '200': {
            description: 'The pet',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } },
          },
          default: { $ref: '#/components/responses/Fault' },
        },
      },
      delete: {
        tags: ['pets'],
        summary: 'Remove a pet',
        operationId: 'removePet',
        deprecated: true,
        responses: {
          '204': { description: 'The pet was removed' },
          default: { $ref: '#/components/responses/Fault' },
        },
      },
    },
    '/orders': {
      post: {
        tags: ['orders'],
        summary: 'Order a pet',
        operationId: 'placeOrder',
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } },
        },
        responses: {
          '202': { description: 'The order was taken' },
          default: { $ref: '#/components/responses/Fault' },
        },
        callbacks: {
          shipped: {
            '{$request.body#/hook}': {
              post: {
                summary: 'The pet is on its way',
                operationId: 'petShipped',
                requestBody: {
                  required: true,
                  content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } },
                },
                responses: { '200': { description: 'It was heard' } },
              },
            },
          },
        },
      },
    },
    '/orders/{orderId}': {
      get: {
        tags: ['orders'],
        summary: 'Show an order',
        operationId: 'showOrder',
        externalDocs: { url: 'https://pets.test/orders' },
        parameters: [
          {
            name: 'orderId',
            in: 'path',
            required: true,
            description: 'Of the order',
            schema: { type: 'string', format: 'uuid' },
          },
        ],
        responses: {
          '200': {
            description: 'The order',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } },
          },
          default: { $ref: '#/components/responses/Fault' },
        },
      },
    },
  },
  'x-webhooks': {
    petSold: {
      post: {
        summary: 'A pet was sold',
        operationId: 'petSold',
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } },
        },
        responses: { '200': { description: 'It was heard' } },
      },
    },
  },
  components: {
    schemas: {
      Pet: {
        type: 'object',
        required: ['id', 'name'],
        properties: {
          id: { type: 'integer' },
          name: { type: 'string', example: 'Rex' },
          nick: { type: 'string', nullable: true },
        },
      },
      Order: {
        type: 'object',
        required: ['pet', 'hook'],
        properties: {
          pet: { type: 'integer' },
          hook: { type: 'string', format: 'uri' },
        },
      },
      Fault: { type: 'object', properties: { message: { type: 'string' } } },
    },
    responses: {
      Fault: {
        description: 'What is wrong',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Fault' } } },
      },
    },
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-key' } },
  },
} as const

/** What is in the components above, as the code says it: in the words of JSON Schema. */
export const petShopComponents = {
  schemas: {
    Pet: {
      type: 'object',
      required: ['id', 'name'],
      properties: {
        id: { type: 'integer' },
        name: { type: 'string', examples: ['Rex'] },
        nick: { type: ['string', 'null'] },
      },
    },
    Order: {
      type: 'object',
      required: ['pet', 'hook'],
      properties: { pet: { type: 'integer' }, hook: { type: 'string', format: 'uri' } },
    },
    Fault: { type: 'object', properties: { message: { type: 'string' } } },
  },
  responses: {
    Fault: {
      description: 'What is wrong',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Fault' } } },
    },
  },
  securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-key' } },
} as const satisfies OpenAPIOptions['components']

const Pet = { $ref: '#/components/schemas/Pet' } as const
const Order = { $ref: '#/components/schemas/Order' } as const
const fault = { $ref: '#/components/responses/Fault' } as const

const shipped = callbackRouter().post('{$request.body#/hook}', {
  summary: 'The pet is on its way',
  operationId: 'petShipped',
  body: Pet,
  responses: { 200: { description: 'It was heard' } },
})

/** All that the document says of each operation, in the order in which the routes are moved. */
export const petShopDeclarations = {
  'GET /pets': () =>
    operation({
      tags: ['pets'],
      summary: 'List all pets',
      operationId: 'listPets',
      security: [],
      query: {
        type: 'object',
        properties: {
          limit: { type: 'integer', exclusiveMinimum: 0, description: 'How many at most' },
        },
      },
      headers: { type: 'object', properties: { 'X-Trace': { type: 'string' } } },
      responses: {
        200: {
          description: 'The pets',
          headers: { 'x-next': { schema: { type: ['string', 'null'] } as never } },
          content: {
            'application/json': {
              schema: { type: 'array', items: Pet },
              example: [{ id: 1, name: 'Rex' }],
            },
          },
        },
        default: fault,
      },
    }),
  'POST /pets': () =>
    operation({
      tags: ['pets'],
      summary: 'Add a pet',
      operationId: 'addPet',
      'x-audit': true,
      body: { description: 'The pet', content: { 'application/json': Pet } },
      responses: {
        201: {
          description: 'The pet was added',
          schema: Pet,
          links: { show: { operationId: 'showPet', parameters: { petId: '$response.body#/id' } } },
        },
        default: fault,
      },
    }),
  'GET /pets/:petId': () =>
    operation({
      tags: ['pets'],
      summary: 'Show a pet',
      operationId: 'showPet',
      params: { type: 'object', properties: { petId: { type: 'integer' } } },
      responses: { 200: { description: 'The pet', schema: Pet }, default: fault },
    }),
  'DELETE /pets/:petId': () =>
    operation({
      tags: ['pets'],
      summary: 'Remove a pet',
      operationId: 'removePet',
      deprecated: true,
      params: { type: 'object', properties: { petId: { type: 'integer' } } },
      responses: { 204: { description: 'The pet was removed' }, default: fault },
    }),
  'POST /orders': () =>
    operation({
      tags: ['orders'],
      summary: 'Order a pet',
      operationId: 'placeOrder',
      body: Order,
      responses: { 202: { description: 'The order was taken' }, default: fault },
      callbacks: { shipped },
    }),
  'GET /orders/:orderId': () =>
    operation({
      tags: ['orders'],
      summary: 'Show an order',
      operationId: 'showOrder',
      externalDocs: { url: 'https://pets.test/orders' },
      params: {
        type: 'object',
        properties: { orderId: { type: 'string', format: 'uuid', description: 'Of the order' } },
      },
      responses: { 200: { description: 'The order', schema: Order }, default: fault },
    }),
} as const

export const petShopWebhooks = webhookRouter().post('petSold', {
  summary: 'A pet was sold',
  operationId: 'petSold',
  body: Pet,
  responses: { 200: { description: 'It was heard' } },
})

export type PetShopRoute = keyof typeof petShopDeclarations
export const petShopRoutes = Object.keys(petShopDeclarations) as PetShopRoute[]

/** The app, with a declaration where one is given. */
export function createPetShop(
  declarations: Partial<Record<PetShopRoute, express.RequestHandler>> = {},
): express.Express {
  const app = express()
  app.use(express.json())
  for (const route of petShopRoutes) {
    const [method = '', path = ''] = route.split(' ')
    const own = declarations[route]
    const handlers: express.RequestHandler[] = own ? [own, answer] : [answer]
    app[method.toLowerCase() as 'get'](path, ...handlers)
  }
  return app
}

const answer: express.RequestHandler = (_req, res) => void res.json({ ok: true })

/** A problem as it is compared: what is said of it, and where. */
export function inShort({ code, where, message }: Problem): string {
  return `${code} ${where}: ${message}`
}
