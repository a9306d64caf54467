import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { fullFormats } from 'ajv-formats/dist/formats.js'
import express from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { callbackRouter, openapi, operation, webhookRouter } from '../../lib/index.ts'
import type { OpenAPIOptions } from '../../lib/index.ts'
import { listen } from '../live-app.ts'
import { invalidRequest, RequestProblem } from './request-problem.ts'

const info = { title: 'Problems', version: '1.0.0' }
const success = { 200: { description: 'Successful Response' } }
const declare = operation as unknown as (definition: object) => express.RequestHandler
const page = z.object({ page: z.int() })
const Item = z.object({ id: z.string() })
const ItemJson = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] }
const components = { schemas: { RequestProblem } }
const answer: express.RequestHandler = (_req, res) => void res.end()
const validation = { onError: (): void => {} }

interface Documented {
  /** Of each operation, such as `POST /items/{id}`. */
  readonly responses: Readonly<Record<string, unknown>>
  readonly components: unknown
}

function documentOf(app: express.Express, options: Partial<OpenAPIOptions> = {}): Documented {
  const { paths, components: own } = openapi({ info, ...options }).document(app)
  const responses = Object.entries(paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item ?? {}).map(([method, built]) => [
      `${method.toUpperCase()} ${path}`,
      (built as { responses: unknown }).responses,
    ]),
  )
  return { responses: Object.fromEntries(responses) as Documented['responses'], components: own }
}

/** An app of one operation, POST /items/:id, and of its guard where there is one. */
function createApp(definition: object, guard?: object): express.Express {
  const app = express()
  if (guard) app.use('/items', declare(guard))
  app.post('/items/:id', declare(definition), answer)
  return app
}

function documentItem(definition: object, guard?: object): unknown[] {
  const { responses, components: own } = documentOf(createApp(definition, guard))
  return [responses['POST /items/{id}'], own]
}

describe('the 422 of an operation', () => {
  const places: Record<string, object> = {
    params: { params: Item },
    query: { query: page },
    headers: { headers: z.object({ 'x-tenant': z.string() }) },
    cookies: { cookies: z.object({ session: z.string() }) },
    body: { body: Item },
    'a body that may be left out': { body: { required: false, content: { 'text/csv': true } } },
  }

  it.each(Object.entries(places))('is there for %s alone', (_place, definition) => {
    expect(documentItem(definition)).toEqual([{ ...success, 422: invalidRequest }, components])
  })

  it.each(Object.entries(places))('is there for %s of a guard alone', (_place, guard) => {
    expect(documentItem({}, guard)).toEqual([{ ...success, 422: invalidRequest }, components])
  })

  it('stands beside the responses that are declared, of whatever status', () => {
    const responses = {
      201: { description: 'Made' },
      '2XX': { description: 'Done' },
      400: { description: 'Odd' },
      '5XX': { description: 'Broken' },
    }
    expect(documentItem({ query: page, responses })).toEqual([
      { ...responses, 422: invalidRequest },
      components,
    ])
  })

  it('is at every operation behind a guard that declares something, and at no other', () => {
    const app = express()
    app.get('/before', declare({}), answer)
    app.use('/shops', declare({ query: page, responses: { 401: { description: 'Who?' } } }))
    app.get('/shops', declare({ responses: { 200: { description: 'All' } } }), answer)
    app.get('/shops/nobody', answer)
    app.get('/beside', declare({}), answer)
    const refused = { 401: { description: 'Who?' }, 422: invalidRequest }
    expect(documentOf(app, { undocumented: 'list' })).toEqual({
      responses: {
        'GET /before': success,
        'GET /shops': { 200: { description: 'All' }, ...refused },
        'GET /shops/nobody': { ...success, ...refused },
        'GET /beside': success,
      },
      components,
    })
  })
})

