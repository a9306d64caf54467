/** The document of what the other side implements: callbacks and webhooks as paths. */
import express from 'express'
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createReceiverDocument } from '../../lib/document/receiver-document.ts'
import { callbackRouter, openapi, operation, webhookRouter } from '../../lib/index.ts'
import type { OpenAPIMiddleware, OpenAPIOptions, OpenAPIVersion } from '../../lib/index.ts'
import { caught, listen, summary } from '../live-app.ts'

const info = { title: 'Invoices', version: '2.1.0' }

type Any = Record<string, any> // oxlint-disable-line typescript/no-explicit-any -- a document, read as a client would

/** A document in which `POST /subscribe` has callbacks. */
function documentOf(callbacks: object, others: object = {}): object {
  const subscribe = { operationId: 'subscribe', responses: {}, callbacks }
  return { openapi: '3.1.0', info, paths: { '/subscribe': { post: subscribe } }, ...others }
}

/** What becomes of one key that is called by POST. */
function receive(key: string, others: object = {}, fields: object = {}): [path: string, post: Any] {
  const post = { operationId: 'paid', responses: { 204: { description: '' } }, ...fields }
  const { paths } = createReceiverDocument(documentOf({ events: { [key]: { post } } }, others))
  const entries = Object.entries(paths as Any)
  expect(entries).toHaveLength(1)
  const [[path, item]] = entries as [[string, Any]]
  return [path, item['post'] as Any]
}

function pathParameter(name: string, expression: string): object {
  return {
    name,
    in: 'path',
    required: true,
    description: `The value of \`${expression}\` in the exchange that registered the call.`,
    schema: { type: 'string' },
  }
}

describe('the path of a callback', () => {
  it.each([
    ['{$request.query.callback_url}/invoices/{$request.body#/id}', '/invoices/{id}', ['id']],
    ['{$request.query.url}/a/b', '/a/b', []],
    ['{$request.body#/url}/{$request.body#/a~1b/c%20d}', '/{c_20d}', ['c_20d']],
    [
      '{$request.body#/url}/{$request.body#/lines/0}/{$request.body#/1}',
      '/{lines_0}/{1}',
      ['lines_0', '1'],
    ],
    [
      '{$request.body#/url}/{$request.body#/id}/{$response.body#/id}',
      '/{id}/{id_2}',
      ['id', 'id_2'],
    ],
    ['{$request.body#/url}/{$request.header.X-Id}.json', '/{X-Id}.json', ['X-Id']],
    [
      '{$request.body#/url}/{$method}/{$statusCode}/{$url}',
      '/{method}/{statusCode}/{url}',
      ['method', 'statusCode', 'url'],
    ],
    ['{$request.body#/url}/{$request.body}', '/{body}', ['body']],
    ['{$request.body#/url}/x#fragment', '/x', []],
    ['{$request.body#/host}:8080/x', '/x', []],
    ['{$request.body#/url}hook', '/hook', []],
    // nothing but an expression: by its operationId
    ['{$request.body#/url}', '/paid', []],
    ['$request.body#/url', '/paid', []],
    ['{$request.body#/url}/', '/paid', []],
    // what published documents have in place of expressions
    ['{$callback_url}/x/{$request.body.id}', '/x/{id}', ['id']],
    ['{$request.body.callbackReference}', '/paid', []],
    ['onEvent', '/onEvent', []],
    ['/events/{$request.body#/id}', '/events/{id}', ['id']],
    ['https://hooks.test/in/{$request.body#/id}', '/in/{id}', ['id']],
    ['https://hooks.test', '/', []],
  ])('%s is %s', (key, expected, names) => {
    const [path, { parameters = [] }] = receive(key)
    expect(path).toBe(expected)
    expect(parameters.map(({ name, in: place }: Any) => [name, place])).toEqual(
      names.map((name) => [name, 'path']),
    )
  })

  it('has its parameters described by the expressions that they are read from', () => {
    const [, { parameters }] = receive('{$request.query.url}/{$request.body#/customer/id}')
    expect(parameters).toEqual([pathParameter('id', '$request.body#/customer/id')])
  })

  it('has no query, which becomes parameters', () => {
    const [path, { parameters }] = receive(
      '{$request.query.url}/x?id={$request.body#/id}&kind=a%20b&to=u-{$request.body#/to}&url={$url}',
      {},
      { parameters: [{ name: 'url', in: 'query', schema: { type: 'string', format: 'uri' } }] },
    )
    expect(path).toBe('/x')
    expect(parameters).toEqual([
      { ...pathParameter('id', '$request.body#/id'), in: 'query' },
      { name: 'kind', in: 'query', required: true, schema: { type: 'string', enum: ['a b'] } },
      {
        name: 'to',
        in: 'query',
        required: true,
        description: 'Written as `u-{to}`.',
        schema: { type: 'string' },
      },
      { name: 'url', in: 'query', schema: { type: 'string', format: 'uri' } },
    ])
  })

  it('has a server of its own where the host is known', () => {
    expect(receive('https://hooks.test:8443/in')[1]['servers']).toEqual([
      { url: 'https://hooks.test:8443' },
    ])
    expect(receive('http://{$request.query.host}/in')[1]['servers']).toEqual([
      {
        url: 'http://{host}',
        variables: { host: { default: 'localhost', description: '`$request.query.host`' } },
      },
    ])
    const own = [{ url: 'https://api.test' }]
    expect(receive('/in', { servers: own })[1]['servers']).toEqual(own)
    expect(receive('{$request.query.url}/in', { servers: own })[1]['servers']).toBeUndefined()
  })
})

