import { definitionName, mapSubschemas, toComponentName } from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { findFreeName } from '../free-name.ts'
import { listReferences } from './references.ts'

/** The schema that a reference out of another leads to, such as `#/components/schemas/X`. */
export type FindOutside = (ref: string) => Readonly<SchemaObject> | undefined

/**
 * A converted schema with those that it refers to by their names in the document, as definitions of its
 * own. The same object where it refers to none; what is not found stays as it is.
 */
export function embedOutside(
  root: Readonly<SchemaObject>,
  find: FindOutside,
): Readonly<SchemaObject> {
  if (!refersOutside(root)) return root
  const own = (root['$defs'] ?? {}) as Record<string, SchemaObject>
  const names = new Map<Readonly<SchemaObject>, string>()
  const definitions = new Map(Object.entries(own))

  function rewrite(schema: Readonly<SchemaObject>, within: Within): SchemaObject {
    const { $ref } = schema
    const body = mapSubschemas(schema, (subschema) => rewrite(subschema, within))
    return typeof $ref === 'string' ? { ...body, $ref: address($ref, within) } : body
  }

  function address(ref: string, { prefix, whole }: Within): string {
    if (ref === '#') return whole
    const name = definitionName(ref)
    if (name !== undefined) return `#/$defs/${prefix}${name}`
    const outside = find(ref)
    return outside ? `#/$defs/${embed(ref, outside)}` : ref
  }

  function embed(ref: string, outside: Readonly<SchemaObject>): string {
    const known = names.get(outside)
    if (known !== undefined) return known
    const name = findFreeName(toComponentName(ref), (other) => definitions.has(other))
    names.set(outside, name)
    // Entered before it is rewritten: it may refer back.
    definitions.set(name, {})
    const { $defs, $id: _, ...body } = outside
    const within = { prefix: `${name}.`, whole: `#/$defs/${name}` }
    for (const [inner, schema] of Object.entries(($defs ?? {}) as Record<string, SchemaObject>)) {
      definitions.set(`${name}.${inner}`, rewrite(schema, within))
    }
    definitions.set(name, rewrite(body, within))
    return name
  }

  const { $defs: _, ...body } = root
  const inside = { prefix: '', whole: '#' }
  const rewritten = rewrite(body, inside)
  for (const [name, schema] of Object.entries(own)) definitions.set(name, rewrite(schema, inside))
  return names.size === 0 ? root : { ...rewritten, $defs: Object.fromEntries(definitions) }
}

/** Found out once for each schema: hardly one does, and each is asked at every expression. */
function refersOutside(root: Readonly<SchemaObject>): boolean {
  const known = outgoing.get(root)
  if (known !== undefined) return known
  const definitions = Object.values((root['$defs'] ?? {}) as Record<string, SchemaObject>)
  const references = [root, ...definitions].flatMap(listReferences)
  const isOutgoing = references.some((ref) => ref !== '#' && definitionName(ref) === undefined)
  outgoing.set(root, isOutgoing)
  return isOutgoing
}

const outgoing = new WeakMap<Readonly<SchemaObject>, boolean>()

/** Where `#` and `#/$defs/…` of a schema lead, once it is within another. */
interface Within {
  readonly prefix: string
  readonly whole: string
}
