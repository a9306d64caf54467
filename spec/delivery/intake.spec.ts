import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import {
  createSender,
  memory,
  memoryLog,
  type DeliveryLog,
  type Sender,
  type SenderOptions,
} from '../../lib/delivery/index.ts'
import { webhookRouter } from '../../lib/index.ts'
import { createGate } from './gate.ts'
import { allowing, openReceiver, refused, secret, type Receiver, type Respond } from './sending.ts'

const hooks = webhookRouter().post('paid', {
  operationId: 'paid',
  body: z.object({ n: z.number() }),
})
const { paid } = hooks.operations
const id = 'order-1'

/** A sender that does not run yet, and the other side. */
async function open(
  respond?: Respond,
  options: Partial<SenderOptions> = {},
): Promise<{ receiver: Receiver; sender: Sender; send: (n: number) => Promise<unknown> }> {
  const receiver = await openReceiver(respond)
  const given = { retry: false as const, allow: allowing(receiver), secret, ...options }
  const sender = createSender({ webhooks: [hooks], ...given })
  onTestFinished(() => sender.close({ drainMs: 0 }))
  return { receiver, sender, send: (n) => sender.send(paid, receiver.origin, { n }, { id }) }
}

async function reached(sender: Sender, state: string): Promise<void> {
  await expect.poll(async () => (await sender.deliveries.get(id))?.state).toBe(state)
}

/** Of a log whose methods may be replaced one by one. */
function withMethods(log: DeliveryLog): DeliveryLog {
  const names = ['accept', 'append', 'settle', 'get', 'list', 'purge'] as const
  const methods = names.map((name) => [name, log[name].bind(log)])
  return Object.fromEntries(methods) as DeliveryLog
}

describe('one id at one time', () => {
  it('is that of the first, where two are sent', async () => {
    const { receiver, sender, send } = await open()
    const results = await Promise.allSettled([send(1), send(2), send(1)])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(results[1]).toMatchObject({ reason: { code: 'ERR_DELIVERY_ID' } })
    void sender.run()
    await reached(sender, 'delivered')
    expect(receiver.received.map(({ body }) => body)).toEqual(['{"n":1}'])
  })

  it('is delivered once, where two are delivered', async () => {
    const { receiver, sender } = await open()
    const deliver = (): Promise<unknown> => sender.deliver(paid, receiver.origin, { n: 1 }, { id })
    const results = await Promise.allSettled([deliver(), deliver()])
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(receiver.received).toHaveLength(1)
  })

  it('is not sent while it is delivered', async () => {
    const gate = createGate()
    const { receiver, sender, send } = await open(() => gate.opened.then(() => ({})))
    void sender.run()
    const delivered = sender.deliver(paid, receiver.origin, { n: 1 }, { id })
    await expect.poll(() => receiver.received).toHaveLength(1)
    for (const n of [1, 2]) {
      expect((await refused(() => send(n))).code).toBe('ERR_DELIVERY_ID')
    }
    gate.open()
    await delivered
    await send(1)
    await sender.close()
    expect(receiver.received).toHaveLength(1)
  })

  it('is not sent again where it ends while it is looked up', async () => {
    const log = memoryLog()
    const slowLog = Object.assign(withMethods(log), {
      get: async (one: string) => {
        const known = await log.get(one)
        if (known?.state === 'pending') await reached(sender, 'delivered')
        return known
      },
    })
    const { receiver, sender } = await open(undefined, { log })
    const other = createSender({
      ...{ webhooks: [hooks], secret, allow: allowing(receiver), engine: memory(), log: slowLog },
    })
    void sender.run()
    void other.run()
    const to = receiver.origin
    await sender.send(paid, to, { n: 1 }, { id })
    await other.send(paid, to, { n: 1 }, { id })
    await other.send(paid, to, { n: 2 }, { id: 'order-2' })
    await expect.poll(() => receiver.received).toHaveLength(2)
    await other.close()
    expect(receiver.received.map(({ body }) => body)).toEqual(['{"n":1}', '{"n":2}'])
  })

  it('is sent again in the millisecond in which it ended', async () => {
    let isFirst = true
    const { receiver, sender } = await open(() => ({ status: 400 }), {
      onAttempt: (_attempt, delivery) => {
        if (delivery.createdAt !== createdAt || !isFirst) return undefined
        isFirst = false
        return sender.deliveries.resend(delivery.id)
      },
    })
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const createdAt = Date.now()
    void sender.run()
    await sender.send(paid, receiver.origin, { n: 1 }, { id })
    await expect.poll(() => receiver.received).toHaveLength(2)
    await reached(sender, 'dead')
  })

  it('is not sent by resend() while deliver() is under way', async () => {
    const gate = createGate()
    let status = 400
    const { receiver, sender, send } = await open(async () => {
      if (status === 200) await gate.opened
      return { status }
    })
    void sender.run()
    await send(1)
    await reached(sender, 'dead')
    status = 200
    const delivered = sender.deliver(paid, receiver.origin, { n: 1 }, { id })
    await expect.poll(() => receiver.received).toHaveLength(2)
    await sender.deliveries.resend(id)
    gate.open()
    expect((await delivered).status).toBe(200)
    await sender.close()
    expect(receiver.received).toHaveLength(2)
  })
})

