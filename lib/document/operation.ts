import type { DeclaredOperation } from '../declared-operation.ts'
import type { Problem } from '../errors.ts'
import type { OperationObject } from '../openapi-types.ts'
import type { PathTemplate } from '../path.ts'
import { buildRequestBody, buildResponses } from './content.ts'
import type { DocumentContext } from './context.ts'
import { buildParameters } from './parameters.ts'

/** Where the document has an operation. */
export interface OperationKey {
  /** In lower case. */
  readonly method: string
  /** Such as `/invoices/{id}`; of a callback its expression, of a webhook its name. */
  readonly path: string
  /** The name of the callback that it is part of. */
  readonly callback?: string
  /** The name of the webhook that it is of. */
  readonly webhook?: string
}

/** One operation, and what its place in the document decides. */
export interface PlacedOperation {
  readonly operation: DeclaredOperation
  readonly key: OperationKey
  /** The operationId where the author gave none. */
  readonly proposal: string
  /** The path of the document; empty where the key is an expression. */
  readonly template: PathTemplate
  /** Such as `POST /invoices`. */
  readonly where: string
}

/** The Operation Object of an operation, be it of the API itself or of a callback. */
export function buildOperation(placed: PlacedOperation, context: DocumentContext): OperationObject {
  const doubts = context.settled.countDoubts()
  const written = writeOperation(placed, context)
  context.settled.note(written, doubts)
  return written
}

function writeOperation(placed: PlacedOperation, context: DocumentContext): OperationObject {
  const { operation, template, where } = placed
  const { tags, summary, description, ...fields } = operation.fields
  context.settled.look(fields)
  context.security.note(fields['security'], where)
  context.links.note(placed)
  if (operation.body && bodiless.has(placed.key.method)) context.problems.push(ignoredBody(placed))
  const parameters = buildParameters(operation, template, context, where)
  // Member by member: a list of them would be made for each operation.
  const written = {} as OperationObject & Record<string, unknown>
  context.operationIds.note(placed, written)
  if (tags !== undefined) written['tags'] = tags
  if (summary !== undefined) written['summary'] = summary
  if (description !== undefined) written['description'] = description
  // Its place; the id is written when all are known.
  written['operationId'] = ''
  for (const field in fields) if (fields[field] !== undefined) written[field] = fields[field]
  if (parameters.length > 0) written['parameters'] = parameters
  if (operation.body)
    written['requestBody'] = buildRequestBody(operation.body, operation, context, where)
  written['responses'] = buildResponses(operation, context, where)
  // A hidden callback leaves nothing behind.
  const callbacks =
    operation.callbacks.size > 0 && context.callbacks.use(operation, template.parameters, where)
  if (callbacks && Object.keys(callbacks).length > 0) written['callbacks'] = callbacks
  return written
}

/** HTTP "does not define semantics for content" here, and the specification has it avoided. */
const bodiless: ReadonlySet<string> = new Set(['get', 'head', 'delete', 'trace'])

function ignoredBody({ key: { method }, where }: PlacedOperation): Problem {
  return {
    code: 'WARN_BODY_IGNORED',
    severity: 'warning',
    where,
    message: `HTTP gives no meaning to the body of ${method.toUpperCase()}: clients, proxies and servers may drop it.`,
    remedy: 'Send it with POST, PUT or PATCH, or take what it holds into the query.',
  }
}
