import type { OpenAPIV3_1 } from 'openapi-types'
import { z } from 'zod'
import type {
  FromJsonSchema,
  Input,
  JsonSchema,
  Output,
  Schema,
  StandardTyped,
} from '../../lib/schema-types.ts'

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
type Expect<Holds extends true> = Holds

declare function take<const S extends Schema>(schema: S): { input: Input<S>; output: Output<S> }

// JSON.parse is typed to give what may not come out anywhere.
const anything = JSON.parse('null')
type IsAny<T> = 0 extends 1 & T ? true : false

// --- scalars ---

const text = take({ type: 'string', format: 'uuid' })
const float = take({ type: 'number', minimum: 0 })
const whole = take({ type: 'integer' })
const flag = take({ type: 'boolean' })
const nothing = take({ type: 'null' })
const nullable = take({ type: ['string', 'null'] })
const currency = take({ type: 'string', enum: ['EUR', 'USD'] })
const mixed = take({ enum: ['a', 1, true, null] })
const fixed = take({ const: 'paid' })
const fixedObject = take({ const: { kind: 'a', list: [1, 2] } })
const file = take({ type: 'string', contentMediaType: 'image/png', contentEncoding: 'base64' })

export type Scalars = [
  Expect<Equal<typeof text, { input: string; output: string }>>,
  Expect<Equal<typeof float.output, number>>,
  Expect<Equal<typeof whole.output, number>>,
  Expect<Equal<typeof flag.output, boolean>>,
  Expect<Equal<typeof nothing.output, null>>,
  Expect<Equal<typeof nullable.output, string | null>>,
  Expect<Equal<typeof currency.output, 'EUR' | 'USD'>>,
  Expect<Equal<typeof mixed.output, 'a' | 1 | true | null>>,
  Expect<Equal<typeof fixed.output, 'paid'>>,
  Expect<Equal<typeof fixedObject.output, { kind: 'a'; list: [1, 2] }>>,
  Expect<Equal<typeof file.output, string>>,
]

// --- objects ---

const invoice = take({
  type: 'object',
  properties: {
    id: { type: 'string' },
    title: { type: ['string', 'null'], description: 'What it is for' },
    paid: { type: 'boolean', default: false },
    currency: { enum: ['EUR', 'USD'], default: 'EUR' },
    lines: {
      type: 'array',
      items: { type: 'object', properties: { sku: { type: 'string' } }, required: ['sku'] },
    },
  },
  required: ['id', 'currency', 'lines'],
  additionalProperties: false,
})
const object = take({ type: 'object' })
const closed = take({ type: 'object', additionalProperties: false })
const explicitlyOpen = take({
  type: 'object',
  properties: { a: { type: 'string' } },
  additionalProperties: true,
})
const openByEmptySchema = take({
  properties: { a: { type: 'string' } },
  additionalProperties: {},
})
const record = take({ type: 'object', additionalProperties: { type: 'number' } })
const recordAndMore = take({
  type: 'object',
  properties: { name: { type: 'string' } },
  required: ['name'],
  additionalProperties: { type: 'number' },
})
const pattern = take({ type: 'object', patternProperties: { '^x-': { type: 'string' } } })
const patternAndMore = take({
  type: 'object',
  properties: { id: { type: 'integer' } },
  required: ['id'],
  patternProperties: { '^x-': { type: 'string' }, '^y-': { type: 'null' } },
  additionalProperties: false,
})
const requiredOnly = take({ type: 'object', required: ['id'] })
const withoutType = take({ properties: { a: { type: 'string' } }, required: ['a'] })
const nullableObject = take({
  type: ['object', 'null'],
  properties: { a: { type: 'string' } },
})

export type Objects = [
  Expect<
    Equal<
      typeof invoice.input,
      {
        id: string
        title?: string | null
        paid?: boolean
        currency?: 'EUR' | 'USD'
        lines: { sku: string }[]
      }
    >
  >,
  Expect<
    Equal<
      typeof invoice.output,
      {
        id: string
        title?: string | null
        paid: boolean
        currency: 'EUR' | 'USD'
        lines: { sku: string }[]
      }
    >
  >,
  Expect<Equal<typeof object.output, { [key: string]: unknown }>>,
  Expect<Equal<typeof closed.output, { [key: string]: never }>>,
  Expect<Equal<typeof explicitlyOpen.output, { a?: string }>>,
  Expect<Equal<typeof openByEmptySchema.output, { a?: string }>>,
  Expect<Equal<typeof record.output, { [key: string]: number }>>,
  Expect<Equal<typeof recordAndMore.output, { [key: string]: string | number; name: string }>>,
  Expect<Equal<typeof pattern.output, { [key: string]: string }>>,
  Expect<
    Equal<typeof patternAndMore.output, { [key: string]: number | string | null; id: number }>
  >,
  Expect<Equal<typeof requiredOnly.output, { id: unknown }>>,
  Expect<Equal<typeof withoutType.output, { a: string }>>,
  Expect<Equal<typeof nullableObject.output, { a?: string } | null>>,
]

