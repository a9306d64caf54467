/** Rows 77 to 80 of what FastAPI documents: callbacks and webhooks. */
import express from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { callbackRouter, openapi, operation, webhookRouter } from '../../lib/index.ts'
import { callbackRouter as looseRouter } from '../callbacks/rules/loose.ts'
import { invalidRequest } from '../document/request-problem.ts'
import { declare, documentOf, handler, info, operationOf, success } from './document.ts'

const text = { type: 'string' }
const uri = { type: 'string', format: 'uri' }
const query = z.object({ url: z.url() })

/** What an operation has that declares `query`. */
const readsUrl = {
  parameters: [{ name: 'url', in: 'query', required: true, schema: uri }],
  responses: { ...success, 422: invalidRequest },
}

function json(schema: object): object {
  return { 'application/json': { schema } }
}

/** A callback or a webhook that says nothing but its name. */
function event(operationId: string, summary: string): object {
  return { summary, operationId, security: [], responses: success }
}

describe('what FastAPI says of callbacks', () => {
  const calls = (operationId: string): object =>
    looseRouter().post(`{$request.query.url}/${operationId}`, { operationId })
  const called = (operationId: string, summary: string): object => ({
    [`{$request.query.url}/${operationId}`]: { post: event(operationId, summary) },
  })

  it('77: those of the app, of the mount, of the router and of the operation, from outer to inner', () => {
    const built = operationOf('post', '/items', (app) => {
      app.use(declare({ query, callbacks: { ofApp: calls('fromApp') } }))
      const router = express.Router()
      router.use(declare({ callbacks: { ofRouter: calls('fromRouter') } }))
      router.post('/', declare({ callbacks: { own: calls('fromItself') } }), handler)
      app.use('/items', declare({ callbacks: { ofMount: calls('fromMount') } }), router)
    })
    const callbacks = {
      ofApp: called('fromApp', 'From app'),
      ofMount: called('fromMount', 'From mount'),
      ofRouter: called('fromRouter', 'From router'),
      own: called('fromItself', 'From itself'),
    }
    expect(built).toEqual({ operationId: 'postItems', ...readsUrl, callbacks })
    const order = Object.keys((built as { callbacks: object }).callbacks)
    expect(order).toEqual(Object.keys(callbacks))
  })

  it('77: one name from outer and inner is one callback with the requests of both', () => {
    const built = operationOf('post', '/items', (app) => {
      app.use(declare({ query, callbacks: { events: calls('fromApp') } }))
      app.post('/items', declare({ callbacks: { events: calls('fromItself') } }), handler)
    })
    expect((built as { callbacks: object }).callbacks).toEqual({
      events: { ...called('fromApp', 'From app'), ...called('fromItself', 'From itself') },
    })
  })

  it('77: those of a router that is guarded are at its operations alone', () => {
    const { paths } = documentOf((app) => {
      app.use('/items', declare({ query, callbacks: { events: calls('fromMount') } }))
      app.post('/items', declare({}), handler)
      app.post('/users', declare({ query }), handler)
    })
    expect(paths).toEqual({
      '/items': {
        post: {
          operationId: 'postItems',
          ...readsUrl,
          callbacks: { events: called('fromMount', 'From mount') },
        },
      },
      '/users': { post: { operationId: 'postUsers', ...readsUrl } },
    })
  })

  it('78: everything that an operation may say', () => {
    const words = {
      operationId: 'itemPaid',
      summary: 'An item was paid',
      description: '**Once** for each item',
      tags: ['events'],
      deprecated: true,
      security: [{ key: [] }],
      servers: [{ url: 'https://a.test' }],
      externalDocs: { url: 'https://a.test/events' },
      'x-code': [{ lang: 'sh' }],
    }
    const events = callbackRouter().put('{$request.query.url}', {
      ...words,
      query: z.object({ attempt: z.string().optional() }),
      headers: z.object({ 'X-Signature': z.string().describe('Of the body') }),
      cookies: z.object({ session: z.string().optional() }),
      body: { content: { 'application/json': z.object({ id: z.string() }) }, description: 'Which' },
      responses: {
        204: null,
        410: { description: 'No more', headers: { 'Retry-After': { schema: { type: 'string' } } } },
        default: z.object({ error: z.string() }),
      },
    })
    const built = operationOf(
      'post',
      '/items',
      (app) => app.post('/items', operation({ query, callbacks: { events } }), handler),
      { components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } } },
    )
    expect((built as { callbacks: object }).callbacks).toEqual({
      events: {
        '{$request.query.url}': {
          put: {
            ...words,
            parameters: [
              { name: 'attempt', in: 'query', schema: text },
              {
                name: 'X-Signature',
                in: 'header',
                description: 'Of the body',
                required: true,
                schema: text,
              },
              { name: 'session', in: 'cookie', schema: text },
            ],
            requestBody: {
              description: 'Which',
              required: true,
              content: json({ type: 'object', properties: { id: text }, required: ['id'] }),
            },
            responses: {
              204: { description: 'No Content' },
              410: { description: 'No more', headers: { 'Retry-After': { schema: text } } },
              default: {
                description: 'Default Response',
                content: json({ type: 'object', properties: { error: text }, required: ['error'] }),
              },
            },
          },
        },
      },
    })
  })

  it('78: what guards of a callback router say holds for the callbacks after them', () => {
    const events = callbackRouter()
      .post('{$request.query.url}/first', { operationId: 'first' })
      .use(operation({ tags: ['events'], headers: z.object({ 'X-Signature': z.string() }) }))
      .post('{$request.query.url}/second', { operationId: 'second', tags: ['second'] })
    const built = operationOf('post', '/items', (app) =>
      app.post('/items', operation({ query, callbacks: { events } }), handler),
    )
    expect((built as { callbacks: object }).callbacks).toEqual({
      events: {
        ...called('first', 'First'),
        '{$request.query.url}/second': {
          post: {
            ...event('second', 'Second'),
            tags: ['events', 'second'],
            parameters: [{ name: 'X-Signature', in: 'header', required: true, schema: text }],
          },
        },
      },
    })
  })

  it('79: a callback has callbacks of its own, which read what it sends', () => {
    const answers = callbackRouter().post('{$request.body#/back}', { operationId: 'answered' })
    const events = callbackRouter().post('{$request.query.url}', {
      operationId: 'asked',
      body: z.object({ back: z.url() }),
      callbacks: { answers },
    })
    const built = operationOf('post', '/items', (app) =>
      app.post('/items', operation({ query, callbacks: { events } }), handler),
    )
    expect(built).toEqual({
      operationId: 'postItems',
      ...readsUrl,
      callbacks: {
        events: {
          '{$request.query.url}': {
            post: {
              ...event('asked', 'Asked'),
              requestBody: {
                required: true,
                content: json({ type: 'object', properties: { back: uri }, required: ['back'] }),
              },
              callbacks: {
                answers: { '{$request.body#/back}': { post: event('answered', 'Answered') } },
              },
            },
          },
        },
      },
    })
  })
})

