import {
  registerSchema,
  unregisterSchema,
  validate as validateWithHyperjump,
} from '@hyperjump/json-schema'
import '@hyperjump/json-schema/draft-07'
import '@hyperjump/json-schema/draft-2020-12'
import { Ajv, type Options, type ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import express from 'express'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openapi, operation } from '../../lib/index.ts'
import type { Schema } from '../../lib/index.ts'
import {
  jsonValues,
  listChildren,
  randomSchemas,
  sample,
  type Dialect,
  type Json,
  type JsonSchema,
  type RandomSchema,
  type SchemaObject,
} from './random-schema.ts'

/** `EQUIVALENCE_RUNS=5000 EQUIVALENCE_SEED=7` looks further, and elsewhere. */
const numRuns = Number(process.env['EQUIVALENCE_RUNS'] ?? 80)
const seed = Number(process.env['EQUIVALENCE_SEED'] ?? 20_201_212)

// --- the judge ---

const options: Options = {
  strict: false,
  logger: false,
  validateFormats: false,
  validateSchema: false,
  // `constructor` is there only where the value itself has it
  ownProperties: true,
}

const judges = { '2020-12': Ajv2020, 'draft-7': Ajv }
const metaJudges = { '2020-12': new Ajv2020(options), 'draft-7': new Ajv(options) }

/** Undefined where ajv fails over its own code, which happens where what is evaluated is counted. */
type Accepts = (value: Json) => boolean | undefined

function toAccepts(validate: ValidateFunction): Accepts {
  return (value) => {
    try {
      return validate(value) as boolean
    } catch {
      return undefined
    }
  }
}

function judgeOriginal(schema: JsonSchema, dialect: Dialect): Accepts {
  return toAccepts(new judges[dialect]({ ...options, meta: false }).compile(schema))
}

function tryToJudge(schema: JsonSchema, dialect: Dialect): Accepts | undefined {
  try {
    return judgeOriginal(schema, dialect)
  } catch {
    return undefined
  }
}

const base = 'https://document.test/'

function createDocumentJudge(document: object): (pointer: string) => Accepts {
  const judge = new Ajv2020({ ...options, meta: false })
  judge.addSchema({ ...document, $id: base })
  return (pointer) => toAccepts(judge.compile({ $ref: `${base}#${pointer}` }))
}

const dialectUris = {
  '2020-12': 'https://json-schema.org/draft/2020-12/schema',
  'draft-7': 'http://json-schema.org/draft-07/schema',
}

type Registered = Parameters<typeof registerSchema>[0]

/**
 * What a slower judge says, or undefined where it cannot read the schema. ajv loses track of what was
 * evaluated where `anyOf`, `if` and references meet, and then depends on where a reference stands.
 */
async function askAnother(
  schema: JsonSchema,
  dialect: Dialect,
  value: Json,
): Promise<boolean | undefined> {
  const id = typeof schema === 'object' && hasIdentity(schema) ? String(schema['$id']) : ''
  const uri = new URL(id, 'https://another.test/').href
  try {
    registerSchema(structuredClone(schema) as Registered, uri, dialectUris[dialect])
    return (await validateWithHyperjump(uri, value)).valid
  } catch {
    return undefined
  } finally {
    unregisterSchema(uri)
  }
}

// --- the document ---

interface Uses {
  readonly bodies: readonly JsonSchema[]
  readonly isAnswered?: boolean | undefined
  readonly named?: Readonly<Record<string, JsonSchema>> | undefined
}

interface BuiltDocument {
  readonly paths: Record<string, Record<string, unknown>>
  readonly components?: { readonly schemas?: Record<string, JsonSchema> }
}

/** The document as its readers get it. */
function buildDocument({ bodies, isAnswered = false, named = {} }: Uses): BuiltDocument {
  const app = express()
  for (const [index, body] of bodies.entries()) {
    const schema = body as Schema
    const answers = isAnswered ? { responses: { 200: { schema } } } : {}
    app.post(`/${index}`, operation({ body: schema, ...answers }))
  }
  const info = { title: 'Schemas', version: '1' }
  const documentation = openapi({ info, schemas: named as Record<string, Schema> })
  const errors = documentation.problems(app).filter(({ severity }) => severity === 'error')
  expect(errors, 'problems of the document').toEqual([])
  return JSON.parse(JSON.stringify(documentation.document(app))) as BuiltDocument
}

const bodyPointer = '/post/requestBody/content/application~1json/schema'
const answerPointer = '/post/responses/200/content/application~1json/schema'

function placesOf(index: number, isAnswered = false): string[] {
  const pointers = isAnswered ? [bodyPointer, answerPointer] : [bodyPointer]
  return pointers.map((pointer) => `/paths/~1${index}${pointer}`)
}

/** What a JSON Pointer leads to, or undefined. */
function follow(root: unknown, pointer: string): unknown {
  const tokens = pointer.split('/').slice(1)
  return tokens
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, token) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, token)
          ? (value as Record<string, unknown>)[token]
          : undefined,
      root,
    )
}

function listRefs(schema: JsonSchema): string[] {
  const refs = listChildren(schema).flatMap((child) => listRefs(child.schema))
  const ref = typeof schema === 'object' ? schema['$ref'] : undefined
  return typeof ref === 'string' ? [ref, ...refs] : refs
}

function leadsNowhere(document: BuiltDocument, ref: string): boolean {
  const isComponent = ref.startsWith('#/components/schemas/')
  return !isComponent || follow(document, decodeURIComponent(ref.slice(1))) === undefined
}

/** What holds for every document, whatever its schemas accept. */
function checkForm(document: BuiltDocument, places: readonly string[]): void {
  const components = document.components?.schemas ?? {}
  for (const name of Object.keys(components)) expect(name).toMatch(/^[a-zA-Z0-9.\-_]+$/)
  const used = places.map((place) => follow(document, place) as JsonSchema)
  const all = [...Object.values(components), ...used]
  for (const schema of all) {
    expect(metaJudges['2020-12'].validateSchema(schema), `${print(schema)} is valid`).toBe(true)
  }
  const lost = all.flatMap(listRefs).filter((ref) => leadsNowhere(document, ref))
  expect(lost, 'references that lead nowhere').toEqual([])
}

function print(value: unknown): string {
  return JSON.stringify(value)
}

// --- random schemas ---

interface Plan {
  readonly schemas: readonly RandomSchema[]
  readonly isAnswered: boolean
  readonly isNested: boolean
  readonly naming: 'nothing' | 'root' | 'part'
  readonly part: number
  /** Each is a value that is sampled from the schema. */
  readonly samples: readonly number[]
  readonly values: readonly Json[]
}

