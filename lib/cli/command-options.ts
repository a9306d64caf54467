import { describeValue, RingbackError } from '../errors.ts'

/** The error of an option of a command, as it was typed. */
export function refuseOption(message: string, remedy: string, where: string): RingbackError {
  return new RingbackError({ code: 'ERR_COMMAND_OPTION', message, where, remedy })
}

export interface WholeNumbers {
  readonly from: number
  readonly to: number
  /** Such as `milliseconds`. */
  readonly unit?: string
}

/**
 * A whole number, of which the command line has the text.
 *
 * @throws {RingbackError} `ERR_COMMAND_OPTION`
 */
export function readWholeNumber(
  option: string,
  value: unknown,
  { from, to, unit }: WholeNumbers,
  where: string,
): number {
  const number = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value
  const isFitting = Number.isInteger(number) && Number(number) >= from && Number(number) <= to
  if (isFitting) return Number(number)
  throw refuseOption(
    `${option} is ${describeValue(value)}.`,
    `Give a whole number${unit === undefined ? '' : ` of ${unit}`}, ${from} to ${to}.`,
    where,
  )
}
