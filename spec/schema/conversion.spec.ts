import { createRequire } from 'node:module'
import { Type as TypeBox034 } from '@sinclair/typebox'
import { type } from 'arktype'
import express from 'express'
import { Type } from 'typebox'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { z as z42 } from 'zod-4.2'
import { openapi, operation, type OpenAPIOptions, type Problem } from '../../lib/index.ts'
import { RequestProblem } from '../document/request-problem.ts'
import { caught, summary } from '../live-app.ts'

// Its types and those of a later version in one program keep the compiler busy for a minute.
const { type: type21 } = createRequire(import.meta.url)('arktype-2.1') as {
  type: (definition: unknown) => unknown
}

const declare = operation as unknown as (...input: unknown[]) => never

interface Documented {
  readonly used: unknown
  readonly components: unknown
  readonly problems: readonly Problem[]
}

/** What a document has of one schema as a body, and of its components but our own RequestProblem. */
function documentBody(body: unknown, options: Partial<OpenAPIOptions> = {}): Documented {
  const app = express()
  app.post('/', declare({ body }))
  const docs = openapi({ info: { title: 'Schemas', version: '1' }, ...options })
  const problems = docs.problems(app)
  if (problems.length > 0) return { used: undefined, components: undefined, problems }
  const { paths, components } = docs.document(app)
  const requestBody = paths?.['/']?.post?.requestBody as { content: Record<string, object> }
  const used = (requestBody.content['application/json'] as { schema: unknown }).schema
  const { RequestProblem: _, ...others } = components?.schemas ?? {}
  return { used, components: others, problems }
}

function mistake(definition: unknown): Record<string, unknown> {
  return summary(caught(() => declare(definition)))
}

