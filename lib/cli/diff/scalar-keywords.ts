import { changed, narrowed, unknown, widened, type Effect } from './change.ts'
import { differ, listValues, quote, type Difference } from './difference.ts'
import type { Branch, Part } from './schema-view.ts'

/** What decides about the values of one type, apart from what they consist of. */
export function compareKeywords(old: Branch, next: Branch): Difference[] {
  switch (old.type) {
    case 'number':
      return compareNumbers(old, next)
    case 'string':
      return compareTexts(old, next)
    case 'array':
      return [...compareSizes(old, next, 'Items', 'items'), ...compareUnique(old, next)]
    case 'object':
      return compareSizes(old, next, 'Properties', 'properties')
    case 'null':
    case 'boolean':
      return []
  }
}

function compareNumbers(old: Branch, next: Branch): Difference[] {
  return [
    ...compareInteger(old, next),
    ...compareLower(readLower(old), readLower(next)),
    ...compareUpper(readUpper(old), readUpper(next)),
    ...compareMultiples(old, next),
    ...compareFormats(old, next),
  ]
}

function compareInteger(old: Branch, next: Branch): Difference[] {
  if (old.isInteger === next.isInteger) return []
  return next.isInteger
    ? [differ('type-removed', narrowed, 'has to be an integer now, and was any number')]
    : [differ('type-added', widened, 'may be any number now, and was an integer')]
}

interface Bound {
  readonly value: number
  readonly isExclusive: boolean
}

function numbersOf(parts: readonly Part[], keyword: string): number[] {
  return parts.map((part) => part[keyword]).filter((value) => typeof value === 'number')
}

function readLower({ parts, isInteger }: Branch): Bound | undefined {
  const bounds = readBounds(parts, 'minimum', 'exclusiveMinimum')
  const whole = isInteger
    ? bounds.map(({ value, isExclusive }) =>
        inclusive(isExclusive ? Math.floor(value) + 1 : Math.ceil(value)),
      )
    : bounds
  return whole.toSorted(
    (a, b) => b.value - a.value || Number(b.isExclusive) - Number(a.isExclusive),
  )[0]
}

function readUpper({ parts, isInteger }: Branch): Bound | undefined {
  const bounds = readBounds(parts, 'maximum', 'exclusiveMaximum')
  const whole = isInteger
    ? bounds.map(({ value, isExclusive }) =>
        inclusive(isExclusive ? Math.ceil(value) - 1 : Math.floor(value)),
      )
    : bounds
  return whole.toSorted(
    (a, b) => a.value - b.value || Number(b.isExclusive) - Number(a.isExclusive),
  )[0]
}

function inclusive(value: number): Bound {
  return { value, isExclusive: false }
}

function readBounds(parts: readonly Part[], closed: string, open: string): Bound[] {
  return [
    ...numbersOf(parts, closed).map(inclusive),
    ...numbersOf(parts, open).map((value) => ({ value, isExclusive: true })),
  ]
}

function compareLower(old: Bound | undefined, next: Bound | undefined): Difference[] {
  const from = old && describeBound(old, 'at least', 'more than')
  const to = next && describeBound(next, 'at least', 'more than')
  const order = compareBounds(old, next)
  if (order === 0) return []
  return order < 0
    ? [
        differ(
          'bound-raised',
          narrowed,
          `has to be ${to} now, and ${from ? `was ${from}` : 'had no least value'}`,
        ),
      ]
    : [
        differ(
          'bound-lowered',
          widened,
          `${to ? `is ${to}` : 'has no least value'} now, and was ${from}`,
        ),
      ]
}

function compareUpper(old: Bound | undefined, next: Bound | undefined): Difference[] {
  const from = old && describeBound(old, 'at most', 'less than')
  const to = next && describeBound(next, 'at most', 'less than')
  const order = compareBounds(negate(old), negate(next))
  if (order === 0) return []
  return order < 0
    ? [
        differ(
          'bound-lowered',
          narrowed,
          `has to be ${to} now, and ${from ? `was ${from}` : 'had no greatest value'}`,
        ),
      ]
    : [
        differ(
          'bound-raised',
          widened,
          `${to ? `is ${to}` : 'has no greatest value'} now, and was ${from}`,
        ),
      ]
}

