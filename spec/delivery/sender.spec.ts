import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import {
  createSender,
  memory,
  memoryLog,
  type Attempt,
  type DeliveryHistory,
  type Outcome,
  type Sender,
  type SenderOptions,
} from '../../lib/delivery/index.ts'
import { webhookRouter } from '../../lib/index.ts'
import { caught } from '../live-app.ts'
import {
  allowing,
  openReceiver,
  refused,
  secret,
  startSender,
  type Receiver,
  type Respond,
} from './sending.ts'

const hooks = webhookRouter()
  .post('paid', {
    operationId: 'paid',
    body: z.object({ n: z.number() }),
    responses: {
      200: z.object({ ok: z.boolean() }),
      204: null,
      409: z.object({ reason: z.string().transform((reason) => reason.length) }),
      '4XX': { content: { 'text/plain': z.string() } },
    },
  })
  .post('anything', { operationId: 'anything', responses: {} })
const { paid, anything } = hooks.operations

const soon = { schedule: [10, 10, 10], jitter: 0 }

async function open(
  respond?: Respond,
  options: Partial<SenderOptions> = {},
): Promise<{ receiver: Receiver; sender: Sender }> {
  const receiver = await openReceiver(respond)
  const allow = allowing(receiver)
  return { receiver, sender: startSender({ webhooks: [hooks], allow, retry: soon, ...options }) }
}

function statuses(history: DeliveryHistory | undefined): (number | string)[] {
  return (history?.attempts ?? []).map(({ result }) =>
    result.kind === 'answer' ? result.status : result.code,
  )
}

async function ended(sender: Sender, id: string): Promise<DeliveryHistory> {
  await expect
    .poll(async () => (await sender.deliveries.get(id))?.state, { timeout: 20_000 })
    .toMatch(/delivered|dead/)
  return (await sender.deliveries.get(id)) as DeliveryHistory
}

