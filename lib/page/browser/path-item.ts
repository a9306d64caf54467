import type { ImmutableMap, System } from './system.ts'

export interface PathItemOperation {
  readonly method: string
  readonly operation: ImmutableMap
  /** Where it stands in the path item. */
  readonly path: readonly string[]
}

/** The operations of a path item, those of `additionalOperations` of OpenAPI 3.2 too. */
export function listOperations(
  item: ImmutableMap,
  { specSelectors, Im }: System,
): PathItemOperation[] {
  const { isMap } = Im.Map
  const methods = specSelectors.validOperationMethods()
  return [
    ...listIn(item, []).filter(({ method }) => methods.includes(method)),
    ...listIn(item.get('additionalOperations'), ['additionalOperations']),
  ]

  function listIn(holder: unknown, path: readonly string[]): PathItemOperation[] {
    const entries = isMap(holder) ? [...holder.entries()] : []
    return entries.flatMap(([method, operation]) =>
      isMap(operation) ? [{ method, operation, path: [...path, method] }] : [],
    )
  }
}
