import express from 'express'
import { body, calls, documented, object, offering, text, uri, url } from './apps.ts'
import { callbackRouter, openapi, operation, webhookRouter, type LooseRouter } from './loose.ts'
import { accepted, found, mayLack, shown, thrown, warned, type RuleCase } from './rule-case.ts'

const info = { title: 'Webhooks', version: '1.0.0' }

function publishing(webhooks: unknown, options: object = {}): ReturnType<typeof documented> {
  return documented(express(), { webhooks, ...options })
}

function named(name: unknown): LooseRouter {
  return webhookRouter().post(name, { operationId: 'event' })
}

function acceptsName(title: string, name: string): RuleCase {
  return {
    rules: [27],
    title: `${title} of a webhook`,
    build: () => publishing(named(name)),
    expected: accepted(shown('event', 'webhooks', name, 'post', 'operationId')),
  }
}

function refusesName(title: string, name: unknown, message: string): RuleCase {
  return {
    rules: [27],
    title: `${title} of a webhook`,
    build: () => publishing(named(name)),
    expected: thrown('webhookRouter()', {
      code: 'ERR_CALLBACK_NAME',
      message,
      remedy: "Give it a name, such as 'newSubscription'.",
    }),
  }
}

const remedy = "Write openapi({ webhooks: webhookRouter().post('newSubscription', { … }) })."
const success = { 200: { description: 'Successful Response' } }

