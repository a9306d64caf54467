import http from 'node:http'
import https from 'node:https'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import express, { type Express } from 'express'
import { createServer, openapi, operation } from 'ringback'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { certificate, privateKey } from './delivery/certificate.ts'
import { caught, summary } from './live-app.ts'
import { exchangeBytes, start } from './raw-exchange.ts'

/** One of everything that an app may do with the two objects that are born otherwise. */
function createApp(): Express {
  const app = express()
  app.use(express.json())
  app.use((_req, res, next) => {
    res.locals['seen'] = ['app']
    next()
  })
  app.get('/json', (_req, res) => void res.json({ a: 1 }))
  app.get('/send', (_req, res) => void res.status(201).type('text/plain').send('sent'))
  app.get('/locals', (req, res) => void res.json([res.locals, req.app === app, res.app === app]))
  app.post('/echo', (req, res) => void res.json([req.body, req.ip, req.get('content-type')]))
  app.get('/query', (req, res) => void res.json([req.query, req.path, req.hostname, req.secure]))
  app.get('/stream', (_req, res) => void Readable.from(['one ', 'two']).pipe(res))
  app.get('/throws', () => {
    throw Object.assign(new Error('thrown'), { status: 418 })
  })
  app.get('/redirect', (_req, res) => res.redirect('/json'))
  app.get('/cookie', (_req, res) => void res.cookie('a', 'b').append('X-A', '1').end())
  app.get('/early', (_req, res) => void res.writeHead(200, { 'X-Early': '1' }).end('early'))
  app.get('/fresh', (req, res) => void res.set('ETag', '"x"').send(String(req.fresh)))
  app.post(
    '/declared',
    operation(
      { body: z.object({ n: z.number() }), responses: { 200: z.object({ n: z.number() }) } },
      (req, res) => {
        res.json({ n: req.body.n, secret: 1 } as { n: number })
      },
    ),
  )
  app.use('/sub', createSubApp(app))
  app.get('/after', (req, res) => void res.json([req.app === app, res.locals]))
  app.use(openapi({ info: { title: 'Born', version: '1' } }))
  const refuse: express.ErrorRequestHandler = (error: Error, req, res, _next) => {
    res.status(500).json([error.message, req.app === app])
  }
  app.use(refuse)
  return app
}

function createSubApp(parent: Express): Express {
  const sub = express()
  sub.set('etag', false)
  sub.get(
    '/',
    (req, res) =>
      void res.json([req.app === sub, sub.path() === '/sub' && parent !== sub, res.locals]),
  )
  sub.get('/throws', () => {
    throw new Error('thrown below')
  })
  Object.assign(sub.response, { shout: shoutOut })
  sub.get('/shout', shout)
  sub.get('/leave', (_req, _res, next) => next())
  return sub
}

function shout(_req: express.Request, res: express.Response): void {
  ;(res as unknown as { shout(): void }).shout()
}

function shoutOut(this: express.Response): void {
  this.send('HEY')
}

