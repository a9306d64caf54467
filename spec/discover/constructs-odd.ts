import express from 'express'
import type { RequestHandler } from 'express'
import { operation } from '../../lib/index.ts'
import type { Construct } from './construct.ts'
import { isExpress4 } from './construct.ts'

const wall: RequestHandler = ((_req: unknown, res: { status(n: number): { end(): unknown } }) =>
  void res.status(404).end()) as never

export const oddConstructs: readonly Construct[] = [
  {
    name: 'a sub-app in a router',
    build({ app, hit, router }) {
      const inner = express()
      inner.get('/leaf', hit('leaf'))
      app.use('/a', router().use('/b', inner))
    },
    listed: { 'GET /a/b/leaf': ['leaf'] },
  },
  {
    name: 'a sub-app in a router, late',
    build({ app, hit, router, later }) {
      const inner = express()
      app.use('/a', router().use('/b', inner))
      later(() => inner.get('/leaf', hit('leaf')))
    },
    listed: { 'GET /a/b/leaf': ['leaf'] },
  },
  {
    name: 'a catch-all beneath a path leaves the path itself alone',
    build({ app, hit }) {
      app.get(isExpress4 ? '/spa/*' : '/spa/*rest', operation({ hidden: true }) as never, wall)
      app.get('/spa', hit('beside'))
    },
    listed: { 'GET /spa': ['beside'] },
  },
  {
    name: 'a hidden route behind a wall is not reported',
    build({ app, hit }) {
      app.use('/wall', wall)
      app.get('/wall/x', hit('hidden', { hidden: true }))
    },
    listed: {},
    missed: ['GET /wall/x'],
  },
  {
    name: 'a hidden RegExp route is not reported',
    build({ app, hit }) {
      app.get(/^\/(?!api).*/, hit('spa', { hidden: true }))
    },
    listed: {},
    unlisted: { 'GET /x': ['spa'] },
  },
  {
    name: 'paths that differ in case only',
    build({ app, hit }) {
      app.get('/Users', hit('first'))
      app.get('/users', hit('second'))
    },
    listed: { 'GET /Users': ['first'] },
    reported: ['WARN_OPERATION_SHADOWED'],
  },
  {
    name: 'paths that differ in a trailing slash only',
    build({ app, hit }) {
      app.get('/users', hit('first'))
      app.get('/users/', hit('second'))
    },
    listed: { 'GET /users': ['first'] },
    reported: ['WARN_OPERATION_SHADOWED'],
  },
  {
    name: 'an undeclared route before a declared one, omitted',
    build({ app, hit, plain }) {
      app.get('/x', plain('plain'))
      app.get('/x', hit('second'))
    },
    options: { undocumented: 'omit' },
    listed: {},
    reported: ['NOTICE_UNDOCUMENTED', 'WARN_OPERATION_SHADOWED'],
    unlisted: { 'GET /x': ['plain'] },
  },
  {
    name: 'a hidden route before a declared one',
    build({ app, hit }) {
      app.get('/x', hit('hidden', { hidden: true }))
      app.get('/x', hit('second'))
    },
    listed: {},
    reported: ['WARN_OPERATION_SHADOWED'],
    unlisted: { 'GET /x': ['hidden'] },
  },
  {
    name: 'an optional mount with a root leaf',
    build({ app, hit, router }) {
      app.use(
        isExpress4 ? '/om/:lang?' : '/om{/:lang}',
        router({ mergeParams: true }).get('/', hit('root')),
      )
    },
    listed: { 'GET /om/{lang}': ['root', { lang: 'v0' }], 'GET /om': ['root'] },
  },
  {
    name: 'a constraint and any, one method',
    on: 4,
    build({ app, hit }) {
      app.get('/t/:id(\\d+)', hit('number'))
      app.get('/t/:name', hit('name'))
    },
    listed: { 'GET /t/{id}': ['number', { id: '70' }] },
    reported: ['WARN_PATH_UNKNOWN'],
    unlisted: { 'GET /t/me': ['name', { name: 'me' }] },
  },
  {
    name: 'a wall at /:a-:b hides nothing else',
    build({ app, hit }) {
      app.use('/:a-:b', wall)
      app.get('/list', hit('list'))
    },
    listed: { 'GET /list': ['list'] },
  },
  {
    name: 'strict: both with and without slash',
    build({ app, hit }) {
      app.enable('strict routing')
      app.get('/s', hit('one'))
      app.get('/s/', hit('two'))
    },
    listed: { 'GET /s': ['one'], 'GET /s/': ['two'] },
  },
  {
    name: 'a router at / and strict mounts',
    build({ app, hit, router }) {
      app.use('/s', router({ strict: true }).get('/', hit('root')))
      app.get('/s/x/', hit('x'))
      app.use('/s/', router().get('/y', hit('y')))
    },
    listed: { 'GET /s': ['root'], 'GET /s/x/': ['x'], 'GET /s/y': ['y'] },
  },
  {
    name: 'a wall that stands for one constraint',
    on: 4,
    build({ app, hit }) {
      app.use('/:id(\\d+)', wall)
      app.get('/list', hit('list'))
    },
    listed: { 'GET /list': ['list'] },
  },
  {
    name: 'a RegExp route of a deep optional group',
    build({ app, hit }) {
      app.get(/^\/o(?:\/(\w+))?$/, hit('o'))
    },
    listed: { 'GET /o/{0}': ['o', { 0: '70' }], 'GET /o': ['o'] },
  },
  {
    name: 'error-handling middleware is no wall',
    build({ app, hit }) {
      app.use(((_error: unknown, _req: unknown, _res: unknown, next: () => void) =>
        next()) as never)
      app.get('/x', hit('x'))
    },
    listed: { 'GET /x': ['x'] },
  },
]
