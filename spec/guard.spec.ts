import express from 'express'
import type { RequestHandler } from 'express'
import { describe, expect, it } from 'vitest'
import { openapi, type OpenAPIOptions } from '../lib/index.ts'
import { withLogin } from './readme/snippets.ts'
import { caught, listen, summary } from './live-app.ts'

const info = { title: 'Guarded', version: '1.0.0' }
const paths = [
  ...['/docs', '/docs/', '/docs/swagger-ui-bundle.js', '/docs/swagger-ui-init.js'],
  ...['/docs/ringback.css', '/docs/oauth2-redirect.html', '/openapi.json', '/openapi.yaml'],
]

async function serve(guard: OpenAPIOptions['guard']): Promise<string> {
  const app = express()
  app.use(openapi({ info, guard, onProblem: () => {} }))
  app.get('/docs/unknown.js', (_req, res) => void res.send('the app'))
  app.get('/things', (_req, res) => void res.send('things'))
  app.use(((error: Error, _req, res, _next) => {
    res.status(418).send(error.message)
  }) as express.ErrorRequestHandler)
  return listen(app)
}

async function statusesOf(origin: string, headers: Record<string, string> = {}) {
  const answers = paths.map((path) => fetch(origin + path, { headers }))
  return (await Promise.all(answers)).map(({ status }) => status)
}

const rejecting = {
  // oxlint-disable-next-line unicorn/no-thenable -- as promises of libraries are
  then: (_resolve: unknown, reject: (error: Error) => void) => reject(new Error('no')),
}

const throwLater: RequestHandler[] = [
  (_req, _res, next) => void setImmediate(next),
  () => {
    throw new Error('no')
  },
]

describe('the guard', () => {
  it('stands before the pages, each of their files and the document, and before nothing else', async () => {
    const guard: RequestHandler = (req, res, next) => {
      if (req.get('x-key') === 'secret') next()
      else res.status(401).end()
    }
    const origin = await serve(guard)
    expect(await statusesOf(origin)).toEqual(paths.map(() => 401))
    expect(await statusesOf(origin, { 'x-key': 'secret' })).toEqual(paths.map(() => 200))
    expect(await (await fetch(`${origin}/things`)).text()).toBe('things')
    expect(await (await fetch(`${origin}/docs/unknown.js`)).text()).toBe('the app')
  })

  it('may be several, one after the other', async () => {
    const seen: string[] = []
    const pass =
      (name: string): RequestHandler =>
      (_req, _res, next) => {
        seen.push(name)
        next()
      }
    const origin = await serve([pass('first'), pass('second')])
    expect((await fetch(`${origin}/openapi.json`)).status).toBe(200)
    expect(seen).toEqual(['first', 'second'])
  })

  it.each<[string, RequestHandler]>([
    ['gives to next()', (_req, _res, next) => next(new Error('no'))],
    [
      'throws',
      () => {
        throw new Error('no')
      },
    ],
    ['rejects with', () => Promise.reject(new Error('no')) as never],
    ['rejects with, by a promise of its own kind', () => rejecting as never],
    ['throws after another guard has waited', throwLater as never],
  ])('hands the app the error that it %s', async (_what, guard: OpenAPIOptions['guard']) => {
    const answer = await fetch(`${await serve(guard)}/openapi.json`)
    expect([answer.status, await answer.text()]).toEqual([418, 'no'])
  })

  it('lets nobody pass by a promise that rejects with nothing', async () => {
    // oxlint-disable-next-line promise/no-promise-in-callback, prefer-promise-reject-errors
    const origin = await serve(() => Promise.reject())
    expect(await statusesOf(origin)).toEqual(paths.map(() => 418))
  })

  it('lets pass by next(null), as Express does', async () => {
    const origin = await serve((_req, _res, next) => next(null))
    expect(await statusesOf(origin)).toEqual(paths.map(() => 200))
  })

  it('asks for a name and a password, as the README has it', async () => {
    const origin = await listen(withLogin)
    const asked = await fetch(`${origin}/docs/`)
    expect([asked.status, asked.headers.get('www-authenticate')]).toEqual([
      401,
      'Basic realm="Documentation"',
    ])
    const wrong = { authorization: `Basic ${btoa('docs:wrong1')}` }
    const right = { authorization: `Basic ${btoa('docs:secret')}` }
    expect(await statusesOf(origin, wrong)).toEqual(paths.map(() => 401))
    expect(await statusesOf(origin, right)).toEqual(paths.map(() => 200))
  })

  it('is refused where it is no middleware', () => {
    const untyped = openapi as unknown as (options: unknown) => unknown
    for (const [guard, given] of [
      ['secret', '"secret"'],
      [[() => {}, 'secret'], '"secret"'],
      [null, 'null'],
    ]) {
      expect(summary(caught(() => untyped({ info, guard })))).toEqual({
        code: 'ERR_OPENAPI_OPTION',
        message: `guard takes middleware, and ${String(given)} was given.`,
        where: 'openapi()',
        remedy: 'Give a function (req, res, next) => …, or a list of them.',
      })
    }
    expect(caught(() => untyped({ info, guard: [] })).message).toContain('guards nothing')
  })
})
