import express from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createSecret, createSender, memory } from '../../lib/delivery/index.ts'
import type { SenderOptions } from '../../lib/delivery/index.ts'
import { callbackRouter } from '../../lib/index.ts'
import { listen } from '../live-app.ts'

const events = callbackRouter().post('{$request.query.url}/events', {
  operationId: 'eventHappened',
  body: z.object({ name: z.unknown() }),
})
const { eventHappened } = events.operations

/** A receiver that answers each status in turn, the last from then on. */
async function receive(...statuses: number[]) {
  const came: string[] = []
  const app = express()
  app.use((req, res) => {
    came.push(String(req.headers['webhook-id']))
    res.sendStatus(statuses.length > 1 ? statuses.shift()! : statuses[0]!)
  })
  return { came, url: await listen(app) }
}

function createFor(url: string, options: Partial<SenderOptions>) {
  const { port } = new URL(url)
  const allow = { http: true, ports: [Number(port)], networks: ['127.0.0.1/32'] }
  return createSender({ callbacks: [events], secret: createSecret(), allow, ...options })
}

describe('what goes wrong in the hands of its user', () => {
  it('is no reason to lose what is sent again as its dead letter is told of', async () => {
    const { came, url } = await receive(400, 204)
    const sender = createFor(url, {
      onAttempt: (_attempt, { id }, { kind }) =>
        kind === 'dead' ? sender.deliveries.resend(id) : undefined,
    })
    const running = sender.run()
    const { id } = await sender.send(eventHappened, url, { name: 'a' })
    await expect.poll(() => came).toEqual([id, id])
    await expect.poll(async () => (await sender.deliveries.get(id))?.state).toBe('delivered')
    await sender.close()
    await running
  })

  it('is a fault of the attempt, where no secret is found in its time', async () => {
    const { came, url } = await receive(204)
    const never = new Promise<never>(() => {})
    for (const secret of [() => never, () => Promise.reject(new Error('no vault'))]) {
      const sender = createFor(url, { secret, timeout: 50, retry: false })
      const running = sender.run()
      const { id } = await sender.send(eventHappened, url, { name: 'a' })
      await expect.poll(async () => (await sender.deliveries.get(id))?.state).toBe('dead')
      const [attempt] = (await sender.deliveries.get(id))?.attempts ?? []
      expect(attempt?.result).toMatchObject({ kind: 'fault', code: 'ERR_DELIVERY_SECRET' })
      await sender.close()
      await running
    }
    expect(came).toEqual([])
  })

  it('is told, and sends once, where an engine fails to release', async () => {
    const { came, url } = await receive(503, 204)
    const engine = Object.assign(memory(), { release: () => undefined as never })
    const sender = createFor(url, {
      engine,
      retry: { schedule: [1, 1, 1] },
      endpoints: { pauseAfterFailures: 1, trialAfterMs: 1 },
    })
    const running = sender.run()
    const { id } = await sender.send(eventHappened, url, { name: 'a' })
    await expect.poll(async () => (await sender.deliveries.get(id))?.state).toBe('delivered')
    expect(came).toEqual([id, id])
    await sender.close()
    await running
  })

  it('rejects with a code, whatever is given', async () => {
    const sender = createFor('http://127.0.0.1:1', {})
    const send = sender.send as unknown as (...input: unknown[]) => Promise<unknown>
    const circular: Record<string, unknown> = {}
    circular['self'] = circular
    const url = 'http://127.0.0.1:1/'
    for (const operation of [undefined, null, 'cb', {}, events]) {
      await expect(send.call(sender, operation, url, {})).rejects.toMatchObject({
        code: 'ERR_DELIVERY_OPERATION',
      })
    }
    await expect(send.call(sender, eventHappened, url, { name: circular })).rejects.toMatchObject({
      code: 'ERR_DELIVERY_PAYLOAD',
    })
    const half = { originalUrl: '/', method: 'GET' }
    await expect(send.call(sender, eventHappened, half, { name: 'a' })).rejects.toMatchObject({
      code: 'ERR_DELIVERY_TARGET',
    })
  })
})
