/** What becomes of a response, on its way from the handler to the wire. */
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import express, { type Express, type Request, type Response } from 'express'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import * as v from 'valibot'
import { z } from 'zod'
import type { OperationDefinition } from '../../lib/definition.ts'
import type { Problem, RingbackError, Schema } from '../../lib/index.ts'
import {
  answerOf,
  appWith,
  ask,
  askBoth,
  declare,
  declareAlone,
  document,
  failure,
  isExpress4,
  type Handler,
  type RawAnswer,
} from './responses/answering.ts'
import { object, text, writers } from './responses/models.ts'

const item = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } as const
const definition: OperationDefinition = { responses: { 200: item } }
const own = { id: 'a', secret: 'x' }
const kept = '{"id":"a"}'

/** What was said of a response that is not as declared. */
function summary({ code, message }: RingbackError): string[] {
  return [code, message.split('\n')[0]!.slice(code.length + 1)]
}

function short({ status, body }: RawAnswer): { status: number; body: string } {
  return { status, body }
}

describe.each(Object.entries(writers))('with %s', (_kind, write) => {
  const responses = { 200: write(object({ id: text, 'at?': text })) }

  it.each<[string, Handler]>([
    ['json()', (_req, res) => res.json(own)],
    ['send()', (_req, res) => res.send(own)],
    ['jsonp()', (_req, res) => res.jsonp(own)],
    ['status().json()', (_req, res) => res.status(200).json(own)],
  ])('%s sends what is declared', async (_what, handler) => {
    const { app, errors } = appWith({ responses }, handler)
    expect([short(await ask(app)), errors]).toEqual([{ status: 200, body: kept }, []])
  })

  it.each<[string, Handler]>([
    ['json()', (_req, res) => res.json({ id: 7, secret: 'x' })],
    ['send()', (_req, res) => res.send({ secret: 'x' })],
    ['jsonp()', (_req, res) => res.jsonp({ id: null })],
    ['text', (_req, res) => res.json('x')],
    ['a list', (_req, res) => res.json([own])],
    ['nothing', (_req, res) => res.json()],
  ])('refuses %s that does not fit', async (_what, handler) => {
    const { app, errors } = appWith({ responses }, handler)
    const { headers, ...answer } = await ask(app)
    expect([answer, headers['content-type'], errors.map(({ code }) => code)]).toEqual([
      failure,
      'application/problem+json; charset=utf-8',
      ['ERR_RESPONSE_INVALID'],
    ])
  })

  it('tells all of it to those who run the API, and sends it all the same, where it only warns', async () => {
    const sent = { id: 7, at: 8, secret: 'x' }
    const { app, errors } = appWith({ responses }, (_req, res) => res.json(sent), {
      responses: 'warn',
    })
    expect(JSON.parse((await ask(app, '/?q=1')).body)).toEqual(sent)
    const [[code, message]] = errors.map(summary) as [[string, string]]
    expect(code).toBe('ERR_RESPONSE_INVALID')
    expect(message).toMatch(/^The response 200 of GET \/\?q=1 is not as declared: .*\/id .*\.$/)
    expect(message).toContain('/at ')
  })

  it('looks at none where it is off', async () => {
    const off = { responses: 'off' } as const
    const { app, errors } = appWith({ responses }, (_req, res) => res.json({ secret: 7 }), off)
    expect([short(await ask(app)), errors]).toEqual([{ status: 200, body: '{"secret":7}' }, []])
  })

  it('takes what JSON makes of a value', async () => {
    class Model {
      readonly at = new Date(0)
      readonly secret = 'x'
      id = 'a'
    }
    const handler: Handler = (_req, res) => res.json(new Model())
    expect(await answerOf({ responses }, handler)).toEqual([
      200,
      { id: 'a', at: '1970-01-01T00:00:00.000Z' },
    ])
  })
})

