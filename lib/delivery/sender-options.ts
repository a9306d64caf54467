import { X509Certificate } from 'node:crypto'
import type { CallbackRoutes, WebhookRoutes } from '../declared-operation.ts'
import { describeValue, RingbackError, type Problem } from '../errors.ts'
import { readAllow, type AllowOptions, type Allowance } from './allow.ts'
import type { AttemptOptions } from './attempt.ts'
import type { Attempt, Delivery, Outcome } from './delivery.ts'
import type { EndpointOptions } from './endpoint-health.ts'
import type { DeliveryEngine, RunOptions } from './engine.ts'
import type { DeliveryLog } from './log.ts'
import { memory } from './memory.ts'
import { memoryLog } from './memory-log.ts'
import type { Metric } from './metrics.ts'
import { readFunction, readNumber, refuseOption, refuseUnknownOptions } from './option-values.ts'
import { readOrigin } from './origin.ts'
import { readRetry, type RetryOptions, type RetryPolicy } from './retry.ts'
import { readSigningSecrets, type SigningSecret } from './secret.ts'
import { readOperations, type SentOperations } from './sent-operation.ts'

/** The options of `createSender()`. */
export interface SenderOptions {
  /** The callback routers whose operations are sent. */
  readonly callbacks?: readonly CallbackRoutes[] | undefined
  /** The webhook routers whose operations are sent. */
  readonly webhooks?: readonly WebhookRoutes[] | undefined
  /**
   * What deliveries are signed with: `whsec_…` or `whsk_…`, or a list of them while they rotate, or a
   * function of the endpoint, so that no receiver can forge to another. `false` signs nothing.
   *
   * `createSecret()` makes one. `undefined`, as of a variable of the environment that is not set, is refused.
   */
  readonly secret:
    | Secret
    | false
    | ((endpoint: Endpoint) => Secret | undefined | Promise<Secret | undefined>)
    | undefined
  /**
   * What keeps deliveries.
   *
   * @default memory(); where NODE_ENV is production there is none, since it forgets
   */
  readonly engine?: DeliveryEngine | undefined
  /** What was sent, and what came back. @default that of the engine, or `memoryLog()` */
  readonly log?: DeliveryLog | undefined
  /**
   * For how long the log keeps what has ended, in milliseconds; `false` for ever. Looked at every hour, by
   * a sender that runs.
   *
   * @default 30 days
   */
  readonly keepFor?: number | false | undefined
  /** Where deliveries may go, beside public addresses by https. */
  readonly allow?: AllowOptions | undefined
  /** What is tried again, and when; `false` for one attempt. @default for some 75 hours; see `RetryOptions` */
  readonly retry?: RetryOptions | false | undefined
  /** When an endpoint is paused, and how often it may be called. */
  readonly endpoints?: EndpointOptions | undefined
  /** In milliseconds, for all of one attempt; up to 600,000. @default 15_000 */
  readonly timeout?: number | undefined
  /** Attempts under way at a time. @default 50 */
  readonly concurrency?: number | undefined
  /** Attempts under way at a time to one origin. @default 4 */
  readonly perOrigin?: number | undefined
  /** Told of each attempt, and of what becomes of its delivery. */
  readonly onAttempt?:
    ((attempt: Attempt, delivery: Delivery, outcome: Outcome) => void) | undefined
  /**
   * Told of a callback that was sent for a request of an operation that does not declare it, and of what
   * is declared without an operationId to send it by; once each.
   *
   * @default a warning on the console
   */
  readonly onProblem?: ((problem: Problem) => void) | undefined
  /** Told of what can be measured, by the names of OpenTelemetry. */
  readonly onMetric?: ((metric: Metric) => void) | undefined
  /** Looks names up. @default `lookup` of `node:dns`, two names at a time, or half of `UV_THREADPOOL_SIZE` */
  readonly lookup?: AttemptOptions['lookup']
  /** Certificates (PEM) trusted in place of those that Node trusts. */
  readonly ca?: AttemptOptions['ca']
}

/** A secret, or several while they rotate: each signs, and one that fits is enough for a receiver. */
export type Secret = string | readonly (string | undefined)[]

/** What a secret is asked for. */
export interface Endpoint {
  /** Such as `https://shop.test`. */
  readonly origin: string
  /** Where the delivery goes, with its query. */
  readonly url: string
  /** That of the operation that is sent. */
  readonly operationId: string
}

/** The options, checked and filled in. */
export interface ResolvedSender {
  readonly operations: SentOperations
  /** Those of a delivery; a promise where they have to be asked for. */
  findSecrets(
    delivery: Pick<Delivery, 'url' | 'operationId'>,
  ): readonly SigningSecret[] | Promise<readonly SigningSecret[]>
  /** Whether it signs at all. */
  readonly isSigning: boolean
  readonly engine: DeliveryEngine
  readonly log: DeliveryLog
  readonly allowance: Allowance
  readonly retry: RetryPolicy
  readonly endpoints: EndpointOptions
  readonly timeoutMs: number
  readonly run: RunOptions
  readonly onAttempt: SenderOptions['onAttempt']
  readonly onProblem: SenderOptions['onProblem']
  readonly onMetric: SenderOptions['onMetric']
  /** Infinity for ever. */
  readonly keepForMs: number
  readonly lookup: AttemptOptions['lookup']
  readonly ca: AttemptOptions['ca']
}