describe('two requests at one path', () => {
  const paid = { operationId: 'paid', responses: {} }
  const voided = { operationId: 'voided', responses: {} }

  function pathsOf(callbacks: object, others: object = {}): Any {
    return createReceiverDocument(documentOf(callbacks, others)).paths as Any
  }

  it('are one path item where their methods differ, spelled alike', () => {
    const paths = pathsOf({
      one: { '{$request.query.a}/x/{$request.body#/id}': { post: paid } },
      two: { '{$request.query.b}/x/{$request.body#/number}': { delete: voided } },
    })
    expect(Object.keys(paths)).toEqual(['/x/{id}'])
    const item = paths['/x/{id}']
    expect(item.post).toEqual({ ...paid, parameters: [pathParameter('id', '$request.body#/id')] })
    expect(item.delete).toEqual({
      ...voided,
      parameters: [pathParameter('id', '$request.body#/number')],
    })
    expect(item.description).toBe(
      'The callback `one`, sent to `{$request.query.a}/x/{$request.body#/id}`, by what POST /subscribe registers.\n\n' +
        'The callback `two`, sent to `{$request.query.b}/x/{$request.body#/number}`, by what POST /subscribe registers.',
    )
  })

  it('are told apart by the names of their callbacks', () => {
    const paths = pathsOf({
      'on paid': { '{$request.query.a}/x/{$request.body#/id}': { post: paid } },
      onVoid: { '{$request.query.b}/x/{$request.body#/number}': { post: voided } },
      onOther: { '{$request.query.b}/y': { post: { responses: {} } } },
    })
    expect(
      Object.entries(paths).map(([path, item]) => [path, (item as Any)['post'].operationId]),
    ).toEqual([
      ['/on%20paid/x/{id}', 'paid'],
      ['/onVoid/x/{number}', 'voided'],
      ['/y', undefined],
    ])
  })

  it('are told apart by number where the names are one', () => {
    const paths = pathsOf(
      {
        events: {
          '{$request.query.a}/x': { post: paid },
          '{$request.query.b}/x': { post: voided },
        },
      },
      { webhooks: { 'events/x': { post: { operationId: 'hook', responses: {} } } } },
    )
    expect(Object.keys(paths)).toEqual(['/events/x', '/events_2/x', '/events%2Fx'])
  })

  it('are one where one callback is written out in several operations', () => {
    const events = (operationId: string): object => ({
      events: { '{$request.query.a}/x': { post: { ...paid, operationId } } },
    })
    const other = { get: { responses: {}, callbacks: events('paid_2') } }
    const document = documentOf(events('paid')) as { paths: object }
    const { paths } = createReceiverDocument({
      ...document,
      paths: { ...document.paths, '/other': other },
    }) as Any
    expect(paths).toEqual({
      '/x': {
        description:
          'The callback `events`, sent to `{$request.query.a}/x`, by what POST /subscribe, GET /other registers.',
        post: paid,
      },
    })
  })
})

