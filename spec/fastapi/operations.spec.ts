/** Rows 22 to 49 of what FastAPI documents: operations and their parameters. */
import express from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { operation, type OpenAPIOptions } from '../../lib/index.ts'
import { invalidRequest } from '../document/request-problem.ts'
import { documentOf, operationOf } from './document.ts'

const declare = operation as unknown as (definition: object) => express.RequestHandler
const handler: express.RequestHandler = (_req, res) => void res.json([])
const success = { 200: { description: 'Successful Response' } }
const Item = z.object({ id: z.string() })
const itemJson = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] }
const problem = { description: 'No', content: { 'application/json': { schema: itemJson } } }

/** The whole operation of `GET /items`. */
function itemsOf(definition: object, options?: Partial<OpenAPIOptions>): unknown {
  return operationOf(
    'get',
    '/items',
    (app) => app.get('/items', declare(definition), handler),
    options,
  )
}

const plain = { operationId: 'getItems', responses: success }

describe('what FastAPI says of an operation', () => {
  it('22: tags of the operation, of its router and of the mount add up', () => {
    const built = operationOf('get', '/items', (app) => {
      const router = express.Router()
      router.use(declare({ tags: ['router'] }))
      router.get('/', declare({ tags: ['own', 'mount'] }), handler)
      app.use('/items', declare({ tags: ['mount'] }), router)
    })
    expect(built).toEqual({ ...plain, tags: ['mount', 'router', 'own'] })
  })

  it('23, 24: summary and description are what is declared; there is no docstring to read', () => {
    const words = { summary: 'List', description: '**All** of them' }
    expect(itemsOf(words)).toEqual({ ...words, ...plain })
  })

  it('25: what a response is described by', () => {
    expect(itemsOf({ responses: { 200: { description: 'All items' } } })).toEqual({
      operationId: 'getItems',
      responses: { 200: { description: 'All items' } },
    })
  })

  it('26: deprecated, of an operation and of all behind a guard', () => {
    expect(itemsOf({ deprecated: true })).toEqual({ ...plain, deprecated: true })
    const guarded = operationOf('get', '/items', (app) => {
      app.use(declare({ deprecated: true }))
      app.get('/items', declare({}), handler)
    })
    expect(guarded).toEqual({ ...plain, deprecated: true })
  })

  it('27: operationId, given or made by a function', () => {
    expect(itemsOf({ operationId: 'listItems' })).toEqual({ ...plain, operationId: 'listItems' })
    const operationId: OpenAPIOptions['operationId'] = ({ method, path }) =>
      `${method}${path.replaceAll(/\W/g, '_')}`
    expect(itemsOf({}, { operationId })).toEqual({ ...plain, operationId: 'get_items' })
  })

  it('28: hidden, of an operation and of all behind a guard', () => {
    const { paths } = documentOf((app) => {
      app.get('/items', declare({}), handler)
      app.get('/secret', declare({ hidden: true }), handler)
      app.use('/internal', declare({ hidden: true }))
      app.get('/internal/state', declare({}), handler)
    })
    expect(Object.keys(paths as object)).toEqual(['/items'])
  })

  it('29: what OpenAPI has beside, and what is your own', () => {
    const extra = { externalDocs: { url: 'https://a.test' }, 'x-code': [{ lang: 'sh' }] }
    expect(itemsOf(extra)).toEqual({ ...plain, ...extra })
  })

  it('30: a status without a body', () => {
    expect(itemsOf({ responses: { 204: null } })).toEqual({
      operationId: 'getItems',
      responses: { 204: { description: 'No Content' } },
    })
  })

  it('31: responses of app, router and operation, by status, range and default', () => {
    const built = operationOf('get', '/items', (app) => {
      app.use(declare({ responses: { 401: { description: 'Who?' }, default: problem } }))
      const router = express.Router()
      router.use(declare({ responses: { 401: { ...problem, schema: undefined }, '5XX': null } }))
      router.get('/', declare({ responses: { 200: Item } }), handler)
      app.use('/items', router)
    })
    expect(built).toEqual({
      operationId: 'getItems',
      responses: {
        200: {
          description: 'Successful Response',
          content: { 'application/json': { schema: itemJson } },
        },
        401: problem,
        '5XX': { description: 'Server Error' },
        default: problem,
      },
    })
  })

  it('32: media types of a response', () => {
    const content = {
      'text/html': { schema: { type: 'string' } },
      'image/*': { schema: { type: 'string', format: 'binary' } },
    }
    expect(itemsOf({ responses: { 200: { description: 'A page', content } } })).toEqual({
      operationId: 'getItems',
      responses: { 200: { description: 'A page', content } },
    })
  })

  it('34: one operation for each method, each with an id of its own', () => {
    const { paths } = documentOf((app) => {
      app.route('/items').get(declare({}), handler).put(declare({}), handler)
    })
    expect(paths).toEqual({
      '/items': { get: plain, put: { ...plain, operationId: 'putItems' } },
    })
  })
})

