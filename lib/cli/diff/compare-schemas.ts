import { createComparison } from '../../document/base/comparison.ts'
import { type Fields, isFields } from '../../document/fields.ts'
import { changed, narrowed, unknown, widened, type Direction, type Effect } from './change.ts'
import { matchBranches } from './alternatives.ts'
import { differ, listValues, type Difference } from './difference.ts'
import { compareFormats, compareKeywords } from './scalar-keywords.ts'
import {
  compareDefaults,
  compareDiscriminators,
  compareObjects,
  compareOpaque,
  readObject,
} from './object-keywords.ts'
import {
  acceptsScalar,
  createReader,
  listOf,
  type Branch,
  type Part,
  type TypeName,
  type View,
} from './schema-view.ts'

/** How two schemas differ, and those within them. May lead back to itself, as schemas do. */
export interface Comparison {
  found: readonly Difference[]
  inner: readonly Inner[]
  /** What is worst in it, wherever it is. */
  effect: Effect
}

export interface Inner {
  readonly path: string
  readonly comparison: Comparison
  /** A direction in which another alternative makes up for what was found. */
  readonly except?: Direction | undefined
}

/** Which properties are part of what is sent: those that the keyword is not set on. */
export type LeftOut = 'readOnly' | 'writeOnly' | undefined

export type CompareSchemas = (old: View, next: View) => Comparison

export interface Documents {
  readonly old: Readonly<Fields>
  readonly next: Readonly<Fields>
}

/** A comparison that is under way is taken for one without differences, by whatever leads back to it. */
interface Entry extends Comparison {
  /** How deep it is in what is under way; undefined where it is done. */
  depth: number | undefined
  /** The outermost comparison that it has relied on. */
  lowest: number
  /** Whether alternatives were matched by the effects of what is within. */
  isMatched: boolean
}

const nothing: Effect = { written: 'safe', read: 'safe' }