describe('what FastAPI says of webhooks', () => {
  it('80: several methods of one name, those of a router that is taken over, and those of a sub-app', () => {
    const more = webhookRouter().post('more', { operationId: 'more' })
    const webhooks = webhookRouter()
      .post('subscription', { operationId: 'subscribed', body: z.object({ id: z.string() }) })
      .delete('subscription', { responses: { 204: null } })
      .use(webhookRouter().use(more))
    const sub = express()
    const inner = webhookRouter().post('inner', { summary: 'Of the sub-app' })
    sub.use(openapi({ info, webhooks: inner }))
    const app = express()
    app.use('/sub', sub)
    const docs = openapi({ info, webhooks })
    expect(docs.document(app)).toEqual({
      openapi: '3.1.0',
      info,
      paths: {},
      webhooks: {
        subscription: {
          post: {
            ...event('subscribed', 'Subscribed'),
            requestBody: {
              required: true,
              content: json({ type: 'object', properties: { id: text }, required: ['id'] }),
            },
          },
          delete: {
            ...event('subscriptionDelete', 'Subscription'),
            responses: { 204: { description: 'No Content' } },
          },
        },
        more: { post: event('more', 'More') },
        inner: { post: event('innerPost', 'Of the sub-app') },
      },
    })
    expect(docs.problems(app)).toEqual([])
  })
})
