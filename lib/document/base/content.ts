import type { Compare } from './comparison.ts'
import { mergeFields, mergeWhole, type Merge } from './fields.ts'
import { type Fields, isFields } from '../fields.ts'

/** By media type: those of the code alone are what is read and sent. */
export function mergeContent(declared: unknown, base: unknown, compare: Compare): Merge {
  if (!isFields(declared) || !isFields(base)) {
    return mergeWhole(declared, base, 'content', compare)
  }
  const merges = Object.entries(declared).map(([type, media]): [string, Merge] => [
    type,
    Object.hasOwn(base, type)
      ? mergeMediaType(media as Fields, base[type], compare)
      : { value: media, adds: false, conflicts: [] },
  ])
  const lost = Object.keys(base).filter((type) => !Object.hasOwn(declared, type))
  return {
    value: Object.fromEntries(merges.map(([type, { value }]) => [type, value])),
    adds: merges.some(([, { adds }]) => adds),
    conflicts: [...lost, ...merges.flatMap(([, { conflicts }]) => conflicts)],
  }
}

function mergeMediaType(declared: Readonly<Fields>, base: unknown, compare: Compare): Merge {
  if (!isFields(base) || '$ref' in base) return mergeWhole(declared, base, 'media', compare)
  return mergeFields(declared, withoutRivals(base, declared), {
    compare,
    whole: ['schema', 'itemSchema'],
  })
}

/** "The `example` field is mutually exclusive of the `examples` field." */
export function withoutRivals(
  base: Readonly<Fields>,
  declared: Readonly<Fields>,
): Readonly<Fields> {
  const rivals: Readonly<Record<string, string>> = { example: 'examples', examples: 'example' }
  const entries = Object.entries(base).filter(([field]) => {
    const rival = rivals[field]
    return rival === undefined || !Object.hasOwn(declared, rival)
  })
  return Object.fromEntries(entries)
}
