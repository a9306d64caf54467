/**
 * The own properties of objects, with those of what they hold: names, values (by identity) and whether
 * they can be written. A getter is noted and not called.
 */
export function takeSnapshot(roots: Readonly<Record<string, object>>): Map<string, unknown> {
  const entries = new Map<string, unknown>()
  const met = new Set<object>()
  for (const [name, root] of Object.entries(roots)) visit(name, root)
  return entries

  function visit(name: string, value: object): void {
    if (met.has(value)) return
    met.add(value)
    entries.set(`prototype of ${name}`, Object.getPrototypeOf(value))
    for (const key of Reflect.ownKeys(value)) {
      const { value: held, ...descriptor } = Object.getOwnPropertyDescriptor(value, key) ?? {}
      const at = `${name}.${String(key)}`
      entries.set(at, { held, ...descriptor })
      if (isObject(held) && !isForeign(held)) visit(at, held)
    }
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

/** What belongs to JavaScript or Node, which no app holds alone. */
function isForeign(value: object): boolean {
  return value === globalThis || value === process || value === Object.prototype
}

/** What differs between two snapshots: properties that were added, removed or given another value. */
export function compareSnapshots(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): string[] {
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names].filter((name) => !isSame(before.get(name), after.get(name)))
}

function isSame(one: unknown, other: unknown): boolean {
  if (!isObject(one) || !isObject(other)) return Object.is(one, other)
  if (!('held' in one) || !('held' in other)) return one === other
  const [first, second] = [Object.entries(one), Object.entries(other)]
  return (
    first.length === second.length &&
    first.every(([key, value], index) => {
      const [name, held] = second[index] ?? []
      return key === name && Object.is(value, held)
    })
  )
}
