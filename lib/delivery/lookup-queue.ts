/**
 * How many names Node looks up at a time: half of its threads do what may take long, so that files and the
 * like find one free. What is asked beyond that waits there, and cannot be taken back.
 *
 * @param size as `UV_THREADPOOL_SIZE`
 */
export function countLookupsAtOnce(size: string | undefined): number {
  const given = size === undefined ? 4 : Number.parseInt(size, 10) || 1
  return Math.ceil(Math.min(Math.max(given, 1), 1024) / 2)
}

/**
 * Look-ups in the order in which they came, so many at a time. One that nobody waits for any more is not
 * made: name servers that are slow hold up what is asked now, and not what is asked later too.
 */
export class LookupQueue {
  readonly #atOnce: number
  /** A set keeps their order, and one that leaves is found at once. */
  readonly #waiting = new Set<() => void>()
  #underWay = 0

  constructor(atOnce: number) {
    this.#atOnce = atOnce
  }

  /** @param signal ends the wait, and not what is under way: its thread is taken until it ends */
  async run<Answer>(lookUp: () => Promise<Answer>, signal?: AbortSignal): Promise<Answer> {
    signal?.throwIfAborted()
    if (this.#underWay < this.#atOnce) this.#underWay += 1
    else await this.#turn(signal)
    try {
      return await lookUp()
    } finally {
      this.#handOn()
    }
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      const leave = (): void => {
        this.#waiting.delete(start)
        reject(signal?.reason as Error)
      }
      this.#waiting.add(start)
      signal?.addEventListener('abort', leave, { once: true })
    })
  }

  #handOn(): void {
    const [next] = this.#waiting
    if (next === undefined) {
      this.#underWay -= 1
      return
    }
    this.#waiting.delete(next)
    next()
  }
}
