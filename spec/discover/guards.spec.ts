import express from 'express'
import { describe, expect, it } from 'vitest'
import { openapi } from '../../lib/index.ts'
import { invalidRequest } from '../document/request-problem.ts'
import { declare, isExpress4, useAny } from './construct.ts'
import { compareGuards } from './guarded.ts'
import type { GuardTools } from './guarded.ts'

interface Case {
  readonly name: string
  build(tools: GuardTools): void
  /** The guards of each operation, as they are shown and as they run. */
  readonly guards: Readonly<Record<string, readonly string[]>>
}

const cases: readonly Case[] = [
  {
    name: 'without a path: what is after it, and nothing before it',
    build({ app, guard, hit }) {
      app.get('/before', hit())
      app.use(guard('g'))
      app.get('/after', hit())
      app.post('/deep/after', hit())
    },
    guards: { 'GET /before': [], 'GET /after': ['g'], 'POST /deep/after': ['g'] },
  },
  {
    name: 'with a path: what is beneath it, and nothing beside it',
    build({ app, guard, hit }) {
      app.use('/in', guard('g'))
      for (const path of ['/in', '/in/side', '/inside', '/in.side', '/out', '/out/in', '/']) {
        app.get(path, hit())
      }
    },
    guards: {
      'GET /in': ['g'],
      'GET /in/side': ['g'],
      'GET /inside': [],
      'GET /in.side': [],
      'GET /out': [],
      'GET /out/in': [],
      'GET /': [],
    },
  },
  {
    name: 'at / and with a slash at the end',
    build({ app, guard, hit }) {
      app.use('/', guard('root'))
      app.use('/in/', guard('slash'))
      app.get('/in', hit())
      app.get('/in/side', hit())
      app.get('/out', hit())
    },
    guards: {
      'GET /in': ['root', 'slash'],
      'GET /in/side': ['root', 'slash'],
      'GET /out': ['root'],
    },
  },
  {
    name: 'in a router: what is in that router and after it',
    build({ app, guard, hit, router }) {
      const inner = router().get('/before', hit()).use(guard('inner')).get('/after', hit())
      app.use('/in', inner)
      app.use('/other', router().get('/x', hit()))
    },
    guards: { 'GET /in/before': [], 'GET /in/after': ['inner'], 'GET /other/x': [] },
  },
  {
    name: 'in routers three deep: each adds to those around it',
    build({ app, guard, hit, router }) {
      const third = router().use(guard('third')).get('/leaf', hit())
      const second = router().use(guard('second')).get('/x', hit()).use('/c', third)
      const first = router().use('/b', guard('first'), second).get('/y', hit())
      app.use(guard('app'))
      app.use('/a', first)
    },
    guards: {
      'GET /a/b/c/leaf': ['app', 'first', 'second', 'third'],
      'GET /a/b/x': ['app', 'first', 'second'],
      'GET /a/y': ['app'],
    },
  },
  {
    name: 'in a sub-app',
    build({ app, guard, hit }) {
      const inner = express()
      inner.use(guard('inner'))
      inner.get('/leaf', hit())
      app.use(guard('app'))
      app.use('/sub', inner)
      app.get('/own', hit())
    },
    guards: { 'GET /sub/leaf': ['app', 'inner'], 'GET /own': ['app'] },
  },
  {
    name: 'in arrays, nested and beside a router',
    build({ app, guard, hit, router }) {
      useAny(app, '/in', [guard('a'), [guard('b')]], router().get('/leaf', hit()))
      useAny(app, [guard('c')])
      app.get('/end', hit())
    },
    guards: { 'GET /in/leaf': ['a', 'b'], 'GET /end': ['c'] },
  },
  {
    name: 'at an array of paths',
    build({ app, guard, hit }) {
      app.use(['/a', '/b/c'], guard('g'))
      for (const path of ['/a/x', '/b/c', '/b/x', '/x']) app.get(path, hit())
    },
    guards: { 'GET /a/x': ['g'], 'GET /b/c': ['g'], 'GET /b/x': [], 'GET /x': [] },
  },
  {
    name: 'on a route: that route, and nothing after it',
    build({ app, guard, hit }) {
      app.get('/one', guard('g'), hit())
      app.get('/two', hit())
    },
    guards: { 'GET /one': ['g'], 'GET /two': [] },
  },
  {
    name: 'of all methods of a route',
    build({ app, guard, hit }) {
      app.route('/x').all(guard('all')).get(hit()).post(hit())
    },
    guards: { 'GET /x': ['all'], 'POST /x': ['all'] },
  },
  {
    name: 'with a parameter in its mount path',
    build({ app, guard, hit, router }) {
      app.use('/orgs/:org', guard('org'))
      app.get('/orgs', hit())
      app.get('/orgs/:id', hit())
      app.get('/orgs/me/x', hit())
      app.use('/orgs/:org', router({ mergeParams: true }).get('/:org', hit()))
      app.get('/users/:id', hit())
    },
    guards: {
      'GET /orgs': [],
      'GET /orgs/{id}': ['org'],
      'GET /orgs/me/x': ['org'],
      'GET /orgs/{org_1}/{org}': ['org'],
      'GET /users/{id}': [],
    },
  },
  {
    name: 'beneath a parameter, where only one of its values passes the guard',
    build({ app, guard, hit }) {
      app.use('/orgs/mine', guard('mine'))
      app.get('/orgs/:org', hit())
    },
    guards: { 'GET /orgs/{org}': [] },
  },
  {
    name: 'of another case',
    build({ app, guard, hit }) {
      app.use('/Admin', guard('g'))
      app.get('/admin/x', hit())
    },
    guards: { 'GET /admin/x': ['g'] },
  },
  {
    name: 'of another case, where the app tells them apart',
    build({ app, guard, hit }) {
      app.enable('case sensitive routing')
      app.use('/Admin', guard('g'))
      app.get('/admin/x', hit())
      app.get('/Admin/x', hit())
    },
    guards: { 'GET /admin/x': [], 'GET /Admin/x': ['g'] },
  },
  {
    name: 'in a router that is mounted twice',
    build({ app, guard, hit, router }) {
      const inner = router().use('/x', guard('inner')).get('/x', hit()).get('/y', hit())
      app.use('/one', guard('one'), inner)
      app.use('/two', inner)
    },
    guards: {
      'GET /one/x': ['one', 'inner'],
      'GET /one/y': ['one'],
      'GET /two/x': ['inner'],
      'GET /two/y': [],
    },
  },
  {
    name: 'at a wildcard',
    build({ app, guard, hit }) {
      app.use(isExpress4 ? '/files/*' : '/files/*rest', guard('g'))
      app.get('/files', hit())
      app.get('/files/a', hit())
      app.get('/files/a/b', hit())
    },
    guards: { 'GET /files': [], 'GET /files/a': ['g'], 'GET /files/a/b': ['g'] },
  },
]

