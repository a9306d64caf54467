import { request } from 'node:http'
import express from 'express'
import { describe, expect, it, vi } from 'vitest'
import { openapi, operation } from '../lib/index.ts'
import type { OpenAPIOptions } from '../lib/index.ts'
import { listen } from './live-app.ts'

const info = { title: 'Served', version: '1.0.0' }

/** An app that answers whatever its documentation passes on with "the app's own". */
async function serve(options: Partial<OpenAPIOptions> = {}, prefix = '/'): Promise<string> {
  const app = express()
  app.use(prefix, openapi({ info, onProblem: () => {}, ...options }))
  app.use((req, res, _next) => void res.status(404).send(`the app's own ${req.method} ${req.url}`))
  return listen(app)
}

function get(url: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { headers, redirect: 'manual' })
}

async function answerOf(url: string): Promise<[status: number, type: string | null]> {
  const response = await get(url)
  await response.text()
  return [response.status, response.headers.get('content-type')]
}

describe('the page', () => {
  it.each([
    ['/docs', './docs/'],
    ['/docs?tag=a&b=c?d', './docs/?tag=a&b=c?d'],
  ])('is reached from %s by a relative redirect', async (path, location) => {
    const response = await get((await serve()) + path)
    expect([response.status, response.headers.get('location')]).toEqual([302, location])
  })

  it('has its files, and loads the document from its own address', async () => {
    const origin = await serve()
    const html = await (await get(`${origin}/docs/`)).text()
    const found = html.matchAll(/(?:src|href)="(\.\/[^"]+)"/g)
    const sources = Array.from(found, ([, source]) => source)
    expect(sources).toEqual([
      './favicon-32x32.png',
      './favicon-16x16.png',
      './swagger-ui.css',
      './ringback.css',
      './ringback-theme.js',
      './swagger-ui-bundle.js',
      './swagger-ui-standalone-preset.js',
      './ringback.js',
      './swagger-ui-init.js',
    ])
    const answers = await Promise.all(
      sources.map((source) => answerOf(new URL(String(source), `${origin}/docs/`).href)),
    )
    // Express 4 says application/javascript, as RFC 4329 had it, and Express 5 text/javascript
    const kinds = answers.map(([status, type]) => [status, type?.split(';')[0]?.split('/')[1]])
    const scripts = Array<string>(5).fill('javascript')
    const expected = ['png', 'png', 'css', 'css', ...scripts]
    expect(kinds).toEqual(expected.map((kind) => [200, kind]))
    const script = await (await get(`${origin}/docs/swagger-ui-init.js`)).text()
    expect(script).toContain('"url": "../openapi.json"')
    expect(html + script).not.toContain('"openapi": "3.1')
  })

  it('has its OAuth2 redirect page', async () => {
    expect((await answerOf(`${await serve()}/docs/oauth2-redirect.html`))[0]).toBe(200)
  })

  it.each([
    '/docs/index.html',
    '/docs/package.json',
    '/docs/swagger-initializer.js',
    '/docs/swagger-ui.js.map',
    '/docs/nothing',
    '/docs/..%2fpackage.json',
    '/docsy',
    '/other',
  ])('is nothing else: %s goes on to the app', async (path) => {
    const response = await get((await serve()) + path)
    expect([response.status, await response.text()]).toEqual([404, `the app's own GET ${path}`])
  })

  it.each(['/docs', '/docs/', '/docs/swagger-ui.css', '/openapi.json'])(
    'answers no other method: POST %s goes on to the app',
    async (path) => {
      const response = await fetch((await serve()) + path, { method: 'POST' })
      expect([response.status, await response.text()]).toEqual([404, `the app's own POST ${path}`])
    },
  )

  it('answers HEAD without a body', async () => {
    const response = await fetch(`${await serve()}/docs/`, { method: 'HEAD' })
    expect([response.status, await response.text()]).toEqual([200, ''])
  })

  it('can stand at the root of a prefix', async () => {
    const origin = await serve({ ui: '/' }, '/api/v1')
    const redirect = await get(`${origin}/api/v1?a=b`)
    expect([redirect.status, redirect.headers.get('location')]).toEqual([302, './v1/?a=b'])
    expect(await answerOf(`${origin}/api/v1/`)).toEqual([200, 'text/html; charset=utf-8'])
    expect((await answerOf(`${origin}/api/v1/swagger-ui.css`))[0]).toBe(200)
    expect((await answerOf(`${origin}/api/v1/openapi.json`))[0]).toBe(200)
    const script = await (await get(`${origin}/api/v1/swagger-ui-init.js`)).text()
    expect(script).toContain('"url": "./openapi.json"')
  })

  it('can stand elsewhere, and so can the document', async () => {
    const origin = await serve({ ui: '/help/api/', document: '/spec/v1.json' })
    expect((await answerOf(`${origin}/help/api/`))[0]).toBe(200)
    expect((await answerOf(`${origin}/spec/v1.json`))[0]).toBe(200)
    expect((await answerOf(`${origin}/docs/`))[0]).toBe(404)
    expect((await answerOf(`${origin}/openapi.json`))[0]).toBe(404)
    const script = await (await get(`${origin}/help/api/swagger-ui-init.js`)).text()
    expect(script).toContain('"url": "../../spec/v1.json"')
  })

  it('can be left out', async () => {
    const origin = await serve({ ui: false })
    const paths = ['/docs', '/docs/', '/false', '/false/', '/', '/openapi.json']
    const answers = await Promise.all(paths.map((path) => answerOf(origin + path)))
    expect(answers.map(([status]) => status)).toEqual([404, 404, 404, 404, 404, 200])
  })
})

