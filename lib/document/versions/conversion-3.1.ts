import { type Fields, isFields } from '../fields.ts'
import type { Tell } from './losses-3.1.ts'

/** What the parts of one conversion share. */
export interface Conversion {
  /** The whole document, which references lead into. */
  readonly document: Fields
  readonly tell: Tell
  /** The operations that 3.1 has no field for, and those of their callbacks. */
  readonly leftOut: ReadonlySet<object>
  /** What is being written in place of references to it. */
  readonly within: ReadonlySet<object>
}

/** The conversion of what is written in place of a reference to it. */
export function enter(conversion: Conversion, target: object): Conversion {
  return { ...conversion, within: new Set([...conversion.within, target]) }
}

/** Media types are written where they are referred to, and so is whatever else leads into one of them. */
export function isWithinMediaTypes(ref: unknown): ref is string {
  return typeof ref === 'string' && ref.startsWith('#/components/mediaTypes/')
}

/** The same with some of its fields under another name, where they take the place of what had it. */
export function move(
  value: Fields,
  names: Readonly<Record<string, string>>,
  path: readonly string[],
  tell: Tell,
): Fields {
  const moves = Object.entries(names).filter(([field]) => Object.hasOwn(value, field))
  const taken = new Set(moves.map(([, name]) => name))
  const entries = Object.entries(value).flatMap(([field, member]) => {
    if (taken.has(field)) return []
    const name = Object.hasOwn(names, field) ? names[field] : undefined
    if (name === undefined) return [[field, member]]
    tell(path, name === 'x-displayName' ? 'displayName' : field)
    return [[name, member]]
  })
  return Object.fromEntries(entries) as Fields
}

/** The same without some of its fields. */
export function drop(
  value: Fields,
  fields: readonly string[],
  path: readonly string[],
  tell: Tell,
): Fields {
  const dropped = fields.filter((field) => Object.hasOwn(value, field))
  for (const field of dropped) tell(path, field)
  return Object.fromEntries(Object.entries(value).filter(([field]) => !dropped.includes(field)))
}

/** The same without some members of a field that is a map. */
export function dropMembers(
  value: Fields,
  field: string,
  isDropped: (member: unknown, name: string) => boolean,
): Fields {
  const members = value[field]
  if (!isFields(members)) return value
  const kept = Object.entries(members).filter(([name, member]) => !isDropped(member, name))
  return { ...value, [field]: Object.fromEntries(kept) }
}
