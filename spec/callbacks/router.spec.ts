import express from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { callbackRouter, openapi, operation } from '../../lib/index.ts'
import type { CallbackRouter } from '../../lib/index.ts'
import { caught, summary } from '../live-app.ts'

const info = { title: 'Callbacks', version: '1.0.0' }
const url = '{$request.body#/url}'
const body = z.object({ url: z.url() })
const success = { 200: { description: 'Successful Response' } }

/** As JavaScript sees them, which has no types to refuse a mistake. */
type Loose = Record<string, (...input: unknown[]) => unknown>

function loose(router: unknown): Loose {
  return router as Loose
}

/** The error of a mistaken call, with the line that it names replaced by "#". */
function mistake(action: () => unknown): Record<string, unknown> {
  const { where, ...rest } = summary(caught(action))
  return { ...rest, where: String(where).replace(/:\d+$/, ':#') }
}

/** The document of an app with an operation for each of the callbacks that are given. */
function documentOf(...callbacks: Record<string, CallbackRouter>[]): Record<string, unknown> {
  const app = express()
  for (const [index, each] of callbacks.entries()) {
    app.post(
      `/${index}`,
      operation({ body, callbacks: each }, () => {}),
    )
  }
  return openapi({ info }).document(app) as unknown as Record<string, unknown>
}

/** The callbacks of the operation at one path of it. */
function callbacksOf(document: Record<string, unknown>, path = '/0'): unknown {
  return (document['paths'] as Record<string, { post: Record<string, unknown> }>)[path]?.post[
    'callbacks'
  ]
}

describe('callbackRouter()', () => {
  it('says the same in a chain and in statements', () => {
    const chain = callbackRouter()
      .post(`${url}/paid`, { operationId: 'paid' })
      .delete(`${url}/paid`, { operationId: 'unpaid' })
    const statements = callbackRouter()
    statements.post(`${url}/paid`, { operationId: 'paid' })
    statements.delete(`${url}/paid`, { operationId: 'unpaid' })
    const expected = {
      events: {
        '{$request.body#/url}/paid': {
          post: { summary: 'Paid', operationId: 'paid', security: [], responses: success },
          delete: { summary: 'Unpaid', operationId: 'unpaid', security: [], responses: success },
        },
      },
    }
    expect(callbacksOf(documentOf({ events: chain }))).toEqual(expected)
    expect(callbacksOf(documentOf({ events: statements }))).toEqual(expected)
  })

  it.each(['get', 'put', 'post', 'delete', 'patch', 'options', 'head', 'trace'] as const)(
    'documents the method %s',
    (method) => {
      const events = callbackRouter()[method](url, { operationId: 'call' })
      expect(callbacksOf(documentOf({ events }))).toEqual({
        events: {
          [url]: {
            [method]: { summary: 'Call', operationId: 'call', security: [], responses: success },
          },
        },
      })
    },
  )

  it('writes an expression alone in braces', () => {
    const events = callbackRouter().post('$request.body#/url', { operationId: 'call' })
    expect(Object.keys((callbacksOf(documentOf({ events })) as Loose)['events'] ?? {})).toEqual([
      '{$request.body#/url}',
    ])
  })

  it('keeps two expressions in one callback', () => {
    const events = callbackRouter()
      .post(`${url}/paid`, { operationId: 'paid' })
      .post(`${url}/lost`, { operationId: 'lost' })
    expect(callbacksOf(documentOf({ events }))).toEqual({
      events: {
        '{$request.body#/url}/paid': {
          post: { summary: 'Paid', operationId: 'paid', security: [], responses: success },
        },
        '{$request.body#/url}/lost': {
          post: { summary: 'Lost', operationId: 'lost', security: [], responses: success },
        },
      },
    })
  })

  it('takes over the operations of another by use()', () => {
    const paid = callbackRouter().post(`${url}/paid`, { operationId: 'paid' })
    const events = callbackRouter().post(`${url}/lost`, { operationId: 'lost' }).use(paid)
    expect(Object.keys(events.operations)).toEqual(['lost', 'paid'])
    expect(callbacksOf(documentOf({ events }))).toEqual({
      events: {
        '{$request.body#/url}/lost': {
          post: { summary: 'Lost', operationId: 'lost', security: [], responses: success },
        },
        '{$request.body#/url}/paid': {
          post: { summary: 'Paid', operationId: 'paid', security: [], responses: success },
        },
      },
    })
  })

  it.each([
    ['a router of Express', express.Router(), 'a Router of Express'],
    ['nothing, as of a wrong import', undefined, 'undefined'],
  ])('refuses %s in use()', (_what, other, given) => {
    expect(mistake(() => loose(callbackRouter())['use']?.(other))).toMatchObject({
      code: 'ERR_CALLBACK_ROUTER',
      message: `callbackRouter().use() takes callback routers and operation({ … }), and ${given} was given.`,
      remedy:
        'Give what another callbackRouter() returned, or operation({ … }) as a guard, and no path.',
    })
  })
})

