import {
  followPointer,
  isComponentName,
  listMapping,
  mapSubschemas,
  unescapePointer,
} from '../json-schema.ts'
import { type Fields, isFields, mapMembers } from './fields.ts'
import { childOf, isPatterned, type Kind } from './versions/object-kinds.ts'

/** Parts of a document that stand on their own: with the components that they use, and no others. */
export interface Excerpt {
  readonly paths: Fields
  readonly components: Readonly<Record<string, Fields>> | undefined
}

/** The components of a document, by kind and by name. */
type Components = Map<string, Map<string, unknown>>

/**
 * Take paths out of a document, with the components that they use. A reference into a part of the
 * document that stays behind is replaced by what it leads to; a link to an operation that does is left out.
 */
export function excerptPaths(paths: Fields, document: Readonly<Fields>): Excerpt {
  const excerpt = createExcerpt(document, new Set(listOperationIds(paths)))
  const copied = excerpt.copyPaths(paths)
  excerpt.settle()
  return { paths: copied, components: excerpt.components() }
}

interface Copying {
  /** What is being written in place of references to it. */
  readonly within: ReadonlySet<object>
}

function createExcerpt(
  document: Readonly<Fields>,
  operationIds: ReadonlySet<string>,
): { copyPaths(paths: Fields): Fields; settle(): void; components(): Excerpt['components'] } {
  const used: Components = new Map()
  const waiting: { kind: string; name: string }[] = []

  function use(kind: string, name: string): void {
    const ofKind = used.get(kind) ?? new Map<string, unknown>()
    if (ofKind.has(name) || findComponent(document, kind, name) === undefined) return
    used.set(kind, ofKind.set(name, undefined))
    waiting.push({ kind, name })
  }

  /** Grows as it goes: a component may use others. */
  function settle(): void {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { kind, name } = next
      const component = findComponent(document, kind, name)
      const child = childOf('components', kind)
      const copied = child ? copyObject(child.kind, component, { within: new Set() }) : component
      used.get(kind)?.set(name, copied)
      if (kind === 'schemas') for (const heir of listHeirs(document, name)) use('schemas', heir)
    }
  }

  function copyObject(kind: Kind, value: unknown, copying: Copying): unknown {
    if (!isFields(value)) return value
    if (kind === 'schema') return copySchema(value, copying)
    if (typeof value['$ref'] === 'string') return copyReference(kind, value, value['$ref'], copying)
    if (kind === 'operation') useSchemes(value['security'])
    return mapMembers(withoutDeadLinks(kind, value), (member, field) =>
      copyMember(kind, field, member, copying),
    )
  }

  function copyMember(kind: Kind, field: string, member: unknown, copying: Copying): unknown {
    const child = childOf(kind, field)
    if (!child) return member
    if (child.as === 'one') return copyObject(child.kind, member, copying)
    if (child.as === 'list') {
      return Array.isArray(member)
        ? member.map((one) => copyObject(child.kind, one, copying))
        : member
    }
    if (!isFields(member)) return member
    return mapMembers(member, (one, name) =>
      isPatterned(kind, field) && name.startsWith('x-')
        ? one
        : copyObject(child.kind, one, copying),
    )
  }

  function copySchema(schema: Readonly<Fields>, copying: Copying): unknown {
    if (typeof schema['$ref'] === 'string') {
      return copyReference('schema', schema, schema['$ref'], copying)
    }
    for (const [, target] of listMapping(schema)) useMapped(target)
    return mapSubschemas(schema, (inner) => copySchema(inner, copying) as Fields)
  }

  function copyReference(
    kind: Kind,
    reference: Readonly<Fields>,
    ref: string,
    copying: Copying,
  ): unknown {
    const [, ofKind, name] = /^#\/components\/([^/]+)\/([^/]+)/.exec(ref) ?? []
    if (ofKind !== undefined && name !== undefined) use(ofKind, unescapePointer(name))
    const target = ref.startsWith('#/') ? followPointer(document, ref.slice(1)) : undefined
    const isKept = ofKind !== undefined || !isFields(target) || copying.within.has(target)
    if (isKept) return copyBeside(kind, reference, copying)
    const { $ref: _, ...others } = reference
    const within = new Set([...copying.within, target])
    return copyObject(kind, { ...target, ...others }, { within })
  }

  /** In 3.1 a schema may say more beside its `$ref`. */
  function copyBeside(kind: Kind, reference: Readonly<Fields>, copying: Copying): unknown {
    return kind === 'schema'
      ? mapSubschemas(reference, (inner) => copySchema(inner, copying) as Fields)
      : { ...reference }
  }

  function useMapped(target: string): void {
    const name = isComponentName(target)
      ? target
      : /^#\/components\/schemas\/(.+)$/.exec(target)?.[1]
    if (name !== undefined) use('schemas', unescapePointer(name))
  }

  function useSchemes(security: unknown): void {
    if (!Array.isArray(security)) return
    for (const requirement of security.filter(isFields)) {
      for (const name of Object.keys(requirement)) use('securitySchemes', name)
    }
  }

  function withoutDeadLinks(kind: Kind, value: Readonly<Fields>): Readonly<Fields> {
    if (kind !== 'response' || !isFields(value['links'])) return value
    const alive = Object.entries(value['links']).filter(([, link]) => leadsInside(link))
    return { ...value, links: Object.fromEntries(alive) }
  }

  function leadsInside(given: unknown): boolean {
    const ref = isFields(given) ? given['$ref'] : undefined
    const link = typeof ref === 'string' ? followPointer(document, ref.slice(1)) : given
    if (!isFields(link)) return true
    const { operationId, operationRef } = link
    if (typeof operationRef === 'string') return !operationRef.startsWith('#')
    return typeof operationId !== 'string' || operationIds.has(operationId)
  }

  return {
    copyPaths: (paths) =>
      mapMembers(paths, (item) => copyObject('pathItem', item, { within: new Set() })),
    settle,
    components: () => writeComponents(document, used),
  }
}

