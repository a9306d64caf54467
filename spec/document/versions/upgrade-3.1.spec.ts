import {
  registerSchema,
  setShouldValidateSchema,
  unregisterSchema,
  validate as validateWithHyperjump,
} from '@hyperjump/json-schema'
import '@hyperjump/json-schema/openapi-3-0'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { downgradeTo30 } from '../../../lib/document/versions/downgrade-3.0.ts'
import { upgradeTo31 } from '../../../lib/document/versions/upgrade-3.1.ts'
import { readCorpus } from '../../callbacks/corpus/published-document.ts'
import { judge } from '../../judges.ts'
import { jsonValues, type Json, type SchemaObject } from '../random-schema.ts'

const info = { title: 'Upgrades', version: '1' }

function upgrade(parts: object): SchemaObject {
  const document = { openapi: '3.0.3', info, paths: {}, ...parts }
  const before = structuredClone(document)
  const upgraded = upgradeTo31(document)
  expect(document, 'the document of 3.0').toEqual(before)
  return upgraded as unknown as SchemaObject
}

// --- one schema ---

const string = { type: 'string' }
const Other = { $ref: '#/components/schemas/Other' }

const schemaCases: Readonly<Record<string, readonly [from: SchemaObject, to: SchemaObject]>> = {
  'a type and null': [
    { type: 'string', nullable: true, minLength: 1 },
    { type: ['string', 'null'], minLength: 1 },
  ],
  'a type and no null': [{ type: 'string', nullable: false }, string],
  'null without a type, which adds nothing': [
    { nullable: true, allOf: [Other] },
    { allOf: [Other] },
  ],
  'null that an enumeration has': [
    { type: 'string', nullable: true, enum: ['a', null] },
    { type: ['string', 'null'], enum: ['a', null] },
  ],
  'null that an enumeration lacks': [
    { type: 'string', nullable: true, enum: ['a'] },
    { type: ['string', 'null'], enum: ['a'] },
  ],
  'exclusive bounds': [
    { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: true },
    { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 9 },
  ],
  'inclusive bounds': [
    { minimum: 0, exclusiveMinimum: false, maximum: 9, exclusiveMaximum: false },
    { minimum: 0, maximum: 9 },
  ],
  'exclusive without a bound': [{ exclusiveMinimum: true, exclusiveMaximum: true }, {}],
  'an example': [{ example: { nullable: true } }, { examples: [{ nullable: true }] }],
  'null as an example': [
    { type: 'string', nullable: true, example: null },
    { type: ['string', 'null'], examples: [null] },
  ],
  'an example beside the list of 3.1': [{ example: 1, examples: [2] }, { examples: [1, 2] }],
  'the map of another object, which is nothing here': [{ examples: { a: { value: 1 } } }, {}],
  base64: [
    { type: 'string', format: 'byte' },
    { type: 'string', contentEncoding: 'base64' },
  ],
  'any bytes': [{ format: 'binary' }, { contentMediaType: 'application/octet-stream' }],
  'other formats': [
    { type: 'array', format: 'binary', items: { type: 'string', format: 'date' } },
    { type: 'array', format: 'binary', items: { type: 'string', format: 'date' } },
  ],
  'a reference alone': [{ ...Other, description: 'D', nullable: true, type: 'string' }, Other],
  'what says the same': [
    {
      title: 'T',
      deprecated: true,
      readOnly: true,
      discriminator: { propertyName: 'kind', mapping: { a: '#/components/schemas/Other' } },
      xml: { name: 'n' },
      externalDocs: { url: 'https://shop.test' },
      additionalProperties: false,
    },
    {
      title: 'T',
      deprecated: true,
      readOnly: true,
      discriminator: { propertyName: 'kind', mapping: { a: '#/components/schemas/Other' } },
      xml: { name: 'n' },
      externalDocs: { url: 'https://shop.test' },
      additionalProperties: false,
    },
  ],
  'what would turn references elsewhere, which 3.0 does not know': [
    { $id: 'https://shop.test/a', $schema: 'https://shop.test/b', $anchor: 'c', items: Other },
    { items: Other },
  ],
  'what would refuse values, which 3.0 does not know': [
    {
      type: 'object',
      const: 1,
      ...Object.fromEntries(['if', 'then', 'else'].map((keyword) => [keyword, false])),
      prefixItems: [false],
      contains: false,
      minContains: 1,
      maxContains: 2,
      patternProperties: { a: false },
      propertyNames: false,
      dependentRequired: { a: ['b'] },
      dependentSchemas: { a: false },
      dependencies: { a: ['b'] },
      unevaluatedProperties: false,
      unevaluatedItems: false,
      additionalItems: false,
      $comment: 'kept',
      definitions: { A: { type: 'string', const: 'a' } },
    },
    { type: 'object', $comment: 'kept', definitions: { A: string } },
  ],
  'schemas wherever they are within': [
    {
      properties: { nullable: { type: 'string', nullable: true }, $ref: { example: 1 } },
      additionalProperties: { example: 2 },
      items: { example: 3 },
      allOf: [{ example: 4 }],
      anyOf: [{ example: 5 }],
      oneOf: [{ example: 6 }],
      not: { minimum: 1, exclusiveMinimum: true },
    },
    {
      properties: { nullable: { type: ['string', 'null'] }, $ref: { examples: [1] } },
      additionalProperties: { examples: [2] },
      items: { examples: [3] },
      allOf: [{ examples: [4] }],
      anyOf: [{ examples: [5] }],
      oneOf: [{ examples: [6] }],
      not: { exclusiveMinimum: 1 },
    },
  ],
  'data as it is': [
    {
      enum: [{ nullable: true, type: 'a' }],
      default: { $ref: '#/x', example: 1 },
      'x-data': { type: 'a', nullable: true },
    },
    {
      enum: [{ nullable: true, type: 'a' }],
      default: { $ref: '#/x', example: 1 },
      'x-data': { type: 'a', nullable: true },
    },
  ],
}

