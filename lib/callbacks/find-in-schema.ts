import { definitionName, eachSubschema, unescapePointer } from '../json-schema.ts'
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

/**
 * Looks up a JSON Pointer in a schema instead of in a value. Takes polynomial time, in how many ways
 * ever references and alternatives lead to the same schema.
 *
 * A name that is not among declared `properties` is missing, though JSON Schema would allow it: who
 * misspells a name never means an undeclared one. What `not` and `contains` say is not considered.
 *
 * @param tokens The decoded reference tokens (RFC 6901).
 */
export function findInSchema(root: Readonly<SchemaObject>, tokens: readonly string[]): Finding {
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

// What is known of the values at one place

/** The types of JSON, with the numbers in two halves: `number` is both. */
type Kind = 'null' | 'boolean' | 'string' | 'integer' | 'fraction' | 'object' | 'array'
type Container = 'object' | 'array'

const scalarKinds = ['null', 'boolean', 'string', 'integer', 'fraction'] as const
const containers = ['object', 'array'] as const
const everyKind: readonly Kind[] = [...scalarKinds, ...containers]

interface Place {
  /** None where the schema accepts no value. */
  readonly kinds: readonly Kind[]
  /** What is known of the next token, for each kind that has members; empty after the last. */
  readonly members: Readonly<Partial<Record<Container, Member>>>
}

type Member = DeclaredMember | { readonly status: UndeclaredStatus }

/**
 * `impossible`: no value has it. `unlisted`: others are declared. `unsaid`: the alternative in which a
 * condition does not hold, which says nothing because there is nothing to add. `silent`: nothing at
 * all is said.
 */
type UndeclaredStatus = 'impossible' | 'unlisted' | 'unsaid' | 'silent'

interface DeclaredMember {
  readonly status: 'declared'
  /** When it is absent, although there is an object or array: never, if there are none. */
  readonly absences: readonly Absence[]
  /** The alternatives in which `place` is not said of it, should it be there nevertheless. */
  readonly elsewhere: readonly Branch[]
  readonly place: Place
}

const impossible: Member = { status: 'impossible' }
const nothing: Place = { kinds: [], members: {} }
const anything: Place = placeOfAll({ status: 'silent' })
const unsaid: Place = placeOfAll({ status: 'unsaid' })
/** Behind a reference that leads out of the schema may be any declaration. */
const unknown: Place = placeOfAll({
  status: 'declared',
  absences: [{ kind: 'undeclared', branches: [] }],
  elsewhere: [],
  place: anything,
})

function placeOfAll(member: Member): Place {
  return { kinds: everyKind, members: { object: member, array: member } }
}

function createPlace(
  kinds: readonly Kind[],
  describeMembers: (container: Container) => Member | undefined,
): Place {
  const members: Partial<Record<Container, Member>> = {}
  for (const container of containers.filter((one) => kinds.includes(one))) {
    const member = describeMembers(container)
    if (member) members[container] = member
  }
  return { kinds, members }
}

function isDeclared(member: Member): member is DeclaredMember {
  return member.status === 'declared'
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
  const composite = types.filter((type) => type === 'object' || type === 'array')
  if (composite.length === 0) return 'never'
  return composite.length === types.length ? 'always' : 'sometimes'
}

function knownTypes({ kinds }: Place): JsonType[] | undefined {
  return kinds.length === everyKind.length ? undefined : toTypes(kinds)
}

/** "number" is "any JSON number", and all that is not an integer has no name of its own. */
function toTypes(kinds: readonly Kind[]): JsonType[] {
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

// From a schema to its description

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
function describe(search: Search, schema: Schema, depth: number): Place | undefined {
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

const unevaluatedKeyword = {
  object: 'unevaluatedProperties',
  array: 'unevaluatedItems',
} as const

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

// "And": what holds of a value of which all of these hold

function intersect(places: readonly Place[]): Place {
  const distinct = [...new Set(places)]
  const [first = anything, ...others] = distinct
  if (others.length === 0) return first
  const kinds = everyKind.filter((kind) => distinct.every((place) => place.kinds.includes(kind)))
  return createPlace(kinds, (container) =>
    intersectMembers(listDefined(distinct.map((place) => place.members[container]))),
  )
}

function intersectMembers(members: readonly Member[]): Member | undefined {
  const declared = members.filter(isDeclared)
  const decisive = findStatus(members, ['impossible'])
  if (decisive) return decisive
  if (declared.length > 1) return intersectDeclared(declared)
  return declared[0] ?? findStatus(members, ['unlisted', 'unsaid', 'silent'])
}

function findStatus(
  members: readonly Member[],
  order: readonly UndeclaredStatus[],
): Member | undefined {
  const status = order.find((one) => members.some((member) => member.status === one))
  return status && { status }
}

function intersectDeclared(declared: readonly DeclaredMember[]): Member {
  const place = intersect(declared.map(placeEverywhere))
  if (place.kinds.length === 0) return impossible
  return { status: 'declared', absences: chooseAbsences(declared), elsewhere: [], place }
}

/** Where another schema has the member too, it may be there in an alternative that leaves it open. */
function placeEverywhere({ place, elsewhere }: DeclaredMember): Place {
  if (elsewhere.length === 0) return place
  return unite([
    { place, branches: [] },
    { place: anything, branches: elsewhere },
  ])
}

/** It is absent only if all of them allow that, so any one of them says when; the clearest does. */
function chooseAbsences(declared: readonly DeclaredMember[]): readonly Absence[] {
  const choices = declared.map((member) => member.absences)
  return choices.toSorted((a, b) => vagueness(a) - vagueness(b))[0] ?? []
}

const fromClearToVague = ['optional', 'too-short', 'branch', 'any-name', 'undeclared']

function vagueness(absences: readonly Absence[]): number {
  return Math.max(-1, ...absences.map(({ kind }) => fromClearToVague.indexOf(kind)))
}

// "Or": what holds of a value of which one of these holds

interface Alternative {
  readonly place: Place
  readonly branches: readonly Branch[]
}

function unite(alternatives: readonly Alternative[]): Place {
  const possible = alternatives.filter(({ place }) => place.kinds.length > 0)
  const first = possible[0]?.place ?? nothing
  if (possible.every(({ place }) => place === first)) return first
  const kinds = everyKind.filter((kind) => possible.some(({ place }) => place.kinds.includes(kind)))
  return createPlace(kinds, (container) => uniteMembers(listOptions(possible, container)))
}

/** What an alternative says of one member. */
interface Option<Said extends Member = Member> {
  readonly member: Said
  readonly branches: readonly Branch[]
}

function listOptions(alternatives: readonly Alternative[], container: Container): Option[] {
  return alternatives.flatMap(({ place, branches }) => {
    const member = place.members[container]
    return member ? [{ member, branches }] : []
  })
}

function uniteMembers(options: readonly Option[]): Member | undefined {
  if (options.length < 2) return options[0]?.member
  const declared = options.filter(isDeclaredOption)
  if (declared.length === 0) {
    const members = options.map(({ member }) => member)
    return findStatus(members, ['silent', 'unlisted', 'unsaid', 'impossible'])
  }
  return {
    status: 'declared',
    absences: uniteAbsences(options, declared),
    elsewhere: distinct(options.flatMap(listElsewhere)),
    place: unite(options.flatMap(listAlternative)),
  }
}

/** What a member is where it is declared; in an alternative that says nothing, it may be anything. */
function listAlternative({ member, branches }: Option): Alternative[] {
  if (isDeclared(member)) return [{ place: member.place, branches }]
  return member.status === 'silent' ? [{ place: anything, branches }] : []
}

function isDeclaredOption(option: Option): option is Option<DeclaredMember> {
  return isDeclared(option.member)
}

function listElsewhere({ member, branches }: Option): readonly Branch[] {
  if (isDeclared(member)) return member.elsewhere
  return member.status === 'unlisted' || member.status === 'unsaid' ? branches : []
}

const plainAbsences = ['optional', 'too-short', 'any-name', 'undeclared'] as const

function uniteAbsences(
  options: readonly Option[],
  declared: readonly Option<DeclaredMember>[],
): Absence[] {
  const plain = plainAbsences.map((kind) => unitePlainAbsence(kind, options))
  return listDefined([...plain, uniteBranchAbsence(options, declared)])
}

function unitePlainAbsence(
  kind: PlainAbsence['kind'],
  options: readonly Option[],
): PlainAbsence | undefined {
  const concerned = options.flatMap(({ member, branches }) => {
    const inner = findAbsence(member, kind)
    return inner ? [{ inner: inner.branches, branches }] : []
  })
  if (concerned.length === 0) return undefined
  const isEverywhere =
    concerned.length === options.length && concerned.every(({ inner }) => inner.length === 0)
  const named = concerned.flatMap(({ inner, branches }) => (inner.length > 0 ? inner : branches))
  return { kind, branches: isEverywhere ? [] : distinct(named) }
}

function findAbsence(member: Member, kind: PlainAbsence['kind']): PlainAbsence | undefined {
  if (isDeclared(member)) return member.absences.find((one) => one.kind === kind) as PlainAbsence
  return member.status === 'silent' && kind === 'undeclared' ? { kind, branches: [] } : undefined
}

function uniteBranchAbsence(
  options: readonly Option[],
  declared: readonly Option<DeclaredMember>[],
): BranchAbsence | undefined {
  const absent = options.flatMap(({ member, branches }) => {
    if (isDeclared(member)) return findBranchAbsence(member)?.absent ?? []
    return member.status === 'silent' ? [] : branches
  })
  const present = declared.flatMap(
    ({ member, branches }) => findBranchAbsence(member)?.present ?? branches,
  )
  if (absent.length === 0) return undefined
  return { kind: 'branch', present: distinct(present), absent: distinct(absent) }
}

function findBranchAbsence(member: DeclaredMember): BranchAbsence | undefined {
  return member.absences.find((one) => one.kind === 'branch')
}

// What the keywords of one schema say of one member

type Declaration =
  | {
      readonly status: 'declared'
      /** The schemas that all hold for it; none where it is required and nothing else is said. */
      readonly schemas: readonly Schema[]
      readonly absence: PlainAbsence['kind'] | undefined
    }
  | { readonly status: UndeclaredStatus }

const declarationOf: Record<Container, (schema: SchemaObject, token: string) => Declaration> = {
  object: declareProperty,
  array: declareItem,
}

function declareProperty(schema: SchemaObject, token: string): Declaration {
  if ('const' in schema) return declareInData(schema['const'], token)
  if (!acceptsName(schema['propertyNames'], token)) return { status: 'impossible' }
  const named = listDefined([readOwn(schema['properties'], token)])
  const matched = listMatched(schema['patternProperties'], token)
  const further = listDefined([readSchema(schema['additionalProperties'])])
  const schemas = named.length + matched.length > 0 ? [...named, ...matched] : further
  if (listStrings(schema['required']).includes(token)) {
    return { status: 'declared', schemas, absence: undefined }
  }
  if (schemas.length === 0) return { status: undeclaredStatus(schema) }
  return { status: 'declared', schemas, absence: named.length > 0 ? 'optional' : 'any-name' }
}

function declareItem(schema: SchemaObject, token: string): Declaration {
  if ('const' in schema) return declareInData(schema['const'], token)
  const position = Number(token)
  if (!isArrayIndex(token) || position >= readCount(schema['maxItems'], Infinity)) {
    return { status: 'impossible' }
  }
  const schemas = listDefined([itemAt(schema, position)])
  const isCertain = position < readCount(schema['minItems'], 0)
  if (schemas.length === 0 && !isCertain) return { status: undeclaredStatus(schema) }
  return { status: 'declared', schemas, absence: isCertain ? undefined : 'too-short' }
}

/** Data is described by itself: what is in it is there, and nothing else is. */
function declareInData(data: unknown, token: string): Declaration {
  const isMember = isObject(data) && Object.hasOwn(data, token)
  if (!isMember || (Array.isArray(data) && !isArrayIndex(token))) return { status: 'impossible' }
  return { status: 'declared', schemas: [{ const: data[token] }], absence: undefined }
}

/** Who lists some members means no others; this is so of tuples too. */
function undeclaredStatus(schema: SchemaObject): UndeclaredStatus {
  const lists = ['properties', 'patternProperties', 'items', 'prefixItems']
  return lists.some((keyword) => keyword in schema) ? 'unlisted' : 'silent'
}

function acceptsName(propertyNames: unknown, name: string): boolean {
  if (!isObject(propertyNames)) return propertyNames !== false
  const values = valuesOf(propertyNames)
  return values === undefined || values.includes(name)
}

function listMatched(patterns: unknown, token: string): Schema[] {
  if (!isObject(patterns)) return []
  const matching = Object.keys(patterns).filter((pattern) => matches(pattern, token))
  return listDefined(matching.map((pattern) => readOwn(patterns, pattern)))
}

/** "Regular expressions SHOULD be built with the "u" flag"; JSON Schema 2020-12, 6.4. */
function matches(pattern: string, text: string): boolean {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags).test(text)
    } catch {
      // Some patterns are valid without the flag alone; one that never is matches nothing.
    }
  }
  return false
}

