import { OutgoingMessage } from 'node:http'
import { RingbackError, type Problem } from '../errors.ts'
import { ownResponse, type Request, type Response } from '../express.ts'
import { readProperty } from '../read-property.ts'
import { findCheck, type CheckResponse, type ResponseCheck } from './check-response.ts'
import { toPointer, type Fault, type Outcome } from './outcome.ts'
import { sendProblem, titleOf } from './problem-details.ts'
import { findState, stateOf } from './request-state.ts'
import { sendJson } from './send-json.ts'

/** What is to happen with what a check finds. */
export interface ResponseSettings {
  readonly responses: 'check' | 'warn' | 'off'
  readonly onResponseError: ((error: RingbackError, req: Request) => void) | undefined
  /** Tells of what the app itself has wrong, and only a request shows. */
  report(problem: Problem): void
}

interface Declared extends Pick<ResponseCheck, 'at' | 'place'> {
  /** The route that it is of; none for a guard, which holds whatever route comes. */
  readonly route: unknown
  readonly settings: ResponseSettings
}

interface Hook {
  readonly req: Request
  /** Every declaration that the request has met. */
  readonly declared: Declared[]
  /** What was put on the response last, by the name of its method: it alone checks. */
  readonly senders: Partial<Record<SenderName, unknown>>
  /** Whether what comes is of an operation, and not the answer to its error. */
  isActive: boolean
  /** Whether what comes is what a check has made. */
  isSending: boolean
  /** Whether an asynchronous refinement is still at it. */
  isPending: boolean
  /** What was sent, before it was written as JSON. */
  sent: { readonly value: unknown } | undefined
}

// `res.send()` hands objects to `res.json()`.
const senderNames = ['json', 'jsonp'] as const
type SenderName = (typeof senderNames)[number]

type Send = (this: Response, ...input: unknown[]) => Response

/** Check what `res.json()`, `res.jsonp()` and `res.send()` of an object are given from here on. */
export function checkResponses(
  req: Request,
  res: Response,
  { at, place }: ResponseCheck,
  settings: ResponseSettings,
  isGuard: boolean,
): void {
  const hook = hookOf(req)
  hook.declared.push({
    at,
    place,
    settings,
    route: isGuard ? undefined : readProperty(req, 'route'),
  })
  putSenders(res, hook)
}

/** Keep what `res.json()` is given from here on, for expressions that read it. */
export function watchResponse(req: Request, res: Response): void {
  putSenders(res, hookOf(req))
}

function putSenders(res: Response, hook: Hook): void {
  hook.isActive = true
  const found = findInheritedSenders(res)
  for (const name of senderNames) {
    const isOwn = Object.hasOwn(res, name)
    if (!isOwn && found?.stands(name)) continue
    // Another middleware may have put its own there since a guard.
    if (!isOwn || res[name] !== hook.senders[name]) putSender(res, name, hook, isOwn)
  }
}

function putSender(res: Response, name: SenderName, hook: Hook, isOwn: boolean): void {
  const own = isOwn ? (res[name] as unknown as Send) : undefined
  // For most responses there is no other beneath: one function serves them all.
  const sender = own ? createSender(name, () => own) : senders[name]
  hook.senders[name] = sender
  res[name] = sender as never
}

/** What the responses of an app inherit, where it stands above what they would be sent by. */
interface InheritedSenders {
  /** Whether nobody has put another one in its place since. */
  stands(name: SenderName): boolean
}

const inheriting = new WeakMap<object, InheritedSenders | null>()

/** What is beneath each that is inherited. */
const inherited = new WeakMap<Send, () => Send>()

/**
 * Once for each app, and not for each response, to which a property is added in microseconds once Express
 * has changed its prototype. None where the response is not as an app makes it.
 */
function findInheritedSenders(res: Response): InheritedSenders | undefined {
  const prototype = Object.getPrototypeOf(res) as Prototype
  const known = inheriting.get(prototype)
  if (known !== undefined) return known ?? undefined
  const isOfApp = prototype.app?.response === prototype && Object.isExtensible(prototype)
  const made = isOfApp ? putInheritedSenders(prototype) : undefined
  inheriting.set(prototype, made ?? null)
  return made
}

/** `app.response`: "the prototype of all responses" of an app, by which Express lets it have its own methods. */
type Prototype = Record<SenderName, Send> & { readonly app?: { readonly response?: unknown } }

function putInheritedSenders(prototype: Prototype): InheritedSenders {
  const put = Object.fromEntries(
    senderNames.map((name) => {
      const own = Object.hasOwn(prototype, name) ? prototype[name] : undefined
      const parent = Object.getPrototypeOf(prototype) as Prototype
      const findBeneath = (): Send => own ?? parent[name]
      const sender = createSender(name, findBeneath)
      inherited.set(sender, findBeneath)
      prototype[name] = sender
      return [name, sender]
    }),
  )
  return { stands: (name) => prototype[name] === put[name] }
}

