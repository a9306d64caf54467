import { eachSubschema, listComposed, mapSubschemas } from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'
import type { Side } from './vendor.ts'

/**
 * What the owner of a value alone writes is not sent to it, and what it alone reads is not sent by it:
 * the property with this keyword does not travel on this side.
 */
const absentKeyword = { input: 'readOnly', output: 'writeOnly' } as const

/**
 * A converted schema without `readOnly` and `writeOnly`, and without the properties that do not travel
 * on this side. The same object where it has neither.
 *
 * Until OpenAPI 3.0 the two keywords speak of requests and responses, and readers still take them so:
 * in a callback, where the request is ours, they would hide the wrong property.
 */
export function withoutAccess(root: Readonly<SchemaObject>, side: Side): Readonly<SchemaObject> {
  if (!mentionsAccess(root)) return root
  const known = resolved[side].get(root)
  if (known) return known
  const resolve = (schema: Readonly<SchemaObject>): SchemaObject =>
    mapSubschemas(resolveAccess(schema, root, side), resolve)
  const schema = resolve(root)
  resolved[side].set(root, schema)
  return schema
}

const resolved = {
  input: new WeakMap<Readonly<SchemaObject>, SchemaObject>(),
  output: new WeakMap<Readonly<SchemaObject>, SchemaObject>(),
}

/** Whether a converted schema has one of the keywords anywhere. */
export function mentionsAccess(root: Readonly<SchemaObject>): boolean {
  const known = mentions.get(root)
  if (known !== undefined) return known
  let isMentioned = false
  const visit = (schema: Readonly<SchemaObject>): void => {
    isMentioned ||= isMarked(schema, 'readOnly') || isMarked(schema, 'writeOnly')
    if (!isMentioned) eachSubschema(schema, visit)
  }
  visit(root)
  mentions.set(root, isMentioned)
  return isMentioned
}

const mentions = new WeakMap<Readonly<SchemaObject>, boolean>()

function isMarked(schema: Readonly<SchemaObject>, keyword: 'readOnly' | 'writeOnly'): boolean {
  return schema[keyword] !== undefined
}

/** The same for one schema, and not for those within it. */
export function resolveAccess(
  schema: Readonly<SchemaObject>,
  root: Readonly<SchemaObject>,
  side: Side,
): SchemaObject {
  const { readOnly: _, writeOnly: __, ...rest } = schema
  const absent = listAbsent(schema, root, side)
  if (absent.size === 0) return rest
  const { properties, required } = rest as { properties?: object; required?: unknown }
  return {
    ...rest,
    ...(properties ? { properties: withoutNames(properties, absent) } : {}),
    ...(Array.isArray(required)
      ? { required: required.filter((name) => !absent.has(String(name))) }
      : {}),
  }
}

function withoutNames(properties: object, absent: ReadonlySet<string>): object {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !absent.has(name)))
}

/** The properties that do not travel, of this schema and of what it is composed of. */
function listAbsent(
  schema: Readonly<SchemaObject>,
  root: Readonly<SchemaObject>,
  side: Side,
): Set<string> {
  const properties = listComposed(schema, root).flatMap((part) =>
    Object.entries((part['properties'] ?? {}) as Record<string, SchemaObject>),
  )
  const absent = properties.filter(([, property]) => isAbsent(property, root, side))
  return new Set(absent.map(([name]) => name))
}

function isAbsent(
  property: Readonly<SchemaObject> | boolean,
  root: Readonly<SchemaObject>,
  side: Side,
): boolean {
  if (typeof property === 'boolean') return false
  return listComposed(property, root).some((part) => part[absentKeyword[side]] === true)
}
