import { dereference, isObject, referenceOf } from './references.ts'
import type { DocumentObject } from './published-document.ts'

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

export function isMethod(field: string): boolean {
  return methods.includes(field)
}

/** An operation of a document that has callbacks. */
export interface Parent {
  readonly path: string
  readonly method: string
  readonly operation: DocumentObject
  /** Its own parameters and those of its path item. */
  readonly parameters: readonly unknown[]
  readonly callbacks: readonly Callback[]
}

export interface Callback {
  readonly name: string
  /** Where it stands among the components, if it does. */
  readonly ref: string | undefined
  readonly requests: readonly ClientRequest[]
}

/** A request that the API makes. */
export interface ClientRequest {
  /** The name of its callback or of the webhook. */
  readonly name: string
  /** An expression, or the name of the webhook. */
  readonly key: string
  readonly method: string
  readonly operation: DocumentObject
  readonly parameters: readonly unknown[]
  /** The keys that lead to it in the document. */
  readonly keys: readonly string[]
}

/** Every operation that has callbacks. */
export function listParents(document: DocumentObject): Parent[] {
  return Object.entries((document['paths'] ?? {}) as DocumentObject).flatMap(([path, item]) =>
    listOperations(item, document)
      .filter(({ operation }) => isObject(operation['callbacks']))
      .map((each) => {
        const keys = ['paths', path, each.method, 'callbacks']
        return { ...each, path, callbacks: listCallbacks(each.operation, keys, document) }
      }),
  )
}

/** Every request in the root's `webhooks`. */
export function listWebhooks(document: DocumentObject): ClientRequest[] {
  return Object.entries((document['webhooks'] ?? {}) as DocumentObject).flatMap(([name, item]) =>
    listOperations(item, document).map((each) => ({
      ...each,
      name,
      key: name,
      keys: ['webhooks', name],
    })),
  )
}

function listCallbacks(
  operation: DocumentObject,
  around: readonly string[],
  document: DocumentObject,
): Callback[] {
  return Object.entries(operation['callbacks'] as DocumentObject).map(([name, callback]) => {
    const ref = referenceOf(callback)
    const keys = ref === undefined ? [...around, name] : ref.split('/').slice(1)
    const items = Object.entries(dereference(callback, document) as DocumentObject)
    const requests = items
      .filter(([key]) => !key.startsWith('x-'))
      .flatMap(([key, item]) =>
        listOperations(item, document).map((each) => ({
          ...each,
          name,
          key,
          keys: [...keys, key],
        })),
      )
    return { name, ref, requests }
  })
}

interface PlacedOperation {
  readonly method: string
  readonly operation: DocumentObject
  readonly parameters: readonly unknown[]
}

/** The operations of a Path Item Object, with its own parameters before those of each. */
function listOperations(item: unknown, document: DocumentObject): PlacedOperation[] {
  const pathItem = dereference(item, document) as DocumentObject
  return methods
    .filter((method) => isObject(pathItem[method]))
    .map((method) => {
      const operation = pathItem[method] as DocumentObject
      return {
        method,
        operation,
        parameters: [...listOf(pathItem['parameters']), ...listOf(operation['parameters'])],
      }
    })
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** As the `where` of a problem has it, such as `POST /sessions`. */
export function nameParent({ method, path }: Parent): string {
  return `${method.toUpperCase()} ${path}`
}

/** As the `where` of a problem has it, such as `POST /sessions > callbacks.events > POST {$url}`. */
export function nameRequest(
  { name, method, key }: ClientRequest,
  parent: Parent | undefined,
): string {
  const request = `${method.toUpperCase()} ${key}`
  return parent ? `${nameParent(parent)} > callbacks.${name} > ${request}` : `webhooks > ${request}`
}
