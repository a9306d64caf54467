import express from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  callbackRouter,
  openapi,
  operation,
  webhookRouter,
  type OpenAPIOptions,
  type OpenAPIVersion,
  type Problem,
} from '../../../lib/index.ts'
import { caught, listen } from '../../live-app.ts'

const info = { title: 'Items', version: '1.0.0' }
const declare = openapi as unknown as (options: object) => ReturnType<typeof openapi>
const success = { 200: { description: 'Successful Response' } }

interface Said {
  readonly code: string
  readonly where: string
}

function said(problems: readonly Problem[]): Said[] {
  return problems
    .filter(({ code }) => code.endsWith('_VERSION') || code === 'WARN_METHOD_UNKNOWN')
    .map(({ code, where }) => ({ code, where }))
}

/** The document of an app without routes, and what is said of its version. */
function write(
  version: OpenAPIVersion,
  options: object,
): { document: Record<string, unknown>; problems: Said[] } {
  const app = express()
  const docs = declare({ info, openapi: version, ...options })
  return { document: { ...docs.document(app) }, problems: said(docs.problems(app)) }
}

describe('the version of a document', () => {
  it.each<[OpenAPIVersion, string]>([
    ['3.0', '3.0.4'],
    ['3.0.2', '3.0.2'],
    ['3.1', '3.1.0'],
    ['3.1.2', '3.1.2'],
    ['3.2', '3.2.0'],
    ['3.2.1', '3.2.1'],
  ])('is what openapi: %j asks for', (version, exact) => {
    expect(write(version, {}).document['openapi']).toBe(exact)
    expect(openapi({ info }).document(express(), version).openapi).toBe(exact)
  })

  it.each(['2.0', '3', '3.3', '3.10', '3.1.x', 'latest', 3.1, {}])('is not %j', (version) => {
    const { code, message } = caught(() => declare({ info, openapi: version }))
    expect(code).toBe('ERR_OPENAPI_OPTION')
    expect(message).toContain('A document cannot be written in OpenAPI')
  })

  it('is refused by document(app, version) as well', () => {
    const { code } = caught(() => openapi({ info }).document(express(), '2.0' as never))
    expect(code).toBe('ERR_OPENAPI_OPTION')
  })

  it('may be several in one app, each at its own address', async () => {
    const app = express()
    const options: OpenAPIOptions = { info, onProblem: () => {} }
    app.use(openapi({ ...options, openapi: '3.0', document: '/openapi-3.0.json', ui: '/docs-3.0' }))
    app.get(
      '/items',
      operation({ query: z.object({ q: z.string().nullable() }) }, (_req, res) => void res.end()),
    )
    app.use('/later', openapi({ ...options, openapi: '3.2' }))
    app.use(openapi(options))
    const url = await listen(app)
    const read = async (path: string): Promise<{ openapi: string; paths: object }> =>
      (await (await fetch(url + path)).json()) as { openapi: string; paths: object }
    const queries = ({ paths }: { paths: object }): unknown =>
      (paths as { '/items': { get: { parameters: unknown } } })['/items'].get.parameters
    const [old, usual, later] = [
      await read('/openapi-3.0.json'),
      await read('/openapi.json'),
      await read('/later/openapi.json'),
    ]
    expect([old.openapi, usual.openapi, later.openapi]).toEqual(['3.0.4', '3.1.0', '3.2.0'])
    const asOf31 = [
      {
        name: 'q',
        in: 'query',
        required: true,
        schema: { type: ['string', 'null'] },
      },
    ]
    expect([queries(usual), queries(later)]).toEqual([asOf31, asOf31])
    expect(queries(old)).toEqual([
      { name: 'q', in: 'query', required: true, schema: { type: 'string', nullable: true } },
    ])
  })
})

