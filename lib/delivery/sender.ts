import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { DeclaredOperation } from '../declared-operation.ts'
import { isSignatureHeaders } from '../callbacks/signature-headers.ts'
import { describeValue, RingbackError } from '../errors.ts'
import { createAnswerCheck, type CheckedAnswer } from './answer-check.ts'
import { createAttempt } from './attempt.ts'
import { createParameterWriter, type WriteParameters } from './declared-parameters.ts'
import { endedBy } from './deadline.ts'
import { addQuery, findTarget, isRequest } from './delivery-target.ts'
import type { DeclaredAnswer, SendableOperation, SendInput, TargetOf } from './delivery-types.ts'
import type { Attempt, AttemptFault, Delivery, Outcome } from './delivery.ts'
import type { DeliveryEngine } from './engine.ts'
import { EndpointHealth, type PausedEndpoint } from './endpoint-health.ts'
import { isEnded, type DeliveryHistory, type DeliveryQuery, type LoggedDelivery } from './log.ts'
import { notify } from './notify.ts'
import { refuseOption } from './option-values.ts'
import { readOrigin } from './origin.ts'
import { createPayloadWriter, type WritePayload } from './payload.ts'
import { decide, isSuccess } from './retry.ts'
import { readSender, type ResolvedSender, type SenderOptions } from './sender-options.ts'
import type { SentOperation } from './sent-operation.ts'
import { requireDeliveryId, sign } from './signature.ts'
import { UndeclaredCallbacks } from './undeclared-callbacks.ts'
import { checkUrl } from './url-guard.ts'

/** Sends callbacks and webhooks from their declaration. */
export interface Sender {
  /**
   * Checks the payload, finds the URL, and enqueues the delivery; nothing of it waits for the other side.
   * With an `id` that the log has: nothing, where all is the same as before.
   *
   * @returns what identifies it: the `webhook-id`
   * @throws {RingbackError} `ERR_DELIVERY_PAYLOAD`, `ERR_DELIVERY_TARGET`, `ERR_DELIVERY_URL`,
   *   `ERR_DELIVERY_ADDRESS`, `ERR_CALLBACK_URL`, `ERR_DELIVERY_OPERATION`, `ERR_DELIVERY_ID`, before a
   *   socket was opened
   */
  send<O extends SendableOperation>(
    operation: O,
    to: TargetOf<O>,
    ...input: SendInput<O>
  ): Promise<SentDelivery>
  /**
   * The same in one attempt, which is waited for: gives the answer, as the operation declares it.
   *
   * @throws {RingbackError} what `send()` throws, and `ERR_DELIVERY_FAILED` where no answer came, or one
   *   that is not declared
   */
  deliver<O extends SendableOperation>(
    operation: O,
    to: TargetOf<O>,
    ...input: SendInput<O>
  ): Promise<DeclaredAnswer<O>>
  /** Sends what is due until `close()`; resolves then. */
  run(): Promise<void>
  /** Takes no more up, and waits for what is under way. @param drainMs @default 20000 */
  close(options?: { readonly drainMs?: number }): Promise<void>
  readonly deliveries: Deliveries
  /** The endpoints that are paused since they keep failing. */
  paused(): readonly PausedEndpoint[]
  /** Ends the pause of an endpoint: whether it was paused. */
  resume(endpoint: string): boolean
}

export interface SentDelivery {
  readonly id: string
  readonly url: string
}

/** What was sent, when, and what came back. */
export interface Deliveries {
  /** The latest first. */
  list(query?: DeliveryQuery): Promise<readonly LoggedDelivery[]>
  get(id: string): Promise<DeliveryHistory | undefined>
  /**
   * Sends a delivery that has ended again, with its id and its body, as if it were new. One that has not
   * ended stays as it is.
   *
   * @throws {RingbackError} `ERR_DELIVERY_UNKNOWN`
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
 * @throws {RingbackError} `ERR_DELIVERY_OPTION`, `ERR_DELIVERY_SECRET`, `ERR_DELIVERY_ENGINE`
 */
export function createSender(options: SenderOptions): Sender {
  return new DeclaredSender(readSender(options))
}

/** What an operation is sent and judged by, compiled when it is first sent. */
interface Codec {
  readonly writePayload: WritePayload
  readonly writeHeaders: WriteParameters
  readonly writeQuery: WriteParameters
  readonly checkAnswer: ReturnType<typeof createAnswerCheck>
}

interface UntypedOptions {
  readonly headers?: object | undefined
  readonly query?: object | undefined
  readonly id?: string | undefined
  readonly mediaType?: string | undefined
}

interface Made {
  readonly attempt: Attempt
  readonly answer: CheckedAnswer | undefined
}

class DeclaredSender implements Sender {
  readonly #settings: ResolvedSender
  readonly #attempt: ReturnType<typeof createAttempt>
  readonly #health: EndpointHealth
  readonly #undeclared: UndeclaredCallbacks
  readonly #codecs = new WeakMap<SentOperation, Codec>()
  readonly deliveries: Deliveries

