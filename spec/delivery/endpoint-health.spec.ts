import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { AttemptResult, Delivery, Hold, Outcome } from '../../lib/delivery/delivery.ts'
import {
  EndpointHealth,
  type EndpointOptions,
  type FailingEndpoint,
  type PausedEndpoint,
} from '../../lib/delivery/endpoint-health.ts'
import { memory } from '../../lib/delivery/memory.ts'
import { createAnswer, createDeliveries, createDelivery, createFault } from './deliveries.ts'

const minute = 60 * 1000
const hour = 60 * minute
const day = 24 * hour
const shop = 'https://shop.test'
const retry: Outcome = { kind: 'retry', at: 0 }
const done: Outcome = { kind: 'done' }

/** A clock that the test sets, and what was told of. */
class Trial {
  now = 1_000_000
  readonly paused: PausedEndpoint[] = []
  readonly resumed: string[] = []
  readonly released: string[] = []
  readonly health: EndpointHealth

  constructor(options: EndpointOptions = {}) {
    this.health = new EndpointHealth(
      {
        onPause: (paused) => this.paused.push(paused),
        onResume: (endpoint) => this.resumed.push(endpoint),
        ...options,
      },
      { now: () => this.now, release: (endpoint) => this.released.push(endpoint) },
    )
  }

  fail(fields: Partial<Delivery> = {}, result: AttemptResult = createFault()): Outcome {
    return this.health.settle(createDelivery(fields), result, retry)
  }

  succeed(fields: Partial<Delivery> = {}): Outcome {
    return this.health.settle(createDelivery(fields), createAnswer(200), done)
  }

  admit(id = 'msg_1', url = 'https://shop.test/invoices'): Hold | undefined {
    return this.health.admit(createDelivery({ id, url }))
  }

  failTimes(count: number): void {
    for (let index = 0; index < count; index += 1) this.fail()
  }
}

describe('an endpoint', () => {
  it('is paused that gave nothing but failures for five days, and is told of once', () => {
    const trial = new Trial()
    const since = trial.now
    trial.failTimes(20)
    trial.now += 5 * day - 1
    expect(trial.fail()).toBe(retry)
    expect(trial.admit()).toBeUndefined()
    trial.now += 1
    const held = { kind: 'hold', at: trial.now + hour, endpoint: shop }
    expect(trial.fail()).toEqual(held)
    expect(trial.fail()).toEqual(held)
    expect(trial.admit()).toEqual(held)
    expect(trial.paused).toMatchObject([
      { endpoint: shop, failingSince: since, failures: 22, pause: { reason: 'failures' } },
    ])
    expect(trial.health.paused()).toMatchObject([{ endpoint: shop, failures: 23 }])
  })

  it('is not paused for a few failures, however long ago the first was', () => {
    const trial = new Trial()
    trial.failTimes(8)
    trial.now += 30 * day
    trial.fail()
    expect(trial.admit()).toBeUndefined()
    trial.fail()
    expect(trial.admit()).toBeDefined()
  })

  it('is not paused where any success was in between', () => {
    const trial = new Trial()
    trial.failTimes(20)
    trial.now += 4 * day
    expect(trial.succeed()).toBe(done)
    trial.failTimes(20)
    trial.now += 4 * day
    trial.fail()
    expect(trial.admit()).toBeUndefined()
    expect(trial.health.failing()).toMatchObject([{ failures: 21 }])
  })

  it('is paused after so many failures in a row, where that is asked for', () => {
    const trial = new Trial({ pauseAfterFailures: 3 })
    trial.failTimes(2)
    trial.succeed()
    trial.failTimes(2)
    expect(trial.admit()).toBeUndefined()
    trial.fail()
    expect(trial.admit()).toBeDefined()
  })

  it('is never paused where that is switched off', () => {
    const trial = new Trial({ pauseAfterMs: false })
    trial.failTimes(20)
    trial.now += 100 * day
    trial.failTimes(20)
    expect(trial.admit()).toBeUndefined()
  })

  it.each([
    createAnswer(400),
    createAnswer(301),
    createAnswer(410),
    createAnswer(500),
    createFault(),
  ])('fails by all that is no 2xx: %j', (result) => {
    const trial = new Trial({ pauseAfterFailures: 1 })
    trial.fail({}, result)
    expect(trial.paused).toHaveLength(1)
  })

  it('does not fail by what never reached it', () => {
    const trial = new Trial({ pauseAfterFailures: 1 })
    expect(trial.fail({}, createFault({ isFinal: true }))).toBe(retry)
    expect(trial.health.failing()).toEqual([])
  })

  it('is an origin, and touches no other', () => {
    const trial = new Trial({ pauseAfterFailures: 1 })
    trial.fail({ url: 'https://shop.test/a' })
    expect(trial.admit('msg_2', 'https://shop.test/b')).toBeDefined()
    expect(trial.admit('msg_2', 'https://shop.test:8443/b')).toBeUndefined()
    expect(trial.admit('msg_2', 'http://shop.test/b')).toBeUndefined()
  })

  it('is what its key says', () => {
    const key = ({ url }: Delivery): string => new URL(url).pathname
    const trial = new Trial({ pauseAfterFailures: 1, key })
    trial.fail({ url: 'https://shop.test/a' })
    expect(trial.admit('msg_2', 'https://other.test/a')).toMatchObject({ endpoint: '/a' })
    expect(trial.admit('msg_2', 'https://shop.test/b')).toBeUndefined()
  })

  it('with a key of its own is paused by 410 until it is resumed, and its delivery is dead', () => {
    const trial = new Trial({ key: () => 'customer 7' })
    const gone: Outcome = { kind: 'dead', reason: 'gone' }
    expect(trial.health.settle(createDelivery(), createAnswer(410), gone)).toBe(gone)
    expect(trial.paused).toMatchObject([{ endpoint: 'customer 7', pause: { reason: 'gone' } }])
    trial.now += 300 * day
    expect(trial.admit()).toEqual({ kind: 'hold', at: trial.now + day, endpoint: 'customer 7' })
    expect(trial.health.resume('customer 7')).toBe(true)
    expect(trial.admit()).toBeUndefined()
  })

  it('that shares its origin is not paused by one 410', () => {
    const trial = new Trial()
    trial.fail({}, createAnswer(410))
    expect(trial.admit()).toBeUndefined()
  })
})

