import { setTimeout as sleep } from 'node:timers/promises'
import { describeValue, RingbackError } from '../../errors.ts'
import type { Delivery, Outcome } from '../delivery.ts'
import { dueAt } from '../due-at.ts'
import { readOrigin } from '../origin.ts'
import { readDelivery } from '../stored-json.ts'
import { Batches } from './batches.ts'
import type { Database, Executor } from './database.ts'
import type { Boss, BossAttempt, BossJob, BossQueue } from './pg-boss.ts'
import type { PostgresLog } from './postgres-log.ts'

/** A delivery as the queue keeps it. */
export interface Queued {
  readonly delivery: Delivery
  /** In milliseconds since 1970. */
  readonly due: number
  /** How many times in a row its handler has rejected. */
  readonly faults: number
  /** The paused endpoint that it is held for. */
  readonly endpoint?: string | undefined
}

/** A delivery that is over. */
export interface Ended {
  readonly delivery: Delivery
  readonly outcome: Outcome
}

/** A delivery that was handed out to this process, until its lease ends. */
export interface Handed extends Queued, BossAttempt {
  readonly leaseEnd: number
}

/**
 * What a job carries. A delivery goes in as the text of its JSON, since jsonb has no `\u0000` and no half
 * of a surrogate pair.
 */
interface JobData extends Omit<Queued, 'delivery'> {
  readonly delivery: string
}

/** In seconds, before any `run()` has said it: what a sender with its defaults says. */
const firstLease = 35

/** An id is in the queue once, whether it waits or is in flight. */
const policy = 'exclusive'

const forever = {
  // A job is deleted that has waited longer than that beyond its time: 60 years.
  retentionSeconds: 60 * 365 * 24 * 60 * 60,
  // Counts the leases that ended: what was handed out and never heard of again.
  retryLimit: 2_000_000_000,
  retryDelay: 0,
}

/** The deliveries as jobs of a pg-boss queue, in which an id is once. What has ended is deleted. */
export class DeliveryQueue {
  readonly #boss: Boss
  readonly #database: Database
  readonly #name: string
  readonly #log: PostgresLog
  readonly #ended = new Batches<BossAttempt & Ended>(mostAtOnce, (ended) => this.#end(ended))
  #leaseSeconds: number | undefined

  constructor(boss: Boss, database: Database, log: PostgresLog, name: string) {
    this.#boss = boss
    this.#database = database
    this.#log = log
    this.#name = name
  }

  /** Of several that start at a time, one makes it. */
  async create(): Promise<void> {
    for (let turn = 1; ; turn += 1) {
      try {
        const queue = await this.#boss.getQueue(this.#name)
        if (queue) return requireExclusive(queue)
        const options = { policy, expireInSeconds: firstLease, ...forever }
        return await this.#boss.createQueue(this.#name, options)
      } catch (error) {
        if (turn === 5 || error instanceof RingbackError) throw error
        await sleep(50 * turn)
      }
    }
  }

  /** What is enqueued from now on, by whichever process, has this lease. */
  async setLease(leaseMs: number): Promise<void> {
    const expireInSeconds = Math.ceil(leaseMs / 1000)
    await this.#boss.updateQueue(this.#name, { expireInSeconds })
    this.#leaseSeconds = expireInSeconds
  }

