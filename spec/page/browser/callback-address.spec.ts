import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  readCallbackLink,
  readPlainCallbackLink,
  writeCallbackAddress,
  writeOperationAddress,
} from '../../../lib/page/browser/callback-address.ts'

const step = { name: 'paid', method: 'post', expression: '{$request.query.url}/x' }

describe('the address of a callback', () => {
  it('is below that of its operation, which Swagger UI reads from it where our plugin is not', () => {
    const address = writeCallbackAddress(writeOperationAddress('default', 'createOrder'), step)
    expect(address).toBe('default/createOrder/callbacks/paid/post/%7B%24request.query.url%7D%2Fx')
    expect(readCallbackLink(`#/${address}`)).toEqual({
      tag: 'default',
      operationId: 'createOrder',
      steps: [step],
    })
  })

  it('is read back, whatever the names are and however deep it is', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.constantFrom('callbacks', '/', '%', '%2F', '#', '?', ' ', '__proto__', '\u2028'),
    )
    const steps = fc.array(fc.record({ name: text, method: text, expression: text }), {
      minLength: 1,
      maxLength: 3,
    })
    fc.assert(
      fc.property(text, text, steps, (tag, operationId, link) => {
        const address = link.reduce(writeCallbackAddress, writeOperationAddress(tag, operationId))
        expect(address).not.toMatch(/\s/)
        expect(readCallbackLink(`#/${address}`)).toEqual({ tag, operationId, steps: link })
      }),
    )
  })

  it('may end at the callbacks of an operation', () => {
    const link = { tag: 'a', operationId: 'b', steps: [] }
    expect(readCallbackLink('#/a/b/callbacks')).toEqual(link)
    expect(readCallbackLink('#!/a/b/callbacks/paid')).toEqual(link)
  })

  it.each(['', '#', '#/', '#/a', '#/a/b', '#/a/b/c', '#/callbacks/b', '#//b/callbacks/c/d/e'])(
    'is not %j',
    (hash) => {
      expect(readCallbackLink(hash)).toBeUndefined()
    },
  )

  it('is read where its percent-encoding is broken, or half a surrogate pair was in it', () => {
    expect(readCallbackLink('#/a/%E0%A4%A/callbacks')?.operationId).toBe('%E0%A4%A')
    expect(writeOperationAddress('a', '\ud800')).toBe('a/%EF%BF%BD')
  })
})

describe('readPlainCallbackLink()', () => {
  it.each([
    ['#/callbacks/paid', 'paid'],
    ['#/callbacks/a%20b', 'a b'],
    ['#/callbacks', undefined],
    ['#/callbacks/', undefined],
    ['#/callbacks/a/b', undefined],
    ['#/other/paid', undefined],
  ])('reads %j', (hash, operationId) => {
    expect(readPlainCallbackLink(hash)).toBe(operationId)
  })
})
