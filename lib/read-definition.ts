import {
  isCallbackRoutes,
  type CallbackRoutes,
  type DeclaredBody,
  type DeclaredContent,
  type DeclaredMediaType,
  type DeclaredOperation,
  type DeclaredResponse,
  type ParameterSlot,
  type Role,
} from './declared-operation.ts'
import { suggest } from './did-you-mean.ts'
import { describeValue, RingbackError, type Where } from './errors.ts'
import { copyJson } from './json.ts'
import type { SchemaObject } from './openapi-types.ts'
import type { Place } from './place.ts'
import { resolveRoot } from './json-schema.ts'
import { isSchema, toJsonSchema, type Side } from './schema.ts'
import type { Schema } from './schema-types.ts'

/** Where a definition is, and which end of it we are. */
export interface DefinitionContext {
  /** Names the definition in errors, such as `operation()`. */
  readonly name: string
  readonly place: Place
  readonly role: Role
}

const slots: readonly ParameterSlot[] = ['params', 'query', 'headers', 'cookies']
const ownFields = new Set<string>([
  ...slots,
  'body',
  'responses',
  'callbacks',
  'hidden',
  'operationId',
])

/**
 * Check a definition and bring it into the form that everything else works from. Every schema is
 * converted here, so that one without a JSON Schema is refused where it is declared.
 *
 * @throws {RingbackError} `ERR_DEFINITION`, `ERR_SCHEMA` or `ERR_CALLBACK_ROUTER`
 */
export function readDefinition(definition: unknown, context: DefinitionContext): DeclaredOperation {
  const given = requireObject(definition, context)
  return {
    place: context.place,
    role: context.role,
    fields: readFields(given, context),
    operationId: readOperationId(given['operationId'], context),
    hidden: given['hidden'] === true,
    parameters: readParameters(given, context),
    body: readBody(given['body'], context),
    responses: readResponses(given['responses'], context),
    callbacks: readCallbacks(given['callbacks'], context),
  }
}

/** The side of its request's schemas that travels: a server reads inputs, a client writes outputs. */
export function requestSide(role: Role): Side {
  return role === 'server' ? 'input' : 'output'
}

/** The side of its responses' schemas that travels. */
export function responseSide(role: Role): Side {
  return role === 'server' ? 'output' : 'input'
}

function requireObject(value: unknown, context: DefinitionContext): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>
  }
  throw refuse(
    context,
    '',
    `The definition is ${describeValue(value)}.`,
    `Give ${context.name} an object first, such as { summary: 'List all invoices' }.`,
  )
}

function pickFields(
  given: Record<string, unknown>,
  except: ReadonlySet<string>,
): Record<string, unknown> {
  const kept = Object.entries(given).filter(
    ([name, value]) => !except.has(name) && value !== undefined,
  )
  return Object.fromEntries(kept)
}

/** What goes into the document as it is, so it has to be JSON. */
function readFields(
  given: Record<string, unknown>,
  context: DefinitionContext,
): Record<string, unknown> {
  for (const [field, instead] of Object.entries(builtFields)) {
    if (given[field] === undefined) continue
    throw refuse(context, field, `"${field}" is built from the definition.`, `Write ${instead}.`)
  }
  const fields = pickFields(given, ownFields)
  for (const field of Object.keys(fields)) refuseMisspelt(field, context)
  return copyFields(fields, '', context)
}

const plainFields = [
  ...['summary', 'description', 'tags', 'deprecated', 'security', 'servers', 'externalDocs'],
]

/** A field that is not known is kept, for the specification's next version; a misspelt one is not. */
function refuseMisspelt(field: string, context: DefinitionContext): void {
  if (plainFields.includes(field) || field.startsWith('x-')) return
  const meant = suggest(field, [...plainFields, ...ownFields])
  if (meant === undefined) return
  throw refuse(
    context,
    field,
    `There is no field "${field}" in a definition.`,
    `Did you mean ${meant}?`,
  )
}

const builtFields = { parameters: 'params, query, headers or cookies', requestBody: 'body' }

function copyFields(
  fields: Record<string, unknown>,
  within: string,
  context: DefinitionContext,
): Record<string, unknown> {
  return copyJson(fields, ({ what, path }) =>
    refuse(
      context,
      [within, ...path].filter(Boolean).join('.'),
      `The definition holds ${what}, which JSON cannot say.`,
      'Write it in plain JSON values.',
    ),
  ) as Record<string, unknown>
}

function readOperationId(value: unknown, context: DefinitionContext): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw refuse(
    context,
    'operationId',
    `An operationId is a string that is not empty, not ${describeValue(value)}.`,
    'Give a name that no other operation has, or leave it out.',
  )
}

function readParameters(
  given: Record<string, unknown>,
  context: DefinitionContext,
): DeclaredOperation['parameters'] {
  const parameters: Partial<Record<ParameterSlot, readonly Schema[]>> = {}
  for (const slot of slots) {
    if (given[slot] !== undefined)
      parameters[slot] = [readParameterSchema(given[slot], slot, context)]
  }
  return parameters
}

function readParameterSchema(
  value: unknown,
  slot: ParameterSlot,
  context: DefinitionContext,
): Schema {
  const where = placeOf(context, slot)
  const schema = value as Schema
  const json = resolveRoot(toJsonSchema(schema, requestSide(context.role), where))
  if (isObjectSchema(json) && 'properties' in json) return schema
  throw refuse(
    context,
    slot,
    `The schema of ${slot} does not describe an object with properties: ${JSON.stringify(json['type'] ?? json)}.`,
    `Give an object schema with a property for each parameter, such as z.object({ page: z.number() }).`,
  )
}

