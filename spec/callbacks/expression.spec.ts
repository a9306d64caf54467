import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isRelative,
  parseCallbackExpression,
  parseRuntimeExpression,
  printCallbackExpression,
} from '../../lib/callbacks/expression.ts'
import type { RuntimeExpression } from '../../lib/callbacks/expression.ts'
import { RingbackError } from '../../lib/errors.ts'

type Part = string | RuntimeExpression

/** Keys that are written as the document writes them, with all of their parts. */
const accepted: [source: string, ...parts: Part[]][] = [
  ['{$url}', { kind: 'url', text: '$url', index: 1 }],
  ['{$method}', { kind: 'method', text: '$method', index: 1 }],
  ['{$statusCode}', { kind: 'statusCode', text: '$statusCode', index: 1 }],
  ['{$request.body}', body('request', [], '$request.body', 1)],
  ['{$request.body#}', body('request', [], '$request.body#', 1)],
  ['{$request.body#/}', body('request', [''], '$request.body#/', 1)],
  ['{$request.body#/id}', body('request', ['id'], '$request.body#/id', 1)],
  ['{$request.body#/a/0/}', body('request', ['a', '0', ''], '$request.body#/a/0/', 1)],
  ['{$request.body#/a.b}', body('request', ['a.b'], '$request.body#/a.b', 1)],
  ['{$request.body#/a%20b}', body('request', ['a%20b'], '$request.body#/a%20b', 1)],
  [
    '{$request.body#/~0/~1/~01/~10}',
    body('request', ['~', '/', '~1', '/0'], '$request.body#/~0/~1/~01/~10', 1),
  ],
  [
    '{$request.body#/a b"\\c?d&e#f}',
    body('request', ['a b"\\c?d&e#f'], '$request.body#/a b"\\c?d&e#f', 1),
  ],
  ['{$response.body#/id}', body('response', ['id'], '$response.body#/id', 1)],
  ['{$request.header.X-Url}', named('request', 'header', 'X-Url', '$request.header.X-Url', 1)],
  [
    "{$request.header.!#$%&'*+-.^_`|~09}",
    named('request', 'header', "!#$%&'*+-.^_`|~09", "$request.header.!#$%&'*+-.^_`|~09", 1),
  ],
  [
    '{$response.header.Location}',
    named('response', 'header', 'Location', '$response.header.Location', 1),
  ],
  ['{$request.path.id}', named('request', 'path', 'id', '$request.path.id', 1)],
  ['{$request.query.a.b[c]}', named('request', 'query', 'a.b[c]', '$request.query.a.b[c]', 1)],
  ['{$request.query.é 😀}', named('request', 'query', 'é 😀', '$request.query.é 😀', 1)],
  [
    '{$request.query.url/events}',
    named('request', 'query', 'url/events', '$request.query.url/events', 1),
  ],
  [
    '{$request.query.callback_url}/invoices/{$request.body#/id}',
    named('request', 'query', 'callback_url', '$request.query.callback_url', 1),
    '/invoices/',
    body('request', ['id'], '$request.body#/id', 40),
  ],
  [
    'http://notificationServer.com?transactionId={$request.body#/id}&email={$request.body#/email}',
    'http://notificationServer.com?transactionId=',
    body('request', ['id'], '$request.body#/id', 45),
    '&email=',
    body('request', ['email'], '$request.body#/email', 71),
  ],
  [
    '{$method}{$url}',
    { kind: 'method', text: '$method', index: 1 },
    { kind: 'url', text: '$url', index: 10 },
  ],
  ['https://example.com:8080/a/b:c?price=$5#d', 'https://example.com:8080/a/b:c?price=$5#d'],
  ['/events/{$method}', '/events/', { kind: 'method', text: '$method', index: 9 }],
  ['events', 'events'],
  ['X-events', 'X-events'],
]

/** One expression without braces. */
const acceptedBare: [source: string, expression: RuntimeExpression][] = [
  ['$url', { kind: 'url', text: '$url', index: 0 }],
  ['$request.body#/url/events', body('request', ['url', 'events'], '$request.body#/url/events', 0)],
  [
    '$request.query.callback_url',
    named('request', 'query', 'callback_url', '$request.query.callback_url', 0),
  ],
  ['$request.query.url#frag', named('request', 'query', 'url#frag', '$request.query.url#frag', 0)],
  [
    '$response.header.Location',
    named('response', 'header', 'Location', '$response.header.Location', 0),
  ],
]