describe('a schema of 3.0 in 3.1 says', () => {
  it.each(Object.entries(schemaCases))('%s', (_name, [from, to]) => {
    expect(upgrade({ components: { schemas: { Case: from, Other: {} } } })).toEqual({
      openapi: '3.1.0',
      info,
      paths: {},
      components: { schemas: { Case: to, Other: {} } },
    })
  })

  it('names of every kind', () => {
    const names = ['__proto__', 'constructor', 'nullable', '$ref', 'x-a', 'a/b']
    const objectOf = (value: unknown): object =>
      Object.fromEntries(names.map((name) => [name, value]))
    const Case = { properties: objectOf({ example: 1 }), default: objectOf({ example: 1 }) }
    const { components } = upgrade({ components: { schemas: { Case } } })
    const built = (components as { schemas: { Case: Record<string, object> } }).schemas.Case
    expect(Object.entries(built['properties'] ?? {})).toEqual(
      names.map((name) => [name, { examples: [1] }]),
    )
    expect(Object.entries(built['default'] ?? {})).toEqual(
      names.map((name) => [name, { example: 1 }]),
    )
  })
})

// --- documents ---

/** A schema as it is in 3.0, and in 3.1. */
const before = { type: 'string', nullable: true, example: 'a' }
const after = { type: ['string', 'null'], examples: ['a'] }

/** Every place of a schema, with what has the name of a keyword and is none. */
function parameter(schema: object, isAfter: boolean): object {
  return {
    name: 'p',
    in: 'header',
    ...(isAfter ? {} : { allowReserved: false, allowEmptyValue: false }),
    schema,
    example: 'a',
    examples: { nullable: { value: before }, b: { $ref: '#/components/examples/B' } },
  }
}

function media(schema: object, isAfter: boolean): object {
  const { name: _, in: __, ...header } = parameter(schema, isAfter) as Record<string, unknown>
  return {
    'application/json': {
      schema,
      example: before,
      encoding: { type: { contentType: 'a/b', headers: { 'x-h': header } } },
    },
  }
}

