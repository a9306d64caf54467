import { describeValue, RingbackError } from '../errors.ts'
import { findFreeName } from '../free-name.ts'
import { canonicalText } from '../json-schema.ts'
import { withoutUndefined } from '../json.ts'
import type { Document } from '../openapi-types.ts'
import { type Fields, isFields } from './fields.ts'
import { shapeOf } from './path-shape.ts'
import { listCalls, listOperations, resolve, type Call } from './receiver-calls.ts'
import { excerptPaths } from './receiver-components.ts'
import { nameToPath, readReceiverPath } from './receiver-paths.ts'

/** One request that the other side answers, and where. */
interface Arrival {
  readonly call: Call
  readonly path: string
  readonly method: string
  readonly isAdditional: boolean
  readonly operation: Readonly<Fields>
}

/**
 * What those implement whom an API calls, as an OpenAPI document of its own: each callback and each
 * webhook is a path. Generators of code, which read no callbacks, give that side types and stubs.
 *
 * The path of a callback is what its key has after the leading expression: that of
 * `{$request.query.callback_url}/invoices/{$request.body#/id}` is `/invoices/{id}`. One that is nothing
 * but an expression is named by its operationId. Two that would be one path are told apart by the names
 * of their callbacks.
 *
 * @param document An OpenAPI document of 3.0, 3.1 or 3.2; it is not changed.
 * @throws {RingbackError} `ERR_DOCUMENT` where it is none
 */
export function createReceiverDocument(document: object): Document {
  const api = requireDocument(document)
  const arrivals = tellApart(mergeEqual(listCalls(api).flatMap((call) => listArrivals(call, api))))
  const { paths, components } = excerptPaths(writePaths(arrivals), api)
  const { openapi, jsonSchemaDialect, externalDocs } = api
  const written = {
    ...{ openapi, info: describeReceiver(api), jsonSchemaDialect, servers, paths, components },
    ...{ tags: selectTags(api, arrivals), externalDocs },
  }
  return structuredClone(withoutUndefined(written)) as unknown as Document
}

function requireDocument(document: unknown): Readonly<Fields> {
  if (isFields(document) && /^3\.[012]\.\d+/.test(String(document['openapi']))) return document
  const given = isFields(document)
    ? `one with openapi: ${describeValue(document['openapi'])}`
    : describeValue(document)
  throw new RingbackError({
    code: 'ERR_DOCUMENT',
    message: `A receiver document is made of an OpenAPI document, and ${given} was given.`,
    remedy: 'Give a document of OpenAPI 3.0, 3.1 or 3.2, parsed.',
  })
}

/** Nobody but the other side knows where it is. */
const servers = [
  {
    url: '{receiver}',
    description: 'Where you receive: what you give as the URL of callbacks.',
    variables: { receiver: { default: 'http://localhost:4000' } },
  },
]

function describeReceiver({ info }: Readonly<Fields>): Fields {
  const { title, version } = (isFields(info) ? info : {}) as { title?: string; version?: string }
  return {
    title: `${title ?? 'API'} (receiver)`,
    version: version ?? '0',
    description: `What you implement to be called by ${title ?? 'the API'}.`,
  }
}

function listArrivals(call: Call, api: Readonly<Fields>): Arrival[] {
  const found = listOperations(call.pathItem)
  return found.map(({ method, isAdditional, operation }) => {
    const at = readPlace(call, api)
    const { operationId } = operation
    const isAlone = found.length === 1 && typeof operationId === 'string'
    const path = at.path ?? nameToPath(isAlone ? operationId : call.name)
    return {
      ...{ call, path, method, isAdditional },
      operation: placeOperation(operation, { ...at, path, pathItem: call.pathItem }, api),
    }
  })
}

function readPlace(
  { kind, key }: Call,
  api: Readonly<Fields>,
): ReturnType<typeof readReceiverPath> {
  if (kind === 'webhook') return { path: nameToPath(key), parameters: [], servers: undefined }
  const own = Array.isArray(api['servers']) ? (api['servers'] as Fields[]) : undefined
  return readReceiverPath(key, own)
}

interface Place extends ReturnType<typeof readReceiverPath> {
  readonly path: string
  readonly pathItem: Readonly<Fields>
}

/** The operation with all that holds for it, so that it can stand beside those of another key. */
function placeOperation(
  operation: Readonly<Fields>,
  { path, parameters, servers, pathItem }: Place,
  api: Readonly<Fields>,
): Fields {
  const own = listOf(operation['parameters'])
  const shared = listOf(pathItem['parameters']).filter((one) => !has(own, one))
  const declared = [...shared, ...own].filter((one) => isPlaced(resolve(one, api)))
  const derived = parameters.filter((one) => !has(declared, one))
  const all = [...derived, ...declared]
  const host = operation['servers'] ?? pathItem['servers'] ?? servers
  return withoutUndefined({
    ...operation,
    parameters: all.length === 0 ? undefined : all,
    servers: host,
  })

  function has(list: readonly Fields[], one: Readonly<Fields>): boolean {
    return list.some((other) => keyOf(other) === keyOf(one))
  }

  function keyOf(parameter: Readonly<Fields>): string {
    const { in: place, name } = resolve(parameter, api)
    return `${String(place)} ${String(name)}`
  }

  /** A key has no parameters of its own, whatever a document says. */
  function isPlaced({ in: place, name }: Readonly<Fields>): boolean {
    return place !== 'path' || path.includes(`{${String(name)}}`)
  }
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : []
}

