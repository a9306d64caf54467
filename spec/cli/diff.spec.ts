import { describe, expect, it } from 'vitest'
import { compareDocuments } from '../../lib/cli/diff/compare-documents.ts'
import { upgradeTo31 } from '../../lib/document/versions/upgrade-3.1.ts'
import { readCorpus } from '../callbacks/corpus/published-document.ts'
import { describeBodies } from './diff-documents.ts'

/** Each change in a line. */
function list(old: object, next: object): string[] {
  return compareDocuments(old, next).map(
    ({ severity, for: concerned, where, code }) => `${severity} ${concerned} ${where}: ${code}`,
  )
}

const api = {
  openapi: '3.1.0',
  info: { title: 'Invoices', version: '1.0.0' },
  paths: {
    '/invoices/{id}': {
      post: {
        operationId: 'createInvoice',
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
          { name: 'page', in: 'query', schema: { type: 'integer' } },
          { name: 'X-Tenant', in: 'header', required: true, schema: { type: 'string' } },
        ],
        requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
        responses: {
          201: {
            description: 'Created',
            headers: { Location: { required: true, schema: { type: 'string' } } },
            content: { 'application/json': { schema: { type: 'object' } } },
            links: { get: { operationId: 'createInvoice' } },
          },
          404: { description: 'Unknown' },
        },
        security: [{ key: [] }, { oauth: ['read', 'write'] }],
        callbacks: {
          invoiceEvents: {
            '{$request.query.url}/events': {
              post: {
                operationId: 'invoiceEvent',
                parameters: [{ name: 'X-Kind', in: 'header', required: true, schema: {} }],
                requestBody: {
                  required: true,
                  content: { 'application/json': { schema: { type: 'object' } } },
                },
                responses: { 200: { description: 'Taken' }, 410: { description: 'Gone' } },
              },
            },
          },
        },
      },
    },
  },
  webhooks: {
    newSubscription: { post: { responses: { 200: { description: 'Taken' } } } },
  },
  components: {
    securitySchemes: {
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      oauth: {
        type: 'oauth2',
        flows: { clientCredentials: { tokenUrl: 'https://id.test/token', scopes: {} } },
      },
    },
  },
}

type Api = typeof api
const post = (document: Api) => document.paths['/invoices/{id}'].post
const event = (document: Api) =>
  post(document).callbacks.invoiceEvents['{$request.query.url}/events'].post

const operation = 'POST /invoices/{id}'
const callback = `${operation} > callbacks.invoiceEvents`