// --- arrays ---

const list = take({ type: 'array', items: { type: ['integer', 'null'] } })
const listOfAnything = take({ type: 'array', minItems: 1 })
const pair = take({ prefixItems: [{ type: 'string' }, { type: 'number' }], items: false })
const pairAndRest = take({
  type: 'array',
  prefixItems: [{ const: 'sum' }, { type: 'string' }],
  items: { type: 'number' },
})
const pairOrSingle = take({
  type: 'array',
  prefixItems: [{ type: 'string' }, { type: 'number' }],
  minItems: 1,
  items: false,
})
const openPair = take({ type: 'array', prefixItems: [{ type: 'string' }] })

export type Arrays = [
  Expect<Equal<typeof list.output, (number | null)[]>>,
  Expect<Equal<typeof listOfAnything.output, unknown[]>>,
  Expect<Equal<typeof pair.output, [string, number]>>,
  Expect<Equal<typeof pairAndRest.output, ['sum', string, ...number[]]>>,
  Expect<Equal<typeof pairOrSingle.output, [string, number?]>>,
  Expect<Equal<typeof openPair.output, [string, ...unknown[]]>>,
]

// --- combinations ---

const anyOf = take({ anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] })
const oneOf = take({
  oneOf: [
    { type: 'object', properties: { kind: { const: 'card' } }, required: ['kind'] },
    {
      type: 'object',
      properties: { kind: { const: 'bank' }, iban: { type: 'string' } },
      required: ['kind', 'iban'],
    },
  ],
})
const allOf = take({
  type: 'object',
  allOf: [
    { $ref: '#/$defs/Entity' },
    { properties: { name: { type: 'string' }, size: { type: 'integer', default: 1 } } },
  ],
  required: ['name'],
  $defs: { Entity: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } },
})
const eitherRequired = take({
  type: 'object',
  properties: { mail: { type: 'string' }, phone: { type: 'string' } },
  anyOf: [{ required: ['mail'] }, { required: ['phone'] }],
})
const objectOneOf = take({
  type: 'object',
  oneOf: [
    { properties: { a: { type: 'string' } }, required: ['a'] },
    { properties: { b: { type: 'number' } } },
  ],
})
const listAllOf = take({ type: 'array', allOf: [{ items: { type: 'string' } }, { maxItems: 9 }] })
const listWithAlternatives = take({
  type: 'array',
  items: { type: 'string' },
  anyOf: [{ minItems: 3 }, { maxItems: 1 }],
})
const ignored = take({ type: 'string', not: { const: 'x' }, if: { minLength: 3 }, else: false })
const always = take(true)
const never = take(false)
const empty = take({})
const annotated = take({ description: 'Whatever it is', 'x-internal': true })
const foreign = take({ 'x-internal': true })

export type Combinations = [
  Expect<Equal<typeof anyOf.output, string | string[]>>,
  Expect<Equal<typeof oneOf.output, { kind: 'card' } | { kind: 'bank'; iban: string }>>,
  Expect<Equal<typeof allOf.input, { id: string; name: string; size?: number }>>,
  Expect<Equal<typeof allOf.output, { id: string; name: string; size: number }>>,
  Expect<
    Equal<
      typeof eitherRequired.output,
      { mail: string; phone?: string } | { mail?: string; phone: string }
    >
  >,
  Expect<Equal<typeof objectOneOf.output, { a: string } | { b?: number }>>,
  Expect<Equal<typeof listAllOf.output, string[]>>,
  Expect<Equal<typeof listWithAlternatives.output, string[]>>,
  Expect<Equal<typeof ignored.output, string>>,
  Expect<Equal<typeof always.output, unknown>>,
  Expect<Equal<typeof never.output, never>>,
  Expect<Equal<typeof empty.output, unknown>>,
  Expect<Equal<typeof annotated.output, unknown>>,
  Expect<Equal<typeof foreign.output, unknown>>,
]

// --- references ---

