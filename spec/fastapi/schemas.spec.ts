/** Rows 50 to 71 of what FastAPI documents: bodies, schemas and responses. */
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { OpenAPIOptions } from '../../lib/index.ts'
import { invalidRequest, RequestProblem } from '../document/request-problem.ts'
import { caught } from '../live-app.ts'
import { declare, documentOf, handler, operationOf, success } from './document.ts'

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
    const { paths, components } = documentOf(
      (app) => {
        app.post('/items', declare({ body: Item }), handler)
        app.put('/items', declare({ body: z.array(Item) }), handler)
      },
      { schemas: { Item, Line } },
    )
    const json = (schema: object): object => ({
      required: true,
      content: { 'application/json': { schema } },
    })
    const reference = { $ref: '#/components/schemas/Item' }
    expect(paths).toEqual({
      '/items': {
        post: bodyOf(json(reference)),
        put: { ...bodyOf(json({ type: 'array', items: reference })), operationId: 'putItems' },
      },
    })
    expect(components).toEqual({
      schemas: {
        Item: {
          type: 'object',
          properties: {
            lines: { type: 'array', items: { $ref: '#/components/schemas/Line' } },
            notes: { type: 'object', propertyNames: text, additionalProperties: text },
          },
          required: ['lines', 'notes'],
        },
        Line: { type: 'object', properties: { sku: text }, required: ['sku'] },
        RequestProblem,
      },
    })
  })

  it('51: several schemas in one body are an object of them', () => {
    const Item = z.object({ name: z.string() }).meta({ id: 'Item' })
    const User = z.object({ email: z.string() }).meta({ id: 'User' })
    expect(itemsOf({ body: z.object({ item: Item, user: User, note: z.string() }) })).toEqual(
      bodyOf({
        required: true,
        content: {
          'application/json': {
            schema: {
              type: 'object',
              properties: {
                item: { $ref: '#/components/schemas/Item' },
                user: { $ref: '#/components/schemas/User' },
                note: text,
              },
              required: ['item', 'user', 'note'],
            },
          },
        },
      }),
    )
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
  it('57: components are in the order of their names, and their titles are kept', () => {
    const Unit = z.object({ id: z.string().meta({ title: 'Its id' }) })
    const Box = { type: 'object', title: 'A box', properties: { of: { ...text, title: 'Of' } } }
    const body = z.object({ unit: Unit })
    const components = componentsOf(
      { body, responses: { 200: Box, 201: Unit } },
      { schemas: { Unit, Part: body, Box } },
    )
    expect(Object.entries(components as object)).toEqual([
      ['Box', Box],
      [
        'Part',
        {
          type: 'object',
          properties: { unit: { $ref: '#/components/schemas/Unit' } },
          required: ['unit'],
        },
      ],
      [
        'Unit',
        { type: 'object', properties: { id: { ...text, title: 'Its id' } }, required: ['id'] },
      ],
    ])
  })

  it('58: one component where the two sides are equal, and two where they differ', () => {
    const Item = z.object({ id: z.string() }).meta({ id: 'Item' })
    const Total = z.object({ total: z.number().default(0) }).meta({ id: 'Total' })
    const body = z.object({ item: Item, total: Total })
    const total = { type: 'number', default: 0 }
    expect(componentsOf({ body, responses: { 200: body } })).toEqual({
      Item: { type: 'object', properties: { id: text }, required: ['id'] },
      'Total-Input': { type: 'object', properties: { total } },
      'Total-Output': { type: 'object', properties: { total }, required: ['total'] },
    })
  })

  it('60: a function that makes schemas names each of them', () => {
    const pageOf = (name: string, item: z.ZodType): z.ZodType =>
      z.object({ items: z.array(item) }).meta({ id: `PageOf${name}` })
    const Item = z.object({ id: z.string() }).meta({ id: 'Item' })
    const page = (items: object): object => ({
      type: 'object',
      properties: { items: { type: 'array', items } },
      required: ['items'],
    })
    const responses = { 200: pageOf('Item', Item), 201: pageOf('Text', z.string()) }
    // One that is made twice is one.
    expect(componentsOf({ body: pageOf('Item', Item), responses })).toEqual({
      Item: { type: 'object', properties: { id: text }, required: ['id'] },
      PageOfItem: page({ $ref: '#/components/schemas/Item' }),
      PageOfText: page(text),
    })
  })

  it('60: two schemas of one name are an error that names both places', () => {
    const named = (item: z.ZodType): z.ZodType => z.object({ item }).meta({ id: 'Page' })
    const error = caught(() =>
      documentOf((app) => {
        app.get('/items', declare({ responses: { 200: named(z.string()) } }), handler)
        app.get('/users', declare({ responses: { 200: named(z.number()) } }), handler)
      }),
    )
    expect(error.problems).toEqual([
      {
        code: 'ERR_SCHEMA_NAME',
        severity: 'error',
        where: 'responses.200 of GET /users',
        message:
          'Two different schemas are called "Page": one in responses.200 of GET /items, one in responses.200 of GET /users.',
        remedy: 'Give one of them another name: in `schemas`, by .meta({ id }), $id or title.',
      },
    ])
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

  it('63: formats of what a library calls by a name', () => {
    const body = z.object({
      'date-time': z.iso.datetime(),
      date: z.iso.date(),
      duration: z.iso.duration(),
      uuid: z.uuid(),
      uri: z.url(),
      email: z.email(),
      ipv4: z.ipv4(),
      ipv6: z.ipv6(),
    })
    const { requestBody } = itemsOf({ body }) as {
      requestBody: { content: Record<string, { schema: { properties: object } }> }
    }
    const properties = Object.entries(
      requestBody.content['application/json']?.schema.properties ?? {},
    ) as [string, { type: string; format: string }][]
    expect(properties.map(([name, { type, format }]) => [name, type, format])).toEqual(
      Object.keys(body.shape).map((format) => [format, 'string', format]),
    )
  })

  it('64: examples of a schema, and named ones of a body', () => {
    const schema = { type: 'string', examples: ['a'], example: 'b', 'x-shown': { as: 'a' } }
    const examples = {
      short: { summary: 'Short', value: 'a' },
      long: { description: 'Long', externalValue: 'https://a.test/long.txt' },
    }
    expect(itemsOf({ body: { content: { 'application/json': { schema, examples } } } })).toEqual(
      bodyOf({ required: true, content: { 'application/json': { schema, examples } } }),
    )
  })

  it('65: titles, descriptions, constraints and deprecation of properties', () => {
    const body = z.object({
      name: z.string().min(1).max(9).meta({ title: 'Name', description: 'Of the item' }),
      price: z.number().positive().multipleOf(0.5).describe('In euros'),
      size: z.string().optional().meta({ deprecated: true }),
      tags: z.array(z.string()).min(1).max(3),
    })
    const properties = {
      name: { ...text, minLength: 1, maxLength: 9, title: 'Name', description: 'Of the item' },
      price: { type: 'number', exclusiveMinimum: 0, multipleOf: 0.5, description: 'In euros' },
      size: { ...text, deprecated: true },
      tags: { type: 'array', items: text, minItems: 1, maxItems: 3 },
    }
    const schema = { type: 'object', properties, required: ['name', 'price', 'tags'] }
    expect(itemsOf({ body })).toEqual(
      bodyOf({ required: true, content: { 'application/json': { schema } } }),
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
  const query = z.object({ q: z.string() })
  const parameters = [{ name: 'q', in: 'query', required: true, schema: text }]
  const own = { description: 'Ours' }

  it.each<[string, object, object]>([
    ['a query', { query }, { parameters, responses: checked }],
    [
      'the query, with a response for 400',
      { query, responses: { 400: own } },
      { parameters, responses: { 400: own, 422: invalidRequest } },
    ],
    ['nothing', {}, { responses: success }],
    ['422', { query, responses: { 422: own } }, { parameters, responses: { 422: own } }],
    ['4XX', { query, responses: { '4XX': own } }, { parameters, responses: { '4XX': own } }],
    [
      'default',
      { query, responses: { default: own } },
      { parameters, responses: { default: own } },
    ],
  ])('69: the 422 of an operation that declares %s', (_what, definition, expected) => {
    const { paths, components } = documentOf((app) =>
      app.post('/items', declare(definition), handler),
    )
    expect(paths).toEqual({ '/items': { post: { operationId: 'postItems', ...expected } } })
    const refers = JSON.stringify(paths).includes('RequestProblem')
    expect(components).toEqual(refers ? { schemas: { RequestProblem } } : undefined)
  })

  it('71: headers and links', () => {
    const made = {
      description: 'Made',
      headers: { Location: { description: 'Where', schema: text } },
      links: { get: { operationId: 'getItem', parameters: { id: '$response.body#/id' } } },
    }
    const { paths } = documentOf((app) => {
      const schema = z.object({ id: z.string() })
      app.get('/items/:id', declare({ operationId: 'getItem' }), handler)
      app.post('/items', declare({ responses: { 201: { ...made, schema } } }), handler)
    })
    const schema = { type: 'object', properties: { id: text }, required: ['id'] }
    expect(paths).toEqual({
      '/items/{id}': {
        get: {
          operationId: 'getItem',
          parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
          responses: success,
        },
      },
      '/items': {
        post: {
          operationId: 'postItems',
          responses: { 201: { ...made, content: { 'application/json': { schema } } } },
        },
      },
    })
  })
})
