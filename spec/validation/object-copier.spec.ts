import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createObjectCopier } from '../../lib/validation/object-copier.ts'

const names = ['a', 'b', 'toString', 'a"];process.exit(1)//', '\u2028', 'with space']
const named = new Set(names)

const value = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, true, '', 0, -0, 1.5, Number.NaN, Infinity),
  fc.string(),
  fc.constant({ deep: 1 }),
)
const key = fc.constantFrom(...names, 'other', 'another')
const object = fc
  .uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, maxLength: 8 })
  .map((entries): Record<string, unknown> => Object.fromEntries(entries))

const isScalar = (given: unknown): boolean =>
  typeof given === 'string' || typeof given === 'boolean' || Number.isFinite(given)

const keep = (name: string, given: unknown, context: string): unknown =>
  given === undefined || isScalar(given) ? given : { name, given, context }

function expected(of: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(of)
    .map(([name, given]): [string, unknown] => [name, keep(name, given, 'x')])
    .filter(([name, kept]) => named.has(name) && kept !== undefined)
}

describe('a copier of objects', () => {
  it('keeps what is named, in the order of the object, whatever orders have come before', () => {
    fc.assert(
      fc.property(fc.array(object, { minLength: 1, maxLength: 12 }), (objects) => {
        const copy = createObjectCopier<string>(named)
        // Twice, since what has come again is copied by a function that was compiled for it.
        for (const one of [...objects, ...objects, ...objects]) {
          expect(Object.entries(copy(one, keep, 'x'))).toEqual(expected(one))
        }
      }),
      { seed: 7 },
    )
  })

  it('has no more orders than it needs, and copies all others as well', () => {
    const copy = createObjectCopier<string>(named)
    for (let index = 0; index < 50; index++) {
      const one = { [`unknown-${index}`]: 1, a: index, b: 'b' }
      expect(copy(one, keep, 'x')).toEqual({ a: index, b: 'b' })
      expect(copy(one, keep, 'x')).toEqual({ a: index, b: 'b' })
    }
  })

  it('has nothing that an object inherits', () => {
    const copy = createObjectCopier<string>(named)
    const heir = (): object => Object.assign(Object.create({ b: 'inherited' }) as object, { a: 1 })
    for (let round = 0; round < 4; round++) {
      expect(Object.entries(copy(heir() as never, keep, 'x'))).toEqual([['a', 1]])
    }
  })

  it('takes a name such as __proto__ for what it is', () => {
    const copy = createObjectCopier<string>(named)
    const one = JSON.parse('{"__proto__": {"b": 1}, "a": 1}') as Record<string, unknown>
    for (let round = 0; round < 4; round++) {
      const copied = copy(one, keep, 'x')
      expect(Object.entries(copied)).toEqual([['a', 1]])
      expect(Object.getPrototypeOf(copied)).toBe(Object.prototype)
    }
    const naming = createObjectCopier<string>(new Set(['__proto__']))
    expect(Object.entries(naming(one, keep, 'x'))).toEqual([
      ['__proto__', { name: '__proto__', given: { b: 1 }, context: 'x' }],
    ])
  })
})
