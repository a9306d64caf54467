import express from 'express'
import { RequestProblem } from '../../document/request-problem.ts'
import { answer, body, calls, documented, object, text, uri, url, type Documented } from './apps.ts'
import { callbackRouter, operation, type LooseRouter } from './loose.ts'
import { accepted, found, mayLack, shown, warned, type RuleCase } from './rule-case.ts'

/** An app of an operation for each of the definitions, all of them with this router. */
function sharing(
  events: LooseRouter,
  definitions: Record<string, Record<string, unknown>>,
  options = {},
): Documented {
  const app = express()
  for (const [path, definition] of Object.entries(definitions)) {
    app.post(path, operation({ ...definition, callbacks: { events } }, answer))
  }
  return documented(app, options)
}

const reference = { $ref: '#/components/callbacks/events' }
const at = (path: string, ...rest: string[]): string[] => [
  'paths',
  path,
  'post',
  'callbacks',
  'events',
  ...rest,
]
const queryKey = '{$request.query.url}'
const query = object({ url: uri })

export const reuse: RuleCase[] = [
  {
    rules: [14, 17],
    title: 'a router of two operations is one component and two references',
    build: () => sharing(calls(url), { '/a': { body }, '/b': { body } }),
    expected: accepted(
      shown(reference, ...at('/a')),
      shown(reference, ...at('/b')),
      shown(
        {
          events: {
            [url]: {
              post: {
                summary: 'Event',
                operationId: 'event',
                security: [],
                responses: { 200: { description: 'Successful Response' } },
              },
            },
          },
        },
        'components',
        'callbacks',
      ),
    ),
  },
  {
    rules: [14],
    title: 'a router of two operations, one of which has not what it reads',
    build: () =>
      sharing(calls(queryKey), { '/a': { query }, '/b': { query: object({ page: text }) } }),
    expected: found({
      code: 'ERR_CALLBACK_SOURCE',
      message: 'The operation has no query parameter "url"; it has page.',
      where: `POST /b > callbacks.events > POST ${queryKey}`,
    }),
  },
  {
    rules: [13, 14],
    title: 'a router of two operations, one of which may lack what it reads',
    build: () =>
      sharing(calls(queryKey), { '/a': { query }, '/b': { query: object({ url: uri }, []) } }),
    expected: warned(
      [
        {
          ...mayLack(
            `There is no call where the query parameter "url" is left out: "${queryKey}" has no value then.`,
          ),
          where: `POST /b > callbacks.events > POST ${queryKey}`,
        },
      ],
      shown(reference, ...at('/b')),
    ),
  },
  {
    rules: [14],
    title: 'a router of operations that read it from bodies of their own',
    build: () =>
      sharing(calls(url), {
        '/a': { body },
        '/b': { body: { allOf: [body, object({ more: text })] } },
        '/c': { body: object({ url: uri }) },
      }),
    expected: accepted(shown(reference, ...at('/c'))),
  },
  {
    rules: [14, 15],
    title: 'a router of two operations, written out in each',
    build: () => sharing(calls(url), { '/a': { body }, '/b': { body } }, { inlineCallbacks: true }),
    expected: accepted(
      shown('event', ...at('/a', url, 'post', 'operationId')),
      shown('event_2', ...at('/b', url, 'post', 'operationId')),
      shown({ schemas: { RequestProblem } }, 'components'),
    ),
  },
  {
    rules: [14, 15],
    title: 'a router without operationIds, written out in each',
    build: () =>
      sharing(
        callbackRouter().post(url, {}),
        { '/a': { body }, '/b': { body } },
        { inlineCallbacks: true },
      ),
    expected: accepted(
      shown('eventsPost', ...at('/a', url, 'post', 'operationId')),
      shown('eventsPost_2', ...at('/b', url, 'post', 'operationId')),
    ),
  },
  {
    rules: [14],
    title: 'a router that is written out is checked in each operation',
    build: () => sharing(calls(queryKey), { '/a': { query }, '/b': {} }, { inlineCallbacks: true }),
    expected: found({
      code: 'ERR_CALLBACK_SOURCE',
      message: 'The operation has no query parameter "url"; it has none.',
      where: `POST /b > callbacks.events > POST ${queryKey}`,
    }),
  },
  {
    rules: [14, 15],
    title: 'operationIds that a function gives, written out in each',
    build: () =>
      sharing(
        callbackRouter().post(url, {}),
        { '/a': { body }, '/b': { body } },
        { inlineCallbacks: true, operationId: ({ callback }: { callback?: string }) => callback },
      ),
    expected: accepted(
      shown('events', ...at('/a', url, 'post', 'operationId')),
      shown('events_2', ...at('/b', url, 'post', 'operationId')),
    ),
  },
  {
    rules: [14, 17],
    title: 'a router of an operation and of a sub-app',
    build: () => {
      const [app, shop, events] = [express(), express(), calls(url)]
      app.post('/a', operation({ body, callbacks: { events } }, answer))
      shop.post('/b', operation({ body, callbacks: { events } }, answer))
      app.use('/shop', shop)
      return documented(app)
    },
    expected: accepted(shown(reference, ...at('/a')), shown(reference, ...at('/shop/b'))),
  },
  {
    rules: [14, 17],
    title: 'a router of an operation that is mounted twice',
    build: () => {
      const [app, router] = [express(), express.Router()]
      router.post(
        '/',
        operation({ operationId: 'create', body, callbacks: { events: calls(url) } }, answer),
      )
      app.use('/a', router).use('/b', router)
      return documented(app)
    },
    expected: accepted(
      shown(reference, ...at('/a')),
      shown(reference, ...at('/b')),
      shown('create_2', 'paths', '/b', 'post', 'operationId'),
    ),
  },
  {
    rules: [14],
    title: 'two routers that take over a third, each used by one operation',
    build: () => {
      const common = calls(url)
      const app = express()
      app.post(
        '/a',
        operation({ body, callbacks: { events: callbackRouter().use(common) } }, answer),
      )
      app.post(
        '/b',
        operation({ body, callbacks: { events: callbackRouter().use(common) } }, answer),
      )
      return documented(app)
    },
    expected: accepted(
      shown('event', ...at('/a', url, 'post', 'operationId')),
      shown('event_2', ...at('/b', url, 'post', 'operationId')),
    ),
  },
]
