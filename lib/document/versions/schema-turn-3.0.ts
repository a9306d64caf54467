import { annotations } from '../../json-schema.ts'
import type { SchemaObject } from '../../openapi-types.ts'

/** A Schema Object of OpenAPI 3.0. */
export interface Converted {
  readonly schema: SchemaObject
  /** False where it accepts more than the original does; it never accepts less. */
  readonly isExact: boolean
}

/** One schema while it is converted: each keyword of `source` adds to `fields` and to `all`. */
export interface Turn {
  readonly source: Readonly<SchemaObject>
  readonly fields: SchemaObject
  /** What must hold besides, for which `fields` has no place. */
  readonly all: SchemaObject[]
  isExact: boolean
  /** A subschema, whose conversion the caller must judge where it stands under a negation. */
  read(subschema: unknown, ...path: string[]): Converted
  lose(keyword: string): void
}

/** A subschema that may accept more than it should, and then so does the schema around it. */
export function apply(turn: Turn, subschema: unknown, ...path: string[]): SchemaObject {
  const { schema, isExact } = turn.read(subschema, ...path)
  turn.isExact &&= isExact
  return schema
}

/** Leave out what decides about values. */
export function loosen(turn: Turn, keyword: string): void {
  turn.isExact = false
  turn.lose(keyword)
}

export function addAnyOf(turn: Turn, alternatives: SchemaObject[]): void {
  // The alternatives beside a discriminator are those that it chooses from.
  if ('anyOf' in turn.fields || 'discriminator' in turn.source) {
    turn.all.push({ anyOf: alternatives })
  } else turn.fields['anyOf'] = alternatives
}

export function addNot(turn: Turn, schema: SchemaObject): void {
  if ('not' in turn.fields) turn.all.push({ not: schema })
  else turn.fields['not'] = schema
}

/** What no value is. */
export function refuseAll(turn: Turn): void {
  addNot(turn, {})
}

/** The whole schema, as short as it can be said. */
export function finish({ source, fields, all }: Turn, allOf: SchemaObject[]): SchemaObject {
  const parts = [...allOf, ...all]
  const [only] = parts
  if (!only) return fields
  const isAlone = parts.length === 1 && !Array.isArray(source['allOf'])
  return isAlone && canMerge(fields, only) ? { ...only, ...fields } : { ...fields, allOf: parts }
}

/** `$ref` takes nothing beside itself, and `additionalProperties` depends on what does. */
function canMerge(fields: SchemaObject, part: SchemaObject): boolean {
  const names = Object.keys(fields)
  if ('$ref' in part) return names.length === 0
  return names.every((name) => isAnnotation(name) && !(name in part))
}

function isAnnotation(name: string): boolean {
  return annotations.has(name) || name === 'example' || name.startsWith('x-')
}
