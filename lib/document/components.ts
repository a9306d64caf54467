import type { Problem } from '../errors.ts'
import {
  canonicalText,
  definitionName,
  isComponentName,
  mapSubschemas,
  ownName,
  resolveRoot,
} from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { toJsonSchema, type Side } from '../schema.ts'
import type { Schema } from '../schema-types.ts'

/** The schemas of a document that is being built: each gets a `$ref`, or stands where it is used. */
export interface SchemaComponents {
  /** The Schema Object for a use of `schema`: a `$ref` where it has a name. */
  use(schema: Schema, side: Side, where: string): SchemaObject
  /** The same for each property of an object schema, and which of them are required. */
  useProperties(schema: Schema, side: Side, where: string): UsedProperties
  /** The components, once everything was used; writes the names into the `$ref`s given out. */
  build(): Record<string, SchemaObject>
}

export interface UsedProperties {
  readonly properties: Readonly<Record<string, SchemaObject>>
  readonly required: ReadonlySet<string>
}

/** One side of a named schema, with the references that wait for its final name. */
interface Component {
  readonly text: string
  readonly where: string
  readonly references: SchemaObject[]
  /** The components that this one refers to. */
  readonly uses: Set<string>
  schema: SchemaObject
}

type Sides = Partial<Record<Side, Component>>

/**
 * @param named The author's names: `schemas: { Invoice }`.
 * @param problems Where two different schemas under one name are reported.
 */
