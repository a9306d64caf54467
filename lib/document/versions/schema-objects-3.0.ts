import { canonicalText } from '../../json-schema.ts'
import type { SchemaObject } from '../../openapi-types.ts'
import { addAnyOf, addNot, apply, loosen, type Turn } from './schema-turn-3.0.ts'
import { isFields, mapMembers } from '../fields.ts'

/** Keywords whose schemas hold for the same value, and may evaluate its properties and items. */
const inPlace = 'anyOf allOf oneOf if then else dependentSchemas $ref $dynamicRef'.split(' ')

/** `unevaluated…` as what is not evaluated by any other keyword of the same schema. */
export function settleUnevaluated(source: Readonly<SchemaObject>): Readonly<SchemaObject> {
  const isAlone = !inPlace.some((keyword) => keyword in source)
  const properties = settle(source, 'unevaluatedProperties', 'additionalProperties', isAlone)
  return settle(properties, 'unevaluatedItems', 'items', isAlone && !('contains' in source))
}

function settle(
  source: Readonly<SchemaObject>,
  keyword: string,
  simple: string,
  isAlone: boolean,
): Readonly<SchemaObject> {
  const { [keyword]: unevaluated, ...others } = source
  if (unevaluated === undefined || unevaluated === true || simple in source) return others
  return isAlone ? { ...others, [simple]: unevaluated } : source
}

/** A record whose `propertyNames` are listed has these properties, and no other. */
export function settleNames(source: Readonly<SchemaObject>): Readonly<SchemaObject> {
  const { propertyNames, additionalProperties = true, ...others } = source
  const names = listNames(propertyNames)
  const isPlain = !('patternProperties' in source) && !('unevaluatedProperties' in source)
  if (!names || !isPlain) return source
  const declared = Object.entries((source['properties'] ?? {}) as Record<string, unknown>)
  const properties = new Map([
    ...names.map((name) => [name, additionalProperties] as const),
    ...declared.map(([name, schema]) => [name, names.includes(name) ? schema : false] as const),
  ])
  return { ...others, properties: Object.fromEntries(properties), additionalProperties: false }
}

function listNames(schema: unknown): string[] | undefined {
  if (!isFields(schema)) return undefined
  const isPlain = Object.keys(schema).every((keyword) =>
    ['type', 'enum', 'const'].includes(keyword),
  )
  if (!isPlain || (schema['type'] ?? 'string') !== 'string') return undefined
  const { enum: values, const: value } = schema
  const all = 'const' in schema ? [value] : values
  if (!Array.isArray(all) || ('const' in schema && 'enum' in schema)) return undefined
  return all.filter((name) => typeof name === 'string')
}

export function writeObjects(turn: Turn): void {
  writeProperties(turn)
  writeAdditional(turn)
  writeNames(turn)
  writeDependencies(turn)
  if ('unevaluatedProperties' in turn.source) loosen(turn, 'unevaluatedProperties')
}

function writeProperties(turn: Turn): void {
  const { properties, required } = turn.source
  if (isFields(properties)) {
    turn.fields['properties'] = mapMembers(properties, (schema, name) =>
      apply(turn, schema, 'properties', name),
    )
  }
  // An empty list says nothing, and is not allowed in 3.0.
  if (Array.isArray(required) && required.length > 0) turn.fields['required'] = required
}

function writeAdditional(turn: Turn): void {
  const { patternProperties, additionalProperties } = turn.source
  if (isFields(patternProperties) && Object.keys(patternProperties).length > 0) {
    writePatterns(turn, patternProperties)
  } else if (typeof additionalProperties === 'boolean') {
    turn.fields['additionalProperties'] = additionalProperties
  } else if (additionalProperties !== undefined) {
    turn.fields['additionalProperties'] = apply(turn, additionalProperties, 'additionalProperties')
  }
}

/** A property that no name declares is what a pattern asks for, or what remains. */
function writePatterns(turn: Turn, patterns: Readonly<SchemaObject>): void {
  const { properties = {}, additionalProperties = true } = turn.source
  const all = Object.entries(patterns).map(([pattern, schema]) => ({
    schema,
    path: ['patternProperties', pattern],
  }))
  all.push({ schema: additionalProperties, path: ['additionalProperties'] })
  const isSame = new Set(all.map(({ schema }) => canonicalText(schema))).size === 1
  const isExact = isSame && Object.keys(properties ?? {}).length === 0
  if (!isExact) loosen(turn, 'patternProperties')
  const additional = uniteAll(turn, all)
  if (additional === false || Object.keys(additional).length > 0) {
    turn.fields['additionalProperties'] = additional
  }
}

