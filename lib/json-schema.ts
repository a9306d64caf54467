import { putMember } from './json.ts'
import type { SchemaObject } from './openapi-types.ts'

const schemaKeywords = new Set([
  ...['items', 'additionalProperties', 'contains', 'propertyNames', 'not', 'if', 'then', 'else'],
  ...['unevaluatedItems', 'unevaluatedProperties', 'contentSchema'],
])
const schemaListKeywords = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems'])
const schemaMapKeywords = new Set([
  'properties',
  'patternProperties',
  'dependentSchemas',
  '$defs',
  'definitions',
])

/**
 * A copy of a schema in which `replace` was asked about every subschema, and about nothing that only
 * looks like one: what stands under `const`, `enum`, `default` or `examples` is data.
 */
export function mapSubschemas(schema: Readonly<SchemaObject>, replace: Replace): SchemaObject {
  const given = renameTuples(schema)
  const mapped: Record<string, unknown> = {}
  for (const keyword of Object.keys(given)) {
    putMember(mapped, keyword, mapKeyword(keyword, given[keyword], replace))
  }
  return mapped
}

type Replace = (subschema: Readonly<SchemaObject>) => SchemaObject

function mapKeyword(keyword: string, value: unknown, replace: Replace): unknown {
  if (!isObject(value)) return value
  if (schemaKeywords.has(keyword)) return replace(value)
  if (schemaListKeywords.has(keyword) && Array.isArray(value)) {
    return value.map((one) => mapSchema(one, replace))
  }
  return schemaMapKeywords.has(keyword) ? mapValues(value, replace) : value
}

// `true` and `false` are schemas too, and there is nothing to replace in them.
function mapSchema(value: unknown, replace: Replace): unknown {
  return isObject(value) ? replace(value) : value
}

/** Before 2020-12 a tuple was `items: [A, B]`, and what follows it `additionalItems`. */
function renameTuples(schema: Readonly<SchemaObject>): Readonly<SchemaObject> {
  if (!Array.isArray(schema['items'])) return schema
  const { items, additionalItems, ...others } = schema
  return {
    ...others,
    ...(items.length === 0 ? {} : { prefixItems: items }),
    ...(additionalItems === undefined ? {} : { items: additionalItems }),
  }
}

/**
 * What the `discriminator` of OpenAPI leads to by its `mapping`: names or references of schemas, which
 * no keyword of JSON Schema needs to mention.
 */
export function listMapping(schema: Readonly<SchemaObject>): [value: string, target: string][] {
  const { mapping } = (schema['discriminator'] ?? {}) as { mapping?: unknown }
  if (!isObject(mapping)) return []
  return Object.entries(mapping).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
}

/** The schema with a mapping to other targets. */
export function withMapping(
  schema: Readonly<SchemaObject>,
  mapping: readonly (readonly [value: string, target: string])[],
): SchemaObject {
  if (mapping.length === 0) return schema
  const discriminator = {
    ...(schema['discriminator'] as object),
    mapping: Object.fromEntries(mapping),
  }
  return { ...schema, discriminator }
}

/** Ask `visit` about every subschema that is directly within this one, booleans left out. */
export function eachSubschema(
  schema: Readonly<SchemaObject>,
  visit: (subschema: SchemaObject) => void,
): void {
  const given = renameTuples(schema)
  for (const keyword of Object.keys(given)) eachWithin(keyword, given[keyword], visit)
}

function eachWithin(
  keyword: string,
  value: unknown,
  visit: (subschema: SchemaObject) => void,
): void {
  if (!isObject(value)) return
  if (schemaKeywords.has(keyword)) return visit(value)
  const isList = schemaListKeywords.has(keyword) && Array.isArray(value)
  if (!isList && !schemaMapKeywords.has(keyword)) return
  for (const name of Object.keys(value)) {
    const one = value[name]
    if (isObject(one)) visit(one)
  }
}

function isObject(value: unknown): value is SchemaObject {
  return typeof value === 'object' && value !== null
}

function mapValues(object: SchemaObject, replace: Replace): SchemaObject {
  const mapped: Record<string, unknown> = {}
  for (const name of Object.keys(object)) putMember(mapped, name, mapSchema(object[name], replace))
  return mapped
}

/** JSON with sorted keys: equal texts are equal values. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => sortKeys(member))
}

function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** What `const` and `enum` allow, where a schema has one of them. */
export function listConstants(schema: Readonly<SchemaObject>): readonly unknown[] | undefined {
  if ('const' in schema) return [schema['const']]
  return Array.isArray(schema['enum']) ? schema['enum'] : undefined
}

/** The name in `#/$defs/Name`, or undefined for any other reference. */
export function definitionName(reference: unknown): string | undefined {
  const match = typeof reference === 'string' ? /^#\/\$defs\/([^/]+)$/.exec(reference) : undefined
  return match?.[1] === undefined ? undefined : unescapePointer(match[1])
}

/** One token of a JSON Pointer in a URI fragment. */
export function unescapePointer(token: string): string {
  return unescapeToken(decodeIfPossible(token))
}