/** Before 2020-12 a tuple was `items: [A, B]`, and what follows it `additionalItems`. */
function itemAt(schema: SchemaObject, position: number): Schema | undefined {
  const { prefixItems, items, additionalItems } = schema
  const tuple = listSchemas(Array.isArray(items) ? items : prefixItems)
  if (position < tuple.length) return tuple[position]
  return readSchema(Array.isArray(items) ? additionalItems : items)
}

function kindsOf(schema: SchemaObject): readonly Kind[] {
  const { type } = schema
  const types = typeof type === 'string' ? [type] : listStrings(type)
  const allowed = types.length === 0 ? everyKind : everyKind.filter((kind) => isOf(kind, types))
  const kinds = valuesOf(schema)?.map(kindOf)
  return kinds ? allowed.filter((kind) => kinds.includes(kind)) : allowed
}

function isOf(kind: Kind, types: readonly string[]): boolean {
  return types.includes(kind) || (types.includes('number') && /^(?:integer|fraction)$/.test(kind))
}

/** The only values that a schema accepts, if it lists them. */
function valuesOf(schema: SchemaObject): readonly unknown[] | undefined {
  if ('const' in schema) return [schema['const']]
  return Array.isArray(schema['enum']) ? schema['enum'] : undefined
}

/** "A number with a zero fractional part is an integer"; JSON Schema Validation 2020-12, 6.1.1. */
function kindOf(value: unknown): Kind {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'fraction'
  return typeof value as Kind
}