function operationOf(schema: object, isAfter: boolean): object {
  const { name: _, in: __, ...header } = parameter(schema, isAfter) as Record<string, unknown>
  const beside = isAfter ? {} : { description: 'Ignored' }
  const content = media(schema, isAfter)
  return {
    parameters: [
      parameter(schema, isAfter),
      { name: 'q', in: 'query', allowReserved: true, content },
      { $ref: '#/components/parameters/P', ...beside },
    ],
    requestBody: { content },
    responses: {
      200: {
        description: 'OK',
        headers: { 'x-rate': header },
        content,
        links: { next: { operationRef: '#/paths/~1a/get', parameters: { type: before } } },
      },
      default: { $ref: '#/components/responses/R', ...beside },
      'x-note': before,
    },
    callbacks: {
      changed: {
        '{$request.body#/url}': { post: { requestBody: { content }, responses: {} } },
        'x-note': before,
      },
      other: { $ref: '#/components/callbacks/C', ...beside },
    },
    'x-note': before,
  }
}

function documentOf(schema: object, isAfter: boolean): object {
  const operation = operationOf(schema, isAfter)
  const content = media(schema, isAfter)
  return {
    servers: [
      { url: 'https://{a}', variables: { a: { default: 'b', ...(isAfter ? {} : { enum: [] }) } } },
    ],
    tags: [{ name: 'example' }],
    paths: {
      '/a': { get: operation, parameters: [parameter(schema, isAfter)], summary: 'Kept' },
      '/b': { $ref: 'other.json', description: 'Kept' },
      'x-note': before,
    },
    components: {
      schemas: { 'x-a': schema },
      parameters: { P: parameter(schema, isAfter) },
      requestBodies: { B: { content } },
      responses: { R: { description: 'R', content } },
      callbacks: { C: { 'https://c.test': { post: operation } } },
      examples: { B: { value: before } },
      securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'example' } },
      'x-note': { schemas: { a: before } },
    },
    'x-note': before,
  }
}

describe('a document of 3.0 in 3.1 says', () => {
  it('the same in every place where a schema stands, and leaves data alone', () => {
    expect(upgrade(documentOf(before, false))).toEqual({
      openapi: '3.1.0',
      info,
      ...documentOf(after, true),
    })
  })

  it('its webhooks, where they are path items', () => {
    const hook = { post: { responses: { 200: { description: 'OK' } } } }
    const refer = (name: string): object => ({
      paths: {
        '/a': { get: { responses: { 200: { $ref: `#/${name}/made/post/responses/200` } } } },
      },
    })
    const document = { ...refer('x-webhooks'), 'x-webhooks': { made: hook }, 'x-z': 1 }
    const upgraded = upgrade(document)
    expect(upgraded).toEqual({
      openapi: '3.1.0',
      info,
      ...refer('webhooks'),
      webhooks: { made: hook },
      'x-z': 1,
    })
    expect(Object.keys(upgraded)).toEqual(['openapi', 'info', 'paths', 'webhooks', 'x-z'])
  })

  it('its webhooks, and apart from them the notes about them', () => {
    const hook = { post: { responses: { 200: { description: 'OK' } } } }
    const notes = { 'x-note': 'Sent once', 'x-owner': { name: 'Ann' } }
    const upgraded = upgrade({ 'x-webhooks': { 'x-made': hook, ...notes, made: hook } })
    expect(upgraded).toEqual({
      openapi: '3.1.0',
      info,
      paths: {},
      webhooks: { 'x-made': hook, made: hook },
      'x-webhooks': notes,
    })
    expect(downgradeTo30(upgraded).document).toEqual({
      openapi: '3.0.4',
      info,
      paths: {},
      'x-webhooks': { ...notes, 'x-made': hook, made: hook },
    })
  })

  it.each([
    [[{ name: 'made' }]],
    [{ made: 'https://shop.test' }],
    [{ made: { url: 'x' } }],
    [{}],
    [{ 'x-note': 'Sent once' }],
  ])('what else stands under x-webhooks as it is: %j', (value) => {
    expect(upgrade({ 'x-webhooks': value })).toEqual({
      openapi: '3.1.0',
      info,
      paths: {},
      'x-webhooks': value,
    })
  })
})

