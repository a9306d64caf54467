import { describeValue, RingbackError, type Where } from './errors.ts'
import { copyJson, type NotJson } from './json.ts'
import { annotations, definitionName, isComponentName, ownFile } from './json-schema.ts'
import type { SchemaObject } from './openapi-types.ts'
import type { Schema } from './schema-types.ts'
import { arktype } from './schema/arktype.ts'
import { findEqualCopy } from './schema/equal-copies.ts'
import { nameByIds } from './schema/ids.ts'
import { inlineGenerated, renameReference } from './schema/inline.ts'
import { findMisspelt, type Misspelt } from './schema/keywords.ts'
import { flattenReferences, listReferences } from './schema/references.ts'
import { copySimple } from './schema/plain-copy.ts'
import { isSimple } from './schema/simple.ts'
import { findUnknownType, isMadeUpByTypeBox, isTypeBox } from './schema/typebox.ts'
import { findUnrepresentable, type Unrepresentable } from './schema/unrepresentable.ts'
import { valibot } from './schema/valibot.ts'
import { standard, type Side, type Vendor } from './schema/vendor.ts'
import { zod } from './schema/zod.ts'

export type { Side } from './schema/vendor.ts'

/** Keywords that make a plain object a JSON Schema rather than, say, a Response Object. */
const keywords = new Set([
  ...['$ref', '$defs', '$id', '$dynamicRef', 'type', 'enum', 'const'],
  ...['properties', 'required', 'additionalProperties', 'patternProperties', 'propertyNames'],
  ...['items', 'prefixItems', 'contains', 'minItems', 'maxItems', 'uniqueItems'],
  ...['allOf', 'anyOf', 'oneOf', 'not', 'if', 'format', 'pattern', 'minLength', 'maxLength'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['contentMediaType', 'contentEncoding', 'contentSchema', 'minProperties', 'maxProperties'],
  ...['unevaluatedProperties', 'unevaluatedItems', 'dependentRequired', 'dependentSchemas'],
])

/** Whether a value is one of the schemas that ringback knows how to read. */
export function isSchema(value: unknown): value is Schema {
  if (typeof value === 'boolean' || isStandardSchema(value)) return true
  if (!isPlainObject(value)) return false
  // Without a list of the names, which is made to be collected: this runs for each operation of an app.
  for (const name in value)
    if (isKeyword(name, value[name]) && Object.hasOwn(value, name)) return true
  return isTypeBox(value)
}

/**
 * A schema of any library as JSON Schema 2020-12, seen from one side. Every reference within it is `#`
 * or `#/$defs/Name`. Converted once for each schema and side; what is returned is shared and must not
 * be changed.
 *
 * @param where The place that an error names, such as `body of operation at routes.ts:12`.
 * @throws {RingbackError} `ERR_SCHEMA` where a part of it has no JSON Schema; names the property.
 */
export function toJsonSchema(schema: Schema, side: Side, where: Where): Readonly<SchemaObject> {
  return findJsonSchema(schema, side) ?? convertSchema(schema, side, where)
}

/**
 * A schema as JSON Schema where nothing can be wrong with it: it was converted before, or is simple. For who would
 * have to make the place that an error names; undefined where `convertSchema()` is to be asked.
 */
export function findJsonSchema(schema: Schema, side: Side): Readonly<SchemaObject> | undefined {
  if (!isWeakKey(schema)) return undefined
  const known = converted[side].get(schema)
  if (known || !isPlainObject(schema) || isStandardSchema(schema)) return known
  // A simple schema has no other form in JSON Schema, and one that is equal to another is that one.
  const copy = shareCopy(schema)
  if (copy) converted[side].set(schema, copy)
  return copy
}

/** As `toJsonSchema()`, of a schema that `findJsonSchema()` has not. */
export function convertSchema(schema: Schema, side: Side, where: Where): Readonly<SchemaObject> {
  const json = convert(schema, side, where)
  if (isWeakKey(schema)) converted[side].set(schema, json)
  return json
}

/** Whether a schema says of itself that its value may be left out: `z.optional()`, or a default. */
export function isOptional(schema: Schema): boolean {
  if (!isStandardSchema(schema)) return false
  const vendor = vendors[schema['~standard'].vendor]
  return vendor?.isOptional?.(schema as never) ?? false
}

const converted = {
  input: new WeakMap<object, SchemaObject>(),
  output: new WeakMap<object, SchemaObject>(),
}

function convert(schema: Schema, side: Side, where: Where): SchemaObject {
  const { json, isMadeUp, remedy } = write(schema, side, where)
  // What a library makes may hold what is an author's own.
  if (isSimple(json)) return shareCopy(json) ?? json
  const fault = findUnrepresentable(json) ?? findUnknownType(json)
  if (fault) throw unrepresentable({ ...fault, side, where, remedy })
  const flat = inlineGenerated(flattenReferences(json, isMadeUp))
  refuseDangling(flat, where)
  return defineRoot(flat)
}

/** A copy of a simple schema, one for all that are equal; undefined where it is not to be copied as it stands. */
function shareCopy(schema: Readonly<SchemaObject>): SchemaObject | undefined {
  return findEqualCopy(schema) ?? (isSchema(schema) ? copySimple(schema) : undefined)
}

/** A root that has a name and refers to itself does so by the name, as it is referred to elsewhere. */
function defineRoot(flat: SchemaObject): SchemaObject {
  const { $defs, $id: _, ...root } = flat
  const definitions = ($defs ?? {}) as Record<string, SchemaObject>
  const name = ownFile(flat)
  if (!name || !isComponentName(name) || Object.hasOwn(definitions, name)) return flat
  if (![root, ...Object.values(definitions)].flatMap(listReferences).includes('#')) return flat
  const whole = { ...definitions, [name]: root }
  const $ref = `#/$defs/${name}`
  return {
    $ref,
    $defs: Object.fromEntries(
      Object.entries(whole).map(([key, schema]) => [key, renameReference(schema, '#', $ref)]),
    ),
  }
}

interface Written extends Pick<Vendor<never>, 'isMadeUp' | 'remedy'> {
  readonly json: SchemaObject
}

function write(schema: Schema, side: Side, where: Where): Written {
  if (!isStandardSchema(schema)) return writePlain(schema, where)
  const { convert: convertSchema, ...vendor } = requireVendor(schema, where)
  try {
    const { $schema: _, ...json } = convertSchema(schema as never, side)
    return { ...vendor, json: nameByIds(json) }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const remedy = 'Mend what the library says above.'
    throw unrepresentable({ path: '', reason, side, where, remedy, cause })
  }
}

const vendors: Readonly<Record<string, Vendor<never>>> = { zod, arktype, valibot }

function requireVendor(schema: StandardSchema, where: Where): Vendor<never> {
  const { vendor, jsonSchema } = schema['~standard']
  const known = Object.hasOwn(vendors, vendor) ? vendors[vendor] : undefined
  if (jsonSchema || known === valibot) return known ?? standard
  throw new RingbackError({
    code: 'ERR_SCHEMA',
    message: `A schema of "${vendor}" cannot be converted to JSON Schema: it has no "~standard".jsonSchema.`,
    where,
    remedy: `Update ${vendor} (Zod has it since 4.2, ArkType since 2.1.28), or give a plain JSON Schema here.`,
  })
}

interface StandardSchema {
  readonly '~standard': { readonly vendor: string; readonly jsonSchema?: unknown }
}

function isStandardSchema(value: unknown): value is StandardSchema & Schema {
  return isWeakKey(value) && typeof (value as Partial<StandardSchema>)['~standard'] === 'object'
}

function isWeakKey(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

/** `required` is a keyword where it lists names; a body says by `required: false` that it may lack. */
function isKeyword(name: string, value: unknown): boolean {
  return keywords.has(name) && (name !== 'required' || Array.isArray(value))
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function writePlain(schema: unknown, where: Where): Written {
  if (typeof schema === 'boolean') return { ...plain, json: schema ? {} : { not: {} } }
  const isKnown = isSchema(schema) || isAnnotated(schema)
  if (!isKnown || !isPlainObject(schema)) throw notASchema(schema, where)
  const json = copyJson(schema, (fault) => notJson(fault, where)) as SchemaObject
  const wrong = isSimple(json) ? undefined : findMisspelt(json)
  if (wrong) throw misspelt(wrong, where)
  return { ...plain, json, ...(isTypeBox(schema) ? { isMadeUp: isMadeUpByTypeBox } : {}) }
}

const plain: Omit<Written, 'json'> = {
  isMadeUp: () => false,
  remedy:
    "Declare what travels as JSON there, such as { type: 'string', format: 'date-time' } for a date.",
}

/** Annotations alone accept every value, and an object that has none of them is no schema. */
function isAnnotated(value: unknown): boolean {
  return isPlainObject(value) && Object.keys(value).every((name) => annotations.has(name))
}

/** What is not in the schema may be in the document; what cannot be there is a mistake. */
function refuseDangling(flat: Readonly<SchemaObject>, where: Where): void {
  const definitions = Object.values((flat['$defs'] ?? {}) as Record<string, SchemaObject>)
  const lost = [flat, ...definitions].flatMap(listReferences).find((ref) => isLost(ref, flat))
  if (lost === undefined) return
  throw new RingbackError({
    code: 'ERR_SCHEMA',
    message: `The schema refers to "${lost}", and has nothing there.`,
    where,
    remedy: 'Add it to the $defs of the same schema, or mend the reference.',
  })
}

function isLost(ref: string, flat: Readonly<SchemaObject>): boolean {
  if (!ref.startsWith('#') || ref === '#' || ref.startsWith('#/components/')) return false
  const name = definitionName(ref)
  return name === undefined || !Object.hasOwn((flat['$defs'] ?? {}) as object, name)
}

interface Refused extends Unrepresentable {
  readonly side: Side
  readonly where: Where
  readonly remedy: string
  readonly cause?: unknown
}

function unrepresentable({ path, reason, side, ...details }: Refused): RingbackError {
  const what = path ? `Property "${path}" of the schema` : 'The schema'
  return new RingbackError({
    code: 'ERR_SCHEMA',
    message: `${what} has no JSON Schema on its ${side} side: ${reason}.`,
    ...details,
  })
}

function misspelt({ path, keyword, meant }: Misspelt, where: Where): RingbackError {
  const what = path ? `Property "${path}" of the schema` : 'The schema'
  return new RingbackError({
    code: 'ERR_SCHEMA',
    message: `${what} has the keyword "${keyword}", which JSON Schema does not have: it would check nothing.`,
    where,
    remedy: `Did you mean "${meant}"? A keyword of your own begins with "x-".`,
  })
}

function notASchema(value: unknown, where: Where): RingbackError {
  return new RingbackError({
    code: 'ERR_SCHEMA',
    message: `A schema was expected, and ${describeValue(value)} was given.`,
    where,
    remedy:
      'Give a schema of Zod, Valibot, ArkType, TypeBox or another library that carries "~standard".jsonSchema, or a plain JSON Schema.',
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
