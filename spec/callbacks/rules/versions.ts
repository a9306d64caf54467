import { body, calls, object, offering, text, url } from './apps.ts'
import { callbackRouter, webhookRouter } from './loose.ts'
import { accepted, inEvents, shown, thrown, warned, type RuleCase } from './rule-case.ts'

export const versions: RuleCase[] = [
  {
    rules: [29],
    title: 'a version that OpenAPI does not have',
    build: () => offering({ body, callbacks: { events: calls(url) } }, { openapi: '3.3' }),
    expected: thrown('openapi()', {
      code: 'ERR_OPENAPI_OPTION',
      message: 'A document cannot be written in OpenAPI "3.3".',
      remedy: "Give openapi: '3.0', '3.1', '3.2' or an exact patch, such as '3.1.2'.",
    }),
  },
  {
    rules: [26, 29],
    title: 'OpenAPI 3.0, which has no webhooks: they are an extension',
    build: () =>
      offering(
        { body, callbacks: { events: calls(url) } },
        { openapi: '3.0', webhooks: webhookRouter().post('paid', {}) },
      ),
    expected: warned(
      [
        {
          code: 'WARN_VERSION',
          message:
            'OpenAPI 3.0 has no "webhooks": they are in "x-webhooks", which some readers show.',
        },
      ],
      shown('3.0.4', 'openapi'),
      shown('paidPost', 'x-webhooks', 'paid', 'post', 'operationId'),
      inEvents('event', url, 'post', 'operationId'),
    ),
  },
  {
    rules: [26, 29],
    title: 'an exact patch of OpenAPI 3.0',
    build: () => offering({ body, callbacks: { events: calls(url) } }, { openapi: '3.0.2' }),
    expected: accepted(shown('3.0.2', 'openapi'), inEvents('event', url, 'post', 'operationId')),
  },
  {
    rules: [28, 29],
    title: 'OpenAPI 3.2, which has the method QUERY',
    build: () =>
      offering(
        { body, callbacks: { events: calls(url).query(url, { operationId: 'search' }) } },
        { openapi: '3.2', webhooks: webhookRouter().query('find', {}) },
      ),
    expected: accepted(
      shown('3.2.0', 'openapi'),
      inEvents('search', url, 'query', 'operationId'),
      shown('findQuery', 'webhooks', 'find', 'query', 'operationId'),
    ),
  },
  {
    rules: [27, 29],
    title: 'OpenAPI 3.1 is written as its first patch',
    build: () => offering({ body, callbacks: { events: calls(url) } }, { openapi: '3.1' }),
    expected: accepted(shown('3.1.0', 'openapi'), inEvents('event', url, 'post', 'operationId')),
  },
  {
    rules: [27, 29],
    title: 'an exact patch of OpenAPI 3.1',
    build: () => offering({ body, callbacks: { events: calls(url) } }, { openapi: '3.1.2' }),
    expected: accepted(shown('3.1.2', 'openapi'), inEvents('event', url, 'post', 'operationId')),
  },
  {
    rules: [28],
    title: 'a request of the method QUERY, beside another',
    build: () =>
      offering({ body, callbacks: { events: calls(url).query(url, { operationId: 'search' }) } }),
    expected: warned(
      [
        {
          code: 'WARN_METHOD_UNKNOWN',
          message: `OpenAPI 3.1 has no place for QUERY "${url}": it is not in the document.`,
          where: 'POST /invoices > callbacks.events',
          remedy:
            "Declare it under another method, or write the document in OpenAPI 3.2: openapi({ openapi: '3.2' }).",
        },
      ],
      inEvents('event', url, 'post', 'operationId'),
      inEvents(undefined, url, 'query'),
    ),
  },
  {
    rules: [28],
    title: 'a callback of the method QUERY alone leaves no empty one behind',
    build: () =>
      offering({
        body,
        callbacks: { events: callbackRouter().query(url, { operationId: 'search' }) },
      }),
    expected: warned(
      [
        {
          code: 'WARN_METHOD_UNKNOWN',
          message: `OpenAPI 3.1 has no place for QUERY "${url}": it is not in the document.`,
        },
      ],
      shown(undefined, 'paths', '/invoices', 'post', 'callbacks'),
    ),
  },
  {
    rules: [28],
    title: 'a webhook of the method QUERY alone',
    build: () =>
      offering(
        { body },
        { webhooks: webhookRouter().query('search', { body: object({ id: text }) }) },
      ),
    expected: warned(
      [
        {
          code: 'WARN_METHOD_UNKNOWN',
          message: 'OpenAPI 3.1 has no place for QUERY "search": it is not in the document.',
          where: 'webhooks',
        },
      ],
      shown(undefined, 'webhooks'),
    ),
  },
  {
    rules: [28],
    title: 'the field of a later version is kept',
    build: () =>
      offering({
        body,
        callbacks: { events: calls(url, 'event', { 'x-later': 1, later: { a: 1 } }) },
      }),
    expected: accepted(
      inEvents({ a: 1 }, url, 'post', 'later'),
      inEvents(1, url, 'post', 'x-later'),
    ),
  },
]
