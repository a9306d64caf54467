import express from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { upgradeTo31 } from '../../../lib/document/versions/upgrade-3.1.ts'
import { callbackRouter, openapi, operation, webhookRouter } from '../../../lib/index.ts'
import type { OpenAPIOptions, Problem } from '../../../lib/index.ts'
import { caught, listen, summary } from '../../live-app.ts'
import {
  createPetShop,
  inShort,
  petShop,
  petShopComponents,
  petShopDeclarations,
  petShopRoutes,
  petShopWebhooks,
  type PetShopRoute,
} from './pet-shop.ts'

interface Outcome {
  readonly document: Record<string, unknown>
  readonly problems: string[]
}

function build(app: express.Express, options: OpenAPIOptions): Outcome {
  const docs = openapi(options)
  return {
    document: docs.document(app) as unknown as Record<string, unknown>,
    problems: docs.problems(app).map(inShort),
  }
}

function declare(routes: readonly PetShopRoute[]): ReturnType<typeof createPetShop> {
  return createPetShop(
    Object.fromEntries(
      routes.map((route) => [route, petShopDeclarations[route]() as express.RequestHandler]),
    ),
  )
}

const repeated = (where: string): string =>
  `NOTICE_BASE_REPEATED ${where}: The base says nothing of ${where} that the code does not say.`

describe('a published document that is moved into the code route by route', () => {
  const published = upgradeTo31(petShop)

  it('is as it was while nothing is declared', () => {
    const before = structuredClone(petShop)
    const { document, problems } = build(createPetShop(), { base: petShop })
    expect(document).toEqual(published)
    expect(Object.keys(document['paths'] as object)).toEqual(Object.keys(petShop.paths))
    expect(problems).toEqual([])
    expect(petShop).toEqual(before)
  })

  it.each(petShopRoutes.map((_, index) => index + 1))(
    'says the same with %i operations declared',
    (count) => {
      const moved = petShopRoutes.slice(0, count)
      const { document, problems } = build(declare(moved), { base: petShop })
      expect(document).toEqual(afterMoving(count))
      const places = moved.map((route) => route.replace(/:(\w+)/, '{$1}'))
      // Of the first, an example is the base's alone.
      expect(problems).toEqual(places.filter((place) => place !== 'GET /pets').map(repeated))
    },
  )

  it('says the same without it once all is declared', () => {
    const { document, problems } = build(declare(petShopRoutes), {
      ...(rootOf(published) as unknown as OpenAPIOptions),
      webhooks: petShopWebhooks,
      components: petShopComponents,
    })
    const expected = afterMoving(petShopRoutes.length)
    delete at(expected, 'paths', '/pets', 'get', 'parameters', '0')['example']
    // The path item's parameter is one of each operation.
    const { parameters, ...methods } = at(expected, 'paths', '/pets/{petId}')
    for (const operation of Object.values(methods))
      Object.assign(operation as object, { parameters })
    delete at(expected, 'paths', '/pets/{petId}')['parameters']
    at(expected, 'webhooks', 'petSold', 'post')['security'] = []
    expect(problems).toEqual([])
    expect(document).toEqual(expected)
  })

  /** What the code leaves unsaid since it is so anyway, and what it says of callbacks by itself. */
  function afterMoving(count: number): Record<string, unknown> {
    const expected = structuredClone(published) as unknown as Record<string, unknown>
    const limit = at(expected, 'paths', '/pets', 'get', 'parameters', '0')
    for (const field of ['required', 'style', 'explode']) delete limit[field]
    const shipped = ['callbacks', 'shipped', '{$request.body#/hook}', 'post']
    if (count >= 5) at(expected, 'paths', '/orders', 'post', ...shipped)['security'] = []
    return expected
  }
})

