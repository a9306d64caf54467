/** Rows 50 to 75 of what FastAPI documents: bodies, schemas, responses and security. */
import express from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { operation, type OpenAPIOptions } from '../../lib/index.ts'
import { invalidRequest, RequestProblem } from '../document/request-problem.ts'
import { documentOf, operationOf } from './document.ts'

const declare = operation as unknown as (definition: object) => express.RequestHandler
const handler: express.RequestHandler = (_req, res) => void res.json([])
const success = { 200: { description: 'Successful Response' } }
const checked = { ...success, 422: invalidRequest }
const text = { type: 'string' }

/** The whole operation of `POST /items`. */
function itemsOf(definition: object): unknown {
  return operationOf('post', '/items', (app) => app.post('/items', declare(definition), handler))
}

function bodyOf(requestBody: object): object {
  return { operationId: 'postItems', requestBody, responses: checked }
}

/** The components, but for that of a request that is not as declared. */
function componentsOf(definition: object, options?: Partial<OpenAPIOptions>): unknown {
  const { components } = documentOf(
    (app) => app.post('/items', declare(definition), handler),
    options,
  ) as { components: { schemas: Record<string, unknown> } }
  const { RequestProblem: problem, ...others } = components.schemas
  expect(problem).toEqual(RequestProblem)
  return others
}

describe('what FastAPI says of bodies', () => {
  it('50: JSON by reference to a component, nested ones too', () => {
    const Line = z.object({ sku: z.string() })
    const Item = z.object({ lines: z.array(Line), notes: z.record(z.string(), z.string()) })
    const options = { schemas: { Item, Line } }
    expect(componentsOf({ body: Item }, options)).toEqual({
      Item: {
        type: 'object',
        properties: {
          lines: { type: 'array', items: { $ref: '#/components/schemas/Line' } },
          notes: { type: 'object', propertyNames: text, additionalProperties: text },
        },
        required: ['lines', 'notes'],
      },
      Line: { type: 'object', properties: { sku: text }, required: ['sku'] },
    })
  })

  it.each<[string, string, object, object]>([
    [
      '52: a form',
      'application/x-www-form-urlencoded',
      { type: 'object', properties: { name: text } },
      { type: 'object', properties: { name: text } },
    ],
    [
      '53: files and fields',
      'multipart/form-data',
      z.object({ name: z.string(), photos: z.array(z.file()) }),
      {
        type: 'object',
        properties: {
          name: text,
          photos: {
            type: 'array',
            items: { type: 'string', format: 'binary', contentEncoding: 'binary' },
          },
        },
        required: ['name', 'photos'],
      },
    ],
    ['54: another media type', 'text/csv', text, text],
  ])('%s', (_row, mediaType, schema, written) => {
    expect(itemsOf({ body: { content: { [mediaType]: schema } } })).toEqual(
      bodyOf({ required: true, content: { [mediaType]: { schema: written } } }),
    )
  })

  it('55: one that may be left out', () => {
    const content = { 'application/json': { schema: text } }
    expect(itemsOf({ body: { content, required: false, description: 'If any' } })).toEqual(
      bodyOf({ content, description: 'If any' }),
    )
    expect(itemsOf({ body: z.string().optional() })).toEqual(bodyOf({ content }))
  })
})

describe('what FastAPI says of schemas', () => {
  it('58: one component where the two sides are equal, and two where they differ', () => {
    const Item = z.object({ id: z.string() }).meta({ id: 'Item' })
    const Total = z.object({ total: z.number().default(0) }).meta({ id: 'Total' })
    const body = z.object({ item: Item, total: Total })
    const names = Object.keys(componentsOf({ body, responses: { 200: body } }) as object)
    expect(names).toEqual(['Item', 'Total-Input', 'Total-Output'])
  })

  it('62: recursive models', () => {
    const Tree = z
      .object({
        get children() {
          return z.array(Tree)
        },
      })
      .meta({ id: 'Tree' })
    expect(componentsOf({ body: Tree })).toEqual({
      Tree: {
        type: 'object',
        properties: { children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
        required: ['children'],
      },
    })
  })

  it('63: formats', () => {
    const properties = Object.fromEntries(
      ['uuid', 'date-time', 'date', 'time', 'duration', 'uri', 'email', 'ipv4', 'ipv6'].map(
        (format) => [format, { type: 'string', format }],
      ),
    )
    const schema = { type: 'object', properties }
    expect(itemsOf({ body: schema })).toEqual(
      bodyOf({ required: true, content: { 'application/json': { schema } } }),
    )
  })

  it('64: examples of a schema, and named ones of a body', () => {
    const schema = { type: 'string', examples: ['a'] }
    const examples = {
      short: { summary: 'Short', value: 'a' },
      long: { description: 'Long', externalValue: 'https://a.test/long.txt' },
    }
    expect(itemsOf({ body: { content: { 'application/json': { schema, examples } } } })).toEqual(
      bodyOf({ required: true, content: { 'application/json': { schema, examples } } }),
    )
  })

  it('66: what is closed', () => {
    expect(itemsOf({ body: z.strictObject({ id: z.string() }) })).toEqual(
      bodyOf({
        required: true,
        content: {
          'application/json': {
            schema: {
              type: 'object',
              properties: { id: text },
              required: ['id'],
              additionalProperties: false,
            },
          },
        },
      }),
    )
  })
})

describe('what FastAPI says of responses', () => {
  it('71: headers and links', () => {
    const responses = {
      201: {
        description: 'Made',
        headers: { Location: { description: 'Where', schema: text } },
        links: { get: { operationId: 'postItems', parameters: { id: '$response.body#/id' } } },
      },
    }
    expect(itemsOf({ responses })).toEqual({ operationId: 'postItems', responses })
  })
})

describe('what FastAPI says of security', () => {
  const securitySchemes = {
    key: { type: 'apiKey', in: 'header', name: 'X-Key', description: 'Yours' },
    bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    oauth: {
      type: 'oauth2',
      flows: { password: { tokenUrl: '/token', scopes: { read: 'Read', write: 'Write' } } },
    },
    openId: { type: 'openIdConnect', openIdConnectUrl: 'https://a.test/.well-known' },
  } as const

  it('72, 73: schemes of every kind, and what an operation requires', () => {
    const document = documentOf(
      (app) => app.get('/items', declare({ security: [{ key: [] }, { bearer: [] }] }), handler),
      { components: { securitySchemes }, security: [{ openId: [] }] },
    )
    expect(document).toMatchObject({ components: { securitySchemes }, security: [{ openId: [] }] })
    expect(document['paths']).toEqual({
      '/items': {
        get: {
          operationId: 'getItems',
          security: [{ key: [] }, { bearer: [] }],
          responses: success,
        },
      },
    })
  })

  it('74, 75: scopes and schemes of guards, all of which hold', () => {
    const built = operationOf(
      'get',
      '/items',
      (app) => {
        app.use(declare({ security: [{ oauth: ['read'] }] }))
        const router = express.Router()
        router.use(declare({ security: [{ key: [] }] }))
        router.get('/', declare({ security: [{ oauth: ['write'] }] }), handler)
        app.use('/items', router)
      },
      { components: { securitySchemes } },
    )
    expect(built).toEqual({
      operationId: 'getItems',
      security: [{ oauth: ['read', 'write'], key: [] }],
      responses: success,
    })
  })
})
