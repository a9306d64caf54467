import type { Attempt, Delivery, Outcome } from '../delivery.ts'
import { isAskedFor, pageLength } from '../log-query.ts'
import {
  countAttempt,
  pendingUntil,
  stateAfter,
  type DeliveryHistory,
  type DeliveryLog,
  type DeliveryQuery,
  type DeliveryState,
  type LoggedDelivery,
  type LoggedState,
} from '../log.ts'
import { readOrigin } from '../origin.ts'
import { readAttempt, readDelivery } from '../stored-json.ts'
import type { RedisClient, RedisPipeline, RedisValue } from './ioredis.ts'
import type { RedisStore } from './redis-store.ts'

/** The values of a record, as the scripts take it. */
export function writeRecord(
  delivery: Delivery,
  state: LoggedState,
  attempt?: Attempt,
): RedisValue[] {
  return [
    delivery.id,
    JSON.stringify(delivery),
    readOrigin(delivery.url),
    delivery.operationId,
    delivery.createdAt,
    state.state,
    state.reason ?? '',
    state.nextAttemptAt ?? '',
    Date.now(),
    attempt === undefined ? '' : JSON.stringify(attempt),
  ]
}

/** How many are read at a time. */
const chunkLength = 200

/** The log in Redis: a hash and a list for each delivery, and for each state all in order. */
export class RedisLog implements DeliveryLog {
  readonly #store: RedisStore

  constructor(store: RedisStore) {
    this.#store = store
  }

  async accept(delivery: Delivery, nextAttemptAt: number): Promise<void> {
    const record = writeRecord(delivery, pendingUntil(nextAttemptAt))
    await this.#store.run('record', '1', ...record)
  }

  async append(delivery: Delivery, attempt: Attempt, outcome: Outcome): Promise<void> {
    const counted = countAttempt(delivery, outcome)
    await this.#store.run('record', '0', ...writeRecord(counted, stateAfter(outcome), attempt))
  }

  async settle(delivery: Delivery, outcome: Outcome): Promise<void> {
    await this.#store.run('record', '0', ...writeRecord(delivery, stateAfter(outcome)))
  }

  get(id: string): Promise<DeliveryHistory | undefined> {
    return this.#store.use(async ({ client }) => {
      const transaction = client.multi()
      this.#readInto(transaction, id, 0)
      const [entry] = await readEntries(transaction)
      return entry
    })
  }

  list(query: DeliveryQuery = {}): Promise<readonly LoggedDelivery[]> {
    return this.#store.use(({ client }) => this.#find(client, query))
  }

  async purge(before: number): Promise<number> {
    let purged = 0
    for (;;) {
      const count = await this.#store.run<number>('purge', before)
      purged += count
      if (count === 0) return purged
    }
  }

  async #find(client: RedisClient, query: DeliveryQuery): Promise<LoggedDelivery[]> {
    const limit = query.limit ?? pageLength
    const found = new Map<string, LoggedDelivery>()
    for (let offset = 0; found.size < limit; offset += chunkLength) {
      const ids = await this.#readIds(client, query, offset)
      const entries = await this.#readAll(client, ids)
      for (const { attempts: _, ...entry } of entries) {
        if (found.size < limit && isAskedFor(entry, query)) found.set(entry.delivery.id, entry)
      }
      if (ids.length < chunkLength) break
    }
    return [...found.values()]
  }

  /** The latest first, and what was created at once by id: that is how they are sorted. */
  async #readIds(client: RedisClient, query: DeliveryQuery, offset: number): Promise<string[]> {
    const { base } = this.#store
    const key = query.state === undefined ? `${base}:log:all` : `${base}:log:state:${query.state}`
    const from = query.before === undefined ? '-inf' : -query.before.createdAt
    const to = query.since === undefined ? '+inf' : -query.since
    const range = [key, from, to, 'LIMIT', offset, chunkLength]
    return (await client.call('ZRANGEBYSCORE', ...range)) as string[]
  }

  async #readAll(client: RedisClient, ids: readonly string[]): Promise<DeliveryHistory[]> {
    if (ids.length === 0) return []
    const pipeline = client.pipeline()
    for (const id of ids) this.#readInto(pipeline, id, -1)
    return readEntries(pipeline)
  }

  /** @param from the attempt from which on they are read: the first, or -1 for the last */
  #readInto(pipeline: RedisPipeline, id: string, from: 0 | -1): void {
    const { base } = this.#store
    pipeline.call('HMGET', `${base}:log:${id}`, ...fields)
    pipeline.call('LRANGE', `${base}:log:attempts:${id}`, from, -1)
  }
}

const fields = ['delivery', 'origin', 'state', 'reason', 'nextAttemptAt', 'changedAt'] as const

type Fields = readonly (string | null)[]

/** What a pipeline has read, without those that are unknown. */
async function readEntries(pipeline: RedisPipeline): Promise<DeliveryHistory[]> {
  const answers = (await pipeline.exec()) ?? []
  const values = answers.map(([error, value]) => {
    if (error) throw error
    return value
  })
  const entries: DeliveryHistory[] = []
  for (let index = 0; index < values.length; index += 2) {
    const entry = readEntry(values[index] as Fields, values[index + 1] as string[])
    if (entry) entries.push(entry)
  }
  return entries
}

function readEntry(
  [delivery, origin, state, reason, nextAttemptAt, changedAt]: Fields,
  texts: readonly string[],
): DeliveryHistory | undefined {
  if (!delivery) return undefined
  const attempts = texts.map(readAttempt)
  return {
    delivery: readDelivery(delivery),
    origin: String(origin),
    state: state as DeliveryState,
    reason: reason || undefined,
    nextAttemptAt: nextAttemptAt ? Number(nextAttemptAt) : undefined,
    changedAt: Number(changedAt),
    lastAttempt: attempts.at(-1),
    attempts,
  }
}
