import type { SchemaCheck } from '../operations/schema-check.ts'
import { toPointer, type Fault } from '../../validation/outcome.ts'

/** So many faults are mended, one after another. */
const maxRounds = 100

/**
 * A value without those of its parts that its schema refuses, and with what it lacks; as it is where
 * nothing of it would be left.
 */
export function mendValue(value: unknown, { findFaults }: SchemaCheck): unknown {
  const added = new Set<string>()
  let mended = value
  for (let round = 0; round < maxRounds; round++) {
    const [fault] = findFaults(mended)
    if (!fault) return mended
    const next = mendFault(mended, fault, added)
    if (next === undefined) return mended
    mended = next
  }
  return mended
}

/**
 * Undefined where the fault is of the value as a whole.
 *
 * @param added the places where something was put that was required
 */
function mendFault(value: unknown, { path, code }: Fault, added: Set<string>): unknown {
  if (code === 'uniqueItems') return changeAt(value, path, tellApart)
  const isMissing = code === 'required' || code === 'dependentRequired'
  const place = toPointer(path)
  if (isMissing && !added.has(place)) {
    added.add(place)
    return changeAt(value, path, () => 'string')
  }
  // What cannot have what it lacks cannot be there itself.
  const broken = isMissing ? path.slice(0, -1) : path
  const [name] = broken.slice(-1)
  if (name === undefined) return undefined
  return changeAt(value, broken.slice(0, -1), (around) => without(around, name))
}

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
