import fc from 'fast-check'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonSchema = boolean | SchemaObject
export interface SchemaObject {
  [keyword: string]: unknown
}

/** The release of JSON Schema that a schema is written in. */
export type Dialect = '2020-12' | 'draft-7'

export interface RandomSchema {
  readonly dialect: Dialect
  readonly schema: SchemaObject
  /** What the `$ref` or `$dynamicRef` of a subschema stands for. */
  readonly targets: ReadonlyMap<SchemaObject, JsonSchema>
}

/** A schema in which `~ref`, `~id`, `~anchor`, `~dynamic` and `~title` wait to be written out. */
type Draft = boolean | SchemaObject

interface Ticket {
  /** Counts the subschemas, over and over. */
  readonly to: number
  readonly style: number
}

// --- what schemas and values are made of ---

const ordinary = ['a', 'b', 'c']
/** Each of them is something else in another place: a keyword, an escape, a part of every object. */
const hostile = [
  ...['$ref', 'properties', 'type', 'items', 'default', 'const', 'enum', '$defs', 'required'],
  ...['__proto__', 'constructor', 'valueOf', 'a/b', 'm~n', '100%', 'two words', 'ключ', '0'],
]
const propertyNames = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...ordinary) },
  { weight: 1, arbitrary: fc.constantFrom(...hostile, '$id', '') },
)
const definitionNames = fc.constantFrom('A', 'B', 'a/b', 'a b', '__schema0', ...hostile)

/** Patterns, each with something that it matches. */
const patterns = { '^a': 'ab', b$: 'cb', '^[a-c]*$': 'abc', '/': 'a/b', o: 'two words' }
const patternNames = fc.constantFrom(...Object.keys(patterns))

const scalars = fc.oneof(
  fc.constantFrom(null, true, false),
  fc.integer({ min: -3, max: 6 }),
  fc.constantFrom(0.5, 1.5),
  fc.constantFrom('', 'a', 'b', 'abc', 'ключ', '#/x', 'valueOf'),
)

const looksLikeSchema = fc.constantFrom<Json>(
  { $ref: '#/x' },
  { $ref: '#' },
  { $id: 'Other', $defs: { A: true } },
  { type: 'object', properties: { a: { $ref: '#/$defs/A' } } },
  { items: [{ type: 'string' }], additionalItems: false },
  { allOf: [{ $ref: '#/$defs/A' }] },
)

/** Any JSON, under names that are likely to be in a schema too. */
export const jsonValues: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalars as fc.Arbitrary<Json>,
    looksLikeSchema,
    fc.array(tie('value'), { maxLength: 3 }),
    mapOf(propertyNames, tie('value')) as fc.Arbitrary<Json>,
  ),
})).value

/** Entries rather than `fc.dictionary()`, so that `__proto__` is a name like any other. */
function mapOf<T>(
  names: fc.Arbitrary<string>,
  values: fc.Arbitrary<T>,
  minLength = 0,
): fc.Arbitrary<Record<string, T>> {
  const entries = fc.uniqueArray(fc.tuple(names, values), {
    minLength,
    maxLength: 3,
    selector: ([name]) => name,
  })
  return entries.map((all) => Object.fromEntries(all))
}

function some<T extends object>(members: {
  [Key in keyof T]: fc.Arbitrary<T[Key]>
}): fc.Arbitrary<SchemaObject> {
  return fc.record(members, { requiredKeys: [] }) as fc.Arbitrary<SchemaObject>
}

/** Never written as a literal: an object with `then` looks like a promise. */
const conditions = ['if', 'then', 'else']

const types = ['string', 'number', 'integer', 'boolean', 'null', 'object', 'array']

const strings = some({
  minLength: fc.nat(2),
  maxLength: fc.integer({ min: 2, max: 5 }),
  pattern: patternNames,
}).map((limits): SchemaObject => ({ type: 'string', ...limits }))

const numbers = some({
  minimum: fc.integer({ min: -2, max: 1 }),
  exclusiveMaximum: fc.integer({ min: 2, max: 6 }),
  multipleOf: fc.constantFrom(1, 2, 0.5),
}).chain((limits) => fc.constantFrom('number', 'integer').map((type) => ({ type, ...limits })))

