import { setTimeout as wait } from 'node:timers/promises'
import express from 'express'
import fc from 'fast-check'
import { openapi, operation } from 'ringback'
import * as v from 'valibot'
import { z } from 'zod'
import type { Schema } from 'ringback'
import { describe, expect, it } from 'vitest'
import { collectGarbage } from '../collect-garbage.ts'

const info = { title: 'Equal schemas', version: '1' }

/** Such as is written anew for each operation. */
const createInvoice = () => ({
  type: 'object',
  properties: {
    id: { type: 'string', minLength: 1 },
    total: { type: 'number', minimum: 0 },
    paid: { type: 'boolean', default: null },
    tags: { type: 'array', items: { type: 'string', enum: ['a', 'b'] } },
  },
  required: ['id', 'total'],
  additionalProperties: false,
})
type Invoice = ReturnType<typeof createInvoice>

/** Makes another schema of an invoice. */
type Change = (invoice: {
  readonly properties: Record<'id' | 'total' | 'paid', Record<string, unknown>> &
    Record<string, unknown>
  readonly required: string[]
  additionalProperties: unknown
}) => void

class Text {
  readonly type = 'string'
  readonly minLength = 1
}

/** As text, in which the order of members is to be seen. */
function documentBodies(bodies: readonly unknown[]): string[] {
  const app = express()
  for (const [index, body] of bodies.entries())
    app.post(`/${index}`, operation({ body: body as Schema }))
  const { paths } = openapi({ info }).document(app)
  return bodies.map((_, index) => {
    const item = paths?.[`/${index}`] as unknown as PathItem
    return JSON.stringify(item.post.requestBody.content['application/json'].schema)
  })
}

interface PathItem {
  readonly post: {
    readonly requestBody: { readonly content: Record<'application/json', { schema: unknown }> }
  }
}

/** The code of what is refused, or nothing. */
function codeOf(body: unknown): string | undefined {
  try {
    operation({ body: body as Schema })
    return undefined
  } catch (error) {
    return (error as { code: string }).code
  }
}

/** After all that nobody holds is collected: what is held weakly stays until the turn is over. */
async function usedMegabytes(): Promise<number> {
  for (let turn = 0; turn < 3; turn += 1) {
    await wait(20)
    collectGarbage()
  }
  return process.memoryUsage().heapUsed / 2 ** 20
}

