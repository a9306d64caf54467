import { describe, expect, it } from 'vitest'
import { readOperationPlace } from '../../../lib/page/browser/spec-path.ts'

const paid = { name: 'paid', expression: '{$request.query.url}', method: 'post' }

describe('readOperationPlace()', () => {
  it.each([
    ['an operation', ['paths', '/a', 'post'], [], false],
    ['one of any method', ['paths', '/a', 'additionalOperations', 'LINK'], [], false],
    ['a path that is called so', ['paths', 'callbacks', 'callbacks'], [], false],
    [
      'a callback',
      ['paths', '/a', 'post', 'callbacks', 'paid', '{$request.query.url}', 'post'],
      [paid],
      true,
    ],
    [
      'a callback within a callback, each of any method',
      [
        ...['paths', '/a', 'additionalOperations', 'LINK'],
        ...['callbacks', 'callbacks', 'callbacks', 'additionalOperations', 'callbacks'],
        ...['callbacks', 'paid', '{$request.query.url}', 'post'],
      ],
      [{ name: 'callbacks', expression: 'callbacks', method: 'callbacks' }, paid],
      true,
    ],
    ['a webhook', ['webhooks', 'paid', 'post'], [], true],
    ['a webhook by $ref', ['components', 'pathItems', 'Paid', 'post'], [], true],
    [
      'a callback of a webhook',
      ['webhooks', 'w', 'post', 'callbacks', 'paid', '{$request.query.url}', 'post'],
      [paid],
      true,
    ],
  ])('reads %s', (_what, specPath, steps, isClient) => {
    expect(readOperationPlace(specPath)).toEqual({ steps, isClient })
  })

  it.each([
    [[]],
    [['paths', '/a']],
    [['webhooks']],
    [['components', 'schemas', 'A']],
    [['paths', '/a', 'post', 'responses']],
    [['paths', '/a', 'post', 'callbacks', 'paid']],
  ])('takes %j for no operation', (specPath) => {
    expect(readOperationPlace(specPath)).toBeUndefined()
  })
})
