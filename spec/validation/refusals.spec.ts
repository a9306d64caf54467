import { request } from 'node:http'
import express, {
  type ErrorRequestHandler,
  type Express,
  type NextFunction,
  type Request,
  type Response,
} from 'express'
import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { z } from 'zod'
import {
  openapi,
  operation,
  type OpenAPIMiddleware,
  type OpenAPIOptions,
  type Problem,
  type RingbackError,
  type Schema,
} from '../../lib/index.ts'
import { listen } from '../live-app.ts'

const info = { title: 'Refusals', version: '1.0.0' }
const Invoice = z.object({ id: z.string(), total: z.number() })

/** What came back, as far as these specs speak of it. */
interface Answer {
  readonly status: number
  readonly type: string | null
  readonly body: unknown
}

async function send(
  url: string,
  body?: string,
  { method = 'POST', type = 'application/json' }: { method?: string; type?: string } = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body, headers: { 'content-type': type } }),
  })
  const text = await response.text()
  const mediaType = response.headers.get('content-type')
  const isJson = mediaType?.includes('json') && text !== ''
  return { status: response.status, type: mediaType, body: isJson ? JSON.parse(text) : text }
}

const problemType = 'application/problem+json; charset=utf-8'

function problem(status: number, title: string, errors: unknown[]): Answer {
  const count = errors.length === 1 ? '1 fault' : `${errors.length} faults`
  const detail = `The request is not as declared: ${count}.`
  return {
    status,
    type: problemType,
    body: { type: 'about:blank', title, status, detail, errors },
  }
}

const malformed = problem(400, 'Bad Request', [
  { in: 'body', path: '', message: 'cannot be parsed', code: 'malformed' },
])

/** As an app has it that answers every error in a format of its own. */
const answerAll: ErrorRequestHandler = (error, _req, res, _next) => {
  const { code, type, status = 500 } = error as { code?: string; type?: string; status?: number }
  res.status(status).json({ own: code ?? type })
}

/** An app with one invoice route, which says that it was reached. */
function createApp(options: Partial<OpenAPIOptions> = {}): Express {
  const app = express()
  app.use(openapi({ info, ...options }))
  app.use(express.json())
  app.post(
    '/invoices/:id',
    operation(
      {
        params: z.object({ id: z.coerce.number() }),
        query: z.object({ page: z.number() }),
        headers: z.object({ 'x-tenant': z.uuid() }),
        cookies: z.object({ session: z.string() }),
        body: Invoice,
      },
      (_req, res) => void res.json({ reached: true }),
    ),
  )
  app.post('/plain', (req, res) => void res.json({ plain: req.body as unknown }))
  return app
}

describe('a request that is not as declared', () => {
  it('is answered with every fault of every place', async () => {
    const url = await listen(createApp())
    expect(await send(`${url}/invoices/7?page=x`, '{"total":"3"}')).toEqual(
      problem(422, 'Unprocessable Content', [
        expect.objectContaining({ in: 'query', path: '/page', code: 'invalid_type' }),
        expect.objectContaining({ in: 'header', path: '/x-tenant', code: 'invalid_type' }),
        expect.objectContaining({ in: 'cookie', path: '/session', code: 'invalid_type' }),
        expect.objectContaining({ in: 'body', path: '/id', code: 'invalid_type' }),
        expect.objectContaining({ in: 'body', path: '/total', code: 'invalid_type' }),
      ]),
    )
  })

  it('says in one word what is wrong with it, and nothing of the server', async () => {
    const app = express()
    app.use(express.json())
    app.post(
      '/',
      operation({ body: Invoice }, (_req, res) => void res.end()),
    )
    const answer = await send(await listen(app), '{"id":"1"}')
    expect(answer).toEqual(
      problem(422, 'Unprocessable Content', [
        {
          in: 'body',
          path: '/total',
          message: 'Invalid input: expected number, received undefined',
          code: 'invalid_type',
        },
      ]),
    )
  })

  it('is answered where nothing is documented at all', async () => {
    const app = express()
    app.get(
      '/',
      operation({ query: z.object({ page: z.number() }) }, (_req, res) => void res.end()),
    )
    expect((await send(`${await listen(app)}/?page=x`, undefined, { method: 'GET' })).status).toBe(
      422,
    )
  })
})

