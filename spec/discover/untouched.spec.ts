import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import express from 'express'
import type { Express } from 'express'
import { describe, expect, it } from 'vitest'
import { routerOf } from '../../lib/express.ts'
import { openapi } from '../../lib/index.ts'
import { declare } from './construct.ts'
import { compareSnapshots, takeSnapshot } from './snapshot.ts'

const info = { title: 'Untouched', version: '1.0.0' }

interface Observed {
  readonly app: Express
  readonly inner: Express
  readonly empty: Express
  readonly router: express.Router
  /** What of the user's own ran. */
  readonly ran: string[]
}

/** An app in which everything that a user can hand to Express notes that it ran. */
function buildObserved(): Observed {
  const ran: string[] = []
  const [app, inner, empty] = [express(), express(), express()]
  const router = express.Router()
  for (const [name, each] of Object.entries({ app, inner, empty })) {
    each.set('query parser', () => ran.push(`query parser of ${name}`))
    each.set('trust proxy', () => Boolean(ran.push(`trust proxy of ${name}`)))
    each.on('mount', () => ran.push(`mount of ${name}`))
  }
  const observed = { app, inner, router } as unknown as Record<string, express.Router>
  for (const [name, each] of Object.entries(observed)) {
    const note = (what: string): void => void ran.push(`${what} of ${name}`)
    each.param('id', (_req, _res, next) => (note('param'), next()))
    each.use((_req, _res, next) => (note('middleware'), next()))
    each.use('/at/:id', (_req, _res, next) => (note('middleware with a path'), next()))
    each.use(declare({ tags: [name] }, (_req, _res, next) => (note('guard'), next())))
    each.get('/plain/:id', () => note('handler'))
    each.get(
      `/declared-${name}/:id`,
      declare({}, () => note('declared handler')),
    )
    each.get('/', () => note('handler of /'))
    each.all('/all', () => note('handler of all'))
  }
  app.use('/router/:org', router)
  router.use('/inner', inner)
  app.use(['/sub', '/other'], inner)
  app.use('/empty', empty)
  for (const [name, each] of Object.entries(observed)) {
    const handler: express.ErrorRequestHandler = (_error, _req, _res, next) => {
      ran.push(`error handler of ${name}`)
      next()
    }
    each.use(handler)
  }
  ran.length = 0
  return { app, inner, empty, router, ran }
}

function readAll({ app, inner, empty }: Observed): void {
  const documentation = openapi({ info, undocumented: 'list' })
  for (const each of [app, inner, empty]) {
    documentation.document(each)
    documentation.problems(each)
    openapi({ info }).document(each)
  }
}

function rootsOf({ app, inner, empty, router }: Observed): Record<string, object> {
  const prototypes = {
    request: express.request,
    response: express.response,
    application: express.application,
    'Router.prototype': express.Router.prototype as object,
  }
  const [main, sub] = [app, inner].map((each) => routerOf(each) as object) as [object, object]
  return { app, inner, empty, router, main, sub, express, ...prototypes }
}

/** Notes of ringback's own, and what Express 4 itself writes to the layers before the first route. */
function isExpected(name: string): boolean {
  return (
    name.includes('Symbol(ringback/') ||
    /_router\.stack\.[01]\.(?:params|path)$|^sub\.stack\.[01]\.(?:params|path)$/.test(name)
  )
}

describe('.document() and .problems()', () => {
  it("run nothing of the app's own", () => {
    const observed = buildObserved()
    readAll(observed)
    expect(observed.ran).toEqual([])
  })

  it('change no property of the app, its routers, layers, sub-apps or prototypes', () => {
    const observed = buildObserved()
    const before = takeSnapshot(rootsOf(observed))
    readAll(observed)
    const changed = compareSnapshots(before, takeSnapshot(rootsOf(observed)))
    expect(changed.filter((name) => !isExpected(name))).toEqual([])
    expect(before.size).toBeGreaterThan(1000)
  })

  it('leave sub-apps where they are, with their settings and listeners', () => {
    const { inner, empty, ...others } = buildObserved()
    const describeApp = (app: Express): unknown => ({
      mountpath: app.mountpath,
      path: app.path(),
      settings: { ...app.settings },
      locals: { ...app.locals },
      listeners: app.eventNames().map((name) => [name, app.listeners(name)]),
    })
    const before = [inner, empty].map(describeApp)
    readAll({ inner, empty, ...others })
    expect([inner, empty].map(describeApp)).toEqual(before)
    expect(empty.mountpath).toBe('/empty')
  })
})

/** The package that stands for `express` where this runs. */
function findCopy(): string {
  const load = createRequire(import.meta.url)
  const copies = [
    'express',
    'express4',
    'express-4.17',
    'express-5.0',
    'express-5.1',
    'express-5.2',
  ]
  const copy = [...copies, 'express-5.2-router-2.3'].find((each) => load(each) === express)
  if (copy === undefined) throw new Error('no installed copy of Express is the imported one')
  return copy
}

describe('a mount that was made before ringback was imported', () => {
  const forgets = ['express-5.0', 'express-5.1', 'express-5.2'].includes(findCopy())
  const report = {
    code: 'WARN_PATH_UNKNOWN',
    severity: 'warning',
    where: 'mount unknown',
    message:
      '2 routes are behind a mount whose path is not known (unknown): the router package before 2.3 keeps no mount paths, and this mount was made before ringback was imported. They are not in the document.',
    remedy: 'Run `npm update router`, or import ringback before the mount is made.',
  }
  const placed = ['/before/{id}/one', '/before/{id}/two']

  it('is reported with its remedy where the router forgets it, and else listed', async () => {
    const script = fileURLToPath(new URL('mounted-before.ts', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script], {
      env: { ...process.env, EXPRESS_COPY: findCopy() },
    })
    expect(JSON.parse(stdout)).toEqual({
      paths: [...(forgets ? [] : placed), '/at-root', '/after/leaf'],
      problems: forgets ? [report] : [],
    })
  }, 30_000)
})
