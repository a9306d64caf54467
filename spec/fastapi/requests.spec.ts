/** Rows of what FastAPI documents that show when a request is read: 40, 43 to 45, 51, 56 and 70. */
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { OpenAPIOptions, RingbackError } from '../../lib/index.ts'
import { declare, documentOf } from './document.ts'
import { ask, json, ok, post, refused, serve, type Answer } from './served-app.ts'

const text = { type: 'string' }
const integer = { type: 'integer' }

function closed(properties: object): object {
  return { type: 'object', properties, additionalProperties: false }
}

describe('what FastAPI says of parameters, as they are read', () => {
  it('40: a handler reads them, and the body, by the names that it gives them', async () => {
    const definition = {
      query: z
        .object({ 'item-query': z.string() })
        .transform((read) => ({ q: read['item-query'] })),
      body: z.object({ 'item-id': z.string() }).transform((read) => ({ id: read['item-id'] })),
    }
    const url = await serve((app) =>
      app.post(
        '/',
        declare(definition, (req, res) => void res.json([req.query, req.body])),
      ),
    )
    expect(await ask(`${url}/?item-query=a`, json({ 'item-id': 'b' }))).toEqual(
      ok([{ q: 'a' }, { id: 'b' }]),
    )
  })

  it('43: lists of a query and of a header that is sent twice, and a default', async () => {
    const list = { type: 'array', items: text }
    const definition = {
      query: { type: 'object', properties: { q: { ...list, default: ['none'] } } },
      headers: { type: 'object', properties: { 'x-token': list } },
    }
    const url = await serve((app) =>
      app.get(
        '/',
        declare(
          definition,
          (req, res) => void res.json([req.query, req.headers['x-token'] ?? null]),
        ),
      ),
    )
    const headers = new Headers([
      ['X-Token', 'one'],
      ['X-Token', 'two'],
    ])
    expect(await ask(`${url}/?q=a&q=b`, { headers })).toEqual(
      ok([{ q: ['a', 'b'] }, ['one', 'two']]),
    )
    expect(await ask(url)).toEqual(ok([{ q: ['none'] }, null]))
  })

  it('44: headers match in any case, and an underscore is an underscore', async () => {
    const properties = { 'X-Count': integer, 'x-Low': integer, user_agent: text }
    const headers = { type: 'object', properties, required: Object.keys(properties) }
    const url = await serve((app) =>
      app.get(
        '/',
        declare({ headers }, (req, res) => {
          res.json(Object.keys(properties).map((name) => req.headers[name]))
        }),
      ),
    )
    const sent = { 'x-cOUNT': '1', 'X-LOW': '2', 'User-Agent': 'a' }
    expect(await ask(url, { headers: { ...sent, User_Agent: 'b' } })).toEqual(ok([1, 2, 'b']))
    expect(await ask(url, { headers: sent })).toEqual(
      refused(422, 'Unprocessable Content', [
        { in: 'header', path: '/user_agent', message: 'is required', code: 'required' },
      ]),
    )
  })

  it.each<[string, object, object]>([
    [
      'JSON Schema',
      closed({ limit: integer }),
      { message: 'is not declared', code: 'additionalProperties' },
    ],
    [
      'Zod',
      z.strictObject({ limit: z.int().optional() }),
      { message: 'Unrecognized key: "tool"', code: 'unrecognized_keys' },
    ],
  ])('45: a closed object of %s refuses what else a query has', async (_kind, query, fault) => {
    const url = await serve((app) =>
      app.get(
        '/',
        declare({ query }, (req, res) => void res.json(req.query)),
      ),
    )
    expect(await ask(`${url}/?limit=9`)).toEqual(ok({ limit: 9 }))
    expect(await ask(`${url}/?limit=9&tool=plumbus`)).toEqual(
      refused(422, 'Unprocessable Content', [{ in: 'query', path: '/tool', ...fault }]),
    )
  })

  it('45: a closed object of headers takes what every client sends besides', async () => {
    const headers = z.strictObject({ 'x-limit': z.int() })
    const url = await serve((app) =>
      app.get(
        '/',
        declare({ headers }, (req, res) => void res.json(req.headers['x-limit'])),
      ),
    )
    expect(await ask(url, { headers: { 'x-limit': '9', 'x-tool': 'plumbus' } })).toEqual(ok(9))
  })

  it('45: a closed object of cookies refuses what else there is', async () => {
    const cookies = closed({ session: text })
    const url = await serve((app) =>
      app.get(
        '/',
        declare({ cookies }, (_req, res) => void res.json('in')),
      ),
    )
    expect(await ask(url, { headers: { cookie: 'session=a' } })).toEqual(ok('in'))
    expect(await ask(url, { headers: { cookie: 'session=a; tool=plumbus' } })).toEqual(
      refused(422, 'Unprocessable Content', [
        {
          in: 'cookie',
          path: '/tool',
          message: 'is not declared',
          code: 'additionalProperties',
        },
      ]),
    )
  })
})