describe('what is sent', () => {
  it('is sent again until it is taken', async () => {
    const { receiver, sender } = await open((_, index) => ({ status: [503, 429][index] ?? 200 }))
    const { id } = await sender.send(paid, receiver.origin, { n: 1 })
    const history = await ended(sender, id)
    expect(history).toMatchObject({ state: 'delivered', origin: receiver.origin })
    expect(statuses(history)).toEqual([503, 429, 200])
    expect(history.attempts.map(({ number }) => number)).toEqual([1, 2, 3])
    expect(history.lastAttempt).toMatchObject({
      deliveryId: id,
      result: { body: '{"ok":true}', isCut: false },
    })
  })

  it('waits as long as Retry-After asks to', async () => {
    const { receiver, sender } = await open(() => ({
      status: 429,
      headers: { 'retry-after': '3600' },
    }))
    const { id } = await sender.send(paid, receiver.origin, { n: 1 })
    await expect.poll(async () => (await sender.deliveries.get(id))?.lastAttempt).toBeDefined()
    const { state, nextAttemptAt = 0 } = (await sender.deliveries.get(id)) as DeliveryHistory
    expect(state).toBe('pending')
    expect(nextAttemptAt - Date.now()).toBeGreaterThan(3500 * 1000)
    expect(receiver.received).toHaveLength(1)
  })

  it.each([
    ['gone', 410, 1],
    ['rejected', 422, 1],
    ['exhausted', 500, 4],
  ])('is a dead letter: %s', async (reason, status, attempts) => {
    const { receiver, sender } = await open(() => ({ status }))
    const { id } = await sender.send(paid, receiver.origin, { n: 1 })
    expect(await ended(sender, id)).toMatchObject({ state: 'dead', reason })
    expect(receiver.received).toHaveLength(attempts)
    expect(await sender.deliveries.list({ state: 'dead' })).toHaveLength(1)
  })

  it('is a dead letter where nobody is there', async () => {
    const { receiver, sender } = await open(undefined, { retry: { schedule: [5], jitter: 0 } })
    const { port } = await openReceiver()
    const nobody = startSender({
      webhooks: [hooks],
      allow: { ...allowing(receiver), ports: [1] },
      retry: { schedule: [5], jitter: 0 },
    })
    expect(port).not.toBe(1)
    const { id } = await nobody.send(paid, 'http://127.0.0.1:1/', { n: 1 })
    expect(statuses(await ended(nobody, id))).toEqual(['ECONNREFUSED', 'ECONNREFUSED'])
    expect(await sender.deliveries.list()).toEqual([])
  })

  it('follows no redirect', async () => {
    const { receiver, sender } = await open(
      (_, index) => ({ status: 308, headers: { location: `/${index}` } }),
      { retry: false },
    )
    const { id } = await sender.send(paid, receiver.origin, { n: 1 })
    expect(await ended(sender, id)).toMatchObject({ state: 'dead', reason: 'rejected' })
    expect(receiver.received.map(({ path }) => path)).toEqual(['/'])
  })

  it('is delivered where the answer is another than declared, which the attempt says', async () => {
    const bodies = ['{"ok":1}', 'not JSON', '']
    const { receiver, sender } = await open((_, index) => ({ body: bodies[index] }))
    const mismatches = []
    for (const _ of bodies) {
      const { id } = await sender.send(paid, receiver.origin, { n: 1 })
      const { state, lastAttempt } = await ended(sender, id)
      expect(state).toBe('delivered')
      mismatches.push(lastAttempt?.mismatch)
    }
    expect(mismatches).toEqual([
      expect.stringMatching(/^the body of 200: \/ok /),
      'the body of 200 is not JSON',
      'the body of 200 is not JSON',
    ])
    const created = await open(() => ({ status: 201 }))
    const { id } = await created.sender.send(paid, created.receiver.origin, { n: 1 })
    const { state, lastAttempt } = await ended(created.sender, id)
    expect([state, lastAttempt?.mismatch]).toEqual(['delivered', '201 is not declared'])
  })

  it('is compared with the headers that are declared of its answer', async () => {
    const counting = webhookRouter().post('counted', {
      operationId: 'counted',
      responses: {
        204: {
          headers: {
            'X-Count': { required: true, schema: { type: 'integer', minimum: 1 } },
            'x-tags': { schema: { type: 'array', items: { enum: ['a', 'b'] } } },
            'x-free': { description: 'anything' },
            constructor: { required: true },
          },
        },
      },
    })
    const given: Record<string, string>[] = [
      { 'x-count': '2', 'x-tags': 'a, b', 'x-free': '\u00e4', constructor: 'a' },
      { 'x-tags': 'a' },
      { 'x-count': '0' },
      { 'x-count': 'two' },
      { 'x-count': '1', 'x-tags': 'a,c' },
      { 'x-count': '1' },
    ]
    const { receiver, sender } = await open(
      (_, index) => ({ status: 204, body: '', headers: given[index] ?? {} }),
      { webhooks: [counting] },
    )
    const mismatches = []
    for (const _ of given) {
      const { id } = await sender.send(counting.operations.counted, receiver.origin)
      mismatches.push((await ended(sender, id)).lastAttempt?.mismatch)
    }
    expect(mismatches).toEqual([
      undefined,
      'the header x-count of 204 is missing',
      'the header x-count of 204: it must be >= 1',
      'the header x-count of 204: it must be integer',
      expect.stringMatching(/^the header x-tags of 204: \/1 /),
      'the header constructor of 204 is missing',
    ])
  })

  it('is judged by a declaration that fails itself, and delivered once', async () => {
    const failing = webhookRouter().post('failing', {
      operationId: 'failing',
      responses: {
        200: z.object({ ok: z.boolean() }).refine(() => {
          throw new Error('refinement')
        }),
      },
    })
    const { receiver, sender } = await open(undefined, { webhooks: [failing] })
    const { id } = await sender.send(failing.operations.failing, receiver.origin)
    const { state, lastAttempt } = await ended(sender, id)
    expect(state).toBe('delivered')
    expect(lastAttempt?.mismatch).toContain('cannot be checked: Error: refinement')
    expect(receiver.received).toHaveLength(1)
  })

  it('is told of, attempt by attempt, to whatever listens', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => error.mockRestore())
    const told: [Attempt, string, Outcome][] = []
    const { receiver, sender } = await open((_, index) => ({ status: index === 0 ? 500 : 200 }), {
      onAttempt(attempt, delivery, outcome) {
        told.push([attempt, delivery.id, outcome])
        throw new Error('listener')
      },
    })
    const { id } = await sender.send(paid, receiver.origin, { n: 1 })
    const { attempts } = await ended(sender, id)
    expect(told).toEqual([
      [attempts[0], id, { kind: 'retry', at: expect.any(Number) }],
      [attempts[1], id, { kind: 'done' }],
    ])
    expect(error).toHaveBeenCalledTimes(2)
  })

  it('is not sent again since the log has failed', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => error.mockRestore())
    const log = memoryLog()
    const broken = Object.assign(log, { append: () => Promise.reject(new Error('disk full')) })
    const outcomes: string[] = []
    const { receiver, sender } = await open(undefined, {
      log: broken,
      onAttempt: (_attempt, _delivery, { kind }) => void outcomes.push(kind),
    })
    await sender.send(paid, receiver.origin, { n: 1 })
    await expect.poll(() => outcomes).toEqual(['done'])
    expect(receiver.received).toHaveLength(1)
    expect(String(error.mock.calls[0])).toContain('is not in the log')
  })

  it('is given up by its signal before it is taken up', async () => {
    const { receiver, sender } = await open()
    const signal = AbortSignal.abort(new Error('enough'))
    const sent = sender.send(paid, receiver.origin, { n: 1 }, { signal })
    await expect(sent).rejects.toThrow('enough')
    await expect(sender.deliver(paid, receiver.origin, { n: 1 }, { signal })).rejects.toThrow(
      'enough',
    )
    expect(await sender.deliveries.list()).toEqual([])
    expect(receiver.connected()).toBe(0)
  })
})

