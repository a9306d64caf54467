import express from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { callbackRouter, openapi, operation, webhookRouter } from '../../lib/index.ts'
import type { OpenAPIOptions, WebhookRouter } from '../../lib/index.ts'
import { caught, summary } from '../live-app.ts'

const info = { title: 'Webhooks', version: '1.0.0' }
const success = { 200: { description: 'Successful Response' } }

function documentOf(
  webhooks: WebhookRouter,
  options: Partial<OpenAPIOptions> = {},
  app = express(),
): Record<string, unknown> {
  return openapi({ info, webhooks, ...options }).document(app) as unknown as Record<string, unknown>
}

function loose(value: unknown): Record<string, (...input: unknown[]) => unknown> {
  return value as Record<string, (...input: unknown[]) => unknown>
}

describe('webhooks', () => {
  it('are in the document, as what we send, without our security', () => {
    const Text = z.string().transform(Number).pipe(z.number())
    const webhooks = webhookRouter()
      .post('newSubscription', {
        operationId: 'subscriptionMade',
        tags: ['subscriptions'],
        headers: z.object({ 'x-count': Text }),
        body: z.object({ count: Text }),
        responses: { 204: null },
      })
      .delete('newSubscription', { summary: 'Ended' })
      .put('second one', {})
    const bearer = { type: 'http', scheme: 'bearer' } as const
    const document = documentOf(webhooks, {
      security: [{ bearer: [] }],
      components: { securitySchemes: { bearer } },
    })
    expect(Object.keys(document)).toEqual([
      ...['openapi', 'info', 'paths', 'webhooks', 'components', 'security'],
    ])
    expect(document['webhooks']).toEqual({
      newSubscription: {
        post: {
          tags: ['subscriptions'],
          summary: 'Subscription made',
          operationId: 'subscriptionMade',
          security: [],
          parameters: [
            { name: 'x-count', in: 'header', required: true, schema: { type: 'number' } },
          ],
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: { count: { type: 'number' } },
                  required: ['count'],
                },
              },
            },
          },
          responses: { 204: { description: 'No Content' } },
        },
        delete: {
          summary: 'Ended',
          operationId: 'newSubscriptionDelete',
          security: [],
          responses: success,
        },
      },
      'second one': {
        put: {
          summary: 'Second one',
          operationId: 'secondOnePut',
          security: [],
          responses: success,
        },
      },
    })
  })

  it('are left out where they are hidden', () => {
    const webhooks = webhookRouter()
      .post('seen', { operationId: 'seen' })
      .post('secret', { operationId: 'secretPost', tags: ['secret'], hidden: true })
    const document = documentOf(webhooks)
    expect(Object.keys(document['webhooks'] as object)).toEqual(['seen'])
    expect(JSON.stringify(document)).not.toContain('secret')
    expect(documentOf(webhookRouter().post('secret', { hidden: true }))).not.toHaveProperty(
      'webhooks',
    )
  })

  it('may have callbacks, which read what is sent', () => {
    const answers = callbackRouter().post('{$request.body#/answerTo}', { operationId: 'answer' })
    const body = z.object({ answerTo: z.url() })
    const webhooks = webhookRouter().post('asked', { body, callbacks: { answers } })
    expect(documentOf(webhooks)['webhooks']).toMatchObject({
      asked: {
        post: { callbacks: { answers: { '{$request.body#/answerTo}': { post: {} } } } },
      },
    })
    const error = caught(() =>
      loose(webhookRouter())['post']?.('asked', {
        body: z.object({ answer: z.url() }),
        callbacks: { answers },
      }),
    )
    expect(summary(error)).toMatchObject({
      code: 'ERR_CALLBACK_SOURCE',
      message: 'The request body has no "answerTo"; it has answer.',
      where: expect.stringMatching(
        /^callbacks\.answers of webhookRouter\(\)\.post\(\) at spec.document.webhooks/,
      ) as string,
    })
  })

  it('share operationIds with all else', () => {
    const app = express()
    app.post('/', operation({ operationId: 'made' }))
    const error = caught(() =>
      documentOf(webhookRouter().post('hook', { operationId: 'made' }), {}, app),
    )
    expect(error.problems).toMatchObject([
      {
        code: 'ERR_OPERATION_ID',
        message: 'The operationId "made" is used twice: by POST / and by webhooks > POST hook.',
      },
    ])
  })

  it('are found by the documentation when the router grows', () => {
    const webhooks = webhookRouter().post('first', {})
    const documentation = openapi({ info, webhooks })
    const app = express()
    expect(Object.keys(documentation.document(app).webhooks ?? {})).toEqual(['first'])
    webhooks.post('second', {})
    expect(Object.keys(documentation.document(app).webhooks ?? {})).toEqual(['first', 'second'])
  })

  it('of a sub-app with documentation of its own are in the document of the whole', () => {
    const inner = express()
    inner.use(openapi({ info, webhooks: webhookRouter().post('inner', {}) }))
    const app = express()
    app.use('/inner', inner)
    const outer = openapi({ info, webhooks: webhookRouter().post('outer', {}) })
    app.use(outer)
    // A second document of one app is not a part of the first.
    app.use(openapi({ info, ui: '/other', webhooks: webhookRouter().post('other', {}) }))
    expect(Object.keys(outer.document(app).webhooks ?? {})).toEqual(['outer', 'inner'])
  })

  it('of one name and method are an error, be it in two apps', () => {
    const inner = express()
    inner.use(openapi({ info, webhooks: webhookRouter().post('made', {}) }))
    const app = express()
    app.use('/inner', inner)
    const error = caught(() => documentOf(webhookRouter().post('made', {}), {}, app))
    expect(error.problems).toMatchObject([
      {
        code: 'ERR_CALLBACK_DUPLICATE',
        where: 'webhooks',
        message: expect.stringMatching(
          /^POST "made" is declared twice under one name, the second time at spec.*:\d+\.$/,
        ) as string,
      },
    ])
  })
})

