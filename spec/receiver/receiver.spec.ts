import express, { type Request, type Response } from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createSecret } from '../../lib/delivery/index.ts'
import { callbackRouter } from '../../lib/index.ts'
import { receiver, type ReceiverOptions } from '../../lib/receiver/index.ts'
import { caught, listen, summary } from '../live-app.ts'
import { allowing, startSender } from '../delivery/sending.ts'
import {
  InvoiceEvent,
  invoiceEvents,
  paid,
  post,
  secret,
  serve,
  signedBy,
  watchErrors,
  webhooks,
} from './receiving.ts'

const { invoiceNotification, invoiceDeleted } = invoiceEvents.operations
const options = { callbacks: invoiceEvents, secret }
type Options = Partial<ReceiverOptions>

/** A receiver of invoices that counts what it handles. */
async function serveInvoices(given: Options = {}, prepare?: (app: express.Express) => void) {
  const handled: unknown[] = []
  const receive = receiver({ ...options, ...given } as typeof options)
  const run = receive('invoiceNotification', (req, res) => {
    handled.push(req.body)
    res.json({ ok: true })
  })
  const served = await serve(run, prepare ? { prepare } : {})
  return { ...served, url: `${served.origin}/invoices/i-1`, handled }
}

const refusal = (status: number, code: string, errors: unknown[]): object => ({
  status,
  body: expect.objectContaining({ type: 'about:blank', status, code, errors }),
})

