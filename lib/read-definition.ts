import {
  isCallbackRoutes,
  isWebhookRoutes,
  requestSide,
  type CallbackRoutes,
  type DeclaredOperation,
  type OnInvalidRequest,
  type ParameterSlot,
} from './declared-operation.ts'
import {
  copyFields,
  noFields,
  pickFields,
  placeOf,
  refuse,
  type DefinitionContext,
} from './definition-context.ts'
import { suggest } from './did-you-mean.ts'
import { describeValue, RingbackError } from './errors.ts'
import { isExpressRouter } from './express.ts'
import { isPlainObject } from './json.ts'
import { readProperties } from './json-schema.ts'
import { readBody, readResponses, toDeclaredSchema } from './read-content.ts'
import type { SchemaObject } from './openapi-types.ts'
import type { Schema } from './schema-types.ts'

const ownFields = new Set<string>([
  ...['params', 'query', 'headers', 'cookies'],
  'body',
  'responses',
  'callbacks',
  'hidden',
  'operationId',
  'validation',
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
    onError: readOnError(given['validation'], context),
  }
}

function requireObject(value: unknown, context: DefinitionContext): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>
  }
  throw refuse(
    context,
    '',
    `The definition is ${describeValue(value)}.`,
    context.role === 'server'
      ? `Give ${context.name} an object first, such as { summary: 'List all invoices' }.`
      : `Give ${context.name} an object second, such as { body: InvoiceEvent }.`,
  )
}

/** What goes into the document as it is, so it has to be JSON. */
function readFields(
  given: Record<string, unknown>,
  context: DefinitionContext,
): DeclaredOperation['fields'] {
  refuseBuilt(given, 'parameters', 'params, query, headers or cookies', context)
  refuseBuilt(given, 'requestBody', 'body', context)
  if (given['$ref'] !== undefined) throw refuseReference(context)
  const fields = pickFields(given, ownFields)
  if (fields === noFields) return noFields
  for (const field of Object.keys(fields)) {
    refuseForeign(field, context)
    refuseMisspelt(field, context)
    refuseOtherKind(field, fields[field], context)
  }
  return copyFields(fields, '', context)
}

function refuseBuilt(
  given: Record<string, unknown>,
  field: string,
  instead: string,
  context: DefinitionContext,
): void {
  if (given[field] === undefined) return
  throw refuse(context, field, `"${field}" is built from the definition.`, `Write ${instead}.`)
}

