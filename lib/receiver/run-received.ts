import type { DeclaredOperation, DeclaredResponse } from '../declared-operation.ts'
import type { NextFunction, Request, Response } from '../express.ts'
import { endChecks } from '../validation/response-hook.ts'

export type PlainHandler = (req: Request, res: Response, next: NextFunction) => unknown

/**
 * Runs the handler of a delivery. A rejected promise goes to `next`, on Express 4 too; an async handler that
 * has not answered at its end is answered for, where the declaration leaves one answer alone.
 */
export function runReceived(
  handler: PlainHandler,
  operation: DeclaredOperation,
  { req, res, next }: { req: Request; res: Response; next: NextFunction },
): void {
  let isLeft = false
  const leave = (error?: unknown): void => {
    isLeft = true
    // What answers an error is not what the operation declares.
    if (error && error !== 'route' && error !== 'router') endChecks(res)
    next(error)
  }
  const answerFor = (): void => {
    const status =
      isLeft || res.headersSent || res.writableEnded ? undefined : soleStatus(operation)
    if (status !== undefined) res.status(status).end()
  }
  try {
    const result = handler(req, res, leave)
    if (isThenable(result)) {
      result.then(answerFor, (error) => leave(error || rejectedWithNothing()))
    }
  } catch (error) {
    leave(error || rejectedWithNothing())
  }
}

/** Of the only success that is declared, where it has no body. */
function soleStatus({ responses }: DeclaredOperation): number | undefined {
  if (responses.size === 0) return 200
  const [success, ...others] = [...responses].filter(([status]) => /^2|^default$/.test(status))
  if (!success || others.length > 0 || !isBodiless(success[1])) return undefined
  const [status] = success
  return /^\d+$/.test(status) ? Number(status) : status === '2XX' ? 204 : undefined
}

/** A reference may lead to one that has. */
function isBodiless({ content, fields }: DeclaredResponse): boolean {
  return content.size === 0 && !('$ref' in fields)
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function'
}

function rejectedWithNothing(): Error {
  return new Error('The handler has failed without an error.')
}
