import { appendFileSync } from 'node:fs'
import { redis } from '../../lib/delivery/redis/redis.ts'
import { createDelivery } from '../delivery/deliveries.ts'

/**
 * Run by redis-processes.spec.ts as a process of its own, which it kills:
 * - `enqueue`: takes deliveries up, and says of each that it was;
 * - `work`: writes what it is handed into a file; `hang` never lets go of it.
 */
const [, , role, url = '', prefix = '', file = '', lease = '30000'] = process.argv
const engine = redis(url, { prefix, onWarning: () => undefined })

if (role === 'enqueue') {
  for (let index = 0; index < 10_000; index += 1) {
    const delivery = createDelivery({ id: `msg_${index}`, url: `https://shop-${index % 9}.test/` })
    // One that a busy machine makes late is not told of.
    await engine.enqueue(delivery).then(
      () => process.stdout.write(`${index}\n`),
      () => undefined,
    )
  }
} else {
  await engine.run(
    async ({ id }) => {
      appendFileSync(file, `${id}\n`)
      if (role === 'hang') await new Promise(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, 5))
      return { kind: 'done' }
    },
    { concurrency: 10, perOrigin: 4, leaseMs: Number(lease) },
  )
}
