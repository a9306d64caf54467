import { request, type IncomingMessage } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import express from 'express'
import fc from 'fast-check'
import { load } from 'js-yaml'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { openapi, operation } from '../lib/index.ts'
import type { OpenAPIOptions } from '../lib/index.ts'
import { listen } from './live-app.ts'

const info = { title: 'Things', version: '1.0.0' }

function createApp(options: Partial<OpenAPIOptions> = {}) {
  const app = express()
  const documentation = openapi({ info, onProblem: () => {}, ...options })
  for (let number = 0; number < 20; number += 1) {
    app.get(`/things-${number}`, operation({ summary: `List things ${number}` }, answerNothing))
  }
  app.use(documentation)
  app.use((req, res, _next) => void res.status(404).send(`the app's own ${req.method}`))
  return { app, documentation }
}

function answerNothing(_req: unknown, res: { end(): unknown }): void {
  res.end()
}

interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingMessage['headers']
  readonly bytes: Buffer
}

/** As it comes over the wire: fetch() would decompress it. */
function ask(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => {
        const { statusCode: status, headers: received } = answer
        resolve({ status, headers: received, bytes: Buffer.concat(chunks) })
      })
    })
    sent.on('error', reject)
    sent.end()
  })
}

/** The document, and what each reader takes its YAML for. */
async function readBack(extensions: Record<`x-${string}`, unknown>) {
  const app = express()
  const documentation = openapi({ info, onProblem: () => {}, ...extensions })
  app.use(documentation)
  const yaml = (await ask(`${await listen(app)}/openapi.yaml`)).bytes.toString()
  const readings = [parse(yaml), parse(yaml, { version: '1.1' }), load(yaml)] as unknown[]
  return { document: documentation.document(app), readings }
}

describe('the document in YAML', () => {
  it('says what the document in JSON says', async () => {
    const { app, documentation } = createApp()
    const answer = await ask(`${await listen(app)}/openapi.yaml`)
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/yaml'])
    expect(parse(answer.bytes.toString())).toEqual(documentation.document(app))
  })

  it.each([
    ['/spec/api.json', '/spec/api.json', '/spec/api.yaml'],
    ['/spec/api.yml', '/spec/api.json', '/spec/api.yml'],
    ['/spec', '/spec', '/spec.yaml'],
  ] as const)('is beside it: %s gives %s and %s', async (document, json, yaml) => {
    const origin = await listen(createApp({ document }).app)
    const types = await Promise.all(
      [json, yaml].map(async (path) => (await ask(origin + path)).headers['content-type']),
    )
    expect(types).toEqual(['application/json; charset=utf-8', 'application/yaml'])
    const script = (await ask(`${origin}/docs/swagger-ui-init.js`)).bytes.toString()
    expect(script).toContain(`"url": "..${json}"`)
  })

  it('has every text as text, for readers of YAML 1.1 and of 1.2', async () => {
    // what YAML 1.1 or 1.2 take for something else where it is not quoted
    const words = [
      'yes',
      'No',
      'on',
      'OFF',
      'y',
      'N',
      '~',
      'null',
      'true',
      '=',
      '<<',
      '-',
      '?',
      ':',
    ]
    const numbers = ['1', '012', '0o7', '0x1F', '0b1', '1_000', '1e3', '.5', '1:30', '+1', '.inf']
    const others = ['2001-01-01', '2001-12-14t21:59:43.10-05:00', '!!str a', '&a', '*a', '# a', '']
    const texts = [
      ...words,
      ...numbers,
      ...others,
      ' a ',
      'a: b',
      'a #b',
      '\u2028',
      '\u0085',
      '\ufeff',
    ]
    const keyed = Object.fromEntries(texts.map((text, index) => [`x-${index}`, { [text]: text }]))
    const { document, readings } = await readBack(keyed)
    expect(readings).toEqual([document, document, document])
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary' })), async (random) => {
        const back = await readBack({ 'x-random': random })
        expect(back.readings).toEqual([back.document, back.document, back.document])
      }),
      { numRuns: 30 },
    )
  })

  it('is no document where there is none', async () => {
    const { app } = createApp({ operationId: () => 'twice' })
    const answer = await ask(`${await listen(app)}/openapi.yaml`)
    expect([answer.status, answer.headers['content-type']]).toEqual([
      500,
      'application/problem+json; charset=utf-8',
    ])
  })
})

