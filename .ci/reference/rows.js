import { typeToText } from './types.js'
import { otherNames } from './words.js'

/** One row where several declare the same name, with each of their types. */
export function mergeByName(members) {
  const groups = groupBy(members, ({ name }) => name)
  return [...groups.values()].map((group) => {
    const [first] = group
    const told = group
      .filter((one) => one.comment)
      .toSorted(
        (one, other) => Number(one.flags.isOptional ?? 0) - Number(other.flags.isOptional ?? 0),
      )
    const types = group.map(({ type }) => type).filter((type) => type && !isUndefined(type))
    const isOptional = group.some(({ flags }) => flags.isOptional)
    return {
      ...first,
      flags: { ...first.flags, isOptional },
      comment: told.length > 1 ? joinComments(told) : told[0]?.comment,
      types: types.length > 0 ? types : [first.type],
    }
  })
}

/** As `Map.groupBy()`, which Node 20 has not. */
export function groupBy(members, keyOf) {
  const groups = new Map()
  for (const one of members) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one])
  return groups
}

function isUndefined({ type, name }) {
  return type === 'intrinsic' && name === 'undefined'
}

function joinComments(members) {
  const comments = [
    ...new Map(members.map(({ comment }) => [JSON.stringify(comment), comment])).values(),
  ]
  const space = { kind: 'text', text: ' ' }
  return {
    summary: comments.flatMap(({ summary }, index) => (index > 0 ? [space, ...summary] : summary)),
    blockTags: comments.flatMap(({ blockTags = [] }) => blockTags),
  }
}

function textComment(text) {
  return { summary: [{ kind: 'text', text }] }
}

const noModel = { byId: new Map(), unexported: new Set() }

/** Every other name, such as `x-…`. */
export function listIndexes({ indexSignatures = [] }) {
  return indexSignatures.map(({ parameters: [key], type, comment }) => {
    const text = typeToText(key.type, { hrefOf: () => undefined, model: noModel })
    const name = text.startsWith('`')
      ? text.replaceAll('`', '').replace(/\$\{\w+\}/, '…')
      : `[${key.name}]`
    const told = comment ?? (name in otherNames ? textComment(otherNames[name]) : undefined)
    return { name, flags: {}, type, comment: told, isIndex: true }
  })
}
