import type { SchemaObject } from '../openapi-types.ts'
import { isArrayIndex } from './evaluate.ts'
import { isSimple } from '../schema/simple.ts'
import { choicesOf, declarationOf, kindsOf } from './schema-declaration.ts'
import { describe } from './schema-description.ts'
import { isComposite } from './schema-finding.ts'
import type {
  Absence,
  Condition,
  Finding,
  Found,
  JsonType,
  Missing,
  MissingReason,
  Unsuitable,
} from './schema-finding.ts'
import { indexOf, listEmbedded, unevaluatedKeyword, type SchemaIndex } from './schema-parts.ts'
import {
  anything,
  containers,
  everyKind,
  unite,
  type Container,
  type DeclaredMember,
  type Kind,
  type Member,
  type Place,
} from './schema-place.ts'
import {
  isObject,
  listDefined,
  listStrings,
  readOwn,
  readSchema,
  type Schema,
} from './schema-reading.ts'

export type {
  Absence,
  Branch,
  BranchAbsence,
  Condition,
  Finding,
  Found,
  JsonType,
  Missing,
  MissingReason,
  PlainAbsence,
  Unsuitable,
} from './schema-finding.ts'

/**
 * Looks up a JSON Pointer in a schema instead of in a value. Takes polynomial time, in how many ways
 * ever references and alternatives lead to the same schema.
 *
 * A name that is not among declared `properties` is missing, though JSON Schema would allow it: who
 * misspells a name never means an undeclared one. What `not` and `contains` say is not considered.
 *
 * @param root As `toJsonSchema()` gives it: with no references but `#` and `#/$defs/Name`. Behind any
 *   other one may be anything.
 * @param tokens The decoded reference tokens (RFC 6901).
 */
export function findInSchema(root: Readonly<SchemaObject>, tokens: readonly string[]): Finding {
  const plain = findPlainly(root, tokens)
  if (plain) return plain
  const index = indexOf(root)
  const outcome = locate(index, tokens)
  return outcome.kind === 'found' ? outcome : explainMissing(index, tokens, outcome)
}

/** Where the description of the schema ends before the pointer does. */
interface Stop {
  readonly kind: 'stop'
  readonly index: number
  readonly place: Place
}

function locate(index: SchemaIndex, tokens: readonly string[]): Found | Stop {
  const places = Array.from(
    { length: tokens.length + 1 },
    () => new Map<SchemaObject, Place | undefined>(),
  )
  return follow(describe({ tokens, places, index }, index.root, 0) ?? anything, tokens)
}

/**
 * The same, where the pointer leads through declared properties of what is an object and nothing else, as most do:
 * there is nothing to weigh then. Undefined anywhere else.
 */
function findPlainly(root: Readonly<SchemaObject>, tokens: readonly string[]): Found | undefined {
  if (!isSimple(root)) return undefined
  const conditions: Condition[] = []
  let schema = root
  for (const [index, token] of tokens.entries()) {
    const property = isOnlyObject(schema) ? readOwn(schema['properties'], token) : undefined
    if (typeof property !== 'object') return undefined
    if (!listStrings(schema['required']).includes(token)) {
      conditions.push({ path: tokens.slice(0, index + 1), kind: 'optional', branches: [] })
    }
    schema = property
  }
  const kinds = kindsOf(schema)
  // What an enumeration has of objects is one alternative each.
  if (kinds.length === 0 || 'enum' in schema) return undefined
  return summarise({ kinds, members: {} }, tokens, conditions)
}

function isOnlyObject(schema: Readonly<SchemaObject>): boolean {
  return schema['type'] === 'object' && !('const' in schema) && !('enum' in schema)
}

// From the description of the root to an answer

function follow(root: Place, tokens: readonly string[]): Found | Stop {
  const conditions: Condition[] = []
  let place = root
  for (const [index, token] of tokens.entries()) {
    const path = tokens.slice(0, index)
    const step = takeStep(place)
    if (!step) return { kind: 'stop', index, place }
    const absences = step.absences.map((absence) => ({ path: [...path, token], ...absence }))
    conditions.push(...step.unsuitable.map((other) => ({ path, ...other })), ...absences)
    place = step.place
    // All that follows would be as undeclared as this is.
    if (step.isSilent) break
  }
  return summarise(place, tokens, conditions)
}

interface Step {
  readonly unsuitable: readonly Unsuitable[]
  readonly absences: readonly Absence[]
  readonly place: Place
  readonly isSilent: boolean
}

function takeStep(place: Place): Step | undefined {
  const declared = containers.filter((one) => place.members[one]?.status === 'declared')
  if (declared.length > 0) return takeDeclaredStep(place, declared)
  const open = containers.filter((one) => isOpen(place.members[one]))
  if (open.length === 0) return undefined
  const unsuitable = place.kinds.length === everyKind.length ? [] : listUnsuitable(place, open)
  const absences = [{ kind: 'undeclared', branches: [] } as const]
  return { unsuitable, absences, place: anything, isSilent: true }
}

function isOpen(member: Member | undefined): boolean {
  return member?.status === 'silent' || member?.status === 'unsaid'
}