const exchanges: readonly (readonly [what: string, request: readonly string[]])[] = [
  ['res.json()', ['GET /json HTTP/1.1']],
  ['HEAD', ['HEAD /json HTTP/1.1']],
  ['res.send()', ['GET /send HTTP/1.1']],
  ['res.locals and req.app', ['GET /locals HTTP/1.1']],
  [
    'a body',
    ['POST /echo HTTP/1.1', 'Content-Type: application/json', 'Content-Length: 7', '', '{"a":1}'],
  ],
  [
    'a body in chunks',
    [
      'POST /echo HTTP/1.1',
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
      '',
      '7',
      '{"a":1}',
      '0',
      '',
      '',
    ],
  ],
  [
    'a body that is announced',
    [
      'POST /echo HTTP/1.1',
      'Content-Type: application/json',
      'Expect: 100-continue',
      'Content-Length: 2',
      '',
      '{}',
    ],
  ],
  ['an expectation that nobody meets', ['GET /json HTTP/1.1', 'Expect: miracles']],
  [
    'a body that is no JSON',
    ['POST /echo HTTP/1.1', 'Content-Type: application/json', 'Content-Length: 1', '', '{'],
  ],
  ['a query', ['GET /query?a=1&b[c]=2 HTTP/1.1']],
  ['a stream', ['GET /stream HTTP/1.1']],
  ['a stream, by HTTP/1.0', ['GET /stream HTTP/1.0']],
  ['an error', ['GET /throws HTTP/1.1']],
  ['a redirection', ['GET /redirect HTTP/1.1']],
  ['a cookie', ['GET /cookie HTTP/1.1']],
  ['writeHead()', ['GET /early HTTP/1.1']],
  ['an ETag that is known', ['GET /fresh HTTP/1.1', 'If-None-Match: "x"']],
  ['nothing there', ['GET /nowhere HTTP/1.1']],
  ['OPTIONS', ['OPTIONS /json HTTP/1.1']],
  ['a sub-app', ['GET /sub HTTP/1.1']],
  ['an error of a sub-app', ['GET /sub/throws HTTP/1.1']],
  ['what a sub-app has added to its responses', ['GET /sub/shout HTTP/1.1']],
  ['what a sub-app leaves to the app', ['GET /sub/leave HTTP/1.1']],
  ['the app after a sub-app', ['GET /after HTTP/1.1']],
  [
    'a declared operation',
    [
      'POST /declared HTTP/1.1',
      'Content-Type: application/json',
      'Content-Length: 7',
      '',
      '{"n":1}',
    ],
  ],
  [
    'a request that is not as declared',
    [
      'POST /declared HTTP/1.1',
      'Content-Type: application/json',
      'Content-Length: 9',
      '',
      '{"n":"x"}',
    ],
  ],
  ['the document', ['GET /openapi.json HTTP/1.1']],
  ['no request at all', ['NONSENSE']],
  ['no host', ['GET /json HTTP/1.1', 'NO-HOST']],
]