export function createSchemaComparison(documents: Documents, leftOut: LeftOut): CompareSchemas {
  const oldReader = createReader(documents.old)
  const nextReader = createReader(documents.next)
  const compareDeep = createComparison(documents.next, documents.old)
  const isEqual = (old: unknown, next: unknown): boolean => compareDeep(next, old) === undefined
  const isLeftOut = (schema: unknown): boolean =>
    leftOut !== undefined && isFields(schema) && schema[leftOut] === true

  const entries = new Map<string, Entry>()
  /** What may have to be found anew, since it has relied on a comparison under way. */
  const tentative: string[] = []
  let depth = 0
  let lowest = Infinity

  return compare

  function compare(old: View, next: View): Comparison {
    const key = `${oldReader.identify(old)}|${nextReader.identify(next)}`
    const known = entries.get(key)
    if (known) {
      lowest = Math.min(lowest, known.depth ?? known.lowest)
      return known
    }
    const start = { found: [], inner: [], effect: nothing }
    const entry: Entry = { ...start, depth, lowest: Infinity, isMatched: false }
    entries.set(key, entry)
    const outer = lowest
    const first = tentative.push(key)
    lowest = Infinity
    depth += 1
    compareBranches(entry, old, next)
    depth -= 1
    entry.effect = worst(entry)
    finish(entry, first)
    lowest = Math.min(outer, entry.lowest)
    return entry
  }

  function finish(entry: Entry, first: number): void {
    const own = entry.depth ?? 0
    entry.depth = undefined
    entry.lowest = lowest < own ? lowest : Infinity
    if (entry.lowest !== Infinity) return
    const relied = tentative.splice(first).flatMap((key) => {
      const other = entries.get(key)
      const isOpen = other !== undefined && other.lowest >= own && other.lowest !== Infinity
      return isOpen ? [{ key, other }] : []
    })
    tentative.pop()
    const wasWrong = lowest === own && !isHarmless(entry.effect)
    if (wasWrong && relied.some(({ other }) => other.isMatched)) {
      for (const { key } of relied) entries.delete(key)
      return
    }
    for (const { other } of relied) other.lowest = Infinity
    if (wasWrong) settleEffects([entry, ...relied.map(({ other }) => other)])
  }

  function compareBranches(entry: Entry, old: View, next: View): void {
    const [from, to] = [oldReader.listBranches(old), nextReader.listBranches(next)]
    if (from === undefined || to === undefined) {
      const isSame = old.length === next.length && old.every((one, i) => isEqual(one, next[i]))
      const message = 'has too many alternatives to compare, and has changed'
      if (!isSame) entry.found = [differ('not-compared', unknown, message)]
      return
    }
    entry.isMatched =
      oldReader.listExclusive(old).length + nextReader.listExclusive(next).length > 0
    entry.found = [...compareTypes(from, to), ...compareOneOf(old, next)]
    for (const type of new Set(from.map((branch) => branch.type))) {
      const [before, after] = [from, to].map((all) => all.filter((one) => one.type === type))
      if (before && after && after.length > 0) compareType(entry, before, after)
    }
    entry.found = dedupe(entry.found)
  }

  function compareType(entry: Entry, old: readonly Branch[], next: readonly Branch[]): void {
    const { found, inner } = matchBranches(old, next, compareBranch)
    entry.isMatched ||= old.length > 1 || next.length > 1
    entry.found = [...entry.found, ...found]
    entry.inner = [...entry.inner, ...inner]
  }

  /** Of one type. */
  function compareBranch(old: Branch, next: Branch): Comparison {
    const counted = compareConstants(old, next)
    if (counted) return complete([...counted, ...compareConditions(old, next)], [])
    const found = [
      ...compareKeywords(old, next),
      ...compareOpaque(old.parts, next.parts, isEqual),
      ...compareDiscriminators(old.parts, next.parts),
      ...compareDefaults(old.parts, next.parts),
      ...compareUnresolved(old.parts, next.parts),
    ]
    if (old.type === 'object') return compareObject(old, next, found)
    return old.type === 'array' ? compareArray(old, next, found) : complete(found, [])
  }

  /** What may refuse a value of those that are counted. */
  function compareConditions(old: Branch, next: Branch): Difference[] {
    const opaque = compareOpaque(old.parts, next.parts, isEqual)
    if (isScalar(old)) return [...opaque, ...compareFormats(old, next)]
    if (old.type === 'boolean') return opaque
    const isSame =
      old.parts.length === next.parts.length &&
      old.parts.every((part, index) => isEqual(part, next.parts[index]))
    return isSame
      ? opaque
      : [...opaque, differ('not-compared', unknown, 'is described otherwise now')]
  }

  function compareObject(old: Branch, next: Branch, found: readonly Difference[]): Comparison {
    const sides = [old, next].map(({ parts }) => readObject(parts, isLeftOut))
    const objects = compareObjects(
      ...(sides as [ReturnType<typeof readObject>, ReturnType<typeof readObject>]),
    )
    const inner = objects.inner.map((one) => ({
      path: one.path,
      comparison: compare(one.old, one.next),
    }))
    return complete([...found, ...objects.found], inner)
  }

  function compareArray(old: Branch, next: Branch, found: readonly Difference[]): Comparison {
    const length = Math.max(...[old, next].flatMap(({ parts }) => parts.map(countPrefix)))
    const places = Array.from({ length: length + 1 }, (_, index) => index)
    const inner = places.map((index) => ({
      path: index === length ? '/*' : `/${index}`,
      comparison: compare(itemsAt(old.parts, index), itemsAt(next.parts, index)),
    }))
    return complete(found, inner)
  }

  /** `oneOf` refuses what two alternatives accept, which a new alternative may do for what an old one did. */
  function compareOneOf(old: View, next: View): Difference[] {
    const [from, to] = [oldReader.listExclusive(old), nextReader.listExclusive(next)]
    const removed = from.filter((one) => !to.some((other) => isSameGroup(one, other)))
    const added = to.filter((one) => !from.some((other) => isSameGroup(other, one)))
    const isCertain =
      removed.every((group) => areDisjoint(group.map((one) => oldReader.listBranches([one])))) &&
      added.every((group) => areDisjoint(group.map((one) => nextReader.listBranches([one]))))
    if (isCertain) return []
    const message =
      'alternatives of "oneOf" have changed that may accept the same value, which "oneOf" refuses'
    return [differ('alternatives-exclusive', unknown, message)]
  }

  function isSameGroup(old: readonly unknown[], next: readonly unknown[]): boolean {
    const isSame = (one: unknown, other: unknown): boolean =>
      isHarmless(compare([one], [other]).effect)
    return (
      old.length === next.length &&
      old.every((one, index) => isSame(one, next[index]) || next.some((to) => isSame(one, to))) &&
      next.every((to, index) => isSame(old[index], to) || old.some((one) => isSame(one, to)))
    )
  }
}

