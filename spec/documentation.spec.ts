import { createRequire } from 'node:module'
import express from 'express'
import type { Request, Response } from 'express'
import { describe, expect, it } from 'vitest'
import { openapi, operation } from '../lib/index.ts'
import type { OpenAPIOptions, Problem } from '../lib/index.ts'
import { caught, listen, summary } from './live-app.ts'

// Not by `import`, which means Express 4 where these specs run against it.
const load = createRequire(import.meta.url)
const express5 = load('express') as typeof express
const express4 = load('express4') as typeof express

const info = { title: 'Problems', version: '1.0.0' }
const place = /spec\/documentation\.spec\.ts:\d+/g

/** The problems of an app, with each place in this file written as "HERE". */
function problemsOf(app: express.Express, options: Partial<OpenAPIOptions> = {}): Problem[] {
  const problems = openapi({ info, ...options }).problems(app)
  return JSON.parse(JSON.stringify(problems).replaceAll(place, 'HERE')) as Problem[]
}

describe('.document() and .problems()', () => {
  it.each([
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['an empty object', {}, 'an object without keys'],
    ['a Router', express.Router(), 'a function'],
    ['a string', 'app', '"app"'],
  ])('refuse %s', (_what, app, given) => {
    const documentation = openapi({ info })
    const expected = {
      code: 'ERR_APP_NOT_FOUND',
      message: `No Express app was found: ${given} was given.`,
      where: '',
      remedy:
        'Give the app that express() returned, or mount the documentation in it: app.use(openapi({ info })).',
    }
    expect(summary(caught(() => documentation.document(app as never)))).toEqual(expected)
    expect(summary(caught(() => documentation.problems(app as never)))).toEqual(expected)
  })

  it('know an app in which nothing is mounted', () => {
    expect(openapi({ info }).document(express())).toEqual({ openapi: '3.1.0', info, paths: {} })
    expect(problemsOf(express())).toEqual([])
  })

  it('throw every problem at once where one of them is an error', () => {
    const app = express()
    app.get(
      '/a',
      operation({ operationId: 'one' }, () => {}),
    )
    app.get(
      '/b',
      operation({ operationId: 'one' }, () => {}),
    )
    app.get(
      '/c',
      operation({ operationId: 'one' }, () => {}),
    )
    app.get('/d', (_req, res) => void res.end())
    const documentation = openapi({ info })
    const error = caught(() => documentation.document(app))
    expect({ code: error.code, remedy: error.remedy }).toEqual({
      code: 'ERR_DOCUMENT',
      remedy: 'Mend what is listed above; .problems(app) returns it as data.',
    })
    expect(error.message).toContain('ERR_DOCUMENT The document has 2 errors.')
    expect(error.message).toContain('is used twice: by GET /a and by GET /b.\n  at GET /b')
    expect(error.message).not.toContain('GET /d')
    expect(error.problems).toEqual(documentation.problems(app))
    expect(error.problems?.map(({ code }) => code)).toEqual([
      'NOTICE_UNDOCUMENTED',
      'ERR_OPERATION_ID',
      'ERR_OPERATION_ID',
    ])
  })
})

describe('a declaration that is found in no app', () => {
  const remedy =
    'Mount its router, give it to a route itself, or take it out of the wrapper that hides it: app.post(path, wrap(handler)) with operation(…) beside wrap(…).'

  it('is a warning that names the place, until it is mounted', () => {
    const app = express()
    const named = operation({ operationId: 'listInvoices' }, () => {})
    const summed = operation({ summary: 'List them' }, () => {})
    const nameless = operation({}, () => {})
    const warning = {
      code: 'WARN_OPERATION_UNMOUNTED',
      severity: 'warning',
      where: 'operation() at HERE',
      remedy,
    }
    expect(problemsOf(app)).toEqual([
      { ...warning, message: 'The operation "listInvoices" is declared and found in no app.' },
      { ...warning, message: 'The operation "List them" is declared and found in no app.' },
      { ...warning, message: 'The operation is declared and found in no app.' },
    ])
    for (const [index, each] of [named, summed, nameless].entries()) app.get(`/${index}`, each)
    expect(problemsOf(app)).toEqual([])
  })

  it('is none where it is mounted in another app that is documented', () => {
    const [app, other] = [express(), express()]
    other.use(
      '/v1',
      express.Router().get(
        '/',
        operation({}, () => {}),
      ),
    )
    other.use(openapi({ info, onProblem: () => {} }))
    expect(problemsOf(app)).toEqual([])
  })

  it('is none where it guards, or stands in a sub-app or an array', () => {
    const app = express()
    const inner = express()
    app.use(operation({ tags: ['all'] }))
    app.use('/inner', inner)
    inner.get(
      '/',
      operation({}, () => {}),
    )
    app.get('/array', [[operation({})]] as never[])
    expect(problemsOf(app)).toEqual([])
  })
})

