import { listComposed, mapSubschemas } from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'

/**
 * A schema of somebody else's document as it can be checked: without what JSON Schema does not know, so
 * that a document with a mistake in it still says what it says.
 *
 * Which side `readOnly` and `writeOnly` speak of is anybody's guess in a callback, where the API is the
 * client: a property with one of them may be there, and need not.
 */
export function toArrivingSchema(
  schema: Readonly<SchemaObject> | undefined,
): SchemaObject | undefined {
  if (schema === undefined) return undefined
  const readable = keepKnown(schema)
  const relax = (part: Readonly<SchemaObject>): SchemaObject =>
    mapSubschemas(withoutAccessWords(part, readable), relax)
  return relax(readable)
}

const keywords = new Set([
  ...['$ref', '$defs', 'type', 'enum', 'const', 'default', 'title', 'description', 'examples'],
  ...['properties', 'required', 'additionalProperties', 'patternProperties', 'propertyNames'],
  ...['minProperties', 'maxProperties', 'dependentRequired', 'dependentSchemas'],
  ...['items', 'prefixItems', 'contains', 'minContains', 'maxContains', 'minItems', 'maxItems'],
  ...['uniqueItems', 'unevaluatedItems', 'unevaluatedProperties'],
  ...['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'],
  ...['format', 'pattern', 'minLength', 'maxLength', 'contentMediaType', 'contentEncoding'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['readOnly', 'writeOnly', 'style', 'explode'],
])

const types = new Set(['string', 'number', 'integer', 'boolean', 'null', 'object', 'array'])

function keepKnown(schema: Readonly<SchemaObject>): SchemaObject {
  const { example } = schema
  const entries = Object.entries(schema).filter(
    ([keyword, value]) => keywords.has(keyword) && isUsable(keyword, value),
  )
  const examples = example === undefined || 'examples' in schema ? [] : [['examples', [example]]]
  return mapSubschemas(Object.fromEntries([...entries, ...examples]) as SchemaObject, keepKnown)
}

function isUsable(keyword: string, value: unknown): boolean {
  if (keyword === 'type') return [value].flat().every((type) => types.has(type as string))
  if (keyword === 'pattern') return isPattern(value)
  if (keyword === 'enum' || keyword === 'required') return Array.isArray(value)
  return keyword !== 'examples' || Array.isArray(value)
}

/** "This string SHOULD be a valid regular expression, according to the ECMA-262" dialect, and many are not. */
function isPattern(value: unknown): boolean {
  try {
    return typeof value === 'string' && new RegExp(value, 'u') instanceof RegExp
  } catch {
    return false
  }
}

function withoutAccessWords(
  schema: Readonly<SchemaObject>,
  root: Readonly<SchemaObject>,
): SchemaObject {
  const { readOnly: _, writeOnly: __, ...rest } = schema
  if (!Array.isArray(rest['required'])) return rest
  const properties = Object.assign(
    {},
    ...listComposed(schema, root).map((part) => part['properties'] ?? {}),
  ) as Record<string, SchemaObject | boolean>
  const isFree = (name: unknown): boolean =>
    Object.hasOwn(properties, String(name)) && hasAccess(properties[String(name)], root)
  return { ...rest, required: rest['required'].filter((name) => !isFree(name)) }
}

function hasAccess(
  property: Readonly<SchemaObject> | boolean | undefined,
  root: Readonly<SchemaObject>,
): boolean {
  if (typeof property !== 'object') return false
  return listComposed(property, root).some(
    (part) => part['readOnly'] === true || part['writeOnly'] === true,
  )
}