describe('a document of ours', () => {
  const Item = z.object({ id: z.string(), size: z.number().default(1) }).meta({ id: 'Item' })
  const Tree = {
    $id: 'Tree',
    type: 'object',
    properties: { branches: { type: 'array', items: { $ref: '#' } } },
  } as const
  const own = { info: { title: 'Own', version: '1' } }

  function createApp(): express.Express {
    const subscribe = z.object({ url: z.url() })
    const events = callbackRouter()
      .post('{$request.body#/url}', { operationId: 'changed', body: Item })
      .put('{$request.body#/url}/tree', { body: Tree })
    const fixed = callbackRouter().post('{$request.body#/url}/fixed', { responses: { 204: null } })
    const router = express.Router()
    router.get(
      '/items/:id',
      operation({ operationId: 'showItem', responses: { 200: Item, 404: null } }),
      answer,
    )
    const app = express()
    app.use('/admin', operation({ responses: { 401: { description: 'Who?' } } }))
    app.use('/a', router)
    app.use('/admin/b', router)
    app.post('/hooks', operation({ body: subscribe, callbacks: { events, fixed } }))
    app.put('/hooks', operation({ body: subscribe, callbacks: { events } }))
    app.put('/trees', operation({ body: Tree, responses: { 200: Item } }))
    app.get('/undeclared/:id', answer)
    return app
  }

  it('changes nothing as the base of its own app', () => {
    const webhooks = webhookRouter().post('made', { body: Item }).put('made', {})
    const app = createApp()
    const { document: base } = build(app, { ...own, webhooks })
    const { document, problems } = build(app, { base, webhooks })
    expect(document).toEqual(base)
    expect(JSON.stringify(document)).toBe(JSON.stringify(base))
    const places = [
      ...['GET /a/items/{id}', 'GET /admin/b/items/{id}', 'POST /hooks', 'PUT /hooks'],
      'PUT /trees',
    ]
    expect(problems).toEqual(places.map(repeated))
  })
})

type Members = Record<string, unknown>

function at(document: unknown, ...path: string[]): Members {
  return path.reduce((value, name) => value[name] as Members, document as Members)
}

function rootOf(document: object): Members {
  const { openapi: _, paths: __, webhooks: ___, components: ____, ...root } = document as Members
  return root
}

// --- single rules ---

const info = { title: 'Base', version: '1' }
const answer: express.RequestHandler = (_req, res) => void res.json({})
const fault = { description: 'Any fault' }

/** A base of one operation, and an app that answers it. */
function mergeOne(base: object, definition: object, parts: object = {}): Outcome {
  const app = express()
  const declared = operation(definition as { hidden?: boolean }) as express.RequestHandler
  app.post('/orders/:id', declared, answer)
  const paths = { '/orders/{orderId}': { post: base } }
  return build(app, { base: { openapi: '3.1.0', info, paths, ...parts } })
}

function operationOf({ document }: Outcome): Members {
  return at(document, 'paths', '/orders/{orderId}', 'post')
}

const conflict = (where: string, places: string): string =>
  `WARN_BASE_CONFLICT ${where}: The code and the base say different things of ${places}: what the code says is in the document.`

const orderId = { name: 'orderId', in: 'path', required: true, schema: { type: 'string' } }