describe('what FastAPI says of bodies, as they are read', () => {
  const echo: RequestHandler = (req, res) => void res.json(req.body)

  it('51: several schemas in one body are read together, and each fault says where it is', async () => {
    const Item = z.object({ price: z.number() })
    const User = z.object({ name: z.string() })
    const url = await serve((app) =>
      app.post('/', declare({ body: z.object({ item: Item, user: User }) }, echo)),
    )
    const sent = { item: { price: 1 }, user: { name: 'Ann' } }
    expect(await ask(url, json(sent))).toEqual(ok(sent))
    expect(await ask(url, json({ item: { price: '1' } }))).toEqual(
      refused(422, 'Unprocessable Content', [
        {
          in: 'body',
          path: '/item/price',
          message: 'Invalid input: expected number, received string',
          code: 'invalid_type',
        },
        {
          in: 'body',
          path: '/user',
          message: 'Invalid input: expected object, received undefined',
          code: 'invalid_type',
        },
      ]),
    )
  })

  it('56: a media type that is not declared is refused, and so is none', async () => {
    const url = await serve((app) => app.post('/', declare({ body: closed({ id: text }) }, echo)))
    const refusal = (message: string): Answer =>
      refused(415, 'Unsupported Media Type', [{ in: 'body', path: '', message, code: 'mediaType' }])
    const body = '{"id":"a"}'
    expect(await ask(url, post(body, 'application/json; charset=utf-8'))).toEqual(ok({ id: 'a' }))
    for (const type of ['text/plain', 'application/vnd.api+json']) {
      expect(await ask(url, post(body, type))).toEqual(
        refusal(`is of "${type}", which is not declared`),
      )
    }
    const untyped = { method: 'POST', body: new TextEncoder().encode(body) }
    expect(await ask(url, untyped)).toEqual(refusal('has no Content-Type'))
  })

  it('56: each media type that is declared has a schema of its own', async () => {
    const content = {
      'application/json': closed({ id: text }),
      'text/csv': { ...text, maxLength: 3 },
    }
    const url = await serve((app) => {
      app.use(express.text({ type: 'text/csv' }))
      app.post('/', declare({ body: { content } }, echo))
    })
    expect(await ask(url, json({ id: 'long' }))).toEqual(ok({ id: 'long' }))
    const csv = (sent: string): Promise<number> =>
      fetch(url, post(sent, 'text/csv')).then(({ status }) => status)
    expect([await csv('a,b'), await csv('a,b,c')]).toEqual([200, 422])
  })
})

describe('what FastAPI says of requests that are not as declared', () => {
  const object = (properties: object): object => ({
    type: 'object',
    properties,
    required: Object.keys(properties),
  })
  const definition = {
    params: object({ id: integer }),
    query: object({ page: integer, size: { ...integer, maximum: 9 } }),
    headers: object({ 'X-Tenant': text }),
    cookies: object({ session: text }),
    body: object({ lines: { type: 'array', items: object({ sku: text }) } }),
  }
  const errors = [
    { in: 'path', path: '/id', message: 'must be integer', code: 'type' },
    { in: 'query', path: '/page', message: 'must be integer', code: 'type' },
    { in: 'query', path: '/size', message: 'must be <= 9', code: 'maximum' },
    { in: 'header', path: '/X-Tenant', message: 'is required', code: 'required' },
    { in: 'cookie', path: '/session', message: 'is required', code: 'required' },
    { in: 'body', path: '/lines/0/sku', message: 'is required', code: 'required' },
    { in: 'body', path: '/lines/1/sku', message: 'must be string', code: 'type' },
  ]
  const send = (url: string): Promise<Answer> =>
    ask(`${url}/items/x?page=y&size=10`, json({ lines: [{}, { sku: 1 }] }))
  const build = (app: Express): void => {
    app.post(
      '/items/:id',
      declare(definition, (_req, res) => void res.json('reached')),
    )
  }

  it('70: every fault of every place is in one answer', async () => {
    expect(await send(await serve(build))).toEqual(refused(422, 'Unprocessable Content', errors))
  })

  it("70: the app's own format, which is then the author's to document", async () => {
    const validation: OpenAPIOptions['validation'] = {
      onError: (error, _req, res) => {
        const detail = error.errors.map((fault) => ({
          loc: [fault.in, ...fault.path.split('/').slice(1)],
          msg: fault.message,
          type: fault.code,
        }))
        res.status(error.status).set('X-Faults', String(detail.length)).json({ detail })
      },
    }
    const detail = errors.map(({ in: place, path, message, code }) => ({
      loc: [place, ...path.split('/').slice(1)],
      msg: message,
      type: code,
    }))
    const url = await serve(build, { validation })
    expect(await send(url)).toEqual({ ...ok({ detail }), status: 422 })
    const { paths, components } = documentOf(build, { validation })
    expect(JSON.stringify(paths)).not.toContain('422')
    expect(components).toBeUndefined()
  })

  it('70: the error handlers of the app have them where it asks so, and their own besides', async () => {
    const answer: ErrorRequestHandler = (error, _req, res, _next) => {
      const { code, status } = error as RingbackError
      res.status(status).set('X-Own', 'yes').json({ detail: code })
    }
    const url = await serve(
      (app) => {
        build(app)
        app.get(
          '/items',
          declare({}, () => {
            throw Object.assign(new Error('No items'), { code: 'NO_ITEMS', status: 404 })
          }),
        )
        app.use(answer)
      },
      { validation: { onError: (error, _req, _res, next) => next(error) } },
    )
    expect(await send(url)).toEqual({ ...ok({ detail: 'ERR_REQUEST_INVALID' }), status: 422 })
    const response = await fetch(`${url}/items`)
    expect([response.status, response.headers.get('x-own'), await response.json()]).toEqual([
      404,
      'yes',
      { detail: 'NO_ITEMS' },
    ])
  })
})