function hookOf(req: Request): Hook {
  const state = stateOf(req)
  const hook = (state.response as Hook | undefined) ?? createHook(req)
  state.response = hook
  return hook
}

function createHook(req: Request): Hook {
  return {
    req,
    declared: [],
    senders: {},
    isActive: true,
    isSending: false,
    isPending: false,
    sent: undefined,
  }
}

function findHook(res: Response): Hook | undefined {
  return findState(readProperty(res, 'req'))?.response as Hook | undefined
}

/** The body that `res.json()` has sent for an operation; undefined where nothing is known of it. */
export function readSentBody(res: Response): { readonly value: unknown } | undefined {
  return findHook(res)?.sent
}

/** What comes from here on is not of the operation: its error is being answered. */
export function endChecks(res: Response): void {
  const hook = findHook(res)
  if (hook) hook.isActive = false
}

/** @param findPass What is beneath: Express's own, or what somebody has put there before. */
function createSender(name: SenderName, findPass: (res: Response) => Send): Send {
  function json(this: Response, ...input: unknown[]): Response {
    const hook = findHook(this)
    const pass = findPass(this)
    // One that is inherited is not told apart from that of a sub-app: the first that is called checks.
    const isTop = hook && !hook.isSending && (hook.senders[name] ?? json) === json
    if (!isTop || !hook.isActive) return pass.apply(this, input)
    if (hook.isPending) throw alreadySent()
    const { status, value } = readInput(input, this)
    const found = findDeclared(hook, status)
    const outcome = found && ask(found.check, this, status, value, found.of.settings)
    if (!found || !outcome) return track(hook, value, () => pass.apply(this, input))
    // Most are as declared: what else there is to know of an answer is not put together for them.
    if (!(outcome instanceof Promise) && !outcome.faults) {
      if (input.length > 1) this.statusCode = status
      return sendChecked(hook, this, outcome.value, pass, name)
    }
    if (this.headersSent) return pass.apply(this, input)
    const send = (sent: unknown): Response => sendChecked(hook, this, sent, pass, name)
    return answer(hook, outcome, { ...found.of, req: hook.req, res: this, status, value, send })
  }

  return json
}

/** Those of a response that inherits none: what they hand on to is what it inherits. */
const senders: Readonly<Record<SenderName, Send>> = {
  json: createSender('json', (res) => (Object.getPrototypeOf(res) as Prototype).json),
  jsonp: createSender('jsonp', (res) => (Object.getPrototypeOf(res) as Prototype).jsonp),
}

/** What of the declarations that hold is declared for a status. */
function findDeclared(
  { declared, req }: Hook,
  status: number,
): ReturnType<typeof findCheck<Declared>> {
  if (isBodiless(status)) return undefined
  // `next('route')` leaves a route, and what it declares, for another one.
  const isMet = ({ route }: Declared): boolean => !route || route === readProperty(req, 'route')
  const met = declared.every(isMet) ? declared : declared.filter(isMet)
  const found = findCheck(met, status)
  if (!found && status === 200) tellOfStatus(met, req)
  return found
}

/** Express leaves out what it is given here. */
function isBodiless(status: number): boolean {
  return status === 204 || status === 304
}

const successes = ['201', '202', '203', '206', '207', '208', '226']
const told = new WeakSet<object>()

/** A handler that declares 201 alone and sets no status sends what nobody looks at: once, that is said. */
function tellOfStatus(declared: readonly Declared[], { method, originalUrl }: Request): void {
  for (const { at, place, settings } of declared) {
    const [meant] = successes.filter((status) => at(status))
    if (meant === undefined || told.has(at)) continue
    told.add(at)
    settings.report({
      code: 'WARN_STATUS_UNDECLARED',
      severity: 'warning',
      where: String(place),
      message: `${method} ${originalUrl} was answered with 200, which is not declared: the response is sent as it is, neither filtered nor checked.`,
      remedy: `Write res.status(${meant}).json(…), or declare 200.`,
    })
  }
}

function sendChecked(
  hook: Hook,
  res: Response,
  value: unknown,
  pass: Send,
  name: SenderName,
): Response {
  const isPlain = name === 'json' && isOfExpress(pass)
  return track(hook, value, () =>
    isPlain && sendJson(hook.req, res, value) ? res : pass.call(res, value),
  )
}

/** Whether nothing is beneath but what Express has, and what the responses of an app around inherit from us. */
function isOfExpress(pass: Send): boolean {
  if ((pass as unknown) === ownResponse.json) return true
  const findBeneath = inherited.get(pass)
  return findBeneath !== undefined && isOfExpress(findBeneath())
}

/**
 * Express may come back to what has it send. Where this fails, as with what JSON cannot say, nothing was sent,
 * and the next one is checked again.
 */
function track(hook: Hook, value: unknown, send: () => Response): Response {
  const before = hook.sent
  hook.sent = { value }
  hook.isSending = true
  try {
    return send()
  } catch (error) {
    hook.sent = before
    throw error
  } finally {
    hook.isSending = false
  }
}

