import { body, calls, object, offering, text, url } from './apps.ts'
import { callbackRouter, webhookRouter } from './loose.ts'
import { accepted, inEvents, shown, thrown, warned, type RuleCase } from './rule-case.ts'

function refusesVersion(rules: number[], version: string): RuleCase {
  return {
    rules,
    title: `OpenAPI ${version}, which is not written yet`,
    build: () =>
      offering(
        { body, callbacks: { events: calls(url) } },
        { openapi: version, webhooks: webhookRouter().post('paid', {}) },
      ),
    expected: thrown('openapi()', {
      code: 'ERR_OPENAPI_OPTION',
      message: `A document cannot be written in OpenAPI "${version}".`,
      remedy: "Give openapi: '3.1'.",
    }),
  }
}

export const versions: RuleCase[] = [
  refusesVersion([26, 29], '3.0'),
  refusesVersion([26, 29], '3.0.2'),
  refusesVersion([28, 29], '3.2'),
  refusesVersion([29], '2.0'),
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
          remedy: 'Declare it under another method.',
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