describe('an operation that both have', () => {
  it('is what the code says, and for the rest what the base says', () => {
    const outcome = mergeOne(
      {
        summary: 'Base',
        description: 'Long',
        tags: ['base'],
        operationId: 'placeOrder',
        deprecated: true,
        servers: [{ url: 'https://orders.test' }],
        security: [],
        externalDocs: { url: 'https://docs.test' },
        'x-note': { summary: 1 },
        later: 'unknown',
        parameters: [
          { ...orderId, description: 'Of the order', schema: { type: 'integer' } },
          { name: 'page', in: 'query', required: true, schema: { type: 'integer' } },
          { name: 'dry', in: 'query', schema: { type: 'boolean' } },
        ],
        requestBody: { content: { 'text/csv': { schema: { type: 'string' } } } },
        responses: { 201: { description: 'Made' }, 404: { description: 'Gone' } },
        callbacks: { sent: { 'https://a.test': { post: { responses: { 200: fault } } } } },
      },
      {
        summary: 'Code',
        query: { type: 'object', properties: { page: { type: 'integer' } } },
        responses: { 201: null, default: fault },
      },
    )
    expect(operationOf(outcome)).toEqual({
      summary: 'Code',
      description: 'Long',
      tags: ['base'],
      operationId: 'placeOrder',
      deprecated: true,
      servers: [{ url: 'https://orders.test' }],
      security: [],
      externalDocs: { url: 'https://docs.test' },
      'x-note': { summary: 1 },
      later: 'unknown',
      parameters: [
        { ...orderId, description: 'Of the order', schema: { type: 'integer' } },
        { name: 'page', in: 'query', schema: { type: 'integer' } },
        { name: 'dry', in: 'query', schema: { type: 'boolean' } },
      ],
      requestBody: { content: { 'text/csv': { schema: { type: 'string' } } } },
      responses: { 201: { description: 'Made' }, 404: { description: 'Gone' }, default: fault },
      callbacks: { sent: { 'https://a.test': { post: { responses: { 200: fault } } } } },
    })
    expect(outcome.problems).toEqual([
      conflict('POST /orders/{orderId}', 'summary, parameters.query.page'),
    ])
  })

  it('says in one problem where both say something different', () => {
    const media = (type: string): object => ({ 'application/json': { schema: { type } } })
    const outcome = mergeOne(
      {
        tags: ['a', 'b'],
        operationId: 'base',
        parameters: [{ ...orderId, schema: { type: 'integer' } }],
        requestBody: { required: true, content: media('object') },
        responses: {
          200: { description: 'Base', content: media('object') },
          201: { description: 'Same', headers: { 'x-a': { schema: { type: 'string' } } } },
          default: fault,
        },
      },
      {
        tags: ['b', 'a'],
        operationId: 'code',
        params: { type: 'object', properties: { id: { type: 'string' } } },
        body: { type: 'array' },
        responses: {
          200: { description: 'Base', schema: { type: 'array' } },
          201: { description: 'Same', headers: { 'x-a': { schema: { type: 'string' } } } },
          default: fault,
        },
      },
    )
    expect(operationOf(outcome)).toEqual({
      tags: ['b', 'a'],
      operationId: 'code',
      parameters: [orderId],
      requestBody: { required: true, content: media('array') },
      responses: {
        200: { description: 'Base', content: media('array') },
        201: { description: 'Same', headers: { 'x-a': { schema: { type: 'string' } } } },
        default: fault,
      },
    })
    expect(outcome.problems).toEqual([
      conflict(
        'POST /orders/{orderId}',
        'operationId, requestBody, responses.200, parameters.path.orderId',
      ),
    ])
  })

  it('answers what the base says where the code says nothing of it', () => {
    const responses = { 202: { description: 'Taken' } }
    const outcome = mergeOne({ operationId: 'a', responses }, { summary: 'Code' })
    expect(operationOf(outcome)).toEqual({
      summary: 'Code',
      operationId: 'a',
      parameters: [orderId],
      responses,
    })
    expect(outcome.problems).toEqual([])
  })

  it('answers with our own 422, since that is what comes', () => {
    const content = { 'application/json': { schema: { type: 'string' } } }
    const outcome = mergeOne(
      { responses: { 200: { description: 'OK' }, 422: { description: 'Wrong', content } } },
      { summary: 'S', query: { type: 'object', properties: { a: { type: 'integer' } } } },
    )
    const { content: sent } = at(operationOf(outcome), 'responses', '422')
    expect(Object.keys(sent as object)).toEqual(['application/problem+json'])
    expect(outcome.problems).toEqual([conflict('POST /orders/{orderId}', 'responses.422')])
  })

  it('keeps the examples of a body and of a parameter that the code describes', () => {
    const outcome = mergeOne(
      {
        operationId: 'a',
        parameters: [{ name: 'q', in: 'query', examples: { a: { value: 'b' } }, schema: {} }],
        requestBody: {
          description: 'The order',
          required: true,
          content: { 'application/json': { schema: { type: 'object' }, examples: {} } },
        },
        responses: { default: fault },
      },
      {
        query: { type: 'object', properties: { q: true } },
        body: { type: 'object' },
        responses: { default: fault },
      },
    )
    expect(operationOf(outcome)).toEqual({
      operationId: 'a',
      parameters: [
        { name: 'q', in: 'query', examples: { a: { value: 'b' } }, schema: {} },
        orderId,
      ],
      requestBody: {
        description: 'The order',
        required: true,
        content: { 'application/json': { schema: { type: 'object' }, examples: {} } },
      },
      responses: { default: fault },
    })
    expect(outcome.problems).toEqual([])
  })

  it('is left out where the code hides it', () => {
    const { document, problems } = mergeOne({ responses: { 200: fault } }, { hidden: true })
    expect(document).toEqual({ openapi: '3.1.0', info, paths: {} })
    expect(problems).toEqual([
      'WARN_BASE_CONFLICT POST /orders/{orderId}: The code hides POST /orders/{orderId}, which the base has: it is not in the document.',
    ])
  })

  it('has what a declared guard adds, though it is not declared itself', () => {
    const app = express()
    app.use(operation({ security: [{ key: [] }], responses: { 401: { description: 'Who?' } } }))
    app.get('/a', answer)
    const components = {
      securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-key' } },
    }
    const a = { get: { summary: 'A', responses: { 200: { description: 'OK' } } } }
    const { document, problems } = build(app, {
      base: { openapi: '3.1.0', info, paths: { '/a': a }, components },
    })
    expect(document['paths']).toEqual({
      '/a': {
        get: {
          summary: 'A',
          operationId: 'getA',
          security: [{ key: [] }],
          responses: { 200: { description: 'OK' }, 401: { description: 'Who?' } },
        },
      },
    })
    expect(problems).toEqual([])
  })

  it('is told by what is referred to, and not by how', () => {
    const content = { 'application/json': { schema: { $ref: '#/components/schemas/Line' } } }
    const outcome = mergeOne(
      {
        operationId: 'a',
        responses: { 200: { $ref: '#/components/responses/Lines' }, default: fault },
      },
      {
        operationId: 'a',
        responses: { 200: { description: 'Lines', schema: { type: 'object' } }, default: fault },
      },
      {
        components: {
          schemas: { Line: { type: 'object' } },
          responses: { Lines: { description: 'Lines', content } },
        },
      },
    )
    expect(outcome.problems).toEqual([repeated('POST /orders/{orderId}')])
  })

  it('is found whatever its parameters are called, and however Express takes its path', () => {
    const app = express()
    app.get('/Orders/:a/lines/:b/', operation({ params: twoNames }))
    app.get('/orders/:c', answer)
    const get = { responses: { default: fault } }
    const paths = { '/orders/{order}/lines/{line}': { get }, '/orders/{order}': { get } }
    const { document, problems } = build(app, { base: { openapi: '3.1.0', info, paths } })
    const parameter = (name: string, type: string): object => ({
      ...{ name, in: 'path', required: true },
      schema: { type },
    })
    expect(document['paths']).toEqual({
      '/orders/{order}/lines/{line}': {
        get: {
          operationId: 'getOrdersByOrderLinesByLine',
          parameters: [parameter('order', 'integer'), parameter('line', 'boolean')],
          responses: { default: fault, 422: expect.anything() as unknown },
        },
      },
      '/orders/{order}': { get },
    })
    expect(problems).toEqual([])
  })

  it('may be of a path item that is referred to, and of a method that has no field', () => {
    const app = express()
    app.get('/a', operation({ summary: 'Code' }), answer)
    app.copy('/a', operation({ summary: 'Copy' }), answer)
    app.get('/b', answer)
    const responses = { default: fault }
    const item = {
      summary: 'Both',
      get: { responses },
      additionalOperations: { COPY: { operationId: 'copyIt', responses } },
    }
    const { document, problems } = build(app, {
      openapi: '3.2',
      base: {
        openapi: '3.2.0',
        info,
        paths: { '/a': { $ref: '#/components/pathItems/Item' }, '/b': { get: { responses } } },
        components: { pathItems: { Item: { ...item, additionalOperations: {} } } },
      },
    })
    expect(document['paths']).toEqual({
      '/a': {
        summary: 'Both',
        get: { summary: 'Code', operationId: 'getA', responses },
        additionalOperations: {
          COPY: {
            summary: 'Copy',
            operationId: 'copyA',
            responses: { 200: { description: 'Successful Response' } },
          },
        },
      },
      '/b': { get: { responses } },
    })
    expect(problems).toEqual([])
    const direct = build(app, {
      openapi: '3.2',
      base: { openapi: '3.2.0', info, paths: { '/a': item, '/b': { get: { responses } } } },
    })
    expect(at(direct.document, 'paths', '/a')).toEqual({
      summary: 'Both',
      get: { summary: 'Code', operationId: 'getA', responses },
      additionalOperations: { COPY: { summary: 'Copy', operationId: 'copyIt', responses } },
    })
    expect(direct.problems).toEqual([])
  })

  it('asks for security schemes that are declared', () => {
    const { code, problems = [] } = caught(() =>
      mergeOne({ security: [{ key: [] }], responses: { default: fault } }, { summary: 'Code' }),
    )
    expect([code, ...problems.map(inShort)]).toEqual([
      'ERR_DOCUMENT',
      'ERR_SECURITY_SCHEME POST /orders/{orderId} of the base: The security scheme "key" is required, and declared nowhere.',
    ])
  })

  const twoNames = {
    type: 'object',
    properties: { a: { type: 'integer' }, b: { type: 'boolean' } },
  } as const
})

