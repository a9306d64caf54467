import { annotations } from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { isTypeName } from './typebox.ts'

/** What stands under them is data, or says something of values alone. */
const ofValues: ReadonlySet<string> = new Set([
  ...['type', 'enum', 'const', 'required', 'format', 'pattern', 'minLength', 'maxLength'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minItems'],
  ...['maxItems', 'uniqueItems', 'minProperties', 'maxProperties', 'contentMediaType'],
  ...['contentEncoding', 'style', 'explode', 'example', ...annotations],
])

/**
 * Whether a schema is in one form as it is, with nothing in it that anybody could have mistaken: it names
 * nothing and refers to nothing, and has only keywords that are known. Most are; what is not is looked at
 * more closely.
 */
export function isSimple(schema: Readonly<SchemaObject>): boolean {
  const known = simple.get(schema)
  if (known !== undefined) return known
  const found = Object.keys(schema).every((keyword) => isSimpleMember(keyword, schema[keyword]))
  simple.set(schema, found)
  return found
}

const simple = new WeakMap<object, boolean>()

function isSimpleMember(keyword: string, value: unknown): boolean {
  if (keyword === 'type') return Array.isArray(value) ? value.every(isTypeName) : isTypeName(value)
  if (ofValues.has(keyword)) return true
  if (keyword === 'items' || keyword === 'additionalProperties') return isSimpleWithin(value)
  return keyword === 'properties' && isObject(value) && Object.values(value).every(isSimpleWithin)
}

function isSimpleWithin(value: unknown): boolean {
  return typeof value === 'boolean' || (isObject(value) && isSimple(value))
}

function isObject(value: unknown): value is Readonly<SchemaObject> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