describe('a guard is shown where it runs', () => {
  it.each(cases.map((each) => [each.name, each] as const))(
    '%s',
    async (_name, { build, guards }) => {
      const expected = Object.entries(guards).map(([key, labels]) => {
        return [key, { shown: labels, ran: labels }]
      })
      expect(await compareGuards(build)).toEqual(Object.fromEntries(expected))
    },
  )
})

describe('what guards contribute', () => {
  const schemes = {
    bearer: { type: 'http', scheme: 'bearer' },
    key: { type: 'http', scheme: 'basic' },
  }
  const string = { type: 'string' }
  const parameters = (name: string, required = false): object => ({
    type: 'object',
    properties: { [name]: string },
    ...(required ? { required: [name] } : {}),
  })
  const created = { 201: { description: 'Made' } }

  function buildApp(): express.Express {
    const app = express()
    app.get('/free', declare({}))
    app.use(
      '/api',
      declare({
        tags: ['api'],
        security: [{ bearer: ['read'] }],
        headers: parameters('X-Tenant', true),
        responses: { 401: { description: 'Who are you?' } },
      }),
      declare({
        tags: ['second', 'api'],
        security: [{ key: [] }, { bearer: ['write'] }],
        query: parameters('trace'),
        responses: { 401: { description: 'Who is this?' }, 403: { description: 'No' } },
      }),
    )
    app.post('/api/x', declare({ tags: ['x'], query: parameters('page'), responses: created }))
    app.put('/api/y', declare({ responses: created }))
    return app
  }

  it('merges on every operation behind them, and on no other', () => {
    const documentation = openapi({
      info: { title: 'Guards', version: '1.0.0' },
      components: { securitySchemes: schemes as never },
    })
    const header = { name: 'X-Tenant', in: 'header', required: true, schema: string }
    const trace = { name: 'trace', in: 'query', schema: string }
    const security = [{ bearer: ['read'], key: [] }, { bearer: ['read', 'write'] }]
    const refused = {
      401: { description: 'Who is this?' },
      403: { description: 'No' },
      422: invalidRequest,
    }
    const app = buildApp()
    expect(documentation.document(app).paths).toEqual({
      '/free': {
        get: {
          operationId: 'getFree',
          responses: { 200: { description: 'Successful Response' } },
        },
      },
      '/api/x': {
        post: {
          tags: ['api', 'second', 'x'],
          operationId: 'postApiX',
          security,
          parameters: [trace, { name: 'page', in: 'query', schema: string }, header],
          responses: { ...created, ...refused },
        },
      },
      '/api/y': {
        put: {
          tags: ['api', 'second'],
          operationId: 'putApiY',
          security,
          parameters: [trace, header],
          responses: { ...created, ...refused },
        },
      },
    })
    expect(documentation.problems(app)).toEqual([])
  })

  it('is shown on operations that nobody declared', () => {
    const app = express()
    app.use(declare({ tags: ['g'], responses: { 200: { description: 'Yes' } } }))
    app.get('/open', (_req, res) => void res.end())
    const documentation = openapi({
      info: { title: 'Guards', version: '1.0.0' },
      undocumented: 'list',
    })
    expect(documentation.document(app).paths).toEqual({
      '/open': {
        get: {
          tags: ['g'],
          operationId: 'getOpen',
          'x-undocumented': true,
          responses: { 200: { description: 'Yes' } },
        },
      },
    })
  })

  it('is nothing where their mount path cannot be told, and that is reported', () => {
    const app = express()
    app.use(/^\/(?:x|y)+/, declare({ tags: ['unknown'] }))
    app.get('/x', declare({}))
    const documentation = openapi({ info: { title: 'Guards', version: '1.0.0' } })
    expect(documentation.document(app).paths?.['/x']?.get?.tags).toBeUndefined()
    expect(documentation.problems(app).map(({ code, where }) => [code, where])).toEqual([
      ['WARN_PATH_UNKNOWN', 'guard /^\\/(?:x|y)+/'],
    ])
  })
})
