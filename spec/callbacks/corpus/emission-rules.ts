import type { DocumentObject, PublishedDocument } from './published-document.ts'
import { isObject, mapObjects, referenceOf } from './references.ts'

/**
 * In what the document that ringback writes differs from the published one on purpose. Nothing else may
 * differ, and a rule without which nothing would differ has to go.
 */

/** What a published document has to become before it is declared anew, as a whole. */
export type DocumentRule = (published: PublishedDocument) => DocumentObject

export const documentRules: readonly DocumentRule[] = [nameOtherFilesByAddress, writeNullAsType]

/** What ringback adds to one request that we make, or leaves out. Its references are written out. */
export type RequestRule = (operation: DocumentObject, place: RequestPlace) => DocumentObject

interface RequestPlace {
  /** The name of the callback or of the webhook. */
  readonly name: string
  readonly method: string
}

/** In order: the summary comes from the author's operationId, and not from the one that is made up. */
export const requestRules: readonly RequestRule[] = [
  addSummary,
  addOperationId,
  inheritNoSecurity,
  leaveOutParametersOfOtherFiles,
  resolveAccess,
]

/** What is relative to the published file leads nowhere from the app's /openapi.json. */
function nameOtherFilesByAddress({ document, address }: PublishedDocument): DocumentObject {
  return mapObjects(document, (object) => {
    const ref = referenceOf(object)
    if (ref === undefined || ref.startsWith('#')) return object
    return { ...object, $ref: new URL(ref, address).href }
  }) as DocumentObject
}

/** 3.0's `nullable` is no keyword of JSON Schema 2020-12, which 3.1 has its schemas in. */
function writeNullAsType({ document }: PublishedDocument): DocumentObject {
  if (!String(document['openapi']).startsWith('3.0.')) return document
  return mapObjects(document, (schema) => {
    if (typeof schema['nullable'] !== 'boolean') return schema
    const { nullable, ...others } = schema
    const { type } = others
    return nullable && typeof type === 'string' ? { ...others, type: [type, 'null'] } : others
  }) as DocumentObject
}

/** Some pages show nothing else of a callback. */
function addSummary(operation: DocumentObject, { name }: RequestPlace): DocumentObject {
  const { operationId = name } = operation as { operationId?: string }
  return { summary: toSentence(operationId), ...operation }
}

/** `postNetwork_event` reads "Post network event". */
function toSentence(name: string): string {
  const words = name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])|[-_.\s]+/g, ' ').toLowerCase()
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}

/** Client generators name their functions by it, and it is how `operations` of a router is asked. */
function addOperationId(operation: DocumentObject, { name, method }: RequestPlace): DocumentObject {
  return { operationId: name + method.slice(0, 1).toUpperCase() + method.slice(1), ...operation }
}

/** What our API's callers must show is not what the receivers of its callbacks ask for. */
function inheritNoSecurity(operation: DocumentObject): DocumentObject {
  return { security: [], ...operation }
}

/**
 * A definition names its parameters, and the name of one that stands in another file is not known. An
 * empty list of them says no more than none.
 */
function leaveOutParametersOfOtherFiles(operation: DocumentObject): DocumentObject {
  const { parameters = [], ...others } = operation as { parameters?: readonly unknown[] }
  const known = parameters.filter((parameter) => referenceOf(parameter) === undefined)
  return known.length === 0 ? others : { ...others, parameters: known }
}

/**
 * 3.0 says of `readOnly` and `writeOnly` what is in a request and what in a response, and readers still
 * take them so. In a callback the request is ours, so that they would hide the wrong property.
 */
function resolveAccess(operation: DocumentObject): DocumentObject {
  const { requestBody, responses, parameters, ...others } = operation
  return {
    ...others,
    ...(parameters === undefined ? {} : { parameters: withoutAccess(parameters, 'writeOnly') }),
    ...(requestBody === undefined ? {} : { requestBody: withoutAccess(requestBody, 'writeOnly') }),
    responses: withoutAccess(responses, 'readOnly'),
  }
}

function withoutAccess(value: unknown, absent: 'readOnly' | 'writeOnly'): unknown {
  return mapObjects(value, (schema) => {
    const { properties, required } = schema
    if (!isObject(properties)) return schema
    const kept = Object.entries(properties).filter(([, property]) => !isMarked(property, absent))
    const names = new Set(kept.map(([name]) => name))
    return {
      ...schema,
      properties: Object.fromEntries(kept.map(([name, property]) => [name, unmark(property)])),
      ...(Array.isArray(required) ? { required: required.filter((name) => names.has(name)) } : {}),
    }
  })
}

function isMarked(property: unknown, keyword: string): boolean {
  return isObject(property) && property[keyword] === true
}

function unmark(property: unknown): unknown {
  if (!isObject(property)) return property
  const { readOnly: _, writeOnly: __, ...others } = property
  return others
}