/** Express 4 takes a status beside the value, in either order. */
function readInput(
  input: readonly unknown[],
  res: Response,
): { readonly status: number; readonly value: unknown } {
  const [first, second] = input
  const isExpress4 = (): boolean => typeof (res as { sendfile?: unknown }).sendfile === 'function'
  if (input.length !== 2 || !isExpress4()) return { status: res.statusCode, value: first }
  return typeof second === 'number'
    ? { status: second, value: first }
    : { status: first as number, value: second }
}

/** What Node.js says of a second answer: a refinement is still at the first. */
function alreadySent(): Error {
  const error = new Error('Cannot set headers after they are sent to the client')
  return Object.assign(error, { code: 'ERR_HTTP_HEADERS_SENT' })
}

/** A response that is checked. */
interface Answer extends Declared {
  readonly req: Request
  readonly res: Response
  readonly status: number
  readonly value: unknown
  /** Hands a value on to Express. */
  send(value: unknown): Response
}

/** What was thrown, by a refinement say, is Express's to answer, as what JSON.stringify() throws. */
function ask(
  check: CheckResponse,
  res: Response,
  status: number,
  value: unknown,
  settings: ResponseSettings,
): Outcome | Promise<Thrown> | undefined {
  try {
    const outcome = check(status, readContentType(res), value)
    return outcome instanceof Promise ? outcome.catch((error: unknown) => ({ error })) : outcome
  } catch (error) {
    if (settings.responses !== 'warn') throw error
    return {
      faults: [{ path: [], message: `cannot be checked: ${String(error)}`, code: 'thrown' }],
    }
  }
}

// Reads what is to be sent, whoever has put methods of his own in their place.
const { getHeader } = OutgoingMessage.prototype

function readContentType(res: Response): string {
  return String(getHeader.call(res, 'Content-Type') ?? '')
}

/** At once, or once an asynchronous refinement has ended. */
function answer(hook: Hook, outcome: Outcome | Promise<Thrown>, of: Answer): Response {
  if (!(outcome instanceof Promise)) return conclude(outcome, of)
  hook.isPending = true
  void outcome.then((settled) => concludeLater(settled, of, hook))
  return of.res
}

type Thrown = Outcome | { readonly error: unknown }

function conclude(outcome: Outcome, answer: Answer): Response {
  const { res, status, settings, value, send } = answer
  if (res.statusCode !== status) res.statusCode = status
  if (!outcome.faults) return send(outcome.value)
  tell(mismatch(describe(outcome), answer, undefined, outcome.faults), answer)
  return settings.responses === 'warn' ? send(value) : sendFailure(res)
}

/** In the meantime, the request may have come to another end; nobody is there to catch an error. */
function concludeLater(settled: Thrown, answer: Answer, hook: Hook): void {
  const { res } = answer
  hook.isPending = false
  if (res.headersSent || res.writableEnded) return
  try {
    if ('error' in settled) throw settled.error
    conclude(settled, answer)
  } catch (error) {
    tell(mismatch('it cannot be sent', answer, error), answer)
    if (!res.headersSent) sendFailure(res)
  }
}

function describe({ faults = [] }: Outcome): string {
  return faults.map(({ path, message }) => `${toPointer(path) || 'the body'} ${message}`).join('; ')
}

function mismatch(
  what: string,
  { req, status, place, settings }: Answer,
  cause?: unknown,
  faults: readonly Fault[] = [],
): RingbackError {
  return new RingbackError({
    code: 'ERR_RESPONSE_INVALID',
    message: `The response ${status} of ${req.method} ${req.originalUrl} is not as declared: ${what}.`,
    where: place,
    remedy:
      settings.responses === 'warn'
        ? 'It was sent as it is. Send what is declared, or declare what is sent.'
        : "Send what is declared, declare what is sent, or relax it: openapi({ responses: 'warn' }).",
    errors: faults.map(({ path, message, code }) => ({
      in: 'body',
      path: toPointer(path),
      message,
      code,
    })),
    cause,
  })
}

/** Whoever is told of it has no part in the answer: what goes wrong there is printed. */
function tell(error: RingbackError, { req, settings: { onResponseError } }: Answer): void {
  if (!onResponseError) return console.error(error)
  try {
    const told: unknown = onResponseError(error, req)
    if (told instanceof Promise) told.catch(console.error)
  } catch (failure) {
    console.error(error, failure)
  }
}

/** What a handler has said of the value that is not sent. */
const headersOfBody = [
  ...['Cache-Control', 'Content-Disposition', 'Content-Encoding', 'Content-Language'],
  ...['Content-Location', 'Content-Range', 'ETag', 'Expires', 'Last-Modified', 'Link', 'Location'],
]

/** The client learns that it is not at fault, and nothing else. */
function sendFailure(res: Response): Response {
  for (const name of headersOfBody) res.removeHeader(name)
  sendProblem(res, { type: 'about:blank', title: titleOf(500), status: 500 })
  return res
}