  constructor(settings: ResolvedSender) {
    this.#settings = settings
    this.#attempt = createAttempt(settings)
    this.#undeclared = new UndeclaredCallbacks(settings.onProblem)
    this.#health = new EndpointHealth(settings.endpoints, {
      now: Date.now,
      release: (endpoint) => release(settings.engine, endpoint),
    })
    this.deliveries = {
      list: (query) => settings.log.list(query),
      get: (id) => settings.log.get(id),
      resend: (id) => this.#resend(id),
    }
  }

  async send<O extends SendableOperation>(
    operation: O,
    to: TargetOf<O>,
    ...[payload, options]: SendInput<O>
  ): Promise<SentDelivery> {
    const delivery = await this.#prepare(
      operation,
      to,
      payload,
      options as UntypedOptions | undefined,
    )
    options?.signal?.throwIfAborted()
    if (!(await this.#findKnown(delivery))) await this.#enqueue(delivery)
    return { id: delivery.id, url: delivery.url }
  }

  async deliver<O extends SendableOperation>(
    operation: O,
    to: TargetOf<O>,
    ...[payload, options]: SendInput<O>
  ): Promise<DeclaredAnswer<O>> {
    const delivery = await this.#prepare(
      operation,
      to,
      payload,
      options as UntypedOptions | undefined,
    )
    options?.signal?.throwIfAborted()
    const known = await this.#findKnown(delivery)
    if (known && !isEnded(known.state)) throw knownId(delivery)
    const { log, operations } = this.#settings
    await log.accept(delivery, delivery.createdAt)
    const made = await this.#make(delivery, options?.signal)
    const outcome = outcomeOf(made, operations.find(delivery.operationId).operation)
    await this.#record(delivery, made.attempt, outcome)
    if (made.attempt.result.kind === 'fault') options?.signal?.throwIfAborted()
    return readAnswer(made, delivery) as DeclaredAnswer<O>
  }

  run(): Promise<void> {
    const { engine, run, operations } = this.#settings
    this.#undeclared.tellOfNameless(operations.listNameless())
    return engine.run((delivery, signal) => this.#handle(delivery, signal), run)
  }

  close(options: { readonly drainMs?: number } = {}): Promise<void> {
    return this.#settings.engine.stop(options)
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
    options: UntypedOptions | null | undefined,
  ): Promise<Delivery> {
    const { operations, allowance } = this.#settings
    const operationId = readOperationId(sent)
    const operation = operations.find(operationId)
    const codec = this.#codecOf(operation)
    const { id = `msg_${randomUUID()}`, mediaType, headers: given, query } = options ?? {}
    requireDeliveryId(id, `send() of ${operationId}`)
    const body = await codec.writePayload(payload, mediaType)
    const headers = Object.fromEntries(await codec.writeHeaders(given))
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
      headers: body ? { ...headers, 'content-type': body.contentType } : headers,
      body: body?.text,
      createdAt: Date.now(),
      attempts: 0,
    }
  }

  #codecOf(operation: SentOperation): Codec {
    const known = this.#codecs.get(operation)
    if (known) return known
    const { operation: declared } = operation
    if (!this.#settings.isSigning) refuseSigned(operation)
    const codec = {
      writePayload: createPayloadWriter(declared),
      writeHeaders: createParameterWriter(declared, 'headers'),
      writeQuery: createParameterWriter(declared, 'query'),
      checkAnswer: createAnswerCheck(declared),
    }
    this.#codecs.set(operation, codec)
    return codec
  }

  async #enqueue(delivery: Delivery): Promise<void> {
    const { engine, log } = this.#settings
    // Known before it is taken up, so that no attempt is told of before.
    await log.accept(delivery, delivery.createdAt)
    try {
      await engine.enqueue(delivery)
    } catch (error) {
      await log.settle(delivery, { kind: 'dead', reason: notEnqueued })
      throw error
    }
  }

  /**
   * What the log has of a delivery that was sent before.
   *
   * @throws {RingbackError} `ERR_DELIVERY_ID` where something else was sent by this id
   */
  async #findKnown(delivery: Delivery): Promise<LoggedDelivery | undefined> {
    const known = await this.#settings.log.get(delivery.id)
    if (known && !isSame(known.delivery, delivery)) throw knownId(delivery)
    return known?.reason === notEnqueued ? undefined : known
  }

  async #resend(id: string): Promise<void> {
    const { engine, log } = this.#settings
    const known = await log.get(id)
    if (!known) throw unknownDelivery(id)
    // An engine that still has it changes nothing, and one that has forgotten it takes it up again.
    if (!isEnded(known.state)) return engine.enqueue(known.delivery)
    await this.#enqueue({ ...known.delivery, attempts: 0, createdAt: Date.now() })
  }

  async #handle(delivery: Delivery, signal: AbortSignal): Promise<Outcome> {
    const hold = this.#health.admit(delivery)
    if (hold) {
      await this.#settings.log.settle(delivery, hold)
      return hold
    }
    const { attempt } = await this.#make(delivery, signal)
    const outcome = this.#decide(delivery, attempt, signal)
    await this.#record(delivery, attempt, outcome)
    return outcome
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
    } catch (error) {
      console.error(`ringback: an attempt of ${delivery.id} is not in the log.`, error)
    }
    notify('onAttempt', onAttempt, attempt, delivery, outcome)
  }

  /** One attempt, signed now. */
  async #make(delivery: Delivery, signal: AbortSignal | undefined): Promise<Made> {
    const { timeoutMs } = this.#settings
    const { url, method, body, operationId } = delivery
    const { checkAnswer } = this.#codecOf(this.#settings.operations.find(operationId))
    const startedAt = Date.now()
    const start = performance.now()
    const signed = await this.#trySign(delivery, startedAt, signal)
    const result =
      'kind' in signed
        ? signed
        : await this.#attempt({
            ...{ url, method, body, signal, timeoutMs },
            headers: { ...delivery.headers, ...signed.headers },
          })
    const durationMs = Math.round(performance.now() - start)
    const answer = result.kind === 'answer' ? await checkAnswer(result) : undefined
    const number = delivery.attempts + 1
    const { mismatch } = answer ?? {}
    return {
      attempt: { deliveryId: delivery.id, number, startedAt, durationMs, result, mismatch },
      answer,
    }
  }

  /** Whoever finds the secret has the time of an attempt, and what goes wrong there is a fault like others. */
  async #trySign(
    delivery: Delivery,
    now: number,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly headers: Record<string, string> } | AttemptFault> {
    const limit = AbortSignal.timeout(this.#settings.timeoutMs)
    try {
      const ends = AbortSignal.any([limit, ...(signal ? [signal] : [])])
      return { headers: await endedBy(ends, this.#sign(delivery, now)) }
    } catch (error) {
      const message = `The secret was not found: ${String((error as Error).message)}`
      return { kind: 'fault', code: 'ERR_DELIVERY_SECRET', message, isFinal: false }
    }
  }

  async #sign(
    { id, url, operationId, body = '' }: Delivery,
    now: number,
  ): Promise<Record<string, string>> {
    const secrets = await this.#settings.findSecrets({ origin: readOrigin(url), url, operationId })
    const timestamp = Math.floor(now / 1000)
    return secrets.length === 0
      ? { 'webhook-id': id }
      : { ...sign({ id, timestamp, body, secrets }) }
  }
}

const notEnqueued = 'not enqueued'

/** By what the other side is sent. */
function isSame(one: Delivery, other: Delivery): boolean {
  const names = ['operationId', 'method', 'url', 'body'] as const
  if (names.some((name) => one[name] !== other[name])) return false
  return isDeepStrictEqual(one.headers, other.headers)
}

/** Of the one attempt of `deliver()`: an answer that is declared, such as a 409, is what was asked for. */
function outcomeOf(
  { attempt: { result, mismatch } }: Made,
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

/** What the document promises of every request has to come with it. */
function refuseSigned({ operation, operationId }: SentOperation): void {
  if (!operation.parameters.headers?.some(isSignatureHeaders)) return
  throw refuseOption(
    `secret is false, and the router of "${operationId}" says that its requests are signed.`,
    'Give a secret, or take { signed: true } from the router.',
  )
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

function readAnswer({ attempt, answer }: Made, delivery: Delivery): unknown {
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

function knownId({ id, operationId }: Delivery): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_ID',
    message: `The id ${describeValue(id)} is that of another delivery, or of one that has not ended.`,
    where: `send() of ${operationId}`,
    remedy:
      'Give each delivery an id of its own: receivers take a second one for the first. deliveries.resend(id) sends the first again.',
  })
}

function unknownDelivery(id: string): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_UNKNOWN',
    message: `No delivery "${id}" is known.`,
    where: 'deliveries.resend()',
    remedy: 'It may have been purged from the log; send it anew.',
  })
}