describe('receiver()', () => {
  it('takes what our own sender sends, and gives it the answer that is declared', async () => {
    const { origin, handled } = await serveInvoices()
    const port = Number(new URL(origin).port)
    const sender = startSender({ callbacks: [invoiceEvents], secret, allow: allowing({ port }) })
    const url = `${origin}/invoices/i-1`
    const answer = await sender.deliver(invoiceNotification, url, { description: 'Ż', paid: true })
    expect(answer).toMatchObject({ status: 200, body: { ok: true } })
    expect(handled).toEqual([{ description: 'Ż', paid: true }])
  })

  it('takes what the library of Standard Webhooks signs', async () => {
    const { url, handled } = await serveInvoices()
    expect(await post(url)).toMatchObject({ status: 200, body: { ok: true } })
    expect(handled).toEqual([JSON.parse(paid)])
  })

  it('takes each of several secrets while they rotate, and a public key', async () => {
    const [older, pair] = [createSecret(), createSecret('v1a')]
    const { url, origin } = await serveInvoices({ secret: [secret, older, pair.publicKey] })
    expect((await post(url, paid, signedBy(paid, { by: older }))).status).toBe(200)
    expect((await post(url)).status).toBe(200)
    const sender = startSender({
      callbacks: [invoiceEvents],
      secret: pair.privateKey,
      allow: allowing({ port: Number(new URL(origin).port) }),
    })
    const payload = { description: 'Paid', paid: true }
    expect((await sender.deliver(invoiceNotification, url, payload)).status).toBe(200)
  })

  it('asks a function for the secret of each request', async () => {
    const other = createSecret()
    const { origin } = await serveInvoices({
      secret: async (req) => (req.params['id'] === 'i-1' ? secret : other),
    })
    const byOther = (): Record<string, string> => signedBy(paid, { by: other })
    expect((await post(`${origin}/invoices/i-1`)).status).toBe(200)
    expect((await post(`${origin}/invoices/i-1`, paid, byOther())).status).toBe(401)
    expect((await post(`${origin}/invoices/i-2`, paid, byOther())).status).toBe(200)
  })

  it('tells the app of a secret that a function does not find', async () => {
    const { url, errors, handled } = await serveInvoices({ secret: () => undefined })
    expect((await post(url)).status).toBe(500)
    expect(errors).toMatchObject([{ code: 'ERR_DELIVERY_SECRET' }])
    expect(handled).toEqual([])
  })

  it('takes what is not signed where that is asked for', async () => {
    const { url } = await serveInvoices({ secret: false })
    expect((await post(url, paid, {})).status).toBe(200)
  })

  it.each([
    ['no headers at all', {}, '/webhook-id', 'missing-header'],
    ['another secret', signedBy(paid, { by: createSecret() }), '/webhook-signature', 'no-match'],
    ['another body', signedBy(paid, { of: `${paid} ` }), '/webhook-signature', 'no-match'],
    [
      'a version without a secret',
      { ...signedBy(paid), 'webhook-signature': 'v1a,AAAA' },
      '/webhook-signature',
      'unknown-version',
    ],
    ['another id', { ...signedBy(paid), 'webhook-id': 'msg_2' }, '/webhook-signature', 'no-match'],
  ])('answers 401 to %s', async (_what, headers, path, code) => {
    const { url, handled } = await serveInvoices()
    const answer = await post(url, paid, headers)
    expect(answer).toMatchObject(
      refusal(401, 'ERR_RECEIVER_SIGNATURE', [
        { in: 'header', path, code, message: expect.any(String) },
      ]),
    )
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(answer.headers.get('www-authenticate')).toBe('Webhook-Signature')
    expect(handled).toEqual([])
  })

  it.each([
    [310, 'too-old'],
    [-310, 'too-new'],
  ])('answers 401 to a signature of %i seconds ago', async (age, code) => {
    const { url } = await serveInvoices()
    const answer = await post(url, paid, signedBy(paid, { age }))
    expect(answer.body).toMatchObject({ errors: [{ code, path: '/webhook-timestamp' }] })
    expect((await post(url, paid, signedBy(paid, { age: age > 0 ? 280 : -280 }))).status).toBe(200)
  })

  it('is as tolerant as it is told to be', async () => {
    const { url } = await serveInvoices({ tolerance: 10 })
    expect((await post(url, paid, signedBy(paid, { age: 20 }))).status).toBe(401)
    expect((await post(url, paid, signedBy(paid, { age: 5 }))).status).toBe(200)
  })

  it('lists all that is not as declared', async () => {
    const { url, handled } = await serveInvoices()
    const body = '{"description":1}'
    expect(await post(url, body, signedBy(body))).toMatchObject(
      refusal(422, 'ERR_REQUEST_INVALID', [
        { in: 'body', path: '/paid', message: 'is required', code: 'required' },
        { in: 'body', path: '/description', message: 'must be string', code: 'type' },
      ]),
    )
    expect(handled).toEqual([])
  })

  it('answers 415 to another media type, whatever is in it', async () => {
    const { url } = await serveInvoices()
    const headers = { ...signedBy('a,b'), 'content-type': 'text/csv' }
    const errors = [
      { in: 'body', path: '', code: 'mediaType', message: expect.stringContaining('text/csv') },
    ]
    expect(await post(url, 'a,b', headers)).toMatchObject(refusal(415, 'ERR_MEDIA_TYPE', errors))
  })

  it('answers 415 to a body that is packed', async () => {
    const { url } = await serveInvoices({ secret: false })
    const answer = await post(url, paid, { 'content-encoding': 'gzip' })
    expect(answer).toMatchObject({
      status: 415,
      body: { errors: [{ in: 'header', path: '/content-encoding' }] },
    })
    expect(answer.headers.get('accept-encoding')).toBe('identity')
    expect((await post(url, paid, { 'content-encoding': 'identity' })).status).toBe(200)
  })

  it.each(['{"description":', Buffer.from([0x22, 0xff, 0x22])])(
    'answers 400 to what is no JSON in UTF-8',
    async (body) => {
      const { url } = await serveInvoices({ secret: false })
      const errors = [{ in: 'body', path: '', message: 'cannot be parsed', code: 'malformed' }]
      expect(await post(url, body, {})).toMatchObject(refusal(400, 'ERR_BODY_MALFORMED', errors))
    },
  )

  it('answers 422 where there is no body', async () => {
    const { url } = await serveInvoices()
    expect(await post(url, '', signedBy(''))).toMatchObject({
      status: 422,
      body: { errors: [{ in: 'body', path: '', code: 'required' }] },
    })
  })

  it.each([
    ['with its length', (body: string) => body],
    ['in chunks', (body: string) => new Blob([body]).stream() as unknown as string],
  ])('answers 413 to a body that is too large, %s', async (_how, write) => {
    const { url, handled } = await serveInvoices({ limit: 100, secret: false })
    const long = JSON.stringify({ description: 'x'.repeat(200), paid: true })
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: write(long),
      ...{ duplex: 'half' },
    })
    expect(answer.status).toBe(413)
    expect(await answer.json()).toMatchObject({ code: 'ERR_RECEIVER_SIZE' })
    expect(handled).toEqual([])
    const exact = JSON.stringify({ description: 'x'.repeat(100 - 32), paid: true })
    expect(exact.length).toBeLessThanOrEqual(100)
    expect((await post(url, exact, {})).status).toBe(200)
  })

  it('reads 1 MiB by default, and answers what is far beyond at once', async () => {
    const { url } = await serveInvoices({ secret: false })
    const of = (length: number): string =>
      JSON.stringify({ description: 'x'.repeat(length - 32), paid: true })
    expect((await post(url, of(1024 * 1024), {})).status).toBe(200)
    expect((await post(url, of(1024 * 1024 + 33), {})).status).toBe(413)
    expect((await post(url, of(1024), {})).status).toBe(200)
  })

  it('answers 405 to another method', async () => {
    const { url } = await serveInvoices()
    const answer = await post(url, paid, signedBy(paid), 'PUT')
    expect(answer).toMatchObject({ status: 405, body: { code: 'ERR_RECEIVER_METHOD' } })
    expect(answer.headers.get('allow')).toBe('POST')
  })

  it('lets the app answer what is refused', async () => {
    const { url } = await serveInvoices({
      onError: (error, _req, res) => void res.status(400).json({ why: error.code }),
    })
    expect(await post(url, paid, {})).toMatchObject({
      status: 400,
      body: { why: 'ERR_RECEIVER_SIGNATURE' },
    })
  })

  it('tells the app where its own answer to a refusal fails', async () => {
    const { url, errors } = await serveInvoices({
      onError: async () => {
        throw new Error('ours')
      },
    })
    expect((await post(url, paid, {})).status).toBe(500)
    expect(errors).toMatchObject([{ message: 'ours' }])
  })

  describe('behind another parser', () => {
    it('says clearly that the bytes are gone', async () => {
      const { url, errors, handled } = await serveInvoices({}, (app) => app.use(express.json()))
      expect((await post(url)).status).toBe(500)
      expect(errors).toMatchObject([{ code: 'ERR_RECEIVER_PARSED' }])
      expect((errors[0] as Error).message).toContain('receiver.spec.ts')
      expect((errors[0] as Error).message).toContain('before app.use(express.json())')
      expect(handled).toEqual([])
    })

    it('takes the bytes that the app has kept', async () => {
      const { url, handled } = await serveInvoices({}, (app) =>
        app.use(
          express.json({ verify: (req, _res, body) => Object.assign(req, { rawBody: body }) }),
        ),
      )
      expect((await post(url)).status).toBe(200)
      expect(handled).toEqual([JSON.parse(paid)])
    })

    it('knows the bytes where there are none', async () => {
      const receive = receiver(options)
      const { origin } = await serve(
        receive('invoiceDeleted', async () => {}),
        {
          prepare: (app) => app.use(express.json()),
        },
      )
      for (const body of [undefined, '']) {
        const url = `${origin}/invoices/1`
        const init = {
          method: 'DELETE',
          headers: { ...signedBy(''), 'content-type': 'application/json' },
        }
        expect((await fetch(url, body === undefined ? init : { ...init, body })).status).toBe(204)
      }
    })

    it('takes the bytes of express.raw()', async () => {
      const { url } = await serveInvoices({}, (app) => app.use(express.raw({ type: '*/*' })))
      expect((await post(url)).status).toBe(200)
    })

    it('leaves other routes to a parser that comes later', async () => {
      const app = express()
      const receive = receiver(options)
      app.post(
        '/invoices/:id',
        receive('invoiceNotification', (_req, res) => res.json({ ok: true })),
      )
      app.use(express.json())
      app.post('/other', (req: Request, res: Response) => void res.json(req.body))
      const origin = await listen(app)
      expect((await post(`${origin}/invoices/i-1`)).status).toBe(200)
      expect((await post(`${origin}/other`, '{"a":1}', {})).body).toEqual({ a: 1 })
    })
  })

  it('works in a Router, under a mount path, and reads the path of the app', async () => {
    const receive = receiver(options)
    const router = express.Router()
    router.post(
      '/invoices/:id',
      receive('invoiceNotification', (req, res) => {
        res.json({ ok: req.params.id === 'i-1' })
      }),
    )
    const app = express().use('/hooks', router)
    const origin = await listen(app)
    expect((await post(`${origin}/hooks/invoices/i-1`)).body).toEqual({ ok: true })
  })

  it('takes what the URL has in its query beside what is declared', async () => {
    const events = callbackRouter().post('{$request.query.url}', {
      operationId: 'paged',
      query: z.strictObject({ page: z.number() }),
    })
    const receive = receiver({ callbacks: events, secret: false })
    const { origin } = await serve(
      receive('paged', (req, res) => res.json({ page: req.query.page })),
      { path: '/' },
    )
    const answer = await post(`${origin}/?token=t&page=2`, '', {})
    expect(answer).toMatchObject({ status: 200, body: { page: 2 } })
    expect((await post(`${origin}/?page=x`, '', {})).body).toMatchObject({
      errors: [{ in: 'query', path: '/page' }],
    })
  })

  it('leaves the bytes to what comes after it', async () => {
    const receive = receiver(options)
    const { origin } = await serve([
      receive('invoiceNotification', (_req, _res, next) => next()),
      receive('invoiceNotification', (req, res) => {
        const { rawBody } = req as unknown as { rawBody: Buffer }
        res.json({ ok: rawBody.toString() === paid })
      }),
    ])
    expect((await post(`${origin}/invoices/1`)).body).toEqual({ ok: true })
  })

  it('waits for what stands before it', async () => {
    const receive = receiver(options)
    const { origin } = await serve([
      (_req: Request, _res: Response, next: () => void) => void setTimeout(next, 50),
      receive('invoiceNotification', (_req, res) => res.json({ ok: true })),
    ])
    expect((await post(`${origin}/invoices/1`)).body).toEqual({ ok: true })
  })

  it('checks and coerces declared headers', async () => {
    const receive = receiver({ webhooks, secret: false })
    const { origin } = await serve(
      receive('newSubscription', (req, res) => res.json({ tenant: req.headers['x-tenant'] })),
      { path: '/' },
    )
    const body = '{"plan":"gold"}'
    expect((await post(origin, body, { 'x-tenant': '7' })).body).toEqual({ tenant: 7 })
    expect((await post(origin, body, { 'x-tenant': 'x' })).body).toMatchObject({
      errors: [{ in: 'header', path: '/x-tenant' }],
    })
  })

  it('reads forms and text, where these are declared', async () => {
    const events = callbackRouter().post('{$request.query.url}', {
      operationId: 'media',
      body: {
        content: {
          'application/x-www-form-urlencoded': z.object({
            n: z.number(),
            tags: z.array(z.string()),
          }),
          'text/csv': { type: 'string' },
          'application/octet-stream': { type: 'string' },
        },
      },
    })
    const receive = receiver({ callbacks: [events], secret: false })
    const { origin } = await serve(
      receive('media', (req, res) => {
        res.json(Buffer.isBuffer(req.body) ? { bytes: [...req.body] } : req.body)
      }),
      { path: '/' },
    )
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await post(origin, 'n=1&tags=a', form)).body).toEqual({ n: 1, tags: ['a'] })
    expect((await post(origin, 'n=x&tags=a', form)).status).toBe(422)
    expect((await post(origin, 'a,b', { 'content-type': 'text/csv' })).body).toBe('a,b')
    const octets = { 'content-type': 'application/octet-stream' }
    expect((await post(origin, new Uint8Array([0, 255]), octets)).body).toEqual({ bytes: [0, 255] })
  })

  it('reads a payload as it travels: after the transforms of who sends it', async () => {
    const Event = z.object({
      at: z.codec(z.date(), z.iso.datetime(), {
        decode: (date) => date.toISOString(),
        encode: (text) => new Date(text),
      }),
      total: z.number().default(0),
    })
    const events = callbackRouter().post('{$request.query.url}', { operationId: 'at', body: Event })
    const receive = receiver({ callbacks: events, secret })
    const { origin } = await serve(
      receive('at', (req, res) => res.json(req.body)),
      { path: '/' },
    )
    const port = Number(new URL(origin).port)
    const sender = startSender({ callbacks: [events], secret, allow: allowing({ port }) })
    const at = new Date(0)
    const { body } = await sender.deliver(events.operations.at, origin, { at })
    expect(JSON.parse(String(body))).toEqual({ at: '1970-01-01T00:00:00.000Z', total: 0 })
  })

  describe('answers', () => {
    const run = async (handler: (req: Request, res: Response) => unknown, given: Options = {}) => {
      const receive = receiver({ ...options, secret: false, ...given } as typeof options)
      return serve(receive('invoiceNotification', handler as never))
    }

    it('are filtered to what is declared', async () => {
      const { origin } = await run((_req, res) => res.json({ ok: true, secret: 1 }))
      expect((await post(`${origin}/invoices/1`, paid, {})).body).toEqual({ ok: true })
    })

    it('that are not as declared become 500, and are told', async () => {
      const told: unknown[] = []
      const { origin } = await run((_req, res) => res.json({ ok: 'yes' }), {
        onResponseError: (error) => void told.push(error),
      })
      expect((await post(`${origin}/invoices/1`, paid, {})).status).toBe(500)
      expect(told).toMatchObject([{ code: 'ERR_RESPONSE_INVALID' }])
    })

    it('that are not as declared are sent where that is asked for', async () => {
      const told: unknown[] = []
      const onResponseError = (error: unknown): void => void told.push(error)
      const warn = await run((_req, res) => res.json({ ok: 'yes' }), {
        responses: 'warn',
        onResponseError,
      })
      expect((await post(`${warn.origin}/invoices/1`, paid, {})).body).toEqual({ ok: 'yes' })
      expect(told).toHaveLength(1)
      const off = await run((_req, res) => res.json({ ok: 'yes' }), {
        responses: 'off',
        onResponseError,
      })
      expect((await post(`${off.origin}/invoices/1`, paid, {})).body).toEqual({ ok: 'yes' })
      expect(told).toHaveLength(1)
    })

    it.each([
      ['throws', () => fail()],
      ['rejects', async () => fail()],
    ])('of a handler that %s are those of the app', async (_how, handler) => {
      const { origin, errors } = await run(handler)
      expect((await post(`${origin}/invoices/1`, paid, {})).status).toBe(500)
      expect(errors).toMatchObject([{ message: 'failed' }])
    })

    it('are given for an async handler, where only one without a body is declared', async () => {
      const receive = receiver(options)
      const { origin } = await serve(receive('invoiceDeleted', async () => {}))
      const port = Number(new URL(origin).port)
      const sender = startSender({ callbacks: [invoiceEvents], secret, allow: allowing({ port }) })
      const answer = await sender.deliver(invoiceDeleted, `${origin}/invoices/1`)
      expect(answer.status).toBe(204)
    })

    it('are left to an async handler that has answered, or has gone on', async () => {
      const receive = receiver({ ...options, secret: false })
      const gone = receive('invoiceDeleted', async (_req, _res, next) => next())
      const { origin } = await serve([
        gone,
        (_req: Request, res: Response) => res.status(202).end(),
      ])
      expect((await post(`${origin}/invoices/1`, '', {}, 'DELETE')).status).toBe(202)
      const own = receive('invoiceDeleted', async (_req, res) => void res.status(204).end())
      const served = await serve(own)
      expect((await post(`${served.origin}/invoices/1`, '', {}, 'DELETE')).status).toBe(204)
      expect(served.errors).toEqual([])
    })
  })
})

