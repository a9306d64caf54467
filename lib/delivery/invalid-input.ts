import { RingbackError, type RequestFault } from '../errors.ts'
import { toPointer, type Fault } from '../validation/outcome.ts'

/** The error of what was given to `send()` and is not as declared; no request was made. */
export function refuseInvalid(
  what: string,
  place: RequestFault['in'],
  faults: readonly Fault[],
  where: string,
): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_PAYLOAD',
    message: `${what} is not as declared: ${describeFaults(faults)}.`,
    where,
    remedy: 'Send what is declared, or declare what is sent.',
    errors: faults.map(({ path, message, code }) => ({
      in: place,
      path: toPointer(path),
      message,
      code,
    })),
  })
}

export function describeFaults(faults: readonly Fault[]): string {
  const shown = faults
    .slice(0, 5)
    .map(({ path, message }) => `${toPointer(path) || 'it'} ${message}`)
  const more = faults.length > 5 ? `; and ${faults.length - 5} more` : ''
  return shown.join('; ') + more
}