describe('the document', () => {
  const received = { $ref: '#/components/schemas/Received' }
  const json = (schema: object): object => ({ content: { 'application/json': { schema } } })
  const components = {
    schemas: {
      Unused: { type: 'string' },
      Event: { type: 'object', properties: { pet: { $ref: '#/components/schemas/Pet' } } },
      Received: { type: 'object', properties: { next: received } },
      Pet: { type: 'object', discriminator: { propertyName: 'kind' } },
      Cat: {
        allOf: [{ $ref: '#/components/schemas/Pet' }, { properties: { a: { type: 'null' } } }],
      },
      Dog: { type: 'object', example: { $ref: '#/components/schemas/Unused' } },
    },
    responses: { Taken: { description: 'Taken', ...json(received) } },
    parameters: { trace: { name: 'trace', in: 'header', schema: { type: 'string' } } },
    securitySchemes: {
      hook: { type: 'http', scheme: 'bearer' },
      api: { type: 'http', scheme: 'basic' },
    },
    callbacks: {
      events: {
        '{$request.query.url}/x': {
          summary: 'A path item',
          parameters: [{ $ref: '#/components/parameters/trace' }],
          post: {
            operationId: 'event',
            tags: ['events'],
            security: [{ hook: [] }],
            requestBody: json({ $ref: '#/components/schemas/Event' }),
            responses: {
              200: { $ref: '#/components/responses/Taken' },
              400: {
                description: '',
                ...json({ $ref: '#/paths/~1other/get/x-schema' }),
                links: { dead: { operationId: 'subscribe' }, alive: { operationId: 'event' } },
              },
            },
          },
        },
      },
    },
  }
  const document = documentOf(
    {
      one: { $ref: '#/components/callbacks/events' },
      two: { $ref: '#/components/callbacks/events' },
    },
    {
      components,
      tags: [{ name: 'events' }, { name: 'others' }],
      security: [{ api: [] }],
      servers: [{ url: 'https://api.test' }],
    },
  ) as Any
  document['paths']['/other'] = { get: { responses: {}, 'x-schema': { type: 'number' } } }
  const copy = structuredClone(document)
  const receiver = createReceiverDocument(document) as Any

  it('says whose it is, and leaves where that is to them', () => {
    const { openapi: version, info: about, servers, tags, security } = receiver
    expect({ version, about, servers, tags, security }).toEqual({
      version: '3.1.0',
      about: {
        title: 'Invoices (receiver)',
        version: '2.1.0',
        description: 'What you implement to be called by Invoices.',
      },
      servers: [
        {
          url: '{receiver}',
          description: 'Where you receive: what you give as the URL of callbacks.',
          variables: { receiver: { default: 'http://localhost:4000' } },
        },
      ],
      tags: [{ name: 'events' }],
      security: undefined,
    })
  })

  it('has the components that are used, and no others', () => {
    const names = Object.entries(receiver['components'] as Any).map(([kind, one]) => [
      kind,
      Object.keys(one as object),
    ])
    expect(names).toEqual([
      ['schemas', ['Event', 'Received', 'Pet', 'Cat']],
      ['responses', ['Taken']],
      ['parameters', ['trace']],
      ['securitySchemes', ['hook']],
    ])
    expect(receiver['components']['schemas'].Cat).toEqual(components.schemas.Cat)
  })

  it('has a shared callback once, with what its path item says', () => {
    const { post } = receiver['paths']['/x']
    expect(Object.keys(receiver['paths'])).toEqual(['/x'])
    expect(post).toMatchObject({
      operationId: 'event',
      security: [{ hook: [] }],
      parameters: [{ $ref: '#/components/parameters/trace' }],
    })
  })

  it('has in place what it refers to in the rest of the API, and links nowhere else', () => {
    const { content, links } = receiver['paths']['/x'].post.responses[400]
    expect(content['application/json'].schema).toEqual({ type: 'number' })
    expect(links).toEqual({ alive: { operationId: 'event' } })
  })

  it('leaves the one that it is made of as it is', () => {
    expect(document).toEqual(copy)
    receiver['paths']['/x'].post.tags.push('mine')
    expect(document).toEqual(copy)
  })

  it('has webhooks by their names, those of 3.0 too', () => {
    const hook = { post: { operationId: 'hook', responses: {} } }
    const of31 = createReceiverDocument({
      ...{
        openapi: '3.1.1',
        info,
        webhooks: { newSubscription: hook, 'a b/{c}': hook, '/given': hook },
      },
    })
    expect(Object.keys(of31.paths ?? {})).toEqual([
      '/newSubscription',
      '/a%20b%2F%7Bc%7D',
      '/given',
    ])
    const of30 = createReceiverDocument({
      ...{ openapi: '3.0.3', info, paths: {}, 'x-webhooks': { newSubscription: hook } },
    })
    expect(of30.paths).toEqual({
      '/newSubscription': { description: 'The webhook `newSubscription`.', ...hook },
    })
  })

  it('has methods of 3.2, and names that are no names of properties', () => {
    const others = { query: { responses: {} }, additionalOperations: { COPY: { responses: {} } } }
    const { paths } = createReceiverDocument({
      ...{ openapi: '3.2.0', info },
      webhooks: JSON.parse('{ "__proto__": { "post": { "responses": {} } } }') as object,
      paths: { '/a': { post: { responses: {}, callbacks: { c: { '{$url}/x': others } } } } },
    }) as Any
    expect(Object.keys(paths)).toEqual(['/x', '/__proto__'])
    expect(paths['/x']).toMatchObject(others)
  })

  it.each([
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['Swagger', { swagger: '2.0' }, 'one with openapi: undefined'],
    ['what is to come', { openapi: '4.0.0' }, 'one with openapi: "4.0.0"'],
  ])('is made of no %s', (_what, given, told) => {
    expect(summary(caught(() => createReceiverDocument(given as never)))).toEqual({
      code: 'ERR_DOCUMENT',
      message: `A receiver document is made of an OpenAPI document, and ${told} was given.`,
      where: '',
      remedy: 'Give a document of OpenAPI 3.0, 3.1 or 3.2, parsed.',
    })
  })

  it.each([
    ['nothing', { openapi: '3.1.0', info }],
    [
      'what is none',
      { openapi: '3.1.0', info: 1, paths: [], webhooks: 'a', components: null, tags: {} },
    ],
    ['a callback that leads nowhere', documentOf({ a: { $ref: '#/components/callbacks/a' } })],
    [
      'one that leads to itself',
      documentOf({ a: { $ref: '#/paths/~1subscribe/post/callbacks/a' } }),
    ],
    ['path items that are none', documentOf({ a: { '{$url}': null, 'x-b': {}, '{$method}': [] } })],
  ])('of %s is empty', (_what, given) => {
    expect(createReceiverDocument(given).paths).toEqual({})
  })
})