describe('while an endpoint is paused', () => {
  function pauseShop(options: EndpointOptions = {}): Trial {
    const trial = new Trial({ pauseAfterFailures: 3, ...options })
    trial.failTimes(3)
    return trial
  }

  it.each(['exhausted', 'expired', 'rejected'])('no delivery dies that is %s', (reason) => {
    const trial = pauseShop()
    const outcome = { kind: 'dead', reason } as const
    const settled = trial.health.settle(createDelivery(), createAnswer(404), outcome)
    expect(settled).toEqual({ kind: 'hold', at: trial.now + hour, endpoint: shop })
  })

  it('one delivery tries it after an hour, the others wait for how that ends', () => {
    const trial = pauseShop()
    trial.now += hour - 1
    expect(trial.admit('first')).toMatchObject({ at: trial.now + 1 })
    trial.now += 1
    expect(trial.admit('first')).toBeUndefined()
    expect(trial.admit('second')).toMatchObject({ at: trial.now + minute })
    expect(trial.admit('first')).toBeUndefined()
  })

  it('a trial that fails puts the next off by an hour, and costs its delivery nothing', () => {
    const trial = pauseShop()
    trial.now += hour
    trial.admit('first')
    trial.now += 5000
    const failed = trial.fail({ id: 'first' })
    expect(failed).toEqual({ kind: 'hold', at: trial.now - 5000 + hour, endpoint: shop })
    expect(trial.admit('first')).toEqual(failed)
    expect(trial.admit('second')).toEqual(failed)
    trial.now += hour
    expect(trial.admit('second')).toBeUndefined()
    expect(trial.admit('first')).toBeDefined()
    expect(trial.paused).toHaveLength(1)
  })

  it('a trial that succeeds resumes it, and releases what is held', () => {
    const trial = pauseShop()
    trial.now += hour
    trial.admit('first')
    expect(trial.succeed({ id: 'first' })).toBe(done)
    expect(trial.released).toEqual([shop])
    expect(trial.resumed).toEqual([shop])
    expect(trial.admit('second')).toBeUndefined()
    expect(trial.health.failing()).toEqual([])
    trial.failTimes(2)
    expect(trial.admit('second')).toBeUndefined()
  })

  it('a trial whose end nobody tells of holds nothing up for good', () => {
    const trial = pauseShop()
    trial.now += hour
    trial.admit('lost')
    trial.now += minute
    expect(trial.admit('lost')).toMatchObject({ at: trial.now - minute + hour })
    trial.now += hour - minute
    expect(trial.admit('second')).toBeUndefined()
  })

  it('resume() ends it, once', () => {
    const trial = pauseShop()
    expect(trial.health.resume('https://other.test')).toBe(false)
    expect(trial.health.resume(shop)).toBe(true)
    expect(trial.health.resume(shop)).toBe(false)
    expect(trial.released).toEqual([shop])
    expect(trial.resumed).toEqual([shop])
    expect(trial.admit()).toBeUndefined()
  })

  it('its state can be stored, and restored in another process', () => {
    const stored = JSON.stringify(pauseShop().health.failing())
    const trial = new Trial()
    trial.health.restore(JSON.parse(stored) as FailingEndpoint[])
    expect(trial.admit()).toMatchObject({ endpoint: shop })
    expect(trial.paused).toEqual([])
  })

  it('a callback that throws or rejects changes nothing', async () => {
    const written = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const trial = pauseShop({
      onPause: () => {
        throw new Error('thrown')
      },
      onResume: async () => {
        throw new Error('rejected')
      },
    })
    expect(trial.admit()).toBeDefined()
    trial.health.resume(shop)
    await vi.waitFor(() => expect(written).toHaveBeenCalledTimes(2))
    written.mockRestore()
  })
})