describe('an id', () => {
  it('is that of one delivery, however often it is sent', async () => {
    const { receiver, sender } = await open()
    const send = (): Promise<unknown> =>
      sender.send(paid, receiver.origin, { n: 1 }, { id: 'order-1' })
    expect(await send()).toEqual({ id: 'order-1', url: `${receiver.origin}/` })
    expect(await send()).toEqual({ id: 'order-1', url: `${receiver.origin}/` })
    await ended(sender, 'order-1')
    await send()
    await sender.send(paid, receiver.origin, { n: 2 }, { id: 'order-2' })
    await ended(sender, 'order-2')
    expect(receiver.received.map(({ body }) => body)).toEqual(['{"n":1}', '{"n":2}'])
    expect((await sender.deliveries.get('order-1'))?.state).toBe('delivered')
  })

  it('is refused for something else, which a receiver would take for the first', async () => {
    const { receiver, sender } = await open()
    const id = 'order-1'
    await sender.send(paid, receiver.origin, { n: 1 }, { id })
    const others = [
      () => sender.send(paid, receiver.origin, { n: 2 }, { id }),
      () => sender.send(paid, `${receiver.origin}/other`, { n: 1 }, { id }),
      () => sender.deliver(paid, receiver.origin, { n: 2 }, { id }),
    ]
    for (const other of others) expect((await refused(other)).code).toBe('ERR_DELIVERY_ID')
    await ended(sender, id)
    expect(receiver.received).toHaveLength(1)
  })
})

