import { findMeant, type Fault } from './outcome.ts'

export type UnionKeyword = 'anyOf' | 'oneOf'

/** What a value is in a union: of the alternative with this index, or what is wrong with it. */
export type Judgement =
  | { readonly holding: number; readonly faults?: undefined }
  | { readonly holding?: undefined; readonly faults: readonly Fault[] }

/** Tells what a value is in one union. */
export type Union = (value: unknown) => Judgement

/** What unions have said of the objects of the value that is being judged. */
type Judgements = Map<Union, WeakMap<object, Judgement>>

let judgements: Judgements | undefined

/** Judge one value. Within, a union is asked once about each object, however often it comes up. */
export function judgeAll<Result>(judge: () => Result): Result {
  const before = judgements
  judgements = new Map()
  try {
    return judge()
  } finally {
    judgements = before
  }
}

/**
 * `anyOf` or `oneOf`.
 *
 * @param check Whether a value is of the alternative with an index: undefined, or what is wrong with it.
 */
export function createUnion(
  keyword: UnionKeyword,
  count: number,
  check: (index: number, value: unknown) => readonly Fault[] | undefined,
): Union {
  const union: Union = (value) => {
    if (typeof value !== 'object' || value === null) return judge(value)
    const known = judgementsOf(union)
    const judgement = known.get(value) ?? judge(value)
    known.set(value, judgement)
    return judgement
  }

  function judge(value: unknown): Judgement {
    const found: (readonly Fault[])[] = []
    let holding: number | undefined
    for (let index = 0; index < count; index++) {
      const faults = check(index, value)
      if (faults) found.push(faults)
      else if (holding !== undefined) return { faults: [ofSeveral] }
      else if (keyword === 'anyOf') return { holding: index }
      else holding = index
    }
    if (holding !== undefined) return { holding }
    return { faults: findMeant(found) ?? [{ ...ofNone, code: keyword }] }
  }

  return union
}

function judgementsOf(union: Union): WeakMap<object, Judgement> {
  judgements ??= new Map()
  const known = judgements.get(union) ?? new WeakMap<object, Judgement>()
  judgements.set(union, known)
  return known
}

const ofNone = { path: [], message: 'fits none of the alternatives' }
const ofSeveral: Fault = {
  path: [],
  message: 'fits several of the alternatives, of which one is allowed',
  code: 'oneOf',
}
