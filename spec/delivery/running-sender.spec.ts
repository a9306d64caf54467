import { getEventListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import {
  createSender,
  memory,
  memoryLog,
  type DeliveryLog,
  type Metric,
  type Sender,
  type SenderOptions,
} from '../../lib/delivery/index.ts'
import { webhookRouter, type Problem } from '../../lib/index.ts'
import { markInspected } from '../../lib/inspected.ts'
import { caught } from '../live-app.ts'
import { allowing, openReceiver, refused, secret, type Receiver, type Respond } from './sending.ts'

const hooks = webhookRouter().post('paid', {
  operationId: 'paid',
  body: z.object({ n: z.number() }),
})
const { paid } = hooks.operations

async function open(
  respond?: Respond,
  options: Partial<SenderOptions> = {},
): Promise<{ receiver: Receiver; sender: Sender; send: () => Promise<{ id: string }> }> {
  const receiver = await openReceiver(respond)
  const given = { retry: false as const, allow: allowing(receiver), secret, ...options }
  const sender = createSender({ webhooks: [hooks], ...given })
  onTestFinished(() => sender.close({ drainMs: 0 }))
  return { receiver, sender, send: () => sender.send(paid, receiver.origin, { n: 1 }) }
}

async function reached(sender: Sender, id: string, state: string): Promise<void> {
  await expect.poll(async () => (await sender.deliveries.get(id))?.state).toBe(state)
}

describe('after close()', () => {
  it('nothing is taken up that would be forgotten, until run() is called again', async () => {
    const { receiver, sender, send } = await open()
    await sender.close()
    const deliver = (): Promise<unknown> => sender.deliver(paid, receiver.origin, { n: 1 })
    for (const call of [send, deliver]) {
      expect((await refused(call)).code).toBe('ERR_DELIVERY_STOPPED')
    }
    expect(receiver.received).toEqual([])
    expect(await sender.deliveries.list()).toEqual([])
    void sender.run()
    await reached(sender, (await send()).id, 'delivered')
    expect(await deliver()).toMatchObject({ status: 200 })
  })

  it('an engine that others empty takes up what is sent', async () => {
    const engine = Object.assign(memory(), { can: { manyProcesses: true } })
    const { sender, send } = await open(undefined, { engine })
    await sender.close()
    const { id } = await send()
    expect((await sender.deliveries.get(id))?.state).toBe('pending')
  })

  it('deliver() has ended, or was cut off', async () => {
    let answer = (): void => undefined
    const asked = new Promise<void>((resolve) => (answer = resolve))
    const { receiver, sender } = await open(() => asked.then(() => ({})))
    const deliver = (): Promise<unknown> => sender.deliver(paid, receiver.origin, { n: 1 })
    const first = deliver()
    await expect.poll(() => receiver.received).toHaveLength(1)
    const closed = sender.close()
    let isClosed = false
    void closed.then(() => (isClosed = true))
    await delay(50)
    expect(isClosed).toBe(false)
    answer()
    await closed
    expect(await first).toMatchObject({ status: 200 })

    const patient = await open(() => new Promise(() => {}))
    const cut = refused(() => patient.sender.deliver(paid, patient.receiver.origin, { n: 1 }))
    await expect.poll(() => patient.receiver.received).toHaveLength(1)
    await patient.sender.close({ drainMs: 10 })
    expect((await cut).message).toContain('ERR_DELIVERY_ABORTED')
  })

  it('deliver() goes on where run() was called meanwhile', async () => {
    let isSlow = true
    const { receiver, sender } = await open(() => (isSlow ? new Promise(() => {}) : {}))
    const deliver = (): Promise<unknown> => sender.deliver(paid, receiver.origin, { n: 1 })
    const first = refused(deliver)
    await expect.poll(() => receiver.received).toHaveLength(1)
    const closed = sender.close({ drainMs: 100 })
    isSlow = false
    void sender.run()
    expect((await refused(deliver)).code).toBe('ERR_DELIVERY_STOPPED')
    await closed
    expect((await first).message).toContain('ERR_DELIVERY_ABORTED')
    expect(await deliver()).toMatchObject({ status: 200 })
  })

  it('what is being taken up was', async () => {
    const log = memoryLog()
    const accept = log.accept.bind(log)
    let finish = (): void => undefined
    const asked = new Promise<void>((resolve) => (finish = resolve))
    log.accept = async (...input) => {
      await asked
      await accept(...input)
    }
    const { sender, send } = await open(undefined, { log })
    const running = sender.run()
    const sent = send()
    await delay(20)
    let isClosed = false
    const closed = sender.close().then(() => (isClosed = true))
    await delay(50)
    expect(isClosed).toBe(false)
    finish()
    const { id } = await sent
    await closed
    await running
    void sender.run()
    await reached(sender, id, 'delivered')
  })

  it.each(['x', -1, 2 ** 31])('takes its time in milliseconds: not %j', async (drainMs) => {
    const { sender } = await open()
    expect(await refused(() => sender.close({ drainMs: drainMs as never }))).toMatchObject({
      code: 'ERR_DELIVERY_OPTION',
      message: expect.stringContaining('drainMs is'),
    })
  })
})

describe('an app that is looked at and not run', () => {
  it('delivers nothing of what a queue has', async () => {
    const { receiver, sender, send } = await open()
    const { id } = await send()
    const inspected = globalThis as { [key: symbol]: boolean }
    markInspected()
    onTestFinished(() => void (inspected[Symbol.for('ringback/inspected')] = false))
    await sender.run()
    await delay(50)
    expect(receiver.received).toEqual([])
    expect((await sender.deliveries.get(id))?.state).toBe('pending')
  })
})

describe('what is sent and never run', () => {
  it('is told of once, as a warning', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const problems: Problem[] = []
    const { send } = await open(undefined, { onProblem: (problem) => problems.push(problem) })
    await send()
    await vi.advanceTimersByTimeAsync(9_000)
    await send()
    expect(problems).toEqual([])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(problems).toMatchObject([{ code: 'WARN_SENDER_IDLE', severity: 'warning' }])
  })

  it('is not told of where run() comes in time, or another process may run', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const onProblem = vi.fn<(problem: Problem) => void>()
    const { sender, send } = await open(undefined, { onProblem })
    await send()
    void sender.run()
    const engine = Object.assign(memory(), { can: { manyProcesses: true } })
    await (await open(undefined, { onProblem, engine })).send()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(onProblem).not.toHaveBeenCalled()
  })
})