describe('the log', () => {
  it('lists what was sent, the latest first, by what is asked for', async () => {
    const other = await openReceiver(() => ({ status: 400 }))
    const receiver = await openReceiver()
    const sender = startSender({ webhooks: [hooks], allow: allowing(receiver, other) })
    const ids: string[] = []
    for (const to of [receiver, other, receiver]) {
      const { id } = await sender.send(paid, to.origin, { n: ids.length })
      ids.push(id)
      await ended(sender, id)
      // so that no two are made in one millisecond
      await delay(5)
    }
    const list = async (query?: object): Promise<number[]> =>
      (await sender.deliveries.list(query)).map(({ delivery }) => ids.indexOf(delivery.id))
    expect(await list()).toEqual([2, 1, 0])
    expect(await list({ state: 'dead' })).toEqual([1])
    expect(await list({ origin: receiver.origin })).toEqual([2, 0])
    expect(await list({ operationId: 'anything' })).toEqual([])
    expect(await list({ limit: 1 })).toHaveLength(1)
    expect(await sender.deliveries.get('msg_unknown')).toBeUndefined()
  })

  it('sends again what is dead, by its id, and byte for byte', async () => {
    let status = 400
    const { receiver, sender } = await open(() => ({ status }))
    const { id } = await sender.send(paid, receiver.origin, { n: 1 })
    await ended(sender, id)
    status = 200
    await sender.deliveries.resend(id)
    await expect.poll(async () => (await sender.deliveries.get(id))?.state).toBe('delivered')
    expect(statuses(await sender.deliveries.get(id))).toEqual([400, 200])
    const [first, second] = receiver.received
    expect(second?.body).toBe(first?.body)
    expect(second?.headers['webhook-id']).toBe(id)
    expect((await refused(() => sender.deliveries.resend('msg_x'))).code).toBe(
      'ERR_DELIVERY_UNKNOWN',
    )
  })

  it('leaves what is pending as it is, whoever sends it again', async () => {
    const { receiver, sender } = await open(() => ({ status: 503 }), {
      retry: { schedule: [3_600_000], jitter: 0 },
    })
    const { id } = await sender.send(paid, receiver.origin, { n: 1 })
    await expect.poll(async () => (await sender.deliveries.get(id))?.lastAttempt).toBeDefined()
    const before = await sender.deliveries.get(id)
    await sender.deliveries.resend(id)
    const error = await refused(() => sender.deliver(paid, receiver.origin, { n: 1 }, { id }))
    expect(error.code).toBe('ERR_DELIVERY_ID')
    expect(await sender.deliveries.get(id)).toEqual(before)
    expect(receiver.received).toHaveLength(1)
  })

  it('has what an engine refused', async () => {
    const receiver = await openReceiver()
    const sender = createSender({
      webhooks: [hooks],
      secret,
      allow: allowing(receiver),
      engine: memory({ maxPending: 1 }),
    })
    const send = (n: number): Promise<unknown> =>
      sender.send(paid, receiver.origin, { n }, { id: `msg_${n}` })
    await send(1)
    expect((await refused(() => send(2))).code).toBe('ERR_DELIVERY_FULL')
    const dead = await sender.deliveries.list({ state: 'dead' })
    expect(dead).toMatchObject([{ reason: 'not enqueued', delivery: { body: '{"n":2}' } }])
    const running = sender.run()
    await ended(sender, 'msg_1')
    await send(2)
    await expect.poll(async () => (await sender.deliveries.get('msg_2'))?.state).toBe('delivered')
    await sender.close()
    await running
  })
})

describe('an endpoint that keeps failing', () => {
  it('is paused, says so once, and goes on when it is resumed', async () => {
    let status = 500
    const paused: string[] = []
    const resumed: string[] = []
    const { receiver, sender } = await open(() => ({ status }), {
      endpoints: {
        pauseAfterFailures: 2,
        onPause: ({ endpoint }) => void paused.push(endpoint),
        onResume: (endpoint) => void resumed.push(endpoint),
      },
    })
    const { id } = await sender.send(paid, receiver.origin, { n: 1 })
    await expect.poll(async () => (await sender.deliveries.get(id))?.state).toBe('paused')
    const next = await sender.send(paid, receiver.origin, { n: 2 })
    await expect.poll(async () => (await sender.deliveries.get(next.id))?.state).toBe('paused')
    expect(receiver.received).toHaveLength(2)
    expect(sender.paused()).toMatchObject([{ endpoint: receiver.origin, failures: 2 }])
    expect(paused).toEqual([receiver.origin])
    status = 200
    expect(sender.resume(receiver.origin)).toBe(true)
    expect(sender.resume(receiver.origin)).toBe(false)
    for (const one of [id, next.id]) expect((await ended(sender, one)).state).toBe('delivered')
    expect(resumed).toEqual([receiver.origin])
    expect(sender.paused()).toEqual([])
  })
})

