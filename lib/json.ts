/** What stands in a value and cannot stand in JSON. */
export interface NotJson {
  /** Such as `a function`. */
  readonly what: string
  readonly path: readonly string[]
}

/**
 * A copy that holds JSON alone, so that a document never depends on what its author changes later.
 * Members that are undefined are left out, as `JSON.stringify()` does.
 *
 * @param refuse Makes the error for what JSON cannot say: a function, a symbol, a cycle and so on.
 */
export function copyJson(value: unknown, refuse: (fault: NotJson) => Error): unknown {
  const parents = new Set<unknown>()
  return copy(value, [])

  function copy(given: unknown, path: readonly string[]): unknown {
    if (typeof given !== 'object' || given === null) return copyScalar(given, path)
    if ('toJSON' in given && typeof given.toJSON === 'function') return copy(given.toJSON(), path)
    if (!Array.isArray(given) && !isPlainObject(given)) throw refuse({ what: nameOf(given), path })
    if (parents.has(given)) throw refuse({ what: 'a reference to itself', path })
    parents.add(given)
    const copied = Array.isArray(given)
      ? given.map((item, index) => copy(item, [...path, String(index)]))
      : copyMembers(given, path)
    parents.delete(given)
    return copied
  }

  // fromEntries defines own properties: a name such as __proto__ stays a name.
  function copyMembers(given: object, path: readonly string[]): object {
    const members = Object.entries(given).filter(([, member]) => member !== undefined)
    return Object.fromEntries(members.map(([key, member]) => [key, copy(member, [...path, key])]))
  }

  function copyScalar(given: unknown, path: readonly string[]): unknown {
    const isJson = given === null || ['string', 'boolean'].includes(typeof given)
    if (isJson || Number.isFinite(given)) return given
    throw refuse({ what: typeof given === 'number' ? String(given) : `a ${typeof given}`, path })
  }
}

/** Whether it is an object of no class. */
export function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function nameOf(value: object): string {
  const name = (value.constructor as { name?: string } | undefined)?.name
  return name ? `an instance of ${name}` : 'an object of a class'
}

/** The members of an object that are there. */
export function withoutUndefined(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