describe('a catch-all', () => {
  const star = 'lazyrouter' in express.application ? '*' : '/*rest'
  const answer = (_req: Request, res: Response): void => void res.end()
  const quiet = { undocumented: 'omit', onProblem: () => {} } as const

  it.each<[string, string, (app: express.Express) => unknown]>([
    [
      'a route',
      `get(${JSON.stringify(star)})`,
      (app) => app.get(star, operation({ hidden: true }), answer),
    ],
    ['a middleware', 'use(answer)', (app) => app.use(answer)],
    [
      'a middleware without a name',
      'use(<anonymous>)',
      (app) => app.use((_req, res) => void res.end()),
    ],
  ])('that is %s hides the page and every route after it', (_what, what, addCatchAll) => {
    const app = express()
    app.get(
      '/before',
      operation({}, () => {}),
    )
    addCatchAll(app)
    const documentation = openapi({ info, ...quiet })
    app.use(documentation)
    app.get(
      '/after',
      operation({}, () => {}),
    )
    expect(documentation.problems(app)).toEqual([
      {
        code: 'WARN_OPERATION_SHADOWED',
        severity: 'warning',
        where: 'GET /after',
        message: `The route is never reached: ${what}, which stands before it, passes no request on.`,
        remedy: 'Move the route before it.',
      },
      {
        code: 'WARN_PAGE_HIDDEN',
        severity: 'warning',
        where: 'GET /docs',
        message: `The page at /docs is never reached: ${what}, which stands before it, answers in its place.`,
        remedy:
          'Move app.use(openapi(…)) before it; routes that are added later are documented all the same.',
      },
    ])
  })

  it('hides nothing that stands before it, beside its path, or of another method', () => {
    const app = express()
    const documentation = openapi({ info, ...quiet })
    app.use('/files', answer)
    app.post(star, operation({ hidden: true }), answer)
    app.use(documentation)
    app.get(
      '/filesystem',
      operation({}, () => {}),
    )
    app.use(answer)
    expect(documentation.problems(app)).toEqual([])
  })

  it('is none where it may pass a request on', () => {
    const app = express()
    const documentation = openapi({ info, ...quiet })
    app.use((_req, _res, next) => next())
    app.use(((_error, _req, res, _next) => void res.end()) as express.ErrorRequestHandler)
    app.use(documentation)
    expect(documentation.problems(app)).toEqual([])
  })
})

describe('one path that is routed twice', () => {
  it('is documented by the handler that Express asks first', () => {
    const app = express()
    app.get(
      '/',
      operation({ summary: 'First' }, () => {}),
    )
    app.get(
      '/',
      operation({ summary: 'Second' }, () => {}),
    )
    const documentation = openapi({ info })
    expect(documentation.document(app).paths?.['/']?.get?.summary).toBe('First')
    expect(documentation.problems(app)).toEqual([
      {
        code: 'WARN_OPERATION_SHADOWED',
        severity: 'warning',
        where: 'GET /',
        message:
          'GET / is routed twice; Express asks the first handler first, and that one is documented.',
        remedy: 'Remove one of them, or declare both handlers in one route.',
      },
    ])
  })
})

describe('two versions of Express', () => {
  const warning = {
    code: 'WARN_EXPRESS_VERSIONS',
    severity: 'warning',
    where: 'the app and its routers',
    message:
      'Routers of Express 4 and of Express 5 stand in one app: two copies of Express are installed.',
    remedy: 'Find them with `npm ls express`, and install one version for all.',
  }

  it.each([
    ['4 in one of 5', express5, express4],
    ['5 in one of 4', express4, express5],
  ])('are a warning: a router of %s', (_what, outer, inner) => {
    const app = outer()
    app.use(
      '/inner',
      inner.Router().get(
        '/:id',
        operation({}, () => {}),
      ),
    )
    expect(Object.keys(openapi({ info }).document(app).paths ?? {})).toEqual(['/inner/{id}'])
    expect(problemsOf(app)).toEqual([warning])
  })
})

describe('strict', () => {
  it('turns warnings into errors, and leaves notices as they are', async () => {
    const app = express()
    app.get(
      '/',
      operation({}, () => {}),
    )
    app.get(
      '/',
      operation({}, () => {}),
    )
    app.get('/open', (_req, res) => void res.end())
    const documentation = openapi({ info, strict: true, onProblem: () => {} })
    app.use(documentation)
    const severities = documentation.problems(app).map(({ code, severity }) => [code, severity])
    expect(severities).toEqual([
      ['WARN_OPERATION_SHADOWED', 'error'],
      ['NOTICE_UNDOCUMENTED', 'notice'],
    ])
    expect(caught(() => documentation.document(app)).code).toBe('ERR_DOCUMENT')
    expect((await fetch(`${await listen(app)}/openapi.json`)).status).toBe(500)
  })
})