describe('many at a time', () => {
  it('leave nothing on a signal that they share', async () => {
    const { receiver, sender } = await open()
    const { signal } = new AbortController()
    const warned = vi.fn<() => void>()
    process.on('warning', warned)
    onTestFinished(() => void process.off('warning', warned))
    const deliver = (): Promise<unknown> =>
      sender.deliver(paid, receiver.origin, { n: 1 }, { signal })
    await Promise.all(Array.from({ length: 8 }, deliver))
    await Promise.all(
      Array.from({ length: 8 }, () => sender.deliver(paid, receiver.origin, { n: 1 })),
    )
    await Promise.all(
      Array.from({ length: 20 }, () => sender.deliver(paid, receiver.origin, { n: 1 })),
    )
    expect(getEventListeners(signal, 'abort')).toEqual([])
    expect(warned).not.toHaveBeenCalled()
  })
})

describe('an engine that fails', () => {
  it('can be run again', async () => {
    const engine = memory()
    const run = engine.run.bind(engine)
    let isDown = true
    engine.run = (...input) => (isDown ? Promise.reject(new Error('down')) : run(...input))
    const { sender, send } = await open(undefined, { engine })
    await expect(sender.run()).rejects.toThrow('down')
    isDown = false
    void sender.run()
    expect(await sender.health()).toMatchObject({ isReady: true, isRunning: true })
    await reached(sender, (await send()).id, 'delivered')
  })
})

