import express from 'express'
import { RequestProblem } from '../../document/request-problem.ts'
import { answer, body, calls, documented, offering, url } from './apps.ts'
import { callbackRouter, operation, webhookRouter } from './loose.ts'
import { accepted, found, inEvents, shown, thrown, warned, type RuleCase } from './rule-case.ts'

const invoices = ['paths', '/invoices', 'post', 'callbacks']
const another = 'Give it another name, such as invoiceEvents.'

/** A callback of this name, which is an own property however it is spelt. */
function named(name: string): Record<string, unknown> {
  return Object.fromEntries([[name, calls(url)]])
}

function acceptsName(title: string, name: string): RuleCase {
  return {
    rules: [1],
    title,
    build: () => offering({ body, callbacks: named(name) }),
    expected: accepted(shown('event', ...invoices, name, url, 'post', 'operationId')),
  }
}

function refusesName(title: string, name: string, readers: string): RuleCase {
  return {
    rules: [1],
    title,
    build: () => offering({ body, callbacks: named(name) }),
    expected: thrown('operation()', {
      code: 'ERR_CALLBACK_NAME',
      message: `A callback cannot be called "${name}": readers of the document take it for ${readers}.`,
      where: 'callbacks of operation() at HERE',
      remedy: another,
    }),
  }
}

function refusesCallbacks(
  title: string,
  callbacks: () => unknown,
  message: string,
  remedy?: string,
): RuleCase {
  return {
    rules: [1],
    title,
    build: () => offering({ body, callbacks: callbacks() }),
    expected: thrown('operation()', {
      code: 'ERR_CALLBACK_ROUTER',
      message,
      ...(remedy === undefined ? {} : { remedy }),
    }),
  }
}

const giveRouter = 'Give what callbackRouter() returned.'
const giveMap =
  'Write callbacks: { invoiceEvents }, where invoiceEvents = callbackRouter().post(…): the key names the callback.'

