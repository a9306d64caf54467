import { followReference, listConstants } from '../../json-schema.ts'
import type { SchemaObject } from '../../openapi-types.ts'
import { isFields } from '../fields.ts'

/** A schema, and the conversion that `#` and `#/$defs/…` within it point into. */
export interface Located {
  readonly schema: Readonly<SchemaObject>
  readonly root: Readonly<SchemaObject>
}

/** What tells the alternatives of a union apart: their values, in the order of the alternatives. */
export interface Distinction {
  readonly propertyName: string
  readonly values: readonly (readonly string[])[]
}

/** Finds what tells alternatives apart, undefined where nothing does. */
export type Distinguish = (alternatives: readonly Located[]) => Distinction | undefined

/** How the schemas are read that a union consists of. */
export interface Reading {
  /** What a reference to another schema of the document leads to. */
  find(ref: string): Readonly<SchemaObject> | undefined
  /** A schema as the document shows it. */
  show(located: Located): Readonly<SchemaObject>
}

/** The texts that each property of an object may be, of those that it must have. */
type Tags = ReadonlyMap<string, readonly string[]>

/**
 * "A JSON object … to aid in serialization, deserialization, and validation when request bodies or
 * response payloads may be one of a number of different schemas" adds nothing to what is accepted: it
 * says which property to look at. That can be read off the alternatives, and no library says it in its
 * JSON Schema; so it holds for a plain union of tagged objects as for one that was called
 * discriminated.
 */
export function createDistinguish({ find, show }: Reading): Distinguish {
  const readTexts = readOnce(collectTexts)
  return (alternatives) => {
    const tags = alternatives.map(readTags)
    return tags.every((one) => one !== undefined) ? choose(tags) : undefined
  }

  /**
   * Undefined where a schema accepts more than objects, and where it is a union in turn: readers of
   * documents look for the property in the schemas that a mapping leads to.
   */
  function readTags(located: Located): Tags | undefined {
    const parts = listParts(located)
    if (!parts.some(({ schema }) => isObjectType(schema['type']))) return undefined
    const required = new Set(parts.flatMap(({ schema }) => (schema['required'] ?? []) as string[]))
    const tags = new Map<string, readonly string[]>()
    for (const [name, property] of parts.flatMap(listProperties)) {
      const texts = required.has(name) ? readTexts(property) : undefined
      if (texts) tags.set(name, tags.get(name)?.filter((text) => texts.includes(text)) ?? texts)
    }
    return tags
  }

  /** The texts that a schema accepts, where it accepts nothing else. */
  function collectTexts(located: Located): string[] | undefined {
    const parts = listParts(located)
    const lists = [
      ...parts.map(({ schema }) => listConstants(schema)),
      ...parts.flatMap(listUnions).map(uniteTexts),
    ].filter((list) => list !== undefined)
    const [first, ...others] = lists
    const values = first?.filter((value) => others.every((other) => other.includes(value))) ?? []
    return values.length > 0 && values.every(isText) ? [...new Set(values)] : undefined
  }

  function uniteTexts(alternatives: readonly Located[]): readonly string[] | undefined {
    const lists = alternatives.map(readTexts)
    return lists.every((list) => list !== undefined) ? lists.flat() : undefined
  }

  /** A schema, and what holds beside it by `$ref` and `allOf`, wherever that is. */
  function listParts(located: Located): Located[] {
    const parts = new Map<object, Located>()
    const open = [located]
    for (const part of open) {
      if (parts.has(part.schema)) continue
      parts.set(part.schema, part)
      open.push(...listWithin(part, 'allOf'), ...follow(part))
    }
    return [...parts.values()].map((part) => ({ ...part, schema: show(part) }))
  }

  function follow({ schema, root }: Located): Located[] {
    const { $ref } = schema
    if (typeof $ref !== 'string') return []
    const target = followReference(schema, root)
    if (target !== schema) return [{ schema: target, root }]
    const outside = find($ref)
    return outside ? [{ schema: outside, root: outside }] : []
  }
}

/** What leads back to itself tells nothing on the way. */
function readOnce<Result>(
  read: (located: Located) => Result | undefined,
): (located: Located) => Result | undefined {
  const known = new WeakMap<object, Result | undefined>()
  return (located) => {
    if (known.has(located.schema)) return known.get(located.schema)
    known.set(located.schema, undefined)
    const result = read(located)
    known.set(located.schema, result)
    return result
  }
}

/** The names that are in common use for it come first. */
function choose([first, ...others]: readonly Tags[]): Distinction | undefined {
  const names = [...(first ?? new Map<string, string[]>()).keys()]
  const usual = ['type', 'kind'].filter((name) => names.includes(name))
  for (const propertyName of [...usual, ...names]) {
    const values = [first, ...others].map((tags) => tags?.get(propertyName) ?? [])
    if (areDistinct(values)) return { propertyName, values }
  }
  return undefined
}

function areDistinct(values: readonly (readonly string[])[]): boolean {
  const all = values.flat()
  return values.every((list) => list.length > 0) && new Set(all).size === all.length
}

function listUnions({ schema, root }: Located): Located[][] {
  return ['oneOf', 'anyOf'].flatMap((keyword) =>
    Array.isArray(schema[keyword]) ? [listWithin({ schema, root }, keyword)] : [],
  )
}

/** `true` accepts everything, and so says nothing. */
function listWithin({ schema, root }: Located, keyword: string): Located[] {
  const list = (schema[keyword] ?? []) as unknown[]
  return list.map((member) => ({ schema: isFields(member) ? member : {}, root }))
}

function listProperties({ schema, root }: Located): [string, Located][] {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, unknown>)
  return properties.flatMap(([name, property]): [string, Located][] =>
    isFields(property) ? [[name, { schema: property, root }]] : [],
  )
}

function isObjectType(type: unknown): boolean {
  return [type].flat().every((name) => name === 'object')
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
