import express from 'express'
import type { NextFunction, Request, Response } from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openapi, operation, type OpenAPIOptions } from '../lib/index.ts'
import { invalidRequest } from './document/request-problem.ts'
import { listen } from './live-app.ts'

const info = { title: 'Operations', version: '1.0.0' }

/** An error handler as an app of its own has it: what ringback passes on must reach it. */
function answerError(error: unknown, _req: Request, res: Response, _next: NextFunction): void {
  const { code, status = 500, message, where, remedy } = error as Record<string, unknown>
  res.status(status as number).json({ code, message, where, remedy })
}

function sendJson(
  url: string,
  body: string,
  type = 'application/json',
): Promise<globalThis.Response> {
  return fetch(url, { method: 'POST', body, headers: { 'content-type': type } })
}

describe('operation(definition, handler)', () => {
  it('runs the handler with the request, the response and next', async () => {
    const app = express()
    app.use(express.json())
    app.post(
      '/invoices/:id',
      operation({ body: z.object({ total: z.number() }) }, (req, res, next) => {
        res.status(201).set('X-Kept', 'yes')
        res.json({ id: req.params['id'], body: req.body, next: typeof next })
      }),
    )
    const response = await sendJson(`${await listen(app)}/invoices/7?a=b`, '{"total":3}')
    expect(response.status).toBe(201)
    expect(response.headers.get('x-kept')).toBe('yes')
    expect(await response.json()).toEqual({ id: '7', body: { total: 3 }, next: 'function' })
  })

  it('stands after any other middleware of the route', async () => {
    const app = express()
    const before = (_req: Request, res: Response, next: NextFunction): void => {
      res.locals['seen'] = ['before']
      next()
    }
    app.get(
      '/',
      before,
      [before],
      operation({}, (_req, res) => res.json(res.locals)),
    )
    expect(await (await fetch(await listen(app))).json()).toEqual({ seen: ['before'] })
  })

  it('passes on what calls next()', async () => {
    const app = express()
    app.get(
      '/',
      operation({}, (_req, _res, next) => next()),
      (_req, res) => {
        res.send('the next handler')
      },
    )
    expect(await (await fetch(await listen(app))).text()).toBe('the next handler')
  })

  it.each([
    [
      'an error thrown at once',
      () => {
        throw new Error('thrown')
      },
      'thrown',
    ],
    ['a rejected promise', () => Promise.reject(new Error('rejected')), 'rejected'],
    [
      'an error thrown by an async function',
      async () => {
        await Promise.resolve()
        throw new Error('later')
      },
      'later',
    ],
    [
      'a thenable that rejects',
      () => ({
        // oxlint-disable-next-line unicorn/no-thenable -- as database libraries return
        then: (_: unknown, reject: (error: Error) => void) => reject(new Error('thenable')),
      }),
      'thenable',
    ],
    [
      'a promise rejected with nothing',
      () => Promise.reject(),
      'The handler rejected its promise without an error.',
    ],
    [
      'next(error)',
      (_req: unknown, _res: unknown, next: NextFunction) => next(new Error('passed')),
      'passed',
    ],
  ])("hands %s to the app's error handler", async (_what, handler, message) => {
    const app = express()
    app.get('/', operation({}, handler))
    app.use(answerError)
    const response = await fetch(await listen(app))
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({ message })
  })

  it('is known by the name of its function, and in a registry that all copies share', () => {
    const declared = operation({ summary: 'Named' }, () => {})
    const registry = (globalThis as unknown as Record<symbol, Map<string, WeakRef<object>>>)[
      Symbol.for('ringback/operations')
    ]
    expect(declared.name).toMatch(/^operation#\d+$/)
    expect(registry?.get(declared.name)?.deref()).toMatchObject({
      name: declared.name,
      operation: { fields: { summary: 'Named' } },
    })
  })

  it('gives each call a name of its own', () => {
    const names = [1, 2, 3].map(() => operation({}, () => {}).name)
    expect(new Set(names).size).toBe(3)
  })
})

describe('operation(definition)', () => {
  it('documents a route in front of the handler that it already has', async () => {
    const app = express()
    const showInvoice = (req: Request, res: Response): void => void res.json(req.params)
    app.get('/invoices/:id', operation({ summary: 'Show an invoice' }), showInvoice)
    expect(openapi({ info }).document(app).paths).toEqual({
      '/invoices/{id}': {
        get: {
          summary: 'Show an invoice',
          operationId: 'getInvoicesById',
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          responses: { 200: { description: 'Successful Response' } },
        },
      },
    })
    expect(await (await fetch(`${await listen(app)}/invoices/7`)).json()).toEqual({ id: '7' })
  })

  it('is found in an array of middleware', () => {
    const app = express()
    app.get('/', [operation({ summary: 'In an array' })], (_req: Request, res: Response) => {
      res.end()
    })
    expect(openapi({ info }).document(app).paths?.['/']?.get?.summary).toBe('In an array')
  })

  it('merges with the declaration of the handler behind it, neither erasing the other', () => {
    const app = express()
    app.get(
      '/',
      operation({ tags: ['pages'], query: z.object({ page: z.int() }) }),
      operation({ tags: ['lists'], query: z.object({ sort: z.string() }) }, () => {}),
    )
    expect(openapi({ info }).document(app).paths?.['/']?.get).toEqual({
      tags: ['pages', 'lists'],
      operationId: 'get',
      parameters: [
        {
          name: 'page',
          in: 'query',
          required: true,
          schema: { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 },
        },
        { name: 'sort', in: 'query', required: true, schema: { type: 'string' } },
      ],
      responses: { 200: { description: 'Successful Response' }, 422: invalidRequest },
    })
  })
})

describe('operation() on a guard', () => {
  const guard = operation(
    { security: [{ bearer: [] }], responses: { 401: { description: 'Not signed in' } } },
    (req, res, next) => {
      if (req.get('authorization')) next()
      else res.status(401).end()
    },
  )
  const answer = operation({ security: [{ key: ['read'] }] }, (_req, res) => void res.end())

  it('contributes to what is behind it, beneath its path and after it only', () => {
    const components: OpenAPIOptions['components'] = {
      securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-key' } },
    }
    const app = express()
    app.get('/private/before', answer)
    app.use('/private', guard)
    app.get('/private/after', answer)
    app.get(
      '/private',
      operation({}, () => {}),
    )
    app.get('/privateer', answer)
    app.use('/private/deep', express.Router().get('/:id', operation({ responses: { 401: null } })))
    const { paths = {} } = openapi({ info, components }).document(app)
    const seen = Object.entries(paths).map(([path, item]) => [
      path,
      item?.get?.security,
      item?.get?.responses,
    ])
    const success = { 200: { description: 'Successful Response' } }
    const refusal = { 401: { description: 'Not signed in' } }
    expect(seen).toEqual([
      ['/private/before', [{ key: ['read'] }], success],
      ['/private/after', [{ bearer: [], key: ['read'] }], { ...success, ...refusal }],
      ['/private', [{ bearer: [] }], { ...success, ...refusal }],
      ['/privateer', [{ key: ['read'] }], success],
      ['/private/deep/{id}', [{ bearer: [] }], { 401: { description: 'Unauthorized' } }],
    ])
  })

  it('guards', async () => {
    const app = express()
    app.use('/private', guard)
    app.get('/private', answer)
    const url = `${await listen(app)}/private`
    expect((await fetch(url)).status).toBe(401)
    expect((await fetch(url, { headers: { authorization: 'x' } })).status).toBe(200)
  })
})

describe('a JSON body that no parser has read', () => {
  const declared = operation({ body: z.object({ id: z.string() }) }, (req, res) => {
    res.json({ body: req.body === undefined ? 'undefined' : req.body })
  })

  function createApp(...middleware: express.RequestHandler[]): express.Express {
    const app = express()
    for (const each of middleware) app.use(each)
    app.post('/invoices', declared)
    app.get('/invoices', declared)
    app.use(answerError)
    return app
  }

  it("is an error that names the remedy, and reaches the app's error handler with status 500", async () => {
    const response = await sendJson(`${await listen(createApp())}/invoices?a=1`, '{"id":"1"}')
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({
      code: 'ERR_BODY_PARSER_MISSING',
      message: expect.stringContaining(
        'POST /invoices?a=1 declares a body, and nothing has parsed this one of application/json: req.body is undefined.',
      ) as string,
      where: expect.stringMatching(/spec\/operation\.spec\.ts:\d+$/) as string,
      remedy:
        'Add app.use(express.json()) before this route, or the parser before operation() in it.',
    })
  })

  it.each([
    ['the body is empty', '', 'application/json', 422],
    ['it has another media type', 'id=1', 'application/x-www-form-urlencoded', 415],
    ['it is text', 'id', 'text/plain', 415],
  ])('is a fault of the request where a parser stands before it and %s', async (...one) => {
    const [, body, type, status] = one
    const url = `${await listen(createApp(express.json()))}/invoices`
    expect((await sendJson(url, body, type)).status).toBe(status)
  })

  it('is missing where the request has no body at all', async () => {
    const url = `${await listen(createApp())}/invoices`
    expect((await fetch(url, { headers: { 'content-type': 'application/json' } })).status).toBe(422)
  })

  it('is what the app has made of it, where it has a parser of its own', async () => {
    const parse: express.RequestHandler = (req, _res, next) => {
      req.setEncoding('utf8')
      let text = ''
      req.on('data', (chunk: string) => (text += chunk))
      req.on('end', () => {
        req.body = JSON.parse(text) as unknown
        next()
      })
    }
    const response = await sendJson(`${await listen(createApp(parse))}/invoices`, '{"id":"1"}')
    expect(await response.json()).toEqual({ body: { id: '1' } })
  })
})
