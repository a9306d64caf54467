import type { SchemaObject } from '../openapi-types.ts'
import { isTypeName } from './typebox.ts'

type Judge = (value: unknown) => boolean

const isText: Judge = (value) => typeof value === 'string'
const isNumber: Judge = (value) => Number.isFinite(value)
const isCount: Judge = (value) => Number.isInteger(value) && (value as number) >= 0
const isFlag: Judge = (value) => typeof value === 'boolean'
const isList: Judge = (value) => Array.isArray(value)
const isThere: Judge = (value) => value !== undefined

function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText) && areDistinct(value)
}

function areDistinct(names: readonly unknown[]): boolean {
  if (names.length > 8) return new Set(names).size === names.length
  return names.every((name, index) => names.indexOf(name) === index)
}

/** The keywords that hold no schema, with what the schema of schemas asks of them. */
const plainKeywords: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ['type', (value) => (Array.isArray(value) ? isTypes(value) : isTypeName(value))],
  ['enum', (value) => Array.isArray(value) && value.length > 0],
  ['required', isNames],
  ['multipleOf', (value) => isNumber(value) && (value as number) > 0],
  ...['const', 'default', 'example', 'style', 'explode'].map((name) => of(name, isThere)),
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
  return formOf(schema) !== 'other'
}

/**
 * Whether a simple schema has no title either, nor anything that travels one way alone: it says the same wherever
 * it stands, so that a document can have it as it is.
 */
export function isPlain(schema: Readonly<SchemaObject>): boolean {
  return formOf(schema) === 'plain'
}

/** The same, of what was asked about before: whoever walks through a document need not look within. */
export function isKnownSimple(schema: object): boolean {
  const form = forms.get(schema)
  return form !== undefined && form !== 'other'
}

export type Form = 'plain' | 'simple' | 'other'

/** Of whole schemas alone: to remember each part of them takes longer than to look again. */
const forms = new WeakMap<object, Form>()

function formOf(schema: Readonly<SchemaObject>): Form {
  const known = forms.get(schema)
  if (known) return known
  const form = readForm(schema)
  forms.set(schema, form)
  return form
}

/** For who has judged a schema while it was made. */
export function rememberForm(schema: Readonly<SchemaObject>, form: Form): void {
  forms.set(schema, form)
}

function readForm(schema: Readonly<SchemaObject>): Form {
  let form: Form = 'plain'
  for (const keyword of Object.keys(schema)) {
    const one = readMember(keyword, schema[keyword])
    if (one === 'other') return one
    if (one === 'simple') form = one
  }
  return form
}

/** What sets a schema apart from others of the same values: a name, or a side. */
const distinguishing = new Set(['title', 'readOnly', 'writeOnly'])

function readMember(keyword: string, value: unknown): Form {
  if (keyword === 'items' || keyword === 'additionalProperties') return readWithin(value)
  if (keyword === 'properties') return isObject(value) ? readProperties(value) : 'other'
  return readKeyword(keyword, value)
}

/** The same for a keyword that holds no schema. */
export function readKeyword(keyword: string, value: unknown): Form {
  if (!plainKeywords.get(keyword)?.(value)) return 'other'
  return distinguishing.has(keyword) ? 'simple' : 'plain'
}

function readProperties(properties: Readonly<SchemaObject>): Form {
  let form: Form = 'plain'
  for (const name of Object.keys(properties)) {
    const one = readWithin(properties[name])
    if (one === 'other') return one
    if (one === 'simple') form = one
  }
  return form
}

function readWithin(value: unknown): Form {
  if (typeof value === 'boolean') return 'plain'
  return isObject(value) ? readForm(value) : 'other'
}

function isObject(value: unknown): value is Readonly<SchemaObject> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
