import type { CallbackLink } from './callback-address.ts'
import { listCallbacks } from './declared-callbacks.ts'
import { findOperationId } from './operation-id.ts'
import { listOperations } from './path-item.ts'
import type { ImmutableMap, System } from './system.ts'

/**
 * Where the callback with an operationId is, or with the id that Swagger UI makes for one that has none.
 * Undefined where several have it. One that several operations share is at the first of them.
 */
export function findCallback(operationId: string, system: System): CallbackLink | undefined {
  const { isMap } = system.Im.Map
  const found: { readonly link: CallbackLink; readonly callback: ImmutableMap }[] = []
  const paths = system.specSelectors.specJson().get('paths')
  for (const [path, item] of isMap(paths) ? paths.entries() : []) {
    for (const { method, operation } of isMap(item) ? listOperations(item, system) : []) {
      const id = findOperationId(operation, path, method, system)
      search(operation, { tag: tagOf(operation, system), operationId: id, steps: [] })
    }
  }
  const [first, ...others] = found
  return others.every(({ callback }) => callback === first?.callback) ? first?.link : undefined

  function search(operation: ImmutableMap, parent: CallbackLink): void {
    // A callback within a callback may lead back to itself.
    if (parent.steps.length > 4) return
    for (const { operation: callback, ...step } of listCallbacks(operation, system)) {
      const link = { ...parent, steps: [...parent.steps, step] }
      if (findOperationId(callback, step.expression, step.method, system) === operationId) {
        found.push({ link, callback })
      }
      search(callback, link)
    }
  }
}

function tagOf(operation: ImmutableMap, { Im }: System): string {
  const tags = operation.get('tags')
  const [first] = Im.List.isList(tags) ? tags.toArray() : []
  return typeof first === 'string' ? first : 'default'
}
