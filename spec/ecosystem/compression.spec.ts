import { createServer as createNodeServer } from 'node:http'
import { Readable } from 'node:stream'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import compression from 'compression'
import express, { type Express, type RequestHandler } from 'express'
import { createServer, openapi, operation } from 'ringback'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { listen } from '../live-app.ts'
import { start } from '../raw-exchange.ts'
import { ask, open, type Answer } from './ask.ts'

const Orders = z.array(z.object({ id: z.string(), note: z.string() }))
const Later = Orders.refine(async () => true)
const orders = Array.from({ length: 50 }, (_, index) => ({
  id: String(index),
  note: 'öffentlich – 𝄞',
  secret: index,
}))

/** The same app, with what stands before its routes and what stands within them. */
function createApp(before?: RequestHandler, within: RequestHandler = pass): Express {
  const app = express()
  if (before) app.use(before)
  app.get('/orders', within, operation({ responses: { 200: Orders } }, answerOrders))
  app.get('/later', operation({ responses: { 200: Later } }), within, answerOrders)
  app.get(
    '/text',
    operation({ responses: { 200: { content: { 'text/plain': {} } } } }),
    (_req, res) => {
      res.type('text').send('text '.repeat(1000))
    },
  )
  app.get(
    '/stream',
    operation({ responses: { 200: { content: { 'text/csv': {} } } } }),
    (_req, res) => {
      res.type('csv')
      Readable.from(Array.from({ length: 99 }, (_, index) => `${index},row\n`)).pipe(res)
    },
  )
  app.use(openapi({ info: { title: 'Orders', version: '1' }, onProblem: () => {} }))
  return app
}

const pass: RequestHandler = (_req, _res, next) => next()

function answerOrders(_req: unknown, res: express.Response): void {
  res.json(orders)
}

function decode({ headers, bytes }: Answer): Buffer {
  const coding = headers['content-encoding']
  if (coding === 'br') return brotliDecompressSync(bytes)
  if (coding === 'deflate') return inflateSync(bytes)
  return coding === 'gzip' ? gunzipSync(bytes) : bytes
}

const declaredPaths = ['/orders', '/later', '/text', '/stream']
const ownPaths = [
  '/openapi.json',
  '/openapi.yaml',
  '/docs/',
  '/docs/swagger-ui.css',
  '/docs/ringback.js',
]

