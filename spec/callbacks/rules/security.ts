import express from 'express'
import { answer, body, calling, calls, documented, offering, url } from './apps.ts'
import { callbackRouter, operation } from './loose.ts'
import { accepted, found, inEvents, shown, warned, type RuleCase, type Said } from './rule-case.ts'

const scheme = { type: 'http', scheme: 'bearer' }
const schemes = { components: { securitySchemes: { ours: scheme, theirs: scheme } } }
const theirs = [{ theirs: [] }]
const pointer = '#/paths/~1invoices/post/callbacks/events/%7B$request.body%23~1url%7D/post'

function undeclared(name: string, where: string): Said {
  return {
    code: 'ERR_SECURITY_SCHEME',
    message: `The security scheme "${name}" is required, and declared nowhere.`,
    where,
    remedy: `Declare it: openapi({ components: { securitySchemes: { "${name}": { type: 'http', scheme: 'bearer' } } } }).`,
  }
}

/** An operation whose link leads into the callback of another. */
function linked(operationRef: string): ReturnType<typeof documented> {
  const app = express()
  app.post('/invoices', operation({ body, callbacks: { events: calls(url) } }, answer))
  app.get(
    '/events',
    operation({ responses: { 200: { links: { event: { operationRef } } } } }, answer),
  )
  return documented(app)
}

function referring($ref: string): ReturnType<typeof documented> {
  const app = express()
  app.post('/invoices', operation({ body, callbacks: { events: calls(url) } }, answer))
  return documented(app, {
    components: {
      pathItems: { Event: { post: { responses: { 200: { $ref: `${$ref}/responses/200` } } } } },
    },
  })
}

export const security: RuleCase[] = [
  {
    rules: [24],
    title: 'the security of the root is not that of a callback',
    build: () =>
      offering(
        { body, callbacks: { events: calls(url) } },
        { security: [{ ours: [] }], ...schemes },
      ),
    expected: accepted(inEvents([], url, 'post', 'security'), shown([{ ours: [] }], 'security')),
  },
  {
    rules: [24],
    title: 'the security of the operation is not that of its callback',
    build: () =>
      offering({ body, security: [{ ours: [] }], callbacks: { events: calls(url) } }, schemes),
    expected: accepted(inEvents([], url, 'post', 'security')),
  },
  {
    rules: [24],
    title: 'the security of a guard of the app is not that of a callback',
    build: () => {
      const app = express()
      app.use(operation({ security: [{ ours: [] }], responses: { 401: null } }))
      app.post('/invoices', operation({ body, callbacks: { events: calls(url) } }, answer))
      return documented(app, schemes)
    },
    expected: accepted(
      inEvents([], url, 'post', 'security'),
      inEvents({ 200: { description: 'Successful Response' } }, url, 'post', 'responses'),
      shown([{ ours: [] }], 'paths', '/invoices', 'post', 'security'),
    ),
  },
  {
    rules: [24, 25],
    title: 'a callback has the security that it declares',
    build: () =>
      offering(
        { body, callbacks: { events: calls(url, 'event', { security: theirs }) } },
        { security: [{ ours: [] }], ...schemes },
      ),
    expected: accepted(inEvents(theirs, url, 'post', 'security')),
  },
  {
    rules: [24, 25],
    title: 'a callback has the security of a guard of its router',
    build: () =>
      offering(
        {
          body,
          callbacks: {
            events: callbackRouter()
              .use(operation({ security: theirs }))
              .post(url, { operationId: 'event' }),
          },
        },
        schemes,
      ),
    expected: accepted(inEvents(theirs, url, 'post', 'security')),
  },
  {
    rules: [25],
    title: 'a security scheme of a callback that is declared nowhere',
    build: () => calling(url, { body }, { security: theirs }),
    expected: found(undeclared('theirs', `POST /invoices > callbacks.events > POST ${url}`)),
  },
  {
    rules: [25],
    title: 'a security scheme that says by its name what it is',
    build: () => calling(url, { body }, { security: [{ bearer: [] }] }),
    expected: warned(
      [
        {
          code: 'WARN_SECURITY_SCHEME',
          message:
            'The security scheme "bearer" is required, and declared nowhere: by its name it is documented as {"type":"http","scheme":"bearer"}.',
        },
      ],
      inEvents([{ bearer: [] }], url, 'post', 'security'),
      shown({ bearer: scheme }, 'components', 'securitySchemes'),
    ),
  },
  {
    rules: [25],
    title: 'roles of a scheme that is not OAuth, as of 3.1',
    build: () =>
      offering(
        { body, callbacks: { events: calls(url, 'event', { security: [{ theirs: ['admin'] }] }) } },
        schemes,
      ),
    expected: accepted(inEvents([{ theirs: ['admin'] }], url, 'post', 'security')),
  },
  {
    rules: [17],
    title: 'a callback of the given components cannot be referred to, and is a router of its own',
    build: () => {
      const events = calls(url)
      return offering(
        { body, callbacks: { events, others: events } },
        { components: { callbacks: { given: { [url]: {} } } } },
      )
    },
    expected: accepted(
      shown(
        { $ref: '#/components/callbacks/events' },
        'paths',
        '/invoices',
        'post',
        'callbacks',
        'others',
      ),
      shown({}, 'components', 'callbacks', 'given', url),
    ),
  },
  {
    rules: [18],
    title: 'a reference into a callback, escaped',
    build: () => referring(pointer),
    expected: accepted(inEvents('event', url, 'post', 'operationId')),
  },
  {
    rules: [18],
    title: 'a reference into a callback that leads nowhere',
    build: () => referring(`${pointer}ed`),
    expected: found({
      code: 'ERR_REFERENCE',
      message: `The reference "${pointer}ed/responses/200" leads nowhere.`,
      remedy: 'Add what it names to openapi({ components }), or mend the reference.',
    }),
  },
  {
    rules: [18, 19],
    title: 'a link into a callback, escaped',
    build: () => linked(pointer),
    expected: accepted(
      shown(
        { operationRef: pointer },
        'paths',
        '/events',
        'get',
        'responses',
        '200',
        'links',
        'event',
      ),
    ),
  },
  {
    rules: [18, 19],
    title: 'a link into a callback that leads nowhere',
    build: () => linked(`${pointer}ed`),
    expected: found({
      code: 'ERR_REFERENCE',
      message: `The reference "${pointer}ed" leads nowhere.`,
      where: 'paths > /events > get > responses > 200 > links > event',
    }),
  },
]
