import fc from 'fast-check'

export type Schema = Record<string, unknown> | boolean

/** Two schemas of which the second was made from the first. */
export type Pair = readonly [old: Schema, next: Schema]

const names = ['a', 'b', 'c']
const texts = ['', 'a', 'ab', 'abc', 'x1', '2026-01-01']
const patterns = ['^a', '[0-9]$', '^.{2}$']

/** Values that the schemas are about, and few others. */
export const values: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    fc.constantFrom<unknown>(...texts, null, true, false, 0.5, 2.5),
    fc.integer({ min: -3, max: 8 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names, 'd'), tie('value'), { maxKeys: 3 }),
  ),
})).value

function some<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.option(arbitrary, { nil: undefined, freq: 1 })
}

/** The same keyword twice, or another value or none of it. */
function both<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<[Value, Value]> {
  return fc.oneof(
    { weight: 3, arbitrary: arbitrary.map((one): [Value, Value] => [one, one]) },
    fc.tuple(arbitrary, arbitrary),
  )
}

function pairOf(keywords: Record<string, fc.Arbitrary<readonly [unknown, unknown]>>) {
  return fc.record(keywords).map((record): Pair => {
    const side = (index: 0 | 1): Schema =>
      Object.fromEntries(
        Object.entries(record).flatMap(([keyword, pair]) =>
          pair[index] === undefined ? [] : [[keyword, pair[index]]],
        ),
      )
    return [side(0), side(1)]
  })
}

const small = fc.integer({ min: -2, max: 6 })
const size = fc.integer({ min: 0, max: 3 })

const numbers = pairOf({
  type: both(fc.constantFrom('integer', 'number', ['integer', 'null'])),
  minimum: both(some(small)),
  exclusiveMaximum: both(some(small)),
  multipleOf: both(some(fc.constantFrom(1, 2, 4))),
})

const strings = pairOf({
  type: both(fc.constantFrom('string', ['string', 'null'])),
  minLength: both(some(size)),
  maxLength: both(some(size)),
  pattern: both(some(fc.constantFrom(...patterns))),
  format: both(some(fc.constantFrom('date', 'uuid'))),
})

const constants = fc.subarray<unknown>([...texts, 1, 2, null, true, false], { minLength: 1 })
const enums = pairOf({
  enum: both(constants),
  type: both(some(fc.constantFrom('string', 'integer'))),
})
const plain = both(
  fc.constantFrom<Schema>(
    ...[{}, true, false, { type: 'boolean' }, { type: 'null' }, { const: 'a' }],
    ...[{ type: ['string', 'integer'] }, { minimum: 2 }, { minLength: 1 }, { type: 'object' }],
    ...[{ not: { type: 'string' } }, { required: ['a'] }, { $ref: '#/components/schemas/Tree' }],
    { $ref: '#/components/schemas/Other' },
  ),
)

const schemaPairs = fc.letrec<{ pair: Pair }>((tie) => ({
  pair: fc.oneof(
    { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
    plain,
    numbers,
    strings,
    enums,
    createArrays(tie('pair')),
    createObjects(tie('pair')),
    createComposed(tie('pair')),
    fc.tuple(tie('pair'), tie('pair')).map(([[old], [, next]]): Pair => [old, next]),
  ),
})).pair

function createArrays(pairs: fc.Arbitrary<Pair>): fc.Arbitrary<Pair> {
  return pairOf({
    type: both(fc.constantFrom('array')),
    items: pairs,
    minItems: both(some(size)),
    maxItems: both(some(size)),
    uniqueItems: both(some(fc.boolean())),
  })
}

function createObjects(pairs: fc.Arbitrary<Pair>): fc.Arbitrary<Pair> {
  const properties = fc
    .dictionary(fc.constantFrom(...names), fc.tuple(pairs, both(fc.boolean())), { maxKeys: 3 })
    .map((members): [unknown, unknown] => {
      const side = (index: 0 | 1): unknown =>
        Object.fromEntries(
          Object.entries(members).flatMap(([name, [pair, [inOld, inNext]]]) =>
            (index === 0 ? inOld : inNext) ? [[name, pair[index]]] : [],
          ),
        )
      return [side(0), side(1)]
    })
  return pairOf({
    type: both(fc.constantFrom('object')),
    properties,
    required: both(fc.subarray(names)),
    additionalProperties: fc.oneof(both(some(fc.constantFrom<unknown>(false, true))), pairs),
    maxProperties: both(some(fc.integer({ min: 1, max: 3 }))),
  })
}

function createComposed(pairs: fc.Arbitrary<Pair>): fc.Arbitrary<Pair> {
  const list = fc.array(pairs, { minLength: 1, maxLength: 3 })
  const lists = fc.tuple(list, some(pairs), fc.boolean()).map(([all, more, isOld]): Pair[] => {
    const [olds, nexts] = [all.map(([old]) => old), all.map(([, next]) => next)]
    if (more) (isOld ? olds : nexts).push(isOld ? more[0] : more[1])
    return [[olds, nexts] as unknown as Pair]
  })
  return fc
    .tuple(fc.constantFrom('allOf', 'anyOf', 'oneOf'), lists, pairs)
    .map(([keyword, [pair], beside]): Pair => {
      const [old, next] = pair as unknown as [unknown, unknown]
      return [
        { ...(beside[0] as object), [keyword]: old },
        { ...(beside[1] as object), [keyword]: next },
      ]
    })
}

export interface RandomSchemas {
  readonly schema: Pair
  /** `Tree` and `Other`, which each may refer to. */
  readonly components: readonly [old: object, next: object]
}

export const randomSchemas: fc.Arbitrary<RandomSchemas> = fc
  .tuple(schemaPairs, createObjects(schemaPairs), createArrays(schemaPairs))
  .map(([schema, tree, other]) => ({
    schema,
    components: [
      { Tree: tree[0], Other: other[0] },
      { Tree: tree[1], Other: other[1] },
    ],
  }))