const data = fc.oneof(
  jsonValues.map((value): SchemaObject => ({ const: value })),
  fc
    .uniqueArray(jsonValues, {
      minLength: 1,
      maxLength: 3,
      selector: (value) => fc.stringify(value),
    })
    .map((all): SchemaObject => ({ enum: all })),
)

const annotations = some({
  '~title': fc.nat(1),
  description: fc.constantFrom('One', 'Another'),
  default: jsonValues,
  examples: fc.array(jsonValues, { minLength: 1, maxLength: 2 }),
  'x-data': fc.constant({ properties: 1, items: [{ allOf: 1 }] }),
})

const tickets = fc.record({ to: fc.oneof(fc.nat(3), fc.nat(40)), style: fc.nat(5) })
const references = tickets.map((ticket): SchemaObject => ({ '~ref': ticket }))

const identities = fc.oneof(
  fc.record({ '~id': fc.nat(3) }),
  fc.record({ '~anchor': fc.constant(true) }),
) as fc.Arbitrary<SchemaObject>

function objectFacets(schema: fc.Arbitrary<Draft>): fc.Arbitrary<SchemaObject>[] {
  const properties = mapOf(propertyNames, fc.tuple(schema, fc.boolean()), 1)
  return [
    properties.map((all) => ({ type: 'object', ...splitRequired(all) })),
    properties.map((all) => ({ ...splitRequired(all), additionalProperties: false })),
    fc.record({ type: fc.constant('object'), additionalProperties: schema }),
    fc.record({ patternProperties: mapOf(patternNames, schema, 1) }),
    fc.record({ propertyNames: schema }),
    some({ minProperties: fc.nat(1), maxProperties: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ dependentRequired: mapOf(propertyNames, fc.constant(['a']), 1) }),
    fc.record({ dependentSchemas: mapOf(propertyNames, schema, 1) }),
    fc.record({
      unevaluatedProperties: fc.oneof(fc.constant(false), schema),
    }),
  ] as fc.Arbitrary<SchemaObject>[]
}

function splitRequired(all: Record<string, [Draft, boolean]>): SchemaObject {
  const entries = Object.entries(all)
  return {
    properties: Object.fromEntries(entries.map(([name, [schema]]) => [name, schema])),
    required: entries.filter(([, [, isRequired]]) => isRequired).map(([name]) => name),
  }
}

function arrayFacets(schema: fc.Arbitrary<Draft>): fc.Arbitrary<SchemaObject>[] {
  const prefixItems = fc.array(schema, { minLength: 1, maxLength: 2 })
  return [
    fc.record({ type: fc.constant('array'), items: schema }),
    fc.record({ prefixItems }),
    fc.record({ type: fc.constant('array'), prefixItems, items: schema }),
    fc.record({ contains: schema }),
    fc.record({ contains: schema, minContains: fc.nat(2), maxContains: fc.constantFrom(2, 3) }),
    some({ minItems: fc.nat(1), maxItems: fc.constantFrom(2, 3), uniqueItems: fc.boolean() }),
    fc.record({ unevaluatedItems: fc.oneof(fc.constant(false), schema) }),
  ] as fc.Arbitrary<SchemaObject>[]
}

function combiningFacets(schema: fc.Arbitrary<Draft>): fc.Arbitrary<SchemaObject>[] {
  const list = fc.array(schema, { minLength: 1, maxLength: 3 })
  return [
    fc.record({ allOf: list }),
    fc.record({ anyOf: list }),
    fc.record({ oneOf: list }),
    fc.record({ not: schema }),
    fc
      .tuple(schema, schema, schema)
      .map((all) => Object.fromEntries(conditions.map((keyword, index) => [keyword, all[index]]))),
    fc.record({ $defs: mapOf(definitionNames, schema, 1) }),
  ] as fc.Arbitrary<SchemaObject>[]
}

