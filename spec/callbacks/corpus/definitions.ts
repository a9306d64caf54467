import type { CallbackRoutes } from '../../../lib/declared-operation.ts'
import { dereference, isObject, mapObjects, referenceOf } from './references.ts'
import type { DocumentObject } from './published-document.ts'

/** What `operation()`, `callbackRouter()` and `webhookRouter()` take, as plain JSON Schema has it. */
export interface Definition extends DocumentObject {
  readonly callbacks?: Readonly<Record<string, CallbackRoutes>>
}

/** A Parameter Object that is known, since it is in the document itself. */
interface Parameter extends DocumentObject {
  readonly name: string
  readonly in: string
  readonly schema?: DocumentObject
}

const slots = { path: 'params', query: 'query', header: 'headers', cookie: 'cookies' } as const

/** An operation of a published document as a user of ringback would declare it. */
export function toDefinition(
  operation: DocumentObject,
  parameters: readonly unknown[],
  document: DocumentObject,
): Definition {
  const { parameters: _, requestBody, responses, callbacks: __, ...fields } = operation
  return {
    ...fields,
    ...toSlots(parameters, document),
    ...(requestBody === undefined ? {} : { body: toBody(requestBody, document) }),
    responses: toResponses(responses, document),
  }
}

/** The parameters that the document itself holds; of one in another file not even the name is known. */
function listKnownParameters(
  parameters: readonly unknown[],
  document: DocumentObject,
): DocumentObject[] {
  return parameters
    .map((parameter) => dereference(parameter, document) as DocumentObject)
    .filter((parameter) => referenceOf(parameter) === undefined)
}

function toSlots(parameters: readonly unknown[], document: DocumentObject): DocumentObject {
  const known = listKnownParameters(parameters, document) as Parameter[]
  const entries = Object.entries(slots).flatMap(([location, slot]) => {
    const own = known.filter((parameter) => parameter.in === location)
    return own.length === 0 ? [] : [[slot, toSchema(toObjectSchema(own), document)]]
  })
  return Object.fromEntries(entries) as DocumentObject
}

function toObjectSchema(parameters: readonly Parameter[]): DocumentObject {
  return {
    type: 'object',
    properties: Object.fromEntries(
      parameters.map((parameter) => [parameter.name, toProperty(parameter)]),
    ),
    required: parameters.filter(({ required }) => required === true).map(({ name }) => name),
  }
}

function toProperty({ schema, description, deprecated }: Parameter): DocumentObject {
  return {
    ...schema,
    ...(description === undefined ? {} : { description }),
    ...(deprecated === undefined ? {} : { deprecated }),
  }
}

function toBody(value: unknown, document: DocumentObject): DocumentObject {
  const { content, required = false, ...fields } = dereference(value, document) as DocumentObject
  return { ...fields, required, content: toContent(content, document) }
}

function toResponses(value: unknown, document: DocumentObject): DocumentObject {
  const entries = Object.entries((value ?? {}) as DocumentObject).map(([status, response]) => [
    status,
    toResponse(dereference(response, document) as DocumentObject, document),
  ])
  return Object.fromEntries(entries) as DocumentObject
}

/** Its links lead to operations that have no callbacks, and are not declared. */
function toResponse(response: DocumentObject, document: DocumentObject): DocumentObject {
  const ref = referenceOf(response)
  if (ref !== undefined) return { $ref: ref }
  const { content, headers, links: _, ...fields } = response
  return {
    ...fields,
    ...(headers === undefined ? {} : { headers: writeHeaders(headers, document) }),
    ...(content === undefined ? {} : { content: toContent(content, document) }),
  }
}

/** A header is no schema, so that what it refers to has to be in the components, or in its place. */
function writeHeaders(headers: unknown, document: DocumentObject): unknown {
  return mapObjects(headers, (object) =>
    referenceOf(object)?.startsWith('#/components/') === true
      ? (writeHeaders(dereference(object, document), document) as DocumentObject)
      : object,
  )
}

function toContent(content: unknown, document: DocumentObject): DocumentObject {
  const entries = Object.entries(content as DocumentObject).map(([mediaType, value]) => [
    mediaType,
    toMediaType(value as DocumentObject, document),
  ])
  return Object.fromEntries(entries) as DocumentObject
}

function toMediaType(mediaType: DocumentObject, document: DocumentObject): DocumentObject {
  const { schema, ...fields } = mediaType
  return schema === undefined ? fields : { ...fields, schema: toSchema(schema, document) }
}

const schemaPrefix = '#/components/schemas/'

/** A JSON Schema that holds all that it refers to in its own `$defs`, so that pointers can follow. */
function toSchema(schema: unknown, document: DocumentObject): DocumentObject {
  const { schemas = {} } = (document['components'] ?? {}) as { schemas?: DocumentObject }
  const names = new Set(listNames(schema))
  // Grows as it is walked, which a Set's iteration follows.
  for (const name of names) for (const other of listNames(schemas[name])) names.add(other)
  const $defs = Object.fromEntries([...names].map((name) => [name, localise(schemas[name])]))
  const local = localise(schema) as DocumentObject
  return names.size === 0 ? local : { ...local, $defs }
}

function listNames(schema: unknown): string[] {
  const names: string[] = []
  mapObjects(schema, (object) => {
    const { mapping } = (object['discriminator'] ?? {}) as { mapping?: Record<string, string> }
    for (const ref of [referenceOf(object), ...Object.values(mapping ?? {})]) {
      if (ref?.startsWith(schemaPrefix)) names.push(ref.slice(schemaPrefix.length))
    }
    return object
  })
  return names
}

function localise(schema: unknown): unknown {
  return mapObjects(schema, (object) => {
    const ref = referenceOf(object)
    if (ref?.startsWith(schemaPrefix) !== true) return object
    return { ...object, $ref: `#/$defs/${ref.slice(schemaPrefix.length)}` }
  })
}

/** What the declared operations refer to, and do not build themselves. */
export function toComponents(document: DocumentObject): DocumentObject {
  const { securitySchemes, examples } = (document['components'] ?? {}) as DocumentObject
  const kinds = { securitySchemes, examples }
  return Object.fromEntries(
    Object.entries(kinds).filter(([, kind]) => isObject(kind)),
  ) as DocumentObject
}
