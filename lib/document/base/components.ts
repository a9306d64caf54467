import type { Problem } from '../../errors.ts'
import { canonicalText } from '../../json-schema.ts'
import type { ComponentsObject } from '../../openapi-types.ts'
import { requestProblemSchema } from '../../validation/problem-details.ts'
import type { Compare } from './comparison.ts'
import { describeComponent } from './problems.ts'
import { type Fields, isFields } from '../fields.ts'

/** By kind and name: those of the base, and over them those that the code gives. */
export function layComponents(
  base: Readonly<Fields> | undefined,
  given: object | undefined,
): ComponentsObject | undefined {
  if (!base || !given) return (given ?? base) as ComponentsObject | undefined
  const laid = new Map(Object.entries(base))
  for (const [kind, members] of Object.entries(given)) {
    const known = laid.get(kind)
    const isMap = isFields(known) && isFields(members)
    laid.set(kind, isMap ? { ...known, ...members } : members)
  }
  return Object.fromEntries(laid) as ComponentsObject
}

export interface MergedComponents {
  readonly value: object
  readonly problems: Problem[]
}

/** Both, and what differs of those that have one name. */
export function mergeComponents(
  declared: Readonly<Fields>,
  base: Readonly<Fields>,
  compare: Compare,
): MergedComponents {
  const problems = Object.entries(declared).flatMap(([kind, members]) => {
    const known = base[kind]
    if (!isFields(members) || !isFields(known) || kind.startsWith('x-')) return []
    return Object.keys(members)
      .filter((name) => Object.hasOwn(known, name))
      .flatMap((name) => {
        const difference = compare(members[name], known[name])
        return difference ? [describeComponent(kind, name, difference)] : []
      })
  })
  return { value: layComponents(base, declared) ?? {}, problems }
}

/** The names of schemas that are others' than ours, which the base may have from a document of ours. */
export function listForeignSchemas(components: ComponentsObject | undefined): string[] {
  const { $id: _, ...ours } = requestProblemSchema
  const text = canonicalText(ours)
  const schemas = Object.entries(components?.schemas ?? {})
  return schemas.filter(([, schema]) => canonicalText(schema) !== text).map(([name]) => name)
}
