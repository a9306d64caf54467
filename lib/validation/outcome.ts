import { escapeToken } from '../json-schema.ts'

/** One thing that is wrong with a value. */
export interface Fault {
  /** The names and indexes that lead to it, from the value that was checked. */
  readonly path: readonly (string | number)[]
  readonly message: string
  /** In the words of whoever checked it: a keyword of JSON Schema, or a code of the schema's library. */
  readonly code: string
}

/** What checking a value comes to: the value that its user sees, or what is wrong with it. */
export type Outcome =
  { readonly value: unknown; readonly faults?: undefined } | { readonly faults: readonly Fault[] }

/** Checks values of one schema. An asynchronous refinement makes it answer later. */
export type Validator = (value: unknown) => Outcome | Promise<Outcome>

/** A function that makes what has a `test()`, such as one around the package `re2`. */
export interface RegExpEngine {
  (pattern: string, flags: string): { test(text: string): boolean }
  /** How the engine is written in generated code; for ajv, which never runs it. */
  readonly code?: string
}

/** A value so deep, or so odd, that its schema cannot be followed through it. */
export const tooDeep: Outcome = {
  faults: [{ path: [], message: 'is nested too deeply', code: 'depth' }],
}

/** The names and indexes as a JSON Pointer (RFC 6901). */
export function toPointer(path: readonly (string | number)[]): string {
  return path.map((token) => `/${escapeToken(String(token))}`).join('')
}

/**
 * The faults of the alternative that was meant, out of several of which none holds: the only one that
 * is of the value's own type, and whose tag is the value's.
 *
 * @param alternatives What is wrong with the value in each, with paths from the value.
 */
export function findMeant(
  alternatives: readonly (readonly Fault[])[],
): readonly Fault[] | undefined {
  const ofType = alternatives.filter((faults) => !faults.some(isOfValue))
  const tagged = ofType.filter((faults) => !faults.some(isOfTag))
  const meant = tagged.length > 0 ? tagged : ofType
  return meant.length === 1 ? meant[0] : undefined
}

/** What an absent property is reported with has its path, and speaks of the property. */
function isOfValue({ path, code }: Fault): boolean {
  return path.length === 0 && code !== 'additionalProperties'
}

const tagCodes: ReadonlySet<string> = new Set([
  'const',
  'enum',
  'invalid_value',
  'literal',
  'picklist',
])

function isOfTag({ path, code }: Fault): boolean {
  return path.length === 1 && tagCodes.has(code)
}
