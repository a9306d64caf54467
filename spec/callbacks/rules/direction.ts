import { z } from 'zod'
import { body, calling, calls, object, offering, text, uri, url } from './apps.ts'
import { callbackRouter, operation } from './loose.ts'
import { accepted, inEvents, noticed, shown, thrown, warned, type RuleCase } from './rule-case.ts'

const secretive = object({
  id: { type: 'string', readOnly: true },
  secret: { type: 'string', writeOnly: true },
  title: text,
})
const json = (schema: unknown): object => ({ 'application/json': { schema } })
const Count = z.string().transform(Number).pipe(z.number())
const OnlyRead = z.string().transform((value) => new Map([[value, value]]))
const ignored = (method: string): string =>
  `HTTP gives no meaning to the body of ${method}: clients, proxies and servers may drop it.`

function ofMethod(method: 'get' | 'head' | 'delete' | 'trace'): RuleCase {
  return {
    rules: [22],
    title: `a body of a callback by ${method.toUpperCase()}`,
    build: () =>
      offering({
        body,
        callbacks: {
          events: callbackRouter()[method](url, {
            operationId: 'event',
            body: object({ id: text }),
          }),
        },
      }),
    expected: warned(
      [
        {
          code: 'WARN_BODY_IGNORED',
          message: ignored(method.toUpperCase()),
          remedy: 'Send it with POST, PUT or PATCH, or take what it holds into the query.',
          where: `POST /invoices > callbacks.events > ${method.toUpperCase()} ${url}`,
        },
      ],
      inEvents('event', url, method, 'operationId'),
    ),
  }
}

