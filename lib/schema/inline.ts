import {
  annotations,
  canonicalText,
  definitionName,
  isDistinctive,
  listMapping,
  mapSubschemas,
  withMapping,
} from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { isGenerated, listReferences } from './references.ts'

/**
 * The same flat schema without the definitions whose names were made up, as far as it can be written
 * without them: each stands where it is used, and only what refers to itself keeps its name. Where the
 * whole schema is such a definition, it becomes the root.
 */
export function inlineGenerated(flat: Readonly<SchemaObject>): SchemaObject {
  const { $defs, ...root } = referToEqual(withoutRootDefinition(flat))
  const definitions = new Map(Object.entries(($defs ?? {}) as Record<string, SchemaObject>))
  const cyclic = findCyclic(definitions)
  const kept = new Set<string>()

  function expand(schema: Readonly<SchemaObject>, open: readonly string[]): SchemaObject {
    const body = mapSubschemas(schema, (subschema) => expand(subschema, open))
    keepMapped(schema)
    const name = definitionName(schema['$ref'])
    const definition = name === undefined ? undefined : definitions.get(name)
    if (name === undefined || !definition) return body
    const isWritten = isGenerated(name) && !open.includes(name) && mayBeWritten(name, definition)
    if (!isWritten) kept.add(name)
    return isWritten ? addSiblings(expand(definition, [...open, name]), body) : body
  }

  /** A mapping is text, and nothing can be written in its place. */
  function keepMapped(schema: Readonly<SchemaObject>): void {
    const names = listMapping(schema).map(([, ref]) => definitionName(ref))
    for (const name of names) if (name !== undefined && definitions.has(name)) kept.add(name)
  }

  /** A list within a recursive schema is no schema that a reader would name. */
  function mayBeWritten(name: string, definition: Readonly<SchemaObject>): boolean {
    return !cyclic.has(name) || !isDistinctive(definition)
  }

  const expanded = expand(root, [])
  const rest = new Map<string, SchemaObject>()
  for (const name of kept) {
    const definition = definitions.get(name) as SchemaObject
    rest.set(name, expand(definition, [name]))
  }
  return rest.size === 0 ? expanded : { ...expanded, $defs: Object.fromEntries(rest) }
}

/** Libraries write some uses of a definition out, and refer to it in others. */
function referToEqual(flat: Readonly<SchemaObject>): Readonly<SchemaObject> {
  const { $defs, ...root } = flat
  const definitions = Object.entries(($defs ?? {}) as Record<string, SchemaObject>)
  const names = new Map(
    definitions
      .filter(([, definition]) => isDistinctive(definition))
      .map(([name, definition]) => [canonicalText(definition), name]),
  )
  if (names.size === 0) return flat
  const within = (schema: Readonly<SchemaObject>): SchemaObject => mapSubschemas(schema, replace)
  return {
    ...within(root),
    $defs: Object.fromEntries(definitions.map(([name, definition]) => [name, within(definition)])),
  }

  function replace(subschema: Readonly<SchemaObject>): SchemaObject {
    const name = isDistinctive(subschema) ? names.get(canonicalText(subschema)) : undefined
    return name === undefined ? within(subschema) : { $ref: `#/$defs/${name}` }
  }
}

/** Put what a reference stands for in its place; what stood beside the reference holds as well. */
function addSiblings(definition: SchemaObject, reference: Readonly<SchemaObject>): SchemaObject {
  const { $ref: _, ...siblings } = reference
  if (Object.keys(siblings).every((keyword) => annotations.has(keyword))) {
    return { ...definition, ...siblings }
  }
  // Beside `properties` of another schema, `additionalProperties` would mean something else.
  return { ...siblings, allOf: [...((siblings['allOf'] ?? []) as SchemaObject[]), definition] }
}

/** A recursive schema comes as a reference to its definition, or as a copy of it. */
function withoutRootDefinition(flat: Readonly<SchemaObject>): Readonly<SchemaObject> {
  const { $defs, ...root } = flat
  const definitions = { ...($defs as Record<string, SchemaObject> | undefined) }
  const name = findRootDefinition(root, definitions)
  if (name === undefined) return flat
  const { [name]: definition = {}, ...others } = definitions
  const { $ref, ...siblings } = root
  const isReference = definitionName($ref) === name
  const whole = { ...(isReference ? { ...definition, ...siblings } : root), $defs: others }
  return renameReference(whole, `#/$defs/${name}`, '#')
}

function findRootDefinition(
  root: Readonly<SchemaObject>,
  definitions: Readonly<Record<string, SchemaObject>>,
): string | undefined {
  const referred = definitionName(root['$ref'])
  const isAlone = Object.keys(root).every((keyword) => beside.has(keyword))
  if (referred !== undefined) return isGenerated(referred) && isAlone ? referred : undefined
  const generated = Object.keys(definitions).filter(isGenerated)
  if (generated.length === 0) return undefined
  const { $id: _, ...anonymous } = root
  const text = canonicalText(anonymous)
  return generated.find((name) => canonicalText(definitions[name]) === text)
}

const beside: ReadonlySet<string> = new Set(['$ref', '$id', ...annotations])

/** A copy in which every reference to one place leads to another. */
export function renameReference(
  schema: Readonly<SchemaObject>,
  from: string,
  to: string,
): SchemaObject {
  const mapping = listMapping(schema).map(
    ([value, target]) => [value, target === from ? to : target] as const,
  )
  const body = mapSubschemas(withMapping(schema, mapping), (subschema) =>
    renameReference(subschema, from, to),
  )
  return body['$ref'] === from ? { ...body, $ref: to } : body
}

/** The made-up names that lead back to themselves through no name of an author's. */
function findCyclic(definitions: ReadonlyMap<string, SchemaObject>): Set<string> {
  const uses = new Map(
    [...definitions]
      .filter(([name]) => isGenerated(name))
      .map(([name, schema]) => [name, listReferences(schema).map(definitionName)]),
  )
  return new Set([...uses.keys()].filter((name) => reaches(name, name, new Set())))

  function reaches(from: string, goal: string, seen: Set<string>): boolean {
    for (const name of uses.get(from) ?? []) {
      if (name === goal) return true
      if (name === undefined || seen.has(name)) continue
      seen.add(name)
      if (reaches(name, goal, seen)) return true
    }
    return false
  }
}
