/** What a JSON Pointer finds in the values that a schema accepts. */
export type Finding = Found | Missing

export interface Found {
  readonly kind: 'found'
  /** The JSON types that the value can have; undefined where the schema leaves them open. */
  readonly types: readonly JsonType[] | undefined
  /** Whether the value is an object or an array, which no URL can hold. */
  readonly composite: 'never' | 'sometimes' | 'always' | 'unknown'
  /** When there is no value, or only null. None: there is one in every value of the schema. */
  readonly conditions: readonly Condition[]
}

export interface Missing {
  readonly kind: 'missing'
  /** Which of the tokens leads nowhere. */
  readonly index: number
  readonly reason: MissingReason
  /** The names that can stand there, in the order of their declaration. */
  readonly known: readonly string[]
  /** The JSON types of what the token would be a member of; undefined where they are open. */
  readonly types: readonly JsonType[] | undefined
}

/**
 * `undeclared`: an object that declares others, and does not forbid this one. `forbidden`: an object
 * that has no further properties. `not-an-index`, `too-long`: of an array. `scalar`: a string, number,
 * boolean or null has no members. `impossible`: the schema accepts no value there at all.
 */
export type MissingReason =
  'undeclared' | 'forbidden' | 'not-an-index' | 'too-long' | 'scalar' | 'impossible'

export type JsonType = 'null' | 'boolean' | 'string' | 'integer' | 'number' | 'object' | 'array'

/** Why there may be no value. `path` leads to what may be absent, null or of another type. */
export type Condition = { readonly path: readonly string[] } & (Absence | Unsuitable)

export type Absence = PlainAbsence | BranchAbsence

/**
 * `optional`: a property that is not required. `any-name`: one that `additionalProperties` or
 * `patternProperties` allow. `too-short`: an array may end before it. `undeclared`: nothing is said.
 */
export interface PlainAbsence {
  readonly kind: 'optional' | 'too-short' | 'any-name' | 'undeclared'
  /** The alternatives in which it is so; none where it is so in every one. */
  readonly branches: readonly Branch[]
}

/** Not every alternative has it. */
export interface BranchAbsence {
  readonly kind: 'branch'
  readonly present: readonly Branch[]
  readonly absent: readonly Branch[]
}

/**
 * `null`: it may be null. `type`: it may be of these types, and then has no such member. `untyped`:
 * there is no `type` to say that it has members at all.
 */
export type Unsuitable =
  | { readonly kind: 'null' }
  | { readonly kind: 'type'; readonly types: readonly JsonType[] }
  | { readonly kind: 'untyped' }

/** One alternative of a schema. */
export interface Branch {
  readonly keyword: 'anyOf' | 'oneOf' | 'enum' | 'if' | 'dependentSchemas' | 'type'
  /** Where it stands among the alternatives. */
  readonly index: number
  /** Such as `type: "a"`, a title, the name of a definition, or `the 2nd of 3`. */
  readonly label: string
}

/** What is no text, and has parts. */
export function isComposite(type: JsonType): boolean {
  return type === 'object' || type === 'array'
}
