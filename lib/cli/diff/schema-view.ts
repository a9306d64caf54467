import { canonicalText, listConstants } from '../../json-schema.ts'
import type { SchemaObject } from '../../openapi-types.ts'
import { type Fields, followLocal, isFields } from '../../document/fields.ts'
import { hasOpaqueKeyword } from './opaque-keywords.ts'

export type Part = Readonly<SchemaObject>

/** Schemas that hold of a value at the same time. Without any, every value is accepted. */
export type View = readonly unknown[]

export type TypeName = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object'

const typeNames: readonly TypeName[] = ['null', 'boolean', 'number', 'string', 'array', 'object']

/** One of the alternatives of a schema, for values of one type. */
export interface Branch {
  readonly type: TypeName
  /** Schemas that hold at the same time; what they refer to and are composed of is among them. */
  readonly parts: readonly Part[]
  /** By their canonical texts; undefined where values are not counted. */
  readonly constants: ReadonlyMap<string, unknown> | undefined
  /** Of numbers. */
  readonly isInteger: boolean
  /** The name of the alternative, where it is one among several. */
  readonly label: string
}

/** More alternatives than these are not compared one by one. */
const maxBranches = 64

/** Reads the schemas of one document. */
export interface SchemaReader {
  /** Equal for views of the same schemas. */
  identify(view: View): string
  /** Every alternative; undefined where they are too many to compare. */
  listBranches(view: View): readonly Branch[] | undefined
  /** The alternatives of which a value has to fit one alone, as they are written. */
  listExclusive(view: View): readonly (readonly unknown[])[]
}

/** The parts of one alternative, before they are told apart by types. */
interface Alternative {
  readonly parts: ReadonlySet<Part>
  readonly label: string
}

export function createReader(document: Readonly<Fields>): SchemaReader {
  const ids = new WeakMap<object, number>()
  const known = new Map<string, readonly Branch[] | undefined>()
  let count = 0

  function idOf(schema: unknown): string {
    if (!isFields(schema)) return String(schema)
    const id = ids.get(schema)
    if (id !== undefined) return String(id)
    ids.set(schema, ++count)
    return String(count)
  }

  /** With what `$ref` and `allOf` add, and without what was met before. */
  function collect(view: View, met: ReadonlySet<Part>): Set<Part> {
    const parts = new Set<Part>()
    const pending = [...view]
    for (const schema of pending) {
      const part = schema === false ? never : schema
      if (!isFields(part) || parts.has(part) || met.has(part)) continue
      parts.add(part)
      const target = typeof part['$ref'] === 'string' ? followLocal(part['$ref'], document) : []
      pending.push(...[target].flat(), ...listOf(part['allOf']))
    }
    return parts
  }

  function expand(view: View, met: ReadonlySet<Part>): Alternative[] {
    const parts = collect(view, met)
    const all = new Set([...met, ...parts])
    let found: Alternative[] = [{ parts, label: '' }]
    for (const group of [...parts].flatMap((part) => [part['anyOf'], part['oneOf']])) {
      const schemas = listOf(group)
      if (schemas.length === 0) continue
      const choices = schemas.flatMap((schema, index) =>
        expand([schema], all).map(({ parts: own, label }) => ({
          parts: own,
          label: label || nameAlternative(schema, index),
        })),
      )
      found = multiply(found, choices)
      if (found.length > maxBranches) throw new TooMany()
    }
    return found
  }

  function identify(view: View): string {
    return [...new Set(view.filter(isRestriction).map(idOf))].toSorted().join(' ')
  }

  function findBranches(view: View): readonly Branch[] | undefined {
    try {
      return mergeConstants(expand(view, new Set()).flatMap(splitByType))
    } catch (error) {
      if (error instanceof TooMany) return undefined
      throw error
    }
  }

  return {
    identify,
    listBranches(view) {
      const key = identify(view)
      if (!known.has(key)) known.set(key, findBranches(view))
      return known.get(key)
    },
    listExclusive(view) {
      const parts = collect(view, new Set())
      for (const part of parts) {
        const alternatives = [...listOf(part['anyOf']), ...listOf(part['oneOf'])]
        for (const one of collect(alternatives, parts)) parts.add(one)
      }
      return [...parts].map((part) => listOf(part['oneOf'])).filter(isGroup)
    },
  }
}

function isGroup(schemas: readonly unknown[]): boolean {
  return schemas.length > 1
}

class TooMany extends Error {}

const never: Part = { not: {} }

function isRestriction(schema: unknown): boolean {
  return schema === false || (isFields(schema) && Object.keys(schema).length > 0)
}

