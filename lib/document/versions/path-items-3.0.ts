import { withoutUndefined } from '../../json.ts'
import { pathItemMethods } from '../../openapi-version.ts'
import { convertObject, convertResponses, followReferences, moveReference } from './content-3.0.ts'
import type { Downgrade } from './downgrade-context-3.0.ts'
import { type Fields, isFields, mapMembers } from '../fields.ts'

/** Where in the document, and which path items are being written in place of references to them. */
interface Place {
  readonly path: readonly string[]
  readonly within: readonly unknown[]
}

/** A Paths Object, or a map of webhooks. */
export function convertPathItems(
  items: Fields,
  path: readonly string[],
  downgrade: Downgrade,
): Fields {
  return convertItems(items, { path, within: [] }, downgrade)
}

/** A Callback Object, or a reference to one. */
export function convertCallback(
  callback: unknown,
  path: readonly string[],
  downgrade: Downgrade,
): unknown {
  return convertCallbackAt(callback, { path, within: [] }, downgrade)
}

function convertItems(items: Fields, place: Place, downgrade: Downgrade): Fields {
  return mapMembers(items, (item, name) =>
    name.startsWith('x-') || !isFields(item)
      ? item
      : convertItem(item, below(place, name), downgrade),
  )
}

function below({ path, within }: Place, ...names: string[]): Place {
  return { path: [...path, ...names], within }
}

function convertItem(item: Fields, place: Place, downgrade: Downgrade): Fields {
  const { $ref, ...beside } = item
  if ($ref === undefined) return convertFields(item, place, downgrade)
  const isKept = Object.keys(beside).length === 0 && !isComponent($ref)
  const target = isKept ? undefined : followReferences(downgrade.document, $ref)
  if (!target) return { $ref: moveReference($ref), ...convertFields(beside, place, downgrade) }
  if (place.within.includes(target)) {
    downgrade.lose(place.path, 'pathItems')
    return convertFields(beside, place, downgrade)
  }
  downgrade.writtenItems.add(target)
  const once = isComponent($ref) ? target : withoutIds(target)
  const inPlace = { path: place.path, within: [...place.within, target] }
  return convertFields({ ...nameOnce(once, place, downgrade), ...beside }, inPlace, downgrade)
}

function isComponent($ref: unknown): boolean {
  return typeof $ref === 'string' && $ref.startsWith('#/components/pathItems/')
}

/** The operationIds of a path item that stays where it is, too. */
function withoutIds(item: Fields): Fields {
  return mapMembers(item, (operation, method) => {
    if (!pathItemMethods.has(method) || !isFields(operation)) return operation
    const { operationId: _, ...others } = operation
    return others
  })
}

/** An operationId is unique, so that what is written twice has it once. */
function nameOnce(item: Fields, { path }: Place, { writtenIds, lose }: Downgrade): Fields {
  return mapMembers(item, (operation, method) => {
    if (!pathItemMethods.has(method) || !isFields(operation)) return operation
    const { operationId, ...others } = operation
    if (typeof operationId !== 'string') return operation
    if (!writtenIds.has(operationId)) {
      writtenIds.add(operationId)
      return operation
    }
    lose([...path, method], 'operationId')
    return others
  })
}

function convertFields(item: Fields, place: Place, downgrade: Downgrade): Fields {
  return mapMembers(item, (value, field) => {
    if (pathItemMethods.has(field) && isFields(value))
      return convertOperation(value, below(place, field), downgrade)
    return field === 'parameters' ? convertParameters(value, below(place, field), downgrade) : value
  })
}

function convertParameters(value: unknown, { path }: Place, downgrade: Downgrade): unknown {
  if (!Array.isArray(value)) return value
  return value.map((parameter, index) =>
    convertObject('parameters', parameter, [...path, String(index)], downgrade),
  )
}

function convertOperation(operation: Fields, place: Place, downgrade: Downgrade): Fields {
  const { parameters, requestBody, responses, callbacks, security, ...others } = operation
  const { path } = place
  return withoutUndefined({
    ...others,
    parameters: convertParameters(parameters, below(place, 'parameters'), downgrade),
    requestBody: convertObject('requestBodies', requestBody, [...path, 'requestBody'], downgrade),
    responses: convertResponses(responses, [...path, 'responses'], downgrade),
    callbacks: isFields(callbacks)
      ? convertCallbacks(callbacks, below(place, 'callbacks'), downgrade)
      : callbacks,
    security: downgrade.security.convert(security, [...path, 'security']),
  })
}

function convertCallbacks(callbacks: Fields, place: Place, downgrade: Downgrade): Fields {
  return mapMembers(callbacks, (callback, name) =>
    convertCallbackAt(callback, below(place, name), downgrade),
  )
}

function convertCallbackAt(callback: unknown, place: Place, downgrade: Downgrade): unknown {
  if (!isFields(callback)) return callback
  if ('$ref' in callback) return { $ref: callback['$ref'] }
  return convertItems(callback, place, downgrade)
}
