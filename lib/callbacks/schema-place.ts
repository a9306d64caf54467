import type { Absence, Branch, BranchAbsence, PlainAbsence } from './schema-finding.ts'
import { listDefined } from './schema-reading.ts'

// What is known of the values at one place

/** The types of JSON, with the numbers in two halves: `number` is both. */
export type Kind = 'null' | 'boolean' | 'string' | 'integer' | 'fraction' | 'object' | 'array'
export type Container = 'object' | 'array'

const scalarKinds = ['null', 'boolean', 'string', 'integer', 'fraction'] as const
export const containers = ['object', 'array'] as const
export const everyKind: readonly Kind[] = [...scalarKinds, ...containers]

export interface Place {
  /** None where the schema accepts no value. */
  readonly kinds: readonly Kind[]
  /** What is known of the next token, for each kind that has members; empty after the last. */
  readonly members: Readonly<Partial<Record<Container, Member>>>
}

export type Member = DeclaredMember | { readonly status: UndeclaredStatus }

/**
 * `impossible`: no value has it. `unlisted`: others are declared. `unsaid`: the alternative in which a
 * condition does not hold, which says nothing because there is nothing to add. `silent`: nothing at
 * all is said.
 */
export type UndeclaredStatus = 'impossible' | 'unlisted' | 'unsaid' | 'silent'

export interface DeclaredMember {
  readonly status: 'declared'
  /** When it is absent, although there is an object or array: never, if there are none. */
  readonly absences: readonly Absence[]
  /** The alternatives in which `place` is not said of it, should it be there nevertheless. */
  readonly elsewhere: readonly Branch[]
  readonly place: Place
}

export const impossible: Member = { status: 'impossible' }
export const nothing: Place = { kinds: [], members: {} }
export const anything: Place = placeOfAll({ status: 'silent' })
export const unsaid: Place = placeOfAll({ status: 'unsaid' })
/** Behind a reference that leads out of the schema may be any declaration. */
export const unknown: Place = placeOfAll({
  status: 'declared',
  absences: [{ kind: 'undeclared', branches: [] }],
  elsewhere: [],
  place: anything,
})

function placeOfAll(member: Member): Place {
  return { kinds: everyKind, members: { object: member, array: member } }
}

export function createPlace(
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

// "And": what holds of a value of which all of these hold

export function intersect(places: readonly Place[]): Place {
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

export function unite(alternatives: readonly Alternative[]): Place {
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

function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)]
}
