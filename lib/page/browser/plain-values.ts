import type { ImmutableMap } from './system.ts'

/** A value that may be one of Immutable.js, as JSON has it. */
export function toPlain(value: unknown): unknown {
  const isImmutable = typeof (value as { toJS?: unknown } | null | undefined)?.toJS === 'function'
  return isImmutable ? (value as ImmutableMap).toJS() : value
}

/** Undefined where the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
