import express from 'express'
import { describe, expect, it } from 'vitest'
import { Type } from 'typebox'
import * as v from 'valibot'
import { z } from 'zod'
import { callbackRouter, openapi, operation } from '../../../lib/index.ts'
import type { OpenAPIOptions, Problem, Schema } from '../../../lib/index.ts'
import { RequestProblem } from '../request-problem.ts'

const info = { title: 'Components', version: '1.0.0' }

interface Uses {
  readonly bodies?: readonly Schema[]
  readonly answers?: readonly Schema[]
}

/**
 * The JSON Schema of every body and answer, in order, with the components that they refer to. That of
 * our own answer to an invalid request is left out.
 */
function documentSchemas(
  { bodies = [], answers = [] }: Uses,
  options: Partial<OpenAPIOptions> = {},
): { used: unknown[]; components: unknown; problems: Problem[] } {
  const app = express()
  for (const [index, body] of bodies.entries()) app.post(`/${index}`, operation({ body }))
  for (const [index, schema] of answers.entries()) {
    app.get(`/${index}`, operation({ responses: { 200: { schema } } }))
  }
  const documentation = openapi({ info: { title: 'Schemas', version: '1' }, ...options })
  const problems = documentation.problems(app)
  if (problems.length > 0) return { used: [], components: undefined, problems }
  const { paths, components } = documentation.document(app)
  const used = Object.values(paths ?? {}).flatMap((item) => [
    ...schemasIn(item?.post?.requestBody),
    ...schemasIn(item?.get?.responses?.[200]),
  ])
  const { RequestProblem: _, ...others } = components?.schemas ?? {}
  return { used, components: others, problems }
}

function schemasIn(part: unknown): unknown[] {
  const content = (part as { content?: Record<string, { schema: unknown }> } | undefined)?.content
  return Object.values(content ?? {}).map(({ schema }) => schema)
}