const anyForm =
  'Write what it reads, such as `{$request.body#/name}`, `{$request.query.name}` or `{$response.header.name}`.'
const urlName = 'Write a name of letters, digits, "-" and "_", such as `{$request.query.reply-to}`.'
const headerName =
  'Write a name of letters, digits, "-" and "_", such as `{$request.header.reply-to}`.'

/** Keys that are refused: where the caret stands, what is said of it, and what to write instead. */
const refused: [source: string, caret: number, message: string, remedy: string][] = [
  // dialects of other frameworks
  [
    '{$callback_url}/invoices/{$request.body.id}',
    1,
    '"$callback_url" is not a runtime expression.',
    'Did you mean `{$request.query.callback_url}`?',
  ],
  [
    '$callback_url',
    0,
    '"$callback_url" is not a runtime expression.',
    'Did you mean `{$request.query.callback_url}`?',
  ],
  [
    '{$url}/{$request.body.id}',
    21,
    '".id" after "body" is not "#" and a JSON Pointer.',
    'Write `{$request.body#/id}`.',
  ],
  [
    '{$request.body.a.b.c}',
    14,
    '".a.b.c" after "body" is not "#" and a JSON Pointer.',
    'Write `{$request.body#/a/b/c}`.',
  ],
  [
    '{$response.body.a[0].b}',
    15,
    '".a[0].b" after "body" is not "#" and a JSON Pointer.',
    'Write `{$response.body#/a/0/b}`.',
  ],
  [
    '{id}',
    1,
    'A callback key takes runtime expressions, not path parameters: "{id}".',
    'Write `{$request.body#/id}`, or `{$request.query.id}` for a query parameter.',
  ],
  [
    '{$url}/{invoice-id}',
    8,
    'A callback key takes runtime expressions, not path parameters: "{invoice-id}".',
    'Write `{$request.body#/invoice-id}`, or `{$request.query.invoice-id}` for a query parameter.',
  ],
  [
    '{$url}/a/:id',
    9,
    'A callback key takes runtime expressions, not path parameters: ":id".',
    'Write `{$request.body#/id}`, or `{$request.query.id}` for a query parameter.',
  ],
  [
    '{$req.body.id}',
    2,
    '"req" is written "request" in a runtime expression.',
    'Write `{$request.body#/id}`.',
  ],
  [
    '{$request.headers.x-url}',
    10,
    '"headers" is written "header" in a runtime expression.',
    'Write `{$request.header.x-url}`.',
  ],
  [
    '{$request.params.id}',
    10,
    '"params" is written "path" in a runtime expression.',
    'Write `{$request.path.id}`.',
  ],
  [
    'https://a/${$request.body#/id}',
    10,
    'The "$" of "${" would stay in the URL: the "$" of an expression is inside.',
    'Write `{$request.body#/id}`.',
  ],
  [
    '${$request.body#/url}',
    0,
    'The "$" of "${" would stay in the URL: the "$" of an expression is inside.',
    'Write `{$request.body#/url}`.',
  ],
  // braces
  [
    '$request.query.url/events',
    18,
    'Without braces "/events" belongs to the expression "$request.query.url".',
    'Write `{$request.query.url}/events`. If it is all one name, write `{$request.query.url/events}`.',
  ],
  [
    '$request.query.url?a=b',
    18,
    'Without braces "?a=b" belongs to the expression "$request.query.url".',
    'Write `{$request.query.url}?a=b`. If it is all one name, write `{$request.query.url?a=b}`.',
  ],
  [
    '$request.path.a&b',
    15,
    'Without braces "&b" belongs to the expression "$request.path.a".',
    'Write `{$request.path.a}&b`. If it is all one name, write `{$request.path.a&b}`.',
  ],
  [
    '$request.header.x-url/events',
    21,
    'Without braces "/events" belongs to the expression "$request.header.x-url".',
    'Write `{$request.header.x-url}/events`.',
  ],
  [
    '$request.body#/url/{$request.body#/id}',
    18,
    'Without braces "/{$request.body#/id}" belongs to the expression "$request.body#/url".',
    'Write `{$request.body#/url}/{$request.body#/id}`.',
  ],
  [
    '$request.body#/url?a=b',
    18,
    'Without braces "?a=b" belongs to the expression "$request.body#/url".',
    'Write `{$request.body#/url}?a=b`. If it is all one name, write `{$request.body#/url?a=b}`.',
  ],
  [
    '$url/events',
    4,
    'Without braces "/events" belongs to the expression "$url".',
    'Write `{$url}/events`.',
  ],
  [
    '$request.query.url}/events',
    18,
    'Without braces "}/events" belongs to the expression "$request.query.url".',
    'Write `{$request.query.url}/events`.',
  ],
  [
    'https://a/$request.body#/id',
    10,
    '"$request.body#/id" has no braces, and would be sent as it stands.',
    'Write `{$request.body#/id}`.',
  ],
  [
    'https://a/$Request.query.id/b',
    10,
    '"$Request.query.id" has no braces, and would be sent as it stands.',
    'Write `{$request.query.id}`.',
  ],
  ['{$request.body#/id', 0, '"{$request.body#/id" is not closed.', 'Write `{$request.body#/id}`.'],
  [
    '{$request.query.url/a/{$request.body#/id}',
    0,
    '"{$request.query.url" is not closed.',
    'Write `{$request.query.url}`.',
  ],
  ['https://a/{', 10, '"{" is not closed.', anyForm],
  [
    'https://a/{{$request.body#/id}}',
    10,
    '"{{" opens an expression twice.',
    'Write `{$request.body#/id}`.',
  ],
  [
    'https://a/}b',
    10,
    'This "}" closes nothing, and a URL has no "}".',
    'Remove it, or open its expression with "{", such as `{$request.body#/callbackUrl}`.',
  ],
  ['https://a/{}', 11, 'An expression must not be empty ("").', anyForm],
  ['https://a/{ }', 11, 'An expression must not be empty (" ").', anyForm],
  [
    '{ $request.body#/id }',
    1,
    '" $request.body#/id " has space around the expression.',
    'Write `{$request.body#/id}`.',
  ],
  [
    '{$request.query.id }',
    18,
    '"$request.query.id " has space around the expression.',
    'Write `{$request.query.id}`.',
  ],
  // the head of an expression
  [
    '{request.body#/x}',
    1,
    '"request.body#/x" lacks the "$" of a runtime expression.',
    'Write `{$request.body#/x}`.',
  ],
  [
    '{$body#/x}',
    2,
    '"$body#/x" must begin with "$request." or "$response.".',
    'Write `{$request.body#/x}`.',
  ],
  ['$URL', 1, '"$URL" is written "$url" in a runtime expression.', 'Write `{$url}`.'],
  [
    '{$statuscode}',
    2,
    '"$statuscode" is written "$statusCode" in a runtime expression.',
    'Write `{$statusCode}`.',
  ],
  [
    '$Request.body',
    1,
    '"Request" is written "request" in a runtime expression.',
    'Write `{$request.body}`.',
  ],
  [
    '{$RESPONSE.BODY#/Id}',
    2,
    '"RESPONSE" is written "response" in a runtime expression.',
    'Write `{$response.body#/Id}`.',
  ],
  [
    '{$request.Query.Id}',
    10,
    '"Query" is written "query" in a runtime expression.',
    'Write `{$request.query.Id}`.',
  ],
  ['$request.method', 9, '"$request.method" is written "$method".', 'Write `{$method}`.'],
  ['$request.url', 9, '"$request.url" is written "$url".', 'Write `{$url}`.'],
  [
    '{$response.status}',
    11,
    '"$response.status" is written "$statusCode".',
    'Write `{$statusCode}`.',
  ],
  [
    '$request.cookie.sid',
    9,
    '"$request.cookie" does not exist: the sources are header, query, path and body.',
    'No expression reads a cookie: take `{$request.query.sid}` or `{$request.header.sid}` from the caller.',
  ],
  [
    '{$request.files.a}',
    10,
    '"$request.files" does not exist: the sources are header, query, path and body.',
    anyForm,
  ],
  [
    '{$response.query.x}',
    11,
    'A response has no query parameters: "$response.query.x".',
    'Write `{$request.query.x}`.',
  ],
  [
    '$response.path.x',
    10,
    'A response has no path parameters: "$response.path.x".',
    'Write `{$request.path.x}`.',
  ],
  ['{$request}', 1, '"$request" is not a runtime expression.', anyForm],
  ['$', 0, '"$" is not a runtime expression.', anyForm],
  // names
  ['$request.header.', 16, '"header." lacks a name.', headerName],
  ['{$request.query.}', 16, '"query." lacks a name.', urlName],
  ['{$request.query}', 15, '"query" lacks a name.', urlName],
  [
    '{$request.query/id}',
    15,
    '"/id" after "query" is not "." and a name.',
    'Write `{$request.query.id}`.',
  ],
  ['{$request.header.a b}', 18, '" " cannot stand in the name "a b".', headerName],
  ['{$request.header.a😀}', 18, '"😀" cannot stand in the name "a😀".', headerName],
  ['{$request.query.a"b}', 17, '"\\"" cannot stand in the name "a\\"b".', urlName],
  // pointers
  [
    '{$request.body/x}',
    14,
    '"/x" after "body" is not "#" and a JSON Pointer.',
    'Write `{$request.body#/x}`.',
  ],
  [
    '{$request.body/a.b~}',
    14,
    '"/a.b~" after "body" is not "#" and a JSON Pointer.',
    'Write `{$request.body#/a.b~0}`.',
  ],
  [
    '{$request.body#id}',
    15,
    'The JSON Pointer "id" must begin with "/".',
    'Write `{$request.body#/id}`.',
  ],
  [
    '{$request.body#/a/b~2c}',
    19,
    '"~2" is no escape of a JSON Pointer, which has "~0" for "~", "~1" for "/".',
    'Write `{$request.body#/a/b~02c}`.',
  ],
  [
    '$request.body#/a~',
    16,
    '"~" is no escape of a JSON Pointer, which has "~0" for "~", "~1" for "/".',
    'Write `{$request.body#/a~0}`.',
  ],
  // the key
  [
    '',
    0,
    'A callback expression must not be empty ("").',
    'Write the URL to call, such as `{$request.body#/callbackUrl}`.',
  ],
  [
    'x-{$url}',
    0,
    '"x-{$url}" begins with "x-": as a key it is an extension, not a URL.',
    'Begin with where the URL comes from, such as `{$request.body#/callbackUrl}`.',
  ],
  [
    ' {$url}',
    0,
    '" " cannot stand in a URL.',
    'Remove it, or percent-encode it (a space is `%20`).',
  ],
]

