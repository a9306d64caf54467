import { mergeFields, underName, type Merge, type MergeContext } from './fields.ts'
import { withoutRivals } from './content.ts'
import { resolve, type BaseOperation } from './operations.ts'
import { type Fields, isFields } from '../fields.ts'

/**
 * By place and name. What the base says of a whole path item stays there, and is overridden where the
 * code says otherwise.
 *
 * @param said The path parameters that the code says more of than their names.
 */
export function mergeParameters(
  built: unknown,
  base: BaseOperation,
  said: ReadonlySet<string>,
  context: MergeContext,
): Merge<unknown[]> {
  const declared = index(built, context)
  const own = index(base.fields['parameters'], context)
  const shared = index(base.shared, context)
  const merges = [
    ...[...own].map(([key, known]) => mergeOne(declared.get(key), known)),
    ...[...declared]
      .filter(([key]) => !own.has(key))
      .map(([key, parameter]) => addOne(parameter, shared.get(key))),
  ]
  const misses = [...shared.keys()].some((key) => !declared.has(key) && !own.has(key))
  return {
    value: merges.map(({ value }) => value).filter((value) => value !== undefined),
    adds: misses || merges.some(({ adds }) => adds),
    conflicts: merges.flatMap(({ conflicts }) => conflicts),
  }

  function mergeOne(one: Entry | undefined, known: Entry): Merge {
    if (!one) return { value: known.raw, adds: true, conflicts: [] }
    const isStandIn = one.fields['in'] === 'path' && !said.has(String(one.fields['name']))
    if (isStandIn) {
      const adds = context.compare(one.fields, known.fields) !== undefined
      return { value: known.raw, adds, conflicts: [] }
    }
    return mergeParameter(one.fields, known.fields, context)
  }

  /** At the operation, where it says otherwise than for all of the path item. */
  function addOne(one: Entry, known: Entry | undefined): Merge {
    if (!known) return { value: one.raw, adds: false, conflicts: [] }
    const merge = mergeOne(one, known)
    const isSame = context.compare(merge.value, known.raw) === undefined
    return isSame && merge.conflicts.length === 0 ? { ...merge, value: undefined } : merge
  }
}

interface Entry {
  readonly raw: unknown
  readonly fields: Readonly<Fields>
}

function index(list: unknown, { document }: MergeContext): Map<string, Entry> {
  const parameters: unknown[] = Array.isArray(list) ? list : []
  const entries = parameters.map((raw): [string, Entry] => {
    const resolved = resolve(raw, document)
    const fields = isFields(resolved) ? resolved : {}
    return [keyOf(fields), { raw, fields }]
  })
  return new Map(entries)
}

/** "A unique parameter is defined by a combination of a name and location"; headers have no case. */
function keyOf(fields: Readonly<Fields>): string {
  const name = String(fields['name'] ?? fields['$ref'])
  return `${String(fields['in'])} ${fields['in'] === 'header' ? name.toLowerCase() : name}`
}

function mergeParameter(
  declared: Readonly<Fields>,
  base: Readonly<Fields>,
  { compare }: MergeContext,
): Merge {
  const known = withoutRivals(withoutUsual(base, declared), declared)
  const merge = mergeFields(declared, known, {
    compare,
    // The case of a header says nothing.
    isSaid: (field) => field !== 'name',
    whole: ['required', 'schema', 'content', 'style', 'explode'],
  })
  return underName(`parameters.${String(declared['in'])}.${String(declared['name'])}`, {
    ...merge,
    value: { ...merge.value, name: declared['name'] },
  })
}

const usualStyles: Readonly<Record<string, string>> = {
  query: 'form',
  cookie: 'form',
  path: 'simple',
  header: 'simple',
}

/** Without a style that says what is so anyway, where the code says none. */
function withoutUsual(base: Readonly<Fields>, declared: Readonly<Fields>): Readonly<Fields> {
  const { style, explode, ...others } = base
  const usual = usualStyles[String(base['in'])]
  const saysStyle = style !== undefined && (style !== usual || 'style' in declared)
  const isUsual = explode === ((style ?? usual) === 'form')
  const saysExplode = explode !== undefined && (!isUsual || 'explode' in declared)
  return {
    ...others,
    ...(saysStyle ? { style } : {}),
    ...(saysExplode ? { explode } : {}),
  }
}
