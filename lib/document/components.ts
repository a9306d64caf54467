import type { Problem } from '../errors.ts'
import { findFreeName } from '../free-name.ts'
import {
  canonicalText,
  definitionName,
  isDistinctive,
  listMapping,
  mapSubschemas,
  ownName,
  readProperties,
  withMapping,
  type ObjectProperties,
} from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'
import type { Role } from '../declared-operation.ts'
import { toJsonSchema, type Side } from '../schema.ts'
import { mentionsAccess, resolveAccess } from '../schema/access.ts'
import { isGenerated, listReferences } from '../schema/references.ts'
import type { Schema } from '../schema-types.ts'
import {
  buildFaces,
  compareFaces,
  createComponent,
  listFaces,
  resolvedFaces,
  type Component,
  type Face,
  type Faces,
} from './schema-faces.ts'
import { comparableText, createSchemaNames, type Original } from './schema-names.ts'

/** The schemas of a document that is being built: each gets a `$ref`, or stands where it is used. */
export interface SchemaComponents {
  /** The Schema Object for a use of `schema`: a `$ref` where it has a name. */
  use(schema: Schema, use: SchemaUse): SchemaObject
  /** The same for each property of an object schema, and which of them are required. */
  useProperties(schema: Schema, use: SchemaUse): UsedProperties
  /** The components, once everything was used; writes the names into the `$ref`s given out. */
  build(): Record<string, SchemaObject>
}

/** Where a schema is used, and which way its values travel. */
export interface SchemaUse {
  readonly side: Side
  /** As a client, what we send and receive has no `readOnly` and `writeOnly`: they are resolved. */
  readonly role: Role
  readonly where: string
}

export interface UsedProperties {
  readonly properties: Readonly<Record<string, SchemaObject>>
  readonly required: ReadonlySet<string>
}

/** A second schema for a name. Whether it is another shows when both are written by names. */
interface Rival {
  readonly name: string
  readonly known: Component
  readonly schema: Readonly<SchemaObject>
  readonly scope: Scope
}

interface Scope {
  readonly side: Side
  readonly face: Face
  readonly role: Role
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
  const components = new Map<string, Faces>()
  const names = createSchemaNames(named, problems)
  const anonymous = new Map<string, string>()
  const rivals = new Map<string, Rival>()
  const targets = new WeakMap<SchemaObject, Component>()
  const deferred: (() => void)[] = []

  function use(schema: Schema, used: SchemaUse): SchemaObject {
    return embedRoot({ ...createScope(schema, used), rootName: names.nameOf(schema) })
  }

  function createScope(schema: Schema, { side, role, where }: SchemaUse): Scope {
    const root = toJsonSchema(schema, side, where)
    const isResolved = role === 'client' && mentionsAccess(root)
    const face = isResolved ? resolvedFaces[side] : side
    return { side, face, role, where, root }
  }

  function useProperties(schema: Schema, place: SchemaUse): UsedProperties {
    const scope = createScope(schema, place)
    const { properties, required } = readProperties(resolved(scope.root, scope)) ?? noProperties
    const used = [...properties].map(([name, property]) => [name, rewriteAny(property, scope)])
    return { properties: Object.fromEntries(used) as UsedProperties['properties'], required }
  }

  /** The root of a converted schema: named by its author, by itself, or written out. */
  function embedRoot(scope: Scope): SchemaObject {
    const { root, rootName, side, where } = scope
    if (typeof root['$ref'] === 'string') return rewrite(root, scope)
    const original =
      rootName === undefined && names.originalOf(comparableText(root, root), side, where)
    if (original)
      return referToCopied(namedOriginal(original), root, originalScope(original, scope))
    const isNamed = (rootName ?? ownName(root)) !== undefined || refersToRoot(root)
    return isNamed ? refer(nameRoot(scope), scope) : rewriteInside(root, scope)
  }

  function rewriteAny(schema: Readonly<SchemaObject> | boolean, scope: Scope): SchemaObject {
    if (typeof schema === 'boolean') return schema ? {} : { not: {} }
    return rewrite(schema, scope)
  }

