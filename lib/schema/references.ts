import { findFreeName } from '../free-name.ts'
import {
  eachSubschema,
  listMapping,
  mapSubschemas,
  toComponentName,
  withMapping,
} from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { indexResources, type SchemaIndex } from './resources.ts'

/** What identifies a schema or says where others are; a flat schema needs none of it. */
const identityKeywords = [
  ...['$id', '$anchor', '$dynamicAnchor', '$recursiveAnchor', '$schema', '$vocabulary'],
  ...['$defs', 'definitions'],
]
const referenceKeywords = ['$ref', '$dynamicRef', '$recursiveRef']

/** How the names that a library makes up begin, once a schema is flat. */
export const generatedPrefix = '__schema'

/** Whether a name in `$defs` was made up, and says nothing to a reader. */
export function isGenerated(name: string): boolean {
  return name.startsWith(generatedPrefix)
}

/**
 * The same schema in one form: every reference within it is `#` or `#/$defs/Name`, and every name is
 * fit for a component. JSON Schema has many more: pointers into the middle of a schema, `$id`,
 * `$anchor`, `$dynamicRef`, definitions within definitions and draft 7's `definitions`. A dynamic
 * reference is taken for a static one. References to what is not in the schema stay as they are, and so
 * does the `$id` of the root.
 *
 * @param isMadeUp Whether the library made up a name, such as Zod's `__schema0`.
 */
export function flattenReferences(
  root: Readonly<SchemaObject>,
  isMadeUp: (name: string) => boolean,
): SchemaObject {
  const index = indexResources(root)
  const moved = findMoved(index)
  const names = new Map<SchemaObject, string>()
  const taken = new Set<string>()

  function emit(schema: Readonly<SchemaObject>): SchemaObject {
    const body = mapSubschemas(withoutIdentity(mapTo(schema)), emitWithin)
    const targets = referenceKeywords
      .filter((keyword) => typeof schema[keyword] === 'string')
      .map((keyword) => referTo(schema[keyword] as string, schema))
    return targets.reduce(addReference, body)
  }

  function emitWithin(subschema: Readonly<SchemaObject>): SchemaObject {
    return moved.has(subschema) ? { $ref: addressOf(subschema as SchemaObject) } : emit(subschema)
  }

  function referTo(ref: string, from: Readonly<SchemaObject>): SchemaObject {
    const target = index.resolve(ref, from)
    if (target === undefined) return { $ref: ref }
    if (typeof target === 'boolean') return target ? {} : { not: {} }
    return { $ref: addressOf(target) }
  }

  function mapTo(schema: Readonly<SchemaObject>): Readonly<SchemaObject> {
    const mapping = listMapping(schema).map(([value, ref]) => {
      const target = resolveMapped(index, ref, schema)
      return [value, target ? addressOf(target) : ref] as const
    })
    return withMapping(schema, mapping)
  }

  function addressOf(target: SchemaObject): string {
    if (target === root) return '#'
    const name = names.get(target) ?? choose(target)
    names.set(target, name)
    return `#/$defs/${name}`
  }

  function choose(target: SchemaObject): string {
    const own = index.nameOf(target)
    const isNamed = own !== undefined && own !== '' && !isMadeUp(own)
    const name = isNamed
      ? findFreeName(toComponentName(own), (other) => taken.has(other))
      : `${generatedPrefix}${taken.size}`
    taken.add(name)
    return name
  }

  const flat = { ...pickOwnId(root, isMadeUp), ...emit(root) }
  const definitions = new Map<string, SchemaObject>()
  // Grows as definitions refer to further ones, which a Map's iteration follows.
  for (const [target, name] of names) definitions.set(name, emit(target))
  return definitions.size === 0 ? flat : { ...flat, $defs: Object.fromEntries(definitions) }
}

/** The root is named by its `$id`. */
function pickOwnId({ $id }: Readonly<SchemaObject>, isMadeUp: (name: string) => boolean): object {
  return typeof $id === 'string' && !isMadeUp($id) ? { $id } : {}
}

/** What is referred to, or has an `$id`, gets a place of its own under `$defs`. */
function findMoved(index: SchemaIndex): Set<object> {
  const moved = new Set<object>(index.resources)
  for (const schema of index.schemas) {
    for (const keyword of referenceKeywords) {
      const ref = schema[keyword]
      const target = typeof ref === 'string' ? index.resolve(ref, schema) : undefined
      if (typeof target === 'object') moved.add(target)
    }
    for (const [, ref] of listMapping(schema)) {
      const target = resolveMapped(index, ref, schema)
      if (target) moved.add(target)
    }
  }
  return moved
}

/** A mapping names a component, or refers to it; in a schema of its own that is one of its `$defs`. */
function resolveMapped(
  index: SchemaIndex,
  ref: string,
  from: Readonly<SchemaObject>,
): SchemaObject | undefined {
  const name = ref.replace('#/components/schemas/', '')
  const target = index.resolve(ref.startsWith('#/$defs/') ? ref : name, from)
  return typeof target === 'object' ? target : undefined
}

function withoutIdentity(schema: Readonly<SchemaObject>): SchemaObject {
  const body = { ...schema }
  for (const keyword of [...identityKeywords, ...referenceKeywords]) delete body[keyword]
  return body
}

/** JSON Schema allows keywords beside a reference, which hold as well; two of them need an `allOf`. */
function addReference(body: SchemaObject, reference: SchemaObject): SchemaObject {
  const isTaken = Object.keys(reference).some((keyword) => keyword in body)
  if (!isTaken) return { ...reference, ...body }
  return { ...body, allOf: [...((body['allOf'] ?? []) as SchemaObject[]), reference] }
}

/** The names in `$defs` that a flat schema refers to from within itself, `$defs` left out. */
export function listReferences(schema: Readonly<SchemaObject>): string[] {
  const found: string[] = []
  visit(schema)
  return found

  function visit(subschema: Readonly<SchemaObject>): void {
    const { $ref } = subschema
    if (typeof $ref === 'string') found.push($ref)
    // The name of a component is known elsewhere, or is none.
    found.push(
      ...listMapping(subschema).flatMap(([, ref]) => (ref.startsWith('#/$defs/') ? ref : [])),
    )
    eachSubschema(withoutDefinitions(subschema), visit)
  }
}

function withoutDefinitions(schema: Readonly<SchemaObject>): Readonly<SchemaObject> {
  if (!('$defs' in schema)) return schema
  const { $defs: _, ...others } = schema
  return others
}