describe('what FastAPI says of parameters', () => {
  const parameters = (definition: object): unknown =>
    (itemsOf(definition) as { parameters?: unknown }).parameters

  it('39: of query, header and cookie, required or not', () => {
    const one = z.object({ a: z.string(), b: z.int().optional() })
    expect(itemsOf({ query: one, headers: one, cookies: one })).toEqual({
      operationId: 'getItems',
      parameters: ['query', 'header', 'cookie'].flatMap((location) => [
        { name: 'a', in: location, required: true, schema: { type: 'string' } },
        {
          name: 'b',
          in: location,
          schema: { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 },
        },
      ]),
      responses: { ...success, 422: invalidRequest },
    })
  })

  it('39: of the path', () => {
    const params = z.object({ id: z.string().describe('Whose') })
    const built = operationOf('get', '/items/{id}', (app) =>
      app.get('/items/:id', declare({ params }), handler),
    )
    expect(built).toEqual({
      operationId: 'getItemsById',
      parameters: [
        {
          name: 'id',
          in: 'path',
          description: 'Whose',
          required: true,
          schema: { type: 'string' },
        },
      ],
      responses: { ...success, 422: invalidRequest },
    })
  })

  it.each<[string, object, object]>([
    [
      '40: title, description, deprecated',
      { type: 'string', title: 'Q', description: 'Words', deprecated: true },
      { description: 'Words', deprecated: true, schema: { type: 'string', title: 'Q' } },
    ],
    [
      '41: constraints of text',
      { type: 'string', minLength: 1, maxLength: 9, pattern: '^a' },
      { schema: { type: 'string', minLength: 1, maxLength: 9, pattern: '^a' } },
    ],
    [
      '41: constraints of numbers',
      { type: 'number', exclusiveMinimum: 0, maximum: 9, multipleOf: 3 },
      { schema: { type: 'number', exclusiveMinimum: 0, maximum: 9, multipleOf: 3 } },
    ],
    ['42: an enumeration', { enum: ['a', 'b'] }, { schema: { enum: ['a', 'b'] } }],
    [
      '43: a list with a default',
      { type: 'array', items: { type: 'string' }, default: ['a'] },
      { schema: { type: 'array', items: { type: 'string' }, default: ['a'] } },
    ],
    [
      '46: null',
      { anyOf: [{ type: 'string' }, { type: 'null' }] },
      { schema: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
    ],
    ['47: a default', { type: 'integer', default: 1 }, { schema: { type: 'integer', default: 1 } }],
  ])('%s', (_row, schema, expected) => {
    const query = { type: 'object', properties: { q: schema } }
    expect(parameters({ query })).toEqual([{ name: 'q', in: 'query', ...expected }])
  })

  it('48, 49: of guards, each once, and required where one of them says so', () => {
    const built = operationOf('get', '/items', (app) => {
      app.use(
        declare({ query: z.object({ q: z.string() }), headers: z.object({ token: z.string() }) }),
      )
      app.get('/items', declare({ query: z.object({ q: z.string().max(9).optional() }) }), handler)
    })
    expect((built as { parameters: unknown }).parameters).toEqual([
      { name: 'q', in: 'query', required: true, schema: { type: 'string', maxLength: 9 } },
      { name: 'token', in: 'header', required: true, schema: { type: 'string' } },
    ])
  })
})