const Event = z.object({ id: z.string(), paid: z.boolean(), note: z.string().nullable() })

function createApp(options: Partial<OpenAPIOptions> = {}): {
  app: express.Express
  docs: OpenAPIMiddleware
} {
  const invoiceEvents = callbackRouter({ signed: true }).post(
    '{$request.query.callback_url}/invoices/{$request.body#/id}',
    {
      operationId: 'invoiceNotification',
      body: Event,
      responses: { 200: z.object({ ok: z.boolean() }) },
    },
  )
  const webhooks = webhookRouter().post('newSubscription', {
    operationId: 'subscribed',
    body: Event,
  })
  const app = express()
  app.use(express.json())
  const definition = {
    query: z.object({ callback_url: z.url() }),
    body: z.object({ id: z.string() }),
    callbacks: { invoiceEvents },
  }
  app.post(
    '/invoices',
    operation(definition, (_req, res) => void res.json()),
  )
  const docs = openapi({
    info,
    webhooks,
    schemas: { Event },
    onProblem: () => {},
    ...options,
  } as never)
  app.use(docs)
  return { app, docs }
}

describe('docs.receiverDocument()', () => {
  it('is made of the document of the app, in the version that is asked for', () => {
    const { app, docs } = createApp()
    expect(docs.receiverDocument(app)).toEqual(createReceiverDocument(docs.document(app)))
    expect(Object.keys(docs.receiverDocument(app).paths ?? {})).toEqual([
      '/invoices/{id}',
      '/newSubscription',
    ])
    for (const version of ['3.0', '3.1', '3.2'] as OpenAPIVersion[]) {
      const made = createReceiverDocument(docs.document(app, version))
      expect(docs.receiverDocument(app, version)).toEqual(made)
    }
  })

  it('throws what .document() throws', () => {
    const { app, docs } = createApp()
    app.get(
      '/a',
      operation({ operationId: 'subscribed' }, () => {}),
    )
    expect(caught(() => docs.receiverDocument(app)).code).toBe('ERR_DOCUMENT')
    expect(caught(() => docs.receiverDocument(app, '4.0' as never)).code).toBe('ERR_OPENAPI_OPTION')
    expect(caught(() => docs.receiverDocument({} as never)).code).toBe('ERR_APP_NOT_FOUND')
  })
})