describe('the endpoints that are known', () => {
  it('are ten thousand at most', () => {
    const trial = new Trial()
    for (let index = 0; index < 10_050; index += 1) {
      trial.fail({ url: `https://shop-${index}.test/` })
    }
    const failing = trial.health.failing()
    expect(failing).toHaveLength(10_000)
    expect(failing[0]?.endpoint).toBe('https://shop-50.test')
  })
})

describe('a rate', () => {
  it('spaces the attempts at an endpoint evenly, and holds each back once', () => {
    const trial = new Trial({ ratePerSecond: 4 })
    const start = trial.now
    const ids = createDeliveries(5).map(({ id }) => id)
    const holds = ids.map((id) => trial.admit(id)?.at)
    expect(holds).toEqual([undefined, 250, 500, 750, 1000].map((ms) => ms && start + ms))
    for (const [index, id] of ids.entries()) {
      if (index === 0) continue
      trial.now = start + index * 250 - 1
      expect(trial.admit(id)).toEqual({ kind: 'hold', at: start + index * 250 })
      trial.now += 1
      expect(trial.admit(id)).toBeUndefined()
    }
  })

  it('touches no other endpoint, and a function gives each its own', () => {
    const ratePerSecond = (endpoint: string): number | undefined =>
      endpoint === shop ? 1 : undefined
    const trial = new Trial({ ratePerSecond })
    expect(trial.admit('msg_1')).toBeUndefined()
    expect(trial.admit('msg_2')).toMatchObject({ at: trial.now + 1000 })
    expect(trial.admit('msg_3', 'https://other.test/')).toBeUndefined()
    expect(trial.admit('msg_4', 'https://other.test/')).toBeUndefined()
  })

  it('does not count as a pause', () => {
    const trial = new Trial({ ratePerSecond: 1 })
    trial.admit('msg_1')
    expect(trial.admit('msg_2')).not.toHaveProperty('endpoint')
  })

  it('gives a delivery that comes again a place again', () => {
    const trial = new Trial({ ratePerSecond: 1 })
    trial.admit('msg_1')
    trial.admit('msg_2')
    trial.now += 1000
    expect(trial.admit('msg_2')).toBeUndefined()
    expect(trial.admit('msg_2')).toMatchObject({ at: trial.now + 1000 })
  })

  it('gives up the place of a delivery that does not come for it', () => {
    const ratePerSecond = (endpoint: string): number => (endpoint === shop ? 1 : 0.001)
    const trial = new Trial({ ratePerSecond })
    trial.admit('msg_1', 'https://slow.test/')
    trial.admit('msg_2', 'https://slow.test/')
    trial.admit('msg_3')
    trial.admit('lost')
    trial.now += 11 * minute
    expect(trial.admit('msg_4')).toBeUndefined()
    expect(trial.admit('lost')).toMatchObject({ at: trial.now + 1000 })
  })

  it('is kept by any number of deliveries, whenever they come', () => {
    const comings = fc.array(fc.nat({ max: 3000 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(comings, fc.integer({ min: 1, max: 50 }), (delays, ratePerSecond) => {
        const trial = new Trial({ ratePerSecond })
        const begin = trial.now
        const due = delays.map((delay, index) => ({ id: `msg_${index}`, at: begin + delay }))
        const sent: number[] = []
        let looks = 0
        while (due.length > 0) {
          due.sort((one, other) => one.at - other.at)
          const { id, at } = due.shift() as { id: string; at: number }
          trial.now = at
          looks += 1
          const hold = trial.admit(id)
          if (hold) due.push({ id, at: hold.at })
          else sent.push(at)
        }
        const gaps = sent.slice(1).map((at, index) => at - (sent[index] as number))
        expect(Math.min(1000, ...gaps)).toBeGreaterThan(1000 / ratePerSecond - 1)
        expect(looks).toBeLessThanOrEqual(2 * delays.length)
      }),
    )
  })
})

describe('with an engine', () => {
  it('what is held for a paused endpoint is sent once a trial succeeds', async () => {
    const engine = memory()
    const health = new EndpointHealth(
      { pauseAfterFailures: 5, trialAfterMs: 300 },
      { now: Date.now, release: (endpoint) => void engine.release?.(endpoint) },
    )
    let isWell = false
    let refused = 0
    const arrived = new Set<string>()
    void engine.run(
      async (delivery) => {
        const hold = health.admit(delivery)
        if (hold) return hold
        await new Promise((resolve) => setTimeout(resolve, 5))
        if (isWell) arrived.add(delivery.id)
        else refused += 1
        const at = Date.now() + 10
        return isWell
          ? health.settle(delivery, createAnswer(200), done)
          : health.settle(delivery, createAnswer(503), { kind: 'retry', at })
      },
      { concurrency: 10, perOrigin: 2, leaseMs: 30_000 },
    )
    for (const delivery of createDeliveries(50)) await engine.enqueue(delivery)
    await vi.waitFor(() => expect(health.paused()).toHaveLength(1))
    isWell = true
    await vi.waitFor(() => expect(arrived.size).toBe(50), { timeout: 10_000 })
    expect(refused).toBeLessThanOrEqual(6)
    await engine.stop()
  })
})

describe('the options of endpoints', () => {
  it.each([
    [{ pauseAfterMs: -1 }, 'endpoints.pauseAfterMs is the number -1'],
    [{ pauseAfterMs: true }, 'endpoints.pauseAfterMs is the boolean true'],
    [{ pauseAfterFailures: 0 }, 'endpoints.pauseAfterFailures is the number 0'],
    [{ pauseAfterFailures: 2.5 }, 'endpoints.pauseAfterFailures is the number 2.5'],
    [{ trialAfterMs: 0 }, 'endpoints.trialAfterMs is the number 0'],
    [{ ratePerSecond: 0 }, 'endpoints.ratePerSecond is the number 0'],
    [{ ratePerSecond: '10' }, 'endpoints.ratePerSecond is "10"'],
    [{ key: 'origin' }, 'endpoints.key is "origin"'],
    [{ onPause: 1 }, 'endpoints.onPause is the number 1'],
    [{ pauseAfter: 1 }, 'There is no option "endpoints.pauseAfter"'],
  ])('are refused where they are mistaken: %j', (options, message) => {
    expect(() => new Trial(options as never)).toThrow(refusal(message))
  })

  it('that are functions are refused what they give', () => {
    expect(() => new Trial({ key: () => 7 as never }).admit()).toThrow(
      refusal('endpoints.key gave the number 7'),
    )
    expect(() => new Trial({ ratePerSecond: () => NaN }).admit()).toThrow(
      refusal('endpoints.ratePerSecond is the number NaN'),
    )
  })

  function refusal(message: string): unknown {
    return expect.objectContaining({
      code: 'ERR_DELIVERY_OPTION',
      message: expect.stringContaining(message),
    })
  }
})