describe('a body', () => {
  const declared = operation({ body: Invoice }, (req, res) => void res.json({ body: req.body }))

  function createOne(...middleware: express.RequestHandler[]): Express {
    const app = express()
    app.use(...(middleware.length > 0 ? middleware : [express.json()]))
    app.post('/', declared)
    return app
  }

  it('that is missing is a fault of its own', async () => {
    const missing = { in: 'body', path: '', message: 'is required', code: 'required' }
    const url = await listen(createOne())
    const expected = problem(422, 'Unprocessable Content', [missing])
    expect(await send(url)).toEqual(expected)
    expect(await send(url, '')).toEqual(expected)
  })

  it('of a media type that is not declared is a fault of its own', async () => {
    const fault = {
      in: 'body',
      path: '',
      message: 'is of "text/csv", which is not declared',
      code: 'mediaType',
    }
    expect(await send(await listen(createOne()), 'id;total', { type: 'text/csv' })).toEqual(
      problem(415, 'Unsupported Media Type', [fault]),
    )
  })

  it.each<[string, Schema, unknown]>([
    ['optional()', z.object({ id: z.string() }).optional(), null],
    ['a default', z.object({ id: z.string() }).default({ id: 'none' }), { id: 'none' }],
    ['nullish() of Valibot', v.nullish(v.object({ id: v.string() })), null],
    [
      'a default of Valibot',
      v.optional(v.object({ id: v.string() }), { id: 'none' }),
      { id: 'none' },
    ],
  ])('of a schema with %s may be missing, and is documented so', async (_what, body, read) => {
    const app = express()
    app.use(express.json({ strict: false }))
    app.post(
      '/',
      operation({ body }, (req, res) => void res.json((req.body as unknown) ?? null)),
    )
    const url = await listen(app)
    expect(await send(url)).toMatchObject({ status: 200, body: read })
    expect(await send(url, '{"id":"1"}')).toMatchObject({ status: 200, body: { id: '1' } })
    expect(await send(url, '{"id":1}')).toMatchObject({ status: 422 })
    const { paths } = openapi({ info }).document(app)
    expect(paths?.['/']?.post?.requestBody).not.toHaveProperty('required')
  })

  it('that is optional may be missing', async () => {
    const app = express()
    app.use(express.json())
    const body = { content: { 'application/json': Invoice }, required: false } as const
    app.post(
      '/',
      operation({ body }, (req, res) => void res.json({ has: req.body !== undefined })),
    )
    const url = await listen(app)
    expect(await send(url, '{"id":"1","total":2}')).toMatchObject({ status: 200 })
    expect(await send(url)).toMatchObject({ status: 200 })
    expect(await send(url, '{"id":"1"}')).toMatchObject({ status: 422 })
  })
})

