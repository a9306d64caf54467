import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveCallbackUrl, type CallbackUrl } from '../../lib/callbacks/callback-url.ts'
import type { Exchange } from '../../lib/callbacks/evaluate.ts'
import { parseCallbackExpression } from '../../lib/callbacks/expression.ts'

function resolve(key: string, request: Partial<Exchange['request']> = {}): CallbackUrl {
  return resolveCallbackUrl(parseCallbackExpression(key), {
    request: { method: 'POST', url: '', headers: {}, params: {}, query: {}, ...request },
  })
}

function faults({ parts }: CallbackUrl): unknown[] {
  return parts.flatMap(({ fault, expression }) =>
    fault === undefined ? [] : [[expression?.text, fault]],
  )
}

const invoice = '{$request.query.callback_url}/invoices/{$request.body#/id}'

describe('resolveCallbackUrl()', () => {
  it('puts the leading URL in as it is, and each other value as one segment', () => {
    const query = { callback_url: 'https://shop.test/hooks?token=a%20b' }
    expect(resolve(invoice, { query, body: { id: 'a/b c?d#e&é' } }).url).toBe(
      'https://shop.test/hooks?token=a%20b/invoices/a%2Fb%20c%3Fd%23e%26%C3%A9',
    )
  })

  it('encodes a value in the query likewise', () => {
    const key = 'https://shop.test/hook?id={$request.body#/id}&n={$request.body#/n}'
    const { url } = resolve(key, { body: { id: 'a&b=c', n: '..' } })
    expect(url).toBe('https://shop.test/hook?id=a%26b%3Dc&n=..')
  })

  it.each([
    [7, '7'],
    [false, 'false'],
    ['%2e%2e', '%252e%252e'],
  ])('writes %j as text', (id, text) => {
    expect(resolve('https://shop.test/{$request.body#/id}', { body: { id } }).url).toBe(
      `https://shop.test/${text}`,
    )
  })

  it.each([
    [undefined, 'missing'],
    [null, 'composite'],
    [{}, 'composite'],
    [[1], 'composite'],
    ['', 'empty'],
    ['.', 'dots'],
    ['..', 'dots'],
    ['\ud800', 'malformed'],
  ])('refuses %j as a segment: %s', (id, fault) => {
    const result = resolve('https://shop.test/{$request.body#/id}', { body: { id } })
    expect(result.url).toBeUndefined()
    expect(faults(result)).toEqual([['$request.body#/id', fault]])
  })

  it.each([
    [undefined, 'missing'],
    ['', 'missing'],
    ['/hooks', 'not-absolute'],
    ['shop.test/hooks', 'not-absolute'],
    ['javascript:alert(1)', 'not-absolute'],
    ['https://', 'not-absolute'],
    [80, 'not-absolute'],
  ])('refuses to begin with %j: %s', (callback_url, fault) => {
    const result = resolve(invoice, { query: { callback_url }, body: { id: 1 } })
    expect(result.url).toBeUndefined()
    expect(faults(result)).toEqual([['$request.query.callback_url', fault]])
  })

  it('says all that is missing, and keeps what is there', () => {
    expect(resolve(invoice, { body: { id: 'x y' } }).parts.map(({ text }) => text)).toEqual([
      undefined,
      '/invoices/',
      'x%20y',
    ])
    expect(faults(resolve(invoice))).toEqual([
      ['$request.query.callback_url', 'missing'],
      ['$request.body#/id', 'missing'],
    ])
  })

  it.each([
    ['https://shop.test{$request.body#/id}', '$request.body#/id'],
    ['https://{$request.body#/id}/hook', '$request.body#/id'],
    ['https://shop.test:80{$request.body#/id}/hook', '$request.body#/id'],
    ['{$request.query.callback_url}{$request.body#/id}', '$request.body#/id'],
    ['{$request.query.callback_url}.evil.test/', undefined],
  ])('lets nothing but its beginning decide the host: %s', (key, at) => {
    const request = { query: { callback_url: 'https://shop.test' }, body: { id: '1' } }
    expect(faults(resolve(key, request))).toEqual([[at, 'origin']])
  })

  it('refuses a key that is relative to the API itself', () => {
    const result = resolve('/events/{$request.body#/id}', { body: { id: 1 } })
    expect(faults(result)).toEqual([[undefined, 'not-absolute']])
  })
})

describe('whatever the values are', () => {
  const anyValue = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'./\\?#@:%&=;+ \t\na2eEfF-') }),
    fc.double(),
    fc.boolean(),
    fc.jsonValue(),
  )
  const base = 'https://user:pw@shop.test:8443/hooks/v1'
  const key =
    '{$request.query.url}/a/{$request.body#/x}/b-{$request.body#/y}?q={$request.body#/z}#{$request.body#/z}'

  it('neither the origin nor the number of segments, names and fragments changes', () => {
    let resolved = 0
    fc.assert(
      fc.property(anyValue, anyValue, anyValue, (x, y, z) => {
        const { url } = resolve(key, { query: { url: base }, body: { x, y, z } })
        if (url === undefined) return
        resolved++
        const read = new URL(url)
        expect(url.startsWith(`${base}/a/`)).toBe(true)
        expect(read.origin).toBe('https://shop.test:8443')
        expect(read.pathname.split('/').slice(0, 4)).toEqual(['', 'hooks', 'v1', 'a'])
        expect(read.pathname.split('/')).toHaveLength(6)
        expect(decodeURIComponent(read.pathname.split('/')[4] ?? '')).toBe(`${x as string}`)
        expect([...read.searchParams]).toEqual([['q', `${z as string}`]])
        expect(decodeURIComponent(read.hash.slice(1))).toBe(`${z as string}`)
      }),
      { numRuns: 2_000 },
    )
    expect(resolved).toBeGreaterThan(200)
  })

  it('the URL keeps the origin of the one that it begins with', () => {
    let resolved = 0
    fc.assert(
      fc.property(
        fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.webAuthority()),
        anyValue,
        fc.constantFrom('/', '', '?x='),
        (url, id, between) => {
          const result = resolve(`{$request.query.url}${between}{$request.body#/id}`, {
            query: { url },
            body: { id },
          })
          if (result.url === undefined) return
          resolved++
          expect(new URL(result.url).origin).toBe(new URL(url).origin)
        },
      ),
      { numRuns: 2_000 },
    )
    expect(resolved).toBeGreaterThan(200)
  })
})