// --- random schemas ---

/** `UPGRADE_RUNS=5000 UPGRADE_SEED=7` looks further, and elsewhere. */
const numRuns = Number(process.env['UPGRADE_RUNS'] ?? 150)
const seed = Number(process.env['UPGRADE_SEED'] ?? 31_030)

const types = ['string', 'number', 'integer', 'boolean', 'object', 'array']
const names = fc.constantFrom('a', 'b', 'type', 'nullable', 'constructor', '$ref', 'x-c')

function some(members: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<SchemaObject> {
  return fc.record(members, { requiredKeys: [] })
}

/** Schema Objects of 3.0, by what its text lists. */
const schemas30 = fc.letrec<{ schema: SchemaObject; plain: SchemaObject }>((tie) => {
  const schema = tie('schema')
  const lists = fc.array(schema, { minLength: 1, maxLength: 3 })
  const typed = fc
    .constantFrom(...types)
    .map((type) => (type === 'array' ? { type, items: {} } : { type }))
  const nullable = some({ nullable: fc.boolean() })
  const facets = fc.oneof(
    fc.tuple(typed, nullable).map((all): SchemaObject => Object.assign({}, ...all) as SchemaObject),
    some({
      minimum: fc.integer({ min: -2, max: 2 }),
      exclusiveMinimum: fc.boolean(),
      maximum: fc.integer({ min: 1, max: 5 }),
      exclusiveMaximum: fc.boolean(),
    }),
    some({
      minLength: fc.nat(2),
      maxLength: fc.integer({ min: 1, max: 4 }),
      format: fc.constantFrom('byte', 'binary', 'date'),
    }),
    some({
      enum: fc.uniqueArray(jsonValues, { minLength: 1, maxLength: 4, selector: fc.stringify }),
    }),
    fc.record({
      properties: fc.dictionary(names, schema, { maxKeys: 3 }),
      required: fc.uniqueArray(names, { minLength: 1, maxLength: 2 }),
    }) as fc.Arbitrary<SchemaObject>,
    some({ items: schema, additionalProperties: fc.oneof(schema, fc.boolean()) }),
    fc.oneof(
      some({ allOf: lists }),
      some({ anyOf: lists }),
      some({ oneOf: lists }),
      some({ not: schema }),
    ),
    nullable,
    some({ example: jsonValues, default: jsonValues, description: fc.constant('D') }),
    fc
      .constantFrom('A', 'B')
      .map((name): SchemaObject => ({ $ref: `#/components/schemas/${name}` })),
  )
  return {
    plain: fc
      .array(facets, { minLength: 1, maxLength: 3 })
      .map((all): SchemaObject => Object.assign({}, ...all) as SchemaObject),
    schema: fc.oneof({ depthSize: 'small', maxDepth: 3 }, facets, tie('plain')),
  }
}).plain

interface Plan {
  readonly Case: SchemaObject
  readonly A: SchemaObject
  readonly B: SchemaObject
  readonly values: readonly Json[]
}

const small: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, '', 'a', 'abc', -2, 0, 1, 2, 5, 1.5, [], {}),
  fc.dictionary(names, fc.constantFrom<Json>(null, 'a', 1, []), { maxKeys: 3 }),
  fc.array(fc.constantFrom<Json>(null, 'a', 1), { maxLength: 2 }),
)

const plans: fc.Arbitrary<Plan> = fc.record({
  Case: schemas30,
  // References lead down, so that each of them has an end.
  A: schemas30.map((schema) => withoutReferences(schema, /\/[AC]/)),
  B: schemas30.map((schema) => withoutReferences(schema, /\/[ABC]/)),
  values: fc.array(fc.oneof(small, jsonValues), { minLength: 6, maxLength: 12, size: 'max' }),
})