describe('who is told', () => {
  it('is the console, unless somebody else wants to be', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => log.mockRestore())
    const app = express()
    app.get(
      '/items',
      declare(definition, (_req, res) => res.json({ secret: 'x' })),
    )
    app.use(document())
    expect(short(await ask(app, '/items'))).toEqual(failure)
    expect(log.mock.calls.map(([error]) => summary(error as RingbackError))).toEqual([
      [
        'ERR_RESPONSE_INVALID',
        'The response 200 of GET /items is not as declared: /id is required.',
      ],
    ])
  })

  it('is told of the place, and of the request', async () => {
    const told: unknown[] = []
    const { app } = appWith(definition, (_req, res) => res.json({ id: 1 }), {
      onResponseError: ({ where, remedy, status }, req) =>
        told.push(where, remedy, status, req.url),
    })
    await ask(app, '/?page=1')
    expect(told).toEqual([
      expect.stringMatching(/answering\.ts:\d+/),
      "Send what is declared, declare what is sent, or relax it: openapi({ responses: 'warn' }).",
      500,
      '/?page=1',
    ])
  })

  it.each<[string, () => void]>([
    [
      'throws',
      () => {
        throw new Error('reporter')
      },
    ],
    ['rejects', (() => Promise.reject(new Error('reporter'))) as () => void],
  ])('changes nothing where it %s', async (_what, onResponseError) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => log.mockRestore())
    const { app } = appWith(definition, (_req, res) => res.json({ id: 1 }), { onResponseError })
    expect(short(await ask(app))).toEqual(failure)
    expect(log.mock.calls.flat().map((error) => (error as Error).message)).toContain('reporter')
  })
})

const here = fileURLToPath(import.meta.url)

describe('what is not JSON of a declared status', () => {
  it.each<[string, Handler]>([
    ['text', (_req, res) => res.send('text')],
    ['text of a type', (_req, res) => res.type('text/csv').send('a,b')],
    ['JSON as text', (_req, res) => res.type('json').send(JSON.stringify(own))],
    ['bytes', (_req, res) => res.send(Buffer.from('bytes'))],
    ['null', (_req, res) => res.send(null)],
    ['nothing', (_req, res) => res.send()],
    ['an end', (_req, res) => res.end()],
    ['an end with JSON', (_req, res) => res.type('json').end(JSON.stringify(own))],
    ['a status', (_req, res) => res.sendStatus(200)],
    ['a redirect', (_req, res) => res.redirect('/elsewhere')],
    ['a file', (_req, res) => res.sendFile(here)],
    ['a download', (_req, res) => res.download(here, 'spec.ts')],
    ['a stream', (_req, res) => Readable.from(['a', 'b', JSON.stringify(own)]).pipe(res)],
    [
      'what is written',
      (_req, res) => {
        res.type('json').write('[')
        res.write(JSON.stringify(own))
        res.end(']')
      },
    ],
    ['an undeclared status', (_req, res) => res.status(418).json(own)],
    ['an undeclared status by send()', (_req, res) => res.status(418).send(own)],
    ['no content', (_req, res) => res.status(204).json(own)],
    ['what is as it was', (_req, res) => res.status(304).json(own)],
    ['a response in words alone', (_req, res) => res.status(202).json(own)],
    ['none, where none is declared', (_req, res) => res.status(205).json()],
    ['an error', (_req, _res, next) => next(new Error('known'))],
    ['a throw', () => Promise.reject(new Error('known'))],
  ])('passes untouched: %s', async (_what, handler) => {
    const build = (wrap: (handler: Handler) => never): Express => {
      const app = express()
      // Express 4 leaves a rejection to nobody.
      const settled: Handler = (req, res, next) =>
        void Promise.resolve(handler(req, res, next)).catch(next)
      app.get('/', wrap(settled))
      app.use((error: Error, _req: Request, res: Response, _next: unknown) => {
        res.status(500).json({ message: error.message, ...own, id: 7 })
      })
      return app
    }
    const answers = await askBoth(build, {
      responses: { 200: item, 202: { description: 'Later' }, 204: null, 205: null, 500: item },
    })
    expect(answers.with).toEqual(answers.without)
    expect(answers.with.status).toBeGreaterThan(199)
  })

  it('passes an answer of the error handler, to an error behind a guard and a declaration', async () => {
    const build = (handler: Handler): Express => {
      const app = express()
      const responses = { 500: item }
      app.use(declareAlone({ responses }))
      app.get('/', declareAlone({ responses }), handler as never)
      app.use((error: Error, _req: Request, res: Response, _next: unknown) => {
        res.status(500).json({ message: error.message })
      })
      app.use(document())
      return app
    }
    const answer = await ask(build((_req, _res, next) => next(new Error('known'))))
    expect(short(answer)).toEqual({ status: 500, body: '{"message":"known"}' })
  })

  it('passes an answer of an error handler that the route has itself', async () => {
    const app = express()
    const handleError = (error: Error, _req: Request, res: Response, _next: unknown): void =>
      void res.status(500).json({ message: error.message })
    app.get(
      '/',
      declareAlone({ responses: { 500: item } }),
      (_req: Request, _res: Response, next: (error: Error) => void) => next(new Error('known')),
      handleError as never,
    )
    app.use(document())
    expect(short(await ask(app))).toEqual({ status: 500, body: '{"message":"known"}' })
  })
})

