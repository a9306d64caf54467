import { checkDeclaredCallbacks } from './callbacks/source-check.ts'
import type { DecoratedHandler } from './decorated-handler.ts'
import type { OperationDefinition } from './definition.ts'
import type { Checked } from './definition-mistakes.ts'
import type { DeclaredOperation } from './declared-operation.ts'
import { describeValue, RingbackError, type Where } from './errors.ts'
import type { NextFunction, Request, Response } from './express.ts'
import type { OperationHandler, OperationMiddleware, PathParameters } from './handler.ts'
import { markPlace } from './place.ts'
import { readDefinition } from './read-definition.ts'
import { registerDeclaration } from './registry.ts'

/**
 * Declare an operation and its handler: documented, and typed by the declaration.
 *
 * ```ts
 * app.post('/invoices', operation({ body: Invoice, responses: { 201: Receipt } }, (req, res) => {
 *   res.status(201).json({ id: req.body.id })
 * }))
 * ```
 *
 * Stands after any other middleware of the route, and forwards a rejected promise to `next`, on
 * Express 4 too.
 *
 * @throws {RingbackError} `ERR_DEFINITION`, `ERR_SCHEMA`, `ERR_HANDLER` or `ERR_CALLBACK_ROUTER` where
 *   the declaration is mistaken; names the place.
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
 * @throws {RingbackError} As above.
 */
export function operation<const D extends OperationDefinition | {}>(
  definition: Checked<D>,
): OperationMiddleware<D>

export function operation(definition: unknown, ...handlers: unknown[]): RunHandler {
  const place = markPlace(operation)
  const declared = readDefinition(definition, { name: 'operation()', place, role: 'server' })
  checkDeclaredCallbacks(declared, 'operation()')
  const handler = requireHandler(handlers, place)
  return registerDeclaration(
    handler ? decorate(declared, handler) : createMarker(declared),
    declared,
  )
}

type PlainHandler = (req: Request, res: Response, next: NextFunction) => unknown

type RunHandler = (req: Request, res: Response, next: NextFunction) => void

/** Alone, it stands before a handler; between the two a parser may stand, which has its turn first. */
function createMarker(declared: DeclaredOperation): RunHandler {
  const needsParser = takesJson(declared)
  return function marker(req, _res, next) {
    const isMissing = needsParser && isUnparsed(req) && !mayBeParsedLater(req, marker.name)
    next(...(isMissing ? [bodyParserMissing(req, declared)] : []))
  }
}

/** On a guard nobody knows what follows; in a route it is the layers after this one. */
function mayBeParsedLater(req: Request, name: string): boolean {
  const route = req.route as { stack?: { name?: string }[] } | undefined
  if (!route?.stack) return true
  const own = route.stack.findIndex((layer) => layer.name === name)
  return route.stack.slice(own + 1).some((layer) => /pars|json|body/i.test(layer.name ?? ''))
}

function requireHandler(handlers: unknown[], where: Where): PlainHandler | undefined {
  if (handlers.length === 0) return undefined
  const [handler] = handlers
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

function decorate(declared: DeclaredOperation, handler: PlainHandler): RunHandler {
  const needsParser = takesJson(declared)
  return (req, res, next) => {
    if (needsParser && isUnparsed(req)) return next(bodyParserMissing(req, declared))
    const result = handler(req, res, next)
    if (isThenable(result)) result.then(undefined, (error) => next(error || rejectedWithNothing()))
  }
}

function takesJson({ body }: DeclaredOperation): boolean {
  return body?.content.has('application/json') ?? false
}

/** A parser leaves `req.body`, be it empty; one that exists and passes leaves other media types. */
function isUnparsed(req: Request): boolean {
  return req.body === undefined && req.is('application/json') === 'application/json'
}

function bodyParserMissing(req: Request, declared: DeclaredOperation): RingbackError {
  return new RingbackError({
    code: 'ERR_BODY_PARSER_MISSING',
    message: `${req.method} ${req.originalUrl} declares a JSON body, and nothing has parsed it: req.body is undefined.`,
    where: String(declared.place),
    remedy:
      'Add app.use(express.json()) before this route, or the parser before operation() in it.',
  })
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function'
}

function rejectedWithNothing(): Error {
  return new Error('The handler rejected its promise without an error.')
}