describe('an operation of the base that no route answers', () => {
  const get = { responses: { default: fault } }
  const paths = (...names: string[]): object =>
    Object.fromEntries(names.map((name) => [name, { get, head: get, options: get }]))
  const only = (name: string): object => ({ [name]: { get } })

  function problemsOf(base: object): Problem[] {
    const app = express()
    app.get('/v1/a', answer)
    return openapi({ base: { openapi: '3.1.0', info, ...base } })
      .problems(app)
      .filter(({ code }) => code === 'WARN_BASE_UNROUTED')
  }

  it('is told one by one up to three', () => {
    expect(problemsOf({ paths: { ...paths('/v1/a'), ...only('/v1/b') } })).toEqual([
      {
        code: 'WARN_BASE_UNROUTED',
        severity: 'warning',
        where: 'GET /v1/b',
        message: 'The base has GET /v1/b, which no route of the app answers.',
        remedy:
          'Remove it from the base, or mend its path or its method; the document has it until then.',
      },
    ])
    const three = problemsOf({ paths: { ...only('/b'), ...only('/c'), ...only('/d') } })
    expect(three.map(({ where }) => where)).toEqual(['GET /b', 'GET /c', 'GET /d'])
  })

  it('is told with all others where they are more, and why where the servers say it', () => {
    const base = {
      paths: { ...only('/a'), ...only('/b'), ...only('/c'), ...only('/d') },
      servers: [{ url: 'https://api.test/v1/' }, { url: '/v1' }],
    }
    const [problem, ...others] = problemsOf(base)
    expect(others).toEqual([])
    expect(problem).toEqual({
      code: 'WARN_BASE_UNROUTED',
      severity: 'warning',
      where: 'openapi({ base })',
      message:
        'The base has 4 operations, the first of which is GET /a, that no route of the app answers.',
      remedy:
        'The servers of the base end in /v1, and the routes begin with it: write its servers without /v1 and its paths with it, or mount openapi() in a sub-app that is mounted at /v1.',
    })
  })
})