describe('the document', () => {
  it('is served as the bytes of what .document() returns', async () => {
    const app = express()
    const documentation = openapi({ info })
    app.get(
      '/',
      operation({ description: 'Costs "$&", "$`" or "$\'" </script>' }, () => {}),
    )
    app.use(documentation)
    const response = await get(`${await listen(app)}/openapi.json`)
    const text = await response.text()
    expect(text).toBe(JSON.stringify(documentation.document(app), undefined, 2))
    expect(JSON.parse(text)).toMatchObject({
      paths: { '/': { get: { description: 'Costs "$&", "$`" or "$\'" </script>' } } },
    })
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(text)))
  })

  it('is not sent again to who has it', async () => {
    const url = `${await serve()}/openapi.json`
    const etag = (await get(url)).headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[\w-]{43}"$/)
    // as a browser asks on reload; fetch() by itself says no-cache
    const reload = { 'cache-control': 'max-age=0' }
    const again = await get(url, { ...reload, 'if-none-match': etag })
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag])
    expect((await get(url, { ...reload, 'if-none-match': '"another"' })).status).toBe(200)
  })

  it('answers HEAD with its headers alone', async () => {
    const url = `${await serve()}/openapi.json`
    const length = Buffer.byteLength(await (await get(url)).text())
    const response = await fetch(url, { method: 'HEAD' })
    expect([
      response.status,
      response.headers.get('content-length'),
      await response.text(),
    ]).toEqual([200, String(length), ''])
  })

  it('has a router that is mounted after the first request, under another ETag', async () => {
    const app = express()
    const router = express.Router()
    app.use(openapi({ info }))
    app.use('/v1', router)
    const url = `${await listen(app)}/openapi.json`
    const read = async (): Promise<[paths: string[], etag: string | null]> => {
      const response = await get(url)
      const { paths } = (await response.json()) as { paths: object }
      return [Object.keys(paths), response.headers.get('etag')]
    }
    const [none, first] = await read()
    router.get(
      '/a',
      operation({}, () => {}),
    )
    const [one, second] = await read()
    app.use(
      '/v2',
      express.Router().get(
        '/b',
        operation({}, () => {}),
      ),
    )
    const [two, third] = await read()
    expect([none, one, two]).toEqual([[], ['/v1/a'], ['/v1/a', '/v2/b']])
    expect(new Set([first, second, third]).size).toBe(3)
  })

  it('covers the whole app where a prefix or a Router holds its documentation', async () => {
    const app = express()
    app.get(
      '/outside',
      operation({}, () => {}),
    )
    app.use('/inside', express.Router().use(openapi({ info })))
    const origin = await listen(app)
    const document = (await (await get(`${origin}/inside/openapi.json`)).json()) as object
    expect(document).toMatchObject({ paths: { '/outside': {} } })
    expect((await answerOf(`${origin}/inside/docs/`))[0]).toBe(200)
  })
})

describe('a document with an error', () => {
  const problem = {
    code: 'ERR_OPERATION_ID',
    severity: 'error',
    where: 'GET /b',
    message: 'The operationId "same" is used twice: by GET /a and by GET /b.',
    remedy: 'Give one of them another operationId.',
  }

  async function serveMistaken(environment: string): Promise<Response> {
    const app = express()
    app.get(
      '/a',
      operation({ operationId: 'same' }, () => {}),
    )
    app.get(
      '/b',
      operation({ operationId: 'same' }, () => {}),
    )
    app.get('/c', (_req, res) => void res.end())
    vi.stubEnv('NODE_ENV', environment)
    app.use(openapi({ info, onProblem: () => {} }))
    vi.unstubAllEnvs()
    return get(`${await listen(app)}/openapi.json`)
  }

  it.each([
    ['lists its errors in development', 'development', { detail: '1 to mend', errors: [problem] }],
    ['tells nothing in production', 'production', {}],
  ])('answers 500, and %s', async (_what, environment, more) => {
    const response = await serveMistaken(environment)
    expect(response.status).toBe(500)
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: 'The API document cannot be built',
      status: 500,
      ...more,
    })
  })
})

describe('a request', () => {
  it('whose address is written in another way reaches the app all the same', async () => {
    const { port } = new URL(await serve())
    const statuses = await Promise.all(
      ['//docs/', '/docs/%', '/%64ocs/', 'http://other.test/openapi.json'].map((path) =>
        statusOf(Number(port), path),
      ),
    )
    expect(statuses).toEqual([404, 404, 404, 200])
  })
})

/** fetch() would tidy the path up. */
function statusOf(port: number, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    asked.on('error', reject).end()
  })
}
