import { setTimeout as delay } from 'node:timers/promises'
import { openSender, type ProcessOptions } from './open-sender.ts'
import { events } from './declared.ts'

/**
 * A producer or a worker of a crash trial, which is killed at any moment. A producer writes a line for each
 * delivery that was acknowledged: that, and nothing else, must not be lost.
 */
const { role, first, ...options } = JSON.parse(process.argv[2] ?? '') as ProcessOptions & {
  readonly role: 'producer' | 'worker'
  /** The number of the first delivery of a producer. */
  readonly first: number
}
const sender = openSender(options)

if (role === 'worker') await sender.run()
else await produce()

async function produce(): Promise<void> {
  for (let n = first; ; n += 1) {
    await sendOne(n)
    // at most 400 a second: what two workers deliver, so that what is left at the end is soon drained
    if (n % 10 === 0) await delay(25)
  }
}

async function sendOne(n: number): Promise<void> {
  const to = `http://127.0.0.1:${options.receiverPort}/`
  try {
    const { id } = await sender.send(events.operations.paid, to, { n }, { id: `delivery-${n}` })
    process.stdout.write(`${id}\n`)
  } catch (error) {
    // A store that is down takes nothing, and says so: nothing was acknowledged.
    process.stderr.write(`${String(error)}\n`)
    await delay(100)
  }
}