function takeDeclaredStep(place: Place, declared: readonly Container[]): Step {
  const options = declared.map((container, index) => ({
    member: place.members[container] as DeclaredMember,
    branches: [{ keyword: 'type', index, label: `an ${container}` } as const],
  }))
  return {
    unsuitable: listUnsuitable(place, declared),
    absences: options.flatMap(({ member }) => member.absences),
    place: unite(options.map(({ member, branches }) => ({ place: member.place, branches }))),
    isSilent: false,
  }
}

/** In which of its types a value has no member of the name, for those that do. */
function listUnsuitable({ kinds }: Place, suitable: readonly Container[]): Unsuitable[] {
  if (kinds.length === everyKind.length) return [{ kind: 'untyped' }]
  const others = kinds.filter((kind) => !suitable.some((container) => container === kind))
  const types = toTypes(others.filter((kind) => kind !== 'null'))
  return [
    ...(others.includes('null') ? [{ kind: 'null' } as const] : []),
    ...(types.length > 0 ? [{ kind: 'type', types } as const] : []),
  ]
}

function summarise(place: Place, path: readonly string[], conditions: Condition[]): Found {
  const types = knownTypes(place)
  const isNullable = types?.includes('null') === true
  return {
    kind: 'found',
    types,
    composite: types ? findComposite(types) : 'unknown',
    conditions: isNullable ? [...conditions, { path, kind: 'null' }] : conditions,
  }
}

function findComposite(types: readonly JsonType[]): Found['composite'] {
  const composite = types.filter(isComposite)
  if (composite.length === 0) return 'never'
  return composite.length === types.length ? 'always' : 'sometimes'
}

function knownTypes({ kinds }: Place): JsonType[] | undefined {
  return kinds.length === everyKind.length ? undefined : toTypes(kinds)
}

/** "number" is "any JSON number", and all that is not an integer has no name of its own. */
function toTypes(kinds: readonly Kind[]): JsonType[] {
  const [first, ...others] = kinds
  if (first && first !== 'fraction' && others.length === 0) return [first]
  return kinds.flatMap((kind) => {
    if (kind === 'fraction') return ['number']
    return kind === 'integer' && kinds.includes('fraction') ? [] : [kind]
  })
}

// What is missing, and what is there instead

function explainMissing(index: SchemaIndex, tokens: readonly string[], stop: Stop): Missing {
  const path = tokens.slice(0, stop.index)
  const schemas = schemasAt(index, path)
  const names = new Set(schemas.flatMap(namesIn))
  const known = [...names].filter((name) => locate(index, [...path, name]).kind === 'found')
  const isList = known.length === 0 && schemas.some(hasItems)
  const reason = findReason(stop.place, tokens[stop.index] as string, isList)
  return { kind: 'missing', index: stop.index, reason, known, types: knownTypes(stop.place) }
}

function findReason({ kinds, members }: Place, token: string, isList: boolean): MissingReason {
  const { object, array } = members
  if (kinds.length === 0) return 'impossible'
  if (object && !(array && isList)) {
    return object.status === 'impossible' ? 'forbidden' : 'undeclared'
  }
  if (array) return isArrayIndex(token) ? 'too-long' : 'not-an-index'
  return 'scalar'
}

function hasItems(schema: SchemaObject): boolean {
  return 'items' in schema || 'prefixItems' in schema
}

/** Every schema that says something of the value at a path, in whichever alternative. */
function schemasAt(index: SchemaIndex, path: readonly string[]): SchemaObject[] {
  let schemas = listInPlace(index, [index.root])
  for (const token of path) {
    const below = schemas.flatMap((schema) => listChildren(schema, token))
    schemas = listInPlace(index, below)
  }
  return schemas
}

function listInPlace(index: SchemaIndex, schemas: readonly Schema[]): SchemaObject[] {
  const found = new Set(schemas)
  for (const schema of found) {
    if (typeof schema === 'boolean') continue
    const alternatives = choicesOf(index, schema).flat()
    const others = [...listEmbedded(index, schema), ...alternatives.flatMap((one) => one.schemas)]
    for (const other of others) found.add(other)
  }
  return [...found].filter((schema) => typeof schema !== 'boolean')
}

function listChildren(schema: SchemaObject, token: string): Schema[] {
  return containers.flatMap((container) => {
    const declaration = declarationOf[container](schema, token)
    const unevaluated = readSchema(schema[unevaluatedKeyword[container]])
    return declaration.status === 'declared' ? declaration.schemas : listDefined([unevaluated])
  })
}

/** Own names, as a Set keeps them: in the order of their declaration. */
function namesIn(schema: SchemaObject): string[] {
  if ('const' in schema) return namesInData(schema['const'])
  const { properties, required, propertyNames } = schema
  return [
    ...Object.keys(isObject(properties) ? properties : {}),
    ...listStrings(required),
    ...listStrings(isObject(propertyNames) ? propertyNames['enum'] : []),
  ]
}

function namesInData(data: unknown): string[] {
  return isObject(data) && !Array.isArray(data) ? Object.keys(data) : []
}
