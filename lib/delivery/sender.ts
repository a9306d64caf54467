import { randomUUID } from 'node:crypto'
import type { DeclaredOperation } from '../declared-operation.ts'
import { describeValue, RingbackError } from '../errors.ts'
import { isInspected } from '../inspected.ts'
import { createCodecs, type CodecOf } from './codec.ts'
import { addQuery, findTarget, isRequest } from './delivery-target.ts'
import type { DeclaredAnswer, SendableOperation, SendInput, TargetOf } from './delivery-types.ts'
import type { Attempt, Delivery, Outcome } from './delivery.ts'
import type { DeliveryEngine } from './engine.ts'
import { longestSleep } from './engine-stop.ts'
import { EndpointHealth, type PausedEndpoint } from './endpoint-health.ts'
import type { HeaderList } from './header-lists.ts'
import { Intake } from './intake.ts'
import { KeptConnections } from './kept-connections.ts'
import type { DeliveryHistory, DeliveryQuery, LoggedDelivery } from './log.ts'
import { countPaused, countSent, measureAttempt, measureDelivery, type Metric } from './metrics.ts'
import { notify } from './notify.ts'
import { readNumber } from './option-values.ts'
import { readOrigin } from './origin.ts'
import type { WrittenBody } from './payload.ts'
import { decide, isSuccess } from './retry.ts'
import { RunningSender } from './running-sender.ts'
import { readSender, type ResolvedSender, type SenderOptions } from './sender-options.ts'
import { requireDeliveryId } from './signature.ts'
import { createSignedAttempt, type MadeAttempt, type MakeAttempt } from './signed-attempt.ts'
import { UndeclaredCallbacks } from './undeclared-callbacks.ts'
import { checkUrl } from './url-guard.ts'

/** Sends callbacks and webhooks from their declaration. */
export interface Sender {
  /**
   * Checks the payload, finds the URL, and enqueues the delivery; nothing of it waits for the other side.
   * With an `id` that the log has: nothing, where all is the same as before. With a `transaction` of the
   * app, it is sent as that commits.
   *
   * @param operation One of a router that the sender was given, such as `invoiceEvents.operations.invoicePaid`.
   * @param to The request that asked for the callback, or a URL; of a webhook, a URL.
   * @param input The payload, as the input of the schema that the body is declared by, and `SendOptions`.
   * @returns its `webhook-id`, and the URL that it goes to
   * @throws {RingbackError} `ERR_DELIVERY_PAYLOAD`, `ERR_DELIVERY_TARGET`, `ERR_DELIVERY_URL`,
   *   `ERR_DELIVERY_ADDRESS`, `ERR_CALLBACK_URL`, `ERR_DELIVERY_OPERATION`, `ERR_DELIVERY_ID`,
   *   `ERR_DELIVERY_TRANSACTION`, before a socket was opened; `ERR_DELIVERY_OPTION` where the router is signed
   *   and the sender is not; `ERR_DELIVERY_STOPPED` after `close()`, where no other process would send it;
   *   what the engine rejects with, such as `ERR_DELIVERY_FULL` or `ERR_DELIVERY_STORE`; and the reason of a
   *   `signal`
   */
  send<O extends SendableOperation>(
    operation: O,
    to: TargetOf<O>,
    ...input: SendInput<O>
  ): Promise<SentDelivery>
  /**
   * The same in one attempt, which is waited for: gives the answer, as the operation declares it. With an
   * `id` that has ended it is sent again, by that id. It is in the log, and is not tried again.
   *
   * @param operation As for `send()`.
   * @param to As for `send()`.
   * @param input As for `send()`; a `transaction` is refused.
   * @returns status, headers and body, as the operation declares them
   * @throws {RingbackError} what `send()` throws, and `ERR_DELIVERY_FAILED` where no answer came, or one
   *   that is not declared
   */
  deliver<O extends SendableOperation>(
    operation: O,
    to: TargetOf<O>,
    ...input: SendInput<O>
  ): Promise<DeclaredAnswer<O>>
  /**
   * Sends what is due until `close()`; resolves then. What the log has had for too long, it forgets.
   *
   * @throws {RingbackError} `ERR_DELIVERY_RUNNING` where it runs already, and what the engine rejects with
   */
  run(): Promise<void>
  /**
   * Takes no more up, and waits for what is under way, that of `deliver()` too. What has not ended by then
   * is cut off, and kept where the engine has it.
   *
   * @param options.drainMs For how many milliseconds at the most: 20,000 by default.
   * @throws {RingbackError} `ERR_DELIVERY_OPTION`
   */
  close(options?: { readonly drainMs?: number }): Promise<void>
  /** Whether it can send, for a probe of readiness; never rejects. */
  health(): Promise<SenderHealth>
  /** What was sent, and what came back. */
  readonly deliveries: Deliveries
  /** The endpoints that are paused since they keep failing. */
  paused(): readonly PausedEndpoint[]
  /**
   * Ends the pause of an endpoint: whether it was paused. What is held for it is due at once.
   *
   * @param endpoint As `paused()` names it: its origin, or what `endpoints.key` gave.
   */
  resume(endpoint: string): boolean
}