export const direction: RuleCase[] = [
  {
    rules: [23],
    title: 'what we send is without what the owner alone writes, and without the keywords',
    build: () => calling(url, { body }, { body: secretive }),
    expected: accepted(
      inEvents(
        { required: true, content: json(object({ id: text, title: text })) },
        url,
        'post',
        'requestBody',
      ),
    ),
  },
  {
    rules: [23],
    title: 'what we are answered is without what the owner alone reads, and without the keywords',
    build: () => calling(url, { body }, { responses: { 200: secretive } }),
    expected: accepted(
      inEvents(
        json(object({ secret: text, title: text })),
        url,
        'post',
        'responses',
        '200',
        'content',
      ),
    ),
  },
  {
    rules: [23],
    title: 'what we receive keeps its keywords, and what a callback sends of it does not',
    build: () =>
      offering(
        {
          body: { allOf: [body, secretive] },
          callbacks: { events: calls(url, 'event', { body: secretive }) },
        },
        { schemas: { Secretive: secretive } },
      ),
    expected: accepted(
      shown(true, 'components', 'schemas', 'Secretive', 'properties', 'id', 'readOnly'),
      inEvents(
        undefined,
        url,
        'post',
        'requestBody',
        'content',
        'application/json',
        'schema',
        'properties',
        'id',
        'readOnly',
      ),
    ),
  },
  {
    rules: [23],
    title: 'what we send is our output, and what we are answered our input',
    build: () =>
      calling(
        url,
        { body },
        { body: z.object({ count: Count }), responses: { 200: z.object({ count: Count }) } },
      ),
    expected: accepted(
      inEvents(
        { type: 'number' },
        url,
        'post',
        'requestBody',
        'content',
        'application/json',
        'schema',
        'properties',
        'count',
      ),
      inEvents(
        { type: 'string' },
        url,
        'post',
        'responses',
        '200',
        'content',
        'application/json',
        'schema',
        'properties',
        'count',
      ),
    ),
  },
  {
    rules: [23],
    title: 'a query parameter that we send is our output',
    build: () => calling(url, { body }, { query: z.object({ page: Count }) }),
    expected: accepted(
      inEvents(
        [{ name: 'page', in: 'query', required: true, schema: { type: 'number' } }],
        url,
        'post',
        'parameters',
      ),
    ),
  },
  {
    rules: [23],
    title: 'what we send has no output that JSON can say',
    build: () => calling(url, { body }, { body: z.object({ page: OnlyRead }) }),
    expected: thrown('callbackRouter()', {
      code: 'ERR_SCHEMA',
      message:
        'Property "page" of the schema has no JSON Schema on its output side: Transforms cannot be represented in JSON Schema.',
    }),
  },
  {
    rules: [23],
    title: 'what a guard of the router sends has no output that JSON can say',
    build: () => {
      const guard = operation({ query: z.object({ page: OnlyRead }) })
      return offering({
        body,
        callbacks: { events: callbackRouter().use(guard).post(url, { operationId: 'event' }) },
      })
    },
    expected: thrown('callbackRouter()', {
      code: 'ERR_SCHEMA',
      message:
        'Property "page" of the schema has no JSON Schema on its output side: Transforms cannot be represented in JSON Schema.',
    }),
  },
  {
    rules: [13, 23],
    title: 'a source that callers are asked to leave out',
    build: () =>
      calling('{$request.body#/id}', { body: object({ id: { ...uri, readOnly: true } }) }),
    expected: warned(
      [
        {
          code: 'WARN_CALLBACK_OPTIONAL',
          message:
            'There is no call where callers leave out what is readOnly, as "{$request.body#/id}" is.',
          remedy: 'Read what is always sent, or take the keyword from it.',
        },
      ],
      inEvents('event', '{$request.body#/id}', 'post', 'operationId'),
    ),
  },
  {
    rules: [9, 23],
    title: 'a source within a callback that receivers are asked to leave out',
    build: () =>
      offering({
        body,
        callbacks: {
          events: calls(url, 'event', {
            responses: { 200: object({ answer: { ...uri, readOnly: true } }) },
            callbacks: { answers: calls('{$response.body#/answer}', 'answer') },
          }),
        },
      }),
    expected: warned([
      {
        code: 'WARN_CALLBACK_OPTIONAL',
        message:
          'There is no call where receivers leave out what is readOnly, as "{$response.body#/answer}" is.',
        remedy: 'Read what is always sent, or take the keyword from it.',
      },
    ]),
  },
  {
    rules: [12, 23],
    title: 'a source within a callback that we do not send',
    build: () =>
      offering({
        body,
        callbacks: {
          events: calls(url, 'event', {
            body: object({ answer: { ...uri, writeOnly: true }, id: text }),
            callbacks: { answers: calls('{$request.body#/answer}', 'answer') },
          }),
        },
      }),
    expected: thrown('callbackRouter()', {
      code: 'ERR_CALLBACK_SOURCE',
      message: 'The request body has no "answer"; it has id.',
    }),
  },
  {
    rules: [12, 23],
    title: 'a source of the response that we do not send',
    build: () => calling('{$response.body#/secret}', { responses: { 200: secretive } }),
    expected: thrown('operation()', {
      code: 'ERR_CALLBACK_SOURCE',
      message: 'The response body has no "secret"; it has id and title.',
    }),
  },
  {
    rules: [21],
    title: 'a callback without responses has the one of every operation',
    build: () => calling(url, { body }, { body, query: object({ page: text }) }),
    expected: accepted(
      inEvents({ 200: { description: 'Successful Response' } }, url, 'post', 'responses'),
    ),
  },
  {
    rules: [21],
    title: 'a callback with an empty map of responses',
    build: () => calling(url, { body }, { responses: {} }),
    expected: accepted(
      inEvents({ 200: { description: 'Successful Response' } }, url, 'post', 'responses'),
    ),
  },
  {
    rules: [21],
    title: 'a response of a callback without a description gets one',
    build: () => calling(url, { body }, { responses: { 204: null, '4XX': object({ id: text }) } }),
    expected: accepted(
      inEvents(
        {
          204: { description: 'No Content' },
          '4XX': { description: 'Client Error', content: json(object({ id: text })) },
        },
        url,
        'post',
        'responses',
      ),
    ),
  },
  {
    rules: [21],
    title: 'a status that is none',
    build: () => calling(url, { body }, { responses: { 2000: null } }),
    expected: thrown('callbackRouter()', {
      code: 'ERR_DEFINITION',
      message: '"2000" is no status of a response.',
      remedy: "Write a number from 100 to 599, a range such as '4XX', or 'default'.",
    }),
  },
  {
    rules: [21],
    title: 'our 422 is not the one of a receiver',
    build: () =>
      calling(
        url,
        { body },
        { body, query: object({ page: text }), headers: object({ 'X-Id': text }) },
      ),
    expected: accepted(inEvents(undefined, url, 'post', 'responses', '422')),
  },
  ofMethod('get'),
  ofMethod('head'),
  ofMethod('delete'),
  ofMethod('trace'),
  {
    rules: [22],
    title: 'a body of PUT',
    build: () =>
      offering({
        body,
        callbacks: { events: callbackRouter().put(url, { operationId: 'event', body }) },
      }),
    expected: accepted(inEvents('event', url, 'put', 'operationId')),
  },
  {
    rules: [11, 8],
    title: 'what a callback sends stands in query, headers and cookies, and never in a path',
    build: () =>
      calling(
        url,
        { body },
        { query: object({ a: text }), headers: object({ B: text }), cookies: object({ c: text }) },
      ),
    expected: accepted(
      inEvents(
        [
          { name: 'a', in: 'query', required: true, schema: text },
          { name: 'B', in: 'header', required: true, schema: text },
          { name: 'c', in: 'cookie', required: true, schema: text },
        ],
        url,
        'post',
        'parameters',
      ),
    ),
  },
  {
    rules: [11],
    title: 'a header of a callback that OpenAPI ignores',
    build: () => calling(url, { body }, { headers: object({ Authorization: text }) }),
    expected: noticed(
      [
        {
          code: 'NOTICE_HEADER_IGNORED',
          message:
            'OpenAPI ignores a parameter for the header "Authorization": it is not in the document.',
          remedy:
            'Say it by `security` (authorization) or by the media types of body and responses.',
        },
      ],
      inEvents(undefined, url, 'post', 'parameters'),
    ),
  },
  {
    rules: [20],
    title: 'a tag of a callback that nothing declares',
    build: () => calling(url, { body }, { tags: ['events'] }),
    expected: accepted(inEvents(['events'], url, 'post', 'tags'), shown(undefined, 'tags')),
  },
  {
    rules: [20],
    title: 'one tag declared twice at the root',
    build: () =>
      offering(
        { body, callbacks: { events: calls(url, 'event', { tags: ['events'] }) } },
        { tags: [{ name: 'events' }, { name: 'events', description: 'Again' }] },
      ),
    expected: thrown('openapi()', {
      code: 'ERR_OPENAPI_OPTION',
      message: 'The tag "events" is declared twice.',
    }),
  },
  {
    rules: [7, 28],
    title: 'a misspelt field of a callback',
    build: () => calling(url, { body }, { sumary: 'Paid' }),
    expected: thrown('callbackRouter()', {
      code: 'ERR_DEFINITION',
      message: 'There is no field "sumary" in a definition.',
      remedy: 'Did you mean summary?',
    }),
  },
  {
    rules: [2],
    title: 'a callback without a definition',
    build: () => offering({ body, callbacks: { events: callbackRouter().post(url) } }),
    expected: thrown('callbackRouter()', {
      code: 'ERR_DEFINITION',
      message: 'The definition is undefined.',
      remedy: 'Give callbackRouter().post() an object second, such as { body: InvoiceEvent }.',
    }),
  },
]
