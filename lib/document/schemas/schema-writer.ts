import type { Problem } from '../../errors.ts'
import { findFreeName } from '../../free-name.ts'
import { putMember } from '../../json.ts'
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
} from '../../json-schema.ts'
import type { SchemaObject } from '../../openapi-types.ts'
import type { Role } from '../../declared-operation.ts'
import { toJsonSchema, type Side } from '../../schema.ts'
import { mentionsAccess, resolveAccess } from '../../schema/access.ts'
import { isGenerated, listReferences } from '../../schema/references.ts'
import { isKnownSimple, isPlain, isSimple } from '../../schema/simple.ts'
import type { Schema } from '../../schema-types.ts'
import { isFields } from '../fields.ts'
import { createDiscriminators } from './discriminator.ts'
import {
  createComponent,
  freeWords,
  meaningText,
  omitKeys,
  resolvedFaces,
  type Component,
  type Face,
  type Faces,
} from './schema-faces.ts'
import { nameConflict, reportOnce, type Original, type SchemaNames } from './schema-names.ts'

/** Writes schemas as a document has them: each gets a `$ref`, or stands where it is used. */
export interface SchemaWriter {
  /** What was named so far; grows with each use. */
  readonly components: ReadonlyMap<string, Faces>
  /** The Schema Object for a use of `schema`: a `$ref` where it has a name. */
  use(schema: Schema, use: SchemaUse): SchemaObject
  /** The same for each property of an object schema, and which of them are required. */
  useProperties(schema: Schema, use: SchemaUse): UsedProperties
  /** What `use()` gives, where that is the same wherever the schema is used: it has no name, and refers to nothing. */
  findAsIs(schema: Schema, use: SchemaUse): SchemaObject | undefined
  /** Whether what was written refers to our components alone, as far as can be told at once. */
  isOurs(written: SchemaObject): boolean
  /** Report two schemas that want one name on one side. */
  reportRivals(): void
  /** Write the final names, once the `$ref`s have them, where they are text. */
  writeMappings(): void
}