/** Whether a sender can send. */
export interface SenderHealth {
  /** Whether the store can be reached, and what `run()` began goes on. */
  readonly isReady: boolean
  /** Between `run()` and `close()`. A process that only enqueues never runs. */
  readonly isRunning: boolean
  /** Why it is not ready. */
  readonly fault: string | undefined
  /** How many there are in `paused()`. */
  readonly pausedEndpoints: number
}

/** What `send()` has taken up. */
export interface SentDelivery {
  /** The `webhook-id`, by which `deliveries.get()` finds it. */
  readonly id: string
  /** Where it goes, with its query. */
  readonly url: string
}

/** What was sent, when, and what came back. */
export interface Deliveries {
  /**
   * Deliveries that the log has, the latest first.
   *
   * @param query Which of them; left out, the last hundred.
   */
  list(query?: DeliveryQuery): Promise<readonly LoggedDelivery[]>
  /**
   * One delivery with all of its attempts that are kept; undefined where the log does not have it.
   *
   * @param id The `webhook-id`.
   */
  get(id: string): Promise<DeliveryHistory | undefined>
  /**
   * Sends a delivery that has ended again, with its id and its body, as if it were new. One that has not
   * ended stays as it is.
   *
   * @param id The `webhook-id`.
   * @throws {RingbackError} `ERR_DELIVERY_UNKNOWN` where the log does not have it, and what the engine
   *   rejects with
   */
  resend(id: string): Promise<void>
}

/**
 * Make what sends the requests that callback and webhook routers declare.
 *
 * ```ts
 * const sender = createSender({ callbacks: [invoiceEvents], secret: process.env.CALLBACK_SECRET })
 * void sender.run()
 * await sender.send(invoiceEvents.operations.invoiceNotification, req, { description: 'Paid', paid: true })
 * ```
 *
 * @param options Routers and a secret at least.
 * @throws {RingbackError} `ERR_DELIVERY_OPTION`, `ERR_DELIVERY_SECRET`, `ERR_DELIVERY_ENGINE`,
 *   `ERR_DELIVERY_OPERATION`
 */
export function createSender(options: SenderOptions): Sender {
  return new DeclaredSender(readSender(options))
}

interface UntypedOptions {
  readonly headers?: object | undefined
  readonly query?: object | undefined
  readonly id?: string | undefined
  readonly mediaType?: string | undefined
  readonly signal?: AbortSignal | undefined
  readonly transaction?: unknown
}

class DeclaredSender implements Sender {
  readonly #settings: ResolvedSender
  readonly #connections: KeptConnections
  readonly #make: MakeAttempt
  readonly #codecOf: CodecOf
  readonly #health: EndpointHealth
  readonly #undeclared: UndeclaredCallbacks
  readonly #intake: Intake
  readonly #running: RunningSender
  readonly deliveries: Deliveries