export const webhooks: RuleCase[] = [
  {
    rules: [24, 27],
    title: 'a webhook is an operation of a path item, without the security of the root',
    build: () =>
      publishing(webhookRouter().post('paid', { body: object({ id: text }) }), { security: [] }),
    expected: accepted(
      shown(
        {
          paid: {
            post: {
              summary: 'Paid',
              operationId: 'paidPost',
              security: [],
              requestBody: {
                required: true,
                content: { 'application/json': { schema: object({ id: text }) } },
              },
              responses: success,
            },
          },
        },
        'webhooks',
      ),
    ),
  },
  acceptsName('a name with a space', 'new subscription'),
  acceptsName('an empty name', ''),
  acceptsName('the name __proto__', '__proto__'),
  acceptsName('the name constructor', 'constructor'),
  acceptsName('a path as the name', '/events/{id}'),
  refusesName(
    'the name of an extension',
    'x-paid',
    'A webhook cannot be called "x-paid": readers of the document take it for an extension.',
  ),
  refusesName(
    'the name $ref',
    '$ref',
    'A webhook cannot be called "$ref": readers of the document take it for a reference.',
  ),
  refusesName(
    'a name that is no string',
    { operationId: 'event' },
    'The name of a webhook must be a string, and this is an object with operationId.',
  ),
  {
    rules: [27],
    title: 'two methods of one webhook',
    build: () => publishing(named('paid').delete('paid', { operationId: 'unpaid' })),
    expected: accepted(
      shown('event', 'webhooks', 'paid', 'post', 'operationId'),
      shown('unpaid', 'webhooks', 'paid', 'delete', 'operationId'),
    ),
  },
  {
    rules: [27, 30],
    title: 'a webhook that is declared twice',
    build: () => publishing(named('paid').post('paid', { operationId: 'other' })),
    expected: thrown('webhookRouter()', {
      code: 'ERR_CALLBACK_DUPLICATE',
      message: 'POST "paid" is declared twice: at HERE and at HERE.',
      remedy: 'Remove one of them, or give it a webhook router of its own.',
    }),
  },
  {
    rules: [15, 27],
    title: 'two webhooks of one operationId',
    build: () => publishing(named('paid').post('lost', { operationId: 'event' })),
    expected: thrown('webhookRouter()', {
      code: 'ERR_OPERATION_ID',
      message: 'The operationId "event" is used twice in one webhook router: at HERE and at HERE.',
    }),
  },
  {
    rules: [15, 27],
    title: 'an operationId of a webhook and of a path',
    build: () => offering({ operationId: 'event' }, { webhooks: named('paid') }),
    expected: found({
      code: 'ERR_OPERATION_ID',
      message:
        'The operationId "event" is used twice: by POST /invoices and by webhooks > POST paid.',
    }),
  },
  {
    rules: [8, 27],
    title: 'path parameters of a webhook',
    build: () => publishing(webhookRouter().post('paid', { params: object({ id: text }) })),
    expected: thrown('webhookRouter()', {
      code: 'ERR_DEFINITION',
      message:
        'A request that we make has no path parameters, and the webhook "paid" declares params.',
      remedy: 'Declare what varies in its query, headers or body: the receiver has chosen the URL.',
    }),
  },
  {
    rules: [27],
    title: 'a hidden webhook leaves nothing behind',
    build: () =>
      publishing(webhookRouter().post('paid', { operationId: 'secret', hidden: true, body })),
    expected: accepted(shown(undefined, 'webhooks'), shown(undefined, 'components')),
  },
  {
    rules: [24, 27],
    title: 'a webhook has the security that it declares',
    build: () =>
      publishing(webhookRouter().post('paid', { security: [{ theirs: [] }] }), {
        components: { securitySchemes: { theirs: { type: 'http', scheme: 'bearer' } } },
      }),
    expected: accepted(shown([{ theirs: [] }], 'webhooks', 'paid', 'post', 'security')),
  },
  {
    rules: [25, 27],
    title: 'a security scheme of a webhook that is declared nowhere',
    build: () => publishing(webhookRouter().post('paid', { security: [{ theirs: [] }] })),
    expected: found({
      code: 'ERR_SECURITY_SCHEME',
      message: 'The security scheme "theirs" is required, and declared nowhere.',
      where: 'webhooks > POST paid',
    }),
  },
  {
    rules: [22, 27],
    title: 'a body of a webhook by GET',
    build: () => publishing(webhookRouter().get('paid', { body })),
    expected: warned([
      {
        code: 'WARN_BODY_IGNORED',
        message:
          'HTTP gives no meaning to the body of GET: clients, proxies and servers may drop it.',
        where: 'webhooks > GET paid',
      },
    ]),
  },
  {
    rules: [6, 27],
    title: 'servers of a webhook stay as they were written',
    build: () =>
      publishing(webhookRouter().post('paid', { servers: [{ url: 'https://receiver.test' }] })),
    expected: accepted(
      shown([{ url: 'https://receiver.test' }], 'webhooks', 'paid', 'post', 'servers'),
    ),
  },
  {
    rules: [9, 27],
    title: 'a callback of a webhook reads what is sent',
    build: () =>
      publishing(webhookRouter().post('paid', { body, callbacks: { events: calls(url) } })),
    expected: accepted(
      shown('event', 'webhooks', 'paid', 'post', 'callbacks', 'events', url, 'post', 'operationId'),
    ),
  },
  {
    rules: [9, 12, 27],
    title: 'a callback of a webhook that reads what is not sent',
    build: () =>
      publishing(
        webhookRouter().post('paid', {
          body: object({ id: text }),
          callbacks: { events: calls(url) },
        }),
      ),
    expected: thrown('webhookRouter()', {
      code: 'ERR_CALLBACK_SOURCE',
      message: 'The request body has no "url"; it has id.',
    }),
  },
  {
    rules: [9, 11, 27],
    title: 'a callback of a webhook that reads a path',
    build: () =>
      publishing(
        webhookRouter().post('paid', {
          callbacks: { events: calls('https://receiver.test/{$request.path.id}') },
        }),
      ),
    expected: found({
      code: 'ERR_CALLBACK_SOURCE',
      message: 'What is sent to a computed URL has no parameter "id"; it has none.',
      where:
        'webhooks > POST paid > callbacks.events > POST https://receiver.test/{$request.path.id}',
    }),
  },
  {
    rules: [9, 13, 27],
    title: 'a callback of a webhook that reads what may not be sent',
    build: () =>
      publishing(
        webhookRouter().post('paid', {
          body: object({ url: uri }, []),
          callbacks: { events: calls(url) },
        }),
      ),
    expected: warned([
      mayLack(`There is no call where "url" is left out: "${url}" has no value then.`),
    ]),
  },
  {
    rules: [14, 17, 27],
    title: 'a router of an operation and of a webhook is one component',
    build: () => {
      const events = calls(url)
      return offering(
        { body, callbacks: { events } },
        { webhooks: webhookRouter().post('paid', { body, callbacks: { events } }) },
      )
    },
    expected: accepted(
      shown(
        { $ref: '#/components/callbacks/events' },
        'paths',
        '/invoices',
        'post',
        'callbacks',
        'events',
      ),
      shown(
        { $ref: '#/components/callbacks/events' },
        'webhooks',
        'paid',
        'post',
        'callbacks',
        'events',
      ),
    ),
  },
  {
    rules: [27],
    title: 'a webhook router takes over another, behind a guard',
    build: () =>
      publishing(
        webhookRouter()
          .use(operation({ tags: ['all'] }))
          .use(named('paid')),
      ),
    expected: accepted(shown(['all'], 'webhooks', 'paid', 'post', 'tags')),
  },
  {
    rules: [27],
    title: 'a webhook router that grows after the document was read',
    build: () => {
      const hooks = webhookRouter()
      const built = publishing(hooks)
      built.docs.document(built.app)
      hooks.post('paid', { operationId: 'event' })
      return built
    },
    expected: accepted(shown('event', 'webhooks', 'paid', 'post', 'operationId')),
  },
  {
    rules: [27],
    title: 'a callback router takes over a webhook router',
    build: () => publishing(webhookRouter().use(callbackRouter())),
    expected: thrown('webhookRouter()', {
      code: 'ERR_CALLBACK_ROUTER',
      message:
        'webhookRouter().use() takes webhook routers and operation({ … }), and a router of the other kind was given.',
      remedy:
        'Give what another webhookRouter() returned, or operation({ … }) as a guard, and no path.',
    }),
  },
  {
    rules: [27],
    title: 'a webhook router that is mounted',
    build: () => {
      const app = express()
      app.use('/events', named('paid') as never)
      return documented(app)
    },
    expected: thrown('mount', {
      code: 'ERR_CALLBACK_ROUTER',
      message: 'A webhook router is mounted, and the requests that it holds are not made to you.',
      remedy: 'Give it to the documentation: openapi({ info, webhooks }).',
    }),
  },
  {
    rules: [27],
    title: 'a callback router in place of webhooks',
    build: () => publishing(calls(url)),
    expected: thrown('openapi()', {
      code: 'ERR_OPENAPI_OPTION',
      message: 'webhooks takes what webhookRouter() returned, and a callback router was given.',
      remedy,
    }),
  },
  {
    rules: [27],
    title: 'webhooks as the specification writes them',
    build: () => publishing({ paid: { post: { responses: {} } } }),
    expected: thrown('openapi()', {
      code: 'ERR_OPENAPI_OPTION',
      message: 'webhooks takes what webhookRouter() returned, and an object with paid was given.',
      remedy,
    }),
  },
  {
    rules: [27],
    title: 'a webhook of a sub-app that documents itself is in the document of its parent',
    build: () => {
      const [app, shop] = [express(), express()]
      shop.use(openapi({ info, webhooks: named('paid'), onProblem: () => {} }))
      app.use('/shop', shop)
      return documented(app)
    },
    expected: accepted(shown('event', 'webhooks', 'paid', 'post', 'operationId')),
  },
  {
    rules: [27, 30],
    title: 'one webhook of an app and of its sub-app',
    build: () => {
      const [app, shop] = [express(), express()]
      shop.use(openapi({ info, webhooks: named('paid'), onProblem: () => {} }))
      app.use('/shop', shop)
      return documented(app, { webhooks: webhookRouter().post('paid', { operationId: 'ours' }) })
    },
    expected: found({
      code: 'ERR_CALLBACK_DUPLICATE',
      message: 'POST "paid" is declared twice under one name, the second time at HERE.',
      where: 'webhooks',
      remedy: 'Declare it once, or under another name.',
    }),
  },
  {
    rules: [27],
    title: 'an app with nothing but a webhook has its paths',
    build: () => publishing(named('paid')),
    expected: accepted(shown({}, 'paths'), shown('3.1.0', 'openapi')),
  },
]