const referring = take({
  type: 'object',
  properties: {
    customer: { $ref: '#/$defs/Customer', description: 'Who pays' },
    old: { $ref: '#/definitions/Old' },
    like: { $ref: '#/properties/customer' },
    elsewhere: { $ref: 'https://example.com/customer.json' },
    missing: { $ref: '#/$defs/Missing' },
  },
  required: ['customer', 'old', 'like', 'elsewhere', 'missing'],
  $defs: {
    Customer: { type: 'object', properties: { mail: { $ref: '#/$defs/Mail' } } },
    Mail: { type: 'string', format: 'email' },
  },
  definitions: { Old: { type: 'null' } },
})
const tree = take({
  type: 'object',
  properties: { value: { type: 'number' }, children: { type: 'array', items: { $ref: '#' } } },
  required: ['value', 'children'],
})
interface Tree {
  value: number
  children: Tree[]
}
const chain = take({
  $ref: '#/$defs/Link',
  $defs: {
    Link: {
      type: 'object',
      properties: { next: { anyOf: [{ $ref: '#/$defs/Link' }, { type: 'null' }] } },
    },
  },
})
type Chain = { next?: Chain | null }
const json = take({
  anyOf: [
    { type: ['string', 'number', 'boolean', 'null'] },
    { type: 'array', items: { $ref: '#' } },
    { type: 'object', additionalProperties: { $ref: '#' } },
  ],
})
type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
const circle = take({ $ref: '#' })
const widerCircle = take({
  $ref: '#/$defs/A',
  $defs: { A: { allOf: [{ $ref: '#/$defs/B' }] }, B: { oneOf: [{ $ref: '#/$defs/A' }] } },
})
const flattenedCircle = take({
  type: 'array',
  items: { $ref: '#' },
  anyOf: [{ minItems: 1 }, { maxItems: 9 }],
})

export type References = [
  Expect<
    Equal<
      typeof referring.output,
      {
        customer: { mail?: string }
        old: null
        like: { mail?: string }
        elsewhere: unknown
        missing: unknown
      }
    >
  >,
  Expect<Equal<typeof tree.output, Tree>>,
  Expect<Equal<(typeof tree.output)['children'][number], typeof tree.output>>,
  Expect<Equal<typeof chain.output, Chain>>,
  Expect<Equal<typeof json.output, Json>>,
  Expect<Equal<typeof circle.output, unknown>>,
  Expect<Equal<typeof widerCircle.output, unknown>>,
  Expect<Equal<typeof flattenedCircle.output, unknown[]>>,
]

// --- literals made elsewhere ---

const asConst = {
  type: 'object',
  properties: { a: { type: 'string' }, b: { enum: ['x', 'y'] } },
  required: ['a'],
} as const
const fromConst = take(asConst)
const satisfying = {
  type: 'object',
  properties: { a: { type: 'string' } },
} as const satisfies JsonSchema
const widened = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }
const fromWidened = take(widened)
const widenedInside = take({ type: 'object', properties: { inner: widened }, required: ['inner'] })
const fromGeneral = take(anything as JsonSchema)
const fromOpenApi = take(anything as OpenAPIV3_1.SchemaObject)
const eitherSchema = take(Math.random() < 0.5 ? { type: 'string' } : { type: 'number' })
interface Nested {
  anyOf: Nested[]
}
const nestedByHand = take(anything as Nested)

export type Elsewhere = [
  Expect<Equal<typeof fromConst.output, { a: string; b?: 'x' | 'y' }>>,
  Expect<Equal<FromJsonSchema<typeof satisfying, 'output'>, { a?: string }>>,
  Expect<Equal<typeof fromWidened, { input: unknown; output: unknown }>>,
  Expect<Equal<typeof widenedInside.output, { inner: unknown }>>,
  Expect<Equal<typeof fromGeneral.output, unknown>>,
  Expect<Equal<typeof fromOpenApi.output, unknown>>,
  Expect<Equal<typeof eitherSchema.output, string | number>>,
  Expect<Equal<typeof nestedByHand.output, unknown>>,
]

// --- never any ---

const anywhere = {
  itself: take(anything),
  type: take({ type: anything }),
  typeList: take({ type: [anything] }),
  const: take({ const: anything }),
  enum: take({ enum: anything }),
  enumMember: take({ enum: [anything] }),
  anyOf: take({ anyOf: anything }),
  oneOf: take({ oneOf: [anything] }),
  allOf: take({ allOf: anything }),
  allOfMember: take({ allOf: [anything] }),
  $ref: take({ $ref: anything }),
  $defs: take({ $ref: '#/$defs/A', $defs: anything }),
}
const anyBelow = {
  items: take({ type: 'array', items: anything }),
  prefixItems: take({ prefixItems: anything }),
  tuple: take({ prefixItems: [anything], items: anything }),
  properties: take({ type: 'object', properties: anything }),
  property: take({ type: 'object', properties: { a: anything } }),
  additionalProperties: take({ type: 'object', additionalProperties: anything }),
  patternProperties: take({ type: 'object', patternProperties: anything }),
  constObject: take({ const: { a: anything } }),
}
type AnyBelow<T> = T extends readonly (infer Item)[] ? IsAny<Item> : IsAny<T[keyof T]>

