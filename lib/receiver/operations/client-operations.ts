import { isFields, type Fields } from '../../document/fields.ts'
import { canonicalText } from '../../json-schema.ts'
import { pathItemMethods } from '../../openapi-version.ts'
import type { DocumentReader } from './document-reader.ts'

/** A request that the API of a document makes: an operation of a callback or of a webhook. */
export interface ClientOperation extends DeclaredMessages {
  readonly kind: 'callback' | 'webhook'
  readonly operationId: string | undefined
  /** Of the callback or of the webhook. */
  readonly name: string
  /** The key of the callback, an expression; or the name of the webhook. */
  readonly key: string
  /** In capitals. */
  readonly method: string
  /** The operations that declare the callback; none of a webhook, and of one that nobody refers to. */
  readonly parents: readonly ParentOperation[]
}

/** An operation that declares callbacks: what their expressions read. */
export interface ParentOperation extends DeclaredMessages {
  readonly method: string
  readonly path: string
}

/** What an operation declares of its request and its responses, references followed. */
export interface DeclaredMessages {
  readonly parameters: readonly Readonly<Fields>[]
  readonly body: DeclaredRequestBody | undefined
  /** By status: `200`, `4XX` or `default`. */
  readonly responses: ReadonlyMap<string, Readonly<Fields>>
  /** Undefined where the operation has none of its own. */
  readonly security: unknown
}

export interface DeclaredRequestBody {
  readonly isRequired: boolean
  readonly content: DocumentContent
}

/** Media Type Objects by their types. */
export type DocumentContent = ReadonlyMap<string, Readonly<Fields>>

/** Every request that the API of a document makes, in its order; one that several operations share is one. */
export function listClientOperations(reader: DocumentReader): ClientOperation[] {
  const found = new Map<string, ClientOperation>()
  for (const operation of collect(reader)) {
    const { operationId, name, key, method } = operation
    const own = canonicalText([operationId, name, key, method, identify(operation)])
    const known = found.get(own)
    const parents = [...(known?.parents ?? []), ...operation.parents]
    found.set(own, { ...(known ?? operation), parents })
  }
  return [...found.values()]
}

/** What makes two of one name, key and method one request: that they say the same. */
function identify({ body, responses, parameters }: ClientOperation): unknown {
  return [body && [...body.content], [...responses], parameters]
}

function* collect(reader: DocumentReader): Generator<ClientOperation> {
  const { document } = reader
  const components = reader.follow(document['components'])
  const seen = new Set<Readonly<Fields>>()
  const walk = { reader, seen }
  for (const [path, item] of fieldsOf(document['paths'], reader)) {
    for (const placed of listOperations(item, reader)) yield* ofParent(path, placed, walk)
  }
  for (const [name, item] of reader.members(document['webhooks'])) {
    yield* ofPathItem({ kind: 'webhook', name, key: name, item, parents: [] }, walk)
  }
  for (const [name, callback] of reader.members(components?.['callbacks'])) {
    // One that operations refer to has been met by then.
    if (!seen.has(callback)) yield* ofCallback(name, callback, [], walk)
  }
}

interface Walk {
  readonly reader: DocumentReader
  /** The Callback Objects that were met. */
  readonly seen: Set<Readonly<Fields>>
}

interface PlacedItem extends Pick<ClientOperation, 'kind' | 'name' | 'key' | 'parents'> {
  readonly item: Readonly<Fields>
}

function* ofParent(
  path: string,
  { method, operation, parameters }: PlacedOperation,
  walk: Walk,
): Generator<ClientOperation> {
  const { reader } = walk
  const parent = { method, path, ...readMessages(operation, parameters, reader) }
  for (const [name, callback] of reader.members(operation['callbacks'])) {
    yield* ofCallback(name, callback, [parent], walk)
  }
}

function* ofCallback(
  name: string,
  callback: Readonly<Fields>,
  parents: readonly ParentOperation[],
  walk: Walk,
): Generator<ClientOperation> {
  walk.seen.add(callback)
  for (const [key, item] of fieldsOf(callback, walk.reader)) {
    yield* ofPathItem({ kind: 'callback', name, key, item, parents }, walk)
  }
}

function* ofPathItem({ item, ...placed }: PlacedItem, walk: Walk): Generator<ClientOperation> {
  const { reader, seen } = walk
  for (const { method, operation, parameters } of listOperations(item, reader)) {
    const { operationId } = operation
    const messages = readMessages(operation, parameters, reader)
    const id = typeof operationId === 'string' && operationId !== '' ? operationId : undefined
    yield { ...placed, operationId: id, method, ...messages }
    // A callback may have callbacks of its own, which may lead back to it.
    for (const [name, callback] of reader.members(operation['callbacks'])) {
      if (seen.has(callback)) continue
      const parent = { method, path: placed.key, ...messages }
      yield* ofCallback(name, callback, [parent], walk)
    }
  }
}

interface PlacedOperation {
  readonly method: string
  readonly operation: Readonly<Fields>
  /** Those of its path item, which it may write anew. */
  readonly parameters: readonly unknown[]
}

/** The operations of a Path Item Object, those included that 3.2 has added. */
function listOperations(item: Readonly<Fields>, reader: DocumentReader): PlacedOperation[] {
  const parameters = listOf(item['parameters'])
  const fields = [...pathItemMethods, 'query'].map((method) => [method, item[method]] as const)
  const additional = reader.members(item['additionalOperations'])
  return [...fields, ...additional].flatMap(([method, value]) =>
    isFields(value) ? [{ method: method.toUpperCase(), operation: value, parameters }] : [],
  )
}

function readMessages(
  operation: Readonly<Fields>,
  shared: readonly unknown[],
  reader: DocumentReader,
): DeclaredMessages {
  const body = reader.follow(operation['requestBody'])
  return {
    parameters: readParameters([...shared, ...listOf(operation['parameters'])], reader),
    body: body && {
      isRequired: body['required'] === true,
      content: readContent(body, reader),
    },
    responses: new Map(fieldsOf(operation['responses'], reader)),
    security: operation['security'],
  }
}

/** By name and place: "these can override the parameters defined at the path level". */
function readParameters(
  parameters: readonly unknown[],
  reader: DocumentReader,
): readonly Readonly<Fields>[] {
  const own = new Map<string, Readonly<Fields>>()
  for (const given of parameters) {
    const parameter = reader.follow(given)
    if (!parameter) continue
    const name = String(parameter['name'])
    const isHeader = parameter['in'] === 'header'
    own.set(`${String(parameter['in'])} ${isHeader ? name.toLowerCase() : name}`, parameter)
  }
  return [...own.values()]
}

/** The `content` of a body or a response. */
export function readContent(object: Readonly<Fields>, reader: DocumentReader): DocumentContent {
  const { content } = object
  const named = isFields(content) ? Object.entries(content) : []
  return new Map(named.map(([type, media]) => [type, reader.follow(media) ?? {}]))
}

/** The members of an object that may have extensions beside them. */
function fieldsOf(
  object: unknown,
  reader: DocumentReader,
): (readonly [name: string, member: Readonly<Fields>])[] {
  return reader.members(object).filter(([name]) => !name.startsWith('x-'))
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
