import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { Outcome } from '../../lib/delivery/delivery.ts'
import type { DeliveryLog, LoggedDelivery } from '../../lib/delivery/log.ts'
import { memoryLog, type MemoryLogOptions } from '../../lib/delivery/memory-log.ts'
import { createAnswer, createAttempt, createDelivery, createFault } from './deliveries.ts'

const done: Outcome = { kind: 'done' }
const dead: Outcome = { kind: 'dead', reason: 'exhausted' }
const retry: Outcome = { kind: 'retry', at: 5000 }
const hold: Outcome = { kind: 'hold', at: 6000 }
const pause: Outcome = { kind: 'hold', at: 7000, endpoint: 'https://shop.test' }

async function append(log: DeliveryLog, id: string, outcome: Outcome, attempts = 0): Promise<void> {
  const attempt = createAttempt({ deliveryId: id, number: attempts + 1 })
  await log.append(createDelivery({ id, attempts, createdAt: 1000 }), attempt, outcome)
}

async function listIds(log: DeliveryLog): Promise<string[]> {
  return idsOf(await log.list())
}

function idsOf(deliveries: readonly LoggedDelivery[]): string[] {
  return deliveries.map(({ delivery }) => delivery.id)
}

describe('a delivery in the log', () => {
  it('is pending from the start, with all that is needed to send it', async () => {
    const log = memoryLog({ now: () => 1234 })
    const delivery = createDelivery({ url: 'https://shop.test:8443/a?b' })
    await log.accept(delivery, 2000)
    expect(await log.get('msg_1')).toMatchObject({
      delivery,
      origin: 'https://shop.test:8443',
      state: 'pending',
      reason: undefined,
      nextAttemptAt: 2000,
      changedAt: 1234,
      lastAttempt: undefined,
      attempts: [],
    })
  })

  it.each([
    ['done', done, { state: 'delivered', nextAttemptAt: undefined }],
    ['dead', dead, { state: 'dead', reason: 'exhausted', nextAttemptAt: undefined }],
    ['retry', retry, { state: 'pending', nextAttemptAt: 5000 }],
    ['hold', hold, { state: 'pending', nextAttemptAt: 6000 }],
    ['hold for an endpoint', pause, { state: 'paused', nextAttemptAt: 7000 }],
  ])('is what the outcome %s makes of it, by an attempt or without', async (_, outcome, state) => {
    const log = memoryLog()
    await append(log, 'attempted', outcome)
    await log.settle(createDelivery({ id: 'settled' }), outcome)
    expect(await log.get('attempted')).toMatchObject({ ...state, attempts: [{ number: 1 }] })
    expect(await log.get('settled')).toMatchObject({ ...state, attempts: [] })
  })

  it('has all of its attempts in order, and counts those that its engine counts', async () => {
    const log = memoryLog()
    const results = [createFault(), createAnswer(503), createAnswer(200, {}, 'ok')]
    await log.accept(createDelivery(), 0)
    for (const [attempts, result] of results.entries()) {
      const attempt = createAttempt({ number: attempts + 1, result })
      await log.append(createDelivery({ attempts }), attempt, attempts === 2 ? done : retry)
    }
    const history = await log.get('msg_1')
    expect(history?.attempts.map(({ result }) => result)).toEqual(results)
    expect(history?.lastAttempt).toEqual(history?.attempts[2])
    expect(history?.delivery.attempts).toBe(3)
  })

  it('that is unknown or forgotten is undefined, and known again with its next attempt', async () => {
    const log = memoryLog()
    expect(await log.get('msg_1')).toBeUndefined()
    expect(await log.get('__proto__')).toBeUndefined()
    await append(log, 'msg_1', dead, 4)
    expect((await log.get('msg_1'))?.delivery.body).toBe('{"paid":true}')
  })

  it('that has ended stays so, whatever an attempt that overlapped says', async () => {
    const log = memoryLog()
    await append(log, 'delivered', done)
    await append(log, 'delivered', retry)
    await append(log, 'delivered', dead)
    await append(log, 'dead', dead)
    await append(log, 'dead', retry)
    expect(await log.get('delivered')).toMatchObject({ state: 'delivered' })
    expect((await log.get('delivered'))?.attempts).toHaveLength(3)
    expect(await log.get('dead')).toMatchObject({ state: 'dead', reason: 'exhausted' })
  })

  it('that is dead may have arrived', async () => {
    const log = memoryLog()
    await append(log, 'msg_1', dead)
    await append(log, 'msg_1', done)
    expect(await log.get('msg_1')).toMatchObject({ state: 'delivered', reason: undefined })
  })

  it('is pending when it is sent again, with its attempts kept', async () => {
    const log = memoryLog()
    await append(log, 'msg_1', dead)
    await log.accept(createDelivery({ attempts: 0 }), 9000)
    expect(await log.get('msg_1')).toMatchObject({
      state: 'pending',
      reason: undefined,
      nextAttemptAt: 9000,
      attempts: [{ number: 1 }],
      delivery: { attempts: 0 },
    })
  })
})

