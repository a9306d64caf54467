import type { DeclaredOperation, DeclaredResponse } from '../declared-operation.ts'
import { findFreeName } from '../free-name.ts'
import type { ResponseObject } from '../openapi-types.ts'
import { isChecked } from '../validation/check-request.ts'
import { requestProblemSchema } from '../validation/problem-details.ts'

/** What a client is answered whose request is not as declared. */
export interface ProblemResponse {
  /**
   * The 422 that the requests of an operation may get. Undefined where the author speaks of it (422, 4XX or
   * default), or answers such requests in a format of the app's own.
   */
  find(operation: DeclaredOperation): SharedResponse | undefined
}

/** A response that is the same in all operations: the first builds it. */
export interface SharedResponse {
  readonly declared: DeclaredResponse
  built: ResponseObject | undefined
}

/** @param names Of the schemas that the author gave to the document: ours gives way to them. */
export function createProblemResponse(names: readonly string[]): ProblemResponse {
  const name = findFreeName(requestProblemSchema.$id, (other) => names.includes(other))
  const response: SharedResponse = { declared: describeProblem(name), built: undefined }
  return { find: (operation) => (isAnsweredByUs(operation) ? response : undefined) }
}

function isAnsweredByUs(operation: DeclaredOperation): boolean {
  const { role, responses, onError } = operation
  if (role !== 'server' || onError !== undefined || !isChecked(operation)) return false
  return !['422', '4XX', 'default'].some((status) => responses.has(status))
}

function describeProblem(name: string): DeclaredResponse {
  const schema = { ...requestProblemSchema, $id: name }
  return {
    fields: { description: 'The request is not as declared' },
    content: new Map([['application/problem+json', { schema, fields: {} }]]),
  }
}
