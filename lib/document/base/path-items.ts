import { unescapePointer } from '../../json-schema.ts'
import { type Fields, isFields } from '../fields.ts'
import {
  listMembers,
  listMethods,
  listOperations,
  replaceOperation,
  resolve,
  type BaseOperation,
} from './operations.ts'

/** The path items of the base, as they would be without references between them. */
export interface PathItems {
  /** The operations of a Paths Object, of a map of webhooks or of a callback. */
  list(items: unknown): BaseOperation[]
  /** A path item that is changed cannot be a reference to another. */
  writeOut(item: unknown): Readonly<Fields>
  /** The components that stand for one path or webhook alone, and go once it is written out. */
  readonly owned: ReadonlySet<string>
}

export function createPathItems(document: Readonly<Fields>): PathItems {
  const uses = countUses(document)
  const named = ['paths', 'webhooks'].flatMap((field) => listMembers(document[field]))
  const owned = named.flatMap(([, item]) => findOwned(item) ?? [])

  /** The names on the way to what an item refers to; undefined where others refer to it too. */
  function findOwned(item: unknown, met: readonly string[] = []): readonly string[] | undefined {
    if (!isFields(item) || item['$ref'] === undefined) return met
    const name = nameOf(item['$ref'])
    if (name === undefined || uses.get(name) !== 1 || met.includes(name)) return undefined
    return findOwned(resolve({ $ref: item['$ref'] }, document, 1), [...met, name])
  }

  function writeOut(item: unknown): Readonly<Fields> {
    if (!isFields(item)) return {}
    const target = resolve(item, document)
    if (target === item || !isFields(target)) return item
    const { $ref: _, ...beside } = item
    return { ...(findOwned(item) ? target : withoutIds(target)), ...beside }
  }

  return {
    list: (items) => listOperations(items, (item) => (isFields(item) ? writeOut(item) : undefined)),
    writeOut,
    owned: new Set(owned),
  }
}

/** What stays where it is keeps its ids: "The id MUST be unique among all operations". */
function withoutIds(item: Readonly<Fields>): Readonly<Fields> {
  return listMethods(item).reduce<Readonly<Fields>>(
    (left, [method, operation]) => replaceOperation(left, method, withoutId(operation)),
    item,
  )
}

function withoutId(named: Readonly<Fields>): Fields {
  const { operationId: _, callbacks, ...operation } = named
  if (!isFields(callbacks)) return operation
  const left = listMembers(callbacks).map(([name, callback]) => {
    if (!isFields(callback) || '$ref' in callback) return [name, callback] as const
    const items = listMembers(callback).map(
      ([path, item]) => [path, isFields(item) ? withoutIds(item) : item] as const,
    )
    return [name, Object.fromEntries(items)] as const
  })
  return { ...operation, callbacks: Object.fromEntries(left) as Fields }
}

/** The merged document without the path items of the base that nothing refers to any more. */
export function dropUnused(
  merged: Readonly<Fields>,
  built: Readonly<Fields>,
  base: Readonly<Fields>,
): Readonly<Fields> {
  const { pathItems, ...others } = (merged['components'] ?? {}) as Readonly<Fields>
  const given = ((built['components'] ?? {}) as Readonly<Fields>)['pathItems'] ?? {}
  const wasUsed = countUses(base)
  const isUsed = countUses(merged)
  const kept = listMembers(pathItems).filter(
    ([name]) => !wasUsed.has(name) || isUsed.has(name) || Object.hasOwn(given as object, name),
  )
  if (kept.length === listMembers(pathItems).length) return merged
  const left = kept.length > 0 ? { pathItems: Object.fromEntries(kept) } : {}
  const components = { ...others, ...left }
  // One that was dropped may have been all that referred to another.
  return dropUnused({ ...merged, components }, built, base)
}

/** How many references lead to each of the path items in the components, or into it. */
function countUses(document: unknown): ReadonlyMap<string, number> {
  const uses = new Map<string, number>()
  visit(document)
  return uses

  function visit(value: unknown): void {
    if (typeof value !== 'object' || value === null) return
    for (const [field, member] of Object.entries(value)) {
      const name = ['$ref', 'operationRef'].includes(field) ? nameOf(member) : undefined
      if (name === undefined) visit(member)
      else uses.set(name, (uses.get(name) ?? 0) + 1)
    }
  }
}

function nameOf(ref: unknown): string | undefined {
  const [, token] = /^#\/components\/pathItems\/([^/]+)/.exec(String(ref)) ?? []
  return token === undefined ? undefined : unescapePointer(token)
}
