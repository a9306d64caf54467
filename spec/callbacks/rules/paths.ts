import express from 'express'
import {
  answer,
  calls,
  documented,
  isExpress4,
  object,
  text,
  uri,
  url,
  body,
  type Documented,
} from './apps.ts'
import { operation } from './loose.ts'
import { accepted, found, shown, warned, type RuleCase, type Shown } from './rule-case.ts'

const shopKey = 'https://receiver.test/{$request.path.shop}'

/** An app of one operation that calls back, at this path. */
function at(
  path: string | RegExp | string[],
  key: string,
  more: Record<string, unknown> = {},
): Documented {
  const app = express()
  app.post(path, operation({ ...more, callbacks: { events: calls(key) } }, answer))
  return documented(app)
}

/** The same in a router that is mounted. */
function mounted(
  mounts: string[],
  path: string,
  key: string,
  more: Record<string, unknown> = {},
): Documented {
  const app = express()
  const router = express.Router({ mergeParams: true })
  router.post(path, operation({ ...more, callbacks: { events: calls(key) } }, answer))
  for (const mount of mounts) app.use(mount, router)
  return documented(app)
}

function atPath(path: string, key: string): Shown {
  return shown('event', 'paths', path, 'post', 'callbacks', 'events', key, 'post', 'operationId')
}

const otherPath = 'Keep it so where that is meant; the other path of the operation has it.'