const plans: fc.Arbitrary<Plan> = fc.record({
  schemas: randomSchemas(3),
  isAnswered: fc.boolean(),
  isNested: fc.boolean(),
  naming: fc.constantFrom('nothing', 'root', 'part'),
  part: fc.nat(20),
  samples: fc.array(fc.nat(100_000), { minLength: 6, maxLength: 12, size: 'max' }),
  values: fc.array(jsonValues, { minLength: 6, maxLength: 12, size: 'max' }),
})

/** A body of the document, with the values to try. */
interface Body {
  readonly schema: SchemaObject
  readonly dialect: Dialect
  readonly values: readonly Json[]
}

function listBodies({ schemas, isNested, samples, values }: Plan): Body[] {
  const bodies = schemas.map((random) => ({
    schema: random.schema,
    dialect: random.dialect,
    values: [...samples.map((number) => sample(random, number)), ...values],
  }))
  return isNested ? bodies.flatMap((body) => [body, ...nest(body)]) : bodies
}

/** A schema that holds copies of another, which accept what the original does. */
function nest({ schema, dialect, values }: Body): Body[] {
  const { $defs, definitions, ...others } = schema
  const isLeaning = !hasIdentity(schema) && listOwnRefs(schema).length > 0
  if (isLeaning && !listOwnRefs(schema).every(staysTrueBelow)) return []
  const inner = isLeaning ? others : schema
  const above = withoutUndefined(isLeaning ? { $defs, definitions } : {})
  // A name must not be given twice in one schema.
  const isOnce = isNamedWithin(schema)
  const properties = { inner, ...(isOnce ? {} : { list: { type: 'array', items: inner } }) }
  return [
    {
      schema: { type: 'object', properties, ...above },
      dialect,
      values: values.flatMap((value) => [{ inner: value }, ...(isOnce ? [] : [{ list: [value] }])]),
    },
  ]
}

function isNamedWithin(schema: JsonSchema): boolean {
  if (typeof schema === 'boolean') return false
  const isNamed = ['$id', '$anchor', '$dynamicAnchor'].some((keyword) => keyword in schema)
  return isNamed || listChildren(schema).some((child) => isNamedWithin(child.schema))
}

function hasIdentity({ $id }: SchemaObject): boolean {
  return typeof $id === 'string' && !$id.startsWith('#')
}

/** The references that are relative to the root: a subschema with an `$id` has its own. */
function listOwnRefs(schema: SchemaObject): string[] {
  const refs = [schema['$ref'], schema['$dynamicRef']].filter((ref) => typeof ref === 'string')
  const children = listChildren(schema).flatMap(({ schema: child }) =>
    typeof child === 'object' && !hasIdentity(child) ? listOwnRefs(child) : [],
  )
  return [...refs, ...children]
}

function staysTrueBelow(ref: string): boolean {
  return /^#\/(?:\$|%24)defs\/|^#\/definitions\//.test(ref) || !ref.startsWith('#')
}

function withoutUndefined(members: SchemaObject): SchemaObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

function chooseNamed({ schemas, naming, part }: Plan): Record<string, JsonSchema> {
  const [{ schema }] = schemas as [RandomSchema]
  if (naming === 'root') return { Named: schema }
  const parts = naming === 'part' ? listParts(schema) : []
  const chosen = parts[part % Math.max(parts.length, 1)]
  return chosen ? { Named: chosen } : {}
}

/** The subschemas that say the same elsewhere. One that refers to `#` is legal, and says another thing. */
function listParts(schema: JsonSchema): SchemaObject[] {
  return listChildren(schema).flatMap(({ schema: child }) => {
    const isPart = typeof child === 'object' && listRefs(child).every((ref) => ref === '#')
    return isPart && !('$dynamicRef' in child) ? [child, ...listParts(child)] : listParts(child)
  })
}

interface Tally {
  generated: number
  compared: number
  accepted: number
  refused: number
}

async function compare(plan: Plan, tally: Tally): Promise<void> {
  tally.generated += 1
  const bodies = listBodies(plan)
  const originals = bodies.map(({ schema, dialect }) => tryToJudge(schema, dialect))
  fc.pre(originals.every((original) => original !== undefined))
  for (const { schema, dialect } of bodies) {
    expect(metaJudges[dialect].validateSchema(schema), 'the generator gives schemas').toBe(true)
  }
  const { isAnswered } = plan
  const uses = { bodies: bodies.map(({ schema }) => schema), isAnswered, named: chooseNamed(plan) }
  const document = buildDocument(uses)
  expect(print(buildDocument(uses)), 'a second build').toBe(print(document))
  const places = bodies.flatMap((_, index) => placesOf(index, isAnswered))
  checkForm(document, places)
  const judgePlace = createDocumentJudge(document)
  for (const [index, { schema, dialect, values }] of bodies.entries()) {
    const accepts = originals[index] as Accepts
    for (const place of placesOf(index, isAnswered)) {
      const documented = judgePlace(place)
      for (const value of values) {
        const verdict = accepts(value)
        if (verdict === undefined) continue
        tally[verdict ? 'accepted' : 'refused'] += 1
        if (documented(value) === verdict) continue
        const difference = { document, place, schema, dialect, value, verdict }
        if (!(await isMisjudged(difference))) throw describeDifference(difference)
      }
    }
  }
  tally.compared += 1
}

interface Difference {
  readonly document: BuiltDocument
  readonly place: string
  readonly schema: JsonSchema
  readonly dialect: Dialect
  readonly value: Json
  readonly verdict: boolean
}

/** Whether another judge sees no difference. */
async function isMisjudged(difference: Difference): Promise<boolean> {
  const { document, place, schema, dialect, value } = difference
  const standalone = {
    allOf: [follow(document, place)],
    $defs: document.components?.schemas ?? {},
  }
  const moved = print(standalone).replaceAll('"#/components/schemas/', '"#/$defs/')
  const original = await askAnother(schema, dialect, value)
  return (
    original !== undefined &&
    original === (await askAnother(JSON.parse(moved) as JsonSchema, '2020-12', value))
  )
}

function describeDifference(difference: Difference): Error {
  const { document, place, schema, value, verdict } = difference
  const [original, documented] = verdict ? ['accepts', 'refuses'] : ['refuses', 'accepts']
  return new Error(
    [
      `The schema ${original}, and the document ${documented}, ${print(value)}`,
      `the schema: ${print(schema)}`,
      `at ${place}: ${print(follow(document, place))}`,
      `components: ${print(document.components?.schemas)}`,
    ].join('\n'),
  )
}