describe('no 422 of ours', () => {
  const statuses = ['422', '4XX', 'default']

  it.each(statuses)('is where the operation declares %s', (status) => {
    const said = { [status]: { description: 'Mine' } }
    const responses = { 200: { description: 'Done' }, ...said }
    expect(documentItem({ body: Item, responses })).toEqual([responses, undefined])
  })

  it.each(statuses)('is where its guard declares %s', (status) => {
    const said = { [status]: { description: 'Mine' } }
    expect(documentItem({ body: Item }, { query: page, responses: said })).toEqual([
      { ...success, ...said },
      undefined,
    ])
  })

  it('is where an operation answers in a way of its own, and that is of no other', () => {
    const app = createApp({ body: Item, validation })
    app.put('/items/:id', declare({ body: Item }), answer)
    expect(documentOf(app).responses).toEqual({
      'POST /items/{id}': success,
      'PUT /items/{id}': { ...success, 422: invalidRequest },
    })
  })

  it('is where the whole app answers in a way of its own', () => {
    const app = createApp({ body: Item })
    expect(documentOf(app, { validation })).toEqual({
      responses: { 'POST /items/{id}': success },
      components: undefined,
    })
  })

  it('is where a sub-app answers in a way of its own, and not where the app around it does', () => {
    const app = express()
    const [own, plain] = [createApp({ body: Item }), createApp({ body: Item })]
    own.use(openapi({ info, validation }))
    app.use('/own', own).use('/plain', plain)
    app.use(openapi({ info }))
    expect(documentOf(app).responses).toEqual({
      'POST /own/items/{id}': success,
      'POST /plain/items/{id}': { ...success, 422: invalidRequest },
    })
  })

  it('is where all of its declarations that check something answer in a way of their own', () => {
    const app = express()
    app.use('/own', declare({ query: page, validation }))
    app.use('/ours', declare({ query: page }))
    app.get('/own/guarded', declare({}), answer)
    app.get('/own/both', declare({ query: page, validation }), answer)
    app.get('/own/mixed', declare({ query: page }), answer)
    app.get('/ours/mixed', declare({ query: page, validation }), answer)
    expect(documentOf(app).responses).toEqual({
      'GET /own/guarded': success,
      'GET /own/both': success,
      'GET /own/mixed': { ...success, 422: invalidRequest },
      'GET /ours/mixed': { ...success, 422: invalidRequest },
    })
  })

  it.each<[string, object]>([
    ['nothing', {}],
    ['its responses', { responses: { 200: { description: 'Successful Response' } } }],
    ['its words', { summary: 'An item', tags: ['items'], security: [] }],
  ])('is where an operation declares %s, and its path a parameter', (_what, definition) => {
    expect(documentItem(definition)).toEqual([success, undefined])
  })

  it('is where nothing is declared at all', () => {
    const app = express()
    app.get('/items/:id', answer)
    expect(documentOf(app, { undocumented: 'list' })).toEqual({
      responses: { 'GET /items/{id}': success },
      components: undefined,
    })
  })

  it('is said to be the answer of a receiver, to a callback or a webhook', () => {
    const sent = { query: z.object({ page: z.string() }), body: Item }
    const events = callbackRouter().post('https://receiver.test', { operationId: 'event', ...sent })
    const webhooks = webhookRouter().post('made', { operationId: 'made', ...sent })
    const app = createApp({ callbacks: { events } })
    const document = openapi({ info, webhooks }).document(app)
    const written = (operationId: string, summary: string): object => ({
      operationId,
      summary,
      security: [],
      parameters: [{ name: 'page', in: 'query', required: true, schema: { type: 'string' } }],
      requestBody: { required: true, content: { 'application/json': { schema: ItemJson } } },
      responses: success,
    })
    expect(document.paths?.['/items/{id}']?.post).toMatchObject({ responses: success })
    expect(document.paths?.['/items/{id}']?.post?.callbacks).toEqual({
      events: { 'https://receiver.test': { post: written('event', 'Event') } },
    })
    expect(document.webhooks).toEqual({ made: { post: written('made', 'Made') } })
    expect(document.components).toBeUndefined()
  })
})

type Content = Readonly<Record<string, { schema: { $ref: string } }>>

interface Written {
  readonly requestBody: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content: Content }>>
}

