/** Work under one name is done one after the other. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>()

  async take<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(name)
    const result = before ? before.then(work) : work()
    const ended = result.then(ignore, ignore)
    this.#last.set(name, ended)
    try {
      return await result
    } finally {
      if (this.#last.get(name) === ended) this.#last.delete(name)
    }
  }
}

function ignore(): void {
  // Whoever takes the turn is told; the next only waits.
}