describe('list()', () => {
  async function fill(): Promise<DeliveryLog> {
    const log = memoryLog()
    const outcomes = [done, dead, retry, pause]
    for (const [index, outcome] of outcomes.entries()) {
      const delivery = createDelivery({
        id: `msg_${index}`,
        operationId: index % 2 ? 'odd' : 'even',
        url: `https://shop-${index >> 1}.test/`,
        createdAt: 1000 + index,
      })
      await log.append(delivery, createAttempt({ deliveryId: delivery.id }), outcome)
    }
    return log
  }

  it.each([
    [{}, [3, 2, 1, 0]],
    [{ state: 'delivered' }, [0]],
    [{ state: 'dead' }, [1]],
    [{ state: 'pending' }, [2]],
    [{ state: 'paused' }, [3]],
    [{ origin: 'https://shop-0.test' }, [1, 0]],
    [{ origin: 'https://shop-0.test/' }, []],
    [{ operationId: 'odd' }, [3, 1]],
    [{ since: 1002 }, [3, 2]],
    [{ limit: 2 }, [3, 2]],
    [{ limit: 0 }, []],
    [{ before: { id: 'msg_2', createdAt: 1002 } }, [1, 0]],
    [{ operationId: 'odd', state: 'dead', since: 1000, limit: 5 }, [1]],
    [{ state: undefined, limit: undefined }, [3, 2, 1, 0]],
  ] as const)('%j gives the latest first: %j', async (query, expected) => {
    const log = await fill()
    expect(idsOf(await log.list(query))).toEqual(expected.map((index) => `msg_${index}`))
  })

  it('gives a hundred where no limit is given', async () => {
    const log = memoryLog()
    for (let index = 0; index < 120; index += 1) await append(log, `msg_${index}`, retry)
    expect(await log.list()).toHaveLength(100)
  })

  it('gives each once, page by page, even of the same moment', async () => {
    const times = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(times, fc.integer({ min: 1, max: 5 }), async (createdAt, limit) => {
        const log = memoryLog()
        for (const [index, time] of createdAt.entries()) {
          await log.accept(createDelivery({ id: `msg_${index}`, createdAt: time }), 0)
        }
        const pages: LoggedDelivery[] = []
        for (;;) {
          const page = await log.list({ limit, before: pages.at(-1)?.delivery })
          if (page.length === 0) break
          pages.push(...page)
        }
        expect(idsOf(pages)).toEqual(idsOf(await log.list()))
        expect(pages).toHaveLength(createdAt.length)
      }),
    )
  })
})

describe('purge()', () => {
  it('forgets what has ended before that time, and nothing that has not', async () => {
    let now = 1000
    const log = memoryLog({ now: () => now })
    await append(log, 'delivered', done)
    await append(log, 'dead', dead)
    await append(log, 'pending', retry)
    await append(log, 'paused', pause)
    now = 2000
    await append(log, 'young', done)
    expect(await log.purge(1000)).toBe(0)
    expect(await log.purge(2000)).toBe(2)
    expect((await listIds(log)).toSorted()).toEqual(['paused', 'pending', 'young'])
  })
})