describe('a success that is not declared, beside one that is', () => {
  it('is sent as it is, and told once', async () => {
    const problems: Problem[] = []
    const onProblem = (problem: Problem): void => void problems.push(problem)
    const { app } = appWith({ responses: { 201: item } }, (_req, res) => res.json(own), {
      onProblem,
    })
    const bodies = [await ask(app), await ask(app)].map(({ body }) => body)
    expect(bodies).toEqual([JSON.stringify(own), JSON.stringify(own)])
    const found = problems.filter(({ code }) => code === 'WARN_STATUS_UNDECLARED')
    expect(found).toEqual([
      {
        code: 'WARN_STATUS_UNDECLARED',
        severity: 'warning',
        where: expect.stringContaining('answering.ts:') as string,
        message:
          'GET / was answered with 200, which is not declared: the response is sent as it is, neither filtered nor checked.',
        remedy: 'Write res.status(201).json(…), or declare 200.',
      },
    ])
  })
})

describe('an object of Valibot', () => {
  it('that is loose is sent whole', async () => {
    const { app } = appWith(
      { responses: { 200: v.looseObject({ id: v.string() }) } },
      (_req, res) => res.json(own),
    )
    expect((await ask(app)).body).toBe('{"id":"a","secret":"x"}')
  })
})

describe('a status', () => {
  const responses: Record<string, Schema | null | object> = {
    200: item,
    201: { description: 'Made', content: { 'application/vnd.a+json': item } },
    203: null,
    '4XX': item,
    default: { type: 'object', properties: { title: { type: 'string' } } },
  }

  it.each<[string, Handler, number, unknown]>([
    ['in a range', (_req, res) => res.status(404).json(own), 404, { id: 'a' }],
    ['by default', (_req, res) => res.status(503).json({ title: 'a', id: 1 }), 503, { title: 'a' }],
    [
      'of its own type',
      (_req, res) => res.status(201).type('application/vnd.a+json').json(own),
      201,
      { id: 'a' },
    ],
    [
      'of a type that is not declared',
      (_req, res) => res.status(201).type('application/vnd.b+json').json(own),
      500,
      JSON.parse(failure.body),
    ],
    ['without a body', (_req, res) => res.status(203).json(own), 500, JSON.parse(failure.body)],
  ])('is checked %s', async (_what, handler, status, body) => {
    const options = { onResponseError: () => {} }
    expect(await answerOf({ responses } as OperationDefinition, handler, options)).toEqual([
      status,
      body,
    ])
  })
})

