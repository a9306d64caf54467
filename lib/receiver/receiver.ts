import { compileChecks } from '../compile-checks.ts'
import { describeValue, RingbackError } from '../errors.ts'
import type { NextFunction, Request, Response } from '../express.ts'
import { isDeliveryId } from '../delivery/signature.ts'
import { markPlace, type Place } from '../place.ts'
import { checkResponses } from '../validation/response-hook.ts'
import { checkRequest, hasUndeclaredBody, judge, wrongMethod, type Arrival } from './arrival.ts'
import { alreadyParsed, readRawBody } from './raw-body.ts'
import type { ReceivedOperation } from './received-operation.ts'
import { readReceiver, type ReceiverOptions, type ResolvedReceiver } from './receiver-options.ts'
import type { OperationsOf, Receive, WithoutOthers } from './receiver-types.ts'
import { headersOfRefusal, toRefusalProblem } from './refusal.ts'
import { runReceived, type PlainHandler } from './run-received.ts'
import { checkSignature, refuseSignature } from './signature-check.ts'
import { ambiguous, requireToldApart } from './told-apart.ts'

/**
 * Make what receives the callbacks and webhooks of an API: verified, checked and typed by its declaration.
 *
 * ```ts
 * const receive = receiver({ callbacks: invoiceEvents, secret: process.env.CALLBACK_SECRET })
 * app.post('/invoices/:id', receive('invoiceNotification', (req, res) => {
 *   res.json({ ok: req.body.paid })
 * }))
 * ```
 *
 * It reads the body itself, since the signature is of its bytes: its routes stand before
 * `app.use(express.json())`. A request that is not from who has the secret is answered with 401, one that is
 * not as declared with 422 (415, 413, 405, 400), all as problem details with a `code`. A delivery that has
 * succeeded (2xx) is not handled again: its next attempt is answered as the first was.
 *
 * @param options Of `ReceiverOptions`, a source and `secret` at least.
 * @throws {RingbackError} `ERR_DELIVERY_OPTION`, `ERR_DELIVERY_SECRET`
 */
export function receiver<const Options extends ReceiverOptions>(
  options: WithoutOthers<Options, ReceiverOptions>,
): Receive<OperationsOf<Options>> {
  const settings = readReceiver(options)
  function receive(first: unknown, handler?: unknown): PlainHandler {
    const place = markPlace(receive)
    const choices = readHandlers(first, handler, place).map(([operationId, own]) =>
      createChoice(settings, operationId, own, place),
    )
    requireToldApart(choices.map(({ operation }) => operation))
    return nameAfter(createReceiving(settings, choices, place), choices)
  }
  return receive as unknown as Receive<OperationsOf<Options>>
}

interface Choice {
  readonly operation: ReceivedOperation
  readonly handler: PlainHandler
}

function readHandlers(first: unknown, handler: unknown, place: Place): [string, unknown][] {
  if (typeof first === 'string') return [[first, handler]]
  const isMap = typeof first === 'object' && first !== null && !Array.isArray(first)
  const handlers = isMap ? Object.entries(first).filter(([, one]) => one !== undefined) : []
  if (handlers.length > 0 && handler === undefined) return handlers
  throw new RingbackError({
    code: 'ERR_HANDLER',
    message: `receive() takes an operationId and its handler, and ${describeValue(first)} was given.`,
    where: `receive() at ${String(place)}`,
    remedy: "Write receive('invoicePaid', handler), or receive({ invoicePaid: handler, … }).",
  })
}

/** Everything of an operation is compiled here, so that what cannot be is known at the start. */
function createChoice(
  { operations, settings }: ResolvedReceiver,
  operationId: string,
  handler: unknown,
  place: Place,
): Choice {
  const operation = operations.find(operationId)
  const isHandler = typeof handler === 'function' && handler.length < 4
  if (!isHandler) throw noHandler(operationId, handler, place)
  compileChecks(operation.declared(), settings)
  return { operation, handler: handler as PlainHandler }
}

function noHandler(operationId: string, handler: unknown, place: Place): RingbackError {
  const what =
    typeof handler === 'function'
      ? 'a handler of errors, with four parameters'
      : `${describeValue(handler)}, not a function`
  return new RingbackError({
    code: 'ERR_HANDLER',
    message: `The handler of "${operationId}" is ${what}.`,
    where: `receive() at ${String(place)}`,
    remedy: `Write receive('${operationId}', (req, res) => { … }).`,
  })
}

function nameAfter(run: PlainHandler, choices: readonly Choice[]): PlainHandler {
  const names = choices.map(({ operation }) => operation.operationId).join(', ')
  return Object.defineProperty(run, 'name', { value: `receive(${names})` })
}

function createReceiving(
  receiving: ResolvedReceiver,
  choices: readonly Choice[],
  place: Place,
): PlainHandler {
  return (req, res, next) => {
    handleArrival(receiving, choices, place, { req, res, next }).catch((error: unknown) =>
      answerRefusal(error, receiving, choices, { req, res, next }),
    )
  }
}

