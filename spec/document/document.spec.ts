import express from 'express'
import { describe, expect, it } from 'vitest'
import { openapi, operation } from '../../lib/index.ts'
import { invalidRequest, RequestProblem } from './request-problem.ts'
import { createInvoicesApp, createShopApp } from './sample-apps.ts'

const info = { title: 'Documents', version: '1.0.0' }
const success = { 200: { description: 'Successful Response' } }

describe('the document of an app', () => {
  it('says what the invoices API declares, callbacks included', () => {
    const { app, documentation } = createInvoicesApp()
    expect(documentation.document(app)).toEqual({
      openapi: '3.1.0',
      info: { title: 'Invoices', version: '1.0.0' },
      paths: {
        '/invoices/': {
          post: {
            summary: 'Create an invoice',
            operationId: 'postInvoices',
            parameters: [
              { name: 'callback_url', in: 'query', schema: { type: 'string', format: 'uri' } },
            ],
            requestBody: {
              required: true,
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Invoice' } } },
            },
            responses: {
              '200': {
                description: 'Successful Response',
                content: {
                  'application/json': {
                    schema: {
                      type: 'object',
                      properties: { msg: { type: 'string' } },
                      required: ['msg'],
                    },
                  },
                },
              },
              '422': invalidRequest,
            },
            callbacks: {
              invoiceEvents: {
                '{$request.query.callback_url}/invoices/{$request.body#/id}': {
                  post: {
                    summary: 'The invoice was paid',
                    operationId: 'invoiceNotification',
                    security: [],
                    requestBody: {
                      required: true,
                      content: {
                        'application/json': {
                          schema: { $ref: '#/components/schemas/InvoiceEvent' },
                        },
                      },
                    },
                    responses: {
                      '200': {
                        description: 'Successful Response',
                        content: {
                          'application/json': {
                            schema: { $ref: '#/components/schemas/InvoiceEventReceived' },
                          },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
      components: {
        schemas: {
          Invoice: {
            type: 'object',
            properties: {
              id: { type: 'string' },
              title: { type: 'string' },
              customer: { type: 'string' },
              total: { type: 'number' },
            },
            required: ['id', 'customer', 'total'],
          },
          InvoiceEvent: {
            type: 'object',
            properties: { description: { type: 'string' }, paid: { type: 'boolean' } },
            required: ['description', 'paid'],
          },
          InvoiceEventReceived: {
            type: 'object',
            properties: { ok: { type: 'boolean' } },
            required: ['ok'],
          },
          RequestProblem,
        },
      },
    })
  })

  it('says all that a definition and the options can say', () => {
    const { app, documentation } = createShopApp()
    expect(documentation.document(app)).toEqual({
      openapi: '3.1.1',
      info: { title: 'Shop & Sons', version: '2.0.0', license: { name: 'MIT', identifier: 'MIT' } },
      servers: [{ url: 'https://shop.test' }],
      paths: {
        '/shops/{shop}/items/{id}': {
          get: {
            tags: ['items'],
            summary: 'Show an item',
            description: 'Costs "$&" or "$`".',
            operationId: 'showItem',
            parameters: [
              { name: 'shop', in: 'path', required: true, schema: { type: 'string' } },
              {
                name: 'id',
                in: 'path',
                required: true,
                schema: { type: 'string', minLength: 8 },
                description: 'Of the item',
              },
              { name: 'fields', in: 'query', schema: { type: 'array', items: { type: 'string' } } },
              {
                name: 'lang',
                in: 'query',
                description: 'In which language',
                schema: { default: 'en', type: 'string', enum: ['en', 'de'] },
              },
              { name: 'old', in: 'query', deprecated: true, schema: { type: 'boolean' } },
              { name: 'X-Request-Id', in: 'header', required: true, schema: { type: 'string' } },
              { name: 'session', in: 'cookie', schema: { type: 'string' } },
            ],
            responses: {
              '200': {
                description: 'The item',
                headers: { 'X-Rate-Limit': { schema: { type: 'integer' } } },
                links: {
                  stock: { operationId: 'putStock', parameters: { id: '$request.path.id' } },
                },
                content: {
                  'application/json': {
                    schema: {
                      type: 'object',
                      properties: {
                        name: { type: 'string', description: 'What it is called' },
                        stock: { default: 0, type: 'integer', minimum: 0, maximum: 1000 },
                      },
                      required: ['name', 'stock'],
                    },
                    example: { name: 'Tea', stock: 3 },
                  },
                  'text/csv': { schema: { type: 'string' } },
                },
              },
              '304': { description: 'Not Modified' },
              default: {
                description: 'Default Response',
                content: { 'application/json': { schema: { $ref: '#/components/schemas/Fault' } } },
              },
              '4XX': { description: 'A mistake of yours', 'x-retry': false },
            },
          },
        },
        '/shops/{shop}/items': {
          post: {
            operationId: 'postShopsByShopItems',
            parameters: [{ name: 'shop', in: 'path', required: true, schema: { type: 'string' } }],
            requestBody: {
              required: true,
              content: {
                'application/json': {
                  schema: {
                    type: 'object',
                    properties: {
                      name: { type: 'string', description: 'What it is called' },
                      stock: { default: 0, type: 'integer', minimum: 0, maximum: 1000 },
                    },
                    required: ['name'],
                  },
                },
              },
            },
            responses: {
              '201': {
                description: 'Created',
                content: {
                  'application/json': {
                    schema: {
                      type: 'object',
                      properties: {
                        name: { type: 'string', description: 'What it is called' },
                        stock: { default: 0, type: 'integer', minimum: 0, maximum: 1000 },
                      },
                      required: ['name', 'stock'],
                    },
                  },
                },
              },
              default: {
                description: 'Default Response',
                content: { 'application/json': { schema: { $ref: '#/components/schemas/Fault' } } },
              },
            },
          },
        },
        '/shops/{shop}/items/{id}/stock': {
          put: {
            operationId: 'putStock',
            deprecated: true,
            externalDocs: { url: 'https://shop.test/stock' },
            servers: [{ url: 'https://stock.shop.test' }],
            security: [],
            'x-internal-team': 'stock',
            parameters: [
              { name: 'shop', in: 'path', required: true, schema: { type: 'string' } },
              { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
            ],
            requestBody: {
              description: 'All of it, or what was added',
              required: true,
              content: {
                'text/plain': { schema: { type: 'string', pattern: '^\\d+$' } },
                'multipart/form-data': {
                  schema: {
                    type: 'object',
                    properties: { list: { type: 'string', contentMediaType: 'text/csv' } },
                  },
                  encoding: { list: { contentType: 'text/csv' } },
                },
              },
            },
            responses: {
              '204': { description: 'No Content' },
              default: {
                description: 'Default Response',
                content: { 'application/json': { schema: { $ref: '#/components/schemas/Fault' } } },
              },
            },
          },
        },
        '/health': {
          get: {
            operationId: 'getHealth',
            'x-undocumented': true,
            responses: {
              200: { description: 'Successful Response' },
              default: {
                description: 'Default Response',
                content: { 'application/json': { schema: { $ref: '#/components/schemas/Fault' } } },
              },
            },
          },
        },
      },
      components: {
        securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
        schemas: { Fault: { type: 'object', properties: { title: { type: 'string' } } } },
      },
      tags: [{ name: 'items', description: 'What is sold' }],
      security: [{ bearer: [] }],
      externalDocs: { url: 'https://shop.test/docs' },
      'x-audience': 'public',
    })
  })

  it('is the same text at every build', () => {
    const [first, second] = [createShopApp(), createShopApp()].map(({ app, documentation }) =>
      JSON.stringify(documentation.document(app)),
    )
    expect(first).toBe(second)
  })

  it('does not change with what its reader makes of it', () => {
    const { app, documentation } = createInvoicesApp()
    const before = JSON.stringify(documentation.document(app))
    Object.assign(documentation.document(app).paths?.['/invoices/'] ?? {}, { post: 'changed' })
    expect(JSON.stringify(documentation.document(app))).toBe(before)
  })

  it('keeps a field that it does not know', () => {
    const app = express()
    const definition = { summary: 'Next year', visibility: { since: 2027 } }
    app.get(
      '/',
      operation(definition, () => {}),
    )
    expect(openapi({ info }).document(app).paths).toEqual({
      '/': { get: { ...definition, operationId: 'get', responses: success } },
    })
  })

  it('gives each status its own phrase', () => {
    const app = express()
    const responses = {
      100: null,
      200: null,
      201: null,
      404: null,
      422: null,
      599: null,
      '1XX': null,
      '2XX': null,
      '3XX': null,
      '4XX': null,
      '5XX': null,
      default: null,
    }
    app.get(
      '/',
      operation({ responses }, () => {}),
    )
    expect(openapi({ info }).document(app).paths?.['/']?.get?.responses).toEqual({
      100: { description: 'Continue' },
      200: { description: 'Successful Response' },
      201: { description: 'Created' },
      404: { description: 'Not Found' },
      422: { description: 'Unprocessable Entity' },
      599: { description: 'Status 599' },
      '1XX': { description: 'Information' },
      '2XX': { description: 'Success' },
      '3XX': { description: 'Redirection' },
      '4XX': { description: 'Client Error' },
      '5XX': { description: 'Server Error' },
      default: { description: 'Default Response' },
    })
  })
})
