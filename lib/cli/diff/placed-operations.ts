import { listMethods, listMembers, resolve } from '../../document/base/operations.ts'
import { type Fields, isFields } from '../../document/fields.ts'

/** An operation, and what it stands in. */
export interface PlacedOperation {
  /** In upper case. */
  readonly method: string
  /** With the parameters in its braces; of a callback or a webhook its key. */
  readonly path: string
  readonly item: Readonly<Fields>
  readonly operation: Readonly<Fields>
}

/** The operations of a Paths Object, of a Callback Object, or of a map of webhooks. */
export function listPlaced(items: unknown, document: Readonly<Fields>): PlacedOperation[] {
  return listMembers(items).flatMap(([path, given]) => {
    if (path.startsWith('x-')) return []
    const item = readItem(given, document)
    return listMethods(item).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      item,
      operation,
    }))
  })
}

/** What stands beside a reference adds to it. */
function readItem(given: unknown, document: Readonly<Fields>): Readonly<Fields> {
  if (!isFields(given)) return {}
  const { $ref, ...beside } = given
  const target = $ref === undefined ? {} : resolve({ $ref }, document)
  return { ...(isFields(target) ? target : {}), ...beside }
}
