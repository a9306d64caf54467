import { createSender } from 'ringback/delivery'
import { callbackSecret } from './callback-secret.ts'
import { chooseEngine } from './delivery-engine.ts'
import { invoiceEvents } from './invoice-events.ts'

/**
 * Sends what `invoiceEvents` declares. The URL comes from an outsider: without `allow` it has to lead to a
 * public address by https, and this demo calls nothing but its own machine.
 */
export const sender = createSender({
  callbacks: [invoiceEvents],
  secret: callbackSecret,
  engine: chooseEngine(),
  allow: {
    http: true,
    hosts: ['localhost', '127.0.0.1', '::1'],
    networks: ['127.0.0.1/32', '::1/128'],
    ports: 'any',
  },
  // Of a demo, whose reader waits for it; the default takes days.
  retry: { schedule: [1000, 2000, 5000, 10_000, 30_000], jitter: 0 },
  onAttempt: ({ number, result }, { operationId, url }) => {
    const answer = result.kind === 'answer' ? `answered ${result.status}` : result.code
    console.log(`${operationId} to ${url}, attempt ${number}: ${answer}`)
  },
})

void sender.run()
