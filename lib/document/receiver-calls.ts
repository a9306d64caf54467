import { pathItemMethods } from '../openapi-version.ts'
import { type Fields, followLocal, isFields } from './fields.ts'

/** The requests of one key: what an API sends there, and what makes it do so. */
export interface Call {
  readonly kind: 'callback' | 'webhook'
  readonly name: string
  /** The runtime expression of a callback; the name of a webhook. */
  readonly key: string
  readonly pathItem: Readonly<Fields>
  /** The operations that register it, such as `POST /invoices`. */
  readonly registeredBy: Set<string>
}

/** One operation of a path item; the method as its field is called. */
export interface FoundOperation {
  readonly method: string
  /** Whether it is one of `additionalOperations`. */
  readonly isAdditional: boolean
  readonly operation: Readonly<Fields>
}

/** Every request that the API of a document makes, in the document's order; a shared callback once. */
export function listCalls(document: Readonly<Fields>): Call[] {
  const calls = new Map<object, Call[]>()
  for (const [path, item] of membersOf(document['paths'])) {
    for (const { method, operation } of listOperations(resolve(item, document))) {
      for (const [name, callback] of membersOf(operation['callbacks'])) {
        const found = listCallback(name, resolve(callback, document), document)
        for (const call of found) addCall(calls, call, `${method.toUpperCase()} ${path}`)
      }
    }
  }
  // Where 3.0 keeps webhooks, which it has no field for.
  const webhooks = [...membersOf(document['webhooks']), ...membersOf(document['x-webhooks'])]
  for (const [name, item] of webhooks) addCall(calls, callWebhook(name, resolve(item, document)))
  return [...calls.values()].flat()
}

/** A callback that is a component is one object, whoever refers to it. */
function addCall(calls: Map<object, Call[]>, call: Call, registeredBy?: string): void {
  const same = calls.get(call.pathItem) ?? []
  const before = same.find(({ kind, key }) => kind === call.kind && key === call.key)
  const met = before ?? call
  if (registeredBy !== undefined) met.registeredBy.add(registeredBy)
  if (!before) calls.set(call.pathItem, [...same, call])
}

function listCallback(
  name: string,
  callback: Readonly<Fields>,
  document: Readonly<Fields>,
): Call[] {
  return membersOf(callback).map(([key, item]) => ({
    ...{ kind: 'callback', name, key, registeredBy: new Set() },
    pathItem: resolve(item, document),
  }))
}

function callWebhook(name: string, pathItem: Readonly<Fields>): Call {
  return { kind: 'webhook', name, key: name, pathItem, registeredBy: new Set() }
}

/** The operations of a path item, under the methods that OpenAPI has fields for and all others. */
export function listOperations(item: Readonly<Fields>): FoundOperation[] {
  const methods = Object.keys(item).filter(
    (field) => pathItemMethods.has(field) || field === 'query',
  )
  const own = methods.map((method) => ({ method, isAdditional: false, operation: item[method] }))
  const additional = membersOf(item['additionalOperations']).map(([method, operation]) => ({
    ...{ method, isAdditional: true, operation },
  }))
  return [...own, ...additional].filter((one): one is FoundOperation => isFields(one.operation))
}

/** The members of a map of the specification that are objects; extensions are none. */
export function membersOf(value: unknown): [name: string, member: Readonly<Fields>][] {
  if (!isFields(value)) return []
  return Object.entries(value).filter(
    (entry): entry is [string, Fields] => !entry[0].startsWith('x-') && isFields(entry[1]),
  )
}

/** What a reference within the document stands for, with what is said beside it. */
export function resolve(value: Readonly<Fields>, document: Readonly<Fields>): Readonly<Fields> {
  const seen = new Set<object>()
  let target = value
  while (typeof target['$ref'] === 'string' && !seen.has(target)) {
    seen.add(target)
    const { $ref, ...others } = target
    const next = followLocal($ref as string, document)
    if (!isFields(next)) return target
    target = Object.keys(others).length === 0 ? next : { ...next, ...others }
  }
  return target
}