  constructor(settings: ResolvedSender) {
    const { engine, log } = settings
    this.#settings = settings
    this.#connections = new KeptConnections(settings.run.perOrigin)
    this.#make = createSignedAttempt(settings, this.#connections)
    this.#codecOf = createCodecs(settings.isSigning)
    this.#undeclared = new UndeclaredCallbacks(settings.onProblem)
    this.#intake = new Intake(engine, log)
    this.#running = new RunningSender(settings)
    this.#health = new EndpointHealth(settings.endpoints, {
      now: Date.now,
      release: (endpoint) => release(engine, endpoint),
      count: (paused) => this.#measure(countPaused, paused),
    })
    this.deliveries = {
      list: (query) => log.list(query),
      get: (id) => log.get(id),
      resend: (id) => this.#intake.resend(id),
    }
  }

  async send<O extends SendableOperation>(
    operation: O,
    to: TargetOf<O>,
    ...[payload, given]: SendInput<O>
  ): Promise<SentDelivery> {
    const options = (given ?? {}) as UntypedOptions
    const delivery = await this.#prepare(operation, to, payload, options)
    options.signal?.throwIfAborted()
    await this.#running.takeUp(() => this.#enqueue(delivery, options))
    return { id: delivery.id, url: delivery.url }
  }

  async deliver<O extends SendableOperation>(
    operation: O,
    to: TargetOf<O>,
    ...[payload, given]: SendInput<O>
  ): Promise<DeclaredAnswer<O>> {
    const options = (given ?? {}) as UntypedOptions
    const delivery = await this.#prepare(operation, to, payload, options)
    options.signal?.throwIfAborted()
    const made = await this.#running.finish(options.signal, (signal) =>
      this.#deliverNow(delivery, options, signal),
    )
    if (made.attempt.result.kind === 'fault') options.signal?.throwIfAborted()
    return readAnswer(made, delivery) as DeclaredAnswer<O>
  }

  run(): Promise<void> {
    // What `ringback check` looks at is not to deliver.
    if (isInspected()) return Promise.resolve()
    this.#undeclared.tellOfNameless(this.#settings.operations.listNameless())
    return this.#running.run((delivery, signal) => this.#handle(delivery, signal))
  }

  async close({ drainMs = 20_000 }: { readonly drainMs?: number } = {}): Promise<void> {
    const range = { from: 0, to: longestSleep, unit: 'milliseconds' }
    const ms = readNumber('drainMs', drainMs, range, 'close()')
    await this.#running.close(ms).finally(() => this.#connections.close())
  }

  async health(): Promise<SenderHealth> {
    return { ...(await this.#running.check()), pausedEndpoints: this.paused().length }
  }

  paused(): readonly PausedEndpoint[] {
    return this.#health.paused()
  }

  resume(endpoint: string): boolean {
    return this.#health.resume(endpoint)
  }

  /** Everything that can be wrong is found here, before a socket is opened. */
  async #prepare(
    sent: SendableOperation,
    to: unknown,
    payload: unknown,
    { id = `msg_${randomUUID()}`, mediaType, headers: given, query }: UntypedOptions,
  ): Promise<Delivery> {
    const { operations, allowance } = this.#settings
    const operationId = readOperationId(sent)
    const operation = operations.find(operationId)
    const codec = this.#codecOf(operation)
    requireDeliveryId(id, `send() of ${operationId}`)
    const body = await codec.writePayload(payload, mediaType)
    const headers = await codec.writeHeaders(given)
    const url = checkUrl(
      addQuery(findTarget(operation, to), await codec.writeQuery(query)),
      allowance,
    )
    if (isRequest(to)) this.#undeclared.look(operation, to)
    return {
      id,
      operationId,
      method: operation.method,
      url: url.href,
      headers: listHeaders(headers, body),
      body: body?.text,
      createdAt: Date.now(),
      attempts: 0,
    }
  }

  async #enqueue(delivery: Delivery, { id, transaction }: UntypedOptions): Promise<void> {
    try {
      const isNew = id === undefined
      const isTaken = await this.#intake.enqueue(delivery, { isNew, transaction })
      if (isTaken) this.#measure(countSent, delivery)
    } catch (error) {
      this.#measure(countSent, delivery, error)
      throw error
    }
  }

  async #deliverNow(
    delivery: Delivery,
    { id, transaction }: UntypedOptions,
    signal: AbortSignal,
  ): Promise<MadeAttempt> {
    const operation = this.#settings.operations.find(delivery.operationId)
    const setBack = await this.#intake.setApart(delivery, { isNew: id === undefined, transaction })
    try {
      const made = await this.#make(delivery, this.#codecOf(operation).checkAnswer, signal)
      await this.#record(delivery, made.attempt, outcomeOf(made, operation.operation))
      return made
    } finally {
      setBack()
    }
  }

  async #handle(delivery: Delivery, signal: AbortSignal): Promise<Outcome> {
    const { id } = delivery
    if (this.#intake.wasReminded(id) && (await this.#intake.isOver(id))) return { kind: 'done' }
    const hold = this.#health.admit(delivery)
    if (hold) {
      await this.#settings.log.settle(delivery, hold)
      return this.#health.review(hold)
    }
    const operation = this.#settings.operations.find(delivery.operationId)
    const { attempt } = await this.#make(delivery, this.#codecOf(operation).checkAnswer, signal)
    const outcome = this.#decide(delivery, attempt, signal)
    await this.#record(delivery, attempt, outcome)
    return this.#health.review(outcome)
  }

  #decide(delivery: Delivery, { result }: Attempt, signal: AbortSignal): Outcome {
    const now = Date.now()
    // Cut short by close(): nothing is known of the endpoint.
    if (signal.aborted && result.kind === 'fault') return { kind: 'hold', at: now }
    const policy = this.#settings.retry
    const decision = decide({ delivery, result, policy, now, random: Math.random })
    return this.#health.settle(delivery, result, decision)
  }

  /** An attempt that was made is not made again since the log has failed. */
  async #record(delivery: Delivery, attempt: Attempt, outcome: Outcome): Promise<void> {
    const { log, onAttempt } = this.#settings
    try {
      await log.append(delivery, attempt, outcome)
    } catch {
      await this.#recordAgain(delivery, attempt, outcome)
    }
    notify('onAttempt', onAttempt, attempt, delivery, outcome)
    this.#measure(measureAttempt, attempt, delivery)
    this.#measure(measureDelivery, delivery, outcome, Date.now())
  }

  async #recordAgain(delivery: Delivery, attempt: Attempt, outcome: Outcome): Promise<void> {
    try {
      await this.#settings.log.append(delivery, attempt, outcome)
    } catch (error) {
      console.error(`ringback: an attempt of ${delivery.id} is not in the log.`, error)
    }
  }

  /** Where nobody asks for it, nothing is measured. */
  #measure<Values extends readonly unknown[]>(
    measure: (...values: Values) => Metric | undefined,
    ...values: Values
  ): void {
    const { onMetric } = this.#settings
    const metric = onMetric && measure(...values)
    if (metric) notify('onMetric', onMetric, metric)
  }
}

