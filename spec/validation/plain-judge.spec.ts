import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SchemaObject } from '../../lib/openapi-types.ts'
import { isSimple } from '../../lib/schema/simple.ts'
import { compileJsonSchema } from '../../lib/validation/json-schema-validator.ts'
import { holdsPlainly, isPlainlyJudged } from '../../lib/validation/plain-judge.ts'

const formats: Readonly<Record<string, unknown>> = {
  even: (text: string) => text.length % 2 === 0,
  uuid: /^[0-9a-f-]{36}$/,
  int32: { type: 'number', validate: (value: number) => Math.abs(value) < 2 ** 31 },
  password: true,
}

function formatOf(name: string): unknown {
  return Object.hasOwn(formats, name) ? formats[name] : undefined
}

function holds(schema: SchemaObject | boolean, value: unknown): boolean {
  return holdsPlainly(schema, value, formatOf)
}

const text = { type: 'string' }
const invoice = {
  type: 'object',
  properties: { id: text, total: { type: 'number', minimum: 0 }, lines: { items: text } },
  required: ['id'],
  additionalProperties: false,
}

describe('holdsPlainly()', () => {
  it.each<[SchemaObject, unknown[], unknown[]]>([
    [{ type: 'string' }, ['', 'a'], [1, null, {}, []]],
    [{ type: 'integer' }, [1, 1e21], [1.5, '1', Infinity, Number.NaN]],
    [{ type: 'number' }, [1.5, -0], [Infinity, Number.NaN, '1']],
    [{ type: 'object' }, [{}], [[], null, 'a']],
    [{ type: ['array', 'null'] }, [[], null], [{}, false]],
    [{ enum: ['a', null, 1] }, ['a', null, 1], ['b', '1', undefined]],
    [{ const: 1 }, [1], ['1', true]],
    [{ maxLength: 1 }, ['', '👍', 'a', 1], ['ab', '👍👍']],
    [{ minLength: 2 }, ['ab', '👍a', 1], ['👍']],
    [{ minimum: 1, exclusiveMaximum: 3 }, [1, 2.9, '0'], [0, 3, Number.NaN]],
    [{ maximum: 1, exclusiveMinimum: 0 }, [1, 0.1], [0, 1.1]],
    [
      { items: text, minItems: 1, maxItems: 2 },
      [['a'], ['a', 'b'], 'a'],
      [[], [1], Array(2), ['a', 'b', 'c']],
    ],
    [invoice, [{ id: 'a' }, { id: 'a', lines: ['b'] }], [{}, { id: 'a', x: 1 }, { id: undefined }]],
    [{ required: ['toString'] }, [{ toString: 1 }, 1], [{}]],
    [{ additionalProperties: text }, [{ a: 'b' }], [{ a: 1 }]],
    [{ properties: { a: false } }, [{}, { b: 1 }], [{ a: 1 }]],
    [{ format: 'even' }, ['ab', 1], ['a']],
    [{ format: 'uuid' }, ['0190163d-8694-739b-aea5-966c26f8ad90'], ['x']],
    [{ format: 'int32' }, [1, 'a'], [2 ** 31]],
    [{ format: 'password' }, ['a'], []],
    [{ format: 'unheard-of' }, ['a'], []],
    [{ format: 'toString' }, [], ['a']],
  ])('knows of %j what is of it', (schema, good, bad) => {
    expect(isPlainlyJudged(schema)).toBe(true)
    expect(good.filter((value) => !holds(schema, value))).toEqual([])
    expect(bad.filter((value) => holds(schema, value))).toEqual([])
  })

  it('is not certain of a list so long that it takes longer than to compile its schema', () => {
    expect([200, 201].map((length) => holds({ items: text }, Array(length).fill('a')))).toEqual([
      true,
      false,
    ])
    expect(compileJsonSchema({ items: text })(Array(201).fill('a')).faults).toBeUndefined()
  })

  it('leaves alone what has to be compiled, fills something in, or compares more than scalars', () => {
    const others: SchemaObject[] = [
      { pattern: '(' },
      { default: 1 },
      { uniqueItems: true },
      { multipleOf: 2 },
      { enum: [{}] },
      { const: [] },
      { enum: [...'a'].concat(Array<string>(1)) },
      { required: Array<string>(1) },
      { properties: JSON.parse('{"__proto__": {}}') as SchemaObject },
      { items: { properties: { a: { pattern: 'a' } } } },
      { anyOf: [{}] },
      { $ref: '#' },
    ]
    expect(others.filter((schema) => isPlainlyJudged(schema))).toEqual([])
  })

  it('leaves alone what is so deep that it may not compile', () => {
    const deep = (depth: number): SchemaObject => (depth === 0 ? text : { items: deep(depth - 1) })
    expect([isPlainlyJudged(deep(32)), isPlainlyJudged(deep(33))]).toEqual([true, false])
  })

  it('never lets a value through that ajv does not', () => {
    fc.assert(
      fc.property(anySchema, fc.array(anyValue, { maxLength: 6 }), (schema, values) => {
        fc.pre(isSimple(schema) && isPlainlyJudged(schema))
        // Not simple, and so compiled.
        const byAjv = compileJsonSchema({ allOf: [schema] })
        for (const value of values) {
          expect(compileJsonSchema(schema)(value).faults).toEqual(byAjv(value).faults)
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('compileJsonSchema()', () => {
  it('tells the same of the first values and of the thousandth', () => {
    const validate = compileJsonSchema(invoice)
    const good = { id: 'a', total: 1, lines: ['b'] }
    const bad = { total: -1, lines: [1], more: true }
    const told = Array.from({ length: 100 }, () => JSON.stringify(validate(good)))
    const first = JSON.stringify(compileJsonSchema(invoice)(bad))
    expect(new Set(told)).toEqual(new Set([JSON.stringify({ value: good })]))
    expect(JSON.stringify(validate(bad))).toEqual(first)
  })

  it('refuses a pattern that is none before there is a value', () => {
    expect(() => compileJsonSchema({ type: 'string', pattern: '(' })).toThrow(/regular expression/)
  })

  it('refuses a list with a hole before there is a value', () => {
    const hole = Array<string>(1)
    expect(() => compileJsonSchema({ properties: { a: { enum: hole } } })).toThrow(TypeError)
    expect(() => compileJsonSchema({ required: hole })).toThrow(TypeError)
  })
})

const name = fc.constantFrom('a', 'b', 'toString', '__proto__')
const scalar = fc.oneof(
  fc.constantFrom<unknown>('', 'a', '👍', 'ab', 0, 1, -1, 1.5, 2 ** 40, true, null, Infinity),
  fc.string({ maxLength: 3 }),
)
const anyValue = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
  ),
})).value

const count = fc.integer({ min: 0, max: 3 })
const types = fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'object', 'array')
const anySchema = fc.letrec<{ schema: SchemaObject; within: SchemaObject | boolean }>((tie) => ({
  within: fc.oneof(fc.boolean(), tie('schema')),
  schema: fc.record(
    {
      type: fc.oneof(types, fc.uniqueArray(types, { minLength: 1, maxLength: 3 })),
      enum: fc.uniqueArray(fc.constantFrom('a', 1, null, true), { minLength: 1, maxLength: 3 }),
      const: fc.constantFrom('a', 1, null),
      format: fc.constantFrom(
        'uri',
        'email',
        'date-time',
        'uuid',
        'int32',
        'double',
        'binary',
        'other',
      ),
      minLength: count,
      maxLength: count,
      minimum: count,
      exclusiveMaximum: count,
      minItems: count,
      maxItems: count,
      required: fc.uniqueArray(name, { maxLength: 2 }),
      title: fc.constant('Title'),
      items: tie('within'),
      additionalProperties: tie('within'),
      properties: fc.dictionary(name, tie('within'), { maxKeys: 3 }),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<SchemaObject>,
})).schema
