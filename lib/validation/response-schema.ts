import { listComposed } from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'
import type { RegExpEngine } from './outcome.ts'

export type PartSchema = Readonly<SchemaObject> | boolean

/** What one schema says of the members of a value, and nothing of what it refers to. */
export interface Part {
  /** Whether it says which properties an object may have, be it in a branch that does not apply. */
  readonly namesProperties: boolean
  /** The schemas of a property that it names, or admits without a name. */
  schemasOf(name: string): readonly PartSchema[]
  /** What admits a property, or an item, of which no schema beside it says anything. */
  readonly restOfProperties: PartSchema | undefined
  readonly restOfItems: PartSchema | undefined
  readonly prefixItems: readonly PartSchema[]
  readonly items: PartSchema | undefined
  /** `anyOf` and `oneOf`. */
  readonly choices: readonly (readonly PartSchema[])[]
  readonly condition: Condition | undefined
  /** What holds where a property is there. */
  readonly dependent: readonly (readonly [name: string, schema: PartSchema])[]
  /** Cheap to ask, and enough to tell most alternatives apart. */
  readonly needs: Needs
}

export interface Condition {
  readonly asked: PartSchema
  readonly ifSo: readonly PartSchema[]
  readonly ifNot: readonly PartSchema[]
}

export interface Needs {
  readonly types: readonly unknown[] | undefined
  readonly required: readonly string[]
  /** The values that a property may have, where it has few. */
  readonly values: readonly (readonly [name: string, values: readonly unknown[]])[]
}

/** Reads each schema once. */
export interface SchemaReader {
  /** A schema, and those that hold beside it. */
  read(schema: PartSchema): readonly Part[]
  /** `writeOnly`: what a client sends, and is never sent. */
  isHidden(schema: PartSchema): boolean
}

export function createSchemaReader(
  root: Readonly<SchemaObject>,
  regExp: RegExpEngine | undefined,
): SchemaReader {
  const parts = new Map<object, Part>()
  const composed = new Map<object, readonly Part[]>()
  const hidden = new Map<object, boolean>()
  const mentioning = new Map<object, boolean>()

  function read(schema: PartSchema): readonly Part[] {
    if (typeof schema === 'boolean') return []
    const known = composed.get(schema)
    if (known) return known
    const found = listComposed(schema, root).map(readOne)
    composed.set(schema, found)
    return found
  }

  function readOne(schema: Readonly<SchemaObject>): Part {
    const part = parts.get(schema) ?? readPart(schema, root, regExp, namesProperties(schema))
    parts.set(schema, part)
    return part
  }

  function isHidden(schema: PartSchema): boolean {
    if (typeof schema === 'boolean') return false
    const known = hidden.get(schema)
    if (known !== undefined) return known
    // Entered before it is known: a schema may be an alternative of itself.
    hidden.set(schema, false)
    const is = listComposed(schema, root).some(
      (part) => part['writeOnly'] === true || listChoices(part).flat().some(isHidden),
    )
    hidden.set(schema, is)
    return is
  }

  function namesProperties(schema: Readonly<SchemaObject>): boolean {
    if (propertyKeywords.some((keyword) => schema[keyword] !== undefined)) return true
    if (listRequired(schema).length > 0) return true
    const branches = [...listBranches(schema), ...Object.values(listDependent(schema))]
    return branches.some((branch) => mentionsProperties(branch))
  }

  /** With its alternatives, of which one always applies. */
  function mentionsProperties(schema: PartSchema): boolean {
    if (typeof schema === 'boolean') return false
    const known = mentioning.get(schema)
    if (known !== undefined) return known
    mentioning.set(schema, false)
    const is = listComposed(schema, root).some(
      (part) => namesProperties(part) || listChoices(part).flat().some(mentionsProperties),
    )
    mentioning.set(schema, is)
    return is
  }

  return { read, isHidden }
}

function readPart(
  schema: Readonly<SchemaObject>,
  root: Readonly<SchemaObject>,
  regExp: RegExpEngine | undefined,
  namesProperties: boolean,
): Part {
  const { prefixItems, items, unevaluatedItems, unevaluatedProperties } = schema
  return {
    namesProperties,
    schemasOf: readProperties(schema, regExp),
    restOfProperties: unevaluatedProperties as PartSchema | undefined,
    restOfItems: unevaluatedItems as PartSchema | undefined,
    prefixItems: listSchemas(prefixItems),
    items: items as PartSchema | undefined,
    choices: listChoices(schema),
    condition: readCondition(schema),
    dependent: Object.entries(listDependent(schema)),
    needs: readNeeds(schema, root),
  }
}