describe('the rest of the base', () => {
  it('is overridden field by field', () => {
    const base = {
      openapi: '3.2.0',
      info: { title: 'Base', version: '1', description: 'D' },
      servers: [{ url: 'https://base.test' }],
      tags: [
        { name: 'a', description: 'A' },
        { name: 'b', description: 'B' },
      ],
      security: [{ key: [] }],
      externalDocs: { url: 'https://docs.test' },
      'x-a': 1,
      'x-b': 1,
      later: true,
      paths: {},
      components: {
        securitySchemes: { key: { type: 'http', scheme: 'basic' } },
        examples: { a: { value: 1 } },
      },
    }
    const { document, problems } = build(express(), {
      base,
      info: { version: '2' },
      servers: [{ url: 'https://code.test' }],
      tags: [{ name: 'c' }, { name: 'b', externalDocs: { url: 'https://b.test' } }],
      'x-b': 2,
    })
    expect(document).toEqual({
      ...base,
      openapi: '3.1.0',
      info: { title: 'Base', version: '2', description: 'D' },
      servers: [{ url: 'https://code.test' }],
      tags: [
        { name: 'a', description: 'A' },
        { name: 'b', description: 'B', externalDocs: { url: 'https://b.test' } },
        { name: 'c' },
      ],
      'x-b': 2,
    })
    expect(problems).toEqual([])
  })

  it('gives components, of which those of the code win', () => {
    const Invoice = z.object({ id: z.string(), total: z.number() })
    const Same = z.object({ a: z.string() })
    const app = express()
    app.post('/a', operation({ body: z.object({ invoice: Invoice, same: Same }) }), answer)
    const schemas = {
      Invoice: {
        type: 'object',
        properties: { id: { type: 'string' }, total: { type: 'integer' } },
        required: ['total', 'id'],
      },
      Same: { type: 'object', required: ['a'], properties: { a: { type: 'string' } } },
      Other: { type: 'string' },
    }
    const { document, problems } = build(app, {
      base: { openapi: '3.1.0', info, components: { schemas } },
      schemas: { Invoice, Same },
    })
    expect(Object.keys(at(document, 'components', 'schemas'))).toEqual([
      ...['Invoice', 'Same', 'Other', 'RequestProblem'],
    ])
    expect(at(document, 'components', 'schemas')).toMatchObject({
      Invoice: { properties: { total: { type: 'number' } } },
      Other: { type: 'string' },
    })
    expect(problems).toEqual([
      'WARN_BASE_CONFLICT components.schemas.Invoice: The code and the base have different components "Invoice": properties.total.type is "number" in the code and "integer" in the base. The code\'s is in the document.',
    ])
  })

  it('gives schemas that a declaration may refer to, in requests too', async () => {
    const app = express()
    app.use(express.json())
    app.post('/a', operation({ body: { $ref: '#/components/schemas/Size' } }), answer)
    const Size = { type: 'integer', minimum: 3, exclusiveMinimum: true, nullable: true }
    app.use(
      openapi({ base: { openapi: '3.0.0', info, paths: {}, components: { schemas: { Size } } } }),
    )
    const origin = await listen(app)
    const send = async (body: unknown): Promise<number> => {
      const headers = { 'Content-Type': 'application/json' }
      const all = { method: 'POST', headers, body: JSON.stringify(body) }
      return (await fetch(`${origin}/a`, all)).status
    }
    expect([await send([3]), await send([4])]).toEqual([422, 422])
    const document = (await (await fetch(`${origin}/openapi.json`)).json()) as Members
    expect(at(document, 'components', 'schemas')['Size']).toEqual({
      type: ['integer', 'null'],
      exclusiveMinimum: 3,
    })
  })

  it('gives webhooks, by name and method', () => {
    const webhooks = webhookRouter()
      .post('made', { summary: 'Code', responses: { 200: { description: 'OK' } } })
      .put('kept', {})
      .put('made', { hidden: true })
    const post = { summary: 'Base', operationId: 'a', responses: { 200: { description: 'OK' } } }
    const { document, problems } = build(express(), {
      base: {
        openapi: '3.1.0',
        info,
        webhooks: {
          gone: { post: { ...post, operationId: 'b' } },
          made: { post, put: { ...post, operationId: 'c' } },
        },
      },
      webhooks,
    })
    expect(document['webhooks']).toEqual({
      gone: { post: { ...post, operationId: 'b' } },
      made: { post: { ...post, summary: 'Code', security: [] } },
      kept: {
        put: {
          summary: 'Kept',
          operationId: 'keptPut',
          security: [],
          responses: { 200: { description: 'Successful Response' } },
        },
      },
    })
    expect(problems).toEqual([
      'WARN_BASE_CONFLICT webhooks > PUT made: The code hides webhooks > PUT made, which the base has: it is not in the document.',
      conflict('webhooks > POST made', 'summary'),
    ])
  })

  it('merges a callback request by request', () => {
    const events = callbackRouter().post('{$request.body#/url}', { summary: 'Code' })
    const sent = { operationId: 'sent', responses: { 204: { description: 'Heard' } } }
    const put = { ...sent, operationId: 'resent' }
    const item = { post: { ...sent, security: [] }, put }
    const outcome = mergeOne(
      {
        operationId: 'a',
        responses: { default: fault },
        callbacks: { events: { '{$request.body#/url}': item }, others: {} },
      },
      {
        body: { type: 'object', properties: { url: { type: 'string' } }, required: ['url'] },
        responses: { default: fault },
        callbacks: { events },
      },
    )
    expect(operationOf(outcome)['callbacks']).toEqual({
      events: {
        '{$request.body#/url}': { post: { ...sent, summary: 'Code', security: [] }, put },
      },
      others: {},
    })
    expect(outcome.problems).toEqual([])
  })
})