/** One callback that is written out in several operations is one request; the first id is taken. */
function mergeEqual(arrivals: readonly Arrival[]): Arrival[] {
  const met = new Map<string, Arrival>()
  for (const arrival of arrivals) {
    const { path, operation, call } = arrival
    const { operationId: _, ...content } = operation
    const text = canonicalText([arrival.method, call.kind, call.name, call.key, path, content])
    const first = met.get(text)
    if (first) for (const one of call.registeredBy) first.call.registeredBy.add(one)
    else met.set(text, arrival)
  }
  return [...met.values()]
}

/** No two at one path under one method: those that would be are put below the names of their callbacks. */
function tellApart(arrivals: readonly Arrival[]): Arrival[] {
  const counts = new Map<string, number>()
  for (const one of arrivals) counts.set(reachOf(one), (counts.get(reachOf(one)) ?? 0) + 1)
  const named = arrivals.map((one) =>
    (counts.get(reachOf(one)) ?? 0) > 1
      ? { ...one, path: `${nameToPath(one.call.name)}${one.path}` }
      : one,
  )
  const taken = new Set<string>()
  return named.map((one) => {
    const isTaken = (prefix: string): boolean => taken.has(reachOf({ ...one, path: prefix }))
    const path = isTaken(one.path) ? findFreePath(one.path, isTaken) : one.path
    taken.add(reachOf({ ...one, path }))
    return { ...one, path }
  })
}

/** `/events/{id}` is `/events_2/{id}` where it is taken. */
function findFreePath(path: string, isTaken: (path: string) => boolean): string {
  const [, first = '', ...others] = path.split('/')
  const pathOf = (name: string): string => ['', name, ...others].join('/')
  return pathOf(findFreeName(first, (name) => isTaken(pathOf(name))))
}

function reachOf({ method, path }: Pick<Arrival, 'method' | 'path'>): string {
  return `${method} ${shapeOf(path)}`
}

/** "Templated paths with the same hierarchy but different templated names MUST NOT exist." */
function writePaths(arrivals: readonly Arrival[]): Fields {
  const paths = new Map<string, { path: string; arrivals: Arrival[] }>()
  for (const arrival of arrivals) {
    const shape = shapeOf(arrival.path)
    const first = paths.get(shape) ?? { path: arrival.path, arrivals: [] }
    first.arrivals.push(spellAs(first.path, arrival))
    paths.set(shape, first)
  }
  return Object.fromEntries([...paths.values()].map((one) => [one.path, writeItem(one.arrivals)]))
}

function spellAs(path: string, arrival: Arrival): Arrival {
  if (path === arrival.path) return arrival
  const names = listNames(path)
  const spelled = new Map(
    listNames(arrival.path).map((name, index) => [name, names[index] ?? name]),
  )
  const parameters = listOf(arrival.operation['parameters']).map((one) =>
    one['in'] === 'path' ? { ...one, name: spelled.get(String(one['name'])) ?? one['name'] } : one,
  )
  return { ...arrival, path, operation: { ...arrival.operation, parameters } }
}

function listNames(path: string): string[] {
  return [...path.matchAll(/\{([^}]*)\}/g)].map(([, name = '']) => name)
}

function writeItem(arrivals: readonly Arrival[]): Fields {
  const calls = [...new Set(arrivals.map(({ call }) => call))]
  const item: Fields = { description: calls.map(describeCall).join('\n\n') }
  const additional = arrivals.filter(({ isAdditional }) => isAdditional)
  for (const { method, operation } of arrivals.filter((one) => !one.isAdditional)) {
    item[method] = operation
  }
  if (additional.length === 0) return item
  const entries = additional.map(({ method, operation }) => [method, operation] as const)
  return { ...item, additionalOperations: Object.fromEntries(entries) }
}

function describeCall({ kind, key, name, registeredBy, pathItem }: Call): string {
  const { description } = pathItem
  const from = registeredBy.size === 0 ? '' : `, by what ${[...registeredBy].join(', ')} registers`
  const call =
    kind === 'webhook'
      ? `The webhook \`${key}\`.`
      : `The callback \`${name}\`, sent to \`${key}\`${from}.`
  return typeof description === 'string' ? `${call} ${description}` : call
}

/** Those that operations have, and those that they are nested under. */
function selectTags(api: Readonly<Fields>, arrivals: readonly Arrival[]): Fields[] | undefined {
  const used = new Set<unknown>(arrivals.flatMap(({ operation }) => operation['tags'] ?? []))
  const tags = listOf(api['tags'])
  // Grows as it is walked, which a Set's iteration follows.
  for (const name of used) {
    const parent = tags.find((tag) => tag['name'] === name)?.['parent']
    if (parent !== undefined) used.add(parent)
  }
  const kept = tags.filter(({ name }) => used.has(name))
  return kept.length === 0 ? undefined : kept
}