describe('a document', () => {
  it('accepts and refuses what its schemas accept and refuse', { timeout: 600_000 }, async () => {
    const tally: Tally = { generated: 0, compared: 0, accepted: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(plans, (plan) => compare(plan, tally)),
      { numRuns, seed, interruptAfterTimeLimit: 540_000, markInterruptAsFailure: true },
    )
    // Otherwise the property would hold for want of schemas, or of values that tell them apart.
    const { generated, compared, accepted, refused } = tally
    expect(compared / generated).toBeGreaterThan(0.9)
    expect(accepted / (accepted + refused)).toBeGreaterThan(0.1)
    expect(refused / (accepted + refused)).toBeGreaterThan(0.1)
  })
})

// --- one case for each construct ---

interface Case {
  readonly schema: JsonSchema
  readonly accepted: readonly Json[]
  readonly refused: readonly Json[]
  readonly dialect?: Dialect
  /** Further bodies of the same document. */
  readonly beside?: readonly JsonSchema[]
  readonly named?: Readonly<Record<string, JsonSchema>>
  readonly isAnswered?: boolean
  /** False where ajv cannot read the original, and only what is documented is tried. */
  readonly isJudged?: boolean
}

const string = { type: 'string' }
const number = { type: 'number' }
const A = { $ref: '#/$defs/A' }

/** An object schema, whose properties must be there. */
function object(properties: Record<string, JsonSchema>): SchemaObject {
  return { type: 'object', properties, required: Object.keys(properties) }
}

function list(items: JsonSchema): SchemaObject {
  return { type: 'array', items }
}

/** A list of lists of …, by way of any reference to what is around it. */
function nestedLists($ref: string, others: object = {}): SchemaObject {
  return { type: 'array', items: { $ref }, ...others }
}

/** Never written as a literal: an object with `then` looks like a promise. */
function conditions(met: JsonSchema, unmet: JsonSchema): SchemaObject {
  const [then, otherwise] = ['then', 'else'] as const
  return { [then]: met, [otherwise]: unmet }
}

const keywordNames = ['$ref', '$id', '$defs', '$anchor', 'properties', 'type', 'items', 'enum']
const dataNames = ['const', 'default', 'enum', 'examples', 'example', 'value', 'x-data']
const oddNames = [
  'constructor',
  'toString',
  'a/b',
  'm~n',
  '~1',
  '100%',
  '%25',
  'two words',
  '',
  'ы',
]

const assertions: Record<string, Case> = {
  'scalars with constraints': {
    schema: object({
      text: { type: 'string', minLength: 2, maxLength: 3, pattern: '^a' },
      count: { type: 'integer', minimum: 1, exclusiveMaximum: 9, multipleOf: 2 },
      either: { type: ['string', 'null'] },
    }),
    accepted: [{ text: 'ab', count: 8, either: null }],
    refused: [
      { text: 'a', count: 8, either: null },
      { text: 'bb', count: 8, either: null },
      { text: 'ab', count: 3, either: null },
      { text: 'ab', count: 8, either: 1 },
    ],
  },
  'a const that looks like a reference': {
    schema: { const: { $ref: '#/x' } },
    accepted: [{ $ref: '#/x' }],
    refused: [{}, { $ref: '#/components/schemas/x' }],
  },
  'a const that looks like a reference to what there is': {
    schema: { ...object({ a: A, b: { const: A } }), $defs: { A: string } },
    accepted: [{ a: 'a', b: A }],
    refused: [
      { a: 'a', b: 'a' },
      { a: 'a', b: { $ref: '#/components/schemas/A' } },
      { a: 1, b: A },
    ],
  },
  'a const that looks like a tuple of draft 7': {
    schema: { const: { items: [string], additionalItems: false } },
    accepted: [{ items: [string], additionalItems: false }],
    refused: [{ prefixItems: [string], items: false }],
  },
  'an enum of what looks like schemas': {
    schema: { enum: [{ $id: 'Node' }, { $defs: { A: true } }, { allOf: [{ $ref: '#' }] }] },
    accepted: [{ $id: 'Node' }, { $defs: { A: true } }, { allOf: [{ $ref: '#' }] }],
    refused: [{}, { allOf: [{}] }],
  },
  'properties called like keywords': {
    schema: {
      ...object(Object.fromEntries(keywordNames.map((name) => [name, A]))),
      $defs: { A: string },
    },
    accepted: [Object.fromEntries(keywordNames.map((name) => [name, 'a']))],
    refused: keywordNames.map((name) => ({
      ...Object.fromEntries(keywordNames.map((other) => [other, 'a'])),
      [name]: 1,
    })),
  },
  'properties called like keywords that hold data': {
    schema: {
      properties: Object.fromEntries(dataNames.map((name) => [name, A])),
      $defs: { A: string },
    },
    accepted: [Object.fromEntries(dataNames.map((name) => [name, 'a']))],
    refused: dataNames.map((name) => ({ [name]: 1 })),
  },
  'properties with odd names': {
    schema: object(Object.fromEntries(oddNames.map((name) => [name, string]))),
    accepted: [Object.fromEntries(oddNames.map((name) => [name, 'a']))],
    refused: [
      Object.fromEntries(oddNames.slice(1).map((name) => [name, 'a'])),
      ...oddNames.map((name) => ({ [name]: 1 })),
    ],
  },
  'additionalProperties and patternProperties': {
    schema: {
      properties: { a: string },
      patternProperties: { '^x-': A },
      additionalProperties: false,
      $defs: { A: number },
    },
    accepted: [{}, { a: 'a', 'x-1': 1 }],
    refused: [{ b: 1 }, { 'x-1': 'a' }, { a: 1 }],
  },
  'additionalProperties of a schema': {
    schema: { type: 'object', additionalProperties: A, $defs: { A: number } },
    accepted: [{}, { a: 1 }],
    refused: [{ a: 'a' }],
  },
  'propertyNames, minProperties and maxProperties': {
    schema: {
      propertyNames: A,
      minProperties: 1,
      maxProperties: 2,
      $defs: { A: { pattern: '^a' } },
    },
    accepted: [{ a: 1 }, { a: 1, aa: 1 }],
    refused: [{}, { b: 1 }, { a: 1, aa: 1, aaa: 1 }],
  },
  'dependentRequired and dependentSchemas': {
    schema: {
      type: 'object',
      dependentRequired: { a: ['b'], $ref: ['b'] },
      dependentSchemas: { c: { required: ['d'] }, const: A },
      $defs: { A: { required: ['e'] } },
    },
    accepted: [{}, { a: 1, b: 1 }, { c: 1, d: 1 }, { const: 1, e: 1 }],
    refused: [{ a: 1 }, { $ref: 1 }, { c: 1 }, { const: 1 }],
  },
  'a schema that has nothing but dependentRequired': {
    schema: { dependentRequired: { a: ['b'] } },
    accepted: [{}, { a: 1, b: 1 }],
    refused: [{ a: 1 }],
  },
  'a schema that has nothing but unevaluatedProperties': {
    schema: { unevaluatedProperties: false },
    accepted: [{}, 1],
    refused: [{ a: 1 }],
  },
  'arrays and tuples': {
    schema: {
      type: 'array',
      prefixItems: [string, A],
      items: false,
      minItems: 1,
      $defs: { A: number },
    },
    accepted: [['a'], ['a', 1]],
    refused: [[], [1], ['a', 'a'], ['a', 1, 1]],
  },
  'tuples of draft 7': {
    schema: { items: [string, A], additionalItems: { type: 'null' }, $defs: { A: number } },
    dialect: 'draft-7',
    accepted: [[], ['a'], ['a', 1], ['a', 1, null]],
    refused: [[1], ['a', 'a'], ['a', 1, 1]],
  },
  'tuples of draft 7 without an end, and closed ones within': {
    schema: list({ items: [{ items: [string], additionalItems: false }] }),
    dialect: 'draft-7',
    accepted: [[[['a'], 1]], [[[]]]],
    refused: [[[[1]]], [[['a', 'a']]]],
  },
  'tuples of draft 7 without a place': {
    schema: { items: [], additionalItems: false },
    dialect: 'draft-7',
    accepted: [[], 1],
    refused: [[1]],
  },
  'additionalItems without a tuple': {
    schema: { items: string, additionalItems: false },
    dialect: 'draft-7',
    accepted: [[], ['a', 'a']],
    refused: [[1]],
  },
  'contains, minContains and uniqueItems': {
    schema: {
      contains: A,
      minContains: 2,
      maxContains: 3,
      uniqueItems: true,
      $defs: { A: number },
    },
    accepted: [
      [1, 2],
      ['a', 1, 2],
    ],
    refused: [[1], [1, 1], [1, 2, 3, 4]],
  },
  'allOf, anyOf, oneOf and not': {
    schema: {
      allOf: [A, { minimum: 2 }],
      anyOf: [{ multipleOf: 2 }, { multipleOf: 3 }],
      oneOf: [{ maximum: 8 }, { multipleOf: 9 }],
      not: { const: 4 },
      $defs: { A: number },
    },
    accepted: [2, 3, 18],
    refused: [1, 4, 5, 10, 0, 'a'],
  },
  'if, then and else': {
    schema: {
      if: { $ref: '#/$defs/Flag' },
      ...conditions({ required: ['b'] }, { required: ['c'] }),
      $defs: { Flag: object({ a: { const: true } }) },
    },
    accepted: [{ a: true, b: 1 }, { c: 1 }],
    refused: [{ a: true }, { a: true, c: 1 }, {}, { b: 1 }],
  },
  'unevaluatedProperties around a reference': {
    schema: {
      ...A,
      properties: { b: string },
      unevaluatedProperties: false,
      $defs: { A: { properties: { a: string } } },
    },
    accepted: [{ a: 'a', b: 'b' }],
    refused: [{ c: 1 }, { a: 1 }],
  },
  'unevaluatedProperties within a reference': {
    schema: {
      ...A,
      properties: { b: string },
      $defs: { A: { properties: { a: string }, unevaluatedProperties: false } },
    },
    accepted: [{ a: 'a' }],
    refused: [{ b: 'b' }],
  },
  'additionalProperties beside a reference': {
    schema: {
      ...A,
      properties: { b: string },
      additionalProperties: false,
      $defs: { A: { properties: { a: string } } },
    },
    accepted: [{ b: 'b' }],
    refused: [{ a: 'a' }],
  },
  unevaluatedItems: {
    schema: {
      ...A,
      unevaluatedItems: number,
      $defs: { A: { prefixItems: [string] } },
    },
    accepted: [['a', 1, 2]],
    refused: [['a', true, 1], ['a', 'a'], [1]],
  },
  'boolean schemas': {
    schema: { properties: { a: true, b: false, c: { $ref: '#/$defs/No' } }, $defs: { No: false } },
    accepted: [{}, { a: 1 }],
    refused: [{ b: 1 }, { c: 1 }],
  },
  true: { schema: true, accepted: [1, {}, null], refused: [] },
  false: { schema: false, accepted: [], refused: [1, {}, null] },
}