/** In the order of the document, so that what is used shows in no order of its own. */
function writeComponents(document: Readonly<Fields>, used: Components): Excerpt['components'] {
  const kinds = [...used].filter(([, components]) => components.size > 0)
  if (kinds.length === 0) return undefined
  const order = Object.keys(document['components'] as Fields)
  const sorted = kinds.toSorted(([one], [other]) => order.indexOf(one) - order.indexOf(other))
  return Object.fromEntries(
    sorted.map(([kind, components]) => {
      const names = Object.keys((document['components'] as Record<string, Fields>)[kind] ?? {})
      const inOrder = [...components].toSorted(
        ([one], [other]) => names.indexOf(one) - names.indexOf(other),
      )
      return [kind, Object.fromEntries(inOrder)]
    }),
  )
}

function findComponent(document: Readonly<Fields>, kind: string, name: string): unknown {
  const components = document['components']
  const ofKind =
    isFields(components) && Object.hasOwn(components, kind) ? components[kind] : undefined
  return isFields(ofKind) && Object.hasOwn(ofKind, name) ? ofKind[name] : undefined
}

/** The schemas that a `discriminator` tells apart without naming them: those which have it in `allOf`. */
function listHeirs(document: Readonly<Fields>, parent: string): string[] {
  const { schemas } = (document['components'] ?? {}) as { schemas?: Fields }
  const schema = schemas?.[parent]
  if (!isFields(schema) || !('discriminator' in schema)) return []
  const ref = `#/components/schemas/${parent}`
  return Object.entries(schemas ?? {})
    .filter(([, heir]) => isFields(heir) && Array.isArray(heir['allOf']))
    .filter(([, heir]) =>
      ((heir as Fields)['allOf'] as Fields[]).some((one) => one?.['$ref'] === ref),
    )
    .map(([name]) => name)
}

function listOperationIds(paths: Fields): string[] {
  return Object.values(paths).flatMap((item) =>
    Object.values({ ...(item as Fields), ...((item as Fields)['additionalOperations'] as Fields) })
      .filter(isFields)
      .flatMap(({ operationId }) => (typeof operationId === 'string' ? [operationId] : [])),
  )
}
