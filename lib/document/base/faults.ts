import type { Problem } from '../../errors.ts'
import { listIds, listMembers, listOperations, listCallbackIds } from './operations.ts'
import { placeOf } from './problems.ts'
import { duplicateId, unknownOperation } from '../operation-ids.ts'
import { type Fields, isFields } from '../fields.ts'

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
  return [...twins, ...findLostLinks({ merged, base }, new Set(places.keys()), ofBase)]
}

function listPlacedIds(document: Readonly<Fields>): [id: string, where: string][] {
  const { callbacks, pathItems } = (document['components'] ?? {}) as Readonly<Fields>
  // Nothing is followed, so that what is written once counts once.
  const operations = [document['paths'], document['webhooks'], pathItems].flatMap((items) =>
    listOperations(items),
  )
  return [
    ...operations.flatMap((one) =>
      listIds(one.fields).map((id): [string, string] => [id, placeOf(one)]),
    ),
    ...listMembers(callbacks).flatMap(([name, callback]) =>
      listCallbackIds(callback).map((id): [string, string] => [id, `components.callbacks.${name}`]),
    ),
  ]
}

/**
 * Links of the base that lead to an operation which has another id by now, or is left out. Components
 * are often left over from another document; theirs are told where the base had the operation.
 */
function findLostLinks(
  { merged, base }: Readonly<Record<'merged' | 'base', Readonly<Fields>>>,
  ids: ReadonlySet<string>,
  idsOfBase: ReadonlySet<string>,
): Problem[] {
  const ofBase = new Set(listLinks(base).map(({ link }) => link))
  return listLinks(merged).flatMap(({ link, where, isComponent }) => {
    const { operationId } = (link ?? {}) as Readonly<Fields>
    if (typeof operationId !== 'string' || ids.has(operationId) || !ofBase.has(link)) return []
    if (isComponent && !idsOfBase.has(operationId)) return []
    return [unknownOperation({ id: operationId, where })]
  })
}

interface PlacedLink {
  readonly link: unknown
  readonly where: string
  /** Whether it stands at no operation. */
  readonly isComponent: boolean
}

/** Wherever a response may stand. */
function listLinks(document: Readonly<Fields>): PlacedLink[] {
  const components = (document['components'] ?? {}) as Readonly<Fields>
  return [
    ...linksOfItems(document['paths'], ''),
    ...linksOfItems(document['webhooks'], 'webhooks > '),
    ...linksOfItems(components['pathItems'], 'components.pathItems > '),
    ...linksOfCallbacks(components['callbacks'], 'components.'),
    ...linksOfResponses(components['responses'], 'components.', true),
    ...namedLinks(components['links'], 'components.', true),
  ]
}

function linksOfItems(items: unknown, within: string): PlacedLink[] {
  return listOperations(items).flatMap((operation) => {
    const where = `${within}${placeOf(operation)} > `
    const { responses, callbacks } = operation.fields
    return [...linksOfResponses(responses, where), ...linksOfCallbacks(callbacks, where)]
  })
}

function linksOfCallbacks(callbacks: unknown, within: string): PlacedLink[] {
  return listMembers(callbacks).flatMap(([name, callback]) =>
    isFields(callback) && !('$ref' in callback)
      ? linksOfItems(callback, `${within}callbacks.${name} > `)
      : [],
  )
}

function linksOfResponses(responses: unknown, within: string, isComponent = false): PlacedLink[] {
  return listMembers(responses).flatMap(([status, response]) => {
    if (!isFields(response)) return []
    return namedLinks(response['links'], `${within}responses.${status}.`, isComponent)
  })
}

function namedLinks(links: unknown, within: string, isComponent: boolean): PlacedLink[] {
  return listMembers(links).map(([name, link]) => ({
    link,
    where: `${within}links.${name}`,
    isComponent,
  }))
}
