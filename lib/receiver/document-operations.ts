import { listClientOperations, readContent } from './operations/client-operations.ts'
import type { ClientOperation, DocumentContent } from './operations/client-operations.ts'
import { createDocumentReader, type DocumentReader } from './operations/document-reader.ts'
import type {
  DeclaredContent,
  DeclaredOperation,
  DeclaredResponse,
  ParameterSlot,
} from '../declared-operation.ts'
import { isFields, type Fields } from '../document/fields.ts'
import { describeValue } from '../errors.ts'
import { refuseOption } from '../delivery/option-values.ts'
import type { Document, SchemaObject } from '../openapi-types.ts'
import { readTargetVersion } from '../openapi-version.ts'
import type { ReceivedOperation } from './received-operation.ts'
import { toArrivingSchema } from './document-schema.ts'

/**
 * The requests that the API of an OpenAPI document makes.
 *
 * @throws {RingbackError} `ERR_DELIVERY_OPTION` where it is none of 3.0 to 3.2
 */
export function listDocumentOperations(document: unknown, where: string): ReceivedOperation[] {
  const known = isFields(document) ? read.get(document) : undefined
  if (known) return known
  const reader = createDocumentReader(requireDocument(document, where))
  const operations = listClientOperations(reader).map((operation) => toReceived(operation, reader))
  read.set(document as object, operations)
  return operations
}

const read = new WeakMap<object, ReceivedOperation[]>()

function requireDocument(document: unknown, where: string): Document {
  const version = isFields(document) ? document['openapi'] : undefined
  if (readTargetVersion(version) !== undefined) return document as unknown as Document
  throw refuseOption(
    isFields(document)
      ? `document says it is of openapi ${describeValue(version)}.`
      : `document is ${describeValue(document)}.`,
    'Give an OpenAPI document of version 3.0, 3.1 or 3.2 as an object, such as JSON.parse() makes of its text.',
    where,
  )
}

function toReceived(operation: ClientOperation, reader: DocumentReader): ReceivedOperation {
  const { kind, operationId, method, key } = operation
  let declared: DeclaredOperation | undefined
  return {
    ...{ kind, operationId, method, key },
    declared: () => (declared ??= declare(operation, reader)),
  }
}

function declare(operation: ClientOperation, reader: DocumentReader): DeclaredOperation {
  const { operationId, method, key, body, responses } = operation
  const place = `${method} ${key} of the document`
  return {
    place,
    role: 'server',
    fields: {},
    operationId,
    hidden: false,
    parameters: readParameters(operation, reader),
    body: body && {
      required: body.isRequired,
      fields: {},
      content: declareContent(body.content, reader),
    },
    responses: new Map(
      [...responses]
        .filter(([status]) => /^(?:[1-5]\d\d|[1-5]XX|default)$/.test(status))
        .map(([status, response]) => [status, declareResponse(response, reader)]),
    ),
    callbacks: new Map(),
    onError: undefined,
  }
}

function declareResponse(response: Readonly<Fields>, reader: DocumentReader): DeclaredResponse {
  const headers = Object.fromEntries(reader.members(response['headers']))
  return {
    // With a word of its own, so that one without content leaves open whether it has a body.
    fields: { description: response['description'], headers },
    content: declareContent(readContent(response, reader), reader),
  }
}

function declareContent(content: DocumentContent, reader: DocumentReader): DeclaredContent {
  return new Map(
    [...content].map(([mediaType, { schema, example, examples }]) => [
      mediaType,
      {
        schema: schema === undefined ? undefined : toArrivingSchema(reader.schema(schema)),
        fields: { example, examples },
      },
    ]),
  )
}

const slots: Readonly<Record<string, ParameterSlot>> = {
  query: 'query',
  header: 'headers',
  cookie: 'cookies',
}

/** "If `in` is "header" and the name field is "Accept", "Content-Type" or "Authorization", the parameter definition SHALL be ignored." */
const ignoredHeaders = ['accept', 'content-type', 'authorization']

function readParameters(
  { parameters }: ClientOperation,
  reader: DocumentReader,
): DeclaredOperation['parameters'] {
  const bySlot = new Map<ParameterSlot, Readonly<Fields>[]>()
  for (const parameter of parameters) {
    const slot = slots[String(parameter['in'])]
    const name = String(parameter['name']).toLowerCase()
    if (!slot || (slot === 'headers' && ignoredHeaders.includes(name))) continue
    bySlot.set(slot, [...(bySlot.get(slot) ?? []), parameter])
  }
  return Object.fromEntries(
    [...bySlot].map(([slot, own]) => [slot, [describeParameters(own, reader)]]),
  )
}

/** Parameters as the properties of one object, each with its definitions under names of their own. */
function describeParameters(
  parameters: readonly Readonly<Fields>[],
  reader: DocumentReader,
): SchemaObject {
  const definitions: [string, unknown][] = []
  const properties = parameters.map((parameter, index) => {
    const schema = toArrivingSchema(reader.schema(parameter['schema'])) ?? {}
    const { style, explode } = parameter
    const name = `parameter${index}`
    definitions.push(...lift(schema, name))
    const said = {
      ...(style !== undefined && { style }),
      ...(explode !== undefined && { explode }),
    }
    return [String(parameter['name']), { $ref: `#/$defs/${name}`, ...said }] as const
  })
  const required = parameters
    .filter((parameter) => parameter['required'] === true)
    .map(({ name }) => String(name))
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
    $defs: Object.fromEntries(definitions),
  }
}

/** A schema and its definitions, as definitions of another. */
function lift(schema: Readonly<SchemaObject>, name: string): [string, unknown][] {
  const text = JSON.stringify(schema).replaceAll('"$ref":"#/$defs/', `"$ref":"#/$defs/${name}.`)
  const { $defs = {}, ...own } = JSON.parse(text) as SchemaObject
  const inner = Object.entries($defs as object).map(([inside, definition]): [string, unknown] => [
    `${name}.${inside}`,
    definition,
  ])
  return [[name, own], ...inner]
}
