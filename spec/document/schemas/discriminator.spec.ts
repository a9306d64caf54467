import { Type as TypeBox034 } from '@sinclair/typebox'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { type } from 'arktype'
import express from 'express'
import fc from 'fast-check'
import { Type } from 'typebox'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { callbackRouter, openapi, operation } from '../../../lib/index.ts'
import type { Schema } from '../../../lib/index.ts'
import { downgradeTo30 } from '../../../lib/document/versions/downgrade-3.0.ts'
import { listen } from '../../live-app.ts'

const info = { title: 'Pets', version: '1.0.0' }
const declare = operation as unknown as (definition: object) => express.RequestHandler

interface Built {
  readonly body: unknown
  readonly answer: unknown
  readonly parameters: unknown
  readonly schemas: Record<string, unknown>
}

/** What one operation's schemas have become, and the components but that of an invalid request. */
function build(definition: object, schemas: Record<string, Schema> = {}): Built {
  const app = express()
  app.post('/', declare(definition))
  const { paths, components } = openapi({ info, schemas }).document(app)
  const { requestBody, responses, parameters } = paths?.['/']?.post ?? {}
  const { RequestProblem: _, ...others } = components?.schemas ?? {}
  return {
    body: schemaIn(requestBody),
    answer: schemaIn(responses?.[200]),
    parameters,
    schemas: others,
  }
}

function schemaIn(part: unknown): unknown {
  const { content } = (part ?? {}) as { content?: Record<string, { schema: unknown }> }
  return content?.['application/json']?.schema
}

const address = (name: string): string => `#/components/schemas/${name}`
const ref = (name: string): { $ref: string } => ({ $ref: address(name) })

/** A Discriminator Object whose values lead to the components of these names. */
function by(propertyName: string, names: Readonly<Record<string, string>>): object {
  const mapping = Object.entries(names).map(([value, name]) => [value, address(name)])
  return { propertyName, mapping: Object.fromEntries(mapping) }
}

const pets = by('kind', { cat: 'Cat', dog: 'Dog', wolf: 'Dog' })

/** A union of two schemas under their names, as plain JSON Schema. */
function unionOf(one: object, other: object, keyword = 'oneOf'): object {
  return {
    [keyword]: [{ $ref: '#/$defs/One' }, { $ref: '#/$defs/Other' }],
    $defs: { One: one, Other: other },
  }
}

/** An object whose property is one of these texts. */
function tagged(
  name: string,
  ...texts: unknown[]
): { type: 'object'; properties: object; required: string[] } {
  return { type: 'object', properties: { [name]: { enum: texts } }, required: [name] }
}

function discriminatorOf(body: unknown, schemas: Record<string, Schema> = {}): unknown {
  return (build({ body }, schemas).body as { discriminator?: unknown }).discriminator
}