describe('the operationIds of the base', () => {
  const paths = {
    '/a': { get: { operationId: 'getB', responses: { default: fault } } },
    '/c': { get: { operationId: 'mine', responses: { default: fault } } },
  }
  const base = { openapi: '3.1.0', info, paths }

  it('are given way to, and may be linked to', () => {
    const app = express()
    app.get('/a', answer)
    app.get('/b', operation({ responses: { 200: { links: { c: { operationId: 'mine' } } } } }))
    app.get('/c', operation({ summary: 'C' }), answer)
    const { document, problems } = build(app, { base })
    expect(at(document, 'paths', '/b', 'get')['operationId']).toBe('getB_2')
    expect(at(document, 'paths', '/c', 'get')['operationId']).toBe('mine')
    expect(problems).toEqual([])
  })

  it('cannot be those of another operation, or be lost to a link', () => {
    const app = express()
    app.get('/a', answer)
    app.get('/b', operation({ operationId: 'mine' }), answer)
    app.get('/c', answer)
    const wrong = { responses: { 200: { ...fault, links: { l: { operationId: 'lost' } } } } }
    const docs = openapi({ base: { ...base, paths: { ...paths, '/d': { get: wrong } } } })
    const found = docs.problems(app).filter(({ severity }) => severity === 'error')
    expect(found.map(inShort)).toEqual([
      'ERR_OPERATION_ID GET /b: The operationId "mine" is used twice: by GET /c and by GET /b.',
      'ERR_REFERENCE GET /d > responses.200.links.l: The link leads to the operation "lost", and no operation has this operationId.',
    ])
  })
})

