import express from 'express'
import { describe, expect, it } from 'vitest'
import { callbackRouter, openapi, operation, webhookRouter } from '../../../lib/index.ts'
import type { OpenAPIOptions } from '../../../lib/index.ts'
import { caught, summary } from '../../live-app.ts'
import { inShort } from './pet-shop.ts'

/** What a base may hold, though few do: path items by reference, above all. */
const info = { title: 'Base', version: '1' }
const answer: express.RequestHandler = (_req, res) => void res.json({})
const responses = { 200: { description: 'OK' } }

interface Outcome {
  readonly document: object
  readonly problems: string[]
}

function build(
  app: express.Express,
  parts: object,
  options: Omit<OpenAPIOptions, 'base' | 'info'> = {},
): Outcome {
  const docs = openapi({ ...options, base: { openapi: '3.1.0', info, paths: {}, ...parts } })
  return { problems: docs.problems(app).map(inShort), document: docs.document(app) }
}

/** The same parts with what every document has. */
function whole(parts: object): object {
  return { openapi: '3.1.0', info, paths: {}, ...parts }
}

/** An app that answers `GET /orders` and whatever else is given, declared or not. */
function createApp(routes: Readonly<Record<string, object | undefined>>): express.Express {
  const app = express()
  for (const [route, definition] of Object.entries(routes)) {
    const [method, path] = route.split(' ') as ['get' | 'post', string]
    const own = definition
      ? [operation(definition as { hidden?: boolean }) as express.RequestHandler]
      : []
    app[method](path, ...own, answer)
  }
  return app
}

const conflict = (where: string, places: string): string =>
  `WARN_BASE_CONFLICT ${where}: The code and the base say different things of ${places}: what the code says is in the document.`
const hides = (where: string): string =>
  `WARN_BASE_CONFLICT ${where}: The code hides ${where}, which the base has: it is not in the document.`
const noOperation = (where: string, id: string): string =>
  `ERR_REFERENCE ${where}: The link leads to the operation "${id}", and no operation has this operationId.`

describe('a callback of the base that leads back to its own operation', () => {
  it('is as it was', () => {
    const again = { again: { '{$request.body#/url}': { $ref: '#/paths/~1a' } } }
    const paths = { '/a': { post: { operationId: 'a', responses, callbacks: again } } }
    const outcome = build(createApp({ 'post /a': undefined }), { paths })
    expect(outcome).toEqual({ document: whole({ paths }), problems: [] })
  })

  it('may do so by way of the components', () => {
    const again = { again: { '{$request.body#/url}': { $ref: '#/components/pathItems/Event' } } }
    const parts = {
      webhooks: { event: { $ref: '#/components/pathItems/Event' } },
      components: { pathItems: { Event: { post: { responses, callbacks: again } } } },
    }
    expect(build(express(), parts)).toEqual({ document: whole(parts), problems: [] })
  })
})