describe('schemas that say the same, each written anew', () => {
  it('are documented as they are written, whatever is done to either later', () => {
    const [one, other] = [createInvoice(), createInvoice()]
    const app = express()
    app.post('/0', operation({ body: one as Schema }))
    app.post('/1', operation({ body: other as Schema }))
    one.properties.id.type = 'number'
    other.required.push('paid')
    const { paths } = openapi({ info }).document(app)
    for (const path of ['/0', '/1']) {
      const item = paths?.[path] as unknown as PathItem
      const { schema } = item.post.requestBody.content['application/json']
      expect(schema).toEqual(createInvoice())
    }
  })

  it('are one in a document only where they are one: what a caller changes in one changes no other', () => {
    const app = express()
    app.post('/0', operation({ body: createInvoice() as Schema }))
    app.post('/1', operation({ body: createInvoice() as Schema }))
    const documentation = openapi({ info })
    const first = documentation.document(app).paths?.['/0'] as unknown as PathItem
    const changed = first.post.requestBody.content['application/json'] as { schema: Invoice }
    changed.schema.properties.id.type = 'changed'
    expect(JSON.stringify(documentation.document(app))).not.toContain('changed')
  })

  it.each<[string, Change]>([
    ['a member more', (invoice) => (invoice.properties.note = { type: 'string' })],
    [
      'a member less',
      (invoice) => delete (invoice.properties as Partial<Invoice['properties']>).paid,
    ],
    ['another value', (invoice) => (invoice.properties.total.minimum = 1)],
    ['an item more', (invoice) => invoice.required.push('paid')],
    ['an item less', (invoice) => invoice.required.pop()],
    ['another order', (invoice) => invoice.required.reverse()],
    ['another last member', (invoice) => (invoice.additionalProperties = true)],
    ['an empty object for null', (invoice) => (invoice.properties.paid.default = {})],
    ['null for an object', (invoice) => (invoice.properties.paid.default = { a: null })],
    ['a list for an object', (invoice) => (invoice.properties.paid.default = [])],
  ])('are told from one that has %s', (_what, change) => {
    const changed = createInvoice()
    change(changed as never)
    const bodies = [createInvoice(), changed, createInvoice()]
    expect(documentBodies(bodies)).toEqual(bodies.map((body) => JSON.stringify(body)))
  })

  it('are told from one that has another name among its properties', () => {
    const { properties, ...others } = createInvoice()
    const { id, total, paid: price, tags } = properties
    const renamed = { ...others, properties: { id, total, price, tags } }
    const bodies = [createInvoice(), renamed, createInvoice()]
    expect(documentBodies(bodies)).toEqual(bodies.map((body) => JSON.stringify(body)))
  })

  it('keep the order of their own properties', () => {
    const { properties, ...others } = createInvoice()
    const { id, ...rest } = properties
    const turned = { ...others, properties: { ...rest, id } }
    const bodies = [createInvoice(), turned, createInvoice()]
    expect(documentBodies(bodies)).toEqual(bodies.map((body) => JSON.stringify(body)))
  })

  it.each<[string, Change]>([
    ['NaN, which JSON writes as null', (invoice) => (invoice.properties.paid.default = Number.NaN)],
    ['a function, which JSON leaves out', (invoice) => (invoice.properties.note = () => 1)],
    ['a symbol', (invoice) => (invoice.properties.paid.description = Symbol('a'))],
    ['a Map, which JSON writes as {}', (invoice) => (invoice.properties.paid.default = new Map())],
    ['a BigInt', (invoice) => (invoice.properties.total.minimum = 0n)],
    ['an instance of a class', (invoice) => (invoice.properties.id = new Text() as never)],
    ['a cycle', (invoice) => (invoice.properties.paid.default = invoice)],
  ])('are no reason to take one that holds %s', (_what, change) => {
    const changed = createInvoice()
    change(changed as never)
    expect([createInvoice(), changed, createInvoice()].map(codeOf)).toEqual([
      undefined,
      'ERR_SCHEMA',
      undefined,
    ])
  })

  it('may have members that are undefined, a prototype of their own, or say how they are written', () => {
    const undefinedMember = createInvoice() as Record<string, unknown>
    undefinedMember['description'] = undefined
    const written = { ...createInvoice(), toJSON: () => ({ type: 'string' }) }
    const list = createInvoice()
    Object.assign(list.required, { toJSON: () => ['id'] })
    const bodies = [
      createInvoice(),
      undefinedMember,
      Object.assign(Object.create(null), createInvoice()),
      written,
      list,
    ]
    const whole = JSON.stringify(createInvoice())
    expect(documentBodies(bodies)).toEqual([
      ...[whole, whole, whole, JSON.stringify({ type: 'string' })],
      JSON.stringify({ ...createInvoice(), required: ['id'] }),
    ])
  })

  it('are documented as they are, whatever they are and were declared before', () => {
    const names = fc.constantFrom('a', 'b', 'c', 'type')
    const leaf = fc.constantFrom<object>(
      { type: 'string' },
      { type: 'string', minLength: 1 },
      { type: 'integer', enum: [1, 2] },
      { type: 'integer', enum: [2, 1] },
      { type: 'array', items: { type: 'string' } },
    )
    const object = fc
      .dictionary(names, leaf, { minKeys: 1 })
      .map((properties) => ({ type: 'object', properties }))
    fc.assert(
      fc.property(fc.array(fc.oneof(leaf, object), { minLength: 1, maxLength: 30 }), (bodies) => {
        expect(documentBodies(bodies)).toEqual(bodies.map((body) => JSON.stringify(body)))
      }),
    )
  })

  it('are no reason to take one that has no keyword, once its members that are undefined are left out', () => {
    const bodies = [{ explode: true }, { type: undefined, explode: true }, { explode: true }]
    expect(bodies.map(codeOf)).toEqual(['ERR_SCHEMA', undefined, 'ERR_SCHEMA'])
  })

  it('are told from lists that only look alike', () => {
    const create = () => ({ type: 'object', properties: { a: { enum: ['a'] } }, required: ['a'] })
    const [holed, hidden] = [create(), create()]
    holed.properties.a.enum.length = 2
    Object.defineProperty(hidden.required, 'toJSON', { value: () => ['b'] })
    const whole = JSON.stringify(create())
    expect([create(), holed].map(codeOf)).toEqual([undefined, codeOf(holed)])
    expect(documentBodies([create(), hidden])).toEqual([
      whole,
      JSON.stringify({ ...create(), required: ['b'] }),
    ])
  })

  it('are read one at a time, though one declares another while it is read', () => {
    const create = (b: object, declare: () => void) => ({
      type: 'object',
      properties: {
        a: { type: 'string' },
        b: { type: 'object', properties: b },
        get c() {
          declare()
          return { type: 'string' }
        },
      },
    })
    const nothing = (): void => {}
    const known = create({ known: { type: 'string' } }, nothing)
    const other = create(
      { other: { type: 'number' } },
      () => void operation({ body: known as Schema }),
    )
    const bodies = [known, other]
    expect(documentBodies(bodies)).toEqual(bodies.map((body) => JSON.stringify(body)))
  })

  it('are let go of once there are many, and no more than a few megabytes are kept', async () => {
    const before = await usedMegabytes()
    for (let index = 0; index < 2_000; index += 1) {
      const names = Array.from({ length: 60 }, (_, at) => `p${index}x${at}`)
      const properties = Object.fromEntries(names.map((name) => [name, { type: 'string' }]))
      operation({ body: { type: 'object', properties } as Schema })
    }
    expect((await usedMegabytes()) - before).toBeLessThan(6)
  })

  it('are told apart still after a thousand others, of which many are alike', () => {
    const bodies = Array.from({ length: 1_200 }, (_, index) => ({
      type: 'object',
      properties: { id: { type: 'string', maxLength: index % 20 }, [`p${index % 70}`]: {} },
    }))
    expect(documentBodies(bodies)).toEqual(bodies.map((body) => JSON.stringify(body)))
  })
})

