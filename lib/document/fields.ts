import { createNumbered, createObject, putMember } from '../json.ts'
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
  const names = Object.keys(members)
  const mapped = createObject(names)
  for (const name of names) putMember(mapped, name, map(members[name] as From, name))
  return mapped as Record<string, To>
}

/** The object that has these members, of which some may be called by numbers. */
export function fromMembers(members: readonly (readonly [string, unknown])[]): Fields {
  const isNumbered = members.some(([name]) => /^\d/.test(name))
  const object = isNumbered ? createNumbered() : {}
  for (const [name, value] of members) putMember(object, name, value)
  return object
}

/** A map that is left out where nothing is in it. */
export function emptyToUndefined<Members extends object>(members: Members): Members | undefined {
  return Object.keys(members).length === 0 ? undefined : members
}

/** What a reference leads to within the document; undefined where it leads out of it, or nowhere. */
export function followLocal(ref: string, document: object): unknown {
  return ref.startsWith('#/') ? followPointer(document, ref.slice(1)) : undefined
}
