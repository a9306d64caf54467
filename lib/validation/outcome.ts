import { escapeToken } from '../json-schema.ts'

/** One thing that is wrong with a value. */
export interface Fault {
  /** The names and indexes that lead to it, from the value that was checked. */
  readonly path: readonly (string | number)[]
  readonly message: string
  /** In the words of whoever checked it: a keyword of JSON Schema, or a code of the schema's library. */
  readonly code: string
}

/** As many as anybody reads: a short list of what is wrong can have a thousand times as many. */
export const maxFaults = 1000

/** What checking a value comes to: the value that its user sees, or what is wrong with it. */
export type Outcome =
  { readonly value: unknown; readonly faults?: undefined } | { readonly faults: readonly Fault[] }

/** Checks values of one schema. An asynchronous refinement makes it answer later. */
export type Validator = (value: unknown) => Outcome | Promise<Outcome>

/** A function that makes what has a `test()`, such as one around the package `re2`. */
export interface RegExpEngine {
  /**
   * Compile a pattern, and throw where it is none.
   *
   * @param pattern The `pattern` of a schema, or a key of its `patternProperties`.
   * @param flags Those of JavaScript: `u`.
   */
  (pattern: string, flags: string): { test(text: string): boolean }
  /** How the engine is written in generated code; for ajv, which never runs it. */
  readonly code?: string
}

/** A value so deep, or so odd, that its schema cannot be followed through it. */
export const tooDeep: Outcome = {
  faults: [{ path: [], message: 'is nested too deeply', code: 'depth' }],
}

const unreadable: Outcome = {
  faults: [{ path: [], message: 'has a property whose name is taken', code: 'name' }],
}

/**
 * What an error that a check has thrown says of the value: the stack ends before a value does that is
 * nested thousands of times, and libraries stumble over a `toString` or a `length` that is data. Any
 * other error is of the check itself.
 */
export function readThrown(error: unknown, value: unknown): Outcome {
  if (isStackOverflow(error)) return tooDeep
  if (error instanceof TypeError && hidesInherited(value)) return unreadable
  throw error
}

/** A date that is none is a RangeError too. */
export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack')
}

function hidesInherited(value: unknown): boolean {
  const open = [value]
  while (open.length > 0) {
    const part = open.pop()
    if (typeof part !== 'object' || part === null) continue
    if (Object.keys(part).some((name) => name in Object.prototype)) return true
    for (const member of Object.values(part)) open.push(member)
  }
  return false
}

/** The names and indexes as a JSON Pointer (RFC 6901). */
export function toPointer(path: readonly (string | number)[]): string {
  return path.map((token) => `/${escapeToken(String(token))}`).join('')
}

/**
 * The faults of the alternative that was meant, out of several of which none holds: the only one that
 * is of the value's own type, and whose tag is the value's; else those that all of them share.
 *
 * @param alternatives What is wrong with the value in each, with paths from the value.
 */
export function findMeant(
  alternatives: readonly (readonly Fault[])[],
): readonly Fault[] | undefined {
  const ofType = alternatives.filter((faults) => !faults.some(isOfValue))
  const tagged = ofType.filter((faults) => !faults.some(isOfTag))
  const meant = tagged.length > 0 ? tagged : ofType
  return meant.length === 1 ? meant[0] : findShared(meant)
}

/** What none of several can do without: the tag that is of none of them, or that all of them ask for. */
function findShared(alternatives: readonly (readonly Fault[])[]): readonly Fault[] | undefined {
  const [first = [], ...others] = alternatives
  const shared = first.filter(
    (fault) =>
      isTelling(fault) &&
      others.every((faults) => faults.some((one) => isTelling(one) && isAt(one, fault))),
  )
  return shared.length === 0
    ? undefined
    : shared.map((fault) => (isOfTag(fault) ? { ...fault, message: ofNone } : fault))
}

const ofNone = 'has none of the values that tell the alternatives apart'

function isTelling(fault: Fault): boolean {
  return isOfTag(fault) || (fault.path.length === 1 && fault.code === 'required')
}

function isAt({ path: [one] }: Fault, { path: [other] }: Fault): boolean {
  return one === other
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
