import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { postgres } from '../../lib/delivery/postgres/postgres.ts'
import { createDelivery } from '../delivery/deliveries.ts'

/**
 * Run by postgres-processes.spec.ts as a process of its own, to be killed. It writes a line for each id that
 * was enqueued, or handed out.
 */
const [, , task = '', connectionString = '', schema = '', leaseMs = ''] = process.argv
const engine = postgres(new pg.Pool({ connectionString }), { schema })

function tell(id: string): void {
  process.stdout.write(`${id}\n`)
}

async function enqueue(): Promise<void> {
  for (let index = 0; ; index += 1) {
    const id = `${process.pid}_${index}`
    await engine.enqueue(createDelivery({ id, url: `https://shop-${index % 9}.test/` }))
    tell(id)
  }
}

/** @param holdMs how long each is in flight */
async function work(holdMs: number): Promise<void> {
  await engine.run(
    async ({ id }) => {
      tell(id)
      await sleep(holdMs)
      return { kind: 'done' }
    },
    { concurrency: 5, perOrigin: 5, leaseMs: Number(leaseMs) },
  )
}

if (task === 'enqueue') await enqueue()
if (task === 'work') await work(20)
if (task === 'hold') await work(3_600_000)
