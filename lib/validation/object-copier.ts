import { putMember } from '../json.ts'
import { readProperty } from '../read-property.ts'

/** What becomes of a member that is no text, no truth value and no finite number; undefined where it goes. */
type KeepMember<Context> = (name: string, value: unknown, context: Context) => unknown

type Copy<Context> = (
  object: Readonly<Record<string, unknown>>,
  keep: KeepMember<Context>,
  context: Context,
) => object

interface Order<Context> {
  readonly keys: readonly string[]
  /** Compiled once the keys have come in this order again. */
  copy: Copy<Context> | undefined
}

/** How many orders of keys are known at a time: handlers have few. */
const maxOrders = 4

/** Longer functions are compiled for longer than they save. */
const maxKeys = 100

/**
 * Copies objects, each in the order of its own keys, without the members that are not named. For keys that
 * come in the same order again a function is compiled, as ajv compiles its own: a copy that has all its
 * properties from the beginning is made several times faster. Its members are read by `readProperty()`, for
 * what is spread into an object (`{ ...row, total }`) gives each a hidden class of its own, too.
 */
export function createObjectCopier<Context>(names: ReadonlySet<string>): Copy<Context> {
  const orders: Order<Context>[] = []

  return (object, keep, context) => {
    for (const known of orders) {
      if (!hasKeys(object, known.keys)) continue
      known.copy ??= compile<Context>(known.keys.filter((key) => names.has(key)))
      return known.copy(object, keep, context)
    }
    remember(Object.keys(object))
    return copyOneByOne(object, keep, context)
  }

  /** In the place of one that has not come again, if need be. */
  function remember(keys: readonly string[]): void {
    if (keys.length > maxKeys || keys.includes('__proto__')) return
    const free = orders.findIndex(({ copy }) => !copy)
    if (orders.length < maxOrders) orders.push({ keys, copy: undefined })
    else if (free !== -1) orders[free] = { keys, copy: undefined }
  }

  function copyOneByOne(
    object: Readonly<Record<string, unknown>>,
    keep: KeepMember<Context>,
    context: Context,
  ): object {
    const kept: Record<string, unknown> = {}
    for (const name of Object.keys(object)) {
      if (!names.has(name)) continue
      const value = keep(name, object[name], context)
      if (value !== undefined) putMember(kept, name, value)
    }
    return kept
  }
}

/** By a loop over the object, for which V8 makes no list of its keys. */
function hasKeys(object: Readonly<Record<string, unknown>>, keys: readonly string[]): boolean {
  let index = 0
  // What an object inherits is not among the keys: it is then copied one by one.
  for (const key in object) if (key !== keys[index++]) return false
  return index === keys.length
}

/**
 * Each name is written as a text of the code's own, so that nothing in it is code. Where every member is
 * kept, as mostly, all are put into the copy at once.
 */
function compile<Context>(names: readonly string[]): Copy<Context> {
  const members = names.map((given, index) => ({ name: JSON.stringify(given), value: `v${index}` }))
  const reads = members.map(
    ({ name, value }) => `let ${value} = read(object, ${name})
    if (typeof ${value} !== 'string' && typeof ${value} !== 'boolean' && !Number.isFinite(${value}))
      ${value} = keep(${name}, ${value}, context)`,
  )
  const isWhole = members.map(({ value }) => `${value} !== undefined`).join(' && ') || 'true'
  const whole = members.map(({ name, value }) => `${name}: ${value}`).join(', ')
  const puts = members.map(
    ({ name, value }) => `if (${value} !== undefined) kept[${name}] = ${value}`,
  )
  const body = [
    ...reads,
    `if (${isWhole}) return { ${whole} }`,
    'const kept = {}',
    ...puts,
    'return kept',
  ]
  // oxlint-disable-next-line typescript/no-implied-eval
  const create = new Function('read', `return (object, keep, context) => {${body.join('\n')}}`)
  return (create as (read: unknown) => Copy<Context>)(readProperty)
}