describe('callbackRouter().operations', () => {
  const events = callbackRouter()
    .post(`$request.body#/url`, { operationId: 'paid', body: z.object({ id: z.string() }) })
    .get(`${url}/nameless`, {})

  it('holds each operation that has an operationId', () => {
    expect(events.operations.paid).toEqual({
      operationId: 'paid',
      method: 'post',
      expression: url,
      url: expect.any(Function),
    })
    expect(Object.keys(events.operations)).toEqual(['paid'])
    expect('paid' in events.operations).toBe(true)
    expect('lost' in events.operations).toBe(false)
  })

  it('refuses a name that is not there, and lists those that are', () => {
    expect(mistake(() => loose(events.operations)['payed'])).toMatchObject({
      code: 'ERR_CALLBACK_OPERATION',
      message: 'The callback router has no operation "payed"; it has paid.',
      remedy:
        "Give the operation that you mean operationId: 'payed', or ask for one that is there.",
    })
    expect(mistake(() => loose(callbackRouter().operations)['constructor'])).toMatchObject({
      code: 'ERR_CALLBACK_OPERATION',
      message:
        'The callback router has no operation "constructor"; it has none with an operationId.',
    })
  })

  it('can be printed, and awaited', async () => {
    expect(JSON.parse(JSON.stringify(events.operations))).toEqual({
      paid: { operationId: 'paid', method: 'post', expression: url },
    })
    expect(await Promise.resolve(events.operations)).toBe(events.operations)
  })
})

describe('a mistaken operation of callbackRouter()', () => {
  const here = 'callbackRouter().post() at spec/callbacks/router.spec.ts:#'

  it.each([
    [
      "FastAPI's {$callback_url}",
      '{$callback_url}/invoices',
      '"$callback_url" is not a runtime expression.\n\n  {$callback_url}/invoices\n   ^',
      'Did you mean `{$request.query.callback_url}`?',
    ],
    [
      "FastAPI's {$request.body.id}",
      'https://a.test/{$request.body.id}',
      '".id" after "body" is not "#" and a JSON Pointer.\n\n  https://a.test/{$request.body.id}\n                               ^',
      'Write `{$request.body#/id}`.',
    ],
    [
      'a parameter of Express',
      'https://a.test/:id',
      'A callback key takes runtime expressions, not path parameters: ":id".\n\n  https://a.test/:id\n                 ^',
      'Write `{$request.body#/id}`, or `{$request.query.id}` for a query parameter.',
    ],
    [
      'a relative URL',
      '/events/{$request.body#/id}',
      'The URL "/events/{$request.body#/id}" is relative, so it would be a path of your own API.\n\n  /events/{$request.body#/id}\n  ^',
      "Begin with the receiver's URL, such as `{$request.query.callback_url}/events/{$request.body#/id}`, or declare servers.",
    ],
    [
      'a parameter of Express for the URL',
      ':callback_url/x',
      'The URL ":callback_url/x" is relative, so it would be a path of your own API.\n\n  :callback_url/x\n  ^',
      "Begin with the receiver's URL, such as `{$request.query.callback_url}/x`, or declare servers.",
    ],
    [
      'no expression at all',
      undefined,
      'A callback expression must be a string, and this is undefined.',
      'Write it as a string, such as `{$request.body#/callbackUrl}`.',
    ],
  ])('is refused at the call: %s', (_what, expression, message, remedy) => {
    const error = caught(() => loose(callbackRouter())['post']?.(expression, {}))
    const where = error.where.replace(/:\d+$/, ':#')
    expect({ code: error.code, where, remedy: error.remedy }).toEqual({
      code: 'ERR_CALLBACK_EXPRESSION',
      where: here,
      remedy,
    })
    expect(error.message.startsWith(`ERR_CALLBACK_EXPRESSION ${message}\n`)).toBe(true)
  })

  it('takes a relative URL that has servers of its own', () => {
    const servers = [{ url: 'https://receiver.test' }]
    const events = callbackRouter().post('/events', { operationId: 'event', servers })
    expect(callbacksOf(documentOf({ events }))).toEqual({
      events: {
        '/events': {
          post: {
            summary: 'Event',
            operationId: 'event',
            security: [],
            servers,
            responses: success,
          },
        },
      },
    })
  })

  it('has no params', () => {
    const params = z.object({ id: z.string() })
    expect(mistake(() => loose(callbackRouter())['post']?.(url, { params }))).toEqual({
      code: 'ERR_DEFINITION',
      message: `A request that we make has no path parameters, and "${url}" declares params.`,
      where: `params of ${here}`,
      remedy:
        'Write each varying part of the URL as a runtime expression, such as {$request.body#/id}.',
    })
  })

  it.each([
    ['one router', (): unknown => callbackRouter().post(url, {}).post('$request.body#/url', {})],
    [
      'a router that it uses',
      (): unknown => callbackRouter().post(url, {}).use(callbackRouter().post(url, {})),
    ],
  ])('is refused where %s has it already, naming both places', (_where, declareTwice) => {
    const error = caught(declareTwice)
    const place = /spec\/callbacks\/router\.spec\.ts:\d+/g
    expect({ code: error.code, where: error.where.replace(/:\d+$/, ':#') }).toEqual({
      code: 'ERR_CALLBACK_DUPLICATE',
      where: here,
    })
    expect(error.message.split('\n')[0]?.replaceAll(place, 'HERE')).toBe(
      `ERR_CALLBACK_DUPLICATE POST "${url}" is declared twice: at HERE and at HERE.`,
    )
    expect(error.remedy).toBe('Remove one of them, or give it a callback router of its own.')
  })
})
