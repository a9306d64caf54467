import { describeEngine } from '../delivery/engine-contract.ts'
import { describeLog } from './log-contract.ts'
import { createAttempt, createDelivery } from '../delivery/deliveries.ts'
import { describe, expect, it } from 'vitest'
import { start, until } from './handing.ts'
import { openEngine } from './redis-engines.ts'

describeEngine('redis()', async (options) => ({ engine: await openEngine(options) }))

describeLog('redis()', async () => {
  const engine = await openEngine()
  return { log: engine.log!, close: () => engine.stop() }
})

describe('the log of redis()', () => {
  it('has what enqueue() has taken up, and what was sent again', async () => {
    const engine = await openEngine()
    const delivery = createDelivery()
    const notBefore = Date.now() + 60_000
    await engine.enqueue(delivery, { notBefore })
    expect(await engine.log?.get('msg_1')).toMatchObject({
      delivery,
      state: 'pending',
      nextAttemptAt: notBefore,
    })
  })

  it('is not what it was where an attempt was first', async () => {
    const engine = await openEngine()
    const delivery = createDelivery()
    await engine.enqueue(delivery, { notBefore: Date.now() + 60_000 })
    await engine.log?.append(delivery, createAttempt(), { kind: 'done' })
    await engine.enqueue(delivery)
    expect(await engine.log?.get('msg_1')).toMatchObject({ state: 'delivered' })
  })

  it('knows how a delivery has ended where nobody has told it', async () => {
    const engine = await openEngine()
    await engine.enqueue(createDelivery())
    start(engine, async () => ({ kind: 'dead', reason: 'gone' }))
    await until(async () => (await engine.log?.get('msg_1'))?.state === 'dead')
    expect(await engine.log?.get('msg_1')).toMatchObject({ reason: 'gone', attempts: [] })
  })

  it('finds a page of few among many', async () => {
    const engine = await openEngine()
    const urls = ['https://shop.test/', 'https://other.test/']
    for (let index = 0; index < 450; index += 1) {
      const url = urls[index < 3 ? 0 : 1] as string
      await engine.log?.accept(createDelivery({ id: `msg_${index}`, url, createdAt: index }), 0)
    }
    const found = await engine.log?.list({ origin: 'https://shop.test', limit: 2 })
    expect(found?.map(({ delivery }) => delivery.id)).toEqual(['msg_2', 'msg_1'])
  })
})