describe('methods', () => {
  const url = '{$request.query.url}'

  function write(version: OpenAPIVersion): { paths: unknown; webhooks: unknown; problems: Said[] } {
    const app = express()
    const handler: express.RequestHandler = (_req, res) => void res.end()
    const moved = callbackRouter().query(url, {}).post(url, {})
    app.propfind('/files', operation({}), handler)
    app.report('/files', operation({}), handler)
    app.get(
      '/files',
      operation({
        query: z.object({ url: z.url() }),
        callbacks: { moved },
        responses: { 422: null },
      }),
      handler,
    )
    const webhooks = webhookRouter().query('find', {}).post('found', {})
    const docs = openapi({ info, openapi: version, webhooks })
    const document = docs.document(app)
    return {
      paths: document.paths,
      webhooks: document.webhooks,
      problems: said(docs.problems(app)),
    }
  }

  const hook = (operationId: string, summary: string): object => ({
    summary,
    operationId,
    security: [],
    responses: success,
  })
  const get = (moved: object): object => ({
    operationId: 'getFiles',
    parameters: [
      { name: 'url', in: 'query', required: true, schema: { type: 'string', format: 'uri' } },
    ],
    responses: { 422: { description: 'Unprocessable Entity' } },
    callbacks: { moved: { [url]: moved } },
  })

  it('have all their place in 3.2: QUERY a field, others additionalOperations', () => {
    expect(write('3.2')).toEqual({
      paths: {
        '/files': {
          additionalOperations: {
            PROPFIND: { operationId: 'propfindFiles', responses: success },
            REPORT: { operationId: 'reportFiles', responses: success },
          },
          get: get({ query: hook('movedQuery', 'Moved'), post: hook('movedPost', 'Moved') }),
        },
      },
      webhooks: {
        find: { query: hook('findQuery', 'Find') },
        found: { post: hook('foundPost', 'Found') },
      },
      problems: [],
    })
  })

  it('are left out of 3.1, and each is told', () => {
    expect(write('3.1')).toEqual({
      paths: { '/files': { get: get({ post: hook('movedPost', 'Moved') }) } },
      webhooks: { found: { post: hook('foundPost', 'Found') } },
      problems: [
        { code: 'WARN_METHOD_UNKNOWN', where: 'PROPFIND /files' },
        { code: 'WARN_METHOD_UNKNOWN', where: 'REPORT /files' },
        { code: 'WARN_METHOD_UNKNOWN', where: 'GET /files > callbacks.moved' },
        { code: 'WARN_METHOD_UNKNOWN', where: 'webhooks' },
      ],
    })
  })
})

const text = { type: 'string' }
const items = 'paths./items.get.responses.200.content'

describe('what streams', () => {
  const Event = z.object({ id: z.string() })
  const json = { $ref: '#/components/schemas/Event' }

  function write(version: OpenAPIVersion): { content: unknown; problems: Said[] } {
    const app = express()
    const content = {
      'text/event-stream': { itemSchema: Event, 'x-pace': 'slow' },
      'application/jsonl': { itemSchema: Event },
      'multipart/mixed': { itemSchema: Event },
    }
    app.get(
      '/items',
      operation({ responses: { 200: { content } } }, (_req, res) => void res.end()),
    )
    const docs = openapi({ info, openapi: version, schemas: { Event } })
    const { paths } = docs.document(app) as unknown as {
      paths: Record<string, { get: { responses: { 200: { content: unknown } } } }>
    }
    return {
      content: paths['/items']?.get.responses[200].content,
      problems: said(docs.problems(app)),
    }
  }

  it('has the schema of its items in 3.2', () => {
    expect(write('3.2')).toEqual({
      content: {
        'text/event-stream': { itemSchema: json, 'x-pace': 'slow' },
        'application/jsonl': { itemSchema: json },
        'multipart/mixed': { itemSchema: json },
      },
      problems: [],
    })
  })

  it.each<OpenAPIVersion>(['3.1', '3.0'])('is text in %s, with that schema beside', (version) => {
    expect(write(version)).toEqual({
      content: {
        'text/event-stream': { schema: text, 'x-itemSchema': { allOf: [json] }, 'x-pace': 'slow' },
        'application/jsonl': { schema: text, 'x-itemSchema': { allOf: [json] } },
        'multipart/mixed': {
          schema: { type: 'array', items: json },
          'x-itemSchema': { allOf: [json] },
        },
      },
      problems: ['text/event-stream', 'application/jsonl', 'multipart/mixed'].map((type) => ({
        code: 'NOTICE_VERSION',
        where: `${items}.${type} > itemSchema`,
      })),
    })
  })
})

const mediaType = (path: string): string => `#/components/mediaTypes/${path}`

