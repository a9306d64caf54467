import type { SchemaObject } from '../openapi-types.ts'
import { isTypeName } from './typebox.ts'

type Judge = (value: unknown) => boolean

const isText: Judge = (value) => typeof value === 'string'
const isNumber: Judge = (value) => Number.isFinite(value)
const isCount: Judge = (value) => Number.isInteger(value) && (value as number) >= 0
const isFlag: Judge = (value) => typeof value === 'boolean'
const isList: Judge = (value) => Array.isArray(value)
const isAnything: Judge = () => true

function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText) && new Set(value).size === value.length
}

/** The keywords that hold no schema, with what the schema of schemas asks of them. */
const plainKeywords: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ['type', (value) => (Array.isArray(value) ? isTypes(value) : isTypeName(value))],
  ['enum', (value) => Array.isArray(value) && value.length > 0],
  ['required', isNames],
  ['multipleOf', (value) => isNumber(value) && (value as number) > 0],
  ...['const', 'default', 'example', 'style', 'explode'].map((name) => of(name, isAnything)),
  ...['format', 'pattern', 'title', 'description', '$comment'].map((name) => of(name, isText)),
  ...['contentMediaType', 'contentEncoding'].map((name) => of(name, isText)),
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'].map((name) =>
    of(name, isNumber),
  ),
  ...['minLength', 'maxLength', 'minItems', 'maxItems'].map((name) => of(name, isCount)),
  ...['minProperties', 'maxProperties'].map((name) => of(name, isCount)),
  ...['uniqueItems', 'deprecated', 'readOnly', 'writeOnly'].map((name) => of(name, isFlag)),
  of('examples', isList),
])

function of(name: string, judge: Judge): readonly [string, Judge] {
  return [name, judge]
}

function isTypes(names: readonly unknown[]): boolean {
  return names.length > 0 && isNames(names) && names.every(isTypeName)
}

/**
 * Whether a schema is in one form as it is, and right by the schema of schemas: it names nothing and refers to
 * nothing, and has only keywords that are known, with values that they can have. Most are; what is not is
 * looked at more closely.
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
  const judge = plainKeywords.get(keyword)
  if (judge) return judge(value)
  if (keyword === 'items' || keyword === 'additionalProperties') return isSimpleWithin(value)
  return keyword === 'properties' && isObject(value) && Object.values(value).every(isSimpleWithin)
}

function isSimpleWithin(value: unknown): boolean {
  return typeof value === 'boolean' || (isObject(value) && isSimple(value))
}

function isObject(value: unknown): value is Readonly<SchemaObject> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
