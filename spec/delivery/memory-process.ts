import { memory } from '../../lib/delivery/memory.ts'
import { createDelivery } from './deliveries.ts'

/** Run by memory.spec.ts as a process of its own: what keeps it alive, and what does not. */
const [, , pending] = process.argv
const engine = memory()

void engine.run(
  async ({ id, attempts }) => {
    process.stdout.write(`${id} ${attempts}\n`)
    return attempts === 0 ? { kind: 'retry', at: Date.now() + 300 } : { kind: 'done' }
  },
  { concurrency: 2, perOrigin: 2, leaseMs: 30_000 },
)
if (pending === 'retried') void engine.enqueue(createDelivery())
if (pending === 'stopped') {
  void engine.enqueue(createDelivery(), { notBefore: Date.now() + 3_600_000 })
  setTimeout(() => void engine.stop(), 50)
}
process.on('exit', () => process.stdout.write('exit\n'))