function listHeaders(
  headers: readonly (readonly [string, string])[],
  body: WrittenBody | undefined,
): HeaderList {
  if (!body) return Object.fromEntries(headers)
  const type = body.contentType
  // Most operations declare none.
  if (headers.length === 0) return { 'content-type': type }
  return Object.fromEntries([...headers, ['content-type', type] as const])
}

/** Of the one attempt of `deliver()`: an answer that is declared, such as a 409, is what was asked for. */
function outcomeOf(
  { attempt: { result, mismatch } }: MadeAttempt,
  { responses }: DeclaredOperation,
): Outcome {
  if (result.kind === 'fault') return { kind: 'dead', reason: 'fault' }
  const isDeclared = responses.size > 0 && mismatch === undefined
  return isDeclared || isSuccess(result) ? { kind: 'done' } : { kind: 'dead', reason: 'rejected' }
}

/** Whatever an engine does then, the attempt was made. */
function release(engine: DeliveryEngine, endpoint: string): void {
  const released = async (): Promise<void> => engine.release?.(endpoint)
  void released().catch(console.error)
}

/** The router in place of its operation is the likely mistake. */
function readOperationId(operation: unknown): string {
  const { operationId } = (operation ?? {}) as { operationId?: unknown }
  if (typeof operationId === 'string') return operationId
  throw new RingbackError({
    code: 'ERR_DELIVERY_OPERATION',
    message: `An operation is sent, and ${describeValue(operation)} was given.`,
    where: 'send()',
    remedy: 'Give one of a router: invoiceEvents.operations.invoiceNotification.',
  })
}

function readAnswer({ attempt, answer }: MadeAttempt, delivery: Delivery): unknown {
  const { result } = attempt
  if (result.kind === 'answer' && answer && answer.mismatch === undefined) {
    return { status: result.status, headers: result.headers, body: answer.body }
  }
  const what = result.kind === 'fault' ? `${result.code} ${result.message}` : answer?.mismatch
  throw new RingbackError({
    code: 'ERR_DELIVERY_FAILED',
    message: `The delivery ${delivery.id} of ${delivery.operationId} has no answer as declared: ${what ?? ''}.`,
    where: `deliver() to ${readOrigin(delivery.url)}`,
    remedy: 'Look at sender.deliveries.get(id); send() would try again.',
  })
}
