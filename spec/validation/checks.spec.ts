import { type } from 'arktype'
import { Type as OlderType } from '@sinclair/typebox'
import express, { type Express, type RequestHandler } from 'express'
import { Type } from 'typebox'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { ParameterSlot } from '../../lib/declared-operation.ts'
import type { Schema } from '../../lib/index.ts'
import { createBodyCheck } from '../../lib/validation/check-body.ts'
import { createParameterCheck } from '../../lib/validation/check-parameters.ts'
import { createResponseCheck } from '../../lib/validation/check-response.ts'
import { toPointer, type Outcome } from '../../lib/validation/outcome.ts'
import { listen } from '../live-app.ts'

/** The same query and body in each kind of schema. */
const kinds: Record<string, { query: Schema; body: Schema; strict: Schema }> = {
  'JSON Schema': {
    query: {
      type: 'object',
      properties: {
        page: { type: 'integer', minimum: 1 },
        tags: { type: 'array', items: { type: 'string' } },
      },
      required: ['page'],
    },
    body: {
      type: 'object',
      properties: {
        id: { type: 'string', minLength: 2 },
        lines: {
          type: 'array',
          items: { type: 'object', properties: { sku: { type: 'string' } }, required: ['sku'] },
        },
      },
      required: ['id', 'lines'],
    },
    strict: { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false },
  },
  Zod: {
    query: z.object({ page: z.int().min(1), tags: z.array(z.string()).optional() }),
    body: z.object({ id: z.string().min(2), lines: z.array(z.object({ sku: z.string() })) }),
    strict: z.strictObject({ a: z.string().optional() }),
  },
  Valibot: {
    query: v.object({
      page: v.pipe(v.number(), v.integer(), v.minValue(1)),
      tags: v.optional(v.array(v.string())),
    }),
    body: v.object({
      id: v.pipe(v.string(), v.minLength(2)),
      lines: v.array(v.object({ sku: v.string() })),
    }),
    strict: v.strictObject({ a: v.optional(v.string()) }),
  },
  ArkType: {
    query: type({ page: 'number.integer >= 1', 'tags?': 'string[]' }),
    body: type({ id: 'string >= 2', lines: type({ sku: 'string' }).array() }),
    strict: type({ 'a?': 'string', '+': 'reject' }),
  },
  TypeBox: {
    query: Type.Object({
      page: Type.Integer({ minimum: 1 }),
      tags: Type.Optional(Type.Array(Type.String())),
    }),
    body: Type.Object({
      id: Type.String({ minLength: 2 }),
      lines: Type.Array(Type.Object({ sku: Type.String() })),
    }),
    strict: Type.Object({ a: Type.Optional(Type.String()) }, { additionalProperties: false }),
  },
  'TypeBox 0.34': {
    query: OlderType.Object({
      page: OlderType.Integer({ minimum: 1 }),
      tags: OlderType.Optional(OlderType.Array(OlderType.String())),
    }),
    body: OlderType.Object({
      id: OlderType.String({ minLength: 2 }),
      lines: OlderType.Array(OlderType.Object({ sku: OlderType.String() })),
    }),
    strict: OlderType.Object(
      { a: OlderType.Optional(OlderType.String()) },
      { additionalProperties: false },
    ),
  },
}

function pathsOf({ faults = [] }: Outcome): string[] {
  return faults.map(({ path }) => toPointer(path)).toSorted()
}

/** Answers with the faults, or hands the values on. */
function checkingParameters(schema: Schema, slot: ParameterSlot, isGuard = false): RequestHandler {
  const parameters = createParameterCheck(schema, slot, {})
  return (req, res, next) => {
    void Promise.resolve(parameters.check(req, isGuard)).then((outcome) => {
      if (outcome.faults) return void res.status(422).json(pathsOf(outcome))
      parameters.apply(req, outcome.value, false)
      next()
    })
  }
}

function checkingBody(
  schema: Schema,
  mediaType = 'application/json',
  required = true,
): RequestHandler {
  const content = new Map([[mediaType, { schema, fields: {} }]])
  const body = createBodyCheck({ required, fields: {}, content }, {})
  return (req, res, next) => {
    const reading = body.check(req)
    if (reading.kind === 'absent') return next()
    if (reading.kind !== 'present') return void res.status(415).json(reading.kind)
    void Promise.resolve(reading.outcome).then((outcome) => {
      if (outcome.faults) return void res.status(422).json(pathsOf(outcome))
      body.apply(req, outcome.value)
      next()
    })
  }
}

