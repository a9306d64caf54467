/** What the fuzzed server declares, written with each kind of schema. */
import { scope, type } from 'arktype'
import { Type } from 'typebox'
import * as v from 'valibot'
import { z } from 'zod'
import type { Schema } from '../../../lib/index.ts'

export interface Kind {
  readonly params: Schema
  readonly query: Schema
  readonly headers: Schema
  readonly cookies: Schema
  readonly order: Schema
  readonly tree: Schema
  readonly form: Schema
  readonly upload: Schema
  readonly text: Schema
}

const cardNumber = '^[0-9]{12,19}$'

function createPlain(): Kind {
  const integer = { type: 'integer' } as const
  const number = { type: 'number' } as const
  const strings = { type: 'array', items: { type: 'string' } } as const
  const card = {
    type: 'object',
    properties: {
      type: { const: 'card' },
      number: { type: 'string', pattern: cardNumber },
      cvc: { type: 'string', minLength: 3, maxLength: 4 },
    },
    required: ['type', 'number'],
  } as const
  const account = {
    type: 'object',
    properties: {
      type: { const: 'account' },
      iban: { type: 'string', minLength: 15, maxLength: 34 },
    },
    required: ['type', 'iban'],
  } as const
  return {
    params: {
      type: 'object',
      properties: { id: { ...integer, minimum: 1, maximum: 1_000_000_000 } },
      required: ['id'],
    },
    query: {
      type: 'object',
      properties: {
        page: { ...integer, minimum: 1 },
        tags: strings,
        ids: { type: 'array', items: integer, style: 'pipeDelimited', explode: false },
        words: { ...strings, style: 'spaceDelimited', explode: false },
        filter: {
          type: 'object',
          properties: { min: number, max: number },
          required: ['min'],
          style: 'deepObject',
        },
        sort: { enum: ['up', 'down'] },
      },
      required: ['page'],
    },
    headers: {
      type: 'object',
      properties: {
        'x-count': { ...integer, minimum: 0, maximum: 100 },
        'x-list': { type: 'array', items: integer },
      },
      required: ['x-count'],
    },
    cookies: {
      type: 'object',
      properties: { session: { type: 'string', minLength: 3, maxLength: 20 }, visits: integer },
    },
    order: {
      type: 'object',
      properties: {
        id: { type: 'string', minLength: 1, maxLength: 20 },
        amount: { ...number, minimum: 0, maximum: 1_000_000 },
        status: { enum: ['draft', 'paid'] },
        note: { type: ['string', 'null'] },
        payment: {
          oneOf: [card, account],
          discriminator: { propertyName: 'type' },
        },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        lines: {
          type: 'array',
          items: {
            type: 'object',
            properties: { sku: { type: 'string' }, count: { ...integer, minimum: 1 } },
            required: ['sku', 'count'],
          },
        },
      },
      required: ['id', 'amount', 'status', 'note', 'payment', 'labels', 'lines'],
    },
    tree: {
      type: 'object',
      properties: { value: integer, children: { type: 'array', items: { $ref: '#' } } },
      required: ['value'],
    },
    form: {
      type: 'object',
      properties: {
        name: { type: 'string', minLength: 1, maxLength: 30 },
        age: { ...integer, minimum: 0, maximum: 150 },
        agree: { type: 'boolean' },
        tags: strings,
      },
      required: ['name', 'age', 'agree'],
    },
    upload: {
      type: 'object',
      properties: {
        file: { type: 'string', format: 'binary' },
        title: { type: 'string', maxLength: 30 },
        size: integer,
      },
      required: ['file', 'size'],
    },
    text: { type: 'string', minLength: 3, maxLength: 50 },
  }
}

function createZod(): Kind {
  const integers = z.array(z.int())
  const Tree = z.object({
    value: z.int(),
    get children(): z.ZodOptional<z.ZodArray<typeof Tree>> {
      return z.optional(z.array(Tree))
    },
  })
  return {
    params: z.object({ id: z.int().min(1).max(1_000_000_000) }),
    query: z.object({
      page: z.int().min(1),
      tags: z.array(z.string()).optional(),
      ids: integers.meta({ style: 'pipeDelimited', explode: false }).optional(),
      words: z.array(z.string()).meta({ style: 'spaceDelimited', explode: false }).optional(),
      filter: z
        .object({ min: z.number(), max: z.number().optional() })
        .meta({ style: 'deepObject' })
        .optional(),
      sort: z.enum(['up', 'down']).optional(),
    }),
    headers: z.object({
      'x-count': z.int().min(0).max(100),
      'x-list': z.array(z.int()).optional(),
    }),
    cookies: z.object({
      session: z.string().min(3).max(20).optional(),
      visits: z.int().optional(),
    }),
    order: z.object({
      id: z.string().min(1).max(20),
      amount: z.number().min(0).max(1_000_000),
      status: z.enum(['draft', 'paid']),
      note: z.string().nullable(),
      payment: z.discriminatedUnion('type', [
        z.object({
          type: z.literal('card'),
          number: z.string().regex(new RegExp(cardNumber)),
          cvc: z.string().min(3).max(4).optional(),
        }),
        z.object({ type: z.literal('account'), iban: z.string().min(15).max(34) }),
      ]),
      labels: z.record(z.string(), z.string()),
      lines: z.array(z.object({ sku: z.string(), count: z.int().min(1) })),
    }),
    tree: Tree,
    form: z.object({
      name: z.string().min(1).max(30),
      age: z.int().min(0).max(150),
      agree: z.boolean(),
      tags: z.array(z.string()).optional(),
    }),
    upload: z.object({
      file: z.string(),
      title: z.string().max(30).optional(),
      size: z.int(),
    }),
    text: z.string().min(3).max(50),
  }
}