function withoutReferences<Value>(schema: Value, refused: RegExp): Value {
  const text = JSON.stringify(schema, (key, value: unknown) => {
    if (key === '$ref' && typeof value === 'string' && refused.test(value)) return undefined
    return value
  })
  return JSON.parse(text) as Value
}

const place = 'https://schemas.test/'

/** The schemas of 3.0, which @hyperjump reads by the dialect that the OpenAPI Initiative publishes. */
async function verdictsOf30(
  schemas: Readonly<Record<string, unknown>>,
  values: readonly Json[],
): Promise<boolean[]> {
  const text = JSON.stringify(schemas).replaceAll('"#/components/schemas/', `"${place}`)
  const placed = Object.entries(JSON.parse(text) as Record<string, SchemaObject>)
  const dialect = 'https://spec.openapis.org/oas/3.0/dialect'
  // The published schema of 3.0 takes some references with siblings for no schema at all.
  setShouldValidateSchema(false)
  for (const [name, schema] of placed) registerSchema(schema as never, place + name, dialect)
  try {
    const outputs = await Promise.all(
      values.map((value) => validateWithHyperjump(`${place}Case`, value)),
    )
    return outputs.map(({ valid }) => valid)
  } finally {
    setShouldValidateSchema(true)
    for (const [name] of placed) unregisterSchema(place + name)
  }
}

function verdictsOf31(document: SchemaObject, values: readonly Json[]): boolean[] {
  const ajv = new Ajv2020({
    strict: false,
    validateFormats: false,
    ownProperties: true,
    logger: false,
  })
  const { components } = document
  const validate = ajv.compile({ components, $ref: '#/components/schemas/Case' })
  return values.map((value) => validate(value))
}

const tally = { accepted: 0, refused: 0 }

async function compare({ values, ...schemas }: Plan): Promise<void> {
  const expected = await verdictsOf30(schemas, values)
  const upgraded = upgrade({ components: { schemas } })
  expect({ upgraded, verdicts: verdictsOf31(upgraded, values) }).toEqual({
    upgraded,
    verdicts: expected,
  })
  const { document, problems } = downgradeTo30(upgraded as never)
  expect(problems).toEqual([])
  const { components } = document as { components: { schemas: SchemaObject } }
  expect({ document, verdicts: await verdictsOf30(components.schemas, values) }).toEqual({
    document,
    verdicts: expected,
  })
  for (const verdict of expected) tally[verdict ? 'accepted' : 'refused'] += 1
}

describe('any schema of 3.0 in 3.1', () => {
  it('accepts what it did, and so it does in 3.0 again', { timeout: 120_000 }, async () => {
    await fc.assert(fc.asyncProperty(plans, compare), { numRuns, seed })
    // Otherwise the property would hold for want of values that tell schemas apart.
    const { accepted, refused } = tally
    expect(accepted / (accepted + refused)).toBeGreaterThan(0.1)
    expect(refused / (accepted + refused)).toBeGreaterThan(0.1)
  })
})

// --- published documents ---

const folder = process.env['RINGBACK_CORPUS']

describe('published documents of 3.0', () => {
  const published = folder === undefined ? [] : readCorpus(folder)
  const documents = published
    .filter(({ document }) => String(document['openapi']).startsWith('3.0.'))
    .filter(({ text }) => text.length < 60_000)

  it('were given, where RINGBACK_CORPUS is set', () => {
    expect(documents.length > 0).toBe(folder !== undefined)
  })

  it('are accepted in 3.1 where they are in 3.0', { timeout: 180_000 }, async () => {
    const faults: unknown[] = []
    for (const { file, document } of documents) {
      const { officialSchema } = await judge(document)
      if (officialSchema.length > 0) continue
      const upgraded = upgradeTo31(document)
      const { document: again, problems } = downgradeTo30(upgraded)
      const verdicts = [await judge(upgraded), await judge(again)]
      const all = [...verdicts.flatMap((verdict) => verdict.officialSchema), ...problems]
      if (all.length > 0) faults.push({ file, all })
    }
    expect(faults).toEqual([])
  })
})
