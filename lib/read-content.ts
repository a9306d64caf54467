import {
  requestSide,
  responseSide,
  type DeclaredBody,
  type DeclaredContent,
  type DeclaredMediaType,
  type DeclaredResponse,
} from './declared-operation.ts'
import {
  copyFields,
  isObjectWith,
  noFields,
  pickFields,
  placeOf,
  refuse,
  type DefinitionContext,
} from './definition-context.ts'
import { describeValue } from './errors.ts'
import { OneEntry } from './one-entry.ts'
import type { SchemaObject } from './openapi-types.ts'
import { convertSchema, findJsonSchema, isOptional, isSchema, type Side } from './schema.ts'
import type { Schema } from './schema-types.ts'

/** A schema is the JSON body; `{ content }` is any other. */
export function readBody(value: unknown, context: DefinitionContext): DeclaredBody | undefined {
  if (value === undefined) return undefined
  const side = requestSide(context.role)
  if (isReferenceTo(value, 'requestBodies'))
    return { required: false, fields: value, content: noContent }
  if (!isBodyDefinition(value)) {
    const schema = readSchema(value, side, 'body', context)
    return { required: !isOptional(schema), fields: noFields, content: jsonContent(schema) }
  }
  return {
    required: value['required'] !== false,
    fields: copyFields(pickFields(value, new Set(['content', 'required'])), 'body', context),
    content: readContent(value['content'], side, 'body', context),
  }
}

/** No keyword of JSON Schema is called `content`. */
function isBodyDefinition(value: unknown): value is Record<string, unknown> {
  return isObjectWith(value, 'content') && !isSchema(value)
}

/**
 * A Reference Object: `$ref` is a schema's keyword too, so where it points decides, be it in another
 * document.
 */
function isReferenceTo(value: unknown, kind: string): value is Record<string, unknown> {
  return isObjectWith(value, '$ref') && String(value['$ref']).includes(`#/components/${kind}/`)
}

function readSchema(
  value: unknown,
  side: Side,
  within: string,
  context: DefinitionContext,
): Schema {
  const schema = value as Schema
  toDeclaredSchema(schema, side, within, context)
  return schema
}

/** As `toJsonSchema()`; where the schema stands is put together only for what can be wrong. */
export function toDeclaredSchema(
  schema: Schema,
  side: Side,
  within: string,
  context: DefinitionContext,
): Readonly<SchemaObject> {
  return findJsonSchema(schema, side) ?? convertSchema(schema, side, placeOf(context, within))
}

function jsonContent(schema: Schema): DeclaredContent {
  return new OneEntry('application/json', { schema, fields: noFields })
}

const noContent: DeclaredContent = new Map()

function readContent(
  content: unknown,
  side: Side,
  within: string,
  context: DefinitionContext,
): DeclaredContent {
  const given = requireContent(content, within, context)
  const read = new Map<string, DeclaredMediaType>()
  for (const [mediaType, value] of Object.entries(given)) {
    const place = `${within}.content["${mediaType}"]`
    read.set(mediaType, readMediaType(value, side, place, context))
  }
  return read
}

function requireContent(content: unknown, within: string, context: DefinitionContext): object {
  if (typeof content === 'object' && content !== null && Object.keys(content).length > 0)
    return content
  throw refuse(
    context,
    `${within}.content`,
    `The content is ${describeValue(content)}.`,
    `Give a schema for each media type, such as { content: { 'text/csv': { type: 'string' } } }.`,
  )
}

function readMediaType(
  value: unknown,
  side: Side,
  within: string,
  context: DefinitionContext,
): DeclaredMediaType {
  if (isReferenceTo(value, 'mediaTypes')) return { schema: undefined, fields: value }
  if (isSchema(value) || !isMediaTypeObject(value)) {
    return { schema: readSchema(value, side, within, context), fields: noFields }
  }
  const { schema, itemSchema } = value
  return {
    schema: schema === undefined ? undefined : readSchema(schema, side, within, context),
    itemSchema:
      itemSchema === undefined ? undefined : readSchema(itemSchema, side, within, context),
    fields: copyFields(pickFields(value, new Set(['schema', 'itemSchema'])), within, context),
  }
}

