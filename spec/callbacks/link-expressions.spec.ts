/** What the values of a link may say, as `operation()` and `callbackRouter()` read them. */
import express from 'express'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callbackRouter, openapi, operation, webhookRouter } from '../../lib/index.ts'
import { RingbackError } from '../../lib/errors.ts'
import { caught, summary } from '../live-app.ts'

const declare = operation as unknown as (definition: object) => express.RequestHandler
const text = { type: 'string' }
const Receipt = {
  type: 'object',
  properties: { id: text, 'first name': text, 'a?b': text, a: { type: 'array', items: text } },
}

/** POST /invoices, whose link passes `value` on as one parameter of GET /invoices. */
function passing(value: unknown): express.RequestHandler {
  return declare({
    query: { type: 'object', properties: { page: text, 'url/events': text } },
    headers: { type: 'object', properties: { 'X-Id': text } },
    body: Receipt,
    responses: {
      201: {
        description: 'Made',
        schema: Receipt,
        headers: { Location: { schema: text } },
        links: { next: { operationId: 'list', parameters: { q: value } } },
      },
    },
  })
}

/** What the document says of the link; throws where the link is refused. */
function written(value: unknown): unknown {
  const app = express()
  app.post('/shops/:shop/invoices', passing(value))
  const list = { operationId: 'list', query: { type: 'object', properties: { q: {} } } }
  app.get('/invoices', declare(list))
  const { paths } = openapi({ info: { title: 'Links', version: '1.0.0' } }).document(app)
  const { responses } = (paths as Record<string, Record<string, { responses: unknown }>>)[
    '/shops/{shop}/invoices'
  ]!['post']!
  return (responses as Record<string, { links: unknown }>)['201']!.links
}

/** The error as a whole, with what stands from the caret on in place of the drawing. */
function refusal(value: unknown, action = (): unknown => passing(value)): Record<string, unknown> {
  const error = caught(action)
  const [, , drawn = '', caret = ''] = error.message.split('\n')
  const { where, ...said } = summary(error)
  return {
    ...said,
    where: String(where).replace(/ at .*/s, ''),
    caret: drawn.slice(caret.indexOf('^')),
  }
}

const whereOfParameter = 'responses.201.links.next.parameters.q of operation()'

describe('a value of a link', () => {
  it.each<[unknown]>([
    ['$url'],
    ['$method'],
    ['$statusCode'],
    ['$request.query.page'],
    ['$request.path.shop'],
    ['$request.header.x-id'],
    ['$request.header.accept'],
    ['$request.body'],
    ['$request.body#/id'],
    ['$request.body#/first name'],
    ['$response.body'],
    ['$response.body#/id'],
    ['$response.body#/a'],
    ['$response.body#/a/0'],
    ['$response.body#/a?b'],
    ['$response.header.location'],
    ['{$response.body#/id}'],
    ['{$request.query.url/events}'],
    ['item-{$response.body#/id}/{$request.query.page}'],
    ['{"id": "{$response.body#/id}", "of": {"page": {$request.query.page}}}'],
    ['${$response.body#/id}'],
  ])('%j reads what is there', (value) => {
    expect(written(value)).toEqual({ next: { operationId: 'list', parameters: { q: value } } })
  })

  it.each<[unknown]>([
    [''],
    [5],
    [null],
    [true],
    [{ deep: ['$response.body#/id', 'id', { $response: 1 }] }],
    ['$'],
    ['$5'],
    ['$$'],
    ['US$'],
    ['US$id'],
    ['{$}'],
    ['{$5}'],
    ['{}'],
    ['{id}'],
    ['{{id}}'],
    ['${id}'],
    ['/invoices/{id}?a={b}#/c'],
    ['{response.id}'],
    ['{request.path}'],
    ['{responses.body}'],
    ['response.body'],
    ['request.header.host'],
    ['#/id'],
    ['body#/id'],
    ['{"a":{"b":"{}"}}'],
    ['a } b { c'],
    ['{'],
    ['}'],
    ['$response'.slice(1)],
    ['{ $ }'],
  ])('%j is a constant', (value) => {
    expect(written(value)).toEqual({ next: { operationId: 'list', parameters: { q: value } } })
  })
})

const orPath = (name: string, open = '', close = ''): string =>
  `Write \`${open}$response.body#/${name}${close}\`, or \`${open}$request.path.${name}${close}\` for what the request had.`
const sources = 'the sources are header, query, path and body.'