const names = [
  ...['callbacks', 'webhooks', 'secret', 'engine', 'log', 'allow', 'retry', 'endpoints', 'timeout'],
  ...['concurrency', 'perOrigin', 'keepFor', 'onAttempt', 'onProblem', 'onMetric', 'lookup', 'ca'],
]

/** Beyond the time in which a secret is found and an attempt made, which have `timeout` each. */
const leaseMargin = 5000

/** @throws {RingbackError} `ERR_DELIVERY_OPTION`, `ERR_DELIVERY_SECRET`, `ERR_DELIVERY_ENGINE` */
export function readSender(options: SenderOptions): ResolvedSender {
  refuseUnknownOptions('options', options, names)
  const {
    callbacks = [],
    webhooks = [],
    timeout = 15_000,
    concurrency = 50,
    perOrigin = 4,
  } = options
  const count = { from: 1, isWhole: true, unit: 'attempts' }
  const timeoutMs = readNumber('timeout', timeout, { from: 1, to: 600_000, unit: 'milliseconds' })
  const engine = readPart('engine', options.engine, engineMethods) ?? defaultEngine()
  return {
    operations: readOperations(callbacks, webhooks),
    findSecrets: readSecret(options.secret),
    isSigning: options.secret !== false,
    engine,
    log: readPart('log', options.log, logMethods) ?? engine.log ?? memoryLog(),
    keepForMs: readKeepFor(options.keepFor),
    allowance: readAllow(options.allow),
    retry: readRetry(options.retry),
    endpoints: options.endpoints === undefined ? {} : options.endpoints,
    timeoutMs,
    run: {
      concurrency: readNumber('concurrency', concurrency, count),
      perOrigin: readNumber('perOrigin', perOrigin, count),
      leaseMs: 2 * timeoutMs + leaseMargin,
    },
    onAttempt: readFunction('onAttempt', options.onAttempt),
    onProblem: readFunction('onProblem', options.onProblem),
    onMetric: readFunction('onMetric', options.onMetric),
    lookup: readFunction('lookup', options.lookup),
    ca: readAuthorities(options.ca),
  }
}

const engineMethods = ['enqueue', 'run', 'stop'] as const
const logMethods = ['accept', 'append', 'settle', 'get', 'list', 'purge'] as const

function readPart<Part extends object>(
  option: string,
  part: Part | undefined,
  methods: readonly (keyof Part & string)[],
): Part | undefined {
  if (part === undefined) return undefined
  const missing = methods.find((method) => typeof (part as Part | null)?.[method] !== 'function')
  if (missing === undefined) return part
  const made = option === 'engine' ? 'memory()' : 'memoryLog()'
  throw refuseOption(
    `${option} is ${describeValue(part)}, which has no ${missing}().`,
    `Give what ${made} makes, or one that has ${methods.join(', ')}.`,
  )
}

const day = 24 * 60 * 60 * 1000

function readKeepFor(keepFor: number | false = 30 * day): number {
  if (keepFor === false) return Infinity
  return readNumber('keepFor', keepFor, { from: 0, unit: 'milliseconds' })
}

/** What TLS would refuse at each attempt. */
function readAuthorities(ca: SenderOptions['ca']): SenderOptions['ca'] {
  if (ca === undefined) return undefined
  try {
    for (const one of [ca].flat()) new X509Certificate(one)
    return ca
  } catch {
    throw refuseOption(
      `ca is ${describeValue(ca)}, which is no certificate.`,
      'Give the text of a certificate in PEM, or a list of them.',
    )
  }
}

function readSecret(secret: SenderOptions['secret']): ResolvedSender['findSecrets'] {
  if (secret === false) return () => []
  if (typeof secret === 'function') {
    return async ({ url, operationId }) => {
      const endpoint = { origin: readOrigin(url), url, operationId }
      return readSigningSecrets(await secret(endpoint), `secret() for ${endpoint.origin}`)
    }
  }
  if (secret === undefined) {
    throw refuseOption(
      'secret is undefined, as a variable of the environment is that is not set: receivers could not tell your deliveries from those of others.',
      'Give what createSecret() made, or a function of the endpoint; `secret: false` signs nothing.',
    )
  }
  if (typeof secret !== 'string' && !Array.isArray(secret)) {
    throw refuseOption(
      `secret is ${describeValue(secret)}.`,
      'Give a secret, a list or a function.',
    )
  }
  const secrets = readSigningSecrets(secret, 'createSender()')
  return () => secrets
}

function defaultEngine(): DeliveryEngine {
  if (process.env['NODE_ENV'] !== 'production') return memory()
  throw new RingbackError({
    code: 'ERR_DELIVERY_ENGINE',
    message: 'No engine was given, and the default forgets every delivery when the process ends.',
    where: 'createSender()',
    remedy: 'Give an engine that stores deliveries, or `engine: memory()` where you accept that.',
  })
}
