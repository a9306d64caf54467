import { z } from 'zod'
import { body, calling, object, offering, calls, text, uri, url } from './apps.ts'
import {
  accepted,
  accepts,
  finds,
  found,
  inEvents,
  refuses,
  warned,
  mayLack,
  warns,
  type RuleCase,
} from './rule-case.ts'

const json = (schema: unknown): Record<string, unknown> => ({ body: schema })
const form = (schema: unknown, type = 'multipart/form-data'): Record<string, unknown> => ({
  body: { content: { [type]: schema } },
})
const noCall = (key: string, ...cases: string[]): string =>
  `There is no call ${cases.join(' or ')}: "{${key}}" has no value then.`
const items = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  type: 'array',
  items: object({ url: uri }),
  ...more,
})
const node = {
  $ref: '#/$defs/Node',
  $defs: {
    Node: {
      type: 'object',
      properties: { url: uri, next: { $ref: '#/$defs/Node' } },
      required: ['url', 'next'],
    },
  },
}

interface Node {
  url: string
  next?: Node | undefined
}

const Recursive: z.ZodType<Node> = z.object({
  url: z.url(),
  get next() {
    return Recursive.optional()
  },
})

const present: RuleCase[] = [
  accepts([12], 'a property', '{$request.body#/url}', json(object({ url: uri }))),
  accepts(
    [12],
    'a property of a property',
    '{$request.body#/links/paid}',
    json(object({ links: object({ paid: uri }) })),
  ),
  accepts(
    [12],
    'a property behind a reference',
    '{$request.body#/links/paid}',
    json({
      ...object({ links: { $ref: '#/$defs/Links' } }),
      $defs: { Links: object({ paid: uri }) },
    }),
  ),
  accepts(
    [12],
    'a property of one of allOf',
    '{$request.body#/url}',
    json({ allOf: [object({ id: text }), object({ url: uri })] }),
  ),
  accepts(
    [12],
    'a property that each of anyOf has',
    '{$request.body#/url}',
    json({ anyOf: [object({ url: uri, a: text }), object({ url: uri, b: text })] }),
  ),
  accepts(
    [12],
    'an element of a tuple',
    '{$request.body#/0}',
    json({ type: 'array', prefixItems: [uri, text], minItems: 2 }),
  ),
  accepts(
    [12],
    'an element that every list has',
    '{$request.body#/1/url}',
    json(items({ minItems: 2 })),
  ),
  accepts([12], 'a schema that refers to itself', '{$request.body#/next/next/url}', json(node)),
  accepts([12], 'a whole body that is text', '{$request.body}', json(uri)),
  accepts([12], 'a whole body, with the # of an empty pointer', '{$request.body#}/paid', json(uri)),
  accepts(
    [12],
    'a name with a slash and a tilde, escaped',
    '{$request.body#/a~1b~0c}',
    json(object({ 'a/b~c': uri })),
  ),
  accepts(
    [12],
    'a name that is percent-encoded is not decoded',
    '{$request.body#/a%20b}',
    json(object({ 'a%20b': uri })),
  ),
  accepts(
    [12],
    'a name of a prototype, where it is declared',
    '{$request.body#/constructor}',
    json(object({ constructor: uri })),
  ),
  accepts(
    [12],
    'a form of which the pointer is there',
    '{$request.body#/url}',
    form(object({ url: uri }), 'application/x-www-form-urlencoded'),
  ),
  accepts(
    [12],
    'multipart alone, of which nobody knows what a pointer reads',
    '{$request.body#/url}',
    form(object({ file: text })),
  ),
  accepts(
    [12],
    'a media type without a schema',
    '{$request.body#/url}',
    form({ example: '' }, 'application/octet-stream'),
  ),
  accepts([12], 'JSON and multipart, of which the JSON has it', '{$request.body#/url}', {
    body: { content: { 'application/json': body, 'multipart/form-data': object({ file: text }) } },
  }),
  accepts(
    [12],
    'Zod, that reads text and makes a number of it',
    'https://receiver.test/{$request.body#/id}',
    json(z.object({ id: z.string().transform(Number) })),
  ),
]

