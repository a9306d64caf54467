import express, { type Express, type RequestHandler, type Response } from 'express'
import { openapi, operation } from 'ringback'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { exchangeBytes, startApp } from '../../raw-exchange.ts'

const Body = z.object({ text: z.string(), list: z.array(z.number()).optional() })
const responses = { default: Body }

/** One route twice: as Express answers, and declared. */
interface Case {
  readonly what: string
  readonly set?: (app: Express) => void
  readonly before?: RequestHandler
  readonly answer?: (res: Response) => unknown
  readonly request?: string
  readonly headers?: readonly string[]
}

const text = 'öffentlich – 𝄞 </script>'
const send = (res: Response): unknown => res.json({ text, list: [1, 2.5] })

const cases: readonly Case[] = [
  { what: 'a small object' },
  { what: 'a large one', answer: (res) => res.json({ text: text.repeat(5000) }) },
  { what: 'a status', answer: (res) => res.status(201).json({ text }) },
  ...[202, 203, 205, 206, 304, 400, 404, 500].map((status) => ({
    what: `the status ${status}`,
    answer: (res: Response) => res.status(status).json({ text }),
  })),
  { what: 'HEAD', request: 'HEAD' },
  { what: 'POST', request: 'POST', headers: ['Content-Length: 0'] },
  { what: 'an ETag that is not known', headers: ['If-None-Match: "x"'] },
  { what: 'an ETag that is', headers: ['If-None-Match: *'] },
  { what: 'a date', headers: ['If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT'] },
  {
    what: 'what has not been modified since',
    headers: ['If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT'],
    answer: (res) => send(res.set('Last-Modified', 'Thu, 01 Jan 2025 00:00:00 GMT')),
  },
  { what: 'HTTP/1.0', request: 'GET / HTTP/1.0' },
  { what: 'headers of its own', answer: (res) => send(res.set({ 'X-A': '1', Vary: 'Origin' })) },
  { what: 'an ETag of its own', answer: (res) => send(res.set('ETag', '"mine"')) },
  { what: 'a media type of its own', answer: (res) => send(res.type('application/hal+json')) },
  {
    what: 'a charset of its own',
    answer: (res) => send(res.set('Content-Type', 'application/json; charset=latin1')),
  },
  { what: 'a length of its own', answer: (res) => send(res.set('Content-Length', '3')) },
  { what: 'res.send()', answer: (res) => res.send({ text }) },
  { what: 'res.jsonp()', answer: (res) => res.jsonp({ text }) },
  ...(['json spaces', 'json escape', 'etag'] as const).flatMap((name) =>
    [false, true, 2, 'weak', 'strong'].flatMap((value) => {
      if ((name === 'etag') === (value === 2) || (name !== 'etag' && typeof value === 'string')) {
        return []
      }
      return [
        { what: `${name}: ${String(value)}`, set: (app: Express) => void app.set(name, value) },
      ]
    }),
  ),
  {
    what: 'an ETag of a function',
    set: (app) => {
      app.set('etag', (body: unknown, encoding: unknown) => {
        return `"${String(Buffer.isBuffer(body))} ${String(encoding)}"`
      })
    },
  },
  {
    what: 'a replacer',
    set: (app) =>
      void app.set('json replacer', (key: string, value: unknown) =>
        key === 'text' ? 'other' : value,
      ),
  },
  {
    what: 'res.send() that a middleware has put',
    before: (_req, res, next) => {
      const { send: sendBefore } = res
      res.send = function send(body: unknown) {
        this.set('X-Sent', typeof body)
        return sendBefore.call(this, body)
      }
      next()
    },
  },
  {
    what: 'res.json() that a middleware has put',
    before: (_req, res, next) => {
      const { json } = res
      res.json = function wrapped(body: unknown) {
        this.set('X-Wrapped', '1')
        return json.call(this, body)
      }
      next()
    },
  },
  {
    what: 'res.end() and res.write() that a middleware has put, as compression does',
    before: (_req, res, next) => {
      const { end } = res
      res.end = function ended(this: Response, chunk: unknown, encoding: unknown) {
        const bytes = Buffer.from(String(chunk), (encoding as BufferEncoding | undefined) ?? 'utf8')
        this.removeHeader('Content-Length')
        return end.call(this, bytes.toString('base64'), 'utf8') as never
      } as never
      next()
    },
  },
  {
    what: 'responses of an app that answers otherwise',
    set: (app) => {
      const { response } = app
      app.response = Object.assign(Object.create(response) as Response, {
        json(this: Response, body: unknown) {
          return response.json.call(this.set('X-Own', '1'), body)
        },
      })
    },
  },
]

describe('a declared answer is sent byte for byte as Express sends it', () => {
  it.for(cases)('$what', async (one) => {
    const declared = await ask(one, (handler) => operation({ responses }, handler as never))
    const bare = await ask(one, (handler) => handler)
    expect(declared).toBe(bare)
    expect(bare).toMatch(/^HTTP\/1\.1 \d{3} /)
  })

  it('where the app is mounted in one with settings', async () => {
    const answers = await Promise.all(
      [true, false].map((isDeclared) => {
        const app = express()
        app.set('json spaces', 1)
        const inner = express()
        const answer: RequestHandler = (_req, res) => void send(res)
        inner.get('/', isDeclared ? operation({ responses }, answer as never) : answer)
        app.use('/', inner)
        return exchange(app, 'GET', [])
      }),
    )
    expect(answers[0]).toBe(answers[1])
    expect(answers[0]).toContain('{\n "text"')
  })
})

async function ask(one: Case, declare: (handler: RequestHandler) => unknown): Promise<string> {
  const { set, before, answer = send, request = 'GET', headers = [] } = one
  const app = express()
  set?.(app)
  if (before) app.use(before)
  app.all('/', declare((_req, res) => void answer(res)) as RequestHandler)
  app.use(openapi({ info: { title: 'As Express', version: '1' }, onProblem: () => undefined }))
  return exchange(app, request, headers)
}

async function exchange(
  app: Express,
  request: string,
  headers: readonly string[],
): Promise<string> {
  const line = request.includes(' ') ? request : `${request} / HTTP/1.1`
  const head = [line, 'Host: shop.test', 'Connection: close', ...headers, '', ''].join('\r\n')
  return exchangeBytes(await startApp(app), head)
}
