import express from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { callbackRouter, openapi, operation } from '../../lib/index.ts'
import type { Problem } from '../../lib/index.ts'

const info = { title: 'Guards', version: '1.0.0' }
const events = callbackRouter().post('{$request.query.callback_url}/events', {
  operationId: 'event',
})

/** Where the document has callbacks, and what is wrong with it. */
function read(app: express.Express): { places: string[]; problems: Problem[] } {
  const documentation = openapi({ info, undocumented: 'omit' })
  const problems = documentation.problems(app)
  const isWrong = problems.some(({ severity }) => severity === 'error')
  const { paths = {} } = isWrong ? {} : documentation.document(app)
  const places = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item ?? {}).flatMap(([method, documented]) =>
      Object.keys((documented as { callbacks?: object }).callbacks ?? {}).map(
        (name) => `${method} ${path} ${name}`,
      ),
    ),
  )
  return { places, problems: problems.filter(({ code }) => code !== 'NOTICE_UNDOCUMENTED') }
}

const callback = z.object({ callback_url: z.url() })

describe('the callbacks of a guard', () => {
  it('are documented where an operation has what they read, and nowhere else', () => {
    const app = express()
    app.use(operation({ callbacks: { events } }))
    app.get('/', operation({ operationId: 'list' }))
    app.post('/a', operation({ query: callback }))
    app.post('/b', operation({ query: callback }))
    const { places, problems } = read(app)
    expect(places).toEqual(['post /a events', 'post /b events'])
    expect(problems).toEqual([
      {
        code: 'NOTICE_CALLBACK_LEFT_OUT',
        severity: 'notice',
        where: expect.stringMatching(/^callbacks\.events of the guard at spec.*:\d+$/) as string,
        message:
          'The callback is documented at 2 of the 3 operations behind the guard: the others do not have what its expressions read.',
        remedy:
          'Declare what it reads where it is missing, or move the guard to the paths that call back.',
      },
    ])
  })

  it('are documented at every operation, where the guard brings what they read', () => {
    const app = express()
    app.use('/shops', operation({ query: callback, callbacks: { events } }))
    app.get('/', operation({}))
    app.get('/shops', operation({}))
    app.post('/shops', operation({ query: z.object({ page: z.string() }) }))
    const { places, problems } = read(app)
    expect(places).toEqual(['get /shops events', 'post /shops events'])
    expect(problems).toEqual([])
  })

  it('read the path that the guard is mounted at', () => {
    const shopEvents = callbackRouter().post('https://hub.test/{$request.path.shop}', {})
    const router = express.Router({ mergeParams: true })
    router.use(operation({ callbacks: { shopEvents } }))
    router.post('/items', operation({}))
    const app = express()
    app.use('/shops/:shop', router)
    app.use('/markets/:market', router)
    expect(read(app).places).toEqual(['post /shops/{shop}/items shopEvents'])
  })

  it('are an error where nothing behind it has what they read', () => {
    const app = express()
    app.use(operation({ callbacks: { events } }))
    app.get('/', operation({ query: z.object({ callbackUrl: z.url() }) }))
    expect(read(app).problems).toEqual([
      {
        code: 'ERR_CALLBACK_SOURCE',
        severity: 'error',
        where: 'GET / > callbacks.events > POST {$request.query.callback_url}/events',
        message:
          'The operation has no query parameter "callback_url"; it has callbackUrl.\n\n  {$request.query.callback_url}/events\n                  ^',
        remedy: 'Did you mean `{$request.query.callbackUrl}`?',
      },
    ])
  })

  it('join those of the same name of the route', () => {
    const own = callbackRouter().post('{$request.query.callback_url}/own', { operationId: 'own' })
    const app = express()
    app.use(operation({ callbacks: { events } }))
    app.post('/', operation({ query: callback, callbacks: { events: own } }))
    const { post } = openapi({ info }).document(app).paths?.['/'] ?? {}
    expect(Object.keys(post?.callbacks?.['events'] ?? {})).toEqual([
      '{$request.query.callback_url}/events',
      '{$request.query.callback_url}/own',
    ])
  })
})
