import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { Outcome } from '../../lib/delivery/delivery.ts'
import type { DeliveryLog, DeliveryQuery, LoggedDelivery } from '../../lib/delivery/log.ts'
import { createAnswer, createAttempt, createDelivery, createFault } from '../delivery/deliveries.ts'

/** An empty log, and what ends its store. */
export interface LogUnderTest {
  readonly log: DeliveryLog
  close?(): Promise<void>
}

const done: Outcome = { kind: 'done' }
const dead: Outcome = { kind: 'dead', reason: 'exhausted' }
const retry: Outcome = { kind: 'retry', at: 5000 }
const hold: Outcome = { kind: 'hold', at: 6000 }
const pause: Outcome = { kind: 'hold', at: 7000, endpoint: 'https://shop.test' }

const hostileText = 'a "quoted" \u0000 \\ line\r\n\u{1f4e8} \u2028 \u00fc'

/** The suite that every log passes. */
export function describeLog(name: string, open: () => Promise<LogUnderTest>): void {
  const opened: LogUnderTest[] = []

  afterEach(async () => {
    for (const { close } of opened.splice(0)) await close?.()
  })

  async function openLog(): Promise<DeliveryLog> {
    const underTest = await open()
    opened.push(underTest)
    return underTest.log
  }

  describe(`${name}: a delivery`, () => {
    it('is pending from the start, with all that is needed to send it', async () => {
      const log = await openLog()
      const delivery = createDelivery({ url: 'https://shop.test:8443/a?b', body: hostileText })
      const start = Date.now()
      await log.accept(delivery, 2000)
      const history = await log.get('msg_1')
      expect(history?.delivery).toEqual(delivery)
      expect(history).toMatchObject({
        origin: 'https://shop.test:8443',
        state: 'pending',
        reason: undefined,
        nextAttemptAt: 2000,
        lastAttempt: undefined,
        attempts: [],
      })
      expect(history?.changedAt).toBeGreaterThanOrEqual(start)
      expect(history?.changedAt).toBeLessThanOrEqual(Date.now())
    })

    it.each([
      ['done', done, { state: 'delivered', nextAttemptAt: undefined }],
      ['dead', dead, { state: 'dead', reason: 'exhausted', nextAttemptAt: undefined }],
      ['retry', retry, { state: 'pending', nextAttemptAt: 5000 }],
      ['hold', hold, { state: 'pending', nextAttemptAt: 6000 }],
      ['hold for an endpoint', pause, { state: 'paused', nextAttemptAt: 7000 }],
    ])(
      'is what the outcome %s makes of it, by an attempt or without',
      async (_, outcome, state) => {
        const log = await openLog()
        await append(log, 'attempted', outcome)
        await log.settle(createDelivery({ id: 'settled' }), outcome)
        expect(await log.get('attempted')).toMatchObject({ ...state, attempts: [{ number: 1 }] })
        expect(await log.get('settled')).toMatchObject({ ...state, attempts: [] })
      },
    )

    it('has all of its attempts in order, and counts those that its engine counts', async () => {
      const log = await openLog()
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

    it('has its attempts as they were told, whatever the other side has answered', async () => {
      const log = await openLog()
      const headers = { 'x-shop': "it's \u00e4", 'set-cookie': 'a=1, b=2' }
      const result = { ...createAnswer(500, headers, hostileText), isCut: true }
      const attempt = createAttempt({ result, mismatch: 'The status 500 is not declared.' })
      const fault = createAttempt({ number: 2, result: createFault({ message: hostileText }) })
      await log.append(createDelivery(), attempt, retry)
      await log.append(createDelivery({ attempts: 1 }), fault, retry)
      const history = await log.get('msg_1')
      expect(history?.attempts).toEqual([attempt, fault])
    })

    it('that is unknown or forgotten is undefined, and known again with its next attempt', async () => {
      const log = await openLog()
      expect(await log.get('msg_1')).toBeUndefined()
      expect(await log.get('__proto__')).toBeUndefined()
      await append(log, 'msg_1', dead, 4)
      expect((await log.get('msg_1'))?.delivery.body).toBe('{"paid":true}')
    })

    it('that has ended stays so, whatever an attempt that overlapped says', async () => {
      const log = await openLog()
      await append(log, 'delivered', done)
      await append(log, 'delivered', retry)
      await append(log, 'delivered', dead)
      await append(log, 'dead', dead)
      await append(log, 'dead', retry)
      await log.settle(createDelivery({ id: 'dead' }), pause)
      expect(await log.get('delivered')).toMatchObject({ state: 'delivered', reason: undefined })
      expect((await log.get('delivered'))?.attempts).toHaveLength(3)
      expect(await log.get('dead')).toMatchObject({ state: 'dead', reason: 'exhausted' })
    })

    it('that is dead may have arrived', async () => {
      const log = await openLog()
      await append(log, 'msg_1', dead)
      await append(log, 'msg_1', done)
      expect(await log.get('msg_1')).toMatchObject({ state: 'delivered', reason: undefined })
    })

    it('is pending when it is sent again, with its attempts kept', async () => {
      const log = await openLog()
      await append(log, 'msg_1', dead)
      const again = createDelivery({ attempts: 0, createdAt: 3000 })
      await log.accept(again, 9000)
      expect(await log.get('msg_1')).toMatchObject({
        state: 'pending',
        reason: undefined,
        nextAttemptAt: 9000,
        attempts: [{ number: 1 }],
        delivery: again,
      })
    })

    it('that is tried for ever keeps about its last hundred attempts', async () => {
      const log = await openLog()
      for (let attempts = 0; attempts < 150; attempts += 1) {
        await append(log, 'msg_1', retry, attempts)
      }
      await append(log, 'other', retry)
      const numbers = (await log.get('msg_1'))?.attempts.map(({ number }) => number) ?? []
      const first = numbers[0] ?? 0
      expect(numbers).toEqual(numbers.map((_, index) => first + index))
      expect(numbers.at(-1)).toBe(150)
      expect(numbers.length).toBeGreaterThanOrEqual(90)
      expect(numbers.length).toBeLessThanOrEqual(110)
    })
  })

  describe(`${name}: list()`, () => {
    it('gives the latest first, and of them those that are asked for', async () => {
      const log = await openLog()
      await fill(log)
      for (const [query, expected] of queries) {
        const ids = expected.map((index) => `msg_${index}`)
        expect([query, idsOf(await log.list(query))]).toEqual([query, ids])
      }
    })

    it('gives each with its last attempt', async () => {
      const log = await openLog()
      await log.accept(createDelivery({ id: 'fresh', createdAt: 2000 }), 0)
      await append(log, 'tried', retry)
      await append(log, 'tried', done, 1)
      expect(await log.list()).toMatchObject([
        { delivery: { id: 'fresh' }, state: 'pending', lastAttempt: undefined },
        { delivery: { id: 'tried' }, state: 'delivered', lastAttempt: { number: 2 } },
      ])
    })

    it('gives a hundred where no limit is given', async () => {
      const log = await openLog()
      for (let index = 0; index < 120; index += 1) await append(log, `msg_${index}`, retry)
      expect(await log.list()).toHaveLength(100)
    })

    it('gives each once, page by page, even of the same moment', async () => {
      const log = await openLog()
      for (let index = 0; index < 40; index += 1) {
        await log.accept(createDelivery({ id: `msg_${index}`, createdAt: (index * 7) % 4 }), 0)
      }
      const all = idsOf(await log.list())
      expect(new Set(all).size).toBe(40)
      for (const limit of [1, 3, 7, 10, 39, 40, 41]) {
        expect(idsOf(await listByPages(log, limit))).toEqual(all)
      }
    })
  })

  describe(`${name}: purge()`, () => {
    it('forgets what has ended before that time, and nothing that has not', async () => {
      const log = await openLog()
      const start = Date.now()
      await append(log, 'delivered', done)
      await append(log, 'dead', dead)
      await append(log, 'pending', retry)
      await append(log, 'paused', pause)
      await sleep(10)
      const young = Date.now()
      await append(log, 'young', done)
      expect(await log.purge(start)).toBe(0)
      expect(await log.purge(young)).toBe(2)
      expect(idsOf(await log.list()).toSorted()).toEqual(['paused', 'pending', 'young'])
      expect(await log.purge(Date.now() + 60_000)).toBe(1)
    })

    it('forgets attempts too', async () => {
      const log = await openLog()
      await append(log, 'msg_1', dead)
      await log.purge(Date.now() + 60_000)
      expect(await log.get('msg_1')).toBeUndefined()
      await log.accept(createDelivery(), 0)
      expect((await log.get('msg_1'))?.attempts).toEqual([])
    })
  })
}

const queries: readonly (readonly [DeliveryQuery, readonly number[]])[] = [
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
  [{ origin: 'https://shop-1.test', before: { id: 'msg_3', createdAt: 1003 } }, [2]],
  [{ state: undefined, limit: undefined, before: undefined }, [3, 2, 1, 0]],
]

async function fill(log: DeliveryLog): Promise<void> {
  for (const [index, outcome] of [done, dead, retry, pause].entries()) {
    const delivery = createDelivery({
      id: `msg_${index}`,
      operationId: index % 2 ? 'odd' : 'even',
      url: `https://shop-${index >> 1}.test/`,
      createdAt: 1000 + index,
    })
    await log.append(delivery, createAttempt({ deliveryId: delivery.id }), outcome)
  }
}

async function append(log: DeliveryLog, id: string, outcome: Outcome, attempts = 0): Promise<void> {
  const attempt = createAttempt({ deliveryId: id, number: attempts + 1 })
  await log.append(createDelivery({ id, attempts, createdAt: 1000 }), attempt, outcome)
}

async function listByPages(log: DeliveryLog, limit: number): Promise<LoggedDelivery[]> {
  const pages: LoggedDelivery[] = []
  for (;;) {
    const page = await log.list({ limit, before: pages.at(-1)?.delivery })
    if (page.length === 0) return pages
    pages.push(...page)
  }
}

function idsOf(deliveries: readonly LoggedDelivery[]): string[] {
  return deliveries.map(({ delivery }) => delivery.id)
}
