import { describeValue } from '../../errors.ts'
import type { Effect, SchemaChangeCode } from './change.ts'

/** One thing in which two schemas differ. */
export interface Difference {
  readonly code: SchemaChangeCode
  readonly effect: Effect
  readonly message: string
  /** Where, within the value; empty for the value itself. */
  readonly path: string
}

export function differ(
  code: SchemaChangeCode,
  effect: Effect,
  message: string,
  path = '',
): Difference {
  return { code, effect, message, path }
}

/** Values in the words of a message, as many as are read. */
export function listValues(values: Iterable<unknown>): string {
  const all = [...values].map(quote)
  const shown = all.length > 6 ? [...all.slice(0, 5), `${all.length - 5} more`] : all
  return shown.length < 2 ? shown.join() : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

export function quote(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : undefined
  if (text === undefined) return describeValue(value)
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