export function createSchemaComponents(
  named: Readonly<Record<string, Schema>>,
  problems: Problem[],
): SchemaComponents {
  const components = new Map<string, Sides>()
  const names = readNames(named)
  const anonymous = new Map<string, string>()

  function use(schema: Schema, side: Side, where: string): SchemaObject {
    const root = toJsonSchema(schema, side, where)
    const rootName = names.byIdentity.get(schema as object)
    return embed(root, { side, where, root, rootName })
  }

  function useProperties(schema: Schema, side: Side, where: string): UsedProperties {
    const root = toJsonSchema(schema, side, where)
    const object = resolveRoot(root)
    const properties = Object.entries((object['properties'] ?? {}) as Record<string, SchemaObject>)
    const scope: Scope = { side, where, root }
    return {
      properties: Object.fromEntries(
        properties.map(([name, property]) => [name, rewrite(property, scope)]),
      ),
      required: new Set((object['required'] ?? []) as string[]),
    }
  }

  /** The root of a converted schema: named by its author, by itself, or written out. */
  function embed(root: Readonly<SchemaObject>, scope: Scope): SchemaObject {
    const { $defs: _, ...body } = root
    if (definitionName(body['$ref']) !== undefined) return rewrite(body, scope)
    const name = scope.rootName ?? ownName(root)
    if (name !== undefined) return refer(name, body, scope)
    const original = findOriginal(root, scope)
    if (original) return referToOriginal(original, root, scope)
    return refersToRoot(root) ? refer(nameAnonymous(root), body, scope) : rewriteInside(body, scope)
  }

  function rewrite(schema: Readonly<SchemaObject>, scope: Scope): SchemaObject {
    const definition = definitionName(schema['$ref'])
    if (definition !== undefined) return withSiblings(referToDefinition(definition, scope), schema)
    if (schema['$ref'] === '#') return withSiblings(embed(scope.root, scope), schema)
    const original = findOriginal(schema, scope)
    return original ? referToOriginal(original, schema, scope) : rewriteInside(schema, scope)
  }

  function rewriteInside(schema: Readonly<SchemaObject>, scope: Scope): SchemaObject {
    const { $id: _, $defs: __, ...body } = schema
    return mapSubschemas(body, (subschema) => rewrite(subschema, scope))
  }

  function referToDefinition(definition: string, scope: Scope): SchemaObject {
    const definitions = scope.root['$defs'] as Record<string, SchemaObject> | undefined
    const schema = definitions?.[definition]
    if (!schema) return { $ref: `#/$defs/${definition}` }
    const name = /^__schema\d+$/.test(definition)
      ? nameAnonymous(schema)
      : (names.byDefinition.get(definition) ?? definition)
    return refer(name, schema, scope)
  }

  function findOriginal(schema: Readonly<SchemaObject>, { side }: Scope): Original | undefined {
    return isDistinctive(schema) ? names.byText[side].get(comparableText(schema)) : undefined
  }

  /** A copy is a reference to what it was copied from, with a description of its own beside it. */
  function referToOriginal(
    { name, json }: Original,
    copy: Readonly<SchemaObject>,
    scope: Scope,
  ): SchemaObject {
    const { description } = copy
    const reference = refer(name, json, { ...scope, root: json, rootName: name })
    return description === undefined || description === json['description']
      ? reference
      : Object.assign(reference, { description })
  }

  /** A recursive schema cannot be written out, so it gets a name even where its author gave none. */
  function nameAnonymous(schema: Readonly<SchemaObject>): string {
    const text = canonicalText(schema)
    const name = anonymous.get(text) ?? `Schema${anonymous.size + 1}`
    anonymous.set(text, name)
    return name
  }

  function refer(name: string, schema: Readonly<SchemaObject>, scope: Scope): SchemaObject {
    const component = define(name, schema, scope)
    const reference: SchemaObject = { $ref: name }
    component.references.push(reference)
    scope.user?.uses.add(name)
    return reference
  }

  function define(name: string, schema: Readonly<SchemaObject>, scope: Scope): Component {
    const sides = components.get(name) ?? {}
    components.set(name, sides)
    const text = comparableText(schema)
    const known = sides[scope.side]
    if (known && known.text !== text) problems.push(nameConflict(name, known.where, scope.where))
    if (known) return known
    const component = {
      text,
      where: scope.where,
      references: [],
      uses: new Set<string>(),
      schema: {},
    }
    sides[scope.side] = component
    Object.assign(component.schema, rewriteInside(schema, { ...scope, user: component }))
    return component
  }

  function build(): Record<string, SchemaObject> {
    const split = findSplit(components)
    const built = [...components].flatMap(([name, sides]) =>
      buildSides(name, sides, split.has(name)),
    )
    return Object.fromEntries(built.toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }

  return { use, useProperties, build }
}

interface Scope {
  readonly side: Side
  readonly where: string
  /** The conversion whose `$defs` references point into. */
  readonly root: Readonly<SchemaObject>
  readonly rootName?: string | undefined
  /** The component that is being defined. */
  readonly user?: Component
}

/** A schema that its author named. */
interface Original {
  readonly name: string
  readonly json: Readonly<SchemaObject>
}

interface Names {
  readonly byIdentity: WeakMap<object, string>
  /** Copies made by nesting or `.describe()` are known by their text. */
  readonly byText: Record<Side, Map<string, Original>>
  /** A name of the author's for a schema that names itself (`.meta({ id })`). */
  readonly byDefinition: Map<string, string>
}

function readNames(named: Readonly<Record<string, Schema>>): Names {
  const names: Names = {
    byIdentity: new WeakMap(),
    byText: { input: new Map(), output: new Map() },
    byDefinition: new Map(),
  }
  for (const [name, schema] of Object.entries(named)) {
    names.byIdentity.set(schema as object, name)
    for (const side of ['input', 'output'] as const) readName(names, name, schema, side)
  }
  return names
}

function readName(names: Names, name: string, schema: Schema, side: Side): void {
  const json = convertIfPossible(schema, side, name)
  if (!json) return
  const definition = definitionName(json['$ref'])
  if (definition !== undefined) names.byDefinition.set(definition, name)
  else if (isDistinctive(json)) names.byText[side].set(comparableText(json), { name, json })
}

/** A schema may have a JSON Schema on the one side that it is used on, and none on the other. */
function convertIfPossible(schema: Schema, side: Side, name: string): SchemaObject | undefined {
  try {
    return toJsonSchema(schema, side, `schemas.${name}`)
  } catch {
    return undefined
  }
}

/** `{ type: 'string' }` is equal to half of all schemas, and a copy of none. */
function isDistinctive(json: Readonly<SchemaObject>): boolean {
  return ['properties', 'enum', 'anyOf', 'oneOf', 'allOf', 'prefixItems'].some((key) => key in json)
}

function comparableText(schema: Readonly<SchemaObject>): string {
  const { description: _, $defs: __, $id: ___, ...rest } = schema
  return canonicalText(rest)
}

/** JSON Schema 2020-12 allows keywords beside a `$ref`, which hold as well. */
function withSiblings(reference: SchemaObject, schema: Readonly<SchemaObject>): SchemaObject {
  const { $ref: _, $defs: __, ...siblings } = schema
  return Object.assign(reference, siblings)
}

function refersToRoot(schema: Readonly<SchemaObject>): boolean {
  let found = schema['$ref'] === '#'
  mapSubschemas(schema, (subschema) => {
    found ||= refersToRoot(subschema)
    return subschema
  })
  return found
}

function nameConflict(name: string, first: string, second: string): Problem {
  return {
    code: 'ERR_SCHEMA_NAME',
    severity: 'error',
    where: second,
    message: `Two different schemas are called "${name}": one in ${first}, one in ${second}.`,
    remedy: 'Give one of them another name: in `schemas`, by .meta({ id }), $id or title.',
  }
}

/** The names whose two sides differ, in themselves or in what they refer to. */
function findSplit(components: ReadonlyMap<string, Sides>): Set<string> {
  const both = [...components].filter(([, { input, output }]) => input && output)
  const split = new Set(
    both.filter(([, { input, output }]) => input?.text !== output?.text).map(([name]) => name),
  )
  for (let size = -1; size !== split.size;) {
    size = split.size
    for (const [name, { input, output }] of both) {
      const uses = [...(input?.uses ?? []), ...(output?.uses ?? [])]
      if (uses.some((used) => split.has(used))) split.add(name)
    }
  }
  return split
}

function buildSides(name: string, sides: Sides, split: boolean): [string, SchemaObject][] {
  const present = (['input', 'output'] as const).flatMap((side) => {
    const component = sides[side]
    return component ? [{ component, name: split ? `${name}-${suffixes[side]}` : name }] : []
  })
  for (const { component, name: final } of present) {
    for (const reference of component.references)
      reference['$ref'] = `#/components/schemas/${final}`
  }
  const kept = split ? present : present.slice(0, 1)
  return kept.map(({ component, name: final }) => [final, component.schema])
}

const suffixes = { input: 'Input', output: 'Output' } as const

/** The author's names that no component can have. */
export function findBadNames(named: Readonly<Record<string, Schema>>): string[] {
  return Object.keys(named).filter((name) => !isComponentName(name))
}