function describeBound({ value, isExclusive }: Bound, closed: string, open: string): string {
  return `${isExclusive ? open : closed} ${value}`
}

function negate(bound: Bound | undefined): Bound | undefined {
  return bound && { value: -bound.value, isExclusive: bound.isExclusive }
}

/** Negative where the second is the stricter lower bound. */
function compareBounds(old: Bound | undefined, next: Bound | undefined): number {
  const [one, other] = [old?.value ?? -Infinity, next?.value ?? -Infinity]
  if (one !== other) return one < other ? -1 : 1
  return Number(old?.isExclusive ?? false) - Number(next?.isExclusive ?? false)
}

function compareMultiples(old: Branch, next: Branch): Difference[] {
  const [from, to] = [readMultiples(old), readMultiples(next)]
  const isLess = from.every((one) => to.some((other) => isMultiple(other, one)))
  const isMore = to.every((one) => from.some((other) => isMultiple(other, one)))
  if (isLess && isMore) return []
  const was = from.length === 0 ? 'was not before' : `was one of ${listValues(from)}`
  const message =
    to.length === 0
      ? `need not be a multiple of ${listValues(from)} any more`
      : `has to be a multiple of ${listValues(to)} now, and ${was}`
  const effect = isLess ? narrowed : isMore ? widened : changed
  return [differ('multiple-changed', effect, message)]
}

/** An integer is a multiple of 1. */
function readMultiples({ parts, isInteger }: Branch): number[] {
  const given = new Set(numbersOf(parts, 'multipleOf'))
  return [...given].filter((value) => value > 0 && !(isInteger && value === 1))
}

function isMultiple(value: number, of: number): boolean {
  return Number.isInteger(value / of)
}

function compareTexts(old: Branch, next: Branch): Difference[] {
  return [
    ...compareSizes(old, next, 'Length', 'characters'),
    ...comparePatterns(old, next),
    ...compareFormats(old, next),
    ...compareEncodings(old, next),
  ]
}

function compareSizes(old: Branch, next: Branch, suffix: string, unit: string): Difference[] {
  const least = ({ parts }: Branch): number => Math.max(0, ...numbersOf(parts, `min${suffix}`))
  const most = ({ parts }: Branch): number => Math.min(...numbersOf(parts, `max${suffix}`))
  return [
    ...compareLeast(least(old), least(next), unit),
    ...compareMost(most(old), most(next), unit),
  ]
}

function compareLeast(from: number, to: number, unit: string): Difference[] {
  if (from === to) return []
  const message = `has at least ${to} ${unit} now, and ${from === 0 ? 'had no such limit' : `had ${from}`}`
  return to > from
    ? [differ('bound-raised', narrowed, message)]
    : [differ('bound-lowered', widened, `has at least ${to} ${unit} now, and had ${from}`)]
}

function compareMost(from: number, to: number, unit: string): Difference[] {
  if (from === to) return []
  if (to < from) {
    const was = from === Infinity ? 'had no such limit' : `had ${from}`
    return [differ('bound-lowered', narrowed, `has at most ${to} ${unit} now, and ${was}`)]
  }
  const now = to === Infinity ? `any number of ${unit}` : `at most ${to} ${unit}`
  return [differ('bound-raised', widened, `may have ${now} now, and had at most ${from}`)]
}

function compareUnique(old: Branch, next: Branch): Difference[] {
  const [was, is] = [old, next].map(({ parts }) =>
    parts.some((part) => part['uniqueItems'] === true),
  )
  if (was === is) return []
  return is
    ? [differ('unique-items-added', narrowed, 'may not have equal items any more')]
    : [differ('unique-items-removed', widened, 'may have equal items now')]
}

function textsOf(parts: readonly Part[], keyword: string): Set<string> {
  return new Set(parts.map((part) => part[keyword]).filter((value) => typeof value === 'string'))
}

