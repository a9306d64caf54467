import express from 'express'
import type { RequestHandler } from 'express'
import { openapi } from '../../lib/index.ts'
import type { Construct } from './construct.ts'
import { isExpress4, useAny } from './construct.ts'

const optionalLang = isExpress4 ? '/om/:lang?' : '/om{/:lang}'

/** Routers and apps within an app. */
export const mountConstructs: readonly Construct[] = [
  {
    name: 'routers three deep',
    build({ app, hit, router }) {
      const third = router().get('/leaf', hit('leaf'))
      const second = router().use('/c', third).get('/', hit('second root'))
      const first = router().use('/b', second)
      app.use('/a', first)
    },
    listed: { 'GET /a/b/c/leaf': ['leaf'], 'GET /a/b': ['second root'] },
    missed: ['GET /a/leaf', 'GET /leaf'],
  },
  {
    name: 'mounts without a path, at / and with a slash at the end',
    build({ app, hit, router }) {
      app.use(router().get('/none', hit('none')))
      app.use('/', router().get('/slash', hit('slash')))
      app.use('/end/', router().get('/leaf', hit('end')))
      app.use('', router().get('/empty', hit('empty')))
    },
    listed: {
      'GET /none': ['none'],
      'GET /slash': ['slash'],
      'GET /end/leaf': ['end'],
      'GET /empty': ['empty'],
    },
  },
  {
    name: 'parameters in mounts, with and without mergeParams',
    build({ app, hit, router }) {
      app.use('/m/:org', router({ mergeParams: true }).get('/x/:id', hit('merged')))
      app.use('/n/:org', router().get('/x/:id', hit('apart')))
    },
    listed: {
      'GET /m/{org}/x/{id}': ['merged', { org: 'v0', id: 'v1' }],
      'GET /n/{org}/x/{id}': ['apart', { id: 'v1' }],
    },
    missed: ['GET /m//x/1'],
  },
  {
    name: 'two parameters, dots and mixed case in mounts',
    build({ app, hit, router }) {
      const merged = (): ReturnType<typeof router> => router({ mergeParams: true })
      app.use('/r/:from-:to', merged().get('/leaf', hit('range')))
      app.use('/v1.0/Api', merged().get('/Leaf', hit('dotted')))
    },
    listed: {
      'GET /r/{from}-{to}/leaf': ['range', { from: 'v0', to: 'v1' }],
      'GET /v1.0/Api/Leaf': ['dotted'],
    },
    missed: ['GET /v1x0/Api/Leaf', 'GET /r/one/leaf'],
    unlisted: { 'GET /V1.0/API/LEAF': ['dotted'] },
  },
  {
    name: 'the same parameter in a mount and in what is mounted',
    build({ app, hit, router }) {
      const deepest = router({ mergeParams: true }).get('/c/:id', hit('deep'))
      app.use('/a/:id', router({ mergeParams: true }).use('/b/:id', deepest))
    },
    listed: { 'GET /a/{id_1}/b/{id_2}/c/{id}': ['deep', { id: 'v2' }] },
  },
  {
    name: 'an array of paths in a mount',
    build({ app, hit, router }) {
      const inner = router({ mergeParams: true }).get('/leaf', hit('leaf'))
      app.use(['/a', '/b/:id'], inner)
    },
    listed: { 'GET /a/leaf': ['leaf'], 'GET /b/{id}/leaf': ['leaf', { id: 'v0' }] },
  },
  {
    name: 'routers in arrays, after other middleware',
    build({ app, hit, router }) {
      const pass = ((_req, _res, next) => next()) as RequestHandler
      const one = router().get('/one', hit('one'))
      const two = router().get('/two', hit('two'))
      useAny(app, '/in', pass, [pass, [one]], two)
      useAny(app, [pass, [two]])
      const around = router()
      useAny(around, [pass, [one]])
      app.use('/around', around)
    },
    listed: {
      'GET /in/one': ['one'],
      'GET /in/two': ['two'],
      'GET /two': ['two'],
      'GET /around/one': ['one'],
    },
  },
  {
    name: 'RegExp mounts',
    build({ app, hit, router }) {
      const merged = (): ReturnType<typeof router> => router({ mergeParams: true })
      app.use(/^\/re\/(\d+)/, merged().get('/leaf', hit('captured')))
      app.use(/^\/lit/, merged().get('/leaf', hit('literal')))
      app.use(/^\/(?:x|y)+/, merged().get('/leaf', hit('unknown')).get('/other', hit('unknown')))
    },
    listed: { 'GET /re/{0}/leaf': ['captured', { 0: '70' }], 'GET /lit/leaf': ['literal'] },
    reported: ['WARN_PATH_UNKNOWN'],
    unlisted: { 'GET /xyx/leaf': ['unknown'] },
    missed: ['GET /re/a/leaf'],
  },
  {
    name: 'an optional segment in a mount',
    build({ app, hit, router }) {
      app.use(optionalLang, router({ mergeParams: true }).get('/leaf', hit('leaf')))
    },
    listed: { 'GET /om/{lang}/leaf': ['leaf', { lang: 'v0' }] },
    missed: ['GET /om/leaf'],
  },
  {
    name: 'a wildcard in a mount',
    build({ app, hit, router }) {
      const star = isExpress4 ? '/f/*' : '/f/*rest'
      app.use(star, router().get('/leaf', hit('never')).get('/', hit('root')))
    },
    listed: { [isExpress4 ? 'GET /f/{0}' : 'GET /f/{rest}']: ['root'] },
    reported: ['WARN_PATH_UNKNOWN'],
    unlisted: { 'GET /f/a/leaf': ['root'] },
  },
  {
    name: 'a constraint in a mount of Express 4',
    on: 4,
    build({ app, hit, router }) {
      app.use('/c/:id(\\d+)', router({ mergeParams: true }).get('/leaf', hit('leaf')))
    },
    listed: { 'GET /c/{id}/leaf': ['leaf', { id: '70' }] },
    missed: ['GET /c/x/leaf'],
  },
  {
    name: 'a quoted name in a mount of Express 5',
    on: 5,
    build({ app, hit, router }) {
      app.use('/c/:"odd id"', router({ mergeParams: true }).get('/leaf', hit('leaf')))
    },
    listed: { 'GET /c/{odd id}/leaf': ['leaf', { 'odd id': 'v0' }] },
  },
  {
    name: 'one router mounted twice',
    build({ app, hit, router }) {
      const inner = router().get('/leaf', hit('leaf', { operationId: 'leaf' }))
      app.use('/v1', inner)
      app.use('/v2', inner)
    },
    listed: { 'GET /v1/leaf': ['leaf'], 'GET /v2/leaf': ['leaf'] },
  },
  {
    name: 'a router mounted in itself',
    build({ app, hit, router }) {
      const inner = router().get('/leaf', hit('leaf'))
      const around = router().use('/around', inner)
      inner.use('/again', inner)
      inner.use('/other', around)
      app.use('/in', inner)
    },
    listed: { 'GET /in/leaf': ['leaf'] },
    unlisted: { 'GET /in/again/leaf': ['leaf'], 'GET /in/other/around/leaf': ['leaf'] },
  },
  {
    name: 'routers that are mounted after the first document',
    build({ app, hit, router, later }) {
      app.get('/first', hit('first'))
      const inner = router().get('/leaf', hit('leaf'))
      later(() => app.use('/late', inner))
      later(() => inner.use('/deep', router().get('/end', hit('end'))))
    },
    listed: {
      'GET /first': ['first'],
      'GET /late/leaf': ['leaf'],
      'GET /late/deep/end': ['end'],
    },
  },
  {
    name: 'a sub-app',
    build({ app, hit }) {
      const inner = express()
      inner.get('/leaf/:id', hit('leaf'))
      app.use('/sub/:org', inner)
    },
    listed: { 'GET /sub/{org}/leaf/{id}': ['leaf', { id: 'v1' }] },
  },
  {
    name: 'sub-apps three deep, in an array of paths, mounted twice',
    build({ app, hit }) {
      const innermost = express()
      innermost.get('/leaf', hit('leaf'))
      const inner = express()
      inner.use('/b', express().use('/c', innermost))
      inner.get('/own', hit('own'))
      app.use(['/a', '/z'], inner)
      app.use(innermost)
    },
    listed: {
      'GET /a/b/c/leaf': ['leaf'],
      'GET /a/own': ['own'],
      'GET /z/b/c/leaf': ['leaf'],
      'GET /z/own': ['own'],
      'GET /leaf': ['leaf'],
    },
  },
  {
    name: 'a sub-app with a documentation of its own',
    build({ app, hit }) {
      const inner = express()
      inner.use(openapi({ info: { title: 'Inner', version: '1.0.0' }, onProblem: () => {} }))
      inner.get('/leaf', hit('leaf'))
      app.use(openapi({ info: { title: 'Outer', version: '1.0.0' }, onProblem: () => {} }))
      app.use('/sub', inner)
    },
    listed: { 'GET /sub/leaf': ['leaf'] },
  },
  {
    name: 'sub-apps that have no route at first',
    build({ app, hit, later }) {
      const inner = express()
      const deeper = express()
      app.use('/sub', inner)
      later(() => inner.get('/late', hit('late')))
      later(() => inner.use('/deep', deeper))
      later(() => deeper.get('/end', hit('end')))
    },
    listed: { 'GET /sub/late': ['late'], 'GET /sub/deep/end': ['end'] },
  },
  {
    name: 'templates of two routers that differ only in the name of a parameter',
    build({ app, hit, router }) {
      app.use('/o/:org', router().get('/x', hit('one')))
      app.use('/o/:owner', router({ mergeParams: true }).post('/x', hit('two')))
    },
    listed: { 'GET /o/{org}/x': ['one'], 'POST /o/{org}/x': ['two', { owner: 'v0' }] },
  },
]
