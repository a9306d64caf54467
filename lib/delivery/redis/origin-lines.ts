/**
 * So many of one origin stand in BullMQ's line, in which it serves all origins in turn. Each is looked at
 * there in about half a millisecond: so long others may wait behind an origin that has no place free.
 */
const longestLine = 32

/** Of how many origins is remembered that their line is long. */
const remembered = 10_000

interface OriginLine {
  /** How many stood in it when Redis was last asked. */
  readonly length: number
  /** How many this process is about to add. */
  readonly underway: number
}

const empty: OriginLine = { length: 0, underway: 0 }

/** How long the line of each origin is, as far as this process knows from what it has enqueued. */
export class OriginLines {
  readonly #lines = new Map<string, OriginLine>()

  /** Whether one more may stand in line; else it is parked. Each call is followed by one of `leave()`. */
  enter(origin: string): boolean {
    const { length, underway } = this.#lines.get(origin) ?? empty
    this.#set(origin, { length, underway: underway + 1 })
    return length + underway < longestLine
  }

  /** @param length as Redis has it now; undefined where it has not answered */
  leave(origin: string, length: number | undefined): void {
    const line = this.#lines.get(origin) ?? empty
    this.#set(origin, { length: length ?? line.length, underway: Math.max(line.underway - 1, 0) })
  }

  /** Only what makes a difference is kept; the longest ago goes first. */
  #set(origin: string, line: OriginLine): void {
    this.#lines.delete(origin)
    if (line.underway > 0 || line.length >= longestLine) this.#lines.set(origin, line)
    if (this.#lines.size <= remembered) return
    for (const oldest of this.#lines.keys()) {
      this.#lines.delete(oldest)
      return
    }
  }
}
