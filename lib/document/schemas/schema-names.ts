import type { Problem } from '../../errors.ts'
import {
  canonicalText,
  definitionName,
  eachSubschema,
  followReference,
  isDistinctive,
} from '../../json-schema.ts'
import type { SchemaObject } from '../../openapi-types.ts'
import { toJsonSchema, type Side } from '../../schema.ts'
import { listReferences } from '../../schema/references.ts'
import type { Schema } from '../../schema-types.ts'

/** A schema that its author named in `schemas`. */
export interface Original {
  readonly name: string
  readonly schema: Schema
  readonly json: Readonly<SchemaObject>
}

/** The author's names: `schemas: { Invoice }`. */
export interface SchemaNames {
  /** The name of this very schema. */
  nameOf(schema: Schema): string | undefined
  /** The schema that a reference leads to: by its name in the document, by its bare name or `$id`. */
  schemaAt(ref: string): Schema | undefined
  /** The same as it is converted, where it can be. */
  jsonAt(ref: string, side: Side): Readonly<SchemaObject> | undefined
  isAuthored(name: string): boolean
  /** What a part of a schema is compared by, written once for each. */
  textOf(part: Copy): string
  /** Whether a schema, or a part of it, may be a copy of one that has a name. */
  mayHoldCopy(schema: Readonly<SchemaObject>, side: Side): boolean
  /**
   * What a schema is a copy of: nesting and `.describe()` copy.
   *
   * @param problems Where a copy that could be of two originals is reported.
   */
  originalOf(copy: Copy, place: Place, problems: Problem[]): Original | undefined
  /** The author's name for a schema that calls itself `definition` (`.meta({ id })`). */
  rename(definition: string): string
}

export interface Copy {
  readonly schema: Readonly<SchemaObject>
  /** The whole schema that it is a part of. */
  readonly root: Readonly<SchemaObject>
  /** Its name in that. */
  readonly definition?: string | undefined
}

interface Place {
  readonly side: Side
  readonly where: string
}

export function createSchemaNames(named: Readonly<Record<string, Schema>>): SchemaNames {
  const byIdentity = new Map(Object.entries(named).map(([name, schema]) => [schema, name]))
  const byAddress = new Map([...listIds(named), ...Object.entries(named)])
  const byText = { input: new Map<string, Original[]>(), output: new Map<string, Original[]>() }
  const outlines = { input: new Set<string>(), output: new Set<string>() }
  const byDefinition = new Map<string, string>()
  const textOf = createTexts()

  function read(name: string, schema: Schema, side: Side): void {
    const json = convertIfPossible(schema, side, `schemas.${name}`)
    if (!json) return
    const definition = definitionName(json['$ref'])
    if (definition !== undefined) byDefinition.set(definition, name)
    else if (isDistinctive(json)) {
      const text = textOf({ schema: json, root: json })
      byText[side].set(text, [...(byText[side].get(text) ?? []), { name, schema, json }])
      outlines[side].add(outlineOf(json))
    }
  }

  function originalOf(
    { schema, root, definition }: Copy,
    { side, where }: Place,
    problems: Problem[],
  ): Original | undefined {
    // Most are like none at first sight; to write their texts takes longer than all the rest.
    if (!mayBeCopy(schema, side)) return undefined
    const text = textOf({ schema, root, definition })
    const [original, ...rivals] = byText[side].get(text) ?? []
    if (original && rivals.length > 0) reportOnce(tie([original, ...rivals], where), problems)
    return original
  }

  function mayBeCopy(schema: Readonly<SchemaObject>, side: Side): boolean {
    return outlines[side].size > 0 && isDistinctive(schema) && outlines[side].has(outlineOf(schema))
  }

  function mayHoldCopy(schema: Readonly<SchemaObject>, side: Side): boolean {
    if (outlines[side].size === 0) return false
    let isFound = mayBeCopy(schema, side)
    eachSubschema(schema, (subschema) => {
      isFound ||= mayHoldCopy(subschema, side)
    })
    return isFound
  }

  function schemaAt(ref: string): Schema | undefined {
    return byAddress.get(ref.replace('#/components/schemas/', ''))
  }

  function jsonAt(ref: string, side: Side): SchemaObject | undefined {
    const schema = schemaAt(ref)
    return schema === undefined ? undefined : convertIfPossible(schema, side, ref)
  }

  for (const [name, schema] of Object.entries(named)) {
    read(name, schema, 'input')
    read(name, schema, 'output')
  }
  return {
    nameOf: (schema) => byIdentity.get(schema),
    schemaAt,
    jsonAt,
    isAuthored: (name) => Object.hasOwn(named, name),
    mayHoldCopy,
    textOf,
    originalOf,
    rename: (definition) => byDefinition.get(definition) ?? definition,
  }
}

