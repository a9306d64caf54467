import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { Delivery, Outcome } from '../../lib/delivery/delivery.ts'
import type { DeliveryEngine, RunOptions } from '../../lib/delivery/engine.ts'
import { memory } from '../../lib/delivery/memory.ts'
import { createDeliveries, createDelivery } from './deliveries.ts'
import { describeEngine } from './engine-contract.ts'

describeEngine('memory()', async (options) => ({ engine: memory(options) }))

describe('whatever the other sides answer, memory()', () => {
  const outcome = fc.oneof(
    fc.record({ kind: fc.constant('retry' as const), wait: fc.integer({ min: -5, max: 8 }) }),
    fc.record({ kind: fc.constant('hold' as const), wait: fc.integer({ min: -5, max: 8 }) }),
  )
  const script = fc.record({
    origin: fc.integer({ min: 0, max: 4 }),
    delay: fc.integer({ min: 0, max: 15 }),
    took: fc.integer({ min: 0, max: 4 }),
    before: fc.array(outcome, { maxLength: 4 }),
    last: fc.constantFrom<Outcome>({ kind: 'done' }, { kind: 'dead', reason: 'gone' }),
  })
  const limits = fc.record({
    concurrency: fc.integer({ min: 1, max: 8 }),
    perOrigin: fc.integer({ min: 1, max: 3 }),
    leaseMs: fc.constant(30_000),
  })

  it('hands each out until it ends, at no time twice, and within its limits', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(script, { minLength: 1, maxLength: 40 }), limits, runScripts),
      { numRuns: 60 },
    )
  })

  type Script = typeof script extends fc.Arbitrary<infer Value> ? Value : never

  async function runScripts(scripts: readonly Script[], options: RunOptions): Promise<void> {
    const engine = memory()
    const flying: Delivery[] = []
    const calls = new Map<string, number>()
    const wrong: string[] = []
    const due = new Map<string, number>()
    let left = scripts.length
    let finish = (): void => undefined
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })

    function check(delivery: Delivery): void {
      const sameOrigin = flying.filter(({ url }) => url === delivery.url).length
      if (flying.some(({ id }) => id === delivery.id)) wrong.push('twice at a time')
      if (flying.length >= options.concurrency) wrong.push('too many')
      if (sameOrigin >= options.perOrigin) wrong.push('too many to one origin')
      if (Date.now() < (due.get(delivery.id) ?? 0)) wrong.push('too early')
    }

    const running = engine.run(async (delivery) => {
      const { took, before, last } = scripts[Number(delivery.id)] as Script
      check(delivery)
      flying.push(delivery)
      await new Promise((resolve) => setTimeout(resolve, took))
      flying.splice(flying.indexOf(delivery), 1)
      const call = calls.get(delivery.id) ?? 0
      calls.set(delivery.id, call + 1)
      const next = before[call]
      const retries = before.slice(0, call).filter(({ kind }) => kind === 'retry')
      if (delivery.attempts !== retries.length) wrong.push('attempts counted wrongly')
      if (!next) {
        left -= 1
        if (left === 0) finish()
        return last
      }
      const at = Date.now() + next.wait
      due.set(delivery.id, at)
      return { kind: next.kind, at }
    }, options)

    for (const [index, { origin, delay }] of scripts.entries()) {
      const notBefore = Date.now() + delay
      due.set(String(index), notBefore)
      const url = `https://shop-${origin}.test/`
      await engine.enqueue(createDelivery({ id: String(index), url }), { notBefore })
    }
    await finished
    await engine.stop()
    await running
    expect(wrong).toEqual([])
    expect([...calls.values()].reduce((sum, count) => sum + count, 0)).toBe(
      scripts.reduce((sum, { before }) => sum + before.length + 1, 0),
    )
  }
})

describe('one at a time, memory() hands out', () => {
  async function runOneByOne(engine: DeliveryEngine, count: number): Promise<string[]> {
    const handed: string[] = []
    void engine.run(
      async ({ id }) => {
        handed.push(id)
        return { kind: 'done' }
      },
      { concurrency: 1, perOrigin: 1, leaseMs: 30_000 },
    )
    await vi.waitFor(() => expect(handed).toHaveLength(count))
    await engine.stop()
    return handed
  }

  it('one of each origin in turn, so that no backlog stands before another origin', async () => {
    const engine = memory()
    for (const name of ['a', 'b', 'c']) {
      for (const delivery of createDeliveries(3, { id: name, url: `https://${name}.test/` })) {
        await engine.enqueue(delivery)
      }
    }
    const rounds = [0, 1, 2].flatMap((round) => ['a', 'b', 'c'].map((name) => `${name}_${round}`))
    expect(await runOneByOne(engine, 9)).toEqual(rounds)
  })

  it('what goes to one origin by due time, and in the order of enqueue() where that is equal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 12 }), { maxLength: 60 }), async (delays) => {
        const engine = memory()
        const start = Date.now() + 100
        const deliveries = createDeliveries(delays.length)
        const times = delays.map((delay) => start + delay)
        for (const [index, delivery] of deliveries.entries()) {
          await engine.enqueue(delivery, { notBefore: times[index] as number })
        }
        const inOrder = deliveries
          .map(({ id }, index) => ({ id, at: times[index] as number }))
          .toSorted((one, other) => one.at - other.at)
          .map(({ id }) => id)
        expect(await runOneByOne(engine, delays.length)).toEqual(inOrder)
      }),
      { numRuns: 40 },
    )
  })
})

