import { ServerResponse } from 'node:http'
import express, { type Express, type RequestHandler } from 'express'
import { openapi, operation } from 'ringback'
import { describe, expect, it } from 'vitest'
import { listen } from '../../live-app.ts'

const info = { title: 'An app', version: '1.0.0' }
const Answer = { type: 'object', properties: { a: { type: 'integer' } } } as const
const responses = { 200: Answer }
const answer: RequestHandler = (_req, res) => void res.json({ a: 1, secret: 2 })

interface WithResponse {
  readonly response: { json: (this: unknown, body: unknown) => unknown }
}

/** Has every answer of an app in an envelope, as Express lets apps do. */
function wrapAnswers(app: Express, name: string): void {
  const { response } = app as unknown as WithResponse
  const before = response.json
  response.json = function json(this: unknown, body: unknown): unknown {
    return before.call(this, { [name]: body })
  }
}

async function ask(origin: string, ...paths: string[]): Promise<unknown[]> {
  const bodies: unknown[] = []
  for (const path of paths) bodies.push(await (await fetch(origin + path)).json())
  return bodies
}

function createApp(): Express {
  const app = express()
  app.get('/declared', operation({ responses }), answer)
  app.get('/undeclared', answer)
  return app
}

const whole = { a: 1, secret: 2 }
const checked = { a: 1 }

describe('what the responses of an app inherit', () => {
  it('checks what is declared, and nothing else', async () => {
    const app = createApp().use(openapi({ info }))
    const origin = await listen(app)
    expect(await ask(origin, '/undeclared', '/declared', '/undeclared', '/declared')).toEqual([
      whole,
      checked,
      whole,
      checked,
    ])
  })

  it('works on what was checked, where the app has its own from the beginning', async () => {
    const app = createApp()
    wrapAnswers(app, 'data')
    const origin = await listen(app)
    expect(await ask(origin, '/declared', '/undeclared', '/declared')).toEqual([
      { data: checked },
      { data: whole },
      { data: checked },
    ])
  })

  it('works on what was checked, where the app has its own after the first request', async () => {
    const app = createApp()
    const origin = await listen(app)
    expect(await ask(origin, '/declared')).toEqual([checked])
    wrapAnswers(app, 'data')
    expect(await ask(origin, '/declared', '/undeclared', '/declared')).toEqual([
      { data: checked },
      { data: whole },
      { data: checked },
    ])
  })

  it('is of each app alone', async () => {
    const one = createApp()
    const other = createApp()
    wrapAnswers(other, 'other')
    const origins = [await listen(one), await listen(other)]
    expect(await ask(origins[0]!, '/declared')).toEqual([checked])
    expect(await ask(origins[1]!, '/declared')).toEqual([{ other: checked }])
  })

  it('checks in a sub-app, and in the app that a request comes back to from there', async () => {
    const guard = operation({ responses }, ((_req, _res, next) => next()) as RequestHandler)
    const inner = express().get('/within', operation({ responses }), answer)
    // Comes to its end without an answer.
    inner.use(guard)
    const app = express()
    app.use('/guarded', guard, express.Router())
    app.use('/guarded', inner)
    app.get('/guarded/after', answer)
    app.get('/declared', operation({ responses }), answer)
    app.get('/undeclared', answer)
    const origin = await listen(app)
    const paths = [
      '/guarded/within',
      '/declared',
      '/guarded/after',
      '/undeclared',
      '/guarded/within',
    ]
    expect(await ask(origin, ...paths, ...paths)).toEqual([
      ...[checked, checked, checked, whole, checked],
      ...[checked, checked, checked, whole, checked],
    ])
  })

  it('is put on nothing that other apps inherit', async () => {
    const origin = await listen(createApp())
    expect(await ask(origin, '/declared')).toEqual([checked])
    expect('json' in ServerResponse.prototype).toBe(false)
    expect(String(express.response.json)).toContain("'json replacer'")
  })
})

describe('req.query', () => {
  const query = { type: 'object', properties: { page: { type: 'integer' } } } as const
  const show: RequestHandler = (req, res) => void res.send(JSON.stringify(req.query))

  it('is of each request alone, and as ever on what is not declared', async () => {
    const app = express()
    const paged: RequestHandler = operation({ query }) as never
    app.get('/declared', paged, show)
    app.get('/undeclared', show)
    const origin = await listen(app)
    const paths = ['/declared?page=2&b=x', '/undeclared?page=2', '/declared?page=3', '/declared']
    expect(await ask(origin, ...paths)).toEqual([
      { page: 2, b: 'x' },
      { page: '2' },
      { page: 3 },
      {},
    ])
  })

  it('is what somebody has put there before, with what was checked', async () => {
    const app = express()
    const put: RequestHandler = (req, _res, next) => {
      Object.defineProperty(req, 'query', {
        value: { page: '9', own: 'y' },
        writable: true,
        configurable: true,
        enumerable: true,
      })
      next()
    }
    const paged: RequestHandler = operation({ query }) as never
    app.get('/first', paged, show)
    app.get('/put', put, paged, show)
    app.get('/later', paged, put, show)
    const origin = await listen(app)
    expect(await ask(origin, '/first?page=1', '/put?page=2', '/later?page=2')).toEqual([
      { page: 1 },
      { own: 'y', page: 2 },
      { page: '9', own: 'y' },
    ])
  })
})
