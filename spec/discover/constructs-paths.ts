import express from 'express'
import type { Construct } from './construct.ts'

/** Express before 4.20 answers every request with 500 to a route of a RegExp with named groups. */
const keepsGroupNames = ((): boolean => {
  const { stack } = express.Router().get(/(?<name>x)/, () => {}) as unknown as {
    stack: { keys?: unknown[] }[]
  }
  return stack[0]?.keys?.length !== 0
})()

/** What one path of a route may look like. */
export const pathConstructs: readonly Construct[] = [
  {
    name: 'literals, dots, hyphens and mixed case',
    build({ app, hit }) {
      app.get('/', hit('root'))
      app.get('/v1.2/some-Thing_x/~tilde', hit('literal'))
      app.get('/openapi.yaml', hit('dotted'))
    },
    listed: {
      'GET /': ['root'],
      'GET /v1.2/some-Thing_x/~tilde': ['literal'],
      'GET /openapi.yaml': ['dotted'],
    },
    missed: ['GET /v1x2/some-Thing_x/~tilde', 'GET /openapi-yaml'],
  },
  {
    name: 'parameters',
    build({ app, hit }) {
      app.get('/shops/:shop/items/:item', hit('item'))
    },
    listed: { 'GET /shops/{shop}/items/{item}': ['item', { shop: 'v0', item: 'v1' }] },
    missed: ['GET /shops//items/v1', 'GET /shops/v0/x/items/v1'],
  },
  {
    name: 'two parameters in one segment',
    build({ app, hit }) {
      app.get('/range/:from-:to', hit('range'))
      app.get('/files/:name.:ext', hit('file'))
    },
    listed: {
      'GET /range/{from}-{to}': ['range', { from: 'v0', to: 'v1' }],
      'GET /files/{name}.{ext}': ['file', { name: 'v0', ext: 'v1' }],
    },
    missed: ['GET /range/one', 'GET /files/readme'],
  },
  {
    name: 'a trailing slash',
    build({ app, hit }) {
      app.get('/invoices/', hit('list'))
      app.post('/invoices', hit('create'))
    },
    listed: { 'GET /invoices/': ['list'], 'POST /invoices': ['create'] },
    unlisted: { 'GET /invoices': ['list'] },
  },
  {
    name: 'strict routing',
    build({ app, hit, router }) {
      app.enable('strict routing')
      app.get('/slash/', hit('with'))
      app.get('/none', hit('without'))
      const inner = router({ strict: true })
      inner.get('/', hit('inner root'))
      inner.get('/leaf/', hit('inner leaf'))
      app.use('/inner', inner)
    },
    listed: {
      'GET /slash/': ['with'],
      'GET /none': ['without'],
      'GET /inner': ['inner root'],
      'GET /inner/leaf/': ['inner leaf'],
    },
    missed: ['GET /slash', 'GET /none/', 'GET /inner/leaf'],
  },
  {
    name: 'case sensitive routing',
    build({ app, hit, router }) {
      app.enable('case sensitive routing')
      app.get('/Case', hit('upper'))
      app.get('/case', hit('lower'))
      const inner = router({ caseSensitive: true })
      inner.get('/Leaf', hit('inner'))
      app.use('/In', inner)
    },
    listed: { 'GET /Case': ['upper'], 'GET /case': ['lower'], 'GET /In/Leaf': ['inner'] },
    missed: ['GET /CASE', 'GET /In/leaf'],
  },
  {
    name: 'an array of paths',
    build({ app, hit }) {
      app.get(['/a', '/b/:id'], hit('either'))
    },
    listed: { 'GET /a': ['either'], 'GET /b/{id}': ['either', { id: 'v0' }] },
  },
  {
    name: 'an array of a string and a RegExp',
    build({ app, hit }) {
      app.get(['/a', /^\/r\/(\d+)$/], hit('either'))
    },
    listed: { 'GET /a': ['either'], 'GET /r/{0}': ['either', { 0: '70' }] },
    missed: ['GET /r/x'],
  },
  {
    name: 'RegExp with a named group',
    where: keepsGroupNames,
    build({ app, hit }) {
      app.get(/^\/year\/(?<year>\d{4})$/, hit('year'))
    },
    listed: { 'GET /year/{year}': ['year', { year: '1999' }] },
    values: { year: '1999' },
    missed: ['GET /year/99', 'GET /year/abcd'],
  },
  {
    name: 'RegExp without groups',
    build({ app, hit }) {
      app.get(/^\/plain\/path\/?$/, hit('literal'))
    },
    listed: { 'GET /plain/path': ['literal'] },
  },
  {
    name: 'RegExp that no template can say',
    build({ app, hit }) {
      app.get(/^\/(?:a|b)+c$/, hit('repeated'))
      app.get(/fly$/, hit('ends with'))
      app.get('/after', hit('after'))
    },
    listed: { 'GET /after': ['after'] },
    reported: ['WARN_PATH_UNKNOWN', 'WARN_PATH_UNKNOWN'],
    unlisted: { 'GET /abac': ['repeated'], 'GET /butterfly': ['ends with'] },
  },
  {
    name: 'an optional segment of Express 4',
    on: 4,
    build({ app, hit }) {
      app.get('/x/:y?', hit('one'))
      app.get('/two/:a?/:b?', hit('two'))
    },
    listed: {
      'GET /x/{y}': ['one', { y: 'v0' }],
      'GET /x': ['one'],
      'GET /two/{a}/{b}': ['two', { a: 'v0', b: 'v1' }],
      'GET /two/{a}': ['two', { a: 'v0' }],
      'GET /two': ['two'],
    },
  },
  {
    name: 'an optional segment of Express 5',
    on: 5,
    build({ app, hit }) {
      app.get('/x{/:y}', hit('one'))
      app.get('/two{/:a}{/:b}', hit('two'))
      app.get('/nested{/:a{/:b}}', hit('nested'))
      app.get('/word{s}', hit('word'))
    },
    listed: {
      'GET /x/{y}': ['one', { y: 'v0' }],
      'GET /x': ['one'],
      'GET /two/{a}/{b}': ['two', { a: 'v0', b: 'v1' }],
      'GET /two/{a}': ['two', { a: 'v0' }],
      'GET /two': ['two'],
      'GET /nested/{a}/{b}': ['nested', { a: 'v0', b: 'v1' }],
      'GET /nested/{a}': ['nested', { a: 'v0' }],
      'GET /nested': ['nested'],
      'GET /words': ['word'],
      'GET /word': ['word'],
    },
    missed: ['GET /wordz'],
  },
  {
    name: 'wildcards of Express 4',
    on: 4,
    build({ app, hit }) {
      app.get('/files/*', hit('files'))
      app.post('*', hit('rest'))
    },
    listed: {
      'GET /files/{0}': ['files', { 0: 'w0/x0' }],
      'POST /{0}': ['rest', { 0: '/w0/x0' }],
    },
    missed: ['GET /files'],
  },
  {
    name: 'wildcards of Express 5',
    on: 5,
    build({ app, hit }) {
      app.get('/files/*path', hit('files'))
      app.post('/{*rest}', hit('rest'))
      app.put('/up/*path/tail', hit('tail'))
    },
    listed: {
      'GET /files/{path}': ['files', { path: ['w0', 'x0'] }],
      'POST /{rest}': ['rest', { rest: ['w0', 'x0'] }],
      'POST /': ['rest'],
      'PUT /up/{path}/tail': ['tail', { path: ['w0', 'x0'] }],
    },
    missed: ['GET /files'],
  },
  {
    name: 'constraints of Express 4',
    on: 4,
    build({ app, hit }) {
      app.get('/users/:id(\\d+)', hit('user'))
      app.get('/kinds/:kind(red|blue)', hit('kind'))
      app.get('/unnamed/(\\d+)', hit('unnamed'))
    },
    listed: {
      'GET /users/{id}': ['user', { id: '70' }],
      'GET /kinds/{kind}': ['kind', { kind: 'blue' }],
    },
    values: { kind: 'blue' },
    reported: ['WARN_PATH_UNKNOWN'],
    missed: ['GET /users/me', 'GET /kinds/green'],
  },
  {
    name: 'characters with a meaning of their own in Express 4',
    on: 4,
    build({ app, hit }) {
      app.get('/ab?cd', hit('optional letter'))
      app.get('/since(/:x)?', hit('optional group'))
    },
    listed: {},
    reported: ['WARN_PATH_UNKNOWN', 'WARN_PATH_UNKNOWN'],
    unlisted: { 'GET /acd': ['optional letter'] },
  },
  {
    name: 'quoted names and escapes of Express 5',
    on: 5,
    build({ app, hit }) {
      app.get('/q/:"odd name"', hit('quoted'))
      app.get('/a\\:b', hit('escaped'))
      app.get('/π/:ключ', hit('other alphabet'))
    },
    listed: {
      'GET /q/{odd name}': ['quoted', { 'odd name': 'v0' }],
      'GET /a:b': ['escaped'],
    },
    reported: ['WARN_PATH_UNKNOWN'],
  },
]
