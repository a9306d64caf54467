import cookieParser from 'cookie-parser'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import { describe, expect, it } from 'vitest'
import { openapi, operation, type RingbackError } from '../../lib/index.ts'
import { listen } from '../live-app.ts'

const info = { title: 'Placement', version: '1.0.0' }
const id = { type: 'integer' } as const
const Item = {
  type: 'object',
  properties: { id },
  required: ['id'],
  additionalProperties: false,
} as const

/** Declarations of plain JSON Schema, beside handlers of any type. */
const declare = operation as unknown as (
  definition: object,
  handler?: RequestHandler,
) => RequestHandler

const echo: RequestHandler = (req, res) => void res.json({ got: req.body as unknown })
const answerAll: ErrorRequestHandler = (error, _req, res, _next) => {
  const { code, status = 500 } = error as { code?: string; status?: number }
  res.status(status).json({ own: code ?? 'none' })
}

async function send(
  url: string,
  {
    method = 'POST',
    body,
    headers = {},
  }: { method?: string; body?: string; headers?: object } = {},
): Promise<{ status: number; body: unknown; headers: Headers }> {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') && text !== ''
  return {
    status: response.status,
    body: isJson ? JSON.parse(text) : text,
    headers: response.headers,
  }
}

describe('an operation before the parser of its route', () => {
  it.each<[string, RequestHandler[]]>([
    ['createSomebody', [express.json(), named('createSomebody', echo)]],
    ['uploadJson', [express.json(), named('uploadJson', echo)]],
    ['a guard and a handler', [named('parseToken', pass()), express.json(), pass(), echo]],
  ])(
    'has the body checked before the handler, whatever that is called: %s',
    async (_, handlers) => {
      const app = express()
      app.post('/', declare({ body: Item }), ...handlers)
      const url = await listen(app)
      expect(await send(url, { body: '{"evil":1}' })).toMatchObject({ status: 422 })
      expect(await send(url, { body: '{"id":1}' })).toMatchObject({ body: { got: { id: 1 } } })
      expect(await send(url)).toMatchObject({ status: 422 })
    },
  )

  it('says that no parser is there, where none has come before the handler', async () => {
    const app = express()
    app.post('/', declare({ body: Item }), pass(), named('parseThing', echo))
    app.use(answerAll)
    expect(await send(await listen(app), { body: '{"id":1}' })).toMatchObject({
      status: 500,
      body: { own: 'ERR_BODY_PARSER_MISSING' },
    })
  })

  it('leaves other methods of the route alone', async () => {
    const app = express()
    app
      .route('/')
      .put(declare({ body: Item }), express.json(), echo)
      .post(express.json(), echo)
      .patch(echo)
    const url = await listen(app)
    for (let count = 0; count < 2; count++) {
      expect(await send(url, { method: 'PUT', body: '{"evil":1}' })).toMatchObject({ status: 422 })
      expect(await send(url, { body: '{"evil":1}' })).toMatchObject({ body: { got: { evil: 1 } } })
      expect(await send(url, { method: 'PATCH', body: '{"evil":1}' })).toMatchObject({
        status: 200,
      })
      const { headers } = await send(url, { method: 'OPTIONS' })
      const allowed = (headers.get('allow') ?? '').split(/, ?/).toSorted()
      expect(allowed).toEqual(['PATCH', 'POST', 'PUT'])
    }
  })

  it('keeps the document as it was built', async () => {
    let named = 0
    const docs = openapi({
      info,
      operationId: () => {
        named++
        return undefined
      },
    })
    const app = express()
    app.use(docs)
    app.get('/', declare({ summary: 'One' }), echo)
    const url = await listen(app)
    await send(`${url}/openapi.json`, { method: 'GET' })
    const before = named
    await send(url, { method: 'GET' })
    await send(`${url}/openapi.json`, { method: 'GET' })
    expect(named).toBe(before)
  })
})

describe('a guard', () => {
  it('is one behind a route that passes on, which keeps its own handlers', async () => {
    const app = express()
    app.use(express.json())
    app.all(/.*/, named('bodyLogger', pass()))
    app.use('/admin', declare({ body: Item, query: strict('a') }))
    app.post('/admin/x', declare({ query: strict('b') }, echo))
    app.get('/health', (_req, res) => void res.json('well'))
    const url = await listen(app)
    expect(await send(`${url}/admin/nothing`, { body: '{"id":"x"}' })).toMatchObject({
      status: 422,
    })
    expect(await send(`${url}/health`, { method: 'GET' })).toMatchObject({ body: 'well' })
    expect(await send(`${url}/admin/x?a=1&b=2`, { body: '{"id":1}' })).toMatchObject({
      status: 200,
    })
  })

  it('leaves the cookies to cookie-parser, where that comes after it', async () => {
    const cookies = { type: 'object', properties: { visits: id } }
    const app = express()
    app.use(declare({ cookies: { type: 'object', properties: { theme: { default: 'light' } } } }))
    app.use(cookieParser('secret'))
    app.get('/set', (_req, res) => void res.cookie('visits', '3', { signed: true }).end())
    app.get(
      '/',
      declare({ cookies: { ...cookies, required: ['visits'] } }, (req, res) => {
        res.json(req.cookies)
      }),
    )
    const url = await listen(app)
    const set = await send(`${url}/set`, { method: 'GET' })
    expect(set.status).toBe(200)
    const cookie = set.headers.get('set-cookie')?.split(';')[0] ?? ''
    const read = await send(url, { method: 'GET', headers: { cookie } })
    expect(read).toMatchObject({ status: 200, body: { visits: 3 } })
    const forged = await send(url, { method: 'GET', headers: { cookie: 'visits=s%3A4.forged' } })
    expect(forged).toMatchObject({ status: 422 })
  })

  it('declares nothing of what an error handler answers', async () => {
    const responses = { 401: { type: 'object', properties: { title: {} }, required: ['title'] } }
    const app = express()
    app.use(openapi({ info }))
    app.use(declare({ responses }))
    app.get('/', (_req, _res, next) => next(Object.assign(new Error('no'), { status: 401 })))
    app.use(answerAll)
    const answer = await send(await listen(app), { method: 'GET' })
    expect(answer).toMatchObject({ status: 401, body: { own: 'none' } })
  })
})