describe('openapi({ base })', () => {
  const giveObject =
    "Give the document as an object: JSON.parse(readFileSync('openapi.json', 'utf8')), or for YAML load(readFileSync('openapi.yaml', 'utf8')) of the package js-yaml."
  const cycle: Members = { openapi: '3.1.0', info }
  cycle['x-a'] = cycle

  it.each<[name: string, base: unknown, message: string, remedy: string]>([
    [
      'text',
      'openapi: 3.0.0',
      'base takes a parsed document, and the text "openapi: 3.0.0" was given.',
      giveObject,
    ],
    [
      'bytes',
      Buffer.from('{}'),
      'base takes a parsed document, and the text bytes was given.',
      giveObject,
    ],
    ['another value', 3, 'base is the number 3.', giveObject],
    ['a cycle', cycle, 'base holds a reference to itself at x-a.', giveObject],
    [
      'Swagger 2.0',
      { swagger: '2.0', info },
      'base is a document of Swagger "2.0".',
      'Convert it to OpenAPI 3 first, with swagger2openapi or at editor.swagger.io.',
    ],
    [
      'another version',
      { openapi: '4.0.0', info },
      'base is a document of OpenAPI "4.0.0".',
      "Give one whose field openapi is '3.0.x', '3.1.x' or '3.2.x'.",
    ],
    [
      'paths that are a list',
      { openapi: '3.1.0', info, paths: [] },
      'base.paths is an array.',
      'Mend the document: OpenAPI has an object there.',
    ],
    [
      'no title',
      { openapi: '3.1.0', info: { version: '1' } },
      'info.title is undefined; OpenAPI requires a string that is not empty.',
      "Write openapi({ info: { title: 'My API', version: '1.0.0' } }).",
    ],
  ])('refuses %s', (_name, base, message, remedy) => {
    const error = caught(() => openapi({ base: base as object }))
    const code = 'ERR_OPENAPI_OPTION'
    expect(summary(error)).toEqual({ code, message, where: 'openapi()', remedy })
  })
})