describe('a path item of the base that is referred to', () => {
  const get = { operationId: 'listOrders', responses }
  const post = { operationId: 'placeOrder', responses }
  const pathItems = { Orders: { get, post } }
  const $ref = '#/components/pathItems/Orders'
  const parts = { paths: { '/orders': { $ref } }, components: { pathItems } }
  const declared = { summary: 'Code' }

  it('is written out where the code says something of it, and is no component any more', () => {
    const app = createApp({ 'get /orders': declared, 'post /orders': undefined })
    expect(build(app, parts)).toEqual({
      document: whole({ paths: { '/orders': { get: { ...declared, ...get }, post } } }),
      problems: [],
    })
  })

  it('is written out from behind a reference that it refers to itself', () => {
    const app = createApp({ 'get /orders': declared, 'post /orders': undefined })
    const Kept = { get: { operationId: 'kept', responses } }
    const components = { pathItems: { ...pathItems, Kept, First: { $ref } } }
    const paths = { '/orders': { $ref: '#/components/pathItems/First' } }
    expect(build(app, { paths, components })).toEqual({
      document: whole({
        paths: { '/orders': { get: { ...declared, ...get }, post } },
        components: { pathItems: { Kept } },
      }),
      problems: [],
    })
  })

  it('leaves its ids where it stays, since something else refers to it', () => {
    const app = createApp({
      'get /orders': declared,
      'post /orders': undefined,
      'get /old': undefined,
      'post /old': undefined,
    })
    const paths = { ...parts.paths, '/old': { $ref } }
    expect(build(app, { ...parts, paths })).toEqual({
      document: whole({
        paths: {
          '/orders': {
            get: { ...declared, operationId: 'getOrders', responses },
            post: { responses },
          },
          '/old': { $ref },
        },
        components: { pathItems },
      }),
      problems: [],
    })
  })

  it('leaves its ids to another path that has it', () => {
    const app = createApp({ 'get /a': declared, 'get /b': undefined })
    const callbacks = { sent: { '{$url}': { post: { operationId: 'sent', responses } } } }
    const paths = { '/a': { $ref: '#/paths/~1b' }, '/b': { get: { ...get, callbacks } } }
    expect(build(app, { paths })).toEqual({
      document: whole({
        paths: {
          '/a': {
            get: {
              ...declared,
              operationId: 'getA',
              responses,
              callbacks: { sent: { '{$url}': { post: { responses } } } },
            },
          },
          '/b': paths['/b'],
        },
      }),
      problems: [],
    })
  })

  it('may be a webhook', () => {
    const webhooks = webhookRouter().post('placed', { ...declared, responses: { 200: null } })
    const base = { webhooks: { placed: { $ref } }, components: { pathItems } }
    expect(build(express(), base, { webhooks })).toEqual({
      document: whole({
        webhooks: { placed: { get, post: { ...declared, ...post, security: [] } } },
      }),
      problems: [],
    })
  })

  it('is not published by its component where the code hides it', () => {
    const app = createApp({ 'get /orders': { hidden: true }, 'post /orders': undefined })
    expect(build(app, parts)).toEqual({
      document: whole({ paths: { '/orders': { post } } }),
      problems: [hides('GET /orders')],
    })
    const all = createApp({ 'get /orders': { hidden: true }, 'post /orders': { hidden: true } })
    expect(build(all, parts)).toEqual({
      document: whole({}),
      problems: [hides('GET /orders'), hides('POST /orders')],
    })
  })

  it('may be that of a callback which the code has too', () => {
    const url = '{$request.body#/url}'
    const body = { type: 'object', properties: { url: { type: 'string' } }, required: ['url'] }
    const events = callbackRouter().post(url, { summary: 'Code', responses: { 200: null } })
    const app = createApp({ 'post /a': { body, callbacks: { events } } })
    const callbacks = { events: { [url]: { $ref } } }
    const paths = { '/a': { post: { operationId: 'a', responses, callbacks } } }
    const { document, problems } = build(app, { paths, components: { pathItems } })
    expect(problems).toEqual([])
    expect(document).toMatchObject({
      paths: {
        '/a': {
          post: {
            callbacks: { events: { [url]: { get, post: { ...post, summary: 'Code' } } } },
          },
        },
      },
    })
    expect((document as { components: object }).components).not.toHaveProperty('pathItems')
    expect(JSON.stringify(document)).not.toContain($ref)
  })
})

describe('the paths of the base', () => {
  const get = { operationId: 'a', responses }

  it('may be empty, which is the root and no other', () => {
    const app = createApp({ 'get /': { summary: 'Code' }, 'get /b': { summary: 'Other' } })
    expect(build(app, { paths: { '': { get } } })).toEqual({
      document: whole({
        paths: {
          '/': { get: { summary: 'Code', ...get } },
          '/b': {
            get: {
              summary: 'Other',
              operationId: 'getB',
              responses: { 200: { description: 'Successful Response' } },
            },
          },
        },
      }),
      problems: [],
    })
  })

  it('are answered with a slash at their end and without it, unless the router is strict', () => {
    const paths = { '/a': { get }, '/a/': { get: { responses } } }
    expect(build(createApp({ 'get /a': undefined }), { paths })).toEqual({
      document: whole({ paths }),
      problems: [],
    })
    const strict = express()
    strict.set('strict routing', true)
    strict.get('/a', answer)
    expect(build(strict, { paths }).problems).toEqual([
      'WARN_BASE_UNROUTED GET /a/: The base has GET /a/, which no route of the app answers.',
    ])
  })
})

