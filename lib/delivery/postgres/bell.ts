/** What one loop sleeps by: it is woken where something may have become due. */
export class Bell {
  #wake: (() => void) | undefined
  #isRung = false
  #alarm: NodeJS.Timeout | undefined
  #alarmAt = Infinity

  ring(): void {
    this.#isRung = true
    this.#wake?.()
  }

  /** Rings at that time too, in milliseconds since 1970. Of several times, the earliest counts. */
  ringAt(time: number): void {
    if (time >= this.#alarmAt) return
    clearTimeout(this.#alarm)
    this.#alarmAt = time
    // A timer can be a millisecond early.
    this.#alarm = setTimeout(() => this.#ringAlarm(), Math.max(time - Date.now(), 0) + 1)
  }

  /** Resolves once it rings, or has rung since the last time, and after `ms` at the latest. */
  async wait(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    if (!this.#isRung) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        timer = setTimeout(resolve, ms)
      })
    }
    clearTimeout(timer)
    this.#wake = undefined
    this.#isRung = false
  }

  /** Takes the alarm back. */
  silence(): void {
    clearTimeout(this.#alarm)
    this.#alarmAt = Infinity
  }

  #ringAlarm(): void {
    this.#alarmAt = Infinity
    this.ring()
  }
}
