import { meetCallbacks } from './callbacks/met-callbacks.ts'
import { compileChecks, type Checks } from './compile-checks.ts'
import type { DeclaredOperation } from './declared-operation.ts'
import type { Problem } from './errors.ts'
import type { NextFunction, Request, Response } from './express.ts'
import { shareClasses } from './hidden-class.ts'
import { refuseRequest } from './refuse-request.ts'
import { settingsOf, type RequestSettings } from './request-settings.ts'
import { isUnparsed } from './validation/check-body.ts'
import type { Verdict } from './validation/check-request.ts'
import { checkResponses, endChecks, watchResponse } from './validation/response-hook.ts'
import { isWithinRoute, prepareRoute } from './route-layers.ts'

export type PlainHandler = (req: Request, res: Response, next: NextFunction) => unknown

export type RunHandler = (req: Request, res: Response, next: NextFunction) => void

/**
 * What Express runs: the request is checked, its values are put where handlers read them, the handler
 * runs, and what it answers is checked.
 *
 * @param handler None where the operation stands in front of one, or is a guard alone.
 */
export function createRunner(
  operation: DeclaredOperation,
  handler: PlainHandler | undefined,
): RunHandler {
  // Little, and what is not always needed later: there is one for each operation of an app.
  let isTold = false
  let unread: WeakSet<Request> | undefined
  let last: { readonly settings: RequestSettings; readonly checks: Checks } | undefined
  return function operate(req, res, next) {
    shareClasses(req, res)
    const settings = settingsOf(req)
    const { request, response } = checksFor(settings)
    const isGuard = !isWithinRoute(req, operate)
    const isLater = !handler && !isGuard && isReadLater(req, operate)
    if (isLater) (unread ??= new WeakSet()).add(req)
    judge(request?.(req, isGuard, isLater ? 'parameters' : undefined), req, res, next, () => {
      if (response && settings.responses !== 'off')
        checkResponses(req, res, response, settings, isGuard)
      else if (operation.callbacks.size > 0) watchResponse(req, res)
      if (operation.callbacks.size > 0) meetCallbacks(req, operation.callbacks)
      if (handler) runHandler(handler, req, res, next)
      else next()
    })
  }

  /** Most apps ask the same at every request. */
  function checksFor(settings: RequestSettings): Checks {
    if (last?.settings !== settings) last = { settings, checks: compileChecks(operation, settings) }
    return last.checks
  }

  /** What is wrong with the app is so at every request. */
  function reportOnce(problem: Problem, settings: RequestSettings): void {
    if (!isTold) settings.report(problem)
    isTold = true
  }

  /** Whether a parser may stand between the operation and its handler. */
  function isReadLater(req: Request, operate: RunHandler): boolean {
    const { isFollowed } = prepareRoute(req, operate, checkBodyLater)
    return isFollowed && operation.body !== undefined && isUnparsed(req)
  }

  function checkBodyLater(isLast: boolean): RunHandler {
    return (req, res, next) => {
      if (!unread?.has(req) || (isUnparsed(req) && !isLast)) return next()
      unread.delete(req)
      const { request } = checksFor(settingsOf(req))
      judge(request?.(req, false, 'body'), req, res, next, () => next())
    }
  }

  function judge(
    verdict: Verdict | Promise<Verdict>,
    req: Request,
    res: Response,
    next: NextFunction,
    proceed: () => void,
  ): void {
    const conclude = (error: Verdict): void => {
      if (!error) return proceed()
      const settings = settingsOf(req)
      for (const problem of error.problems ?? []) reportOnce(problem, settings)
      refuseRequest(error, operation, settings, req, res, next)
    }
    if (verdict instanceof Promise) verdict.then(conclude).catch(next)
    else conclude(verdict)
  }
}

/** What an error handler answers is not what the operation declares. */
function runHandler(handler: PlainHandler, req: Request, res: Response, next: NextFunction): void {
  const leave = (error?: unknown): void => {
    // Whatever is falsy is no error to Express.
    if (error && error !== 'route' && error !== 'router') endChecks(res)
    next(error)
  }
  try {
    const result = handler(req, res, leave)
    if (isThenable(result)) result.then(undefined, (error) => leave(error || rejectedWithNothing()))
  } catch (error) {
    endChecks(res)
    throw error
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function'
}

function rejectedWithNothing(): Error {
  return new Error('The handler rejected its promise without an error.')
}