  function rewrite(schema: Readonly<SchemaObject>, scope: Scope): SchemaObject {
    if (typeof schema['$ref'] === 'string') return rewriteRef(schema, schema['$ref'], scope)
    const text = comparableText(schema, scope.root)
    const original = names.originalOf(text, scope.side, scope.where)
    if (original) {
      return referToCopied(namedOriginal(original), schema, originalScope(original, scope))
    }
    // Many a property has a title for the reader; only what is worth a component is named by it.
    const name = isDistinctive(schema) ? ownName(schema) : undefined
    return name === undefined
      ? rewriteInside(schema, scope)
      : referToCopied({ name, schema, text }, schema, scope)
  }

  /** What a component holds, which may be a reference to another one. */
  function rewriteWhole(schema: Readonly<SchemaObject>, scope: Scope): SchemaObject {
    const { $ref } = schema
    return typeof $ref === 'string' ? rewriteRef(schema, $ref, scope) : rewriteInside(schema, scope)
  }

  function rewriteInside(schema: Readonly<SchemaObject>, scope: Scope): SchemaObject {
    const { $id: _, $defs: __, ...body } = resolved(schema, scope)
    const mapped = rewriteMapping(body, scope)
    return mapSubschemas(mapped, (subschema) => rewrite(subschema, scope))
  }

  /** A mapping holds references as text, which are written when the names are known. */
  function rewriteMapping(schema: Readonly<SchemaObject>, scope: Scope): SchemaObject {
    const mapping = listMapping(schema)
    const copy = withMapping(schema, mapping)
    const { mapping: targets } = (copy['discriminator'] ?? {}) as {
      mapping?: Record<string, string>
    }
    for (const [value, ref] of mapping) {
      if (!targets || (ref !== '#' && definitionName(ref) === undefined)) continue
      const reference = referTo(ref, scope)
      deferred.push(() => {
        targets[value] = reference['$ref'] as string
      })
    }
    return copy
  }

  /** JSON Schema 2020-12 allows keywords beside a `$ref`, which hold as well. */
  function rewriteRef(schema: Readonly<SchemaObject>, ref: string, scope: Scope): SchemaObject {
    const { $ref: _, ...siblings } = rewriteInside(schema, scope)
    return Object.assign(referTo(ref, scope), siblings)
  }

  function referTo(ref: string, scope: Scope): SchemaObject {
    if (ref === '#') return referToRoot(scope)
    const definition = definitionName(ref)
    if (definition !== undefined) return referToDefinition(definition, scope)
    const isItself = scope.rootName !== undefined && scope.root['$ref'] === ref
    const authored = isItself ? undefined : names.schemaAt(ref)
    if (authored !== undefined) return use(authored, scope)
    if (!ref.startsWith('#') && !URL.canParse(ref)) problems.push(dangling(ref, scope.where))
    return { $ref: ref }
  }

  /** A root that only refers to one of its definitions is that definition. */
  function referToRoot(scope: Scope): SchemaObject {
    const { $ref, $defs: _, ...siblings } = scope.root
    const isAlias = definitionName($ref) !== undefined && Object.keys(siblings).length === 0
    return isAlias ? referTo($ref as string, scope) : refer(nameRoot(scope), scope)
  }

  function referToDefinition(definition: string, scope: Scope): SchemaObject {
    const schema = (scope.root['$defs'] as Record<string, SchemaObject>)[definition] as SchemaObject
    const text = comparableText(schema, scope.root, definition)
    const original = names.originalOf(text, scope.side, scope.where)
    if (original) return refer(namedOriginal(original), originalScope(original, scope))
    const name = isGenerated(definition)
      ? (ownName(schema) ?? nameAnonymous(text))
      : names.rename(definition)
    return refer({ name, schema, text }, scope)
  }

  /** A copy is a reference to what it was copied from, with a description of its own beside it. */
  function referToCopied(target: Named, copy: Readonly<SchemaObject>, scope: Scope): SchemaObject {
    const reference = refer(target, scope)
    const { description } = copy
    const original = components.get(target.name)?.[scope.face]?.source
    return description === undefined || description === original?.['description']
      ? reference
      : Object.assign(reference, { description })
  }

