import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import express, { type Request, type Response } from 'express'
import { describe, expect, it } from 'vitest'
import {
  memoryReplays,
  receiver,
  type HandledAnswer,
  type ReplayStore,
} from '../../lib/receiver/index.ts'
import { caught, listen } from '../live-app.ts'
import { invoiceEvents, paid, post, secret, serve, signedBy, watchErrors } from './receiving.ts'

type Handler = (req: Request, res: Response) => unknown

async function serveBy(handler: Handler, replays?: ReplayStore | false, window?: number) {
  const receive = receiver({
    callbacks: invoiceEvents,
    secret,
    replays,
    replayWindow: window,
  })
  const { origin, errors } = await serve(receive('invoiceNotification', handler as never))
  return { url: `${origin}/invoices/1`, errors }
}

const withId = (id: string): Record<string, string> => signedBy(paid, { id })

/** A handler that answers in turn, and counts. */
function answering(...answers: ((res: Response) => unknown)[]) {
  const state = { handled: 0 }
  const handler: Handler = (_req, res) => {
    const answer = answers[Math.min(state.handled, answers.length - 1)]
    state.handled += 1
    return answer?.(res)
  }
  return Object.assign(state, { handler })
}

const ok = (res: Response): unknown => res.set('x-handled', 'yes').json({ ok: true })

