import { Type as OlderType } from '@sinclair/typebox'
import { Type } from 'typebox'
import type { Schema } from '../../../lib/index.ts'
import type { Routes } from './routes.ts'

/** Both versions, which share all words that are used here. */
function createRoutes(T: typeof Type, Tree: Schema): Routes {
  const integer = T.Integer()
  const integers = T.Array(integer)
  const texts = T.Array(T.String())
  const colors = T.Union([T.Literal('red'), T.Literal('green')])
  const Color = T.Object({ R: integer, G: integer })
  const Named = T.Object({ name: T.String() })
  const email = T.String({ format: 'email' })
  const pair = { joined: { explode: false }, spread: { explode: true } }

  const inPath = (style: string): Schema =>
    T.Object({
      scalar: T.Integer({ style }),
      list: T.Array(integer, { style, ...pair.joined }),
      exploded: T.Array(integer, { style, ...pair.spread }),
      object: T.Object({ R: integer, G: integer }, { style, ...pair.joined }),
      spread: T.Object({ R: integer, G: integer }, { style, ...pair.spread }),
    })

  const closedQuery = T.Object({ a: T.Optional(T.String()) }, { additionalProperties: false })

  const cookies = T.Object({
    session: T.String({ minLength: 3 }),
    n: T.Optional(integer),
    ids: T.Optional(T.Array(integer, { explode: false })),
  })

  return {
    scalars: {
      query: T.Object({
        integer: T.Optional(integer),
        number: T.Optional(T.Number()),
        boolean: T.Optional(T.Boolean()),
        text: T.Optional(T.String()),
        color: T.Optional(colors),
        level: T.Optional(T.Union([T.Literal(1), T.Literal(2), T.Literal(3)])),
        version: T.Optional(T.Literal('v1')),
        four: T.Optional(T.Literal(4)),
        nullable: T.Optional(T.Union([integer, T.Null()])),
        either: T.Optional(T.Union([integer, T.Boolean()])),
      }),
    },
    bounds: {
      query: T.Object({
        page: T.Optional(T.Integer({ minimum: 1, maximum: 100 })),
        ratio: T.Optional(T.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 })),
        step: T.Optional(T.Integer({ multipleOf: 5 })),
        name: T.Optional(T.String({ minLength: 2, maxLength: 5 })),
        code: T.Optional(T.String({ pattern: '^[a-z]+$' })),
      }),
    },
    formats: {
      query: T.Object({
        email: T.Optional(email),
        id: T.Optional(T.String({ format: 'uuid' })),
        site: T.Optional(T.String({ format: 'uri' })),
        at: T.Optional(T.String({ format: 'date-time' })),
        day: T.Optional(T.String({ format: 'date' })),
      }),
    },
    defaults: {
      query: T.Object({
        limit: T.Optional(T.Integer({ default: 20 })),
        sort: T.Optional(T.Union([T.Literal('asc'), T.Literal('desc')], { default: 'asc' })),
        tags: T.Optional(T.Array(T.String(), { default: [] })),
        on: T.Optional(T.Boolean({ default: true })),
      }),
    },
    lists: {
      query: T.Object({
        tags: T.Optional(texts),
        ids: T.Optional(integers),
        few: T.Optional(T.Array(T.String(), { minItems: 2, maxItems: 3 })),
        colors: T.Optional(T.Array(colors)),
        pair: T.Optional(T.Tuple([integer, T.String()])),
      }),
    },
    delimited: {
      query: T.Object({
        joined: T.Optional(T.Array(T.String(), { style: 'form', ...pair.joined })),
        piped: T.Optional(T.Array(T.String(), { style: 'pipeDelimited', ...pair.joined })),
        spaced: T.Optional(T.Array(integer, { style: 'spaceDelimited', ...pair.joined })),
        repeated: T.Optional(T.Array(integer, { style: 'pipeDelimited', ...pair.spread })),
      }),
    },
    objects: {
      query: T.Object({
        color: T.Optional(Color),
        point: T.Optional(T.Object({ x: integer, y: integer }, { explode: false })),
        filter: T.Optional(
          T.Object(
            {
              status: T.Optional(T.Union([T.Literal('new'), T.Literal('paid')])),
              ids: T.Optional(integers),
              range: T.Optional(T.Object({ min: T.Number(), max: T.Number() })),
            },
            { style: 'deepObject' },
          ),
        ),
      }),
    },
    open: { query: T.Object({ a: T.Optional(T.String()) }) },
    closed: { query: closedQuery },
    guarded: { query: closedQuery },
    shop: { params: T.Object({ id: T.Integer({ minimum: 1 }), slug: T.String() }) },
    simple: { params: inPath('simple') },
    label: { params: inPath('label') },
    matrix: { params: inPath('matrix') },
    cookies: { cookies },
    parsedCookies: { cookies },
    headers: {
      headers: T.Object({
        'X-Count': integer,
        'x-list': T.Optional(texts),
        'x-flag': T.Optional(T.Boolean()),
        'x-color': T.Optional(Color),
      }),
    },
    everything: {
      params: T.Object({ id: integer }),
      query: T.Object({ page: integer }),
      headers: T.Object({ 'x-count': integer }),
      cookies: T.Object({ session: T.String() }),
      body: Named,
    },
    typed: {
      body: T.Object({
        n: T.Optional(T.Number()),
        i: T.Optional(integer),
        b: T.Optional(T.Boolean()),
        s: T.Optional(T.String()),
        nothing: T.Optional(T.Null()),
      }),
    },
    order: {
      body: T.Object({
        id: T.String({ minLength: 2 }),
        customer: T.Object({ name: T.String(), email }),
        lines: T.Array(T.Object({ sku: T.String(), quantity: T.Integer({ minimum: 1 }) }), {
          minItems: 1,
        }),
        note: T.Optional(T.Union([T.String(), T.Null()])),
        'a/b~c': T.Optional(integer),
      }),
    },
    filled: {
      body: T.Object({
        currency: T.Optional(T.String({ default: 'EUR' })),
        lines: T.Optional(T.Array(T.Object({ quantity: T.Optional(T.Integer({ default: 1 })) }))),
      }),
    },
    payment: {
      body: T.Union([
        T.Object({ kind: T.Literal('card'), number: T.String(), limit: T.Optional(integer) }),
        T.Object({ kind: T.Literal('cash'), paid: T.Number() }),
      ]),
    },
    alternatives: {
      body: T.Object({
        scalar: T.Optional(T.Union([T.String(), T.Number()])),
        mixed: T.Optional(T.Union([T.String(), Named])),
        shapes: T.Optional(
          T.Array(T.Union([T.Object({ radius: T.Number() }), T.Object({ side: T.Number() })])),
        ),
      }),
    },
    tuple: { body: T.Object({ point: T.Tuple([T.String(), T.Number()]) }) },
    record: { body: T.Record(T.String(), T.Number()) },
    tree: { body: Tree },
    nullable: { body: T.Union([Named, T.Null()]) },
    extra: { body: T.Object({ name: T.String(), inner: T.Optional(Named) }) },
    loose: { body: T.Object({ name: T.String() }, { additionalProperties: true }) },
    strict: {
      body: T.Object(
        {
          name: T.String(),
          inner: T.Optional(T.Object({ name: T.String() }, { additionalProperties: false })),
        },
        { additionalProperties: false },
      ),
    },
    vendor: { body: { content: { 'application/vnd.shop+json': Named } } },
    media: {
      body: {
        content: {
          'application/json': Named,
          'text/plain': T.String({ minLength: 3 }),
          'application/x-www-form-urlencoded': T.Object({ n: integer, tags: T.Optional(texts) }),
        },
      },
    },
    optional: { body: { content: { 'application/json': Named }, required: false } },
  }
}

export const typebox = createRoutes(
  Type,
  Type.Cyclic(
    { Tree: Type.Object({ name: Type.String(), children: Type.Array(Type.Ref('Tree')) }) },
    'Tree',
  ),
)

export const typebox034 = createRoutes(
  OlderType as unknown as typeof Type,
  OlderType.Recursive((This) =>
    OlderType.Object({ name: OlderType.String(), children: OlderType.Array(This) }),
  ),
)
