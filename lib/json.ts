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
  const path: string[] = []
  return copy(value)

  function copy(given: unknown): unknown {
    if (typeof given !== 'object' || given === null) return copyScalar(given)
    if ('toJSON' in given && typeof given.toJSON === 'function') return copy(given.toJSON())
    if (!Array.isArray(given) && !isPlainObject(given)) throw fault(nameOf(given))
    if (parents.has(given)) throw fault('a reference to itself')
    parents.add(given)
    const copied = Array.isArray(given)
      ? given.map((item, index) => copyWithin(String(index), item))
      : copyMembers(given as Readonly<Record<string, unknown>>)
    parents.delete(given)
    return copied
  }

  function copyWithin(step: string, member: unknown): unknown {
    path.push(step)
    const copied = copy(member)
    path.pop()
    return copied
  }

  function copyMembers(given: Readonly<Record<string, unknown>>): object {
    const copied = {}
    for (const key of Object.keys(given)) {
      const member = given[key]
      if (member !== undefined) putMember(copied, key, copyWithin(key, member))
    }
    return copied
  }

  function fault(what: string): Error {
    return refuse({ what, path })
  }

  function copyScalar(given: unknown): unknown {
    const isJson = given === null || typeof given === 'string' || typeof given === 'boolean'
    if (isJson || Number.isFinite(given)) return given
    throw fault(typeof given === 'number' ? String(given) : `a ${typeof given}`)
  }
}

/** A copy of what is known to be JSON. */
export function copyPlain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyPlain)
  const copied = {}
  for (const name of Object.keys(value)) {
    putMember(copied, name, copyPlain((value as Readonly<Record<string, unknown>>)[name]))
  }
  return copied
}

/** Give an object that is being made a member of its own, whose name may be `__proto__`. */
export function putMember(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value
  else {
    const own = { value, writable: true, enumerable: true, configurable: true }
    Object.defineProperty(object, name, own)
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
