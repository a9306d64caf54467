import type { JsonSchema } from '../../../lib/index.ts'
import type { Routes } from './routes.ts'

const text = { type: 'string' }
const number = { type: 'number' }
const integer = { type: 'integer' }
const boolean = { type: 'boolean' }

function list(items: object, keywords: object = {}): object {
  return { type: 'array', items, ...keywords }
}

function object(properties: object, required: readonly string[] = []): JsonSchema & object {
  return { type: 'object', properties, required } as JsonSchema & object
}

/** All of them required. */
function whole(properties: object): JsonSchema & object {
  return object(properties, Object.keys(properties))
}

function closed(schema: object): JsonSchema {
  return { ...schema, additionalProperties: false } as JsonSchema
}

const color = whole({ R: integer, G: integer })

function inPath(style: string): JsonSchema {
  return whole({
    scalar: { ...integer, style },
    list: list(integer, { style, explode: false }),
    exploded: list(integer, { style, explode: true }),
    object: { ...color, style, explode: false },
    spread: { ...color, style, explode: true },
  })
}

const closedQuery = closed(object({ a: text }))

const cookies = object(
  { session: { ...text, minLength: 3 }, n: integer, ids: list(integer, { explode: false }) },
  ['session'],
)

const Named = whole({ name: text })

/** Plain JSON Schema, as its author writes it. */
export const plain: Routes = {
  scalars: {
    query: object({
      integer,
      number,
      boolean,
      text,
      color: { enum: ['red', 'green'] },
      level: { enum: [1, 2, 3] },
      version: { const: 'v1' },
      four: { const: 4 },
      nullable: { anyOf: [integer, { type: 'null' }] },
      either: { anyOf: [integer, boolean] },
    }),
  },
  bounds: {
    query: object({
      page: { ...integer, minimum: 1, maximum: 100 },
      ratio: { ...number, exclusiveMinimum: 0, exclusiveMaximum: 1 },
      step: { ...integer, multipleOf: 5 },
      name: { ...text, minLength: 2, maxLength: 5 },
      code: { ...text, pattern: '^[a-z]+$' },
    }),
  },
  formats: {
    query: object({
      email: { ...text, format: 'email' },
      id: { ...text, format: 'uuid' },
      site: { ...text, format: 'uri' },
      at: { ...text, format: 'date-time' },
      day: { ...text, format: 'date' },
    }),
  },
  defaults: {
    query: object({
      limit: { ...integer, default: 20 },
      sort: { enum: ['asc', 'desc'], default: 'asc' },
      tags: list(text, { default: [] }),
      on: { ...boolean, default: true },
    }),
  },
  lists: {
    query: object({
      tags: list(text),
      ids: list(integer),
      few: list(text, { minItems: 2, maxItems: 3 }),
      colors: list({ enum: ['red', 'green'] }),
      pair: { type: 'array', prefixItems: [integer, text], items: false, minItems: 2 },
    }),
  },
  delimited: {
    query: object({
      joined: list(text, { style: 'form', explode: false }),
      piped: list(text, { style: 'pipeDelimited', explode: false }),
      spaced: list(integer, { style: 'spaceDelimited', explode: false }),
      repeated: list(integer, { style: 'pipeDelimited', explode: true }),
    }),
  },
  objects: {
    query: object({
      color,
      point: { ...whole({ x: integer, y: integer }), explode: false },
      filter: {
        ...object({
          status: { enum: ['new', 'paid'] },
          ids: list(integer),
          range: whole({ min: number, max: number }),
        }),
        style: 'deepObject',
      },
    }),
  },
  open: { query: object({ a: text }) },
  closed: { query: closedQuery },
  guarded: { query: closedQuery },
  shop: { params: whole({ id: { ...integer, minimum: 1 }, slug: text }) },
  simple: { params: inPath('simple') },
  label: { params: inPath('label') },
  matrix: { params: inPath('matrix') },
  cookies: { cookies },
  parsedCookies: { cookies },
  headers: {
    headers: object(
      { 'X-Count': integer, 'x-list': list(text), 'x-flag': boolean, 'x-color': color },
      ['X-Count'],
    ),
  },
  everything: {
    params: whole({ id: integer }),
    query: whole({ page: integer }),
    headers: whole({ 'x-count': integer }),
    cookies: whole({ session: text }),
    body: Named,
  },
  typed: {
    body: object({ n: number, i: integer, b: boolean, s: text, nothing: { type: 'null' } }),
  },
  order: {
    body: object(
      {
        id: { ...text, minLength: 2 },
        customer: whole({ name: text, email: { ...text, format: 'email' } }),
        lines: list(whole({ sku: text, quantity: { ...integer, minimum: 1 } }), { minItems: 1 }),
        note: { anyOf: [text, { type: 'null' }] },
        'a/b~c': integer,
      },
      ['id', 'customer', 'lines'],
    ),
  },
  filled: {
    body: object({
      currency: { ...text, default: 'EUR' },
      lines: list(object({ quantity: { ...integer, default: 1 } })),
    }),
  },
  payment: {
    body: {
      oneOf: [
        object({ kind: { const: 'card' }, number: text, limit: integer }, ['kind', 'number']),
        whole({ kind: { const: 'cash' }, paid: number }),
      ],
    },
  },
  alternatives: {
    body: object({
      scalar: { anyOf: [text, number] },
      mixed: { anyOf: [text, Named] },
      shapes: list({ anyOf: [whole({ radius: number }), whole({ side: number })] }),
    }),
  },
  tuple: {
    body: whole({
      point: { type: 'array', prefixItems: [text, number], items: false, minItems: 2 },
    }),
  },
  record: { body: { type: 'object', additionalProperties: number } },
  tree: {
    body: {
      type: 'object',
      properties: { name: text, children: { type: 'array', items: { $ref: '#' } } },
      required: ['name', 'children'],
    },
  },
  nullable: { body: { anyOf: [Named, { type: 'null' }] } },
  extra: { body: object({ name: text, inner: Named }, ['name']) },
  loose: { body: { ...Named, additionalProperties: true } as JsonSchema },
  strict: { body: closed(object({ name: text, inner: closed(Named) }, ['name'])) },
  vendor: { body: { content: { 'application/vnd.shop+json': Named } } },
  media: {
    body: {
      content: {
        'application/json': Named,
        'text/plain': { ...text, minLength: 3 } as JsonSchema,
        'application/x-www-form-urlencoded': object({ n: integer, tags: list(text) }, ['n']),
      },
    },
  },
  optional: { body: { content: { 'application/json': Named }, required: false } },
}
