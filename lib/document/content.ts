import { STATUS_CODES } from 'node:http'
import {
  requestSide,
  responseSide,
  type DeclaredBody,
  type DeclaredContent,
  type DeclaredMediaType,
  type DeclaredOperation,
  type DeclaredResponse,
} from '../declared-operation.ts'
import type { MediaTypeObject, RequestBodyObject, ResponseObject } from '../openapi-types.ts'
import type { SchemaUse } from './schemas/components.ts'
import type { DocumentContext } from './context.ts'

/** The Request Body Object of a declared body. */
export function buildRequestBody(
  body: DeclaredBody,
  operation: DeclaredOperation,
  context: DocumentContext,
  where: string,
): RequestBodyObject {
  if ('$ref' in body.fields) return body.fields as never
  const { role } = operation
  const use = { role, side: requestSide(role), where: `body of ${where}` }
  return {
    ...body.fields,
    ...(body.required ? { required: true } : {}),
    content: buildContent(body.content, use, context),
  } as RequestBodyObject
}

/** The Responses Object; "MUST contain at least one response code", so there is always one. */
export function buildResponses(
  operation: DeclaredOperation,
  context: DocumentContext,
  where: string,
): Record<string, ResponseObject> {
  const { role } = operation
  const side = responseSide(role)
  const responses = [...context.problemResponse.addTo(operation)].map(([status, response]) => {
    const use = { role, side, where: `responses.${status} of ${where}` }
    return [status, buildResponse(status, response, use, context)]
  })
  if (responses.length === 0) return { 200: { description: describeStatus('200') } }
  return Object.fromEntries(responses) as Record<string, ResponseObject>
}

function buildResponse(
  status: string,
  { fields, content }: DeclaredResponse,
  use: SchemaUse,
  context: DocumentContext,
): ResponseObject {
  if ('$ref' in fields) return fields as never
  return {
    description: describeStatus(status),
    ...fields,
    ...(content.size === 0 ? {} : { content: buildContent(content, use, context) }),
  } as ResponseObject
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
  const entries = [...content].map(([mediaType, declared]) => [
    mediaType,
    buildMediaType(declared, use, context),
  ])
  return Object.fromEntries(entries) as Record<string, MediaTypeObject>
}

function buildMediaType(
  { schema, itemSchema, fields }: DeclaredMediaType,
  use: SchemaUse,
  context: DocumentContext,
): MediaTypeObject {
  return {
    ...(schema === undefined ? {} : { schema: context.schemas.use(schema, use) }),
    ...(itemSchema === undefined ? {} : { itemSchema: context.schemas.use(itemSchema, use) }),
    ...fields,
  }
}