async function answerOf(app: Express, path: string, init?: RequestInit): Promise<unknown> {
  const answer = await fetch(`${await listen(app)}${path}`, init)
  return [answer.status, await answer.json()]
}

const showQuery: RequestHandler = (req, res) => void res.json(req.query)
const showBody: RequestHandler = (req, res) => void res.json(req.body ?? null)

function json(value: unknown): RequestInit {
  return {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(value),
  }
}

describe.each(Object.entries(kinds))('with %s', (_kind, { query, body, strict }) => {
  it.each<[string, number, unknown]>([
    ['page=2', 200, { page: 2 }],
    ['page=2&tags=a&tags=b', 200, { page: 2, tags: ['a', 'b'] }],
    ['page=2&tags=a', 200, { page: 2, tags: ['a'] }],
    ['page=2&other=x', 200, { page: 2, other: 'x' }],
    ['', 422, ['/page']],
    ['page=0', 422, ['/page']],
    ['page=x', 422, ['/page']],
    ['page=1&page=2', 422, ['/page']],
    ['page=1.5', 422, ['/page']],
  ])('reads the query ?%s', async (search, status, shown) => {
    const app = express().get('/', checkingParameters(query, 'query'), showQuery)
    expect(await answerOf(app, `/?${search}`)).toEqual([status, shown])
  })

  it.each<[unknown, number, unknown]>([
    [{ id: 'ab', lines: [] }, 200, { id: 'ab', lines: [] }],
    [{ id: 'a', lines: [{ sku: 's' }] }, 422, ['/id']],
    [{ lines: [{ sku: 's' }, {}] }, 422, ['/id', '/lines/1/sku']],
    [{ id: 1, lines: {} }, 422, ['/id', '/lines']],
    ['text', 422, ['']],
    [null, 422, ['']],
  ])('reads the body %j', async (value, status, shown) => {
    const app = express()
    app.use(express.json({ strict: false }))
    app.post('/', checkingBody(body), showBody)
    expect(await answerOf(app, '/', json(value))).toEqual([status, shown])
  })

  it('refuses what a closed query does not declare, and leaves a guard its own', async () => {
    const app = express()
    app.get('/', checkingParameters(strict, 'query'), showQuery)
    app.get(
      '/guarded',
      checkingParameters(query, 'query', true),
      checkingParameters(strict, 'query'),
      showQuery,
    )
    expect(await answerOf(app, '/?a=1&b=2')).toEqual([422, ['/b']])
    expect(await answerOf(app, '/guarded?page=1&a=1')).toEqual([200, { page: 1, a: '1' }])
  })
})

it.each(Object.entries(kinds))(
  'a list is no object, whatever %s makes of it',
  async (kind, { body }) => {
    const app = express()
    app.use(express.json())
    app.post('/', checkingBody(body), showBody)
    // These two look for the properties of an object in a list, and do not find them.
    const isLenient = ['Valibot', 'ArkType'].includes(kind)
    expect(await answerOf(app, '/', json([]))).toEqual([422, isLenient ? ['/id', '/lines'] : ['']])
  },
)