describe('a body that cannot be parsed', () => {
  it('is answered in the same shape on a declared route, before the error handlers of the app', async () => {
    const app = createApp()
    app.use(answerAll)
    const url = await listen(app)
    expect(await send(`${url}/invoices/7`, '{"id":')).toEqual(malformed)
    expect(await send(`${url}/invoices/7`, '"text"')).toEqual(malformed)
  })

  it("is the app's own on every other route", async () => {
    const app = createApp()
    app.use(answerAll)
    const url = await listen(app)
    const own = { status: 400, body: { own: 'entity.parse.failed' } }
    expect(await send(`${url}/plain`, '{"id":')).toMatchObject(own)
    expect(await send(`${url}/nowhere`, '{"id":')).toMatchObject(own)
    expect(await send(`${url}/invoices/7`, '{"id":', { method: 'PUT' })).toMatchObject(own)
  })

  it('is answered where the app has no error handlers', async () => {
    expect(await send(`${await listen(createApp())}/invoices/7`, '{')).toEqual(malformed)
  })

  it.each<[string, (mount: Mount) => Express]>([
    ['a Router', ({ app, declared }) => app.use('/shops/:shop', express.Router().use(declared))],
    [
      'a Router with its own parser',
      ({ app, declared }) =>
        app.use('/shops/:shop', express.Router().use(express.json()).use(declared)),
    ],
    ['a sub-app', ({ app, declared }) => app.use('/shops/:shop', express().use(declared))],
    [
      'a sub-app with its own parser',
      ({ app, declared }) => app.use('/shops/:shop', express().use(express.json()).use(declared)),
    ],
  ])('is answered behind %s', async (what, mount) => {
    const app = express()
    app.use(openapi({ info }))
    if (!what.includes('its own')) app.use(express.json())
    const declared = express.Router()
    declared.post(
      '/invoices',
      operation({ body: Invoice }, (_req, res) => void res.end()),
    )
    mount({ app, declared })
    app.use(answerAll)
    const url = await listen(app)
    expect(await send(`${url}/shops/7/invoices`, '{')).toEqual(malformed)
    expect(await send(`${url}/shops/7/others`, '{')).toMatchObject({
      status: 400,
      body: { own: 'entity.parse.failed' },
    })
  })

  it('is answered where its parser stands in the route, before the operation', async () => {
    const app = express()
    app.use(openapi({ info }))
    app.post(
      '/',
      express.json(),
      operation({ body: Invoice }, (_req, res) => void res.end()),
    )
    app.use(answerAll)
    expect(await send(await listen(app), '{')).toEqual(malformed)
  })

  it('is answered where a Router holds the documentation', async () => {
    const app = express()
    const router = express.Router()
    router.use(openapi({ info }))
    app.use(router)
    app.use(express.json())
    app.post(
      '/',
      operation({ body: Invoice }, (_req, res) => void res.end()),
    )
    app.use(answerAll)
    const url = await listen(app)
    await send(url, '{"id":"1","total":1}')
    expect(await send(url, '{')).toEqual(malformed)
  })

  it('is answered where the routes come after a wait, such as for a database', async () => {
    const app = express()
    app.use(openapi({ info }))
    app.use(answerAll)
    await new Promise((resolve) => setTimeout(resolve, 50))
    app.use(express.json())
    app.post(
      '/',
      operation({ body: Invoice }, (_req, res) => void res.end()),
    )
    app.use(answerAll)
    await new Promise((resolve) => setTimeout(resolve, 1100))
    expect(await send(await listen(app), '{')).toEqual(malformed)
  })

  it('leaves other errors to the app: too large, a broken encoding, an error of its own', async () => {
    const app = express()
    app.use(openapi({ info }))
    app.use(express.json({ limit: 10 }))
    app.post(
      '/',
      operation({ body: Invoice }, () => {
        throw Object.assign(new Error('no'), { status: 418, code: 'TEAPOT' })
      }),
    )
    app.use(answerAll)
    const url = await listen(app)
    expect(await send(url, '{"id":"1","total":1}')).toMatchObject({
      status: 413,
      body: { own: 'entity.too.large' },
    })
    expect(await send(url, '{}', { type: 'application/json; charset=x' })).toMatchObject({
      status: 415,
      body: { own: 'charset.unsupported' },
    })
  })

  it('goes the way of validation.onError', async () => {
    const app = createApp({
      validation: { onError: (error, _req, res) => void res.status(400).json(shapeOf(error)) },
    })
    app.use(answerAll)
    const answer = await send(`${await listen(app)}/invoices/7`, '{')
    expect(answer).toMatchObject({ status: 400, body: { code: 'ERR_BODY_MALFORMED', count: 1 } })
  })
})

interface Mount {
  readonly app: Express
  readonly declared: express.Router
}

function shapeOf({ code, errors = [] }: RingbackError): object {
  return { code, count: errors.length }
}

describe('validation.onError', () => {
  const toNext = {
    onError: (error: RingbackError, _req: Request, _res: Response, next: NextFunction) =>
      next(error),
  }

  it('hands the error to the error handlers of the app', async () => {
    const app = createApp({ validation: toNext })
    app.use(answerAll)
    const url = await listen(app)
    expect(await send(`${url}/invoices/7`, '{}')).toMatchObject({
      status: 422,
      body: { own: 'ERR_REQUEST_INVALID' },
    })
    expect(await send(`${url}/invoices/7`, 'a', { type: 'text/plain' })).toMatchObject({
      status: 415,
      body: { own: 'ERR_MEDIA_TYPE' },
    })
    expect(await send(`${url}/invoices/7`, '{')).toMatchObject({
      status: 400,
      body: { own: 'ERR_BODY_MALFORMED' },
    })
  })

  it("of an operation holds before the app's", async () => {
    const app = express()
    app.use(openapi({ info, validation: toNext }))
    app.use(express.json())
    app.post(
      '/',
      operation(
        {
          body: Invoice,
          validation: {
            onError: (error, req, res) =>
              void res.status(400).json({ at: req.path, ...shapeOf(error) }),
          },
        },
        (_req, res) => void res.end(),
      ),
    )
    const url = await listen(app)
    const body = { at: '/', code: 'ERR_REQUEST_INVALID', count: 2 }
    expect(await send(url, '{}')).toMatchObject({ status: 400, body })
    expect(await send(url, '{')).toMatchObject({
      status: 400,
      body: { code: 'ERR_BODY_MALFORMED' },
    })
  })

  it('may fail: its error reaches the handlers of the app, a rejected promise too', async () => {
    for (const onError of [
      () => {
        throw new Error('thrown')
      },
      () => Promise.reject(new Error('rejected')),
    ]) {
      const app = createApp({ validation: { onError } })
      app.use(answerAll)
      expect(await send(`${await listen(app)}/invoices/7`, '{}')).toMatchObject({ status: 500 })
    }
  })

  it('holds for the routes of sub-apps, unless they have documentation of their own', async () => {
    const create = (): Express => {
      const sub = express()
      sub.use(express.json())
      sub.post(
        '/',
        operation({ body: Invoice }, (_req, res) => void res.end()),
      )
      return sub
    }
    const app = express()
    app.use(openapi({ info, validation: toNext }))
    const own = create()
    own.use(openapi({ info }))
    app.use('/plain', create())
    app.use('/own', own)
    app.use(answerAll)
    const url = await listen(app)
    expect(await send(`${url}/plain`, '{}')).toMatchObject({ body: { own: 'ERR_REQUEST_INVALID' } })
    expect(await send(`${url}/own`, '{}')).toMatchObject({ status: 422, type: problemType })
  })
})

