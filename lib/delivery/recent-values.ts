/**
 * What was found for the texts that were asked for last, so that it is not found again for each step of a
 * delivery. Two halves, of which the older is forgotten as the newer is full.
 */
export class RecentValues<Value> {
  readonly #half: number
  #newer = new Map<string, Value>()
  #older = new Map<string, Value>()

  /** @param most how many are remembered at the most */
  constructor(most: number) {
    this.#half = Math.ceil(most / 2)
  }

  /** @param find whose errors are not remembered */
  get(text: string, find: (text: string) => Value): Value {
    const known = this.#newer.get(text)
    if (known !== undefined) return known
    const value = this.#older.get(text) ?? find(text)
    this.#newer.set(text, value)
    if (this.#newer.size >= this.#half) [this.#older, this.#newer] = [this.#newer, new Map()]
    return value
  }
}
