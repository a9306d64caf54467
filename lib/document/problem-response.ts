import type { DeclaredOperation, DeclaredResponse } from '../declared-operation.ts'
import { findFreeName } from '../free-name.ts'
import { isChecked } from '../validation/check-request.ts'
import { requestProblemSchema } from '../validation/problem-details.ts'

/** What a client is answered whose request is not as declared. */
export interface ProblemResponse {
  /**
   * The responses of an operation, with the 422 that its requests may get; as they are where the author
   * speaks of it (422, 4XX or default), or answers such requests in a format of the app's own.
   */
  addTo(operation: DeclaredOperation): DeclaredOperation['responses']
}

/** @param names Of the schemas that the author gave to the document: ours gives way to them. */
export function createProblemResponse(names: readonly string[]): ProblemResponse {
  const response = describeProblem(
    findFreeName(requestProblemSchema.$id, (name) => names.includes(name)),
  )
  return {
    addTo(operation) {
      const { responses } = operation
      if (!isAnsweredByUs(operation)) return responses
      return new Map([...responses, ['422', response]])
    },
  }
}

function isAnsweredByUs(operation: DeclaredOperation): boolean {
  const { role, responses, onError } = operation
  const isSaid = ['422', '4XX', 'default'].some((status) => responses.has(status))
  return role === 'server' && !isSaid && onError === undefined && isChecked(operation)
}

function describeProblem(name: string): DeclaredResponse {
  const schema = { ...requestProblemSchema, $id: name }
  return {
    fields: { description: 'The request is not as declared' },
    content: new Map([['application/problem+json', { schema, fields: {} }]]),
  }
}