interface Exchange {
  readonly req: Request
  readonly res: Response
  readonly next: NextFunction
}

async function handleArrival(
  receiving: ResolvedReceiver,
  choices: readonly Choice[],
  place: Place,
  exchange: Exchange,
): Promise<void> {
  const { req, res, next } = exchange
  const { settings, replays } = receiving
  requireMethod(req, choices)
  const arrival = await readArrival(req, receiving, place)
  const id = await verifyArrival(req, arrival, receiving)
  const { operation, handler } = await choose(arrival, choices, receiving, place)
  const error = await checkRequest(req, arrival, operation, settings)
  if (error) throw error
  const begun = id === undefined ? undefined : await replays?.begin(id, res)
  if (begun?.kind === 'repeated') return
  const declared = operation.declared()
  const { response } = compileChecks(declared, settings)
  if (response && settings.responses !== 'off') checkResponses(req, res, response, settings, false)
  const leave: NextFunction = (error?: unknown) => {
    begun?.fail()
    next(error)
  }
  runReceived(handler, declared, { req, res, next: leave })
}

function requireMethod(req: Request, choices: readonly Choice[]): void {
  const [first] = choices as [Choice]
  if (choices.some(({ operation }) => operation.method === req.method)) return
  throw wrongMethod(req.method, first.operation)
}

async function readArrival(
  req: Request,
  { limit }: ResolvedReceiver,
  place: Place,
): Promise<Arrival> {
  const body = await readRawBody(req, limit)
  if (body === undefined) throw alreadyParsed(`receive() at ${String(place)}`)
  // For what comes after `next()`, such as another receive().
  Object.assign(req, { rawBody: body })
  return { method: req.method, url: req.url, headers: { ...req.headers }, body }
}

/** @returns the id of the delivery; undefined where nothing says it */
async function verifyArrival(
  req: Request,
  { headers, body }: Arrival,
  { findSecrets, toleranceSeconds }: ResolvedReceiver,
): Promise<string | undefined> {
  if (!findSecrets) {
    const id = headers['webhook-id']
    return isDeliveryId(id) ? id : undefined
  }
  const secrets = await findSecrets(req)
  const verdict = checkSignature({ headers, body }, secrets, toleranceSeconds)
  if (verdict.ok) return verdict.id
  throw refuseSignature(verdict)
}

/** The only one that the arrival fits; where it fits none, the one that it misses least. */
async function choose(
  arrival: Arrival,
  choices: readonly Choice[],
  { settings }: ResolvedReceiver,
  place: Place,
): Promise<Choice> {
  const [only, ...others] = choices as [Choice, ...Choice[]]
  if (others.length === 0) return only
  const judged = await Promise.all(
    choices.map(async (choice) => ({
      choice,
      faults: await countFaults(arrival, choice.operation, settings),
    })),
  )
  const fitting = judged.filter(({ faults }) => faults === 0)
  if (fitting.length > 1) {
    throw ambiguous(
      fitting.map(({ choice }) => choice.operation),
      `a ${arrival.method} that has arrived fits each of them`,
      `receive() at ${String(place)}`,
    )
  }
  const [nearest] = judged.toSorted((one, other) => one.faults - other.faults)
  return nearest?.choice ?? only
}

async function countFaults(
  arrival: Arrival,
  operation: ReceivedOperation,
  settings: ResolvedReceiver['settings'],
): Promise<number> {
  if (hasUndeclaredBody(arrival, operation)) return Infinity
  const { error } = await judge(arrival, operation, settings)
  if (!error) return 0
  return error.code === 'ERR_RECEIVER_METHOD' ? Infinity : (error.errors?.length ?? 1)
}

/** What is the other side's fault is answered; what is ours goes to the app's handlers of errors. */
function answerRefusal(
  error: unknown,
  { onError }: ResolvedReceiver,
  choices: readonly Choice[],
  { req, res, next }: Exchange,
): void {
  if (!(error instanceof RingbackError) || error.status >= 500) return next(error)
  const methods = [...new Set(choices.map(({ operation }) => operation.method))].join(', ')
  for (const [name, value] of headersOfRefusal(error, methods)) res.setHeader(name, value)
  if (onError) return answerBy(onError, error, { req, res, next })
  res
    .status(error.status)
    .type('application/problem+json')
    .send(JSON.stringify(toRefusalProblem(error)))
}

/** Express 4 hears nothing of a promise that is rejected. */
function answerBy(
  onError: NonNullable<ResolvedReceiver['onError']>,
  error: RingbackError,
  { req, res, next }: Exchange,
): void {
  try {
    const result: unknown = onError(error, req, res, next)
    if (result instanceof Promise) result.catch(next)
  } catch (failure) {
    next(failure)
  }
}