/** What is done to the document, and what is told of it; of the contrary, in the second list. */
const changes: [
  name: string,
  change: (document: Api) => unknown,
  told: string[],
  back: string[],
][] = [
  [
    'an operation',
    (document) => Object.assign(document.paths, { '/new': { get: { responses: {} } } }),
    ['safe clients GET /new: operation-added'],
    ['breaking clients GET /new: operation-removed'],
  ],
  [
    'a parameter in the query',
    (document) =>
      post(document).parameters.push({ name: 'q', in: 'query', schema: { type: 'string' } }),
    [`safe clients ${operation} > query parameter q: parameter-added`],
    [`warning clients ${operation} > query parameter q: parameter-removed`],
  ],
  [
    'a parameter that is required',
    (document) =>
      post(document).parameters.push({
        ...{ name: 'q', in: 'query', required: true, schema: { type: 'string' } },
      }),
    [`breaking clients ${operation} > query parameter q: parameter-added`],
    [`warning clients ${operation} > query parameter q: parameter-removed`],
  ],
  [
    'that a parameter is required',
    (document) => Object.assign(post(document).parameters[1] ?? {}, { required: true }),
    [`breaking clients ${operation} > query parameter page: parameter-required`],
    [`safe clients ${operation} > query parameter page: parameter-optional`],
  ],
  [
    'how a parameter is written',
    (document) => Object.assign(post(document).parameters[1] ?? {}, { explode: false }),
    [`breaking clients ${operation} > query parameter page: parameter-format-changed`],
    [`breaking clients ${operation} > query parameter page: parameter-format-changed`],
  ],
  [
    'that a body is required',
    (document) => Object.assign(post(document).requestBody, { required: true }),
    [`breaking clients ${operation} > request body: body-required`],
    [`safe clients ${operation} > request body: body-optional`],
  ],
  [
    'a media type of a request',
    (document) => Object.assign(post(document).requestBody.content, { 'application/xml': {} }),
    [`safe clients ${operation} > request body: media-type-added`],
    [`breaking clients ${operation} > request body: media-type-removed`],
  ],
  [
    'a media type of a response, which a client asks for',
    (document) => Object.assign(post(document).responses[201].content, { 'application/xml': {} }),
    [`safe clients ${operation} > response 201 > body: media-type-added`],
    [`breaking clients ${operation} > response 201 > body: media-type-removed`],
  ],
  [
    'a media type of a callback, which nobody asks for',
    (document) => Object.assign(event(document).requestBody.content, { 'application/xml': {} }),
    [`breaking receivers ${callback} > request body: media-type-added`],
    [`safe receivers ${callback} > request body: media-type-removed`],
  ],
  [
    'a response that is an error',
    (document) => Object.assign(post(document).responses, { 409: { description: 'Twice' } }),
    [`safe clients ${operation}: response-added`],
    [`warning clients ${operation}: response-removed`],
  ],
  [
    'a response that is a success',
    (document) => Object.assign(post(document).responses, { 202: { description: 'Later' } }),
    [`warning clients ${operation}: response-added`],
    [`breaking clients ${operation}: response-removed`],
  ],
  [
    'an answer that a receiver may give',
    (document) => Object.assign(event(document).responses, { 202: { description: 'Later' } }),
    [`safe receivers ${callback}: response-added`],
    [`breaking receivers ${callback}: response-removed`],
  ],
  [
    'a header of a response',
    (document) =>
      Object.assign(post(document).responses[201].headers, { ETag: { required: true } }),
    [`safe clients ${operation} > response 201 > header etag: header-added`],
    [`breaking clients ${operation} > response 201 > header etag: header-removed`],
  ],
  [
    'a link',
    (document) => Object.assign(post(document).responses[201].links, { pay: {} }),
    [`safe clients ${operation} > response 201: link-added`],
    [`warning clients ${operation} > response 201: link-removed`],
  ],
  [
    'a way to be let in',
    (document) => post(document).security.push({ key: [], oauth: ['admin'] } as never, {} as never),
    [`safe clients ${operation}: security-added`],
    [`breaking clients ${operation}: security-removed`],
  ],
  [
    'a scope that is taken',
    (document) => post(document).security[1]?.oauth?.push('admin'),
    [`breaking clients ${operation}: security-removed`],
    [`safe clients ${operation}: security-added`],
  ],
  [
    'a security scheme',
    (document) => (document.components.securitySchemes.key.name = 'X-Other'),
    ['breaking clients securitySchemes.key: security-scheme-changed'],
    ['breaking clients securitySchemes.key: security-scheme-changed'],
  ],
  [
    'a server beside the one there was',
    (document) => Object.assign(document, { servers: [{ url: '/' }, { url: 'https://eu.test' }] }),
    ['safe clients servers: server-added'],
    ['warning clients servers: server-removed'],
  ],
  [
    'the only server',
    (document) => Object.assign(document, { servers: [{ url: 'https://eu.test' }] }),
    ['breaking clients servers: server-removed', 'safe clients servers: server-added'],
    ['breaking clients servers: server-removed', 'safe clients servers: server-added'],
  ],
  [
    'an operationId',
    (document) => (post(document).operationId = 'postInvoice'),
    [`warning clients ${operation}: operation-id-changed`],
    [`warning clients ${operation}: operation-id-changed`],
  ],
  [
    'a callback',
    (document) =>
      Object.assign(post(document).callbacks, { paid: { '{$request.query.url}': { post: {} } } }),
    [`safe receivers ${operation} > callbacks.paid: callback-added`],
    [`breaking receivers ${operation} > callbacks.paid: callback-removed`],
  ],
  [
    'where a callback is sent',
    (document) => {
      const { invoiceEvents } = post(document).callbacks
      const [item] = Object.values(invoiceEvents)
      Object.assign(post(document).callbacks, { invoiceEvents: { '{$request.query.to}': item } })
    },
    [`breaking receivers ${callback}: callback-url-changed`],
    [`breaking receivers ${callback}: callback-url-changed`],
  ],
  [
    'the name of a callback',
    (document) =>
      Object.assign(post(document), {
        callbacks: { events: post(document).callbacks.invoiceEvents },
      }),
    [`warning receivers ${callback}: callback-renamed`],
    [`warning receivers ${operation} > callbacks.events: callback-renamed`],
  ],
  [
    'an operation that has callbacks',
    (document) =>
      Object.assign(document.paths, { '/other': { put: { callbacks: post(document).callbacks } } }),
    [
      'safe clients PUT /other: operation-added',
      'safe receivers PUT /other > callbacks.invoiceEvents: callback-added',
    ],
    [
      'breaking clients PUT /other: operation-removed',
      'breaking receivers PUT /other > callbacks.invoiceEvents: callback-removed',
    ],
  ],
  [
    'a header that a callback brings',
    (document) =>
      event(document).parameters.push({ name: 'X-Try', in: 'header', required: true, schema: {} }),
    [`safe receivers ${callback} > header parameter X-Try: parameter-added`],
    [`breaking receivers ${callback} > header parameter X-Try: parameter-removed`],
  ],
  [
    'a webhook',
    (document) => Object.assign(document.webhooks, { gone: { post: {} } }),
    ['safe receivers webhooks.gone: webhook-added'],
    ['breaking receivers webhooks.gone: webhook-removed'],
  ],
]