export type NeverAny = [
  Expect<
    Equal<
      { [Key in keyof typeof anywhere]: (typeof anywhere)[Key]['output'] }[keyof typeof anywhere],
      unknown
    >
  >,
  Expect<
    Equal<
      {
        [Key in keyof typeof anywhere]: IsAny<(typeof anywhere)[Key]['output']>
      }[keyof typeof anywhere],
      false
    >
  >,
  Expect<
    Equal<
      {
        [Key in keyof typeof anyBelow]: AnyBelow<(typeof anyBelow)[Key]['output']>
      }[keyof typeof anyBelow],
      false
    >
  >,
]

// --- Standard Schema ---

const Invoice = z.object({
  id: z.string(),
  total: z.coerce.number(),
  due: z.iso.date().transform((day) => new Date(day)),
  paid: z.boolean().default(false),
  kind: z.union([z.literal('a'), z.null()]),
  lines: z.array(z.object({ price: z.tuple([z.number(), z.string()]) })),
  customer: z.string().brand<'Customer'>(),
  upload: z.file().optional(),
})
const zodInvoice = take(Invoice)
const Category = z.object({
  name: z.string(),
  get children() {
    return z.array(Category)
  },
})
const zodCategory = take(Category)
class Money {
  #cents = 0
  currency = 'EUR'
  raw = anything
  euros(): number {
    return this.#cents / 100
  }
}
const zodAny = take(z.any())
const zodAnyInside = take(
  z.object({
    meta: z.any(),
    list: z.array(z.any()),
    deep: z.object({ note: z.any().optional(), day: z.date(), money: z.instanceof(Money) }),
    far: z.object({ a: z.object({ b: z.array(z.object({ c: z.object({ d: z.any() }) })) }) }),
    map: z.map(z.string(), z.number()),
  }),
)

/** Such as ArkType: a schema that is called. */
interface Callable<In, Out> {
  (data: unknown): Out
  readonly '~standard': {
    readonly version: 1
    readonly vendor: 'callable'
    readonly types?: { readonly input: In; readonly output: Out } | undefined
  }
}
const callable = take(anything as Callable<string, number>)
const withoutTypes = take(
  anything as { '~standard': { version: 1; vendor: 'x'; validate(value: unknown): void } },
)
const unspecific = take(anything as StandardTyped)

export type Standard = [
  Expect<Equal<typeof zodInvoice.input, z.input<typeof Invoice>>>,
  Expect<Equal<typeof zodInvoice.output, z.output<typeof Invoice>>>,
  Expect<Equal<typeof zodCategory.output, z.output<typeof Category>>>,
  Expect<Equal<typeof zodAny, { input: unknown; output: unknown }>>,
  Expect<
    Equal<
      typeof zodAnyInside.output,
      {
        meta: unknown
        list: unknown[]
        deep: { note?: unknown; day: Date; money: Money }
        far: { a: { b: { c: { d: unknown } }[] } }
        map: Map<string, number>
      }
    >
  >,
  Expect<Equal<typeof callable, { input: string; output: number }>>,
  Expect<Equal<typeof withoutTypes.output, unknown>>,
  Expect<Equal<typeof unspecific.output, unknown>>,
]

// --- TypeBox, as far as its types show it ---