describe('a union of tagged objects', () => {
  const Cat = z.object({ kind: z.literal('cat') })
  const Dog = z.object({ kind: z.enum(['dog', 'wolf']) })
  const VCat = v.object({ kind: v.literal('cat') })
  const VDog = v.object({ kind: v.picklist(['dog', 'wolf']) })
  const ACat = type({ kind: "'cat'" })
  const ADog = type({ kind: "'dog' | 'wolf'" })
  const TCat = Type.Object({ kind: Type.Literal('cat') }, { $id: 'Cat' })
  const TDog = Type.Object(
    { kind: Type.Union([Type.Literal('dog'), Type.Literal('wolf')]) },
    { $id: 'Dog' },
  )
  const OldCat = TypeBox034.Object({ kind: TypeBox034.Literal('cat') }, { title: 'Cat' })
  const OldDog = TypeBox034.Object(
    { kind: TypeBox034.Union([TypeBox034.Literal('dog'), TypeBox034.Literal('wolf')]) },
    { title: 'Dog' },
  )
  const plain = {
    oneOf: [{ $ref: '#/$defs/Cat' }, { $ref: '#/$defs/Dog' }],
    $defs: { Cat: tagged('kind', 'cat'), Dog: tagged('kind', 'dog', 'wolf') },
  }

  it.each<[string, Schema, Record<string, Schema>, 'oneOf' | 'anyOf']>([
    ['z.discriminatedUnion()', z.discriminatedUnion('kind', [Cat, Dog]), { Cat, Dog }, 'oneOf'],
    ['z.union()', z.union([Cat, Dog]), { Cat, Dog }, 'anyOf'],
    ['v.variant()', v.variant('kind', [VCat, VDog]), { Cat: VCat, Dog: VDog }, 'oneOf'],
    ['v.union()', v.union([VCat, VDog]), { Cat: VCat, Dog: VDog }, 'anyOf'],
    ['Type.Union()', Type.Union([TCat, TDog]), {}, 'anyOf'],
    ['Type.Union() of 0.34', TypeBox034.Union([OldCat, OldDog]), {}, 'anyOf'],
    ['plain JSON Schema', plain as Schema, {}, 'oneOf'],
  ])('says which property tells them apart: %s', (_name, body, schemas, keyword) => {
    const built = build({ body }, schemas)
    expect(built.body).toEqual({ [keyword]: [ref('Cat'), ref('Dog')], discriminator: pets })
    expect(Object.keys(built.schemas)).toEqual(['Cat', 'Dog'])
  })

  it('of ArkType does so too, in the order that it gives them', () => {
    const { body } = build({ body: ACat.or(ADog) }, { Cat: ACat, Dog: ADog }) as {
      body: { anyOf: unknown[] }
    }
    expect(body).toEqual({ anyOf: expect.any(Array) as unknown, discriminator: pets })
    expect(new Set(body.anyOf)).toEqual(new Set([ref('Cat'), ref('Dog')]))
  })

  it('says so within what else it stands in', () => {
    const Pet = z.discriminatedUnion('kind', [Cat, Dog])
    const union = { oneOf: [ref('Cat'), ref('Dog')], discriminator: pets }
    const body = z.object({ one: Pet.nullable(), all: z.array(Pet), by: z.record(z.string(), Pet) })
    const { properties } = build({ body }, { Cat, Dog }).body as { properties: unknown }
    expect(properties).toEqual({
      one: { anyOf: [union, { type: 'null' }] },
      all: { type: 'array', items: union },
      by: { type: 'object', propertyNames: { type: 'string' }, additionalProperties: union },
    })
  })

  it('says so as a parameter', () => {
    const query = z.object({ pet: z.discriminatedUnion('kind', [Cat, Dog]) })
    expect(build({ query }, { Cat, Dog }).parameters).toEqual([
      {
        name: 'pet',
        in: 'query',
        required: true,
        schema: { oneOf: [ref('Cat'), ref('Dog')], discriminator: pets },
      },
    ])
  })

  it('says so as a component', () => {
    const Pet = z.discriminatedUnion('kind', [Cat, Dog])
    const built = build({ body: z.object({ pet: Pet }) }, { Cat, Dog, Pet })
    expect(built.schemas['Pet']).toEqual({ oneOf: [ref('Cat'), ref('Dog')], discriminator: pets })
  })

  it('says so with words beside its references', () => {
    const body = z.discriminatedUnion('kind', [Cat.describe('Purrs'), Dog])
    expect(build({ body }, { Cat, Dog }).body).toEqual({
      oneOf: [{ ...ref('Cat'), description: 'Purrs' }, ref('Dog')],
      discriminator: pets,
    })
  })

  it('leads to the side that it is used on', () => {
    const Named = z.object({ kind: z.literal('cat'), name: z.string().default('Tom') })
    const Pet = z.discriminatedUnion('kind', [Named, Dog])
    const built = build({ body: Pet, responses: { 200: Pet } }, { Cat: Named, Dog })
    expect({ body: built.body, answer: built.answer }).toEqual({
      body: {
        oneOf: [ref('Cat-Input'), ref('Dog')],
        discriminator: by('kind', { cat: 'Cat-Input', dog: 'Dog', wolf: 'Dog' }),
      },
      answer: {
        oneOf: [ref('Cat-Output'), ref('Dog')],
        discriminator: by('kind', { cat: 'Cat-Output', dog: 'Dog', wolf: 'Dog' }),
      },
    })
  })

  it('has one only on the side that requires the property', () => {
    const Defaulted = z.object({ kind: z.literal('cat').default('cat') })
    const Pet = z.union([Defaulted, Dog])
    const built = build({ body: Pet, responses: { 200: Pet } }, { Cat: Defaulted, Dog })
    expect(built.body).toEqual({ anyOf: [ref('Cat-Input'), ref('Dog')] })
    expect(built.answer).toEqual({
      anyOf: [ref('Cat-Output'), ref('Dog')],
      discriminator: by('kind', { cat: 'Cat-Output', dog: 'Dog', wolf: 'Dog' }),
    })
  })

  it('of which some are unions in turn says what each of them says', () => {
    const Fish = z.object({ kind: z.literal('fish') })
    const Land = z.discriminatedUnion('kind', [Cat, Dog])
    const land = { oneOf: [ref('Cat'), ref('Dog')], discriminator: pets }
    const body = z.discriminatedUnion('kind', [Land, Fish])
    expect(build({ body }, { Cat, Dog, Fish }).body).toEqual({ oneOf: [land, ref('Fish')] })
    const named = build({ body }, { Cat, Dog, Fish, Land })
    expect(named.body).toEqual({ oneOf: [ref('Land'), ref('Fish')] })
    expect(named.schemas['Land']).toEqual(land)
  })

  it('may refer to itself', () => {
    const Value = z.object({ op: z.literal('value') }).meta({ id: 'Value' })
    const Sum = z
      .object({
        op: z.enum(['plus', 'minus']),
        get terms(): z.ZodArray<typeof Expression> {
          return z.array(Expression)
        },
      })
      .meta({ id: 'Sum' })
    const Expression: z.ZodType = z
      .discriminatedUnion('op', [Value, Sum])
      .meta({ id: 'Expression' })
    expect(build({ body: Expression })).toMatchObject({
      body: ref('Expression'),
      schemas: {
        Expression: {
          oneOf: [ref('Value'), ref('Sum')],
          discriminator: by('op', { value: 'Value', plus: 'Sum', minus: 'Sum' }),
        },
        Sum: { properties: { terms: { type: 'array', items: ref('Expression') } } },
      },
    })
  })

  it('is checked as before', async () => {
    const app = express()
    const Pet = z.discriminatedUnion('kind', [Cat, Dog])
    const handler: express.RequestHandler = (req, res) => void res.json(req.body)
    app.use(express.json())
    app.post('/zod', declare({ body: Pet }), handler)
    app.post('/plain', declare({ body: plain }), handler)
    app.use(openapi({ info, schemas: { Cat, Dog } }))
    const origin = await listen(app)
    await fetch(`${origin}/openapi.json`)
    for (const path of ['/zod', '/plain']) {
      const answers = ['wolf', 'cow'].map(async (kind) => {
        const body = JSON.stringify({ kind })
        const headers = { 'content-type': 'application/json' }
        return (await fetch(origin + path, { method: 'POST', headers, body })).status
      })
      expect(await Promise.all(answers)).toEqual([200, 422])
    }
  })
})