describe('what has changed between two documents', () => {
  it.each(changes)('is told of %s', (_name, change, told, back) => {
    const next = structuredClone(api)
    change(next)
    expect(list(api, next)).toEqual(told)
    expect(list(next, api)).toEqual(back)
  })

  it('is nothing where parameters of a path have other names', () => {
    const text = JSON.stringify(api).replace('/invoices/{id}', '/invoices/{no}')
    expect(list(api, JSON.parse(text.replace('"name":"id"', '"name":"no"')) as object)).toEqual([])
  })

  it('is nothing where an expression has braces, or a server a slash at its end', () => {
    const bare = JSON.stringify(api).replace('{$request.query.url}/events', '{$request.query.url}')
    const braced = JSON.parse(bare) as Api
    const plain = JSON.parse(bare.replace('{$request.query.url}', '$request.query.url')) as Api
    const servers = (url: string) => ({ servers: [{ url }] })
    const old = { ...braced, ...servers('https://api.test/v1') }
    expect(list(old, { ...plain, ...servers('https://api.test/v1/') })).toEqual([])
  })
})

const thing = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more })
const text = { type: 'string' }

/** A schema and the next, and the effect for those who write and for those who read. */
const schemas: [name: string, old: unknown, next: unknown, written: string, read: string][] = [
  ['an optional property is new', thing({}), thing({ a: text }), 'safe', 'safe'],
  ['an optional property is new', thing({ b: {} }), thing({ a: text, b: {} }), 'safe', 'safe'],
  [
    'a required property is new',
    thing({ b: {} }),
    thing({ a: text, b: {} }, { required: ['a'] }),
    'breaking',
    'safe',
  ],
  [
    'an optional property is gone',
    thing({ a: text, b: {} }),
    thing({ b: {} }),
    'warning',
    'warning',
  ],
  [
    'a required property is gone',
    thing({ a: text, b: {} }, { required: ['a'] }),
    thing({ b: {} }),
    'warning',
    'breaking',
  ],
  [
    'a property is required',
    thing({ a: text }),
    thing({ a: text }, { required: ['a'] }),
    'breaking',
    'safe',
  ],
  [
    'a property is optional',
    thing({ a: text }, { required: ['a'] }),
    thing({ a: text }),
    'safe',
    'breaking',
  ],
  ['a value is gone', { enum: ['a', 'b'] }, { enum: ['a'] }, 'breaking', 'safe'],
  ['a value is new', { enum: ['a'] }, { enum: ['a', 'b'] }, 'safe', 'breaking'],
  ['values are counted', text, { ...text, enum: ['a'] }, 'breaking', 'safe'],
  ['null is allowed', text, { type: ['string', 'null'] }, 'safe', 'breaking'],
  ['null is refused', { anyOf: [text, { type: 'null' }] }, text, 'breaking', 'safe'],
  ['an integer is any number', { type: 'integer' }, { type: 'number' }, 'safe', 'breaking'],
  ['a type is another', { type: 'integer' }, text, 'breaking', 'breaking'],
  ['there is a bound', { type: 'integer' }, { type: 'integer', maximum: 3 }, 'breaking', 'safe'],
  ['a bound is gone', { ...text, minLength: 2 }, text, 'safe', 'breaking'],
  ['there is a pattern', text, { ...text, pattern: '^a' }, 'breaking', 'safe'],
  [
    'a pattern is another',
    { ...text, pattern: '^b' },
    { ...text, pattern: '^a' },
    'warning',
    'warning',
  ],
  ['there is a format', text, { ...text, format: 'date' }, 'breaking', 'safe'],
  [
    'a format is wider',
    { type: 'integer', format: 'int32' },
    { type: 'integer', format: 'int64' },
    'safe',
    'breaking',
  ],
  ['a format is unknown', text, { ...text, format: 'iban' }, 'warning', 'warning'],
  [
    'an alternative is new',
    { oneOf: [text] },
    { oneOf: [text, { type: 'object' }] },
    'safe',
    'breaking',
  ],
  [
    'an alternative is gone that another takes but for what it does not know',
    { anyOf: [thing({ a: text }), thing({ b: text })] },
    thing({ a: text }),
    'warning',
    'safe',
  ],
  [
    'others are refused',
    thing({ a: text }),
    thing({ a: text }, { additionalProperties: false }),
    'breaking',
    'safe',
  ],
  [
    'others are allowed',
    thing({ a: text }, { additionalProperties: false }),
    thing({ a: text }),
    'safe',
    'warning',
  ],
  [
    'a property is new where no others were allowed',
    thing({ b: {} }, { additionalProperties: false }),
    thing({ a: text, b: {} }, { additionalProperties: false }),
    'safe',
    'warning',
  ],
  ['there is a default', text, { ...text, default: 'a' }, 'warning', 'safe'],
  ['items are unique', { type: 'array' }, { type: 'array', uniqueItems: true }, 'breaking', 'safe'],
  [
    'a keyword is another that is not compared',
    { not: { minLength: 3 } },
    { not: { minLength: 4 } },
    'warning',
    'warning',
  ],
]