describe('an asynchronous refinement', () => {
  async function start(refine: (id: string) => unknown): Promise<string> {
    const app = express()
    app.use(express.json())
    const body = z.object({ id: z.string().refine(refine) })
    app.post(
      '/',
      operation({ body }, (req, res) => void res.json(req.body)),
    )
    app.use(answerAll)
    return listen(app)
  }

  it('is asked once, and holds or does not', async () => {
    const asked: string[] = []
    const url = await start(async (id) => {
      asked.push(id)
      return Promise.resolve(id === 'known')
    })
    expect(await send(url, '{"id":"known"}')).toMatchObject({ status: 200, body: { id: 'known' } })
    expect(await send(url, '{"id":"new"}')).toMatchObject({
      status: 422,
      body: { errors: [{ in: 'body', path: '/id', code: 'custom' }] },
    })
    expect(asked).toEqual(['known', 'new'])
  })

  it('that fails is an error of the server, and ends no process', async () => {
    const url = await start(async () => Promise.reject(new Error('no database')))
    expect(await send(url, '{"id":"1"}')).toMatchObject({ status: 500 })
  })

  it('may be a function that returns a promise now and then', async () => {
    const url = await start((id) => id === 'sync' || Promise.resolve(id === 'async'))
    for (const id of ['sync', 'async', 'sync']) {
      expect(await send(url, JSON.stringify({ id }))).toMatchObject({ status: 200 })
    }
    expect(await send(url, '{"id":"other"}')).toMatchObject({ status: 422 })
  })
})

describe('a body that no parser has read', () => {
  it("is the app's own fault, told once", async () => {
    const problems: Problem[] = []
    const app = express()
    app.use(openapi({ info, onProblem: (one) => void problems.push(one) }))
    app.post(
      '/',
      operation({ body: Invoice }, (_req, res) => void res.end()),
    )
    app.use(answerAll)
    const url = await listen(app)
    for (let count = 0; count < 3; count++) {
      expect(await send(url, '{"id":"1","total":1}')).toMatchObject({
        status: 500,
        body: { own: 'ERR_BODY_PARSER_MISSING' },
      })
    }
    expect(problems.filter(({ code }) => code === 'ERR_BODY_PARSER_MISSING')).toEqual([
      {
        code: 'ERR_BODY_PARSER_MISSING',
        severity: 'error',
        where: expect.stringMatching(/refusals\.spec\.ts:\d+$/) as string,
        message:
          'POST / declares a body, and nothing has parsed this one of application/json: req.body is undefined.',
        remedy:
          'Add app.use(express.json()) before this route, or the parser before operation() in it.',
      },
    ])
  })
})

