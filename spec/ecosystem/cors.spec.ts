import cors from 'cors'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import { openapi, operation } from 'ringback'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { listen } from '../live-app.ts'
import { ask, type Answer, type Asked } from './ask.ts'

const shop = 'https://shop.example'
const Order = z.object({ id: z.string() })
const definition = { body: Order, responses: { 201: Order } }
const quiet = { onProblem: () => {}, onResponseError: () => {} }

/** Every kind of answer that an app has for a page of another origin. */
function createApp(mount: (app: Express) => void = (app) => void app.use(cors())): Express {
  const app = express()
  mount(app)
  app.use(express.json())
  app.post('/orders', operation(definition, answerOrder))
  app.get(
    '/broken',
    operation({ responses: { 200: Order } }, (_req, res) => {
      res.json({ id: 1 } as never)
    }),
  )
  app.get(
    '/failing',
    operation({ responses: { 200: Order } }, async () => {
      throw new Error('failed')
    }),
  )
  return document(app)
}

const answerOrder = (req: { body: { id: string } }, res: express.Response): void => {
  res.status(201).json({ ...req.body, secret: 1 })
}

function document(app: Express): Express {
  app.use(openapi({ info: { title: 'Orders', version: '1' }, ...quiet }))
  const answerError: ErrorRequestHandler = (error: Error, _req, res, _next) => {
    res.status(500).send(error.message)
  }
  app.use(answerError)
  return app
}

const asShop = (asked: Asked = {}): Asked => ({
  ...asked,
  headers: { origin: shop, ...asked.headers },
})

function preflight(method: string): Asked {
  return asShop({
    method: 'OPTIONS',
    headers: {
      'access-control-request-method': method,
      'access-control-request-headers': 'content-type',
    },
  })
}

function accessOf({ headers }: Answer): Record<string, unknown> {
  const names = Object.keys(headers).filter((name) => name.startsWith('access-control-'))
  return Object.fromEntries(
    names.map((name) => [name.slice('access-control-'.length), headers[name]]),
  )
}

const allAllowed = { 'allow-origin': '*' }

describe('cors() before the routes', () => {
  it.each<[status: number, path: string, asked: Asked, text: string]>([
    [201, '/orders', { body: { id: '1' } }, '{"id":"1"}'],
    [422, '/orders', { body: { id: 1 } }, '"status":422'],
    [500, '/broken', {}, '{"type":"about:blank","title":"Internal Server Error","status":500}'],
    [500, '/failing', {}, 'failed'],
    [200, '/openapi.json', {}, '"title": "Orders"'],
    [200, '/openapi.yaml', {}, 'title: Orders'],
    [200, '/docs/', {}, '<title>Orders</title>'],
    [200, '/docs/swagger-ui-bundle.js', {}, 'SwaggerUIBundle'],
  ])('lets other origins read %d of %s', async (status, path, asked, text) => {
    const answer = await ask((await listen(createApp())) + path, asShop(asked))
    expect([answer.status, accessOf(answer)]).toEqual([status, allAllowed])
    expect(answer.text).toContain(text)
  })

  it('answers the preflight of a declared route, which runs nothing of it', async () => {
    const answer = await ask(`${await listen(createApp())}/orders`, preflight('POST'))
    expect([answer.status, answer.text]).toEqual([204, ''])
    expect(accessOf(answer)).toEqual({
      ...allAllowed,
      'allow-methods': 'GET,HEAD,PUT,PATCH,POST,DELETE',
      'allow-headers': 'content-type',
    })
  })

  it('names the one origin, and says to caches that it depends', async () => {
    const options = { origin: [shop], credentials: true, exposedHeaders: ['ETag'] }
    const origin = await listen(createApp((app) => void app.use(cors(options))))
    const allowed = {
      'allow-origin': shop,
      'allow-credentials': 'true',
      'expose-headers': 'ETag',
    }
    const order = await ask(`${origin}/orders`, asShop({ body: { id: '1' } }))
    expect([accessOf(order), order.headers.vary]).toEqual([allowed, 'Origin'])
    const read = await ask(`${origin}/openapi.json`, asShop())
    expect([accessOf(read), read.headers.vary]).toEqual([allowed, 'Origin, Accept-Encoding'])
    const other = await ask(`${origin}/openapi.json`, {
      headers: { origin: 'https://other.example' },
    })
    expect(accessOf(other)['allow-origin']).toBeUndefined()
  })

  it('is read with 304 too', async () => {
    const url = `${await listen(createApp())}/openapi.json`
    const { etag = '' } = (await ask(url, asShop())).headers
    const again = await ask(url, asShop({ headers: { 'if-none-match': etag } }))
    expect([again.status, accessOf(again)]).toEqual([304, allAllowed])
  })
})

describe('cors() in a route', () => {
  const declare = (...handlers: unknown[]): Promise<string> => {
    const app = express()
    app.use(express.json())
    app.options('/orders', cors())
    app.post('/orders', ...(handlers as RequestHandler[]))
    return listen(document(app))
  }
  const statuses = async (origin: string): Promise<unknown> => {
    const answers = [
      await ask(`${origin}/orders`, asShop({ body: { id: '1' } })),
      await ask(`${origin}/orders`, asShop({ body: { id: 1 } })),
      await ask(`${origin}/orders`, preflight('POST')),
    ]
    return answers.map((answer) => [answer.status, accessOf(answer)['allow-origin']])
  }

  it.each<[string, unknown[]]>([
    ['operation(definition, handler)', [cors(), operation(definition, answerOrder)]],
    ['operation(definition)', [cors(), operation(definition), answerOrder]],
  ])('before %s is on what is refused too', async (_, handlers) => {
    const origin = await declare(...handlers)
    expect(await statuses(origin)).toEqual([
      [201, '*'],
      [422, '*'],
      [204, '*'],
    ])
  })

  it('after operation(definition) is on what passes it', async () => {
    const origin = await declare(operation(definition), cors(), answerOrder)
    expect(await statuses(origin)).toEqual([
      [201, '*'],
      [422, undefined],
      [204, '*'],
    ])
  })
})

describe('what Express itself says to OPTIONS', () => {
  it.each(['/orders', '/broken', '/openapi.json', '/nowhere'])(
    'is the same for %s, declared or not',
    async (path) => {
      const bare = express()
      bare.post('/orders', (_req, res) => void res.end())
      bare.get('/broken', (_req, res) => void res.end())
      const declared = createApp(() => {})
      const asked = { method: 'OPTIONS' }
      expect(await ask((await listen(declared)) + path, asked)).toEqual(
        await ask((await listen(bare)) + path, asked),
      )
    },
  )
})
