import { followPointer } from '../json-schema.ts'

/** An object of a document, of whatever kind. */
export interface Fields {
  [field: string]: unknown
}

export function isFields(value: unknown): value is Readonly<Fields> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The same members under the same names, `__proto__` too. */
export function mapMembers<From, To>(
  members: Readonly<Record<string, From>>,
  map: (member: From, name: string) => To,
): Record<string, To> {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [name, map(value, name)]),
  )
}

/** A map that is left out where nothing is in it. */
export function emptyToUndefined<Members extends object>(members: Members): Members | undefined {
  return Object.keys(members).length === 0 ? undefined : members
}

/** What a reference leads to within the document; undefined where it leads out of it, or nowhere. */
export function followLocal(ref: string, document: object): unknown {
  return ref.startsWith('#/') ? followPointer(document, ref.slice(1)) : undefined
}
