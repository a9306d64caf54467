import express, { type Express, type RequestHandler } from 'express'
import { rateLimit, type Options } from 'express-rate-limit'
import { openapi, operation, type OpenAPIOptions } from 'ringback'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { listen } from '../live-app.ts'
import { ask, askJson, type Asked } from './ask.ts'

const Order = z.object({ customer: z.string(), count: z.coerce.number() })
const Problem = z.object({ title: z.string() })
const definition = { body: Order, responses: { 200: Order } }

function limit(options: Partial<Options> = {}): RequestHandler {
  return rateLimit({ limit: 1, standardHeaders: 'draft-8', legacyHeaders: false, ...options })
}

const answerOrder: RequestHandler = (req, res) => void res.json({ ...req.body, secret: 1 })

function createApp(mount: (app: Express) => void, options: Partial<OpenAPIOptions> = {}): Express {
  const app = express()
  app.use(express.json())
  mount(app)
  const info = { title: 'Orders', version: '1' }
  app.use(openapi({ info, onProblem: () => {}, onResponseError: () => {}, ...options }))
  return app
}

/** The statuses of so many requests, one after the other. */
async function statusesOf(url: string, asked: readonly Asked[]): Promise<number[]> {
  const statuses: number[] = []
  for (const one of asked) statuses.push((await ask(url, one)).status)
  return statuses
}

const order = { body: { customer: 'ada', count: 1 } }
const mistaken = { body: { customer: 'ada', count: 'x' } }

const places: readonly [string, (limiter: RequestHandler) => (app: Express) => void][] = [
  [
    'before the routes',
    (limiter) => (app) => {
      app.use(limiter)
      app.post('/orders', operation(definition, answerOrder as never))
    },
  ],
  [
    'in the route, before operation(definition, handler)',
    (limiter) => (app) => {
      app.post('/orders', limiter, operation(definition, answerOrder as never))
    },
  ],
  [
    'between operation(definition) and the handler',
    (limiter) => (app) => {
      app.post('/orders', operation(definition) as never, limiter, answerOrder)
    },
  ],
]

describe.each(places)('a limit %s', (_where, mount) => {
  it.each<[string, Partial<Options>, string]>([
    ['text', {}, 'Too many requests, please try again later.'],
    ['JSON', { message: { own: 'Too many' } }, '{"own":"Too many"}'],
    [
      'JSON of its own handler',
      { handler: (_req, res) => void res.status(429).json({ own: 1 }) },
      '{"own":1}',
    ],
  ])(
    'answers by %s in a status that nobody declares, with its headers on each answer',
    async (_, options, text) => {
      const url = `${await listen(createApp(mount(limit(options))))}/orders`
      const first = await ask(url, order)
      expect([first.status, first.text]).toEqual([200, '{"customer":"ada","count":1}'])
      const second = await ask(url, order)
      expect([second.status, second.text]).toEqual([429, text])
      const counts = [first, second].map(({ headers }) => String(headers['ratelimit']))
      expect(counts.map((count) => /r=(\d)/.exec(count)?.[1])).toEqual(['0', '0'])
      expect(second.headers['retry-after']).toMatch(/^\d+$/)
    },
  )
})

describe('a request that is not as declared', () => {
  it('is counted by a limit before it, and has its headers', async () => {
    const [, mount] = places[0] as (typeof places)[number]
    const url = `${await listen(createApp(mount(limit({ limit: 2 }))))}/orders`
    const { status, headers } = await ask(url, mistaken)
    expect([status, headers['ratelimit']]).toEqual([422, expect.stringContaining('r=1')])
    expect(await statusesOf(url, [order, order])).toEqual([200, 429])
  })

  it('is not counted where the limit leaves out what has failed', async () => {
    const [, mount] = places[0] as (typeof places)[number]
    const app = createApp(mount(limit({ skipFailedRequests: true })))
    const asked = [mistaken, mistaken, order, order]
    expect(await statusesOf(`${await listen(app)}/orders`, asked)).toEqual([422, 422, 200, 429])
  })

  it('is not counted by a limit behind it', async () => {
    const [, mount] = places[2] as (typeof places)[number]
    const app = createApp(mount(limit()))
    const asked = [mistaken, mistaken, order, order]
    expect(await statusesOf(`${await listen(app)}/orders`, asked)).toEqual([422, 422, 200, 429])
  })
})

describe('a limit behind operation(definition)', () => {
  it('counts by what the body has become', async () => {
    const keys: unknown[] = []
    const keyGenerator: Options['keyGenerator'] = ({ body }) => {
      const { customer, count } = body as z.infer<typeof Order>
      keys.push(count)
      return customer
    }
    const [, mount] = places[2] as (typeof places)[number]
    const url = `${await listen(createApp(mount(limit({ keyGenerator }))))}/orders`
    const bodies = [
      { customer: 'ada', count: '1' },
      { customer: 'bob', count: '2' },
      { customer: 'ada', count: '3' },
    ]
    expect(
      await statusesOf(
        url,
        bodies.map((body) => ({ body })),
      ),
    ).toEqual([200, 200, 429])
    expect(keys).toEqual([1, 2, 3])
  })

  it('that fails hands its error on', async () => {
    const keyGenerator = async (): Promise<string> => {
      throw new Error('no key')
    }
    const [, mount] = places[2] as (typeof places)[number]
    const app = createApp(mount(limit({ keyGenerator })))
    const answerError: express.ErrorRequestHandler = (error: Error, _req, res, _next) => {
      res.status(500).json({ own: error.message })
    }
    app.use(answerError)
    expect(await askJson(`${await listen(app)}/orders`, order)).toEqual([500, { own: 'no key' }])
  })
})

describe('a limit in a guard', () => {
  const message = { title: 'Too many', secret: 1 }
  const documentation = openapi({ info: { title: 'Orders', version: '1' }, onProblem: () => {} })
  const create = (): Express => {
    const app = express()
    app.use(express.json())
    app.use('/orders', operation({ responses: { 429: Problem } }, limit({ message })))
    app.post('/orders', operation(definition, answerOrder as never))
    app.use(documentation)
    return app
  }

  it('is documented at what it limits', () => {
    const { paths } = documentation.document(create()) as unknown as {
      paths: Record<string, { post: { responses: object } }>
    }
    expect(Object.keys(paths['/orders']?.post.responses ?? {})).toEqual(['200', '422', '429'])
  })

  it('is answered as it is declared', async () => {
    const url = `${await listen(create())}/orders`
    expect(await statusesOf(url, [order])).toEqual([200])
    expect(await askJson(url, order)).toEqual([429, { title: 'Too many' }])
  })
})

describe('a limit for the documentation', () => {
  it('is its guard, and limits nothing else', async () => {
    const [, mount] = places[2] as (typeof places)[number]
    const app = createApp(
      mount((_req, _res, next) => next()),
      { guard: limit({ limit: 2 }) },
    )
    const origin = await listen(app)
    const paths = ['/openapi.json', '/docs/', '/docs/ringback.js']
    const statuses = []
    for (const path of paths) statuses.push((await ask(origin + path)).status)
    expect(statuses).toEqual([200, 200, 429])
    expect(await statusesOf(`${origin}/orders`, [order, order, order])).toEqual([200, 200, 200])
  })
})
