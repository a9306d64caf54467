/**
 * What the fuzzed server declares, once more and by hand: no line of the library under test, and none of
 * a library of schemas, decides here.
 */
type Values = Readonly<Record<string, unknown>>
type Test = (value: unknown) => boolean

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(least = 0, most = Infinity): Test {
  return (value) => {
    if (typeof value !== 'string') return false
    // Some count characters, and some the halves of them; these differ where there are pairs.
    const [fewest, many] = [[...value].length, value.length]
    return many >= least && fewest <= most
  }
}

function isInteger(least = -Infinity, most = Infinity): Test {
  return (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most
}

function isNumber(least = -Infinity, most = Infinity): Test {
  return (value) =>
    typeof value === 'number' && Number.isFinite(value) && value >= least && value <= most
}

function isOneOf(...values: readonly unknown[]): Test {
  return (value) => values.includes(value)
}

function isListOf(item: Test): Test {
  return (value) => Array.isArray(value) && Array.from(value as unknown[]).every(item)
}

function isNullOr(test: Test): Test {
  return (value) => value === null || test(value)
}

/** Of required properties, and of optional ones, whose names end in `?`. */
function hasProperties(tests: Readonly<Record<string, Test>>): Test {
  return (value) =>
    isObject(value) &&
    Object.entries(tests).every(([key, test]) => {
      const name = key.replace(/\?$/, '')
      if (!Object.hasOwn(value, name)) return key !== name && value[name] === undefined
      return test(value[name]) || (key !== name && value[name] === undefined)
    })
}

/** Valibot and ArkType take a list for a map of its items. */
function isMapOf(test: Test): Test {
  return (value) => typeof value === 'object' && value !== null && Object.values(value).every(test)
}

const isPayment: Test = (value) =>
  hasProperties({
    type: isOneOf('card'),
    number: (text) => typeof text === 'string' && /^[0-9]{12,19}$/.test(text),
    'cvc?': isText(3, 4),
  })(value) || hasProperties({ type: isOneOf('account'), iban: isText(15, 34) })(value)

/** Without recursion, since what it is asked about may be as deep as a request can make it. */
const isTree: Test = (value) => {
  const open = [value]
  while (open.length > 0) {
    const node = open.pop()
    if (!hasProperties({ value: isInteger(), 'children?': Array.isArray })(node)) return false
    for (const child of ((node as Values)['children'] ?? []) as unknown[]) open.push(child)
  }
  return true
}

const isRecord: Test = (value) =>
  isObject(value) &&
  Object.keys(value).length > 0 &&
  Object.entries(value).every(
    ([name, member]) =>
      /^[a-z-]+$/.test(name) &&
      (name.startsWith('x-') ? isInteger()(member) : typeof member === 'string'),
  )

const isDependent: Test = (value) => {
  if (!isObject(value)) return false
  const has = (name: string): boolean => Object.hasOwn(value, name)
  const known = ['mode', 'card', 'cvc', 'address', ...(has('address') ? ['zip'] : [])]
  return (
    hasProperties({
      mode: isOneOf('a', 'b'),
      'card?': isText(),
      'cvc?': isText(),
      'address?': isText(),
    })(value) &&
    (!has('card') || has('cvc')) &&
    (!has('address') || hasProperties({ zip: isText(3) })(value)) &&
    Object.keys(value).every((name) => known.includes(name))
  )
}

const isUnevaluated: Test = (value) => {
  if (!hasProperties({ kind: isOneOf('a', 'b'), 'id?': isText() })(value)) return false
  const { kind } = value as Values
  const own = kind === 'a' ? 'left' : 'right'
  return Object.entries(value as Values).every(([name, member]) => {
    if (name === 'kind' || name === 'id') return true
    return name === own ? isInteger()(member) : typeof member === 'boolean'
  })
}

const isItems: Test = (value) =>
  Array.isArray(value) &&
  typeof value[0] === 'string' &&
  isInteger()(value[1]) &&
  (value.length === 2 || (value.length === 3 && value[2] === 'x'))

const isUnique: Test = (value) =>
  Array.isArray(value) &&
  value.length <= 50 &&
  new Set(value).size === value.length &&
  value.includes('x') &&
  value.every((item) => typeof item === 'string' || isInteger()(item))

let deep = 0

/** Equal texts are equal values, in whatever order their names stand; what is too deep to be written is equal to nothing. */
function canonical(value: unknown): string {
  try {
    return JSON.stringify(value, (_name, member: unknown) =>
      isObject(member)
        ? ['\0object', ...Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1))]
        : member,
    )
  } catch (error) {
    if (error instanceof RangeError) return `too deep: ${deep++}`
    throw error
  }
}

const isConstants: Test = (value) => {
  if (!isObject(value)) return false
  const { one, some, unlike } = value
  return (
    canonical(one) === canonical({ a: 1 }) &&
    (some === null || canonical(some) === canonical({ b: [1] })) &&
    Array.isArray(unlike) &&
    unlike.length <= 20 &&
    new Set(unlike.map(canonical)).size === unlike.length
  )
}

/** By the names of what the server declares. */
export const declared = {
  params: hasProperties({ id: isInteger(1, 1_000_000_000) }),
  query: hasProperties({
    page: isInteger(1),
    'tags?': isListOf(isText()),
    'ids?': isListOf(isInteger()),
    'words?': isListOf(isText()),
    'sort?': isOneOf('up', 'down'),
  }),
  filter: hasProperties({ 'filter?': hasProperties({ min: isNumber(), 'max?': isNumber() }) }),
  headers: hasProperties({ 'x-count': isInteger(0, 100), 'x-list?': isListOf(isInteger()) }),
  cookies: hasProperties({ 'session?': isText(3, 20), 'visits?': isInteger() }),
  order: hasProperties({
    id: isText(1, 20),
    amount: isNumber(0, 1_000_000),
    status: isOneOf('draft', 'paid'),
    note: isNullOr(isText()),
    payment: isPayment,
    labels: isMapOf(isText()),
    lines: isListOf(hasProperties({ sku: isText(), count: isInteger(1) })),
  }),
  tree: isTree,
  form: hasProperties({
    name: isText(1, 30),
    age: isInteger(0, 150),
    agree: isOneOf(true, false),
    'tags?': isListOf(isText()),
  }),
  upload: hasProperties({ 'title?': isText(0, 30), size: isInteger() }),
  text: isText(3, 50),
  records: isRecord,
  dependent: isDependent,
  unevaluated: isUnevaluated,
  items: isItems,
  unique: isUnique,
  constants: isConstants,
} satisfies Record<string, Test>

/** None, or an empty one that has none: what `node:querystring` parses has that. */
function givesNothing(prototype: unknown): boolean {
  if (typeof prototype !== 'object' || prototype === null) return prototype === null
  return Object.getPrototypeOf(prototype) === null && Reflect.ownKeys(prototype).length === 0
}

/** Whether every object within is one that JSON makes, or one without a prototype. */
export function hasPlainPrototypes(value: unknown): boolean {
  const open = [value]
  while (open.length > 0) {
    const part = open.pop()
    if (typeof part !== 'object' || part === null) continue
    const prototype: unknown = Object.getPrototypeOf(part)
    const plain = Array.isArray(part) ? Array.prototype : Object.prototype
    if (prototype !== plain && !givesNothing(prototype)) return false
    for (const member of Object.values(part)) open.push(member)
  }
  return true
}
