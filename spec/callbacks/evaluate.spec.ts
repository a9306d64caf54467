import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateCallbackExpression, evaluateExpression } from '../../lib/callbacks/evaluate.ts'
import type { Exchange } from '../../lib/callbacks/evaluate.ts'
import { parseCallbackExpression, parseRuntimeExpression } from '../../lib/callbacks/expression.ts'

/** The HTTP messages under "Runtime Expressions" › "Examples" of OpenAPI 3.2.0. */
const subscription: Exchange = {
  request: {
    method: 'POST',
    url: 'https://example.org/subscribe/myevent?queryUrl=https://clientdomain.com/stillrunning',
    headers: { host: 'example.org', 'content-type': 'application/json', 'content-length': '188' },
    params: { eventType: 'myevent' },
    query: { queryUrl: 'https://clientdomain.com/stillrunning' },
    body: {
      failedUrl: 'https://clientdomain.com/failed',
      successUrls: [
        'https://clientdomain.com/fast',
        'https://clientdomain.com/medium',
        'https://clientdomain.com/slow',
      ],
    },
  },
  response: { status: 201, headers: { Location: 'https://example.org/subscription/1' } },
}

function evaluate(text: string, exchange: Exchange = subscription): unknown {
  return evaluateExpression(parseRuntimeExpression(text), exchange)
}

function embed(key: string, exchange: Exchange = subscription): string | undefined {
  return evaluateCallbackExpression(parseCallbackExpression(key), exchange)
}

function withRequest(request: Partial<Exchange['request']>): Exchange {
  return { ...subscription, request: { ...subscription.request, ...request } }
}

describe("the specification's table of expressions and their values", () => {
  it.each([
    [
      '$url',
      'https://example.org/subscribe/myevent?queryUrl=https://clientdomain.com/stillrunning',
    ],
    ['$method', 'POST'],
    ['$request.path.eventType', 'myevent'],
    ['$request.query.queryUrl', 'https://clientdomain.com/stillrunning'],
    ['$request.header.content-type', 'application/json'],
    ['$request.body#/failedUrl', 'https://clientdomain.com/failed'],
    ['$request.body#/successUrls/1', 'https://clientdomain.com/medium'],
    ['$response.header.Location', 'https://example.org/subscription/1'],
  ])('%s is %s', (expression, value) => {
    expect(evaluate(expression)).toBe(value)
    expect(embed(`{${expression}}`)).toBe(value)
  })
})

