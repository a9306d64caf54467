import express from 'express'
import { answer, body, calls, documented, object, offering, text, uri, url } from './apps.ts'
import { callbackRouter, operation, webhookRouter, type LooseRouter } from './loose.ts'
import {
  accepted,
  found,
  inEvents,
  mayLack,
  noticed,
  shown,
  thrown,
  warned,
  type RuleCase,
} from './rule-case.ts'

const answerKey = '{$request.body#/answer}'
const payload = object({ answer: uri })

/** A callback that sends this, within which there is another. */
function nested(key: string, definition: Record<string, unknown>): LooseRouter {
  return calls(url, 'event', { ...definition, callbacks: { answers: calls(key, 'answer') } })
}

const inAnswers = (key: string, ...path: string[]): string[] => [
  url,
  'post',
  'callbacks',
  'answers',
  key,
  'post',
  ...path,
]

function refusesUse(title: string, other: () => unknown, given: string): RuleCase {
  return {
    rules: [2],
    title,
    build: () => {
      callbackRouter().use(other())
      return documented(express())
    },
    expected: thrown('callbackRouter()', {
      code: 'ERR_CALLBACK_ROUTER',
      message: `callbackRouter().use() takes callback routers and operation({ … }), and ${given} was given.`,
      where: 'callbackRouter().use() at HERE',
      remedy:
        'Give what another callbackRouter() returned, or operation({ … }) as a guard, and no path.',
    }),
  }
}

const circle = {
  code: 'ERR_CALLBACK_ROUTER',
  message: 'A callback router is to take over itself.',
  where: 'callbackRouter().use() at HERE',
  remedy: 'Remove this use(), or the one that leads back here.',
} as const

