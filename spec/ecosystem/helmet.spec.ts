import express, { type Express, type RequestHandler } from 'express'
import helmet from 'helmet'
import { openapi, operation, type OpenAPIOptions } from 'ringback'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { helmetPolicy } from '../browser/helmet.ts'
import { listen } from '../live-app.ts'
import { ask, type Answer, type Asked } from './ask.ts'

const Order = z.object({ id: z.string() })

function createApp(before: RequestHandler[], options: Partial<OpenAPIOptions> = {}): Express {
  const app = express()
  app.set('trust proxy', true)
  for (const middleware of before) app.use(middleware)
  app.get('/plain', (_req, res) => void res.end())
  app.use(express.json())
  app.post(
    '/orders',
    operation({ body: Order, responses: { 200: Order } }, (req, res) => {
      res.json(req.body)
    }),
  )
  app.get(
    '/broken',
    operation({ responses: { 200: Order } }, (_req, res) => {
      res.json({} as { id: string })
    }),
  )
  const quiet = { onProblem: () => {}, onResponseError: () => {} }
  app.use(openapi({ info: { title: 'Orders', version: '1' }, ...quiet, ...options }))
  return app
}

const upgrade = ';upgrade-insecure-requests'
const overHttps = { 'x-forwarded-proto': 'https' }

/** What helmet says of every answer of this app. */
async function headersOfHelmet(): Promise<Answer['headers']> {
  const [covered, bare] = await Promise.all(
    [[helmet()], []].map(async (before) => ask(`${await listen(createApp(before))}/plain`)),
  )
  const added = Object.entries(covered?.headers ?? {}).filter(([name]) => !bare?.headers[name])
  return Object.fromEntries(added)
}

/** An answer with helmet's defaults, and what it is without them. */
async function askBoth(path: string, asked: Asked = {}): Promise<[Answer, Answer]> {
  const [covered, bare] = [createApp([helmet()]), createApp([])]
  return [
    await ask((await listen(covered)) + path, asked),
    await ask((await listen(bare)) + path, asked),
  ]
}

const order = { body: { id: '1' } }
const answers: readonly [what: string, status: number, path: string, Asked?][] = [
  ['a declared answer', 200, '/orders', order],
  ['a request that is not as declared', 422, '/orders', { body: { id: 1 } }],
  ['a response that is not as declared', 500, '/broken'],
  ['the document', 200, '/openapi.json'],
  ['the document in gzip', 200, '/openapi.json', { headers: { 'accept-encoding': 'gzip' } }],
  ['the document in YAML', 200, '/openapi.yaml'],
  ['the way to the page', 302, '/docs'],
  ['the page by https', 200, '/docs/', { headers: overHttps }],
  ['the redirect page by https', 200, '/docs/oauth2-redirect.html', { headers: overHttps }],
]

describe("helmet's headers", () => {
  it('are those that the browser specs send the page with', async () => {
    expect((await headersOfHelmet())['content-security-policy']).toBe(helmetPolicy)
  })

  it.each(answers)(
    'are added to %s, and nothing else is changed',
    async (_, status, path, asked) => {
      const [covered, bare] = await askBoth(path, asked)
      const { 'x-powered-by': _express, ...headers } = bare.headers
      expect(covered).toEqual({ ...bare, headers: { ...headers, ...(await headersOfHelmet()) } })
      expect(covered.status).toBe(status)
    },
  )

  it('are added to each file of the page, by http', async () => {
    const [page] = await askBoth('/docs/')
    const files = [...page.text.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, file]) => file)
    expect(files).toContain('swagger-ui-bundle.js')
    const added = await headersOfHelmet()
    const [covered, bare] = [await listen(createApp([helmet()])), await listen(createApp([]))]
    for (const file of files) {
      const { 'x-powered-by': _express, ...headers } = (await ask(`${bare}/docs/${file}`)).headers
      const answer = await ask(`${covered}/docs/${file}`)
      expect(answer.headers).toEqual({ ...headers, ...added })
      expect(answer.status).toBe(200)
    }
  })

  it.each(['/docs/', '/docs/oauth2-redirect.html'])(
    'lose what would have %s look for its files by https, where it came by http',
    async (path) => {
      const [covered, bare] = await askBoth(path)
      const added = await headersOfHelmet()
      const policy = String(added['content-security-policy']).replace(upgrade, '')
      const { 'x-powered-by': _express, ...headers } = bare.headers
      const expected = { ...headers, ...added, 'content-security-policy': policy }
      expect(covered.headers).toEqual(expected)
      expect(policy).not.toContain('upgrade')
    },
  )

  it('leave nothing to the page that they would refuse', async () => {
    const [page] = await askBoth('/docs/')
    const elements = page.text.match(/<[^/!][^>]*>/g) ?? []
    const inline = elements.filter((element) => /^<style|\son\w+=|\sstyle=/i.test(element))
    const scripts = elements.filter((element) => element.startsWith('<script'))
    expect(inline).toEqual([])
    expect(scripts.length).toBeGreaterThan(3)
    expect(scripts.filter((script) => !script.includes(' src="./'))).toEqual([])
  })
})

describe('helmet with options of its own', () => {
  it('keeps its policy for reports as it is', async () => {
    const app = createApp([helmet({ contentSecurityPolicy: { reportOnly: true } })])
    const { headers } = await ask(`${await listen(app)}/docs/`)
    expect(headers['content-security-policy-report-only']).toBe(helmetPolicy)
    expect(headers['content-security-policy']).toBeUndefined()
  })

  it('may give each answer a policy with a nonce', async () => {
    const scriptSrc = ["'self'", () => `'nonce-abc'`]
    const app = createApp([helmet({ contentSecurityPolicy: { directives: { scriptSrc } } })])
    const { headers } = await ask(`${await listen(app)}/docs/`)
    const policy = helmetPolicy
      .replace("script-src 'self'", "script-src 'self' 'nonce-abc'")
      .replace(upgrade, '')
    expect(headers['content-security-policy']).toBe(policy)
  })

  it('lets the window of a sign-in elsewhere come back to the page, and no other', async () => {
    const authorizationUrl = 'https://login.example/authorize'
    const flows = { implicit: { authorizationUrl, scopes: {} } }
    const components = { securitySchemes: { login: { type: 'oauth2', flows } as const } }
    const origin = await listen(createApp([helmet()], { components }))
    const policies = await Promise.all(
      ['/docs/', '/docs/oauth2-redirect.html', '/openapi.json', '/plain'].map(
        async (path) => (await ask(origin + path)).headers['cross-origin-opener-policy'],
      ),
    )
    expect(policies).toEqual([
      'same-origin-allow-popups',
      'unsafe-none',
      'same-origin',
      'same-origin',
    ])
  })
})