describe('a schema in which', () => {
  const worst = (lines: string[], part: string): string | undefined => {
    const own = lines.filter((line) => line.includes(part)).map((line) => line.split(' ')[0])
    return ['breaking', 'warning', 'safe'].find((severity) => own.includes(severity))
  }

  it('an alternative is new that refuses what another takes, nothing has changed', () => {
    const next = { anyOf: [{ not: text }, {}] }
    expect(list(describeBodies({}), describeBodies(next))).toEqual([])
  })

  it.each(schemas)('%s', (_name, old, next, written, read) => {
    const lines = list(describeBodies(old), describeBodies(next))
    const callbackAt = 'POST /things > callbacks.thing >'
    expect({
      request: worst(lines, 'clients POST /things > request body'),
      response: worst(lines, 'clients POST /things > response 200'),
      payload: worst(lines, `receivers ${callbackAt} request body`),
      answer: worst(lines, `receivers ${callbackAt} response 200`),
    }).toEqual({ request: written, response: read, payload: read, answer: written })
  })

  it('refers to itself is compared once, and to its end', () => {
    const node = (value: object) => ({
      Node: thing({ value, next: { $ref: '#/components/schemas/Node' } }),
    })
    const ref = { $ref: '#/components/schemas/Node' }
    const old = describeBodies(ref, node(text))
    const lines = list(old, describeBodies(ref, node({ type: 'integer' })))
    expect(lines).toContain('breaking clients POST /things > request body > /value: type-changed')
    expect(lines).toHaveLength(4)
  })

  it('what only goes the other way has changed is the same to whoever does not meet it', () => {
    const id = (more: object) => thing({ id: { ...text, readOnly: true, ...more } })
    const lines = list(describeBodies(id({})), describeBodies(id({ maxLength: 3 })))
    expect(lines.filter((line) => line.includes('clients POST /things > request'))).toEqual([])
    expect(lines).toContain('safe clients POST /things > response 200 > body > /id: bound-lowered')
  })

  const same: [name: string, one: unknown, other: unknown][] = [
    ['nullable', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
    ['nullable by reference', { anyOf: [{ type: 'null' }, text] }, { type: ['null', 'string'] }],
    [
      'exclusive bounds',
      { type: 'integer', minimum: 0, exclusiveMinimum: true },
      { type: 'integer', minimum: 1 },
    ],
    ['examples', { type: 'string', example: 'a' }, { type: 'string', examples: ['b'] }],
    ['bytes', { type: 'string', format: 'byte' }, { type: 'string', contentEncoding: 'base64' }],
    [
      'constants',
      { type: 'string', enum: ['a', 'b'] },
      { anyOf: [{ const: 'b' }, { const: 'a' }] },
    ],
    [
      'composition',
      thing({ a: text, b: text }),
      { allOf: [thing({ a: text }), thing({ b: text })] },
    ],
  ]

  it.each(same)('%s are written as 3.0 does, or as 3.1 does', (_name, one, other) => {
    const isOld = ['nullable', 'exclusive bounds', 'examples', 'bytes'].includes(_name)
    const old = describeBodies(one, {}, isOld ? '3.0.3' : '3.1.0')
    expect(list(old, describeBodies(other))).toEqual([])
    expect(list(describeBodies(other), old)).toEqual([])
  })
})

const folder = process.env['RINGBACK_CORPUS']

describe.runIf(folder)('published documents', () => {
  it('are equal to themselves, and to themselves in 3.1', () => {
    for (const { document, file } of readCorpus(folder ?? '')) {
      const next = structuredClone(document)
      expect([file, list(document, next)]).toEqual([file, []])
      const isOld = String(document['openapi']).startsWith('3.0')
      const upgraded = isOld ? upgradeTo31(document) : next
      expect([file, list(document, upgraded)]).toEqual([file, []])
    }
  })
})