describe('a guard', () => {
  const problem = { type: 'object', properties: { title: { type: 'string' } }, required: ['title'] }

  function guarded(handler: Handler): Express {
    const app = express()
    const guard: OperationDefinition = { responses: { 401: problem, 409: problem } as never }
    app.use(
      declare(guard, (req, res, next) =>
        req.query['user'] === undefined ? res.status(401).json({ title: 'a', ...own }) : next(),
      ),
    )
    app.get('/', declare({ responses: { 200: item, 409: item, default: item } }, handler))
    app.use(document({ onResponseError: () => {} }))
    return app
  }

  it.each<[string, string, Handler, RawAnswer['status'], string]>([
    ['answers as it declares', '/', (_req, res) => res.json(own), 401, '{"title":"a"}'],
    ['lets the operation answer', '/?user=1', (_req, res) => res.json(own), 200, kept],
    [
      'declares for the operation too, before its default',
      '/?user=1',
      (_req, res) => res.status(401).json({ ...own, title: 'b' }),
      401,
      '{"title":"b"}',
    ],
    [
      'gives way to the operation',
      '/?user=1',
      (_req, res) => res.status(409).json({ ...own, title: 'b' }),
      409,
      kept,
    ],
  ])('%s', async (_what, path, handler, status, body) => {
    expect(short(await ask(guarded(handler), path))).toEqual({ status, body })
  })

  it('does not relax what is behind it', async () => {
    const inner = express()
    inner.get(
      '/',
      declare(definition, (_req, res) => res.json({ id: 7 })),
    )
    inner.use(document({ onResponseError: () => {} }))
    const app = express()
    app.use(declareAlone({ responses: { 401: item } }))
    app.use('/inner', inner)
    app.use(document({ responses: 'warn', onResponseError: () => {} }))
    expect(short(await ask(app, '/inner'))).toEqual(failure)
  })

  it('leaves checks to an operation that follows an error', async () => {
    const app = express()
    app.use(declare({ responses: { 401: item } }, (_req, _res, next) => next(new Error('known'))))
    app.use(((_error: unknown, _req: unknown, _res: unknown, next: () => void) => next()) as never)
    app.get(
      '/',
      declare(definition, (_req, res) => res.json(own)),
    )
    app.use(document())
    expect(short(await ask(app))).toEqual({ status: 200, body: kept })
  })
})

describe('the settings of the app', () => {
  const settings: [string, string, unknown][] = [
    ['json spaces', '/', 2],
    ['json escape', '/', true],
    ['json replacer', '/', ['id', 'list', 'html']],
    ['json replacer', '/', (name: string, value: unknown) => (name === 'html' ? 'no' : value)],
    ['jsonp callback name', '/?cb=f', 'cb'],
    ['etag', '/', false],
    ['etag', '/', 'strong'],
    ['x-powered-by', '/', false],
  ]

  it.each(settings)('%s %s %s holds', async (name, path, value) => {
    const sent = { id: 'a', list: ['<b>', '\u2028'], html: '<i>&</i>' }
    const schema = {
      type: 'object',
      properties: { id: {}, list: {}, html: {} },
    } as const
    for (const method of ['json', 'jsonp'] as const) {
      const build = (wrap: (handler: Handler) => never): Express => {
        const app = express()
        app.set(name, value)
        app.get(
          '/',
          wrap((_req, res) => res[method](sent)),
        )
        return app
      }
      const answers = await askBoth(build, { responses: { 200: schema } }, path)
      expect(answers.with).toEqual(answers.without)
    }
  })

  it('hold in a sub-app, whose own response is asked', async () => {
    const build = (wrap: (handler: Handler) => never): Express => {
      const inner = express()
      inner.set('json spaces', 3)
      const { json } = inner.response
      inner.response.json = function custom(this: Response, body: unknown) {
        return json.call(this.set('x-inner', 'yes'), body)
      } as never
      inner.get(
        '/',
        wrap((_req, res) => res.json({ id: 'a' })),
      )
      const app = express()
      app.use(declareAlone({ responses: { 401: item } }))
      app.use('/inner', inner)
      return app
    }
    const answers = await askBoth(build, definition, '/inner')
    expect(answers.with).toEqual(answers.without)
    expect(answers.with.headers['x-inner']).toBe('yes')
  })

  it.each(['HEAD', 'GET'])(
    'and what Express makes of %s: headers, length, freshness',
    async (method) => {
      const build = (wrap: (handler: Handler) => never): Express => {
        const app = express()
        app.get(
          '/',
          wrap((_req, res) => res.set('x-own', '1').cookie('a', 'b').json({ id: 'ä' })),
        )
        return app
      }
      const answers = await askBoth(build, definition, '/', { method })
      expect(answers.with).toEqual(answers.without)
      const tag = { 'if-none-match': String(answers.with.headers['etag']) }
      const again = await askBoth(build, definition, '/', { method, headers: tag })
      expect([again.with, again.with.status]).toEqual([again.without, 304])
    },
  )

  it('sends the length of what arrives', async () => {
    const { headers, body } = await ask(appWith(definition, (_req, res) => res.json(own)).app)
    expect([headers['content-length'], body]).toEqual([String(kept.length), kept])
  })

  it('keeps no header of a body that is not sent', async () => {
    const { app } = appWith(definition, (_req, res) =>
      res
        .set({ ETag: '"x"', 'Cache-Control': 'public', Location: '/x', 'X-Request-Id': 'r' })
        .json({ secret: 'x' }),
    )
    const { headers } = await ask(app)
    const { etag, 'content-length': length, ...others } = headers
    expect(etag).not.toBe('"x"')
    expect(Number(length)).toBe(failure.body.length)
    expect(others).toEqual({
      'x-powered-by': 'Express',
      'x-request-id': 'r',
      'content-type': 'application/problem+json; charset=utf-8',
      connection: 'close',
    })
  })
})