/** 0.34: a schema computes its type from `params`, and lets in any keyword. */
interface Computed {
  [keyword: string]: typeof anything
  params: unknown[]
  static: unknown
}
interface Node {
  id: string
  nodes: Node[]
}
interface ComputedNode extends Computed {
  type: 'object'
  static: this['params'] extends [] ? Node : never
}
interface ComputedDate extends Computed {
  type: 'Date'
  static: Date
}
const computed = take(anything as ComputedNode)
const computedInside = take({
  type: 'object',
  properties: { day: anything as ComputedDate },
  required: ['day'],
})
/** 1.x: a schema has a `~kind`, and mutable lists. */
interface Kind<Name extends string> {
  '~kind': Name
}
interface KindString extends Kind<'String'> {
  type: 'string'
}
interface KindObject<Properties> extends Kind<'Object'> {
  type: 'object'
  properties: Properties
  required: string[]
}
interface KindArray<Item> extends Kind<'Array'> {
  type: 'array'
  items: Item
}
interface KindTuple<Items extends unknown[]> extends Kind<'Tuple'> {
  type: 'array'
  additionalItems: false
  items: Items
  minItems: Items['length']
}
interface KindUnion<Members extends unknown[]> extends Kind<'Union'> {
  anyOf: Members
}
interface KindLiteral<Value> extends Kind<'Literal'> {
  type: 'string'
  const: Value
}
interface KindRecord<Value> extends Kind<'Record'> {
  type: 'object'
  patternProperties: { '^.*$': Value }
}
interface KindNever extends Kind<'Never'> {
  not: object
}
interface KindRef extends Kind<'Ref'> {
  $ref: 'Node'
}
interface KindCyclic<Definitions> extends Kind<'Cyclic'> {
  $defs: Definitions
  $ref: 'Node'
}
interface Unsafe<Value> {
  '~unsafe': Value
}
type Optional<T> = T & { '~optional': true }
const branded = take(
  anything as KindObject<{
    id: KindString
    note: Optional<KindString>
    tags: KindArray<KindString>
    pair: KindTuple<[KindString, Kind<'Any'>]>
    either: KindUnion<[KindLiteral<'a'>, KindString]>
    map: KindRecord<KindString>
    none: Optional<KindNever>
    big: Unsafe<bigint>
    tree: KindCyclic<{ Node: KindObject<{ id: KindString; nodes: KindArray<KindRef> }> }>
  }>,
)

export type TypeBox = [
  Expect<Equal<typeof computed.output, Node>>,
  Expect<Equal<typeof computedInside.output, { day: Date }>>,
  Expect<
    Equal<
      typeof branded.output,
      {
        id: string
        note?: string
        tags: string[]
        pair: [string, unknown]
        either: string
        map: { [key: string]: string }
        none?: never
        big: bigint
        tree: Node
      }
    >
  >,
]

// --- what must not compile ---

// @ts-expect-error a property that is not declared
void invoice.output.titel
// @ts-expect-error although further keys are allowed at run time
void explicitlyOpen.output.b
// @ts-expect-error a required property is missing
export const incomplete: typeof invoice.input = { id: 'i1' }
// @ts-expect-error a property with a default is there after parsing
export const withoutDefault: typeof invoice.output = { id: 'i1', currency: 'EUR', lines: [] }
// @ts-expect-error a further key in a literal
export const further: typeof fromConst.input = { a: 'x', c: 1 }
// @ts-expect-error an optional property is not null
export const nulled: typeof fromConst.input = { a: 'x', b: null }
// @ts-expect-error not in the enum
export const pounds: typeof currency.input = 'GBP'
// @ts-expect-error null only where the type list has it
export const nullText: typeof text.input = null
// @ts-expect-error additionalProperties: false, and no properties
export const notEmpty: typeof closed.input = { a: 1 }
// @ts-expect-error the value of a further key has a schema
export const wrongRecord: typeof record.input = { a: 'x' }
// @ts-expect-error items: false
export const tooLong: typeof pair.input = ['a', 1, 2]
// @ts-expect-error the order of prefixItems
export const swapped: typeof pair.input = [1, 'a']
// @ts-expect-error an alternative has to be told first
void oneOf.output.iban
// @ts-expect-error neither of the two
export const neither: typeof eitherRequired.input = {}
// @ts-expect-error wrong at depth two of a recursion
export const wrongTree: typeof tree.input = { value: 1, children: [{ value: 'x', children: [] }] }
// @ts-expect-error the schema false has no values
export const impossible: typeof never.input = 1
// @ts-expect-error unknown has to be told first
void fromWidened.output.a
// @ts-expect-error z.any() is unknown here
void zodAny.output.a
// @ts-expect-error and within an object, too
void zodAnyInside.output.meta.a

// @ts-expect-error not a schema
take('string')
// @ts-expect-error not a schema
take(null)
// @ts-expect-error not a schema
take([{ type: 'string' }])
// @ts-expect-error not a schema
take(() => ({ type: 'string' }))
// @ts-expect-error not a schema
take(new Date())
// @ts-expect-error type is a name or a list of names
take({ type: 5 })
// @ts-expect-error required is a list
take({ type: 'object', required: 'name' })
// @ts-expect-error properties holds schemas
take({ type: 'object', properties: { name: 'string' } })
// @ts-expect-error a schema of another library inside a JSON Schema
take({ type: 'object', properties: { name: z.string() } })
// @ts-expect-error Standard Schema has a version and a vendor
take({ '~standard': { types: { input: '', output: '' } } })