describe('a value of a link that is no expression, and meant as one', () => {
  it.each<[value: string, message: string, caret: string, remedy: string]>([
    ['$id', '"$id" is not a runtime expression.', '$id', orPath('id')],
    ['{$id}', '"$id" is not a runtime expression.', '$id}', orPath('id', '{', '}')],
    [
      '$response',
      '"$response" is not a runtime expression.',
      '$response',
      'Write what it reads, such as `$request.body#/name`, `$request.query.name` or `$response.header.name`.',
    ],
    [
      '$status',
      '"$status" is written "$statusCode" in a runtime expression.',
      'status',
      'Write `$statusCode`.',
    ],
    [
      '$response.body.id',
      '".id" after "body" is not "#" and a JSON Pointer.',
      '.id',
      'Write `$response.body#/id`.',
    ],
    [
      '$response.body#id',
      'The JSON Pointer "id" must begin with "/".',
      'id',
      'Write `$response.body#/id`.',
    ],
    [
      '$response.body#/~2',
      '"~2" is no escape of a JSON Pointer, which has "~0" for "~", "~1" for "/".',
      '~2',
      'Write `$response.body#/~02`.',
    ],
    [
      '$response.id',
      `"$response.id" does not exist: ${sources}`,
      'id',
      'Write what it reads, such as `$request.body#/name`, `$request.query.name` or `$response.header.name`.',
    ],
    [
      '$request.cookie.a',
      `"$request.cookie" does not exist: ${sources}`,
      'cookie.a',
      'No expression reads a cookie: take `$request.query.a` or `$request.header.a` from the caller.',
    ],
    [
      '$response.query.page',
      'A response has no query parameters: "$response.query.page".',
      'query.page',
      'Write `$request.query.page`.',
    ],
    [
      '$request.header.',
      '"header." lacks a name.',
      '',
      'Write a name of letters, digits, "-" and "_", such as `$request.header.reply-to`.',
    ],
    [
      '$body#/id',
      '"$body#/id" must begin with "$request." or "$response.".',
      'body#/id',
      'Write `$response.body#/id`.',
    ],
    [
      '$response.body#/id ',
      '"$response.body#/id " has space around the expression.',
      ' ',
      'Write `$response.body#/id`.',
    ],
    [
      '$request.query.page/events',
      'Without braces "/events" belongs to the expression "$request.query.page".',
      '/events',
      'Write `{$request.query.page}/events`. If it is all one name, write `{$request.query.page/events}`.',
    ],
    [
      '$response.body#/id{$request.query.page}',
      'Without braces "{$request.query.page}" belongs to the expression "$response.body#/id".',
      '{$request.query.page}',
      'Write `{$response.body#/id}{$request.query.page}`.',
    ],
    [
      '$response.body.id-{$request.query.page}',
      '".id-" after "body" is not "#" and a JSON Pointer.',
      '.id-{$request.query.page}',
      'Write `{$response.body#/id-}`.',
    ],
    [
      'response.body#/id',
      '"response.body#/id" lacks the "$" of a runtime expression.',
      'response.body#/id',
      'Write `$response.body#/id`.',
    ],
    [
      '{response.body#/id}',
      '"response.body#/id" lacks the "$" of a runtime expression.',
      'response.body#/id}',
      'Write `{$response.body#/id}`.',
    ],
    [
      '${response.body.id}',
      '"response.body.id" lacks the "$" of a runtime expression.',
      'response.body.id}',
      'Write `{$response.body#/id}`.',
    ],
    [
      '/shops/{req.params.shop}',
      '"req.params.shop" lacks the "$" of a runtime expression.',
      'req.params.shop}',
      'Write `{$request.path.shop}`.',
    ],
    [
      '{ $response.body#/id }',
      '" $response.body#/id " has space around the expression.',
      ' $response.body#/id }',
      'Write `{$response.body#/id}`.',
    ],
    [
      '{{$response.body#/id}}',
      '"{{" opens an expression twice.',
      '{{$response.body#/id}}',
      'Write `{$response.body#/id}`.',
    ],
    [
      'a {$response.body#/id',
      '"{$response.body#/id" is not closed.',
      '{$response.body#/id',
      'Write `{$response.body#/id}`.',
    ],
    [
      'the id $response.body#/id',
      '"$response.body#/id" has no braces, and would be sent as it stands.',
      '$response.body#/id',
      'Write `{$response.body#/id}`.',
    ],
    [
      '{"id": $response.body#/id}',
      '"$response.body#/id" has no braces, and would be sent as it stands.',
      '$response.body#/id}',
      'Write `{$response.body#/id}`.',
    ],
    [
      '{$response.body#/id}{$id}{$page}',
      '"$id" is not a runtime expression.',
      '$id}{$page}',
      orPath('id', '{', '}'),
    ],
  ])('%j', (value, message, caret, remedy) => {
    expect(refusal(value)).toEqual({
      code: 'ERR_LINK_EXPRESSION',
      message,
      caret,
      where: whereOfParameter,
      remedy,
    })
  })

  it.each<[within: string, link: object]>([
    ['parameters.a.0.b', { operationId: 'list', parameters: { a: [{ b: '$id' }] } }],
    ['requestBody', { operationId: 'list', requestBody: '$id' }],
    ['requestBody.lines.1', { operationId: 'list', requestBody: { lines: ['id', '$id'] } }],
  ])('is found in %s', (within, link) => {
    const responses = { 201: { links: { next: link } } }
    expect(refusal(link, () => declare({ responses }))).toEqual({
      code: 'ERR_LINK_EXPRESSION',
      message: '"$id" is not a runtime expression.',
      caret: '$id',
      where: `responses.201.links.next.${within} of operation()`,
      remedy: orPath('id'),
    })
  })

  it('is not looked for in what is no value: a description, a server, a field of your own', () => {
    const links = {
      next: { operationId: 'list', description: '$id', server: { url: '{$id}' }, 'x-a': '$id' },
    }
    const app = express()
    app.get('/a', declare({ operationId: 'list', responses: { 200: { links } } }))
    const document = openapi({ info: { title: 'Links', version: '1.0.0' } }).document(app)
    expect(document.paths).toEqual({
      '/a': {
        get: {
          operationId: 'list',
          responses: { 200: { description: 'Successful Response', links } },
        },
      },
    })
  })

  it('is refused by the routers of what we send, too', () => {
    const responses = {
      200: { links: { next: { operationId: 'list', parameters: { q: '$id' } } } },
    }
    const routers = {
      'callbackRouter().post()': () => callbackRouter().post('{$request.body#/url}', { responses }),
      'webhookRouter().post()': () => webhookRouter().post('made', { responses }),
    }
    for (const [name, action] of Object.entries(routers)) {
      expect(refusal(name, action)).toEqual({
        code: 'ERR_LINK_EXPRESSION',
        message: '"$id" is not a runtime expression.',
        caret: '$id',
        where: `responses.200.links.next.parameters.q of ${name}`,
        remedy: orPath('id'),
      })
    }
  })
})

