import { isPlainObject } from '../json.ts'
import { listComposed, listConstants } from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'

/**
 * What text stands for where a schema wants another type: `42` for a number, `true` for a boolean. What
 * it cannot stand for stays text, for the validation to say so.
 */
export function coerceText(text: string, schema: Schema, root: Readonly<SchemaObject>): unknown {
  const types = typesOf(schema, root)
  if (types === undefined) return readConstant(text, schema, root)
  if (types.has('string') && takesText(text, schema, root)) return readConstant(text, schema, root)
  if (types.has('integer') || types.has('number')) {
    const number = readNumber(text)
    if (number !== undefined) return number
  }
  if (types.has('boolean') && (text === 'true' || text === 'false')) return text === 'true'
  return types.has('null') && (text === 'null' || text === '') ? null : text
}

/** The same for one schema, which is read once: for most, one question is left to ask of a text. */
export function createTextReader(
  schema: Schema,
  root: Readonly<SchemaObject>,
): (text: string) => unknown {
  const types = typesOf(schema, root) ?? new Set()
  const isOnly = (...wanted: string[]): boolean =>
    types.size > 0 && [...types].every((type) => wanted.includes(type))
  const constants = constantsOf(schema, root) ?? []
  if (isOnly('integer', 'number')) return (text) => readNumber(text) ?? text
  if (isOnly('boolean')) return readBoolean
  if (isOnly('string') && constants.every((one) => typeof one === 'string')) return (text) => text
  return (text) => coerceText(text, schema, root)
}

function readBoolean(text: string): boolean | string {
  return text === 'true' || text === 'false' ? text === 'true' : text
}

type Schema = Readonly<SchemaObject> | boolean

/** Whether an alternative takes this text as it is: `'all'` beside a number leaves numbers to that. */
function takesText(text: string, schema: Schema, root: Readonly<SchemaObject>): boolean {
  if (typeof schema === 'boolean') return schema
  const { constants, alternatives } = textsOf(schema, root)
  if (constants) return constants.some((one) => String(one) === text)
  if (alternatives.length > 0) return alternatives.some((one) => takesText(text, one, root))
  return typesOf(schema, root)?.has('string') ?? true
}

/** What a schema says of the texts that it takes. */
const textsOf = readOnce((schema, root) => {
  const parts = listParts(schema, root)
  return {
    constants: parts.map(listConstants).find((list) => list !== undefined),
    alternatives: parts.flatMap(({ anyOf, oneOf }) => (anyOf ?? oneOf ?? []) as Schema[]),
  }
})

/** Requests ask the same of the same schemas, which nobody changes once they are declared. */
function readOnce<Answer>(
  read: (schema: Schema, root: Readonly<SchemaObject>) => Answer,
): (schema: Schema, root: Readonly<SchemaObject>) => Answer {
  const known = new WeakMap<object, WeakMap<object, { readonly answer: Answer }>>()
  return (schema, root) => {
    if (typeof schema === 'boolean') return read(schema, root)
    const within = known.get(root) ?? new WeakMap<object, { readonly answer: Answer }>()
    const before = within.get(schema)
    if (before) return before.answer
    const answer = read(schema, root)
    known.set(root, within.set(schema, { answer }))
    return answer
  }
}

/** A text among constants of several types is the constant that is written so. */
function readConstant(text: string, schema: Schema, root: Readonly<SchemaObject>): unknown {
  const constants = constantsOf(schema, root)
  if (!constants || constants.includes(text)) return text
  const meant = constants.find((one) => typeof one !== 'object' && `${one as number}` === text)
  return meant === undefined ? text : meant
}

/** As JSON writes numbers, but for a sign and zeros that a form may put before them. */
function readNumber(text: string): number | undefined {
  if (!/^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) return undefined
  const number = Number(text)
  return Number.isFinite(number) && isExact(text, number) ? number : undefined
}

/** Another integer than the one that is written would be the id of somebody else. */
function isExact(text: string, number: number): boolean {
  return Number.isSafeInteger(number) || /[.eE]/.test(text) || BigInt(text) === BigInt(number)
}