describe('webhookRouter()', () => {
  it('has operations as values', () => {
    const webhooks = webhookRouter().post('made', { operationId: 'subscriptionMade' })
    expect(webhooks.operations.subscriptionMade).toEqual({
      operationId: 'subscriptionMade',
      method: 'post',
      name: 'made',
    })
    expect(caught(() => loose(webhooks.operations)['other'])).toMatchObject({
      code: 'ERR_CALLBACK_OPERATION',
    })
  })

  it('takes over another one', () => {
    const other = webhookRouter().post('other', { operationId: 'otherMade' })
    const webhooks = webhookRouter().post('made', {}).use(other)
    expect(Object.keys(documentOf(webhooks)['webhooks'] as object)).toEqual(['made', 'other'])
    expect(webhooks.operations.otherMade.name).toBe('other')
  })

  it.each([
    [undefined, 'The name of a webhook must be a string, and this is undefined.'],
    [
      'x-made',
      'A webhook cannot be called "x-made": readers of the document take it for an extension.',
    ],
    ['$ref', 'A webhook cannot be called "$ref": readers of the document take it for a reference.'],
  ])('refuses the name %s', (name, message) => {
    const error = caught(() => loose(webhookRouter())['post']?.(name, {}))
    expect(summary(error)).toEqual({
      code: 'ERR_CALLBACK_NAME',
      message,
      where: expect.stringMatching(/^webhookRouter\(\)\.post\(\) at spec.*:\d+$/) as string,
      remedy: "Give it a name, such as 'newSubscription'.",
    })
  })

  it.each(['{$request.body#/url}', '$request.body#/url', 'https://a.test/hook'])(
    'refuses the URL %s as a name',
    (name) => {
      expect(summary(caught(() => loose(webhookRouter())['post']?.(name, {})))).toMatchObject({
        code: 'ERR_CALLBACK_NAME',
        message: `A webhook has a name, and "${name}" is where a callback goes.`,
        remedy: "Give it a name, such as 'newSubscription', or declare it by callbackRouter().",
      })
    },
  )

  it.each([
    [
      'a callback router in webhookRouter().use()',
      () => loose(webhookRouter())['use']?.(callbackRouter()),
      'webhookRouter().use() takes webhook routers and operation({ … }), and a router of the other kind was given.',
    ],
    [
      'a webhook router in callbackRouter().use()',
      () => loose(callbackRouter())['use']?.(webhookRouter()),
      'callbackRouter().use() takes callback routers and operation({ … }), and a router of the other kind was given.',
    ],
    [
      'a webhook router as a callback',
      () => loose({ operation })['operation']?.({ callbacks: { events: webhookRouter() } }),
      'A callback router was expected, and a webhook router was given.',
    ],
    [
      'a callback router as webhooks',
      () => loose({ openapi })['openapi']?.({ info, webhooks: callbackRouter() }),
      'webhooks takes what webhookRouter() returned, and a callback router was given.',
    ],
    [
      'a map of webhook routers',
      () => loose({ openapi })['openapi']?.({ info, webhooks: { made: webhookRouter() } }),
      'webhooks takes what webhookRouter() returned, and an object with made was given.',
    ],
    [
      'to be mounted',
      () => express().use('/hooks', webhookRouter() as never),
      'A webhook router is mounted, and the requests that it holds are not made to you.',
    ],
  ])('refuses %s', (_what, action, message) => {
    expect(summary(caught(action))['message']).toBe(message)
  })
})
