import express from 'express'
import { answer, body, calls, documented, offering, url, object, uri } from './apps.ts'
import { callbackRouter, operation, webhookRouter } from './loose.ts'
import { accepted, found, inEvents, shown, thrown, type RuleCase, type Said } from './rule-case.ts'

function usedTwice(first: string, second: string, id = 'event'): Said {
  return {
    code: 'ERR_OPERATION_ID',
    message: `The operationId "${id}" is used twice: by ${first} and by ${second}.`,
    where: second,
    remedy: 'Give one of them another operationId.',
  }
}

const inCallback = (name: string, key = url, of = 'POST /invoices'): string =>
  `${of} > callbacks.${name} > POST ${key}`
const answers = '{$request.body#/answer}'
const nested = (operationId: string): Record<string, unknown> => ({
  body: object({ answer: uri }),
  callbacks: { answers: calls(answers, operationId) },
})
const given = (operationId: string, more: object = {}): Record<string, unknown> => ({
  components: {
    callbacks: { given: { 'https://a.test': { post: { operationId, responses: {}, ...more } } } },
  },
})

type Naming = (operation: {
  method: string
  path: string
  callback?: string
  webhook?: string
}) => unknown

export const operationIds: RuleCase[] = [
  {
    rules: [15],
    title: 'an operationId of a path and of a callback',
    build: () => offering({ operationId: 'event', body, callbacks: { events: calls(url) } }),
    expected: found(usedTwice('POST /invoices', inCallback('events'))),
  },
  {
    rules: [15],
    title: 'an operationId of two callbacks of one operation',
    build: () => offering({ body, callbacks: { paid: calls(url), lost: calls(`${url}/lost`) } }),
    expected: found(usedTwice(inCallback('paid'), inCallback('lost', `${url}/lost`))),
  },
  {
    rules: [15],
    title: 'an operationId of callbacks of two operations',
    build: () => {
      const app = express()
      for (const path of ['/invoices', '/orders'])
        app.post(path, operation({ body, callbacks: { events: calls(url) } }, answer))
      return documented(app)
    },
    expected: found(usedTwice(inCallback('events'), inCallback('events', url, 'POST /orders'))),
  },
  {
    rules: [15],
    title: 'an operationId that is used twice in one router',
    build: () =>
      offering({
        body,
        callbacks: { events: calls(url).post(`${url}/lost`, { operationId: 'event' }) },
      }),
    expected: thrown('callbackRouter()', {
      code: 'ERR_OPERATION_ID',
      message: 'The operationId "event" is used twice in one callback router: at HERE and at HERE.',
      remedy: 'Give one of them another operationId.',
    }),
  },
  {
    rules: [9, 15],
    title: 'an operationId of a callback and of a callback within it',
    build: () => offering({ body, callbacks: { events: calls(url, 'event', nested('event')) } }),
    expected: found(
      usedTwice(
        inCallback('events'),
        `${inCallback('events')} > callbacks.answers > POST ${answers}`,
      ),
    ),
  },
  {
    rules: [9, 15],
    title: 'an operationId of a callback within a callback and of a path',
    build: () =>
      offering({
        operationId: 'create',
        body,
        callbacks: { events: calls(url, 'event', nested('create')) },
      }),
    expected: found(
      usedTwice(
        'POST /invoices',
        `${inCallback('events')} > callbacks.answers > POST ${answers}`,
        'create',
      ),
    ),
  },
  {
    rules: [15, 27],
    title: 'an operationId of a callback and of a webhook',
    build: () =>
      offering(
        { body, callbacks: { events: calls(url) } },
        { webhooks: webhookRouter().post('paid', { operationId: 'event' }) },
      ),
    expected: found(usedTwice(inCallback('events'), 'webhooks > POST paid')),
  },
  {
    rules: [15, 16],
    title: 'an operationId of a callback and of a given component',
    build: () => offering({ body, callbacks: { events: calls(url) } }, given('event')),
    expected: found(usedTwice('components.callbacks.given', inCallback('events'))),
  },
  {
    rules: [9, 15, 16],
    title: 'an operationId of a callback and of one within a given component',
    build: () =>
      offering(
        { body, callbacks: { events: calls(url) } },
        given('outer', {
          callbacks: {
            inner: { 'https://b.test': { post: { operationId: 'event', responses: {} } } },
          },
        }),
      ),
    expected: found(usedTwice('components.callbacks.given', inCallback('events'))),
  },
  {
    rules: [15, 16],
    title: 'an operationId of two given components',
    build: () =>
      offering(
        { body },
        {
          components: {
            callbacks: {
              a: { 'https://a.test': { post: { operationId: 'event', responses: {} } } },
            },
            pathItems: { b: { post: { operationId: 'event', responses: {} } } },
          },
        },
      ),
    expected: found(usedTwice('components.callbacks.a', 'components.pathItems.b')),
  },
  {
    rules: [15],
    title: 'operationIds that differ in case alone',
    build: () =>
      offering({ operationId: 'Event', body, callbacks: { events: calls(url, 'event') } }),
    expected: accepted(
      shown('Event', 'paths', '/invoices', 'post', 'operationId'),
      inEvents('event', url, 'post', 'operationId'),
    ),
  },
  {
    rules: [15],
    title: 'callbacks without an operationId get one each',
    build: () =>
      offering({
        body,
        callbacks: { events: callbackRouter().post(url, {}).put(url, {}).post(`${url}/b`, {}) },
      }),
    expected: accepted(
      inEvents('eventsPost', url, 'post', 'operationId'),
      inEvents('eventsPut', url, 'put', 'operationId'),
      inEvents('eventsPost_2', `${url}/b`, 'post', 'operationId'),
    ),
  },
  {
    rules: [15],
    title: 'an operationId that is made up takes none that an author gave',
    build: () => {
      const app = express()
      app.post(
        '/invoices',
        operation({ body, callbacks: { events: callbackRouter().post(url, {}) } }, answer),
      )
      app.post('/orders', operation({ operationId: 'eventsPost' }, answer))
      return documented(app)
    },
    expected: accepted(
      inEvents('eventsPost_2', url, 'post', 'operationId'),
      shown('eventsPost', 'paths', '/orders', 'post', 'operationId'),
    ),
  },
  {
    rules: [14, 15],
    title: 'the operationId of a second use takes none that an author gave',
    build: () => {
      const [app, events] = [express(), calls(url)]
      for (const path of ['/a', '/b'])
        app.post(path, operation({ body, callbacks: { events } }, answer))
      app.post('/c', operation({ operationId: 'event_2' }, answer))
      return documented(app, { inlineCallbacks: true })
    },
    expected: accepted(
      shown('event_3', 'paths', '/b', 'post', 'callbacks', 'events', url, 'post', 'operationId'),
    ),
  },
  {
    rules: [15],
    title: 'the operationId of a hidden request is free',
    build: () =>
      offering({
        operationId: 'event',
        body,
        callbacks: { events: calls(url, 'event', { hidden: true }) },
      }),
    expected: accepted(shown('event', 'paths', '/invoices', 'post', 'operationId')),
  },
  {
    rules: [15],
    title: 'the operationIds __proto__ and constructor',
    build: () =>
      offering({
        body,
        callbacks: { events: calls(url, '__proto__').put(url, { operationId: 'constructor' }) },
      }),
    expected: accepted(
      inEvents('__proto__', url, 'post', 'operationId'),
      inEvents('constructor', url, 'put', 'operationId'),
    ),
  },
  {
    rules: [15],
    title: 'a function that names paths, callbacks and webhooks',
    build: () => {
      const name: Naming = ({ method, path, callback, webhook }) =>
        [method, callback ?? webhook ?? path].join(' ')
      return offering(
        { body, callbacks: { events: callbackRouter().post(url, {}) } },
        { operationId: name, webhooks: webhookRouter().post('paid', {}) },
      )
    },
    expected: accepted(
      shown('post /invoices', 'paths', '/invoices', 'post', 'operationId'),
      inEvents('post events', url, 'post', 'operationId'),
      shown('post paid', 'webhooks', 'paid', 'post', 'operationId'),
    ),
  },
  {
    rules: [15],
    title: 'a function that names two operations alike',
    build: () =>
      offering(
        { body, callbacks: { events: callbackRouter().post(url, {}) } },
        { operationId: () => 'same' },
      ),
    expected: found(usedTwice('POST /invoices', inCallback('events'), 'same')),
  },
  {
    rules: [15],
    title: 'a function that gives a name that is made up for an operation before',
    build: () => {
      const name: Naming = ({ path }) => (path === '/invoices' ? undefined : 'postInvoices')
      return offering(
        { body, callbacks: { events: callbackRouter().post(url, {}) } },
        { operationId: name },
      )
    },
    expected: accepted(inEvents('postInvoices', url, 'post', 'operationId')),
  },
  {
    rules: [15],
    title: 'a function that leaves the usual names',
    build: () =>
      offering(
        { body, callbacks: { events: callbackRouter().post(url, {}) } },
        { operationId: () => undefined },
      ),
    expected: accepted(inEvents('eventsPost', url, 'post', 'operationId')),
  },
  {
    rules: [15],
    title: 'a function that answers no name',
    build: () =>
      offering(
        { operationId: 'create', body, callbacks: { events: callbackRouter().post(url, {}) } },
        { operationId: () => '' },
      ),
    expected: found({
      code: 'ERR_OPERATION_ID',
      message: 'The function of openapi({ operationId }) answers "" for this operation.',
      where: inCallback('events'),
      remedy: 'Let it return a string that is not empty, or undefined to leave the usual id.',
    }),
  },
  {
    rules: [15],
    title: 'a router asked for an operation that it has not',
    build: () => {
      const events = calls(url, 'paid')
      void events.operations['payed']
      return offering({ body, callbacks: { events } })
    },
    expected: thrown('mount', {
      code: 'ERR_CALLBACK_OPERATION',
      message: 'The callback router has no operation "payed"; it has paid.',
      remedy:
        "Give the operation that you mean operationId: 'payed', or ask for one that is there.",
    }),
  },
  {
    rules: [15],
    title: 'an operationId that no caller of operations can have, since await asks for it',
    build: () => offering({ body, callbacks: { events: calls(url, 'then') } }),
    expected: thrown('callbackRouter()', {
      code: 'ERR_OPERATION_ID',
      message: 'An operation cannot be called "then": JavaScript asks every object for that.',
    }),
  },
  {
    rules: [15, 19],
    title: 'a link to a callback by its operationId',
    build: () =>
      offering({
        body,
        responses: { 200: { links: { event: { operationId: 'event' } } } },
        callbacks: { events: calls(url) },
      }),
    expected: accepted(
      shown(
        { event: { operationId: 'event' } },
        'paths',
        '/invoices',
        'post',
        'responses',
        '200',
        'links',
      ),
    ),
  },
  {
    rules: [19],
    title: 'a link of a callback to an operation of ours',
    build: () =>
      offering({
        operationId: 'create',
        body,
        callbacks: {
          events: calls(url, 'event', {
            responses: { 200: { links: { more: { operationId: 'create' } } } },
          }),
        },
      }),
    expected: accepted(
      inEvents({ more: { operationId: 'create' } }, url, 'post', 'responses', '200', 'links'),
    ),
  },
  {
    rules: [19],
    title: 'a link to an operation that is not there',
    build: () =>
      offering({
        body,
        responses: { 200: { links: { event: { operationId: 'evnt' } } } },
        callbacks: { events: calls(url) },
      }),
    expected: found({
      code: 'ERR_REFERENCE',
      message: 'The link leads to the operation "evnt", and no operation has this operationId.',
      where: 'POST /invoices > responses.200.links.event',
      remedy: 'Give the operationId of one that is in the document.',
    }),
  },
  {
    rules: [19],
    title: 'a link of a callback to an operation that is not there',
    build: () =>
      offering({
        body,
        callbacks: {
          events: calls(url, 'event', {
            responses: { 200: { links: { more: { operationId: 'create' } } } },
          }),
        },
      }),
    expected: found({
      code: 'ERR_REFERENCE',
      message: 'The link leads to the operation "create", and no operation has this operationId.',
      where: `${inCallback('events')} > responses.200.links.more`,
    }),
  },
  {
    rules: [19],
    title: 'a link to a callback that is hidden',
    build: () =>
      offering({
        body,
        responses: { 200: { links: { event: { operationId: 'event' } } } },
        callbacks: { events: calls(url, 'event', { hidden: true }) },
      }),
    expected: found({
      code: 'ERR_REFERENCE',
      message: 'The link leads to the operation "event", and no operation has this operationId.',
    }),
  },
]