describe('run() and close()', () => {
  it('runs once at a time', async () => {
    const { receiver, sender } = await open()
    expect((await refused(() => sender.run())).code).toBe('ERR_DELIVERY_RUNNING')
    await sender.send(paid, receiver.origin, { n: 1 })
    await expect.poll(() => receiver.received).toHaveLength(1)
  })

  it('sends nothing before run() and nothing after close(), and goes on with the next run()', async () => {
    const receiver = await openReceiver()
    const sender = createSender({ webhooks: [hooks], secret, allow: allowing(receiver) })
    const { id } = await sender.send(paid, receiver.origin, { n: 1 })
    expect((await sender.deliveries.get(id))?.state).toBe('pending')
    await sender.close()
    const first = sender.run()
    await ended(sender, id)
    await sender.close()
    await first
    expect(receiver.received).toHaveLength(1)
    const second = sender.run()
    const next = await sender.send(paid, receiver.origin, { n: 2 })
    await ended(sender, next.id)
    await sender.close()
    await second
  })

  it('waits for what is under way', async () => {
    let answer = (): void => undefined
    const asked = new Promise<void>((resolve) => (answer = resolve))
    const { receiver, sender } = await open(() => asked.then(() => ({})))
    const { id } = await sender.send(paid, receiver.origin, { n: 1 })
    await expect.poll(() => receiver.received).toHaveLength(1)
    const closed = sender.close()
    answer()
    await closed
    expect((await sender.deliveries.get(id))?.state).toBe('delivered')
  })

  it('cuts off what does not end, has it in the log, and keeps it', async () => {
    let isSlow = true
    const { receiver, sender } = await open(() => (isSlow ? new Promise(() => {}) : {}))
    const { id } = await sender.send(paid, receiver.origin, { n: 1 })
    await expect.poll(() => receiver.received).toHaveLength(1)
    await sender.close({ drainMs: 10 })
    const history = await sender.deliveries.get(id)
    expect(history).toMatchObject({ state: 'pending' })
    expect(statuses(history)).toEqual(['ERR_DELIVERY_ABORTED'])
    isSlow = false
    const again = sender.run()
    expect((await ended(sender, id)).state).toBe('delivered')
    await sender.close()
    await again
  })
})

