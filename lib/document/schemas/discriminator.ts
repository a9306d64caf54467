import type { Role } from '../../declared-operation.ts'
import { annotations } from '../../json-schema.ts'
import type { SchemaObject } from '../../openapi-types.ts'
import type { Side } from '../../schema.ts'
import { resolveAccess } from '../../schema/access.ts'
import { createDistinguish, type Distinction, type Distinguish } from './distinction.ts'
import type { SchemaNames } from './schema-names.ts'

/** The Discriminator Objects of a document that is being built. */
export interface Discriminators {
  /**
   * A schema with a discriminator, where it is a union of components that a property tells apart.
   *
   * @param source The same schema as it was converted.
   */
  add(written: SchemaObject, source: Readonly<SchemaObject>, place: Place): SchemaObject
  /** Write where the mappings lead, once the `$ref`s have their final names. */
  write(): void
}

/** Where the schema stands. */
interface Place {
  readonly role: Role
  readonly side: Side
  readonly root: Readonly<SchemaObject>
}

/** @param isReference Whether a schema refers to a component of the document. */
export function createDiscriminators(
  names: SchemaNames,
  isReference: (schema: SchemaObject) => boolean,
): Discriminators {
  const mapped: { mapping: Record<string, string>; value: string; reference: SchemaObject }[] = []
  const distinguishers = new Map<string, Distinguish>()

  function add(
    written: SchemaObject,
    source: Readonly<SchemaObject>,
    { root, ...place }: Place,
  ): SchemaObject {
    const references = listAlternatives(written)
    if ('discriminator' in written || references.length < 2) return written
    if (!references.every(isPlainReference)) return written
    const alternatives = listAlternatives(source).map((schema) => ({ schema, root }))
    const distinction = distinguishFrom(place)(alternatives)
    return distinction ? { ...written, discriminator: build(distinction, references) } : written
  }

  /** "Inline schemas will not be considered"; words beside a `$ref` do not make it one. */
  function isPlainReference(schema: SchemaObject): boolean {
    return isReference(schema) && Object.keys(schema).every((keyword) => beside.has(keyword))
  }

  function build(
    { propertyName, values }: Distinction,
    references: readonly SchemaObject[],
  ): SchemaObject {
    const entries = references.flatMap((reference, index) =>
      (values[index] ?? []).map((value) => ({ value, reference })),
    )
    const mapping = Object.fromEntries(
      entries.map(({ value, reference }) => [value, reference['$ref'] as string]),
    )
    mapped.push(...entries.map((entry) => ({ mapping, ...entry })))
    return { propertyName, mapping }
  }

  function distinguishFrom({ role, side }: Omit<Place, 'root'>): Distinguish {
    const key = `${role} ${side}`
    const known = distinguishers.get(key)
    if (known) return known
    const distinguish = createDistinguish({
      find: (ref) => names.jsonAt(ref, side),
      show: ({ schema, root }) => (role === 'client' ? resolveAccess(schema, root, side) : schema),
    })
    distinguishers.set(key, distinguish)
    return distinguish
  }

  function write(): void {
    for (const { mapping, value, reference } of mapped) mapping[value] = reference['$ref'] as string
  }

  return { add, write }
}

/** The alternatives of a schema that has one list of them. */
function listAlternatives({ oneOf, anyOf }: Readonly<SchemaObject>): SchemaObject[] {
  if (oneOf !== undefined && anyOf !== undefined) return []
  const list = oneOf ?? anyOf
  return Array.isArray(list) ? (list as SchemaObject[]) : []
}

const beside: ReadonlySet<string> = new Set(['$ref', ...annotations])