// The schemas within a schema that speak of the same value

/** What can be said of a value in one of several ways. */
type Choice = readonly {
  readonly branch: Branch
  /** All of them hold in this alternative; none where it is what remains. */
  readonly schemas: readonly Schema[]
}[]

interface Parts {
  /** The schema, and those whose keywords might as well stand in it. */
  readonly own: readonly SchemaObject[]
  /** Those that must be read on their own. */
  readonly sealed: readonly Schema[]
}

function listParts(index: SchemaIndex, schema: SchemaObject): Parts {
  const parts = index.parts.get(schema) ?? listPartsAnew(index, schema)
  index.parts.set(schema, parts)
  return parts
}

function listPartsAnew(index: SchemaIndex, schema: SchemaObject): Parts {
  const own = new Set([schema])
  const sealed = new Set<Schema>()
  for (const part of own) {
    for (const embedded of listEmbedded(index, part)) {
      if (typeof embedded === 'boolean' || isSealed(embedded)) sealed.add(embedded)
      else own.add(embedded)
    }
  }
  return { own: [...own], sealed: [...sealed] }
}

/** Its "unevaluated…" is about what stands in it, and not about what stands around it. */
function isSealed(schema: SchemaObject): boolean {
  return schema === unresolved || Object.values(unevaluatedKeyword).some((one) => one in schema)
}

