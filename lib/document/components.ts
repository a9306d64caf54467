import type { Problem } from '../errors.ts'
import { mapSubschemas, ownName, parseDefinitionRef, resolveRoot } from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { toJsonSchema, type Side } from '../schema.ts'
import type { Schema } from '../schema-types.ts'
import { comparableText, createSchemaNames, type Original } from './schema-names.ts'

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
  readonly references: Reference[]
  /** The components that this one refers to. */
  readonly uses: Set<string>
  readonly schema: SchemaObject
}

interface Reference {
  readonly object: SchemaObject
  /** What follows the component's own address, such as `/properties/id`. */
  readonly tail: string
}

type Sides = Partial<Record<Side, Component>>

interface Scope {
  readonly side: Side
  readonly where: string
  /** The conversion that `#` and `#/$defs/…` point into. */
  readonly root: Readonly<SchemaObject>
  readonly rootName?: string | undefined
  /** The component that is being defined. */
  readonly user?: Component
}

/** What a component is defined by. */
interface Named {
  readonly name: string
  readonly schema: Readonly<SchemaObject>
  readonly text: string
}

/**
 * @param named The author's names: `schemas: { Invoice }`.
 * @param problems Where two different schemas under one name are reported.
 */
export function createSchemaComponents(
  named: Readonly<Record<string, Schema>>,
  problems: Problem[],
): SchemaComponents {
  const components = new Map<string, Sides>()
  const names = createSchemaNames(named, problems)
  const anonymous = new Map<string, string>()

  function use(schema: Schema, side: Side, where: string): SchemaObject {
    const root = toJsonSchema(schema, side, where)
    return embedRoot({ side, where, root, rootName: names.nameOf(schema) })
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
  function embedRoot(scope: Scope): SchemaObject {
    const { root, rootName, side, where } = scope
    if (typeof root['$ref'] === 'string') return rewrite(root, scope)
    const original = rootName === undefined && names.originalOf(comparableText(root), side, where)
    if (original) return referToOriginal(original, root, scope)
    const isNamed = (rootName ?? ownName(root)) !== undefined || refersToRoot(root)
    return isNamed ? refer(nameRoot(scope), scope) : rewriteInside(root, scope)
  }

  function rewrite(schema: Readonly<SchemaObject>, scope: Scope): SchemaObject {
    if (typeof schema['$ref'] === 'string') return rewriteRef(schema, schema['$ref'], scope)
    const original = names.originalOf(comparableText(schema), scope.side, scope.where)
    return original ? referToOriginal(original, schema, scope) : rewriteInside(schema, scope)
  }

  function rewriteInside(schema: Readonly<SchemaObject>, scope: Scope): SchemaObject {
    const { $id: _, $defs: __, ...body } = schema
    return mapSubschemas(body, (subschema) => rewrite(subschema, scope))
  }

  /** JSON Schema 2020-12 allows keywords beside a `$ref`, which hold as well. */
  function rewriteRef(schema: Readonly<SchemaObject>, ref: string, scope: Scope): SchemaObject {
    const { $ref: _, ...siblings } = rewriteInside(schema, scope)
    return Object.assign(referTo(ref, scope), siblings)
  }

  function referTo(ref: string, scope: Scope): SchemaObject {
    if (ref === '#') return refer(nameRoot(scope), scope)
    const definition = parseDefinitionRef(ref)
    if (definition) return referToDefinition(definition.name, definition.tail, ref, scope)
    const authored = findAuthored(ref, scope)
    if (authored !== undefined) return use(authored, scope.side, scope.where)
    const isLocal = ref.startsWith('#/') && !ref.startsWith('#/components/')
    return isLocal ? refer(nameRoot(scope), scope, ref.slice(1)) : { $ref: ref }
  }

  /** A schema that its author named, and refers to by the address that it will have. */
  function findAuthored(ref: string, { root, rootName }: Scope): Schema | undefined {
    const [, name = ''] = ref.split('#/components/schemas/')
    const isItself = name === rootName && root['$ref'] === ref
    return ref === `#/components/schemas/${name}` && !isItself ? names.schemaOf(name) : undefined
  }

  function referToDefinition(name: string, tail: string, ref: string, scope: Scope): SchemaObject {
    const definitions = scope.root['$defs'] as Record<string, SchemaObject> | undefined
    const schema = definitions && Object.hasOwn(definitions, name) ? definitions[name] : undefined
    if (!schema) {
      problems.push(dangling(ref, scope.where))
      return { $ref: ref }
    }
    const text = comparableText(schema, name)
    const original = names.originalOf(text, scope.side, scope.where)
    if (original) return refer(namedOriginal(original), rootScope(original, scope), tail)
    const isGenerated = /^__schema\d+$/.test(name)
    return refer(
      { name: isGenerated ? nameAnonymous(text) : names.rename(name), schema, text },
      scope,
      tail,
    )
  }

  /** A copy is a reference to what it was copied from, with a description of its own beside it. */
  function referToOriginal(
    original: Original,
    copy: Readonly<SchemaObject>,
    scope: Scope,
  ): SchemaObject {
    const reference = refer(namedOriginal(original), rootScope(original, scope))
    const { description } = copy
    return description === undefined || description === original.json['description']
      ? reference
      : Object.assign(reference, { description })
  }

  function nameRoot({ root, rootName }: Scope): Named {
    const text = comparableText(root)
    return { name: rootName ?? ownName(root) ?? nameAnonymous(text), schema: root, text }
  }

  /** A recursive schema cannot be written out, so it gets a name even where its author gave none. */
  function nameAnonymous(text: string): string {
    const name = anonymous.get(text) ?? `Schema${anonymous.size + 1}`
    anonymous.set(text, name)
    return name
  }

  function refer(target: Named, scope: Scope, tail = ''): SchemaObject {
    const object: SchemaObject = { $ref: target.name }
    define(target, scope).references.push({ object, tail })
    scope.user?.uses.add(target.name)
    return object
  }

  function define({ name, schema, text }: Named, scope: Scope): Component {
    const sides = components.get(name) ?? {}
    components.set(name, sides)
    const known = sides[scope.side]
    if (known && known.text !== text) reportConflict(name, known.where, scope.where)
    if (known) return known
    const { where } = scope
    const component: Component = { text, where, references: [], uses: new Set(), schema: {} }
    sides[scope.side] = component
    Object.assign(component.schema, rewriteInside(schema, { ...scope, user: component }))
    return component
  }

  function reportConflict(name: string, first: string, second: string): void {
    const problem = nameConflict(name, first, second)
    if (!problems.some(({ message }) => message === problem.message)) problems.push(problem)
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

function namedOriginal({ name, json }: Original): Named {
  return { name, schema: json, text: comparableText(json) }
}

function rootScope({ name, json }: Original, scope: Scope): Scope {
  return { ...scope, root: json, rootName: name }
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

function dangling(ref: string, where: string): Problem {
  return {
    code: 'ERR_SCHEMA',
    severity: 'error',
    where,
    message: `The schema refers to "${ref}", and has nothing there.`,
    remedy: 'Add it to the $defs of the same schema, or mend the reference.',
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
    return component ? [{ component, final: split ? `${name}-${suffixes[side]}` : name }] : []
  })
  for (const { component, final } of present) {
    for (const { object, tail } of component.references) {
      object['$ref'] = `#/components/schemas/${final}${tail}`
    }
  }
  const kept = split ? present : present.slice(0, 1)
  return kept.map(({ component, final }) => [final, component.schema])
}

const suffixes = { input: 'Input', output: 'Output' } as const