interface References {
  /** Of the body and of the 422 of POST /items/{id}, each with its component. */
  readonly pairs: readonly (readonly [ref: string, schema: unknown])[]
  /** Of all components. */
  readonly names: readonly string[]
}

function readReferences(app: express.Express, options: Partial<OpenAPIOptions> = {}): References {
  const document = openapi({ info, ...options }).document(app)
  const { requestBody, responses } = (document.paths?.['/items/{id}']?.post ?? {}) as Written
  const taken = requestBody.content['application/json']?.schema.$ref
  const refused = responses['422']?.content['application/problem+json']?.schema.$ref
  const schemas = document.components?.schemas as Record<string, unknown>
  const pairs = [taken, refused].map(
    (ref = '') => [ref, schemas[ref.split('/').at(-1) ?? '']] as const,
  )
  return { pairs, names: Object.keys(schemas).toSorted() }
}

describe("a schema of the author's, called RequestProblem", () => {
  const given = { type: 'object', properties: { mine: { type: 'boolean' } } } as const
  const $ref = '#/components/schemas/RequestProblem'
  const kept = {
    pairs: [
      [$ref, given],
      [`${$ref}_2`, RequestProblem],
    ],
    names: ['RequestProblem', 'RequestProblem_2'],
  }

  it('keeps its name where `schemas` gives it', () => {
    const app = createApp({ body: given })
    expect(readReferences(app, { schemas: { RequestProblem: given } })).toEqual(kept)
  })

  it('keeps its name where `components` has it', () => {
    const app = createApp({ body: { $ref } })
    const options = { components: { schemas: { RequestProblem: given } } }
    expect(readReferences(app, options)).toEqual(kept)
  })

  it('keeps its name, and so does one that is called as ours would be then', () => {
    const app = createApp({ body: given })
    const options = {
      schemas: { RequestProblem: given },
      components: { schemas: { RequestProblem_2: { type: 'string' as const } } },
    }
    expect(readReferences(app, options)).toEqual({
      pairs: [kept.pairs[0], [`${$ref}_3`, RequestProblem]],
      names: ['RequestProblem', 'RequestProblem_2', 'RequestProblem_3'],
    })
  })

  const named: Record<string, object> = {
    '.meta({ id })': z.object({ mine: z.boolean() }).meta({ id: 'RequestProblem' }),
    $id: { $id: 'RequestProblem', ...given },
    title: { title: 'RequestProblem', ...given },
    'a key of $defs': { $ref: '#/$defs/RequestProblem', $defs: { RequestProblem: given } },
  }

  const placed = Object.entries(named).flatMap(([how, schema]): [string, string, object][] => [
    [how, 'responses.200', { body: Item, responses: { 200: { schema } } }],
    [how, 'body', { body: schema }],
  ])

  it.each(placed)('by %s, of %s, is an error that says what to do', (_how, where, definition) => {
    expect(openapi({ info }).problems(createApp(definition))).toEqual([
      {
        code: 'ERR_SCHEMA_NAME',
        severity: 'error',
        where: 'responses.422 of POST /items/{id}',
        message: `Two different schemas are called "RequestProblem": one in ${where} of POST /items/{id}, one in responses.422 of POST /items/{id}.`,
        remedy: 'Give one of them another name: in `schemas`, by .meta({ id }), $id or title.',
      },
    ])
  })

  it.each(Object.entries(named))('by %s is none under another name', (_how, Mine) => {
    const app = createApp({ body: Mine, responses: { 200: { schema: Mine } } })
    const options = { schemas: { Mine: Mine as typeof given } }
    expect(openapi({ info, ...options }).problems(app)).toEqual([])
    expect(readReferences(app, options)).toMatchObject({
      pairs: [
        ['#/components/schemas/Mine', { properties: { mine: { type: 'boolean' } } }],
        [$ref, RequestProblem],
      ],
      names: ['Mine', 'RequestProblem'],
    })
  })
})