const referenceKeywords = ['$ref', '$dynamicRef', '$recursiveRef']
const unresolved: SchemaObject = {}

function listEmbedded(index: SchemaIndex, schema: SchemaObject): Schema[] {
  const targets = listStrings(referenceKeywords.map((keyword) => schema[keyword])).map(
    (reference) => index.resolve(reference, schema) ?? unresolved,
  )
  return [...targets, ...listSchemas(schema['allOf'])]
}

function choicesOf(index: SchemaIndex, schema: SchemaObject): readonly Choice[] {
  const known = index.choices.get(schema)
  if (known) return known
  const choices = [
    listAlternatives(index, schema, 'anyOf'),
    listAlternatives(index, schema, 'oneOf'),
    listValues(schema),
    listConditional(index, schema),
    ...listDependent(schema),
  ].filter((choice) => choice.length > 0)
  index.choices.set(schema, choices)
  return choices
}

function listAlternatives(
  search: SchemaIndex,
  schema: SchemaObject,
  keyword: 'anyOf' | 'oneOf',
): Choice {
  const schemas = listSchemas(schema[keyword])
  const constants = schemas.map((one) => constantsOf(search, one))
  return schemas.map((one, index) => {
    const label =
      labelByConstant(constants, index) ??
      nameOf(search, one) ??
      `the ${ordinal(index + 1)} of ${schemas.length}`
    return { branch: { keyword, index, label }, schemas: [one] }
  })
}

