import * as v from 'valibot'
import type { Routes } from './routes.ts'

const integer = v.pipe(v.number(), v.integer())
const integers = v.array(integer)
const texts = v.array(v.string())
const colors = v.picklist(['red', 'green'])
const Color = v.object({ R: integer, G: integer })
const Named = v.object({ name: v.string() })
const email = v.pipe(v.string(), v.email())

/** `style` and `explode` are metadata. */
function inPath(style: string): v.GenericSchema {
  return v.object({
    scalar: v.pipe(integer, v.metadata({ style })),
    list: v.pipe(integers, v.metadata({ style, explode: false })),
    exploded: v.pipe(integers, v.metadata({ style, explode: true })),
    object: v.pipe(Color, v.metadata({ style, explode: false })),
    spread: v.pipe(Color, v.metadata({ style, explode: true })),
  })
}

const closedQuery = v.strictObject({ a: v.optional(v.string()) })

const cookies = v.object({
  session: v.pipe(v.string(), v.minLength(3)),
  n: v.optional(integer),
  ids: v.optional(v.pipe(integers, v.metadata({ explode: false }))),
})

interface TreeValue {
  name: string
  children: TreeValue[]
}

const Tree: v.GenericSchema<TreeValue> = v.object({
  name: v.string(),
  children: v.array(v.lazy(() => Tree)),
})

export const valibot: Routes = {
  scalars: {
    query: v.object({
      integer: v.optional(integer),
      number: v.optional(v.number()),
      boolean: v.optional(v.boolean()),
      text: v.optional(v.string()),
      color: v.optional(colors),
      level: v.optional(v.picklist([1, 2, 3])),
      version: v.optional(v.literal('v1')),
      four: v.optional(v.literal(4)),
      nullable: v.optional(v.nullable(integer)),
      either: v.optional(v.union([integer, v.boolean()])),
    }),
  },
  bounds: {
    query: v.object({
      page: v.optional(v.pipe(integer, v.minValue(1), v.maxValue(100))),
      ratio: v.optional(v.pipe(v.number(), v.gtValue(0), v.ltValue(1))),
      step: v.optional(v.pipe(integer, v.multipleOf(5))),
      name: v.optional(v.pipe(v.string(), v.minLength(2), v.maxLength(5))),
      code: v.optional(v.pipe(v.string(), v.regex(/^[a-z]+$/))),
    }),
  },
  formats: {
    query: v.object({
      email: v.optional(email),
      id: v.optional(v.pipe(v.string(), v.uuid())),
      site: v.optional(v.pipe(v.string(), v.url())),
      at: v.optional(v.pipe(v.string(), v.isoTimestamp())),
      day: v.optional(v.pipe(v.string(), v.isoDate())),
    }),
  },
  defaults: {
    query: v.object({
      limit: v.optional(integer, 20),
      sort: v.optional(v.picklist(['asc', 'desc']), 'asc'),
      tags: v.optional(texts, []),
      on: v.optional(v.boolean(), true),
    }),
  },
  lists: {
    query: v.object({
      tags: v.optional(texts),
      ids: v.optional(integers),
      few: v.optional(v.pipe(texts, v.minLength(2), v.maxLength(3))),
      colors: v.optional(v.array(colors)),
      pair: v.optional(v.strictTuple([integer, v.string()])),
    }),
  },
  delimited: {
    query: v.object({
      joined: v.optional(v.pipe(texts, v.metadata({ style: 'form', explode: false }))),
      piped: v.optional(v.pipe(texts, v.metadata({ style: 'pipeDelimited', explode: false }))),
      spaced: v.optional(v.pipe(integers, v.metadata({ style: 'spaceDelimited', explode: false }))),
      repeated: v.optional(v.pipe(integers, v.metadata({ style: 'pipeDelimited', explode: true }))),
    }),
  },
  objects: {
    query: v.object({
      color: v.optional(Color),
      point: v.optional(
        v.pipe(v.object({ x: integer, y: integer }), v.metadata({ explode: false })),
      ),
      filter: v.optional(
        v.pipe(
          v.object({
            status: v.optional(v.picklist(['new', 'paid'])),
            ids: v.optional(integers),
            range: v.optional(v.object({ min: v.number(), max: v.number() })),
          }),
          v.metadata({ style: 'deepObject' }),
        ),
      ),
    }),
  },
  open: { query: v.object({ a: v.optional(v.string()) }) },
  closed: { query: closedQuery },
  guarded: { query: closedQuery },
  shop: { params: v.object({ id: v.pipe(integer, v.minValue(1)), slug: v.string() }) },
  simple: { params: inPath('simple') },
  label: { params: inPath('label') },
  matrix: { params: inPath('matrix') },
  cookies: { cookies },
  parsedCookies: { cookies },
  headers: {
    headers: v.object({
      'X-Count': integer,
      'x-list': v.optional(texts),
      'x-flag': v.optional(v.boolean()),
      'x-color': v.optional(Color),
    }),
  },
  everything: {
    params: v.object({ id: integer }),
    query: v.object({ page: integer }),
    headers: v.object({ 'x-count': integer }),
    cookies: v.object({ session: v.string() }),
    body: Named,
  },
  typed: {
    body: v.object({
      n: v.optional(v.number()),
      i: v.optional(integer),
      b: v.optional(v.boolean()),
      s: v.optional(v.string()),
      nothing: v.optional(v.null()),
    }),
  },
  order: {
    body: v.object({
      id: v.pipe(v.string(), v.minLength(2)),
      customer: v.object({ name: v.string(), email }),
      lines: v.pipe(
        v.array(v.object({ sku: v.string(), quantity: v.pipe(integer, v.minValue(1)) })),
        v.minLength(1),
      ),
      note: v.optional(v.nullable(v.string())),
      'a/b~c': v.optional(integer),
    }),
  },
  filled: {
    body: v.object({
      currency: v.optional(v.string(), 'EUR'),
      lines: v.optional(v.array(v.object({ quantity: v.optional(integer, 1) }))),
    }),
  },
  payment: {
    body: v.variant('kind', [
      v.object({ kind: v.literal('card'), number: v.string(), limit: v.optional(integer) }),
      v.object({ kind: v.literal('cash'), paid: v.number() }),
    ]),
  },
  alternatives: {
    body: v.object({
      scalar: v.optional(v.union([v.string(), v.number()])),
      mixed: v.optional(v.union([v.string(), Named])),
      shapes: v.optional(
        v.array(v.union([v.object({ radius: v.number() }), v.object({ side: v.number() })])),
      ),
    }),
  },
  tuple: { body: v.object({ point: v.strictTuple([v.string(), v.number()]) }) },
  record: { body: v.record(v.string(), v.number()) },
  tree: { body: Tree },
  nullable: { body: v.nullable(Named) },
  extra: { body: v.object({ name: v.string(), inner: v.optional(Named) }) },
  loose: { body: v.looseObject({ name: v.string() }) },
  strict: {
    body: v.strictObject({
      name: v.string(),
      inner: v.optional(v.strictObject({ name: v.string() })),
    }),
  },
  vendor: { body: { content: { 'application/vnd.shop+json': Named } } },
  media: {
    body: {
      content: {
        'application/json': Named,
        'text/plain': v.pipe(v.string(), v.minLength(3)),
        'application/x-www-form-urlencoded': v.object({ n: integer, tags: v.optional(texts) }),
      },
    },
  },
  optional: { body: { content: { 'application/json': Named }, required: false } },
}
