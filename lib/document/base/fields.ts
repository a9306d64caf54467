import type { Compare } from './comparison.ts'
import type { PathItems } from './path-items.ts'
import { type Fields, fromMembers, isFields } from '../fields.ts'

/** What came of merging a value that the code declares with what the base has in its place. */
export interface Merge<Value = unknown> {
  readonly value: Value
  /** Whether some of it is of the base. */
  readonly adds: boolean
  /** Where both say something, and not the same; the empty path for the value as a whole. */
  readonly conflicts: readonly string[]
}

export interface MergeContext {
  readonly compare: Compare
  /** The base, which its references lead into. */
  readonly document: Readonly<Fields>
  readonly items: PathItems
}

/** Merges the values of one field that both have. */
export type MergePart = (declared: unknown, base: unknown) => Merge

export interface FieldRules {
  readonly compare: Compare
  /** Whether the code says this, or it only stands in for what nobody said. */
  readonly isSaid?: (field: string) => boolean
  /** The fields of which the code says by its silence that there is nothing. */
  readonly whole?: readonly string[]
  readonly parts?: Readonly<Record<string, MergePart>>
}

/** Field by field: what the code says wins, and what it does not say is the base's. */
export function mergeFields(
  declared: Readonly<Fields>,
  base: Readonly<Fields>,
  { compare, isSaid = () => true, whole = [], parts = {} }: FieldRules,
): Merge<Fields> {
  const merged = new Map<string, Merge>()
  for (const field of Object.keys(base)) merged.set(field, mergeOne(field))
  const own = Object.entries(declared).filter(([field]) => !merged.has(field))
  const kept = [...merged].filter(([, { value }]) => value !== undefined)
  return {
    value: Object.fromEntries([
      ...kept.map(([field, { value }]) => [field, value] as const),
      ...own,
    ]),
    ...total(merged),
  }

  function mergeOne(field: string): Merge {
    const has = Object.hasOwn(declared, field)
    if (whole.includes(field) || (has && isSaid(field))) {
      const part = has && Object.hasOwn(parts, field) ? parts[field] : undefined
      if (part) return part(declared[field], base[field])
      return mergeWhole(has ? declared[field] : undefined, base[field], field, compare)
    }
    const adds = !has || compare(declared[field], base[field]) !== undefined
    return { value: base[field], adds, conflicts: [] }
  }
}

/** The declared one, and whether the base has another. */
export function mergeWhole(
  declared: unknown,
  base: unknown,
  name: string,
  compare: Compare,
): Merge {
  // By its name, since the order of some lists says nothing, and some words say what is so anyway.
  const differs = compare({ [name]: declared }, { [name]: base }) !== undefined
  return { value: declared, adds: false, conflicts: differs ? [name] : [] }
}

/** By name, each that the base has beside those that the code declares. */
export function mergeMap(
  declared: unknown,
  base: unknown,
  mergePart: (declared: unknown, base: unknown, name: string) => Merge,
): Merge {
  if (!isFields(declared) || !isFields(base)) {
    return { value: declared, adds: false, conflicts: [''] }
  }
  const merged = new Map<string, Merge>()
  for (const [name, value] of Object.entries(base)) {
    const part = Object.hasOwn(declared, name) ? mergePart(declared[name], value, name) : undefined
    merged.set(name, part ?? { value, adds: true, conflicts: [] })
  }
  const own = Object.entries(declared).filter(([name]) => !merged.has(name))
  const members = [...merged].map(([name, { value }]) => [name, value] as const)
  return { value: fromMembers([...members, ...own]), ...total(merged) }
}

function total(merged: ReadonlyMap<string, Merge>): Pick<Merge, 'adds' | 'conflicts'> {
  const all = [...merged.values()]
  return {
    adds: all.some(({ adds }) => adds),
    conflicts: all.flatMap(({ conflicts }) => conflicts),
  }
}

/** The same under one name: a reader looks for the response, and not for a header of it. */
export function underName(name: string, { value, adds, conflicts }: Merge): Merge {
  return { value, adds, conflicts: conflicts.length > 0 ? [name] : [] }
}
