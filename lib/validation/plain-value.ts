/** What JSON.stringify() makes of a value, but for what is within it; undefined where it leaves it out. */
export function toPlain(value: unknown, name: Name = '', onConvert?: () => void): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  const bare = unbox(askForJson(value, name, onConvert))
  if (typeof bare === 'bigint') {
    return Number.isSafeInteger(Number(bare)) ? Number(bare) : String(bare)
  }
  if (typeof bare === 'number') return Number.isFinite(bare) ? bare : null
  return typeof bare === 'function' || typeof bare === 'symbol' ? undefined : bare
}

/** Of a property, or the index of an item. */
type Name = string | number

/** A date is text, and what has a `toJSON()` says itself, once: it may well answer with itself. */
function askForJson(value: unknown, name: Name, onConvert: (() => void) | undefined): unknown {
  if (value === undefined || typeof value === 'number') return value
  // Quicker than to read what is not there.
  if (typeof value === 'object' && value !== null && !('toJSON' in value)) return value
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON !== 'function') return value
  onConvert?.()
  return (toJSON as (name: string) => unknown).call(value, String(name))
}

function unbox(value: unknown): unknown {
  if (typeof value !== 'object' || isOrdinary(value)) return value
  const isBoxed = [Number, String, Boolean, BigInt].some((Box) => value instanceof Box)
  return isBoxed ? (value as object).valueOf() : value
}

/** Most are, and soon told. */
function isOrdinary(value: object | null): boolean {
  const prototype: unknown = value && Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null
}

/** The same, with all that is within; the same value where nothing in it is other than JSON. */
export function toPlainDeep(value: unknown, name: Name = ''): unknown {
  const plain = toPlain(value, name)
  if (Array.isArray(plain)) return toPlainList(plain)
  return typeof plain === 'object' && plain !== null ? toPlainObject(plain) : plain
}

function toPlainList(list: readonly unknown[]): readonly unknown[] {
  // Array.from() sees the holes of a list, which JSON fills.
  const items = Array.from(list, (item, index) => toPlainDeep(item, index) ?? null)
  return items.every((item, index) => Object.is(item, list[index])) ? list : items
}

function toPlainObject(object: object): object {
  const given = Object.entries(object)
  const members = given.map(([name, member]) => [name, toPlainDeep(member, name)] as const)
  const isPlain = members.every(([, member], index) => {
    return member !== undefined && Object.is(member, given[index]?.[1])
  })
  return isPlain ? object : Object.fromEntries(members.filter(([, member]) => member !== undefined))
}
