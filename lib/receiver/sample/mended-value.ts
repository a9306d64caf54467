import type { SchemaCheck } from '../operations/schema-check.ts'
import { toPointer, type Fault } from '../../validation/outcome.ts'

/** So many faults are mended, one after another. */
const maxRounds = 100

/**
 * A value without those of its parts that its schema refuses, and with what it lacks; as it is where
 * nothing of it would be left.
 */
export function mendValue(value: unknown, check: SchemaCheck): unknown {
  const added = new Map<string, number>()
  let mended = value
  for (let round = 0; round < maxRounds; round++) {
    const next = mendFirst(mended, check, added)
    if (next === undefined) return mended
    mended = next
  }
  return mended
}

/**
 * Undefined where there is nothing to mend, or nothing can be.
 *
 * @param added how often something was put at a place that was required
 */
function mendFirst(value: unknown, check: SchemaCheck, added: Map<string, number>): unknown {
  for (const fault of check.findFaults(value)) {
    const next = mendFault(value, fault, added)
    if (next !== undefined) return next
  }
  return undefined
}

/** Undefined where the fault is of the value as a whole. */
function mendFault(value: unknown, { path, code }: Fault, added: Map<string, number>): unknown {
  if (code === 'uniqueItems') return changeAt(value, path, tellApart)
  const isMissing = code === 'required' || code === 'dependentRequired'
  const place = toPointer(path)
  const count = added.get(place) ?? 0
  if (isMissing && count < fillings.length) {
    added.set(place, count + 1)
    return changeAt(value, path, () => fillings[count])
  }
  // What cannot have what it lacks cannot be there itself.
  const broken = isMissing ? path.slice(0, -1) : path
  const [name] = broken.slice(-1)
  if (name === undefined) return undefined
  return changeAt(value, broken.slice(0, -1), (around) => without(around, name))
}

/** What is put where something is required, one after another: null is right wherever it may be. */
const fillings = ['string', null]

type Path = Fault['path']

function changeAt(
  value: unknown,
  [name, ...rest]: Path,
  change: (value: unknown) => unknown,
): unknown {
  if (name === undefined) return change(value)
  if (Array.isArray(value))
    return value.with(Number(name), changeAt(value[Number(name)], rest, change))
  const members = (value ?? {}) as Readonly<Record<string, unknown>>
  return { ...members, [name]: changeAt(members[name], rest, change) }
}

function without(value: unknown, name: string | number): unknown {
  if (Array.isArray(value)) return value.toSpliced(Number(name), 1)
  const members = Object.entries((value ?? {}) as object).filter(([key]) => key !== String(name))
  return Object.fromEntries(members)
}

function tellApart(items: unknown): unknown {
  if (!Array.isArray(items)) return items
  const told = items.map((item: unknown, index) => {
    if (index === 0) return item
    if (typeof item === 'number') return item + index
    return typeof item === 'string' ? `${item}${index + 1}` : item
  })
  const texts = told.map((item) => JSON.stringify(item))
  return told.filter((_, index) => texts.indexOf(texts[index] ?? '') === index)
}
