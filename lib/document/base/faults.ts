import type { Problem } from '../../errors.ts'
import { listIds, listMembers, listOperations, listCallbackIds } from './operations.ts'
import { placeOf } from './problems.ts'
import type { Fields } from '../versions/downgrade-context-3.0.ts'
import { duplicateId, unknownOperation } from '../operation-ids.ts'

/** What is wrong with a merged document that is right in neither of its parts. */
export function findBaseFaults(merged: Readonly<Fields>, base: Readonly<Fields>): Problem[] {
  const ids = listPlacedIds(merged)
  const ofBase = new Set(listPlacedIds(base).map(([id]) => id))
  const places = new Map<string, string>()
  const twins = ids.flatMap(([id, where]) => {
    const first = places.get(id)
    if (first === undefined) places.set(id, where)
    // Twins that are the code's alone were reported where they were found.
    return first === undefined || !ofBase.has(id) ? [] : [duplicateId(id, first, where)]
  })
  return [...twins, ...findLostLinks(merged, base, new Set(places.keys()))]
}

function listPlacedIds(document: Readonly<Fields>): [id: string, where: string][] {
  const { callbacks, pathItems } = (document['components'] ?? {}) as Readonly<Fields>
  // Nothing is followed, so that what is written once counts once.
  const operations = [document['paths'], document['webhooks'], pathItems].flatMap((items) =>
    listOperations(items, {}),
  )
  return [
    ...operations.flatMap((one) =>
      listIds(one.fields, {}).map((id): [string, string] => [id, placeOf(one)]),
    ),
    ...listMembers(callbacks).flatMap(([name, callback]) =>
      listCallbackIds(callback, {}).map((id): [string, string] => [
        id,
        `components.callbacks.${name}`,
      ]),
    ),
  ]
}

/** Links of the base that lead to an operation which has another id by now. */
function findLostLinks(
  merged: Readonly<Fields>,
  base: Readonly<Fields>,
  ids: ReadonlySet<string>,
): Problem[] {
  const ofBase = new Set(listLinks(base).map(({ link }) => link))
  return listLinks(merged).flatMap(({ link, where }) => {
    const { operationId } = (link ?? {}) as Readonly<Fields>
    const isLost = typeof operationId === 'string' && !ids.has(operationId)
    return isLost && ofBase.has(link) ? [unknownOperation({ id: operationId, where })] : []
  })
}

function listLinks(document: Readonly<Fields>): { link: unknown; where: string }[] {
  return listOperations(document['paths'], {}).flatMap((operation) =>
    listMembers(operation.fields['responses']).flatMap(([status, response]) =>
      listMembers((response as Readonly<Fields> | null)?.['links']).map(([name, link]) => ({
        link,
        where: `${placeOf(operation)} > responses.${status}.links.${name}`,
      })),
    ),
  )
}
