import { followReference } from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'
import type { Branch } from './schema-finding.ts'
import { listSchemas, readSchema, type Schema } from './schema-reading.ts'

// The schemas within a schema that speak of the same value

/** What was found out about the schemas within one root. */
export interface SchemaIndex {
  readonly root: SchemaObject
  readonly parts: Map<SchemaObject, Parts>
  readonly choices: Map<SchemaObject, readonly Choice[]>
}

/** What can be said of a value in one of several ways. */
export type Choice = readonly {
  readonly branch: Branch
  /** All of them hold in this alternative; none where it is what remains. */
  readonly schemas: readonly Schema[]
}[]

interface Parts {
  /** The schema, and those whose keywords might as well stand in it. */
  readonly own: readonly SchemaObject[]
  /** Those that must be read on their own. */
  readonly sealed: readonly Schema[]
}

const indexes = new WeakMap<Readonly<SchemaObject>, SchemaIndex>()

export function indexOf(root: Readonly<SchemaObject>): SchemaIndex {
  const known = indexes.get(root)
  if (known) return known
  const index = { root, parts: new Map(), choices: new Map() }
  indexes.set(root, index)
  return index
}

export function listParts(index: SchemaIndex, schema: SchemaObject): Parts {
  const parts = index.parts.get(schema) ?? listPartsAnew(index, schema)
  index.parts.set(schema, parts)
  return parts
}

function listPartsAnew(index: SchemaIndex, schema: SchemaObject): Parts {
  const own = new Set([schema])
  const sealed = new Set<Schema>()
  for (const part of own) {
    for (const embedded of listEmbedded(index, part)) {
      if (typeof embedded === 'boolean' || isSealed(embedded)) sealed.add(embedded)
      else own.add(embedded)
    }
  }
  return { own: [...own], sealed: [...sealed] }
}

/** Its "unevaluated…" is about what stands in it, and not about what stands around it. */
export function isSealed(schema: SchemaObject): boolean {
  return schema === unresolved || Object.values(unevaluatedKeyword).some((one) => one in schema)
}

export const unevaluatedKeyword = {
  object: 'unevaluatedProperties',
  array: 'unevaluatedItems',
} as const

/** What a reference stands for that leads out of the schema. */
export const unresolved: SchemaObject = {}

export function listEmbedded(index: SchemaIndex, schema: SchemaObject): Schema[] {
  return [...listTargets(index, schema), ...listSchemas(schema['allOf'])]
}

function listTargets({ root }: SchemaIndex, { $ref }: SchemaObject): Schema[] {
  if (typeof $ref !== 'string') return []
  // A new object, since a schema that refers to itself would look as if it led nowhere.
  const reference = { $ref }
  const target = followReference(reference, root)
  return [target === reference ? unresolved : (readSchema(target) ?? unresolved)]
}
