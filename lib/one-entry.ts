/**
 * A map of one entry, in a fifth of the room that a `Map` takes for it: an operation has three, which last as long
 * as its app.
 */
export class OneEntry<Key, Value> implements ReadonlyMap<Key, Value> {
  private readonly key: Key
  /** The only one. */
  readonly value: Value

  constructor(key: Key, value: Value) {
    this.key = key
    this.value = value
  }

  get size(): number {
    return 1
  }

  get(key: Key): Value | undefined {
    return this.has(key) ? this.value : undefined
  }

  has(key: Key): boolean {
    return Object.is(key, this.key)
  }

  forEach(visit: (value: Value, key: Key, map: ReadonlyMap<Key, Value>) => void): void {
    visit(this.value, this.key, this)
  }

  entries(): MapIterator<[Key, Value]> {
    return [[this.key, this.value] as [Key, Value]].values()
  }

  keys(): MapIterator<Key> {
    return [this.key].values()
  }

  values(): MapIterator<Value> {
    return [this.value].values()
  }

  [Symbol.iterator](): MapIterator<[Key, Value]> {
    return this.entries()
  }
}

/** Whether a test holds of any value; of one entry without what walks through a map, which is made anew each time. */
export function someValue<Value>(
  map: ReadonlyMap<unknown, Value>,
  test: (value: Value) => boolean,
): boolean {
  if (map instanceof OneEntry) return test((map as OneEntry<unknown, Value>).value)
  for (const value of map.values()) if (test(value)) return true
  return false
}
