/**
 * Deliveries per second that each engine takes up, one at a time and 50 at once, and hands out, beside what
 * it is built on: SQLite with one insert a transaction, pg-boss with its own send, fetch and complete, BullMQ
 * with its own add and worker. PostgreSQL and Redis are started for it, on this machine. Prints medians of
 * several runs, taken in turn.
 *
 *   npm run bench:engines
 */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import pg from 'pg'
import { PgBoss } from 'pg-boss'
import { memory, postgres, redis, sqlite } from '../lib/delivery/index.ts'
import type { Delivery, DeliveryEngine } from '../lib/delivery/index.ts'
import { startPostgres } from '../spec/engines/postgres-server.ts'
import { startRedis } from '../spec/engines/redis-server.ts'

const oneByOne = 300
const atOnce = 50
const inAll = 2_000
const runs = 3

interface Contestant {
  readonly name: string
  enqueue(delivery: Delivery): Promise<void>
  /** Resolves once as many were handed out and have ended. */
  process(count: number): Promise<void>
  close(): Promise<void>
}

const directory = await mkdtemp(join(tmpdir(), 'ringback-bench-'))
const postgresServer = await startPostgres()
const redisServer = await startRedis()
const contestants = [
  () => createOwn('memory()', memory()),
  () => createBareSqlite(),
  () => createOwn('sqlite()', sqlite(join(directory, 'own.db'))),
  () => createBareBoss(),
  () => createPostgres(),
  () => createBareBull(),
  () => createOwn('redis()', redis(redisServer.url)),
]
const figures = new Map<string, number[][]>()

try {
  for (let run = 0; run < runs; run += 1) {
    for (const create of contestants) await measure(await create())
  }
} finally {
  await postgresServer.stop()
  await redisServer.stop()
  await rm(directory, { recursive: true })
}
print()
// The drivers keep timers for connections that have ended.
process.exit()

async function measure(contestant: Contestant): Promise<void> {
  const single = await rateOf(oneByOne, async () => {
    for (let sent = 0; sent < oneByOne; sent += 1) await contestant.enqueue(createDelivery())
  })
  const many = await rateOf(inAll, async () => {
    let left = inAll
    const send = async (): Promise<void> => {
      while (left-- > 0) await contestant.enqueue(createDelivery())
    }
    await Promise.all(Array.from({ length: atOnce }, send))
  })
  const handed = await rateOf(oneByOne + inAll, () => contestant.process(oneByOne + inAll))
  await contestant.close()
  const known = figures.get(contestant.name) ?? []
  figures.set(contestant.name, [...known, [single, many, handed]])
}

async function rateOf(count: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return count / ((performance.now() - start) / 1000)
}

function createDelivery(): Delivery {
  return {
    id: `msg_${randomUUID()}`,
    operationId: 'invoicePaid',
    method: 'POST',
    url: `https://shop-${Math.floor(Math.random() * 20)}.test/events`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ description: 'Paid', paid: true, lines: ['a', 'b', 'c'] }),
    createdAt: Date.now(),
    attempts: 0,
  }
}

function createOwn(name: string, engine: DeliveryEngine, end?: () => Promise<void>): Contestant {
  return {
    name,
    enqueue: (delivery) => engine.enqueue(delivery),
    process: (count) =>
      countTo(count, (one) => {
        void engine.run(
          async () => {
            one()
            return { kind: 'done' }
          },
          { concurrency: 50, perOrigin: 50, leaseMs: 30_000 },
        )
      }),
    close: async () => {
      await engine.stop()
      await end?.()
    },
  }
}

function createPostgres(): Contestant {
  const pool = new pg.Pool({ connectionString: postgresServer.url })
  return createOwn('postgres()', postgres(pool), () => pool.end())
}

async function createBareSqlite(): Promise<Contestant> {
  const database = new DatabaseSync(join(directory, `bare-${randomUUID()}.db`))
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  database.exec('CREATE TABLE job (id TEXT PRIMARY KEY, content TEXT, ended INTEGER)')
  const insert = database.prepare('INSERT INTO job VALUES (?, ?, 0)')
  const take = database.prepare('SELECT id FROM job WHERE ended = 0')
  const end = database.prepare('UPDATE job SET ended = 1 WHERE id = ?')
  return {
    name: 'SQLite, a commit each',
    enqueue: async (delivery) => void insert.run(delivery.id, JSON.stringify(delivery)),
    process: async () => {
      for (const { id } of take.all() as { id: string }[]) end.run(id)
    },
    close: async () => database.close(),
  }
}

async function createBareBoss(): Promise<Contestant> {
  const schema = `bare_${randomUUID().replaceAll('-', '')}`
  const boss = new PgBoss({ connectionString: postgresServer.url, schema })
  await boss.start()
  await boss.createQueue('deliveries')
  return {
    name: 'pg-boss',
    enqueue: async (delivery) => void (await boss.send('deliveries', { ...delivery })),
    process: async (count) => {
      let left = count
      const pump = async (): Promise<void> => {
        while (left > 0) {
          const jobs = await boss.fetch('deliveries', { batchSize: 20 })
          if (jobs.length === 0) return
          left -= jobs.length
          await Promise.all(jobs.map(({ id }) => boss.complete('deliveries', id)))
        }
      }
      await Promise.all([pump(), pump()])
    },
    close: () => boss.stop({ graceful: false }),
  }
}

function createBareBull(): Contestant {
  const name = `bare-${randomUUID()}`
  const connection = new Redis(redisServer.url, { maxRetriesPerRequest: null })
  const queue = new Queue(name, { connection })
  let worker: Worker | undefined
  return {
    name: 'BullMQ',
    enqueue: async (delivery) => void (await queue.add('delivery', delivery)),
    process: (count) =>
      countTo(count, (one) => {
        worker = new Worker(name, async () => one(), { connection, concurrency: 50 })
      }),
    close: async () => {
      await worker?.close()
      await queue.close()
      connection.disconnect()
    },
  }
}

function countTo(count: number, start: (one: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    let left = count
    start(() => {
      left -= 1
      if (left === 0) resolve()
    })
  })
}

function print(): void {
  console.log(
    '| | taken up /s, one by one | 50 at once | handed out /s |\n| --- | ---: | ---: | ---: |',
  )
  for (const [name, rows] of figures) {
    const cells = [0, 1, 2].map((column) => Math.round(median(rows.map((row) => row[column] ?? 0))))
    console.log(`| ${name} | ${cells.join(' | ')} |`)
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
