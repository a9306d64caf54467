import { canonicalText } from '../../json-schema.ts'
import { resolve } from './operations.ts'
import { type Fields, isFields } from '../fields.ts'

/** The first thing that two values differ in; undefined on a side where it is not there. */
export interface Difference {
  readonly path: readonly string[]
  readonly declared: unknown
  readonly base: unknown
}

/** Tells where what the code declares and what the base says differ in what they say. */
export type Compare = (declared: unknown, base: unknown) => Difference | undefined

/** Where a value stands within another; undefined for the value itself. */
interface Step {
  readonly name: string
  readonly before: Step | undefined
}

/** A difference as it was found; what it was found behind comes before it. */
interface Found {
  readonly step: Step | undefined
  readonly within: Found | undefined
  readonly declared: unknown
  readonly base: unknown
}

/** What two references lead to, and which pair they were met in. */
interface Pair {
  readonly one: Readonly<Fields>
  readonly other: Readonly<Fields>
  readonly step: Step | undefined
  readonly from: Pair | undefined
}

/**
 * References are followed, each in the document that it stands in; the same reference on both sides is
 * the same, since a difference in what it leads to is one of that. What two references lead to is
 * compared once, and not within what refers to it: a ring of references may be of any length.
 */
export function createComparison(declaredIn: Readonly<Fields>, baseIn: Readonly<Fields>): Compare {
  const known = createPairs<Found | 'same'>()

  return (declared, base) => {
    const start = { one: { '': declared }, other: { '': base }, step: undefined, from: undefined }
    const met = createPairs<true>()
    const pairs: Pair[] = [start]
    for (const pair of pairs) {
      const found = compareMembers(pair.one, pair.other, undefined, follow)
      if (found) return describe(rememberDifferent(pair, found))

      function follow(
        one: Readonly<Fields>,
        other: Readonly<Fields>,
        step: Step,
      ): Found | undefined {
        const result = known.get(one, other)
        if (result !== undefined && result !== 'same') return foundWithin(step, result)
        // What leads back to itself on both sides was found equal so far.
        if (result === 'same' || met.get(one, other)) return undefined
        met.set(one, other, true)
        pairs.push({ one, other, step, from: pair })
        return undefined
      }
    }
    for (const { one, other } of pairs) known.set(one, other, 'same')
    return undefined
  }

  /** Of the pair, and of all that it was met in, the outermost of which is answered. */
  function rememberDifferent(first: Pair, found: Found): Found {
    let [pair, outer] = [first, found]
    for (;;) {
      known.set(pair.one, pair.other, outer)
      if (!pair.from) return outer
      outer = foundWithin(pair.step, outer)
      pair = pair.from
    }
  }

  function compareAt(declared: unknown, base: unknown, step: Step, follow: Follow): Result {
    if (isReference(declared) && isReference(base) && declared['$ref'] === base['$ref']) {
      return compareMembers(declared, base, step, follow)
    }
    const one = isAlone(declared) ? resolve(declared, declaredIn) : declared
    const other = isAlone(base) ? resolve(base, baseIn) : base
    if (isList(one, step) && isList(other, step) && one.length === other.length) {
      return compareMembers({ ...one }, { ...other }, step, follow)
    }
    if (!isFields(one) || !isFields(other)) {
      const isEqual = textOf(one, step) === textOf(other, step)
      return isEqual ? undefined : { step, within: undefined, declared: one, base: other }
    }
    const isFollowed = one !== declared || other !== base
    return isFollowed ? follow(one, other, step) : compareMembers(one, other, step, follow)
  }

  function compareMembers(
    one: Readonly<Fields>,
    other: Readonly<Fields>,
    before: Step | undefined,
    follow: Follow,
  ): Result {
    for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
      const [declared, base] = [memberOf(one, name), memberOf(other, name)]
      if (sayNothing(name, declared, base)) continue
      const found = compareAt(declared, base, { name, before }, follow)
      if (found) return found
    }
    return undefined
  }
}

type Result = Found | undefined

/** Notes to compare what two references lead to, or tells what is known of it. */
type Follow = (one: Readonly<Fields>, other: Readonly<Fields>, step: Step) => Result

function foundWithin(step: Step | undefined, within: Found): Found {
  return { step, within, declared: within.declared, base: within.base }
}

/** The first step is into what the two values are wrapped in. */
function describe(found: Found): Difference {
  const path: string[] = []
  for (let part: Found | undefined = found; part; part = part.within) {
    const names: string[] = []
    for (let step = part.step; step; step = step.before) names.push(step.name)
    path.push(...names.toReversed())
  }
  return { path: path.slice(1), declared: found.declared, base: found.base }
}

interface Pairs<Value> {
  get(one: object, other: object): Value | undefined
  set(one: object, other: object, value: Value): void
}

function createPairs<Value>(): Pairs<Value> {
  const values = new WeakMap<object, WeakMap<object, Value>>()
  return {
    get: (one, other) => values.get(one)?.get(other),
    set(one, other, value) {
      const others = values.get(one) ?? new WeakMap<object, Value>()
      values.set(one, others.set(other, value))
    },
  }
}

function memberOf(fields: Readonly<Fields>, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

function isReference(value: unknown): value is Readonly<Fields> {
  return isFields(value) && typeof value['$ref'] === 'string'
}

function isAlone(value: unknown): boolean {
  return isFields(value) && Object.keys(value).length === 1 && '$ref' in value
}

/** Lists in which the order says nothing. */
const sets = new Set(['required', 'type', 'enum', 'tags'])

function isList(value: unknown, { name }: Step): value is readonly unknown[] {
  return Array.isArray(value) && !sets.has(name)
}

function textOf(value: unknown, step: Step): string {
  if (!Array.isArray(value) || isList(value, step)) return canonicalText(value)
  return JSON.stringify((value as unknown[]).map(canonicalText).toSorted())
}

/** What is so where nothing is said. */
const defaults: Readonly<Record<string, readonly string[]>> = {
  required: ['false', '[]'],
  additionalProperties: ['true', '{}'],
  ...Object.fromEntries(
    ['deprecated', 'readOnly', 'writeOnly', 'uniqueItems', 'allowEmptyValue', 'allowReserved'].map(
      (name) => [name, ['false']],
    ),
  ),
}

function sayNothing(name: string, one: unknown, other: unknown): boolean {
  if ((one === undefined) === (other === undefined)) return one === undefined
  const usual = Object.hasOwn(defaults, name) ? defaults[name] : undefined
  return usual?.includes(canonicalText(one ?? other)) ?? false
}