/** Components of an author who writes for 3.2, and what 3.1 has in their place. */
const components: [string, object, object, Said[]][] = [
  [
    'a summary of a response',
    { responses: { A: { summary: 'Short', description: 'Long' }, B: { summary: 'Short' }, C: {} } },
    {
      responses: {
        A: { description: 'Short\n\nLong' },
        B: { description: 'Short' },
        C: { description: '' },
      },
    },
    ['A', 'B'].map((name) => ({
      code: 'NOTICE_VERSION',
      where: `components.responses.${name} > summary`,
    })),
  ],
  [
    'operations of other methods',
    {
      pathItems: {
        A: {
          get: { operationId: 'a', responses: success },
          query: { operationId: 'b', responses: success },
          additionalOperations: { COPY: { operationId: 'c', responses: success } },
        },
      },
    },
    { pathItems: { A: { get: { operationId: 'a', responses: success } } } },
    ['query', 'additionalOperations'].map((field) => ({
      code: 'WARN_VERSION',
      where: `components.pathItems.A > ${field}`,
    })),
  ],
  [
    'the query string as a whole, of a form',
    {
      parameters: {
        A: {
          name: 'q',
          in: 'querystring',
          content: { 'application/x-www-form-urlencoded': { schema: { type: 'object' } } },
        },
      },
    },
    {
      parameters: {
        A: { name: 'q', in: 'query', style: 'form', explode: true, schema: { type: 'object' } },
      },
    },
    [],
  ],
  [
    'the query string as a whole, of another kind',
    {
      parameters: {
        A: { name: 'q', in: 'querystring', content: { 'application/json': { schema: {} } } },
        B: { name: 'b', in: 'query', schema: text, allowReserved: true },
      },
      pathItems: {
        A: { parameters: [{ $ref: '#/components/parameters/A' }], get: { responses: success } },
      },
    },
    {
      parameters: { B: { name: 'b', in: 'query', schema: text, allowReserved: true } },
      pathItems: { A: { parameters: [], get: { responses: success } } },
    },
    [
      { code: 'WARN_VERSION', where: 'components.parameters.A > querystring' },
      { code: 'WARN_VERSION', where: 'components.pathItems.A.parameters.0 > querystring' },
    ],
  ],
  [
    'a cookie as it is, and reserved characters',
    {
      parameters: {
        A: { name: 'a', in: 'cookie', style: 'cookie', schema: text },
        B: { name: 'b', in: 'header', allowReserved: true, schema: text },
      },
      headers: { C: { allowReserved: true, schema: text } },
    },
    {
      parameters: {
        A: { name: 'a', in: 'cookie', style: 'form', schema: text },
        B: { name: 'b', in: 'header', schema: text },
      },
      headers: { C: { schema: text } },
    },
    [
      { code: 'WARN_VERSION', where: 'components.parameters.A > cookie' },
      { code: 'WARN_VERSION', where: 'components.parameters.B > allowReserved' },
      { code: 'WARN_VERSION', where: 'components.headers.C > allowReserved' },
    ],
  ],
  [
    'media types by reference, and how their parts are encoded',
    {
      mediaTypes: {
        Lines: { itemSchema: text },
        Parts: { schema: text, itemEncoding: { contentType: 'image/png' } },
      },
      requestBodies: {
        A: {
          content: {
            'application/jsonl': { $ref: '#/components/mediaTypes/Lines' },
            'multipart/mixed': { $ref: '#/components/mediaTypes/Parts' },
            'multipart/form-data': {
              schema: { type: 'object' },
              encoding: { a: { contentType: 'multipart/mixed', prefixEncoding: [{}] } },
            },
          },
        },
      },
    },
    {
      requestBodies: {
        A: {
          content: {
            'application/jsonl': { schema: text, 'x-itemSchema': text },
            'multipart/mixed': { schema: text },
            'multipart/form-data': {
              schema: { type: 'object' },
              encoding: { a: { contentType: 'multipart/mixed' } },
            },
          },
        },
      },
    },
    [
      ['NOTICE_VERSION', 'application/jsonl > itemSchema'],
      ['WARN_VERSION', 'multipart/mixed > itemEncoding'],
      ['WARN_VERSION', 'multipart/form-data.encoding.a > prefixEncoding'],
    ].map(([code = '', end]) => ({ code, where: `components.requestBodies.A.content.${end}` })),
  ],
  [
    'the examples of a query string, and how its fields are written',
    {
      mediaTypes: { F: { schema: { type: 'object' }, example: { a: 1 } } },
      parameters: {
        A: {
          name: 'q',
          in: 'querystring',
          content: {
            'application/x-www-form-urlencoded': {
              schema: { type: 'object' },
              examples: { one: { dataValue: { a: [1] } } },
              encoding: { a: { style: 'spaceDelimited' } },
            },
          },
        },
        B: {
          name: 'r',
          in: 'querystring',
          content: { 'application/x-www-form-urlencoded': { $ref: '#/components/mediaTypes/F' } },
        },
        C: {
          name: 's',
          in: 'querystring',
          content: { 'application/x-www-form-urlencoded': { $ref: '#/components/mediaTypes/F' } },
          examples: { mine: { value: { b: 2 } } },
        },
      },
    },
    {
      parameters: {
        A: {
          name: 'q',
          in: 'query',
          style: 'form',
          explode: true,
          schema: { type: 'object' },
          examples: { one: { value: { a: [1] } } },
        },
        B: {
          name: 'r',
          in: 'query',
          style: 'form',
          explode: true,
          schema: { type: 'object' },
          example: { a: 1 },
        },
        C: {
          name: 's',
          in: 'query',
          style: 'form',
          explode: true,
          schema: { type: 'object' },
          examples: { mine: { value: { b: 2 } } },
        },
      },
    },
    [{ code: 'WARN_VERSION', where: 'components.parameters.A > encoding' }],
  ],
  [
    'what stands within media types, by reference',
    {
      mediaTypes: {
        F: {
          schema: { type: 'object', properties: { a: text, b: { $ref: mediaType('G/schema') } } },
          examples: { one: { dataValue: { a: 'x' } } },
          encoding: { a: { headers: { h: { schema: text, allowReserved: true } } } },
        },
        G: { schema: { type: 'array', items: { $ref: mediaType('G/schema') } } },
        H: { schema: false, itemSchema: true },
      },
      schemas: {
        A: { $ref: mediaType('F/schema/properties/a') },
        B: { $ref: mediaType('F/schema'), description: 'B', allOf: [{ title: 'T' }] },
        C: { anyOf: [{ $ref: mediaType('H/schema') }, { $ref: mediaType('H/itemSchema') }] },
        D: { not: { $ref: mediaType('G/schema') } },
      },
      headers: { H: { $ref: mediaType('F/encoding/a/headers/h') } },
      examples: { E: { $ref: mediaType('F/examples/one'), summary: 'Mine' } },
    },
    {
      schemas: {
        A: text,
        B: {
          description: 'B',
          allOf: [
            { type: 'object', properties: { a: text, b: { type: 'array', items: {} } } },
            { title: 'T' },
          ],
        },
        C: { anyOf: [{ not: {} }, {}] },
        D: { not: { type: 'array', items: {} } },
      },
      headers: { H: { schema: text } },
      examples: { E: { summary: 'Mine', value: { a: 'x' } } },
    },
    [
      ['schemas.B', 'mediaTypes'],
      ['schemas.D', 'mediaTypes'],
      ['headers.H', 'allowReserved'],
    ].map(([place = '', field]) => ({
      code: 'WARN_VERSION',
      where: `components.${place} > ${field}`,
    })),
  ],
  [
    'media types that lead to themselves',
    {
      mediaTypes: {
        F: {
          schema: { type: 'object' },
          encoding: {
            a: { headers: { b: { content: { 'a/b': { $ref: mediaType('F') } } } } },
            c: { headers: { d: { $ref: mediaType('G/encoding/e/headers/f') } } },
          },
        },
        G: {
          encoding: {
            e: {
              headers: {
                f: {
                  content: {
                    'a/b': {
                      encoding: {
                        g: { headers: { f: { $ref: mediaType('G/encoding/e/headers/f') } } },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
      requestBodies: { A: { content: { 'multipart/form-data': { $ref: mediaType('F') } } } },
    },
    {
      requestBodies: {
        A: {
          content: {
            'multipart/form-data': {
              schema: { type: 'object' },
              encoding: {
                a: { headers: { b: { content: { 'a/b': {} } } } },
                c: {
                  headers: {
                    d: {
                      content: { 'a/b': { encoding: { g: { headers: { f: { schema: {} } } } } } },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
    ['a.headers.b.content.a/b', 'c.headers.d.content.a/b.encoding.g.headers.f'].map((end) => ({
      code: 'WARN_VERSION',
      where: `components.requestBodies.A.content.multipart/form-data.encoding.${end} > mediaTypes`,
    })),
  ],
  [
    'links to operations of other methods',
    {
      links: {
        A: { operationId: 'b' },
        B: { operationRef: '#/components/pathItems/A/get' },
        C: { $ref: '#/components/links/A' },
      },
      pathItems: {
        A: {
          get: {
            operationId: 'a',
            responses: {
              200: {
                description: 'OK',
                links: {
                  a: { operationId: 'a' },
                  b: { operationId: 'b' },
                  c: { operationId: 'c' },
                  d: { operationId: 'd' },
                  e: { operationRef: '#/components/pathItems/A/query' },
                  f: { operationRef: '#/components/pathItems/A/additionalOperations/COPY' },
                  g: { $ref: '#/components/links/A' },
                  h: { operationRef: 'https://a.test/#/components/pathItems/A/query' },
                },
              },
            },
          },
          query: {
            operationId: 'b',
            responses: success,
            callbacks: { done: { '{$url}': { post: { operationId: 'd', responses: success } } } },
          },
          additionalOperations: { COPY: { operationId: 'c', responses: success } },
        },
      },
    },
    {
      links: { B: { operationRef: '#/components/pathItems/A/get' } },
      pathItems: {
        A: {
          get: {
            operationId: 'a',
            responses: {
              200: {
                description: 'OK',
                links: {
                  a: { operationId: 'a' },
                  h: { operationRef: 'https://a.test/#/components/pathItems/A/query' },
                },
              },
            },
          },
        },
      },
    },
    [
      ['links.A', 'link'],
      ['links.C', 'link'],
      ['pathItems.A', 'query'],
      ['pathItems.A', 'additionalOperations'],
      ...['b', 'c', 'd', 'e', 'f', 'g'].map((name) => [
        `pathItems.A.get.responses.200.links.${name}`,
        'link',
      ]),
    ].map(([place = '', field]) => ({
      code: 'WARN_VERSION',
      where: `components.${place} > ${field}`,
    })),
  ],
  [
    'an example as data beside one at an address',
    { examples: { A: { dataValue: { a: 1 }, externalValue: 'https://a.test/a.json' } } },
    { examples: { A: { externalValue: 'https://a.test/a.json' } } },
    [{ code: 'WARN_VERSION', where: 'components.examples.A > dataValue' }],
  ],
  [
    'nodes of XML by reference, in lists that may be null, and beside what stood for them before',
    {
      schemas: {
        A: { type: ['array', 'null'], items: text, xml: { nodeType: 'element' } },
        B: { type: ['array', 'null'], items: text, xml: { nodeType: 'none', wrapped: true } },
        C: { type: 'string', xml: { nodeType: 'element', attribute: true } },
        D: { $ref: '#/components/schemas/A', xml: { nodeType: 'element', name: 'd' } },
        E: { $ref: '#/components/schemas/A', xml: { nodeType: 'none' } },
        F: { $ref: '#/components/schemas/C', xml: { nodeType: 'attribute' } },
        G: { type: 'object', xml: { nodeType: 'none' } },
        H: { type: 'array', items: text, xml: { wrapped: true } },
      },
    },
    {
      schemas: {
        A: { type: ['array', 'null'], items: text, xml: { wrapped: true } },
        B: { type: ['array', 'null'], items: text, xml: {} },
        C: { type: 'string', xml: {} },
        D: { $ref: '#/components/schemas/A', xml: { name: 'd' } },
        E: { $ref: '#/components/schemas/A', xml: {} },
        F: { $ref: '#/components/schemas/C', xml: { attribute: true } },
        G: { type: 'object', xml: {} },
        H: { type: 'array', items: text, xml: { wrapped: true } },
      },
    },
    ['D', 'G'].map((name) => ({
      code: 'WARN_VERSION',
      where: `components.schemas.${name} > nodeType`,
    })),
  ],
  [
    'the dialect of one schema',
    {
      schemas: {
        A: {
          $id: 'https://a.test/a',
          $schema: 'https://spec.openapis.org/oas/3.2/dialect/2025-09-17',
          type: 'string',
        },
      },
    },
    {
      schemas: {
        A: {
          $id: 'https://a.test/a',
          $schema: 'https://spec.openapis.org/oas/3.1/dialect/base',
          type: 'string',
        },
      },
    },
    [],
  ],
  [
    'security by address',
    {
      securitySchemes: { 'a.b': { type: 'http', scheme: 'bearer' } },
      pathItems: {
        A: {
          get: {
            security: [
              { '#/components/securitySchemes/a.b': ['x'], 'https://a.test/#/s': [] },
              { 'a.b': [] },
            ],
            responses: success,
          },
        },
      },
    },
    {
      securitySchemes: { 'a.b': { type: 'http', scheme: 'bearer' } },
      pathItems: {
        A: {
          get: {
            security: [{ 'a.b': ['x'], 'https://a.test/#/s': [] }, { 'a.b': [] }],
            responses: success,
          },
        },
      },
    },
    [
      {
        code: 'WARN_VERSION',
        where: 'components.pathItems.A.get.security.0 > https://a.test/#/s',
      },
    ],
  ],
  [
    'extensions, which are nothing of these',
    {
      pathItems: {
        A: {
          get: { responses: { ...success, 'x-a': { summary: 1 } }, 'x-b': { query: 1 } },
          'x-c': { query: 1 },
        },
      },
    },
    {
      pathItems: {
        A: {
          get: { responses: { ...success, 'x-a': { summary: 1 } }, 'x-b': { query: 1 } },
          'x-c': { query: 1 },
        },
      },
    },
    [],
  ],
  [
    'examples as data and as text',
    {
      examples: {
        A: { dataValue: { a: 1 }, serializedValue: '{"a":1}' },
        B: { summary: 'B', dataValue: null },
      },
    },
    {
      examples: {
        A: { value: { a: 1 }, 'x-serializedValue': '{"a":1}' },
        B: { summary: 'B', value: null },
      },
    },
    [{ code: 'NOTICE_VERSION', where: 'components.examples.A > serializedValue' }],
  ],
  [
    'the default of a discriminator, and nodes of XML',
    {
      schemas: {
        A: {
          oneOf: [{ $ref: '#/components/schemas/B' }],
          discriminator: { propertyName: 'kind', defaultMapping: 'B' },
        },
        B: {
          type: 'object',
          properties: {
            kind: { type: 'string', xml: { nodeType: 'attribute', name: 'k' } },
            list: { type: 'array', items: text, xml: { nodeType: 'element' } },
            bare: { type: 'array', items: text, xml: { nodeType: 'none' } },
            words: { type: 'string', xml: { nodeType: 'text' } },
          },
        },
      },
    },
    {
      schemas: {
        A: {
          oneOf: [{ $ref: '#/components/schemas/B' }],
          discriminator: { propertyName: 'kind' },
        },
        B: {
          type: 'object',
          properties: {
            kind: { type: 'string', xml: { name: 'k', attribute: true } },
            list: { type: 'array', items: text, xml: { wrapped: true } },
            bare: { type: 'array', items: text, xml: {} },
            words: { type: 'string', xml: {} },
          },
        },
      },
    },
    [
      { code: 'WARN_VERSION', where: 'components.schemas.A > defaultMapping' },
      { code: 'WARN_VERSION', where: 'components.schemas.B > nodeType' },
    ],
  ],
  [
    'what security schemes have more',
    {
      securitySchemes: {
        A: {
          type: 'oauth2',
          deprecated: true,
          oauth2MetadataUrl: 'https://a.test/meta',
          flows: {
            clientCredentials: { tokenUrl: 'https://a.test', scopes: {} },
            deviceAuthorization: {
              deviceAuthorizationUrl: 'https://a.test/device',
              tokenUrl: 'https://a.test',
              scopes: {},
            },
          },
        },
      },
    },
    {
      securitySchemes: {
        A: {
          type: 'oauth2',
          'x-deprecated': true,
          'x-oauth2MetadataUrl': 'https://a.test/meta',
          flows: { clientCredentials: { tokenUrl: 'https://a.test', scopes: {} } },
        },
      },
    },
    [
      { code: 'NOTICE_VERSION', where: 'components.securitySchemes.A > deprecated' },
      { code: 'NOTICE_VERSION', where: 'components.securitySchemes.A > oauth2MetadataUrl' },
      { code: 'WARN_VERSION', where: 'components.securitySchemes.A.flows > deviceAuthorization' },
    ],
  ],
]

describe('what 3.2 has more than 3.1', () => {
  it.each(components)('%s', (_title, given, expected, problems) => {
    expect(write('3.2', { components: given })).toMatchObject({
      document: { components: given },
      problems: [],
    })
    const in31 = write('3.1', { components: given })
    expect(in31.document['components']).toEqual(expected)
    expect(in31.problems).toEqual(problems)
  })

  it('tags in a tree, and servers with names', () => {
    const tags = [
      { name: 'a', summary: 'All', kind: 'nav' },
      { name: 'b', parent: 'a', description: 'B' },
    ]
    const servers = [{ url: 'https://a.test', name: 'main' }]
    const root = { tags, servers, $self: 'https://a.test/openapi.json' }
    expect(write('3.2', root).document).toMatchObject(root)
    const { document, problems } = write('3.1', root)
    expect([document['x-self'], document['$self'], document['tags'], document['servers']]).toEqual([
      'https://a.test/openapi.json',
      undefined,
      [
        { name: 'a', 'x-displayName': 'All', 'x-kind': 'nav' },
        { name: 'b', 'x-parent': 'a', description: 'B' },
      ],
      [{ url: 'https://a.test', 'x-name': 'main' }],
    ])
    expect(problems).toEqual([
      { code: 'NOTICE_VERSION', where: '$self' },
      { code: 'NOTICE_VERSION', where: 'servers.0 > name' },
      { code: 'NOTICE_VERSION', where: 'tags.0 > summary' },
      { code: 'NOTICE_VERSION', where: 'tags.0 > kind' },
      { code: 'NOTICE_VERSION', where: 'tags.1 > parent' },
    ])
  })

  it('fields that stand beside the extension which they become', () => {
    const root = {
      tags: [{ name: 'a', 'x-displayName': 'Old', summary: 'New', 'x-kind': 'kept' }],
      servers: [{ url: 'https://a.test', name: 'new', 'x-name': 'old' }],
    }
    const { document, problems } = write('3.1', root)
    expect([document['tags'], document['servers']]).toEqual([
      [{ name: 'a', 'x-displayName': 'New', 'x-kind': 'kept' }],
      [{ url: 'https://a.test', 'x-name': 'new' }],
    ])
    expect(problems).toEqual([
      { code: 'NOTICE_VERSION', where: 'servers.0 > name' },
      { code: 'NOTICE_VERSION', where: 'tags.0 > summary' },
    ])
  })

  it.each<[OpenAPIVersion, string | undefined]>([
    ['3.2', 'https://spec.openapis.org/oas/3.2/dialect/2025-09-17'],
    ['3.1', 'https://spec.openapis.org/oas/3.1/dialect/base'],
    ['3.0', undefined],
  ])('the dialect of its schemas, which in %s is %s', (version, expected) => {
    const jsonSchemaDialect = 'https://spec.openapis.org/oas/3.2/dialect/2025-09-17'
    const { document, problems } = write(version, {
      base: { openapi: '3.2.0', info, paths: {}, jsonSchemaDialect },
    })
    expect([document['jsonSchemaDialect'], problems]).toEqual([expected, []])
  })

  it.each<OpenAPIVersion>(['3.1', '3.0'])(
    'security by address, of the whole API in %s',
    (version) => {
      const { document, problems } = write(version, {
        $self: 'https://a.test/openapi.json',
        components: { securitySchemes: { a: { type: 'http', scheme: 'bearer' } } },
        security: [
          { '#/components/securitySchemes/a': [] },
          { 'https://a.test/openapi.json#/components/securitySchemes/a': [] },
          { 'https://b.test/#/b': [] },
        ],
      })
      expect(document['security']).toEqual([{ a: [] }, { a: [] }, { 'https://b.test/#/b': [] }])
      expect(problems).toEqual([
        { code: 'NOTICE_VERSION', where: '$self' },
        { code: 'WARN_VERSION', where: 'security.2 > https://b.test/#/b' },
      ])
    },
  )

  it.each<[string, object[], string]>([
    [
      'a parent that is no tag',
      [{ name: 'a', parent: 'bees' }, { name: 'bee' }],
      'no tag is called so',
    ],
    ['a tag under itself', [{ name: 'a', parent: 'a' }], 'The tag "a" is nested under itself: a.'],
    [
      'two tags under each other',
      [
        { name: 'a', parent: 'b' },
        { name: 'b', parent: 'a' },
      ],
      'The tag "a" is nested under itself: a, b.',
    ],
  ])('refuses %s', (_title, tags, message) => {
    const error = caught(() => declare({ info, tags }))
    expect(error).toMatchObject({
      code: 'ERR_OPENAPI_OPTION',
      message: expect.stringContaining(message) as string,
    })
  })
})
