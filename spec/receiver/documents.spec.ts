import express from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openapi, operation, webhookRouter, callbackRouter } from '../../lib/index.ts'
import { receiver, testReceiver } from '../../lib/receiver/index.ts'
import { listDocumentOperations } from '../../lib/receiver/document-operations.ts'
import { readCorpus } from '../callbacks/corpus/published-document.ts'
import { allowing, startSender } from '../delivery/sending.ts'
import { caught } from '../live-app.ts'
import { invoiceEvents, paid, post, secret, serve, signedBy, webhooks } from './receiving.ts'

const open = receiver as unknown as (options: object) => Function

/** The document of an app that calls back, as it would be published. */
function publish(version: '3.0' | '3.1' | '3.2', shared = false): object {
  const app = express()
  const definition = {
    query: z.object({ callback_url: z.url() }),
    body: z.object({ id: z.string() }),
    callbacks: { invoiceEvents },
  }
  app.post(
    '/invoices',
    operation(definition, (_req, res) => void res.end()),
  )
  if (shared)
    app.put(
      '/invoices',
      operation(definition, (_req, res) => void res.end()),
    )
  const documentation = openapi({
    info: { title: 'Invoices', version: '1.0.0' },
    openapi: version,
    webhooks,
    onProblem: () => {},
  })
  app.use(documentation)
  return JSON.parse(JSON.stringify(documentation.document(app))) as object
}

const ok = (_req: unknown, res: express.Response): unknown => res.json({ ok: true })

describe.each(['3.0', '3.1', '3.2'] as const)('receiver({ document }) of OpenAPI %s', (version) => {
  it('takes what the app of that document sends', async () => {
    const receive = open({ document: publish(version), secret })
    const { origin } = await serve(receive('invoiceNotification', ok))
    const port = Number(new URL(origin).port)
    const sender = startSender({ callbacks: [invoiceEvents], secret, allow: allowing({ port }) })
    const url = `${origin}/invoices/1`
    const { invoiceNotification } = invoiceEvents.operations
    const payload = { description: 'Paid', paid: true }
    expect((await sender.deliver(invoiceNotification, url, payload)).body).toEqual({ ok: true })
    const invalid = '{"paid":true}'
    expect(await post(url, invalid, signedBy(invalid))).toMatchObject({
      status: 422,
      body: { errors: [{ in: 'body', path: '/description' }] },
    })
  })

  it('finds callbacks that several operations share, and webhooks', async () => {
    const receive = open({ document: publish(version, true), secret: false })
    expect(receive('invoiceDeleted', ok)).toBeTypeOf('function')
    const { origin } = await serve(
      receive('newSubscription', (req: express.Request, res: never) =>
        ok(req, Object.assign(res, { x: expect(req.headers['x-tenant']).toBe(7) })),
      ),
    )
    const url = `${origin}/invoices/1`
    expect((await post(url, '{"plan":"a"}', { 'x-tenant': '7' })).status).toBe(200)
    expect((await post(url, '{"plan":"a"}', { 'x-tenant': 'x' })).status).toBe(422)
  })

  it('is answered for by a test receiver', async () => {
    await using other = await testReceiver({ document: publish(version) })
    expect((await post(`${other.url}/invoices/1`, paid, {})).status).toBe(200)
    expect((await other.next()).operationId).toBe('invoiceNotification')
  })
})

/** A document in which everything is somewhere else. */
const scattered = {
  openapi: '3.1.0',
  info: { title: 'Scattered', version: '1' },
  paths: {
    '/subscribe': {
      post: {
        callbacks: { events: { $ref: '#/components/callbacks/Events' } },
        responses: { 200: { description: 'ok' } },
      },
    },
  },
  webhooks: { closed: { $ref: '#/components/pathItems/Closed' } },
  components: {
    callbacks: {
      Events: { '{$request.body#/url}': { $ref: '#/components/pathItems/Event' } },
      Unused: { '{$request.body#/url}/unused': { put: { operationId: 'unused', responses: {} } } },
    },
    pathItems: {
      Event: {
        parameters: [{ $ref: '#/components/parameters/Tenant' }],
        post: {
          operationId: 'event',
          parameters: [
            { name: 'ids', in: 'query', schema: { type: 'array', items: { type: 'integer' } } },
            { name: 'Accept', in: 'header', required: true, schema: { const: 'never' } },
          ],
          requestBody: { $ref: '#/components/requestBodies/Event' },
          responses: { 202: { $ref: '#/components/responses/Taken' } },
        },
      },
      Closed: {
        post: { operationId: 'closed', responses: { '2XX': { description: 'ok' } } },
      },
    },
    parameters: {
      Tenant: {
        name: 'X-Tenant',
        in: 'header',
        required: true,
        schema: { $ref: '#/components/schemas/Tenant' },
      },
    },
    requestBodies: {
      Event: {
        required: true,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Event' } } },
      },
    },
    responses: {
      Taken: {
        description: 'taken',
        headers: { 'X-Id': { required: true, schema: { type: 'integer', minimum: 3 } } },
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Taken' } } },
      },
    },
    schemas: {
      Tenant: { type: 'integer', minimum: 1 },
      Event: {
        type: 'object',
        required: ['id', 'inner', 'kind'],
        additonalProperties: false,
        properties: {
          id: { type: 'string', readOnly: true },
          kind: { type: 'string', pattern: '(?i)^x', 'x-note': 1 },
          inner: { anyOf: [{ $ref: '#/components/schemas/Event' }, { type: 'null' }] },
        },
      },
      Taken: {
        type: 'object',
        required: ['at'],
        properties: { at: { type: 'string', format: 'date-time' } },
      },
    },
  },
}

