import type { DeclaredOperation, DeclaredResponse } from '../../declared-operation.ts'
import { createAnswerCheck } from '../../delivery/answer-check.ts'
import type { AttemptAnswer } from '../../delivery/delivery.ts'
import type { Fields } from '../../document/fields.ts'
import { toArrivingSchema } from '../../receiver/document-schema.ts'
import { readContent } from '../../receiver/operations/client-operations.ts'
import type { DocumentReader } from '../../receiver/operations/document-reader.ts'
import type { NamedOperation } from '../../receiver/operations/find-operation.ts'

/** What of an answer is not as the document declares it; undefined where all is. */
export async function findMismatch(
  answer: AttemptAnswer,
  operation: NamedOperation,
  reader: DocumentReader,
): Promise<string | undefined> {
  const { mismatch } = await createAnswerCheck(declare(operation, reader))(answer)
  if (mismatch === undefined) return undefined
  const declared = [...operation.responses.keys()].join(', ')
  const { status } = answer
  const hint = status >= 300 && status < 400 ? ', and redirects are not followed' : ''
  return mismatch === `${status} is not declared`
    ? `${mismatch} (${declared} are)${hint}`
    : mismatch
}

function declare(operation: NamedOperation, reader: DocumentReader): DeclaredOperation {
  const { operationId, label, responses } = operation
  return {
    place: label,
    role: 'client',
    fields: {},
    operationId,
    hidden: false,
    parameters: {},
    body: undefined,
    responses: new Map(
      [...responses].map(([status, response]) => [status, declareResponse(response, reader)]),
    ),
    callbacks: new Map(),
    onError: undefined,
  }
}

function declareResponse(response: Readonly<Fields>, reader: DocumentReader): DeclaredResponse {
  const headers = reader.members(response['headers']).map(([name, header]) => {
    const schema = reader.follow(header['schema'])
    return [name, schema ? { ...header, schema } : header] as const
  })
  const content = [...readContent(response, reader)].map(
    ([type, { schema }]) =>
      [type, { schema: toArrivingSchema(reader.schema(schema)), fields: {} }] as const,
  )
  return { fields: { headers: Object.fromEntries(headers) }, content: new Map(content) }
}