function complete(found: readonly Difference[], inner: readonly Inner[]): Comparison {
  const comparison = { found: [...found], inner: [...inner], effect: nothing }
  comparison.effect = worst(comparison)
  return comparison
}

function dedupe(found: readonly Difference[]): Difference[] {
  return [...new Map(found.map((one) => [`${one.path} ${one.code} ${one.message}`, one])).values()]
}

const ranks = ['safe', 'warning', 'breaking'] as const

/** What is worst in each direction, of what was found and of what is within. */
function worst({ found, inner }: Pick<Comparison, 'found' | 'inner'>): Effect {
  const effects = [
    ...found.map(({ effect }) => effect),
    ...inner.map(({ comparison: { effect }, except }) => withoutDirection(effect, except)),
  ]
  const rank = (direction: Direction): Effect[Direction] =>
    ranks[Math.max(0, ...effects.map((effect) => ranks.indexOf(effect[direction])))] ?? 'safe'
  return { written: rank('written'), read: rank('read') }
}

export function withoutDirection(effect: Effect, except: Direction | undefined): Effect {
  return except === undefined ? effect : { ...effect, [except]: 'safe' }
}

const none = { code: 'not-compared', message: '', path: '' } as const

/** What leads back to itself has the effects of all that it leads to. */
function settleEffects(comparisons: readonly Comparison[]): void {
  for (let isSettled = false; !isSettled;) {
    isSettled = true
    for (const comparison of comparisons) {
      // Between two comparisons are those of their alternatives.
      for (const { comparison: branch } of comparison.inner) branch.effect = worst(branch)
      // Never better than before, so that this ends.
      const again = [comparison.effect, worst(comparison)]
      const { written, read } = worst({
        found: again.map((effect) => ({ ...none, effect })),
        inner: [],
      })
      if (written === comparison.effect.written && read === comparison.effect.read) continue
      comparison.effect = { written, read }
      isSettled = false
    }
  }
}

function isHarmless({ written, read }: Effect): boolean {
  return written === 'safe' && read === 'safe'
}

function compareTypes(old: readonly Branch[], next: readonly Branch[]): Difference[] {
  const [from, to] = [old, next].map((branches) => new Set(branches.map(({ type }) => type)))
  if (from === undefined || to === undefined) return []
  if (from.size === 0 || to.size === 0) return compareNever(from, to)
  const removed = [...from].filter((type) => !to.has(type) && type !== 'null')
  const added = [...to].filter((type) => !from.has(type) && type !== 'null')
  return [...compareNull(from, to), ...describeTypes(removed, added, next)]
}

function compareNever(from: ReadonlySet<TypeName>, to: ReadonlySet<TypeName>): Difference[] {
  if (from.size === to.size) return []
  return to.size === 0
    ? [differ('never-accepted', narrowed, 'no value is accepted any more')]
    : [differ('type-added', widened, `may be ${nameTypes(to)} now, and no value was accepted`)]
}

function compareNull(from: ReadonlySet<TypeName>, to: ReadonlySet<TypeName>): Difference[] {
  if (from.has('null') === to.has('null')) return []
  return to.has('null')
    ? [differ('null-added', widened, 'may be null now')]
    : [differ('null-removed', narrowed, 'may not be null any more')]
}

function describeTypes(
  removed: readonly TypeName[],
  added: readonly TypeName[],
  next: readonly Branch[],
): Difference[] {
  const now = nameTypes(added.filter((type) => next.some((branch) => branch.type === type)))
  if (removed.length > 0 && added.length > 0) {
    return [differ('type-changed', changed, `is ${now} now, and was ${nameTypes(removed)}`)]
  }
  if (removed.length > 0) {
    return [differ('type-removed', narrowed, `may not be ${nameTypes(removed)} any more`)]
  }
  return added.length > 0 ? [differ('type-added', widened, `may be ${now} now`)] : []
}

function nameTypes(types: Iterable<TypeName>): string {
  const names = [...types].map((type) => `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`)
  return names.map((name) => name.replace('a null', 'null')).join(' or ')
}

