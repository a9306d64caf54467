import { placeOfMethod, type MinorVersion } from '../openapi-version.ts'

/** "The Path Item Object describes the operations available on a single path", as the document has it. */
export type PathItem = Record<string, unknown>

/** Whether a path item has an operation of this method already. */
export function hasOperation(pathItem: PathItem, method: string, minor: MinorVersion): boolean {
  return Object.hasOwn(holderOf(pathItem, method, minor), keyOf(method, minor))
}

/** Of methods that a version has no field for, 3.2 has a map: `additionalOperations`. */
export function placeOperation(
  pathItem: PathItem,
  method: string,
  operation: object,
  minor: MinorVersion,
): void {
  const holder = holderOf(pathItem, method, minor)
  holder[keyOf(method, minor)] = operation
  if (holder !== pathItem) pathItem['additionalOperations'] = holder
}

function holderOf(pathItem: PathItem, method: string, minor: MinorVersion): PathItem {
  if (placeOfMethod(method, minor) !== 'additional') return pathItem
  return (pathItem['additionalOperations'] as PathItem | undefined) ?? {}
}

/** "The map key is the HTTP method with the same capitalization that is to be sent in the request." */
function keyOf(method: string, minor: MinorVersion): string {
  return placeOfMethod(method, minor) === 'additional' ? method.toUpperCase() : method
}