describe.each([
  ['before the routes', (): Express => createApp(compression())],
  ['in the route', (): Express => createApp(undefined, compression())],
])('compression() %s', (where, create) => {
  const paths = where === 'in the route' ? declaredPaths.slice(0, 2) : declaredPaths

  it.each(paths)('compresses %s, which is the same once it is read', async (path) => {
    const plain = await ask((await listen(createApp())) + path)
    const url = (await listen(create())) + path
    for (const coding of ['gzip', 'br', 'deflate']) {
      const answer = await ask(url, { headers: { 'accept-encoding': coding } })
      expect(answer.headers['content-encoding']).toBe(coding)
      expect(answer.headers['content-length']).toBeUndefined()
      expect(answer.headers.etag).toBe(plain.headers.etag)
      expect(answer.bytes.length).toBeLessThan(plain.bytes.length)
      expect(decode(answer).equals(plain.bytes)).toBe(true)
    }
    const uncoded = await ask(url)
    expect([uncoded.headers['content-encoding'], uncoded.text]).toEqual([undefined, plain.text])
  })

  it('lets whoever has an answer keep it', async () => {
    const url = `${await listen(create())}/orders`
    const accept = { 'accept-encoding': 'gzip' }
    const { etag = '' } = (await ask(url, { headers: accept })).headers
    expect(etag).toMatch(/^W\/"/)
    const again = await ask(url, { headers: { ...accept, 'if-none-match': etag } })
    expect([again.status, again.text, again.headers['content-encoding']]).toEqual([
      304,
      '',
      undefined,
    ])
  })

  it('sends no body for HEAD', async () => {
    const asked = { method: 'HEAD', headers: { 'accept-encoding': 'gzip' } }
    const answer = await ask(`${await listen(create())}/orders`, asked)
    expect([answer.status, answer.bytes.length]).toEqual([200, 0])
  })
})

describe('compression() before the routes', () => {
  it.each(['http.createServer(app)', 'createServer(app)'])('works with %s', async (server) => {
    const app = createApp(compression())
    const made = server.startsWith('http') ? createNodeServer(app) : createServer(app)
    const url = `http://127.0.0.1:${await start(made)}/orders`
    const answer = await ask(url, { headers: { 'accept-encoding': 'gzip' } })
    const read = JSON.parse(decode(answer).toString()) as unknown
    expect(read).toEqual(orders.map(({ id, note }) => ({ id, note })))
    expect(answer.headers['content-encoding']).toBe('gzip')
  })

  it.each(['/openapi.json', '/openapi.yaml', '/docs/ringback.js'])(
    'sends %s as it is without it: compressed once, with its length and ETag',
    async (path) => {
      const [covered, bare] = [await listen(createApp(compression())), await listen(createApp())]
      for (const coding of ['gzip', 'br']) {
        const headers = { 'accept-encoding': coding }
        const answer = await ask(covered + path, { headers })
        expect(answer).toEqual(await ask(bare + path, { headers }))
        expect(answer.headers['content-encoding']).toBe(coding)
        const { etag = '' } = answer.headers
        const again = await ask(covered + path, { headers: { ...headers, 'if-none-match': etag } })
        expect([again.status, again.headers.etag, again.bytes.length]).toEqual([304, etag, 0])
      }
    },
  )

  it.each(ownPaths)('leaves %s readable in each coding', async (path) => {
    const [covered, bare] = [await listen(createApp(compression())), await listen(createApp())]
    const plain = await ask(bare + path)
    for (const coding of ['gzip', 'br', 'deflate', 'identity']) {
      const answer = await ask(covered + path, { headers: { 'accept-encoding': coding } })
      expect(answer.status).toBe(200)
      expect(decode(answer).equals(plain.bytes)).toBe(true)
    }
  })

  it('compresses a large answer to a request that is not as declared', async () => {
    const app = express()
    app.use(compression(), express.json())
    app.post(
      '/',
      operation({ body: Orders }, (_req, res) => void res.end()),
    )
    const url = await listen(app)
    const body = Array.from({ length: 20 }, () => ({}))
    const answer = await ask(url, { body, headers: { 'accept-encoding': 'gzip' } })
    const { status, errors } = JSON.parse(decode(answer).toString()) as Record<string, unknown[]>
    expect([answer.status, answer.headers['content-encoding']]).toEqual([422, 'gzip'])
    expect([status, errors?.length]).toEqual([422, 40])
  })
})

describe('events that are flushed through compression()', () => {
  const Event = z.object({ data: z.string() })
  const definition = {
    responses: { 200: { content: { 'text/event-stream': { itemSchema: Event } } } },
  }

  it('arrive before the stream has ended', async () => {
    let end = (): void => {}
    const app = express()
    // Else it compresses no events.
    app.use(compression({ filter: () => true }))
    app.get(
      '/events',
      operation(definition, (_req, res) => {
        res.type('text/event-stream').write('data: first\n\n')
        res.flush()
        end = () => void res.end('data: last\n\n')
      }),
    )
    const url = `${await listen(app)}/events`
    const res = await open(url, { headers: { 'accept-encoding': 'gzip' } })
    expect(res.headers['content-encoding']).toBe('gzip')
    const chunks = res.iterator()
    const first = ((await chunks.next()) as IteratorYieldResult<Buffer>).value
    const bytes = [first]
    end()
    for await (const chunk of chunks) bytes.push(chunk as Buffer)
    expect(gunzipSync(Buffer.concat(bytes)).toString()).toBe('data: first\n\ndata: last\n\n')
  })
})