function comparePatterns(old: Branch, next: Branch): Difference[] {
  const { removed, added } = compareSets(
    textsOf(old.parts, 'pattern'),
    textsOf(next.parts, 'pattern'),
  )
  if (removed.length > 0 && added.length > 0) {
    const message = `has to match ${listValues(added)} now, and had to match ${listValues(removed)}: which of the two is wider is not known`
    return [differ('pattern-changed', unknown, message)]
  }
  return [
    ...added.map((pattern) =>
      differ('pattern-added', narrowed, `has to match ${quote(pattern)} now`),
    ),
    ...removed.map((pattern) =>
      differ('pattern-removed', widened, `need not match ${quote(pattern)} any more`),
    ),
  ]
}

function compareSets(
  old: ReadonlySet<string>,
  next: ReadonlySet<string>,
): { removed: string[]; added: string[] } {
  return {
    removed: [...old].filter((one) => !next.has(one)),
    added: [...next].filter((one) => !old.has(one)),
  }
}

/** Formats all values of which have the other format too. */
const widerFormats: Readonly<Record<string, readonly string[]>> = {
  int32: ['int64', 'float', 'double'],
  int64: ['double'],
  float: ['double'],
  email: ['idn-email'],
  hostname: ['idn-hostname'],
  uri: ['uri-reference', 'iri', 'iri-reference', 'url'],
  url: ['uri', 'uri-reference'],
  'uri-reference': ['iri-reference'],
  iri: ['iri-reference'],
}

/** Formats that decide about values; others are words for readers, or unknown to most. */
const decidingFormats = new Set([
  ...['date', 'date-time', 'time', 'duration', 'iso-time', 'iso-date-time', 'uuid', 'email'],
  ...[
    'idn-email',
    'hostname',
    'idn-hostname',
    'ipv4',
    'ipv6',
    'uri',
    'uri-reference',
    'url',
    'iri',
  ],
  ...['iri-reference', 'uri-template', 'json-pointer', 'relative-json-pointer', 'regex'],
  ...['int32', 'int64', 'float', 'double'],
])

const numberFormats = new Set(['int32', 'int64', 'float', 'double'])

function readFormats({ parts, type }: Branch): Set<string> {
  const all = [...textsOf(parts, 'format')].filter(
    (format) => !contentFormats.has(format) && numberFormats.has(format) === (type === 'number'),
  )
  return new Set(all)
}

/** A format that most readers do not know decides about nothing that can be judged. */
export function compareFormats(old: Branch, next: Branch): Difference[] {
  const { removed, added } = compareSets(readFormats(old), readFormats(next))
  const [from, to] = [removed[0], added[0]]
  if (from !== undefined && to !== undefined) {
    const effect = effectOfFormats(from, to)
    return [
      differ('format-changed', effect, `has the format ${quote(to)} now, and had ${quote(from)}`),
    ]
  }
  return [
    ...added.map((format) => {
      const effect = decidingFormats.has(format) ? narrowed : unknown
      return differ('format-added', effect, `has the format ${quote(format)} now`)
    }),
    ...removed.map((format) => {
      const effect = decidingFormats.has(format) ? widened : unknown
      return differ('format-removed', effect, `has the format ${quote(format)} no more`)
    }),
  ]
}

function effectOfFormats(from: string, to: string): Effect {
  if (widerFormats[from]?.includes(to)) return widened
  if (widerFormats[to]?.includes(from)) return narrowed
  return decidingFormats.has(from) || decidingFormats.has(to) ? changed : unknown
}

/** What 3.0 writes as a format. */
const contentFormats = new Map([
  ['byte', 'base64'],
  ['binary', 'application/octet-stream'],
])

function compareEncodings(old: Branch, next: Branch): Difference[] {
  const [from, to] = [readContents(old), readContents(next)]
  if (from === to) return []
  const was = from === '' ? 'was plain text' : `was ${from}`
  const now = to === '' ? 'is plain text' : `is ${to}`
  return [differ('encoding-changed', changed, `${now} now, and ${was}`)]
}

function readContents({ parts }: Branch): string {
  const formats = [...textsOf(parts, 'format')].flatMap(
    (format) => contentFormats.get(format) ?? [],
  )
  const given = ['contentEncoding', 'contentMediaType'].flatMap((name) => [...textsOf(parts, name)])
  return [...new Set([...formats, ...given])].toSorted().join(', ')
}
