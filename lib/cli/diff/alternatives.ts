import { harmless, narrowed, widened, type Direction } from './change.ts'
import type { Comparison, Inner } from './compare-schemas.ts'
import { differ, type Difference } from './difference.ts'
import type { Branch } from './schema-view.ts'

export interface MatchedBranches {
  readonly found: readonly Difference[]
  readonly inner: readonly Inner[]
}

type CompareBranch = (old: Branch, next: Branch) => Comparison

/**
 * Compares alternatives of one type. Each is compared to the one that it became: the equal one, the one of
 * the same name, or the one in its place. What one does not accept any more may be accepted by another.
 */
export function matchBranches(
  old: readonly Branch[],
  next: readonly Branch[],
  compareBranch: CompareBranch,
): MatchedBranches {
  const compare = remember(compareBranch)
  const pairs = pair(old, next, compare)
  const isAlone = old.length === 1 && next.length === 1
  const taken = new Set(pairs.values())
  const removed = old
    .filter((one) => !pairs.has(one))
    .map((one) => describeLost(one, 'written', describeRemoved))
  const added = next
    .filter((one) => !taken.has(one))
    .map((one) => describeLost(one, 'read', describeAdded))
  const inner = [...pairs].flatMap(([from, to]) => describePair(from, to))
  const lost = [...removed, ...added]
  return {
    found: lost.flatMap(({ found }) => found),
    inner: [...inner, ...lost.flatMap((one) => one.inner)],
  }

  /** The comparison to the one of the other side that accepts most of what a branch does. */
  function findCover(branch: Branch, direction: Direction): Comparison | undefined {
    const isOld = direction === 'written'
    let best: Comparison | undefined
    for (const other of isOld ? next : old) {
      const comparison = isOld ? compare(branch, other) : compare(other, branch)
      if (comparison.effect[direction] === 'safe') return comparison
      if (comparison.effect[direction] === 'warning') best ??= comparison
    }
    return best
  }

  /** What became of one: another may make up for it, in one direction or in both. */
  function describePair(from: Branch, to: Branch): Inner[] {
    const comparison = compare(from, to)
    const path = isAlone ? '' : `/(${to.label || from.label})`
    const made = (['written', 'read'] as const).flatMap((direction) => {
      if (comparison.effect[direction] === 'safe') return []
      const cover = findCover(direction === 'written' ? from : to, direction)
      return isMilder(cover, comparison, direction) ? [{ direction, cover }] : []
    })
    const [first, second] = made
    const own = second ? [] : [{ path, comparison, except: first?.direction }]
    return [...own, ...made.flatMap(({ direction, cover }) => coverWithin(cover, direction, path))]
  }

  /** Nothing that one of the other side accepts as well; what it minds a little is told with it. */
  function describeLost(
    branch: Branch,
    direction: Direction,
    describe: (branch: Branch) => Difference,
  ): MatchedBranches {
    const cover = findCover(branch, direction)
    if (cover?.effect[direction] === 'safe') return { found: [], inner: [] }
    const difference = describe(branch)
    if (cover === undefined) return { found: [difference], inner: [] }
    const effect = { ...harmless, [direction]: 'warning' as const }
    return {
      found: [{ ...difference, effect }],
      inner: coverWithin(cover, direction, `/(${branch.label})`),
    }
  }
}

function isMilder(
  cover: Comparison | undefined,
  { effect }: Comparison,
  direction: Direction,
): cover is Comparison {
  return cover !== undefined && cover.effect[direction] !== effect[direction]
}

/** What is minded in one direction. */
function coverWithin(comparison: Comparison, direction: Direction, path: string): Inner[] {
  const except = direction === 'written' ? 'read' : 'written'
  return comparison.effect[direction] === 'safe' ? [] : [{ path, comparison, except }]
}

function remember(compare: CompareBranch): CompareBranch {
  const known = new Map<Branch, Map<Branch, Comparison>>()
  return (old, next) => {
    const row = known.get(old) ?? new Map<Branch, Comparison>()
    known.set(old, row)
    const comparison = row.get(next) ?? compare(old, next)
    row.set(next, comparison)
    return comparison
  }
}

function pair(
  old: readonly Branch[],
  next: readonly Branch[],
  compare: CompareBranch,
): Map<Branch, Branch> {
  const pairs = new Map<Branch, Branch>()
  const free = new Set(next)
  const isSame = (from: Branch, to: Branch): boolean => {
    const { written, read } = compare(from, to).effect
    return written === 'safe' && read === 'safe'
  }
  take(isSame)
  take((from, to) => from.label === to.label && !/^\d/.test(from.label))
  if (old.length === next.length) take((from, to) => old.indexOf(from) === next.indexOf(to))
  if (old.length === 1 && next.length === 1) take(() => true)
  return pairs

  function take(fits: (from: Branch, to: Branch) => boolean): void {
    for (const from of old) {
      if (pairs.has(from)) continue
      const to = [...free].find((one) => fits(from, one))
      if (to === undefined) continue
      pairs.set(from, to)
      free.delete(to)
    }
  }
}

function describeRemoved(branch: Branch): Difference {
  return differ('alternative-removed', narrowed, `${nameBranch(branch)} is no alternative any more`)
}

function describeAdded(branch: Branch): Difference {
  return differ('alternative-added', widened, `${nameBranch(branch)} is a new alternative`)
}

function nameBranch({ label, type }: Branch): string {
  if (label === '') return `the ${type}`
  return /^\d+$/.test(label) ? `the ${type} that is number ${label}` : label
}