describe('what libraries make of equal schemas', () => {
  /** As a library would that hands out what it was given. */
  const madeOf = (json: object): Schema =>
    ({
      '~standard': {
        version: 1,
        vendor: 'own',
        validate: (value: unknown) => ({ value }),
        jsonSchema: { input: () => json, output: () => json },
      },
    }) as unknown as Schema

  it('is one with what is written, and documented as that', () => {
    const bodies = [z.object({ made: z.string() }), v.object({ made: v.string() })]
    const written = { type: 'object', properties: { made: { type: 'string' } }, required: ['made'] }
    const [ofZod, ...others] = documentBodies([...bodies, written])
    expect(JSON.parse(ofZod ?? '')).toEqual(written)
    expect(others.map((text) => JSON.parse(text) as unknown)).toEqual([written, written])
  })

  it('is kept as it was: what an author changes later is in no other', () => {
    const values = ['made a', 'made b']
    const create = () => ({
      type: 'object',
      properties: { k: { enum: ['made a', 'made b'], type: 'string' } },
      required: ['k'],
    })
    const before = JSON.stringify(create())
    documentBodies([v.object({ k: v.picklist(values) }), create()])
    values.push('late')
    expect(documentBodies([create()])).toEqual([before])
  })

  it('is kept only where it is plain JSON, of which all can be seen', () => {
    const cyclic: unknown[] = []
    cyclic.push(cyclic)
    const create = (examples: unknown[]) => ({ type: 'string', maxLength: 77, examples })
    const all = [create([new Date(0)]), create([new Map()]), create(cyclic)]
    expect(all.map((json) => codeOf(madeOf(json)))).toEqual([undefined, undefined, undefined])
    const written = create([{}])
    expect(documentBodies([written])).toEqual([JSON.stringify(written)])
  })

  it('lets nobody write what is no schema', () => {
    expect(codeOf(z.any().meta({ example: 'made' }))).toBeUndefined()
    expect(codeOf({ example: 'made' })).toBe('ERR_SCHEMA')
  })
})