const propertyKeywords = [
  ...['properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties'],
]

/** A name may be required, and not be among the properties. */
function listRequired({ required }: Readonly<SchemaObject>): readonly string[] {
  return Array.isArray(required) ? (required as string[]) : []
}

function listBranches(schema: Readonly<SchemaObject>): readonly PartSchema[] {
  const branches = ['if', 'then', 'else'].map((keyword) => schema[keyword])
  return branches.filter((branch): branch is PartSchema => branch !== undefined)
}

function listDependent(schema: Readonly<SchemaObject>): Readonly<Record<string, PartSchema>> {
  return (schema['dependentSchemas'] ?? {}) as Record<string, PartSchema>
}

function listSchemas(value: unknown): readonly PartSchema[] {
  return Array.isArray(value) ? (value as PartSchema[]) : []
}

function listChoices(schema: Readonly<SchemaObject>): (readonly PartSchema[])[] {
  return [listSchemas(schema['anyOf']), listSchemas(schema['oneOf'])].filter(
    ({ length }) => length > 0,
  )
}

function readProperties(
  schema: Readonly<SchemaObject>,
  regExp: RegExpEngine | undefined,
): Part['schemasOf'] {
  const { properties, patternProperties, additionalProperties } = schema
  const own = new Map(Object.entries((properties ?? {}) as Record<string, PartSchema>))
  const patterns = Object.entries((patternProperties ?? {}) as Record<string, PartSchema>).map(
    ([pattern, within]) => [compilePattern(pattern, regExp), within] as const,
  )
  const isClosed = additionalProperties === undefined || additionalProperties === false
  const rest = isClosed ? [] : [additionalProperties as PartSchema]
  const required = new Set(listRequired(schema))
  return (name) => {
    const named = own.get(name)
    const matching = patterns.filter(([pattern]) => pattern.test(name)).map(([, within]) => within)
    const found = named === undefined ? matching : [named, ...matching]
    if (found.length > 0) return found
    return required.has(name) && rest.length === 0 ? anything : rest
  }
}

const anything: readonly PartSchema[] = [true]

/** A library's expression may be one that the flag does not allow. */
function compilePattern(
  pattern: string,
  regExp: RegExpEngine | undefined,
): { test(text: string): boolean } {
  if (regExp) return regExp(pattern, 'u')
  try {
    return new RegExp(pattern, 'u')
  } catch {
    return new RegExp(pattern)
  }
}

function readCondition(schema: Readonly<SchemaObject>): Condition | undefined {
  const branch = (keyword: string): PartSchema[] =>
    schema[keyword] === undefined ? [] : [schema[keyword] as PartSchema]
  const [asked] = branch('if')
  return asked === undefined ? undefined : { asked, ifSo: branch('then'), ifNot: branch('else') }
}

function readNeeds(schema: Readonly<SchemaObject>, root: Readonly<SchemaObject>): Needs {
  const { type } = schema
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, PartSchema>)
  const composed = properties.map(
    ([name, property]) =>
      [name, typeof property === 'boolean' ? [] : listComposed(property, root)] as const,
  )
  const filledIn = new Set(
    composed
      .filter(([, parts]) => parts.some((part) => part['default'] !== undefined))
      .map(([name]) => name),
  )
  return {
    types: type === undefined ? undefined : [type].flat(),
    required: listRequired(schema).filter((name) => !filledIn.has(name)),
    values: composed.flatMap(([name, parts]) =>
      parts.flatMap(listValues).map((values) => [name, values] as const),
    ),
  }
}

function listValues(schema: Readonly<SchemaObject>): (readonly unknown[])[] {
  const constant = Object.hasOwn(schema, 'const') ? [[schema['const']]] : []
  const enumeration = Array.isArray(schema['enum']) ? [schema['enum'] as unknown[]] : []
  return [...constant, ...enumeration].filter((values) => values.every(isScalar))
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}