const mediaTypeFields = [
  ...['schema', 'itemSchema', 'example', 'examples'],
  ...['encoding', 'prefixEncoding', 'itemEncoding'],
]

function isMediaTypeObject(value: unknown): value is Record<string, unknown> {
  return mediaTypeFields.some((field) => isObjectWith(value, field))
}

const statusPattern = /^(?:[1-5]\d\d|[1-5]XX|default)$/

const noResponses: ReadonlyMap<string, DeclaredResponse> = new Map()

/** The responses by status, in the form that everything else works from. */
export function readResponses(
  value: unknown,
  context: DefinitionContext,
): ReadonlyMap<string, DeclaredResponse> {
  if (value === undefined) return noResponses
  if (typeof value !== 'object' || value === null || isSchema(value)) {
    throw refuse(
      context,
      'responses',
      `The responses are ${describeValue(value)}.`,
      'Give a response for each status: responses: { 200: Invoice }.',
    )
  }
  const given = value as Readonly<Record<string, unknown>>
  const statuses = Object.keys(given)
  const only = statuses.length === 1 ? statuses[0] : undefined
  if (only !== undefined) return new OneEntry(only, readStatus(given, only, context))
  return new Map(statuses.map((status) => [status, readStatus(given, status, context)]))
}

function readStatus(
  responses: Readonly<Record<string, unknown>>,
  status: string,
  context: DefinitionContext,
): DeclaredResponse {
  requireStatus(status, context)
  const response = readResponse(responses[status], `responses.${status}`, context)
  refuseContent(status, response, context)
  return response
}

/** "All 1xx, 204, and 304 responses do not include content"; 205 "MUST NOT generate content". */
const withoutContent = /^(?:1..|204|205|304)$/

function refuseContent(
  status: string,
  response: DeclaredResponse,
  context: DefinitionContext,
): void {
  if (response.content.size === 0 || !withoutContent.test(status)) return
  throw refuse(
    context,
    `responses.${status}`,
    `A response of the status ${status} has no content in HTTP, and a schema was given.`,
    `Write ${status}: null, or give the schema to another status.`,
  )
}

function requireStatus(status: string, context: DefinitionContext): void {
  if (statusPattern.test(status)) return
  throw refuse(
    context,
    'responses',
    `"${status}" is no status of a response.`,
    `Write a number from 100 to 599, a range such as '4XX', or 'default'.`,
  )
}

/** A schema is the JSON body, null is no body, anything else is a Response Object. */
function readResponse(
  value: unknown,
  within: string,
  context: DefinitionContext,
): DeclaredResponse {
  const side = responseSide(context.role)
  if (value === null) return { fields: noFields, content: noContent }
  if (isReferenceTo(value, 'responses')) return { fields: value, content: noContent }
  if (isSchema(value)) {
    return { fields: noFields, content: jsonContent(readSchema(value, side, within, context)) }
  }
  const given = requireResponse(value, within, context)
  return {
    fields: copyFields(pickFields(given, new Set(['schema', 'content'])), within, context),
    content: readResponseContent(given, within, context),
  }
}

function requireResponse(
  value: unknown,
  within: string,
  context: DefinitionContext,
): Record<string, unknown> {
  const prototype: unknown =
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null) return value as Record<string, unknown>
  throw refuse(
    context,
    within,
    `A response is ${describeValue(value)}.`,
    'Give a schema, null for no body, or { description, content, headers, links }.',
  )
}

function readResponseContent(
  given: Record<string, unknown>,
  within: string,
  context: DefinitionContext,
): DeclaredContent {
  const side = responseSide(context.role)
  const { schema, content } = given
  if (schema !== undefined && content !== undefined) {
    throw refuse(
      context,
      within,
      'The response has both "schema" and "content".',
      `Move the schema into content: { 'application/json': … }.`,
    )
  }
  if (schema !== undefined) return jsonContent(readSchema(schema, side, within, context))
  return content === undefined ? noContent : readContent(content, side, within, context)
}