/** What stands in a list, whatever stands in its place. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function multiply(one: readonly Alternative[], other: readonly Alternative[]): Alternative[] {
  return one.flatMap((first) =>
    other.map((second) => ({
      parts: new Set([...first.parts, ...second.parts]),
      label: [first.label, second.label].filter(Boolean).join(' '),
    })),
  )
}

function nameAlternative(schema: unknown, index: number): string {
  if (!isFields(schema)) return `${index + 1}`
  const { $ref, title } = schema
  if (typeof $ref === 'string') return $ref.split('/').at(-1) ?? $ref
  return typeof title === 'string' ? title : `${index + 1}`
}

function splitByType({ parts: given, label }: Alternative): Branch[] {
  const parts = [...given]
  if (parts.some((part) => part === never || isNever(part))) return []
  const constants = readConstants(parts)
  return typeNames.flatMap((type) => {
    const allowed = parts.map((part) => allowsType(part, type))
    if (allowed.includes(false)) return []
    const isInteger = allowed.includes('integer')
    const own = constants && filterConstants(constants, type, isInteger)
    if (own?.size === 0) return []
    return [{ type, parts, label, isInteger, constants: isWhole(type, own) ? undefined : own }]
  })
}

function isNever({ not }: Part): boolean {
  return not === true || (isFields(not) && Object.keys(not).length === 0)
}

/** All values of these types, written one by one. */
function isWhole(type: TypeName, constants: ReadonlyMap<string, unknown> | undefined): boolean {
  if (type === 'null') return true
  return type === 'boolean' && constants?.size === 2
}

function allowsType({ type }: Part, name: TypeName): boolean | 'integer' {
  if (type === undefined) return true
  const types: unknown[] = Array.isArray(type) ? type : [type]
  if (types.includes(name)) return true
  return name === 'number' && types.includes('integer') ? 'integer' : false
}

function readConstants(parts: readonly Part[]): Map<string, unknown> | undefined {
  const lists = parts.flatMap((part) => {
    const both = [part['enum'], 'const' in part ? listConstants(part) : undefined]
    return both.filter((list) => Array.isArray(list))
  }) as unknown[][]
  const [first, ...others] = lists.map(
    (list) => new Map(list.map((value) => [canonicalText(value), value])),
  )
  return first && new Map([...first].filter(([text]) => others.every((other) => other.has(text))))
}

function filterConstants(
  constants: ReadonlyMap<string, unknown>,
  type: TypeName,
  isInteger: boolean,
): Map<string, unknown> {
  return new Map(
    [...constants].filter(
      ([, value]) => typeOf(value) === type && (!isInteger || Number.isInteger(value)),
    ),
  )
}

function typeOf(value: unknown): TypeName {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value as TypeName
}

/** `anyOf: [{ const: 'a' }, { const: 'b' }]` is `enum: ['a', 'b']`, written for those who describe each. */
function mergeConstants(branches: readonly Branch[]): Branch[] {
  return typeNames.flatMap((type) => {
    const own = branches.filter((branch) => branch.type === type)
    const [first] = own
    // One without conditions accepts what the others do.
    const free = type === 'null' ? own.find(isUnconditional) : undefined
    if (free) return [free]
    if (first === undefined || own.length < 2 || isStructured(type)) return own
    // Conditions of other kinds stay with the values that they are about.
    if (!own.every(({ constants, parts }) => constants && parts.every(isCounted))) return own
    const constants = new Map(own.flatMap((branch) => acceptedConstants(branch)))
    return [{ type, parts: [], label: '', isInteger: false, constants }]
  })
}

/** Whether there is nothing to refuse a value of its type by, where that has one value alone. */
function isUnconditional({ parts }: Branch): boolean {
  return !parts.some(hasOpaqueKeyword)
}

function isCounted(part: Part): boolean {
  return Object.keys(part).every((keyword) => countedKeywords.has(keyword))
}

const countedKeywords = new Set([
  ...[
    'type',
    'enum',
    'const',
    '$ref',
    'allOf',
    'anyOf',
    'oneOf',
    'minLength',
    'maxLength',
    'pattern',
  ],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'title'],
  ...['description', 'examples', 'example', 'deprecated', '$comment'],
])

function isStructured(type: TypeName): boolean {
  return type === 'object' || type === 'array'
}

function acceptedConstants({ constants, parts }: Branch): [string, unknown][] {
  return [...(constants ?? [])].filter(([, value]) => acceptsScalar(parts, value))
}

/** Whether a string or a number is within the bounds of schemas; what cannot be judged is. */
export function acceptsScalar(parts: readonly Part[], value: unknown): boolean {
  return parts.every((part) => {
    if (typeof value === 'string') return acceptsText(part, value)
    return typeof value !== 'number' || acceptsNumber(part, value)
  })
}

function acceptsText({ minLength, maxLength, pattern }: Part, text: string): boolean {
  const length = [...text].length
  const isLong = typeof minLength !== 'number' || length >= minLength
  const isShort = typeof maxLength !== 'number' || length <= maxLength
  return isLong && isShort && (typeof pattern !== 'string' || matches(pattern, text))
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text)
  } catch {
    return true
  }
}

function acceptsNumber(part: Part, value: number): boolean {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = part
  return (
    !(typeof minimum === 'number' && value < minimum) &&
    !(typeof maximum === 'number' && value > maximum) &&
    !(typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum) &&
    !(typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum) &&
    !(typeof multipleOf === 'number' && !Number.isInteger(value / multipleOf))
  )
}
