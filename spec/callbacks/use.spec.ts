import express from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { callbackRouter, openapi, operation } from '../../lib/index.ts'
import type { CallbackRouter } from '../../lib/index.ts'
import { caught, summary } from '../live-app.ts'

const info = { title: 'Callbacks', version: '1.0.0' }
const url = '{$request.body#/url}'
const body = z.object({ url: z.url() })

function callbacksOf(events: CallbackRouter): unknown {
  const app = express()
  app.post('/', operation({ body, callbacks: { events } }))
  return openapi({ info }).document(app).paths?.['/']?.post?.callbacks?.['events']
}

function keysOf(events: CallbackRouter): string[] {
  return Object.keys(callbacksOf(events) as object)
}

describe('callbackRouter().use() of another', () => {
  it('has what the other gains later, as a mounted Router of Express has', () => {
    const other = callbackRouter().post(`${url}/a`, { operationId: 'a' })
    const events = callbackRouter().use(other)
    other.post(`${url}/b`, { operationId: 'b' })
    expect(keysOf(events)).toEqual([`${url}/a`, `${url}/b`])
    expect(Object.keys(events.operations)).toEqual(['a', 'b'])
  })

  it('reports what the other gains later, and this one has already', () => {
    const other = callbackRouter()
    const events = callbackRouter().post(`${url}/a`, {}).use(other)
    other.post(`${url}/a`, {})
    const error = caught(() => callbacksOf(events))
    expect(error.problems?.map(({ code }) => code)).toEqual(['ERR_CALLBACK_DUPLICATE'])
  })

  it('is refused where a request or an operationId would be there twice', () => {
    const one = callbackRouter().post(url, { operationId: 'one' })
    const codes = [
      callbackRouter().post(url, {}),
      callbackRouter().put(url, { operationId: 'one' }),
    ].map((other) => caught(() => callbackRouter().use(other).use(one)).code)
    expect(codes).toEqual(['ERR_CALLBACK_DUPLICATE', 'ERR_OPERATION_ID'])
  })

  it('is refused where it leads back', () => {
    const inner = callbackRouter()
    const events = callbackRouter().use(callbackRouter().use(inner))
    for (const [router, other] of [
      [events, events],
      [inner, events],
    ] as const) {
      expect(summary(caught(() => router.use(other)))).toMatchObject({
        code: 'ERR_CALLBACK_ROUTER',
        message: 'A callback router is to take over itself.',
        remedy: 'Remove this use(), or the one that leads back here.',
      })
    }
  })

  it('makes the document anew when a router grows, wherever it is', () => {
    const answers = callbackRouter()
    const inner = callbackRouter().post(`${url}/a`, { body, callbacks: { answers } })
    const events = callbackRouter().use(inner)
    const app = express()
    app.post('/', operation({ body, callbacks: { events } }))
    const documentation = openapi({ info })
    const has = (text: string): boolean =>
      JSON.stringify(documentation.document(app)).includes(text)
    expect([has('inner'), has('answer')]).toEqual([false, false])
    inner.post(`${url}/inner`, {})
    expect(has('inner')).toBe(true)
    answers.post(`${url}/answer`, {})
    expect(has('answer')).toBe(true)
  })
})

describe('callbackRouter().use(operation(…))', () => {
  it('is a guard of the operations after it, and of what they take over', () => {
    const Signature = z.object({ 'x-signature': z.string() })
    const events = callbackRouter()
      .post(`${url}/before`, { operationId: 'before' })
      .use(
        operation({
          operationId: 'noName',
          summary: 'None either',
          tags: ['signed'],
          headers: Signature,
          responses: { 401: { description: 'Wrong signature' } },
        }),
      )
      .post(`${url}/after`, { operationId: 'after', tags: ['paid'], responses: { 204: null } })
      .use(callbackRouter().post(`${url}/taken`, { operationId: 'taken' }))
    const parameters = [
      { name: 'x-signature', in: 'header', required: true, schema: { type: 'string' } },
    ]
    const wrong = { description: 'Wrong signature' }
    const ok = { description: 'Successful Response' }
    expect(callbacksOf(events)).toEqual({
      [`${url}/before`]: {
        post: { summary: 'Before', operationId: 'before', security: [], responses: { 200: ok } },
      },
      [`${url}/after`]: {
        post: {
          tags: ['signed', 'paid'],
          summary: 'After',
          operationId: 'after',
          security: [],
          parameters,
          responses: { 204: { description: 'No Content' }, 401: wrong },
        },
      },
      [`${url}/taken`]: {
        post: {
          tags: ['signed'],
          summary: 'Taken',
          operationId: 'taken',
          security: [],
          parameters,
          responses: { 200: ok, 401: wrong },
        },
      },
    })
  })

  it('is not reported as mounted nowhere', () => {
    const app = express()
    const events = callbackRouter()
      .use(operation({ tags: ['guard of callbacks'] }))
      .post(url, {})
    app.post('/', operation({ body, callbacks: { events } }))
    const problems = openapi({ info }).problems(app)
    expect(problems.filter(({ message }) => message.includes('found in no app'))).toEqual([])
  })

  it('has no params', () => {
    const guard = operation({ params: z.object({ id: z.string() }) })
    expect(summary(caught(() => callbackRouter().use(guard as never)))).toMatchObject({
      code: 'ERR_DEFINITION',
      message: expect.stringMatching(
        /^A guard of callbackRouter\(\) has no path parameters, and the one at spec.*:\d+ declares params\.$/,
      ) as string,
    })
  })

  it('may hide what is behind it', () => {
    const events = callbackRouter()
      .post(`${url}/seen`, {})
      .use(operation({ hidden: true }))
      .post(`${url}/secret`, { operationId: 'secret' })
    expect(keysOf(events)).toEqual([`${url}/seen`])
  })
})

describe('a callback router that is mounted', () => {
  it.each<[string, (app: express.Express, events: never) => unknown]>([
    ['in a Router', (app, events) => app.use(express.Router().use('/events', events))],
    ['in a route', (app, events) => app.post('/events', events)],
  ])('%s is reported', (_where, mount) => {
    const app = express()
    mount(app, callbackRouter().post(url, {}) as never)
    const problems = openapi({ info }).problems(app)
    expect(problems.filter(({ severity }) => severity === 'error')).toMatchObject([
      {
        code: 'ERR_CALLBACK_ROUTER',
        message:
          'A callback or webhook router is mounted, and the requests that it holds are not made to you.',
      },
    ])
  })
})
