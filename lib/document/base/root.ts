import { withoutUndefined } from '../../json.ts'
import type { TagObject } from '../../openapi-types.ts'
import { type Fields, isFields } from '../fields.ts'

/** The Info Object: field by field, what the code says over what the base says. */
export function layInfo(base: Readonly<Fields> | undefined, info: unknown): unknown {
  const known = base?.['info']
  const isLaid = isFields(known) && (info === undefined || isFields(info))
  return isLaid ? { ...known, ...withoutUndefined({ ...info }) } : info
}

/** By name: those of the base in its order, with what the code says of them, and then the code's own. */
export function layTags(
  base: Readonly<Fields> | undefined,
  tags: readonly TagObject[] | undefined,
): readonly TagObject[] | undefined {
  const known = base?.['tags'] as readonly TagObject[] | undefined
  if (!known || !tags) return tags ?? known
  const names = new Set(known.map(({ name }) => name))
  const laid = known.map((tag) => ({ ...tag, ...tags.find(({ name }) => name === tag.name) }))
  return [...laid, ...tags.filter(({ name }) => !names.has(name))]
}

/** What is merged on its own, or is ours to say. */
const merged = new Set(['openapi', 'info', 'tags', 'paths', 'webhooks', 'components'])

/** The fields of the root that are the base's, those that nobody knows too. */
export function listRootFields(base: Readonly<Fields> | undefined): Fields {
  const fields = Object.entries(base ?? {}).filter(([field]) => !merged.has(field))
  return Object.fromEntries(fields)
}