describe('the response', () => {
  it('is returned by each of its methods', async () => {
    const chained: boolean[] = []
    const later = z.object({ id: z.string().refine(() => Promise.resolve(true)) })
    for (const schema of [item, later]) {
      for (const method of ['json', 'send', 'jsonp'] as const) {
        const { app } = appWith({ responses: { 200: schema } }, (_req, res) => {
          chained.push(res.status(200)[method](own) === res)
        })
        expect(short(await ask(app))).toEqual({ status: 200, body: kept })
      }
    }
    expect(chained).toEqual(Array.from({ length: 6 }, () => true))
  })

  it('has what its handler has left there', async () => {
    const seen: unknown[] = []
    const { app } = appWith(definition, (_req, res) => {
      res.locals['user'] = 'u'
      seen.push(res.headersSent)
      res.json(own)
      seen.push(res.headersSent, res.locals, res.statusCode)
    })
    await ask(app)
    expect(seen).toEqual([false, true, { user: 'u' }, 200])
  })

  it.each<[string, Schema]>([
    ['at once', item],
    ['later', z.object({ id: z.string().refine(() => Promise.resolve(true)) })],
  ])(
    'that is sent twice is an error as in Express, where it is checked %s',
    async (_what, schema) => {
      const thrown: unknown[] = []
      const { app } = appWith({ responses: { 200: schema } }, (_req, res) => {
        res.json(own)
        try {
          res.json({ id: 'b', secret: 'y' })
        } catch (error) {
          thrown.push((error as { code?: string }).code)
        }
      })
      expect(short(await ask(app))).toEqual({ status: 200, body: kept })
      expect(thrown).toEqual(['ERR_HTTP_HEADERS_SENT'])
    },
  )

  it('is checked again after one that could not be sent', async () => {
    const app = express()
    app.set('json replacer', (name: string, value: unknown) => {
      if (value === 'broken') throw new Error('replacer')
      return value
    })
    app.get(
      '/',
      declare(definition, (_req, res) => {
        try {
          res.json({ id: 'broken' })
        } catch {
          res.json(own)
        }
      }),
    )
    app.use(document())
    expect(short(await ask(app))).toEqual({ status: 200, body: kept })
  })

  it.runIf(isExpress4).each<[string, (res: Express4Response) => unknown]>([
    ['json(status, body)', (res) => res.json(201, own)],
    ['json(body, status)', (res) => res.json(own, 201)],
    ['send(status, body)', (res) => res.send(201, own)],
    ['send(body, status)', (res) => res.send(own, 201)],
    ['jsonp(status, body)', (res) => res.jsonp(201, own)],
  ])('takes %s of Express 4', async (_what, send) => {
    const handler: Handler = (_req, res) => send(res as unknown as Express4Response)
    expect(await answerOf({ responses: { 201: item } }, handler)).toEqual([201, { id: 'a' }])
  })

  it.runIf(isExpress4)('takes a number for a status in Express 4', async () => {
    const { app } = appWith(definition, (_req, res) => res.send(404))
    expect(short(await ask(app))).toEqual({ status: 404, body: 'Not Found' })
  })

  it.skipIf(isExpress4)('takes no second argument in Express 5', async () => {
    const handler: Handler = (_req, res) =>
      (res as unknown as Express4Response).json(own, { id: 7 } as never)
    expect(await answerOf(definition, handler)).toEqual([200, { id: 'a' }])
  })
})