describe.each(['/openapi.json', '/openapi.yaml', '/docs/ringback.js'])('%s', (path) => {
  it.each([
    [undefined, undefined],
    ['gzip', 'gzip'],
    ['br', 'br'],
    ['gzip, deflate, br, zstd', 'br'],
    ['br;q=0, gzip', 'gzip'],
    ['deflate', undefined],
    ['*', 'br'],
    ['identity', undefined],
  ])('is, for Accept-Encoding %j, sent in %j', async (accepted, encoding) => {
    const url = (await listen(createApp().app)) + path
    const plain = await ask(url)
    const accept: Record<string, string> = accepted ? { 'accept-encoding': accepted } : {}
    // the first is made for it, and the second is kept
    for (const answer of [await ask(url, accept), await ask(url, accept)]) {
      const { headers, bytes } = answer
      expect(headers['content-encoding']).toBe(encoding)
      expect(headers.vary).toBe('Accept-Encoding')
      expect(headers['content-length']).toBe(String(bytes.length))
      expect(headers['transfer-encoding']).toBeUndefined()
      expect(decode(answer).equals(plain.bytes)).toBe(true)
      expect(bytes.length < plain.bytes.length).toBe(encoding !== undefined)
    }
  })

  it('has a strong ETag for each coding, by which it is not sent again', async () => {
    const url = (await listen(createApp().app)) + path
    const tags = new Set<string>()
    for (const coding of ['identity', 'gzip', 'br']) {
      const accept = { 'accept-encoding': coding }
      const { etag = '' } = (await ask(url, accept)).headers
      expect(etag).toMatch(/^"[\w-]{43}"$/)
      tags.add(etag)
      const again = await ask(url, { ...accept, 'if-none-match': `"other", ${etag}` })
      expect([again.status, again.headers.etag, again.bytes.length]).toEqual([304, etag, 0])
      expect(again.headers.vary).toBe('Accept-Encoding')
      expect((await ask(url, { ...accept, 'if-none-match': '"other"' })).status).toBe(200)
    }
    expect(tags.size).toBe(3)
  })

  it('leaves alone what was answered while a coding was made', async () => {
    const app = express()
    app.use((req, res, next) => {
      next()
      if (req.get('x-limit')) res.status(503).end()
    })
    app.use(createApp().app)
    const url = (await listen(app)) + path
    const accept = { 'accept-encoding': 'br' }
    expect((await ask(url, { ...accept, 'x-limit': '0' })).status).toBe(503)
    expect((await ask(url, accept)).headers['content-encoding']).toBe('br')
  })

  it("leaves the app's own Cache-Control and Vary in place", async () => {
    const app = express()
    app.use((_req, res, next) => {
      res.set({ 'Cache-Control': 'no-store', Vary: 'Cookie' })
      next()
    })
    app.use(createApp().app)
    const { headers } = await ask((await listen(app)) + path)
    expect([headers['cache-control'], headers.vary]).toEqual([
      'no-store',
      'Cookie, Accept-Encoding',
    ])
    const unset = await ask((await listen(createApp().app)) + path)
    expect(unset.headers['cache-control']).toBe('no-cache')
  })

  it('answers HEAD with the headers of GET', async () => {
    const url = (await listen(createApp().app)) + path
    for (const coding of ['identity', 'gzip', 'br']) {
      const accept = { 'accept-encoding': coding }
      const [head, got] = [await ask(url, accept, 'HEAD'), await ask(url, accept)]
      const ofHead = { ...head.headers, date: '' }
      expect([head.status, head.bytes.length, ofHead]).toEqual([
        200,
        0,
        { ...got.headers, date: '' },
      ])
    }
  })
})

function decode({ headers, bytes }: Answer): Buffer {
  if (headers['content-encoding'] === 'br') return brotliDecompressSync(bytes)
  return headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes
}

