import { importDriver, type Driver } from '../import-driver.ts'

/** A client of ioredis, in what is used of it. */
export interface RedisClient extends RedisCommands {
  /** Such as `ready`. */
  readonly status: string
  connect(): Promise<void>
  disconnect(): void
  quit(): Promise<unknown>
  on(event: 'error' | 'ready', listener: (error: Error) => void): unknown
  duplicate(overrides?: object): RedisClient
  multi(): RedisPipeline
  pipeline(): RedisPipeline
}

/** Commands that are sent together, and in a transaction where `multi()` made it. */
export interface RedisPipeline {
  call(command: string, ...values: readonly RedisValue[]): unknown
  exec(): Promise<readonly (readonly [Error | null, unknown])[] | null>
}

interface RedisCommands {
  call(command: string, ...values: readonly RedisValue[]): Promise<unknown>
}

export type RedisValue = string | number

interface IoRedis {
  readonly Redis: RedisConstructor
}

interface RedisConstructor {
  new (url: string, options: object): RedisClient
  new (options: object): RedisClient
}

/**
 * What the engine needs of each of its connections: a command waits until Redis is there again, and
 * BullMQ, which has its own, refuses a prefix.
 */
const needed = { maxRetriesPerRequest: null, keyPrefix: '' }

const driver: Driver = { name: 'ioredis', where: 'redis()', install: 'bullmq ioredis' }

/**
 * A connection of the engine's own.
 *
 * @throws {RingbackError} `ERR_DELIVERY_ENGINE` where ioredis is not installed
 */
export async function connect(connection: string | object): Promise<RedisClient> {
  if (typeof connection === 'object' && isClient(connection)) return duplicate(connection)
  const { Redis } = (await importDriver(driver, () => import('ioredis'))) as IoRedis
  return typeof connection === 'string'
    ? new Redis(connection, needed)
    : new Redis({ ...connection, ...needed })
}

/** Whether it is a client, of whatever version of ioredis, and no options of one. */
export function isClient(connection: object): connection is RedisClient {
  const { duplicate: copy, call } = connection as Partial<RedisClient>
  return typeof copy === 'function' && typeof call === 'function'
}

/** A cluster is duplicated by another signature, and has no such limits. */
function duplicate(client: RedisClient): RedisClient {
  const { isCluster } = client as { readonly isCluster?: unknown }
  return isCluster === true ? client.duplicate() : client.duplicate(needed)
}
