/**
 * Keeps parcels.
 *
 * @module
 */
import type { SendOptions } from '../index.ts'

/** Keeps what is sent, by `airmail` too. */
export interface Depot {
  /**
   * Take one in.
   *
   * @param parcel What it is.
   * @param options.shelf Which one.
   */
  take(parcel: SendOptions, options?: { readonly shelf?: number }): Promise<void>
}