const absent: RuleCase[] = [
  refuses(
    [12],
    'a misspelt property',
    '{$request.body#/idd}',
    json(object({ id: uri, url: uri })),
    {
      message: 'The request body has no "idd"; it has id and url.',
      remedy: 'Did you mean `{$request.body#/id}`?',
      where: 'callbacks.events of operation() at HERE, for POST declared at HERE',
      caret: 'idd}',
    },
  ),
  refuses(
    [12],
    'the name of an idiom of another language',
    'https://receiver.test/{$request.body#/invoice_id}',
    json(object({ invoiceId: text })),
    {
      message: 'The request body has no "invoice_id"; it has invoiceId.',
      remedy: 'Did you mean `{$request.body#/invoiceId}`?',
      caret: 'invoice_id}',
    },
  ),
  refuses(
    [12],
    'a property that nothing resembles',
    '{$request.body#/notify}',
    json(object({ url: uri })),
    {
      message: 'The request body has no "notify"; it has url.',
      remedy: 'Write one that is there, such as `{$request.body#/url}`, or add it to the schema.',
    },
  ),
  refuses(
    [12],
    'a property of a property that is not there',
    '{$request.body#/links/payd}/x',
    json(object({ links: object({ paid: uri }) })),
    {
      message: '"links" in the request body has no "payd"; it has paid.',
      remedy: 'Did you mean `{$request.body#/links/paid}`?',
      caret: 'payd}/x',
    },
  ),
  refuses(
    [12],
    'a path with dots',
    '{$request.body#/links.paid}',
    json(object({ links: object({ paid: uri }) })),
    {
      message: 'The request body has no "links.paid"; it has links.',
      remedy: 'Did you mean `{$request.body#/links/paid}`?',
    },
  ),
  refuses([12], 'a property of a text', '{$request.body#/url/host}', json(object({ url: uri })), {
    message: '"url" in the request body is a string, and has no "host".',
    remedy: 'Point to what the schema declares, or declare it there.',
    caret: 'host}',
  }),
  refuses(
    [12],
    'a property of an object that has no others',
    '{$request.body#/url}',
    json({ ...object({ id: text }), additionalProperties: false }),
    {
      message: 'The request body has no "url"; it has id.',
    },
  ),
  refuses(
    [12],
    'a property of an object without any',
    '{$request.body#/url}',
    json({ type: 'object', properties: {} }),
    {
      message: 'The request body has no "url"; it has no properties.',
      remedy: 'Point to what the schema declares, or declare it there.',
    },
  ),
  refuses(
    [12],
    'a property that none of oneOf has',
    '{$request.body#/url}',
    json({ oneOf: [object({ a: text }), object({ b: text })] }),
    {
      message: 'The request body has no "url"; it has a and b.',
      remedy: 'Write one that is there, such as `{$request.body#/a}`, or add it to the schema.',
    },
  ),
  refuses(
    [12],
    'a list without an index',
    '{$request.body#/items/url}',
    json(object({ items: items() })),
    {
      message: '"items" in the request body is a list, and "url" is no index of it.',
      remedy: 'Write an index, such as `{$request.body#/items/0}`.',
      caret: 'url}',
    },
  ),
  refuses([12], 'the index "-", which never resolves', '{$request.body#/-/url}', json(items()), {
    message: 'The request body is a list, and "-" is no index of it.',
    remedy: 'Write an index, such as `{$request.body#/0}`.',
  }),
  refuses([12], 'an index with a leading zero', '{$request.body#/01/url}', json(items()), {
    message: 'The request body is a list, and "01" is no index of it.',
    remedy: 'Write an index, such as `{$request.body#/0}`.',
  }),
  refuses(
    [12],
    'an index after the end of a tuple',
    '{$request.body#/2}',
    json({ type: 'array', prefixItems: [uri, text], items: false }),
    {
      message: 'The request body is a list that ends before "2".',
    },
  ),
  refuses(
    [12],
    'a name that is percent-encoded, where the property is not',
    '{$request.body#/a%20b}',
    json(object({ 'a b': uri })),
    {
      message: 'The request body has no "a%20b"; it has a b.',
      remedy: 'Write one that is there, such as `{$request.body#/a b}`, or add it to the schema.',
    },
  ),
  refuses(
    [12],
    'the pointer "/", which is a property without a name',
    '{$request.body#/}',
    json(object({ url: uri })),
    {
      message: 'The request body has no ""; it has url.',
      remedy: 'Write one that is there, such as `{$request.body#/url}`, or add it to the schema.',
    },
  ),
  refuses(
    [12],
    'a name of a prototype, which is not inherited',
    '{$request.body#/constructor}',
    json(object({ url: uri })),
    {
      message: 'The request body has no "constructor"; it has url.',
    },
  ),
  refuses(
    [12],
    'a form that has it not',
    '{$request.body#/url}',
    form(object({ id: text }), 'application/x-www-form-urlencoded'),
    {
      message: 'The request body has no "url"; it has id.',
    },
  ),
  {
    ...refuses(
      [12],
      'an object',
      '{$request.body#/links}',
      json(object({ links: object({ paid: uri }) })),
      {
        message: '"links" is an object, which no URL can hold.',
        remedy: 'Point to a part of it, such as `{$request.body#/links/paid}`.',
        caret: 'links}',
      },
    ),
  },
  refuses(
    [12],
    'a list',
    '{$request.body#/urls}',
    json(object({ urls: { type: 'array', items: uri } })),
    {
      message: '"urls" is an array, which no URL can hold.',
      remedy: 'Point to a part of it, such as `{$request.body#/urls/0}`.',
    },
  ),
  {
    ...refuses(
      [12],
      'the whole body, which is an object',
      '{$request.body}',
      json(object({ url: uri })),
      {
        message: 'The request body is an object, which no URL can hold.',
        remedy: 'Point to a part of it, such as `{$request.body#/url}`.',
        caret: '$request.body}',
      },
    ),
  },
  refuses(
    [5, 12],
    'a URL that begins with a boolean',
    '{$request.body#/paid}',
    json(object({ paid: { type: 'boolean' } })),
    {
      message: 'A URL cannot begin with "{$request.body#/paid}", which is a boolean.',
      remedy: "Begin with the receiver's URL, such as `{$request.query.callback_url}`.",
    },
  ),
  finds(
    [12],
    'the body of an operation that has none',
    '{$request.body#/url}',
    {},
    {
      message: '"$request.body#/url" reads the request body, and the operation declares none.',
      remedy: 'Declare its body, or read the query instead.',
      where: `POST /invoices > callbacks.events > POST ${url}`,
      caret: 'body#/url}',
    },
  ),
]