/** Strings that are made of what expressions are made of. */
function anyValue(): fc.Arbitrary<string> {
  const words = ['{', '}', '$', '$request', '$response.body#/', 'request', 'res', '.body', '.']
  const others = ['.query.', '#', '#/', '/', '~', '~1', 'id', ' ', '\n', '"', '`', '?', '%7B', '$5']
  const word = fc.oneof(fc.constantFrom(...words, ...others), fc.string({ unit: 'binary' }))
  return fc.array(word, { maxLength: 12 }).map((all) => all.join(''))
}

function outcomeOf(value: unknown): string {
  try {
    passing(value)
    return 'declared'
  } catch (error) {
    if (!(error instanceof RingbackError)) throw error
    return error.code
  }
}

describe('any string', () => {
  it('is declared, or refused with a named error', () => {
    const outcomes = new Set<string>()
    fc.assert(
      fc.property(anyValue(), (value) => {
        outcomes.add(outcomeOf(value))
      }),
      { numRuns: 1000 },
    )
    expect([...outcomes].toSorted()).toEqual(['ERR_LINK_EXPRESSION', 'ERR_LINK_SOURCE', 'declared'])
  })

  it('without a "$" or the word of a side is a constant', () => {
    const constant = anyValue().filter((value) => !/\$|re[qs]/i.test(value))
    fc.assert(
      fc.property(constant, (value) => {
        expect(written(value)).toEqual({ next: { operationId: 'list', parameters: { q: value } } })
      }),
      { numRuns: 300 },
    )
  })

  it('can be the name of what a pointer reads, escaped, and is missed where it is another', () => {
    const name = fc.string({ unit: 'binary' }).filter((one) => !/[{}]|\s$/u.test(one))
    const declareWith = (property: string, value: string): unknown =>
      declare({
        responses: {
          200: {
            schema: { type: 'object', properties: { [property]: text } },
            links: { next: { operationId: 'list', requestBody: value } },
          },
        },
      })
    fc.assert(
      fc.property(name, (property) => {
        const escaped = property.replaceAll('~', '~0').replaceAll('/', '~1')
        for (const value of [`$response.body#/${escaped}`, `a {$response.body#/${escaped}} b`]) {
          declareWith(property, value)
          expect(caught(() => declareWith(`${property}, another`, value)).code).toBe(
            'ERR_LINK_SOURCE',
          )
        }
      }),
      { numRuns: 300 },
    )
  })
})