interface Express4Response {
  json(...input: [unknown, unknown]): unknown
  send(...input: [unknown, unknown]): unknown
  jsonp(...input: [unknown, unknown]): unknown
}

describe('another middleware that has a json() of its own', () => {
  /** Puts what is sent into an envelope, as express-mung and its like do. */
  const envelope: Handler = (_req, res, next) => {
    const json = res.json.bind(res)
    res.json = (body: unknown) => json({ data: body })
    next()
  }
  const enveloped: OperationDefinition = {
    responses: { 200: { type: 'object', properties: { data: item }, required: ['data'] } },
  }

  it('before the operation works on what was checked', async () => {
    const app = express()
    app.get(
      '/',
      envelope as never,
      declare(definition, (_req, res) => res.json(own)),
    )
    app.use(document())
    expect(short(await ask(app))).toEqual({ status: 200, body: '{"data":{"id":"a"}}' })
  })

  it('after it is checked', async () => {
    const app = express()
    const handler: Handler = (_req, res) => res.json(own)
    app.get('/', declareAlone(enveloped), envelope as never, handler as never)
    app.use(document())
    expect(short(await ask(app))).toEqual({ status: 200, body: '{"data":{"id":"a"}}' })
  })

  it('within the handler is checked', async () => {
    const { app } = appWith(enveloped, (req, res) => {
      void envelope(req, res, () => {})
      res.json(own)
    })
    expect(short(await ask(app))).toEqual({ status: 200, body: '{"data":{"id":"a"}}' })
  })

  it('between a guard and the operation works on what was checked, once', async () => {
    const At = z.object({
      at: z
        .date()
        .transform((at) => at.getTime())
        .pipe(z.number()),
    })
    const app = express()
    app.use(declareAlone({ responses: { 401: item } }))
    app.use(envelope as never)
    const sent = { at: new Date(5), secret: 'x' }
    app.get(
      '/',
      declare({ responses: { 200: At } }, (_req, res) => res.json(sent)),
    )
    app.use(document())
    expect(short(await ask(app))).toEqual({ status: 200, body: '{"data":{"at":5}}' })
  })

  it('between them that asks nobody is checked all the same', async () => {
    const app = express()
    app.use(declareAlone({ responses: { 401: item } }))
    app.use(((_req, res, next) => {
      res.json = (body: unknown) => res.type('json').send(JSON.stringify(body))
      next()
    }) as express.RequestHandler)
    app.get(
      '/',
      declare(definition, (_req, res) => res.json(own)),
    )
    app.use(document())
    expect(short(await ask(app))).toEqual({ status: 200, body: kept })
  })
})

describe('an asynchronous refinement', () => {
  const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  /** A schema of a library of its own: Zod leaves a refinement that rejects to nobody. */
  const Later = {
    '~standard': {
      version: 1,
      vendor: 'own',
      jsonSchema: { input: () => item, output: () => item },
      async validate(value: { id: string }): Promise<object> {
        await tick()
        if (value.id === 'throws') throw new Error('refinement')
        return value.id === 'refused' ? { issues: [{ message: 'is refused' }] } : { value }
      },
    },
  } as const
  const responses = { 200: Later, 201: Later }

  it.each<[string, string, { status: number; body: string }, number]>([
    ['that holds', 'a', { status: 201, body: kept }, 0],
    ['that does not', 'refused', failure, 1],
    ['that throws', 'throws', failure, 1],
  ])('%s is waited for', async (_what, id, answer, count) => {
    const { app, errors } = appWith({ responses }, (_req, res) => {
      res.status(201).json({ id, secret: 'x' })
    })
    expect(short(await ask(app))).toEqual(answer)
    expect(errors.map(({ code }) => code)).toEqual(
      Array.from({ length: count }, () => 'ERR_RESPONSE_INVALID'),
    )
  })

  it('sends the status that was meant, whatever comes after', async () => {
    const { app } = appWith({ responses }, (_req, res) => {
      res.status(201).json(own)
      res.status(400)
    })
    expect(short(await ask(app))).toEqual({ status: 201, body: kept })
  })

  it('lets another answer be the first', async () => {
    const { app, errors } = appWith({ responses }, (_req, res) => {
      res.json({ id: 'refused' })
      res.end('instead')
    })
    expect([short(await ask(app)), errors]).toEqual([{ status: 200, body: 'instead' }, []])
  })

  it('reports what cannot be sent in the end', async () => {
    const { app, errors } = appWith({ responses }, (_req, res) => res.json({ id: 'a' }))
    app.set('json replacer', () => {
      throw new Error('replacer')
    })
    expect(short(await ask(app))).toEqual(failure)
    expect(errors.map(({ cause }) => (cause as Error).message)).toEqual(['replacer'])
  })
})