  /** @returns whether it was added: an id that is in the queue is not added again */
  async add(queued: Queued, db: Executor): Promise<boolean> {
    const { delivery, due } = queued
    const options = {
      db,
      singletonKey: delivery.id,
      group: { id: readOrigin(delivery.url) },
      priority: urgencyOf(due),
      ...(this.#leaseSeconds === undefined ? {} : { expireInSeconds: this.#leaseSeconds }),
      // By the clock of the database, where it is due now by ours.
      ...(due > Date.now() ? { startAfter: new Date(due) } : {}),
    }
    const data: JobData = { ...queued, delivery: JSON.stringify(delivery) }
    return (await this.#boss.send(this.#name, data, options)) !== null
  }

  /** Whether another delivery of that id is in flight: one that was sent before, and is about to end. */
  async isEnding({ id, createdAt }: Delivery, db: Executor): Promise<boolean> {
    const options = { key: id, limit: 1, db }
    const [queued] = await this.#boss.findJobs(this.#name, { ...options, queued: true })
    if (queued) return false
    const [job] = await this.#boss.findJobs(this.#name, options)
    return job === undefined || decode(job).delivery.createdAt !== createdAt
  }

  /** Hands out what is due, by due time, at most `perOrigin` to one origin over all processes. */
  async fetch(count: number, perOrigin: number): Promise<Handed[]> {
    const fetchedAt = Date.now()
    const jobs = await this.#boss.fetch(this.#name, {
      db: this.#database,
      batchSize: count,
      groupConcurrency: perOrigin,
      // So that what is due later is not looked at; a minute, since clocks differ.
      minPriority: urgencyOf(fetchedAt + 60_000),
    })
    const handed = await Promise.all(jobs.map((job) => this.#take(job, fetchedAt)))
    return handed.filter((job) => job !== undefined).toSorted((one, other) => one.due - other.due)
  }

  /** What was enqueued with another lease gets that of this process, and is handed out again. */
  async #take(job: BossJob, fetchedAt: number): Promise<Handed | undefined> {
    const { id, retryCount, expireInSeconds } = job
    const handed = { ...decode(job), id, retryCount, leaseEnd: fetchedAt + expireInSeconds * 1000 }
    if (expireInSeconds === this.#leaseSeconds) return handed
    await this.settle(handed, handed)
    return undefined
  }

  /**
   * Puts in the place of a job what becomes of it; nothing, where it is over. Where the lease has ended
   * and it was handed out again, this applies no more.
   */
  async settle({ id, retryCount }: BossAttempt, next: Queued | Ended): Promise<void> {
    const attempt = { id, retryCount }
    if ('outcome' in next) return this.#ended.add({ ...attempt, ...next })
    await this.#database.transaction(async (db) => {
      const deleted = await this.#boss.deleteJob(this.#name, [attempt], { db })
      // Where somebody else has it now, its id would not be added either.
      if (!('affected' in deleted && deleted.affected === 0)) await this.add(next, db)
    })
  }

  /** First in the log, which may not have been told: once the jobs are gone, nobody would tell it. */
  async #end(ended: readonly (BossAttempt & Ended)[]): Promise<void> {
    const attempts = ended.map(({ id, retryCount }) => ({ id, retryCount }))
    await this.#log.end(this.#database, ended)
    await this.#boss.deleteJob(this.#name, attempts, { db: this.#database })
  }

  /** Makes due what is held for an endpoint, by whichever process. */
  async release(endpoint: string): Promise<void> {
    for (;;) {
      const options = { data: { endpoint }, queued: true, limit: mostAtOnce, db: this.#database }
      const jobs = await this.#boss.findJobs(this.#name, options)
      await this.#database.transaction(async (db) => {
        for (const job of jobs) await this.#makeDue(job, db)
      })
      if (jobs.length < mostAtOnce) return
    }
  }

  async #makeDue(job: BossJob, db: Executor): Promise<void> {
    const due = Date.now()
    const { endpoint: _, ...data } = job.data as JobData
    const options = { db, id: job.id, startAfter: new Date(due), priority: urgencyOf(due) }
    await this.#boss.update(this.#name, { ...data, due }, options)
  }

  /** Gives back what was handed out to a process that died. */
  supervise(): Promise<void> {
    return this.#boss.supervise(this.#name)
  }
}

/** One that the app has made for jobs of its own would let an id in twice. */
function requireExclusive(queue: BossQueue): void {
  if (queue.policy === policy) return
  throw new RingbackError({
    code: 'ERR_DELIVERY_ENGINE',
    message: `The queue ${describeValue(queue.name)} is there, and its policy is ${describeValue(queue.policy)}.`,
    where: 'postgres()',
    remedy: 'Give deliveries a queue of their own: postgres(boss, { schema }) says its name.',
  })
}

/** Jobs of one statement or transaction. */
const mostAtOnce = 200

/** A date beyond that year is none to PostgreSQL. */
const latestDue = Date.UTC(9999, 0)

/** Now, where the time has passed, and no later than PostgreSQL knows. */
export function readDue(time: number): number {
  return Math.min(dueAt(time), latestDue)
}

/** The steps of a priority, in milliseconds, and where they begin: its 32 bits are enough until 2053. */
const urgencyStep = 200
const urgencyEpoch = Date.UTC(2026, 0)
const mostUrgent = 2 ** 31 - 1

/** pg-boss hands out the highest priority first: the earliest due. */
function urgencyOf(due: number): number {
  const steps = Math.max(Math.floor((due - urgencyEpoch) / urgencyStep), 0)
  return Math.max(mostUrgent - steps, -mostUrgent)
}

function decode({ data }: BossJob): Queued {
  const { delivery, due, faults, endpoint } = data as JobData
  return { delivery: readDelivery(delivery), due, faults, endpoint }
}

/** As if it had not been handed out. */
export function giveBack({ delivery, faults }: Handed): Queued {
  return { delivery, faults, due: Date.now() }
}