describe('a server by createServer()', () => {
  it.for(exchanges)('answers as that of app.listen(): %s', async ([, request]) => {
    const app = createApp()
    const [born, bare] = [await start(createServer(app)), await start(http.createServer(app))]
    const answer = await exchange(born, request)
    expect(answer).toBe(await exchange(bare, request))
    expect(answer).toMatch(/^HTTP\/1\.[01] \d{3}/)
  })

  it.each([[undefined], [false], ['weak'], ['strong']])(
    "keeps to app.set('etag', %s)",
    async (setting) => {
      const app = createApp()
      if (setting !== undefined) app.set('etag', setting)
      const [born, bare] = [await start(createServer(app)), await start(http.createServer(app))]
      const answer = await exchange(born, ['GET /json HTTP/1.1'])
      expect(answer).toBe(await exchange(bare, ['GET /json HTTP/1.1']))
      expect(/ETag: (W\/)?"/.exec(answer)?.[0]).toBe(
        setting === false ? undefined : setting === 'strong' ? 'ETag: "' : 'ETag: W/"',
      )
    },
  )

  it('makes requests and responses that are born with the prototypes of the app', async () => {
    const app = express()
    app.get('/', (_req, res) => void res.send('ok'))
    const server = createServer(app)
    const born: unknown[] = []
    server.prependListener('request', (req, res) => {
      born.push(Object.getPrototypeOf(req), Object.getPrototypeOf(res))
    })
    expect(await exchange(await start(server), ['GET / HTTP/1.1'])).toMatch(/ok$/)
    expect(born[0] === app.request && born[1] === app.response).toBe(true)
  })

  it('serves routes, settings and properties that are added after it was made', async () => {
    const app = express()
    const port = await start(createServer(app))
    Object.assign(app.response, { shout: shoutOut })
    app.disable('x-powered-by')
    app.get('/', shout)
    const answer = await exchange(port, ['GET / HTTP/1.1'])
    expect(answer).toMatch(/HEY$/)
    expect(answer).not.toMatch(/x-powered-by/i)
  })

  it('serves an app that takes other prototypes later', async () => {
    const app = express()
    const port = await start(createServer(app))
    app.response = Object.assign(Object.create(app.response), { shout: shoutOut })
    app.get('/', shout)
    expect(await exchange(port, ['GET / HTTP/1.1'])).toMatch(/HEY$/)
  })

  it('keeps connections alive', async () => {
    const app = express()
    app.get('/', (req, res) => void res.json(req.socket.remotePort))
    const origin = `http://127.0.0.1:${await start(createServer(app))}`
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
    onTestFinished(() => agent.destroy())
    const ports = [await get(origin, agent), await get(origin, agent), await get(origin, agent)]
    expect(new Set(ports).size).toBe(1)
  })

  it('tells of an upgrade', async () => {
    const server = createServer(express())
    server.on('upgrade', (request, socket) => {
      socket.end(`HTTP/1.1 101 Switching Protocols\r\n\r\nhello ${request.url}`)
    })
    const request = ['GET /chat HTTP/1.1', 'Connection: Upgrade', 'Upgrade: echo']
    expect(await exchange(await start(server), request)).toMatch(/hello \/chat$/)
  })

  it("takes the options of Node's own server", async () => {
    const server = createServer(createApp(), { maxHeaderSize: 1000, keepAliveTimeout: 1234 })
    expect(server.keepAliveTimeout).toBe(1234)
    const request = ['GET /json HTTP/1.1', `X-Long: ${'x'.repeat(2000)}`]
    expect(await exchange(await start(server), request)).toMatch(/^HTTP\/1.1 431/)
  })

  it('speaks https where it has a certificate', async () => {
    const app = createApp()
    const server = createServer(app, { key: privateKey, cert: certificate })
    expect(server).toBeInstanceOf(https.Server)
    const port = await start(server)
    const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
      const options = { port, host: '127.0.0.1', path: '/query', rejectUnauthorized: false }
      https.get(options, resolve).on('error', reject)
    })
    expect(JSON.parse(await text(answer))).toEqual([{}, '/query', '127.0.0.1', true])
  })

  it.each([
    [undefined, 'undefined'],
    [express.Router(), 'a function'],
    [{ request: {}, handle: 1 }, 'an object with request, handle'],
    [http.request, 'a function'],
  ])('refuses what is no app: %#', (value, what) => {
    expect(summary(caught(() => createServer(value as never)))).toEqual({
      code: 'ERR_SERVER_APP',
      message: `createServer() was given ${what}, which is no Express app.`,
      where: 'createServer()',
      remedy: 'Give it what express() returns; a Router is mounted in an app first.',
    })
  })

  it('refuses an app that was given before its options', () => {
    expect(caught(() => createServer({} as never, createApp() as never)).code).toBe(
      'ERR_SERVER_APP',
    )
  })
})

/** What comes back to these lines, byte by byte, less what each answer has of its own. */
function exchange(port: number, [first, ...lines]: readonly string[]): Promise<string> {
  const isHostless = lines.includes('NO-HOST')
  const given = lines.filter((line) => line !== 'NO-HOST')
  const end = given.indexOf('')
  const headers = end === -1 ? given : given.slice(0, end)
  const body = end === -1 ? [] : given.slice(end + 1)
  const host = isHostless ? [] : ['Host: shop.test']
  const keep = headers.some((line) => line.startsWith('Connection:')) ? [] : ['Connection: close']
  const head = [first, ...host, ...keep, ...headers, '', ''].join('\r\n')
  return exchangeBytes(port, head + body.join('\r\n'))
}

async function get(origin: string, agent: http.Agent): Promise<string> {
  const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http.get(origin, { agent }, resolve).on('error', reject)
  })
  return text(answer)
}
