import { describe, expect, it } from 'vitest'
import type { SchemaObject } from '../../lib/openapi-types.ts'
import { createResponseFilter } from '../../lib/validation/response-filter.ts'

const text = { type: 'string' }

function object(properties: object, more: object = {}): SchemaObject {
  return { type: 'object', properties, ...more }
}

const secret = { password: 'x' }

describe('createResponseFilter()', () => {
  it.each<[string, SchemaObject, unknown, unknown]>([
    ['an object', object({ id: text }), { id: 'a', ...secret }, { id: 'a' }],
    [
      'a nested object',
      object({ a: object({ b: text }) }),
      { a: { b: 'c', ...secret }, ...secret },
      { a: { b: 'c' } },
    ],
    [
      'a list',
      { type: 'array', items: object({ id: text }) },
      [{ id: 'a', ...secret }],
      [{ id: 'a' }],
    ],
    [
      'a tuple',
      { prefixItems: [object({ a: text })], items: object({ b: text }) },
      [
        { a: 1, b: 1 },
        { a: 1, b: 1 },
      ],
      [{ a: 1 }, { b: 1 }],
    ],
    [
      'a record',
      { type: 'object', additionalProperties: object({ id: text }) },
      { x: { id: 'a', ...secret } },
      { x: { id: 'a' } },
    ],
    [
      'what is open by its word',
      object({ id: text }, { additionalProperties: true }),
      { id: 'a', more: 1 },
      { id: 'a', more: 1 },
    ],
    [
      'what matches a pattern',
      { patternProperties: { '^x-': text } },
      { 'x-a': '1', ...secret },
      { 'x-a': '1' },
    ],
    ['an object that says nothing', { type: 'object' }, { a: 1 }, { a: 1 }],
    [
      'what is composed',
      { allOf: [object({ a: text }), object({ b: text })] },
      { a: '1', b: '2', ...secret },
      { a: '1', b: '2' },
    ],
    [
      'the alternative that it fits',
      {
        oneOf: [
          object({ t: { const: 'a' }, x: text }, { required: ['t'] }),
          object({ t: { const: 'b' }, y: text }, { required: ['t'] }),
        ],
      },
      { t: 'a', x: '1', y: '2' },
      { t: 'a', x: '1' },
    ],
    [
      'a closed alternative',
      {
        anyOf: [
          object({ id: text }, { additionalProperties: false, required: ['id'] }),
          { type: 'null' },
        ],
      },
      { id: 'a', ...secret },
      { id: 'a' },
    ],
    [
      'what refers to itself',
      object({ name: text, next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } }),
      { name: 'a', next: { name: 'b', next: null, ...secret } },
      { name: 'a', next: { name: 'b', next: null } },
    ],
    [
      'a definition',
      { $ref: '#/$defs/A', $defs: { A: object({ id: text }) } },
      { id: 'a', ...secret },
      { id: 'a' },
    ],
    ['a date', object({ at: text }), { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
    [
      'what has a toJSON()',
      object({ id: text }),
      { toJSON: () => ({ id: 'a', ...secret }) },
      { id: 'a' },
    ],
    [
      'a bigint',
      object({ n: { type: 'integer' }, big: text }),
      { n: 3n, big: 2n ** 80n },
      { n: 3, big: String(2n ** 80n) },
    ],
    ['text, where an object is declared', object({ id: text }), 'x', 'x'],
  ])('keeps what is declared of %s', (_what, schema, value, kept) => {
    expect(createResponseFilter(schema)(value)).toEqual(kept)
  })

  it('pollutes nothing', () => {
    const value: unknown = JSON.parse('{ "__proto__": { "polluted": 1 }, "id": "a" }')
    const open = { type: 'object', additionalProperties: true }
    const kept = createResponseFilter(open)(value) as object
    expect(Object.hasOwn(kept, '__proto__')).toBe(true)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(createResponseFilter(object({ id: text }))(value)).toEqual({ id: 'a' })
  })
})
