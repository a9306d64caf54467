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
  /** The first name that is seen of it at once. */
  readonly first: string
  readonly copy: SchemaObject
  /** Made when it is first compared with: most are never. */
  layout: Layout | undefined
}

/**
 * The copies of plain schemas that were made first, and of what libraries make of theirs, by the last name that is
 * seen of them at once.
 * Many a schema is written anew for each operation, such as that of `{ id }`: what says the same is kept once, and
 * to compare takes less than to copy.
 */
const copies = new Map<string, KnownCopy[]>()
let members = 0

/** Of all of them, with what is within: a megabyte or two. Then they are forgotten, and it begins anew. */
const maxMembers = 20_000
/** Of one: what is larger is hardly written twice. */
const maxOfOne = 200
/** Of the same last name: to compare with more would take longer than to copy. */
const maxAlike = 8

/** What is compared with a layout, part by part: a list for all, since one for each is made to be collected. */
let spare: unknown[] | undefined

/**
 * The copy that was made of an equal schema, if it is still known: the same members in the same order. What JSON
 * cannot say is equal to none.
 *
 * This runs for each schema of an app, and V8 compiles it meanwhile, which takes longer than all the rest. So
 * nothing is made in it, which would be there to be collected; and it is one function of over 460 bytes of bytecode,
 * which V8 does not compile into each of its callers again, as it would the parts of it.
 */
export function findEqualCopy(schema: Readonly<SchemaObject>): SchemaObject | undefined {
  const outlined = outlinedPart(schema)
  const first = firstName(outlined)
  const alike = copies.get(lastName(outlined)) ?? none
  for (let place = 0; place < alike.length; place += 1) {
    const known = alike[place] as KnownCopy
    if (known.first !== first) continue
    const layout = (known.layout ??= layOut(known.copy))
    // Taken, since what is read below may be a getter that declares another schema.
    const objects = spare ?? []
    spare = undefined
    objects[0] = schema
    let found = 1
    let at = 0
    for (; at < layout.length; at += 1) {
      const { isList, names, values, parts } = layout[at] as Part
      const object = objects[at] as Readonly<Record<string, unknown>>
      const prototype = isList ? Array.prototype : Object.prototype
      if (Object.getPrototypeOf(object) !== prototype) break
      // What has holes, or says how it is written, has the same names.
      if (isList && (object['length'] !== names.length || 'toJSON' in object)) break
      let index = 0
      for (const name in object) {
        const value = object[name]
        const isPart = parts[index] !== -1
        const isEqual = isPart ? isObject(value) : value === values[index]
        if (name !== names[index] || !isEqual) {
          index = -1
          break
        }
        if (isPart) objects[found++] = value
        index += 1
      }
      if (index !== names.length) break
    }
    objects.fill(undefined)
    spare = objects
    if (at === layout.length) return known.copy
  }
  return undefined
}

const none: readonly KnownCopy[] = []

/** The properties where there are any: schemas of objects have most of their keywords in common. */
function outlinedPart(schema: Readonly<SchemaObject>): object {
  const { properties } = schema
  return isObject(properties) ? properties : schema
}

function firstName(of: object): string {
  for (const name in of) return name
  return ''
}

function lastName(of: object): string {
  let last = ''
  for (const name in of) last = name
  return last
}

/**
 * For the next that is equal. Plain JSON, which is nobody's but ours, and which nobody may change from now on.
 *
 * @param size How many members it has, with all that is within.
 */
export function keepCopy(copy: SchemaObject, size: number): void {
  if (size > maxOfOne) return
  if (members + size > maxMembers) forgetCopies()
  const outlined = outlinedPart(copy)
  const last = lastName(outlined)
  const alike = copies.get(last) ?? []
  if (alike.length >= maxAlike) return
  alike.push({ first: firstName(outlined), copy, layout: undefined })
  copies.set(last, alike)
  members += size
}

function forgetCopies(): void {
  copies.clear()
  members = 0
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

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
