import express from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { callbackRouter, operation, webhookRouter, type Problem } from '../../lib/index.ts'
import { listen } from '../live-app.ts'
import { allowing, ask, openReceiver, refused, startSender } from './sending.ts'

const Event = z.object({ paid: z.boolean() })

/** What the expression comes to, for a request and its answer of the operation that declares it. */
function urlOf(
  expression: string,
  definition: object,
  asked: Parameters<typeof ask>[2],
  answer: (res: express.Response) => void = (res) => void res.json({}),
): Promise<string | undefined> {
  const events = callbackRouter()
  const { operations } = events.post(expression as '{$url}', { operationId: 'event' })
  return ask(
    { ...definition, callbacks: { events } },
    (req, res) => {
      answer(res)
      return operations.event.url(req)
    },
    asked,
  )
}

describe('the examples of the Callback Object', () => {
  // OpenAPI 3.2.0, "Key Expression": one request, and what each expression of it comes to.
  const path = '/subscribe/:eventType'
  const definition = {
    query: z.object({ queryUrl: z.url() }),
    headers: z.object({ 'content-type': z.string() }),
    body: z.object({
      failedUrl: z.url(),
      successUrls: z.array(z.url()),
    }),
    responses: { 201: z.object({ id: z.string(), next: z.url() }) },
  }
  const body = {
    failedUrl: 'https://clientdomain.com/failed',
    successUrls: [
      'https://clientdomain.com/fast',
      'https://clientdomain.com/medium',
      'https://clientdomain.com/slow',
    ],
  }
  const url = '/subscribe/myevent?queryUrl=https://clientdomain.com/stillrunning'
  const respond = (res: express.Response): void => {
    res.status(201).location('https://example.org/subscription/1')
    res.json({ id: 's 1', next: 'https://clientdomain.com/next' })
  }
  const host = /^http:\/\/127\.0\.0\.1:\d+/

  it.each([
    ['{$url}', `origin${url}`],
    ['https://hooks.test/{$method}', 'https://hooks.test/POST'],
    ['https://hooks.test/{$request.path.eventType}', 'https://hooks.test/myevent'],
    ['{$request.query.queryUrl}', 'https://clientdomain.com/stillrunning'],
    ['https://hooks.test/{$request.header.content-type}', 'https://hooks.test/application%2Fjson'],
    ['https://hooks.test/{$request.header.Content-Type}', 'https://hooks.test/application%2Fjson'],
    ['{$request.body#/failedUrl}', 'https://clientdomain.com/failed'],
    ['{$request.body#/successUrls/1}', 'https://clientdomain.com/medium'],
    ['{$response.header.Location}', 'https://example.org/subscription/1'],
    ['{$response.body#/next}', 'https://clientdomain.com/next'],
    ['{$request.body#/failedUrl}/{$response.body#/id}', 'https://clientdomain.com/failed/s%201'],
    ['https://hooks.test/{$statusCode}', 'https://hooks.test/201'],
  ])('evaluates %s', async (expression, expected) => {
    const found = await urlOf(expression, definition, { path, url, body }, respond)
    expect(found?.replace(host, 'origin')).toBe(expected)
  })

  it.each(['$request.query.queryUrl', '$request.body#/failedUrl'])(
    'takes %s as it is written in the document, without braces',
    async (expression) => {
      const found = await urlOf(expression, definition, { path, url, body }, respond)
      expect(found).toMatch(/^https:\/\/clientdomain\.com\//)
    },
  )
})

describe('an expression', () => {
  const hooks = 'https://hooks.test/'

  it('is evaluated on what was sent, whatever the checks have made of it', async () => {
    const definition = {
      params: z.object({ id: z.coerce.number() }),
      query: z.object({ count: z.coerce.number().transform((count) => count * 2) }),
      headers: z.object({ 'x-flag': z.stringbool() }),
      body: z.object({ name: z.string().toUpperCase(), at: z.iso.datetime().transform(Number) }),
    }
    const expression =
      `${hooks}{$request.path.id}/{$request.query.count}/{$request.header.x-flag}` +
      '/{$request.body#/name}'
    const found = await urlOf(expression, definition, {
      path: '/orders/:id',
      url: '/orders/007?count=2.50',
      headers: { 'x-flag': 'yes' },
      body: { name: 'ada', at: '2026-01-01T00:00:00Z' },
    })
    expect(found).toBe(`${hooks}007/2.50/yes/ada`)
  })

  it('reads what the response has sent, filtered and transformed', async () => {
    const responses = {
      202: z.object({
        at: z
          .date()
          .transform((date) => date.toISOString())
          .pipe(z.string()),
        id: z.string(),
      }),
    }
    const found = await urlOf(
      `${hooks}{$response.body#/at}/{$response.body#/id}`,
      { responses },
      {},
      (res) => void res.status(202).json({ at: new Date(0), id: 'a', secret: 's' }),
    )
    expect(found).toBe(`${hooks}1970-01-01T00%3A00%3A00.000Z/a`)
  })

  it('reads a response that nobody checks', async () => {
    const found = await urlOf(`${hooks}{$response.body#/id}`, {}, {}, (res) => {
      res.status(203).json({ id: 7, at: new Date(0) })
    })
    expect(found).toBe(`${hooks}7`)
  })

  it('is refused where it reads a response that was not sent, though no more is missing', async () => {
    const key = `${hooks}{$response.body#/id}/{$statusCode}`
    const { operations } = callbackRouter().post(key as '{$url}', { operationId: 'event' })
    const early = await ask({}, (req) => refused(async () => operations.event.url(req)))
    expect(early.code).toBe('ERR_CALLBACK_URL')
    expect(early.message).toContain(
      `"${key}" has no URL yet: {$response.body#/id} and {$statusCode} reads the response, which was not sent.`,
    )
    const nobody = await urlOf('{$request.query.hook}/{$response.body#/id}', {}, {}, () => {})
    expect(nobody).toBeUndefined()
  })

  it('has nothing of a response that could not be sent', async () => {
    const failed = await urlOf(`${hooks}{$response.body#/id}`, {}, {}, (res) => {
      expect(() => res.status(203).json({ id: 7, loop: 1n })).toThrow('BigInt')
      res.status(204).end()
    })
    expect(failed).toBeUndefined()
  })

  it('has the URL as its client wrote it, as far as proxies are trusted', async () => {
    const events = callbackRouter()
    const { event } = events.post('{$url}', { operationId: 'event' }).operations
    const app = express()
    app.get(
      '/a',
      operation({ callbacks: { events } }, (req, res) => res.json({ url: event.url(req) })),
    )
    const origin = await listen(app)
    const headers = { 'x-forwarded-host': 'shop.test:8443', 'x-forwarded-proto': 'https' }
    const look = async (): Promise<unknown> =>
      (await fetch(`${origin}/a?b=%41`, { headers })).json()
    expect(await look()).toEqual({ url: `${origin}/a?b=%41` })
    app.set('trust proxy', true)
    expect(await look()).toEqual({ url: 'https://shop.test:8443/a?b=%41' })
  })

  it('reads the parameters of where its router is mounted', async () => {
    const events = callbackRouter()
    const { operations } = events.post(`${hooks}{$request.path.shop}/{$request.path.id}`, {
      operationId: 'event',
    })
    const router = express.Router({ mergeParams: true })
    router.get(
      '/orders/:id',
      operation({ callbacks: { events } }, (req, res) =>
        res.json({ url: operations.event.url(req) }),
      ),
    )
    const origin = await listen(express().use('/shops/:shop', router))
    const answer = await fetch(`${origin}/shops/s1/orders/o1?x=1`)
    expect(await answer.json()).toEqual({ url: `${hooks}s1/o1` })
  })
})

describe('send()', () => {
  it('goes where the expression says for the request', async () => {
    const receiver = await openReceiver()
    const events = callbackRouter().post('{$request.query.callback}/invoices/{$request.body#/id}', {
      operationId: 'event',
      body: Event,
    })
    const sender = startSender({ callbacks: [events], allow: allowing(receiver) })
    const sent = await ask(
      {
        query: z.object({ callback: z.url() }),
        body: z.object({ id: z.string() }),
        callbacks: { events },
      },
      (req) => sender.send(events.operations.event, req, { paid: true }),
      {
        url: `/invoices?callback=${receiver.origin}/hooks`,
        path: '/invoices',
        body: { id: 'a/b' },
      },
    )
    expect(sent).toEqual({
      id: expect.stringMatching(/^msg_[\w-]{36}$/),
      url: `${receiver.origin}/hooks/invoices/a%2Fb`,
    })
    await expect.poll(() => receiver.received).toHaveLength(1)
    expect(receiver.received[0]).toMatchObject({
      method: 'POST',
      path: '/hooks/invoices/a%2Fb',
      body: '{"paid":true}',
      headers: { 'content-type': 'application/json', 'webhook-id': sent.id },
    })
  })

  it('needs the response where the expression does', async () => {
    const receiver = await openReceiver()
    const events = callbackRouter().post(`${receiver.origin}/{$response.body#/id}`, {
      operationId: 'event',
      body: Event,
    })
    const sender = startSender({ callbacks: [events], allow: allowing(receiver) })
    const early = await ask(
      { responses: { 200: z.object({ id: z.string() }) }, callbacks: { events } },
      async (req, res) => {
        const error = await refused(() => sender.send(events.operations.event, req, { paid: true }))
        res.json({ id: 'i1' })
        await sender.send(events.operations.event, req, { paid: true })
        return error
      },
    )
    expect(early.code).toBe('ERR_DELIVERY_TARGET')
    expect(early.message).toContain('reads {$response.body#/id}, and nothing was answered yet')
    await expect.poll(() => receiver.received.map(({ path }) => path)).toEqual(['/i1'])
  })

  it('takes the URL that url() gave, in another sender and much later', async () => {
    const receiver = await openReceiver()
    const events = callbackRouter().post('{$request.body#/url}/events', {
      operationId: 'event',
      body: Event,
    })
    const url = await ask(
      { body: z.object({ url: z.url() }), callbacks: { events } },
      (req) => events.operations.event.url(req),
      { body: { url: receiver.origin } },
    )
    expect(url).toBe(`${receiver.origin}/events`)
    const sender = startSender({ callbacks: [events], allow: allowing(receiver) })
    await sender.send(events.operations.event, url as string, { paid: false })
    await sender.send(events.operations.event, new URL(url as string), { paid: true })
    await expect
      .poll(() => receiver.received.map(({ body }) => body))
      .toEqual(['{"paid":false}', '{"paid":true}'])
  })

  it('has nobody to call where an optional source was not sent', async () => {
    const receiver = await openReceiver()
    const events = callbackRouter().post('{$request.query.callback}/events', {
      operationId: 'event',
      body: Event,
    })
    const sender = startSender({ callbacks: [events], allow: allowing(receiver) })
    const { event } = events.operations
    const [url, error] = await ask(
      { query: z.object({ callback: z.url().optional() }), callbacks: { events } },
      async (req) =>
        [event.url(req), await refused(() => sender.send(event, req, { paid: true }))] as const,
    )
    expect(url).toBeUndefined()
    expect(error.code).toBe('ERR_DELIVERY_TARGET')
    const none = await refused(() => sender.send(event, url as never, { paid: true }))
    expect(none.code).toBe('ERR_DELIVERY_TARGET')
    expect(none.message).toContain('it goes to undefined')
    expect(receiver.connected()).toBe(0)
    expect(await sender.deliveries.list()).toEqual([])
  })

  it('is refused where a value cannot stand in a URL', async () => {
    const receiver = await openReceiver()
    const events = callbackRouter().post('{$request.body#/url}/{$request.body#/id}', {
      operationId: 'event',
      body: Event,
    })
    const sender = startSender({ callbacks: [events], allow: allowing(receiver) })
    const codes = []
    for (const body of [
      { url: 'ftp://a.test', id: 'a' },
      { url: receiver.origin, id: '..' },
      { url: receiver.origin, id: {} },
    ]) {
      const error = await ask(
        { body: z.object({ url: z.string(), id: z.any() }), callbacks: { events } },
        (req) => refused(() => sender.send(events.operations.event, req, { paid: true })),
        { body },
      )
      codes.push(error.code)
    }
    expect(codes).toEqual(Array(3).fill('ERR_CALLBACK_URL'))
    expect(receiver.connected()).toBe(0)
  })

  it('sends a webhook to a URL, and to no request', async () => {
    const receiver = await openReceiver()
    const hooks = webhookRouter().put('subscribed', { operationId: 'subscribed', body: Event })
    const sender = startSender({ webhooks: [hooks], allow: allowing(receiver) })
    const { subscribed } = hooks.operations
    await sender.send(subscribed, `${receiver.origin}/hook?a=1#part`, { paid: true })
    await expect.poll(() => receiver.received).toHaveLength(1)
    expect(receiver.received[0]).toMatchObject({ method: 'PUT', path: '/hook?a=1' })
    const error = await ask({}, (req) =>
      refused(() => sender.send(subscribed, req as never, { paid: true })),
    )
    expect(error.code).toBe('ERR_DELIVERY_TARGET')
    expect(error.message).toContain('a webhook has no expression')
  })

  it('knows the operations of its routers, those of routers within, and no others', async () => {
    const receiver = await openReceiver()
    const inner = callbackRouter().post('{$request.query.a}/inner', { operationId: 'inner' })
    const outer = callbackRouter().use(inner)
    const sender = startSender({ callbacks: [outer, inner], allow: allowing(receiver) })
    await sender.send(outer.operations.inner, receiver.origin)
    await sender.send(inner.operations.inner, receiver.origin)
    const other = callbackRouter().post('{$request.query.a}/other', { operationId: 'iner' })
    const error = await refused(() => sender.send(other.operations.iner, receiver.origin))
    expect(error.code).toBe('ERR_DELIVERY_OPERATION')
    expect(error.remedy).toContain('Did you mean "inner"?')
    await expect.poll(() => receiver.received).toHaveLength(2)
  })
})

describe('what document and sending do not share', () => {
  it('is told of: a callback for a request of an operation that does not declare it', async () => {
    const receiver = await openReceiver()
    const problems: Problem[] = []
    const events = callbackRouter()
      .post(`${receiver.origin}/event`, { operationId: 'event', body: Event })
      .post(`${receiver.origin}/other`, { operationId: 'other', body: Event })
    const sender = startSender({
      callbacks: [events],
      allow: allowing(receiver),
      onProblem: (problem) => void problems.push(problem),
    })
    const { event, other } = events.operations
    await ask({ callbacks: { events } }, (req) => sender.send(event, req, { paid: true }))
    expect(problems).toEqual([])
    const unrelated = callbackRouter().post(`${receiver.origin}/unrelated`, {})
    for (const callbacks of [{}, { unrelated }]) {
      await ask({ callbacks }, (req) => sender.send(other, req, { paid: true }), {
        path: '/orders/:id',
        url: '/orders/7',
      })
    }
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      [
        'WARN_CALLBACK_UNDECLARED',
        expect.stringContaining('"other" was sent for POST /orders/:id, which does not declare it'),
      ],
    ])
    await expect.poll(() => receiver.received).toHaveLength(3)
  })

  it('knows what guards declare, and what is declared after a router was given away', async () => {
    const receiver = await openReceiver()
    const problems: Problem[] = []
    const events = callbackRouter()
    const sender = startSender({
      callbacks: [events],
      allow: allowing(receiver),
      onProblem: (problem) => void problems.push(problem),
    })
    const app = express()
    app.use(operation({ callbacks: { events } }))
    const { event } = events.post(`${receiver.origin}/event`, { operationId: 'event' }).operations
    app.get('/', async (req, res) => res.json(await sender.send(event, req)))
    await fetch(await listen(app))
    await expect.poll(() => receiver.received).toHaveLength(1)
    expect(problems).toEqual([])
  })

  it('is told of: what is declared without a name to send it by', async () => {
    const problems: Problem[] = []
    const events = callbackRouter().post('https://hooks.test/event', { body: Event })
    startSender({ callbacks: [events], onProblem: (problem) => void problems.push(problem) })
    expect(problems).toMatchObject([
      { code: 'WARN_CALLBACK_UNSENT', where: expect.stringContaining('targets.spec.ts') as string },
    ])
  })
})