interface TreeValue {
  value: number
  children?: TreeValue[] | undefined
}

function createValibot(): Kind {
  const text = (least: number, most: number) =>
    v.pipe(v.string(), v.minLength(least), v.maxLength(most))
  const integer = v.pipe(v.number(), v.integer())
  const between = (least: number, most: number) =>
    v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most))
  const Tree: v.GenericSchema<TreeValue> = v.object({
    value: integer,
    children: v.optional(v.array(v.lazy(() => Tree))),
  })
  return {
    params: v.object({ id: between(1, 1_000_000_000) }),
    query: v.object({
      page: v.pipe(v.number(), v.integer(), v.minValue(1)),
      tags: v.optional(v.array(v.string())),
      ids: v.optional(v.array(integer)),
      words: v.optional(v.array(v.string())),
      sort: v.optional(v.picklist(['up', 'down'])),
    }),
    headers: v.object({ 'x-count': between(0, 100), 'x-list': v.optional(v.array(integer)) }),
    cookies: v.object({ session: v.optional(text(3, 20)), visits: v.optional(integer) }),
    order: v.object({
      id: text(1, 20),
      amount: v.pipe(v.number(), v.minValue(0), v.maxValue(1_000_000)),
      status: v.picklist(['draft', 'paid']),
      note: v.nullable(v.string()),
      payment: v.variant('type', [
        v.object({
          type: v.literal('card'),
          number: v.pipe(v.string(), v.regex(new RegExp(cardNumber))),
          cvc: v.optional(text(3, 4)),
        }),
        v.object({ type: v.literal('account'), iban: text(15, 34) }),
      ]),
      labels: v.record(v.string(), v.string()),
      lines: v.array(
        v.object({ sku: v.string(), count: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
      ),
    }),
    tree: Tree,
    form: v.object({
      name: text(1, 30),
      age: between(0, 150),
      agree: v.boolean(),
      tags: v.optional(v.array(v.string())),
    }),
    upload: v.object({ file: v.string(), title: v.optional(text(0, 30)), size: integer }),
    text: text(3, 50),
  }
}

function createArkType(): Kind {
  const { Tree } = scope({
    Tree: { value: 'number.integer', 'children?': 'Tree[]' },
  }).export()
  const card = type({ type: "'card'", number: `/${cardNumber}/`, 'cvc?': '3 <= string <= 4' })
  return {
    params: type({ id: '1 <= number.integer <= 1000000000' }),
    query: type({
      page: 'number.integer >= 1',
      'tags?': 'string[]',
      'ids?': 'number.integer[]',
      'words?': 'string[]',
      'sort?': "'up' | 'down'",
    }),
    headers: type({ 'x-count': '0 <= number.integer <= 100', 'x-list?': 'number.integer[]' }),
    cookies: type({ 'session?': '3 <= string <= 20', 'visits?': 'number.integer' }),
    order: type({
      id: '1 <= string <= 20',
      amount: '0 <= number <= 1000000',
      status: "'draft' | 'paid'",
      note: 'string | null',
      payment: card.or({ type: "'account'", iban: '15 <= string <= 34' }),
      labels: { '[string]': 'string' },
      lines: type({ sku: 'string', count: 'number.integer >= 1' }).array(),
    }),
    tree: Tree,
    form: type({
      name: '1 <= string <= 30',
      age: '0 <= number.integer <= 150',
      agree: 'boolean',
      'tags?': 'string[]',
    }),
    upload: type({ file: 'string', 'title?': 'string <= 30', size: 'number.integer' }),
    text: type('3 <= string <= 50'),
  }
}

function createTypeBox(): Kind {
  const integer = Type.Integer()
  const strings = Type.Array(Type.String())
  return {
    params: Type.Object({ id: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }) }),
    query: Type.Object({
      page: Type.Integer({ minimum: 1 }),
      tags: Type.Optional(strings),
      ids: Type.Optional(Type.Array(integer, { style: 'pipeDelimited', explode: false })),
      words: Type.Optional(Type.Array(Type.String(), { style: 'spaceDelimited', explode: false })),
      filter: Type.Optional(
        Type.Object(
          { min: Type.Number(), max: Type.Optional(Type.Number()) },
          { style: 'deepObject' },
        ),
      ),
      sort: Type.Optional(Type.Enum(['up', 'down'])),
    }),
    headers: Type.Object({
      'x-count': Type.Integer({ minimum: 0, maximum: 100 }),
      'x-list': Type.Optional(Type.Array(integer)),
    }),
    cookies: Type.Object({
      session: Type.Optional(Type.String({ minLength: 3, maxLength: 20 })),
      visits: Type.Optional(integer),
    }),
    order: Type.Object({
      id: Type.String({ minLength: 1, maxLength: 20 }),
      amount: Type.Number({ minimum: 0, maximum: 1_000_000 }),
      status: Type.Enum(['draft', 'paid']),
      note: Type.Union([Type.String(), Type.Null()]),
      payment: Type.Union([
        Type.Object({
          type: Type.Literal('card'),
          number: Type.String({ pattern: cardNumber }),
          cvc: Type.Optional(Type.String({ minLength: 3, maxLength: 4 })),
        }),
        Type.Object({
          type: Type.Literal('account'),
          iban: Type.String({ minLength: 15, maxLength: 34 }),
        }),
      ]),
      labels: Type.Record(Type.String(), Type.String()),
      lines: Type.Array(Type.Object({ sku: Type.String(), count: Type.Integer({ minimum: 1 }) })),
    }),
    tree: Type.Cyclic(
      {
        Tree: Type.Object({
          value: integer,
          children: Type.Optional(Type.Array(Type.Ref('Tree'))),
        }),
      },
      'Tree',
    ),
    form: Type.Object({
      name: Type.String({ minLength: 1, maxLength: 30 }),
      age: Type.Integer({ minimum: 0, maximum: 150 }),
      agree: Type.Boolean(),
      tags: Type.Optional(strings),
    }),
    upload: Type.Object({
      file: Type.String({ format: 'binary' }),
      title: Type.Optional(Type.String({ maxLength: 30 })),
      size: integer,
    }),
    text: Type.String({ minLength: 3, maxLength: 50 }),
  }
}

