import type { DeclaredOperation } from '../declared-operation.ts'
import { withoutUndefined } from '../json.ts'
import type { OperationObject } from '../openapi-types.ts'
import type { PathTemplate } from '../path.ts'
import { buildRequestBody, buildResponses } from './content.ts'
import type { DocumentContext } from './context.ts'
import { buildParameters } from './parameters.ts'

/** "The Path Item Object describes the operations available on a single path": these, in 3.1. */
export const pathItemMethods: ReadonlySet<string> = new Set([
  ...['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'],
])

/** One operation, and what its place in the document decides. */
export interface PlacedOperation {
  readonly operation: DeclaredOperation
  /** The operationId where the author gave none. */
  readonly proposal: string
  /** The path of the document; empty where the key is an expression. */
  readonly template: PathTemplate
  /** Such as `POST /invoices`. */
  readonly where: string
}

/** The Operation Object of an operation, be it of the API itself or of a callback. */
export function buildOperation(placed: PlacedOperation, context: DocumentContext): OperationObject {
  const { operation, proposal, template, where } = placed
  const { tags, summary, description, ...fields } = operation.fields
  context.security.note(fields['security'], where)
  const parameters = buildParameters(operation, template, context, where)
  return withoutUndefined({
    tags,
    summary,
    description,
    operationId: context.operationIds.assign(operation, proposal, where),
    ...fields,
    parameters: parameters.length === 0 ? undefined : parameters,
    requestBody: operation.body && buildRequestBody(operation.body, operation, context, where),
    responses: buildResponses(operation, context, where),
    callbacks: emptyToUndefined(context.callbacks.use(operation, where)),
  }) as unknown as OperationObject
}

/** A hidden callback leaves nothing behind. */
function emptyToUndefined<Members extends object>(members: Members): Members | undefined {
  return Object.keys(members).length === 0 ? undefined : members
}