describe('a secret that is not found', () => {
  it('is no failure of the endpoint', async () => {
    const { receiver, sender, send } = await open(undefined, {
      secret: () => Promise.reject(new Error('no vault')),
      endpoints: { pauseAfterFailures: 1 },
    })
    void sender.run()
    const { id } = await send()
    await reached(sender, id, 'dead')
    expect(sender.paused()).toEqual([])
    expect(receiver.received).toEqual([])
  })

  it('is looked for as long as nobody has enough', async () => {
    const { receiver, sender } = await open(undefined, { secret: () => new Promise(() => {}) })
    const abort = new AbortController()
    const options = { signal: abort.signal, id: 'order-1' }
    const outcome = refused(() => sender.deliver(paid, receiver.origin, { n: 1 }, options))
    await delay(20)
    abort.abort(new Error('enough'))
    expect((await outcome).message).toBe('enough')
    const history = await sender.deliveries.get('order-1')
    expect(history?.lastAttempt?.result).toMatchObject({ code: 'ERR_DELIVERY_ABORTED' })
  })
})

describe('an attempt whose log fails once', () => {
  it('is in the log', async () => {
    const log = memoryLog()
    const append = log.append.bind(log)
    let failures = 0
    log.append = async (...input) => {
      failures += 1
      if (failures === 1) throw new Error('busy')
      await append(...input)
    }
    const { sender, send } = await open(undefined, { log })
    void sender.run()
    await reached(sender, (await send()).id, 'delivered')
    expect(failures).toBe(2)
  })
})

describe('a pause that ends while an attempt is written down', () => {
  it('holds nothing', async () => {
    const log = memoryLog()
    let isSlow = true
    let isResumed = false
    const slowLog: DeliveryLog = Object.assign(Object.create(log) as DeliveryLog, {
      append: async (...input: Parameters<DeliveryLog['append']>) => {
        await log.append(...input)
        if (!isSlow) return
        isSlow = false
        isResumed = sender.resume(receiver.origin)
      },
    })
    for (const name of ['accept', 'settle', 'get', 'list', 'purge'] as const) {
      Object.assign(slowLog, { [name]: log[name].bind(log) })
    }
    let status = 503
    const { receiver, sender, send } = await open(
      () => {
        const answer = { status }
        status = 200
        return answer
      },
      {
        log: slowLog,
        retry: { schedule: [3_600_000] },
        endpoints: { pauseAfterFailures: 1, trialAfterMs: 3_600_000 },
      },
    )
    void sender.run()
    const { id } = await send()
    await reached(sender, id, 'delivered')
    expect(isResumed).toBe(true)
    expect(receiver.received).toHaveLength(2)
  })
})

describe('health()', () => {
  it('says whether it runs, and whether its store can be reached', async () => {
    const { sender } = await open()
    expect(await sender.health()).toEqual({
      isReady: true,
      isRunning: false,
      fault: undefined,
      pausedEndpoints: 0,
    })
    void sender.run()
    expect(await sender.health()).toMatchObject({ isReady: true, isRunning: true })
    await sender.close()
    expect(await sender.health()).toMatchObject({ isReady: false, isRunning: false })

    const engine = Object.assign(memory(), { ping: () => Promise.reject(new Error('no store')) })
    const down = (await open(undefined, { engine })).sender
    expect(await down.health()).toMatchObject({ isReady: false, fault: 'no store' })
    Object.assign(engine, { ping: () => Promise.reject() })
    expect(await down.health()).toMatchObject({ isReady: false })
  })

  it('counts the endpoints that are paused, and tells of an engine that has failed', async () => {
    const failing = await open(() => ({ status: 503 }), { endpoints: { pauseAfterFailures: 1 } })
    void failing.sender.run()
    const { id } = await failing.send()
    await reached(failing.sender, id, 'paused')
    expect(await failing.sender.health()).toMatchObject({ isReady: true, pausedEndpoints: 1 })

    const engine = Object.assign(memory(), { run: () => Promise.reject(new Error('broken')) })
    const { sender } = await open(undefined, { engine })
    await expect(sender.run()).rejects.toThrow('broken')
    expect(await sender.health()).toMatchObject({ isReady: false, fault: 'broken' })
  })
})

