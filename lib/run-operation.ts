import { meetCallbacks } from './callbacks/met-callbacks.ts'
import { compileChecks } from './compile-checks.ts'
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
  const reportOnce = createOnce()
  const run = handler ? runHandler(handler) : passOn
  const unread = new WeakSet<Request>()
  const checksFor = rememberLast((settings: RequestSettings) => compileChecks(operation, settings))
  return function operate(req, res, next) {
    shareClasses(req, res)
    const settings = settingsOf(req)
    const { request, response } = checksFor(settings)
    const isGuard = !isWithinRoute(req, operate)
    const isLater = !handler && !isGuard && isReadLater(req, operate)
    if (isLater) unread.add(req)
    judge(request?.(req, isGuard, isLater ? 'parameters' : undefined), req, res, next, () => {
      if (response && settings.responses !== 'off')
        checkResponses(req, res, response, settings, isGuard)
      else if (operation.callbacks.size > 0) watchResponse(req, res)
      if (operation.callbacks.size > 0) meetCallbacks(req, operation.callbacks)
      run(req, res, next)
    })
  }

  /** Whether a parser may stand between the operation and its handler. */
  function isReadLater(req: Request, operate: RunHandler): boolean {
    const { isFollowed } = prepareRoute(req, operate, checkBodyLater)
    return isFollowed && operation.body !== undefined && isUnparsed(req)
  }

  function checkBodyLater(isLast: boolean): RunHandler {
    return (req, res, next) => {
      if (!unread.has(req) || (isUnparsed(req) && !isLast)) return next()
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

/** Most apps ask the same at every request. */
function rememberLast<In, Out>(find: (of: In) => Out): (of: In) => Out {
  let last: { readonly of: In; readonly found: Out } | undefined
  return (of) => {
    if (last?.of !== of) last = { of, found: find(of) }
    return last.found
  }
}

/** What is wrong with the app is so at every request. */
function createOnce(): (problem: Problem, settings: RequestSettings) => void {
  let isTold = false
  return (problem, settings) => {
    if (!isTold) settings.report(problem)
    isTold = true
  }
}

function passOn(_req: Request, _res: Response, next: NextFunction): void {
  next()
}

/** What an error handler answers is not what the operation declares. */
function runHandler(handler: PlainHandler): RunHandler {
  return (req, res, next) => {
    const leave = (error?: unknown): void => {
      // Whatever is falsy is no error to Express.
      if (error && error !== 'route' && error !== 'router') endChecks(res)
      next(error)
    }
    try {
      const result = handler(req, res, leave)
      if (isThenable(result)) {
        result.then(undefined, (error) => leave(error || rejectedWithNothing()))
      }
    } catch (error) {
      endChecks(res)
      throw error
    }
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function'
}

function rejectedWithNothing(): Error {
  return new Error('The handler rejected its promise without an error.')
}
