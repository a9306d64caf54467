import type { Request } from '../express.ts'
import { describeValue, type RingbackError } from '../errors.ts'
import {
  readFunction,
  readNumber,
  refuseOption,
  refuseUnknownOptions,
} from '../delivery/option-values.ts'
import {
  readVerifyingSecrets,
  type GivenSecrets,
  type VerifyingSecret,
} from '../delivery/secret.ts'
import { reportProblems } from '../report.ts'
import type { RequestSettings } from '../request-settings.ts'
import { readOperations, type ReceivedOperations } from './operations.ts'
import type { ReceivedSources } from './receiver-types.ts'
import type { OnRefused } from './refusal.ts'
import { ReplayGuard } from './replay-guard.ts'
import { memoryReplays, type ReplayStore } from './replays.ts'

/** What a receiver verifies by: that of each request where several send, or of all of them. */
export type ReceiverSecret =
  GivenSecrets | false | ((req: Request) => GivenSecrets | Promise<GivenSecrets>)

/** The options of `receiver()`: what declares the requests, and how they are verified. */
export interface ReceiverOptions extends ReceivedSources {
  /**
   * The secret of the sender (`whsec_…`, or the public key `whpk_…`), several while they rotate, or a
   * function of the request where there are several senders. `false` takes what is not signed, from
   * anybody.
   */
  readonly secret: ReceiverSecret
  /** How many seconds a signature may be old, or ahead of the clock here. @default 300 */
  readonly tolerance?: number | undefined
  /**
   * Where it is remembered which deliveries were handled. One store for all processes that receive;
   * `false` handles each request that arrives. So is a request without a `webhook-id`, which an unsigned one
   * may be.
   *
   * @default `memoryReplays()`, of this process alone
   */
  readonly replays?: ReplayStore | false | undefined
  /**
   * For how many seconds it is: as long as attempts may still come.
   *
   * @default `432_000`, the 5 days in which `ringback/delivery` tries
   */
  readonly replayWindow?: number | undefined
  /** How many bytes a body may have. @default 1_048_576 */
  readonly limit?: number | undefined
  /**
   * Whether answers are checked: `'check'` sends what is declared and nothing else, and 500 in place of
   * what is not; `'warn'` tells of it, and sends it all the same; `'off'` looks at none.
   *
   * @default 'check'
   */
  readonly responses?: 'check' | 'warn' | 'off' | undefined
  /** Hears of an answer that is not as declared. @default `console.error` */
  readonly onResponseError?: ((error: RingbackError, req: Request) => void) | undefined
  /** Answers what is refused. @default a `RefusalProblem`, as problem details (RFC 9457) */
  readonly onError?: OnRefused | undefined
}

/** The options, checked and filled in. */
export interface ResolvedReceiver {
  readonly operations: ReceivedOperations
  /** Undefined where nothing is signed. */
  readonly findSecrets: FindSecrets | undefined
  readonly toleranceSeconds: number
  readonly replays: ReplayGuard | undefined
  readonly limit: number
  readonly onError: OnRefused | undefined
  readonly settings: RequestSettings
}

export type FindSecrets = (
  req: Request,
) => readonly VerifyingSecret[] | Promise<readonly VerifyingSecret[]>

const where = 'receiver()'
const names = [
  ...['callbacks', 'webhooks', 'document', 'secret', 'tolerance', 'replays', 'replayWindow'],
  ...['limit', 'responses', 'onResponseError', 'onError'],
]

/** @throws {RingbackError} `ERR_DELIVERY_OPTION`, `ERR_DELIVERY_SECRET` */
export function readReceiver(options: ReceiverOptions): ResolvedReceiver {
  refuseUnknownOptions('options', options, names, where)
  const { secret, tolerance = 300, limit = 1024 * 1024, onError, onResponseError } = options
  return {
    operations: readOperations(options, where),
    findSecrets: secret === false ? undefined : readSecret(secret),
    toleranceSeconds: readNumber('tolerance', tolerance, { from: 1, unit: 'seconds' }, where),
    replays: readReplays(options),
    limit: readNumber('limit', limit, { from: 1, isWhole: true, unit: 'bytes' }, where),
    onError: readFunction('onError', onError, where),
    settings: createSettings(
      readResponses(options.responses),
      readFunction('onResponseError', onResponseError, where),
    ),
  }
}

function readSecret(secret: Exclude<ReceiverSecret, false>): FindSecrets {
  if (typeof secret === 'function') {
    return async (req) => readVerifyingSecrets(await secret(req), 'secret() of receiver()')
  }
  const secrets = readVerifyingSecrets(secret, 'secret of receiver()')
  return () => secrets
}

function readReplays({
  replays,
  replayWindow = 432_000,
}: ReceiverOptions): ReplayGuard | undefined {
  const range = { from: 1, unit: 'seconds' }
  const windowMs = readNumber('replayWindow', replayWindow, range, where) * 1000
  if (replays === false) return undefined
  return new ReplayGuard(replays === undefined ? memoryReplays() : requireStore(replays), windowMs)
}

function requireStore(store: ReplayStore): ReplayStore {
  const methods = ['claim', 'keep', 'release'] as const
  const given = store as Partial<ReplayStore> | null
  if (methods.every((name) => typeof given?.[name] === 'function')) return store
  throw refuseOption(
    `replays is ${describeValue(store)}.`,
    'Give memoryReplays(), or a store with claim(), keep() and release(); false remembers nothing.',
    where,
  )
}

function readResponses(
  responses: ReceiverOptions['responses'] = 'check',
): 'check' | 'warn' | 'off' {
  if (['check', 'warn', 'off'].includes(responses)) return responses
  throw refuseOption(
    `responses is ${describeValue(responses)}.`,
    "Give 'check', 'warn' or 'off'.",
    where,
  )
}

/** What `openapi()` says elsewhere. */
export function createSettings(
  responses: RequestSettings['responses'],
  onResponseError: RequestSettings['onResponseError'],
): RequestSettings {
  return {
    onError: undefined,
    regExp: undefined,
    responses,
    onResponseError,
    report: (problem) => reportProblems([problem]),
    findSchema: () => undefined,
  }
}
