/** Samples: what is made of examples and schemas, and what is said where none can be. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDocumentReader } from '../../lib/receiver/operations/document-reader.ts'
import { createSchemaCheck } from '../../lib/receiver/operations/schema-check.ts'
import { mendValue } from '../../lib/receiver/sample/mended-value.ts'
import { samplePattern } from '../../lib/receiver/sample/pattern-sample.ts'
import { sampleOf, type Sample } from '../../lib/receiver/sample/sample.ts'
import type { Document, SchemaObject } from '../../lib/openapi-types.ts'

const numRuns = Number(process.env['SAMPLE_RUNS'] ?? 100)
const seed = Number(process.env['SAMPLE_SEED'] ?? 1)

function sampleFor(described: object, schemas: Record<string, object> = {}): Sample {
  const document = { openapi: '3.1.0', components: { schemas } } as unknown as Document
  return sampleOf(described as Record<string, unknown>, createDocumentReader(document))
}

describe('a sample', () => {
  it('is the first example that its schema takes, and the others are told of', () => {
    const examples = { wrong: { value: 1 }, right: { value: 'b' }, later: { value: 'c' } }
    const { value, notices } = sampleFor({ schema: { type: 'string' }, examples })
    expect(value).toBe('b')
    expect(notices).toEqual([
      'The document\'s example "wrong" is not as its schema says: it must be string.',
    ])
  })

  it.each<[string, SchemaObject]>([
    ['a pattern', { type: 'string', pattern: '^[A-Z]{2}\\d{3,}-(x|y)+$', minLength: 12 }],
    ['a format of its own', { type: 'string', format: 'duration' }],
    ['null among its types', { type: ['null', 'integer'], minimum: 3 }],
    ['a step', { type: 'number', multipleOf: 0.25, exclusiveMinimum: 0.5 }],
    [
      'items that differ',
      { type: 'array', items: { type: 'string' }, minItems: 3, uniqueItems: true },
    ],
    [
      'a closed object',
      { type: 'object', additionalProperties: false, required: ['a'], properties: { a: true } },
    ],
    [
      'a name that nothing describes',
      { type: 'object', required: ['a', 'b'], properties: { a: { const: 1 } } },
    ],
    [
      'a wrong example within',
      { type: 'object', required: ['a'], properties: { a: { type: 'integer', example: 'x' } } },
    ],
    [
      'a wrong default within',
      { type: 'object', properties: { a: { type: 'integer', default: 'x' } } },
    ],
    [
      'an alternative that cannot be',
      { oneOf: [{ type: 'string', maxLength: 0, minLength: 2 }, { const: 7 }] },
    ],
    [
      'one of some names',
      {
        type: 'object',
        required: ['kind'],
        properties: { kind: { const: 1 }, uri: {}, name: {}, address: {}, note: {} },
        oneOf: [{ required: ['uri'] }, { required: ['name'] }, { required: ['address'] }],
      },
    ],
    [
      'some names or another one, and one that may not be there',
      {
        type: 'object',
        properties: { a: {}, b: {}, c: {}, d: {} },
        oneOf: [
          { allOf: [{ required: ['a'] }, { required: ['b'] }] },
          { type: 'object', required: ['c'], not: { required: ['d'] } },
          { required: ['c', 'd'] },
        ],
      },
    ],
    [
      'a condition',
      {
        if: { required: ['a'] },
        // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
        then: { required: ['b'] },
        properties: { a: {}, b: { const: 2 } },
      },
    ],
  ])('is right where its schema has %s', (_what, schema) => {
    const { value, faults } = sampleFor({ schema })
    expect(faults).toEqual([])
    expect(createSchemaCheck(schema).findFaults(value)).toEqual([])
    expect(value).not.toBeNull()
  })

  it('is of the first alternative, be it but a type', () => {
    const schema = { anyOf: [{ type: 'integer' }, { type: 'object', required: ['a'] }] }
    expect(sampleFor({ schema })).toMatchObject({ value: 0, faults: [] })
    const objects = { oneOf: [{ type: 'string' }, { type: 'object' }] }
    expect(sampleFor({ schema: objects })).toMatchObject({ value: 'string', faults: [] })
  })

  it('is made where names are required of which there is no list', () => {
    const odd = [{ required: true }, { required: ['b'] }]
    const schema = { required: 'a', properties: { a: {} }, oneOf: odd }
    expect(sampleFor({ schema })).toHaveProperty('value')
    expect(sampleFor({ schema: { ...schema, oneOf: odd.slice(1) } })).toHaveProperty('value')
  })

  it('is null where nothing else of its alternatives can be', () => {
    const schema = { anyOf: [{ type: 'string', minLength: 2, maxLength: 1 }, { type: 'null' }] }
    expect(sampleFor({ schema })).toMatchObject({ value: null, faults: [] })
  })

  it('tells alternatives apart as their discriminator says', () => {
    const pet = (name: string): object => ({
      type: 'object',
      required: ['kind', name],
      properties: { kind: { type: 'string' }, [name]: { type: 'integer' } },
    })
    const oneOf = [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }]
    const mapping = { feline: '#/components/schemas/Cat' }
    const schema = { oneOf, discriminator: { propertyName: 'kind', mapping } }
    const { value } = sampleFor({ schema }, { Cat: pet('lives'), Dog: pet('tricks') })
    expect(value).toMatchObject({ kind: 'feline', lives: 0 })
    const unmapped = { oneOf: oneOf.toReversed(), discriminator: { propertyName: 'kind' } }
    const other = sampleFor({ schema: unmapped }, { Cat: pet('lives'), Dog: pet('tricks') })
    expect(other.value).toMatchObject({ kind: 'Dog' })
  })

  it('ends where its schema does not', () => {
    const node = { $ref: '#/components/schemas/Node' }
    const Node = {
      type: 'object',
      required: ['next'],
      properties: {
        next: { type: ['object', 'null'], properties: { next: node } },
        all: { type: 'array', items: node },
      },
    }
    expect(sampleFor({ schema: node }, { Node }).faults).toEqual([])
  })

  it('comes with its faults where there is none', () => {
    const schema = { type: 'object', required: ['a'], properties: { a: false } }
    expect(sampleFor({ schema }).faults).not.toEqual([])
  })

  it(`is of the schema, or says what is wrong, for whatever schema there is (seed ${seed})`, () => {
    const check = fc.property(schemas, (schema) => {
      const { value, faults } = sampleFor({ schema })
      const left = createSchemaCheck(schema).findFaults(value)
      expect(left.length === 0).toBe(faults.length === 0)
      // Of these, each has a value.
      expect(faults).toEqual([])
    })
    fc.assert(check, { numRuns, seed })
  })
})

const scalar = fc.oneof(
  fc.record({
    type: fc.constant('string'),
    minLength: fc.integer({ min: 0, max: 9 }),
    maxLength: fc.integer({ min: 9, max: 12 }),
  }),
  fc.record({
    type: fc.constant('integer'),
    minimum: fc.integer({ min: -9, max: 9 }),
    maximum: fc.integer({ min: 9, max: 12 }),
  }),
  fc.record({
    enum: fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), { minLength: 1 }),
  }),
  fc.record({ type: fc.constantFrom('boolean', 'null', ['null', 'string']) }),
  fc.record({
    pattern: fc.constantFrom('^a+b?$', '^\\w{3}$', '^[^a]$'),
    type: fc.constant('string'),
  }),
)

const { schemas } = fc.letrec<{ schemas: SchemaObject }>((tie) => ({
  schemas: fc.oneof(
    { maxDepth: 3 },
    scalar as fc.Arbitrary<SchemaObject>,
    fc.dictionary(fc.constantFrom('a', 'b', 'constructor'), tie('schemas')).chain((properties) =>
      fc.record({
        type: fc.constant('object'),
        properties: fc.constant(properties),
        required: fc.subarray(Object.keys(properties)),
      }),
    ),
    fc.record({
      type: fc.constant('array'),
      items: tie('schemas'),
      maxItems: fc.constantFrom(1, 3),
    }),
    fc.record({ anyOf: fc.array(tie('schemas'), { minLength: 1, maxLength: 3 }) }),
  ),
}))

describe('a text that a pattern fits', () => {
  it.each([
    '^[A-Z]{3}$',
    '^\\d{4}-\\d{2}$',
    '^(a|b)+x$',
    '^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
    '^\\+[1-9][0-9]{4,14}$',
    '^https?://.+$',
    '^(?:[0-9]{1,3}\\.){3}[0-9]{1,3}$',
    '^(?!x)a$',
    '^\\w+@\\w+\\.com$',
    '^-?\\d+$',
    '^(0|[1-9]\\d*)(\\.\\d+)?$',
    '^([0-9A-F]{2}:){5}[0-9A-F]{2}$',
  ])('is read off %s', (pattern) => {
    expect(samplePattern(pattern, { min: 0, max: Infinity })).toMatch(new RegExp(pattern, 'u'))
  })

  it('is as long as it has to be, and no longer than it may', () => {
    expect(samplePattern('^a+$', { min: 300, max: 301 })).toMatch(/^a{300,301}$/)
    expect(samplePattern('^a{5,}$', { min: 0, max: 4 })).toBeUndefined()
  })

  it.each(['^(a)\\1$', '^a(?=b)$', '(', '^\\p{Lu}$'])('is not known of %s', (pattern) => {
    expect(samplePattern(pattern, { min: 0, max: Infinity })).toBeUndefined()
  })
})

describe('a value that is mended', () => {
  it('loses what is refused and gets what it lacks', () => {
    const check = createSchemaCheck({
      type: 'object',
      required: ['name'],
      additionalProperties: false,
      properties: { name: {}, ages: { type: 'array', items: { type: 'integer' } } },
    })
    const value = { ages: [1, 'two', 3], other: true }
    expect(mendValue(value, check)).toEqual({ name: 'string', ages: [1, 3] })
    expect(value).toEqual({ ages: [1, 'two', 3], other: true })
  })

  it('has null for what is required and may be nothing else', () => {
    const check = createSchemaCheck({
      required: ['price'],
      properties: { price: { type: 'null' } },
    })
    expect(mendValue({ price: 7 }, check)).toEqual({ price: null })
  })

  it('is mended in its other parts where one cannot be', () => {
    const check = createSchemaCheck({ maxProperties: 1, properties: { a: { required: ['b'] } } })
    expect(mendValue({ a: {}, c: 1 }, check)).toEqual({ a: { b: 'string' }, c: 1 })
  })
})
