import express from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { callbackRouter, openapi, operation, webhookRouter } from '../../lib/index.ts'
import type { OpenAPIOptions, Problem } from '../../lib/index.ts'
import { caught, summary } from '../live-app.ts'
import { RequestProblem } from './request-problem.ts'

const info = { title: 'Ids', version: '1.0.0' }
const body = z.object({ url: z.url() })
const url = '{$request.body#/url}'

/** Every operationId of a document, in the order in which it stands there. */
function idsOf(document: unknown): string[] {
  const ids: string[] = []
  JSON.stringify(document, (key, value: unknown) => {
    if (key === 'operationId') ids.push(String(value))
    return value
  })
  return ids
}

function errorsOf(action: () => unknown): Problem[] {
  const { problems = [] } = caught(action)
  return problems.filter(({ severity }) => severity === 'error')
}

function createApp(): express.Express {
  const answers = callbackRouter().put(`${url}/answer`, {})
  const events = callbackRouter()
    .post(`${url}/a`, { operationId: 'mine', body, callbacks: { answers } })
    .post(`${url}/b`, { tags: ['events'], summary: 'It happened' })
  const app = express()
  app.use(operation({ tags: ['all'] }))
  app.get('/shops/:id', operation({ summary: 'A shop' }))
  app.post('/shops', operation({ body, callbacks: { events } }))
  return app
}

function documentOf(options: Partial<OpenAPIOptions>, app = createApp()): unknown {
  return openapi({ info, webhooks: webhookRouter().post('made', {}), ...options }).document(app)
}

describe('openapi({ operationId })', () => {
  it('is asked for the id of every operation that has none, callbacks and webhooks too', () => {
    const asked: unknown[] = []
    const document = documentOf({
      operationId: (operation) => {
        asked.push(operation)
        return `id${asked.length}`
      },
    })
    expect(idsOf(document)).toEqual(['id1', 'id2', 'mine', 'id3', 'id4', 'id5'])
    expect(asked).toEqual([
      { method: 'get', path: '/shops/{id}', tags: ['all'], summary: 'A shop' },
      { method: 'post', path: '/shops', tags: ['all'], summary: undefined },
      {
        method: 'put',
        path: `${url}/answer`,
        callback: 'answers',
        tags: [],
        summary: 'Answers',
      },
      {
        method: 'post',
        path: `${url}/b`,
        callback: 'events',
        tags: ['events'],
        summary: 'It happened',
      },
      { method: 'post', path: 'made', webhook: 'made', tags: [], summary: 'Made' },
    ])
  })

  it('leaves the usual id where it answers undefined', () => {
    const usual = idsOf(documentOf({}))
    expect(usual).toEqual([
      ...['getShopsById', 'postShops', 'mine', 'answersPut', 'eventsPost', 'madePost'],
    ])
    expect(idsOf(documentOf({ operationId: () => undefined }))).toEqual(usual)
  })

  it.each([
    [
      'one id for two operations',
      (): string => 'same',
      'The operationId "same" is used twice: by GET /shops/{id} and by POST /shops.',
    ],
    [
      'an empty id',
      (): string => '',
      'The function of openapi({ operationId }) answers "" for this operation.',
    ],
    [
      'what is no string',
      (): string => 1 as never,
      'The function of openapi({ operationId }) answers the number 1 for this operation.',
    ],
    [
      'nothing, because it throws',
      (): string => {
        throw new Error('no')
      },
      'The function of openapi({ operationId }) throws Error: no for this operation.',
    ],
  ])('is an error where it answers %s', (_what, operationId, message) => {
    const problems = caught(() => documentOf({ operationId })).problems ?? []
    const problem = problems.find(({ severity }) => severity === 'error')
    expect(problem).toMatchObject({ code: 'ERR_OPERATION_ID', severity: 'error', message })
  })

  it('has to be a function', () => {
    expect(summary(caught(() => openapi({ info, operationId: 'id' as never })))).toMatchObject({
      code: 'ERR_OPENAPI_OPTION',
      message: 'operationId takes a function, and "id" was given.',
    })
  })
})

describe('openapi({ inlineCallbacks: true })', () => {
  const events = callbackRouter().post(url, { operationId: 'event' })

  it('writes a shared callback out, with an operationId of its own each time', () => {
    const app = express()
    app.post('/a', operation({ body, callbacks: { events } }))
    app.post('/b', operation({ body, callbacks: { events, again: events } }))
    const document = openapi({ info, inlineCallbacks: true }).document(app)
    const success = { 200: { description: 'Successful Response' } }
    const event = (operationId: string): object => ({
      [url]: { post: { summary: 'Event', operationId, security: [], responses: success } },
    })
    expect(document.components).toEqual({ schemas: { RequestProblem } })
    expect(document.paths?.['/a']?.post?.callbacks).toEqual({ events: event('event') })
    expect(document.paths?.['/b']?.post?.callbacks).toEqual({
      events: event('event_2'),
      again: event('event_3'),
    })
  })

  it('keeps the component of what leads back to itself, which would have no end', () => {
    const again = callbackRouter()
    again.post(url, { operationId: 'again', body, callbacks: { again, events } })
    const app = express()
    app.post('/', operation({ body, callbacks: { again, events } }))
    const document = openapi({ info, inlineCallbacks: true }).document(app)
    // The component stands last, and was built first.
    expect(idsOf(document)).toEqual(['post', 'event_2', 'again', 'event'])
    expect(Object.keys(document.components?.callbacks ?? {})).toEqual(['again'])
  })
})

describe('an operationId', () => {
  it('is unique among the components that the author wrote, too', () => {
    const item = (operationId: string): never =>
      ({ post: { operationId, responses: { 200: { description: 'ok' } } } }) as never
    const components = {
      callbacks: { given: { [url]: item('given') } },
      pathItems: { item: item('mine'), other: item('given') },
    }
    const problems = errorsOf(() => documentOf({ components }))
    expect(problems.map(({ message }) => message)).toEqual([
      'The operationId "given" is used twice: by components.callbacks.given and by components.pathItems.other.',
      `The operationId "mine" is used twice: by components.pathItems.item and by POST /shops > callbacks.events > POST ${url}/a.`,
    ])
  })

  it('that a link leads to has to be there', () => {
    const links = {
      there: { operationId: 'mine' },
      gone: { operationId: 'gone' },
    }
    const app = createApp()
    app.get('/linked', operation({ responses: { 200: { description: 'ok', links } } }))
    const problems = errorsOf(() => documentOf({}, app))
    expect(problems).toEqual([
      {
        code: 'ERR_REFERENCE',
        severity: 'error',
        where: 'GET /linked > responses.200.links.gone',
        message: 'The link leads to the operation "gone", and no operation has this operationId.',
        remedy: 'Give the operationId of one that is in the document.',
      },
    ])
  })
})
