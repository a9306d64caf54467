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
 * @param name Of the function that is made.
 */
export function createRunner(
  operation: DeclaredOperation,
  handler: PlainHandler | undefined,
  name: string,
): RunHandler {
  const runner = new Runner(operation, handler)
  // One of no prototype is no class of its own to V8, whatever its one member is called.
  const named: { readonly [key: string]: RunHandler } = {
    // @ts-expect-error It is no member.
    __proto__: null,
    [name]: (req, res, next) => runner.run(req, res, next, operate),
  }
  const operate = named[name] as RunHandler
  return operate
}

/** A class, since there is one for each operation of an app: seven functions take more room than all the rest. */
class Runner {
  private readonly operation: DeclaredOperation
  private readonly handler: PlainHandler | undefined
  private isTold = false
  private unread: WeakSet<Request> | undefined
  private last: { readonly settings: RequestSettings; readonly checks: Checks } | undefined

  constructor(operation: DeclaredOperation, handler: PlainHandler | undefined) {
    this.operation = operation
    this.handler = handler
  }

  run(req: Request, res: Response, next: NextFunction, operate: RunHandler): void {
    shareClasses(req, res)
    const { operation, handler } = this
    const settings = settingsOf(req)
    const { request, response } = this.checksFor(settings)
    const isGuard = !isWithinRoute(req, operate)
    const isLater = !handler && !isGuard && this.isReadLater(req, operate)
    if (isLater) (this.unread ??= new WeakSet()).add(req)
    this.judge(request?.(req, isGuard, isLater ? 'parameters' : undefined), req, res, next, () => {
      if (response && settings.responses !== 'off')
        checkResponses(req, res, response, settings, isGuard)
      else if (operation.callbacks.size > 0) watchResponse(req, res)
      if (operation.callbacks.size > 0) meetCallbacks(req, operation.callbacks)
      if (handler) runHandler(handler, req, res, next)
      else next()
    })
  }

  /** Most apps ask the same at every request. */
  private checksFor(settings: RequestSettings): Checks {
    if (this.last?.settings !== settings)
      this.last = { settings, checks: compileChecks(this.operation, settings) }
    return this.last.checks
  }

  /** What is wrong with the app is so at every request. */
  private reportOnce(problem: Problem, settings: RequestSettings): void {
    if (!this.isTold) settings.report(problem)
    this.isTold = true
  }

  /** Whether a parser may stand between the operation and its handler. */
  private isReadLater(req: Request, operate: RunHandler): boolean {
    const { isFollowed } = prepareRoute(req, operate, this)
    return isFollowed && this.operation.body !== undefined && isUnparsed(req)
  }

  checkBodyLater(isLast: boolean): RunHandler {
    return (req, res, next) => {
      if (!this.unread?.has(req) || (isUnparsed(req) && !isLast)) return next()
      this.unread.delete(req)
      const { request } = this.checksFor(settingsOf(req))
      this.judge(request?.(req, false, 'body'), req, res, next, () => next())
    }
  }

  private judge(
    verdict: Verdict | Promise<Verdict>,
    req: Request,
    res: Response,
    next: NextFunction,
    proceed: () => void,
  ): void {
    const conclude = (error: Verdict): void => {
      if (!error) return proceed()
      const settings = settingsOf(req)
      for (const problem of error.problems ?? []) this.reportOnce(problem, settings)
      refuseRequest(error, this.operation, settings, req, res, next)
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