const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` })
const text = { type: 'string' }
const Plain = { type: 'object', properties: { id: text }, required: ['id'] } as const
const createInvoice = () => z.object({ id: z.string() })

describe('a schema without a name', () => {
  it('stands where it is used', () => {
    const { used, components } = documentSchemas({ bodies: [createInvoice()], answers: [Plain] })
    expect(used).toEqual([Plain, Plain])
    expect(components).toEqual({})
  })

  it('of a boolean accepts everything or nothing', () => {
    expect(documentSchemas({ bodies: [true, false] }).used).toEqual([{}, { not: {} }])
  })

  it('loses its $schema, and none of its other keywords', () => {
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      ...Plain,
      'x-kept': 1,
    }
    expect(documentSchemas({ bodies: [schema] }).used).toEqual([{ ...Plain, 'x-kept': 1 }])
  })

  it('does not change with what its author changes later', () => {
    const app = express()
    const schema = { type: 'object', properties: { id: { type: 'string' } } }
    app.post('/', operation({ body: schema }))
    schema.properties.id.type = 'number'
    const document = openapi({ info: { title: 'Schemas', version: '1' } }).document(app)
    expect(schemasIn(document.paths?.['/']?.post?.requestBody)).toEqual([
      { type: 'object', properties: { id: { type: 'string' } } },
    ])
  })

  it('that refers to itself gets a name all the same', () => {
    const tree = {
      type: 'object',
      properties: { branches: { type: 'array', items: { $ref: '#' } } },
    }
    expect(documentSchemas({ bodies: [tree] })).toEqual({
      used: [ref('Schema1')],
      components: {
        Schema1: {
          type: 'object',
          properties: { branches: { type: 'array', items: ref('Schema1') } },
        },
      },
      problems: [],
    })
  })
})

describe('a JSON Schema with $defs', () => {
  it('gives each definition that it uses a component, recursion included', () => {
    const schema = {
      $defs: {
        Line: { type: 'object', properties: { of: { $ref: '#/$defs/Invoice' } } },
        Invoice: {
          type: 'object',
          properties: { lines: { type: 'array', items: { $ref: '#/$defs/Line' } } },
        },
        Unused: text,
      },
      $ref: '#/$defs/Invoice',
    }
    expect(documentSchemas({ bodies: [schema] })).toEqual({
      used: [ref('Invoice')],
      components: {
        Invoice: {
          type: 'object',
          properties: { lines: { type: 'array', items: ref('Line') } },
        },
        Line: { type: 'object', properties: { of: ref('Invoice') } },
      },
      problems: [],
    })
  })

  it('keeps what stands beside a $ref, and takes data for no schema', () => {
    const schema = {
      type: 'object',
      properties: { id: { $ref: '#/$defs/Id', description: 'Of the invoice' } },
      const: { $ref: '#/$defs/Id' },
      $defs: { Id: text },
    }
    expect(documentSchemas({ bodies: [schema] })).toEqual({
      used: [
        {
          type: 'object',
          properties: { id: { ...ref('Id'), description: 'Of the invoice' } },
          const: { $ref: '#/$defs/Id' },
        },
      ],
      components: { Id: text },
      problems: [],
    })
  })
})

describe('a name', () => {
  const Invoice = createInvoice()

  it.each<[string, Schema, Record<string, Schema>]>([
    ['by `schemas`', Invoice, { Invoice }],
    ['by `schemas`, for a plain JSON Schema', Plain, { Invoice: Plain }],
    ['by .meta({ id })', createInvoice().meta({ id: 'Invoice' }), {}],
  ])('is given %s', (_what, schema, schemas) => {
    expect(documentSchemas({ bodies: [schema] }, { schemas })).toEqual({
      used: [ref('Invoice')],
      components: { Invoice: Plain },
      problems: [],
    })
  })

  it('is given by `schemas` rather than by .meta({ id })', () => {
    const Mine = createInvoice().meta({ id: 'Theirs' })
    expect(documentSchemas({ bodies: [Mine] }, { schemas: { Mine } })).toEqual({
      used: [ref('Mine')],
      components: { Mine: Plain },
      problems: [],
    })
  })

  it.each([
    ['Invoice', 'Invoice'],
    ['https://shop.test/schemas/Invoice', 'Invoice'],
    ['https://shop.test/Invoice.schema.json', 'Invoice'],
    ['Invoice.json', 'Invoice'],
  ])('is given by the $id %j', ($id, name) => {
    const { used, components } = documentSchemas({ bodies: [{ $id, ...Plain }] })
    expect({ used, components }).toEqual({ used: [ref(name)], components: { [name]: Plain } })
  })

  it('is given by a title that can be one', () => {
    const titled = { title: 'Invoice', ...Plain }
    const wordy = { title: 'An invoice', ...Plain }
    expect(documentSchemas({ bodies: [titled, wordy] })).toEqual({
      used: [ref('Invoice'), wordy],
      components: { Invoice: titled },
      problems: [],
    })
  })

  it('holds for the copies that nesting makes', () => {
    const Nested = z.object({
      one: Invoice,
      maybe: Invoice.optional(),
      none: Invoice.nullable(),
      many: z.array(Invoice),
      by: z.record(z.string(), Invoice),
    })
    expect(documentSchemas({ bodies: [Nested] }, { schemas: { Invoice } })).toEqual({
      used: [
        {
          type: 'object',
          properties: {
            one: ref('Invoice'),
            maybe: ref('Invoice'),
            none: { anyOf: [ref('Invoice'), { type: 'null' }] },
            many: { type: 'array', items: ref('Invoice') },
            by: { type: 'object', propertyNames: text, additionalProperties: ref('Invoice') },
          },
          required: ['one', 'none', 'many', 'by'],
        },
      ],
      components: { Invoice: Plain },
      problems: [],
    })
  })

  it('holds for what .describe() makes of it', () => {
    const copy = Invoice.describe('The one to pay')
    const described = { ...ref('Invoice'), description: 'The one to pay' }
    const bodies = [copy, z.object({ copy }), Invoice]
    expect(documentSchemas({ bodies }, { schemas: { Invoice } })).toEqual({
      used: [
        described,
        { type: 'object', properties: { copy: described }, required: ['copy'] },
        ref('Invoice'),
      ],
      components: { Invoice: Plain },
      problems: [],
    })
  })

  it('of another schema with the same keywords is not taken', () => {
    const Id = z.string()
    const { used } = documentSchemas(
      { bodies: [z.object({ id: z.string() })] },
      { schemas: { Id } },
    )
    expect(used).toEqual([Plain])
  })

  it('stands for nothing where the schema is not used', () => {
    expect(documentSchemas({ bodies: [text] }, { schemas: { Invoice } })).toEqual({
      used: [text],
      components: {},
      problems: [],
    })
  })

  it('is the same for a library and for plain JSON Schema that says the same', () => {
    const uses = { bodies: [Plain], answers: [Invoice] }
    expect(documentSchemas(uses, { schemas: { Invoice } })).toEqual({
      used: [ref('Invoice'), ref('Invoice')],
      components: { Invoice: Plain },
      problems: [],
    })
  })
})

describe('the two sides of a schema', () => {
  const Item = z.object({ name: z.string(), stock: z.number().default(0) })
  const properties = { name: text, stock: { type: 'number', default: 0 } }
  const input = { type: 'object', properties, required: ['name'] }
  const output = { type: 'object', properties, required: ['name', 'stock'] }

  it('are one component where they are equal', () => {
    const Invoice = createInvoice()
    const uses = { bodies: [Invoice], answers: [Invoice] }
    expect(documentSchemas(uses, { schemas: { Invoice } })).toEqual({
      used: [ref('Invoice'), ref('Invoice')],
      components: { Invoice: Plain },
      problems: [],
    })
  })

  it('are two components where they differ', () => {
    const uses = { bodies: [Item], answers: [Item] }
    expect(documentSchemas(uses, { schemas: { Item } })).toEqual({
      used: [ref('Item-Input'), ref('Item-Output')],
      components: { 'Item-Input': input, 'Item-Output': output },
      problems: [],
    })
  })

  it.each<[string, Uses, object]>([
    ['input', { bodies: [Item] }, input],
    ['output', { answers: [Item] }, output],
  ])('are one component where only the %s is used', (_side, uses, component) => {
    expect(documentSchemas(uses, { schemas: { Item } })).toEqual({
      used: [ref('Item')],
      components: { Item: component },
      problems: [],
    })
  })

  it('split whatever refers to one that differs, and nothing else', () => {
    const Owner = z.object({ id: z.string() })
    const Shop = z.object({ items: z.array(Item), owner: Owner })
    const uses = { bodies: [Shop], answers: [Shop] }
    const shop = (side: string): object => ({
      type: 'object',
      properties: { items: { type: 'array', items: ref(`Item-${side}`) }, owner: ref('Owner') },
      required: ['items', 'owner'],
    })
    expect(documentSchemas(uses, { schemas: { Item, Owner, Shop } })).toEqual({
      used: [ref('Shop-Input'), ref('Shop-Output')],
      components: {
        'Item-Input': input,
        'Item-Output': output,
        Owner: Plain,
        'Shop-Input': shop('Input'),
        'Shop-Output': shop('Output'),
      },
      problems: [],
    })
  })

  it('are open to further properties, unless the author closed them', () => {
    const Open = createInvoice()
    const Closed = z.strictObject({ id: z.string() })
    const { used } = documentSchemas({ bodies: [Open, Closed], answers: [Open, Closed] })
    const closed = { ...Plain, additionalProperties: false }
    expect(used).toEqual([Plain, Plain, closed, closed])
  })
})

describe('a name that two schemas want', () => {
  it('is an error that names both places', () => {
    const bodies = [
      z.object({ a: z.string() }).meta({ title: 'Twin' }),
      { title: 'Twin', ...Plain },
    ]
    expect(documentSchemas({ bodies }).problems).toEqual([
      {
        code: 'ERR_SCHEMA_NAME',
        severity: 'error',
        where: 'body of POST /1',
        message:
          'Two different schemas are called "Twin": one in body of POST /0, one in body of POST /1.',
        remedy: 'Give one of them another name: in `schemas`, by .meta({ id }), $id or title.',
      },
    ])
  })

  it('is an error where one of them is in the components that were given', () => {
    const options = { components: { schemas: { Invoice: { type: 'string' as const } } } }
    const Invoice = createInvoice()
    expect(
      documentSchemas({ bodies: [Invoice] }, { ...options, schemas: { Invoice } }).problems,
    ).toEqual([
      {
        code: 'ERR_SCHEMA_NAME',
        severity: 'error',
        where: 'components.schemas.Invoice',
        message:
          '"Invoice" is given in openapi({ components: { schemas } }), and is also the name of a declared one.',
        remedy: 'Remove it from the components, or give one of them another name.',
      },
    ])
  })
})

describe('a discriminator', () => {
  const kind = { type: 'string' } as const
  const Pet = {
    type: 'object',
    properties: { kind },
    discriminator: {
      propertyName: 'kind',
      mapping: { cat: '#/components/schemas/Cat', dog: 'Dog', fish: '#/components/schemas/Fish' },
    },
  } as const
  const Cat = {
    allOf: [{ $ref: '#/$defs/Pet' }],
    properties: { name: { type: 'string', default: 'Tom' } },
  } as const
  const Dog = { allOf: [{ $ref: '#/$defs/Pet' }], properties: { secret: { writeOnly: true } } }
  const body = { $ref: '#/$defs/Pet', $defs: { Pet, Cat, Dog } }

  it('keeps what only its mapping leads to', () => {
    const app = express()
    app.post('/', operation({ body } as never))
    const { components } = openapi({ info, components: { schemas: { Fish: {} } } }).document(app)
    const allOf = [{ $ref: '#/components/schemas/Pet' }]
    expect(components).toEqual({
      schemas: {
        Pet: {
          ...Pet,
          discriminator: {
            propertyName: 'kind',
            mapping: {
              cat: '#/components/schemas/Cat',
              dog: '#/components/schemas/Dog',
              fish: '#/components/schemas/Fish',
            },
          },
        },
        Cat: { ...Cat, allOf },
        Dog: { ...Dog, allOf },
        Fish: {},
        RequestProblem,
      },
    })
  })

  it('follows a name that becomes another', () => {
    const events = callbackRouter().post('https://a.test', { body } as never)
    const app = express()
    app.post('/', operation({ body, callbacks: { events } } as never))
    const { components } = openapi({ info, components: { schemas: { Fish: {} } } }).document(app)
    expect(components?.schemas).toMatchObject({
      'Pet-Sent': {
        discriminator: {
          mapping: { cat: '#/components/schemas/Cat-Sent', dog: '#/components/schemas/Dog-Sent' },
        },
      },
      'Dog-Sent': { allOf: [{ $ref: '#/components/schemas/Pet-Sent' }], properties: {} },
    })
  })
})

describe('a name on two sides', () => {
  const conflict = (name: string): Problem => ({
    code: 'ERR_SCHEMA_NAME',
    severity: 'error',
    where: 'responses.200 of GET /0',
    message: `Two different schemas are called "${name}": one in body of POST /0, one in responses.200 of GET /0.`,
    remedy: 'Give one of them another name: in `schemas`, by .meta({ id }), $id or title.',
  })
  const other = { type: 'object', properties: { other: text } } as const

  it.each<[string, Schema, Schema, Record<string, Schema>?]>([
    ['by .meta({ id })', createInvoice().meta({ id: 'Twin' }), z.object({}).meta({ id: 'Twin' })],
    ['by title', { title: 'Twin', ...Plain }, { title: 'Twin', ...other }],
    ['by $id', { $id: 'Twin', ...Plain }, { $id: 'https://a.test/Twin', ...other }],
    [
      'of TypeBox by $id',
      Type.Object({ a: Type.String() }, { $id: 'Twin' }),
      Type.Array(Type.Object({ b: Type.String() }, { $id: 'Twin' })),
    ],
    [
      'of Valibot by title, one within another',
      v.object({ list: v.array(v.pipe(v.object({ a: v.string() }), v.title('Twin'))) }),
      v.pipe(v.object({ b: v.string() }), v.title('Twin')),
    ],
    [
      'in $defs',
      { type: 'array', items: { $ref: '#/$defs/Twin' }, $defs: { Twin: Plain } },
      { type: 'array', items: { $ref: '#/$defs/Twin' }, $defs: { Twin: other } },
    ],
    [
      'of two libraries',
      z.object({ a: z.int().default(1) }).meta({ id: 'Twin' }),
      {
        title: 'Twin',
        ...other,
      },
    ],
    ...namedAndOwn('Twin'),
    [
      'of which one has no other side',
      z.object({ a: z.string().transform(Number) }).meta({ id: 'Twin' }),
      z.object({ a: z.number() }).meta({ id: 'Twin' }),
    ],
  ])('that two schemas want is an error: %s', (_how, body, answer, schemas = {}) => {
    expect(documentSchemas({ bodies: [body], answers: [answer] }, { schemas }).problems).toEqual([
      conflict('Twin'),
    ])
  })

  it('that a schema of the API and one of a callback want is an error', () => {
    const app = express()
    const Twin = { title: 'Twin', properties: { id: { ...text, readOnly: true } } } as const
    const events = callbackRouter().post('https://a.test', { body: Twin })
    app.post('/', operation({ body: { title: 'Twin', ...other }, callbacks: { events } }))
    const problems = openapi({ info }).problems(app)
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([
      {
        ...conflict('Twin'),
        where: 'body of POST / > callbacks.events > POST https://a.test',
        message:
          'Two different schemas are called "Twin": one in body of POST /, one in body of POST / > callbacks.events > POST https://a.test.',
      },
    ])
  })

  it('is two names of one schema where nothing shows that there are two', () => {
    const In = z.object({ a: z.string().transform(Number) }).meta({ id: 'Twin' })
    const Out = z.object({ a: z.date().transform(Number).pipe(z.number()) }).meta({ id: 'Twin' })
    const { used, problems } = documentSchemas({ bodies: [In], answers: [Out] })
    expect({ used, problems }).toEqual({
      used: [ref('Twin-Input'), ref('Twin-Output')],
      problems: [],
    })
  })

  it('is that of a schema that says on its two sides what two schemas say', () => {
    const Item = z.object({ stock: z.number().default(0) }).meta({ id: 'Item' })
    const input = { title: 'Item', type: 'object', properties: { stock: { type: 'number' } } }
    const plain = {
      $id: 'Item',
      type: 'object',
      properties: { stock: { type: 'number', default: 0 } },
    }
    const { used, problems } = documentSchemas({ bodies: [plain], answers: [Item] })
    expect({ used, problems }).toEqual({
      used: [ref('Item-Input'), ref('Item-Output')],
      problems: [],
    })
    expect(documentSchemas({ bodies: [input], answers: [Item] }).problems).toEqual([
      conflict('Item'),
    ])
  })
})

/** `schemas` gives a name that another schema gives itself. */
function namedAndOwn(name: string): [string, Schema, Schema, Record<string, Schema>][] {
  const named = z.object({ a: z.string() })
  const own = z.object({ b: z.string() }).meta({ title: name })
  return [
    ['by `schemas` and by title', named, z.array(own), { [name]: named }],
    ['by title and by `schemas`', own, z.array(named), { [name]: named }],
  ]
}

describe('a title', () => {
  const Opened = { title: 'Hours', type: 'object', properties: { from: text } } as const

  it('names what is used with and without a default, which each use has for itself', () => {
    const properties = {
      monday: Opened,
      sunday: { ...Opened, default: {}, description: 'If at all' },
      feast: { ...Opened, deprecated: true },
    }
    expect(
      documentSchemas({ bodies: [{ type: 'object', properties }], answers: [Opened] }),
    ).toEqual({
      used: [
        {
          type: 'object',
          properties: {
            monday: ref('Hours'),
            sunday: { ...ref('Hours'), default: {}, description: 'If at all' },
            feast: { ...ref('Hours'), deprecated: true },
          },
        },
        ref('Hours'),
      ],
      components: { Hours: Opened },
      problems: [],
    })
  })
})