describe('a delivery', () => {
  it('that has succeeded is not handled again, and is answered as it was', async () => {
    const answers = answering(ok)
    const { url } = await serveBy(answers.handler)
    const first = await post(url, paid, withId('msg_1'))
    const second = await post(url, paid, withId('msg_1'))
    expect(second.status).toBe(200)
    expect(second.body).toEqual({ ok: true })
    const told = (answer: typeof first): unknown[] =>
      ['content-type', 'x-handled', 'content-length'].map((name) => answer.headers.get(name))
    expect(told(second)).toEqual(told(first))
    expect(answers.handled).toBe(1)
    await post(url, paid, withId('msg_2'))
    expect(answers.handled).toBe(2)
  })

  it.each([
    ['an answer that is no success', (res: Response) => res.status(410).end()],
    ['an error', () => fail()],
    ['a rejection', async () => fail()],
  ])('that has ended with %s is handled again', async (_how, first) => {
    const answers = answering(first, ok)
    const { url } = await serveBy(answers.handler)
    expect((await post(url, paid, withId('msg_1'))).status).toBeGreaterThan(299)
    expect((await post(url, paid, withId('msg_1'))).status).toBe(200)
    expect((await post(url, paid, withId('msg_1'))).status).toBe(200)
    expect(answers.handled).toBe(2)
  })

  it('that was refused may come as it should', async () => {
    const answers = answering(ok)
    const { url } = await serveBy(answers.handler)
    const forged = signedBy(paid, { id: 'msg_1', of: 'another' })
    expect((await post(url, paid, forged)).status).toBe(401)
    const invalid = '{"paid":1}'
    expect((await post(url, invalid, signedBy(invalid, { id: 'msg_1' }))).status).toBe(422)
    expect((await post(url, paid, withId('msg_1'))).status).toBe(200)
    expect(answers.handled).toBe(1)
  })

  it('has to be signed, though it was handled before', async () => {
    const { url } = await serveBy(answering(ok).handler)
    await post(url, paid, withId('msg_1'))
    const forged = signedBy(paid, { id: 'msg_1', of: 'another' })
    expect((await post(url, paid, forged)).status).toBe(401)
    const old = signedBy(paid, { id: 'msg_1', age: 400 })
    expect((await post(url, paid, old)).status).toBe(401)
  })

  it('is the same at any path', async () => {
    const answers = answering(ok)
    const { url } = await serveBy(answers.handler)
    await post(url, paid, withId('msg_1'))
    await post(`${url}2`, paid, withId('msg_1'))
    expect(answers.handled).toBe(1)
  })

  it('that comes many times at once is handled once', async () => {
    const answers = answering(async (res) => {
      await wait(50)
      ok(res)
    })
    const { url } = await serveBy(answers.handler)
    const all = await Promise.all(
      Array.from({ length: 20 }, () => post(url, paid, withId('msg_1'))),
    )
    expect(all.map(({ status, body }) => [status, body])).toEqual(
      all.map(() => [200, { ok: true }]),
    )
    expect(answers.handled).toBe(1)
  })

  it('that comes twice at once is handled by the second where the first fails', async () => {
    const answers = answering(async (res) => {
      await wait(50)
      res.status(503).end()
    }, ok)
    const { url } = await serveBy(answers.handler)
    const all = await Promise.all([1, 2, 3].map(() => post(url, paid, withId('msg_1'))))
    const statuses = all.map(({ status }) => status)
    expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 200, 503])
    expect(answers.handled).toBe(2)
  })

  it('whose sender has gone away is answered to the next attempt', async () => {
    const answers = answering(async (res) => {
      await wait(100)
      ok(res)
    })
    const { url } = await serveBy(answers.handler)
    const gone = fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...withId('msg_1') },
      body: paid,
      signal: AbortSignal.timeout(30),
    })
    await expect(gone).rejects.toThrow('aborted')
    expect((await post(url, paid, withId('msg_1'))).status).toBe(200)
    expect(answers.handled).toBe(1)
  })

  it('whose handler breaks its answer off is handled again', async () => {
    const answers = answering((res) => {
      res.writeHead(200).write('{"ok":')
      throw new Error('in the middle')
    }, ok)
    const receive = receiver({ callbacks: invoiceEvents, secret })
    const run = receive('invoiceNotification', answers.handler as never)
    const origin = await listen(express().set('env', 'test').post('/', run))
    await expect(post(origin, paid, withId('msg_1'))).rejects.toThrow('terminated')
    expect((await post(origin, paid, withId('msg_1'))).status).toBe(200)
    expect(answers.handled).toBe(2)
  })

  it('is known by its id where nothing is signed', async () => {
    const answers = answering(ok)
    const receive = receiver({ callbacks: invoiceEvents, secret: false })
    const { origin } = await serve(receive('invoiceNotification', answers.handler as never))
    for (const headers of [{ 'webhook-id': 'a' }, { 'webhook-id': 'a' }, {}, {}]) {
      expect((await post(`${origin}/invoices/1`, paid, headers)).status).toBe(200)
    }
    expect(answers.handled).toBe(3)
  })

  it('is handled each time with { replays: false }', async () => {
    const answers = answering(ok)
    const { url } = await serveBy(answers.handler, false)
    await post(url, paid, withId('msg_1'))
    await post(url, paid, withId('msg_1'))
    expect(answers.handled).toBe(2)
  })

  it('is forgotten after the window', async () => {
    const answers = answering(ok)
    const { url } = await serveBy(answers.handler, undefined, 1)
    await post(url, paid, withId('msg_1'))
    await post(url, paid, withId('msg_1'))
    expect(answers.handled).toBe(1)
    await wait(1100)
    await post(url, paid, withId('msg_1'))
    expect(answers.handled).toBe(2)
  })

  it('is answered without its body where that was long', async () => {
    const long = 'x'.repeat(64 * 1024 + 1)
    const { url } = await serveBy((_req, res) => res.send(long))
    expect((await post(url, paid, withId('msg_1'))).body === long).toBe(true)
    expect(await post(url, paid, withId('msg_1'))).toMatchObject({ status: 200, body: '' })
  })

  it('is answered as it was written, in pieces too', async () => {
    const { url } = await serveBy((_req, res) => {
      res.write('żół', 'utf8')
      res.write(Buffer.from('w'))
      res.end('c5bc', 'hex')
    })
    expect((await post(url, paid, withId('msg_1'))).body).toBe('żółwż')
    expect((await post(url, paid, withId('msg_1'))).body).toBe('żółwż')
  })
})

it('a delivery is answered with headers that were set nowhere else', async () => {
  const receive = receiver({ callbacks: invoiceEvents, secret })
  const run = receive('invoiceNotification', (_req, res) => {
    res.writeHead(200, { 'X-A': '1', 'content-type': 'text/plain' }).end('text')
  })
  const app = express().disable('x-powered-by').post('/', run)
  const origin = await listen(app)
  for (let attempt = 0; attempt < 2; attempt++) {
    const { headers, body } = await post(origin, paid, withId('msg_1'))
    expect([headers.get('x-a'), headers.get('content-type'), body]).toEqual([
      ...['1', 'text/plain', 'text'],
    ])
  }
})

/** A store as in a database, which several processes have. */
function createStore() {
  const kept = new Map<string, string>()
  const calls: unknown[][] = []
  const store: ReplayStore = {
    async claim(id, leaseMs) {
      calls.push(['claim', id, leaseMs])
      const known = kept.get(id)
      if (known !== undefined) return JSON.parse(known) as HandledAnswer | 'busy'
      kept.set(id, '"busy"')
      return 'claimed'
    },
    async keep(id, answer, windowMs) {
      calls.push(['keep', id, windowMs])
      kept.set(id, JSON.stringify(answer))
    },
    async release(id) {
      calls.push(['release', id])
      kept.delete(id)
    },
  }
  return { kept, calls, store }
}