function isObjectSchema(json: Readonly<SchemaObject>): boolean {
  return json['type'] === 'object' || (json['type'] === undefined && 'properties' in json)
}

function readBody(value: unknown, context: DefinitionContext): DeclaredBody | undefined {
  if (value === undefined) return undefined
  const side = requestSide(context.role)
  if (isReferenceTo(value, 'requestBodies'))
    return { required: false, fields: value, content: new Map() }
  if (!isBodyDefinition(value)) {
    const schema = readSchema(value, side, placeOf(context, 'body'))
    return { required: true, fields: {}, content: jsonContent(schema) }
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

/** A Reference Object: `$ref` is a schema's keyword too, so where it points decides. */
function isReferenceTo(value: unknown, kind: string): value is Record<string, unknown> {
  return isObjectWith(value, '$ref') && String(value['$ref']).startsWith(`#/components/${kind}/`)
}

function readSchema(value: unknown, side: Side, where: Where): Schema {
  const schema = value as Schema
  toJsonSchema(schema, side, where)
  return schema
}

function jsonContent(schema: Schema): DeclaredContent {
  return new Map([['application/json', { schema, fields: {} }]])
}

function readContent(
  content: unknown,
  side: Side,
  within: string,
  context: DefinitionContext,
): DeclaredContent {
  const entries = Object.entries(requireContent(content, within, context))
  return new Map(
    entries.map(([mediaType, value]) => [
      mediaType,
      readMediaType(value, side, `${within}.content["${mediaType}"]`, context),
    ]),
  )
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
  const where = placeOf(context, within)
  if (isSchema(value) || !isMediaTypeObject(value)) {
    return { schema: readSchema(value, side, where), fields: {} }
  }
  const schema = value['schema']
  return {
    schema: schema === undefined ? undefined : readSchema(schema, side, where),
    fields: copyFields(pickFields(value, new Set(['schema'])), within, context),
  }
}

const mediaTypeFields = ['schema', 'example', 'examples', 'encoding', 'itemSchema']

function isMediaTypeObject(value: unknown): value is Record<string, unknown> {
  return mediaTypeFields.some((field) => isObjectWith(value, field))
}

function isObjectWith(value: unknown, field: string): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, field)
}

const statusPattern = /^(?:[1-5]\d\d|[1-5]XX|default)$/

function readResponses(
  value: unknown,
  context: DefinitionContext,
): ReadonlyMap<string, DeclaredResponse> {
  if (value === undefined) return new Map()
  if (typeof value !== 'object' || value === null || isSchema(value)) {
    throw refuse(
      context,
      'responses',
      `The responses are ${describeValue(value)}.`,
      'Give a response for each status: responses: { 200: Invoice }.',
    )
  }
  return new Map(
    Object.entries(value).map(([status, response]) => [
      requireStatus(status, context),
      readResponse(response, `responses.${status}`, context),
    ]),
  )
}

function requireStatus(status: string, context: DefinitionContext): string {
  if (statusPattern.test(status)) return status
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
  const where = placeOf(context, within)
  if (value === null) return { fields: {}, content: new Map() }
  if (isReferenceTo(value, 'responses')) return { fields: value, content: new Map() }
  if (isSchema(value)) return { fields: {}, content: jsonContent(readSchema(value, side, where)) }
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
  if (schema !== undefined) return jsonContent(readSchema(schema, side, placeOf(context, within)))
  return content === undefined ? new Map() : readContent(content, side, within, context)
}

function readCallbacks(
  value: unknown,
  context: DefinitionContext,
): ReadonlyMap<string, CallbackRoutes> {
  if (value === undefined) return new Map()
  if (
    isCallbackRoutes(value) ||
    Array.isArray(value) ||
    typeof value !== 'object' ||
    value === null
  ) {
    throw refuseCallbacks(context, 'callbacks', value)
  }
  return new Map(
    Object.entries(value).map(([name, routes]) => {
      if (!isCallbackRoutes(routes)) throw refuseRouter(context, `callbacks.${name}`, routes)
      return [name, routes]
    }),
  )
}

function refuseRouter(context: DefinitionContext, within: string, value: unknown): RingbackError {
  const isRouter = typeof value === 'function' && 'stack' in value
  return new RingbackError({
    code: 'ERR_CALLBACK_ROUTER',
    message: `A callback router was expected, and ${isRouter ? 'a Router of Express' : describeValue(value)} was given.`,
    where: placeOf(context, within),
    remedy: 'Give what callbackRouter() returned: a Router of Express documents your own API.',
  })
}

function refuseCallbacks(
  context: DefinitionContext,
  within: string,
  value: unknown,
): RingbackError {
  return new RingbackError({
    code: 'ERR_CALLBACK_ROUTER',
    message: `A map of callback routers by name was expected, and ${isCallbackRoutes(value) ? 'a callback router without a name' : describeValue(value)} was given.`,
    where: placeOf(context, within),
    remedy:
      'Write callbacks: { invoiceEvents }, where invoiceEvents = callbackRouter().post(…): the key names the callback.',
  })
}

/** Put into words only by an error: reading the place of a call is slow. */
function placeOf({ name, place }: DefinitionContext, within: string): Where {
  return { toString: () => `${within ? `${within} of ` : ''}${name} at ${String(place)}` }
}

function refuse(
  context: DefinitionContext,
  within: string,
  message: string,
  remedy: string,
): RingbackError {
  return new RingbackError({
    code: 'ERR_DEFINITION',
    message,
    where: placeOf(context, within),
    remedy,
  })
}
