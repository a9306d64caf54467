/** Rows 39 to 49 of what FastAPI documents: parameters. */
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { invalidRequest, RequestProblem } from '../document/request-problem.ts'
import { declare, documentOf, handler, operationOf, success } from './document.ts'

/** The whole operation of `GET /items`. */
function itemsOf(definition: object): unknown {
  return operationOf('get', '/items', (app) => app.get('/items', declare(definition), handler))
}

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

  it('40: the name of a parameter is that of the request, whatever the handler calls it', () => {
    const query = z.object({ 'item-query': z.string() }).transform((read) => read['item-query'])
    expect(parameters({ query })).toEqual([
      { name: 'item-query', in: 'query', required: true, schema: { type: 'string' } },
    ])
  })

  it('40: a parameter may be left out of the document', () => {
    const query = z.object({ q: z.string().optional(), trace: z.string().meta({ hidden: true }) })
    expect(parameters({ query })).toEqual([{ name: 'q', in: 'query', schema: { type: 'string' } }])
  })

  it('42: an enumeration that has a name is a component', () => {
    const query = z.object({ letter: z.enum(['a', 'b']).meta({ id: 'Letter' }) })
    const document = documentOf((app) => app.get('/items', declare({ query }), handler))
    expect(document).toMatchObject({
      paths: {
        '/items': {
          get: {
            parameters: [
              {
                name: 'letter',
                in: 'query',
                required: true,
                schema: { $ref: '#/components/schemas/Letter' },
              },
            ],
          },
        },
      },
    })
    expect(document['components']).toEqual({
      schemas: { Letter: { type: 'string', enum: ['a', 'b'] }, RequestProblem },
    })
  })

  it('44: the names of headers are as declared', () => {
    const headers = z.object({
      'X-Token': z.string(),
      user_agent: z.string(),
      'if-match': z.string(),
    })
    const expected = ['X-Token', 'user_agent', 'if-match'].map((name) => ({
      name,
      in: 'header',
      required: true,
      schema: { type: 'string' },
    }))
    expect(parameters({ headers })).toEqual(expected)
  })

  it('45: an object of parameters is one parameter for each property, and no component', () => {
    const Page = z.strictObject({ limit: z.string().max(9).optional() }).meta({ id: 'Page' })
    const document = documentOf((app) =>
      app.get('/items', declare({ query: Page, headers: Page, cookies: Page }), handler),
    )
    expect(document['paths']).toEqual({
      '/items': {
        get: {
          operationId: 'getItems',
          parameters: ['query', 'header', 'cookie'].map((location) => ({
            name: 'limit',
            in: location,
            schema: { type: 'string', maxLength: 9 },
          })),
          responses: { ...success, 422: invalidRequest },
        },
      },
    })
    expect(document['components']).toEqual({ schemas: { RequestProblem } })
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