describe('the component of the document', () => {
  /** An app that checks every part of a request, and its document at /openapi.json. */
  function createCheckedApp(): express.Express {
    const app = express()
    app.use(express.json())
    const definition = {
      params: z.object({ id: z.int() }),
      query: page,
      headers: z.object({ 'x-count': z.int() }),
      cookies: z.object({ session: z.string().min(9) }),
      body: Item,
    }
    app.post('/items/:id', declare(definition), answer)
    app.use(openapi({ info, onProblem: () => {} }))
    return app
  }

  async function compileComponent(origin: string): Promise<ValidateFunction> {
    const document = (await (await fetch(`${origin}/openapi.json`)).json()) as {
      components: typeof components
    }
    return new Ajv2020({ allErrors: true, formats: fullFormats }).compile(
      document.components.schemas.RequestProblem,
    )
  }

  async function send(origin: string, type: string, body: string): Promise<unknown[]> {
    const headers = { 'content-type': type, 'x-count': '1', cookie: 'session=123456789' }
    const request = { method: 'POST', headers, body }
    const response = await fetch(`${origin}/items/1?page=1`, request)
    return [response.status, response.headers.get('content-type'), await response.json()]
  }

  it('is what a request is answered that is wrong in every part', async () => {
    const origin = await listen(createCheckedApp())
    const headers = { 'content-type': 'application/json', 'x-count': 'x', cookie: 'session=1' }
    const request = { method: 'POST', headers, body: '{"id":1}' }
    const response = await fetch(`${origin}/items/x?page=x`, request)
    expect(response.status).toBe(422)
    const problem = (await response.json()) as { errors: Record<string, unknown>[] }
    const validate = await compileComponent(origin)
    validate(problem)
    expect(validate.errors).toBeNull()
    const { properties } = RequestProblem
    expect(Object.keys(problem).toSorted()).toEqual(Object.keys(properties).toSorted())
    const ofError = Object.keys(properties.errors.items.properties).toSorted()
    expect(problem.errors.map((error) => [error['in'], Object.keys(error).toSorted()])).toEqual(
      properties.errors.items.properties.in.enum.map((place) => [place, ofError]),
    )
  })

  it.each([
    [415, 'a body of another type', 'text/csv', 'id\n1'],
    [422, 'a body that does not fit', 'application/json', '{"id":1}'],
    [400, 'a body that is no JSON', 'application/json', '{"id":'],
  ])('is what %i answers: %s', async (status, _what, type, body) => {
    const origin = await listen(createCheckedApp())
    const [answered, mediaType, problem] = await send(origin, type, body)
    expect([answered, mediaType]).toEqual([status, 'application/problem+json; charset=utf-8'])
    expect(problem).toMatchObject({ status, errors: [{ in: 'body' }] })
    const validate = await compileComponent(origin)
    validate(problem)
    expect(validate.errors).toBeNull()
  })

  const about = { type: 'about:blank', title: 'Unprocessable Content', status: 422 }
  const error = { in: 'query', path: '/page', message: 'is required', code: 'required' }

  it.each<[string, object, string[]]>([
    ['a status that is text', { ...about, status: '422' }, ['/status type']],
    ['a type that is no URI', { ...about, type: 'not a URI' }, ['/type format']],
    ['no title', { type: 'about:blank', status: 422 }, [' required']],
    [
      'a place that is none',
      { ...about, errors: [{ ...error, in: 'form' }] },
      ['/errors/0/in enum'],
    ],
    [
      'an error without a code',
      { ...about, errors: [{ ...error, code: undefined }] },
      ['/errors/0 required'],
    ],
    ['an error that is text', { ...about, errors: ['x'] }, ['/errors/0 type']],
  ])('takes no problem with %s', async (_what, problem, faults) => {
    const validate = await compileComponent(await listen(createCheckedApp()))
    expect([validate(about), validate({ ...about, errors: [error] })]).toEqual([true, true])
    validate(JSON.parse(JSON.stringify(problem)))
    expect(
      validate.errors?.map(({ instancePath, keyword }) => `${instancePath} ${keyword}`),
    ).toEqual(faults)
  })
})
