/** A version of OpenAPI that documents are written in. */
export type MinorVersion = '3.0' | '3.1' | '3.2'

/** A version, or an exact patch of it. */
export type OpenAPIVersion = MinorVersion | `${MinorVersion}.${number}`

/** The version that a document says it is written in, and the rules that it follows. */
export interface TargetVersion {
  readonly minor: MinorVersion
  readonly exact: string
}

/** More readers accept 3.1.0 than the later patches; 3.0.4 is the one that is explained best. */
const patches: Readonly<Record<MinorVersion, string>> = {
  '3.0': '3.0.4',
  '3.1': '3.1.0',
  '3.2': '3.2.0',
}

/** Undefined where it is no version that documents are written in. */
export function readTargetVersion(version: unknown): TargetVersion | undefined {
  if (typeof version !== 'string') return undefined
  const [, minor] = /^(3\.[012])(?:\.\d+)?$/.exec(version) ?? []
  if (minor === undefined) return undefined
  const exact = version === minor ? patches[minor as MinorVersion] : version
  return { minor: minor as MinorVersion, exact }
}

/** "The Path Item Object describes the operations available on a single path": these, until 3.2. */
export const pathItemMethods: ReadonlySet<string> = new Set([
  ...['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'],
])

/**
 * Where a Path Item Object has the operation of a method, given in lower case: in a field of its own, or
 * in `additionalOperations`. Undefined where the version has no place for it.
 */
export function placeOfMethod(
  method: string,
  minor: MinorVersion,
): 'field' | 'additional' | undefined {
  if (pathItemMethods.has(method)) return 'field'
  if (minor !== '3.2') return undefined
  return method === 'query' ? 'field' : 'additional'
}