describe("openapi({ compile: 'eager' })", () => {
  /** A pattern that is none, in a schema that nothing looks at before it is compiled. */
  const body = { type: 'object', properties: { id: { type: 'string', pattern: '(' } } } as const

  async function start(compile: 'eager' | 'lazy'): Promise<{
    url: string
    problems: Problem[]
    docs: OpenAPIMiddleware
    app: Express
  }> {
    const problems: Problem[] = []
    const app = express()
    const docs = openapi({ info, compile, onProblem: (one) => void problems.push(one) })
    app.use(docs)
    app.use(express.json())
    app.post(
      '/',
      operation({ body }, (_req, res) => void res.end()),
    )
    app.use(answerAll)
    const url = await listen(app)
    // the look at start-up comes after what the app does at once
    await new Promise((resolve) => setImmediate(resolve))
    return { url, problems, docs, app }
  }

  it('tells at start of a schema that cannot be compiled, and whoever asks for the document', async () => {
    const { problems, docs, app } = await start('eager')
    const errors = problems.filter(({ severity }) => severity === 'error')
    expect(docs.problems(app).filter(({ severity }) => severity === 'error')).toEqual(errors)
    expect(() => docs.document(app)).toThrow('A schema of this operation cannot be compiled')
    expect(errors).toEqual([
      {
        code: 'ERR_SCHEMA',
        severity: 'error',
        where: expect.stringMatching(/refusals\.spec\.ts:\d+$/) as string,
        message: expect.stringContaining(
          'A schema of this operation cannot be compiled: ',
        ) as string,
        remedy:
          'Mend the schema, or what it refers to; a pattern has to be one of the engine that compiles it.',
      },
    ])
  })

  it('is not the default: the first request tells then', async () => {
    const { url, problems } = await start('lazy')
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(await send(url, '{"id":"1"}')).toMatchObject({
      status: 500,
      body: { own: 'ERR_SCHEMA' },
    })
  })
})

describe('a client', () => {
  async function start(
    definition: object,
    parser: express.RequestHandler = express.json({ limit: '1mb' }),
  ): Promise<string> {
    const app = express()
    app.use(parser)
    const declare = operation as unknown as (
      definition: object,
      handler: express.RequestHandler,
    ) => express.RequestHandler
    app.post(
      '/',
      declare(definition, (_req, res) => void res.json('reached')),
    )
    app.use(answerAll)
    return listen(app)
  }

  it.each(['application/json; a=b(c', 'application/json; a@=b', 'application/json;'])(
    'is at fault where its Content-Type is %s, if its parser does not take that',
    async (type) => {
      const { status } = await send(await start({ body: Invoice }), '{"id":"1","total":1}', {
        type,
      })
      expect([200, 415]).toContain(status)
    },
  )

  it.each(['application/json; charset=utf-8', 'application/json; a="b c"'])(
    'may send %s',
    async (type) => {
      const answer = await send(await start({ body: Invoice }), '{"id":"1","total":1}', { type })
      expect(answer).toMatchObject({ status: 200 })
    },
  )

  it('is at fault where a range is declared, and nobody parses what it has sent', async () => {
    const url = await start({ body: { content: { 'application/*': z.unknown() } } })
    expect(await send(url, 'x', { type: 'application/foo' })).toMatchObject({ status: 415 })
  })

  it('is at fault where its body in chunks is empty', async () => {
    const url = await start({ body: Invoice })
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }
      request(url, { method: 'POST', headers }, (res) => {
        res.resume()
        resolve(res.statusCode)
      })
        .on('error', reject)
        .end()
    })
    expect(status).toBe(422)
  })

  it('is told of a thousand faults, and not of a hundred thousand', async () => {
    const fields = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']
    const line = { type: 'object', properties: {}, required: fields }
    const url = await start({
      body: { type: 'object', properties: { lines: { type: 'array', items: line } } },
    })
    const answer = await send(url, `{"lines":[${'{},'.repeat(30_000)}{}]}`)
    expect(answer).toMatchObject({
      status: 422,
      body: { detail: 'The request is not as declared: 1000 faults and more.' },
    })
    expect((answer.body as { errors: unknown[] }).errors.length).toBe(1000)
  })

  it('is not at fault for a RangeError of a transform', async () => {
    const at = z.string().transform((text) => new Date(text).toISOString())
    const url = await start({ body: z.object({ at }) })
    expect(await send(url, '{"at":"2026-01-01"}')).toMatchObject({ status: 200 })
    expect(await send(url, '{"at":"never"}')).toMatchObject({ status: 500 })
  })

  it('is at fault where its integer is none that JavaScript can hold', async () => {
    const query = z.object({ n: z.number() })
    const url = await start({ query })
    expect(await send(`${url}/?n=9007199254740993`)).toMatchObject({ status: 422 })
    expect(await send(`${url}/?n=9007199254740992`)).toMatchObject({ status: 200 })
    expect(await send(`${url}/?n=1e20`)).toMatchObject({ status: 200 })
  })
})