const drafts = fc.letrec<{ schema: Draft; node: SchemaObject }>((tie) => {
  const leaf = fc.oneof(
    fc.constantFrom(...types).map((type): SchemaObject => ({ type })),
    strings,
    numbers,
    data,
  )
  const facet = fc.oneof(
    { weight: 6, arbitrary: fc.oneof(...objectFacets(tie('schema'))) },
    { weight: 4, arbitrary: fc.oneof(...arrayFacets(tie('schema'))) },
    { weight: 4, arbitrary: fc.oneof(...combiningFacets(tie('schema'))) },
    { weight: 3, arbitrary: references },
    { weight: 2, arbitrary: annotations },
    { weight: 2, arbitrary: identities },
  )
  return {
    node: fc
      .array(facet, { minLength: 1, maxLength: 3 })
      .map((facets): SchemaObject => Object.assign({}, ...facets) as SchemaObject),
    schema: fc.oneof(
      { depthSize: 'small', maxDepth: 4, withCrossShrink: true },
      { weight: 4, arbitrary: leaf },
      { weight: 1, arbitrary: fc.boolean() },
      { weight: 4, arbitrary: references },
      { weight: 7, arbitrary: tie('node') },
    ),
  }
})

const roots = fc.record({
  dialect: fc.constantFrom<Dialect>('2020-12', '2020-12', 'draft-7'),
  draft: fc
    .tuple(
      drafts.node,
      mapOf(definitionNames, drafts.schema),
      some({ '~id': fc.nat(3), '~dynamic': fc.constant(true) }),
    )
    .map(([node, $defs, identity]) => ({ ...node, $defs, ...identity })),
})

/** Schemas that may stand in one document: what names them is told apart by their number. */
export function randomSchemas(maxLength: number): fc.Arbitrary<RandomSchema[]> {
  // An array alone drops its first item or none while it shrinks, and it is mostly the first that fails.
  return fc
    .tuple(roots, fc.array(roots, { maxLength: maxLength - 1 }))
    .map(([first, others]) =>
      [first, ...others].map(({ dialect, draft }, number) => finish(draft, dialect, number)),
    )
}

// --- from a draft to a schema ---

type Form = 'one' | 'list' | 'map'

const applicators: Readonly<Record<string, Form>> = {
  ...{ $defs: 'map', definitions: 'map', properties: 'map', patternProperties: 'map' },
  ...{ additionalProperties: 'one', propertyNames: 'one', dependentSchemas: 'map' },
  ...{ prefixItems: 'list', items: 'one', additionalItems: 'one', contains: 'one' },
  ...{ unevaluatedProperties: 'one', unevaluatedItems: 'one' },
  ...{ allOf: 'list', anyOf: 'list', oneOf: 'list', not: 'one' },
  ...Object.fromEntries(conditions.map((keyword) => [keyword, 'one' as const])),
}
/** Those whose schemas are applied to the same value, where a circle would never end. */
const inPlace = new Set('allOf anyOf oneOf not if then else dependentSchemas'.split(' '))

interface Child {
  readonly schema: JsonSchema
  readonly keyword: string
  readonly tokens: readonly string[]
}

/** The schemas directly within a schema, definitions first: they are what references are for. */
export function listChildren(schema: JsonSchema): Child[] {
  if (typeof schema === 'boolean') return []
  return Object.entries(applicators).flatMap(([keyword, form]) => {
    const value = schema[keyword]
    if (value === undefined) return []
    const isOne = form === 'one' && !Array.isArray(value)
    if (isOne) return [{ schema: value as JsonSchema, keyword, tokens: [keyword] }]
    return Object.entries(value as Record<string, JsonSchema>).map(([key, member]) => ({
      schema: member,
      keyword,
      tokens: [keyword, key],
    }))
  })
}

/** A resource has a URI of its own, which references within it are relative to. */
interface Resource {
  readonly uri: string | undefined
}

interface Position {
  readonly schema: Draft
  readonly resource: Resource
  /** From the root of the resource. */
  readonly tokens: readonly string[]
  /** From the resource around, where this is the root of one. */
  readonly outside?: { readonly resource: Resource; readonly tokens: readonly string[] }
  readonly anchor?: string
  readonly dynamicAnchor?: string
  /** What is applied to the same value. */
  readonly applied: Position[]
}

const directory = 'https://example.com/schemas/'

function finish(draft: SchemaObject, dialect: Dialect, number: number): RandomSchema {
  const root = renameDefinitions(structuredClone(draft), number)
  const schema = dialect === 'draft-7' ? (toDraft7(root) as SchemaObject) : root
  const positions = identify(schema, dialect, number)
  const targets = new Map<SchemaObject, JsonSchema>()
  for (const position of positions) {
    const target = connect(position, positions)
    if (target) targets.set(position.schema as SchemaObject, target.schema)
  }
  // A lone keyword could be a field of something else, so a root says that it is a schema.
  if (!('$ref' in schema)) schema['type'] ??= types
  return { dialect, schema, targets }
}

