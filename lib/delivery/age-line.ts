/** What stands in one line at a time. */
export interface Aged<Item> {
  /** Its neighbours in the line, which the line keeps. */
  older: Item | undefined
  newer: Item | undefined
}

/**
 * Items from the oldest to the newest, any of which can leave. The first of a Map is found beyond all that
 * were deleted before it, which takes the longer the more there were.
 */
export class AgeLine<Item extends Aged<Item>> {
  #oldest: Item | undefined
  #newest: Item | undefined

  get oldest(): Item | undefined {
    return this.#oldest
  }

  /** Behind all others. */
  add(item: Item): void {
    item.older = this.#newest
    item.newer = undefined
    if (this.#newest) this.#newest.newer = item
    else this.#oldest = item
    this.#newest = item
  }

  remove(item: Item): void {
    const { older, newer } = item
    if (older) older.newer = newer
    else this.#oldest = newer
    if (newer) newer.older = older
    else this.#newest = older
    // What has left would keep what leaves after it alive, until old memory is collected.
    item.older = undefined
    item.newer = undefined
  }
}