describe('as JSON.stringify() writes it', () => {
  class Account {
    name = 'a'
    readonly #hidden = 'x'
    get computed(): string {
      return this.#hidden
    }
  }
  class Money {
    readonly cents = 5
    toJSON(name: string): unknown {
      return { amount: this.cents, name }
    }
  }
  const self = {
    id: 'a',
    secret: 'x',
    toJSON(): unknown {
      return this
    },
  }
  const values: [string, unknown][] = [
    ['a date', { at: new Date(0) }],
    ['a date that is none', { at: new Date(Number.NaN) }],
    ['what is undefined', { a: undefined, list: [undefined, 1] }],
    ['functions and symbols', { a: () => 1, b: Symbol('b'), list: [() => 1, Symbol('b')] }],
    ['what is no number', { a: Number.NaN, b: Number.POSITIVE_INFINITY, c: -0 }],
    ['boxed values', { a: Object(1), b: Object('b'), c: Object(false) }],
    ['bytes', { a: Buffer.from('a'), b: new Uint8Array([1, 2]) }],
    ['a map and a set', { a: new Map([['a', 1]]), b: new Set([1]) }],
    ['an instance', { a: new Account() }],
    ['a toJSON()', { a: new Money(), list: [new Money()] }],
    ['a toJSON() of itself', { a: self }],
    ['a getter', Object.defineProperty({ a: 1 }, 'b', { enumerable: true, get: () => 2 })],
    ['what is not enumerable', Object.defineProperty({ a: 1 }, 'b', { value: 2 })],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 })],
    ['what is inherited', Object.create({ a: 1 }) as object],
    ['names of the prototype', JSON.parse('{"__proto__":{"a":1},"constructor":1,"toString":2}')],
    // oxlint-disable-next-line no-sparse-arrays
    ['a list with holes', { a: [1, , 3] }],
    ['a list with a name', { a: Object.assign([1], { b: 2 }) }],
    ['one object twice', ((one) => ({ a: one, b: [one] }))({ c: 1 })],
    ['text of any character', { a: '\u2028\ud800"\\<é' }],
  ]

  it.each(values)('%s', async (_what, value) => {
    const build = (wrap: (handler: Handler) => never): Express => {
      const app = express()
      app.get(
        '/',
        wrap((_req, res) => res.json(value)),
      )
      return app
    }
    for (const schema of [{ type: 'object' }, z.any()] as const) {
      const answers = await askBoth(build, { responses: { 200: schema } })
      expect(answers.with).toEqual(answers.without)
    }
  })

  it.each<[string, unknown, unknown]>([
    ['a number', 3n, 3],
    ['the last that is safe', BigInt(Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER],
    ['text', 2n ** 64n, '18446744073709551616'],
    ['text, below zero', -(2n ** 64n), '-18446744073709551616'],
  ])('but a bigint is %s', async (_what, big, shown) => {
    const schema = { type: 'object', properties: { big: { type: ['integer', 'string'] } } } as const
    for (const one of [schema, z.object({ big: z.union([z.int(), z.string()]) })]) {
      const answer = await answerOf({ responses: { 200: one } }, (_req, res) => res.json({ big }))
      expect(answer).toEqual([200, { big: shown }])
    }
  })

  it.each<[string, Schema]>([
    ['JSON Schema', { type: 'object', properties: { id: { type: 'string' } } }],
    ['Zod', z.looseObject({ id: z.string() })],
    ['ArkType', writers['ArkType']!(object({ id: text }))],
  ])('checks what a toJSON() says, with %s', async (_kind, schema) => {
    const sent = { id: 'a', toJSON: () => ({ id: 7, secret: 'x' }) }
    const { app } = appWith({ responses: { 200: schema } }, (_req, res) => res.json(sent))
    expect(short(await ask(app))).toEqual(failure)
  })

  it('reads no getter that is not declared', async () => {
    const sent = {
      id: 'a',
      get lazy(): never {
        throw new Error('read')
      },
    }
    const answer = await answerOf(definition, (_req, res) => res.json(sent))
    expect(answer).toEqual([200, { id: 'a' }])
  })

  it('changes nothing of the value itself', async () => {
    const schema = { type: 'object', properties: { a: { type: 'number', default: 1 } } } as const
    const sent = Object.freeze({ b: Object.freeze({ secret: 'x' }) })
    const answer = await answerOf({ responses: { 200: schema } }, (_req, res) => res.json(sent))
    expect([answer, sent]).toEqual([[200, { a: 1 }], { b: { secret: 'x' } }])
  })
})