const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` })
const string = { type: 'string' }
const Id = { type: 'object', properties: { id: string }, required: ['id'] }

describe('what a library cannot say in JSON Schema', () => {
  const body = 'input'
  const answer = 'output'

  const inconvertible: readonly (readonly [string, string, unknown, string, string])[] = [
    ['Zod', body, z.object({ a: z.object({ b: z.date() }) }), 'a.b', 'Date'],
    ['Zod', body, z.object({ a: z.array(z.bigint()) }), 'a[]', 'BigInt'],
    ['Zod', body, z.object({ a: z.tuple([z.string(), z.symbol()]) }), 'a[1]', 'Symbols'],
    ['Zod', answer, z.object({ a: z.string().transform(Number) }), 'a', 'Transforms'],
    ['Zod 4.2', body, z42.object({ a: z42.map(z42.string(), z42.string()) }), 'a', 'Map'],
    ['Valibot', body, v.object({ a: v.object({ b: v.date() }) }), 'a.b', 'date'],
    ['Valibot', body, v.object({ a: v.record(v.string(), v.bigint()) }), 'a.*', 'bigint'],
    ['Valibot', answer, v.object({ a: v.pipe(v.string(), v.transform(Number)) }), 'a', 'transform'],
    ['Valibot', body, v.object({ a: v.pipe(v.string(), v.regex(/a/i)) }), 'a', 'flags'],
    ['ArkType', body, type({ a: { b: 'Date' } }), 'a.b', 'a Date'],
    ['ArkType', body, type({ a: 'bigint[]' }), 'a[]', 'a bigint'],
    ['ArkType', answer, type({ a: ['string', '=>', (s: string) => s.length] }), 'a', 'a transform'],
    ['ArkType', answer, type({ a: 'string.date.parse' }), 'a', 'a Date'],
    ['ArkType 2.1', body, type21({ a: { b: 'Date' } }), 'a.b', 'a Date'],
    ['TypeBox 1', body, Type.Object({ a: Type.Array(Type.BigInt()) }), 'a[]', '"bigint"'],
    ['TypeBox 0.34', body, TypeBox034.Object({ a: TypeBox034.Date() }), 'a', '"Date"'],
    ['JSON Schema', body, { type: 'object', properties: { a: { type: 'strng' } } }, 'a', '"strng"'],
  ]

  it.each(inconvertible)(
    'is refused where it is declared, by its property: %s, %s',
    (_kind, side, schema, property, reason) => {
      const definition = side === body ? { body: schema } : { responses: { 200: schema } }
      expect(mistake(definition)).toMatchObject({
        code: 'ERR_SCHEMA',
        message: expect.stringMatching(
          new RegExp(
            `^Property "${property.replaceAll(/[[\].*]/g, '\\$&')}" of the schema has no JSON Schema on its ${side} side: .*${reason}`,
          ),
        ) as string,
      })
    },
  )

  const remedies: readonly (readonly [string, unknown, string])[] = [
    ['Zod', z.object({ a: z.date() }), 'z.iso.datetime()'],
    ['Valibot', v.object({ a: v.date() }), 'v.isoTimestamp()'],
    ['ArkType', type({ a: 'Date' }), "'string.date.iso'"],
    ['TypeBox', Type.Object({ a: Type.BigInt() }), "format: 'date-time'"],
  ]

  it.each(remedies)('is answered in the words of the library: %s', (_kind, schema, words) => {
    expect(mistake({ body: schema })).toMatchObject({
      remedy: expect.stringContaining(words) as string,
    })
  })

  const harmless: readonly (readonly [string, unknown, unknown])[] = [
    ['a refinement of Zod', z.string().refine(() => true), string],
    [
      'a check, a brand and a trim of Valibot',
      v.pipe(
        v.string(),
        v.trim(),
        v.check(() => true),
        v.brand('Name'),
      ),
      string,
    ],
    [
      'two patterns of Valibot',
      v.pipe(v.string(), v.startsWith('a'), v.endsWith('b')),
      { type: 'string', pattern: '^a', allOf: [{ pattern: 'b$' }] },
    ],
    [
      'keys of Valibot that are a list',
      v.record(v.picklist(['a', 'b']), v.string()),
      {
        type: 'object',
        propertyNames: { type: 'string', enum: ['a', 'b'] },
        additionalProperties: string,
      },
    ],
    ['a narrowing of ArkType', type('string').narrow(() => true), string],
    [
      'an undefined of ArkType, which JSON leaves out',
      type({ 'id?': 'string | undefined' }),
      { type: 'object', properties: { id: string } },
    ],
  ]

  it.each(harmless)('is not: %s', (_what, schema, documented) => {
    expect(documentBody(schema).used).toEqual(documented)
  })
})

describe('objects', () => {
  const opened: readonly (readonly [string, unknown])[] = [
    ['Zod', z.object({ id: z.string() })],
    ['Zod, in an intersection', z.intersection(z.object({ id: z.string() }), z.object({}))],
    ['Zod 4.2', z42.object({ id: z42.string() })],
    ['Valibot', v.object({ id: v.string() })],
    ['ArkType', type({ id: 'string' })],
    ['ArkType, which deletes what is not declared', type({ '+': 'delete', id: 'string' })],
  ]

  it.each(opened)(
    'stay open on the output side, where their author left them open: %s',
    (_kind, schema) => {
      const app = express()
      app.get('/', declare({ responses: { 200: schema } }))
      const document = openapi({ info: { title: 'Open', version: '1' } }).document(app)
      expect(JSON.stringify(document)).not.toContain('additionalProperties')
    },
  )

  const closed: readonly (readonly [string, unknown])[] = [
    ['Zod', z.strictObject({ id: z.string() })],
    ['Valibot', v.strictObject({ id: v.string() })],
    ['ArkType', type({ '+': 'reject', id: 'string' })],
    ['TypeBox', Type.Object({ id: Type.String() }, { additionalProperties: false })],
  ]

  it.each(closed)(
    'stay closed on both sides, where their author closed them: %s',
    (_kind, schema) => {
      const app = express()
      app.post('/', declare({ body: schema, responses: { 200: schema } }))
      const document = openapi({ info: { title: 'Closed', version: '1' } }).document(app)
      expect(JSON.stringify(document).match(/"additionalProperties":false/g)).toHaveLength(2)
    },
  )
})

describe('a default of Valibot', () => {
  it('takes the place of null and of nothing, and is there on the output side', () => {
    const schema = v.object({ a: v.nullish(v.string(), 'x'), b: v.nullish(v.string(), null) })
    const app = express()
    app.get('/', declare({ responses: { 200: { schema } } }))
    const document = openapi({ info: { title: 'Defaults', version: '1' } }).document(app)
    expect(document.paths?.['/']?.get?.responses?.['200']).toMatchObject({
      content: {
        'application/json': {
          schema: {
            type: 'object',
            properties: {
              a: { type: 'string', default: 'x' },
              b: { anyOf: [string, { type: 'null' }], default: null },
            },
            required: ['a', 'b'],
          },
        },
      },
    })
  })
})

describe('a name', () => {
  const named = { used: ref('Invoice'), components: { Invoice: Id }, problems: [] }

  const ownNames: readonly (readonly [string, unknown])[] = [
    ['.meta({ id }) of Zod', z.object({ id: z.string() }).meta({ id: 'Invoice' })],
    ['.meta({ id }) of Zod 4.2', z42.object({ id: z42.string() }).meta({ id: 'Invoice' })],
    [
      'metadata({ id }) of Valibot',
      v.pipe(v.object({ id: v.string() }), v.metadata({ id: 'Invoice' })),
    ],
    ['$id of TypeBox', Type.Object({ id: Type.String() }, { $id: 'Invoice' })],
    ['$id of TypeBox 0.34', TypeBox034.Object({ id: TypeBox034.String() }, { $id: 'Invoice' })],
    ['$id of JSON Schema', { $id: 'https://shop.test/Invoice.json', ...Id }],
    ['$defs of JSON Schema', { $ref: '#/$defs/Invoice', $defs: { Invoice: Id } }],
    ['definitions of draft 7', { $ref: '#/definitions/Invoice', definitions: { Invoice: Id } }],
  ]

  it.each(ownNames)('is given by the schema itself: %s', (_how, schema) => {
    expect(documentBody(schema)).toEqual(named)
  })

  const nestedNames: readonly (readonly [string, unknown])[] = [
    [
      '.meta({ id }) of Zod',
      z.object({ in: z.object({ id: z.string() }).meta({ id: 'Invoice' }) }),
    ],
    [
      '.meta({ id }) of Zod 4.2',
      z42.object({ in: z42.object({ id: z42.string() }).meta({ id: 'Invoice' }) }),
    ],
    [
      'metadata({ id }) of Valibot',
      v.object({
        in: v.pipe(v.object({ id: v.string() }), v.metadata({ id: 'Invoice' })),
      }),
    ],
    ['$id of TypeBox', Type.Object({ in: Type.Object({ id: Type.String() }, { $id: 'Invoice' }) })],
    ['$id', { type: 'object', properties: { in: { $id: 'Invoice', ...Id } }, required: ['in'] }],
    [
      '$defs of its own',
      {
        type: 'object',
        properties: { in: { $ref: '#/$defs/Invoice', $defs: {} } },
        required: ['in'],
        $defs: { Invoice: Id },
      },
    ],
  ]

  it.each(nestedNames)('is given by a nested schema itself: %s', (_how, schema) => {
    expect(documentBody(schema)).toEqual({
      used: { type: 'object', properties: { in: ref('Invoice') }, required: ['in'] },
      components: { Invoice: Id },
      problems: [],
    })
  })

  it('is given by the title of a nested object, and not by that of a text', () => {
    const total = { title: 'Total', type: 'number' }
    const schema = {
      type: 'object',
      properties: { total, invoice: { title: 'Invoice', ...Id } },
    }
    expect(documentBody(schema)).toEqual({
      used: { type: 'object', properties: { total, invoice: ref('Invoice') } },
      components: { Invoice: { title: 'Invoice', ...Id } },
      problems: [],
    })
  })

  it('is fit for a component, whatever the key of a definition', () => {
    const schema = {
      $ref: '#/$defs/Page%3CInvoice%3E~1v1',
      $defs: { 'Page<Invoice>/v1': Id },
    }
    expect(documentBody(schema)).toEqual({
      used: ref('Page_Invoice__v1'),
      components: { Page_Invoice__v1: Id },
      problems: [],
    })
  })

  it('is that of the schema which a bare reference of TypeBox means', () => {
    const Invoice = Type.Object({ id: Type.String() }, { $id: 'Invoice' })
    const schema = Type.Object({ invoice: Type.Ref('Invoice') })
    expect(documentBody(schema, { schemas: { Bill: Invoice } })).toEqual({
      used: { type: 'object', properties: { invoice: ref('Bill') }, required: ['invoice'] },
      components: { Bill: Id },
      problems: [],
    })
    expect(documentBody(schema).problems).toEqual([
      {
        code: 'ERR_REFERENCE',
        severity: 'error',
        where: 'body of POST /',
        message: 'The schema refers to "Invoice", and no schema is called so.',
        remedy:
          'Add that schema to `schemas` under this name, or to the $defs of the one that refers to it.',
      },
    ])
  })

  it('that one side of another schema takes is refused', () => {
    const Item = z.object({ stock: z.number().default(0) })
    const Taken = z.object({ id: z.string() })
    const app = express()
    app.post('/', declare({ body: Item, responses: { 200: Item, 201: Taken } }))
    const docs = openapi({
      info: { title: 'Taken', version: '1' },
      schemas: { Item, 'Item-Input': Taken },
    })
    expect(docs.problems(app)).toMatchObject([
      { code: 'ERR_SCHEMA_NAME', message: expect.stringContaining('"Item-Input"') as string },
    ])
  })

  it('of two recursive schemas that refer to each other is one, from whichever they are reached', () => {
    const $defs = {
      Invoice: {
        type: 'object',
        properties: { lines: { type: 'array', items: { $ref: '#/$defs/Line' } } },
      },
      Line: { type: 'object', properties: { of: { $ref: '#/$defs/Invoice' } } },
    }
    const app = express()
    app.post('/invoices', declare({ body: { $ref: '#/$defs/Invoice', $defs } }))
    app.post('/lines', declare({ body: { $id: 'Line', ...$defs.Line, $defs } }))
    app.post('/more', declare({ body: { $ref: '#/$defs/Line', $defs } }))
    const docs = openapi({ info: { title: 'Mutual', version: '1' } })
    expect(docs.problems(app)).toEqual([])
    expect(docs.document(app).components?.schemas).toEqual({
      Invoice: {
        type: 'object',
        properties: { lines: { type: 'array', items: ref('Line') } },
      },
      Line: { type: 'object', properties: { of: ref('Invoice') } },
      RequestProblem,
    })
  })
})

describe('a keyword that JSON Schema does not have', () => {
  const declare = operation as unknown as (definition: object) => unknown

  it.each<[string, object, string, string, string]>([
    ['at the root', { type: 'object', propertes: {} }, 'The schema', 'propertes', 'properties'],
    [
      'in a property',
      { type: 'object', properties: { id: { type: 'string', minLenght: 2 } } },
      'Property "id" of the schema',
      'minLenght',
      'minLength',
    ],
    [
      'in TypeBox',
      Type.Array(Type.Object({ id: Type.String({ maxlength: 2 }) })),
      'Property "[].id" of the schema',
      'maxlength',
      'maxLength',
    ],
  ])('is refused %s, where it is close to one', (_where, body, what, keyword, meant) => {
    expect(summary(caught(() => declare({ body })))).toMatchObject({
      code: 'ERR_SCHEMA',
      message: `${what} has the keyword "${keyword}", which JSON Schema does not have: it would check nothing.`,
      remedy: `Did you mean "${meant}"? A keyword of your own begins with "x-".`,
    })
  })

  it('is kept where it is of the author, and data is none', () => {
    const body = {
      type: 'object',
      properties: { propertes: { type: 'string' }, id: { 'x-minLenght': 1, note: 'own' } },
      default: { minLenght: 1 },
      examples: [{ requierd: true }],
    }
    expect(() => declare({ body })).not.toThrow()
  })
})

describe('a reference that leads nowhere', () => {
  it.each(['#/$defs/Nope', '#/properties/nope', '#nope'])(
    'is refused where it is declared: %s',
    ($ref) => {
      expect(mistake({ body: { type: 'object', properties: { a: { $ref } } } })).toMatchObject({
        code: 'ERR_SCHEMA',
        message: `The schema refers to "${$ref}", and has nothing there.`,
      })
    },
  )
})

describe('the parameters of one object schema', () => {
  it('are found through $ref and allOf', () => {
    const app = express()
    const query = {
      allOf: [{ $ref: '#/$defs/Page' }, { properties: { q: string }, required: ['q'] }],
      $defs: { Page: { type: 'object', properties: { page: { type: 'integer' } } } },
    }
    app.get('/', declare({ query }))
    const document = openapi({ info: { title: 'Query', version: '1' } }).document(app)
    expect(document.paths?.['/']?.get?.parameters).toEqual([
      { name: 'page', in: 'query', schema: { type: 'integer' } },
      { name: 'q', in: 'query', required: true, schema: string },
    ])
  })
})

describe('what stands for a response', () => {
  const responses: readonly (readonly [string, unknown, unknown])[] = [
    ['a schema of TypeBox that says nothing', Type.Unknown(), { schema: {} }],
    ['an unsafe schema of TypeBox', Type.Unsafe<string>({}), { schema: {} }],
    ['a schema of TypeBox 0.34 that says nothing', TypeBox034.Any(), { schema: {} }],
    ['a boolean', true, { schema: {} }],
    [
      'an object with a keyword',
      { description: 'A name', minLength: 1 },
      { schema: { description: 'A name', minLength: 1 } },
    ],
    ['a reference to a schema', { $ref: '#/components/schemas/Error' }, { schema: ref('Error') }],
    ['a type of ArkType, which is a function', type('string'), { schema: string }],
  ]

  it.each(responses)('is a schema: %s', (_what, response, content) => {
    const app = express()
    app.get('/', declare({ responses: { 200: response } }))
    const docs = openapi({
      info: { title: 'Responses', version: '1' },
      components: { schemas: { Error: Id as never } },
    })
    expect(docs.document(app).paths?.['/']?.get?.responses?.['200']).toEqual({
      description: 'Successful Response',
      content: { 'application/json': content },
    })
  })
})