/** What the writers of one document share: the same schema has the same name in each. */
export interface SharedNames {
  readonly names: SchemaNames
  /** The names of recursive schemas that their authors gave none, by what the schemas say. */
  readonly anonymous: Map<string, string>
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
  /** The schema that is used, as its author gave it. */
  readonly given: Schema
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

/** @param problems Where two different schemas under one name are reported. */
export function createSchemaWriter(
  { names, anonymous }: SharedNames,
  problems: Problem[],
): SchemaWriter {
  const components = new Map<string, Faces>()
  const rivals = new Map<string, Rival>()
  const targets = new WeakMap<SchemaObject, Component>()
  const deferred: (() => void)[] = []
  const discriminators = createDiscriminators(names, (schema) => targets.has(schema))

  function use(schema: Schema, used: SchemaUse): SchemaObject {
    return findAsIs(schema, used) ?? embedRoot(createScope(schema, used, names.nameOf(schema)))
  }

  function findAsIs(schema: Schema, { side, where }: SchemaUse): SchemaObject | undefined {
    const root = toJsonSchema(schema, side, where)
    return standsAsIs(root, side) && names.nameOf(schema) === undefined ? root : undefined
  }

  function createScope(schema: Schema, { side, role, where }: SchemaUse, rootName?: string): Scope {
    const root = toJsonSchema(schema, side, where)
    const isResolved = role === 'client' && !isPlain(root) && mentionsAccess(root)
    const face = isResolved ? resolvedFaces[side] : side
    return { given: schema, side, face, role, where, root, rootName }
  }

  function useProperties(schema: Schema, place: SchemaUse): UsedProperties {
    const scope = createScope(schema, place)
    const { properties, required } = readProperties(resolved(scope.root, scope)) ?? noProperties
    const write = standsAsIs(scope.root, scope.side) ? writeAny : rewriteAny
    const used: Record<string, SchemaObject> = {}
    for (const [name, property] of properties) putMember(used, name, write(property, scope))
    return { properties: used, required }
  }

  /** It is not copied: what is converted never changes, nor does what is written. */
  function standsAsIs(root: Readonly<SchemaObject>, side: Side): boolean {
    return isPlain(root) && !names.mayHoldCopy(root, side)
  }

  /** The root of a converted schema: named by its author, by itself, or written out. */
  function embedRoot(scope: Scope): SchemaObject {
    const { root, rootName, side, where } = scope
    if (typeof root['$ref'] === 'string') return rewrite(root, scope)
    const original =
      rootName === undefined && names.originalOf({ schema: root, root }, { side, where }, problems)
    if (original)
      return referToCopied(namedOriginal(original), root, originalScope(original, scope))
    const isNamed =
      (rootName ?? ownName(root)) !== undefined || (!isSimple(root) && refersToRoot(root))
    return isNamed ? referToCopied(nameRoot(scope), root, scope) : rewriteInside(root, scope)
  }

  function rewriteAny(schema: Readonly<SchemaObject> | boolean, scope: Scope): SchemaObject {
    return typeof schema === 'boolean' ? writeAny(schema) : rewrite(schema, scope)
  }

  function rewrite(schema: Readonly<SchemaObject>, scope: Scope): SchemaObject {
    if (typeof schema['$ref'] === 'string') return rewriteRef(schema, schema['$ref'], scope)
    const original = names.originalOf({ schema, root: scope.root }, scope, problems)
    if (original) {
      return referToCopied(namedOriginal(original), schema, originalScope(original, scope))
    }
    // Many a property has a title for the reader; only what is worth a component is named by it.
    const name = isDistinctive(schema) ? ownName(schema) : undefined
    if (name === undefined) return rewriteInside(schema, scope)
    return referToCopied(nameTitled(name, schema, scope), schema, scope)
  }

  /** What a component holds, which may be a reference to another one. */
  function rewriteWhole(schema: Readonly<SchemaObject>, scope: Scope): SchemaObject {
    const { $ref } = schema
    return typeof $ref === 'string' ? rewriteRef(schema, $ref, scope) : rewriteInside(schema, scope)
  }

  function rewriteInside(schema: Readonly<SchemaObject>, scope: Scope): SchemaObject {
    const { $id: _, $defs: __, ...body } = resolved(schema, scope)
    const mapped = rewriteMapping(body, scope)
    const written = mapSubschemas(mapped, (subschema) => rewrite(subschema, scope))
    return discriminators.add(written, body, scope)
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
    const { root } = scope
    const original = names.originalOf({ schema, root, definition }, scope, problems)
    if (original) return refer(namedOriginal(original), originalScope(original, scope))
    const text = names.textOf({ schema, root, definition })
    const name = isGenerated(definition)
      ? (ownName(schema) ?? nameAnonymous(text))
      : names.rename(definition)
    return refer({ name, schema, text }, scope)
  }

  /** A copy is a reference to what it was copied from, with words of its own beside it. */
  function referToCopied(target: Named, copy: Readonly<SchemaObject>, scope: Scope): SchemaObject {
    const reference = refer(target, scope)
    const source = components.get(target.name)?.[scope.face]?.source
    const words = pickKeys(resolved(copy, scope), ownWords)
    for (const [keyword, word] of Object.entries(words)) {
      const known = source?.[keyword]
      const isSame = word === known || canonicalText(word) === canonicalText(known)
      if (!isSame) reference[keyword] = word
    }
    return reference
  }

  function namedOriginal({ name, json }: Original): Named {
    return { name, schema: json, text: names.textOf({ schema: json, root: json }) }
  }

  function nameRoot(scope: Scope): Named {
    const { root, rootName } = scope
    const own = rootName === undefined && root['$id'] === undefined ? ownName(root) : undefined
    if (own !== undefined) return nameTitled(own, root, scope)
    const text = names.textOf({ schema: root, root })
    return { name: rootName ?? ownName(root) ?? nameAnonymous(text), schema: root, text }
  }

  /** Where a title is the name, each use is a copy, and may have words of its own. */
  function nameTitled(name: string, copy: Readonly<SchemaObject>, { root }: Scope): Named {
    const isBare = Object.keys(copy).every((keyword) => !ownWords.has(keyword))
    if (isBare) return { name, schema: copy, text: names.textOf({ schema: copy, root }) }
    const text = names.textOf({ schema: omitKeys(copy, ownWords), root })
    return { name, schema: omitKeys(copy, wordsOfUse), text }
  }

  /** A recursive schema cannot be written out, so it gets a name even where its author gave none. */
  function nameAnonymous(text: string): string {
    const name = anonymous.get(text) ?? findFreeName(`Schema${anonymous.size + 1}`, isTaken)
    anonymous.set(text, name)
    return name
  }

  function isTaken(name: string): boolean {
    return components.has(name) || names.isAuthored(name)
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
    const component = createComponent(schema, text, scope)
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
      const user = createComponent(schema, '', scope)
      const written = rewriteWhole(schema, { ...scope, user })
      if (meaningText(written) === meaningText(known.schema)) continue
      reportOnce(nameConflict(name, known.where, scope.where), problems)
    }
  }