/** Scalars have no members, so that their types are all there is to say of them. */
function listValues(schema: SchemaObject): Choice {
  const { enum: values } = schema
  if ('const' in schema || !Array.isArray(values) || !values.some(isObject)) return []
  return values.map((value: unknown, index) => ({
    branch: { keyword: 'enum', index, label: shorten(JSON.stringify(value)) },
    schemas: [{ const: value }],
  }))
}

function listConditional(search: SchemaIndex, schema: SchemaObject): Choice {
  const condition = readSchema(schema['if'])
  const [consequence, otherwise] = [readSchema(schema['then']), readSchema(schema['else'])]
  if (condition === undefined || (consequence === undefined && otherwise === undefined)) return []
  const constant = labelByConstant([constantsOf(search, condition)], 0)
  const branches = [constant ?? '"if" holds', constant ? `not ${constant}` : '"if" fails'].map(
    (label, index) => ({ keyword: 'if', index, label }) as const,
  ) as [Branch, Branch]
  return [
    { branch: branches[0], schemas: listDefined([condition, consequence]) },
    { branch: branches[1], schemas: listDefined([otherwise]) },
  ]
}

function listDependent({ dependentSchemas }: SchemaObject): Choice[] {
  if (!isObject(dependentSchemas)) return []
  return Object.keys(dependentSchemas).map((name) => [
    {
      branch: { keyword: 'dependentSchemas', index: 0, label: `with ${JSON.stringify(name)}` },
      schemas: listDefined([readOwn(dependentSchemas, name)]),
    },
    {
      branch: { keyword: 'dependentSchemas', index: 1, label: `without ${JSON.stringify(name)}` },
      schemas: [],
    },
  ])
}

// What to call an alternative