function listIds(named: Readonly<Record<string, Schema>>): [string, Schema][] {
  return Object.values(named).flatMap((schema) => {
    const { $id } = schema as { $id?: unknown }
    return typeof $id === 'string' ? [[$id, schema] as [string, Schema]] : []
  })
}

/** A schema may have a JSON Schema on the one side that it is used on, and none on the other. */
function convertIfPossible(schema: Schema, side: Side, where: string): SchemaObject | undefined {
  try {
    return toJsonSchema(schema, side, where)
  } catch {
    return undefined
  }
}

/** Schemas of equal texts have properties of equal names. */
function outlineOf({ properties }: Readonly<SchemaObject>): string {
  return Object.keys(properties ?? {})
    .toSorted()
    .join('\n')
}

/** The texts of the schemas of one document: most stand in it more than once. */
function createTexts(): (part: Copy) => string {
  const known = new Map<Readonly<SchemaObject>, Copy & { readonly text: string }>()
  return ({ schema, root, definition }) => {
    const one = known.get(schema)
    if (one?.root === root && one.definition === definition) return one.text
    const text = comparableText(schema, root, definition)
    known.set(schema, { schema, root, definition, text })
    return text
  }
}

/**
 * What two schemas are compared by: equal texts describe the same values. A recursive schema that
 * stands in `$defs` refers to itself by that name, and by `#` where it is the root. What a schema
 * refers to besides is part of what it says.
 */
function comparableText(
  schema: Readonly<SchemaObject>,
  root: Readonly<SchemaObject>,
  definition?: string,
): string {
  const text = writeText(schema)
  if (!text.includes('"$ref":"#')) return text
  const own = definition === undefined ? undefined : `#/$defs/${definition}`
  const reached = listReached(schema, root)
  if (own !== undefined) reached.delete(own)
  if (schema === root) reached.delete('#')
  const others = [...reached].map(([ref, target]) => `${ref} ${writeText(target)}`)
  const whole = [text, ...others.toSorted((a, b) => (a < b ? -1 : 1))].join('\n')
  return own === undefined ? whole : whole.replaceAll(`"$ref":"${own}"`, '"$ref":"#"')
}

function writeText(schema: Readonly<SchemaObject>): string {
  const { description: _, $defs: __, $id: ___, ...compared } = schema
  return canonicalText(compared)
}

/** Everything within the whole schema that a part of it refers to, directly or not. */
function listReached(
  schema: Readonly<SchemaObject>,
  root: Readonly<SchemaObject>,
): Map<string, Readonly<SchemaObject>> {
  const reached = new Map<string, Readonly<SchemaObject>>()
  const visit = (part: Readonly<SchemaObject>): void => {
    for (const ref of listReferences(part)) {
      const target = followReference({ $ref: ref }, root)
      const isWithin = ref === '#' || definitionName(ref) !== undefined
      if (!isWithin || reached.has(ref)) continue
      reached.set(ref, target)
      visit(target)
    }
  }
  visit(schema)
  return reached
}

export function reportOnce(problem: Problem, problems: Problem[]): void {
  if (!problems.some(({ message }) => message === problem.message)) problems.push(problem)
}

export function nameConflict(name: string, first: string, second: string): Problem {
  return {
    code: 'ERR_SCHEMA_NAME',
    severity: 'error',
    where: second,
    message: `Two different schemas are called "${name}": one in ${first}, one in ${second}.`,
    remedy: 'Give one of them another name: in `schemas`, by .meta({ id }), $id or title.',
  }
}

function tie(originals: readonly Original[], where: string): Problem {
  const names = originals.map(({ name }) => `"${name}"`).join(' and ')
  return {
    code: 'ERR_SCHEMA_NAME',
    severity: 'error',
    where,
    message: `A copied schema is equal to ${names}, which are equal to each other: it could be either.`,
    remedy: 'Keep one of them in `schemas`, or name the schema itself with .meta({ id }) or $id.',
  }
}