const uncertain: RuleCase[] = [
  warns(
    [13],
    'a schema of Zod that refers to itself',
    '{$request.body#/next/url}',
    json(Recursive),
    noCall('$request.body#/next/url', 'where "next" is left out'),
  ),
  warns(
    [13],
    'a property of a name that matches a pattern',
    '{$request.body#/on-paid}',
    json({ type: 'object', patternProperties: { '^on-': uri } }),
    noCall('$request.body#/on-paid', 'where "on-paid" is left out'),
  ),
  warns(
    [13],
    'a body that may be null',
    '{$request.body#/url}',
    json({ anyOf: [object({ url: uri }), { type: 'null' }] }),
    noCall('$request.body#/url', 'where the request body is null'),
  ),
  warns(
    [13],
    'a property that a condition declares where it fails',
    '{$request.body#/url}',
    json({
      ...object({ type: text }),
      if: { properties: { type: { const: 'poll' } } },
      else: object({ url: uri }),
    }),
    noCall('$request.body#/url', 'for type: "poll", which has no "url"'),
  ),
  {
    ...warns(
      [13],
      'a property that a condition declares',
      '{$request.body#/url}',
      json({
        ...object({ type: text }),
        if: { properties: { type: { const: 'push' } } },
        // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
        then: object({ url: uri }),
      }),
      noCall('$request.body#/url', 'for any other than type: "push", which has no "url"'),
    ),
  },
  warns(
    [13],
    'a property that may be left out',
    '{$request.body#/url}',
    json(object({ url: uri }, [])),
    noCall('$request.body#/url', 'where "url" is left out'),
  ),
  warns(
    [13],
    'a property of what may be left out',
    '{$request.body#/links/paid}',
    json(object({ links: object({ paid: uri }) }, [])),
    noCall('$request.body#/links/paid', 'where "links" is left out'),
  ),
  warns(
    [13],
    'a property that may be null',
    '{$request.body#/url}',
    json(object({ url: { type: ['string', 'null'] } })),
    noCall('$request.body#/url', 'where "url" is null'),
  ),
  warns(
    [13],
    'a property that may be absent or null',
    '{$request.body#/url}',
    json(z.object({ url: z.url().nullish() })),
    noCall('$request.body#/url', 'where "url" is left out', 'where "url" is null'),
  ),
  warns(
    [13],
    'a property that one alternative of a union has',
    '{$request.body#/url}',
    json(
      z.discriminatedUnion('type', [
        z.object({ type: z.literal('push'), url: z.url() }),
        z.object({ type: z.literal('poll') }),
      ]),
    ),
    noCall('$request.body#/url', 'for type: "poll", which has no "url"'),
  ),
  warns(
    [13],
    'a property that an alternative without a name lacks',
    '{$request.body#/url}',
    json({ oneOf: [object({ url: uri }), object({ id: text })] }),
    noCall('$request.body#/url', 'for the 2nd of 2, which has no "url"'),
  ),
  warns(
    [13],
    'a property that one alternative may leave out',
    '{$request.body#/url}',
    json({
      anyOf: [
        { title: 'Push', ...object({ url: uri }) },
        { title: 'Poll', ...object({ url: uri }, []) },
      ],
    }),
    noCall('$request.body#/url', 'for Poll where "url" is left out'),
  ),
  warns(
    [13],
    'an element that a list may end before',
    '{$request.body#/items/0/url}',
    json(object({ items: items() })),
    noCall('$request.body#/items/0/url', 'where the list ends before "items/0"'),
  ),
  warns(
    [13],
    'a property of any name',
    '{$request.body#/hooks/paid}',
    json(object({ hooks: { type: 'object', additionalProperties: uri } })),
    noCall('$request.body#/hooks/paid', 'where "hooks/paid" is left out'),
  ),
  warns(
    [13],
    'a property of what the schema says nothing of',
    '{$request.body#/data/url}',
    json(object({ data: {} })),
    noCall(
      '$request.body#/data/url',
      'where "data/url", of which the schema says nothing, is left out',
    ),
  ),
  warns(
    [13],
    'a whole body of which nothing is said',
    '{$request.body#/url}',
    json(z.unknown()),
    noCall('$request.body#/url', 'where "url", of which the schema says nothing, is left out'),
  ),
  {
    ...warns(
      [13],
      'text that may be a list',
      '{$request.body#/url}',
      json(object({ url: { anyOf: [uri, { type: 'array', items: uri }] } })),
      noCall('$request.body#/url', 'where "url" is an array'),
    ),
  },
  warns(
    [13],
    'a body that may be left out',
    url,
    { body: { required: false, content: { 'application/json': body } } },
    noCall('$request.body#/url', 'for a request without a body'),
  ),
  warns(
    [13],
    'JSON and a form, of which the form lacks it',
    url,
    {
      body: {
        content: {
          'application/json': body,
          'application/x-www-form-urlencoded': object({ id: text }),
        },
      },
    },
    noCall('$request.body#/url', 'for a body of application/x-www-form-urlencoded'),
  ),
  {
    rules: [13],
    title: 'two sources that may lack are said of both',
    build: () =>
      calling('{$request.body#/url}/{$request.query.id}', {
        body: object({ url: uri }, []),
        query: object({ id: text }, []),
      }),
    expected: warned(
      [
        mayLack(noCall('$request.body#/url', 'where "url" is left out')),
        mayLack(noCall('$request.query.id', 'where the query parameter "id" is left out')),
      ],
      inEvents('event', '{$request.body#/url}/{$request.query.id}', 'post', 'operationId'),
    ),
  },
  {
    rules: [13],
    title: 'a source that may lack, where warnings are errors',
    build: () =>
      offering(
        { body: object({ url: uri }, []), callbacks: { events: calls(url) } },
        { strict: true },
      ),
    expected: found({
      ...mayLack(noCall('$request.body#/url', 'where "url" is left out')),
      severity: 'error',
    }),
  },
]

