import { canonicalText, mapSubschemas } from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { markUnrepresentable } from './unrepresentable.ts'

/**
 * Libraries write the `id` of their metadata into the schema as it is, and Zod before 4.3 does so too.
 * It is no keyword of JSON Schema: here it becomes the name that it was meant as, `$id` at the root and
 * a definition elsewhere.
 */
export function nameByIds(root: SchemaObject): SchemaObject {
  const definitions = new Map<string, SchemaObject>()
  const { $defs, id, ...rest } = root
  for (const [name, definition] of Object.entries(($defs ?? {}) as object)) {
    const { id: _, ...body } = definition as SchemaObject
    definitions.set(name, mapSubschemas(body, nameWithin))
  }
  const named = mapSubschemas(rest, nameWithin)
  return {
    ...(typeof id === 'string' ? { $id: id } : {}),
    ...named,
    ...(definitions.size === 0 ? {} : { $defs: Object.fromEntries(definitions) }),
  }

  function nameWithin(subschema: Readonly<SchemaObject>): SchemaObject {
    const { id: own, ...body } = subschema
    const schema = mapSubschemas(body, nameWithin)
    return typeof own === 'string' ? define(own, schema) : schema
  }

  function define(name: string, schema: SchemaObject): SchemaObject {
    const known = definitions.get(name)
    if (known && canonicalText(known) !== canonicalText(schema)) {
      return markUnrepresentable(`two different schemas have the id "${name}"`)
    }
    definitions.set(name, schema)
    return { $ref: `#/$defs/${escapePointer(name)}` }
  }
}

/** One token of a JSON Pointer in a URI fragment. */
function escapePointer(token: string): string {
  return encodeURIComponent(token.replaceAll('~', '~0').replaceAll('/', '~1'))
}
