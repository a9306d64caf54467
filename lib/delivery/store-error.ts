import { RingbackError } from '../errors.ts'

/** How long a store is waited for, in milliseconds: whoever asks an engine has an answer within 5 seconds. */
export const storeLimit = 4500

/** What of a store is down. */
interface StoreFault {
  readonly message: string
  /** Such as `postgres()`. */
  readonly where: string
  readonly remedy: string
  readonly cause?: unknown
}

export function storeError(fault: StoreFault): RingbackError {
  return new RingbackError({ code: 'ERR_DELIVERY_STORE', ...fault })
}

/** What a store has failed with, as an error of ours; one that is ours stays as it is. */
export function toStoreError(
  cause: unknown,
  { message, ...fault }: Omit<StoreFault, 'cause'>,
): RingbackError {
  if (cause instanceof RingbackError) return cause
  return storeError({ ...fault, message: `${message}: ${describeCause(cause)}.`, cause })
}

/** A connection that was refused on every address has its reasons in `errors` alone. */
function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return cause.message || ((cause as Error & { readonly code?: string }).code ?? cause.name)
}