describe('a body', () => {
  const { body } = kinds['Zod']!

  it.each<[string, string, RequestInit, unknown]>([
    ['missing', 'application/json', { method: 'POST' }, [415, 'missing']],
    ['of another type', 'text/csv', json({}), [415, 'unsupported']],
    ['of a vendor', 'application/vnd.a+json', json({}), [415, 'unsupported']],
  ])('%s is told apart', async (_what, mediaType, init, answer) => {
    const app = express()
    app.use(express.json())
    app.post('/', checkingBody(body, mediaType), showBody)
    expect(await answerOf(app, '/', init)).toEqual(answer)
  })

  it('that no parser has read is told apart', async () => {
    const app = express().post('/', checkingBody(body), showBody)
    expect(await answerOf(app, '/', json({ id: 'ab', lines: [] }))).toEqual([415, 'unparsed'])
  })

  it('may be absent where it is optional', async () => {
    const app = express()
    app.use(express.json())
    app.post(
      '/',
      checkingBody(body, 'application/json', false),
      (_req, res) => void res.json('ran'),
    )
    expect(await answerOf(app, '/', { method: 'POST' })).toEqual([200, 'ran'])
  })

  it('of a form has the types of its schema', async () => {
    const form = z.object({ n: z.number(), on: z.boolean(), tags: z.array(z.number()) })
    const app = express()
    app.use(express.urlencoded({ extended: true }))
    app.post('/', checkingBody(form, 'application/x-www-form-urlencoded'), showBody)
    const init = { method: 'POST', body: new URLSearchParams('n=1.5&on=true&tags=1&tags=2') }
    expect(await answerOf(app, '/', init)).toEqual([200, { n: 1.5, on: true, tags: [1, 2] }])
  })
})

describe('headers, cookies and the path', () => {
  it('have the types of their schemas', async () => {
    const app = express()
    app.get(
      '/shops/:shop/:rest',
      checkingParameters(z.object({ shop: z.int() }), 'params'),
      checkingParameters(
        z.object({ 'X-Count': z.int(), 'x-list': z.array(z.string()) }),
        'headers',
      ),
      checkingParameters(z.object({ session: z.string(), n: z.int().optional() }), 'cookies'),
      (req, res) => {
        const { headers, params, cookies } = req as {
          headers: Record<string, unknown>
        } & typeof req
        res.json([params, headers['X-Count'], headers['x-count'], headers['x-list'], cookies])
      },
    )
    const headers = { 'x-count': '3', 'x-list': 'a, b', cookie: 'session=a%20b; n=4; other=c' }
    expect(await answerOf(app, '/shops/7/x', { headers })).toEqual([
      200,
      [{ shop: 7, rest: 'x' }, 3, 3, ['a', 'b'], { session: 'a b', n: 4, other: 'c' }],
    ])
    expect(await answerOf(app, '/shops/x/y')).toEqual([422, ['/shop']])
  })
})

describe('a response', () => {
  const Item = z.object({ id: z.string(), at: z.iso.datetime() })
  const content = (schema: Schema, mediaType = 'application/json') =>
    new Map([[mediaType, { schema, fields: {} }]])
  const responses = new Map([
    ['200', { fields: {}, content: content(Item) }],
    [
      '4XX',
      { fields: {}, content: content(z.object({ title: z.string() }), 'application/problem+json') },
    ],
    ['204', { fields: {}, content: new Map() }],
    ['302', { fields: { description: 'Elsewhere' }, content: new Map() }],
  ])
  const { check } = createResponseCheck({ responses } as never, {})

  it.each<[string, number, string, unknown, unknown]>([
    [
      'keeps what is declared',
      200,
      '',
      { id: 'a', at: '2026-11-25T00:00:00Z', no: 1 },
      { value: { id: 'a', at: '2026-11-25T00:00:00Z' } },
    ],
    [
      'takes a date for its text',
      200,
      '',
      { id: 'a', at: new Date(0) },
      { value: { id: 'a', at: '1970-01-01T00:00:00.000Z' } },
    ],
    [
      'takes the range of a status, and its own kind of JSON',
      404,
      '',
      { title: 'x', no: 1 },
      { value: { title: 'x' } },
    ],
    ['says nothing of another status', 500, '', { any: 1 }, undefined],
    ['says nothing of one in words alone', 302, '', { any: 1 }, undefined],
  ])('%s', (_what, status, mediaType, value, outcome) => {
    expect(check(status, mediaType, value)).toEqual(outcome)
  })

  it.each<[string, number, string, unknown, string[]]>([
    ['does not fit', 200, '', { id: 1, at: 'x' }, ['/at', '/id']],
    ['has a body where none is declared', 204, '', { id: 'a' }, ['']],
    ['is of another type', 200, 'text/csv', { id: 'a' }, ['']],
  ])('tells where it %s', async (_what, status, mediaType, value, paths) => {
    expect(pathsOf((await check(status, mediaType, value)) as Outcome)).toEqual(paths)
  })
})
