/**
 * The name that was probably meant, the closest of `names` if one is close: another case, or one or two
 * letters more, less or other.
 */
export function suggest(name: string, names: Iterable<string>): string | undefined {
  const lower = name.toLowerCase()
  const close = [...names].flatMap((known) => {
    // One letter is no part of a name that is one letter long.
    const isLong = Math.min(known.length, name.length) > 1
    const allowed = known.length > 5 ? 2 : isLong ? 1 : 0
    const edits = countEdits(lower, known.toLowerCase(), allowed)
    return edits <= allowed ? [{ known, edits }] : []
  })
  return close.toSorted((one, other) => one.edits - other.edits)[0]?.known
}

/** The Levenshtein distance; given up, as more than `limit`, where the lengths alone exceed it. */
function countEdits(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, character] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (character === other ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
