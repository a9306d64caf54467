import express, { type Express } from 'express'
import session, { MemoryStore, type SessionData } from 'express-session'
import { createServer, openapi, operation } from 'ringback'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { listen } from '../live-app.ts'
import { start } from '../raw-exchange.ts'
import { ask, askJson, type Answer } from './ask.ts'

declare module 'express-session' {
  interface SessionData {
    cart?: string[]
    user?: string
  }
}

const Cart = z.object({ cart: z.array(z.string()) })
const Added = z.object({ id: z.string() })
const quiet = { onProblem: () => {}, onResponseError: () => {} }

/** Takes its time, as one that is reached by a network does. */
class SlowStore extends MemoryStore {
  readonly saved: string[][] = []

  override set(id: string, data: SessionData, callback?: (error?: unknown) => void): void {
    setTimeout(() => {
      this.saved.push(data.cart ?? [])
      super.set(id, data, callback)
    }, 50)
  }
}

interface Setting {
  readonly store?: MemoryStore
  readonly saveUninitialized?: boolean
}

function createApp({
  store = new MemoryStore(),
  saveUninitialized = false,
}: Setting = {}): Express {
  const app = express()
  app.use(session({ secret: 'secret', resave: false, saveUninitialized, store }))
  app.use(express.json())
  app.post(
    '/cart',
    operation({ body: Added, responses: { 200: Cart } }, (req, res) => {
      const cart = [...(req.session.cart ?? []), req.body.id]
      req.session.cart = cart
      res.json({ cart, secret: 'kept' } as z.infer<typeof Cart>)
    }),
  )
  app.get(
    '/cart',
    operation({ responses: { 200: Cart } }, (req, res) => {
      res.json({ cart: req.session.cart ?? [] })
    }),
  )
  app.get(
    '/broken',
    operation({ responses: { 200: Cart } }, (req, res) => {
      req.session.cart = ['broken']
      res.json({} as z.infer<typeof Cart>)
    }),
  )
  app.post(
    '/login',
    operation(
      { body: z.object({ user: z.string() }), responses: { 204: null } },
      (req, res, next) => {
        const { user } = req.body
        req.session.regenerate((error) => {
          if (error) return next(error)
          req.session.user = user
          res.status(204).end()
        })
      },
    ),
  )
  app.post(
    '/logout',
    operation({ responses: { 204: null } }, (req, res, next) => {
      req.session.destroy((error) => (error ? next(error) : res.status(204).end()))
    }),
  )
  app.get(
    '/me',
    operation(
      { responses: { 200: z.object({ user: z.string().nullable() }) } },
      async (req, res) => {
        res.json({ user: req.session.user ?? null })
      },
    ),
  )
  app.use(openapi({ info: { title: 'Carts', version: '1' }, ...quiet }))
  return app
}

/** What a client sends back. */
function cookieOf({ headers }: Answer): { cookie: string } {
  const [cookie = ''] = headers['set-cookie'] ?? []
  return { cookie: cookie.split(';')[0] ?? '' }
}

describe('a session', () => {
  it('comes with an answer that is filtered, and is there for the next handler', async () => {
    const origin = await listen(createApp())
    const first = await ask(`${origin}/cart`, { body: { id: 'a' } })
    expect([first.status, first.text]).toEqual([200, '{"cart":["a"]}'])
    expect(first.headers['set-cookie']).toEqual([expect.stringMatching(/^connect\.sid=/)])
    expect(first.headers['content-length']).toBe('14')
    const headers = cookieOf(first)
    expect(await askJson(`${origin}/cart`, { body: { id: 'b' }, headers })).toEqual([
      200,
      { cart: ['a', 'b'] },
    ])
    expect(await askJson(`${origin}/cart`, { headers })).toEqual([200, { cart: ['a', 'b'] }])
    expect(await askJson(`${origin}/cart`)).toEqual([200, { cart: [] }])
  })

  it.each(['app.listen()', 'createServer(app)'])(
    'is saved before %s ends its answer',
    async (server) => {
      const store = new SlowStore()
      const app = createApp({ store })
      const origin = server.startsWith('app')
        ? await listen(app)
        : `http://127.0.0.1:${await start(createServer(app))}`
      const answer = await ask(`${origin}/cart`, { body: { id: 'a' } })
      expect([answer.text, store.saved]).toEqual(['{"cart":["a"]}', [['a']]])
    },
  )

  it('is saved where its answer is not as declared', async () => {
    const store = new SlowStore()
    const answer = await ask(`${await listen(createApp({ store }))}/broken`)
    expect([answer.status, store.saved]).toEqual([500, [['broken']]])
    expect(cookieOf(answer).cookie).toMatch(/^connect\.sid=/)
  })

  it('is not begun by a request that is refused', async () => {
    const answer = await ask(`${await listen(createApp())}/cart`, { body: { id: 1 } })
    expect([answer.status, answer.headers['set-cookie']]).toEqual([422, undefined])
  })

  it('is not lost by a request that is refused', async () => {
    const origin = await listen(createApp())
    const headers = cookieOf(await ask(`${origin}/cart`, { body: { id: 'a' } }))
    expect((await ask(`${origin}/cart`, { body: { id: 1 }, headers })).status).toBe(422)
    expect(await askJson(`${origin}/cart`, { headers })).toEqual([200, { cart: ['a'] }])
  })

  it('is regenerated and destroyed by declared handlers', async () => {
    const origin = await listen(createApp())
    const before = cookieOf(await ask(`${origin}/cart`, { body: { id: 'a' } }))
    const login = await ask(`${origin}/login`, { body: { user: 'ada' }, headers: before })
    const after = cookieOf(login)
    expect(login.status).toBe(204)
    expect(after.cookie).not.toBe(before.cookie)
    expect(await askJson(`${origin}/me`, { headers: after })).toEqual([200, { user: 'ada' }])
    expect(await askJson(`${origin}/cart`, { headers: before })).toEqual([200, { cart: [] }])
    const logout = await ask(`${origin}/logout`, { method: 'POST', headers: after })
    expect(logout.status).toBe(204)
    expect(await askJson(`${origin}/me`, { headers: after })).toEqual([200, { user: null }])
  })

  it.each(['/openapi.json', '/openapi.yaml', '/docs/', '/docs/swagger-ui.css'])(
    'that every visitor is given comes with %s too',
    async (path) => {
      const [given, bare] = [createApp({ saveUninitialized: true }), createApp()]
      const plain = await ask((await listen(bare)) + path)
      const answer = await ask((await listen(given)) + path)
      expect(cookieOf(answer).cookie).toMatch(/^connect\.sid=/)
      const { 'set-cookie': _cookie, ...headers } = answer.headers
      expect({ ...answer, headers }).toEqual(plain)
    },
  )

  it('may be in the route, behind operation(definition)', async () => {
    const app = express()
    app.get(
      '/visits',
      operation({ query: z.object({ n: z.string().max(1) }), responses: { 200: Cart } }),
      session({ secret: 'secret', resave: false, saveUninitialized: true }),
      (req, res) => void res.json({ cart: [req.query.n, typeof req.session.id] }),
    )
    const url = `${await listen(app)}/visits`
    const answer = await ask(`${url}?n=1`)
    expect([answer.text, cookieOf(answer).cookie]).toEqual([
      '{"cart":["1","string"]}',
      expect.stringMatching(/^connect\.sid=/),
    ])
    expect((await ask(`${url}?n=10`)).headers['set-cookie']).toBeUndefined()
  })
})