/** A name says in one document what it says elsewhere, save those that Zod counts up. */
function renameDefinitions(schema: Draft, number: number): SchemaObject {
  for (const { schema: child } of listChildren(schema)) renameDefinitions(child, number)
  const { $defs } = schema as SchemaObject
  if (number > 0 && typeof $defs === 'object') {
    const entries = Object.entries($defs as object).map(([name, definition]) => [
      name.startsWith('__schema') ? name : `${name}${number}`,
      definition as unknown,
    ])
    ;(schema as SchemaObject)['$defs'] = Object.fromEntries(entries)
  }
  return schema as SchemaObject
}

function toDraft7(schema: Draft): Draft {
  if (typeof schema === 'boolean') return schema
  const { $defs, ...others } = '~ref' in schema ? withoutAssertions(schema) : schema
  const renamed = renameItems(others)
  for (const keyword of laterKeywords) delete renamed[keyword]
  const old = $defs === undefined ? renamed : { ...renamed, definitions: $defs }
  for (const [keyword, form] of Object.entries(applicators)) {
    if (keyword in old) old[keyword] = mapForm(old[keyword], form)
  }
  return old
}

const laterKeywords = [
  ...['unevaluatedProperties', 'unevaluatedItems', 'dependentSchemas', 'dependentRequired'],
  ...['minContains', 'maxContains', '~dynamic'],
]

/** Draft 7 ignores what stands beside a `$ref`. */
function withoutAssertions({ '~ref': ref, description, $defs }: SchemaObject): SchemaObject {
  return {
    '~ref': ref,
    ...(description === undefined ? {} : { description }),
    ...($defs === undefined ? {} : { $defs }),
  }
}

function renameItems({ prefixItems, items, ...others }: SchemaObject): SchemaObject {
  if (prefixItems === undefined) return items === undefined ? others : { ...others, items }
  return {
    ...others,
    items: prefixItems,
    ...(items === undefined ? {} : { additionalItems: items }),
  }
}

function mapForm(value: unknown, form: Form): unknown {
  if (Array.isArray(value)) return value.map((member) => toDraft7(member as Draft))
  if (form === 'one') return toDraft7(value as Draft)
  const entries = Object.entries(value as Record<string, Draft>)
  return Object.fromEntries(entries.map(([key, member]) => [key, toDraft7(member)]))
}

/** Write out what identifies each subschema, and list them all. */
function identify(root: SchemaObject, dialect: Dialect, number: number): Position[] {
  const positions: Position[] = []
  visit(root, { resource: { uri: undefined }, tokens: [] })
  return positions

  function visit(schema: Draft, at: Pick<Position, 'resource' | 'tokens'>): Position {
    const mark = `${number}x${positions.length}`
    const position: Position = { schema, ...at, ...writeIdentity(schema, at, mark), applied: [] }
    positions.push(position)
    for (const { schema: child, keyword, tokens } of listChildren(schema)) {
      const { resource } = position
      const within = visit(child, { resource, tokens: [...position.tokens, ...tokens] })
      if (inPlace.has(keyword)) position.applied.push(within)
    }
    return position
  }

  function writeIdentity(
    schema: Draft,
    at: Pick<Position, 'resource' | 'tokens'>,
    mark: string,
  ): Partial<Position> {
    if (typeof schema === 'boolean') return {}
    const { '~id': id, '~anchor': anchor, '~dynamic': dynamic, '~title': title } = schema
    for (const ticket of ['~id', '~anchor', '~dynamic', '~title']) delete schema[ticket]
    if (title !== undefined) schema['title'] = title === 0 ? `Title${mark}` : 'In two words'
    if (typeof id === 'number') return writeId(schema, at, idForms[id]?.(mark) ?? '')
    if (anchor) return writeAnchor(schema, dialect, `anchor${mark}`)
    if (!dynamic) return {}
    schema['$dynamicAnchor'] = `dynamic${mark}`
    return { dynamicAnchor: `dynamic${mark}` }
  }
}

const idForms = [
  (mark: string): string => `Node${mark}`,
  (mark: string): string => `${directory}node${mark}.json`,
  (mark: string): string => `${directory}Node${mark}`,
  (mark: string): string => `node${mark}.schema.json`,
]

