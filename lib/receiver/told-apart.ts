import type { DeclaredContent } from '../declared-operation.ts'
import { RingbackError } from '../errors.ts'
import { annotations, canonicalText, followReference, listConstants } from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { essenceOf } from '../validation/check-body.ts'
import type { ReceivedOperation } from './received-operation.ts'

type Part = Readonly<SchemaObject> | boolean

/**
 * Refuses operations of one URL of which one allows all that another allows: nothing could tell them apart.
 *
 * @throws {RingbackError} `ERR_RECEIVER_AMBIGUOUS`
 */
export function requireToldApart(operations: readonly ReceivedOperation[]): void {
  for (const narrow of operations) {
    const wide = operations.find((other) => other !== narrow && allowsAll(other, narrow))
    if (wide === undefined) continue
    throw ambiguous(
      [wide, narrow],
      'whatever is declared for the second is allowed for the first too',
      'receive()',
    )
  }
}

export function ambiguous(
  operations: readonly ReceivedOperation[],
  why: string,
  where: string,
): RingbackError {
  const names = operations.map(({ operationId, key }) => `"${operationId ?? key}"`).join(' and ')
  return new RingbackError({
    code: 'ERR_RECEIVER_AMBIGUOUS',
    message: `${names} cannot be told apart: ${why}.`,
    where,
    remedy:
      'Declare what tells them apart, such as a property or a header that is { const: … }, or give each a URL of its own.',
  })
}

/** Whether that can be proven; where schemas are too different to compare, it is not. */
function allowsAll(wide: ReceivedOperation, narrow: ReceivedOperation): boolean {
  if (wide.method !== narrow.method) return false
  const [one, other] = [wide.declared(), narrow.declared()]
  const slots = ['query', 'headers', 'cookies'] as const
  return (
    slots.every((slot) =>
      (one.parameters[slot] ?? []).every((schema) =>
        (other.parameters[slot] ?? [{}]).some((own) => includes(toPart(schema), toPart(own))),
      ),
    ) && allowsBodies(one.body, other.body)
  )
}

interface Body {
  readonly required: boolean
  readonly content: DeclaredContent
}

function allowsBodies(wide: Body | undefined, narrow: Body | undefined): boolean {
  if (!wide || !narrow) return !narrow && (!wide || !wide.required)
  if (wide.required && !narrow.required) return false
  return [...narrow.content].every(([type, { schema = {} }]) =>
    [...wide.content].some(
      ([other, { schema: own = {} }]) =>
        essenceOf(other) === essenceOf(type) && includes(toPart(own), toPart(schema)),
    ),
  )
}

function toPart(schema: unknown): Part {
  return schema as Part
}

/** Whether a schema accepts every value that another accepts. */
function includes(wide: Part, narrow: Part): boolean {
  return compare(wide, narrow, {
    wide: typeof wide === 'object' ? wide : {},
    narrow: typeof narrow === 'object' ? narrow : {},
    depth: 0,
  })
}

interface Roots {
  readonly wide: Readonly<SchemaObject>
  readonly narrow: Readonly<SchemaObject>
  readonly depth: number
}

/** A recursive schema goes on for ever. */
const maxDepth = 16

function compare(wide: Part, narrow: Part, roots: Roots): boolean {
  if (roots.depth > maxDepth) return false
  const one = constraintsOf(wide, roots.wide)
  const other = constraintsOf(narrow, roots.narrow)
  if (one === undefined || other === undefined) return wide === true || narrow === false
  if (Object.keys(one).length === 0) return true
  const constants = listConstants(one)
  const own = listConstants(other)
  if (constants && Object.keys(one).every((name) => known.has(name))) {
    const allowed = new Set(constants.map(canonicalText))
    return own?.every((value) => allowed.has(canonicalText(value))) ?? false
  }
  const inner = { ...roots, depth: roots.depth + 1 }
  return Object.entries(one).every(([keyword, value]) => holds(keyword, value, one, other, inner))
}

const known = new Set(['const', 'enum', 'type'])

/** Whether what a keyword asks for is so in all that the other schema accepts. */
function holds(
  keyword: string,
  value: unknown,
  wide: Readonly<SchemaObject>,
  narrow: Readonly<SchemaObject>,
  roots: Roots,
): boolean {
  switch (keyword) {
    case 'type':
      return isOfType(narrow, [value].flat())
    case 'required':
      return (value as unknown[]).every((name) => listOf(narrow['required']).includes(name))
    case 'properties':
      return Object.entries(value as Record<string, Part>).every(([name, property]) =>
        compare(property, propertyOf(narrow, name), roots),
      )
    case 'additionalProperties':
      return value === true || (value === false && isClosedWithin(wide, narrow))
    case 'items':
      return compare(value as Part, (narrow['items'] ?? true) as Part, roots)
    default:
      return canonicalText(value) === canonicalText(narrow[keyword])
  }
}

function isOfType(narrow: Readonly<SchemaObject>, types: readonly unknown[]): boolean {
  const own = listConstants(narrow)?.map(typeOf) ?? listOf(narrow['type'])
  const isAllowed = (type: unknown): boolean =>
    types.includes(type) || (type === 'integer' && types.includes('number'))
  return own.length > 0 && own.every(isAllowed)
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

/** What is not named may be anything, unless nothing else may be there. */
function propertyOf(schema: Readonly<SchemaObject>, name: string): Part {
  const properties = (schema['properties'] ?? {}) as Record<string, Part>
  if (Object.hasOwn(properties, name)) return properties[name] as Part
  return (schema['additionalProperties'] ?? true) as Part
}

function isClosedWithin(wide: Readonly<SchemaObject>, narrow: Readonly<SchemaObject>): boolean {
  const names = Object.keys((wide['properties'] ?? {}) as object)
  const own = Object.keys((narrow['properties'] ?? {}) as object)
  return narrow['additionalProperties'] === false && own.every((name) => names.includes(name))
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : [value].flat()
}

/** Without what decides nothing. Undefined for `true` and `false`. */
function constraintsOf(
  part: Part,
  root: Readonly<SchemaObject>,
): Readonly<SchemaObject> | undefined {
  if (typeof part === 'boolean') return part ? {} : undefined
  const target = Object.keys(part).includes('$ref') ? followReference(part, root) : part
  const entries = Object.entries(target).filter(
    ([name]) => !annotations.has(name) && !name.startsWith('x-') && !ofWriting.has(name),
  )
  return Object.fromEntries(entries)
}

const ofWriting = new Set(['$defs', '$id', '$schema', 'example', 'style', 'explode'])