function refuseReference(context: DefinitionContext): RingbackError {
  return refuse(
    context,
    '$ref',
    'An operation has no $ref.',
    'Write the operation out, or share its schemas by `schemas`.',
  )
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

/** What FastAPI calls it, and what to write here: kept as unknown fields, these would say nothing. */
const foreign: Readonly<Record<string, string>> = {
  include_in_schema: 'Write hidden: true.',
  status_code: 'Write the status as a key: responses: { 201: schema }.',
  response_model: 'Write responses: { 200: schema }.',
  response_description: 'Write responses: { 200: { description, schema } }.',
  response_class: "Write responses: { 200: { content: { 'text/html': schema } } }.",
  openapi_extra: 'Write its fields into the definition itself.',
  dependencies: 'Put a guard before it: app.use(path, operation({ … }, guard)).',
}

function refuseForeign(field: string, context: DefinitionContext): void {
  if (!Object.hasOwn(foreign, field)) return
  const remedy = foreign[field] as string
  throw refuse(context, field, `There is no field "${field}" in a definition.`, remedy)
}

const text = { is: (value: unknown) => typeof value === 'string', what: 'a text' }
const list = { is: Array.isArray, what: 'a list' }
const kinds: Readonly<Record<string, { is(value: unknown): boolean; what: string }>> = {
  summary: text,
  description: text,
  deprecated: { is: (value) => typeof value === 'boolean', what: 'true or false' },
  tags: {
    is: (value) => Array.isArray(value) && value.every((tag) => typeof tag === 'string'),
    what: "a list of names, such as ['invoices']",
  },
  security: list,
  servers: list,
}

/** What OpenAPI has a form for. */
function refuseOtherKind(field: string, value: unknown, context: DefinitionContext): void {
  const kind = Object.hasOwn(kinds, field) ? kinds[field] : undefined
  if (!kind || kind.is(value)) return
  throw refuse(context, field, `${field} is ${describeValue(value)}.`, `Give ${kind.what}.`)
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
  const { params, query, headers, cookies } = given
  const read: Partial<Record<ParameterSlot, readonly Schema[]>> = {}
  if (params !== undefined) read.params = [readParameterSchema(params, 'params', context)]
  if (query !== undefined) read.query = [readParameterSchema(query, 'query', context)]
  if (headers !== undefined) read.headers = [readParameterSchema(headers, 'headers', context)]
  if (cookies !== undefined) read.cookies = [readParameterSchema(cookies, 'cookies', context)]
  return read
}

/** The schemas that were found to describe parameters: equal ones are one, and stand in many operations. */
const known: Readonly<Record<ParameterSlot, WeakSet<SchemaObject>>> = {
  params: new WeakSet(),
  query: new WeakSet(),
  headers: new WeakSet(),
  cookies: new WeakSet(),
}

function readParameterSchema(
  value: unknown,
  slot: ParameterSlot,
  context: DefinitionContext,
): Schema {
  const schema = value as Schema
  const json = toDeclaredSchema(schema, requestSide(context.role), slot, context)
  if (known[slot].has(json)) return schema
  const properties = readProperties(json)?.properties
  if (properties) {
    for (const [name, property] of properties) refuseStyle(name, property, slot, context)
    known[slot].add(json)
    return schema
  }
  throw refuse(
    context,
    slot,
    `The schema of ${slot} does not describe an object with properties: ${JSON.stringify(json['type'] ?? json)}.`,
    `Give an object schema with a property for each parameter, such as z.object({ page: z.number() }).`,
  )
}

/** "The list of valid styles for each location" of a parameter. */
const styles: Readonly<Record<ParameterSlot, readonly string[]>> = {
  params: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  headers: ['simple'],
  cookies: ['form'],
}

function refuseStyle(
  name: string,
  property: SchemaObject | boolean,
  slot: ParameterSlot,
  context: DefinitionContext,
): void {
  const { style } = (typeof property === 'boolean' ? {} : property) as { style?: unknown }
  if (style === undefined || styles[slot].includes(style as string)) return
  throw refuse(
    context,
    `${slot}.${name}`,
    `The style of the parameter "${name}" is ${describeValue(style)}.`,
    `In ${slot}, OpenAPI has the style ${styles[slot].join(', ')}.`,
  )
}

/** Of most operations. */
const noCallbacks: DeclaredOperation['callbacks'] = new Map()

function readCallbacks(
  value: unknown,
  context: DefinitionContext,
): ReadonlyMap<string, CallbackRoutes> {
  if (value === undefined) return noCallbacks
  if (
    isCallbackRoutes(value) ||
    Array.isArray(value) ||
    typeof value !== 'object' ||
    value === null ||
    !isPlainObject(value)
  ) {
    throw refuseCallbacks(context, 'callbacks', value)
  }
  return new Map(
    Object.entries(value).map(([name, routes]) => {
      if (isMisread(name)) throw refuseName(context, name)
      if (!isCallbackRoutes(routes)) throw refuseRouter(context, `callbacks.${name}`, routes)
      return [name, routes]
    }),
  )
}

function readOnError(value: unknown, context: DefinitionContext): OnInvalidRequest | undefined {
  if (value === undefined) return undefined
  const { onError, ...others } = (value ?? {}) as { onError?: unknown }
  const isPlain = typeof onError === 'function' && Object.keys(others).length === 0
  if (isPlain) return onError as OnInvalidRequest
  throw refuse(
    context,
    'validation',
    `The validation is ${describeValue(value)}.`,
    'Write validation: { onError: (error, req, res, next) => … }.',
  )
}

/** `callbacks` is a map that "cannot be extended", and many a reader takes these for no callback. */
function isMisread(name: string): boolean {
  return name.startsWith('x-') || name === '$ref'
}

function refuseName(context: DefinitionContext, name: string): RingbackError {
  return new RingbackError({
    code: 'ERR_CALLBACK_NAME',
    message: `A callback cannot be called "${name}": readers of the document take it for ${name === '$ref' ? 'a reference' : 'an extension'}.`,
    where: placeOf(context, 'callbacks'),
    remedy: 'Give it another name, such as invoiceEvents.',
  })
}

function refuseRouter(context: DefinitionContext, within: string, value: unknown): RingbackError {
  return new RingbackError({
    code: 'ERR_CALLBACK_ROUTER',
    message: `A callback router was expected, and ${describeRouter(value)} was given.`,
    where: placeOf(context, within),
    remedy: remedyFor(value),
  })
}

function remedyFor(value: unknown): string {
  if (isWebhookRoutes(value)) return 'Give webhooks to the documentation: openapi({ webhooks }).'
  if (isExpressRouter(value))
    return 'Give what callbackRouter() returned: a Router of Express documents your own API.'
  const isUncalled = typeof value === 'function'
  return `Give what callbackRouter() returned${isUncalled ? ': is the call missing, callbackRouter()?' : '.'}`
}

function describeRouter(value: unknown): string {
  if (isExpressRouter(value)) return 'a Router of Express'
  return isWebhookRoutes(value) ? 'a webhook router' : describeValue(value)
}

function describeCallbacks(value: unknown): string {
  if (isCallbackRoutes(value)) return 'a callback router without a name'
  const isInstance = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isInstance ? `an instance of ${value.constructor.name}` : describeValue(value)
}

function refuseCallbacks(
  context: DefinitionContext,
  within: string,
  value: unknown,
): RingbackError {
  return new RingbackError({
    code: 'ERR_CALLBACK_ROUTER',
    message: `A map of callback routers by name was expected, and ${describeCallbacks(value)} was given.`,
    where: placeOf(context, within),
    remedy:
      'Write callbacks: { invoiceEvents }, where invoiceEvents = callbackRouter().post(…): the key names the callback.',
  })
}