describe('links of the base to an operation that has another id in the code', () => {
  const links = { next: { operationId: 'old' } }
  const wrong = { 200: { description: 'OK', links } }
  const old = { '/a': { get: { operationId: 'old', responses } } }

  function errorsOf(parts: { readonly paths?: object }): string[] {
    const app = createApp({ 'get /a': { operationId: 'new' }, 'post /b': undefined })
    const paths = { ...old, ...parts.paths }
    const docs = openapi({ base: { openapi: '3.1.0', info, ...parts, paths } })
    const found = docs.problems(app).filter(({ severity }) => severity === 'error')
    return found.map(inShort)
  }

  const callback = { 'https://a.test': { post: { responses: wrong } } }
  const at = 'responses.200.links.next'

  it.each<[where: string, parts: { readonly paths?: object }]>([
    ['components.links.next', { components: { links } } as object],
    ['components.responses.200.links.next', { components: { responses: wrong } } as object],
    [
      `webhooks > POST made > ${at}`,
      { webhooks: { made: { post: { responses: wrong } } } } as object,
    ],
    [
      `components.pathItems > GET Item > ${at}`,
      { components: { pathItems: { Item: { get: { responses: wrong } } } } } as object,
    ],
    [
      `components.callbacks.sent > POST https://a.test > ${at}`,
      { components: { callbacks: { sent: callback } } } as object,
    ],
    [
      `POST /b > callbacks.sent > POST https://a.test > ${at}`,
      { paths: { '/b': { post: { responses, callbacks: { sent: callback } } } } },
    ],
  ])('are told: %s', (where, parts) => {
    expect(errorsOf(parts)).toEqual([noOperation(where, 'old')])
  })

  it('are not told where they are components that led to none before', () => {
    const other = { next: { operationId: 'never' } }
    const shared = { links: other, responses: { 200: { description: 'OK', links: other } } }
    expect(errorsOf({ components: shared } as object)).toEqual([])
  })
})

describe('a link of the code', () => {
  it.each<[name: string, paths: object, components: object]>([
    ['', { '/a': { get: { operationId: 'gone', responses } } }, {}],
    [
      ' behind a reference',
      { '/a': { $ref: '#/components/pathItems/A' } },
      { pathItems: { A: { get: { operationId: 'gone', responses } } } },
    ],
  ])('cannot lead to an operation of the base that the code hides%s', (_, paths, components) => {
    const linked = { responses: { 200: { links: { l: { operationId: 'gone' } } } } }
    const app = createApp({ 'get /a': { hidden: true }, 'get /b': linked })
    const docs = openapi({ base: { openapi: '3.1.0', info, paths, components } })
    expect(docs.problems(app).map(inShort)).toEqual([
      noOperation('GET /b > responses.200.links.l', 'gone'),
      hides('GET /a'),
    ])
  })
})

describe('schemas that refer to each other in a ring', () => {
  const count = 2500

  /** Each named otherwise than in the code, and the last of them with a type of its own. */
  function ring(prefix: string, last: string): Record<string, object> {
    const named = Array.from({ length: count }, (_, index): [string, object] => [
      `${prefix}${index}`,
      {
        type: 'object',
        properties: {
          next: { $ref: `#/components/schemas/${prefix}${(index + 1) % count}` },
          ...(index === count - 1 ? { end: { type: last } } : {}),
        },
      },
    ])
    return Object.fromEntries(named)
  }

  const operationCount = 60
  const bodyOf = (prefix: string, index: number): object => ({
    200: {
      description: 'OK',
      content: {
        'application/json': { schema: { $ref: `#/components/schemas/${prefix}${index}` } },
      },
    },
  })

  function problemsOf(last: string): string[] {
    const indexes = Array.from({ length: operationCount }, (_, index) => index)
    const paths = indexes.map((index) => [`/r${index}`, { get: { responses: bodyOf('B', index) } }])
    const app = express()
    for (const index of indexes) {
      const schema = { $ref: `#/components/schemas/A${index}` }
      app.get(
        `/r${index}`,
        operation({ responses: { 200: { description: 'OK', schema } } }),
        answer,
      )
    }
    const components = { schemas: { ...ring('A', 'string'), ...ring('B', last) } }
    const docs = openapi({
      base: whole({ paths: Object.fromEntries(paths) as object, components }),
    })
    return docs.problems(app).map(inShort)
  }

  it('are the same where they say the same', () => {
    const repeated = Array.from({ length: operationCount }, (_, index) => {
      const where = `GET /r${index}`
      return `NOTICE_BASE_REPEATED ${where}: The base says nothing of ${where} that the code does not say.`
    })
    expect(problemsOf('string')).toEqual(repeated)
  })

  it('differ in every operation where one of them says something else', () => {
    const differs = Array.from({ length: operationCount }, (_, index) =>
      conflict(`GET /r${index}`, 'responses.200'),
    )
    expect(problemsOf('integer')).toEqual(differs)
  })
})

