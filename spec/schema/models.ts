/** The same twelve models, written with each kind of schema. */
import { Type as TypeBox034 } from '@sinclair/typebox'
import { scope, type } from 'arktype'
import { Type } from 'typebox'
import * as v from 'valibot'
import { z } from 'zod'
import type { Schema } from '../../lib/index.ts'

export const modelNames = [
  'optional',
  'nullable',
  'default',
  'transform',
  'enum',
  'union',
  'discriminatedUnion',
  'recursion',
  'tuple',
  'record',
  'formats',
  'nestedNaming',
] as const

export type ModelName = (typeof modelNames)[number]

/** The models, and the two that `openapi({ schemas })` gives names to. */
export interface Models {
  readonly models: Readonly<Record<ModelName, Schema>>
  readonly schemas: { readonly Tree: Schema; readonly Customer: Schema }
}

function createPlain(): Models {
  const string = { type: 'string' } as const
  const number = { type: 'number' } as const
  const Tree = {
    type: 'object',
    properties: { name: string, children: { type: 'array', items: { $ref: '#' } } },
    required: ['name', 'children'],
  } as const
  const Customer = { type: 'object', properties: { name: string }, required: ['name'] } as const
  return {
    schemas: { Tree, Customer },
    models: {
      optional: { type: 'object', properties: { id: string, title: string }, required: ['id'] },
      nullable: {
        type: 'object',
        properties: { note: { anyOf: [string, { type: 'null' }] } },
        required: ['note'],
      },
      default: { type: 'object', properties: { total: { ...number, default: 0 } } },
      transform: { type: 'object', properties: { amount: string }, required: ['amount'] },
      enum: {
        type: 'object',
        properties: { status: { type: 'string', enum: ['draft', 'paid'] } },
        required: ['status'],
      },
      union: {
        type: 'object',
        properties: { value: { anyOf: [string, number] } },
        required: ['value'],
      },
      discriminatedUnion: {
        oneOf: [
          {
            type: 'object',
            properties: { kind: { type: 'string', const: 'card' }, number: string },
            required: ['kind', 'number'],
          },
          {
            type: 'object',
            properties: { kind: { type: 'string', const: 'cash' }, paid: number },
            required: ['kind', 'paid'],
          },
        ],
      },
      recursion: Tree,
      tuple: { type: 'array', prefixItems: [string, number], items: false, minItems: 2 },
      record: { type: 'object', additionalProperties: number },
      formats: {
        type: 'object',
        properties: { day: { ...string, format: 'date' }, id: { ...string, format: 'uuid' } },
        required: ['day', 'id'],
      },
      nestedNaming: {
        type: 'object',
        properties: { customer: Customer, payer: Customer },
        required: ['customer'],
      },
    },
  }
}

function createZod(): Models {
  const Tree = z.object({
    name: z.string(),
    get children(): z.ZodArray<typeof Tree> {
      return z.array(Tree)
    },
  })
  const Customer = z.object({ name: z.string() })
  return {
    schemas: { Tree, Customer },
    models: {
      optional: z.object({ id: z.string(), title: z.string().optional() }),
      nullable: z.object({ note: z.string().nullable() }),
      default: z.object({ total: z.number().default(0) }),
      transform: z.object({ amount: z.string().transform(Number).pipe(z.number()) }),
      enum: z.object({ status: z.enum(['draft', 'paid']) }),
      union: z.object({ value: z.union([z.string(), z.number()]) }),
      discriminatedUnion: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('card'), number: z.string() }),
        z.object({ kind: z.literal('cash'), paid: z.number() }),
      ]),
      recursion: Tree,
      tuple: z.tuple([z.string(), z.number()]),
      record: z.record(z.string(), z.number()),
      formats: z.object({ day: z.iso.date(), id: z.uuid() }),
      nestedNaming: z.object({ customer: Customer, payer: Customer.optional() }),
    },
  }
}

interface TreeValue {
  name: string
  children: TreeValue[]
}

function createValibot(): Models {
  const Tree: v.GenericSchema<TreeValue> = v.object({
    name: v.string(),
    children: v.array(v.lazy(() => Tree)),
  })
  const Customer = v.object({ name: v.string() })
  return {
    schemas: { Tree, Customer },
    models: {
      optional: v.object({ id: v.string(), title: v.optional(v.string()) }),
      nullable: v.object({ note: v.nullable(v.string()) }),
      default: v.object({ total: v.optional(v.number(), 0) }),
      transform: v.object({ amount: v.pipe(v.string(), v.transform(Number), v.number()) }),
      enum: v.object({ status: v.picklist(['draft', 'paid']) }),
      union: v.object({ value: v.union([v.string(), v.number()]) }),
      discriminatedUnion: v.variant('kind', [
        v.object({ kind: v.literal('card'), number: v.string() }),
        v.object({ kind: v.literal('cash'), paid: v.number() }),
      ]),
      recursion: Tree,
      tuple: v.strictTuple([v.string(), v.number()]),
      record: v.record(v.string(), v.number()),
      formats: v.object({ day: v.pipe(v.string(), v.isoDate()), id: v.pipe(v.string(), v.uuid()) }),
      nestedNaming: v.object({ customer: Customer, payer: v.optional(Customer) }),
    },
  }
}