describe('a store of replays', () => {
  it('is shared by several receivers', async () => {
    const { store, calls } = createStore()
    const answers = answering(ok)
    const [one, other] = [
      await serveBy(answers.handler, store),
      await serveBy(answers.handler, store),
    ]
    await post(one.url, paid, withId('msg_1'))
    expect(await post(other.url, paid, withId('msg_1'))).toMatchObject({
      status: 200,
      body: { ok: true },
    })
    expect(answers.handled).toBe(1)
    expect(calls).toEqual([
      ['claim', 'msg_1', 300_000],
      ['keep', 'msg_1', 432_000_000],
      ['claim', 'msg_1', 300_000],
    ])
  })

  it('that says another process is at it has the sender come again', async () => {
    const { store, kept } = createStore()
    const answers = answering(ok)
    const { url } = await serveBy(answers.handler, store)
    kept.set('msg_1', '"busy"')
    const answer = await post(url, paid, withId('msg_1'))
    expect(answer).toMatchObject({ status: 429, body: { code: 'ERR_RECEIVER_BUSY' } })
    expect(answer.headers.get('retry-after')).toBe('5')
    kept.delete('msg_1')
    expect((await post(url, paid, withId('msg_1'))).status).toBe(200)
    expect(answers.handled).toBe(1)
  })

  it('that cannot tell lets nothing be handled', async () => {
    const { store } = createStore()
    const answers = answering(ok)
    for (const claim of [() => Promise.reject(new Error('no connection')), () => null]) {
      const failing = { ...store, claim } as unknown as ReplayStore
      const { url, errors } = await serveBy(answers.handler, failing)
      expect((await post(url, paid, withId('msg_1'))).status).toBe(503)
      expect((await post(url, paid, withId('msg_1'))).status).toBe(503)
      expect(errors).toMatchObject([
        { code: 'ERR_RECEIVER_REPLAYS' },
        { code: 'ERR_RECEIVER_REPLAYS' },
      ])
    }
    expect(answers.handled).toBe(0)
  })

  it.each(['keep', 'release'] as const)('whose %s() fails is told of', async (name) => {
    const printed = watchErrors()
    const failing = {
      ...createStore().store,
      [name]: () => Promise.reject(new Error('no connection')),
    }
    const answers = answering(name === 'keep' ? ok : (res) => res.status(410).end())
    const { url } = await serveBy(answers.handler, failing)
    expect((await post(url, paid, withId('msg_1'))).status).toBe(name === 'keep' ? 200 : 410)
    await expect.poll(() => printed).toHaveLength(1)
    expect(String(printed[0]?.[0])).toContain('msg_1')
  })
})

describe('memoryReplays()', () => {
  const answer = { status: 200, headers: {}, body: '' }

  it('forgets the oldest where there are too many', async () => {
    const store = memoryReplays({ maxEntries: 2 })
    for (const id of ['a', 'b', 'c']) {
      await store.claim(id, 1000)
      await store.keep(id, answer, 1000)
    }
    expect(await store.claim('c', 1000)).toEqual(answer)
    expect(await store.claim('b', 1000)).toEqual(answer)
    expect(await store.claim('a', 1000)).toBe('claimed')
  })

  it('keeps what is being handled, however many come', async () => {
    const store = memoryReplays({ maxEntries: 2 })
    const first = randomUUID()
    await store.claim(first, 1000)
    for (const id of ['a', 'b', 'c']) {
      await store.claim(id, 1000)
      await store.keep(id, answer, 1000)
    }
    expect(await store.claim(first, 1000)).toBe('busy')
    expect(await store.claim('c', 1000)).toEqual(answer)
    expect(await store.claim('a', 1000)).toBe('claimed')
  })

  it('lets go of a claim whose lease has ended', async () => {
    const store = memoryReplays()
    await store.claim('a', 20)
    expect(await store.claim('a', 20)).toBe('busy')
    await wait(40)
    expect(await store.claim('a', 20)).toBe('claimed')
  })

  it.each([[{ maxEntries: 0 }], [{ max: 1 }]])('refuses %j', (options) => {
    expect(caught(() => memoryReplays(options as never)).code).toBe('ERR_DELIVERY_OPTION')
  })
})

function fail(): never {
  throw new Error('failed')
}
