import express, { type Express } from 'express'
import { describe, expect, it } from 'vitest'
import { operation } from '../../lib/index.ts'
import { findDeclaredOperation } from '../../lib/find-route.ts'

const handler: express.RequestHandler = (_req, res) => void res.end()

/** An app whose declared operations are named by their summaries. */
function createApp(): Express {
  const named = (summary: string): express.RequestHandler =>
    operation({ summary }, handler as never) as unknown as express.RequestHandler
  const app = express()
  const router = express.Router({ mergeParams: true })
  const inner = express.Router()
  const sub = express()
  app.use((_req, _res, next) => next())
  app.get('/', named('root'))
  app.get('/plain', handler)
  app.get('/shops/:shop', named('shop'))
  app.route('/route').get(handler).post(named('route'))
  app.all('/all', named('all'))
  app.get(/^\/files\/(.*)$/, named('files'))
  app.use('/shops/:shop/', router)
  router.get('/', named('router root'))
  router.use('/inner', inner)
  inner.post('/:id', named('inner'))
  router.use(router)
  app.use('/sub', sub)
  sub.get('/:id', named('sub'))
  app.use(['/one', '/two'], express.Router().put('/x', named('lists')))
  app.get('/after', handler, named('second handler'))
  return app
}

describe('the operation of a request', () => {
  it.each([
    ['get', '/', 'root'],
    ['head', '/', 'root'],
    ['post', '/', undefined],
    ['get', '/plain', undefined],
    ['get', '/shops/7', 'shop'],
    ['get', '/shops/7/', 'shop'],
    ['get', '/shops/%E0%A4%A', undefined],
    ['post', '/shops/7/inner/8', 'inner'],
    ['post', '/shops/7/inner', undefined],
    ['get', '/route', undefined],
    ['post', '/route', 'route'],
    ['delete', '/all', 'all'],
    ['get', '/files/a/b', 'files'],
    ['get', '/sub/7', 'sub'],
    ['get', '/sub', undefined],
    ['put', '/one/x', 'lists'],
    ['put', '/two/x', 'lists'],
    ['put', '/three/x', undefined],
    ['get', '/after', 'second handler'],
    ['get', '/nowhere', undefined],
  ])('%s %s is %j', (method, path, summary) => {
    expect(findDeclaredOperation(createApp(), method, path)?.fields['summary']).toBe(summary)
  })

  it('is none in an app without routes', () => {
    expect(findDeclaredOperation(express(), 'get', '/')).toBeUndefined()
  })
})