export const paths: RuleCase[] = [
  {
    rules: [11],
    title: 'a parameter of the path, which needs no declaration',
    build: () => at('/shops/:shop', shopKey),
    expected: accepted(atPath('/shops/{shop}', shopKey)),
  },
  {
    rules: [11],
    title: 'a parameter of the path that a schema describes',
    build: () => at('/shops/:shop', shopKey, { params: object({ shop: { type: 'integer' } }) }),
    expected: accepted(atPath('/shops/{shop}', shopKey)),
  },
  {
    rules: [11],
    title: 'a parameter of the path that begins a URL, and is a number',
    build: () =>
      at('/shops/:shop', '{$request.path.shop}', { params: object({ shop: { type: 'integer' } }) }),
    expected: found({
      code: 'ERR_CALLBACK_SOURCE',
      message: 'A URL cannot begin with "{$request.path.shop}", which is an integer.',
      remedy: "Begin with the receiver's URL, such as `{$request.query.callback_url}`.",
    }),
  },
  {
    rules: [11, 13],
    title: 'a parameter of the path is always there, whatever its schema says',
    build: () => at('/shops/:shop', shopKey, { params: object({ shop: text }, []) }),
    expected: accepted(atPath('/shops/{shop}', shopKey)),
  },
  {
    rules: [11],
    title: 'a parameter that the path has not',
    build: () => at('/shops/:shop', 'https://receiver.test/{$request.path.id}'),
    expected: found({
      code: 'ERR_CALLBACK_SOURCE',
      message: 'The path has no parameter "id"; it has shop.',
      remedy: 'Write ":id" into its path, or read one that is there.',
      where:
        'POST /shops/{shop} > callbacks.events > POST https://receiver.test/{$request.path.id}',
      caret: 'id}',
    }),
  },
  {
    rules: [11],
    title: 'a parameter of the path in another case',
    build: () => at('/shops/:shopId', 'https://receiver.test/{$request.path.shopid}'),
    expected: found({
      code: 'ERR_CALLBACK_SOURCE',
      message: 'The path has no parameter "shopid"; it has shopId.',
      remedy: 'Did you mean `{$request.path.shopId}`?',
    }),
  },
  {
    rules: [11],
    title: 'a parameter of a path without any',
    build: () => at('/shops', shopKey),
    expected: found({
      code: 'ERR_CALLBACK_SOURCE',
      message: 'The path has no parameter "shop"; it has none.',
      remedy: 'Write ":shop" into its path, or read one that is there.',
    }),
  },
  {
    rules: [11],
    title: 'a parameter of where the router is mounted',
    build: () => mounted(['/shops/:shop'], '/invoices', shopKey),
    expected: accepted(atPath('/shops/{shop}/invoices', shopKey)),
  },
  {
    rules: [11],
    title: 'a parameter of two mounts of one router',
    build: () => mounted(['/shops/:shop', '/stores/:shop'], '/invoices', shopKey),
    expected: accepted(
      shown(
        { $ref: '#/components/callbacks/events' },
        'paths',
        '/stores/{shop}/invoices',
        'post',
        'callbacks',
        'events',
      ),
    ),
  },
  {
    rules: [11, 13],
    title: 'a parameter of one of two mounts of a router',
    build: () => mounted(['/shops/:shop', '/stores'], '/invoices', shopKey),
    expected: warned([
      {
        code: 'WARN_CALLBACK_OPTIONAL',
        message:
          'There is no call at this path of the operation: the path has no parameter "shop"; it has none.',
        remedy: otherPath,
        where: `POST /stores/invoices > callbacks.events > POST ${shopKey}`,
      },
    ]),
  },
  {
    rules: [11],
    title: 'a parameter of neither mount of a router',
    build: () => mounted(['/shops', '/stores'], '/invoices', shopKey),
    // Of one declaration, and said once.
    expected: found({
      code: 'ERR_CALLBACK_SOURCE',
      message: 'The path has no parameter "shop"; it has none.',
    }),
  },
  {
    rules: [11, 13],
    title: 'a segment that may be left out',
    build: () => at(isExpress4 ? '/shops/:shop?' : '/shops{/:shop}', shopKey),
    expected: warned([
      {
        code: 'WARN_CALLBACK_OPTIONAL',
        message:
          'There is no call at this path of the operation: the path has no parameter "shop"; it has none.',
        remedy: otherPath,
        where: `POST /shops > callbacks.events > POST ${shopKey}`,
      },
    ]),
  },
  {
    rules: [11, 13],
    title: 'one of the paths of an array',
    build: () => at(['/shops', '/shops/:shop'], shopKey),
    expected: warned([
      {
        code: 'WARN_CALLBACK_OPTIONAL',
        message:
          'There is no call at this path of the operation: the path has no parameter "shop"; it has none.',
        remedy: otherPath,
      },
    ]),
  },
  {
    rules: [11],
    title: 'a named group of a regular expression',
    build: () => at(/^\/shops\/(?<shop>[^/]+)$/, shopKey),
    expected: accepted(atPath('/shops/{shop}', shopKey)),
  },
  {
    rules: [11],
    title: 'a parameter that an earlier route calls otherwise',
    build: () => {
      const app = express()
      app.get('/shops/:id', operation({}, answer))
      app.post('/shops/:shop', operation({ callbacks: { events: calls(shopKey) } }, answer))
      return documented(app)
    },
    expected: found({
      code: 'ERR_CALLBACK_SOURCE',
      remedy: 'Give the parameter one name in both routes.',
      caret: 'shop}',
    }),
  },
  {
    rules: [11],
    title: 'a parameter that an earlier route calls otherwise, in a sentence',
    build: () => {
      const app = express()
      app.get('/shops/:id', operation({}, answer))
      app.post('/shops/:shop', operation({ callbacks: { events: calls(shopKey) } }, answer))
      return documented(app)
    },
    expected: found({
      code: 'ERR_CALLBACK_SOURCE',
      message:
        'The path parameter "shop" is called "id" in the document, as in an earlier route of the same path.',
      remedy: 'Give the parameter one name in both routes.',
      caret: 'shop}',
    }),
  },
  {
    rules: [11],
    title: 'the name that an earlier route gives the parameter',
    build: () => {
      const app = express()
      app.get('/shops/:id', operation({}, answer))
      app.post(
        '/shops/:shop',
        operation(
          { callbacks: { events: calls('https://receiver.test/{$request.path.id}') } },
          answer,
        ),
      )
      return documented(app)
    },
    expected: found({
      code: 'ERR_CALLBACK_SOURCE',
      message: 'The path has no parameter "id"; it has shop.',
    }),
  },
  {
    rules: [11],
    title: 'a parameter of where a sub-app is mounted',
    build: () => {
      const app = express()
      const shop = express()
      shop.post('/invoices', operation({ callbacks: { events: calls(shopKey) } }, answer))
      app.use('/shops/:shop', shop)
      return documented(app)
    },
    expected: accepted(atPath('/shops/{shop}/invoices', shopKey)),
  },
  ...(['get', 'head', 'options', 'trace', 'delete', 'put', 'patch'] as const).map(
    (method): RuleCase => ({
      rules: [10],
      title: `an operation of ${method.toUpperCase()} that calls back`,
      build: () => {
        const app = express()
        app[method](
          '/invoices',
          operation(
            { query: object({ url: uri }), callbacks: { events: calls('{$request.query.url}') } },
            answer,
          ),
        )
        return documented(app)
      },
      expected: accepted(
        shown(
          'event',
          'paths',
          '/invoices',
          method,
          'callbacks',
          'events',
          '{$request.query.url}',
          'post',
          'operationId',
        ),
      ),
    }),
  ),
  {
    rules: [10, 15],
    title: 'one declaration for several methods of a route',
    build: () => {
      const app = express()
      const create = operation(
        { operationId: 'save', body, callbacks: { events: calls(url) } },
        answer,
      )
      app.route('/invoices').post(create).put(create)
      return documented(app)
    },
    expected: accepted(
      shown('save', 'paths', '/invoices', 'post', 'operationId'),
      shown('save_2', 'paths', '/invoices', 'put', 'operationId'),
      shown(
        { events: { $ref: '#/components/callbacks/events' } },
        'paths',
        '/invoices',
        'put',
        'callbacks',
      ),
    ),
  },
  {
    rules: [1],
    title: 'two declarations in one route, each with callbacks',
    build: () => {
      const app = express()
      app.post(
        '/invoices',
        operation({ body, callbacks: { paid: calls(url, 'paid') } }),
        operation({ callbacks: { lost: calls(url, 'lost') } }, answer),
      )
      return documented(app)
    },
    expected: accepted(
      shown('paid', 'paths', '/invoices', 'post', 'callbacks', 'paid', url, 'post', 'operationId'),
      shown('lost', 'paths', '/invoices', 'post', 'callbacks', 'lost', url, 'post', 'operationId'),
    ),
  },
]
