import { describe, expect, it } from 'vitest'
import { parseRuntimeExpression } from '../../../lib/callbacks/expression.ts'
import { findDeclaration, isJsonType } from '../../../lib/page/browser/expression-source.ts'

const json = (schema: object, required = true) => ({
  required,
  content: { 'application/json': { schema } },
})
const operation = {
  parameters: [
    { in: 'path', name: 'id', required: true, schema: { type: 'integer', description: 'Inner.' } },
    { in: 'query', name: 'id', description: 'Its URL.', schema: { type: 'string', format: 'uri' } },
    { in: 'header', name: 'X-Hook', content: { 'text/plain': { schema: { type: 'string' } } } },
  ],
  requestBody: json({
    allOf: [
      { type: 'object', properties: { id: { type: ['string', 'null'] }, 'a/b': {} } },
      {
        required: ['id', 'list'],
        properties: {
          list: {
            type: 'array',
            prefixItems: [{ type: 'boolean' }],
            items: { type: 'object', properties: { x: { allOf: [{ type: 'number' }] } } },
          },
          map: { type: 'object', additionalProperties: { type: 'string' } },
          open: {},
          either: {
            oneOf: [
              { required: ['x'], properties: { x: { type: 'string' } } },
              { properties: { y: { type: 'string' } } },
            ],
          },
        },
      },
    ],
  }),
  responses: {
    201: {
      headers: { Location: { required: true, schema: { type: 'string' } } },
      ...json({ type: 'object', properties: { n: { type: 'integer' } } }),
    },
    404: { description: 'None' },
  },
}

function find(text: string, of: object = operation): unknown {
  return findDeclaration(parseRuntimeExpression(text), of as Record<string, unknown>)
}

function declared(type: string | undefined, isRequired: boolean, description?: string): object {
  return { type, isRequired, description }
}

describe('findDeclaration()', () => {
  it.each([
    ['$request.path.id', declared('integer', true, 'Inner.')],
    ['$request.query.id', declared('string (uri)', false, 'Its URL.')],
    ['$request.header.x-hook', declared('string', false)],
    ['$response.header.location', declared('string', true)],
    ['$request.body#/id', declared('string or null', true)],
    ['$request.body#/a~1b', declared(undefined, false)],
    ['$request.body#/list/0', declared('boolean', false)],
    ['$request.body#/list/1/x', declared('number', false)],
    ['$request.body#/map/any', declared('string', false)],
    ['$request.body#/either/x', declared('string', false)],
    ['$response.body#/n', declared('integer', false)],
    ['$request.body', declared('object', true)],
  ])('finds %s', (text, declaration) => {
    expect(find(text)).toEqual(declaration)
  })

  it.each([
    '$request.query.ID',
    '$request.query.constructor',
    '$request.header.id',
    '$response.header.x',
    '$request.body#/none',
    '$request.body#/constructor',
    '$request.body#/id/x',
    '$request.body#/list/x',
    '$response.body#/m',
  ])('says that %s is not declared', (text) => {
    expect(find(text)).toBe('undeclared')
  })

  it.each(['$url', '$method', '$statusCode', '$request.body#/open/x'])(
    'says nothing of %s, which nothing declares',
    (text) => {
      expect(find(text)).toBe('unknown')
    },
  )

  it('says nothing of a pointer into what is not JSON', () => {
    const form = { requestBody: { content: { 'multipart/form-data': { schema: {} } } } }
    expect(find('$request.body#/id', form)).toBe('unknown')
  })

  it('says that an operation without such a part declares none', () => {
    for (const text of ['$request.query.id', '$request.body#/id', '$response.header.x']) {
      expect(find(text, {})).toBe('undeclared')
    }
  })
})

describe('isJsonType()', () => {
  it.each(['application/json', 'application/problem+json', 'Application/JSON; charset=utf-8'])(
    'takes %s',
    (type) => {
      expect(isJsonType(type)).toBe(true)
    },
  )
  it.each(['', 'text/plain', 'application/jsonl', 'application/json-seq', 'text/x; a=/json'])(
    'does not take %s',
    (type) => {
      expect(isJsonType(type)).toBe(false)
    },
  )
})
