import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Delivery, Outcome } from '../../lib/delivery/delivery.ts'
import type { EngineOptions } from '../../lib/delivery/engine-fault.ts'
import type { DeliveryEngine, DeliveryHandler } from '../../lib/delivery/engine.ts'
import { done, hang, idsOf, sortedIdsOf, start, until, wide } from '../engines/handing.ts'
import { createDeliveries, createDelivery } from './deliveries.ts'
import { createGate } from './gate.ts'

/** An engine over an empty store, and what ends both. */
export interface EngineUnderTest {
  readonly engine: DeliveryEngine
  close?(): Promise<void>
}

/** The suite that every engine passes. */
export function describeEngine(
  name: string,
  open: (options: EngineOptions) => Promise<EngineUnderTest>,
): void {
  const opened: EngineUnderTest[] = []

  afterEach(async () => {
    for (const { engine, close } of opened.splice(0)) {
      await engine.stop({ drainMs: 0 })
      await close?.()
    }
  })

  async function openEngine(options: EngineOptions = {}): Promise<DeliveryEngine> {
    const underTest = await open(options)
    opened.push(underTest)
    return underTest.engine
  }

  describe(`${name}: what is handed out`, () => {
    it('is the delivery as it was enqueued', async () => {
      const engine = await openEngine()
      const delivery = createDelivery({
        method: 'PUT',
        url: 'https://shop.test:8443/invoices/1?a=%20b&c=\u00fc',
        headers: { 'content-type': 'text/plain; charset=utf-8', 'x-shop': "it's \u00e4" },
        body: 'a "quoted" \u0000 \\ line\r\n\u{1f4e8} \u2028',
      })
      const empty = createDelivery({ id: 'msg_2', method: 'DELETE', headers: {}, body: undefined })
      await enqueueAll(engine, [delivery, empty])
      const handed = await runUntilHanded(engine, 2)
      expect(byId(handed)).toEqual([delivery, empty])
    })

    it('was enqueued before run(), or while it runs', async () => {
      const engine = await openEngine()
      await engine.enqueue(createDelivery({ id: 'before' }))
      const handed = start(engine)
      await until(() => handed.length === 1)
      await engine.enqueue(createDelivery({ id: 'while' }))
      await until(() => handed.length === 2)
      expect(idsOf(handed)).toEqual(['before', 'while'])
    })

    it('comes in the order of due times within an origin', async () => {
      const engine = await openEngine()
      await engine.enqueue(createDelivery({ id: 'last' }), { notBefore: Date.now() - 1000 })
      // Once the store is open: what is enqueued after its time is due as it is enqueued.
      const now = Date.now()
      await engine.enqueue(createDelivery({ id: 'later' }), { notBefore: now + 1200 })
      await engine.enqueue(createDelivery({ id: 'sooner' }), { notBefore: now + 800 })
      const handed = start(engine, done, { concurrency: 1, perOrigin: 1, leaseMs: 30_000 })
      await until(() => handed.length === 3)
      expect(idsOf(handed)).toEqual(['last', 'sooner', 'later'])
    })

    it('does not come before its time', async () => {
      const engine = await openEngine()
      const notBefore = Date.now() + 300
      await engine.enqueue(createDelivery(), { notBefore })
      const times: number[] = []
      start(engine, async () => {
        times.push(Date.now())
        return { kind: 'done' }
      })
      await until(() => times.length === 1)
      expect(times[0]).toBeGreaterThanOrEqual(notBefore)
    })
  })

  describe(`${name}: an id`, () => {
    it('that waits or is in flight is not taken twice', async () => {
      const engine = await openEngine()
      const delivery = createDelivery()
      await enqueueAll(engine, [delivery, { ...delivery, body: 'other' }])
      const gate = createGate()
      const handed = start(engine, async () => {
        await gate.opened
        return { kind: 'done' }
      })
      await until(() => handed.length === 1)
      await enqueueAll(engine, [delivery, createDelivery({ id: 'msg_2' })])
      gate.open()
      await until(() => handed.length === 2)
      expect(handed).toEqual([delivery, expect.objectContaining({ id: 'msg_2' })])
    })

    it.each(['done', 'dead'] as const)('can be sent again once it is %s', async (kind) => {
      const engine = await openEngine()
      const handed = start(engine, async () =>
        kind === 'done' ? { kind } : { kind, reason: 'gone' },
      )
      await engine.enqueue(createDelivery())
      await until(() => handed.length === 1)
      await until(async () => {
        await engine.enqueue(createDelivery())
        return handed.length === 2
      })
      expect(idsOf(handed)).toEqual(['msg_1', 'msg_1'])
    })
  })

  describe(`${name}: an outcome`, () => {
    it.each<Outcome>([{ kind: 'done' }, { kind: 'dead', reason: 'gone' }])(
      '$kind ends the delivery',
      async (outcome) => {
        const engine = await openEngine()
        await engine.enqueue(createDelivery())
        const handed = start(engine, async () => outcome)
        await until(() => handed.length === 1)
        await engine.enqueue(createDelivery({ id: 'other' }), { notBefore: Date.now() + 300 })
        await until(() => handed.length === 2)
        expect(idsOf(handed)).toEqual(['msg_1', 'other'])
      },
    )

    it('retry gives it back at that time, with one more attempt counted', async () => {
      const engine = await openEngine()
      const waits: number[] = []
      let at = 0
      const handed = start(engine, async ({ attempts }) => {
        waits.push(Date.now() - at)
        at = Date.now() + 200
        return attempts === 2 ? { kind: 'done' } : { kind: 'retry', at }
      })
      await engine.enqueue(createDelivery())
      await until(() => handed.length === 3)
      expect(handed.map(({ attempts }) => attempts)).toEqual([0, 1, 2])
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(0)
    })

    it('hold gives it back at that time, with none counted', async () => {
      const engine = await openEngine()
      const waits: number[] = []
      let at = 0
      const handed = start(engine, async () => {
        waits.push(Date.now() - at)
        at = Date.now() + 200
        return waits.length === 2 ? { kind: 'done' } : { kind: 'hold', at, endpoint: 'shop' }
      })
      await engine.enqueue(createDelivery({ attempts: 4 }))
      await until(() => handed.length === 2)
      expect(handed.map(({ attempts }) => attempts)).toEqual([4, 4])
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(0)
    })

    it('hold for an endpoint ends where it is released', async ({ skip }) => {
      const engine = await openEngine()
      if (!engine.release) return skip()
      const later = Date.now() + 3_600_000
      const endpoints: Record<string, string> = { a1: 'a', a2: 'a', b: 'b' }
      const handed = start(engine, async ({ id }) => {
        const isFirst = handed.filter((delivery) => delivery.id === id).length === 1
        const endpoint = endpoints[id]
        if (!isFirst || !endpoint) return { kind: 'done' }
        return { kind: 'hold', at: later, endpoint }
      })
      await enqueueAll(
        engine,
        ['a1', 'a2', 'b'].map((id) => createDelivery({ id })),
      )
      await until(() => handed.length === 3)
      await engine.release('c')
      await engine.release('a')
      await until(() => handed.length === 5)
      expect(sortedIdsOf(handed.slice(3))).toEqual(['a1', 'a2'])
    })

    it('hold that is still being stored is released too', async ({ skip }) => {
      const engine = await openEngine()
      if (!engine.release) return skip()
      const handed = start(engine, async () => {
        if (handed.length > 1) return { kind: 'done' }
        setImmediate(() => void engine.release?.('shop'))
        return { kind: 'hold', at: Date.now() + 3_600_000, endpoint: 'shop' }
      })
      await engine.enqueue(createDelivery())
      await until(() => handed.length === 2)
      expect(idsOf(handed)).toEqual(['msg_1', 'msg_1'])
    })
  })

  describe(`${name}: what is in flight`, () => {
    it('is as many as allowed in all, and no more', async () => {
      const engine = await openEngine()
      const flights = watchFlights()
      const deliveries = Array.from({ length: 30 }, (_, index) =>
        createDelivery({ id: `msg_${index}`, url: `https://shop-${index}.test/` }),
      )
      await enqueueAll(engine, deliveries)
      const handed = start(engine, flights.handler, {
        concurrency: 7,
        perOrigin: 7,
        leaseMs: 30_000,
      })
      await until(() => handed.length === 30)
      expect(flights.most()).toBe(7)
    })

    it('is as many as allowed to one origin, and no more', async () => {
      const engine = await openEngine()
      const flights = watchFlights()
      await enqueueAll(engine, createDeliveries(20))
      const handed = start(engine, flights.handler, {
        concurrency: 50,
        perOrigin: 3,
        leaseMs: 30_000,
      })
      await until(() => handed.length === 20)
      expect(flights.most()).toBe(3)
    })

    it('holds no other origin up, whatever its own backlog', async () => {
      const engine = await openEngine()
      const gate = createGate()
      await enqueueAll(engine, createDeliveries(15, { id: 'slow', url: 'https://slow.test/' }))
      await enqueueAll(engine, createDeliveries(15, { id: 'quick', url: 'https://quick.test/' }))
      const handed = start(
        engine,
        async ({ url }) => {
          if (url.startsWith('https://slow.test/')) await gate.opened
          return { kind: 'done' }
        },
        { concurrency: 6, perOrigin: 4, leaseMs: 30_000 },
      )
      await until(() => handed.length === 19)
      expect(handed.filter(({ url }) => url === 'https://slow.test/')).toHaveLength(4)
      gate.open()
      await until(() => handed.length === 30)
    })
  })

  describe(`${name}: a handler that rejects`, () => {
    it('is told of, gets its delivery again with no attempt counted, and holds no other up', async () => {
      const faults: [unknown, string][] = []
      const engine = await openEngine({ onFault: (error, { id }) => faults.push([error, id]) })
      const error = new Error('a fault of ours')
      const handed = start(engine, async ({ id }) => {
        if (id === 'bad' && faults.length === 0) throw error
        return { kind: 'done' }
      })
      await enqueueAll(engine, [createDelivery({ id: 'bad' }), createDelivery({ id: 'good' })])
      await until(() => handed.length === 3)
      expect(idsOf(handed)).toEqual(['bad', 'good', 'bad'])
      expect(handed[2]?.attempts).toBe(0)
      expect(faults).toEqual([[error, 'bad']])
    })

    it('and an onFault that throws, too', async () => {
      const engine = await openEngine({
        onFault: () => {
          throw new Error('onFault itself')
        },
      })
      const written = vi.spyOn(console, 'error').mockImplementation(() => undefined)
      const handed = start(engine, async () => {
        if (handed.length === 1) throw new Error('a fault of ours')
        return { kind: 'done' }
      })
      await engine.enqueue(createDelivery())
      await until(() => handed.length === 2)
      expect(written).toHaveBeenCalledOnce()
      written.mockRestore()
    })
  })

  describe(`${name}: stop()`, () => {
    it('waits for what is in flight, takes nothing more, and ends run()', async () => {
      const engine = await openEngine()
      const gate = createGate()
      const ended: string[] = []
      await enqueueAll(engine, createDeliveries(4))
      const handed: Delivery[] = []
      const running = engine.run(
        async (delivery) => {
          handed.push(delivery)
          await gate.opened
          ended.push(delivery.id)
          return { kind: 'done' }
        },
        { concurrency: 2, perOrigin: 2, leaseMs: 30_000 },
      )
      await until(() => handed.length === 2)
      const stopped = engine.stop()
      gate.open()
      await stopped
      await running
      expect(ended).toHaveLength(2)
      expect(handed).toHaveLength(2)
    })

    it('keeps what waits for the next run()', async () => {
      const engine = await openEngine()
      const first = start(engine, done, { concurrency: 1, perOrigin: 1, leaseMs: 30_000 })
      await engine.enqueue(createDelivery({ id: 'first' }))
      await until(() => first.length === 1)
      await engine.stop()
      await enqueueAll(engine, createDeliveries(3))
      const handed = await runUntilHanded(engine, 3)
      expect(idsOf(byId(handed))).toEqual(['msg_0', 'msg_1', 'msg_2'])
    })

    it('aborts what does not end in time, which is kept and no fault', async () => {
      const onFault = vi.fn<NonNullable<EngineOptions['onFault']>>()
      const engine = await openEngine({ onFault })
      await engine.enqueue(createDelivery())
      const handed = start(engine, hang)
      await until(() => handed.length === 1)
      await engine.stop({ drainMs: 50 })
      const again = await runUntilHanded(engine, 1)
      expect(again).toEqual(handed)
      expect(onFault).not.toHaveBeenCalled()
    })

    it('does not wait for ever for a handler that does not let go, whose delivery is kept', async () => {
      const engine = await openEngine()
      const gate = createGate()
      const delivery = createDelivery({ attempts: 2 })
      await engine.enqueue(delivery)
      let isHanded = false
      const running = engine.run(async () => {
        isHanded = true
        await gate.opened
        return { kind: 'done' }
      }, wide)
      await until(() => isHanded)
      await engine.stop({ drainMs: 50 })
      await expect(running).resolves.toBeUndefined()
      gate.open()
      expect(await runUntilHanded(engine, 1)).toEqual([delivery])
    })

    it('does nothing where nothing runs', async () => {
      const engine = await openEngine()
      await engine.stop()
      await engine.stop()
      await engine.enqueue(createDelivery())
      expect(await runUntilHanded(engine, 1)).toHaveLength(1)
    })
  })

  describe(`${name}: the log of the store`, () => {
    it('accepts what is enqueued, and nothing of what another log has', async ({ skip }) => {
      const engine = await openEngine()
      const { log } = engine
      if (!log) return skip()
      const again = createDelivery({ id: 'apart', createdAt: 2000 })
      const handed = start(engine, async ({ id, createdAt }) => {
        if (id === 'apart' && createdAt === 1000) void engine.enqueue(again, { isLogged: false })
        await new Promise((resolve) => setTimeout(resolve, 50))
        return { kind: 'done' }
      })
      const apart = { ...again, createdAt: 1000 }
      await engine.enqueue(createDelivery({ id: 'logged' }), { notBefore: Date.now() + 3_600_000 })
      await engine.enqueue(apart, { isLogged: false })
      await until(() => handed.length === 2)
      await engine.stop()
      expect(handed).toEqual([apart, again])
      expect(await log.list()).toMatchObject([{ delivery: { id: 'logged' }, state: 'pending' }])
    })
  })

  it(`${name} runs once at a time`, async () => {
    const engine = await openEngine()
    start(engine)
    await expect(
      engine.run(done, { concurrency: 1, perOrigin: 1, leaseMs: 30_000 }),
    ).rejects.toMatchObject({
      code: 'ERR_DELIVERY_RUNNING',
    })
  })

  async function runUntilHanded(engine: DeliveryEngine, count: number): Promise<Delivery[]> {
    const handed = start(engine)
    await until(() => handed.length === count)
    return handed
  }
}

async function enqueueAll(engine: DeliveryEngine, deliveries: readonly Delivery[]): Promise<void> {
  for (const delivery of deliveries) await engine.enqueue(delivery)
}

function watchFlights(): { handler: DeliveryHandler; most: () => number } {
  let flying = 0
  let most = 0
  return {
    most: () => most,
    handler: async () => {
      flying += 1
      most = Math.max(most, flying)
      await new Promise((resolve) => setTimeout(resolve, 30))
      flying -= 1
      return { kind: 'done' }
    },
  }
}

function byId(deliveries: readonly Delivery[]): Delivery[] {
  return deliveries.toSorted((one, other) => (one.id < other.id ? -1 : 1))
}
