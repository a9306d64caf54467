import { findFreeName } from '../../free-name.ts'
import { followPointer, ownFile, toComponentName, unescapePointer } from '../../json-schema.ts'
import type { SchemaObject } from '../../openapi-types.ts'
import type { Lose } from './losses-3.0.ts'
import { convertSchema, resourceOf, type SchemaPlace, type Surroundings } from './schema-3.0.ts'
import { type Converted } from './schema-turn-3.0.ts'
import { isFields } from '../fields.ts'

/** The schemas of one document on their way to 3.0. */
export interface SchemaConverter {
  convert(schema: unknown, path: readonly string[]): SchemaObject
  /** What was referred to where 3.0 has no place for it, such as `$defs`: components of their own. */
  buildMoved(): Record<string, SchemaObject>
}

/** What a reference leads to. */
interface Target {
  readonly schema: Readonly<SchemaObject> | boolean
  readonly resource: Readonly<SchemaObject> | undefined
  /** Names for it, the shortest first. */
  readonly labels: readonly string[]
}

export function createSchemaConverter(document: object, lose: Lose): SchemaConverter {
  const components = listComponents(document)
  const resolve = createResolver(document)
  const isExact = createExactness(resolve)
  const taken = new Set(Object.keys(followPointer(document, '/components/schemas') ?? {}))
  const moved = new Map<object, { readonly name: string; readonly target: Target }>()
  const surroundings: Surroundings = { refer, lose }
  return { convert, buildMoved }

  function convert(schema: unknown, path: readonly string[]): SchemaObject {
    return convertSchema(schema, { path, resource: undefined }, surroundings).schema
  }

  function refer(ref: string, place: SchemaPlace): Converted {
    const target = resolve(ref, place)
    // In another document, or lost, which is reported elsewhere.
    if (!target) return { schema: { $ref: ref }, isExact: true }
    if (typeof target.schema === 'boolean') return convertSchema(target.schema, place, surroundings)
    const name = components.get(target.schema) ?? move(target.schema, target)
    return { schema: { $ref: `#/components/schemas/${name}` }, isExact: isExact(target) }
  }

  function move(schema: object, target: Target): string {
    const known = moved.get(schema)
    if (known) return known.name
    const [first = 'Schema', ...others] = target.labels.map(toComponentName).filter(Boolean)
    const isTaken = (name: string): boolean => taken.has(name)
    const name = [first, ...others].find((label) => !isTaken(label)) ?? findFreeName(first, isTaken)
    taken.add(name)
    moved.set(schema, { name, target })
    return name
  }

  function buildMoved(): Record<string, SchemaObject> {
    const built = new Map<string, SchemaObject>()
    // Grows as it is walked, which a Map's iteration follows.
    for (const { name, target } of moved.values()) {
      const place = { path: ['components', 'schemas', name], resource: target.resource }
      built.set(name, convertSchema(target.schema, place, surroundings).schema)
    }
    return Object.fromEntries(built)
  }
}

/** The name of each component. */
function listComponents(document: object): Map<object, string> {
  const schemas = followPointer(document, '/components/schemas') ?? {}
  const entries = Object.entries(schemas).filter(([, schema]) => isFields(schema))
  return new Map(entries.map(([name, schema]) => [schema as object, name]))
}

type Resolve = (ref: string, place: SchemaPlace) => Target | undefined

function createResolver(document: object): Resolve {
  let names: ReadonlyMap<string, Target> | undefined
  return (ref, { resource }) => {
    if (ref === '#' && resource) return { schema: resource, resource, labels: [] }
    if (!ref.startsWith('#/')) return (names ??= nameSchemas(document)).get(ref)
    const pointer = ref.slice(1)
    const schema = followPointer(resource ?? document, pointer) ?? followPointer(document, pointer)
    if (!isFields(schema) && typeof schema !== 'boolean') return undefined
    return { schema, resource, labels: listLabels(pointer) }
  }
}

/** `Line`, or `Invoice_Line`, of `/components/schemas/Invoice/$defs/Line`. */
function listLabels(pointer: string): string[] {
  const tokens = pointer.split('/').slice(1).map(unescapePointer)
  const last = tokens.at(-1) ?? ''
  const isWithin = tokens[0] === 'components' && tokens[1] === 'schemas'
  return isWithin ? [last, `${tokens[2]}_${last}`] : [last]
}

/** What stands under these is data, unless one of them is the name of a property. */
const dataFields = new Set(['example', 'examples', 'default', 'const', 'enum', 'value'])
const mapFields = new Set([
  ...['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions', 'schemas'],
])

/** The schemas that `$id` and `$anchor` name, under what a reference to them says. */
function nameSchemas(document: object): Map<string, Target> {
  const names = new Map<string, Target>()
  visit(document, undefined, false)
  return names

  function visit(value: unknown, around: Target['resource'], isMap: boolean): void {
    if (typeof value !== 'object' || value === null) return
    const schema = value as SchemaObject
    const resource = resourceOf(schema) ?? around
    if (!isMap && !Array.isArray(value)) note(schema, resource)
    for (const [field, member] of Object.entries(schema)) {
      if (isMap || !dataFields.has(field)) visit(member, resource, !isMap && mapFields.has(field))
    }
  }

  function note(schema: SchemaObject, resource: Target['resource']): void {
    const { $id, $anchor, $dynamicAnchor } = schema
    if (typeof $id === 'string') add($id, { schema, resource, labels: [ownFile(schema) ?? ''] })
    for (const anchor of [$anchor, $dynamicAnchor]) {
      if (typeof anchor === 'string') add(`#${anchor}`, { schema, resource, labels: [anchor] })
    }
  }

  function add(ref: string, target: Target): void {
    if (!names.has(ref)) names.set(ref, target)
  }
}

/**
 * Whether what a reference leads to can be said exactly, and all that it leads to in turn. Each target
 * is read once: it is inexact where it is so itself, or uses what is.
 */
function createExactness(resolve: Resolve): (target: Target) => boolean {
  const users = new Map<unknown, Set<unknown>>()
  const inexact = new Set<unknown>()
  return (target) => {
    if (!users.has(target.schema)) readAll(target)
    return !inexact.has(target.schema)
  }

  function readAll(start: Target): void {
    const found: unknown[] = []
    const queue = new Map([[start.schema, start]])
    users.set(start.schema, new Set())
    for (const target of queue.values()) {
      if (!readOne(target, queue)) found.push(target.schema)
    }
    for (const schema of found) spread(schema)
  }

  /** Whether a target is exact but for what it refers to. */
  function readOne({ schema, resource }: Target, queue: Map<unknown, Target>): boolean {
    const refer = (ref: string, place: SchemaPlace): Converted => {
      const target = resolve(ref, place)
      if (target) use(target, schema, queue)
      return { schema: {}, isExact: !target || !inexact.has(target.schema) }
    }
    return convertSchema(schema, { path: [], resource }, { refer, lose: () => {} }).isExact
  }

  function use(target: Target, user: unknown, queue: Map<unknown, Target>): void {
    const known = users.get(target.schema)
    if (known) known.add(user)
    else {
      users.set(target.schema, new Set([user]))
      queue.set(target.schema, target)
    }
  }

  function spread(schema: unknown): void {
    const open = [schema]
    for (const next of open) {
      if (inexact.has(next)) continue
      inexact.add(next)
      open.push(...(users.get(next) ?? []))
    }
  }
}