  function nameRoot({ root, rootName }: Scope): Named {
    const text = comparableText(root, root)
    return { name: rootName ?? ownName(root) ?? nameAnonymous(text), schema: root, text }
  }

  /** A recursive schema cannot be written out, so it gets a name even where its author gave none. */
  function nameAnonymous(text: string): string {
    const name = anonymous.get(text) ?? findFreeName(`Schema${anonymous.size + 1}`, isTaken)
    anonymous.set(text, name)
    return name
  }

  function isTaken(name: string): boolean {
    return components.has(name) || Object.hasOwn(named, name)
  }

  function refer(target: Named, scope: Scope): SchemaObject {
    const reference: SchemaObject = { $ref: target.name }
    const component = define(target, scope)
    component.references.push(reference)
    targets.set(reference, component)
    scope.user?.uses.add(target.name)
    return reference
  }

  function define({ name, schema, text }: Named, scope: Scope): Component {
    const known = components.get(name) ?? {}
    components.set(name, known)
    const first = known[scope.face]
    if (first && first.text !== text) {
      rivals.set(`${scope.face} ${name} ${text}`, { name, known: first, schema, scope })
    }
    if (first) return first
    const component = createComponent(schema, text, scope.where)
    known[scope.face] = component
    const written = rewriteWhole(schema, { ...scope, user: component })
    Object.assign(component.schema, written)
    // The whole may be a reference, which then waits for a name in its new place.
    targets.get(written)?.references.push(component.schema)
    return component
  }

  /** Two schemas that differ in how they name the same parts are one. */
  function reportRivals(): void {
    // Grows as rivals are written, which a Map's iteration follows.
    for (const { name, known, schema, scope } of rivals.values()) {
      const user = createComponent(schema, '', scope.where)
      const written = rewriteWhole(schema, { ...scope, user })
      if (describeless(written) === describeless(known.schema)) continue
      const problem = nameConflict(name, known.where, scope.where)
      if (!problems.some(({ message }) => message === problem.message)) problems.push(problem)
    }
  }

  function build(): Record<string, SchemaObject> {
    reportRivals()
    const differs = compareFaces(components)
    const built = [...components].flatMap(([name, shown]) => buildFaces(name, shown, differs))
    for (const write of deferred) write()
    reportTaken(built.map(([name]) => name))
    return Object.fromEntries(built.toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }

  /** An author may have called a schema what one side of another is called. */
  function reportTaken(finals: readonly string[]): void {
    for (const name of finals.filter((final, index) => finals.indexOf(final) !== index)) {
      const { where = '' } = listFaces(components.get(name) ?? {})[0]?.component ?? {}
      problems.push(nameConflict(name, where, `one side of "${name.replace(/-\w+$/, '')}"`))
    }
  }

  return { use, useProperties, build }
}

const noProperties: ObjectProperties = { properties: new Map(), required: new Set() }

function describeless(schema: Readonly<SchemaObject>): string {
  const { description: _, ...compared } = schema
  return canonicalText(compared)
}

function namedOriginal({ name, json }: Original): Named {
  return { name, schema: json, text: comparableText(json, json) }
}

function originalScope({ name, json }: Original, scope: Scope): Scope {
  return { ...scope, root: json, rootName: name }
}

function refersToRoot(schema: Readonly<SchemaObject>): boolean {
  const definitions = Object.values((schema['$defs'] ?? {}) as Record<string, SchemaObject>)
  return [schema, ...definitions].flatMap(listReferences).includes('#')
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
    code: 'ERR_REFERENCE',
    severity: 'error',
    where,
    message: `The schema refers to "${ref}", and no schema is called so.`,
    remedy:
      'Add that schema to `schemas` under this name, or to the $defs of the one that refers to it.',
  }
}

/** A part of a schema, as it is written for the use it is put to. */
function resolved(schema: Readonly<SchemaObject>, { root, side, face }: Scope): SchemaObject {
  return face === side ? (schema as SchemaObject) : resolveAccess(schema, root, side)
}
