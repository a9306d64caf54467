/** An object of a document, of whatever kind. */
export interface Fields {
  [field: string]: unknown
}

export function isFields(value: unknown): value is Readonly<Fields> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The same members under the same names, `__proto__` too. */
export function mapMembers<From, To>(
  members: Readonly<Record<string, From>>,
  map: (member: From, name: string) => To,
): Record<string, To> {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [name, map(value, name)]),
  )
}
