import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseSync } from '@photostructure/sqlite'
import { sqlite } from '../../lib/delivery/sqlite/sqlite.ts'
import { createDelivery } from '../delivery/deliveries.ts'

/** Run by sqlite.spec.ts as a process of its own, which ends with the one that has started it. */
const [, , role, file = ''] = process.argv

/** Held here, since what nobody holds is closed. */
const databases: InstanceType<typeof DatabaseSync>[] = []

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function liveAsLongAsParent(): void {
  process.stdin.once('end', () => process.exit())
  process.stdin.resume()
}

/** Says of each delivery that it is taken up, one after the other. */
async function enqueueForEver(): Promise<void> {
  const engine = sqlite(file)
  for (let index = 0; ; index += 1) {
    await engine.enqueue(createDelivery({ id: `msg_${index}` }))
    say(`msg_${index}`)
  }
}

/** Says what it is handed. */
async function work(takesMs: number, leaseMs: number): Promise<void> {
  await sqlite(file).run(
    async ({ id }) => {
      say(id)
      await sleep(takesMs)
      return { kind: 'done' }
    },
    { concurrency: 4, perOrigin: 4, leaseMs },
  )
}

function lock(): void {
  const database = new DatabaseSync(file)
  databases.push(database)
  database.exec('BEGIN EXCLUSIVE')
  say('locked')
}

/** With nothing to do, and nothing but the engine that keeps it alive. */
function idle(): void {
  const engine = sqlite(file)
  void engine.run(async () => ({ kind: 'done' }), { concurrency: 1, perOrigin: 1, leaseMs: 30_000 })
  setTimeout(() => {
    say('alive')
    void engine.stop()
  }, 1000).unref()
}

switch (role) {
  case 'enqueue':
    liveAsLongAsParent()
    void enqueueForEver()
    break
  case 'work':
    liveAsLongAsParent()
    void work(20, 30_000)
    break
  case 'hang':
    liveAsLongAsParent()
    void work(3_600_000, 1500)
    break
  case 'lock':
    liveAsLongAsParent()
    lock()
    break
  default:
    idle()
}
