import { Writable } from 'node:stream'
import express, { type Express, type RequestHandler } from 'express'
import { pinoHttp, type Options } from 'pino-http'
import { openapi, operation } from 'ringback'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { listen } from '../live-app.ts'
import { isExpress4 } from '../validation/responses/answering.ts'
import { ask, type Asked } from './ask.ts'

interface Line {
  readonly level: number
  readonly msg: string
  readonly req: { readonly id: number; readonly method: string; readonly url: string }
  readonly res?: { readonly statusCode: number; readonly headers: Record<string, unknown> }
  readonly responseTime?: number
  readonly err?: { readonly message: string }
}

const query = z.object({ page: z.coerce.number() })
const Order = z.object({ id: z.string() })

/** What the handlers of the app do, by path. */
const handlers: Readonly<Record<string, RequestHandler>> = {
  '/orders/:id': (req, res) => {
    req.log.info('found')
    res.json({ id: req.params['id'], secret: 1 })
  },
  '/broken': (_req, res) => void res.json({ id: 1 }),
  '/failing': async () => {
    throw new Error('failed')
  },
}

interface Logged {
  readonly app: Express
  readonly lines: Line[]
}

function createLog(options: Options = {}): { log: RequestHandler; lines: Line[] } {
  const lines: Line[] = []
  const stream = new Writable({
    write(line, _encoding, done) {
      lines.push(JSON.parse(String(line)) as Line)
      done()
    },
  })
  return { log: pinoHttp(options, stream), lines }
}

/** @param isDeclared Else the same app as it is without ringback. */
function createApp(options: Options = {}, isDeclared = true): Logged {
  const { log, lines } = createLog(options)
  const app = express()
  app.use(log)
  for (const [path, handler] of Object.entries(handlers)) {
    const definition = { query: query.partial(), responses: { 200: Order } }
    app.get(path, isDeclared ? operation(definition, handler as never) : handler)
  }
  const quiet = { onProblem: () => {}, onResponseError: () => {} }
  if (isDeclared) app.use(openapi({ info: { title: 'Orders', version: '1' }, ...quiet }))
  app.use((error: Error, _req: unknown, res: express.Response, _next: unknown) => {
    res.err = error
    res.status(500).send(error.message)
  })
  return { app, lines }
}

/** What a log says of one request, once it is all there; less what is of this run alone. */
async function logOf({ app, lines }: Logged, path: string, asked?: Asked): Promise<unknown[]> {
  await ask((await listen(app)) + path, asked)
  await vi.waitFor(() => expect(lines.at(-1)?.res).toBeDefined())
  return lines.map(({ level, msg, req, res, responseTime, err }) => ({
    level,
    msg,
    req: {
      id: req.id,
      method: req.method,
      url: req.url,
      query: Reflect.get(req, 'query') as unknown,
    },
    status: res?.statusCode,
    hasTime: typeof responseTime === 'number',
    error: err?.message,
  }))
}

const request = (url: string, params: object = {}): object => ({
  req: { id: 1, method: 'GET', url, query: params },
})
const completed = { level: 30, msg: 'request completed', hasTime: true, error: undefined }

describe('the log of pino-http', () => {
  it('has the lines of a handler, and one for the request as it came', async () => {
    const url = '/orders/7?page=02&other=x'
    const of = request(url, { page: '02', other: 'x' })
    expect(await logOf(createApp(), url)).toEqual([
      { level: 30, msg: 'found', ...of, status: undefined, hasTime: false, error: undefined },
      { ...completed, ...of, status: 200 },
    ])
  })

  // By itself, Express 4 leaves a rejected promise to the process.
  const failing = isExpress4 ? [] : ['/failing']

  it.each(['/orders/7?page=02&other=x', '/nowhere?a=1', ...failing])(
    'says of %s what it says without ringback',
    async (path) => {
      const declared = await logOf(createApp(), path)
      expect(declared).toEqual(await logOf(createApp({}, false), path))
      expect(declared.length).toBeGreaterThan(0)
    },
  )

  it('has one line for a request that is not as declared', async () => {
    const url = '/orders/7?page=x'
    expect(await logOf(createApp(), url)).toEqual([
      { ...completed, ...request(url, { page: 'x' }), status: 422 },
    ])
  })

  it('has one line for a response that is not as declared', async () => {
    expect(await logOf(createApp(), '/broken')).toEqual([
      {
        ...request('/broken'),
        // so it is in pino-http, unless customLogLevel says otherwise
        level: 30,
        msg: 'request errored',
        status: 500,
        hasTime: true,
        error: 'failed with status code 500',
      },
    ])
  })

  it('has the error of a promise that a declared handler rejects', async () => {
    expect(await logOf(createApp(), '/failing')).toEqual([
      {
        ...request('/failing'),
        level: 30,
        msg: 'request errored',
        status: 500,
        hasTime: true,
        error: 'failed',
      },
    ])
  })

  it.each(['/openapi.json', '/docs/'])('has one line for %s', async (path) => {
    expect(await logOf(createApp(), path)).toEqual([
      { ...completed, ...request(path), status: 200 },
    ])
  })

  it('leaves out what it is told to, by the URL as it came', async () => {
    const ignore: string[] = []
    const options: Options = {
      autoLogging: {
        ignore: ({ url = '' }) => {
          ignore.push(url)
          return url.startsWith('/docs')
        },
      },
    }
    const logged = createApp(options)
    await ask(`${await listen(logged.app)}/docs/`)
    expect(await logOf(logged, '/orders/7')).toMatchObject([{ msg: 'found' }, completed])
    expect(ignore).toEqual(['/docs/', '/orders/7'])
  })

  it('sees at the end what the handler has seen: its route, and its query as declared', async () => {
    const seen: unknown[] = []
    const customSuccessMessage: Options['customSuccessMessage'] = (req) => {
      const { route, originalUrl, query: read } = req as unknown as express.Request
      seen.push((route as { path: string }).path, originalUrl, read)
      return 'done'
    }
    await logOf(createApp({ customSuccessMessage }), '/orders/7?page=02')
    expect(seen).toEqual(['/orders/:id', '/orders/7?page=02', { page: 2 }])
  })

  it('has the id of a request, which its handler has too', async () => {
    const ids: unknown[] = []
    const logged = createApp({ genReqId: (req) => req.headers['x-request-id'] ?? 'none' })
    logged.app.get(
      '/id',
      operation({ responses: { 200: Order } }, (req, res) => {
        ids.push(req.id)
        res.json({ id: 'any' })
      }),
    )
    const [line] = await logOf(logged, '/id', { headers: { 'x-request-id': 'abc' } })
    expect([line, ids]).toMatchObject([{ req: { id: 'abc' } }, ['abc']])
  })

  it('is there where pino-http stands behind operation(definition)', async () => {
    const { log, lines } = createLog()
    const app = express()
    const answerPage: RequestHandler = (req, res) => {
      req.log.info('late')
      res.json({ id: 'any' })
    }
    const declared = operation({ query, responses: { 200: Order } }) as never
    app.get('/late', declared, log, answerPage)
    expect(await logOf({ app, lines }, '/late?page=02')).toMatchObject([
      { msg: 'late', req: { url: '/late?page=02', query: { page: 2 } } },
      { ...completed, status: 200 },
    ])
  })
})