const references: Record<string, Case> = {
  'a reference to the root': {
    schema: { type: 'object', properties: { a: { $ref: '#' } } },
    accepted: [{}, { a: { a: {} } }],
    refused: [{ a: { a: 1 } }],
  },
  'a reference to the root from a definition': {
    schema: {
      type: 'object',
      properties: { a: A },
      $defs: { A: list({ $ref: '#' }) },
    },
    accepted: [{ a: [{ a: [] }] }],
    refused: [{ a: [1] }, { a: [{ a: 1 }] }],
  },
  'definitions that refer to one another': {
    schema: {
      ...A,
      $defs: {
        A: { type: 'object', properties: { b: { $ref: '#/$defs/B' } } },
        B: list(A),
      },
    },
    accepted: [{}, { b: [{ b: [] }] }],
    refused: [[], { b: {} }, { b: [[]] }],
  },
  'definitions that are references': {
    schema: {
      ...list(A),
      $defs: { A: { $ref: '#/$defs/B' }, B: { $ref: '#/$defs/C' }, C: string },
    },
    accepted: [['a']],
    refused: [[1]],
  },
  'a definition that is a reference to the root': {
    schema: { ...list(A), $defs: { A: { $ref: '#' } } },
    accepted: [[], [[[]]]],
    refused: [1, [1], [[1]]],
  },
  'definitions of draft 7': {
    schema: {
      ...list({ $ref: '#/definitions/A' }),
      definitions: { A: nestedLists('#/definitions/A') },
    },
    dialect: 'draft-7',
    accepted: [[[], [[]]]],
    refused: [[1], [[1]]],
  },
  'definitions of both kinds under one name': {
    schema: {
      ...object({ a: A, b: { $ref: '#/definitions/A' } }),
      $defs: { A: string },
      definitions: { A: number },
    },
    accepted: [{ a: 'a', b: 1 }],
    refused: [
      { a: 1, b: 1 },
      { a: 'a', b: 'a' },
    ],
  },
  'definitions within a subschema': {
    schema: object({
      a: { $ref: '#/properties/b/$defs/A' },
      b: { ...object({ c: { $ref: '#/properties/b/$defs/A' } }), $defs: { A: string } },
    }),
    accepted: [{ a: 'a', b: { c: 'c' } }],
    refused: [
      { a: 1, b: { c: 'c' } },
      { a: 'a', b: { c: 1 } },
    ],
  },
  'definitions within a definition': {
    schema: {
      ...list({ $ref: '#/$defs/A/$defs/B' }),
      $defs: { A: { $defs: { B: number } } },
    },
    accepted: [[1]],
    refused: [['a']],
  },
  'definitions under one name in two subschemas': {
    schema: object({
      a: { $ref: '#/properties/a/$defs/A', $defs: { A: object({ x: string }) } },
      b: { $ref: '#/properties/b/$defs/A', $defs: { A: object({ x: number }) } },
    }),
    accepted: [{ a: { x: 'x' }, b: { x: 1 } }],
    refused: [
      { a: { x: 1 }, b: { x: 1 } },
      { a: { x: 'x' }, b: { x: 'x' } },
    ],
  },
  'definitions whose names are no names of components': {
    schema: {
      ...object({
        a: { $ref: '#/$defs/a~1b' },
        b: { $ref: '#/$defs/a%20b' },
        c: { $ref: '#/$defs/a~0b' },
        d: { $ref: '#/$defs/' },
        e: { $ref: '#/$defs/%D1%8B' },
      }),
      $defs: {
        'a/b': { const: 1 },
        'a b': { const: 2 },
        'a~b': { const: 3 },
        '': { const: 4 },
        ы: { const: 5 },
      },
    },
    accepted: [{ a: 1, b: 2, c: 3, d: 4, e: 5 }],
    refused: [
      { a: 2, b: 2, c: 3, d: 4, e: 5 },
      { a: 1, b: 1, c: 3, d: 4, e: 5 },
      { a: 1, b: 2, c: 1, d: 4, e: 5 },
      { a: 1, b: 2, c: 3, d: 1, e: 5 },
      { a: 1, b: 2, c: 3, d: 4, e: 1 },
    ],
  },
  'definitions called like keywords and parts of objects': {
    schema: {
      ...object({
        a: { $ref: '#/$defs/properties' },
        b: { $ref: '#/$defs/const' },
        c: { $ref: '#/$defs/__proto__' },
        d: { $ref: '#/$defs/constructor' },
        e: { $ref: '#/$defs/$ref' },
      }),
      $defs: JSON.parse(
        '{ "properties": { "const": 1 }, "const": { "const": 2 }, "__proto__": { "const": 3 },' +
          ' "constructor": { "const": 4 }, "$ref": { "const": 5 } }',
      ) as object,
    },
    accepted: [{ a: 1, b: 2, c: 3, d: 4, e: 5 }],
    refused: [
      { a: 0, b: 2, c: 3, d: 4, e: 5 },
      { a: 1, b: 0, c: 3, d: 4, e: 5 },
      { a: 1, b: 2, c: 0, d: 4, e: 5 },
      { a: 1, b: 2, c: 3, d: 0, e: 5 },
      { a: 1, b: 2, c: 3, d: 4, e: 0 },
    ],
  },
  'a pointer to a property': {
    schema: object({ a: string, b: { $ref: '#/properties/a' } }),
    accepted: [{ a: 'a', b: 'b' }],
    refused: [{ a: 'a', b: 1 }],
  },
  'a pointer to the items of a property': {
    schema: object({ a: list(object({ x: string })), b: { $ref: '#/properties/a/items' } }),
    accepted: [{ a: [], b: { x: 'x' } }],
    refused: [
      { a: [], b: { x: 1 } },
      { a: [], b: [] },
    ],
  },
  'a pointer to a property of a definition': {
    schema: {
      ...object({ a: { $ref: '#/$defs/A/properties/b' } }),
      $defs: { A: object({ b: number }) },
    },
    accepted: [{ a: 1 }],
    refused: [{ a: 'a' }],
  },
  'a pointer through what is itself a reference': {
    schema: {
      ...object({ a: A, b: { $ref: '#/properties/a' } }),
      $defs: { A: { $ref: '#/$defs/B/items' }, B: list(number) },
    },
    accepted: [{ a: 1, b: 1 }],
    refused: [
      { a: 'a', b: 1 },
      { a: 1, b: 'b' },
    ],
  },
  'a pointer through a tuple': {
    schema: { prefixItems: [object({ x: string }), { $ref: '#/prefixItems/0/properties/x' }] },
    accepted: [[{ x: 'x' }, 'x']],
    refused: [[{ x: 'x' }, 1]],
  },
  'a pointer through a tuple of draft 7': {
    schema: {
      items: [object({ x: string }), { $ref: '#/items/0/properties/x' }],
      additionalItems: object({ y: { $ref: '#/additionalItems/properties/z' }, z: number }),
    },
    dialect: 'draft-7',
    accepted: [[{ x: 'x' }, 'x', { y: 1, z: 1 }]],
    refused: [
      [{ x: 'x' }, 1],
      [{ x: 'x' }, 'x', { y: 'y', z: 1 }],
    ],
  },
  'a pointer to itself by way of the middle of a schema': {
    schema: object({
      a: { type: 'object', properties: { b: { $ref: '#/properties/a' } } },
    }),
    accepted: [{ a: {} }, { a: { b: { b: {} } } }],
    refused: [{ a: { b: 1 } }, { a: { b: { b: 1 } } }],
  },
  'a pointer through allOf, anyOf, not and if': {
    schema: {
      ...object({
        a: { $ref: '#/allOf/0' },
        b: { $ref: '#/anyOf/1/properties/x' },
        c: { $ref: '#/not' },
        d: { $ref: '#/if/properties/x' },
      }),
      allOf: [{ type: ['object', 'string'] }],
      anyOf: [true, { properties: { x: number } }],
      not: { const: 5 },
      if: { properties: { x: { const: 7 } } },
    },
    accepted: [{ a: 'a', b: 1, c: 5, d: 7 }],
    refused: [
      { a: 1, b: 1, c: 5, d: 7 },
      { a: 'a', b: 'b', c: 5, d: 7 },
      { a: 'a', b: 1, c: 6, d: 7 },
      { a: 'a', b: 1, c: 5, d: 8 },
    ],
  },
  'a pointer to a boolean': {
    schema: {
      properties: { a: false, b: { $ref: '#/properties/a' }, c: { $ref: '#/$defs/Any' } },
      $defs: { Any: true },
    },
    accepted: [{}, { c: 1 }],
    refused: [{ a: 1 }, { b: 1 }],
  },
  'pointers with escapes': {
    schema: {
      ...object({
        'a/b': string,
        'm~n': number,
        '100%': { const: 1 },
        '~1': { const: 2 },
        a: { $ref: '#/properties/a~1b' },
        b: { $ref: '#/properties/m~0n' },
        c: { $ref: '#/properties/100%25' },
        d: { $ref: '#/properties/~01' },
        e: { $ref: '#/%70roperties/a%7E1b' },
      }),
      required: [],
    },
    accepted: [{ a: 'a', b: 1, c: 1, d: 2, e: 'e' }],
    refused: [{ a: 1 }, { b: 'b' }, { c: 2 }, { d: 1 }, { e: 1 }],
  },
  'a pointer with an encoded $defs': {
    schema: { ...list({ $ref: '#/%24defs/A' }), $defs: { A: string } },
    accepted: [['a']],
    refused: [[1]],
  },
}

