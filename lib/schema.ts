import { describeValue, RingbackError, type Where } from './errors.ts'
import { copyJson, type NotJson } from './json.ts'
import type { SchemaObject } from './openapi-types.ts'
import type { Schema } from './schema-types.ts'

/**
 * Which end of a schema: what is written before defaults and transforms run (`input`), or what is
 * there afterwards (`output`).
 */
export type Side = 'input' | 'output'

interface StandardJsonSchema {
  readonly '~standard': {
    readonly vendor: string
    readonly jsonSchema?: Record<Side, (options: JsonSchemaOptions) => Record<string, unknown>>
  }
}

interface JsonSchemaOptions {
  readonly target: 'draft-2020-12'
  readonly libraryOptions?: Record<string, unknown>
}

/** Keywords that make a plain object a JSON Schema rather than, say, a Response Object. */
const keywords = new Set([
  ...['$ref', '$defs', '$id', '$dynamicRef', 'type', 'enum', 'const'],
  ...['properties', 'required', 'additionalProperties', 'patternProperties', 'propertyNames'],
  ...['items', 'prefixItems', 'contains', 'minItems', 'maxItems', 'uniqueItems'],
  ...['allOf', 'anyOf', 'oneOf', 'not', 'if', 'format', 'pattern', 'minLength', 'maxLength'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['contentMediaType', 'contentEncoding', 'contentSchema', 'minProperties', 'maxProperties'],
])

/** Whether a value is one of the schemas that ringback knows how to read. */
export function isSchema(value: unknown): value is Schema {
  return isStandardSchema(value) || (isPlainObject(value) && Object.entries(value).some(isKeyword))
}

/**
 * A schema of any library as JSON Schema 2020-12, seen from one side. Converted once for each schema
 * and side; what is returned is shared and must not be changed.
 *
 * @param where The place that an error names, such as `body of operation at routes.ts:12`.
 * @throws {RingbackError} `ERR_SCHEMA` where a part of it has no JSON Schema; names the property.
 */
export function toJsonSchema(schema: Schema, side: Side, where: Where): Readonly<SchemaObject> {
  const known = isWeakKey(schema) && converted[side].get(schema)
  if (known) return known
  const json = isStandardSchema(schema)
    ? convertStandardSchema(schema, side, where)
    : copyJsonSchema(schema, where)
  if (isWeakKey(schema)) converted[side].set(schema, json)
  return json
}

function isWeakKey(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

const converted = {
  input: new WeakMap<object, SchemaObject>(),
  output: new WeakMap<object, SchemaObject>(),
}

function isStandardSchema(value: unknown): value is StandardJsonSchema & Schema {
  return isWeakKey(value) && typeof (value as Partial<StandardJsonSchema>)['~standard'] === 'object'
}

/** `required` is a keyword where it lists names; a body says by `required: false` that it may lack. */
function isKeyword([name, value]: [string, unknown]): boolean {
  return keywords.has(name) && (name !== 'required' || Array.isArray(value))
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function convertStandardSchema(schema: StandardJsonSchema, side: Side, where: Where): SchemaObject {
  const { vendor, jsonSchema } = schema['~standard']
  if (!jsonSchema) {
    throw new RingbackError({
      code: 'ERR_SCHEMA',
      message: `A schema of "${vendor}" cannot be converted to JSON Schema: it has no "~standard".jsonSchema.`,
      where,
      remedy: `Update ${vendor} (Zod has it since 4.2), or give a plain JSON Schema here.`,
    })
  }
  try {
    const { $schema: _, ...json } = jsonSchema[side](conversionOptions(vendor, side))
    return json
  } catch (cause) {
    throw unconvertible(schema, side, where, cause)
  }
}

/**
 * Zod closes every object on the output side (`additionalProperties: false`), strict or not. A shared
 * model would then be two components, and a new field in a payload would break its receivers: only
 * what the author made strict stays closed.
 */
function conversionOptions(vendor: string, side: Side): JsonSchemaOptions {
  if (vendor !== 'zod' || side === 'input') return { target: 'draft-2020-12' }
  return { target: 'draft-2020-12', libraryOptions: { override: openUnlessStrict } }
}

interface ZodNode {
  readonly zodSchema: { readonly _zod: { readonly def: { type: string; catchall?: unknown } } }
  readonly jsonSchema: SchemaObject
  readonly path: readonly (string | number)[]
}

function openUnlessStrict({ zodSchema, jsonSchema }: ZodNode): void {
  const { type, catchall } = zodSchema._zod.def
  if (type === 'object' && !catchall) delete jsonSchema['additionalProperties']
}

function unconvertible(schema: StandardJsonSchema, side: Side, where: Where, cause: unknown) {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const place = findUnconvertible(schema, side)
  return new RingbackError({
    code: 'ERR_SCHEMA',
    message: `${place ? `Property "${place}" of the schema` : 'The schema'} has no JSON Schema on its ${side} side: ${reason}.`,
    where,
    remedy: place
      ? 'Declare what travels as JSON there, such as z.iso.datetime() for a date, or end a transform in .pipe(…).'
      : 'Mend what the library says above.',
    cause,
  })
}

/** Convert once more, leniently, to learn which property it was. Only Zod can be asked. */
function findUnconvertible(schema: StandardJsonSchema, side: Side): string | undefined {
  const { vendor, jsonSchema } = schema['~standard']
  if (vendor !== 'zod' || !jsonSchema) return undefined
  let found: string | undefined
  const override = ({ zodSchema, jsonSchema: json, path }: ZodNode): void => {
    const { type } = zodSchema._zod.def
    if (Object.keys(json).length === 0 && type !== 'any' && type !== 'unknown') {
      found ??= path.filter((step) => step !== 'properties').join('.')
    }
  }
  try {
    const libraryOptions = { unrepresentable: 'any', override }
    jsonSchema[side]({ target: 'draft-2020-12', libraryOptions })
  } catch {
    // Something else is wrong with it, which the first conversion has told.
    return undefined
  }
  return found
}

function copyJsonSchema(schema: unknown, where: Where): SchemaObject {
  if (schema === true) return {}
  if (schema === false) return { not: {} }
  if (!isPlainObject(schema) || !(isSchema(schema) || Object.keys(schema).every(isAnnotation))) {
    throw notASchema(schema, where)
  }
  const { $schema: _, ...json } = copyJson(schema, (fault) => notJson(fault, where)) as SchemaObject
  return json
}

const annotations = new Set([
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  '$comment',
])

function isAnnotation(name: string): boolean {
  return annotations.has(name)
}

function notASchema(value: unknown, where: Where): RingbackError {
  return new RingbackError({
    code: 'ERR_SCHEMA',
    message: `A schema was expected, and ${describeValue(value)} was given.`,
    where,
    remedy:
      'Give a schema that carries "~standard".jsonSchema (such as Zod 4.2 or later), or a plain JSON Schema.',
  })
}

function notJson({ what, path }: NotJson, where: Where): RingbackError {
  return new RingbackError({
    code: 'ERR_SCHEMA',
    message: `The JSON Schema holds ${what} at "${path.join('.')}", which JSON cannot say.`,
    where,
    remedy: 'Write the schema in plain JSON values; recursion is written with $defs and $ref.',
  })
}
