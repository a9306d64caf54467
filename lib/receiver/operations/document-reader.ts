import { type Fields, followLocal, isFields } from '../../document/fields.ts'
import { upgradeTo31 } from '../../document/versions/upgrade-3.1.ts'
import type { Document, SchemaObject } from '../../openapi-types.ts'
import { embedOutside } from '../../schema/outside.ts'

/** Reads the objects of a document, wherever its references lead. */
export interface DocumentReader {
  /** Of OpenAPI 3.1 or 3.2, whatever it was. */
  readonly document: Readonly<Fields>
  /** The object that a value is or refers to; undefined where it is none, or leads nowhere. */
  follow(value: unknown): Readonly<Fields> | undefined
  /** The members of a map, each followed; what is no object is left out. */
  members(map: unknown): (readonly [name: string, member: Readonly<Fields>])[]
  /** A schema by itself, with all that it refers to as definitions of its own. */
  schema(value: unknown): Readonly<SchemaObject> | undefined
}

/** @param document with local references alone, as `loadDocument()` gives it */
export function createDocumentReader(document: Document): DocumentReader {
  const isOld = String(document.openapi).startsWith('3.0.')
  const root = (isOld ? upgradeTo31(document) : document) as unknown as Readonly<Fields>
  const follow = (value: unknown): Readonly<Fields> | undefined => followChain(value, root)
  return {
    document: root,
    follow,
    members(map) {
      const named = isFields(map) ? Object.entries(map) : []
      return named.flatMap(([name, value]) => {
        const member = follow(value)
        return member ? [[name, member] as const] : []
      })
    },
    schema: (value) => readSchema(value, root),
  }
}

/** More references after one another lead in a circle. */
const maxReferences = 100

function followChain(value: unknown, root: Readonly<Fields>): Readonly<Fields> | undefined {
  let current = value
  for (let count = 0; count < maxReferences; count++) {
    if (!isFields(current)) return undefined
    const { $ref, ...beside } = current
    if (typeof $ref !== 'string') return current
    const target = followLocal($ref, root)
    // What a Path Item or a Reference has beside its reference is said in addition.
    const isAlone = Object.keys(beside).length === 0
    current = isAlone || !isFields(target) ? target : { ...target, ...beside }
  }
  return undefined
}

/** `true` and `false` are schemas too. */
function readSchema(value: unknown, root: Readonly<Fields>): Readonly<SchemaObject> | undefined {
  if (typeof value === 'boolean') return value ? {} : { not: {} }
  if (!isFields(value)) return undefined
  return embedOutside(value, (ref) => {
    const target = followLocal(ref, root)
    return isFields(target) ? target : undefined
  })
}