const node = 'https://example.com/schemas/node.json'

const identities: Record<string, Case> = {
  'a root by its relative $id': {
    schema: { $id: 'Node', type: 'object', properties: { next: { $ref: 'Node' } } },
    accepted: [{}, { next: { next: {} } }],
    refused: [{ next: 1 }, { next: { next: 1 } }],
  },
  'a root by its absolute $id': {
    schema: nestedLists(node, { $id: node }),
    accepted: [[], [[[]]]],
    refused: [1, [1], [[1]]],
  },
  'a root by a part of its absolute $id': {
    schema: nestedLists('node.json', { $id: node }),
    accepted: [[], [[[]]]],
    refused: [1, [1], [[1]]],
  },
  'a root by a URN': {
    schema: nestedLists('urn:example:node', { $id: 'urn:example:node' }),
    accepted: [[], [[[]]]],
    refused: [1, [1], [[1]]],
  },
  'a root by # beside an $id': {
    schema: nestedLists('#', { $id: node }),
    accepted: [[], [[[]]]],
    refused: [1, [1], [[1]]],
  },
  'a root whose $id ends in #': {
    schema: nestedLists(`${node}#`, { $id: `${node}#` }),
    dialect: 'draft-7',
    accepted: [[], [[[]]]],
    refused: [1, [1], [[1]]],
  },
  'a definition of a root with an $id': {
    schema: {
      $id: node,
      ...object({ a: A, b: { $ref: `${node}#/$defs/A` } }),
      $defs: { A: string },
    },
    accepted: [{ a: 'a', b: 'b' }],
    refused: [
      { a: 1, b: 'b' },
      { a: 'a', b: 1 },
    ],
  },
  'a subschema by its relative $id': {
    schema: object({ a: { $id: 'Node', ...object({ x: string }) }, b: { $ref: 'Node' } }),
    accepted: [{ a: { x: 'x' }, b: { x: 'x' } }],
    refused: [
      { a: { x: 1 }, b: { x: 'x' } },
      { a: { x: 'x' }, b: { x: 1 } },
    ],
  },
  'a recursive subschema by its relative $id': {
    schema: object({ a: { $id: 'Node', ...nestedLists('Node') } }),
    accepted: [{ a: [[], [[]]] }],
    refused: [{ a: 1 }, { a: [[1]] }],
  },
  'a definition by its relative $id': {
    schema: { ...list({ $ref: 'Node' }), $defs: { N: { $id: 'Node', ...nestedLists('Node') } } },
    accepted: [[[[]]]],
    refused: [[1], [[1]]],
  },
  'definitions that refer to one another by $id': {
    schema: {
      $ref: 'Node',
      $defs: {
        Node: { $id: 'Node', type: 'object', properties: { edges: list({ $ref: 'Edge' }) } },
        Edge: { $id: 'Edge', ...object({ to: { $ref: 'Node' } }) },
      },
    },
    accepted: [{}, { edges: [{ to: { edges: [] } }] }],
    refused: [{ edges: [{}] }, { edges: [{ to: 1 }] }],
  },
  'a definition by its absolute $id': {
    schema: { ...list({ $ref: node }), $defs: { N: { $id: node, ...object({ x: string }) } } },
    accepted: [[{ x: 'x' }]],
    refused: [[1], [{ x: 1 }]],
  },
  'a definition with an $id by a pointer': {
    schema: {
      ...list({ $ref: '#/$defs/N' }),
      $defs: { N: { $id: node, ...object({ x: string }) } },
    },
    accepted: [[{ x: 'x' }]],
    refused: [[1], [{ x: 1 }]],
  },
  '# within a definition with an $id': {
    schema: {
      ...list({ $ref: node }),
      $defs: { N: { $id: node, type: 'object', additionalProperties: { $ref: '#' } } },
    },
    accepted: [[{}, { a: { b: {} } }]],
    refused: [[[]], [{ a: [] }]],
  },
  'a pointer within a definition with an $id': {
    schema: {
      ...object({ a: number, b: { $ref: node } }),
      $defs: { N: { $id: node, ...object({ a: string, b: { $ref: '#/properties/a' } }) } },
    },
    accepted: [{ a: 1, b: { a: 'a', b: 'b' } }],
    refused: [{ a: 1, b: { a: 'a', b: 1 } }],
  },
  'definitions of a definition with an $id': {
    schema: {
      ...object({ a: A, b: { $ref: node } }),
      $defs: { A: number, N: { $id: node, ...object({ x: A }), $defs: { A: string } } },
    },
    accepted: [{ a: 1, b: { x: 'x' } }],
    refused: [
      { a: 'a', b: { x: 'x' } },
      { a: 1, b: { x: 1 } },
    ],
  },
  'a pointer into another resource': {
    schema: {
      ...list({ $ref: `${node}#/properties/x` }),
      $defs: { N: { $id: node, ...object({ x: string }) } },
    },
    accepted: [['a']],
    refused: [[1]],
  },
  'an $id relative to the one around it': {
    schema: {
      $id: 'https://example.com/schemas/',
      ...object({ a: { $ref: 'https://example.com/schemas/deep/a.json' }, b: { $ref: 'b.json' } }),
      $defs: {
        A: { $id: 'deep/a.json', ...object({ b: { $ref: '../b.json' } }) },
        B: { $id: 'b.json', ...string },
      },
    },
    accepted: [{ a: { b: 'b' }, b: 'b' }],
    refused: [
      { a: { b: 1 }, b: 'b' },
      { a: { b: 'b' }, b: 1 },
    ],
  },
  'an $anchor of a definition': {
    schema: { ...list({ $ref: '#one' }), $defs: { A: { $anchor: 'one', ...string } } },
    accepted: [['a']],
    refused: [[1]],
  },
  'an $anchor of the root': {
    schema: nestedLists('#top', { $anchor: 'top' }),
    isJudged: false,
    accepted: [[], [[]]],
    refused: [[1], [[1]]],
  },
  'an $anchor within a subschema': {
    schema: object({ a: list({ $anchor: 'one', ...string }), b: { $ref: '#one' } }),
    accepted: [{ a: ['a'], b: 'b' }],
    refused: [
      { a: ['a'], b: 1 },
      { a: [1], b: 'b' },
    ],
  },
  'one $anchor in two resources': {
    schema: {
      ...object({ a: { $ref: '#one' }, b: { $ref: `${node}#one` }, c: { $ref: node } }),
      $defs: {
        A: { $anchor: 'one', ...number },
        N: {
          $id: node,
          ...object({ x: { $ref: '#one' } }),
          $defs: { A: { $anchor: 'one', ...string } },
        },
      },
    },
    accepted: [{ a: 1, b: 'b', c: { x: 'x' } }],
    refused: [
      { a: 'a', b: 'b', c: { x: 'x' } },
      { a: 1, b: 1, c: { x: 'x' } },
      { a: 1, b: 'b', c: { x: 1 } },
    ],
  },
  'an anchor of draft 7': {
    schema: { ...list({ $ref: '#one' }), definitions: { A: { $id: '#one', ...string } } },
    dialect: 'draft-7',
    accepted: [['a']],
    refused: [[1]],
  },
  'an anchor of draft 7 beside an $id': {
    schema: {
      $id: node,
      ...list({ $ref: `${node}#one` }),
      definitions: { A: { $id: '#one', ...string } },
    },
    dialect: 'draft-7',
    accepted: [['a']],
    refused: [[1]],
  },
  'a $dynamicRef to the root': {
    schema: { $dynamicAnchor: 'node', type: 'array', items: { $dynamicRef: '#node' } },
    accepted: [[], [[]]],
    refused: [1, [1], [[1]]],
  },
  'a $dynamicRef within a definition': {
    schema: {
      ...list(A),
      $defs: { A: { $dynamicAnchor: 'node', type: 'array', items: { $dynamicRef: '#node' } } },
    },
    accepted: [[[], [[]]]],
    refused: [[1], [[1]]],
  },
  'a $ref to a $dynamicAnchor': {
    schema: { ...list({ $ref: '#node' }), $defs: { A: { $dynamicAnchor: 'node', ...string } } },
    accepted: [['a']],
    refused: [[1]],
  },
}

