import { z } from 'zod'
import type { Routes } from './routes.ts'

const integer = z.int()
const integers = z.array(integer)
const texts = z.array(z.string())
const colors = z.enum(['red', 'green'])
const Color = z.object({ R: integer, G: integer })
const Named = z.object({ name: z.string() })

/** `style` and `explode` are metadata. */
function inPath(style: string): z.ZodType {
  return z.object({
    scalar: integer.meta({ style }),
    list: integers.meta({ style, explode: false }),
    exploded: integers.meta({ style, explode: true }),
    object: Color.meta({ style, explode: false }),
    spread: Color.meta({ style, explode: true }),
  })
}

const closedQuery = z.strictObject({ a: z.string().optional() })

const cookies = z.object({
  session: z.string().min(3),
  n: integer.optional(),
  ids: integers.meta({ explode: false }).optional(),
})

const Tree = z.object({
  name: z.string(),
  get children(): z.ZodArray<typeof Tree> {
    return z.array(Tree)
  },
})

export const zod: Routes = {
  scalars: {
    query: z.object({
      integer: integer.optional(),
      number: z.number().optional(),
      boolean: z.boolean().optional(),
      text: z.string().optional(),
      color: colors.optional(),
      level: z.literal([1, 2, 3]).optional(),
      version: z.literal('v1').optional(),
      four: z.literal(4).optional(),
      nullable: integer.nullable().optional(),
      either: z.union([integer, z.boolean()]).optional(),
    }),
  },
  bounds: {
    query: z.object({
      page: integer.min(1).max(100).optional(),
      ratio: z.number().gt(0).lt(1).optional(),
      step: integer.multipleOf(5).optional(),
      name: z.string().min(2).max(5).optional(),
      code: z
        .string()
        .regex(/^[a-z]+$/)
        .optional(),
    }),
  },
  formats: {
    query: z.object({
      email: z.email().optional(),
      id: z.uuid().optional(),
      site: z.url().optional(),
      at: z.iso.datetime({ offset: true }).optional(),
      day: z.iso.date().optional(),
    }),
  },
  defaults: {
    query: z.object({
      limit: integer.default(20),
      sort: z.enum(['asc', 'desc']).default('asc'),
      tags: texts.default([]),
      on: z.boolean().default(true),
    }),
  },
  lists: {
    query: z.object({
      tags: texts.optional(),
      ids: integers.optional(),
      few: texts.min(2).max(3).optional(),
      colors: z.array(colors).optional(),
      pair: z.tuple([integer, z.string()]).optional(),
    }),
  },
  delimited: {
    query: z.object({
      joined: texts.meta({ style: 'form', explode: false }).optional(),
      piped: texts.meta({ style: 'pipeDelimited', explode: false }).optional(),
      spaced: integers.meta({ style: 'spaceDelimited', explode: false }).optional(),
      repeated: integers.meta({ style: 'pipeDelimited', explode: true }).optional(),
    }),
  },
  objects: {
    query: z.object({
      color: Color.optional(),
      point: z.object({ x: integer, y: integer }).meta({ explode: false }).optional(),
      filter: z
        .object({
          status: z.enum(['new', 'paid']).optional(),
          ids: integers.optional(),
          range: z.object({ min: z.number(), max: z.number() }).optional(),
        })
        .meta({ style: 'deepObject' })
        .optional(),
    }),
  },
  open: { query: z.object({ a: z.string().optional() }) },
  closed: { query: closedQuery },
  guarded: { query: closedQuery },
  shop: { params: z.object({ id: integer.min(1), slug: z.string() }) },
  simple: { params: inPath('simple') },
  label: { params: inPath('label') },
  matrix: { params: inPath('matrix') },
  cookies: { cookies },
  parsedCookies: { cookies },
  headers: {
    headers: z.object({
      'X-Count': integer,
      'x-list': texts.optional(),
      'x-flag': z.boolean().optional(),
      'x-color': Color.optional(),
    }),
  },
  everything: {
    params: z.object({ id: integer }),
    query: z.object({ page: integer }),
    headers: z.object({ 'x-count': integer }),
    cookies: z.object({ session: z.string() }),
    body: Named,
  },
  typed: {
    body: z.object({
      n: z.number().optional(),
      i: integer.optional(),
      b: z.boolean().optional(),
      s: z.string().optional(),
      nothing: z.null().optional(),
    }),
  },
  order: {
    body: z.object({
      id: z.string().min(2),
      customer: z.object({ name: z.string(), email: z.email() }),
      lines: z.array(z.object({ sku: z.string(), quantity: integer.min(1) })).min(1),
      note: z.string().nullable().optional(),
      'a/b~c': integer.optional(),
    }),
  },
  filled: {
    body: z.object({
      currency: z.string().default('EUR'),
      lines: z.array(z.object({ quantity: integer.default(1) })).optional(),
    }),
  },
  payment: {
    body: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('card'), number: z.string(), limit: integer.optional() }),
      z.object({ kind: z.literal('cash'), paid: z.number() }),
    ]),
  },
  alternatives: {
    body: z.object({
      scalar: z.union([z.string(), z.number()]).optional(),
      mixed: z.union([z.string(), Named]).optional(),
      shapes: z
        .array(z.union([z.object({ radius: z.number() }), z.object({ side: z.number() })]))
        .optional(),
    }),
  },
  tuple: { body: z.object({ point: z.tuple([z.string(), z.number()]) }) },
  record: { body: z.record(z.string(), z.number()) },
  tree: { body: Tree },
  nullable: { body: Named.nullable() },
  extra: { body: z.object({ name: z.string(), inner: Named.optional() }) },
  loose: { body: z.looseObject({ name: z.string() }) },
  strict: {
    body: z.strictObject({
      name: z.string(),
      inner: z.strictObject({ name: z.string() }).optional(),
    }),
  },
  vendor: { body: { content: { 'application/vnd.shop+json': Named } } },
  media: {
    body: {
      content: {
        'application/json': Named,
        'text/plain': z.string().min(3),
        'application/x-www-form-urlencoded': z.object({ n: integer, tags: texts.optional() }),
      },
    },
  },
  optional: { body: { content: { 'application/json': Named }, required: false } },
}