export const nesting: RuleCase[] = [
  {
    rules: [9],
    title: 'a callback within a callback reads what is sent',
    build: () => offering({ body, callbacks: { events: nested(answerKey, { body: payload }) } }),
    expected: accepted(
      inEvents('answer', ...inAnswers(answerKey, 'operationId')),
      inEvents([], ...inAnswers(answerKey, 'security')),
    ),
  },
  {
    rules: [9],
    title: 'a callback within a callback does not read what we were sent',
    build: () => offering({ body, callbacks: { events: nested(url, { body: payload }) } }),
    expected: thrown('callbackRouter()', {
      code: 'ERR_CALLBACK_SOURCE',
      message: 'The request body has no "url"; it has answer.',
      where: 'callbacks.answers of callbackRouter().post() at HERE, for POST declared at HERE',
    }),
  },
  {
    rules: [9],
    title: 'a callback within a callback reads what the receiver answers',
    build: () =>
      offering({
        body,
        callbacks: {
          events: nested('{$response.body#/answer}', {
            body: payload,
            responses: { 200: payload },
          }),
        },
      }),
    expected: accepted(inEvents('answer', ...inAnswers('{$response.body#/answer}', 'operationId'))),
  },
  {
    rules: [9, 11],
    title: 'a callback within a callback reads a header that we send',
    build: () =>
      offering({
        body,
        callbacks: {
          events: nested('{$request.header.x-answer}', { headers: object({ 'X-Answer': uri }) }),
        },
      }),
    expected: accepted(
      inEvents('answer', ...inAnswers('{$request.header.x-answer}', 'operationId')),
    ),
  },
  {
    rules: [9, 11],
    title: 'a callback within a callback reads a path, which is computed',
    build: () =>
      offering({
        body,
        callbacks: {
          events: nested('https://receiver.test/{$request.path.id}', { body: payload }),
        },
      }),
    expected: found({
      code: 'ERR_CALLBACK_SOURCE',
      message: 'What is sent to a computed URL has no parameter "id"; it has none.',
      remedy: 'Read it from what is sent, such as `{$request.body#/id}`.',
      where: `POST /invoices > callbacks.events > POST ${url} > callbacks.answers > POST https://receiver.test/{$request.path.id}`,
    }),
  },
  {
    rules: [9, 11],
    title: 'a callback within a callback reads a query parameter that we do not send',
    build: () =>
      offering({
        body,
        query: object({ answer: uri }),
        callbacks: { events: nested('{$request.query.answer}', { body: payload }) },
      }),
    expected: found({
      code: 'ERR_CALLBACK_SOURCE',
      message: 'The operation has no query parameter "answer"; it has none.',
    }),
  },
  {
    rules: [9, 13],
    title: 'a callback within a callback reads what we may not send',
    build: () =>
      offering({
        body,
        callbacks: { events: nested(answerKey, { body: object({ answer: uri }, []) }) },
      }),
    expected: warned(
      [
        mayLack(
          'There is no call where "answer" is left out: "{$request.body#/answer}" has no value then.',
        ),
      ],
      inEvents('answer', ...inAnswers(answerKey, 'operationId')),
    ),
  },
  {
    rules: [9],
    title: 'a callback within a callback is said to be seen by few readers',
    build: () => offering({ body, callbacks: { events: nested(answerKey, { body: payload }) } }),
    expected: noticed([
      {
        code: 'NOTICE_CALLBACK_NESTED',
        message: 'Few readers of documents show a callback within a callback.',
      },
    ]),
  },
  {
    rules: [2, 9],
    title: 'a router takes over another with its callbacks',
    build: () =>
      offering({
        body,
        callbacks: { events: callbackRouter().use(nested(answerKey, { body: payload })) },
      }),
    expected: accepted(inEvents('answer', ...inAnswers(answerKey, 'operationId'))),
  },
  {
    rules: [2],
    title: 'a router takes over another, and that another again',
    build: () => {
      const lost = calls(`${url}/lost`, 'lost')
      const paid = calls(`${url}/paid`, 'paid').use(lost)
      return offering({ body, callbacks: { events: calls(url).use(paid) } })
    },
    expected: accepted(
      inEvents('event', url, 'post', 'operationId'),
      inEvents('paid', `${url}/paid`, 'post', 'operationId'),
      inEvents('lost', `${url}/lost`, 'post', 'operationId'),
    ),
  },
  {
    rules: [2],
    title: 'a router that grows after it was taken over',
    build: () => {
      const paid = callbackRouter()
      const built = offering({ body, callbacks: { events: callbackRouter().use(paid) } })
      paid.post(url, { operationId: 'paid' })
      return built
    },
    expected: accepted(inEvents('paid', url, 'post', 'operationId')),
  },
  {
    rules: [2],
    title: 'a router that grows after the document was read',
    build: () => {
      const paid = callbackRouter()
      const built = offering({
        body,
        callbacks: { events: calls(`${url}/lost`, 'lost').use(paid) },
      })
      built.docs.document(built.app)
      paid.post(url, { operationId: 'paid' })
      return built
    },
    expected: accepted(
      inEvents('paid', url, 'post', 'operationId'),
      inEvents('lost', `${url}/lost`, 'post', 'operationId'),
    ),
  },
  {
    rules: [9],
    title: 'a callback within a callback that grows after the document was read',
    build: () => {
      const answers = callbackRouter()
      const built = offering({
        body,
        callbacks: { events: calls(url, 'event', { body: payload, callbacks: { answers } }) },
      })
      built.docs.document(built.app)
      answers.post(answerKey, { operationId: 'answer' })
      return built
    },
    expected: accepted(inEvents('answer', ...inAnswers(answerKey, 'operationId'))),
  },
  {
    rules: [2, 11],
    title: 'a router that grows by what its operation has not',
    build: () => {
      const events = calls(url)
      const built = offering({ body, callbacks: { events } })
      events.post('{$request.body#/uri}', { operationId: 'late' })
      return built
    },
    expected: found({
      code: 'ERR_CALLBACK_SOURCE',
      message: 'The request body has no "uri"; it has url and id.',
      remedy: 'Did you mean `{$request.body#/url}`?',
      where: 'POST /invoices > callbacks.events > POST {$request.body#/uri}',
    }),
  },
  {
    rules: [30],
    title: 'a router that grows by what the one that took it over has',
    build: () => {
      const paid = callbackRouter()
      const built = offering({ body, callbacks: { events: calls(url).use(paid) } })
      paid.post(url, { operationId: 'paid' })
      return built
    },
    expected: found({
      code: 'ERR_CALLBACK_DUPLICATE',
      message: `POST "${url}" is declared twice under one name, the second time at HERE.`,
    }),
  },
  {
    rules: [15],
    title: 'a router that grows by an operationId of the one that took it over',
    build: () => {
      const paid = callbackRouter()
      const built = offering({ body, callbacks: { events: calls(url).use(paid) } })
      paid.post(`${url}/paid`, { operationId: 'event' })
      return built
    },
    expected: found({
      code: 'ERR_OPERATION_ID',
      message: `The operationId "event" is used twice: by POST /invoices > callbacks.events > POST ${url} and by POST /invoices > callbacks.events > POST ${url}/paid.`,
    }),
  },
  {
    rules: [30],
    title: 'a router takes over what it has',
    build: () => offering({ body, callbacks: { events: calls(url).use(calls(url, 'other')) } }),
    expected: thrown('callbackRouter()', {
      code: 'ERR_CALLBACK_DUPLICATE',
      message: `POST "${url}" is declared twice: at HERE and at HERE.`,
      remedy: 'Remove one of them, or give it a callback router of its own.',
    }),
  },
  {
    rules: [30],
    title: 'a router takes over one router by two ways',
    build: () => {
      const common = calls(url)
      return offering({
        body,
        callbacks: { events: callbackRouter().use(callbackRouter().use(common)).use(common) },
      })
    },
    expected: thrown('callbackRouter()', {
      code: 'ERR_CALLBACK_DUPLICATE',
      message: `POST "${url}", declared at HERE, is taken over twice.`,
      where: 'callbackRouter().use() at HERE',
      remedy: 'Remove one use(), or give it a callback router of its own.',
    }),
  },
  {
    rules: [2],
    title: 'a router that takes over itself',
    build: () => {
      const events = calls(url)
      events.use(events)
      return documented(express())
    },
    expected: thrown('callbackRouter()', circle),
  },
  {
    rules: [2],
    title: 'a router that takes over one that took it over',
    build: () => {
      const [a, b, c] = [callbackRouter(), callbackRouter(), callbackRouter()]
      a.use(b.use(c))
      c.use(a)
      return documented(express())
    },
    expected: thrown('callbackRouter()', circle),
  },
  {
    rules: [9, 17],
    title: 'a callback that leads back to itself is a component',
    build: () => {
      const events = callbackRouter()
      events.post(url, { operationId: 'event', body, callbacks: { again: events } })
      return offering({ body, callbacks: { events } })
    },
    expected: accepted(
      shown(
        { events: { $ref: '#/components/callbacks/events' } },
        'paths',
        '/invoices',
        'post',
        'callbacks',
      ),
      shown(
        { again: { $ref: '#/components/callbacks/events' } },
        'components',
        'callbacks',
        'events',
        url,
        'post',
        'callbacks',
      ),
    ),
  },
  {
    rules: [9, 17],
    title: 'callbacks that lead to each other have an end where they are written out',
    build: () => {
      const [ping, pong] = [callbackRouter(), callbackRouter()]
      ping.post(url, { operationId: 'ping', body, callbacks: { pong } })
      pong.post(url, { operationId: 'pong', body, callbacks: { ping } })
      const app = express()
      app.post('/a', operation({ body, callbacks: { ping } }, answer))
      app.post('/b', operation({ body, callbacks: { ping } }, answer))
      return documented(app, { inlineCallbacks: true })
    },
    expected: accepted(
      shown({ ping: { $ref: '#/components/callbacks/ping' } }, 'paths', '/b', 'post', 'callbacks'),
      shown(
        { ping: { $ref: '#/components/callbacks/ping' } },
        'components',
        'callbacks',
        'pong',
        url,
        'post',
        'callbacks',
      ),
    ),
  },
  refusesUse('a Router of Express is taken over', () => express.Router(), 'a Router of Express'),
  refusesUse('nothing is taken over, as of a wrong import', () => undefined, 'undefined'),
  refusesUse('a webhook router is taken over', () => webhookRouter(), 'a router of the other kind'),
  refusesUse('a list of routers is taken over', () => [calls(url)], 'an array'),
  refusesUse('a path is given first', () => '/events', '"/events"'),
  {
    rules: [2],
    title: 'two routers are taken over at once',
    build: () =>
      offering({
        body,
        callbacks: {
          events: callbackRouter().use(calls(url, 'paid'), calls(`${url}/lost`, 'lost')),
        },
      }),
    expected: accepted(
      inEvents('paid', url, 'post', 'operationId'),
      inEvents('lost', `${url}/lost`, 'post', 'operationId'),
    ),
  },
  {
    rules: [2],
    title: 'what a guard of the router declares is said of each request after it',
    build: () => {
      const events = calls(url, 'before')
        .use(
          operation({
            tags: ['events'],
            headers: object({ 'X-Signature': text }),
            responses: { 410: null },
          }),
        )
        .post(`${url}/after`, { operationId: 'after', tags: ['paid'] })
      return offering({ body, callbacks: { events } })
    },
    expected: accepted(
      inEvents(
        {
          summary: 'Before',
          operationId: 'before',
          security: [],
          responses: { 200: { description: 'Successful Response' } },
        },
        url,
        'post',
      ),
      inEvents(
        {
          tags: ['events', 'paid'],
          summary: 'After',
          operationId: 'after',
          security: [],
          parameters: [{ name: 'X-Signature', in: 'header', required: true, schema: text }],
          responses: { 200: { description: 'Successful Response' }, 410: { description: 'Gone' } },
        },
        `${url}/after`,
        'post',
      ),
    ),
  },
  {
    rules: [2, 9],
    title: 'the callbacks of a guard of the router that nothing stands behind',
    build: () => {
      const guard = operation({ callbacks: { answers: calls(answerKey, 'answer') } })
      return offering({
        body,
        callbacks: { events: calls(url, 'event', { body: payload }).use(guard) },
      })
    },
    expected: warned([
      {
        code: 'WARN_CALLBACK_LOST',
        message:
          'The guard at HERE has no requests after it in its router: its callback "answers" is not in the document.',
      },
    ]),
  },
  {
    rules: [2],
    title: 'what a guard of the router declares is said of a router that grows behind it',
    build: () => {
      const paid = callbackRouter()
      const built = offering({
        body,
        callbacks: {
          events: callbackRouter()
            .use(operation({ tags: ['events'] }))
            .use(paid),
        },
      })
      built.docs.document(built.app)
      paid.post(url, { operationId: 'paid' })
      return built
    },
    expected: accepted(inEvents(['events'], url, 'post', 'tags')),
  },
  {
    rules: [2],
    title: 'what a guard of the router declares is not said of the same router elsewhere',
    build: () => {
      const paid = calls(url, 'paid')
      const app = express()
      app.post(
        '/a',
        operation(
          {
            body,
            callbacks: {
              events: callbackRouter()
                .use(operation({ tags: ['a'] }))
                .use(paid),
            },
          },
          answer,
        ),
      )
      app.post('/b', operation({ body, callbacks: { events: paid } }, answer))
      return documented(app)
    },
    expected: accepted(
      shown(['a'], 'paths', '/a', 'post', 'callbacks', 'events', url, 'post', 'tags'),
      shown(undefined, 'paths', '/b', 'post', 'callbacks', 'events', url, 'post', 'tags'),
    ),
  },
  {
    rules: [9],
    title: 'the callbacks of a guard of the router are callbacks of each request after it',
    build: () => {
      const guard = operation({ callbacks: { answers: calls(answerKey, 'answer') } })
      return offering({
        body,
        callbacks: {
          events: callbackRouter().use(guard).post(url, { operationId: 'event', body: payload }),
        },
      })
    },
    expected: accepted(inEvents('answer', ...inAnswers(answerKey, 'operationId'))),
  },
  {
    rules: [9, 12],
    title: 'the callbacks of a guard of the router, where what is sent has not what they read',
    build: () => {
      const guard = operation({ callbacks: { answers: calls(answerKey, 'answer') } })
      return offering({
        body,
        callbacks: {
          events: callbackRouter()
            .use(guard)
            .post(url, { operationId: 'event', body: object({ id: text }) }),
        },
      })
    },
    expected: thrown('callbackRouter()', {
      code: 'ERR_CALLBACK_SOURCE',
      message: 'The request body has no "answer"; it has id.',
    }),
  },
]