describe('openapi({ receiverDocument })', () => {
  it('serves it, in JSON and in YAML, beside the document', async () => {
    const { app, docs } = createApp({ receiverDocument: '/receiver.json' })
    const origin = await listen(app)
    const json = await fetch(`${origin}/receiver.json`)
    expect(json.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await json.json()).toEqual(docs.receiverDocument(app))
    const yaml = await fetch(`${origin}/receiver.yaml`)
    expect(yaml.headers.get('content-type')).toBe('application/yaml')
    expect(load(await yaml.text())).toEqual(docs.receiverDocument(app))
    const etag = json.headers.get('etag') ?? ''
    // as a browser asks that reloads the page
    const headers = { 'If-None-Match': etag, 'Cache-Control': 'max-age=0' }
    expect((await fetch(`${origin}/receiver.json`, { headers })).status).toBe(304)
  })

  it('serves none by default', async () => {
    const origin = await listen(createApp().app)
    expect((await fetch(`${origin}/receiver.json`)).status).toBe(404)
  })

  it('is behind the guard, and follows the routes', async () => {
    const { app, docs } = createApp({
      receiverDocument: '/receiver.yaml',
      guard: (req, res, next) => (req.query['key'] === '1' ? next() : res.sendStatus(401)),
    })
    const origin = await listen(app)
    for (const path of ['/receiver.json', '/receiver.yaml', '/openapi.json']) {
      expect((await fetch(origin + path)).status).toBe(401)
    }
    const url = `${origin}/receiver.json?key=1`
    expect(await (await fetch(url)).json()).toEqual(docs.receiverDocument(app))
    const late = callbackRouter().put('{$request.query.url}/late', { operationId: 'late' })
    app.put(
      '/late',
      operation({ query: z.object({ url: z.url() }), callbacks: { late } }, () => {}),
    )
    expect(await (await fetch(url)).json()).toHaveProperty(['paths', '/late'])
  })

  it('answers as the document does where that has errors', async () => {
    const { app } = createApp({ receiverDocument: '/receiver.json' })
    app.get(
      '/a',
      operation({ operationId: 'subscribed' }, () => {}),
    )
    const origin = await listen(app)
    const answers = await Promise.all(
      ['/receiver.json', '/receiver.yaml', '/openapi.json'].map(async (path) => {
        const answer = await fetch(origin + path)
        return [answer.status, await answer.text()]
      }),
    )
    expect(answers[0]?.[0]).toBe(500)
    expect(answers).toEqual([answers[2], answers[2], answers[2]])
  })

  it.each([
    [{ receiverDocument: 'receiver.json' }, 'receiverDocument is "receiver.json".'],
    [{ receiverDocument: true }, 'receiverDocument is the boolean true.'],
    [
      { receiverDocument: '/openapi.yaml' },
      'The document and the receiver document are both at "/openapi.json".',
    ],
    [{ receiverDocument: '/docs' }, 'The page and the receiver document are both at "/docs".'],
  ])('refuses %j', (options, message) => {
    const error = caught(() => createApp(options as never))
    expect(summary(error)).toMatchObject({ code: 'ERR_OPENAPI_OPTION', message })
  })
})