const mixed: RuleCase[] = [
  {
    ...warns(
      [12, 13],
      'text in JSON, and a list in a form',
      url,
      {
        body: {
          content: {
            'application/json': body,
            'application/x-www-form-urlencoded': object({ url: { type: 'array', items: uri } }),
          },
        },
      },
      noCall('$request.body#/url', 'for a body of application/x-www-form-urlencoded'),
    ),
  },
  {
    ...warns(
      [5, 13],
      'a URL that begins with text or a number',
      url,
      json(object({ url: { type: ['string', 'integer'] } })),
      noCall('$request.body#/url', 'where "url" is an integer'),
    ),
  },
  {
    ...refuses(
      [12, 13],
      'a value that is always null',
      'https://receiver.test/{$request.body#/id}',
      json(object({ id: { type: 'null' } })),
      {
        message: '"id" is always null, which no URL can hold.',
      },
    ),
  },
]

const elsewhere: RuleCase[] = [
  {
    rules: [12, 13],
    title: 'a schema of the given components, which requires it',
    build: () =>
      offering(
        { body: { $ref: '#/components/schemas/Order' }, callbacks: { events: calls(url) } },
        { components: { schemas: { Order: body } } },
      ),
    expected: accepted(inEvents('event', url, 'post', 'operationId')),
  },
  {
    rules: [12],
    title: 'a schema of the given components, which has it not',
    build: () =>
      offering(
        { body: { $ref: '#/components/schemas/Order' }, callbacks: { events: calls(url) } },
        { components: { schemas: { Order: object({ id: text }) } } },
      ),
    expected: found({
      code: 'ERR_CALLBACK_SOURCE',
      message: 'The request body has no "url"; it has id.',
    }),
  },
  {
    rules: [12, 13],
    title: 'a body of the given components, which is required',
    build: () =>
      offering(
        { body: { $ref: '#/components/requestBodies/Order' }, callbacks: { events: calls(url) } },
        {
          components: {
            requestBodies: {
              Order: { required: true, content: { 'application/json': { schema: body } } },
            },
          },
        },
      ),
    expected: accepted(inEvents('event', url, 'post', 'operationId')),
  },
]

export const pointers: RuleCase[] = [...present, ...absent, ...uncertain, ...mixed, ...elsewhere]