describe('deliver()', () => {
  it('gives the answer, by its status, as the schema reads it', async () => {
    const answers = [
      {},
      { status: 204, body: '' },
      { status: 409, body: { reason: 'twice' } },
      { status: 418, body: 'teapot', headers: { 'content-type': 'text/plain', 'x-a': '1' } },
    ]
    const { receiver, sender } = await open((_, index) => answers[index] ?? {})
    const deliver = () => sender.deliver(paid, receiver.origin, { n: 1 })
    const first = await deliver()
    expect(first.status === 200 && first.body.ok).toBe(true)
    expect(await deliver()).toMatchObject({ status: 204, body: undefined })
    const third = await deliver()
    expect(third.status === 409 && third.body.reason).toBe(5)
    const fourth = await deliver()
    expect(fourth).toMatchObject({ status: 418, body: 'teapot', headers: { 'x-a': '1' } })
    const listed = await sender.deliveries.list()
    expect(listed.map(({ state }) => state)).toEqual(Array(4).fill('delivered'))
  })

  it('takes any answer where none is declared', async () => {
    const { receiver, sender } = await open((_, index) => ({
      status: [500, 200][index] ?? 200,
      body: 'text',
    }))
    const deliver = () => sender.deliver(anything, receiver.origin)
    expect(await deliver()).toMatchObject({ status: 500, body: 'text' })
    expect(await deliver()).toMatchObject({ status: 200, body: 'text' })
    const listed = await sender.deliveries.list()
    expect(listed.map(({ state }) => state).toSorted(undefined)).toEqual(['dead', 'delivered'])
  })

  it('rejects once what is not declared or not as declared, and has it in the log', async () => {
    const answers = [{ status: 503 }, { body: { ok: 'yes' } }, { status: 409, body: {} }]
    const { receiver, sender } = await open((_, index) => answers[index] ?? {})
    const messages = []
    for (const _ of answers) {
      const error = await refused(() => sender.deliver(paid, receiver.origin, { n: 1 }))
      expect(error.code).toBe('ERR_DELIVERY_FAILED')
      messages.push(error.message)
    }
    expect(messages[0]).toContain('503 is not declared')
    expect(messages[1]).toContain('the body of 200: /ok')
    expect(messages[2]).toContain('the body of 409: /reason')
    expect(receiver.received).toHaveLength(3)
    const listed = await sender.deliveries.list()
    const states = listed.map(({ state, reason }) => `${state} ${reason ?? ''}`)
    expect(states.toSorted(undefined)).toEqual(['dead rejected', 'dead rejected', 'delivered '])
    expect(listed.map(({ lastAttempt }) => lastAttempt?.mismatch)).not.toContain(undefined)
  })

  it('can be tried again by the same id', async () => {
    const { receiver, sender } = await open((_, index) => ({ status: index === 0 ? 503 : 200 }))
    const deliver = () => sender.deliver(paid, receiver.origin, { n: 1 }, { id: 'order-1' })
    expect((await refused(deliver)).code).toBe('ERR_DELIVERY_FAILED')
    expect((await deliver()).status).toBe(200)
    const history = await sender.deliveries.get('order-1')
    expect([history?.state, statuses(history)]).toEqual(['delivered', [503, 200]])
  })

  it('rejects where nobody answers in time, or its signal has enough', async () => {
    const { receiver, sender } = await open(() => new Promise(() => {}), { timeout: 50 })
    const error = await refused(() => sender.deliver(paid, receiver.origin, { n: 1 }))
    expect(error.code).toBe('ERR_DELIVERY_FAILED')
    expect(error.message).toContain('ERR_DELIVERY_TIMEOUT')
    const patient = await open(() => new Promise(() => {}))
    const abort = new AbortController()
    const delivered = patient.sender.deliver(
      paid,
      patient.receiver.origin,
      { n: 1 },
      { signal: abort.signal },
    )
    const outcome = refused(() => delivered)
    await expect.poll(() => patient.receiver.received).toHaveLength(1)
    abort.abort(new Error('enough'))
    expect((await outcome).message).toBe('enough')
    const [listed] = await patient.sender.deliveries.list()
    expect(listed).toMatchObject({ state: 'dead', reason: 'fault' })
  })
})

describe('createSender()', () => {
  it.each([
    [{ callbacks: [{}] }, 'callbacks[0]'],
    [{ callbacks: [hooks] }, 'callbacks[0]'],
    [{ webhooks: hooks }, 'webhooks'],
    [{ secert: 'a' }, 'secert'],
    [{ timeout: 0 }, 'timeout'],
    [{ concurrency: 1.5 }, 'concurrency'],
    [{ perOrigin: -1 }, 'perOrigin'],
    [{ onAttempt: true }, 'onAttempt'],
    [{ allow: { networks: ['localhost'] } }, 'networks'],
    [{ retry: { schedule: 5 } }, 'schedule'],
    [{ endpoints: { pauseAfter: 1 } }, 'pauseAfter'],
    [{ engine: {} }, 'engine'],
    [{ log: [] }, 'log'],
  ])('refuses %o', (options, name) => {
    const error = caught(() => createSender({ secret, ...(options as object) }))
    expect(error.code).toBe('ERR_DELIVERY_OPTION')
    expect(error.message).toContain(name)
  })

  it('wants an engine to be chosen for production', () => {
    vi.stubEnv('NODE_ENV', 'production')
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(caught(() => createSender({ secret })).code).toBe('ERR_DELIVERY_ENGINE')
    expect(createSender({ secret, engine: memory() })).toBeDefined()
  })
})
