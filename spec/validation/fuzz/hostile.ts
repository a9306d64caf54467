import type { Random } from './random.ts'

/** JSON that is written as it is: no value of JavaScript stands for it. */
export class Raw {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A value, and the kind of hostility that it is of. */
export interface Hostile {
  readonly kind: string
  readonly value: unknown
}

/** JSON of a value that may hold `Raw`. */
export function toText(value: unknown): string {
  if (value instanceof Raw) return value.text
  if (Array.isArray(value)) return `[${value.map(toText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${toText(member)}`,
  )
  return `{${members.join(',')}}`
}

/** Names that every object has already. */
export const inheritedNames = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'toJSON'],
  ...['then', 'length', '__defineGetter__', '__lookupSetter__', 'isPrototypeOf', ''],
] as const

const polluted = { polluted: 'yes', toString: 'yes', status: 500 }

export const hugeNumbers = [
  ...['1e400', '-1e400', '1e308', '123456789012345678901234567890', '9007199254740993', '-0'],
  ...['1e-400', '1e21', '0.1e1', '4294967296', '-2147483649', '2.0', '1E+2'],
] as const

const surrogates = ['\ud800', 'a\udc00b', '\udfff\ud800', '\ud83d'] as const

/** The values that stand for nothing that is declared, each kind about as often as the next. */
export function pickValue(random: Random, instead: unknown): Hostile {
  const make = random.chance(0.025) ? random.pick(heavyValues) : random.pick(lightValues)
  return make(random, instead)
}

type MakeHostile = (random: Random, instead: unknown) => Hostile

const lightValues: readonly MakeHostile[] = [
  (random, instead) => ({
    kind: 'a list for a scalar',
    value: random.pick([[instead], [], [[instead]], [instead, instead]]),
  }),
  (random) => ({
    kind: 'another type',
    value: random.pick([null, true, false, 0, -1, 1.5, '', 'x', {}, []]),
  }),
  (random) => ({ kind: 'a huge number', value: new Raw(random.pick(hugeNumbers)) }),
  (random) => ({ kind: 'a lone surrogate', value: random.pick(surrogates) }),
  (random) => ({ kind: 'NUL', value: random.pick(['\0', 'a\0b', '\0'.repeat(100)]) }),
  (random) => ({
    kind: 'an inherited name',
    value: Object.fromEntries([[random.pick(inheritedNames), polluted]]),
  }),
  (_random, instead) => ({
    kind: 'a name twice',
    value: new Raw(`{"a":1,"a":${toText(instead)},"__proto__":1,"__proto__":{"polluted":"yes"}}`),
  }),
]

const heavyValues: readonly MakeHostile[] = [
  (random) => ({ kind: '10,000 names', value: new Raw(manyNames(random)) }),
  (random) => ({ kind: 'a list of 10,000', value: new Raw(longList(random)) }),
  (random) => ({ kind: 'deep nesting', value: new Raw(nest(random)) }),
  (random) => ({
    kind: 'a long text',
    value: random.pick(['1', 'a', ' ', 'é', '0-']).repeat(50_000),
  }),
]

function manyNames(random: Random): string {
  const member = random.pick(['1', '"a"', 'null', '{}', 'true'])
  const prefix = random.pick(['k', 'x-', '__proto__'])
  return `{${Array.from({ length: 10_000 }, (_, at) => `"${prefix}${at}":${member}`).join(',')}}`
}

function longList(random: Random): string {
  const items = ['1', '"a"', 'null', '{}', '[]', '{"type":"card"}', '{"sku":"s","count":1}']
  return `[${Array(10_000).fill(random.pick(items)).join(',')}]`
}

function nest(random: Random): string {
  const depth = random.pick([100, 1_000, 5_000, 10_000])
  const [open, inner, close] = random.pick([
    ['[', '', ']'],
    ['{"a":', '1', '}'],
    ['{"__proto__":', '{}', '}'],
    ['{"value":1,"children":[', '{"value":1}', ']}'],
    ['{"value":1,"children":[', '{"value":"x"}', ']}'],
  ] as const)
  return open.repeat(depth) + inner + close.repeat(depth)
}

/**
 * The same in the words of a query or a form: pairs that are encoded already.
 *
 * @param heavy How often there is much of it.
 */
export function pickPairs(random: Random, names: readonly string[], heavy: number): PairsOfKind {
  const make = random.chance(heavy) ? random.pick(heavyPairs) : random.pick(lightPairs)
  return make(random, random.pick(names))
}

export interface PairsOfKind {
  readonly kind: string
  readonly pairs: readonly string[]
}

type MakePairs = (random: Random, name: string) => PairsOfKind

const lightPairs: readonly MakePairs[] = [
  (random, name) => ({
    kind: 'a list for a scalar',
    pairs: random.pick([
      [`${name}=1`, `${name}=2`],
      [`${name}[]=1`],
      [`${name}[0]=a`, `${name}[1]=b`],
      [`${name}[99999999]=a`],
    ]),
  }),
  (random, name) => ({
    kind: 'another type',
    pairs: random.pick([[`${name}=`], [name], [`${name}=x`], [`${name}[a]=1`], [`${name}=null`]]),
  }),
  (random, name) => ({ kind: 'a huge number', pairs: [`${name}=${random.pick(hugeNumbers)}`] }),
  (random, name) => ({
    kind: 'a lone surrogate',
    pairs: [`${name}=${random.pick(['%ED%A0%80', 'a%ED%B0%80', '%C3%28', '%FF'])}`],
  }),
  (random, name) => ({
    kind: 'NUL',
    pairs: [random.pick([`${name}=%00`, `${name}%00=1`, '%00=%00'])],
  }),
  (random, name) => ({
    kind: 'an inherited name',
    pairs: random.pick([
      [`${random.pick(inheritedNames)}=yes`],
      ['__proto__[polluted]=yes', '__proto__.polluted=yes'],
      ['constructor[prototype][polluted]=yes'],
      [`${name}[__proto__][polluted]=yes`, `${name}[min]=1`],
      [`${name}[constructor][prototype][polluted]=yes`],
      [`${name}[toString]=yes`, `${name}[hasOwnProperty]=yes`],
      [`${name}=__proto__`, `${name}=constructor`],
    ]),
  }),
  (random, name) => ({
    kind: 'a bad escape',
    pairs: random.pick([['%'], [`${name}=%zz`], ['%=%'], [`${name}=%u0041`], ['=', '&', '==']]),
  }),
]

const heavyPairs: readonly MakePairs[] = [
  (random) => {
    const prefix = random.pick(['k', 'page', '__proto__'])
    return {
      kind: '10,000 names',
      pairs: Array.from({ length: 10_000 }, (_, at) => `${prefix}${at}=1`),
    }
  },
  (_random, name) => ({ kind: 'a list of 10,000', pairs: Array<string>(10_000).fill(`${name}=1`) }),
  (random, name) => ({
    kind: 'deep nesting',
    pairs: [`${name}${'[a]'.repeat(random.pick([20, 100, 1_000, 10_000]))}=1`],
  }),
  (random, name) => ({
    kind: 'a long text',
    pairs: [`${name}=${random.pick(['1', 'a', '%20', '|', ',', '+'])}`.padEnd(40_000, '1,')],
  }),
]
