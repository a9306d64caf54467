import { z } from 'zod'
import { createSecret, createSender, memory } from '../../lib/delivery/index.ts'
import { webhookRouter } from '../../lib/index.ts'

/** Run by kept-connections.spec.ts as a process of its own: what was sent keeps it alive no longer. */
const port = Number(process.argv[2])
const hooks = webhookRouter().post('event', {
  operationId: 'event',
  body: z.object({ n: z.number() }),
})
const sender = createSender({
  webhooks: [hooks],
  secret: createSecret(),
  engine: memory(),
  allow: { http: true, ports: [port], networks: ['127.0.0.1/32'] },
  onAttempt: ({ result }) => void process.send?.(result.kind, () => process.disconnect()),
})
void sender.run()
await sender.send(hooks.operations.event, `http://127.0.0.1:${port}`, { n: 1 })
