import { eachSubschema, followPointer, ownFile, unescapePointer } from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'

/** Where the parts of one JSON Schema are, by every address that it has for them. */
export interface SchemaIndex {
  /** Every subschema, the root included. */
  readonly schemas: Iterable<Readonly<SchemaObject>>
  /** Those that have an `$id`, but for the root. */
  readonly resources: Iterable<SchemaObject>
  /** What a reference in `from` leads to; undefined where that is not in this schema. */
  resolve(ref: string, from: Readonly<SchemaObject>): SchemaObject | boolean | undefined
  /** The key of a definition, or what the `$id` of a schema says. */
  nameOf(schema: SchemaObject): string | undefined
}

/**
 * "The $id keyword identifies a schema resource with its canonical URI"; JSON Schema 2020-12, 8.2.1.
 * A fragment is looked for in the resource that it is written in.
 */
interface Resource {
  readonly uri: string
  readonly root: SchemaObject
  readonly anchors: Map<string, SchemaObject>
}

// What an `$id` without a host is relative to. No schema has this address.
const nowhere = 'schema://root/'
const definitionKeywords = ['$defs', 'definitions'] as const

export function indexResources(root: Readonly<SchemaObject>): SchemaIndex {
  const resourceOf = new Map<Readonly<SchemaObject>, Resource>()
  const resources = new Map<string, Resource>()
  const names = new Map<SchemaObject, string>()

  function read(schema: SchemaObject, around: Resource | undefined): void {
    if (resourceOf.has(schema)) return
    const [address = '', ownAnchor] = splitId(schema)
    const resource = around && address === '' ? around : openResource(schema, address, around)
    resourceOf.set(schema, resource)
    for (const anchor of [ownAnchor, schema['$anchor'], schema['$dynamicAnchor']]) {
      if (typeof anchor === 'string') resource.anchors.set(anchor, schema)
    }
    for (const [name, definition] of listDefinitions(schema)) names.set(definition, name)
    eachSubschema(schema, (subschema) => read(subschema, resource))
  }

  function openResource(
    schema: SchemaObject,
    address: string,
    around: Resource | undefined,
  ): Resource {
    const uri = resolveUri(address, around?.uri ?? nowhere)
    const resource = { uri, root: schema, anchors: new Map<string, SchemaObject>() }
    resources.set(uri, resource)
    return resource
  }

  function resolve(ref: string, from: Readonly<SchemaObject>): SchemaObject | boolean | undefined {
    const [address = '', fragment = ''] = ref.split(/#(.*)/s)
    const around = resourceOf.get(from) as Resource
    const resource = address === '' ? around : resources.get(resolveUri(address, around.uri))
    if (!resource) return fragment === '' ? findDefinition(root, address) : undefined
    if (fragment === '') return resource.root
    if (!fragment.startsWith('/')) return resource.anchors.get(unescapePointer(fragment))
    return requireRead(followPointer(resource.root, fragment), resource)
  }

  /** A pointer may lead to where no keyword has a schema, and makes it one. */
  function requireRead(target: unknown, resource: Resource): SchemaObject | boolean | undefined {
    if (typeof target === 'boolean') return target
    if (typeof target !== 'object' || target === null || Array.isArray(target)) return undefined
    read(target as SchemaObject, resource)
    return target as SchemaObject
  }

  read(root as SchemaObject, undefined)
  return {
    schemas: resourceOf.keys(),
    resources: [...resources.values()]
      .map((resource) => resource.root)
      .filter((one) => one !== root),
    resolve,
    nameOf: (schema) => names.get(schema) ?? ownFile(schema),
  }
}

/** Before 2019-09 the fragment of an `$id` was an anchor. */
function splitId({ $id }: Readonly<SchemaObject>): (string | undefined)[] {
  return typeof $id === 'string' ? $id.split(/#(.+)/s) : []
}

function listDefinitions(schema: Readonly<SchemaObject>): [string, SchemaObject][] {
  return definitionKeywords
    .flatMap((keyword) => Object.entries((schema[keyword] ?? {}) as object))
    .filter((entry): entry is [string, SchemaObject] => typeof entry[1] === 'object')
}

/** TypeBox's `Cyclic` refers to the definitions around it by their bare names. */
function findDefinition(
  root: Readonly<SchemaObject>,
  name: string,
): SchemaObject | boolean | undefined {
  const definitions = (root['$defs'] ?? {}) as Record<string, SchemaObject | boolean>
  return Object.hasOwn(definitions, name) ? definitions[name] : undefined
}

function resolveUri(reference: string, base: string): string {
  try {
    return new URL(reference, base).href.replace(/#$/, '')
  } catch {
    // Not a URI, such as the name of a generic type: equal texts are equal addresses.
    return reference
  }
}
