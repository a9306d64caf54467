import type { SchemaObject } from '../openapi-types.ts'

/**
 * Whether a value is of a schema for certain, told by reading the schema as it stands: to compile one takes as
 * long as to judge thousands of values. Where it is not certain, whoever has compiled it has to say.
 *
 * @param schema One that `isPlainlyJudged()` has let through.
 */
export function holdsPlainly(schema: AnySchema, value: unknown, formatOf: FormatOf): boolean {
  if (typeof schema === 'boolean') return schema
  for (const keyword of Object.keys(schema)) {
    const judge = judges.get(keyword)
    if (judge && !judge({ asked: schema[keyword], value, schema, formatOf })) return false
  }
  return true
}

/** A format as ajv has it: a pattern, a function, or an object around one of them; undefined for what is none. */
export type FormatOf = (name: string) => unknown

type AnySchema = Readonly<SchemaObject> | boolean

/** A keyword with what it asks, and a value that is asked. */
interface Question {
  readonly asked: unknown
  readonly value: unknown
  readonly schema: Readonly<SchemaObject>
  readonly formatOf: FormatOf
}

type Judge = (question: Question) => boolean

/**
 * Whether nothing in a simple schema has to be compiled to be known for right, fills in what is not there, or
 * compares what is not a scalar.
 */
export function isPlainlyJudged(schema: AnySchema, depth = 0): boolean {
  if (typeof schema === 'boolean') return true
  if (depth > maxDepth) return false
  return Object.keys(schema).every((keyword) => {
    const asked = schema[keyword]
    if (keyword === 'properties') return arePlainlyJudged(asked as Record<string, AnySchema>, depth)
    if (keyword === 'items' || keyword === 'additionalProperties')
      return isPlainlyJudged(asked as AnySchema, depth + 1)
    // What is not there in a list has to be compiled to be known for wrong.
    if (Array.isArray(asked) && asked.includes(undefined)) return annotations.has(keyword)
    if (keyword === 'const') return isScalar(asked)
    if (keyword === 'enum') return (asked as readonly unknown[]).every(isScalar)
    return judges.has(keyword) || annotations.has(keyword)
  })
}

/** For ajv, `__proto__` is the name of none. */
function arePlainlyJudged(properties: Readonly<Record<string, AnySchema>>, depth: number): boolean {
  return Object.keys(properties).every(
    (name) => name !== '__proto__' && isPlainlyJudged(properties[name] ?? false, depth + 1),
  )
}

/** Deeper than what anybody writes; ajv may not be able to compile what is very deep. */
const maxDepth = 32

const annotations: ReadonlySet<string> = new Set([
  ...['title', 'description', '$comment', 'deprecated', 'example', 'examples', 'style', 'explode'],
  ...['readOnly', 'writeOnly', 'contentMediaType', 'contentEncoding'],
])

const judges: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ['type', ({ asked, value }) => [asked].flat().some((name) => isOfType(name, value))],
  ['const', ({ asked, value }) => value === asked],
  ['enum', ({ asked, value }) => (asked as readonly unknown[]).includes(value)],
  ['format', isOfFormat],
  [
    'minLength',
    ({ asked, value }) => typeof value !== 'string' || lengthOf(value) >= Number(asked),
  ],
  [
    'maxLength',
    ({ asked, value }) => typeof value !== 'string' || lengthOf(value) <= Number(asked),
  ],
  ['minimum', ({ asked, value }) => typeof value !== 'number' || value >= Number(asked)],
  ['maximum', ({ asked, value }) => typeof value !== 'number' || value <= Number(asked)],
  ['exclusiveMinimum', ({ asked, value }) => typeof value !== 'number' || value > Number(asked)],
  ['exclusiveMaximum', ({ asked, value }) => typeof value !== 'number' || value < Number(asked)],
  ['minItems', ({ asked, value }) => !Array.isArray(value) || value.length >= Number(asked)],
  ['maxItems', ({ asked, value }) => !Array.isArray(value) || value.length <= Number(asked)],
  ['items', haveItems],
  ['required', hasRequired],
  ['properties', haveProperties],
  ['additionalProperties', haveOthers],
])

function isOfType(name: unknown, value: unknown): boolean {
  if (name === 'null') return value === null
  if (name === 'array') return Array.isArray(value)
  if (name === 'object') return isObject(value)
  if (name === 'integer') return Number.isInteger(value)
  return name === 'number' ? Number.isFinite(value) : typeof value === name
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** In characters, of which some are two units of a string. */
function lengthOf(text: string): number {
  let length = 0
  for (const _ of text) length += 1
  return length
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}

function isOfFormat({ asked, value, formatOf }: Question): boolean {
  const name = asked as string
  const format = formatOf(name)
  // One that is not known asks nothing; but for `toString`, which ajv finds in every object.
  if (format === undefined) return !(name in Object.prototype)
  const { type = 'string', validate } = readFormat(format)
  if (typeof value !== type || validate === true) return true
  if (validate instanceof RegExp) return validate.test(String(value))
  return typeof validate === 'function' && Boolean(validate(value))
}

function readFormat(format: unknown): { readonly type?: unknown; readonly validate?: unknown } {
  return format instanceof RegExp || isScalar(format) ? { validate: format } : (format as object)
}

/** Longer lists are what schemas are compiled for. */
const fewItems = 200

function haveItems({ asked, value, formatOf }: Question): boolean {
  if (!Array.isArray(value)) return true
  if (value.length > fewItems) return false
  // Not by every(), which passes over what a list has no item for.
  for (const item of value) if (!holdsPlainly(asked as AnySchema, item, formatOf)) return false
  return true
}

function hasRequired({ asked, value }: Question): boolean {
  if (!isObject(value)) return true
  return (asked as readonly string[]).every((name) => hasOwn(value, name))
}

function haveProperties({ asked, value, formatOf }: Question): boolean {
  if (!isObject(value)) return true
  const properties = asked as Readonly<Record<string, AnySchema>>
  return Object.keys(properties).every(
    (name) =>
      !hasOwn(value, name) || holdsPlainly(properties[name] ?? false, value[name], formatOf),
  )
}

function haveOthers({ asked, value, schema, formatOf }: Question): boolean {
  if (asked === true || !isObject(value)) return true
  const declared = (schema['properties'] ?? {}) as object
  return Object.keys(value).every(
    (name) =>
      Object.hasOwn(declared, name) || holdsPlainly(asked as AnySchema, value[name], formatOf),
  )
}

function hasOwn(value: Readonly<Record<string, unknown>>, name: string): boolean {
  return Object.hasOwn(value, name) && value[name] !== undefined
}