describe('a document in which everything is somewhere else', () => {
  const receive = open({ document: scattered, secret: false })

  it('is followed', async () => {
    const { origin } = await serve(
      receive('event', (req: express.Request, res: express.Response) => {
        res.status(202).json({ at: new Date(0), tenant: req.headers['x-tenant'], extra: 1 })
      }),
      { path: '/' },
    )
    const event = (inner: unknown, more = {}): string =>
      JSON.stringify({ kind: 'y', inner, ...more })
    const answer = await post(`${origin}?ids=1&ids=2`, event(null), { 'x-tenant': '2' })
    expect(answer).toMatchObject({ status: 202, body: { at: '1970-01-01T00:00:00.000Z' } })
    expect((await post(origin, event(null), {})).body).toMatchObject({
      errors: [{ in: 'header', path: '/X-Tenant', code: 'required' }],
    })
    expect((await post(origin, event({ inner: null }), { 'x-tenant': '0' })).body).toMatchObject({
      errors: [
        { in: 'header', path: '/X-Tenant', code: 'minimum' },
        { in: 'body', path: '/inner/kind', code: 'required' },
      ],
    })
    expect((await post(`${origin}?ids=x`, event(null), { 'x-tenant': '2' })).body).toMatchObject({
      errors: [{ in: 'query', path: '/ids/0' }],
    })
    expect((await post(origin, event(null, { id: 'i' }), { 'x-tenant': '2' })).status).toBe(202)
    expect((await post(origin, event(null, { id: 1 }), { 'x-tenant': '2' })).status).toBe(422)
  })

  it('has what nobody refers to', () => {
    expect(receive('unused', ok)).toBeTypeOf('function')
    expect(receive('closed', ok)).toBeTypeOf('function')
  })

  it('is answered for with bodies and headers that fit', async () => {
    await using other = await testReceiver({ document: scattered })
    const answer = await post(other.url, '{"kind":"x","inner":null}', { 'x-tenant': '1' })
    expect(answer).toMatchObject({ status: 202, body: { at: expect.any(String) } })
    expect(Number(answer.headers.get('x-id'))).toBeGreaterThanOrEqual(3)
    await post(`${other.url}/closed`, '', {})
    expect((await other.next('closed')).faults).toEqual([])
  })

  it('says what of it is not there', () => {
    const elsewhere = {
      ...scattered,
      webhooks: { lost: { $ref: 'other.yaml#/webhooks/lost' } },
    }
    const error = caught(() => open({ document: elsewhere, secret: false })('lost', ok))
    expect(error.code).toBe('ERR_RECEIVER_OPERATION')
    expect(error.message).toContain('bundle')
    expect(error.message).toContain('There are event, unused.')
  })
})

describe('what is no document', () => {
  it.each([
    [undefined, 'Neither callbacks'],
    ['openapi.json', 'document is "openapi.json"'],
    [{}, 'openapi undefined'],
    [{ swagger: '2.0' }, 'openapi undefined'],
    [{ openapi: '4.0.0' }, 'openapi "4.0.0"'],
  ])('%j is refused', (document, message) => {
    const error = caught(() => open({ document, secret: false }))
    expect(error.code).toBe('ERR_DELIVERY_OPTION')
    expect(error.message).toContain(message)
  })
})

describe('routers and a document', () => {
  it('are received together', () => {
    const more = webhookRouter().post('more', { operationId: 'more' })
    const callbacks = callbackRouter().post('{$request.query.u}', { operationId: 'other' })
    const receive = open({ document: scattered, webhooks: more, callbacks, secret: false })
    for (const id of ['event', 'more', 'other']) expect(receive(id, ok)).toBeTypeOf('function')
  })
})

const folder = process.env['RINGBACK_CORPUS']
const published = folder === undefined ? [] : readCorpus(folder)

describe('published documents', () => {
  it('were given, where RINGBACK_CORPUS is set', () => {
    expect(published.length > 0).toBe(folder !== undefined)
  })

  it.each(published.map(({ file, document }) => [file, document] as const))(
    'can be received: %s',
    (_file, document) => {
      const operations = listDocumentOperations(document, 'a spec')
      expect(operations.length).toBeGreaterThan(0)
      const receive = open({ document, secret: false })
      const ids = operations.flatMap(({ operationId }) => operationId ?? [])
      const sole = ids.filter((id) => ids.indexOf(id) === ids.lastIndexOf(id))
      expect(sole.map((id) => make(() => receive(id, ok)))).toEqual(sole.map(() => 'made'))
    },
  )
})

/** What a document has elsewhere is not known. */
function make(action: () => unknown): string {
  try {
    action()
    return 'made'
  } catch (error) {
    const { message } = error as Error
    return /nothing is known of the reference "[^#"]/.test(message) ? 'made' : message
  }
}
