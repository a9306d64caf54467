import express from 'express'
import { body, calling, documented, object, uri } from './apps.ts'
import { accepted, accepts, inEvents, refusesKey, thrown, type RuleCase } from './rule-case.ts'
import { callbackRouter } from './loose.ts'

const query = object({ url: uri, callback_url: uri })
const forms =
  'Write what it reads, such as `{$request.body#/name}`, `{$request.query.name}` or `{$response.header.name}`.'

/** A bare expression, which the document writes in braces. */
function bare(title: string, key: string, parent: Record<string, unknown>): RuleCase {
  const shown = inEvents('event', `{${key}}`, 'post', 'operationId')
  return { rules: [2, 30], title, build: () => calling(key, parent), expected: accepted(shown) }
}

export const grammar: RuleCase[] = [
  bare('an expression alone is written in braces', '$request.body#/url', { body }),
  bare('an expression alone may read the query', '$request.query.callback_url', { query }),
  accepts(
    [2, 30],
    'several expressions stand in one key',
    '{$request.query.url}/a/{$request.body#/id}?b={$method}',
    { body, query },
  ),
  accepts([30], 'what is percent-encoded stays so', '{$request.query.url}/a%20b?c=%7B', { query }),
  accepts([30], 'no text is encoded for the document', '{$request.query.url}/ä/~x?é=€', { query }),
  accepts(
    [2, 11],
    'the name of a query parameter may hold spaces and brackets',
    '{$request.query.my urls[0]}',
    { query: object({ 'my urls[0]': uri }) },
  ),

  refusesKey([2, 11], "FastAPI's {$callback_url}", '{$callback_url}/invoices/{$request.body.id}', {
    message: '"$callback_url" is not a runtime expression.',
    remedy: 'Did you mean `{$request.query.callback_url}`?',
    caret: '$callback_url}/invoices/{$request.body.id}',
  }),
  refusesKey(
    [2, 12],
    "FastAPI's {$request.body.id}",
    '{$request.query.callback_url}/invoices/{$request.body.id}',
    {
      message: '".id" after "body" is not "#" and a JSON Pointer.',
      remedy: 'Write `{$request.body#/id}`.',
      caret: '.id}',
    },
  ),
  refusesKey([2, 11], "springdoc's missing braces", '$request.query.url/events', {
    message: 'Without braces "/events" belongs to the expression "$request.query.url".',
    remedy:
      'Write `{$request.query.url}/events`. If it is all one name, write `{$request.query.url/events}`.',
    caret: '/events',
  }),
  refusesKey([2], 'missing braces before a query', '$request.body#/url?id=1', {
    message: 'Without braces "?id=1" belongs to the expression "$request.body#/url".',
    remedy:
      'Write `{$request.body#/url}?id=1`. If it is all one name, write `{$request.body#/url?id=1}`.',
    caret: '?id=1',
  }),
  accepts([2, 11], 'a name that holds a slash may stand in braces', '{$request.query.url/events}', {
    query: object({ 'url/events': uri }),
  }),
  refusesKey([2], 'missing braces after a URL', 'https://receiver.test/$request.body#/id', {
    message: '"$request.body#/id" has no braces, and would be sent as it stands.',
    remedy: 'Write `{$request.body#/id}`.',
    caret: '$request.body#/id',
  }),
  refusesKey([2, 8], 'a template of a path', 'https://receiver.test/invoices/{id}', {
    message: 'A callback key takes runtime expressions, not path parameters: "{id}".',
    remedy: 'Write `{$request.body#/id}`, or `{$request.query.id}` for a query parameter.',
    caret: 'id}',
  }),
  refusesKey([2, 8], 'a parameter of Express', 'https://receiver.test/invoices/:id', {
    message: 'A callback key takes runtime expressions, not path parameters: ":id".',
    remedy: 'Write `{$request.body#/id}`, or `{$request.query.id}` for a query parameter.',
    caret: ':id',
  }),
  refusesKey([2], 'a missing $', '{request.body#/url}', {
    message: '"request.body#/url" lacks the "$" of a runtime expression.',
    remedy: 'Write `{$request.body#/url}`.',
    caret: 'request.body#/url}',
  }),
  refusesKey([2], 'the $ of a template literal', '${request.body#/url}', {
    message: 'The "$" of "${" would stay in the URL: the "$" of an expression is inside.',
    remedy: 'Write `{$request.body#/url}`.',
    caret: '${request.body#/url}',
  }),
  refusesKey([2], 'a brace that is not closed', '{$request.body#/url/events', {
    message: '"{$request.body#/url/events" is not closed.',
    remedy: 'Write `{$request.body#/url/events}`.',
    caret: '{$request.body#/url/events',
  }),
  refusesKey([2], 'a brace that closes nothing', '{$request.body#/url}}/events', {
    message: 'This "}" closes nothing, and a URL has no "}".',
    remedy: 'Remove it, or open its expression with "{", such as `{$request.body#/callbackUrl}`.',
    caret: '}/events',
  }),
  refusesKey([2], 'two braces, as of Handlebars', '{{$request.body#/url}}', {
    message: '"{{" opens an expression twice.',
    remedy: 'Write `{$request.body#/url}`.',
    caret: '{{$request.body#/url}}',
  }),
  refusesKey([2], 'nothing in the braces', '{$request.query.url}/{}', {
    message: 'An expression must not be empty ("").',
    remedy: forms,
    caret: '}',
  }),
  refusesKey([2], 'space in the braces', '{ $request.body#/url }', {
    message: '" $request.body#/url " has space around the expression.',
    remedy: 'Write `{$request.body#/url}`.',
    caret: ' $request.body#/url }',
  }),
  refusesKey([2], 'space in a URL', '{$request.body#/url}/my events', {
    message: '" " cannot stand in a URL.',
    remedy: 'Remove it, or percent-encode it (a space is `%20`).',
    caret: ' events',
  }),
  refusesKey([2], 'an upper-case source', '{$request.Body#/url}', {
    message: '"Body" is written "body" in a runtime expression.',
    remedy: 'Write `{$request.body#/url}`.',
    caret: 'Body#/url}',
  }),
  refusesKey([2], 'an upper-case side', '{$Request.body#/url}', {
    message: '"Request" is written "request" in a runtime expression.',
    remedy: 'Write `{$request.body#/url}`.',
    caret: 'Request.body#/url}',
  }),
  refusesKey([2], 'an upper-case constant', '{$URL}/events', {
    message: '"$URL" is written "$url" in a runtime expression.',
    remedy: 'Write `{$url}`.',
    caret: 'URL}/events',
  }),
  refusesKey([2], "Express's words", '{$req.headers.callback-url}', {
    message: '"req" is written "request" in a runtime expression.',
    remedy: 'Write `{$request.header.callback-url}`.',
    caret: 'req.headers.callback-url}',
  }),
  refusesKey([2], 'a wrong escape of a pointer', '{$request.body#/a~2b}', {
    message: '"~2" is no escape of a JSON Pointer, which has "~0" for "~", "~1" for "/".',
    remedy: 'Write `{$request.body#/a~02b}`.',
    caret: '~2b}',
  }),
  refusesKey([2], 'a pointer without its slash', '{$request.body#url}', {
    message: 'The JSON Pointer "url" must begin with "/".',
    remedy: 'Write `{$request.body#/url}`.',
    caret: 'url}',
  }),
  refusesKey([2], 'a backslash in a name', String.raw`{$request.query.a\u0062}`, {
    message: String.raw`"\\" cannot stand in the name "a\\u0062".`,
    remedy: 'Write a name of letters, digits, "-" and "_", such as `{$request.query.reply-to}`.',
  }),
  refusesKey([11], 'a cookie, which no expression reads', '{$request.cookie.session}', {
    message: '"$request.cookie" does not exist: the sources are header, query, path and body.',
    remedy:
      'No expression reads a cookie: take `{$request.query.session}` or `{$request.header.session}` from the caller.',
    caret: 'cookie.session}',
  }),
  refusesKey([11], 'the whole query string, which has no source', '{$request.querystring}', {
    message: '"$request.querystring" does not exist: the sources are header, query, path and body.',
    caret: 'querystring}',
  }),
  refusesKey([12], 'a query parameter of the response', '{$response.query.url}', {
    message: 'A response has no query parameters: "$response.query.url".',
    remedy: 'Write `{$request.query.url}`.',
    caret: 'query.url}',
  }),
  refusesKey([12], 'a path parameter of the response', '{$response.path.id}/events', {
    message: 'A response has no path parameters: "$response.path.id".',
    remedy: 'Write `{$request.path.id}`.',
    caret: 'path.id}/events',
  }),
  refusesKey([2], '$request.method, which is $method', '{$request.body#/url}/{$request.method}', {
    message: '"$request.method" is written "$method".',
    remedy: 'Write `{$method}`.',
    caret: 'method}',
  }),
  refusesKey([2], '$request.url, which is $url', '{$request.url}', {
    message: '"$request.url" is written "$url".',
    remedy: 'Write `{$url}`.',
    caret: 'url}',
  }),
  refusesKey([11], 'a query parameter without a name', '{$request.query.}', {
    message: '"query." lacks a name.',
    remedy: 'Write a name of letters, digits, "-" and "_", such as `{$request.query.reply-to}`.',
    caret: '}',
  }),
  refusesKey([11], 'a header without a name', '{$request.header.}', {
    message: '"header." lacks a name.',
    remedy: 'Write a name of letters, digits, "-" and "_", such as `{$request.header.reply-to}`.',
    caret: '}',
  }),
  refusesKey(
    [11],
    'a header with a character that no token has',
    '{$request.header.callback url}',
    {
      message: '" " cannot stand in the name "callback url".',
      remedy: 'Write a name of letters, digits, "-" and "_", such as `{$request.header.reply-to}`.',
      caret: ' url}',
    },
  ),
  refusesKey([2], 'an extension of the Callback Object', 'x-internal', {
    message: '"x-internal" begins with "x-": as a key it is an extension, not a URL.',
    remedy: 'Begin with where the URL comes from, such as `{$request.body#/callbackUrl}`.',
    caret: 'x-internal',
  }),
  refusesKey([2], 'an empty key', '', {
    message: 'A callback expression must not be empty ("").',
    remedy: 'Write the URL to call, such as `{$request.body#/callbackUrl}`.',
  }),
  {
    rules: [2],
    title: 'a key that is no string',
    build: () => {
      callbackRouter().post({ operationId: 'event' })
      return documented(express())
    },
    expected: thrown('callbackRouter()', {
      code: 'ERR_CALLBACK_EXPRESSION',
      message: 'A callback expression must be a string, and this is an object with operationId.',
      remedy: 'Write it as a string, such as `{$request.body#/callbackUrl}`.',
    }),
  },
]
