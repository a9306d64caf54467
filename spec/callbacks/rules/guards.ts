import express from 'express'
import { answer, body, calls, documented, object, uri, url } from './apps.ts'
import { operation } from './loose.ts'
import { accepted, found, mayLack, noticed, shown, warned, type RuleCase } from './rule-case.ts'

const queryKey = '{$request.query.url}'
const query = object({ url: uri })

const eventsOf = (...path: string[]): string[] => ['paths', ...path, 'callbacks', 'events']

export const guards: RuleCase[] = [
  {
    rules: [11],
    title: 'a query parameter that a guard declares',
    build: () => {
      const app = express()
      app.use(operation({ query }))
      app.post('/invoices', operation({ callbacks: { events: calls(queryKey) } }, answer))
      return documented(app)
    },
    expected: accepted(
      shown('event', ...eventsOf('/invoices', 'post'), queryKey, 'post', 'operationId'),
    ),
  },
  {
    rules: [11, 13],
    title: 'a query parameter that a guard requires, and the route does not',
    build: () => {
      const app = express()
      app.use(operation({ query }))
      app.post(
        '/invoices',
        operation(
          { query: object({ url: uri }, []), callbacks: { events: calls(queryKey) } },
          answer,
        ),
      )
      return documented(app)
    },
    expected: accepted(
      shown('event', ...eventsOf('/invoices', 'post'), queryKey, 'post', 'operationId'),
    ),
  },
  {
    rules: [11],
    title: 'a query parameter of a guard that stands after the route',
    build: () => {
      const app = express()
      app.post('/invoices', operation({ callbacks: { events: calls(queryKey) } }, answer))
      app.use(operation({ query }))
      return documented(app)
    },
    expected: found({
      code: 'ERR_CALLBACK_SOURCE',
      message: 'The operation has no query parameter "url"; it has none.',
    }),
  },
  {
    rules: [11],
    title: 'a query parameter of a guard of another path',
    build: () => {
      const app = express()
      app.use('/shops', operation({ query }))
      app.post('/invoices', operation({ callbacks: { events: calls(queryKey) } }, answer))
      return documented(app)
    },
    expected: found({
      code: 'ERR_CALLBACK_SOURCE',
      message: 'The operation has no query parameter "url"; it has none.',
    }),
  },
  {
    rules: [11],
    title: 'a header that a guard of a router declares',
    build: () => {
      const app = express()
      const router = express.Router()
      router.use(operation({ headers: object({ 'X-Url': uri }) }))
      router.post(
        '/',
        operation({ callbacks: { events: calls('{$request.header.x-url}') } }, answer),
      )
      app.use('/invoices', router)
      return documented(app)
    },
    expected: accepted(
      shown(
        'event',
        ...eventsOf('/invoices', 'post'),
        '{$request.header.x-url}',
        'post',
        'operationId',
      ),
    ),
  },
  {
    rules: [12],
    title: 'a response that a guard answers',
    build: () => {
      const app = express()
      app.use(operation({ responses: { 202: object({ url: uri }) } }))
      app.post(
        '/invoices',
        operation(
          {
            responses: { 202: object({ url: uri }) },
            callbacks: { events: calls('{$response.body#/url}') },
          },
          answer,
        ),
      )
      return documented(app)
    },
    expected: accepted(
      shown(
        'event',
        ...eventsOf('/invoices', 'post'),
        '{$response.body#/url}',
        'post',
        'operationId',
      ),
    ),
  },
  {
    rules: [11, 14],
    title: 'the callback of a guard is documented where the operation has what it reads',
    build: () => {
      const app = express()
      app.use(operation({ callbacks: { events: calls(url) } }))
      app.post('/invoices', operation({ body }, answer))
      app.get('/invoices', operation({}, answer))
      return documented(app)
    },
    expected: noticed(
      [
        {
          code: 'NOTICE_CALLBACK_LEFT_OUT',
          message:
            'The callback is documented at 1 of the 2 operations behind the guard: the others do not have what its expressions read.',
          remedy:
            'Declare what it reads where it is missing, or move the guard to the paths that call back.',
          where: 'callbacks.events of the guard at HERE',
        },
      ],
      shown('event', ...eventsOf('/invoices', 'post'), url, 'post', 'operationId'),
      shown(undefined, 'paths', '/invoices', 'get', 'callbacks'),
    ),
  },
  {
    rules: [11, 14],
    title: 'the callback of a guard that every operation resolves is one component',
    build: () => {
      const app = express()
      app.use(operation({ query, callbacks: { events: calls(queryKey) } }))
      app.post('/invoices', operation({}, answer))
      app.put('/invoices', operation({}, answer))
      return documented(app)
    },
    expected: accepted(
      shown({ $ref: '#/components/callbacks/events' }, ...eventsOf('/invoices', 'post')),
      shown({ $ref: '#/components/callbacks/events' }, ...eventsOf('/invoices', 'put')),
      shown('event', 'components', 'callbacks', 'events', queryKey, 'post', 'operationId'),
    ),
  },
  {
    rules: [11],
    title: 'the callback of a guard that no operation resolves',
    build: () => {
      const app = express()
      app.use(operation({ callbacks: { events: calls(url) } }))
      app.get('/invoices', operation({}, answer))
      app.get('/shops', operation({}, answer))
      return documented(app)
    },
    expected: found({
      code: 'ERR_CALLBACK_SOURCE',
      message: '"$request.body#/url" reads the request body, and the operation declares none.',
      remedy: 'Declare its body, or read the query instead.',
      where: `GET /invoices > callbacks.events > POST ${url}`,
    }),
  },
  {
    rules: [11],
    title: 'the callback of a guard that nothing stands behind',
    build: () => {
      const app = express()
      app.post('/invoices', operation({ body }, answer))
      app.use(operation({ callbacks: { events: calls(url) } }))
      return documented(app)
    },
    expected: warned([
      {
        code: 'WARN_CALLBACK_LOST',
        message:
          'The guard at HERE has no operations behind it: its callback "events" is not in the document.',
      },
    ]),
  },
  {
    rules: [1],
    title: 'the callback of an operation with a handler that is mounted by app.use()',
    build: () => {
      const app = express()
      app.use('/invoices', operation({ body, callbacks: { events: calls(url) } }, answer))
      return documented(app)
    },
    expected: warned([
      {
        code: 'WARN_CALLBACK_LOST',
        message:
          'The guard at HERE has no operations behind it: its callback "events" is not in the document.',
      },
    ]),
  },
  {
    rules: [11],
    title: 'the callback of a guard at a path with a parameter, which it reads',
    build: () => {
      const app = express()
      app.use(
        '/shops/:shop',
        operation({ callbacks: { events: calls('https://receiver.test/{$request.path.shop}') } }),
      )
      app.post('/shops/:shop/invoices', operation({}, answer))
      return documented(app)
    },
    expected: accepted(
      shown(
        'event',
        ...eventsOf('/shops/{shop}/invoices', 'post'),
        'https://receiver.test/{$request.path.shop}',
        'post',
        'operationId',
      ),
    ),
  },
  {
    rules: [11],
    title: 'the callback of a guard, and the same router at a route that lacks what it reads',
    build: () => {
      const app = express()
      const events = calls(url)
      app.use(operation({ callbacks: { events } }))
      app.post('/invoices', operation({ body }, answer))
      app.post('/shops', operation({ callbacks: { events } }, answer))
      return documented(app)
    },
    expected: found({
      code: 'ERR_CALLBACK_SOURCE',
      message: '"$request.body#/url" reads the request body, and the operation declares none.',
      where: `POST /shops > callbacks.events > POST ${url}`,
    }),
  },
  {
    rules: [13],
    title: 'the callback of a guard that one operation may lack the source of',
    build: () => {
      const app = express()
      app.use(operation({ callbacks: { events: calls(url) } }))
      app.post('/invoices', operation({ body: object({ url: uri }, []) }, answer))
      return documented(app)
    },
    expected: warned(
      [
        mayLack(
          'There is no call where "url" is left out: "{$request.body#/url}" has no value then.',
        ),
      ],
      shown('event', ...eventsOf('/invoices', 'post'), url, 'post', 'operationId'),
    ),
  },
  {
    rules: [1, 2],
    title: 'one name at a guard and at its route is one callback with both requests',
    build: () => {
      const app = express()
      app.use(operation({ callbacks: { events: calls(`${url}/guard`, 'ofGuard') } }))
      app.post(
        '/invoices',
        operation({ body, callbacks: { events: calls(`${url}/route`, 'ofRoute') } }, answer),
      )
      return documented(app)
    },
    expected: accepted(
      shown('ofGuard', ...eventsOf('/invoices', 'post'), `${url}/guard`, 'post', 'operationId'),
      shown('ofRoute', ...eventsOf('/invoices', 'post'), `${url}/route`, 'post', 'operationId'),
    ),
  },
  {
    rules: [30],
    title: 'one request at a guard and at its route',
    build: () => {
      const app = express()
      app.use(operation({ callbacks: { events: calls(url, 'ofGuard') } }))
      app.post(
        '/invoices',
        operation({ body, callbacks: { events: calls(url, 'ofRoute') } }, answer),
      )
      return documented(app)
    },
    expected: found({
      code: 'ERR_CALLBACK_DUPLICATE',
      message: `POST "${url}" is declared twice under one name, the second time at HERE.`,
      remedy: 'Declare it once, or under another name.',
      where: 'POST /invoices > callbacks.events',
    }),
  },
  {
    rules: [12],
    title: 'a body that a guard declares',
    build: () => {
      const app = express()
      app.use(operation({ body }))
      app.post('/invoices', operation({ callbacks: { events: calls(url) } }, answer))
      return documented(app)
    },
    expected: accepted(
      shown('event', ...eventsOf('/invoices', 'post'), url, 'post', 'operationId'),
    ),
  },
  {
    rules: [11, 14],
    title: 'one router of two guards, behind one of which no operation resolves it',
    build: () => {
      const [app, events] = [express(), calls(url)]
      app.use('/invoices', operation({ callbacks: { events } }))
      app.use('/shops', operation({ callbacks: { events } }))
      app.post('/invoices', operation({ body }, answer))
      app.post('/shops', operation({}, answer))
      return documented(app)
    },
    expected: found({
      code: 'ERR_CALLBACK_SOURCE',
      message: '"$request.body#/url" reads the request body, and the operation declares none.',
      where: `POST /shops > callbacks.events > POST ${url}`,
    }),
  },
  {
    rules: [3, 11],
    title: 'one router of a guard under two names',
    build: () => {
      const [app, events] = [express(), calls(url)]
      app.use(operation({ callbacks: { verification: events, update: events } }))
      app.post('/invoices', operation({ body }, answer))
      app.get('/invoices', operation({}, answer))
      return documented(app)
    },
    expected: noticed(
      ['verification', 'update'].map((name) => ({
        code: 'NOTICE_CALLBACK_LEFT_OUT',
        message:
          'The callback is documented at 1 of the 2 operations behind the guard: the others do not have what its expressions read.',
        where: `callbacks.${name} of the guard at HERE`,
      })),
      shown(undefined, 'paths', '/invoices', 'get', 'callbacks'),
    ),
  },
  {
    rules: [11],
    title: 'a hidden route behind a guard is not asked',
    build: () => {
      const app = express()
      app.use(operation({ callbacks: { events: calls(url) } }))
      app.post('/invoices', operation({ body }, answer))
      app.get('/internal', operation({ hidden: true }, answer))
      return documented(app)
    },
    expected: noticed(
      [],
      shown('event', ...eventsOf('/invoices', 'post'), url, 'post', 'operationId'),
    ),
  },
]
