/** What the fuzzed server tells of itself, as a message to the process that has started it. */
export interface Report {
  readonly port: number
  readonly express: string
  /** What has reached a handler and is not what it declares. */
  readonly violations: readonly string[]
  /** What went to the end of the app as a fault of the server. */
  readonly errors: readonly string[]
  /** Rejections that nobody handled, errors that nobody caught, and warnings. */
  readonly incidents: readonly string[]
  /** The names that `Object.prototype` and the like have gained. */
  readonly gained: readonly string[]
  /** By operation, how many requests its handler was given. */
  readonly accepted: Readonly<Record<string, number>>
  /** Of CPU that it has taken. */
  readonly seconds: number
  /** In bytes, after everything was collected that can be. */
  readonly heapUsed: number
  readonly rss: number
}