describe('in a callback', () => {
  const Cat = {
    $id: 'Cat',
    type: 'object',
    properties: { kind: { const: 'cat' }, chip: { type: 'string', readOnly: true } },
    required: ['kind', 'chip'],
  }
  const Dog = { ...tagged('kind', 'dog'), $id: 'Dog' }
  const Pet = { oneOf: [Cat, Dog] }

  it('a discriminator leads to what is sent', () => {
    const events = callbackRouter().post('https://a.test', {
      body: Pet,
      responses: { 200: Pet },
    } as never)
    const built = build({ body: Pet, callbacks: { events } })
    expect(built.body).toEqual({
      oneOf: [ref('Cat'), ref('Dog')],
      discriminator: by('kind', { cat: 'Cat', dog: 'Dog' }),
    })
    const app = express()
    app.post('/', declare({ body: Pet, callbacks: { events } }))
    const { paths } = openapi({ info }).document(app)
    const callbacks = paths?.['/']?.post?.callbacks as unknown as Record<
      string,
      Record<string, { post: { requestBody: unknown; responses: Record<string, unknown> } }>
    >
    const { requestBody, responses } = callbacks['events']?.['https://a.test']?.post ?? {}
    expect([schemaIn(requestBody), schemaIn(responses?.['200'])]).toEqual([
      {
        oneOf: [ref('Cat-Sent'), ref('Dog')],
        discriminator: by('kind', { cat: 'Cat-Sent', dog: 'Dog' }),
      },
      {
        oneOf: [ref('Cat-Received'), ref('Dog')],
        discriminator: by('kind', { cat: 'Cat-Received', dog: 'Dog' }),
      },
    ])
  })

  it('a property that does not travel tells nothing apart', () => {
    const secret = (text: string): object => ({
      ...tagged('kind', text),
      properties: { kind: { const: text, writeOnly: true } },
    })
    const body = unionOf(secret('a'), secret('b'))
    const events = callbackRouter().post('https://a.test', { body } as never)
    const { schemas } = build({
      body: { $id: 'Pet', ...body },
      callbacks: { events },
      responses: {},
    })
    expect(schemas['Pet']).toMatchObject({ discriminator: by('kind', { a: 'One', b: 'Other' }) })
    const app = express()
    app.post('/', declare({ callbacks: { events } }))
    const text = JSON.stringify(openapi({ info }).document(app))
    expect(text).toContain('"oneOf"')
    expect(text).not.toContain('discriminator')
  })
})