describe('a hundred thousand pending deliveries', () => {
  it('to one origin hold neither another origin nor the event loop up', async () => {
    const engine = memory({ maxPending: 100_001 })
    for (const delivery of createDeliveries(100_000)) await engine.enqueue(delivery)
    await engine.enqueue(createDelivery({ id: 'other', url: 'https://other.test/' }))
    const handed: string[] = []
    let turns = 0
    const running = engine.run(
      async ({ id }) => {
        handed.push(id)
        return { kind: 'done' }
      },
      { concurrency: 50, perOrigin: 4, leaseMs: 30_000 },
    )
    while (handed.length < 100_001) {
      await new Promise((resolve) => setImmediate(resolve))
      turns += 1
    }
    await engine.stop()
    await running
    expect(handed.indexOf('other')).toBeLessThan(50)
    expect(turns).toBeGreaterThan(100)
  })

  it('are as many as memory() takes, unless it is told otherwise', async () => {
    const engine = memory({ maxPending: 2 })
    for (const delivery of createDeliveries(2)) await engine.enqueue(delivery)
    await expect(engine.enqueue(createDelivery({ id: 'other' }))).rejects.toMatchObject({
      code: 'ERR_DELIVERY_FULL',
      message: expect.stringMatching(/^ERR_DELIVERY_FULL 2 deliveries of \d+ KiB are pending/),
    })
    await engine.enqueue(createDelivery({ id: 'msg_0' }))
  })

  it('are of no more weight than memory() takes', async () => {
    const engine = memory({ maxPendingBytes: 5000 })
    const large = { body: 'a'.repeat(1500) }
    await engine.enqueue(createDelivery({ id: 'first', ...large }))
    await expect(engine.enqueue(createDelivery({ id: 'second', ...large }))).rejects.toMatchObject({
      code: 'ERR_DELIVERY_FULL',
      message: expect.stringContaining('1 deliveries of 4 KiB'),
    })
    await engine.enqueue(createDelivery({ id: 'third' }))
    await expect(engine.enqueue(createDelivery({ body: 'a'.repeat(5000) }))).rejects.toMatchObject({
      code: 'ERR_DELIVERY_FULL',
      message: expect.stringMatching(/a weight of \d+ bytes, and no more than 5000/),
    })
    let handed = 0
    void engine.run(
      async () => {
        handed += 1
        return { kind: 'done' }
      },
      { concurrency: 1, perOrigin: 1, leaseMs: 30_000 },
    )
    await vi.waitFor(() => expect(handed).toBe(2))
    await engine.enqueue(createDelivery({ id: 'second', ...large }))
    await engine.stop()
  })
})

describe('the process', () => {
  it.each([
    ['nothing is pending', 'idle', 'exit\n'],
    ['a retry is pending', 'retried', 'msg_1 0\nmsg_1 1\nexit\n'],
    ['the engine was stopped', 'stopped', 'exit\n'],
  ])('where %s ends once nothing is left to do', async (_, pending, output) => {
    const script = fileURLToPath(new URL('memory-process.ts', import.meta.url))
    const args = ['--import', 'tsx', script, pending]
    const { stdout } = await promisify(execFile)(process.execPath, args)
    expect(stdout).toBe(output)
  })
})

describe('the options of memory()', () => {
  it.each([
    [{ maxPending: 0 }, 'maxPending is the number 0'],
    [{ maxPending: 1.5 }, 'maxPending is the number 1.5'],
    [{ onFault: 'log' }, 'onFault is "log"'],
    [{ maxpending: 3 }, 'Did you mean maxPending?'],
    ['10', 'options is "10"'],
  ])('are refused where they are mistaken: %j', (options, message) => {
    expect(() => memory(options as never)).toThrow(
      expect.objectContaining({
        code: 'ERR_DELIVERY_OPTION',
        where: 'memory()',
        message: expect.stringContaining(message),
      }),
    )
  })
})
