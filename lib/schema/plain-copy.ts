import type { SchemaObject } from '../openapi-types.ts'
import { keepCopy } from './equal-copies.ts'
import { readKeyword, rememberForm, type Form } from './simple.ts'

/**
 * A copy of a simple schema that is written in plain JSON, as most are: nothing needs to be said of it, so it is
 * copied and judged at once, without noting where in it one is. Undefined for every other, which is looked at more
 * closely.
 */
export function copySimple(schema: Readonly<SchemaObject>): SchemaObject | undefined {
  const found: Found = { form: 'plain', depth: 0, size: 0, isWhole: true }
  const copied = copySchema(schema, found)
  if (!copied) return undefined
  rememberForm(copied, found.form)
  // One that has a title, or travels one way, is told from its equals.
  if (found.form === 'plain' && found.isWhole) keepCopy(copied, found.size)
  return copied
}

interface Found {
  form: Form
  depth: number
  /** How many members there were. */
  size: number
  /** Whether none was undefined, which a copy has not. */
  isWhole: boolean
}

/** Deeper than what anybody writes, and shallow enough to find a cycle soon. */
const maxDepth = 32

function copySchema(given: Readonly<SchemaObject>, found: Found): SchemaObject | undefined {
  return copyMembers(given, found, copyKeyword)
}

function copyKeyword(keyword: string, value: unknown, found: Found): unknown {
  if (keyword === 'properties')
    return isPlainObject(value) ? copyMembers(value, found, copyProperty) : undefined
  if (keyword === 'items' || keyword === 'additionalProperties')
    return copyProperty(keyword, value, found)
  const form = readKeyword(keyword, value)
  if (form === 'other') return undefined
  if (form === 'simple') found.form = form
  return copyValue(value, found)
}

function copyProperty(_name: string, value: unknown, found: Found): unknown {
  if (typeof value === 'boolean') return value
  return isPlainObject(value) ? copySchema(value, found) : undefined
}

function copyMember(_name: string, value: unknown, found: Found): unknown {
  return copyValue(value, found)
}

function copyValue(value: unknown, found: Found): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (Array.isArray(value)) return copyList(value, found)
  return isPlainObject(value) ? copyMembers(value, found, copyMember) : undefined
}

type CopyMember = (name: string, value: unknown, found: Found) => unknown

function copyMembers(
  given: Readonly<Record<string, unknown>>,
  found: Found,
  copyOne: CopyMember,
): Record<string, unknown> | undefined {
  const names = Object.keys(given)
  const copied: Record<string, unknown> = {}
  found.depth += 1
  found.size += names.length
  // By its place in the list: the first run of code like this is most of what it ever runs.
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] as string
    const value = given[name]
    if (value === undefined) {
      found.isWhole = false
      continue
    }
    const copy = isOdd(name) || found.depth > maxDepth ? undefined : copyOne(name, value, found)
    if (copy === undefined) return undefined
    copied[name] = copy
  }
  found.depth -= 1
  return copied
}

/** Names that an object keeps in another way, or that say how it is written. */
function isOdd(name: string): boolean {
  const first = name.charCodeAt(0)
  return (first >= 48 && first <= 57) || name === '__proto__' || name === 'toJSON'
}

function copyList(given: readonly unknown[], found: Found): unknown[] | undefined {
  if (!isPlainList(given) || found.depth >= maxDepth) return undefined
  // As long as the other, and no longer: what is pushed to a list is given room for sixteen more.
  const copied = given.slice()
  found.depth += 1
  found.size += copied.length
  for (let index = 0; index < copied.length; index += 1) {
    const copy = copyValue(copied[index], found)
    if (copy === undefined) return undefined
    copied[index] = copy
  }
  found.depth -= 1
  return copied
}

/** One of another class, or that says how it is written, may not be written as it stands. */
function isPlainList(value: readonly unknown[]): boolean {
  return Object.getPrototypeOf(value) === Array.prototype && !('toJSON' in value)
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  return Object.getPrototypeOf(value) === Object.prototype
}