describe('the property', () => {
  const two = (texts: Record<string, [string, string]>): [object, object] => {
    const part = (index: 0 | 1): object => ({
      type: 'object',
      properties: Object.fromEntries(
        Object.entries(texts).map(([name, pair]) => [name, { const: pair[index] }]),
      ),
      required: Object.keys(texts),
    })
    return [part(0), part(1)]
  }

  it.each<[string, Record<string, [string, string]>, string]>([
    ['called type', { event: ['a', 'b'], kind: ['c', 'd'], type: ['e', 'f'] }, 'type'],
    ['called kind', { event: ['a', 'b'], kind: ['c', 'd'] }, 'kind'],
    ['first declared', { event: ['a', 'b'], action: ['c', 'd'] }, 'event'],
    ['that differs', { type: ['a', 'a'], event: ['c', 'd'] }, 'event'],
  ])('is the one %s', (_which, texts, propertyName) => {
    const [one = '', other = ''] = texts[propertyName] ?? []
    expect(discriminatorOf(unionOf(...two(texts)))).toEqual(
      by(propertyName, { [one]: 'One', [other]: 'Other' }),
    )
  })

  it.each<[string, object]>([
    ['in allOf', { allOf: [tagged('kind', 'a'), { properties: { more: {} } }] }],
    [
      'required in another part',
      { allOf: [{ ...tagged('kind', 'a'), required: [] }], required: ['kind'] },
    ],
    ['behind a $ref', { $ref: '#/$defs/Base' }],
    [
      'of a type that is referred to',
      { ...tagged('kind'), properties: { kind: { $ref: '#/$defs/Tag' } } },
    ],
    ['narrowed', { ...tagged('kind', 'a', 'c'), allOf: [tagged('kind', 'a', 'd')] }],
    ['that is a const', { ...tagged('kind'), properties: { kind: { const: 'a' } } }],
    [
      'that is one of several',
      { ...tagged('kind'), properties: { kind: { anyOf: [{ const: 'a' }, { enum: ['a'] }] } } },
    ],
  ])('may be %s', (_where, One) => {
    const { $defs, ...union } = unionOf(One, tagged('kind', 'b')) as { $defs: object }
    const defs = { ...$defs, Base: tagged('kind', 'a'), Tag: { type: 'string', const: 'a' } }
    expect(discriminatorOf({ ...union, $defs: defs })).toEqual(by('kind', { a: 'One', b: 'Other' }))
  })

  it('may be in schemas that are referred to by their names in the document', () => {
    const Cat = { ...tagged('kind', 'cat'), $id: 'https://pets.test/Cat' }
    const Base = tagged('kind', 'dog')
    const Dog = { allOf: [ref('Base')] }
    const body = { oneOf: [{ $ref: 'https://pets.test/Cat' }, ref('Dog')] }
    expect(discriminatorOf(body, { Cat, Dog, Base } as never)).toEqual(
      by('kind', { cat: 'Cat', dog: 'Dog' }),
    )
  })

  it.each(['__proto__', 'constructor', '', 'a/b'])(
    'and its texts may have any name: %j',
    (name) => {
      const body = unionOf(tagged(name, '__proto__'), tagged(name, 'toString'))
      const { propertyName, mapping } = discriminatorOf(body) as Record<string, object>
      expect(propertyName).toBe(name)
      expect(Object.entries(mapping ?? {})).toEqual([
        ['__proto__', address('One')],
        ['toString', address('Other')],
      ])
    },
  )
})