const titled = { title: 'Node', ...object({ x: string }) }

const besides: Record<string, Case> = {
  'annotations beside a $ref': {
    schema: {
      ...object({ a: { ...A, description: 'One', default: { $ref: '#/x' }, title: 'Other' } }),
      $defs: { A: string },
    },
    accepted: [{ a: 'a' }],
    refused: [{ a: 1 }],
  },
  'assertions beside a $ref': {
    schema: {
      ...list({ ...A, maxLength: 1, not: { const: 'b' } }),
      $defs: { A: { ...string, not: { const: 'a' } } },
    },
    accepted: [['c']],
    refused: [[1], ['a'], ['b'], ['cc']],
  },
  'properties beside a $ref': {
    schema: {
      ...list({ ...A, properties: { x: number, y: A } }),
      $defs: { A: { properties: { x: { minimum: 1 } } } },
    },
    accepted: [[{ x: 1, y: { x: 'x' } }]],
    refused: [[{ x: 0 }], [{ x: 'x' }], [{ y: { x: 0 } }]],
  },
  'a $ref and allOf beside each other': {
    schema: { ...A, allOf: [{ $ref: '#/$defs/B' }], $defs: { A: number, B: { minimum: 1 } } },
    accepted: [1],
    refused: [0, 'a'],
  },
  'assertions beside a $ref to false': {
    schema: { properties: { a: { ...A, not: { const: 1 } } }, $defs: { A: false } },
    accepted: [{}],
    refused: [{ a: 1 }, { a: 2 }],
  },
  'assertions beside a $ref to the root': {
    schema: { type: 'object', properties: { a: { $ref: '#', minProperties: 1 } } },
    accepted: [{}, { a: { b: 1 } }],
    refused: [{ a: {} }, { a: [1] }],
  },
  'a pointer to what stands beside a $ref': {
    schema: {
      ...object({
        a: { ...A, properties: { x: string } },
        b: { $ref: '#/properties/a/properties/x' },
      }),
      $defs: { A: object({ x: true }) },
    },
    accepted: [{ a: { x: 'x' }, b: 'b' }],
    refused: [
      { a: { x: 1 }, b: 'b' },
      { a: {}, b: 'b' },
      { a: { x: 'x' }, b: 1 },
    ],
  },
  'one title on equal schemas': {
    schema: {
      ...object({ a: titled, b: titled, c: { $ref: '#/$defs/Node' } }),
      $defs: { Node: titled },
    },
    accepted: [{ a: { x: 'x' }, b: { x: 'x' }, c: { x: 'x' } }],
    refused: [{ a: { x: 'x' }, b: { x: 'x' }, c: { x: 1 } }],
  },
}

