import { describe, expect, it } from 'vitest'
import { resolveCallbackUrl } from '../../../lib/callbacks/callback-url.ts'
import {
  parseCallbackExpression,
  parseRuntimeExpression,
} from '../../../lib/callbacks/expression.ts'
import {
  describeFaults,
  describeOrigin,
  type Words,
} from '../../../lib/page/browser/expression-words.ts'

function write(words: Words): string {
  return words.map((word) => (typeof word === 'string' ? word : `\`${word.code}\``)).join('')
}

describe('describeOrigin()', () => {
  it.each([
    ['$url', 'the URL of this request'],
    ['$method', 'the method of this request'],
    ['$statusCode', 'the status code of the response'],
    ['$request.query.url', 'the query parameter `url` of this request'],
    ['$request.path.id', 'the path parameter `id` of this request'],
    ['$request.header.x-a', 'the header `x-a` of this request'],
    ['$response.header.Location', 'the header `Location` of the response'],
    ['$request.body', 'the body of this request'],
    ['$request.body#/a/0/b~1c', '`a/0/b/c` in the body of this request'],
    ['$response.body#/id', '`id` in the body of the response'],
  ])('says what %s is', (text, words) => {
    expect(write(describeOrigin(parseRuntimeExpression(text)))).toBe(words)
  })
})

describe('describeFaults()', () => {
  it.each([
    ['{$request.query.u}', {}, 'needs `u`'],
    ['{$request.query.u}/{$request.body#/id}/{$request.query.u}', {}, 'needs `u` and `id`'],
    [
      '{$request.query.u}/{$request.body}/{$response.header.x}',
      {},
      'needs `u`, the body and the header `x` of the response',
    ],
    ['{$url}/x', {}, 'needs the URL of the request, once it is sent'],
    ['{$request.query.u}', { u: 'x' }, '`u` is not an absolute http(s) URL'],
    [
      '{$request.query.u}/{$request.query.v}/{$request.query.w}',
      { u: 'ftp://x', v: '..' },
      'needs `w`; `u` is not an absolute http(s) URL; `v` is “.” or “..”, which would leave its place in the path',
    ],
    [
      '{$request.query.u}{$request.query.v}',
      { u: 'http://a', v: 'b' },
      '`v` would change the host',
    ],
    ['/x/{$request.query.v}', { v: 1 }, 'what it begins with is not an absolute http(s) URL'],
    ['{$request.query.u}.x.test/', { u: 'http://a' }, 'what follows would change the host'],
    ['{$request.query.u}/{$request.query.v}', { u: 'http://a', v: '' }, '`v` is empty'],
  ])('says why %s has no URL for %j', (key, query, words) => {
    const request = { method: 'POST', url: '', headers: {}, params: {}, query }
    const result = resolveCallbackUrl(parseCallbackExpression(key), { request })
    expect(write(describeFaults(result))).toBe(words)
  })

  it('says nothing where there is a URL', () => {
    expect(describeFaults({ url: 'https://shop.test/', parts: [] })).toEqual([])
  })
})
