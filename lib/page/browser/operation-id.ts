import type { ImmutableMap, System } from './system.ts'

/** The operationId that the author has given; to Swagger UI an empty one is none. */
export function readOperationId(operation: ImmutableMap): string | undefined {
  const id = operation.get('operationId')
  return typeof id === 'string' && id !== '' ? id : undefined
}

/** The author's, or else the one that Swagger UI makes of the path and the method. */
export function findOperationId(
  operation: ImmutableMap,
  path: string,
  method: string,
  { fn }: System,
): string {
  return readOperationId(operation) ?? fn.opId(operation, path, method)
}