const Tree = { type: 'object', properties: { branches: list({ $ref: '#' }) } }
const withA = (definition: JsonSchema): SchemaObject => ({
  ...object({ a: A }),
  $defs: { A: definition },
})

const Circle = {
  $id: node,
  items: { type: 'object', properties: { x: { $ref: '#/items' }, y: { $ref: '#' } } },
}

const documents: Record<string, Case> = {
  'one schema on both sides': {
    schema: { ...nestedLists('#'), title: 'Lists' },
    isAnswered: true,
    accepted: [[], [[]]],
    refused: [1, [1]],
  },
  'a named root': {
    schema: Tree,
    named: { Tree },
    accepted: [{}, { branches: [{}] }],
    refused: [1, { branches: [1] }],
  },
  'a named root with an $id': {
    schema: { $id: 'Node', ...nestedLists('Node') },
    named: { Named: { $id: 'Node', ...nestedLists('Node') } },
    accepted: [[], [[]]],
    refused: [1, [1]],
  },
  'a named subschema': {
    schema: object({
      a: titled,
      b: { $ref: '#/properties/a' },
      c: { $ref: '#/properties/a/properties/x' },
    }),
    named: { Named: titled },
    accepted: [{ a: { x: 'x' }, b: { x: 'x' }, c: 'c' }],
    refused: [
      { a: { x: 'x' }, b: { x: 1 }, c: 'c' },
      { a: { x: 'x' }, b: { x: 'x' }, c: 1 },
    ],
  },
  'a named definition': {
    schema: {
      ...object({ a: A, b: { $ref: '#/$defs/A/properties/x' } }),
      $defs: { A: object({ x: string }) },
    },
    named: { Named: object({ x: string }) },
    accepted: [{ a: { x: 'x' }, b: 'b' }],
    refused: [
      { a: { x: 1 }, b: 'b' },
      { a: { x: 'x' }, b: 1 },
    ],
  },
  'a named subschema under unevaluatedProperties': {
    schema: {
      allOf: [object({ x: string })],
      properties: { y: string },
      unevaluatedProperties: false,
    },
    named: { Named: object({ x: string }) },
    accepted: [{ x: 'x', y: 'y' }],
    refused: [{ x: 'x', z: 1 }, { y: 'y' }],
  },
  'a reference to what has a name': {
    schema: object({ a: { $ref: '#/components/schemas/Named' } }),
    isJudged: false,
    named: { Named: object({ x: string }) },
    accepted: [{ a: { x: 'x' } }],
    refused: [{ a: 1 }, { a: { x: 1 } }],
  },
  'a copy of a named schema whose # is another root': {
    schema: { ...object({ tree: Tree }), additionalProperties: false },
    named: { Tree },
    accepted: [{ tree: {} }, { tree: { branches: [{ tree: {} }] } }],
    refused: [{ tree: { branches: [{}] } }],
  },
  'a copy of a named schema whose definitions are others': {
    schema: { ...object({ x: object({ a: A }) }), $defs: { A: number } },
    named: { Named: withA(string) },
    accepted: [{ x: { a: 1 } }],
    refused: [{ x: { a: 'a' } }],
  },
  'a copy of a named schema with the definitions above': {
    schema: { ...object({ x: object({ a: A }) }), $defs: { A: string } },
    named: { Named: withA(string) },
    accepted: [{ x: { a: 'a' } }],
    refused: [{ x: { a: 1 } }],
  },
  'recursive schemas that differ in what a library named': {
    schema: {
      ...object({ a: { $ref: '#/$defs/__schema0' } }),
      properties: { a: { $ref: '#/$defs/__schema0' }, b: { $ref: '#' } },
      $defs: { __schema0: string },
    },
    beside: [
      {
        ...object({ a: { $ref: '#/$defs/__schema0' } }),
        properties: { a: { $ref: '#/$defs/__schema0' }, b: { $ref: '#' } },
        $defs: { __schema0: number },
      },
    ],
    accepted: [{ a: 'a', b: { a: 'a' } }],
    refused: [{ a: 1 }, { a: 'a', b: { a: 1 } }],
  },
  'a schema with an $id, and a copy of it in another': {
    schema: object({ a: { $id: node, ...nestedLists('#') } }),
    beside: [{ $id: node, ...nestedLists('#') }],
    accepted: [{ a: [[]] }],
    refused: [{ a: [1] }],
  },
  'a schema with an $id and a circle within it, and a copy of it in another': {
    schema: object({ a: Circle }),
    beside: [Circle],
    accepted: [{ a: [{}, { x: { x: {} }, y: [] }] }],
    refused: [{ a: [1] }, { a: [{ x: 1 }] }, { a: [{ y: [1] }] }],
  },
  'a reference with an $id, and a copy of it in another': {
    schema: object({ a: { $id: node, ...A, $defs: { A: string } } }),
    beside: [{ $id: node, ...A, $defs: { A: string } }],
    // ajv looks for the pointer in the reference that it stands beside, without end.
    isJudged: false,
    accepted: [{ a: 'a' }],
    refused: [{ a: 1 }],
  },
  'a schema with an $id and pointers, and a copy of it in another': {
    schema: object({
      a: {
        $id: node,
        patternProperties: { '^b': { $ref: '#/patternProperties/%5Ea' }, '^a': { $ref: '#' } },
      },
    }),
    beside: [
      {
        $id: node,
        patternProperties: { '^b': { $ref: '#/patternProperties/%5Ea' }, '^a': { $ref: '#' } },
      },
    ],
    accepted: [{ a: {} }],
    refused: [{}],
  },
  'a named root that is a reference to a definition': {
    schema: { ...A, $defs: { A: list({ $ref: '#' }) } },
    named: { Named: { ...A, $defs: { A: list({ $ref: '#' }) } } },
    accepted: [[], [[]]],
    refused: [1, [1]],
  },
  'a named root that is a reference to a part of a definition': {
    schema: { $ref: '#/$defs/A/items', $defs: { A: list(A) } },
    named: { Named: { $ref: '#/$defs/A/items', $defs: { A: list(A) } } },
    accepted: [[], [[]]],
    refused: [1, [1]],
  },
  'a named root that is a reference, and has an $id': {
    schema: { $id: node, ...A, $defs: { A: list({ $ref: '#' }) } },
    named: { Named: { $id: node, ...A, $defs: { A: list({ $ref: '#' }) } } },
    accepted: [[], [[]]],
    refused: [1, [1]],
  },
  'one embedded resource in two schemas': {
    schema: { ...list({ $ref: 'Node' }), $defs: { N: { $id: 'Node', ...nestedLists('Node') } } },
    beside: [object({ a: { $id: 'Node', ...nestedLists('Node') } })],
    accepted: [[[], [[]]]],
    refused: [[1], [[1]]],
  },
}

