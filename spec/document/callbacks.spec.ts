import express from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { callbackRouter, openapi, operation } from '../../lib/index.ts'
import type { CallbackRouter } from '../../lib/index.ts'
import { caught } from '../live-app.ts'
import { RequestProblem } from './request-problem.ts'

const info = { title: 'Callbacks', version: '1.0.0' }
const url = '{$request.body#/url}'
const body = z.object({ url: z.url() })
const success = { 200: { description: 'Successful Response' } }

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

describe('a callback operation in the document', () => {
  it('shows what we send as output, and what we are answered as input', () => {
    const Text = z.string().transform(Number).pipe(z.number())
    const events = callbackRouter().post(url, {
      operationId: 'event',
      summary: 'Something happened',
      query: z.object({ page: Text }),
      body: z.object({ count: Text }),
      responses: { 200: z.object({ count: Text }) },
    })
    const parameters = [{ name: 'page', in: 'query', required: true, schema: { type: 'number' } }]
    expect(callbacksOf(documentOf({ events }))).toEqual({
      events: {
        [url]: {
          post: {
            summary: 'Something happened',
            operationId: 'event',
            security: [],
            parameters,
            requestBody: { required: true, content: json({ type: 'number' }) },
            responses: {
              200: { description: 'Successful Response', content: json({ type: 'string' }) },
            },
          },
        },
      },
    })
  })

  it('gets a summary from its operationId, else from the name of the callback', () => {
    const named = callbackRouter().post(url, { operationId: 'invoice_wasPaid' })
    const nameless = callbackRouter().post(url, {}).put(url, { summary: 'Mine' })
    const post = { security: [], responses: success }
    expect(callbacksOf(documentOf({ named, invoiceEvents: nameless }))).toEqual({
      named: {
        [url]: { post: { ...post, summary: 'Invoice was paid', operationId: 'invoice_wasPaid' } },
      },
      invoiceEvents: {
        [url]: {
          post: { ...post, summary: 'Invoice events', operationId: 'invoiceEventsPost' },
          put: { ...post, summary: 'Mine', operationId: 'invoiceEventsPut' },
        },
      },
    })
  })

  it("inherits no security from the document's root, and keeps its own", () => {
    const events = callbackRouter()
      .post(`${url}/a`, { operationId: 'a' })
      .post(`${url}/b`, { operationId: 'b', security: [{ receiver: [] }] })
    const app = express()
    app.post(
      '/',
      operation({ body, callbacks: { events } }, () => {}),
    )
    const bearer = { type: 'http', scheme: 'bearer' } as const
    const document = openapi({
      info,
      security: [{ bearer: [] }],
      components: { securitySchemes: { bearer, receiver: bearer } },
    }).document(app)
    expect(document.paths?.['/']?.post?.callbacks).toEqual({
      events: {
        [`${url}/a`]: {
          post: { summary: 'A', operationId: 'a', security: [], responses: success },
        },
        [`${url}/b`]: {
          post: {
            summary: 'B',
            operationId: 'b',
            security: [{ receiver: [] }],
            responses: success,
          },
        },
      },
    })
  })

  it('is left out where it is hidden, with its callback where nothing else is in it', () => {
    const some = callbackRouter()
      .post(url, { operationId: 'seen' })
      .put(url, { operationId: 'secret', hidden: true })
    const none = callbackRouter().post(url, { operationId: 'secret', hidden: true })
    const document = documentOf({ some, none })
    expect(callbacksOf(document)).toEqual({
      some: {
        [url]: {
          post: { summary: 'Seen', operationId: 'seen', security: [], responses: success },
        },
      },
    })
    expect(JSON.stringify(document)).not.toContain('secret')
  })

  it('may have callbacks of its own', () => {
    const AnswerTo = z.object({ answerTo: z.url() })
    const answers = callbackRouter().post('{$request.body#/answerTo}', { operationId: 'answer' })
    const events = callbackRouter().post(url, {
      operationId: 'event',
      body: AnswerTo,
      callbacks: { answers },
    })
    expect(callbacksOf(documentOf({ events }))).toEqual({
      events: {
        [url]: {
          post: {
            summary: 'Event',
            operationId: 'event',
            security: [],
            requestBody: {
              required: true,
              content: {
                'application/json': {
                  schema: {
                    type: 'object',
                    properties: { answerTo: { type: 'string', format: 'uri' } },
                    required: ['answerTo'],
                  },
                },
              },
            },
            responses: success,
            callbacks: {
              answers: {
                '{$request.body#/answerTo}': {
                  post: {
                    summary: 'Answer',
                    operationId: 'answer',
                    security: [],
                    responses: success,
                  },
                },
              },
            },
          },
        },
      },
    })
  })
})

