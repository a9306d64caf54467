import { pathItemMethods } from '../../openapi-version.ts'
import { type Fields, followLocal, isFields } from '../fields.ts'

/** An operation of the base, and where it stands. */
export interface BaseOperation {
  /** In lower case. */
  readonly method: string
  /** Such as `/orders/{id}`; of a webhook its name. */
  readonly path: string
  readonly fields: Readonly<Fields>
  /** The parameters of its path item. */
  readonly shared: readonly unknown[]
}

const fixed: ReadonlySet<string> = new Set([...pathItemMethods, 'query'])

/** The operations of a Paths Object, or of a map of webhooks; `read` finds what an item refers to. */
export function listOperations(
  items: unknown,
  read: (item: unknown) => unknown = (item) => item,
): BaseOperation[] {
  return listMembers(items).flatMap(([path, raw]) => {
    const item = read(raw)
    if (!isFields(item) || path.startsWith('x-')) return []
    const shared = Array.isArray(item['parameters']) ? (item['parameters'] as unknown[]) : []
    return listMethods(item).map(([method, fields]) => ({ method, path, fields, shared }))
  })
}

/** The operations of one path item, by their methods in lower case. */
export function listMethods(item: Readonly<Fields>): [method: string, fields: Fields][] {
  const own = Object.entries(item).filter(([field]) => fixed.has(field))
  const all = [...own, ...listMembers(item['additionalOperations'])]
  return all
    .filter((entry): entry is [string, Fields] => isFields(entry[1]))
    .map(([method, fields]) => [method.toLowerCase(), fields])
}

/** The same path item with another operation, or without one, in its place. */
export function replaceOperation(
  item: Readonly<Fields>,
  method: string,
  operation: Fields | undefined,
): Fields {
  if (fixed.has(method)) return withField(item, method, operation)
  const others = (item['additionalOperations'] ?? {}) as Fields
  const key = Object.keys(others).find((name) => name.toLowerCase() === method)
  const left = withField(others, key ?? method.toUpperCase(), operation)
  return withField(item, 'additionalOperations', Object.keys(left).length > 0 ? left : undefined)
}

function withField(fields: Readonly<Fields>, name: string, value: Fields | undefined): Fields {
  const { [name]: _, ...others } = fields
  if (value === undefined) return others
  return name in fields ? { ...fields, [name]: value } : { ...others, [name]: value }
}

/** The operationIds of an operation, of its callbacks, and so on; `isKept` decides about a callback. */
export function listIds(
  fields: Readonly<Fields>,
  isKept: (callback: string) => boolean = () => true,
): string[] {
  const { operationId, callbacks } = fields
  const kept = listMembers(callbacks).filter(([name]) => isKept(name))
  const inner = kept.flatMap(([, callback]) => listCallbackIds(callback))
  return typeof operationId === 'string' ? [operationId, ...inner] : inner
}

/**
 * The operationIds of a callback that is written out. What is behind a reference counts where it stands,
 * and may be the operation that has the callback.
 */
export function listCallbackIds(callback: unknown): string[] {
  if (!isFields(callback) || '$ref' in callback) return []
  return listOperations(callback).flatMap(({ fields }) => listIds(fields))
}

/** What a reference within the document stands for; anything else is its own answer. */
export function resolve(
  value: unknown,
  document: Readonly<Fields>,
  steps: number = Number.POSITIVE_INFINITY,
): unknown {
  const seen = new Set<unknown>()
  let found = value
  while (isFields(found) && typeof found['$ref'] === 'string' && !seen.has(found)) {
    if (seen.size === steps) return found
    seen.add(found)
    const target = followLocal(found['$ref'], document)
    if (target === undefined) return found
    found = target
  }
  return found
}

export function listMembers(value: unknown): [string, unknown][] {
  return isFields(value) ? Object.entries(value) : []
}