const cases = Object.entries({
  ...assertions,
  ...references,
  ...identities,
  ...besides,
  ...documents,
})

function bodiesOf({ schema, beside = [] }: Case): JsonSchema[] {
  // The order of the bodies must not decide about what any of them accepts.
  return [...beside, schema, ...beside]
}

describe('a document says what is said by', () => {
  it.each(cases)('%s', (_what, example) => {
    const { schema, accepted, refused, dialect = '2020-12', isAnswered, named } = example
    const check = (accepts: Accepts): void => {
      expect(
        accepted.filter((value) => !accepts(value)),
        'wrongly refused',
      ).toEqual([])
      expect(
        refused.filter((value) => accepts(value) !== false),
        'wrongly accepted',
      ).toEqual([])
    }
    if (example.isJudged ?? true) check(judgeOriginal(schema, dialect))
    const bodies = bodiesOf(example)
    const document = buildDocument({ bodies, isAnswered, named })
    checkForm(
      document,
      bodies.flatMap((_, index) => placesOf(index, isAnswered)),
    )
    const judgePlace = createDocumentJudge(document)
    for (const place of placesOf(bodies.indexOf(schema), isAnswered)) check(judgePlace(place))
  })
})

describe('a document keeps', () => {
  // ajv passes over `__proto__` in `properties`, so no value can tell.
  it('a property called __proto__', () => {
    const schema = JSON.parse(
      '{ "type": "object", "properties": { "__proto__": { "type": "string" } },' +
        ' "dependentRequired": { "__proto__": ["a"] } }',
    ) as SchemaObject
    const document = buildDocument({ bodies: [schema] })
    expect(print(follow(document, placesOf(0)[0] ?? ''))).toBe(print(schema))
  })

  const data = { $ref: '#/$defs/A', items: [{ $id: 'Node' }], additionalItems: A, $defs: {} }

  it.each([
    ['default', { default: data }],
    ['examples', { examples: [data] }],
    ['const', { const: data }],
    ['enum', { enum: [data] }],
    ['an extension', { 'x-data': data }],
    ['an enum in dependentSchemas', { dependentSchemas: { $defs: { enum: [data] } } }],
  ])('what looks like a schema, and is the data of %s', (_keyword, annotation) => {
    const schema = object({ a: { ...string, ...annotation } })
    const document = buildDocument({ bodies: [{ ...schema, $defs: { A: string } }] })
    expect(follow(document, placesOf(0)[0] ?? '')).toEqual(schema)
  })
})
