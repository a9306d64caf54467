/**
 * Sends parcels; see the [codes](../../README.md#parcels).
 *
 * @module
 */

/** The options of `send()`. */
export interface SendOptions extends Size {
  /** Where to, such as `'Oslo'`. */
  readonly to: string
  /** What brings it to the first depot. */
  readonly from?: 'sea' | 'foot' | undefined
  /** What each way costs. */
  readonly fees?: Readonly<Record<string, number>> | undefined
  /** By which way | and how. @default 'road', where there is one */
  readonly way?: 'road' | 'air' | 'sea' | undefined
  /** Told of each stop, see {@link Stop}. @default prints it */
  readonly onStop?: ((stop: Stop) => void) | false | undefined
}

/** How big it is. */
interface Size {
  /**
   * In grams.
   *
   * - 0 for a letter;
   * - 1 or more for a parcel.
   */
  readonly weight: number
}

/** A depot on its way. */
interface Stop {
  /** Of the depot. */
  readonly name: string
}

/** Why a parcel is refused. */
export type ErrorCode = 'ERR_WEIGHT' | 'ERR_DEPOT'

/** What is written on it: the words of `T`. */
export type Label<T> = T extends string ? T : never

/**
 * Write a `Label`.
 *
 * @param words What is to be on it.
 */
export function label<const T extends string>(words: T): Label<T> {
  return words as Label<T>
}

/**
 * Send a parcel: now.
 *
 * ```ts
 * send({ to: 'Oslo', weight: 2 })
 * ```
 *
 * @param options Where, and how.
 * @returns when it arrives, in days
 * @throws {Error} `ERR_WEIGHT` where it is too heavy
 */
export function send(options: SendOptions): number {
  return options.weight
}

/** Sends by one way. */
export interface Way {
  /** @param options Where, and how. */
  (options: SendOptions): number
}

/** Sends by air, as `send()` does; see `Depot`. */
export const airmail: Way = send
