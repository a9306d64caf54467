/** One line of a text that changes: as it is in both, in the old one alone, or in the new one alone. */
interface Edit {
  readonly sign: ' ' | '-' | '+'
  readonly line: string
}

/** Beyond, the shortest way from one text to the other is not worth its time. */
const maxEdits = 2000

/** How many lines of what is the same are shown around a change. */
const context = 3

/**
 * The difference of two texts in the unified format of `diff -u`, without the names of files: hunks with
 * three lines around each change. Empty where they are equal.
 *
 * @param maxLines How many lines are written; what is left out is counted in the last.
 */
export function writeDifference(before: string, after: string, maxLines: number): string {
  const edits = compareLines(before.split('\n'), after.split('\n'))
  const lines = listHunks(edits).flatMap((hunk) => writeHunk(edits, hunk))
  if (lines.length <= maxLines) return lines.join('\n')
  const left = lines.length - maxLines
  return [...lines.slice(0, maxLines), `… and ${left} more lines.`].join('\n')
}

function compareLines(before: readonly string[], after: readonly string[]): Edit[] {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start++
  let end = 0
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++
  const same = (line: string): Edit => ({ sign: ' ', line })
  return [
    ...before.slice(0, start).map(same),
    ...findEdits(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(same),
  ]
}

/** Myers, "An O(ND) Difference Algorithm": the shortest list of edits; all of it where that is long. */
function findEdits(before: readonly string[], after: readonly string[]): Edit[] {
  const trace = traceEdits(before, after)
  if (!trace) {
    return [
      ...before.map((line): Edit => ({ sign: '-', line })),
      ...after.map((line): Edit => ({ sign: '+', line })),
    ]
  }
  return followBack(before, after, trace)
}

/** How far each diagonal is reached by each number of edits. */
function traceEdits(
  before: readonly string[],
  after: readonly string[],
): ReadonlyMap<number, number>[] | undefined {
  const trace: Map<number, number>[] = []
  let reached = new Map([[1, 0]])
  for (let edits = 0; edits <= Math.min(before.length + after.length, maxEdits); edits++) {
    trace.push(new Map(reached))
    reached = new Map(reached)
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = isDown(reached, diagonal, edits)
        ? at(reached, diagonal + 1)
        : at(reached, diagonal - 1) + 1
      let y = x - diagonal
      while (x < before.length && y < after.length && before[x] === after[y]) {
        x++
        y++
      }
      reached.set(diagonal, x)
      if (x >= before.length && y >= after.length) return trace
    }
  }
  return undefined
}

function at(reached: ReadonlyMap<number, number>, diagonal: number): number {
  return reached.get(diagonal) ?? -1
}

/** Whether a diagonal is entered by a line that is added, and not by one that is taken out. */
function isDown(reached: ReadonlyMap<number, number>, diagonal: number, edits: number): boolean {
  if (diagonal === -edits) return true
  return diagonal !== edits && at(reached, diagonal - 1) < at(reached, diagonal + 1)
}

function followBack(
  before: readonly string[],
  after: readonly string[],
  trace: readonly ReadonlyMap<number, number>[],
): Edit[] {
  const edits: Edit[] = []
  let [x, y] = [before.length, after.length]
  for (let count = trace.length - 1; count >= 0; count--) {
    const reached = trace[count] as ReadonlyMap<number, number>
    const diagonal = x - y
    const isAdded = isDown(reached, diagonal, count)
    const previous = isAdded ? diagonal + 1 : diagonal - 1
    const fromX = at(reached, previous)
    const fromY = fromX - previous
    for (; x > fromX && y > fromY && x > 0 && y > 0; x--, y--) {
      edits.push({ sign: ' ', line: before[x - 1] ?? '' })
    }
    if (count === 0) break
    if (isAdded) edits.push({ sign: '+', line: after[--y] ?? '' })
    else edits.push({ sign: '-', line: before[--x] ?? '' })
  }
  return edits.toReversed()
}

/** A run of edits that is shown together. */
interface Hunk {
  readonly start: number
  readonly end: number
}

function listHunks(edits: readonly Edit[]): Hunk[] {
  const hunks: { start: number; end: number }[] = []
  for (const [index, { sign }] of edits.entries()) {
    if (sign === ' ') continue
    const last = hunks.at(-1)
    const start = Math.max(index - context, 0)
    const end = Math.min(index + context + 1, edits.length)
    if (last && start <= last.end) last.end = end
    else hunks.push({ start, end })
  }
  return hunks
}

function writeHunk(edits: readonly Edit[], { start, end }: Hunk): string[] {
  const count = (sign: '-' | '+', from: number, to: number): number =>
    edits.slice(from, to).filter((edit) => edit.sign === ' ' || edit.sign === sign).length
  const range = (sign: '-' | '+'): string =>
    `${sign}${count(sign, 0, start) + 1},${count(sign, start, end)}`
  const lines = edits.slice(start, end).map(({ sign, line }) => sign + line)
  return [`@@ ${range('-')} ${range('+')} @@`, ...lines]
}
