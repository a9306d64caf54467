import { checkDeclaredCallbacks } from './callbacks/source-check.ts'
import { checkDeclaredLinks } from './links/declared-links.ts'
import type { DecoratedHandler } from './decorated-handler.ts'
import type { OperationDefinition } from './definition.ts'
import type { Checked } from './definition-mistakes.ts'
import { describeValue, RingbackError, type Where } from './errors.ts'
import type { OperationHandler, OperationMiddleware, PathParameters } from './handler.ts'
import { markPlace } from './place.ts'
import { readDefinition } from './read-definition.ts'
import { registerDeclaration } from './registry.ts'
import { createRunner, type PlainHandler, type RunHandler } from './run-operation.ts'

/**
 * Declare an operation and its handler: documented, checked and typed by the declaration.
 *
 * ```ts
 * app.post('/invoices', operation({ body: Invoice, responses: { 201: Receipt } }, (req, res) => {
 *   res.status(201).json({ id: req.body.id })
 * }))
 * ```
 *
 * Stands after any other middleware of the route, and forwards a rejected promise to `next`, on
 * Express 4 too. A request that is not as declared never reaches the handler: it is answered with 422
 * `application/problem+json` that lists all its faults (415 for a media type that is not declared),
 * unless `validation.onError` answers. What the handler reads are the values of the schemas: coerced,
 * with their defaults and transforms. A JSON response in a declared status is filtered to its schema,
 * and one that does not fit is a 500 and `ERR_RESPONSE_INVALID` to `openapi({ onResponseError })`.
 *
 * @param definition The operation in OpenAPI's own words: a `Definition`.
 * @param handler Runs once the request is as declared; a handler of errors is refused.
 * @throws {RingbackError} `ERR_DEFINITION`, `ERR_SCHEMA`, `ERR_HANDLER`, `ERR_CALLBACK_ROUTER`,
 *   `ERR_CALLBACK_SOURCE`, `ERR_LINK_EXPRESSION` or `ERR_LINK_SOURCE` where the declaration is mistaken;
 *   names the place.
 */
export function operation<const D extends OperationDefinition | {}, Path = PathParameters>(
  definition: Checked<D>,
  handler: OperationHandler<D, Path>,
): DecoratedHandler<Path>

/**
 * Declare an operation in front of the handler that a route already has, or on a guard.
 *
 * ```ts
 * app.get('/invoices/:id', operation({ responses: { 200: Invoice } }), showInvoice)
 * ```
 *
 * TypeScript infers the next handler's types from it only where no plain `RequestHandler` stands in
 * the same call; `operation(definition, handler)` has no such limit.
 *
 * @param definition The operation in OpenAPI's own words: a `Definition`.
 * @throws {RingbackError} `ERR_DEFINITION`, `ERR_SCHEMA`, `ERR_CALLBACK_ROUTER`, `ERR_CALLBACK_SOURCE`,
 *   `ERR_LINK_EXPRESSION` or `ERR_LINK_SOURCE` where the declaration is mistaken; names the place.
 */
export function operation<const D extends OperationDefinition | {}>(
  definition: Checked<D>,
): OperationMiddleware<D>

export function operation(definition: unknown, ...handlers: unknown[]): RunHandler {
  const place = markPlace(operation)
  const declared = readDefinition(definition, { name: 'operation()', place, role: 'server' })
  checkDeclaredCallbacks(declared, 'operation()')
  checkDeclaredLinks(declared, 'operation()')
  const handler = requireHandler(handlers, place)
  return registerDeclaration(declared, handler, createRunner)
}

function requireHandler(handlers: unknown[], where: Where): PlainHandler | undefined {
  if (handlers.length === 0) return undefined
  const handler = handlers[0]
  const isHandler = typeof handler === 'function' && handler.length < 4
  if (handlers.length === 1 && isHandler) return handler as PlainHandler
  throw new RingbackError({
    code: 'ERR_HANDLER',
    message:
      handlers.length > 1
        ? `operation() takes one handler, and ${handlers.length} were given.`
        : `The handler of operation() is ${typeof handler === 'function' ? 'a handler of errors, with four parameters' : `${describeValue(handler)}, not a function`}.`,
    where,
    remedy: 'Write operation(definition, handler), with other middleware before it in the route.',
  })
}