export const names: RuleCase[] = [
  acceptsName('a name', 'invoiceEvents'),
  acceptsName('a name with spaces and slashes', 'the invoice/was paid'),
  acceptsName('an expression as a name, which it need not be', '{$request.body#/url}'),
  acceptsName('an empty name', ''),
  acceptsName('the name __proto__', '__proto__'),
  acceptsName('the name constructor', 'constructor'),
  acceptsName('the name toString', 'toString'),
  acceptsName('a name that begins with an upper-case X-', 'X-Events'),
  refusesName('the name of an extension', 'x-events', 'an extension'),
  refusesName('the name of a reference', '$ref', 'a reference'),
  refusesCallbacks(
    'a router without a name',
    () => calls(url),
    'A map of callback routers by name was expected, and a callback router without a name was given.',
    giveMap,
  ),
  refusesCallbacks(
    'a list of routers',
    () => [calls(url)],
    'A map of callback routers by name was expected, and an array was given.',
    giveMap,
  ),
  refusesCallbacks(
    'a Router of Express',
    () => ({ events: express.Router() }),
    'A callback router was expected, and a Router of Express was given.',
    'Give what callbackRouter() returned: a Router of Express documents your own API.',
  ),
  refusesCallbacks(
    'a webhook router',
    () => ({ events: webhookRouter() }),
    'A callback router was expected, and a webhook router was given.',
    'Give webhooks to the documentation: openapi({ webhooks }).',
  ),
  refusesCallbacks(
    'a Callback Object, written by hand',
    () => ({ events: { [url]: { post: {} } } }),
    `A callback router was expected, and an object with ${url} was given.`,
    giveRouter,
  ),
  refusesCallbacks(
    'a Reference Object',
    () => ({ events: { $ref: '#/components/callbacks/events' } }),
    'A callback router was expected, and an object with $ref was given.',
    giveRouter,
  ),
  refusesCallbacks(
    'nothing under a name, as of a wrong import',
    () => ({ events: undefined }),
    'A callback router was expected, and undefined was given.',
    giveRouter,
  ),
  {
    ...refusesCallbacks(
      'a Map of routers',
      () => new Map([['events', calls(url)]]),
      'A map of callback routers by name was expected, and an instance of Map was given.',
      giveMap,
    ),
  },
  {
    ...refusesCallbacks(
      'a promise of routers, as of an import() that is not awaited',
      () => Promise.resolve({ events: calls(url) }),
      'A map of callback routers by name was expected, and an instance of Promise was given.',
      giveMap,
    ),
  },
  {
    ...refusesCallbacks(
      'the literal __proto__, which sets the prototype',
      () => ({ __proto__: calls(url) }),
      'A map of callback routers by name was expected, and a callback router without a name was given.',
      giveMap,
    ),
  },
  {
    rules: [1],
    title: 'a router without requests',
    build: () => offering({ body, callbacks: { events: callbackRouter() } }),
    expected: warned(
      [
        {
          code: 'WARN_CALLBACK_LOST',
          message: 'The callback "events" has no requests: it is not in the document.',
        },
      ],
      shown(undefined, ...invoices),
    ),
  },
  {
    rules: [1],
    title: 'no callbacks at all',
    build: () => offering({ body, callbacks: {} }),
    expected: accepted(shown(undefined, ...invoices)),
  },
  {
    rules: [2],
    title: 'two expressions under one name are one callback with both',
    build: () =>
      offering({
        body,
        callbacks: {
          events: calls(`${url}/paid`, 'paid').post(`${url}/lost`, { operationId: 'lost' }),
        },
      }),
    expected: accepted(
      inEvents('paid', `${url}/paid`, 'post', 'operationId'),
      inEvents('lost', `${url}/lost`, 'post', 'operationId'),
    ),
  },
  {
    rules: [2],
    title: 'two methods under one expression are one path item with both',
    build: () =>
      offering({
        body,
        callbacks: { events: calls(url, 'paid').delete(url, { operationId: 'unpaid' }) },
      }),
    expected: accepted(
      inEvents('paid', url, 'post', 'operationId'),
      inEvents('unpaid', url, 'delete', 'operationId'),
    ),
  },
  {
    rules: [3],
    title: 'one expression under two names',
    build: () =>
      offering({
        body,
        callbacks: { verification: calls(url, 'verify'), update: calls(url, 'update') },
      }),
    expected: accepted(
      shown('verify', ...invoices, 'verification', url, 'post', 'operationId'),
      shown('update', ...invoices, 'update', url, 'post', 'operationId'),
    ),
  },
  {
    rules: [3, 15],
    title: 'one router under two names is one component',
    build: () => {
      const events = calls(url)
      return offering({ body, callbacks: { verification: events, update: events } })
    },
    expected: accepted(
      shown(
        {
          verification: { $ref: '#/components/callbacks/verification' },
          update: { $ref: '#/components/callbacks/verification' },
        },
        ...invoices,
      ),
      shown('event', 'components', 'callbacks', 'verification', url, 'post', 'operationId'),
    ),
  },
  {
    rules: [30],
    title: 'an exact duplicate',
    build: () =>
      offering({
        body,
        callbacks: { events: calls(url, 'one').post(url, { operationId: 'two' }) },
      }),
    expected: thrown('callbackRouter()', {
      code: 'ERR_CALLBACK_DUPLICATE',
      message: `POST "${url}" is declared twice: at HERE and at HERE.`,
      where: 'callbackRouter().post() at HERE',
      remedy: 'Remove one of them, or give it a callback router of its own.',
    }),
  },
  {
    rules: [30],
    title: 'a duplicate in braces and without',
    build: () =>
      offering({
        body,
        callbacks: { events: calls('$request.body#/url', 'one').post(url, { operationId: 'two' }) },
      }),
    expected: thrown('callbackRouter()', {
      code: 'ERR_CALLBACK_DUPLICATE',
      message: `POST "${url}" is declared twice: at HERE and at HERE.`,
    }),
  },
  {
    rules: [1, 30],
    title: 'one name in two declarations of a route is one callback with both requests',
    build: () => {
      const app = express()
      const ofMarker = operation({ body, callbacks: { events: calls(`${url}/a`, 'a') } })
      app.post(
        '/invoices',
        ofMarker,
        operation({ body, callbacks: { events: calls(`${url}/b`, 'b') } }, answer),
      )
      return documented(app)
    },
    expected: accepted(
      inEvents('a', `${url}/a`, 'post', 'operationId'),
      inEvents('b', `${url}/b`, 'post', 'operationId'),
    ),
  },
  {
    rules: [2],
    title: 'a hidden request leaves nothing behind',
    build: () =>
      offering({
        body,
        callbacks: { events: calls(url, 'seen').put(url, { operationId: 'secret', hidden: true }) },
      }),
    expected: accepted(
      inEvents('seen', url, 'post', 'operationId'),
      inEvents(undefined, url, 'put'),
    ),
  },
  {
    rules: [2],
    title: 'a callback of hidden requests alone leaves not even its name',
    build: () =>
      offering({ body, callbacks: { events: calls(url, 'secret', { hidden: true, body }) } }),
    expected: accepted(
      shown(undefined, ...invoices),
      shown({ schemas: { RequestProblem } }, 'components'),
    ),
  },
  {
    rules: [2],
    title: 'a hidden expression that nothing else stands at leaves no key',
    build: () =>
      offering({
        body,
        callbacks: { events: calls(url, 'seen').post(`${url}/secret`, { hidden: true }) },
      }),
    expected: accepted(
      inEvents(undefined, `${url}/secret`),
      inEvents('seen', url, 'post', 'operationId'),
    ),
  },
  {
    rules: [2],
    title: 'callbacks of a hidden operation are in no document',
    build: () => offering({ body, hidden: true, callbacks: { events: calls(url, 'secret') } }),
    expected: accepted(shown({}, 'paths')),
  },
  {
    rules: [16],
    title: 'the name of a component is made of what it may hold',
    build: () => {
      const events = calls(url)
      return offering({ body, callbacks: { 'my events': events, 'my/events': events } })
    },
    expected: accepted(
      shown(
        {
          'my events': { $ref: '#/components/callbacks/my_events' },
          'my/events': { $ref: '#/components/callbacks/my_events' },
        },
        ...invoices,
      ),
      shown('event', 'components', 'callbacks', 'my_events', url, 'post', 'operationId'),
    ),
  },
  {
    rules: [16],
    title: 'two routers of one name are two components',
    build: () => {
      const [a, b] = [calls(`${url}/a`, 'a'), calls(`${url}/b`, 'b')]
      const app = express()
      for (const [index, events] of [a, a, b, b].entries())
        app.post(`/${index}`, operation({ body, callbacks: { events } }, answer))
      return documented(app)
    },
    expected: accepted(
      shown('a', 'components', 'callbacks', 'events', `${url}/a`, 'post', 'operationId'),
      shown('b', 'components', 'callbacks', 'events_2', `${url}/b`, 'post', 'operationId'),
      shown(
        { $ref: '#/components/callbacks/events_2' },
        'paths',
        '/3',
        'post',
        'callbacks',
        'events',
      ),
    ),
  },
  {
    rules: [16],
    title: 'a component called __proto__',
    build: () => {
      const events = calls(url)
      return offering({
        body,
        callbacks: Object.fromEntries([
          ['__proto__', events],
          ['other', events],
        ]) as Record<string, unknown>,
      })
    },
    expected: accepted(
      shown('event', 'components', 'callbacks', '__proto__', url, 'post', 'operationId'),
      shown({ $ref: '#/components/callbacks/__proto__' }, ...invoices, 'other'),
    ),
  },
  {
    rules: [16],
    title: 'a component beside a given one of the same name',
    build: () => {
      const events = calls(url)
      return offering(
        { body, callbacks: { events, others: events } },
        { components: { callbacks: { events: { 'https://a.test': {} } } } },
      )
    },
    expected: found({
      code: 'ERR_SCHEMA_NAME',
      message:
        '"events" is given in openapi({ components: { callbacks } }), and is also the name of a declared one.',
      where: 'components.callbacks.events',
      remedy: 'Remove it from the components, or give one of them another name.',
    }),
  },
  {
    rules: [16],
    title: 'a given component that nothing refers to stays',
    build: () =>
      offering(
        { body, callbacks: { events: calls(url) } },
        { components: { callbacks: { others: { 'https://a.test': {} } } } },
      ),
    expected: accepted(shown({ others: { 'https://a.test': {} } }, 'components', 'callbacks')),
  },
  {
    rules: [16],
    title: 'a given component with a space in its name',
    build: () =>
      offering({ body }, { components: { callbacks: { 'my events': { 'https://a.test': {} } } } }),
    expected: thrown('openapi()', {
      code: 'ERR_OPENAPI_OPTION',
      message: '"my events" cannot name a component.',
    }),
  },
]
