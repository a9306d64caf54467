import { RingbackError } from '../errors.ts'
import type { Request, Response } from '../express.ts'
import type { ResponseCheck } from './check-response.ts'
import { toPointer, type Outcome } from './outcome.ts'
import { sendProblem, titleOf } from './problem-details.ts'

/** What is to happen with what a check finds. */
export interface ResponseSettings {
  readonly responses: 'check' | 'warn' | 'off'
  readonly onResponseError: ((error: RingbackError, req: Request) => void) | undefined
}

interface Hook {
  /** Of every declaration that the request has met; the last has the first word. */
  readonly checks: ResponseCheck[]
  isActive: boolean
}

// Registered, so that both copies of this package know each other's.
const key = Symbol.for('ringback/response')

type Send = (this: Response, ...input: unknown[]) => Response

/** Check what `res.json()`, `res.jsonp()` and `res.send()` of an object are given from here on. */
export function checkResponses(
  req: Request,
  res: Response,
  check: ResponseCheck,
  settings: ResponseSettings,
): void {
  const known = (res as { [key]?: Hook })[key]
  if (known) {
    known.checks.push(check)
    return
  }
  const hook: Hook = { checks: [check], isActive: true }
  Object.defineProperty(res, key, { value: hook })
  // `res.send()` hands objects to `res.json()`.
  for (const name of ['json', 'jsonp'] as const) {
    const send = res[name] as unknown as Send
    res[name] = function json(this: Response, ...input: unknown[]): Response {
      const { status, value } = readInput(input, this.statusCode)
      const outcome = hook.isActive ? ask(hook, status, this, value) : undefined
      if (!outcome) return send.apply(this, input)
      hook.isActive = false
      this.status(status)
      const conclude = (settled: Outcome): Response =>
        answer(settled, value, (sent) => send.call(this, sent), req, this, settings)
      if (!(outcome instanceof Promise)) return conclude(outcome)
      outcome.then(conclude).catch((error: unknown) => fail(String(error), req, this, settings))
      return this
    } as never
  }
}

/** What comes from here on is not of the operation: its error is being answered. */
export function endChecks(res: Response): void {
  const hook = (res as { [key]?: Hook })[key]
  if (hook) hook.isActive = false
}

/** Express 4 takes a status beside the value, in either order. */
function readInput(input: readonly unknown[], status: number): { status: number; value: unknown } {
  const [first, second] = input
  if (input.length < 2) return { status, value: first }
  return typeof second === 'number'
    ? { status: second, value: first }
    : { status: first as number, value: second }
}

function ask(
  { checks }: Hook,
  status: number,
  res: Response,
  value: unknown,
): Outcome | Promise<Outcome> | undefined {
  const mediaType = String(res.get('Content-Type') ?? '')
  for (const { check } of checks.toReversed()) {
    const outcome = check(status, mediaType, value)
    if (outcome) return outcome
  }
  return undefined
}

function answer(
  { faults, ...settled }: Outcome,
  value: unknown,
  send: (value: unknown) => Response,
  req: Request,
  res: Response,
  settings: ResponseSettings,
): Response {
  if (!faults) return send((settled as { value: unknown }).value)
  const what = faults
    .map(({ path, message }) => `${toPointer(path) || 'the body'} ${message}`)
    .join('; ')
  if (settings.responses !== 'warn') return fail(what, req, res, settings)
  tell(mismatch(what, req, res), req, settings)
  return send(value)
}

/** The client learns that it is not at fault, and nothing else. */
function fail(what: string, req: Request, res: Response, settings: ResponseSettings): Response {
  tell(mismatch(what, req, res), req, settings)
  sendProblem(res, { type: 'about:blank', title: titleOf(500), status: 500 })
  return res
}

function mismatch(what: string, req: Request, res: Response): RingbackError {
  return new RingbackError({
    code: 'ERR_RESPONSE_INVALID',
    message: `The response ${res.statusCode} of ${req.method} ${req.originalUrl} is not as declared: ${what}.`,
    remedy:
      "Send what is declared, declare what is sent, or relax it: openapi({ responses: 'warn' }).",
  })
}

function tell(error: RingbackError, req: Request, { onResponseError }: ResponseSettings): void {
  if (onResponseError) onResponseError(error, req)
  else console.error(error)
}