describe('a callback router that two operations use', () => {
  const events = callbackRouter().post(url, { operationId: 'event' })
  const event = {
    [url]: { post: { summary: 'Event', operationId: 'event', security: [], responses: success } },
  }

  it('is one component, under the name of its first use, with a reference from each', () => {
    const document = documentOf({ events }, { alsoCalled: events })
    expect(document['components']).toEqual({
      callbacks: { events: event },
      schemas: { RequestProblem },
    })
    expect(callbacksOf(document, '/0')).toEqual({
      events: { $ref: '#/components/callbacks/events' },
    })
    expect(callbacksOf(document, '/1')).toEqual({
      alsoCalled: { $ref: '#/components/callbacks/events' },
    })
  })

  it('is told apart from another of the same name', () => {
    const others = callbackRouter().put(url, { operationId: 'other' })
    const document = documentOf({ events }, { events }, { events: others }, { events: others })
    const other = {
      [url]: { put: { summary: 'Other', operationId: 'other', security: [], responses: success } },
    }
    expect(document['components']).toEqual({
      callbacks: { events: event, events_2: other },
      schemas: { RequestProblem },
    })
    expect(callbacksOf(document, '/3')).toEqual({
      events: { $ref: '#/components/callbacks/events_2' },
    })
  })

  it('is one component where it is used by an operation and by a callback of it', () => {
    const outer = callbackRouter().post(`${url}/outer`, {
      operationId: 'outer',
      body,
      callbacks: { events },
    })
    const document = documentOf({ outer, events })
    expect(document['components']).toEqual({
      callbacks: { events: event },
      schemas: { RequestProblem },
    })
    expect(callbacksOf(document)).toEqual({
      outer: {
        [`${url}/outer`]: {
          post: {
            summary: 'Outer',
            operationId: 'outer',
            security: [],
            requestBody: expect.anything() as unknown,
            responses: success,
            callbacks: { events: { $ref: '#/components/callbacks/events' } },
          },
        },
      },
      events: { $ref: '#/components/callbacks/events' },
    })
  })
})

describe('callbacks of a guard and of the route behind it', () => {
  function documentWith(ofRoute: CallbackRouter): () => unknown {
    const app = express()
    const ofGuard = callbackRouter().post(`${url}/guard`, { operationId: 'guard' })
    app.use(operation({ callbacks: { events: ofGuard } }))
    app.post(
      '/',
      operation({ body, callbacks: { events: ofRoute } }, () => {}),
    )
    return () => openapi({ info }).document(app).paths?.['/']?.post?.callbacks
  }

  it('of one name are one callback with the operations of both', () => {
    const ofRoute = callbackRouter().post(`${url}/route`, { operationId: 'route' })
    expect(documentWith(ofRoute)()).toEqual({
      events: {
        [`${url}/guard`]: {
          post: { summary: 'Guard', operationId: 'guard', security: [], responses: success },
        },
        [`${url}/route`]: {
          post: { summary: 'Route', operationId: 'route', security: [], responses: success },
        },
      },
    })
  })

  it('are an error where both declare the same request', () => {
    const error = caught(documentWith(callbackRouter().post(`${url}/guard`, {})))
    expect(error.problems).toEqual([
      {
        code: 'ERR_CALLBACK_DUPLICATE',
        severity: 'error',
        where: 'POST / > callbacks.events',
        message: expect.stringMatching(
          /^POST "\{\$request\.body#\/url\}\/guard" is declared twice under one name, the second time at spec\/document\/callbacks\.spec\.ts:\d+\.$/,
        ) as string,
        remedy: 'Declare it once, or under another name.',
      },
    ])
  })
})

function json(count: object): unknown {
  const isBody = { type: 'object', properties: { count }, required: ['count'] }
  return { 'application/json': { schema: isBody } }
}