describe('no discriminator has a union', () => {
  const Other = tagged('kind', 'b')

  it.each<[string, object]>([
    ['of alternatives written out', { oneOf: [tagged('kind', 'a'), Other] }],
    ['of one', { oneOf: [{ $ref: '#/$defs/One' }], $defs: { One: Other } }],
    [
      'of the same twice',
      { oneOf: [{ $ref: '#/$defs/One' }, { $ref: '#/$defs/One' }], $defs: { One: Other } },
    ],
    [
      'that null is in',
      {
        anyOf: [{ $ref: '#/$defs/One' }, { $ref: '#/$defs/Other' }, { type: 'null' }],
        $defs: { One: tagged('kind', 'a'), Other },
      },
    ],
    [
      'with two lists',
      {
        ...unionOf(tagged('kind', 'a'), Other),
        anyOf: [{ $ref: '#/$defs/One' }, { $ref: '#/$defs/Other' }],
      },
    ],
    ['where a text is in both', unionOf(tagged('kind', 'a', 'b'), Other)],
    ['where the property may lack', unionOf({ ...tagged('kind', 'a'), required: [] }, Other)],
    [
      'where it may be any text',
      unionOf({ ...tagged('kind'), properties: { kind: { type: 'string' } } }, Other),
    ],
    ['where it may be no text', unionOf(tagged('kind', 'a', null), Other)],
    ['of numbers', unionOf(tagged('kind', 1), tagged('kind', 2))],
    [
      'where nothing fits an alternative',
      unionOf({ ...tagged('kind', 'a'), allOf: [tagged('kind', 'c')] }, Other),
    ],
    ['where one is no object', unionOf({ type: 'string', const: 'a' }, Other)],
    [
      'where one accepts more than objects',
      unionOf({ properties: { kind: { const: 'a' } }, required: ['kind'] }, Other),
    ],
    ['where one may be null', unionOf({ ...tagged('kind', 'a'), type: ['object', 'null'] }, Other)],
    ['where a property decides in each, and not in all', unionOf(tagged('type', 'a'), Other)],
    [
      'with a keyword beside a reference',
      {
        oneOf: [{ $ref: '#/$defs/One', minProperties: 2 }, { $ref: '#/$defs/Other' }],
        $defs: { One: tagged('kind', 'a'), Other },
      },
    ],
    ['that refers to itself only', unionOf({ $ref: '#' }, Other)],
  ])('%s', (_what, body) => {
    expect(JSON.stringify(build({ body }))).not.toContain('discriminator')
  })

  it('is told to its author, whose own stays as it is', () => {
    const discriminator = { propertyName: 'other', 'x-kept': true }
    expect(discriminatorOf({ ...unionOf(tagged('kind', 'a'), Other), discriminator })).toEqual(
      discriminator,
    )
  })
})