describe('evaluateExpression()', () => {
  it('preserves the type of the referenced value', () => {
    const { body } = subscription.request
    expect(evaluate('$request.body')).toBe(body)
    expect(evaluate('$request.body#')).toBe(body)
    expect(evaluate('$request.body#/successUrls')).toHaveLength(3)
    expect(evaluate('$statusCode')).toBe(201)
    for (const value of [0, '', false, null]) {
      expect(evaluate('$request.body#/a', withRequest({ body: { a: value } }))).toBe(value)
      expect(evaluate('$request.body', withRequest({ body: value }))).toBe(value)
    }
    expect(evaluate('$request.query.page', withRequest({ query: { page: 0 } }))).toBe(0)
  })

  it('reads the body of the response', () => {
    const exchange = { ...subscription, response: { status: 200, headers: {}, body: { id: 7 } } }
    expect(evaluate('$response.body#/id', exchange)).toBe(7)
  })

  it('finds nothing in a response that there is not', () => {
    const { request } = subscription
    for (const expression of ['$statusCode', '$response.header.Location', '$response.body']) {
      expect(evaluate(expression, { request })).toBeUndefined()
      expect(evaluate(expression, { request, response: undefined })).toBeUndefined()
    }
  })

  it('takes the names of headers in any case, and no other names', () => {
    expect(evaluate('$request.header.Content-TYPE')).toBe('application/json')
    expect(evaluate('$response.header.location')).toBe('https://example.org/subscription/1')
    expect(evaluate('$request.query.queryurl')).toBeUndefined()
    expect(evaluate('$request.path.eventtype')).toBeUndefined()
    expect(evaluate('$request.body#/failedurl')).toBeUndefined()
  })

  it('takes single values of headers and parameters only', () => {
    const exchange = withRequest({
      headers: { 'set-cookie': ['a=b'], 'X-Url': 'one', 'x-url': 'two' },
      params: { rest: ['a', 'b'] },
      query: { urls: ['a', 'b'], url: { a: '1' }, none: null, nan: NaN },
    })
    for (const expression of [
      '$request.header.set-cookie',
      '$request.header.x-url',
      '$request.path.rest',
      '$request.query.urls',
      '$request.query.url',
      '$request.query.none',
      '$request.query.nan',
    ]) {
      expect(evaluate(expression, exchange)).toBeUndefined()
    }
  })

  it.each([
    ['#/list/0', 'a'],
    ['#/list/1', 'b'],
    ['#/list/2', undefined],
    ['#/list/-', undefined],
    ['#/list/01', undefined],
    ['#/list/-1', undefined],
    ['#/list/1.0', undefined],
    ['#/list/1e0', undefined],
    ['#/list/', undefined],
    ['#/list/length', undefined],
    ['#/hole/0', undefined],
    ['#/numbers/01', 'leading zero'],
    ['#/numbers/-', 'dash'],
    ['#/', 'empty'],
    ['#//', undefined],
    ['#/a~1b', 'slash'],
    ['#/a/b', undefined],
    ['#/~0', 'tilde'],
    ['#/~01', 'tilde one'],
    ['#/a%20b', 'not decoded'],
    ['#/a b', undefined],
    ['#/text/0', undefined],
    ['#/text/length', undefined],
    ['#/nothing/a', undefined],
    ['#/absent/a', undefined],
  ])('$request.body%s is %s', (pointer, value) => {
    const body = {
      list: ['a', 'b'],
      hole: Array(1),
      numbers: { '01': 'leading zero', '-': 'dash' },
      '': 'empty',
      'a/b': 'slash',
      '~': 'tilde',
      '~1': 'tilde one',
      'a%20b': 'not decoded',
      text: 'abc',
      nothing: null,
    }
    expect(evaluate(`$request.body${pointer}`, withRequest({ body }))).toBe(value)
  })

  const inherited = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']

  it.each(inherited)('finds %s only where it is an own name', (name) => {
    const own = JSON.parse(`{ "${name}": "own" }`) as Record<string, unknown>
    const sources = [
      ['body#/', (members: Record<string, unknown>) => withRequest({ body: members })],
      ['query.', (members: Record<string, unknown>) => withRequest({ query: members })],
      ['path.', (members: Record<string, unknown>) => withRequest({ params: members })],
      ['header.', (members: Record<string, unknown>) => withRequest({ headers: members })],
    ] as const
    for (const [source, create] of sources) {
      expect(evaluate(`$request.${source}${name}`, create({}))).toBeUndefined()
      expect(evaluate(`$request.${source}${name}`, create(own))).toBe('own')
    }
    expect(evaluate(`$request.body#/${name}`, withRequest({ body: [] }))).toBeUndefined()
    expect(evaluate(`$request.body#/${name}/name`, withRequest({ body: {} }))).toBeUndefined()
  })

  it('reads names from objects without a prototype, as parsers of queries make them', () => {
    const query = Object.assign(Object.create(null) as Record<string, unknown>, { a: 'b' })
    expect(evaluate('$request.query.a', withRequest({ query }))).toBe('b')
  })

  it('finds every value of any JSON at its pointer', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (body) => {
        for (const [pointer, value] of listValues(body)) {
          const expression = { kind: 'body', side: 'request', pointer, text: '', index: 0 } as const
          expect(evaluateExpression(expression, withRequest({ body }))).toBe(value)
        }
      }),
    )
  })
})

describe('evaluateCallbackExpression()', () => {
  it('puts values in as text, unencoded', () => {
    const body = { url: 'https://a.test/x y?z=1', id: 7, paid: true, zero: 0, empty: '', no: false }
    const key = '{$request.body#/url}/{$request.body#/id}/{$request.body#/paid}'
    expect(embed(key, withRequest({ body }))).toBe('https://a.test/x y?z=1/7/true')
    const falsy = 'https://a.test/{$request.body#/zero}{$request.body#/empty}{$request.body#/no}'
    expect(embed(falsy, withRequest({ body }))).toBe('https://a.test/0false')
    expect(embed('https://a.test/{$statusCode}?via={$method}')).toBe('https://a.test/201?via=POST')
  })

  it('gives a key without expressions as it is', () => {
    expect(embed('https://example.com/events')).toBe('https://example.com/events')
  })

  it.each([
    ['an object', {}],
    ['an array', ['a']],
    ['null', null],
    ['undefined', undefined],
    ['not a number', NaN],
    ['infinite', Infinity],
    ['a bigint', 1n],
  ])('gives nothing where a value is %s', (_, value) => {
    const exchange = withRequest({ body: { url: 'https://a.test', value } })
    expect(embed('{$request.body#/url}/{$request.body#/value}', exchange)).toBeUndefined()
    expect(embed('{$request.body#/value}', exchange)).toBeUndefined()
  })

  it('gives nothing as soon as one part does not resolve', () => {
    expect(embed('{$request.body#/failedUrl}/{$request.body#/other}')).toBeUndefined()
    expect(embed('{$request.body#/other}/{$request.body#/failedUrl}')).toBeUndefined()
  })
})

function listValues(value: unknown, pointer: string[] = []): [string[], unknown][] {
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return [
    [pointer, value],
    ...members.flatMap(([name, member]) => listValues(member, [...pointer, name])),
  ]
}