describe('parseCallbackExpression()', () => {
  it.each(accepted)('takes %s apart', (source, ...parts) => {
    expect(parseCallbackExpression(source)).toEqual({ source, key: source, parts })
  })

  it.each(acceptedBare)('puts braces around %s', (source, expression) => {
    expect(parseCallbackExpression(source)).toEqual({
      source,
      key: `{${source}}`,
      parts: [expression],
    })
  })

  it.each(refused)('refuses %j', (source, caret, message, remedy) => {
    expect(refusal(() => parseCallbackExpression(source, 'POST /a > callbacks.b'))).toEqual({
      code: 'ERR_CALLBACK_EXPRESSION',
      where: 'POST /a > callbacks.b',
      remedy,
      message:
        `ERR_CALLBACK_EXPRESSION ${message}\n\n  ${source}\n  ${' '.repeat(caret)}^\n` +
        `  at POST /a > callbacks.b\n  ${remedy}`,
    })
  })

  it.each([
    ['{$request.query.a\\b}', '  {$request.query.a\\\\b}\n                   ^'],
    ['{$request.path.a\nb}', '  {$request.path.a\\nb}\n                  ^'],
    ['{$request.query.a\u001fb}', '  {$request.query.a\\u001fb}\n                   ^'],
    ['https://a/\u0007', '  https://a/\\u0007\n            ^'],
    ['https://a/\ud83d/b', '  https://a/\\ud83d/b\n            ^'],
  ])('prints what cannot be seen in %j', (source, drawing) => {
    expect(
      refusal(() => parseCallbackExpression(source))
        .message.split('\n')
        .slice(2, 4),
    ).toEqual(drawing.split('\n'))
  })

  it('advises no text that cannot be seen', () => {
    const { remedy } = refusal(() => parseCallbackExpression('{$request.body.a\u0007b}'))
    expect(remedy).toBe(anyForm)
  })

  it('shortens a long quotation, and draws the source whole', () => {
    const source = `{$request.files.${'a'.repeat(200)}}`
    const cookie = `{$${'a'.repeat(200)}.b}`
    expect(refusal(() => parseCallbackExpression(source)).message).toContain(`\n  ${source}\n`)
    expect(refusal(() => parseCallbackExpression(cookie)).message).toContain(
      `"$${'a'.repeat(79)}…" is not a runtime expression.`,
    )
  })

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [42, 'the number 42'],
    [true, 'the boolean true'],
    [Symbol('id'), 'the symbol Symbol(id)'],
    [['{$url}'], 'an array'],
    [Object.create(null), 'an object without keys'],
    [() => '{$url}', 'a function'],
  ])('refuses what is not a string: %s', (value, described) => {
    const parse = parseCallbackExpression as (source: unknown, where: string) => unknown
    expect(refusal(() => parse(value, 'POST /a'))).toEqual({
      code: 'ERR_CALLBACK_EXPRESSION',
      where: 'POST /a',
      remedy: 'Write it as a string, such as `{$request.body#/callbackUrl}`.',
      message:
        `ERR_CALLBACK_EXPRESSION A callback expression must be a string, and this is ${described}.\n` +
        '  at POST /a\n  Write it as a string, such as `{$request.body#/callbackUrl}`.',
    })
  })

  it.each(refused.filter(([, , , remedy]) => remedy.includes('`{')))(
    'takes what it advises instead of %j',
    (_source, _caret, _message, remedy) => {
      for (const key of keysIn(remedy)) expect(parseCallbackExpression(key).key).toBe(key)
    },
  )

  it.each([
    '{',
    '}',
    '{}',
    '~',
    '$',
    '/',
    ' ',
    'a',
    '$request.',
    '$request.body',
    '/:1',
    '{$request.body#/a}',
    '{$url}$',
    '[1].',
  ])('takes no long time over 200,000 characters of %j', (unit) => {
    const long = unit.repeat(200_000 / unit.length)
    const beginnings = ['', '{', '{{', '{$', '$request.body', '$request.body.', '$request.body#']
    const more = ['$request.body#/', '$request.header.', '{$request.query.', '/:', '{ ', 'a$']
    for (const source of [...beginnings, ...more].flatMap((begin) => [
      begin + long,
      begin + long + '}',
    ])) {
      expect(outcome(source)).toMatch(/^(?:parsed|ERR_CALLBACK_EXPRESSION)$/)
    }
  })

  it('throws nothing but ERR_CALLBACK_EXPRESSION for any string', () => {
    fc.assert(
      fc.property(anyKey(), (source) => {
        expect(outcome(source)).toMatch(/^(?:parsed|ERR_CALLBACK_EXPRESSION)$/)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('parseRuntimeExpression()', () => {
  it.each(acceptedBare)('parses %s', (source, expression) => {
    expect(parseRuntimeExpression(source)).toEqual(expression)
  })

  it('takes all of the text as one name, since nothing can follow it', () => {
    expect(parseRuntimeExpression('$request.query.url/events?a&b')).toEqual(
      named('request', 'query', 'url/events?a&b', '$request.query.url/events?a&b', 0),
    )
  })

  it.each([
    ['{$request.body.id}', 0, '`$request.body#/id`'],
    ['$request.query.a}', 16, '`$request.query.a`'],
    ['$request.query.a{b', 16, '`$request.query.ab`'],
  ])('refuses the brace in %s', (text, caret, expression) => {
    const remedy = `Write it without braces, such as ${expression}.`
    expect(refusal(() => parseRuntimeExpression(text, 'links.a'))).toEqual({
      code: 'ERR_CALLBACK_EXPRESSION',
      where: 'links.a',
      remedy,
      message:
        `ERR_CALLBACK_EXPRESSION "${text}" holds a brace, and one expression without braces is read here.\n\n` +
        `  ${text}\n  ${' '.repeat(caret)}^\n  at links.a\n  ${remedy}`,
    })
  })

  it('agrees with the ABNF of the specification, less what cannot be meant', () => {
    fc.assert(
      fc.property(anyExpression(), (text) => {
        const meant = /^[^{}]*$/.test(text) && text === text.trim()
        expect(outcome(text, parseRuntimeExpression) === 'parsed').toBe(meant && abnf.test(text))
      }),
      { numRuns: 3000 },
    )
  })

  it('advises only what can be parsed', () => {
    fc.assert(
      fc.property(anyExpression(), (text) => {
        // a backtick in a name would end the quotation that keysIn() looks for
        if (text.includes('`') || outcome(text, parseRuntimeExpression) === 'parsed') return
        const { remedy } = refusal(() => parseRuntimeExpression(text))
        const expressions = keysIn(remedy).map((key) => key.replace(/^\{(.*)\}$/s, '$1'))
        for (const expression of expressions) {
          expect(outcome(expression, parseRuntimeExpression)).toBe('parsed')
        }
      }),
      { numRuns: 3000 },
    )
  })
})

describe('printCallbackExpression()', () => {
  it('writes literals as they are, and expressions in braces', () => {
    expect(
      printCallbackExpression({
        parts: [
          { kind: 'url', text: '$url', index: 7 },
          '/a',
          { kind: 'method', text: '$method', index: 0 },
        ],
      }),
    ).toBe('{$url}/a{$method}')
  })

  it('gives back every key, whose parts are those it was made of', () => {
    fc.assert(
      fc.property(validParts(), (parts) => {
        const source = printCallbackExpression({ parts })
        expect(parseCallbackExpression(source)).toEqual({ source, key: source, parts })
      }),
      { numRuns: 1000 },
    )
  })

  it('gives a key with the same parts for any string that parses', () => {
    fc.assert(
      fc.property(anyKey(), (source) => {
        if (outcome(source) !== 'parsed') return
        const { parts } = parseCallbackExpression(source)
        const bare = source.startsWith('$')
        const key = bare ? `{${source}}` : source
        expect(printCallbackExpression({ parts })).toBe(key)
        expect(parseCallbackExpression(key).parts).toEqual(bare ? parts.map(moveByBrace) : parts)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('isRelative()', () => {
  it.each([
    ['/events/{$request.body#/id}', true],
    ['events', true],
    ['//example.com/events', true],
    ['http:/example.com', true],
    ['ftp://example.com', true],
    ['https{$request.body#/rest}', true],
    ['https://example.com/events', false],
    ['HTTP://example.com', false],
    ['https://{$request.query.host}/events', false],
    ['{$request.body#/url}/events', false],
    ['$request.body#/url', false],
  ])('says of %s: %s', (source, relative) => {
    expect(isRelative(parseCallbackExpression(source))).toBe(relative)
  })
})

function body(
  side: 'request' | 'response',
  pointer: string[],
  text: string,
  index: number,
): RuntimeExpression {
  return { kind: 'body', side, pointer, text, index }
}

function named(
  side: 'request' | 'response',
  kind: 'header' | 'query' | 'path',
  name: string,
  text: string,
  index: number,
): RuntimeExpression {
  return { kind, side, name, text, index }
}

function moveByBrace(part: Part): Part {
  return typeof part === 'string' ? part : { ...part, index: part.index + 1 }
}

interface Refusal {
  code: string
  where: string
  message: string
  remedy: string
}

function refusal(parse: () => unknown): Refusal {
  try {
    parse()
  } catch (error) {
    if (!(error instanceof RingbackError)) throw error
    const { code, where, message, remedy } = error
    return { code, where, message, remedy }
  }
  throw new Error('nothing was refused')
}

/** `parsed`, or the code of the error. */
function outcome(
  source: string,
  parse: (source: string) => unknown = parseCallbackExpression,
): string {
  try {
    parse(source)
    return 'parsed'
  } catch (error) {
    return error instanceof RingbackError ? error.code : String(error)
  }
}

/** The keys that a remedy tells its reader to write. */
function keysIn(remedy: string): string[] {
  return [...remedy.matchAll(/`([{$][^`]*)`/g)].map(([, key]) => key ?? '')
}

/** The specification's ABNF in one line, without `$response.query.`, `$response.path.` and escapes. */
const abnf =
  // oxlint-disable-next-line no-control-regex -- RFC 8259 excludes the control characters
  /^\$(?:url|method|statusCode|request\.(?:query|path)\.(?:(?!["\\])[\u0020-\u{10ffff}])+|(?:request|response)\.(?:header\.[!#$%&'*+\-.^_`|~0-9A-Za-z]+|body(?:#(?:\/(?:[^/~]|~[01])*)*)?))$/u

/** Words and signs of the grammar in any order, so that much is nearly right. */
function nearly(): fc.Arbitrary<string> {
  const words = [
    '$url',
    '$request.',
    '$response.',
    'query.',
    'path.',
    'header.',
    'body',
    'body#/',
    'id',
    'X',
  ]
  const signs = [...'{$}#~/.:[]01"\\ ?&', '${', '~1', '\n', '\u0000', 'é', '😀', '\ud83d']
  return fc
    .array(fc.constantFrom(...words, ...signs), { maxLength: 12 })
    .map((parts) => parts.join(''))
}

function anyKey(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.string({ unit: 'binary' }),
    nearly(),
    anyExpression(),
    fc.string({ unit: fc.constantFrom(...'{$}#~/.') }),
  )
}

function anyExpression(): fc.Arbitrary<string> {
  const heads = [
    '$request.body',
    '$request.body#/',
    '$response.body#/',
    '$request.query.',
    '$response.path.',
  ]
  const others = [
    '$request.header.',
    '$response.header.',
    '$Request.',
    'request.',
    '$req.',
    '$',
    '',
  ]
  return fc
    .tuple(fc.constantFrom(...heads, ...others), fc.oneof(nearly(), fc.string({ unit: 'binary' })))
    .map(([head, tail]) => head + tail)
}

/** The parts of a key that is right, with every `index` where its expression stands. */
function validParts(): fc.Arbitrary<Part[]> {
  const literal = fc.constantFrom('', '/events', '?a=$1&b=', '.', ':80', '/é-😀/%20"<>')
  const begin = fc.constantFrom('', 'https://example.com/', '/events/', 'X-')
  return fc
    .tuple(begin, fc.array(fc.tuple(validExpression(), literal), { minLength: 1, maxLength: 4 }))
    .map(([first, rest]) => placeParts([first, ...rest.flat()]))
}

function placeParts(parts: Part[]): Part[] {
  let position = 0
  return parts
    .filter((part) => part !== '')
    .map((part) => {
      const index = position
      position += typeof part === 'string' ? part.length : part.text.length + 2
      return typeof part === 'string' ? part : { ...part, index: index + 1 }
    })
}

function validExpression(): fc.Arbitrary<RuntimeExpression> {
  const side = fc.constantFrom('request' as const, 'response' as const)
  const name = fc
    .string({ unit: 'binary', minLength: 1 })
    .filter((text) => /^[^{}"\\\p{Cc}\s]+$/u.test(text))
  const token = fc.string({ unit: fc.constantFrom(..."!#$%&'*+-.^_`|~09azAZ"), minLength: 1 })
  const pointer = fc.array(fc.string({ unit: 'binary' }).filter((text) => /^[^{}\s]*$/.test(text)))
  return fc.oneof(
    fc
      .constantFrom('url' as const, 'method' as const, 'statusCode' as const)
      .map((kind): RuntimeExpression => ({ kind, text: `$${kind}`, index: 0 })),
    fc
      .tuple(side, token)
      .map(([side, name]) => named(side, 'header', name, `$${side}.header.${name}`, 0)),
    fc
      .tuple(fc.constantFrom('query' as const, 'path' as const), name)
      .map(([kind, name]) => named('request', kind, name, `$request.${kind}.${name}`, 0)),
    fc
      .tuple(side, pointer)
      .map(([side, pointer]) =>
        body(side, pointer, `$${side}.body#${pointer.map(encodeToken).join('')}`, 0),
      ),
  )
}

function encodeToken(token: string): string {
  return `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`
}