describe('components that refer to others', () => {
  it('say where they differ, however often what they refer to was compared', () => {
    const to = (name: string): object => ({ $ref: `#/components/schemas/${name}` })
    const schemas = (name: string, type: string): object => ({
      One: { type: 'object', properties: { a: to(`${name}Outer`) } },
      Two: { type: 'array', items: to(`${name}Outer`) },
      [`${name}Outer`]: { type: 'object', properties: { in: to(`${name}Inner`), back: to('One') } },
      [`${name}Inner`]: { type: 'object', properties: { deep: { type } } },
    })
    const components = { schemas: schemas('Code', 'string') as Record<string, object> }
    const base = { components: { schemas: schemas('Base', 'integer') } }
    const { problems } = build(express(), base, { components })
    const differ = (name: string, place: string): string =>
      `WARN_BASE_CONFLICT components.schemas.${name}: The code and the base have different components "${name}": ${place}.properties.in.properties.deep.type is "string" in the code and "integer" in the base. The code's is in the document.`
    expect(problems).toEqual([differ('One', 'properties.a'), differ('Two', 'items')])
  })
})

describe('what says nothing', () => {
  it('is no conflict: a response that has no media type', () => {
    const parts = {
      paths: {
        '/a': { get: { summary: 'A', responses: { 204: { description: 'Gone', content: {} } } } },
      },
    }
    const app = createApp({
      'get /a': { summary: 'A', responses: { 204: { description: 'Gone' } } },
    })
    const { problems, document } = build(app, parts)
    expect(problems).toEqual([
      'NOTICE_BASE_REPEATED GET /a: The base says nothing of GET /a that the code does not say.',
    ])
    expect(document).toMatchObject({ paths: { '/a': { get: { responses: { 204: {} } } } } })
  })
})

describe('a document of ours that streams, as its own base', () => {
  const Item = { type: 'object', properties: { id: { type: 'string' } } } as const
  const routes = {
    'get /inline': {
      operationId: 'inline',
      responses: { 200: { content: { 'application/jsonl': { itemSchema: Item } } } },
    },
    'get /named': {
      operationId: 'named',
      responses: {
        200: {
          content: {
            'application/jsonl': { itemSchema: { $ref: '#/components/schemas/Item' } },
            'multipart/mixed': { itemSchema: Item },
          },
        },
      },
    },
  }
  const components = { schemas: { Item } }
  const repeated = ['GET /inline', 'GET /named'].map(
    (where) =>
      `NOTICE_BASE_REPEATED ${where}: The base says nothing of ${where} that the code does not say.`,
  )

  it.each(['3.0', '3.1', '3.2'] as const)('changes nothing in %s', (version) => {
    const app = createApp(routes)
    const own = openapi({ info, components, openapi: version })
    const base = own.document(app)
    const docs = openapi({ base, openapi: version })
    expect(JSON.stringify(docs.document(app))).toBe(JSON.stringify(base))
    const found = docs.problems(app).filter(({ code }) => code !== 'NOTICE_VERSION')
    expect(found.map(inShort)).toEqual(repeated)
  })
})

describe('openapi({ base }) refuses what is no object', () => {
  const get = { responses }

  it.each<[place: string, what: string, parts: object]>([
    ['paths./a is null', 'an object', { paths: { '/a': null } }],
    ['paths./a.get is null', 'an object', { paths: { '/a': { get: null } } }],
    ['paths./a.parameters is null', 'a list', { paths: { '/a': { parameters: null } } }],
    [
      'paths./a.get.parameters.0 is "id"',
      'an object',
      { paths: { '/a': { get: { parameters: ['id'] } } } },
    ],
    [
      'paths./a.get.responses is null',
      'an object',
      { paths: { '/a': { get: { responses: null } } } },
    ],
    [
      'paths./a.get.responses.200.content.text/csv is the boolean true',
      'an object',
      { paths: { '/a': { get: { responses: { 200: { content: { 'text/csv': true } } } } } } },
    ],
    ['components.schemas is null', 'an object', { components: { schemas: null } }],
    ['components.schemas.A is null', 'an object', { components: { schemas: { A: null } } }],
  ])('%s', (place, what, parts) => {
    const error = caught(() => openapi({ base: { openapi: '3.1.0', info, paths: {}, ...parts } }))
    expect(summary(error)).toEqual({
      code: 'ERR_OPENAPI_OPTION',
      message: `base.${place}.`,
      where: 'openapi()',
      remedy: `Mend the document: OpenAPI has ${what} there.`,
    })
  })

  it('and takes a boolean for a schema, and null where it is data', () => {
    const parts = {
      paths: {
        '/a': { get: { ...get, 'x-note': null }, 'x-item': null },
        'x-paths': null,
      },
      components: { schemas: { A: true, B: { default: null } }, examples: { C: { value: null } } },
      'x-root': null,
    }
    const { document, problems } = build(createApp({ 'get /a': undefined }), parts)
    expect([document, problems]).toEqual([whole(parts), []])
  })
})
