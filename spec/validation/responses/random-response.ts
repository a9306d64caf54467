/** Random models, with a value of each that holds fields which it does not name. */
import fc from 'fast-check'
import { literal, number, object, text, type Model, type ObjectModel } from './models.ts'

export interface Sample {
  readonly model: Model
  /** As it has to arrive. */
  readonly clean: unknown
  /** As the handler has it. */
  readonly dirty: unknown
}

interface ObjectSample extends Sample {
  readonly model: ObjectModel
  readonly clean: object
  readonly dirty: object
}

const scalar: fc.Arbitrary<Sample> = fc.oneof(
  fc.string().map((value) => ({ model: text, clean: value, dirty: value })),
  fc.integer().map((value) => ({ model: number, clean: value, dirty: value })),
)

const secret = fc.oneof(
  fc.constant({}),
  fc.constant({ secret: 'x' }),
  fc.constant({ secret: { deeper: [1, { secret: 2 }] } }),
)

/** An object, of which some optional properties are not there. */
function objectOf(
  names: readonly string[],
  member: fc.Arbitrary<Sample>,
): fc.Arbitrary<ObjectSample> {
  const field = fc.record({
    name: fc.constantFrom(...names),
    member,
    presence: fc.constantFrom('required', 'optional', 'absent'),
  })
  const fields = fc.uniqueArray(field, {
    minLength: 1,
    maxLength: names.length,
    selector: ({ name }) => name,
  })
  return fc.tuple(fields, secret).map(([given, added]) => {
    const there = given.filter(({ presence }) => presence !== 'absent')
    const pick = (side: 'clean' | 'dirty'): object =>
      Object.fromEntries(there.map((one) => [one.name, one.member[side]]))
    const models = given.map(({ name, member: { model }, presence }) => [
      presence === 'required' ? name : `${name}?`,
      model,
    ])
    return {
      model: object(Object.fromEntries(models)),
      clean: pick('clean'),
      dirty: { ...added, ...pick('dirty') },
    }
  })
}

/** One of several objects, told apart by a tag. */
function choiceOf(member: fc.Arbitrary<Sample>): fc.Arbitrary<Sample> {
  const alternatives = fc.array(objectOf(['a', 'b'], member), { minLength: 2, maxLength: 3 })
  return fc.tuple(alternatives, fc.nat()).map(([samples, chosen]) => {
    const index = chosen % samples.length
    const tagged = samples.map(({ model }, tag) =>
      object({ ...model.fields, kind: literal(`k${tag}`) }),
    )
    const { clean, dirty } = samples[index]!
    const kind = `k${index}`
    return {
      model: { is: 'choice', of: tagged },
      clean: { ...clean, kind },
      dirty: { ...dirty, kind },
    }
  })
}

/** Two objects at once, with names of their own. */
function bothOf(member: fc.Arbitrary<Sample>): fc.Arbitrary<Sample> {
  return fc
    .tuple(objectOf(['a', 'b'], member), objectOf(['c', 'd'], member))
    .map(([one, other]) => ({
      model: { is: 'both', of: [one.model, other.model] },
      clean: { ...one.clean, ...other.clean },
      dirty: { ...one.dirty, ...other.dirty },
    }))
}

/** Several values of one model: its own, again and again. */
function severalOf(member: fc.Arbitrary<Sample>): fc.Arbitrary<Sample> {
  return fc
    .tuple(member, fc.constantFrom('list' as const, 'record' as const), fc.nat({ max: 3 }))
    .map(([{ model, clean, dirty }, is, length]) => {
      const fill = (value: unknown): unknown =>
        is === 'list'
          ? Array.from({ length }, () => value)
          : Object.fromEntries(Array.from({ length }, (_, index) => [`n${index}`, value]))
      return { model: { is, of: model }, clean: fill(clean), dirty: fill(dirty) }
    })
}

function tupleOf(member: fc.Arbitrary<Sample>): fc.Arbitrary<Sample> {
  return fc.array(member, { minLength: 1, maxLength: 3 }).map((items) => ({
    model: { is: 'tuple', of: items.map(({ model }) => model) },
    clean: items.map(({ clean }) => clean),
    dirty: items.map(({ dirty }) => dirty),
  }))
}

function nullableOf(member: fc.Arbitrary<Sample>): fc.Arbitrary<Sample> {
  return fc.tuple(member, fc.boolean()).map(([{ model, clean, dirty }, isNull]) => ({
    model: { is: 'nullable', of: model },
    clean: isNull ? null : clean,
    dirty: isNull ? null : dirty,
  }))
}

export const randomSample: fc.Arbitrary<Sample> = fc.letrec<{ sample: Sample; nested: Sample }>(
  (tie) => {
    const member = tie('sample')
    return {
      sample: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, tie('nested')),
      nested: fc.oneof(
        objectOf(['a', 'b', 'c'], member),
        choiceOf(member),
        bothOf(member),
        severalOf(member),
        tupleOf(member),
        nullableOf(objectOf(['a', 'b'], member)),
      ),
    }
  },
).nested
