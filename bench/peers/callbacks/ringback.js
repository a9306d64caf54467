// @ts-check
/** Declared, checked, signed, guarded, and kept in memory until it has arrived. */
import { callbackRouter } from 'ringback'
import { createSender, memory } from 'ringback/delivery'
import { z } from 'zod'
import { atATime, payload, secret } from './callback.js'

const events = callbackRouter().post('{$request.query.callback_url}/events', {
  operationId: 'invoicePaid',
  body: z.object({ description: z.string(), paid: z.boolean(), lines: z.array(z.string()) }),
  responses: { 204: null },
})

/**
 * @param {number} port
 * @param {number} deliveries
 */
export async function send(port, deliveries) {
  const url = `http://127.0.0.1:${port}/events`
  /** @type {() => void} */
  let arrived = () => undefined
  const all = new Promise((resolve) => (arrived = () => resolve(undefined)))
  let left = deliveries
  const sender = createSender({
    callbacks: [events],
    secret,
    engine: memory(),
    allow: { http: true, ports: [port], networks: ['127.0.0.1/32'] },
    concurrency: atATime,
    perOrigin: atATime,
    onAttempt: (_attempt, _delivery, outcome) => {
      if (outcome.kind !== 'done') throw new Error(`a delivery came to ${outcome.kind}`)
      left -= 1
      if (left === 0) arrived()
    },
  })
  const running = sender.run()
  for (let sent = 0; sent < deliveries; sent += 1)
    await sender.send(events.operations.invoicePaid, url, payload)
  await all
  await sender.close()
  await running
}