describe('what a log knows', () => {
  it('and an engine has forgotten with its process is taken up again, by the same id', async () => {
    const log = memoryLog()
    const before = await open(undefined, { log })
    await before.send(1)
    const { receiver, sender } = await open(undefined, { log, allow: allowing(before.receiver) })
    await sender.send(paid, before.receiver.origin, { n: 1 }, { id })
    void sender.run()
    await reached(sender, 'delivered')
    expect([before.receiver.received.length, receiver.received.length]).toEqual([1, 0])
  })

  it.each(['delivered', 'dead'])(
    'stays as it is, %s, where it cannot be sent again',
    async (state) => {
      const { receiver, sender, send } = await open(
        () => ({ status: state === 'dead' ? 400 : 200 }),
        { engine: memory({ maxPending: 1 }) },
      )
      const running = sender.run()
      await send(1)
      await reached(sender, state)
      await sender.close()
      await running
      const before = await sender.deliveries.get(id)
      const engine = memory({ maxPending: 1 })
      const log = Object.assign(memoryLog())
      const full = await open(undefined, { engine, log, allow: allowing(receiver) })
      await full.sender.send(paid, receiver.origin, { n: 2 })
      await log.append(before!.delivery, before!.lastAttempt!, {
        kind: state === 'dead' ? 'dead' : 'done',
        reason: 'rejected',
      })
      const error = await refused(() => full.sender.deliveries.resend(id))
      expect(error.code).toBe('ERR_DELIVERY_FULL')
      expect(await log.get(id)).toMatchObject({ state, reason: before?.reason })
    },
  )

  it('is not pushed out of it by what was refused', async () => {
    const dropped: unknown[] = []
    const { receiver, sender, send } = await open(() => ({ status: 400 }), {
      engine: memory({ maxPending: 1 }),
      log: memoryLog({ maxDeliveries: 3, onDropDead: (one) => dropped.push(one) }),
    })
    const running = sender.run()
    await send(1)
    await reached(sender, 'dead')
    await sender.close()
    await running
    const next = sender.run()
    for (let n = 0; n < 20; n += 1) {
      await sender.send(paid, `${receiver.origin}/${n}`, { n }).catch(() => undefined)
    }
    await sender.close()
    await next
    expect(dropped).toEqual([])
    expect((await sender.deliveries.get(id))?.state).toBe('dead')
  })
})

describe('a transaction', () => {
  it('is refused by an engine that cannot take part in one, and by deliver()', async () => {
    const { receiver, sender } = await open()
    const to = receiver.origin
    const options = { transaction: {} }
    for (const call of [
      () => sender.send(paid, to, { n: 1 }, options),
      () => sender.deliver(paid, to, { n: 1 }, options),
    ]) {
      expect((await refused(call)).code).toBe('ERR_DELIVERY_TRANSACTION')
    }
    expect(await sender.deliveries.list()).toEqual([])
  })

  it('is refused where the log is not that of the engine, and would keep what is rolled back', async () => {
    const engine = Object.assign(memory(), { can: { joinTransaction: true }, log: memoryLog() })
    const apart = await open(undefined, { engine, log: memoryLog() })
    const send = ({ sender, receiver }: typeof apart): Promise<unknown> =>
      sender.send(paid, receiver.origin, { n: 1 }, { transaction: {} })
    expect((await refused(() => send(apart))).message).toContain('not that of its engine')
    const together = await open(undefined, { engine })
    await send(together)
    expect(await together.sender.deliveries.list()).toEqual([])
  })
})
