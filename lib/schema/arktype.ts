import { describeValue } from '../errors.ts'
import { mapSubschemas } from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { inlineGenerated } from './inline.ts'
import { flattenReferences } from './references.ts'
import { markUnrepresentable } from './unrepresentable.ts'
import type { Side, StandardJsonSchema, Vendor } from './vendor.ts'

interface Refused {
  readonly base: SchemaObject
  readonly unit?: unknown
  readonly domain?: string
  readonly proto?: { readonly name: string }
}

type Fallback = (refused: Refused) => unknown

interface ArkType extends StandardJsonSchema {
  toJsonSchema(options: object): SchemaObject
}

/** ArkType 2.1.28 and later. */
export const arktype: Vendor<ArkType> = {
  isMadeUp,
  remedy:
    "Declare what travels as JSON there, such as 'string.date.iso' for a date, or end a transform in .to(…).",
  convert(schema, side) {
    const input = write(schema, 'input')
    return side === 'input' ? addDefaults(input, withDefaults(schema)) : mendOutput(input, schema)
  },
}

/** All names are, such as `intersection301`, which count the types of the process. */
function isMadeUp(): boolean {
  return true
}

function write(schema: ArkType, side: Side): SchemaObject {
  // Within a recursive type, the converter meets transforms on the input side too.
  const fallback = side === 'input' ? { ...fallbacks, morph: keepBase } : fallbacks
  const libraryOptions = { fallback }
  return withoutNames(
    schema['~standard'].jsonSchema[side]({ target: 'draft-2020-12', libraryOptions }),
  )
}

/** The two sides of a recursive type have names of their own, and can be compared without them. */
function withoutNames(json: SchemaObject): SchemaObject {
  return withoutUndefined(inlineGenerated(flattenReferences(json, isMadeUp)))
}

/** JSON has no undefined: `'string | undefined'` is a string, or left out. */
function withoutUndefined(schema: Readonly<SchemaObject>): SchemaObject {
  const { anyOf, ...others } = mapSubschemas(schema, withoutUndefined)
  if (!Array.isArray(anyOf)) return anyOf === undefined ? others : { ...others, anyOf }
  const members = (anyOf as SchemaObject[]).filter((member) => !(undefinedMark in member))
  return members.length === 1 ? { ...members[0], ...others } : { ...others, anyOf: members }
}

const undefinedMark = '~undefined'

/** The type as it is written, with the defaults that the converter leaves out of the input. */
function withDefaults(schema: ArkType): SchemaObject {
  const options = { target: 'draft-2020-12', fallback: { ...fallbacks, morph: keepBase } }
  return withoutNames(schema.toJsonSchema(options))
}

const keepBase: Fallback = ({ base }) => base

/**
 * ArkType asks these about what JSON Schema cannot say; what they return stands in its place. Its own
 * for a standard conversion say nothing, which would be documented as "anything".
 */
const fallbacks: Record<string, Fallback> = {
  predicate: keepBase,
  defaultValue: () => undefined,
  unit: ({ unit }) => ({
    ...refuse(describeValue(unit)),
    ...(unit === undefined ? { [undefinedMark]: true } : {}),
  }),
  domain: ({ domain }) => refuse(`a ${domain}`),
  date: () => refuse('a Date'),
  // What a form has, and JSON has not.
  proto: ({ proto }) =>
    proto === File || proto === Blob
      ? { type: 'string', format: 'binary' }
      : refuse(`an instance of ${proto?.name}`),
  morph: () => refuse('a transform without a declared output'),
  arrayObject: () => refuse('an array with properties'),
  arrayPostfix: () => refuse('items after a variadic element'),
  patternIntersection: () => refuse('two patterns at once'),
  symbolKey: () => refuse('a symbol as a key'),
}

function refuse(what: string): SchemaObject {
  return markUnrepresentable(`JSON Schema has no word for ${what}`)
}

/** Defaults, from the same schema written in another way. */
function addDefaults(json: SchemaObject, from: SchemaObject): SchemaObject {
  return mapAlong(json, from, (schema, other) =>
    'default' in other ? { ...schema, default: other['default'] } : schema,
  )
}

/**
 * The output side. A transform without a declared output says nothing there, where its input does. And
 * `'+': 'delete'` closes the output by itself: only what is closed on both sides was made strict.
 */
function mendOutput(input: SchemaObject, schema: ArkType): SchemaObject {
  return mapAlong(write(schema, 'output'), input, (output, before) => {
    const saysNothing = Object.keys(output).length === 0
    if (saysNothing && Object.keys(before).length > 0) {
      return refuse('a transform without a declared output')
    }
    const isOpened = output['additionalProperties'] === false && !('additionalProperties' in before)
    if (!isOpened) return output
    const { additionalProperties: _, ...open } = output
    return open
  })
}

type Pair = (schema: SchemaObject, other: SchemaObject) => SchemaObject

/** A copy of `schema`, in which `merge` was asked about each part together with its counterpart. */
function mapAlong(schema: SchemaObject, other: SchemaObject, merge: Pair): SchemaObject {
  const entries = Object.entries(schema).map(([key, value]) => [key, mapValue(value, other[key])])
  return merge(Object.fromEntries(entries) as SchemaObject, other)

  function mapValue(value: unknown, counterpart: unknown): unknown {
    if (Array.isArray(value)) {
      const others = Array.isArray(counterpart) ? counterpart : []
      return value.map((item, index) => mapValue(item, others[index]))
    }
    const arePair = isObject(value) && isObject(counterpart)
    return arePair ? mapAlong(value, counterpart, merge) : value
  }
}

function isObject(value: unknown): value is SchemaObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