describe('what has no end', () => {
  interface Node {
    name: string
    next?: unknown
  }
  const loop = (): Node => {
    const node: Node = { name: 'a' }
    node.next = { name: 'b', next: node }
    return node
  }
  const chain = (length: number): unknown => {
    let node: Node = { name: 'end' }
    for (let index = 0; index < length; index++) node = { name: 'n', next: node }
    return node
  }
  const Recursive = z.object({
    name: z.string(),
    get next() {
      return z.optional(Recursive)
    },
  }) as z.ZodType
  const list = {
    type: 'object',
    properties: { name: { type: 'string' }, next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } },
  } as const
  const recursive: [string, Schema][] = [
    ['JSON Schema', list],
    ['Zod', Recursive],
    ['an open JSON Schema', { type: 'object' }],
    ['an open schema of Zod', z.any()],
  ]

  it.each(recursive)('is an error, with %s', async (_kind, schema) => {
    const { app } = appWith({ responses: { 200: schema } }, (_req, res) => res.json(loop()))
    app.use((error: Error, _req: Request, res: Response, _next: unknown) => {
      res.status(500).send(error.message)
    })
    const { status, body } = await ask(app)
    expect(status).toBe(500)
    expect([failure.body, 'Converting circular structure to JSON']).toContain(body)
  })

  it('is sent where it ends in what is not declared', async () => {
    for (const schema of [item, z.object({ id: z.string() })]) {
      const sent: Record<string, unknown> = { id: 'a' }
      sent['self'] = sent
      const answer = await answerOf({ responses: { 200: schema } }, (_req, res) => res.json(sent))
      expect(answer).toEqual([200, { id: 'a' }])
    }
  })

  it.each(recursive)('is not what is deep, with %s', async (_kind, schema) => {
    const answer = await answerOf({ responses: { 200: schema } }, (_req, res) =>
      res.json(chain(200)),
    )
    expect(answer).toEqual([200, chain(200)])
  })

  it.each(recursive)('is like what is too deep, with %s', async (_kind, schema) => {
    const { app } = appWith({ responses: { 200: schema } }, (_req, res) => res.json(chain(50_000)))
    expect(short(await ask(app))).toEqual(failure)
  })

  // Each alternative asked anew at each level, this would take hours.
  it('is not what has alternatives at each level', async () => {
    const name = { type: 'string' }
    const next = { anyOf: [{ $ref: '#' }, { type: 'null' }] }
    const either = (tag: string): object => ({
      type: 'object',
      properties: { name, next, [tag]: name },
    })
    const schema = { anyOf: [either('a'), either('b')] } as Schema
    const nest = (depth: number, more: object): unknown =>
      depth === 0 ? null : { name: 'n', next: nest(depth - 1, more), ...more }
    const handler: Handler = (_req, res) => res.json(nest(14, { secret: 'x' }))
    expect(await answerOf({ responses: { 200: schema } }, handler)).toEqual([200, nest(14, {})])
  })
})
