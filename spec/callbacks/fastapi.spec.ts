import express from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Problem, RingbackError } from '../../lib/index.ts'
import { RequestProblem } from '../document/request-problem.ts'
import { caught, listen, summary } from '../live-app.ts'
import { answer } from './rules/apps.ts'
import {
  callbackRouter,
  openapi,
  operation,
  webhookRouter,
  type LooseRouter,
} from './rules/loose.ts'

// The faults of FastAPI 0.141 that the checklist in reference/ ends with, each on the same input.

const info = { title: 'Invoices', version: '1.0.0' }
const url = '{$request.query.callback_url}'
const query = z.object({ callback_url: z.url() })
const success = { 200: { description: 'Successful Response' } }
const Paid = z.object({ paid: z.boolean() })
const PaidJson = {
  type: 'object',
  properties: { paid: { type: 'boolean' } },
  required: ['paid'],
}

/** An app of POST /invoices with these callbacks. */
function createApp(callbacks: unknown, definition: object = { query }): express.Express {
  const app = express()
  app.post('/invoices', operation({ ...definition, callbacks }, answer))
  return app
}

interface Read {
  readonly problems: Problem[]
  readonly document: Record<string, unknown>
  /** Of POST /invoices. */
  readonly callbacks: unknown
}

function read(app: express.Express, options: object = {}): Read {
  const docs = openapi({ info, ...options })
  const document = docs.document(app)
  return { problems: docs.problems(app), document, callbacks: callbacksOf(document, '/invoices') }
}

function callbacksOf(document: Record<string, unknown>, path: string, method = 'post'): unknown {
  const paths = document['paths'] as Record<string, Record<string, Record<string, unknown>>>
  return paths[path]?.[method]?.['callbacks']
}

function event(operationId: string, title: string, more: object = {}): object {
  return { summary: title, operationId, security: [], ...more, responses: success }
}

function sends(schema: object): object {
  return { requestBody: { required: true, content: { 'application/json': { schema } } } }
}

/** What is read of an error, with the lines of this file left out. */
function readError(error: RingbackError): Record<string, unknown> {
  const text = JSON.stringify(summary(error)).replaceAll(/fastapi\.spec\.ts:\d+/g, 'HERE')
  return JSON.parse(text.replaceAll('spec/callbacks/HERE', 'HERE')) as Record<string, unknown>
}