/** What at least one of the schemas accepts; `{}` for everything, false for nothing. */
export function uniteAll(
  turn: Turn,
  parts: readonly { readonly schema: unknown; readonly path: readonly string[] }[],
): SchemaObject | false {
  const schemas = parts
    .filter(({ schema }) => schema !== false)
    .map(({ schema, path }) => apply(turn, schema, ...path))
  const different = new Map(schemas.map((schema) => [canonicalText(schema), schema]))
  if (different.size === 0) return false
  if (different.has('{}')) return {}
  const [first, ...more] = different.values()
  return more.length === 0 ? (first as SchemaObject) : { anyOf: [...different.values()] }
}

function writeNames(turn: Turn): void {
  const { propertyNames } = turn.source
  if (propertyNames === undefined || propertyNames === true) return
  if (propertyNames === false) {
    turn.fields['maxProperties'] = 0
    return
  }
  if (!saysText(propertyNames)) loosen(turn, 'propertyNames')
}

/** Every name is text. */
function saysText(schema: unknown): boolean {
  return (
    isFields(schema) &&
    Object.keys(schema).every((key) => key === 'type') &&
    [undefined, 'string'].includes(schema['type'] as string | undefined)
  )
}

function writeDependencies(turn: Turn): void {
  const { dependentRequired, dependentSchemas } = turn.source
  for (const [name, required] of Object.entries((dependentRequired ?? {}) as object)) {
    if (Array.isArray(required) && required.length > 0)
      addAnyOf(turn, [lacks(name), { required: required as unknown[] }])
  }
  for (const [name, schema] of Object.entries((dependentSchemas ?? {}) as object)) {
    addAnyOf(turn, [lacks(name), apply(turn, schema, 'dependentSchemas', name)])
  }
}

/** Whatever is no object lacks every property. */
function lacks(name: string): SchemaObject {
  return { not: { type: 'object', required: [name] } }
}

export function writeArrays(turn: Turn): void {
  writeItems(turn)
  writeContains(turn)
  if ('unevaluatedItems' in turn.source) loosen(turn, 'unevaluatedItems')
}

/** A tuple is a list of what may stand at any of its places. */
function writeItems(turn: Turn): void {
  const { source, fields } = turn
  if (!('items' in source) && !('prefixItems' in source)) return
  const { positions, isClosed } = readTuple(source)
  const parts = positions.map((schema, index) => ({ schema, path: ['prefixItems', `${index}`] }))
  const rest = { schema: source['items'] ?? true, path: ['items'] }
  const all: { schema: unknown; path: string[] }[] = isClosed ? parts : [...parts, rest]
  const different = new Set(all.map(({ schema }) => canonicalText(schema)))
  if (different.size > 1) loosen(turn, 'prefixItems')
  fields['items'] = uniteAll(turn, all) || {}
  const limit = (source['maxItems'] ?? Infinity) as number
  if (isClosed) fields['maxItems'] = Math.min(positions.length, limit)
}

/** The places that an item can stand at, and whether there are no others. */
function readTuple(source: Readonly<SchemaObject>): { positions: unknown[]; isClosed: boolean } {
  const prefix = (source['prefixItems'] ?? []) as unknown[]
  const limit = (source['maxItems'] ?? Infinity) as number
  const firstFalse = prefix.indexOf(false)
  const end = Math.min(limit, firstFalse === -1 ? prefix.length : firstFalse)
  const isClosed = end < prefix.length || limit <= prefix.length || source['items'] === false
  return { positions: prefix.slice(0, end), isClosed }
}

/** At least one item matches where not all of them fail to. */
function writeContains(turn: Turn): void {
  const { contains, minContains = 1, maxContains } = turn.source as Record<string, number>
  if (contains === undefined) return
  if (maxContains !== undefined) loosen(turn, 'maxContains')
  if (minContains === undefined || minContains === 0) return
  if (minContains > 1) {
    loosen(turn, 'minContains')
    turn.fields['minItems'] = Math.max(minContains, (turn.fields['minItems'] ?? 0) as number)
  }
  // Two negations: a schema that accepts more makes the list accept more.
  const item = apply(turn, contains, 'contains')
  addNot(turn, { type: 'array', items: { not: item } })
}