describe('where there is no room', () => {
  function watchDrops(options: MemoryLogOptions): { log: DeliveryLog; dropped: string[] } {
    const dropped: string[] = []
    const onDropDead = ({ delivery }: LoggedDelivery): number => dropped.push(delivery.id)
    return { log: memoryLog({ onDropDead, ...options }), dropped }
  }

  it('the oldest delivered go first, then the oldest pending, then the oldest dead', async () => {
    const { log, dropped } = watchDrops({ maxDeliveries: 4 })
    await append(log, 'dead_0', dead)
    await append(log, 'pending_0', retry)
    await append(log, 'delivered_0', done)
    await append(log, 'delivered_1', done)
    await append(log, 'dead_1', dead)
    expect(await listIds(log)).toEqual(['dead_0', 'dead_1', 'delivered_1', 'pending_0'])
    await append(log, 'dead_2', dead)
    expect(await listIds(log)).toEqual(['dead_0', 'dead_1', 'dead_2', 'pending_0'])
    await append(log, 'dead_3', dead)
    expect(dropped).toEqual([])
    await append(log, 'dead_4', dead)
    expect(await listIds(log)).toEqual(['dead_1', 'dead_2', 'dead_3', 'dead_4'])
    expect(dropped).toEqual(['dead_0'])
  })

  it('no dead letter goes before one that was delivered or is pending', async () => {
    const outcomes = fc.constantFrom(done, dead, retry, pause)
    await fc.assert(
      fc.asyncProperty(fc.array(outcomes, { maxLength: 60 }), async (given) => {
        const { log, dropped } = watchDrops({ maxDeliveries: 10 })
        for (const [index, outcome] of given.entries()) await append(log, `msg_${index}`, outcome)
        const deadOnes = given.filter(({ kind }) => kind === 'dead').length
        expect(await log.list({ state: 'dead' })).toHaveLength(Math.min(deadOnes, 10))
        expect(dropped).toHaveLength(Math.max(deadOnes - 10, 0))
        expect(await log.list()).toHaveLength(Math.min(given.length, 10))
      }),
    )
  })

  it('bodies and answers count', async () => {
    const { log, dropped } = watchDrops({ maxBytes: 100_000 })
    const big = 'x'.repeat(10_000)
    for (let index = 0; index < 20; index += 1) {
      const delivery = createDelivery({ id: `msg_${index}`, body: big })
      await log.append(delivery, createAttempt({ result: createAnswer(500, {}, big) }), dead)
    }
    expect(await log.list()).toHaveLength(2)
    expect(dropped).toHaveLength(18)
  })

  it('a delivery that is tried for ever keeps its last hundred attempts', async () => {
    const log = memoryLog()
    for (let attempts = 0; attempts < 150; attempts += 1) await append(log, 'msg_1', hold, attempts)
    const history = await log.get('msg_1')
    expect(history?.attempts.map(({ number }) => number).slice(0, 2)).toEqual([51, 52])
    expect(history?.attempts).toHaveLength(100)
  })

  it('is said once where nobody asked to be told', async () => {
    const written = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const log = memoryLog({ maxDeliveries: 1 })
    for (const id of ['first', 'second', 'third']) await append(log, id, dead)
    expect(written.mock.calls).toEqual([[expect.stringContaining('from first on')]])
    written.mockRestore()
  })
})

describe('the options of memoryLog()', () => {
  it.each([
    [{ maxDeliveries: 0 }, 'maxDeliveries is the number 0'],
    [{ maxBytes: '64 MiB' }, 'maxBytes is "64 MiB"'],
    [{ onDropDead: true }, 'onDropDead is the boolean true'],
    [{ now: 0 }, 'now is the number 0'],
    [{ limit: 5 }, 'There is no option "options.limit"'],
  ])('are refused where they are mistaken: %j', (options, message) => {
    expect(() => memoryLog(options as never)).toThrow(
      expect.objectContaining({
        code: 'ERR_DELIVERY_OPTION',
        where: 'memoryLog()',
        message: expect.stringContaining(message),
      }),
    )
  })
})