/** Values in a form or a query, which has texts, lists of them and objects of them. */
export function coerceValue(value: unknown, schema: Schema, root: Readonly<SchemaObject>): unknown {
  if (typeof value === 'string') {
    return isOnlyList(schema, root)
      ? coerceList([value], schema, root)
      : coerceText(value, schema, root)
  }
  if (Array.isArray(value)) return coerceList(value, schema, root)
  if (typeof value !== 'object' || value === null || !isPlainObject(value)) return value
  if (isOnlyList(schema, root) && isIndexed(value))
    return coerceList(Object.values(value), schema, root)
  const properties = propertiesOf(schema, root)
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      coerceValue(member, properties.get(name) ?? restOf(schema, root), root),
    ]),
  )
}

/** `ids[0]=a&ids[1]=b` within an object is an object of indexes, before its schema is asked. */
function isIndexed(value: object): boolean {
  const keys = Object.keys(value)
  return keys.length > 0 && keys.every((key, index) => key === String(index))
}

/** A list, each item by the schema of its place. */
export function coerceList(
  items: readonly unknown[],
  schema: Schema,
  root: Readonly<SchemaObject>,
): unknown[] {
  const part = listLists(schema, root)[0] ?? {}
  const prefix = (part['prefixItems'] ?? []) as Schema[]
  return items.map((item, index) =>
    coerceValue(item, prefix[index] ?? ((part['items'] ?? true) as Schema), root),
  )
}

/** What a schema says of items, be it in an alternative. */
const listLists: (
  schema: Schema,
  root: Readonly<SchemaObject>,
) => readonly Readonly<SchemaObject>[] = readOnce((schema, root) =>
  listParts(schema, root).flatMap((part) => {
    const own = 'items' in part || 'prefixItems' in part ? [part] : []
    const alternatives = (part['anyOf'] ?? part['oneOf'] ?? []) as Schema[]
    return [...own, ...alternatives.flatMap((one) => listLists(one, root))]
  }),
)

/** The types that a schema accepts; undefined where it does not say. */
export const typesOf: (
  schema: Schema,
  root: Readonly<SchemaObject>,
) => ReadonlySet<string> | undefined = readOnce((schema, root) => {
  const said = listParts(schema, root).flatMap((part) => {
    const own = ownTypes(part, root)
    return own ? [own] : []
  })
  return said.length === 0 ? undefined : said.reduce((one, other) => intersect(one, other))
})

function intersect(one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(
    [...one].filter(
      (type) =>
        other.has(type) ||
        (type === 'integer' && other.has('number')) ||
        (type === 'number' && other.has('integer')),
    ),
  )
}

function ownTypes(
  part: Readonly<SchemaObject>,
  root: Readonly<SchemaObject>,
): ReadonlySet<string> | undefined {
  const { type, anyOf, oneOf } = part
  if (typeof type === 'string') return new Set([type])
  if (Array.isArray(type)) return new Set(type as string[])
  const constants = listConstants(part)
  if (constants) return new Set(constants.map(typeOf))
  const alternatives = (anyOf ?? oneOf) as Schema[] | undefined
  if (!Array.isArray(alternatives)) return undefined
  const types = alternatives.map((one) => typesOf(one, root))
  return types.includes(undefined) ? undefined : new Set(types.flatMap((one) => [...(one ?? [])]))
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

const constantsOf: (
  schema: Schema,
  root: Readonly<SchemaObject>,
) => readonly unknown[] | undefined = readOnce((schema, root) => {
  for (const part of listParts(schema, root)) {
    const own = listConstants(part)
    if (own) return own
    const alternatives = (part['anyOf'] ?? part['oneOf']) as Schema[] | undefined
    const lists = alternatives?.map((one) => constantsOf(one, root)) ?? []
    if (lists.length > 0 && lists.every((list) => list !== undefined)) return lists.flat()
  }
  return undefined
})

function isOnlyList(schema: Schema, root: Readonly<SchemaObject>): boolean {
  const types = typesOf(schema, root)
  return types?.has('array') === true && !types.has('string')
}

const propertiesOf = readOnce((schema, root) => {
  const parts = listParts(schema, root)
  return new Map(
    parts.flatMap((part) => Object.entries((part['properties'] ?? {}) as Record<string, Schema>)),
  )
})

export const restOf: (schema: Schema, root: Readonly<SchemaObject>) => Schema = readOnce(
  (schema, root) => {
    const part = listParts(schema, root).find((one) => 'additionalProperties' in one)
    return (part?.['additionalProperties'] as Schema | undefined) ?? true
  },
)

function listParts(schema: Schema, root: Readonly<SchemaObject>): Readonly<SchemaObject>[] {
  return typeof schema === 'boolean' ? [] : listComposed(schema, root)
}
