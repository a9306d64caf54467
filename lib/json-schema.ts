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
export function mapSubschemas(
  schema: Readonly<SchemaObject>,
  replace: (subschema: Readonly<SchemaObject>) => SchemaObject,
): SchemaObject {
  const entries = Object.entries(renameTuples(schema)).map(([keyword, value]) => [
    keyword,
    mapKeyword(keyword, value),
  ])
  return Object.fromEntries(entries) as SchemaObject

  function mapKeyword(keyword: string, value: unknown): unknown {
    if (schemaKeywords.has(keyword)) return mapSchema(value)
    if (schemaListKeywords.has(keyword) && Array.isArray(value)) return value.map(mapSchema)
    if (schemaMapKeywords.has(keyword) && isObject(value)) return mapValues(value, mapSchema)
    return value
  }

  // `true` and `false` are schemas too, and there is nothing to replace in them.
  function mapSchema(value: unknown): unknown {
    return typeof value === 'object' && value !== null ? replace(value as SchemaObject) : value
  }
}

/** Before 2020-12 a tuple was `items: [A, B]`, and what follows it `additionalItems`. */
function renameTuples(schema: Readonly<SchemaObject>): Readonly<SchemaObject> {
  if (!Array.isArray(schema['items'])) return schema
  const { items, additionalItems, ...others } = schema
  return {
    ...others,
    prefixItems: items,
    ...(additionalItems === undefined ? {} : { items: additionalItems }),
  }
}

function isObject(value: unknown): value is SchemaObject {
  return typeof value === 'object' && value !== null
}

function mapValues(object: SchemaObject, map: (value: unknown) => unknown): SchemaObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]))
}

/** JSON with sorted keys: equal texts are equal values. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => sortKeys(member))
}

function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** The name in `#/$defs/Name`, or undefined for any other reference. */
export function definitionName(reference: unknown): string | undefined {
  const parsed = typeof reference === 'string' ? parseDefinitionRef(reference) : undefined
  return parsed?.tail === '' ? parsed.name : undefined
}

/** `#/$defs/Name/properties/id` is the definition `Name`, and `/properties/id` within it. */
export function parseDefinitionRef(reference: string): { name: string; tail: string } | undefined {
  const match = /^#\/\$defs\/([^/]+)((?:\/.*)?)$/s.exec(reference)
  return match?.[1] === undefined
    ? undefined
    : { name: unescapePointer(match[1]), tail: match[2] ?? '' }
}

/** One token of a JSON Pointer in a URI fragment. */
export function unescapePointer(token: string): string {
  return decodeIfPossible(token).replaceAll('~1', '/').replaceAll('~0', '~')
}

function decodeIfPossible(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The schema that a root `$ref` into its own `$defs` stands for. */
export function resolveRoot(root: Readonly<SchemaObject>): Readonly<SchemaObject> {
  const definition = definitionName(root['$ref'])
  const definitions = root['$defs'] as Record<string, SchemaObject> | undefined
  return (definition !== undefined && definitions?.[definition]) || root
}

/** The name that a schema gives itself by `$id` or `title`, where it can name a component. */
export function ownName(schema: Readonly<SchemaObject>): string | undefined {
  const { $id, title } = schema
  const file = typeof $id === 'string' ? ($id.split(/[/#]/).findLast(Boolean) ?? '') : ''
  const name = file.replace(/\.(?:schema\.)?json$/, '') || title
  return typeof name === 'string' && isComponentName(name) ? name : undefined
}

/** "All the fixed fields declared above are objects that MUST use keys that match" this. */
export function isComponentName(name: string): boolean {
  return /^[a-zA-Z0-9.\-_]+$/.test(name)
}
