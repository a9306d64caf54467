import { eachSubschema, unescapePointer } from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { isArrayIndex } from './evaluate.ts'

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

/** Why there may be no value. `path` is that of the value which may be absent, null or a scalar. */
export type Condition =
  /** A property that is not required. */
  | AbsenceCondition<'optional'>
  /** A property that `additionalProperties` or `patternProperties` allow under any such name. */
  | AbsenceCondition<'any-name'>
  /** Of a schema that says nothing of its members. */
  | AbsenceCondition<'undeclared'>
  /** An item of an array that may end before it. */
  | AbsenceCondition<'too-short'>
  | {
      readonly kind: 'branch'
      readonly path: readonly string[]
      /** The alternatives that have it. */
      readonly present: readonly Branch[]
      /** Those that do not declare it. */
      readonly absent: readonly Branch[]
    }
  /** It may be null: what is sought, or what it would be a member of. */
  | { readonly kind: 'null'; readonly path: readonly string[] }
  /** It may be of these types, and then has no such member. */
  | { readonly kind: 'type'; readonly path: readonly string[]; readonly types: readonly JsonType[] }
  /** There is no `type` to say that it has members at all. */
  | { readonly kind: 'untyped'; readonly path: readonly string[] }

interface AbsenceCondition<Kind extends AbsenceKind> {
  readonly kind: Kind
  readonly path: readonly string[]
  /** The alternatives in which it is so; none where it is so in every one. */
  readonly branches: readonly Branch[]
}

type AbsenceKind = 'optional' | 'any-name' | 'undeclared' | 'too-short'

/** One alternative of a schema. */
export interface Branch {
  readonly keyword: 'anyOf' | 'oneOf' | 'enum' | 'if' | 'dependentSchemas' | 'type'
  /** Where it stands among the alternatives. */
  readonly index: number
  /** Such as `type: "a"`, a title, the name of a definition, or `the 2nd of 3`. */
  readonly label: string
}

/**
 * Looks up a JSON Pointer in a schema instead of in a value.
 *
 * A name that is not among declared `properties` is missing, though JSON Schema would allow it: who
 * misspells one never means an undeclared one. `not`, `contains` and formats are not considered, so a
 * condition may be named that another keyword excludes.
 *
 * @param tokens The decoded reference tokens (RFC 6901).
 */
export function findInSchema(root: Readonly<SchemaObject>, tokens: readonly string[]): Finding {
  const outcome = locate(root, tokens)
  return outcome.kind === 'found' ? outcome : explainMissing(root, tokens, outcome)
}

interface Stop {
  readonly kind: 'stop'
  readonly index: number
  readonly place: Place
}

function locate(root: Readonly<SchemaObject>, tokens: readonly string[]): Found | Stop {
  const search = { tokens, index: indexOf(root), places: tokens.map(() => new Map()) }
  search.places.push(new Map())
  return readOff(describe(search, root, 0) ?? anything, search.tokens)
}

// --- Reading the answer off the description of the root ---

function readOff(root: Place, tokens: readonly string[]): Found | Stop {
  const conditions: Condition[] = []
  let place = root
  for (const [index, token] of tokens.entries()) {
    const members = Object.values(place.members).filter(isDeclared)
    const path = tokens.slice(0, index)
    const step = [...path, token]
    if (members.length === 0) {
      if (!Object.values(place.members).some(isOpen)) return { kind: 'stop', index, place }
      conditions.push({ kind: 'undeclared', path: step, branches: [] })
      place = anything
      break
    }
    conditions.push(...conditionsOfTypes(place, path), ...members.flatMap((member) => conditionsOf(member, step)))
    place = nextPlace(place)
  }
  return summarise(place, tokens, conditions)
}