/** RFC 6901 §4: `~1` first, so that `~01` becomes `~1` and not `/`. */
export function unescapeToken(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** RFC 6901 §3: "~" is "~0", and "/" is "~1". */
export function escapeToken(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** What is not percent-encoded as it should be stays as it is. */
export function decodeIfPossible(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** What a JSON Pointer (RFC 6901) in a URI fragment, such as `/$defs/Name`, leads to. */
export function followPointer(root: unknown, pointer: string): unknown {
  let value = root
  for (const token of pointer.slice(1).split('/').map(unescapePointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token))
      return undefined
    value = (value as Record<string, unknown>)[token]
  }
  return value
}

/** The schema that a `$ref` to the root or into its `$defs` stands for; any other is its own answer. */
export function followReference(
  schema: Readonly<SchemaObject>,
  root: Readonly<SchemaObject>,
): Readonly<SchemaObject> {
  if (schema['$ref'] === '#') return root
  const name = definitionName(schema['$ref'])
  const definitions = (root['$defs'] ?? {}) as Record<string, SchemaObject>
  const isKnown = name !== undefined && Object.hasOwn(definitions, name)
  return isKnown ? (definitions[name] as SchemaObject) : schema
}

/** A schema, and those that hold beside it by `$ref` and `allOf`. */
export function listComposed(
  schema: Readonly<SchemaObject>,
  root: Readonly<SchemaObject>,
): Readonly<SchemaObject>[] {
  if (schema['$ref'] === undefined && schema['allOf'] === undefined) return [schema]
  const parts = new Set([schema])
  // Grows as it is walked, which a Set's iteration follows.
  for (const part of parts) {
    parts.add(followReference(part, root))
    for (const other of (part['allOf'] ?? []) as unknown[]) if (isObject(other)) parts.add(other)
  }
  return [...parts]
}

/** The properties of an object schema, and which of them are required. */
export interface ObjectProperties {
  readonly properties: ReadonlyMap<string, SchemaObject | boolean>
  readonly required: ReadonlySet<string>
}

/**
 * What an object schema says of its properties, itself and in what it refers to by `$ref` and `allOf`.
 * Undefined where it does not describe an object.
 */
export function readProperties(root: Readonly<SchemaObject>): ObjectProperties | undefined {
  if (root['$ref'] === undefined && root['allOf'] === undefined) return readOwnProperties(root)
  const properties = new Map<string, SchemaObject | boolean>()
  const required = new Set<string>()
  const seen = new Set<object>()
  return collect(root) && properties.size > 0 ? { properties, required } : undefined

  function collect(schema: Readonly<SchemaObject>): boolean {
    if (seen.has(schema)) return true
    seen.add(schema)
    const target = followReference(schema, root)
    if (target !== schema && !collect(target)) return false
    if (schema['type'] !== undefined && schema['type'] !== 'object') return false
    for (const [name, property] of Object.entries((schema['properties'] ?? {}) as SchemaObject)) {
      properties.set(name, property as SchemaObject)
    }
    for (const name of (schema['required'] ?? []) as string[]) required.add(name)
    return ((schema['allOf'] ?? []) as SchemaObject[]).every(collect)
  }
}

function readOwnProperties(schema: Readonly<SchemaObject>): ObjectProperties | undefined {
  const { type, properties, required } = schema
  if (type !== undefined && type !== 'object') return undefined
  const entries = Object.entries((properties ?? {}) as Record<string, SchemaObject>)
  if (entries.length === 0) return undefined
  return { properties: new Map(entries), required: new Set((required ?? []) as string[]) }
}

/** Keywords that describe a schema, and decide nothing about the values that it accepts. */
export const annotations: ReadonlySet<string> = new Set([
  ...['title', 'description', 'default', 'examples', 'deprecated', 'readOnly', 'writeOnly'],
  '$comment',
])

/** `{ type: 'string' }` is equal to half of all schemas, and a copy of none. */
export function isDistinctive(schema: Readonly<SchemaObject>): boolean {
  return ['properties', 'enum', 'anyOf', 'oneOf', 'allOf', 'prefixItems'].some(
    (keyword) => keyword in schema,
  )
}

/** The name that a schema gives itself by `$id` or `title`, where it can name a component. */
export function ownName(schema: Readonly<SchemaObject>): string | undefined {
  const name = ownFile(schema) || schema['title']
  return typeof name === 'string' && isComponentName(name) ? name : undefined
}

/** `Invoice` of the `$id` `https://shop.test/schemas/Invoice.json`. */
export function ownFile({ $id }: Readonly<SchemaObject>): string | undefined {
  if (typeof $id !== 'string') return undefined
  return $id
    .split(/[/#]/)
    .findLast(Boolean)
    ?.replace(/\.(?:schema\.)?json$/, '')
}

/** "All the fixed fields declared above are objects that MUST use keys that match" this. */
export function isComponentName(name: string): boolean {
  return /^[a-zA-Z0-9.\-_]+$/.test(name)
}

/** The component name that is nearest to a name. */
export function toComponentName(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9.\-_]/g, '_')
}