/** Undefined where neither side counts its values. */
function compareConstants(old: Branch, next: Branch): Difference[] | undefined {
  const [from, to] = [acceptedConstants(old), acceptedConstants(next)]
  if (from && to) {
    const removed = [...from].filter(([text]) => !to.has(text)).map(([, value]) => value)
    const added = [...to].filter(([text]) => !from.has(text)).map(([, value]) => value)
    return [...removeValues(removed), ...addValues(added)]
  }
  if (from) {
    const kept = isScalar(next)
      ? [...from.values()].filter((one) => acceptsScalar(next.parts, one))
      : []
    const lost = [...from.values()].filter((one) => !kept.includes(one))
    const message = `may be any ${old.type} now that is allowed, and was ${listValues(from.values())}`
    return [...(isScalar(next) ? removeValues(lost) : []), differ('value-added', widened, message)]
  }
  if (!to) return undefined
  const others = [...to.values()].filter((one) => !acceptsScalar(old.parts, one))
  const message = `may only be ${listValues(to.values())} now`
  return [differ('value-removed', narrowed, message), ...addValues(others)]
}

function isScalar({ type }: Branch): boolean {
  return type === 'string' || type === 'number'
}

function acceptedConstants({ constants, parts }: Branch): Map<string, unknown> | undefined {
  return constants && new Map([...constants].filter(([, value]) => acceptsScalar(parts, value)))
}

function removeValues(values: readonly unknown[]): Difference[] {
  if (values.length === 0) return []
  return [differ('value-removed', narrowed, `may not be ${listValues(values)} any more`)]
}

function addValues(values: readonly unknown[]): Difference[] {
  if (values.length === 0) return []
  return [differ('value-added', widened, `may be ${listValues(values)} now`)]
}

function countPrefix({ prefixItems }: Part): number {
  return listOf(prefixItems).length
}

function itemsAt(parts: readonly Part[], index: number): View {
  return parts.flatMap(({ prefixItems, items }): unknown[] => {
    const schemas = listOf(prefixItems)
    const schema = index < schemas.length ? schemas[index] : items
    if (schema === false) return [false]
    return isFields(schema) && Object.keys(schema).length > 0 ? [schema] : []
  })
}

/** What leads nowhere says nothing, and nobody knows what it was to say. */
function compareUnresolved(old: readonly Part[], next: readonly Part[]): Difference[] {
  const [from, to] = [old, next].map((parts) =>
    parts
      .map((part) => part['$ref'])
      .filter((ref) => typeof ref === 'string' && !ref.startsWith('#/')),
  )
  if (String(from?.toSorted()) === String(to?.toSorted())) return []
  return [differ('not-compared', unknown, 'a reference that was not followed has changed')]
}

/** Whether no value is accepted by two of several alternatives, as far as that can be told. */
function areDisjoint(alternatives: readonly (readonly Branch[] | undefined)[]): boolean {
  return alternatives.every((one, index) =>
    alternatives
      .slice(index + 1)
      .every((other) => one && other && !one.some((a) => other.some((b) => mayOverlap(a, b)))),
  )
}

function mayOverlap(one: Branch, other: Branch): boolean {
  if (one.type !== other.type) return false
  if (one.constants && other.constants) {
    return [...one.constants.keys()].some((text) => other.constants?.has(text))
  }
  return one.type !== 'object' || !haveDistinction(one.parts, other.parts)
}

/** A property that both require, with values that the other does not have. */
function haveDistinction(one: readonly Part[], other: readonly Part[]): boolean {
  const [first, second] = [one, other].map((parts) => readObject(parts, () => false))
  return [...(first?.required ?? [])].some((name) => {
    if (!second?.required.has(name)) return false
    const values = [first, second].map((side) => constantsOf(side?.propertyOf(name) ?? []))
    const [a, b] = values
    return a !== undefined && b !== undefined && !a.some((value) => b.includes(value))
  })
}

function constantsOf(view: View): unknown[] | undefined {
  for (const schema of view) {
    if (!isFields(schema)) continue
    if ('const' in schema) return [schema['const']]
    if (Array.isArray(schema['enum'])) return schema['enum'] as unknown[]
  }
  return undefined
}
