import type { Answer } from './request-case.ts'
import type { Kind } from './schemas.ts'

/** Where a kind of schema means something else by the same words, and answers otherwise. */
export interface Difference {
  /** Of the request. */
  readonly title: string
  /** Every one where none is named. */
  readonly kinds?: readonly Kind[]
  /** Both versions where none is named. */
  readonly express?: 4 | 5
  /** What comes instead. */
  readonly answer: Answer
  readonly because: string
}

const numbers: readonly Difference[] = [
  {
    title: 'an integer beyond the safe ones',
    kinds: ['Zod'],
    answer: [422, ['query/integer']],
    because: 'z.int() takes safe integers only.',
  },
  {
    title: 'an integer beyond the safe ones in a body',
    kinds: ['Zod'],
    answer: [422, ['body/i']],
    because: 'z.int() takes safe integers only.',
  },
  {
    title: 'a number without end in a body',
    kinds: ['Valibot', 'ArkType'],
    answer: [200, { body: { n: null } }],
    because: 'Their numbers include infinity, which the answer has no word for.',
  },
]

const texts: readonly Difference[] = [
  {
    title: 'one character that takes two places',
    kinds: ['Valibot', 'ArkType'],
    answer: [200, { query: { name: '🦊' } }],
    because: 'They count code units of UTF-16, where JSON Schema and Zod count characters.',
  },
  {
    title: 'a UUID of no version',
    kinds: ['Zod', 'ArkType'],
    answer: [422, ['query/id']],
    because:
      'They know the versions of RFC 9562; the format of JSON Schema says how it is written.',
  },
  {
    title: 'a URI with letters that it cannot have',
    kinds: ['Zod', 'Valibot', 'ArkType'],
    answer: [200, { query: { site: 'https://é.test' } }],
    because: 'They ask the URL parser, which encodes such letters.',
  },
  {
    title: 'a time of no zone',
    kinds: ['ArkType'],
    answer: [200, { query: { at: '2026-11-25T10:00:00' } }],
    because: 'string.date.iso takes all of ISO 8601.',
  },
  {
    title: 'a time for a date',
    kinds: ['ArkType'],
    answer: [200, { query: { day: '2026-11-25T10:00:00Z' } }],
    because: 'string.date.iso takes all of ISO 8601, and no keyword takes a date alone.',
  },
  {
    title: 'a time of no day',
    kinds: ['Valibot', 'ArkType'],
    answer: [200, { query: { at: '2026-02-30T10:00:00Z' } }],
    because: 'Their patterns do not know how long a month is.',
  },
  {
    title: 'the day that does not come in others',
    kinds: ['Valibot', 'ArkType'],
    answer: [200, { query: { day: '2026-02-29' } }],
    because: 'Their patterns do not know how long a month is.',
  },
]

const objects: readonly Difference[] = [
  {
    title: 'what a body does not declare',
    kinds: ['Zod', 'Valibot'],
    answer: [200, { body: { name: 'Ann', inner: { name: 'B' } } }],
    because: 'Their objects leave out what they do not know, unless they are loose.',
  },
  {
    title: 'several that a closed query does not declare',
    kinds: ['Valibot'],
    answer: [422, ['query/b']],
    because: 'strictObject() stops at the first unknown name.',
  },
  {
    title: 'a list for a body',
    kinds: ['Valibot', 'ArkType'],
    answer: [422, ['body/name']],
    because: 'They look for the properties of an object in a list, and do not find them.',
  },
  {
    title: 'a list for a record',
    kinds: ['Valibot'],
    answer: [200, { body: { 0: 1 } }],
    because: 'A list is an object to it, and its indexes are keys.',
  },
  {
    title: 'a list for a record',
    kinds: ['ArkType'],
    answer: [200, { body: [1] }],
    because: 'A list is an object to it, and has no keys that are texts.',
  },
  {
    title: 'a record',
    kinds: ['Valibot'],
    answer: [200, { body: { a: 1, 'b/c': 2, '': 3 } }],
    because: 'record() leaves out keys that could reach a prototype.',
  },
]

const tuples: readonly Difference[] = [
  {
    title: 'a tuple of too few',
    kinds: ['Valibot'],
    answer: [422, ['query/pair/1']],
    because: 'It names the item that is missing, where others name the tuple.',
  },
  {
    title: 'a tuple of too many',
    kinds: ['Valibot'],
    answer: [422, ['query/pair/2']],
    because: 'It names the item that is too many, where others name the tuple.',
  },
  {
    title: 'a tuple that is too short',
    kinds: ['Valibot'],
    answer: [422, ['body/point/1']],
    because: 'It names the item that is missing, where others name the tuple.',
  },
  {
    title: 'a tuple that is too long',
    kinds: ['Valibot'],
    answer: [422, ['body/point/2']],
    because: 'It names the item that is too many, where others name the tuple.',
  },
]

const unions: readonly Difference[] = [
  {
    title: 'text for a union of objects',
    kinds: ['ArkType'],
    answer: [422, ['body/kind']],
    because: 'It looks for the tag before the type.',
  },
  {
    title: 'the object of a union, with a fault',
    kinds: ['Valibot'],
    answer: [422, ['body/mixed']],
    because: 'It does not tell of which branch its faults are.',
  },
]

const parsers: readonly Difference[] = [
  {
    title: 'an object that an open query does not declare',
    express: 4,
    answer: [200, { query: { a: '1', b: { c: '2' } } }],
    because: 'What is not declared is as the app reads it: by default, Express 4 finds objects.',
  },
]

export const differences: readonly Difference[] = [
  ...numbers,
  ...texts,
  ...objects,
  ...tuples,
  ...unions,
  ...parsers,
]
