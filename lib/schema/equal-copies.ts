import type { SchemaObject } from '../openapi-types.ts'

/** A copy of plain JSON, laid out to be compared with: its objects and lists, the outermost first. */
type Layout = readonly Part[]

/** The members of an object or a list, in their order. */
interface Part {
  readonly isList: boolean
  readonly names: readonly string[]
  readonly values: readonly unknown[]
  /** For each member the place of its part in the layout; -1 where it is neither an object nor a list. */
  readonly parts: readonly number[]
}

interface KnownCopy {
  readonly copy: SchemaObject
  /** Made when it is first compared with: most are never. */
  layout: Layout | undefined
}

/**
 * The copies of plain schemas that were made first, by the first and the last name that are seen of them at once.
 * Many a schema is written anew for each operation, such as that of `{ id }`: what says the same is kept once, and
 * to compare takes less than to copy.
 */
const copies = new Map<string, KnownCopy[]>()
let members = 0

/** Of all of them, with what is within: a megabyte or two. Then they are forgotten, and it begins anew. */
const maxMembers = 20_000
/** Of one: what is larger is hardly written twice. */
const maxOfOne = 200
/** Of the same two names: to compare with more would take longer than to copy. */
const maxAlike = 4

/** The copy that was made of an equal schema, if it is still known. */
export function findEqualCopy(schema: Readonly<SchemaObject>): SchemaObject | undefined {
  const alike = copies.get(outlineOf(schema))
  if (alike === undefined) return undefined
  for (let index = 0; index < alike.length; index += 1) {
    const known = alike[index] as KnownCopy
    if (isLaidOut(schema, (known.layout ??= layOut(known.copy)))) return known.copy
  }
  return undefined
}

/**
 * For the next that is equal. Nobody may change it from now on.
 *
 * @param size How many members it has, with all that is within.
 */
export function keepCopy(copy: SchemaObject, size: number): void {
  if (size > maxOfOne) return
  if (members + size > maxMembers) forgetCopies()
  const outline = outlineOf(copy)
  const alike = copies.get(outline) ?? []
  if (alike.length >= maxAlike) return
  alike.push({ copy, layout: undefined })
  copies.set(outline, alike)
  members += size
}

function forgetCopies(): void {
  copies.clear()
  members = 0
}

/** Of the properties where there are any: schemas of objects have most of their keywords in common. */
function outlineOf(schema: Readonly<SchemaObject>): string {
  const { properties } = schema
  let first = ''
  let last = ''
  for (const name in isObject(properties) ? properties : schema) {
    first ||= name
    last = name
  }
  return `${first}\n${last}`
}

function layOut(copy: object): Layout {
  const objects = [copy]
  // Grows as it is walked, which an array's iteration follows.
  return Array.from(objects, (object) => {
    const values = Object.values(object) as unknown[]
    const parts = values.map((value) => (isObject(value) ? objects.push(value) - 1 : -1))
    return { isList: Array.isArray(object), names: Object.keys(object), values, parts }
  })
}

/**
 * Whether a value is written as a copy is: the same members in the same order. What JSON cannot say is equal to
 * none.
 *
 * One loop, and no list of names, which would be made to be collected: this runs for each schema of an app, once.
 * Calls of itself would be compiled into each other, which takes longer than all of them.
 */
function isLaidOut(given: object, layout: Layout): boolean {
  // As long as the other: what is pushed to a list is given room for sixteen more.
  const objects: unknown[] = layout.slice()
  objects[0] = given
  let found = 1
  for (let at = 0; at < layout.length; at += 1) {
    const { isList, names, values, parts } = layout[at] as Part
    const object = objects[at] as Readonly<Record<string, unknown>>
    if (Object.getPrototypeOf(object) !== (isList ? Array.prototype : Object.prototype))
      return false
    // What has holes, or says how it is written, has the same names.
    if (isList && (object['length'] !== names.length || 'toJSON' in object)) return false
    let index = 0
    for (const name in object) {
      if (name !== names[index]) return false
      const value = object[name]
      if (parts[index] === -1 ? value !== values[index] : !isObject(value)) return false
      if (parts[index] !== -1) objects[found++] = value
      index += 1
    }
    if (index !== names.length) return false
  }
  return true
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
