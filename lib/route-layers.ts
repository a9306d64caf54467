import type { Layer, NextFunction, Request, Response, Route } from './express.ts'
import { endChecks } from './validation/response-hook.ts'

type Middleware = (req: Request, res: Response, next: NextFunction) => void

/** What the layers of a route after an operation are. */
export interface PreparedRoute {
  /** Whether a body parser is among them. */
  readonly hasParser: boolean
}

const prepared = new WeakMap<object, Map<unknown, PreparedRoute>>()

/**
 * An operation that stands in front of a handler sees nothing of what follows. Once for each route, a
 * layer is put at its end that notes an error, whose answer is not the operation's; and one after a body
 * parser, which the check of the body has to wait for.
 */
export function prepareRoute(
  req: Request,
  operation: Middleware,
  afterParser: Middleware,
): PreparedRoute | undefined {
  const route = req.route as OpenRoute | undefined
  if (!route) return undefined
  const known = prepared.get(route) ?? new Map<unknown, PreparedRoute>()
  prepared.set(route, known)
  const before = known.get(operation)
  if (before) return before
  if (known.size === 0) putBeforeErrorHandlers(route)
  const made = { hasParser: putAfterParser(route, operation, afterParser) }
  known.set(operation, made)
  return made
}

type OpenRoute = Route & { all: (handler: unknown) => unknown }

/** At the end, or before the handlers of errors that the route has itself. */
function putBeforeErrorHandlers(route: OpenRoute): void {
  const stack = route.stack as Layer[]
  const first = stack.findIndex(({ handle }) => handle.length === 4)
  route.all(noteError)
  const [layer] = stack.splice(-1)
  if (layer) stack.splice(first === -1 ? stack.length : first, 0, layer)
}

/** By its four parameters Express knows a handler of errors. */
function noteError(error: unknown, _req: Request, res: Response, next: NextFunction): void {
  endChecks(res)
  next(error)
}

function putAfterParser(route: OpenRoute, operation: Middleware, afterParser: Middleware): boolean {
  const stack = route.stack as unknown as { name?: string }[]
  const own = stack.findIndex(({ name }) => name === operation.name)
  const parser = stack.findLastIndex(
    ({ name = '' }, index) =>
      index > own && parserNames.test(name) && !name.startsWith('operation#'),
  )
  if (parser === -1) return false
  route.all(afterParser)
  const [layer] = stack.splice(-1)
  if (layer) stack.splice(parser + 1, 0, layer)
  return true
}

/** What the parsers of Express, multer and their like call their functions. */
const parserNames = /pars|json|body|multer|upload|busboy|formidable/i