describe('in OpenAPI 3.0', () => {
  it('a discriminator stays beside its alternatives', () => {
    const app = express()
    const Cat = z.object({ kind: z.literal('cat'), lives: z.tuple([z.string(), z.number()]) })
    const Dog = z.object({ kind: z.literal('dog') })
    const Pet = z.discriminatedUnion('kind', [Cat, Dog])
    app.post('/', declare({ body: z.object({ pet: Pet.nullable(), pets: z.array(Pet) }) }))
    const document = openapi({ info, schemas: { Cat, Dog, Pet } }).document(app)
    const { components } = downgradeTo30(document).document as {
      components: { schemas: Record<string, unknown> }
    }
    // The tuple is said less exactly in 3.0, so that a value may fit both.
    expect(components.schemas['Pet']).toEqual({
      anyOf: [ref('Cat'), ref('Dog')],
      discriminator: by('kind', { cat: 'Cat', dog: 'Dog' }),
    })
  })
})

/** What a random alternative says of one property. */
interface Tag {
  readonly texts: readonly unknown[]
  readonly isRequired: boolean
  readonly form: 'const' | 'enum' | 'anyOf' | 'ref' | 'allOf'
}

const tags: fc.Arbitrary<Tag> = fc.record({
  texts: fc.uniqueArray(fc.constantFrom<unknown>('a', 'b', 'c', 'd', 'e', 'f', 'g', 1, null), {
    minLength: 1,
    maxLength: 2,
  }),
  isRequired: fc.integer({ max: 9 }).map((one) => one !== 0),
  form: fc.constantFrom('const', 'enum', 'anyOf', 'ref', 'allOf'),
})

function writeTag({ texts, form }: Tag): object {
  if (form === 'const') return { const: texts[0] }
  if (form === 'anyOf') return { anyOf: texts.map((text) => ({ const: text })) }
  if (form === 'allOf') return { allOf: [{ enum: texts }, { enum: [...texts, 'a'] }] }
  return { enum: texts }
}

function writeAlternative(byName: Record<string, Tag>): object {
  const names = Object.keys(byName)
  const required = names.filter((name) => byName[name]?.isRequired)
  const properties = Object.fromEntries(
    Object.entries(byName).map(([name, tag]) => [name, writeTag(tag)]),
  )
  const isSplit = byName['kind']?.form === 'ref'
  const whole = { type: 'object', properties, required }
  return isSplit ? { allOf: [{ type: 'object', properties }, { required }] } : whole
}

const randomUnions = fc.record({
  keyword: fc.constantFrom('oneOf', 'anyOf'),
  alternatives: fc.array(
    fc
      .record({ kind: tags, type: tags, event: tags }, { requiredKeys: ['kind'] })
      .map((one) => writeAlternative(one as Record<string, Tag>)),
    { minLength: 2, maxLength: 4 },
  ),
})

const texts = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 1, null]
const values: Record<string, unknown>[] = texts.flatMap((kind) =>
  texts.flatMap((type) => [{ kind, type }, { kind }, { type }, { kind, type, event: kind }]),
)

describe('any union that has a discriminator', () => {
  it('accepts nothing that its mapping does not lead to', () => {
    let met = 0
    fc.assert(
      fc.property(randomUnions, ({ keyword, alternatives }) => {
        const named = alternatives.map((schema, index) => [`N${index}`, schema] as const)
        const $defs = Object.fromEntries(named)
        const union = { [keyword]: named.map(([name]) => ({ $ref: `#/$defs/${name}` })), $defs }
        const found = discriminatorOf(union) as
          { propertyName: string; mapping: Record<string, string> } | undefined
        if (!found) return
        met++
        const ajv = new Ajv2020({ strict: false })
        const accepts = ajv.compile(union)
        const each = new Map(named.map(([name, schema]) => [address(name), ajv.compile(schema)]))
        for (const value of values) {
          const target = found.mapping[String(value[found.propertyName])] ?? ''
          expect(accepts(value)).toBe(each.get(target)?.(value) ?? false)
        }
      }),
      { numRuns: 200, seed: 61 },
    )
    expect(met).toBeGreaterThan(10)
  })
})
