import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import session from 'express-session'
import passport from 'passport'
import { Strategy as LocalStrategy } from 'passport-local'
import { openapi, operation } from 'ringback'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { listen } from '../live-app.ts'
import { ask, askJson, type Answer } from './ask.ts'

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- where passport's types look for it
  namespace Express {
    interface User {
      name: string
    }
  }
}

const Credentials = z.object({ username: z.string(), password: z.string().min(4) })
const User = z.object({ name: z.string() })
const Problem = z.object({ title: z.string() })
const login = { summary: 'Log in', body: Credentials, responses: { 200: User, 401: null } }
const quiet = { onProblem: () => {}, onResponseError: () => {} }

type Authenticator = InstanceType<typeof passport.Passport>

/** Knows Ada by her password, and by her token. */
function createPassport(): Authenticator {
  const own = new passport.Passport()
  own.use(
    new LocalStrategy((username, password, done) => {
      const isAda = username === 'ada' && password === 'love'
      done(null, isAda ? withSecret(username) : false)
    }),
  )
  own.use(new TokenStrategy())
  own.serializeUser((user, done) => done(null, user.name))
  own.deserializeUser((name: string, done) => done(null, withSecret(name)))
  return own
}

function withSecret(name: string): Express.User {
  return Object.assign({ name }, { password: 'love' })
}

class TokenStrategy extends passport.Strategy {
  override name = 'token'

  override authenticate(req: express.Request): void {
    if (req.get('authorization') === 'Bearer ada') this.success(withSecret('ada'))
    else this.fail('Bearer')
  }
}

/** @param mount Its login, and what is for those who have logged in. */
function createApp(mount: (app: Express, own: Authenticator) => void): Express {
  const own = createPassport()
  const app = express()
  app.use(session({ secret: 'secret', resave: false, saveUninitialized: false }))
  app.use(own.initialize(), own.session(), express.json())
  mount(app, own)
  app.get(
    '/me',
    operation({ responses: { 200: User.nullable() } }, (req, res) => {
      res.json(req.user ?? null)
    }),
  )
  app.use(documentation)
  return app
}

const components = { securitySchemes: { token: { type: 'http', scheme: 'bearer' } as const } }
const documentation = openapi({ info: { title: 'Users', version: '1' }, components, ...quiet })

function cookieOf({ headers }: Answer): { cookie: string } {
  return { cookie: headers['set-cookie']?.[0]?.split(';')[0] ?? '' }
}

const answerUser = (req: { user?: Express.User | undefined }, res: express.Response): void => {
  res.json(req.user)
}

const ada = { username: 'ada', password: 'love' }

describe.each<[string, (own: Authenticator) => RequestHandler[], badRequest: number]>([
  [
    'between operation(definition) and the handler',
    (own) => [operation(login) as never, own.authenticate('local'), answerUser],
    422,
  ],
  [
    'before operation(definition, handler)',
    (own) => [own.authenticate('local'), operation(login, answerUser as never) as never],
    // passport has been asked first, and says so of a name that is missing
    400,
  ],
])('passport.authenticate() %s', (_where, handlers, badRequest) => {
  const create = (): Express => createApp((app, own) => app.post('/login', ...handlers(own)))

  it('logs in: what a handler sends of req.user is filtered, and the next request knows it', async () => {
    const origin = await listen(create())
    const answer = await ask(`${origin}/login`, { body: ada })
    expect([answer.status, answer.text]).toEqual([200, '{"name":"ada"}'])
    const headers = cookieOf(answer)
    expect(await askJson(`${origin}/me`, { headers })).toEqual([200, { name: 'ada' }])
    expect(await askJson(`${origin}/me`)).toEqual([200, null])
  })

  it("refuses as passport does: its 401 passes through, and nobody's cookie", async () => {
    const body = { username: 'ada', password: 'lace' }
    const answer = await ask(`${await listen(create())}/login`, { body })
    expect([answer.status, answer.text]).toEqual([401, 'Unauthorized'])
    expect(answer.headers['set-cookie']).toBeUndefined()
  })

  it('refuses what is not as declared, in the order of the route', async () => {
    const body = { username: 'ada' }
    const answer = await ask(`${await listen(create())}/login`, { body })
    expect(answer.status).toBe(badRequest)
  })
})

describe('passport.authenticate() on a guard', () => {
  const create = (): Express =>
    createApp((app, own) => {
      const guard = { security: [{ token: [] }], responses: { 401: Problem } }
      app.use('/account', operation(guard, own.authenticate('token', { session: false })))
      app.get(
        '/account',
        operation({ summary: 'Account', responses: { 200: User } }, answerUser as never),
      )
      app.get('/account/plain', (req, res) => void res.json(req.user))
    })

  it('documents its security at every operation behind it, and at no other', () => {
    const { paths } = documentation.document(create()) as unknown as {
      paths: Record<string, { get: { security?: unknown; responses: object } }>
    }
    const described = Object.entries(paths).map(([path, { get }]) => [
      path,
      get.security,
      Object.keys(get.responses),
    ])
    expect(described).toEqual([
      ['/account', [{ token: [] }], ['200', '401']],
      ['/account/plain', [{ token: [] }], ['200', '401']],
      ['/me', undefined, ['200']],
    ])
  })

  it('lets in whoever has the token, and nobody else', async () => {
    const origin = await listen(create())
    const headers = { authorization: 'Bearer ada' }
    expect(await askJson(`${origin}/account`, { headers })).toEqual([200, { name: 'ada' }])
    const refused = await ask(`${origin}/account`)
    expect([refused.status, refused.text, refused.headers['www-authenticate']]).toEqual([
      401,
      'Unauthorized',
      'Bearer',
    ])
  })
})

describe('an error of passport', () => {
  it("goes to the app's own handler, whose answer is not checked", async () => {
    const app = createApp((one, own) => {
      const responses = { 200: User, 401: Problem }
      const authenticate = own.authenticate('local', { failWithError: true })
      one.post('/login', operation({ body: Credentials, responses }), authenticate, answerUser)
    })
    const answerError: ErrorRequestHandler = (
      error: Error & { status: number },
      _req,
      res,
      _next,
    ) => {
      res.status(error.status).json({ own: error.message })
    }
    app.use(answerError)
    const body = { username: 'ada', password: 'lace' }
    expect(await askJson(`${await listen(app)}/login`, { body })).toEqual([
      401,
      { own: 'Unauthorized' },
    ])
  })
})

describe('req.login() and req.logout()', () => {
  it('work in declared handlers', async () => {
    const app = createApp((one) => {
      one.post(
        '/register',
        operation({ body: Credentials, responses: { 201: User } }, (req, res, next) => {
          const user = withSecret(req.body.username)
          req.login(user, (error) => (error ? next(error) : res.status(201).json(user)))
        }),
      )
      one.post(
        '/logout',
        operation({ responses: { 204: null } }, (req, res, next) => {
          req.logout((error) => (error ? next(error) : res.status(204).end()))
        }),
      )
    })
    const origin = await listen(app)
    const registered = await ask(`${origin}/register`, { body: ada })
    expect([registered.status, registered.text]).toEqual([201, '{"name":"ada"}'])
    const headers = cookieOf(registered)
    expect(await askJson(`${origin}/me`, { headers })).toEqual([200, { name: 'ada' }])
    const left = await ask(`${origin}/logout`, { method: 'POST', headers })
    expect(left.status).toBe(204)
    expect(await askJson(`${origin}/me`, { headers })).toEqual([200, null])
  })
})