describe("FastAPI's faults with callbacks", () => {
  it('B1: two expressions under one name are both there', () => {
    const Lost = z.object({ lost: z.boolean() })
    const events = callbackRouter()
      .post(`${url}/paid`, { operationId: 'paid', body: Paid })
      .post(`${url}/lost`, { operationId: 'lost', body: Lost })
    const { callbacks, document } = read(createApp({ events }), { schemas: { Paid, Lost } })
    expect(callbacks).toEqual({
      events: {
        [`${url}/paid`]: {
          post: event('paid', 'Paid', sends({ $ref: '#/components/schemas/Paid' })),
        },
        [`${url}/lost`]: {
          post: event('lost', 'Lost', sends({ $ref: '#/components/schemas/Lost' })),
        },
      },
    })
    expect(document['components']).toMatchObject({ schemas: { Paid: PaidJson, Lost: {} } })
  })

  it('B2: two methods under one expression are both there', () => {
    const events = callbackRouter()
      .post(url, { operationId: 'paid' })
      .delete(url, { operationId: 'unpaid' })
    expect(read(createApp({ events })).callbacks).toEqual({
      events: { [url]: { post: event('paid', 'Paid'), delete: event('unpaid', 'Unpaid') } },
    })
  })

  it('B3: a callback with a body, of a route without any, refers to nothing that is not there', () => {
    const address = 'https://receiver.test/events'
    const events = callbackRouter().post(address, { operationId: 'paid', body: Paid })
    const { callbacks, document, problems } = read(createApp({ events }, {}))
    expect(callbacks).toEqual({
      events: { [address]: { post: event('paid', 'Paid', sends(PaidJson)) } },
    })
    expect(problems.filter(({ severity }) => severity !== 'notice')).toEqual([])
    expect(JSON.stringify(document)).not.toContain('$ref')
  })

  it('B4: a security scheme that a callback alone requires has to be declared', () => {
    const events = callbackRouter().post(url, {
      operationId: 'paid',
      security: [{ HTTPBearer: [] }],
    })
    const expected = {
      events: { [url]: { post: event('paid', 'Paid', { security: [{ HTTPBearer: [] }] }) } },
    }
    const without = openapi({ info }).problems(createApp({ events }))
    expect(without).toEqual([
      {
        code: 'ERR_SECURITY_SCHEME',
        severity: 'error',
        where: `POST /invoices > callbacks.events > POST ${url}`,
        message: 'The security scheme "HTTPBearer" is required, and declared nowhere.',
        remedy:
          "Declare it: openapi({ components: { securitySchemes: { \"HTTPBearer\": { type: 'http', scheme: 'bearer' } } } }).",
      },
    ])
    const securitySchemes = { HTTPBearer: { type: 'http', scheme: 'bearer' } }
    const declared = read(createApp({ events }), { components: { securitySchemes } })
    expect(declared.callbacks).toEqual(expected)
    expect(declared.problems).toEqual([])
    expect(declared.document['components']).toEqual({
      securitySchemes,
      schemas: { RequestProblem },
    })
  })

  it('B5: a callback that is hidden leaves neither its name nor its URL', () => {
    const secret = callbackRouter().post(`${url}/secret`, { hidden: true, body: Paid })
    const { callbacks, document } = read(createApp({ secret }), { schemas: { Paid } })
    expect(callbacks).toBeUndefined()
    expect(JSON.stringify(document)).not.toMatch(/secret|Paid/)
  })

  it('B6: a callback router that takes over another has its operations', () => {
    const lost = callbackRouter().post(`${url}/lost`, { operationId: 'lost', body: Paid })
    const events = callbackRouter().use(callbackRouter().use(lost))
    expect(read(createApp({ events })).callbacks).toEqual({
      events: { [`${url}/lost`]: { post: event('lost', 'Lost', sends(PaidJson)) } },
    })
  })

  describe('B7: no operationId is there twice', () => {
    const expected = { [url]: { post: event('paid', 'Paid') } }
    const reference = { events: { $ref: '#/components/callbacks/events' } }

    function createEvents(): LooseRouter {
      return callbackRouter().post(url, { operationId: 'paid' })
    }

    function createTwo(): express.Express {
      const app = express()
      const callbacks = { events: createEvents() }
      app.post('/invoices', operation({ query, callbacks }, answer))
      app.post('/orders', operation({ query, callbacks }, answer))
      return app
    }

    it('where two routes use one router', () => {
      const { callbacks, document } = read(createTwo())
      expect(callbacks).toEqual(reference)
      expect(callbacksOf(document, '/orders')).toEqual(reference)
      expect(document['components']).toEqual({
        callbacks: { events: expected },
        schemas: { RequestProblem },
      })
    })

    it('where that is written out at each', () => {
      const { callbacks, document } = read(createTwo(), { inlineCallbacks: true })
      expect(callbacks).toEqual({ events: expected })
      expect(callbacksOf(document, '/orders')).toEqual({
        events: { [url]: { post: event('paid_2', 'Paid') } },
      })
      expect(document['components']).toEqual({ schemas: { RequestProblem } })
    })

    it('where the whole app calls back', () => {
      const app = express()
      app.use(operation({ query, callbacks: { events: createEvents() } }))
      app.post('/invoices', operation({}, answer))
      app.post('/orders', operation({}, answer))
      const { callbacks, document } = read(app)
      expect(callbacks).toEqual(reference)
      expect(callbacksOf(document, '/orders')).toEqual(reference)
      expect(document['components']).toEqual({
        callbacks: { events: expected },
        schemas: { RequestProblem },
      })
    })

    it('where one operation has two methods', () => {
      const app = express()
      const callbacks = { events: createEvents() }
      const save = operation({ operationId: 'save', query, callbacks }, answer)
      app.route('/invoices').post(save).put(save)
      const { callbacks: ofPost, document } = read(app)
      expect(ofPost).toEqual(reference)
      expect(callbacksOf(document, '/invoices', 'put')).toEqual(reference)
      expect(JSON.stringify(document).match(/"operationId":"[^"]*"/g)).toEqual([
        '"operationId":"save"',
        '"operationId":"save_2"',
        '"operationId":"paid"',
      ])
    })
  })

  it.each([
    [
      'a router without a name',
      (router: unknown): unknown => router,
      'a callback router without a name',
    ],
    ['a list of routers', (router: unknown): unknown => [router], 'an array'],
  ])('B8: %s in place of callbacks is an error that says what to write', (_what, wrap, given) => {
    const events = callbackRouter().post(url, { operationId: 'paid' })
    expect(readError(caught(() => createApp(wrap(events))))).toEqual({
      code: 'ERR_CALLBACK_ROUTER',
      message: `A map of callback routers by name was expected, and ${given} was given.`,
      where: 'callbacks of operation() at HERE',
      remedy:
        'Write callbacks: { invoiceEvents }, where invoiceEvents = callbackRouter().post(…): the key names the callback.',
    })
  })

  it('B9: what we send has the fields that are computed for it', () => {
    const Net = z.object({ net: z.number(), note: z.string().default('') })
    const Total = Net.transform((sums) => ({ ...sums, gross: sums.net * 1.2 })).pipe(
      z.object({ net: z.number(), note: z.string(), gross: z.number() }),
    )
    const events = callbackRouter().post(url, { operationId: 'paid', body: Total })
    const number = { type: 'number' }
    const schema = {
      type: 'object',
      properties: { net: number, note: { type: 'string' }, gross: number },
      required: ['net', 'note', 'gross'],
    }
    expect(read(createApp({ events })).callbacks).toEqual({
      events: { [url]: { post: event('paid', 'Paid', sends(schema)) } },
    })
  })

  it('B10: a webhook that is declared twice is an error that names both places', () => {
    const declareTwice = (): unknown => webhookRouter().post('paid', {}).post('paid', {})
    expect(readError(caught(declareTwice))).toEqual({
      code: 'ERR_CALLBACK_DUPLICATE',
      message: 'POST "paid" is declared twice: at HERE and at HERE.',
      where: 'webhookRouter().post() at HERE',
      remedy: 'Remove one of them, or give it a webhook router of its own.',
    })
  })

  it("B10: the webhooks of a sub-app that documents itself are in its parent's document", async () => {
    const app = express()
    const shop = express()
    const ours = webhookRouter().post('paid', { operationId: 'paid' })
    const ofShop = webhookRouter().post('sold', { operationId: 'sold' })
    shop.use(openapi({ info, webhooks: ofShop, onProblem: () => {} }))
    app.use('/shop', shop)
    app.use(openapi({ info, webhooks: ours, onProblem: () => {} }))
    const origin = await listen(app)
    const sold = { sold: { post: event('sold', 'Sold') } }
    expect(await fetchWebhooks(`${origin}/openapi.json`)).toEqual({
      paid: { post: event('paid', 'Paid') },
      ...sold,
    })
    expect(await fetchWebhooks(`${origin}/shop/openapi.json`)).toEqual(sold)
  })

  it('B11: no 422 of ours is said to be the answer of a receiver', () => {
    const payload = { query: z.object({ page: z.number() }), body: Paid }
    const events = callbackRouter().post(url, { operationId: 'paid', ...payload })
    const page = { name: 'page', in: 'query', required: true, schema: { type: 'number' } }
    const expected = {
      post: event('paid', 'Paid', { parameters: [page], ...sends(PaidJson) }),
    }
    const webhooks = webhookRouter().post('paid', { operationId: 'paidHook', ...payload })
    const { callbacks, document } = read(createApp({ events }), { webhooks })
    expect(callbacks).toEqual({ events: { [url]: expected } })
    expect(document['webhooks']).toEqual({
      paid: { post: { ...expected.post, operationId: 'paidHook', summary: 'Paid hook' } },
    })
  })

  describe('B12: the callbacks of a whole app', () => {
    function createGuarded(key: string): express.Express {
      const app = express()
      app.use(
        operation({ callbacks: { events: callbackRouter().post(key, { operationId: 'paid' }) } }),
      )
      app.post('/invoices', operation({ query }, answer))
      app.get('/invoices', operation({}, answer))
      app.get('/health', operation({}, answer))
      return app
    }

    it('are at the operations that have what they read, and at no other', () => {
      const { callbacks, document, problems } = read(createGuarded(url))
      expect(callbacks).toEqual({ events: { [url]: { post: event('paid', 'Paid') } } })
      expect(callbacksOf(document, '/invoices', 'get')).toBeUndefined()
      expect(callbacksOf(document, '/health', 'get')).toBeUndefined()
      expect(problems).toMatchObject([
        {
          code: 'NOTICE_CALLBACK_LEFT_OUT',
          severity: 'notice',
          message:
            'The callback is documented at 1 of the 3 operations behind the guard: the others do not have what its expressions read.',
        },
      ])
    })

    it('are an error where no operation has what they read', () => {
      const key = '{$request.query.url}'
      expect(openapi({ info }).problems(createGuarded(key))).toEqual([
        {
          code: 'ERR_CALLBACK_SOURCE',
          severity: 'error',
          where: `POST /invoices > callbacks.events > POST ${key}`,
          message: `The operation has no query parameter "url"; it has callback_url.\n\n  ${key}\n                  ^`,
          remedy: 'Declare it: query: z.object({ url: z.url() }).',
        },
      ])
    })
  })

  it('B13: nothing hostile in the options is in the page unescaped', async () => {
    const hostile = '</title></script><img src=x onerror=alert(1)>'
    const app = express()
    const webhooks = webhookRouter().post(hostile, { summary: hostile })
    const swagger = { note: hostile }
    const path = `/${hostile.replaceAll(' ', '')}.json`
    const options = { document: path, servers: [{ url: hostile }], swagger, onProblem: () => {} }
    app.use(openapi({ info: { ...info, title: hostile }, webhooks, ...options }))
    const origin = await listen(app)
    const html = await fetchText(`${origin}/docs/`)
    expect(html).toContain(
      '<title>&lt;/title&gt;&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;</title>',
    )
    expect(html).not.toMatch(/<\/title><\/script>|<img/)
    expect(html.match(/<title\b/g)).toHaveLength(1)
    expect(html.match(/<\/script>/g)).toHaveLength(5)
    const moved = await fetch(`${origin}/docs?${hostile}`, { redirect: 'manual' })
    expect(moved.headers.get('location')).toMatch(/^[^<>]*$/)
    expect(await moved.text()).not.toContain('<img')
  })
})

async function fetchText(address: string): Promise<string> {
  return (await fetch(address)).text()
}

async function fetchWebhooks(address: string): Promise<unknown> {
  return (JSON.parse(await fetchText(address)) as { webhooks?: unknown }).webhooks
}
