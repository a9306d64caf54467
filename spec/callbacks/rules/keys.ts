import express from 'express'
import { body, calling, calls, documented, object, offering, text, uri, url } from './apps.ts'
import { callbackRouter, operation } from './loose.ts'
import {
  accepted,
  accepts,
  inEvents,
  noticed,
  refusesKey,
  thrown,
  type RuleCase,
} from './rule-case.ts'

const servers = [{ url: 'https://receiver.test' }]

export const keys: RuleCase[] = [
  accepts([4], 'a URL without expressions', 'https://receiver.test/events'),
  accepts(
    [4],
    "the specification's URL with expressions in its query",
    'http://notificationServer.com?transactionId={$request.body#/id}&email={$request.body#/email}',
    { body: object({ id: text, email: text }) },
  ),
  accepts([4, 5], 'a scheme in upper case', 'HTTPS://receiver.test/events'),
  accepts([4, 5], 'a host that is read', 'https://{$request.query.host}/events', {
    query: object({ host: text }),
  }),
  {
    rules: [4],
    title: 'a URL without expressions is said to have nothing that varies',
    build: () => calling('https://receiver.test/events'),
    expected: noticed(
      [
        {
          code: 'NOTICE_CALLBACK_CONSTANT',
          message:
            'The URL "https://receiver.test/events" is the same at each call, and Swagger UI shows no schemas under such a key.',
        },
      ],
      inEvents('event', 'https://receiver.test/events', 'post', 'operationId'),
    ),
  },
  refusesKey([5], 'a path', '/events/{$request.body#/id}', {
    message:
      'The URL "/events/{$request.body#/id}" is relative, so it would be a path of your own API.',
    remedy:
      "Begin with the receiver's URL, such as `{$request.query.callback_url}/events/{$request.body#/id}`, or declare servers.",
    caret: '/events/{$request.body#/id}',
  }),
  refusesKey([5], 'a word, as of a name', 'invoicePaid', {
    message: 'The URL "invoicePaid" is relative, so it would be a path of your own API.',
    remedy:
      "Begin with the receiver's URL, such as `{$request.query.callback_url}/invoicePaid`, or declare servers.",
  }),
  {
    rules: [5, 6],
    title: 'a path with servers of its own',
    build: () => calling('/events', {}, { servers }),
    expected: accepted(inEvents(servers, '/events', 'post', 'servers')),
  },
  {
    rules: [5, 6],
    title: 'a path whose servers a guard of the router gives',
    build: () =>
      offering({
        callbacks: {
          events: callbackRouter()
            .use(operation({ servers }))
            .post('/events', { operationId: 'event' }),
        },
      }),
    expected: accepted(inEvents(servers, '/events', 'post', 'servers')),
  },
  {
    rules: [6],
    title: 'servers beside an absolute URL stay as they were written',
    build: () => calling('https://receiver.test/events', {}, { servers }),
    expected: accepted(inEvents(servers, 'https://receiver.test/events', 'post', 'servers')),
  },
  {
    rules: [5, 6],
    title: 'a path with an empty list of servers, which is our own',
    build: () => calling('/events', {}, { servers: [] }),
    expected: thrown('callbackRouter()', {
      code: 'ERR_CALLBACK_EXPRESSION',
      message: 'The URL "/events" is relative, so it would be a path of your own API.',
    }),
  },
  {
    rules: [5, 6],
    title: 'a path whose server is relative itself',
    build: () => calling('/events', {}, { servers: [{ url: '/v1' }] }),
    expected: thrown('callbackRouter()', {
      code: 'ERR_CALLBACK_EXPRESSION',
      message: 'The URL "/events" is relative, so it would be a path of your own API.',
    }),
  },
  {
    ...refusesKey([4, 5], 'a URL without a host', 'https:///events', {
      message: 'The URL "https:///events" has no host.',
    }),
  },
  {
    ...refusesKey([5], 'a URL that is absolute and not of HTTP', 'ftp://receiver.test/events', {
      message: 'The URL "ftp://receiver.test/events" is neither http nor https.',
      remedy: 'Write one that begins with https://, or with an expression.',
    }),
  },
  {
    rules: [5, 6],
    title: 'a path after a part that is read, where there are servers',
    build: () =>
      calling(
        '{$request.body#/path}/events',
        { body: object({ path: { type: 'integer' } }) },
        { servers },
      ),
    expected: accepted(inEvents(servers, '{$request.body#/path}/events', 'post', 'servers')),
  },
  accepts([5], 'a URL that begins with what is read', '{$request.query.url}/events', {
    query: object({ url: uri }),
  }),
  {
    rules: [7],
    title: 'what a path item would say stands in the operation, and the path item in the callback',
    build: () =>
      calling(
        url,
        { body },
        { summary: 'Paid', description: 'Once.', headers: object({ 'X-Id': text }) },
      ),
    expected: accepted(
      inEvents(
        {
          post: {
            summary: 'Paid',
            description: 'Once.',
            operationId: 'event',
            security: [],
            parameters: [{ name: 'X-Id', in: 'header', required: true, schema: text }],
            responses: { 200: { description: 'Successful Response' } },
          },
        },
        url,
      ),
    ),
  },
  {
    rules: [7],
    title: 'parameters as the specification writes them',
    build: () => calling(url, { body }, { parameters: [{ name: 'a', in: 'query', schema: text }] }),
    expected: thrown('callbackRouter()', {
      code: 'ERR_DEFINITION',
      message: '"parameters" is built from the definition.',
      remedy: 'Write params, query, headers or cookies.',
    }),
  },
  {
    rules: [7],
    title: 'a reference in place of an operation',
    build: () =>
      offering(
        {
          body,
          callbacks: { events: calls(url, 'event', { $ref: '#/components/pathItems/Event' }) },
        },
        { components: { pathItems: { Event: { post: { responses: {} } } } } },
      ),
    expected: thrown('callbackRouter()', {
      code: 'ERR_DEFINITION',
      message: 'An operation has no $ref.',
    }),
  },
  {
    rules: [8],
    title: 'path parameters, which a key has none of',
    build: () => calling(url, { body }, { params: object({ id: text }) }),
    expected: thrown('callbackRouter()', {
      code: 'ERR_DEFINITION',
      message: `A request that we make has no path parameters, and "${url}" declares params.`,
      where: 'params of callbackRouter().post() at HERE',
      remedy:
        'Write each varying part of the URL as a runtime expression, such as {$request.body#/id}.',
    }),
  },
  {
    rules: [8],
    title: 'path parameters of a guard of the router',
    build: () => {
      const guard = operation({ params: object({ id: text }) })
      return offering({ body, callbacks: { events: callbackRouter().use(guard) } })
    },
    expected: thrown('callbackRouter()', {
      code: 'ERR_DEFINITION',
      message:
        'A guard of callbackRouter() has no path parameters, and the one at HERE declares params.',
      where: 'callbackRouter().use() at HERE',
      remedy: 'Take params out of it: what is sent has no path of ours.',
    }),
  },
  {
    rules: [1, 2],
    title: 'a callback router is mounted at no path',
    build: () => {
      const app = express()
      app.use(calls(url) as never)
      return documented(app)
    },
    expected: thrown('mount', {
      code: 'ERR_CALLBACK_ROUTER',
      message: 'A callback router is mounted, and the requests that it holds are not made to you.',
    }),
  },
  {
    rules: [1, 2],
    title: 'a callback router is mounted',
    build: () => {
      const app = express()
      app.use('/events', calls(url) as never)
      return documented(app)
    },
    expected: thrown('mount', {
      code: 'ERR_CALLBACK_ROUTER',
      message: 'A callback router is mounted, and the requests that it holds are not made to you.',
      remedy: 'Give it to the operation that calls back: operation({ callbacks: { events } }, …).',
    }),
  },
]
