import type { SchemaObject } from '../openapi-types.ts'

/**
 * What was built of schemas that stand in the document as they are. Many operations have the same, such as that of an
 * `{ id }`, and what is built of it is then one object in all of them.
 */
export interface Alike {
  /** @param kind What is built, of which a schema has one. */
  find<Built>(kind: string, schema: Readonly<SchemaObject>, build: () => Built): Built
}

export function createAlike(): Alike {
  const kinds = new Map<string, Map<object, unknown>>()

  return {
    find<Built>(kind: string, schema: Readonly<SchemaObject>, build: () => Built): Built {
      const known = kinds.get(kind) ?? new Map<object, unknown>()
      const before = known.get(schema)
      if (before !== undefined) return before as Built
      const built = build()
      kinds.set(kind, known.set(schema, built))
      return built
    },
  }
}
