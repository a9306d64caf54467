import { Type } from 'typebox'
import express from 'express'
import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { callbackRouter, openapi, operation } from '../../../lib/index.ts'
import type { Schema } from '../../../lib/index.ts'

const info = { title: 'Twins', version: '1.0.0' }
const declare = operation as unknown as (definition: object) => express.RequestHandler

/** The ways in which one library makes a schema, and others out of it. */
interface Library {
  /** Of one field, so that another field makes another schema; the two sides differ. */
  create(field: string, name: string): Schema
  /** What holds the schema, or is a copy of it, and says nothing else of it. */
  readonly around: readonly ((schema: never) => Schema)[]
}

const within = <Given>(
  ...around: ((schema: Given) => Schema)[]
): readonly ((schema: never) => Schema)[] => around

const aroundZod = within<z.ZodObject>(
  (schema) => schema,
  (schema) => z.object({ one: schema, maybe: schema.optional(), none: schema.nullable() }),
  (schema) => z.array(z.tuple([schema, z.object({ within: z.array(schema) })])),
  (schema) => z.record(z.string(), schema),
  (schema) => schema.describe('A copy'),
  (schema) => z.object({ copy: schema.meta({ description: 'Another', examples: [{}] }) }),
  (schema) => z.object({ copy: schema.default({}), old: schema.meta({ deprecated: true }) }),
  (schema) => z.lazy(() => schema),
  (schema) => z.object({ read: schema.readonly(), both: z.union([schema, z.string()]) }),
  (schema) => z.discriminatedUnion('kind', [schema, z.object({ kind: z.literal('other') })]),
  (schema) => {
    const Node = z.object({
      value: schema,
      get next() {
        return Node.optional()
      },
    })
    return Node
  },
)

function createZod(field: string): z.ZodObject {
  const Self: z.ZodObject = z.object({
    kind: z.literal(field),
    [field]: z.string().default('a'),
    length: z.string().transform(Number).pipe(z.number()),
    leaf: z.object({ size: z.number().default(1) }).meta({ title: 'Leaf' }),
    get again(): z.ZodType {
      return z.array(Self).optional()
    },
  })
  return Self
}

interface Plain {
  readonly type: 'object'
  readonly [keyword: string]: unknown
}

const createPlain = (field: string): Plain => ({
  type: 'object',
  properties: {
    [field]: { type: 'string', default: 'a' },
    secret: { type: 'string', writeOnly: true },
    shown: { type: 'string', readOnly: true },
  },
  required: [field],
})

const aroundPlain = within<Plain>(
  (schema) => schema,
  (schema) => structuredClone(schema),
  (schema) => ({ type: 'array', items: schema }),
  (schema) => ({ type: 'object', properties: { one: schema, two: structuredClone(schema) } }),
  (schema) => ({ anyOf: [{ ...schema, description: 'A copy' }, { type: 'null' }] }),
)

type VObject = v.GenericSchema<Record<string, unknown>>

const libraries: Readonly<Record<string, Library>> = {
  'Zod, by id': {
    create: (field, id) => createZod(field).meta({ id }),
    around: aroundZod,
  },
  'Zod, by title': {
    create: (field, title) =>
      z.object({ kind: z.literal(field), [field]: z.string().default('a') }).meta({ title }),
    around: aroundZod,
  },
  Valibot: {
    create: (field, title) =>
      v.pipe(v.object({ [field]: v.optional(v.string(), 'a') }), v.title(title)),
    around: within<VObject>(
      (schema) => schema,
      (schema) => v.object({ one: schema, maybe: v.optional(schema), none: v.nullable(schema) }),
      (schema) => v.object({ maybe: v.optional(schema, {}), list: v.array(schema) }),
      (schema) => v.pipe(schema, v.description('A copy')),
      (schema) => v.lazy(() => schema),
      (schema) => v.union([schema, v.string()]),
    ),
  },
  TypeBox: {
    create: (field, $id) =>
      Type.Object({ [field]: Type.String({ default: 'a' }) }, { $id, description: 'The one' }),
    around: within<ReturnType<typeof Type.Object>>(
      (schema) => schema,
      (schema) => Type.Array(schema),
      (schema) => Type.Object({ one: Type.Optional(schema), two: Type.Array(schema) }),
      (schema) => Type.Union([schema, Type.Null()]),
    ),
  },
  'plain JSON Schema, by $id': {
    create: (field, name) => ({ $id: `https://a.test/${name}.json`, ...createPlain(field) }),
    around: aroundPlain.slice(0, 3),
  },
  'plain JSON Schema, by title': {
    create: (field, title) => ({ title, ...createPlain(field) }),
    around: aroundPlain,
  },
}

/** Where a schema is used: which of the API's two sides, or of a callback's. */
const places = ['body', 'answer', 'sent', 'received'] as const
type Place = (typeof places)[number]

interface Use {
  readonly place: Place
  readonly schema: Schema
}

/** The names that two schemas have, of those that are used in these places. */
function listTwins(uses: readonly Use[], schemas: Record<string, Schema> = {}): string[] {
  const app = express()
  for (const [index, use] of uses.entries()) app.post(`/${index}`, declare(define(use)))
  const problems = openapi({ info, schemas }).problems(app)
  const errors = problems.filter(({ severity }) => severity === 'error')
  return [...new Set(errors.map(({ message }) => /called "(.*?)"/.exec(message)?.[1] ?? message))]
}

function define({ place, schema }: Use): object {
  if (place === 'body') return { body: schema }
  if (place === 'answer') return { responses: { 200: { schema } } }
  const definition = place === 'sent' ? { body: schema } : { responses: { 200: { schema } } }
  return { callbacks: { events: callbackRouter().post('https://a.test', definition as never) } }
}

let count = 0
/** Zod keeps every id that there ever was. */
const freshName = (): string => `Twin${count++}`

const shapes = fc.array(
  fc.record({ place: fc.constantFrom(...places), around: fc.nat(), other: fc.boolean() }),
  { minLength: 2, maxLength: 6 },
)

describe.each(Object.entries(libraries))('%s: a schema', (_name, { create, around }) => {
  const wrap = (schema: Schema, index: number): Schema =>
    around[index % around.length]?.(schema as never) ?? schema

  it('that is used in any way on any side has its name alone', () => {
    fc.assert(
      fc.property(shapes, fc.boolean(), (uses, isNamed) => {
        const name = freshName()
        const schema = create('a', name)
        const used = uses.map((use) => ({ ...use, schema: wrap(schema, use.around) }))
        expect(listTwins(used, isNamed ? { [name]: schema } : {})).toEqual([])
      }),
      { numRuns: 20, seed: 62 },
    )
  })

  it('that another is called as is told apart from it on any side', () => {
    fc.assert(
      fc.property(shapes, (uses) => {
        fc.pre(uses.some(({ other }) => other) && uses.some(({ other }) => !other))
        const name = freshName()
        const [one, two] = [create('a', name), create('b', name)]
        const used = uses.map((use) => ({
          ...use,
          schema: wrap(use.other ? two : one, use.around),
        }))
        expect(listTwins(used)).toEqual([name])
      }),
      { numRuns: 20, seed: 63 },
    )
  })
})