/** The properties of a schema whose values are given, each in the words of a message. */
function constantsOf(index: SchemaIndex, schema: Schema): ReadonlyMap<string, string> {
  if (typeof schema === 'boolean') return new Map()
  const properties = listParts(index, schema).own.map((part) => part['properties'])
  const entries = properties.filter(isObject).flatMap((one) => Object.entries(one))
  return new Map(
    entries.flatMap(([name, property]) => {
      const value = describeConstant(index, readSchema(property))
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

function describeConstant(index: SchemaIndex, schema: Schema | undefined): string | undefined {
  if (typeof schema !== 'object') return undefined
  const values = listDefined(listParts(index, schema).own.map(valuesOf))[0]
  if (!values || values.some(isObject)) return undefined
  return shorten(values.map((value) => JSON.stringify(value)).join(' or '))
}

/** A property tells alternatives apart where it has no such value in any other, best if in all one. */
function labelByConstant(
  constants: readonly ReadonlyMap<string, string>[],
  index: number,
): string | undefined {
  const others = constants.filter((_, other) => other !== index)
  const telling = [...(constants[index] ?? [])].filter(([name, value]) =>
    others.every((other) => other.get(name) !== value),
  )
  const common = telling.find(([name]) => others.every((other) => other.has(name)))
  const [name, value] = common ?? telling[0] ?? []
  return name === undefined ? undefined : `${name}: ${value}`
}

function nameOf(index: SchemaIndex, schema: Schema): string | undefined {
  if (typeof schema === 'boolean') return undefined
  const { own } = listParts(index, schema)
  const title = own.map((part) => part['title']).find((one) => typeof one === 'string')
  const names = own.map((part) => definitionName(part['$ref']))
  // Names such as __schema0 are made up by a library.
  return title ?? names.find((name) => name !== undefined && !name.startsWith('__'))
}

function ordinal(number: number): string {
  const suffixes: Partial<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd' }
  const category = new Intl.PluralRules('en', { type: 'ordinal' }).select(number)
  return `${number}${suffixes[category] ?? 'th'}`
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

// Where references lead

interface SchemaIndex {
  readonly root: SchemaObject
  /** What a reference in `from` leads to; undefined where that is not in this schema. */
  readonly resolve: (reference: string, from: SchemaObject) => Schema | undefined
  readonly parts: Map<SchemaObject, Parts>
  readonly choices: Map<SchemaObject, readonly Choice[]>
}

const indexes = new WeakMap<Readonly<SchemaObject>, SchemaIndex>()

function indexOf(root: Readonly<SchemaObject>): SchemaIndex {
  const known = indexes.get(root)
  if (known) return known
  const index = { root, resolve: createResolver(root), parts: new Map(), choices: new Map() }
  indexes.set(root, index)
  return index
}

/** "The $id keyword identifies a schema resource with its canonical URI"; 2020-12, 8.2.1. */
interface Resource {
  readonly uri: string
  readonly root: SchemaObject
  readonly anchors: Map<string, SchemaObject>
}

function createResolver(root: SchemaObject): SchemaIndex['resolve'] {
  const resources = new Map<string, Resource>()
  const resourceOf = new Map<SchemaObject, Resource>()
  const outermost = openResource('schema://root/', root)
  enter(root, outermost)
  return resolve

  function openResource(uri: string, schema: SchemaObject): Resource {
    const resource = { uri, root: schema, anchors: new Map<string, SchemaObject>() }
    resources.set(uri, resource)
    return resource
  }

  function enter(schema: SchemaObject, around: Resource): void {
    if (!isObject(schema) || resourceOf.has(schema)) return
    const { $id, $anchor, $dynamicAnchor } = schema
    const resource =
      typeof $id === 'string' ? openResource(resolveUri($id, around.uri), schema) : around
    resourceOf.set(schema, resource)
    for (const anchor of listStrings([$anchor, $dynamicAnchor])) {
      resource.anchors.set(anchor, schema)
    }
    eachSubschema(schema, (subschema) => enter(subschema, resource))
  }

  function resolve(reference: string, from: SchemaObject): Schema | undefined {
    const [address = '', fragment = ''] = reference.split('#', 2)
    const around = resourceOf.get(from) ?? outermost
    const resource = address === '' ? around : resources.get(resolveUri(address, around.uri))
    // TypeBox refers to the definitions of the root by their bare names.
    if (!resource) return readOwn(root['$defs'], reference)
    if (fragment === '') return resource.root
    if (!fragment.startsWith('/')) return resource.anchors.get(unescapePointer(fragment))
    return readSchema(followPointer(resource.root, fragment.slice(1).split('/')))
  }
}

function resolveUri(reference: string, base: string): string {
  return URL.canParse(reference, base) ? new URL(reference, base).href : reference
}

function followPointer(root: unknown, tokens: readonly string[]): unknown {
  return tokens.reduce<unknown>((value, token) => {
    const name = unescapePointer(token)
    return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
  }, root)
}

// Reading what may be malformed, as hand-written schemas are

type Schema = SchemaObject | boolean

function isObject(value: unknown): value is SchemaObject {
  return typeof value === 'object' && value !== null
}

function readSchema(value: unknown): Schema | undefined {
  return typeof value === 'boolean' || (isObject(value) && !Array.isArray(value))
    ? value
    : undefined
}

function readOwn(schemas: unknown, name: string): Schema | undefined {
  return isObject(schemas) && Object.hasOwn(schemas, name) ? readSchema(schemas[name]) : undefined
}

function readCount(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}

function listSchemas(values: unknown): Schema[] {
  return Array.isArray(values) ? values.map((value: unknown) => readSchema(value) ?? true) : []
}

function listStrings(values: unknown): string[] {
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : []
}

function listDefined<Value>(values: readonly (Value | undefined)[]): Value[] {
  return values.filter((value) => value !== undefined) as Value[]
}

function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)]
}
