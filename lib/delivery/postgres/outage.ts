/** Tells of a database that does not answer once, and once more when it does again. */
export class Outage {
  #isOn = false

  report(error: unknown): void {
    if (this.#isOn) return
    this.#isOn = true
    console.error('ringback: postgres() cannot reach its database, and tries again.', error)
  }

  end(): void {
    if (!this.#isOn) return
    this.#isOn = false
    console.warn('ringback: postgres() reaches its database again.')
  }
}
