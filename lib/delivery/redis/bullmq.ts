import type { RedisClient } from './ioredis.ts'
import { importDriver, type Driver } from '../import-driver.ts'

/** BullMQ, in what is used of it. */
export interface BullMq {
  readonly Queue: new (name: string, options: QueueOptions) => BullQueue
  readonly Worker: new (
    name: string,
    handler: (job: BullJob, token: string) => Promise<string>,
    options: WorkerOptions,
  ) => BullWorker
  readonly Job: new (
    queue: BullQueue,
    name: string,
    data: object,
    options: object,
    id: string,
  ) => BullJob
  readonly DelayedError: new () => Error
}

interface QueueOptions {
  readonly connection: RedisClient
  readonly prefix: string
  readonly streams?: { readonly events: { readonly maxLen: number } }
}

interface WorkerOptions extends QueueOptions {
  readonly concurrency: number
  readonly lockDuration: number
  readonly stalledInterval: number
  readonly maxStalledCount: number
  readonly runRetryDelay: number
}

interface Emitter {
  on(event: 'error', listener: (error: Error) => void): unknown
  waitUntilReady(): Promise<unknown>
  close(): Promise<void>
}

export type BullQueue = Emitter

/** What BullMQ adds a job by: one of its own commands. */
export interface BullTransaction {
  runCommand(name: string, values: readonly unknown[]): unknown
}

export interface BullWorker extends Emitter {
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'completed', listener: (job: BullJob, result: string) => void): unknown
}

export interface BullJob {
  readonly id: string
  readonly data: unknown
  /** Adds it within a transaction; nothing where its id is there. */
  addJob(transaction: BullTransaction): Promise<unknown>
  moveToDelayed(at: number, token: string): Promise<void>
  promote(): Promise<void>
}

const driver: Driver = { name: 'bullmq', where: 'redis()', install: 'bullmq ioredis' }

/** @throws {RingbackError} `ERR_DELIVERY_ENGINE` where it is not installed */
export async function loadBullMq(): Promise<BullMq> {
  return (await importDriver(driver, () => import('bullmq'))) as BullMq
}