export const kinds: Readonly<Record<string, Kind>> = {
  plain: createPlain(),
  zod: createZod(),
  valibot: createValibot(),
  arktype: createArkType(),
  typebox: createTypeBox(),
}

/** What only JSON Schema has words for. */
export const keywordSchemas = {
  records: {
    type: 'object',
    propertyNames: { pattern: '^[a-z-]+$' },
    patternProperties: { '^x-': { type: 'integer' } },
    additionalProperties: { type: 'string' },
    minProperties: 1,
  },
  dependent: {
    type: 'object',
    properties: {
      mode: { enum: ['a', 'b'] },
      card: { type: 'string' },
      cvc: { type: 'string' },
      address: { type: 'string' },
    },
    required: ['mode'],
    dependentRequired: { card: ['cvc'] },
    dependentSchemas: {
      address: { properties: { zip: { type: 'string', minLength: 3 } }, required: ['zip'] },
    },
    unevaluatedProperties: false,
  },
  unevaluated: {
    type: 'object',
    properties: { kind: { enum: ['a', 'b'] } },
    required: ['kind'],
    allOf: [{ $ref: '#/$defs/Base' }],
    if: { properties: { kind: { const: 'a' } } },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: { properties: { left: { type: 'integer' } } },
    else: { properties: { right: { type: 'integer' } } },
    unevaluatedProperties: { type: 'boolean' },
    $defs: { Base: { type: 'object', properties: { id: { type: 'string' } } } },
  },
  // A member of `anyOf` reads one item more than what stands beside it.
  items: {
    type: 'array',
    prefixItems: [{ type: 'string' }, { type: 'integer' }],
    anyOf: [{ prefixItems: [true, true, { const: 'x' }] }, { maxItems: 2 }],
    unevaluatedItems: false,
    minItems: 2,
  },
  unique: {
    type: 'array',
    items: { type: ['string', 'integer'] },
    uniqueItems: true,
    contains: { const: 'x' },
    maxContains: 1,
    maxItems: 50,
  },
  // What is compared as a whole.
  constants: {
    type: 'object',
    properties: {
      one: { const: { a: 1 } },
      some: { enum: [{ b: [1] }, null] },
      unlike: { type: 'array', uniqueItems: true, maxItems: 20 },
    },
    required: ['one', 'some', 'unlike'],
  },
} as const satisfies Record<string, Schema>
