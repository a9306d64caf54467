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
    const keys = Object.keys(given)
    const copied = createObject(keys)
    for (const key of keys) {
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
    const isNamed = typeof given === 'number' || given === undefined
    throw fault(isNamed ? String(given) : `a ${typeof given}`)
  }
}

/**
 * A copy of what is known to be JSON. By its text, which takes a third less than member by member where a process has
 * just started, and no longer afterwards.
 */
export function copyPlain(value: object): unknown {
  return JSON.parse(JSON.stringify(value))
}

/** An object that is about to be given members of these names; numbers come first, as `Object.keys()` has them. */
export function createObject(names: readonly string[]): Record<string, unknown> {
  const first = names.length > 0 ? (names[0] as string).charCodeAt(0) : 0
  return first >= zero && first <= nine ? createNumbered() : {}
}

const [zero, nine] = ['0'.charCodeAt(0), '9'.charCodeAt(0)] as const

/**
 * An object that is about to be given members whose names are numbers, such as the statuses of responses. V8 keeps
 * those in a list, with a place for each number below the highest: 5 kB for two answers, of each operation. It keeps
 * them by name where a name was met that no list is long enough for.
 */
export function createNumbered(): Record<string, unknown> {
  const object: Record<string, unknown> = { 4294967294: undefined }
  delete object[4294967294]
  return object
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
  const there = {}
  for (const name of Object.keys(members)) {
    if (members[name] !== undefined) putMember(there, name, members[name])
  }
  return there
}