describe('the document after a change of routes', () => {
  it.each(['/openapi.json', '/openapi.yaml'])('is new at %s, in every coding', async (path) => {
    const { app } = createApp()
    const router = express.Router()
    const outer = express()
    outer.use(router, openapi({ info, onProblem: () => {} }), app)
    const url = (await listen(outer)) + path
    const read = async () =>
      Promise.all(
        ['identity', 'gzip', 'br'].map(async (coding) =>
          decode(await ask(url, { 'accept-encoding': coding })).toString(),
        ),
      )
    expect((await read()).map((text) => text.includes('/later'))).toEqual([false, false, false])
    router.get('/later', operation({}, answerNothing))
    expect((await read()).map((text) => text.includes('/later'))).toEqual([true, true, true])
  })
})

describe('the option cors', () => {
  const headerOf = (answer: Answer) => answer.headers['access-control-allow-origin']

  it('lets no other origin read the document by itself', async () => {
    const origin = await listen(createApp().app)
    const asked = { origin: 'https://a.example', 'access-control-request-method': 'GET' }
    expect(headerOf(await ask(`${origin}/openapi.json`, asked))).toBeUndefined()
    const preflight = await ask(`${origin}/openapi.json`, asked, 'OPTIONS')
    expect([preflight.status, preflight.bytes.toString()]).toEqual([404, "the app's own OPTIONS"])
  })

  it.each<[string, OpenAPIOptions['cors'], string | undefined, string | undefined]>([
    ['all', true, '*', '*'],
    ['one', 'https://a.example', 'https://a.example', undefined],
    ['listed ones', ['https://a.example', /\.b\.example$/], 'https://a.example', undefined],
    ['matching ones', /^https:\/\/[ac]\.example$/g, 'https://a.example', 'https://c.example'],
  ])('lets %s', async (_what, cors, ofA, ofC) => {
    const origin = await listen(createApp({ cors }).app)
    for (const path of ['/openapi.json', '/openapi.yaml']) {
      const [a, c] = [
        await ask(origin + path, { origin: 'https://a.example' }),
        await ask(origin + path, { origin: 'https://c.example' }),
      ]
      expect([headerOf(a), headerOf(c)]).toEqual([ofA, ofC])
      expect(a.headers['access-control-expose-headers']).toBe('ETag')
      // whatever depends on who asks says so to caches
      expect(String(a.headers.vary).includes('Origin')).toBe(cors !== true)
      expect(a.status).toBe(200)
    }
    expect(headerOf(await ask(`${origin}/docs/`, { origin: 'https://a.example' }))).toBeUndefined()
  })

  it('answers a preflight before the guard does', async () => {
    const guard = (_req: unknown, res: express.Response) => void res.status(401).end()
    const origin = await listen(createApp({ cors: true, guard }).app)
    const asked = {
      origin: 'https://a.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    }
    const preflight = await ask(`${origin}/openapi.json`, asked, 'OPTIONS')
    expect(preflight.status).toBe(204)
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET,HEAD',
      'access-control-allow-headers': 'authorization',
    })
    const denied = await ask(`${origin}/openapi.json`, { origin: 'https://a.example' })
    expect([denied.status, headerOf(denied)]).toEqual([401, '*'])
  })
})

describe("publish: 'development'", () => {
  const paths = ['/docs', '/docs/', '/docs/swagger-ui.css', '/openapi.json', '/openapi.yaml']

  afterEach(() => {
    vi.unstubAllEnvs()
  })

  it.each([
    ['production', 'development', 404],
    ['production', 'always', 200],
    ['development', 'development', 200],
  ] as const)('in %s, published %s, answers %d', async (environment, publish, expected) => {
    vi.stubEnv('NODE_ENV', environment)
    const { app, documentation } = createApp({ publish })
    const origin = await listen(app)
    const answers = await Promise.all(paths.map((path) => ask(origin + path)))
    const statuses = answers.map(({ status }) => (status === 302 ? 200 : status))
    expect(statuses).toEqual(paths.map(() => expected))
    expect(Object.keys(documentation.document(app).paths ?? {})).toHaveLength(20)
    expect(documentation.problems(app)).toEqual([])
  })
})