describe('a handler that passes on', () => {
  const responses = { 200: Item }

  it('to the next one, with an error that is none, has its response filtered', async () => {
    const app = express()
    app.get(
      '/',
      declare({ responses }, (_req, _res, next) => next(null)),
      (_req, res) => void res.json({ id: 1, secret: 's' }),
    )
    expect((await send(await listen(app), { method: 'GET' })).body).toEqual({ id: 1 })
  })

  it('to the next route leaves what it declares behind', async () => {
    const app = express()
    app.get(
      '/',
      declare({ responses }, (_req, _res, next) => next('route')),
    )
    app.get('/', (_req, res) => void res.json({ other: 1 }))
    expect(await send(await listen(app), { method: 'GET' })).toMatchObject({ body: { other: 1 } })
  })
})

describe('several apps and documentations', () => {
  it('each have their own settings for a Router that they share', async () => {
    const router = express.Router()
    router.get(
      '/',
      declare({ responses: { 200: Item } }, (_req, res) => void res.json({ id: 1, secret: 's' })),
    )
    const create = (responses: 'off' | 'check'): Express =>
      express().use(openapi({ info, responses })).use(router)
    const urls = [await listen(create('off')), await listen(create('check'))]
    const bodies = []
    for (const url of urls) bodies.push((await send(url, { method: 'GET' })).body)
    expect(bodies).toEqual([{ id: 1, secret: 's' }, { id: 1 }])
  })

  it('answer for what is under their path, in one app', async () => {
    const app = express()
    app.use(express.json())
    for (const version of ['v1', 'v2']) {
      const router = express.Router()
      const onError = (_error: RingbackError, _req: unknown, res: express.Response): void =>
        void res.status(400).json(version)
      router.use(openapi({ info, validation: { onError } }))
      router.post('/', declare({ body: Item }, echo))
      app.use(`/${version}`, router)
    }
    const url = await listen(app)
    for (let count = 0; count < 2; count++) {
      for (const version of ['v1', 'v2']) {
        expect((await send(`${url}/${version}`, { body: '{}' })).body).toBe(version)
        await send(`${url}/${version}/openapi.json`, { method: 'GET' })
      }
    }
  })
})

describe('the query', () => {
  it('keeps what middleware has put there', async () => {
    const app = express()
    app.use((req, _res, next) => {
      Object.defineProperty(req, 'query', {
        value: { ...req.query, tenant: 'a' },
        writable: true,
        configurable: true,
        enumerable: true,
      })
      next()
    })
    const query = { type: 'object', properties: { page: id } }
    app.get(
      '/',
      declare({ query }, (req, res) => void res.json(req.query)),
    )
    const url = await listen(app)
    expect((await send(`${url}/?page=1`, { method: 'GET' })).body).toEqual({ page: 1, tenant: 'a' })
    expect((await send(`${url}/?page=1&o=x`, { method: 'GET' })).body).toEqual({
      page: 1,
      o: 'x',
      tenant: 'a',
    })
  })

  it('holds what a schema admits without naming it', async () => {
    const query = { type: 'object', properties: { page: id }, additionalProperties: id }
    const app = express()
    app.get(
      '/',
      declare({ query }, (req, res) => void res.json(req.query)),
    )
    const url = await listen(app)
    expect((await send(`${url}/?page=1&x=2`, { method: 'GET' })).body).toEqual({ page: 1, x: 2 })
    expect((await send(`${url}/?page=1&x=a`, { method: 'GET' })).status).toBe(422)
  })

  it('may have one or several of what it declares', async () => {
    const query = {
      type: 'object',
      properties: { u: { anyOf: [id, { type: 'array', items: id }] } },
    }
    const app = express()
    app.get(
      '/',
      declare({ query }, (req, res) => void res.json(req.query)),
    )
    const url = await listen(app)
    expect((await send(`${url}/?u=1&u=2`, { method: 'GET' })).body).toEqual({ u: [1, 2] })
    expect((await send(`${url}/?u=1`, { method: 'GET' })).status).toBe(200)
  })
})

function named(name: string, handler: RequestHandler): RequestHandler {
  return Object.defineProperty(
    (...input: Parameters<RequestHandler>) => handler(...input),
    'name',
    {
      value: name,
    },
  )
}

function pass(): RequestHandler {
  return (_req, _res, next) => next()
}

function strict(name: string): object {
  return { type: 'object', properties: { [name]: id }, additionalProperties: false }
}