  function writeMappings(): void {
    for (const write of deferred) write()
    discriminators.write()
  }

  function isOurs(written: SchemaObject): boolean {
    if (isKnownSimple(written)) return true
    const isReference = targets.has(written)
    return Object.keys(written).every((keyword) => {
      const value = written[keyword]
      return (
        (isReference && keyword === '$ref') || isFlat(keyword, value) || holdsOurs(keyword, value)
      )
    })
  }

  function holdsOurs(keyword: string, value: unknown): boolean {
    if (keyword === 'properties') return isFields(value) && Object.values(value).every(isOursWithin)
    if (['anyOf', 'oneOf', 'allOf'].includes(keyword)) {
      return Array.isArray(value) && value.every(isOursWithin)
    }
    return keyword === 'items' && isOursWithin(value)
  }

  function isOursWithin(value: unknown): boolean {
    return typeof value === 'boolean' || (isFields(value) && isOurs(value))
  }

  return { components, use, useProperties, findAsIs, isOurs, reportRivals, writeMappings }
}

/** A default, say, is that of one property, and not of every other of the same type. */
const wordsOfUse: ReadonlySet<string> = new Set(['default', 'deprecated', 'readOnly', 'writeOnly'])
const ownWords: ReadonlySet<string> = new Set([...freeWords, ...wordsOfUse])

function pickKeys(schema: Readonly<SchemaObject>, keys: ReadonlySet<string>): SchemaObject {
  const picked: SchemaObject = {}
  for (const key of Object.keys(schema)) if (keys.has(key)) picked[key] = schema[key]
  return picked
}

const noProperties: ObjectProperties = { properties: new Map(), required: new Set() }

function writeAny(schema: Readonly<SchemaObject> | boolean): SchemaObject {
  if (typeof schema === 'boolean') return schema ? {} : { not: {} }
  return schema
}

function originalScope({ name, schema, json }: Original, scope: Scope): Scope {
  return { ...scope, given: schema, root: json, rootName: name }
}

function refersToRoot(schema: Readonly<SchemaObject>): boolean {
  const definitions = Object.values((schema['$defs'] ?? {}) as Record<string, SchemaObject>)
  return [schema, ...definitions].flatMap(listReferences).includes('#')
}

/** Whether nothing is within a keyword that somebody may look for. */
function isFlat(keyword: string, value: unknown): boolean {
  if (value === undefined || keyword.startsWith('$')) return false
  if (Array.isArray(value))
    return keyword !== 'items' && value.every((one) => typeof one !== 'object')
  return typeof value !== 'object'
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
