import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RingbackError } from '../../errors.ts'
import { storeError, storeLimit } from '../store-error.ts'
import { loadBullMq, type BullMq, type BullQueue } from './bullmq.ts'
import { connect, type RedisClient, type RedisValue } from './ioredis.ts'
import { scripts, type ScriptName } from './scripts.ts'

export interface StoreOptions {
  readonly connection: string | object
  readonly prefix: string
  readonly warn: (message: string) => void
}

/** A connection that is there, and BullMQ upon it. */
export interface OpenStore {
  readonly client: RedisClient
  readonly bullmq: BullMq
  readonly queue: BullQueue
}

export const queueName = 'deliveries'

/** All faults of connections. */
const down = 'down'

/** The connection of an engine and its log: made when first needed, and again after `close()`. */
export class RedisStore {
  /** What all keys begin with: a hash tag, so that they stand in one slot of a cluster. */
  readonly base: string
  readonly #options: StoreOptions
  #opening: Promise<OpenStore> | undefined
  #client: RedisClient | undefined
  /** How many times it was closed. */
  #closed = 0
  /** What was said, and when. */
  readonly #told = new Map<string, number>()
  /** What waits until Redis is there again. */
  readonly #waiting = new Set<() => void>()
  #isAppendOnlyChecked = false

  constructor(options: StoreOptions) {
    this.#options = options
    this.base = `{${options.prefix}}`
  }

  /** Waits for Redis as long as it takes, until `close()`. */
  open(): Promise<OpenStore> {
    if (this.#opening) return this.#opening
    const opening = this.#open().catch((error: unknown) => {
      if (this.#opening === opening) this.#opening = undefined
      throw error
    })
    this.#opening = opening
    return opening
  }

  /**
   * What work comes to, which is not waited for beyond the time in which an engine answers. It is not begun
   * while Redis is away, and not once that time is over.
   */
  use<Value>(work: (store: OpenStore) => Promise<Value>): Promise<Value> {
    const end = new AbortController()
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        end.abort()
        reject(downError())
      }, storeLimit)
      this.#whenReady(end.signal)
        .then(work)
        .finally(() => clearTimeout(timer))
        .then(resolve, reject)
    })
  }

  /** @returns what the script returns */
  run<Value>(script: ScriptName, ...values: readonly RedisValue[]): Promise<Value> {
    return this.use(({ client }) => this.runOn(client, script, ...values)) as Promise<Value>
  }

  /** The same without a limit of time. */
  async runOn(
    client: RedisClient,
    script: ScriptName,
    ...values: readonly RedisValue[]
  ): Promise<unknown> {
    try {
      return await client.call('EVALSHA', ...this.call(script, ...values))
    } catch (error) {
      if (!isMissingScript(error)) throw error
      return client.call('EVAL', scripts[script], 1, this.base, ...values)
    }
  }

  /** What EVALSHA takes. */
  call(script: ScriptName, ...values: readonly RedisValue[]): readonly RedisValue[] {
    return [digests[script], 1, this.base, ...values]
  }

  /** Ends the connection, once what was asked for has been answered. */
  async close(): Promise<void> {
    const client = this.#client
    this.#closed += 1
    this.#client = undefined
    this.#opening = undefined
    if (!client) return
    const quit = client.quit().catch(() => undefined)
    await Promise.race([quit, sleep(1000)])
    client.disconnect()
  }

  /** Says what has gone wrong, once a minute: that Redis is away has many words. */
  readonly tell = (error: Error): void => {
    const fault = isConnectionFault(error) ? down : error.message
    if (Date.now() - (this.#told.get(fault) ?? 0) < 60_000) return
    if (this.#told.size > 100) this.#told.clear()
    this.#told.set(fault, Date.now())
    this.#options.warn(`ringback: Redis: ${error.message || describeCode(error)}`)
  }

  async #whenReady(signal: AbortSignal): Promise<OpenStore> {
    const store = await this.open()
    if (store.client.status !== 'ready') await this.#wait(signal)
    signal.throwIfAborted()
    return store
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.add(resolve)
      signal.addEventListener('abort', () => this.#waiting.delete(resolve), { once: true })
    })
  }

  readonly #beReady = (): void => {
    this.#told.delete(down)
    for (const resolve of this.#waiting) resolve()
    this.#waiting.clear()
  }

  async #open(): Promise<OpenStore> {
    const closed = this.#closed
    const bullmq = await loadBullMq()
    const client = await connect(this.#options.connection)
    client.on('error', this.tell)
    client.on('ready', this.#beReady)
    if (closed === this.#closed) this.#client = client
    else client.disconnect()
    const queue = this.#openQueue(bullmq, client)
    try {
      await queue.waitUntilReady()
    } catch (error) {
      client.disconnect()
      throw error
    }
    await this.#checkAppendOnly(client)
    return { client, bullmq, queue }
  }

  #openQueue(bullmq: BullMq, client: RedisClient): BullQueue {
    const queue = new bullmq.Queue(queueName, {
      connection: client,
      prefix: this.base,
      streams: { events: { maxLen: 1000 } },
    })
    queue.on('error', this.tell)
    return queue
  }

  async #checkAppendOnly(client: RedisClient): Promise<void> {
    if (this.#isAppendOnlyChecked) return
    this.#isAppendOnlyChecked = true
    // Where the command is forbidden, as it is where Redis is rented, nothing is known.
    const answer = await client.call('CONFIG', 'GET', 'appendonly').catch(() => undefined)
    if (!JSON.stringify(answer)?.includes('"no"')) return
    this.#options.warn(
      'ringback: Redis keeps no append-only file: deliveries that were taken up are lost when it ends ' +
        'or crashes. Set appendonly yes, and appendfsync always where not even the last second may go.',
    )
  }
}

const digests = Object.fromEntries(
  Object.entries(scripts).map(([name, text]) => [
    name,
    createHash('sha1').update(text).digest('hex'),
  ]),
) as Readonly<Record<ScriptName, string>>

/** Redis forgets scripts when it starts. */
export function isMissingScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT')
}

/** A negative number for a code is BullMQ's. */
export function isConnectionFault(error: Error): boolean {
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' || error.message.startsWith('Connection is closed')
}

function describeCode(error: Error): string {
  return String((error as { readonly code?: unknown }).code)
}

function downError(): RingbackError {
  return storeError({
    message: 'Redis has not answered in time.',
    where: 'redis()',
    remedy: 'See whether it runs, and can be reached from here; then try again with the same id.',
  })
}
