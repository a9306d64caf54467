import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AllowOptions } from '../delivery/allow.ts'
import { readNumber, refuseUnknownOptions } from '../delivery/option-values.ts'
import {
  readVerifyingSecrets,
  type GivenSecrets,
  type VerifyingSecret,
} from '../delivery/secret.ts'
import type { SignatureVerdict } from '../delivery/verify-signature.ts'
import type { RingbackError } from '../errors.ts'
import type { Arrival } from './arrival.ts'
import { matchArrival, pathOfWebhook, type Match } from './arrival-match.ts'
import { Arrivals, type NextOptions, type ReceivedDelivery } from './arrivals.ts'
import { readOperations, type ReceivedOperations } from './operations.ts'
import { readRawBody } from './raw-body.ts'
import type { ReceivedOperation } from './received-operation.ts'
import { createSettings } from './receiver-options.ts'
import type {
  OperationsOf,
  ReceivedPayload,
  ReceivedSources,
  WithoutOthers,
} from './receiver-types.ts'
import type { WrittenAnswer } from './sample-answer.ts'
import { checkSignature, refuseSignature } from './signature-check.ts'
import {
  giveAnswer,
  ToldAnswers,
  writeFailure,
  type FailOptions,
  type TestAnswers,
} from './test-answers.ts'
import type { TestFault } from './test-faults.ts'

/** The options of `testReceiver()`: what declares the requests, and where they arrive. */
export interface TestReceiverOptions extends ReceivedSources {
  /** What the requests have to be signed with. Left out or `false`, signatures are not looked at. */
  readonly secret?: GivenSecrets | false
  /** The port of 127.0.0.1 that it listens on. @default one that is free */
  readonly port?: number | undefined
}

