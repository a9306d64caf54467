/** What stands in one heap at a time. */
export interface HeapItem {
  /** Its index in the heap, which the heap keeps; -1 outside of it. */
  position: number
}

/** A binary heap whose items can be moved and taken out wherever they are. */
export class Heap<Item extends HeapItem> {
  readonly #items: Item[] = []
  readonly #isBefore: (one: Item, other: Item) => boolean

  constructor(isBefore: (one: Item, other: Item) => boolean) {
    this.#isBefore = isBefore
  }

  get size(): number {
    return this.#items.length
  }

  get first(): Item | undefined {
    return this.#items[0]
  }

  /** Puts an item in, or where it belongs now. */
  place(item: Item): void {
    if (item.position === -1) item.position = this.#items.push(item) - 1
    this.#rise(item)
    this.#sink(item)
  }

  remove(item: Item): void {
    const { position } = item
    if (position === -1) return
    const last = this.#items.pop() as Item
    item.position = -1
    if (last === item) return
    this.#put(last, position)
    this.place(last)
  }

  #rise(item: Item): void {
    let { position } = item
    while (position > 0) {
      const above = (position - 1) >> 1
      const parent = this.#items[above] as Item
      if (!this.#isBefore(item, parent)) break
      this.#put(parent, position)
      position = above
    }
    this.#put(item, position)
  }

  #sink(item: Item): void {
    let { position } = item
    for (;;) {
      const child = this.#earlierChild(position)
      if (!child || !this.#isBefore(child, item)) break
      const below = child.position
      this.#put(child, position)
      position = below
    }
    this.#put(item, position)
  }

  #earlierChild(position: number): Item | undefined {
    const left = this.#items[2 * position + 1]
    const right = this.#items[2 * position + 2]
    return left && right && this.#isBefore(right, left) ? right : left
  }

  #put(item: Item, position: number): void {
    this.#items[position] = item
    item.position = position
  }
}
