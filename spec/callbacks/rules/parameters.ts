import { z } from 'zod'
import { object, text, uri } from './apps.ts'
import { accepts, finds, refuses, warns, type RuleCase } from './rule-case.ts'

const list = { type: 'array', items: uri }
const lacksQuery = (name: string, key: string): string =>
  `There is no call where the query parameter "${name}" is left out: "{${key}}" has no value then.`

export const parameters: RuleCase[] = [
  accepts([11], 'a query parameter that is required', '{$request.query.url}', {
    query: object({ url: uri }),
  }),
  accepts([11], 'a header that is required', '{$request.header.X-Url}', {
    headers: object({ 'X-Url': uri }),
  }),
  accepts([11, 12], 'a header in another case', '{$request.header.x-url}', {
    headers: object({ 'X-URL': uri }),
  }),
  ...['accept', 'Content-Type', 'AUTHORIZATION'].map((name) =>
    accepts(
      [11],
      `the header ${name}, which cannot be declared`,
      `https://receiver.test/{$request.header.${name}}`,
    ),
  ),
  accepts([11], '$url and $method, which are always there', '{$url}/{$method}'),
  finds(
    [11],
    'a query parameter of an operation that has none',
    '{$request.query.url}',
    {},
    {
      message: 'The operation has no query parameter "url"; it has none.',
      remedy: 'Declare it: query: z.object({ url: z.url() }).',
      where: 'POST /invoices > callbacks.events > POST {$request.query.url}',
      caret: 'url}',
    },
  ),
  finds(
    [11],
    'a query parameter with one letter missing',
    '{$request.query.calback_url}/paid',
    { query: object({ callback_url: uri }) },
    {
      message: 'The operation has no query parameter "calback_url"; it has callback_url.',
      remedy: 'Did you mean `{$request.query.callback_url}`?',
      caret: 'calback_url}/paid',
    },
  ),
  finds(
    [11],
    'a query parameter in another case',
    '{$request.query.URL}',
    { query: object({ url: uri, page: text }) },
    {
      message: 'The operation has no query parameter "URL"; it has url and page.',
      remedy: 'Did you mean `{$request.query.url}`?',
    },
  ),
  finds(
    [11],
    'a query parameter that is called otherwise',
    '{$request.query.target}',
    { query: object({ url: uri }) },
    {
      message: 'The operation has no query parameter "target"; it has url.',
      remedy: 'Declare it: query: z.object({ target: z.url() }).',
    },
  ),
  finds(
    [11],
    'a header that is not declared',
    'https://receiver.test/{$request.header.X-Request-Id}',
    { headers: object({ 'x-tenant': text }) },
    {
      message: 'The operation has no header "X-Request-Id"; it has x-tenant.',
      remedy: 'Declare it: headers: z.object({ "X-Request-Id": z.url() }).',
    },
  ),
  finds(
    [11],
    'a cookie of the operation, read as a header',
    '{$request.header.session}',
    { cookies: object({ session: uri }) },
    {
      message: 'The operation has no header "session"; it has none.',
      remedy: 'Declare it: headers: z.object({ session: z.url() }).',
    },
  ),
  finds(
    [11],
    'a query parameter that is in the body',
    '{$request.query.url}',
    { body: object({ url: uri }) },
    {
      message: 'The operation has no query parameter "url"; it has none.',
      remedy: 'Did you mean `{$request.body#/url}`?',
    },
  ),
  warns(
    [13],
    'a query parameter that may be left out',
    '{$request.query.url}',
    { query: object({ url: uri }, []) },
    lacksQuery('url', '$request.query.url'),
  ),
  warns(
    [13],
    "FastAPI's optional parameter, in Zod",
    '{$request.query.callback_url}/invoices',
    { query: z.object({ callback_url: z.url().optional() }) },
    lacksQuery('callback_url', '$request.query.callback_url'),
  ),
  warns(
    [13],
    'a query parameter with a default, which no request has to have',
    '{$request.query.url}',
    { query: z.object({ url: z.url().default('https://receiver.test') }) },
    lacksQuery('url', '$request.query.url'),
  ),
  warns(
    [13],
    'a header that may be left out',
    '{$request.header.x-url}',
    { headers: object({ 'X-Url': uri }, []) },
    'There is no call where the header "X-Url" is left out: "{$request.header.x-url}" has no value then.',
  ),
  {
    ...warns(
      [13],
      'a query parameter of one value or several',
      '{$request.query.url}',
      { query: object({ url: { anyOf: [uri, list] } }) },
      'There is no call where the query parameter "url" is an array: "{$request.query.url}" has no value then.',
    ),
  },
  refuses(
    [11],
    'a query parameter of several values',
    '{$request.query.urls}',
    { query: object({ urls: list }) },
    {
      message: 'The query parameter "urls" is an array, which no URL can hold.',
      remedy: 'Read a parameter of one value.',
      caret: '$request.query.urls}',
    },
  ),
  refuses(
    [11],
    'a header of several values',
    '{$request.header.x-urls}',
    { headers: object({ 'X-Urls': list }) },
    {
      message: 'The header "x-urls" is an array, which no URL can hold.',
      remedy: 'Read a parameter of one value.',
    },
  ),
  refuses(
    [11],
    'a query parameter that is an object',
    '{$request.query.filter}',
    { query: object({ filter: object({ url: uri }) }) },
    {
      message: 'The query parameter "filter" is an object, which no URL can hold.',
      remedy: 'Read a parameter of one value.',
    },
  ),
  refuses(
    [5, 11],
    'a URL that begins with a number',
    '{$request.query.page}/events',
    { query: object({ page: { type: 'integer' } }) },
    {
      message: 'A URL cannot begin with "{$request.query.page}", which is an integer.',
      remedy: "Begin with the receiver's URL, such as `{$request.query.callback_url}`.",
      caret: '$request.query.page}/events',
    },
  ),
  refuses(
    [5],
    'a URL that begins with the method',
    '{$method}/events',
    {},
    {
      message: 'A URL cannot begin with "{$method}", which is no URL.',
      remedy: "Begin with the receiver's URL, such as `{$request.query.callback_url}`.",
    },
  ),
  refuses(
    [5],
    'a URL that begins with the status',
    '{$statusCode}',
    {},
    {
      message: 'A URL cannot begin with "{$statusCode}", which is no URL.',
      remedy: "Begin with the receiver's URL, such as `{$request.query.callback_url}`.",
    },
  ),
  accepts(
    [11],
    'a number within a URL',
    'https://receiver.test/{$request.query.page}/{$statusCode}',
    { query: object({ page: { type: 'integer' } }) },
  ),
  accepts([11], 'parameters that are composed by allOf', '{$request.query.url}', {
    query: { allOf: [object({ url: uri }), object({ page: text })] },
  }),
  accepts([11], 'parameters that refer to a definition', '{$request.query.url}', {
    query: { $ref: '#/$defs/Query', $defs: { Query: object({ url: uri }) } },
  }),
  warns(
    [13],
    'a query parameter that may be null',
    '{$request.query.url}',
    { query: z.object({ url: z.url().nullable() }) },
    'There is no call where the query parameter "url" is null: "{$request.query.url}" has no value then.',
  ),
]
