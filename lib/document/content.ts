import { STATUS_CODES } from 'node:http'
import {
  findOnlyJson,
  requestSide,
  responseSide,
  type DeclaredBody,
  type DeclaredContent,
  type DeclaredMediaType,
  type DeclaredOperation,
  type DeclaredResponse,
} from '../declared-operation.ts'
import { noFields } from '../definition-context.ts'
import { createNumbered, putMember } from '../json.ts'
import type {
  MediaTypeObject,
  RequestBodyObject,
  ResponseObject,
  SchemaObject,
} from '../openapi-types.ts'
import type { Schema } from '../schema-types.ts'
import type { SchemaUse } from './schemas/components.ts'
import type { DocumentContext } from './context.ts'

/** The Request Body Object of a declared body. */
export function buildRequestBody(
  body: DeclaredBody,
  operation: DeclaredOperation,
  context: DocumentContext,
  where: string,
): RequestBodyObject {
  const { role } = operation
  const use = { role, side: requestSide(role), where: `body of ${where}` }
  const plain = findPlain(body, use, context)
  const write = (): RequestBodyObject => writeRequestBody(body, use, context)
  return plain ? context.alike.find(body.required ? 'body' : 'body?', plain, write) : write()
}

function writeRequestBody(
  { required, fields, content }: DeclaredBody,
  use: SchemaUse,
  context: DocumentContext,
): RequestBodyObject {
  context.settled.look(fields)
  if ('$ref' in fields) return fields as never
  return {
    ...fields,
    ...(required ? { required } : {}),
    content: buildContent(content, use, context),
  } as RequestBodyObject
}

/** The schema of what is JSON and says no more, where it is the same wherever it is used. */
function findPlain(
  { fields, content }: Pick<DeclaredBody, 'fields' | 'content'>,
  use: SchemaUse,
  { schemas }: DocumentContext,
): SchemaObject | undefined {
  const json = findOnlyJson(content)
  if (json?.schema === undefined || json.fields !== noFields || fields !== noFields)
    return undefined
  return schemas.findAsIs(json.schema, use)
}

/** The Responses Object; "MUST contain at least one response code", so there is always one. */
export function buildResponses(
  operation: DeclaredOperation,
  context: DocumentContext,
  where: string,
): Record<string, ResponseObject> {
  const responses = createNumbered() as Record<string, ResponseObject>
  const { role } = operation
  const use = { role, side: responseSide(role), where }
  for (const [status, response] of operation.responses) {
    responses[status] = buildResponse(status, response, use, context)
  }
  const problem = context.problemResponse.find(operation)
  if (problem) {
    problem.built ??= buildResponse('422', problem.declared, use, context)
    responses['422'] = problem.built
  } else if (operation.responses.size === 0) {
    responses['200'] = { description: describeStatus('200') }
  }
  return responses
}

function buildResponse(
  status: string,
  response: DeclaredResponse,
  use: SchemaUse,
  context: DocumentContext,
): ResponseObject {
  const plain = findPlain(response, use, context)
  const write = (): ResponseObject => writeResponse(status, response, use, context)
  return plain ? context.alike.find(status, plain, write) : write()
}

function writeResponse(
  status: string,
  { fields, content }: DeclaredResponse,
  use: SchemaUse,
  context: DocumentContext,
): ResponseObject {
  context.settled.look(fields)
  if ('$ref' in fields) return fields as never
  const described = { description: describeStatus(status), ...fields }
  if (content.size === 0) return described as ResponseObject
  const within = { ...use, where: `responses.${status} of ${use.where}` }
  return { ...described, content: buildContent(content, within, context) } as ResponseObject
}

const ranges: Record<string, string> = {
  '1XX': 'Information',
  '2XX': 'Success',
  '3XX': 'Redirection',
  '4XX': 'Client Error',
  '5XX': 'Server Error',
  default: 'Default Response',
  // FastAPI's words, which its users look for.
  200: 'Successful Response',
}

function describeStatus(status: string): string {
  return ranges[status] ?? STATUS_CODES[status] ?? `Status ${status}`
}

function buildContent(
  content: DeclaredContent,
  use: SchemaUse,
  context: DocumentContext,
): Record<string, MediaTypeObject> {
  const built: Record<string, MediaTypeObject> = {}
  for (const [mediaType, declared] of content) {
    putMember(built, mediaType, buildMediaType(declared, use, context))
  }
  return built
}

function buildMediaType(
  { schema, itemSchema, fields }: DeclaredMediaType,
  use: SchemaUse,
  context: DocumentContext,
): MediaTypeObject {
  const isUsual = schema !== undefined && itemSchema === undefined
  if (isUsual && Object.keys(fields).length === 0)
    return { schema: useSchema(schema, use, context) }
  context.settled.doubt()
  return {
    ...(schema === undefined ? {} : { schema: context.schemas.use(schema, use) }),
    ...(itemSchema === undefined ? {} : { itemSchema: context.schemas.use(itemSchema, use) }),
    ...fields,
  }
}

function useSchema(
  schema: Schema,
  use: SchemaUse,
  { schemas, settled }: DocumentContext,
): SchemaObject {
  const written = schemas.use(schema, use)
  if (!schemas.isOurs(written)) settled.doubt()
  return written
}
