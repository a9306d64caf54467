import type { Problem } from '../../errors.ts'
import type { Schema } from '../../schema-types.ts'
import type { Side } from '../../schema.ts'
import { meaningText, listFaces, type Component, type Faces } from './schema-faces.ts'
import { nameConflict, reportOnce } from './schema-names.ts'
import { createSchemaWriter, type SharedNames } from './schema-writer.ts'

/** Two schemas of one name, of which each is used on another side. */
export interface SchemaTwins {
  report(components: ReadonlyMap<string, Faces>, problems: Problem[]): void
}

/** What the names within one schema stand for on one side. */
type Read = (origin: Pick<Component, 'given' | 'where'>, side: Side) => Named | undefined
type Named = ReadonlyMap<string, string>

/**
 * The two sides of a schema may well differ: that alone does not make them two schemas. They are where
 * either schema, seen from the side of the other, says something else under the name.
 */
export function createSchemaTwins(shared: SharedNames): SchemaTwins {
  const known: Record<Side, Map<Schema, Named | undefined>> = {
    input: new Map(),
    output: new Map(),
  }
  const read: Read = (origin, side) => {
    const { given } = origin
    if (!known[side].has(given)) known[side].set(given, readAlone(origin, side, shared))
    return known[side].get(given)
  }

  function report(components: ReadonlyMap<string, Faces>, problems: Problem[]): void {
    for (const [name, shown] of components) {
      for (const [one, other] of listPairs(shown)) {
        if (areOne(name, one, other, read)) continue
        reportOnce(nameConflict(name, one.where, other.where), problems)
      }
    }
  }

  return { report }
}

function listPairs(shown: Faces): [Component, Component][] {
  const all = listFaces(shown).map(({ component }) => component)
  return all.flatMap((one, index) =>
    all.slice(index + 1).map((other): [Component, Component] => [one, other]),
  )
}

function areOne(name: string, one: Component, other: Component, read: Read): boolean {
  if (one.given === other.given || one.text === other.text) return true
  const sides = [...new Set([one.side, other.side])]
  const verdicts = sides.flatMap((side) => {
    const [mine, theirs] = [one, other].map((origin) => read(origin, side)?.get(name))
    return mine === undefined || theirs === undefined ? [] : [mine === theirs]
  })
  // Where neither can be seen from the other side, there is nothing to hold against them.
  return verdicts.length === 0 || verdicts.includes(true)
}

/** A schema may have no JSON Schema on a side that it is not used on. */
function readAlone(
  { given, where }: Pick<Component, 'given' | 'where'>,
  side: Side,
  shared: SharedNames,
): Named | undefined {
  const writer = createSchemaWriter(shared, [])
  try {
    writer.use(given, { side, role: 'server', where })
  } catch {
    return undefined
  }
  const named = [...writer.components].flatMap(
    ([name, { [side]: component }]): [string, string][] =>
      component ? [[name, meaningText(component.schema)]] : [],
  )
  return new Map(named)
}
