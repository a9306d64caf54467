import { toJsonSchema, type ConversionConfig } from '@valibot/to-json-schema'
import type { SchemaObject } from '../openapi-types.ts'
import { markUnrepresentable } from './unrepresentable.ts'
import type { Side, Vendor } from './vendor.ts'

type OverrideSchema = NonNullable<ConversionConfig['overrideSchema']>
type OverrideAction = NonNullable<ConversionConfig['overrideAction']>
type SchemaContext = Parameters<OverrideSchema>[0]
type ActionContext = Parameters<OverrideAction>[0]
type ValibotSchema = Parameters<typeof toJsonSchema>[0]

/** Valibot, which leaves the conversion to a package of its own. */
export const valibot: Vendor<ValibotSchema> = {
  isMadeUp: (name) => /^\d+$/.test(name),
  remedy:
    'Declare what travels as JSON there, such as v.pipe(v.string(), v.isoTimestamp()) for a date, or end v.transform(…) in the schema of its result.',
  isOptional: ({ type }) => ['optional', 'nullish', 'undefinedable'].includes(type),
  convert: (schema, side) =>
    toJsonSchema(schema, {
      target: 'draft-2020-12',
      typeMode: side,
      overrideSchema: (context) => overrideSchema(context, side) as never,
      overrideAction: overrideAction as never,
    }) as SchemaObject,
}

/** The parts of a schema that are read here; which of them there are depends on its `type`. */
interface Parts {
  readonly type: string
  readonly default?: unknown
  readonly entries?: Readonly<Record<string, Parts>>
  readonly key?: Parts
}

function overrideSchema(context: SchemaContext, side: Side): SchemaObject | undefined {
  const schema = context.valibotSchema as unknown as Parts
  const json = context.jsonSchema as SchemaObject
  if (schema.type === 'record' && isEnumeration(schema.key)) return json
  if (schema.type === 'file' || schema.type === 'blob') return fileSchema
  if (context.errors) return markUnrepresentable(withoutFullStop(context.errors[0]))
  if (schema.entries) {
    const open = schema.type.startsWith('loose_object') ? { additionalProperties: {} } : {}
    return { ...withRequired(json, schema.entries, side), ...open }
  }
  return side === 'output' && isNeverNull(schema) ? withoutNull(json) : undefined
}

/** As Zod writes it; what a form has, and JSON has not. */
const fileSchema: SchemaObject = { type: 'string', format: 'binary' }

/** Keys that are a closed list are written by `propertyNames`, although the converter objects. */
function isEnumeration(key: Parts | undefined): boolean {
  return ['picklist', 'enum', 'literal'].includes(key?.type ?? '')
}

/** What has a default is always there once it was parsed. */
function withRequired(
  { required, ...json }: SchemaObject,
  entries: NonNullable<Parts['entries']>,
  side: Side,
): SchemaObject {
  const names = Object.keys(entries).filter(
    (name) =>
      (required as string[]).includes(name) ||
      (side === 'output' && entries[name]?.default !== undefined),
  )
  return names.length === 0 ? json : { ...json, required: names }
}

/** `nullish(schema, default)` puts the default in the place of null. */
function isNeverNull(schema: Parts): boolean {
  const isNullable = schema.type === 'nullable' || schema.type === 'nullish'
  return isNullable && schema.default !== undefined && schema.default !== null
}

function withoutNull({ anyOf, ...others }: SchemaObject): SchemaObject {
  const [wrapped] = anyOf as [SchemaObject]
  return { ...wrapped, ...others }
}

/** Transformations after which a value is described by the same JSON Schema. */
const keepsType = new Set([
  ...['trim', 'trim_start', 'trim_end', 'normalize', 'to_lower_case', 'to_upper_case'],
  ...['to_min_value', 'to_max_value', 'readonly', 'brand', 'flavor', 'filter_items', 'sort_items'],
])

/**
 * A check that JSON Schema has no keyword for narrows what the schema accepts, and its type stays as
 * it is written. A regular expression with flags would say something else.
 */
function overrideAction({ valibotAction, jsonSchema, errors }: ActionContext): object | undefined {
  if (!errors) return undefined
  const { kind, type } = valibotAction as { kind: string; type: string }
  const isUnknown = errors.every((error) => error.endsWith('cannot be converted to JSON Schema.'))
  const isHarmless = kind === 'validation' || kind === 'metadata' || keepsType.has(type)
  if (isUnknown && isHarmless) return jsonSchema
  if (errors.every((error) => error.includes('another regex action'))) {
    return addPattern(jsonSchema as SchemaObject, valibotAction)
  }
  return markUnrepresentable(withoutFullStop(errors[0]))
}

/** A schema has one `pattern`; a second one is a part of its own. */
function addPattern(json: SchemaObject, action: ActionContext['valibotAction']): SchemaObject {
  const string = { kind: 'schema', type: 'string' }
  const { pattern } = toJsonSchema({ ...string, pipe: [string, action] } as never)
  return { ...json, allOf: [...((json['allOf'] ?? []) as SchemaObject[]), { pattern }] }
}

function withoutFullStop(message = ''): string {
  return message.replace(/\.$/, '')
}
