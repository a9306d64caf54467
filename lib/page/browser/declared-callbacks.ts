import type { CallbackStep } from './callback-address.ts'
import { followReference } from './document-references.ts'
import { listOperations } from './path-item.ts'
import type { ImmutableMap, System } from './system.ts'

export interface DeclaredCallback extends CallbackStep {
  readonly operation: ImmutableMap
}

/** The requests that an operation's callbacks are, whether or not its `$ref`s are resolved yet. */
export function listCallbacks(operation: ImmutableMap, system: System): DeclaredCallback[] {
  const { isMap } = system.Im.Map
  const entriesOf = (value: unknown): [string, unknown][] => {
    const { value: target } = followReference(value, system)
    return isMap(target) ? [...target.entries()] : []
  }
  return entriesOf(operation.get('callbacks')).flatMap(([name, callback]) =>
    entriesOf(callback).flatMap(([expression, value]) => {
      const { value: item } = followReference(value, system)
      const operations = isMap(item) ? listOperations(item, system) : []
      return operations.map(({ method, operation: called }) => ({
        ...{ name, method, expression },
        operation: called,
      }))
    }),
  )
}
