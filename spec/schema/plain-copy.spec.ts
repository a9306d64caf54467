import { describe, expect, it } from 'vitest'
import type { SchemaObject } from '../../lib/openapi-types.ts'
import { copySimple } from '../../lib/schema/plain-copy.ts'
import { isSimple } from '../../lib/schema/simple.ts'

const schema = {
  type: 'object',
  title: 'Order',
  properties: {
    id: { type: 'string', format: 'uuid', example: { any: ['thing', null, 1.5, true] } },
    lines: { type: 'array', items: { enum: ['a', 1, null] }, maxItems: 3 },
    note: undefined,
    rest: true,
  },
  required: ['id'],
  additionalProperties: false,
} as unknown as SchemaObject

class Model {
  readonly type = 'string'
}

const cycle: SchemaObject = { type: 'array' }
cycle['items'] = cycle

const cyclicList: unknown[] = []
cyclicList.push(cyclicList)

class List extends Array<unknown> {}

describe('copySimple()', () => {
  it('copies what is simple, in its order and without what is undefined', () => {
    const copied = copySimple(schema)
    expect(JSON.stringify(copied)).toBe(JSON.stringify(schema))
    expect(copied && isSimple(copied)).toBe(true)
  })

  it('shares nothing with the original', () => {
    const copied = copySimple(schema)
    const shared = listObjects(copied).filter((one) => listObjects(schema).includes(one))
    expect(shared).toEqual([])
  })

  it.each<[string, unknown]>([
    ['a keyword that it does not know', { type: 'string', minLenght: 1 }],
    ['a keyword of another kind', { type: 'string', minLength: '1' }],
    ['a type that JSON has not', { type: 'date' }],
    ['a reference', { $ref: '#' }],
    ['a composition', { items: { allOf: [{}] } }],
    ['a function', { type: 'string', default: () => 1 }],
    ['a number that JSON cannot say', { type: 'number', default: Number.NaN }],
    ['an instance of a class', { properties: { a: new Model() } }],
    ['a date', { type: 'string', example: new Date(0) }],
    ['what says itself how it is written', { type: 'string', example: { toJSON: () => 'a' } }],
    ['names that are numbers', { properties: { 1: {} } }],
    ['the name __proto__', { properties: JSON.parse('{"__proto__": {}}') as object }],
    ['a list with a hole', { enum: Array.from({ length: 2 }) }],
    ['a cycle', cycle],
    ['a cycle of lists', { type: 'array', default: cyclicList }],
    ['a list of another class', { enum: List.from(['a']) }],
    [
      'a list that says itself how it is written',
      { enum: Object.assign(['a'], { toJSON: () => ['b'] }) },
    ],
  ])('leaves %s to a closer look', (_what, given) => {
    expect(copySimple(given as SchemaObject)).toBeUndefined()
  })
})

function listObjects(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  return [value, ...Object.values(value).flatMap(listObjects)]
}