/** The other side of an API, for its author's own tests: a server on this machine. */
export interface TestReceiver<Operations> {
  /** Such as `http://127.0.0.1:40123`: what stands for the callback URL. */
  readonly url: string
  /** The same. */
  readonly origin: string
  /** That of `url`. */
  readonly port: number
  /** What lets a sender come here: `createSender({ allow: receiver.allow })`. */
  readonly allow: AllowOptions
  /** All that has arrived, in its order. */
  readonly received: readonly ReceivedDelivery[]
  /**
   * Where a webhook is sent to; of a callback, what stands at the beginning of its own.
   *
   * @param operationId That of the operation.
   * @throws {RingbackError} `ERR_RECEIVER_OPERATION`
   */
  urlOf(operationId: keyof Operations & string): string
  /**
   * The next request that arrives, or has and was not given yet.
   *
   * @param options For how long it is waited for.
   * @throws {RingbackError} `ERR_RECEIVER_TIMEOUT`, with what has arrived
   */
  next(options?: NextOptions): Promise<ReceivedDelivery>
  /**
   * The next request of one operation.
   *
   * @param operationId That of the operation.
   * @param options For how long it is waited for.
   * @throws {RingbackError} `ERR_RECEIVER_TIMEOUT`, with what has arrived; `ERR_RECEIVER_OPERATION`
   */
  next<Id extends keyof Operations & string>(
    operationId: Id,
    options?: NextOptions,
  ): Promise<ReceivedDelivery<ReceivedPayload<Operations[Id]>>>
  /**
   * What is answered from now on, whatever arrives. Untold, a request that is as declared is answered with
   * the first success that is declared, and another one is refused as by `receiver()`.
   *
   * @param operationId That of the operation.
   * @param answers One, a list, or a function of what has arrived.
   * @throws {RingbackError} `ERR_RECEIVER_OPERATION`, `ERR_DELIVERY_OPTION`
   */
  answer<Id extends keyof Operations & string>(
    operationId: Id,
    answers: TestAnswers<ReceivedPayload<Operations[Id]>>,
  ): void
  /**
   * Fails from now on, or so many times, in place of an answer.
   *
   * @param fault How.
   * @param options Which operation alone, and how often.
   * @throws {RingbackError} `ERR_RECEIVER_OPERATION`, `ERR_DELIVERY_OPTION`
   */
  fail(fault: TestFault, options?: FailOptions): void
  /** Ends what `fail()` began. */
  recover(): void
  /** Ends the server and all connections. */
  close(): Promise<void>
  /** The same, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}

const where = 'testReceiver()'

/**
 * Start a server on this machine that receives what an API sends, for tests of the API: it records and
 * checks each request, and answers as it is told.
 *
 * ```ts
 * await using receiver = await testReceiver({ callbacks: invoiceEvents, secret })
 * const sender = createSender({ callbacks: [invoiceEvents], secret, allow: receiver.allow })
 * await sender.deliver(invoiceEvents.operations.invoiceNotification, `${receiver.url}/invoices/i-1`, payload)
 * expect((await receiver.next('invoiceNotification')).faults).toEqual([])
 * ```
 *
 * It keeps no process alive.
 *
 * @param options Of `TestReceiverOptions`, a source at least.
 * @throws {RingbackError} `ERR_DELIVERY_OPTION`, `ERR_DELIVERY_SECRET`
 */
export async function testReceiver<const Options extends TestReceiverOptions>(
  options: WithoutOthers<Options, TestReceiverOptions>,
): Promise<TestReceiver<OperationsOf<Options>>> {
  const names = ['callbacks', 'webhooks', 'document', 'secret', 'port']
  refuseUnknownOptions('options', options, names, where)
  const { secret, port = 0 } = options
  const operations = readOperations(options, where)
  const secrets =
    secret === undefined || secret === false
      ? undefined
      : readVerifyingSecrets(secret, 'secret of testReceiver()')
  // Here, and not where the first is waited for: it comes with a maker of samples, which takes a while.
  const { sampleAnswer: sample } = await import('./sample-answer.ts')
  const told = new ToldAnswers()
  const arrivals = new Arrivals()
  const server = createServer((req, res) => {
    receive(req, res, { operations, secrets, arrivals, told, sample }).catch((error: unknown) =>
      writeFailure(res, error instanceof Error ? error.message : String(error)),
    )
  })
  server.on('connection', (socket) => socket.unref())
  await listen(server, readNumber('port', port, { from: 0, to: 65_535, isWhole: true }, where))
  server.unref()
  const controls: unknown = createControls(server, { operations, arrivals, told })
  return controls as TestReceiver<OperationsOf<Options>>
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

interface Receiving {
  readonly operations: ReceivedOperations
  readonly secrets: readonly VerifyingSecret[] | undefined
  readonly arrivals: Arrivals
  readonly told: ToldAnswers
  readonly sample: (operation: ReceivedOperation) => WrittenAnswer
}

const settings = createSettings('off', undefined)
/** Generous, since it is the author's own. */
const limit = 16 * 1024 * 1024

async function receive(
  req: IncomingMessage,
  res: ServerResponse,
  { operations, secrets, arrivals, told, sample }: Receiving,
): Promise<void> {
  const { method = '', url = '', headers } = req
  const body = (await readRawBody(req, limit)) ?? Buffer.alloc(0)
  const arrival: Arrival = { method, url, headers: { ...headers }, body }
  const match = await matchArrival(arrival, operations.list(), settings)
  const signature = secrets && checkSignature(arrival, secrets, 300)
  const refused = signature?.ok === false ? refuseSignature(signature) : undefined
  const delivery = toDelivery(arrival, match, signature, refused)
  arrivals.add(delivery)
  const answer = await told.next(delivery)
  const { operation, error } = match
  giveAnswer(res, answer, { error: refused ?? error, operation, sample })
}

function toDelivery(
  { method, url, headers, body: rawBody }: Arrival,
  { operation, payload, error }: Match,
  signature: SignatureVerdict | undefined,
  refused: RingbackError | undefined,
): ReceivedDelivery {
  return {
    operationId: operation?.operationId,
    ...{ method, url, headers, rawBody, payload, signature },
    faults: [refused, error].flatMap((one) => one?.errors ?? []),
    receivedAt: new Date(),
  }
}

type Controls = TestReceiver<Readonly<Record<string, unknown>>>

function createControls(
  server: Server,
  { operations, arrivals, told }: Pick<Receiving, 'operations' | 'arrivals' | 'told'>,
): Controls {
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const close = async (): Promise<void> => {
    arrivals.end()
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  const requireKnown = (operationId: string): void => void operations.find(operationId)
  const next = async (
    first: string | NextOptions = {},
    second: NextOptions = {},
  ): Promise<ReceivedDelivery> => {
    const [operationId, given] = typeof first === 'string' ? [first, second] : [undefined, first]
    if (operationId !== undefined) requireKnown(operationId)
    refuseUnknownOptions('options', given, ['timeout'], 'next()')
    const range = { from: 0, unit: 'milliseconds' }
    return arrivals.next(operationId, readNumber('timeout', given.timeout ?? 5000, range, 'next()'))
  }
  return {
    ...{ url: origin, origin, port, received: arrivals.all, close },
    allow: { http: true, ports: [port], networks: ['127.0.0.1/32'] },
    urlOf(operationId) {
      const { kind, key } = operations.find(operationId)
      return kind === 'webhook' ? `${origin}${pathOfWebhook(key)}` : origin
    },
    next: next as Controls['next'],
    answer(operationId, answers) {
      requireKnown(operationId)
      told.answer(operationId, answers)
    },
    fail(fault, options) {
      if (options?.operationId !== undefined) requireKnown(options.operationId)
      told.fail(fault, options)
    },
    recover: () => told.recover(),
    [Symbol.asyncDispose]: close,
  }
}
