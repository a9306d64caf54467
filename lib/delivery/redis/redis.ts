import { describeValue, RingbackError } from '../../errors.ts'
import type { Delivery } from '../delivery.ts'
import { dueAt } from '../due-at.ts'
import type { EngineOptions } from '../engine-fault.ts'
import { runningError } from '../engine-stop.ts'
import type { DeliveryEngine, DeliveryHandler, EnqueueOptions, RunOptions } from '../engine.ts'
import type { DeliveryLog } from '../log.ts'
import { readFunction, refuseOption, refuseUnknownOptions } from '../option-values.ts'
import type { Enqueued } from './delivery-job.ts'
import { enqueueJob } from './enqueue-job.ts'
import { OriginLines } from './origin-lines.ts'
import { promote } from './promote.ts'
import { RedisLog } from './redis-log.ts'
import { RedisRun } from './redis-run.ts'
import { RedisStore } from './redis-store.ts'

/** The options of `redis()`. */
export interface RedisOptions extends EngineOptions {
  /**
   * What the names of all keys begin with. Senders that share a Redis, and not their deliveries, have one
   * each.
   *
   * @default 'ringback'
   */
  readonly prefix?: string | undefined
  /**
   * Told of a Redis that keeps no append-only file, and of one that has gone away and is waited for.
   *
   * @default written to the console
   */
  readonly onWarning?: ((message: string) => void) | undefined
}

/**
 * An engine on BullMQ 6, and a log, in Redis 6.2 or later: many processes on many machines. `bullmq` and
 * `ioredis` are installed beside ringback. Redis has to keep what it has acknowledged: `appendonly yes`, by
 * which no more than the last seconds are lost where its machine dies, or with `appendfsync always` nothing
 * at all; and `maxmemory-policy noeviction`.
 *
 * In flight to one origin are as many as allowed over all processes. Connections are made when first
 * needed, and keep the process alive until `stop()`.
 *
 * @param connection A URL, options of ioredis, or a client of ioredis, which is copied and left as it is.
 * @param options Under which names it is kept, and who is told of faults.
 * @throws {RingbackError} `ERR_DELIVERY_OPTION`
 */
export function redis(connection: string | object, options: RedisOptions = {}): DeliveryEngine {
  refuseUnknownOptions('options', options, ['prefix', 'onFault', 'onWarning'], 'redis()')
  readFunction('onFault', options.onFault, 'redis()')
  const store = new RedisStore({
    connection: readConnection(connection),
    prefix: readPrefix(options.prefix ?? 'ringback'),
    warn: readFunction('onWarning', options.onWarning, 'redis()') ?? console.warn,
  })
  return new RedisEngine(options, store)
}

class RedisEngine implements DeliveryEngine {
  readonly can = { manyProcesses: true } as const
  readonly log: DeliveryLog
  readonly #options: EngineOptions
  readonly #store: RedisStore
  readonly #lines = new OriginLines()
  #run: RedisRun | undefined

  constructor(options: EngineOptions, store: RedisStore) {
    this.#options = options
    this.#store = store
    this.log = new RedisLog(store)
  }

  async enqueue(
    delivery: Delivery,
    { notBefore = 0, transaction, isLogged = true }: EnqueueOptions = {},
  ): Promise<void> {
    if (transaction !== undefined) throw transactionError()
    await this.#enqueue({ delivery, due: dueAt(notBefore), isLogged })
  }

  async run(handler: DeliveryHandler, options: RunOptions): Promise<void> {
    if (this.#run) throw runningError()
    const run = new RedisRun({
      store: this.#store,
      handler,
      limits: options,
      engine: this.#options,
      enqueue: (again) => this.#enqueue(again),
    })
    this.#run = run
    try {
      // It may never have begun, where Redis was never there.
      await Promise.race([run.start(), run.ended])
      await run.ended
    } finally {
      if (this.#run === run) this.#run = undefined
    }
  }

  async stop({ drainMs = 20_000 }: { readonly drainMs?: number } = {}): Promise<void> {
    const run = this.#run
    await run?.stop(drainMs)
    if (this.#run === run) this.#run = undefined
    await this.#store.close()
  }

  async release(endpoint: string): Promise<void> {
    await this.#run?.returned()
    for (;;) {
      const ids = await this.#store.run<string[]>('release', endpoint)
      if (ids.length === 0) return
      await this.#store.use((store) => Promise.all(ids.map((id) => promote(store, id))))
    }
  }

  async ping(): Promise<void> {
    await this.#store.use(({ client }) => client.call('PING'))
  }

  /** What is late is there by its id, as it was meant. */
  #enqueue(enqueued: Enqueued): Promise<void> {
    return this.#store.use((store) => enqueueJob(this.#store, store, this.#lines, enqueued))
  }
}

function readConnection(connection: unknown): string | object {
  if (typeof connection === 'object' && connection !== null && !Array.isArray(connection)) {
    return connection
  }
  const isUrl = typeof connection === 'string' && /^rediss?:\/\//.test(connection)
  if (isUrl && URL.canParse(connection)) return connection
  throw refuseOption(
    `connection is ${describeConnection(connection)}.`,
    "Give a URL such as 'redis://localhost:6379', options of ioredis, or a client of it.",
    'redis()',
  )
}

/** A password in it is nobody's business. */
function describeConnection(connection: unknown): string {
  const isSecret = typeof connection === 'string' && connection.includes('@')
  return isSecret ? 'no URL of Redis' : describeValue(connection)
}

/** Braces would make another hash tag of it, and BullMQ takes no colon. */
function readPrefix(prefix: unknown): string {
  if (typeof prefix === 'string' && /^[^{}\s]+$/.test(prefix)) return prefix
  throw refuseOption(
    `prefix is ${describeValue(prefix)}.`,
    'Give a name without spaces and braces, such as "ringback".',
    'redis()',
  )
}

function transactionError(): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_TRANSACTION',
    message: 'Redis cannot take part in a transaction of the app.',
    where: 'redis()',
    remedy: 'Enqueue after it has committed, or take postgres() or sqlite().',
  })
}
