import { suggest } from '../did-you-mean.ts'
import { describeValue, RingbackError } from '../errors.ts'

/** The error of an option of what sends. */
export function refuseOption(
  message: string,
  remedy: string,
  where = 'createSender()',
): RingbackError {
  return new RingbackError({ code: 'ERR_DELIVERY_OPTION', message, where, remedy })
}

/**
 * @param option such as `retry`, to which each name belongs; `options` for what a function is given
 * @throws {RingbackError} `ERR_DELIVERY_OPTION`
 */
export function refuseUnknownOptions(
  option: string,
  given: object,
  names: readonly string[],
  where?: string,
): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw refuseOption(
      `${option} is ${describeValue(given)}.`,
      `Give an object of ${names.join(', ')}.`,
      where,
    )
  }
  const unknown = Object.keys(given).find((name) => !names.includes(name))
  if (unknown === undefined) return
  const meant = suggest(unknown, names)
  throw refuseOption(
    `There is no option "${option === 'options' ? '' : `${option}.`}${unknown}".`,
    `${meant === undefined ? '' : `Did you mean ${meant}? `}The options are ${names.join(', ')}.`,
    where,
  )
}

export interface NumberRange {
  readonly from: number
  readonly to?: number
  readonly isWhole?: boolean
  /** Of what, such as `milliseconds`; none of what is a number by itself. */
  readonly unit?: string
}

/** @throws {RingbackError} `ERR_DELIVERY_OPTION` */
export function readNumber(
  option: string,
  value: unknown,
  { from, to = Number.MAX_SAFE_INTEGER, isWhole = false, unit }: NumberRange,
  where?: string,
): number {
  const isFitting = typeof value === 'number' && value >= from && value <= to
  if (isFitting && (!isWhole || Number.isInteger(value))) return value
  const range = to === Number.MAX_SAFE_INTEGER ? `${from} or more` : `${from} to ${to}`
  throw refuseOption(
    `${option} is ${describeValue(value)}.`,
    `Give ${isWhole ? 'a whole' : 'a'} number${unit === undefined ? '' : ` of ${unit}`}, ${range}.`,
    where,
  )
}

/** @throws {RingbackError} `ERR_DELIVERY_OPTION` */
export function readFunction<Value extends Function>(
  option: string,
  value: Value | undefined,
  where?: string,
): Value | undefined {
  if (value === undefined || typeof value === 'function') return value
  throw refuseOption(`${option} is ${describeValue(value)}.`, 'Give a function.', where)
}
