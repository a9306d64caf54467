import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { downgradeTo31 } from '../../../lib/document/versions/downgrade-3.1.ts'
import { isSayableIn31 } from '../../../lib/document/versions/sayable-3.1.ts'

type Fields = Record<string, unknown>

const root = new URL('../../../', import.meta.url)
const tools = ['express-openapi-validator', 'fastapi', 'nestjs-swagger', 'swagger-jsdoc', 'tsoa']
const built = tools.map((tool): [string, object] => {
  const text = readFileSync(new URL(`spec/guides/${tool}/after.json`, root), 'utf8')
  return [tool, JSON.parse(text) as object]
})

/** Has something of every kind of object that 3.1 may say otherwise. */
const whole = (): Fields => ({
  openapi: '3.1.0',
  info: { title: 'A', version: '1' },
  servers: [{ url: '/' }],
  tags: [{ name: 'a' }],
  security: [{ key: [] }],
  paths: {
    '/a': {
      parameters: [{ name: 'p', in: 'query', schema: { type: 'string' } }],
      post: {
        security: [{ key: [] }],
        servers: [{ url: '/b' }],
        parameters: [
          { name: 'q', in: 'query', allowReserved: true, schema: { type: 'string' } },
          { $ref: '#/components/parameters/p' },
        ],
        requestBody: {
          content: {
            'multipart/form-data': {
              schema: {
                type: 'object',
                properties: { a: { type: 'string', xml: { attribute: true } } },
                discriminator: { propertyName: 'a', mapping: { b: '#/components/schemas/B' } },
              },
              examples: { one: { value: { a: 'b' } } },
              encoding: { a: { headers: { h: { schema: { type: 'string' } } } } },
            },
          },
        },
        responses: { 200: { description: 'OK', headers: { h: { schema: {} } } } },
        callbacks: { done: { '{$request.body#/a}': { post: { responses: {} } } } },
      },
    },
  },
  components: {
    schemas: { B: { type: 'object' } },
    parameters: { p: { name: 'p', in: 'header', style: 'simple', schema: {} } },
    securitySchemes: { key: { type: 'oauth2', flows: { implicit: { scopes: {} } } } },
  },
})

const post = ['paths', '/a', 'post']
const media = [...post, 'requestBody', 'content', 'multipart/form-data']

/** What 3.1 says otherwise, or not at all. */
const novelties: readonly (readonly [path: readonly string[], value: unknown])[] = [
  [['$self'], 'https://a.test/openapi.json'],
  [['jsonSchemaDialect'], 'https://spec.openapis.org/oas/3.2/dialect/base'],
  [['security', '0', '#/components/securitySchemes/key'], []],
  [['servers', '0', 'name'], 'main'],
  ...['summary', 'parent', 'kind'].map((name) => [['tags', '0', name], 'b'] as const),
  [['components', 'mediaTypes'], { m: {} }],
  [['components', 'parameters', 'p', 'in'], 'querystring'],
  [['components', 'parameters', 'p', 'allowReserved'], true],
  [['components', 'parameters', 'p', 'style'], 'cookie'],
  [['components', 'securitySchemes', 'key', 'deprecated'], true],
  [['components', 'securitySchemes', 'key', 'oauth2MetadataUrl'], 'https://a.test'],
  [['components', 'securitySchemes', 'key', 'flows', 'deviceAuthorization'], {}],
  [['components', 'schemas', 'B', '$schema'], 'https://spec.openapis.org/oas/3.2/dialect/base'],
  [['components', 'schemas', 'B', 'items'], [{ type: 'string' }]],
  [['paths', '/a', 'query'], { responses: {} }],
  [['paths', '/a', 'additionalOperations'], { COPY: { responses: {} } }],
  [[...post, 'security', '0', 'https://a.test/key'], []],
  [[...post, 'servers', '0', 'name'], 'other'],
  [[...post, 'parameters', '0', 'in'], 'querystring'],
  [[...post, 'responses', '200', 'summary'], 'Fine'],
  [[...post, 'responses', '404'], {}],
  [[...post, 'responses', '200', 'headers', 'h', 'allowReserved'], true],
  [[...post, 'callbacks', 'done', '{$request.body#/a}', 'query'], { responses: {} }],
  [[...media, 'itemSchema'], { type: 'string' }],
  [[...media, 'prefixEncoding'], [{}]],
  [[...media, 'itemEncoding'], {}],
  [[...media, '$ref'], '#/components/mediaTypes/m'],
  [[...media, 'encoding', 'a', 'encoding'], {}],
  [[...media, 'examples', 'one', 'dataValue'], 1],
  [[...media, 'examples', 'one', 'serializedValue'], '1'],
  [[...media, 'schema', 'discriminator', 'defaultMapping'], 'B'],
  [[...media, 'schema', 'properties', 'a', 'xml', 'nodeType'], 'text'],
]

function withValue(path: readonly string[], value: unknown): Fields {
  const document = whole()
  const parent = path
    .slice(0, -1)
    .reduce<Fields>((within, step) => within[step] as Fields, document)
  parent[path.at(-1)!] = value
  return document
}

describe('what is sayable in 3.1', () => {
  it.each([...built, ['every kind of object', whole()] as const])(
    'is written as it is: %s',
    (_, document) => {
      expect(isSayableIn31(document)).toBe(true)
      const { document: written, problems } = downgradeTo31(document)
      expect(JSON.stringify(written)).toBe(JSON.stringify(document))
      expect(problems).toEqual([])
    },
  )

  it.each(novelties.map(([path, value]) => [path.join(' > '), withValue(path, value)] as const))(
    'is not what 3.2 alone has: %s',
    (_, document) => {
      expect(isSayableIn31(document)).toBe(false)
      // Else it would be no novelty, and the case would show nothing.
      const { document: written, problems } = downgradeTo31(document)
      const isSame = JSON.stringify(written) === JSON.stringify(document) && problems.length === 0
      expect(isSame).toBe(false)
    },
  )

  it('is judged by what has a meaning, and not by data, names and extensions', () => {
    const named = { items: { type: 'string' }, discriminator: { type: 'string' }, xml: {} }
    const data = {
      default: { items: [1], xml: { nodeType: 'text' } },
      const: { $ref: '#/components/mediaTypes/m' },
    }
    const document = withValue(['components', 'schemas', 'B'], { properties: named, ...data })
    ;(document['paths'] as Fields)['x-own'] = { query: {} }
    expect(isSayableIn31(document)).toBe(true)
    expect(JSON.stringify(downgradeTo31(document).document)).toBe(JSON.stringify(document))
  })
})