function writeId(
  schema: SchemaObject,
  outside: Pick<Position, 'resource' | 'tokens'>,
  $id: string,
): Partial<Position> {
  schema['$id'] = $id
  const isWithin = outside.resource.uri?.startsWith(directory) && !$id.startsWith(directory)
  return { resource: { uri: isWithin ? directory + $id : $id }, tokens: [], outside }
}

function writeAnchor(schema: SchemaObject, dialect: Dialect, anchor: string): Partial<Position> {
  if (dialect === '2020-12') schema['$anchor'] = anchor
  else schema['$id'] = `#${anchor}`
  return { anchor }
}

/** Write the reference of a subschema to the first target that can be addressed from there. */
function connect(from: Position, positions: readonly Position[]): Position | undefined {
  if (typeof from.schema === 'boolean' || !('~ref' in from.schema)) return undefined
  const { to, style } = from.schema['~ref'] as Ticket
  delete from.schema['~ref']
  for (let tried = 0; tried < positions.length; tried += 1) {
    const target = positions[(to + tried) % positions.length] as Position
    const reference = isCircle(from, target) ? undefined : refer(from, target, style)
    if (reference) {
      Object.assign(from.schema, reference)
      from.applied.push(target)
      return target
    }
  }
  return undefined
}

function isCircle(from: Position, target: Position): boolean {
  return target === from || target.applied.some((applied) => isCircle(from, applied))
}

function refer(from: Position, target: Position, style: number): SchemaObject | undefined {
  const isLocal = from.resource === target.resource
  if (style === 5 && isLocal && target.dynamicAnchor) {
    return { $dynamicRef: `#${target.dynamicAnchor}` }
  }
  const isAnchored = style > 1 && target.anchor !== undefined
  const fragment = isAnchored ? `#${target.anchor}` : toFragment(target.tokens, style)
  if (isLocal && (style < 3 || target.resource.uri === undefined)) return { $ref: fragment }
  if (target.outside && target.outside.resource === from.resource && style === 0) {
    return { $ref: toFragment(target.outside.tokens, style) }
  }
  const base = relativeTo(from.resource.uri, target.resource.uri, style)
  return base === undefined ? undefined : { $ref: fragment === '#' ? base : base + fragment }
}

/** The same directory may be left out, and must be where there is none. */
function relativeTo(from = '', to: string | undefined, style: number): string | undefined {
  const isFromAbsolute = from.startsWith(directory)
  if (to === undefined) return undefined
  if (!to.startsWith(directory)) return isFromAbsolute ? undefined : to
  return isFromAbsolute && style % 2 === 1 ? to.slice(directory.length) : to
}

