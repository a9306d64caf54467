import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { Outcome } from '../../lib/delivery/delivery.ts'
import type { DeliveryLog, LoggedDelivery } from '../../lib/delivery/log.ts'
import { memoryLog, type MemoryLogOptions } from '../../lib/delivery/memory-log.ts'
import { describeLog } from '../engines/log-contract.ts'
import { createAnswer, createAttempt, createDelivery } from './deliveries.ts'

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

describeLog('memoryLog()', async () => ({ log: memoryLog() }))

describe('list()', () => {
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

describe('the clock of memoryLog()', () => {
  it('says when a delivery was changed, and what purge() forgets', async () => {
    let now = 1000
    const log = memoryLog({ now: () => now })
    await append(log, 'delivered', done)
    await append(log, 'dead', dead)
    await append(log, 'pending', retry)
    await append(log, 'paused', pause)
    expect((await log.get('delivered'))?.changedAt).toBe(1000)
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

  it('of those that stand alike, what changed longest ago goes first, whatever went before', async () => {
    const ranks = ['delivered', 'pending', 'dead'] as const
    const outcomes = { delivered: done, pending: retry, dead }
    const change = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom(...ranks))
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 80 }), async (changes) => {
        const log = memoryLog({ maxDeliveries: 4, onDropDead: () => undefined })
        /** In the order of their last change. */
        const known = new Map<string, (typeof ranks)[number]>()
        for (const [number, wanted] of changes) {
          const id = `msg_${number}`
          const before = known.get(id) ?? 'pending'
          // What has ended stays so, but that a dead one may have arrived.
          const rank = before === 'pending' || wanted === 'delivered' ? wanted : before
          known.delete(id)
          known.set(id, rank)
          await append(log, id, outcomes[wanted])
          const oldest = ranks.flatMap((one) =>
            [...known.keys()].filter((of) => known.get(of) === one),
          )
          if (known.size > 4) known.delete(oldest[0] as string)
          expect((await listIds(log)).toSorted()).toEqual([...known.keys()].toSorted())
        }
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
    [{ limit: 5 }, 'There is no option "limit"'],
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
