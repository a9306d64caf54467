interface Batch<Item> {
  readonly items: Item[]
  readonly ended: Promise<void>
}

/** What comes while one batch is worked on is the next: one statement, where each would be one. */
export class Batches<Item> {
  readonly #work: (items: readonly Item[]) => Promise<void>
  readonly #most: number
  #next: Batch<Item> | undefined
  #last: Promise<void> = Promise.resolve()

  constructor(most: number, work: (items: readonly Item[]) => Promise<void>) {
    this.#most = most
    this.#work = work
  }

  /** Resolves once its batch has ended, and rejects where that failed, like all of it. */
  add(item: Item): Promise<void> {
    if (this.#next && this.#next.items.length < this.#most) this.#next.items.push(item)
    else this.#next = this.#queue([item])
    return this.#next.ended
  }

  #queue(items: Item[]): Batch<Item> {
    const ended = this.#last.then(() => {
      if (this.#next?.items === items) this.#next = undefined
      return this.#work(items)
    })
    this.#last = ended.catch(ignore)
    return { items, ended }
  }
}

function ignore(): void {
  // Whoever added something is told.
}