/** A JSON Pointer as a URI fragment; some write no more escapes than there must be, some all. */
function toFragment(tokens: readonly string[], style: number): string {
  const encode = style === 1 ? encodeURIComponent : encodeSparsely
  return `#${tokens.map((token) => `/${encode(token.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('')}`
}

function encodeSparsely(token: string): string {
  return encodeURI(token).replaceAll('#', '%23')
}

// --- values near a schema ---

type Random = (below: number) => number

/** Numbers that look random, and are the same for the same seed (mulberry32). */
function createRandom(seed: number): Random {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

function pick<T>(values: readonly T[], random: Random): T {
  return values[random(values.length)] as T
}

/** A value that the schema is likely to accept; one in three is changed somewhere after that. */
export function sample({ schema, targets }: RandomSchema, seed: number): Json {
  const random = createRandom(seed)
  const value = createSampler(targets, random)(schema, 5)
  return random(3) === 0 ? mutate(value, random) : value
}

function createSampler(
  targets: RandomSchema['targets'],
  random: Random,
): (schema: JsonSchema, depth: number) => Json {
  return sampleSchema

  function sampleSchema(schema: JsonSchema, depth: number): Json {
    if (typeof schema === 'boolean' || depth <= 0) return anyValue(random)
    if ('const' in schema) return schema['const'] as Json
    if ('enum' in schema) return pick(schema['enum'] as Json[], random)
    return [...sampleApplied(schema, depth), ...sampleOwn(schema, depth)].reduceRight(
      (all, part) => (isObject(all) && isObject(part) ? merge(all, part) : part),
      {} as Json,
    )
  }

  function sampleApplied(schema: SchemaObject, depth: number): Json[] {
    const target = targets.get(schema)
    const { anyOf, oneOf, allOf = [] } = schema as Record<string, JsonSchema[] | undefined>
    const branch = pick(['then', 'else'], random)
    const all = [target, schema[branch], ...(allOf ?? [])]
    for (const list of [anyOf, oneOf]) if (list) all.push(pick(list, random))
    return all
      .filter((part) => part !== undefined)
      .map((part) => sampleSchema(part as JsonSchema, depth - 1))
  }

  function sampleOwn(schema: SchemaObject, depth: number): Json[] {
    const type = Array.isArray(schema['type']) ? undefined : schema['type']
    const isOf = (name: string, keywords: string[]): boolean =>
      type === undefined ? keywords.some((keyword) => keyword in schema) : type === name
    if (isOf('object', objectKeywords)) return [sampleObject(schema, depth)]
    if (isOf('array', arrayKeywords)) return [sampleArray(schema, depth)]
    return typeof type === 'string' ? [sampleScalar(schema, type, random)] : []
  }

  function sampleObject(schema: SchemaObject, depth: number): Json {
    const required = new Set((schema['required'] ?? []) as string[])
    const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>)
    const matched = Object.entries(
      (schema['patternProperties'] ?? {}) as Record<string, JsonSchema>,
    ).map(([pattern, member]) => [patterns[pattern as keyof typeof patterns], member] as const)
    const extra = schema['additionalProperties'] ?? schema['unevaluatedProperties']
    const others = extra === undefined ? [] : [[anyName(random), extra as JsonSchema] as const]
    const chosen = [...others, ...matched, ...properties].filter(
      ([name, member]) => member !== false && random(10) < (required.has(name) ? 9 : 5),
    )
    return Object.fromEntries(
      chosen.map(([name, member]) => [name, sampleSchema(member, depth - 1)]),
    )
  }

  function sampleArray(schema: SchemaObject, depth: number): Json {
    const { items, prefixItems, additionalItems, unevaluatedItems, contains } = schema
    const prefix = (Array.isArray(items) ? items : (prefixItems ?? [])) as JsonSchema[]
    const rest = (Array.isArray(items) ? additionalItems : items) ?? unevaluatedItems ?? contains
    const more = rest === undefined || rest === false ? 0 : random(3)
    const all = [...prefix, ...Array.from({ length: more }, () => rest as JsonSchema)]
    return all.map((member) => sampleSchema(member, depth - 1))
  }
}

const objectKeywords = 'properties required patternProperties additionalProperties'.split(' ')
const arrayKeywords = 'items prefixItems contains unevaluatedItems minItems'.split(' ')

function sampleScalar(schema: SchemaObject, type: string, random: Random): Json {
  if (type === 'null') return null
  if (type === 'boolean') return random(2) === 0
  if (type === 'string') {
    const pattern = schema['pattern'] as keyof typeof patterns | undefined
    return pattern ? patterns[pattern] : pick(['abc', 'ab', 'ключ'], random)
  }
  const start = Number(schema['minimum'] ?? 0)
  return Math.ceil(start / 2) * 2 + random(3)
}

function anyName(random: Random): string {
  return pick(random(2) === 0 ? ordinary : hostile, random)
}

function anyValue(random: Random): Json {
  const simple: Json[] = [null, true, 0, 1, 1.5, 'abc', '', {}, []]
  if (random(3) > 0) return pick(simple, random)
  const member = pick(simple, random)
  return random(2) === 0 ? [member] : Object.fromEntries([[anyName(random), member]])
}

function isObject(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function merge(one: Record<string, Json>, other: Record<string, Json>): Json {
  return { ...one, ...other }
}

/** The same value with one thing about it changed. */
function mutate(value: Json, random: Random): Json {
  const isLeaf = typeof value !== 'object' || value === null
  if (isLeaf || random(5) === 0) return anyValue(random)
  const entries = Object.entries(value as Record<string, Json>)
  const index = random(entries.length + 1)
  const [name, member] = entries[index] ?? [anyName(random), anyValue(random)]
  const changed: [string, Json][] = random(4) === 0 ? [] : [[name, mutate(member, random)]]
  const all = [...entries.slice(0, index), ...changed, ...entries.slice(index + 1)]
  return Array.isArray(value) ? all.map(([, item]) => item) : Object.fromEntries(all)
}