function createArkType(): Models {
  const { Tree } = scope({ Tree: { name: 'string', children: 'Tree[]' } }).export()
  const Customer = type({ name: 'string' })
  return {
    schemas: { Tree, Customer },
    models: {
      optional: type({ id: 'string', 'title?': 'string' }),
      nullable: type({ note: 'string | null' }),
      default: type({ total: 'number = 0' }),
      transform: type({ amount: type('string').pipe(Number).to('number') }),
      enum: type({ status: "'draft' | 'paid'" }),
      union: type({ value: 'string | number' }),
      discriminatedUnion: type({ kind: "'card'", number: 'string' }).or({
        kind: "'cash'",
        paid: 'number',
      }),
      recursion: Tree,
      tuple: type(['string', 'number']),
      record: type({ '[string]': 'number' }),
      formats: type({ day: 'string.date.iso', id: 'string.uuid.v4' }),
      nestedNaming: type({ customer: Customer, 'payer?': Customer }),
    },
  }
}

function createTypeBox(): Models {
  const Tree = Type.Cyclic(
    { Tree: Type.Object({ name: Type.String(), children: Type.Array(Type.Ref('Tree')) }) },
    'Tree',
  )
  const Customer = Type.Object({ name: Type.String() })
  return {
    schemas: { Tree, Customer },
    models: {
      optional: Type.Object({ id: Type.String(), title: Type.Optional(Type.String()) }),
      nullable: Type.Object({ note: Type.Union([Type.String(), Type.Null()]) }),
      default: Type.Object({ total: Type.Optional(Type.Number({ default: 0 })) }),
      transform: Type.Object({ amount: Type.String() }),
      enum: Type.Object({ status: Type.Enum(['draft', 'paid']) }),
      union: Type.Object({ value: Type.Union([Type.String(), Type.Number()]) }),
      discriminatedUnion: Type.Union([
        Type.Object({ kind: Type.Literal('card'), number: Type.String() }),
        Type.Object({ kind: Type.Literal('cash'), paid: Type.Number() }),
      ]),
      recursion: Tree,
      tuple: Type.Tuple([Type.String(), Type.Number()]),
      record: Type.Record(Type.String(), Type.Number()),
      formats: Type.Object({
        day: Type.String({ format: 'date' }),
        id: Type.String({ format: 'uuid' }),
      }),
      nestedNaming: Type.Object({ customer: Customer, payer: Type.Optional(Customer) }),
    },
  }
}

function createTypeBox034(): Models {
  const T = TypeBox034
  const Tree = T.Recursive((This) => T.Object({ name: T.String(), children: T.Array(This) }))
  const Customer = T.Object({ name: T.String() })
  return {
    schemas: { Tree, Customer },
    models: {
      optional: T.Object({ id: T.String(), title: T.Optional(T.String()) }),
      nullable: T.Object({ note: T.Union([T.String(), T.Null()]) }),
      default: T.Object({ total: T.Optional(T.Number({ default: 0 })) }),
      transform: T.Object({ amount: T.String() }),
      enum: T.Object({ status: T.Union([T.Literal('draft'), T.Literal('paid')]) }),
      union: T.Object({ value: T.Union([T.String(), T.Number()]) }),
      discriminatedUnion: T.Union([
        T.Object({ kind: T.Literal('card'), number: T.String() }),
        T.Object({ kind: T.Literal('cash'), paid: T.Number() }),
      ]),
      recursion: Tree,
      tuple: T.Tuple([T.String(), T.Number()]),
      record: T.Record(T.String(), T.Number()),
      formats: T.Object({ day: T.String({ format: 'date' }), id: T.String({ format: 'uuid' }) }),
      nestedNaming: T.Object({ customer: Customer, payer: T.Optional(Customer) }),
    },
  }
}

export const kinds = {
  'JSON Schema': createPlain(),
  Zod: createZod(),
  Valibot: createValibot(),
  ArkType: createArkType(),
  'TypeBox 1': createTypeBox(),
  'TypeBox 0.34': createTypeBox034(),
} satisfies Record<string, Models>
