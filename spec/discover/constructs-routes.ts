import type { RequestHandler, Response } from 'express'
import type { Construct } from './construct.ts'
import { declare, isExpress4 } from './construct.ts'

const params = (name: string): { type: 'object'; properties: Record<string, object> } => ({
  type: 'object',
  properties: { [name]: { type: 'string' } },
})

const notFound = (_req: unknown, res: Response): void => void res.status(404).end()

type Registrar = (path: string, ...handlers: unknown[]) => unknown

/** How methods, handlers and declarations come to a route. */
export const routeConstructs: readonly Construct[] = [
  {
    name: 'every method that OpenAPI has a place for',
    build({ app, hit }) {
      app.get('/m', hit('get'))
      app.put('/m', hit('put'))
      app.post('/m', hit('post'))
      app.delete('/m', hit('delete'))
      app.options('/m', hit('options'))
      app.patch('/m', hit('patch'))
    },
    listed: {
      'GET /m': ['get'],
      'PUT /m': ['put'],
      'POST /m': ['post'],
      'DELETE /m': ['delete'],
      'OPTIONS /m': ['options'],
      'PATCH /m': ['patch'],
    },
    unlisted: { 'HEAD /m': ['get'] },
    missed: ['PURGE /m'],
  },
  {
    name: 'HEAD by itself',
    build({ app, hit }) {
      app.head('/m', hit('head'))
      app.get('/m', hit('get'))
    },
    listed: { 'HEAD /m': ['head'], 'GET /m': ['get'] },
  },
  {
    name: 'methods that OpenAPI has no place for',
    build({ app, hit }) {
      const purge = (app as unknown as Record<'purge' | 'search', Registrar>).purge.bind(app)
      const search = (app as unknown as Record<'purge' | 'search', Registrar>).search.bind(app)
      purge('/cache', hit('purge'))
      search('/cache', hit('search'))
      app.get('/cache', hit('get'))
    },
    listed: { 'GET /cache': ['get'] },
    reported: ['WARN_METHOD_UNKNOWN', 'WARN_METHOD_UNKNOWN'],
    unlisted: { 'PURGE /cache': ['purge'], 'SEARCH /cache': ['search'] },
    missed: ['POST /cache'],
  },
  {
    name: 'app.route() and router.route()',
    build({ app, hit, router }) {
      app.route('/x').get(hit('get')).post(hit('post'))
      const inner = router()
      inner.route('/y/:id').put(hit('put')).delete(hit('delete'))
      app.use('/in', inner)
    },
    listed: {
      'GET /x': ['get'],
      'POST /x': ['post'],
      'PUT /in/y/{id}': ['put', { id: 'v0' }],
      'DELETE /in/y/{id}': ['delete', { id: 'v0' }],
    },
    missed: ['PUT /x', 'GET /in/y/1'],
  },
  ...(['app.all()', 'router.all()', 'route.all()'] as const).map((name): Construct => ({
    name,
    build({ app, hit, router }) {
      if (name === 'app.all()') app.all('/all', hit('all'))
      if (name === 'router.all()') app.use(router().all('/all', hit('all')))
      if (name === 'route.all()') app.route('/all').all(hit('all'))
    },
    listed: Object.fromEntries(
      ['GET', 'PUT', 'POST', 'PATCH', 'DELETE'].map((method) => [`${method} /all`, ['all']]),
    ),
    unlisted: { 'OPTIONS /all': ['all'], 'PURGE /all': ['all'] },
  })),
  {
    name: 'route.all() before handlers of single methods',
    build({ app, hit }) {
      app
        .route('/x')
        .all((_req, _res, next) => next())
        .get(hit('get'))
        .post(hit('post'))
    },
    listed: { 'GET /x': ['get'], 'POST /x': ['post'] },
    missed: ['PUT /x'],
  },
  {
    name: 'handlers in arrays, after other middleware',
    build({ app, hit }) {
      const pass: RequestHandler = (_req, _res, next) => next()
      app.route('/x').get(...([[pass, [pass]], pass, [hit('nested')]] as never[]))
    },
    listed: { 'GET /x': ['nested'] },
  },
  {
    name: 'app.param() and router.param()',
    build({ app, hit, router }) {
      app.param('id', (_req, _res, next) => next())
      app.get('/a/:id', hit('app'))
      const inner = router()
      inner.param('id', (_req, _res, next) => next())
      inner.get('/:id', hit('router'))
      app.use('/b', inner)
    },
    listed: { 'GET /a/{id}': ['app', { id: 'v0' }], 'GET /b/{id}': ['router', { id: 'v0' }] },
  },
  {
    name: 'templates that differ only in the name of a parameter',
    build({ app, hit }) {
      app.get('/t/:name', hit('get'))
      app.post('/t/:token', hit('post'))
      app.put('/t/:other', hit('put', { params: params('other') }))
    },
    listed: {
      'GET /t/{name}': ['get', { name: 'v0' }],
      'POST /t/{name}': ['post', { token: 'v0' }],
      'PUT /t/{name}': ['put', { other: 'v0' }],
    },
  },
  {
    name: 'one method and path twice',
    build({ app, hit, router }) {
      app.get('/twice/:a', hit('first'))
      app.get('/twice/:b', hit('second'))
      app.use('/twice', router().get('/:c', hit('third')))
    },
    listed: { 'GET /twice/{a}': ['first', { a: 'v0' }] },
    reported: ['WARN_OPERATION_SHADOWED', 'WARN_OPERATION_SHADOWED'],
  },
  {
    name: 'routes behind what passes no request on',
    build({ app, hit, router }) {
      app.get('/before', hit('before'))
      app.use('/wall', notFound)
      app.get('/wall/never', hit('behind a 404 handler'))
      app.get('/wallpaper', hit('beside a 404 handler'))
      const inner = router().use(notFound)
      app.use('/inner', inner)
      app.get('/inner/never', hit('behind a router with a 404 handler'))
      app.get(isExpress4 ? '*' : '/*rest', declare({ hidden: true }), notFound)
      app.get('/never', hit('behind a catch-all'))
      app.post('/never', hit('of another method'))
    },
    listed: {
      'GET /before': ['before'],
      'GET /wall/never': ['behind a 404 handler', 'unreached'],
      'GET /wallpaper': ['beside a 404 handler'],
      'GET /inner/never': ['behind a router with a 404 handler', 'unreached'],
      'GET /never': ['behind a catch-all', 'unreached'],
      'POST /never': ['of another method'],
    },
    reported: Array.from({ length: 3 }, () => 'WARN_OPERATION_SHADOWED'),
  },
  {
    name: 'hidden operations',
    build({ app, hit, router }) {
      app.get('/shown', hit('shown'))
      app.get('/hidden', hit('hidden', { hidden: true }))
      const inner = router()
      inner.use(declare({ hidden: true }))
      inner.get('/x', hit('inner'))
      app.use('/secret', inner)
    },
    listed: { 'GET /shown': ['shown'] },
    unlisted: { 'GET /hidden': ['hidden'], 'GET /secret/x': ['inner'] },
  },
  {
    name: 'routes without a declaration',
    build({ app, hit, plain }) {
      app.get('/open/:id', plain('plain'))
      app.post('/open/:id', hit('declared'))
    },
    listed: {
      'GET /open/{id}': ['plain', { id: 'v0' }],
      'POST /open/{id}': ['declared', { id: 'v0' }],
    },
    reported: ['NOTICE_UNDOCUMENTED'],
  },
  {
    name: "undocumented: 'omit'",
    build({ app, hit, plain }) {
      app.get('/open', plain('plain'))
      app.post('/open', hit('declared'))
    },
    options: { undocumented: 'omit' },
    listed: { 'POST /open': ['declared'] },
    reported: ['NOTICE_UNDOCUMENTED'],
    unlisted: { 'GET /open': ['plain'] },
  },
  {
    name: 'an app that has nothing at first',
    build({ app, hit, later }) {
      later(() => app.get('/late', hit('late')))
    },
    listed: { 'GET /late': ['late'] },
  },
  {
    name: 'a method that is added to a route after the first document',
    build({ app, hit, later }) {
      const route = app.route('/x').get(hit('get'))
      later(() => route.post(hit('post')))
    },
    listed: { 'GET /x': ['get'], 'POST /x': ['post'] },
  },
  {
    name: 'routes that are added after the first document',
    build({ app, hit, router, later }) {
      const inner = router()
      app.use('/in', inner)
      later(() => inner.get('/late', hit('late')))
      later(() => app.get('/end', hit('end')))
    },
    listed: {
      'GET /in/late': ['late'],
      'GET /end': ['end'],
    },
  },
]