function fail(): never {
  throw new Error('failed')
}

describe('what receiver() refuses', () => {
  it.each([
    ['no secret', { ...options, secret: undefined }, 'ERR_DELIVERY_SECRET', 'secret is undefined'],
    [
      'a private key',
      { ...options, secret: createSecret('v1a').privateKey },
      'ERR_DELIVERY_SECRET',
      'private key',
    ],
    ['an empty list', { ...options, secret: [] }, 'ERR_DELIVERY_SECRET', 'A list of 0'],
    ['no source', { secret }, 'ERR_DELIVERY_OPTION', 'Neither callbacks'],
    ['the other router', { callbacks: webhooks, secret }, 'ERR_DELIVERY_OPTION', 'callbacks is'],
    ['no router', { webhooks: [webhooks, {}], secret }, 'ERR_DELIVERY_OPTION', 'webhooks[1] is'],
    ['an unknown option', { ...options, secrets: 1 }, 'ERR_DELIVERY_OPTION', 'secrets'],
    ['a tolerance of none', { ...options, tolerance: 0 }, 'ERR_DELIVERY_OPTION', 'tolerance is'],
    ['a limit in words', { ...options, limit: '1mb' }, 'ERR_DELIVERY_OPTION', 'limit is "1mb"'],
    ['a window of none', { ...options, replayWindow: 0 }, 'ERR_DELIVERY_OPTION', 'replayWindow'],
    ['half a store', { ...options, replays: { claim() {} } }, 'ERR_DELIVERY_OPTION', 'replays is'],
    ['another word', { ...options, responses: 'no' }, 'ERR_DELIVERY_OPTION', 'responses is'],
    ['no function', { ...options, onError: 1 }, 'ERR_DELIVERY_OPTION', 'onError is'],
    ['no object', 1, 'ERR_DELIVERY_OPTION', 'options is'],
  ])('%s', (_what, given, code, message) => {
    const error = caught(() => receiver(given as never))
    expect(error.code).toBe(code)
    expect(error.message).toContain(message)
  })

  it('an operation that is not there, with those that are', () => {
    const receive = receiver(options) as (id: string, handler: unknown) => unknown
    expect(summary(caught(() => receive('invoiceNotificatoin', () => {})))).toEqual({
      code: 'ERR_RECEIVER_OPERATION',
      message: 'No callback and no webhook has the operationId "invoiceNotificatoin".',
      where: 'receiver()',
      remedy: 'Did you mean "invoiceNotification"? There are invoiceNotification, invoiceDeleted.',
    })
  })

  it('two operations of one name', () => {
    const same = callbackRouter().post('{$request.query.url}', {
      operationId: 'invoiceDeleted',
      body: InvoiceEvent,
    })
    const receive = receiver({ callbacks: [invoiceEvents, same], secret }) as Function
    expect(caught(() => receive('invoiceDeleted', () => {})).message).toContain(
      'Several operations',
    )
    const twice = receiver({ callbacks: [invoiceEvents, invoiceEvents], secret })
    expect(twice('invoiceDeleted', (_req, res) => void res.end())).toBeTypeOf('function')
  })

  it.each([[undefined], ['text'], [(_a: 1, _b: 2, _c: 3, _d: 4) => {}]])(
    'what is no handler',
    (handler) => {
      const receive = receiver(options) as Function
      expect(caught(() => receive('invoiceDeleted', handler)).code).toBe('ERR_HANDLER')
    },
  )

  it.each([[undefined], [{}], [[]], [() => {}]])('what is no operationId', (first) => {
    const receive = receiver(options) as Function
    expect(caught(() => receive(first)).code).toBe('ERR_HANDLER')
  })

  it('a schema that cannot be compiled, where it is made', () => {
    const events = callbackRouter().post('{$request.query.url}', {
      operationId: 'unknown',
      body: { $ref: '#/components/schemas/Elsewhere' },
    })
    const receive = receiver({ callbacks: events, secret })
    expect(caught(() => receive('unknown', () => {})).code).toBe('ERR_SCHEMA')
  })

  it('nothing of what it prints shows a secret', async () => {
    const printed = watchErrors()
    const { url, errors } = await serveInvoices({ secret: () => `${secret}x` })
    await post(url)
    expect(JSON.stringify([printed, errors.map(String)])).not.toContain(secret.slice(6))
  })
})