describe('onMetric', () => {
  it('is told what was sent, how long each attempt took, and how each delivery ended', async () => {
    const metrics: Metric[] = []
    const { receiver, sender, send } = await open(
      (_, index) => ({ status: [503, 200, 400][index] ?? 200 }),
      { retry: { schedule: [1], jitter: 0 }, onMetric: (metric) => metrics.push(metric) },
    )
    void sender.run()
    await reached(sender, (await send()).id, 'delivered')
    await reached(sender, (await send()).id, 'dead')
    await refused(() => sender.send(paid, receiver.origin, { n: 1 }, { transaction: {} }))
    const seen = metrics.map(({ name, attributes }) => [
      name,
      attributes['http.response.status_code'] ?? attributes['ringback.delivery.state'],
      attributes['error.type'],
    ])
    expect(seen).toEqual([
      ['messaging.client.sent.messages', undefined, undefined],
      ['http.client.request.duration', 503, '503'],
      ['http.client.request.duration', 200, undefined],
      ['ringback.delivery.duration', 'delivered', undefined],
      ['messaging.client.sent.messages', undefined, undefined],
      ['http.client.request.duration', 400, '400'],
      ['ringback.delivery.duration', 'dead', 'rejected'],
      ['messaging.client.sent.messages', undefined, 'ERR_DELIVERY_TRANSACTION'],
    ])
    expect(metrics[1]).toMatchObject({
      instrument: 'histogram',
      unit: 's',
      attributes: {
        'http.request.method': 'POST',
        'server.address': '127.0.0.1',
        'server.port': receiver.port,
        'url.scheme': 'http',
      },
    })
    expect(metrics[3]?.value).toBeGreaterThan(0)
    expect(metrics[3]?.value).toBeLessThan(20)
  })

  it('counts pauses up and down, and an onPause of the app is told too', async () => {
    const told: unknown[] = []
    const { receiver, sender, send } = await open(() => ({ status: 503 }), {
      onMetric: ({ name, value }) => {
        if (name === 'ringback.endpoint.paused') told.push(value)
      },
      endpoints: {
        pauseAfterFailures: 1,
        onPause: ({ endpoint }) => told.push(endpoint),
        onResume: (endpoint) => told.push(endpoint),
      },
    })
    void sender.run()
    await reached(sender, (await send()).id, 'paused')
    sender.resume(receiver.origin)
    expect(told).toEqual([1, receiver.origin, -1, receiver.origin])
  })
})

describe('keepFor', () => {
  it('is how long the log keeps what has ended', async () => {
    const log = memoryLog()
    const { sender, send } = await open(undefined, { log, keepFor: 60_000 })
    const first = sender.run()
    const { id } = await send()
    await reached(sender, id, 'delivered')
    await sender.close()
    await first
    const purge = vi.spyOn(log, 'purge')
    const second = sender.run()
    expect(purge.mock.calls[0]?.[0]).toBeCloseTo(Date.now() - 60_000, -3)
    await sender.close()
    await second
    expect(await sender.deliveries.get(id)).toBeDefined()
    const quick = (await open(undefined, { log, keepFor: 0 })).sender
    await delay(5)
    void quick.run()
    await expect.poll(() => quick.deliveries.get(id)).toBeUndefined()
  })

  it.each([
    [{ keepFor: -1 }, 'keepFor is the number -1'],
    [{ keepFor: '30d' }, 'keepFor is "30d"'],
    [{ endpoints: null }, 'endpoints is null'],
    [{ endpoints: null, onMetric: () => {} }, 'endpoints is null'],
    [{ log: { ...memoryLog(), purge: undefined } }, 'which has no accept()'],
    [{ ca: 'no certificate' }, 'ca is "no certificate"'],
    [{ onMetric: true }, 'onMetric is'],
  ])('and what is beside it, %o, is looked at', (options, message) => {
    expect(caught(() => createSender({ secret, ...(options as object) }))).toMatchObject({
      code: 'ERR_DELIVERY_OPTION',
      message: expect.stringContaining(message),
    })
  })
})

describe('two operations of one name', () => {
  it('are refused as the sender is made, and one that came in twice is one', () => {
    const others = webhookRouter().post('other', { operationId: 'paid' })
    expect(caught(() => createSender({ secret, webhooks: [hooks, others] }))).toMatchObject({
      code: 'ERR_DELIVERY_OPERATION',
      message: expect.stringContaining('Two operations of this sender are called "paid"'),
    })
    expect(createSender({ secret, webhooks: [hooks, hooks] })).toBeDefined()
  })
})
