import type { SchemaObject } from '../openapi-types.ts'
import { choicesOf, declarationOf, kindsOf, type Declaration } from './schema-declaration.ts'
import {
  isSealed,
  listParts,
  unevaluatedKeyword,
  unresolved,
  type Choice,
  type SchemaIndex,
} from './schema-parts.ts'
import {
  anything,
  createPlace,
  impossible,
  intersect,
  nothing,
  unite,
  unknown,
  unsaid,
  type Member,
  type Place,
} from './schema-place.ts'
import { listDefined, readSchema, type Schema } from './schema-reading.ts'

interface Search {
  readonly index: SchemaIndex
  readonly tokens: readonly string[]
  /** For each token, what each schema was found to say of it; undefined while that is found out. */
  readonly places: readonly Map<SchemaObject, Place | undefined>[]
}

/**
 * What a schema says of the tokens from `depth` on. Undefined where that is just being found out: a
 * schema that refers to itself for the same value adds nothing.
 */
export function describe(search: Search, schema: Schema, depth: number): Place | undefined {
  if (typeof schema === 'boolean') return schema ? anything : nothing
  if (schema === unresolved) return unknown
  const places = search.places[depth] as Map<SchemaObject, Place | undefined>
  if (places.has(schema)) return places.get(schema)
  places.set(schema, undefined)
  const place = closeUnevaluated(search, schema, depth, describeAnew(search, schema, depth))
  places.set(schema, place)
  return place
}

/** "And" distributed over "or": every alternative is read together with what holds in all of them. */
function describeAnew(search: Search, schema: SchemaObject, depth: number): Place {
  const { own, sealed } = listParts(search.index, schema)
  const base = intersect([
    ...own.map((part) => describeOwn(search, part, depth)),
    ...listDefined(sealed.map((part) => describe(search, part, depth))),
  ])
  const choices = own.flatMap((part) => choicesOf(search.index, part))
  if (choices.length === 0) return base
  return intersect(choices.map((choice) => describeChoice(search, choice, depth, base)))
}

function describeChoice(search: Search, choice: Choice, depth: number, base: Place): Place {
  const alternatives = choice.flatMap(({ branch, schemas }) => {
    const places = listDefined(schemas.map((schema) => describe(search, schema, depth)))
    if (places.length < schemas.length) return []
    const others = schemas.length === 0 ? [unsaid] : places
    return [{ place: intersect([base, ...others]), branches: [branch] }]
  })
  return alternatives.length === 0 ? base : unite(alternatives)
}

/** What the keywords of one schema say, without those that contain schemas for the same value. */
function describeOwn(search: Search, schema: SchemaObject, depth: number): Place {
  const token = search.tokens[depth]
  return createPlace(kindsOf(schema), (container) => {
    if (token === undefined) return undefined
    return describeMember(search, declarationOf[container](schema, token), depth)
  })
}

function describeMember(search: Search, declaration: Declaration, depth: number): Member {
  if (declaration.status !== 'declared') return declaration
  const { schemas, absence } = declaration
  const place = intersect(schemas.map((one) => describe(search, one, depth + 1) ?? anything))
  if (place.kinds.length === 0) return impossible
  const absences = absence ? [{ kind: absence, branches: [] }] : []
  return { status: 'declared', absences, elsewhere: [], place }
}

/** "unevaluatedProperties" sees what all the other keywords beside it and within them declare. */
function closeUnevaluated(
  search: Search,
  schema: SchemaObject,
  depth: number,
  place: Place,
): Place {
  if (!isSealed(schema) || depth === search.tokens.length) return place
  return createPlace(place.kinds, (container) => {
    const member = place.members[container]
    const rest = readSchema(schema[unevaluatedKeyword[container]])
    if (!member || rest === undefined) return member
    if (member.status === 'declared' || member.status === 'impossible') return member
    const absence = container === 'object' ? 'any-name' : 'too-short'
    return describeMember(search, { status: 'declared', schemas: [rest], absence }, depth)
  })
}
