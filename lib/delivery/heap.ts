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
    while (item.position > 0) {
      const parent = this.#items[(item.position - 1) >> 1] as Item
      if (!this.#isBefore(item, parent)) return
      this.#swap(item, parent)
    }
  }

  #sink(item: Item): void {
    for (;;) {
      const child = this.#earlierChild(item.position)
      if (!child || !this.#isBefore(child, item)) return
      this.#swap(item, child)
    }
  }

  #earlierChild(position: number): Item | undefined {
    const left = this.#items[2 * position + 1]
    const right = this.#items[2 * position + 2]
    return left && right && this.#isBefore(right, left) ? right : left
  }

  #swap(one: Item, other: Item): void {
    const { position } = one
    this.#put(one, other.position)
    this.#put(other, position)
  }

  #put(item: Item, position: number): void {
    this.#items[position] = item
    item.position = position
  }
}
