import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { createSecret } from '../../lib/delivery/index.ts'
import { callbackRouter } from '../../lib/index.ts'
import { testReceiver, type TestFault, type TestReceiverOptions } from '../../lib/receiver/index.ts'
import { bundleProcess } from '../engines/bundled-process.ts'
import { startSender, refused } from '../delivery/sending.ts'
import { caught } from '../live-app.ts'
import { invoiceEvents, paid, post, secret, signedBy, webhooks } from './receiving.ts'

const { invoiceNotification, invoiceDeleted } = invoiceEvents.operations
const payload = { description: 'Paid', paid: true }

async function open(options: TestReceiverOptions) {
  const receiver = await testReceiver(options)
  onTestFinished(() => receiver.close())
  return receiver
}

interface Both {
  readonly retry?: false | { readonly schedule: number[] }
  readonly timeout?: number
}

/** A test receiver, and a sender that may go there. */
async function openBoth({ retry = false, timeout = 5000 }: Both = {}) {
  const receiver = await testReceiver({ callbacks: invoiceEvents, webhooks, secret })
  onTestFinished(() => receiver.close())
  const sender = startSender({
    callbacks: [invoiceEvents],
    webhooks: [webhooks],
    secret,
    retry,
    timeout,
    allow: receiver.allow,
  })
  const deliver = () => sender.deliver(invoiceNotification, `${receiver.url}/invoices/i-1`, payload)
  return { receiver, sender, deliver }
}

describe('testReceiver()', () => {
  it('records what arrives, and answers as it is declared', async () => {
    const { receiver, deliver } = await openBoth()
    const answer = await deliver()
    expect(answer).toMatchObject({ status: 200, body: { ok: true } })
    const delivery = await receiver.next('invoiceNotification')
    expect(delivery).toMatchObject({
      operationId: 'invoiceNotification',
      method: 'POST',
      url: '/invoices/i-1',
      headers: { 'content-type': 'application/json' },
      payload,
      faults: [],
      signature: { ok: true, id: delivery.headers['webhook-id'] },
      receivedAt: expect.any(Date),
    })
    expect(delivery.rawBody.toString()).toBe(JSON.stringify(payload))
    expect(receiver.received).toEqual([delivery])
  })

  it('answers what is declared without a body', async () => {
    const { receiver, sender } = await openBoth()
    const answer = await sender.deliver(invoiceDeleted, `${receiver.url}/invoices/1`)
    expect(answer.status).toBe(204)
  })

  it('has a URL for each webhook', async () => {
    const { receiver, sender } = await openBoth()
    const url = receiver.urlOf('newSubscription')
    expect(url).toBe(`${receiver.url}/newSubscription`)
    expect(receiver.urlOf('invoiceNotification')).toBe(receiver.url)
    await sender.deliver(webhooks.operations.newSubscription, url, { plan: 'gold' })
    expect((await receiver.next()).operationId).toBe('newSubscription')
  })

  it('finds the faults of what arrives, and refuses it as a receiver does', async () => {
    const { receiver } = await openBoth()
    const url = `${receiver.url}/invoices/1`
    const body = '{"paid":1}'
    expect((await post(url, body, signedBy(body))).status).toBe(422)
    expect((await post(url, paid, signedBy(paid, { by: createSecret() }))).status).toBe(401)
    expect((await post(url, '{', signedBy('{'))).status).toBe(400)
    expect((await post(`${receiver.url}/elsewhere`, paid, signedBy(paid), 'PATCH')).status).toBe(
      404,
    )
    const [invalid, forged, malformed, lost] = receiver.received
    expect(invalid?.faults).toMatchObject([{ path: '/description' }, { path: '/paid' }])
    expect(forged).toMatchObject({
      signature: { ok: false, code: 'no-match' },
      faults: [{ in: 'header', path: '/webhook-signature', code: 'no-match' }],
    })
    expect(malformed).toMatchObject({ faults: [{ code: 'malformed' }], payload: Buffer.from('{') })
    expect(lost).toMatchObject({
      operationId: undefined,
      faults: [{ in: 'path', code: 'unknown' }],
    })
  })

  it('looks at no signatures without a secret', async () => {
    for (const options of [{ secret: false }, { secret: undefined }, {}] as const) {
      const receiver = await open({ callbacks: invoiceEvents, ...options })
      expect((await post(`${receiver.url}/invoices/1`, paid, {})).status).toBe(200)
      expect(receiver.received).toMatchObject([{ signature: undefined, faults: [] }])
    }
  })

  it('takes a path before that of the callback, and tells the more exact one', async () => {
    const url = '{$request.query.url}'
    const events = callbackRouter()
      .post(url, { operationId: 'any' })
      .post(`${url}/a/{$request.body#/id}`, { operationId: 'a' })
      .post(`${url}/a/{$request.body#/id}/b`, { operationId: 'b' })
    const receiver = await open({ callbacks: [events] })
    for (const path of ['/', '/x/a/1', '/a/1/b', '/a/1/c', '/a/1%2F2']) {
      await post(receiver.url + path, '', {})
    }
    const found = receiver.received.map(({ operationId }) => operationId)
    expect(found).toEqual(['any', 'a', 'b', 'any', 'a'])
  })

  it('tells operations of one path apart by what they allow, or says that nothing does', async () => {
    const url = '{$request.query.url}'
    const body = (type: string) => z.object({ type: z.literal(type) })
    const events = callbackRouter()
      .post(`${url}/a`, { operationId: 'a', body: body('a') })
      .post(`${url}/{$request.body#/id}`, { operationId: 'id' })
      .post(`${url}/{$request.body#/no}`, { operationId: 'no' })
      .put(url, { operationId: 'one', body: body('one') })
      .put(`${url}?x=1`, { operationId: 'x', body: body('x') })
    const receiver = await open({ callbacks: events })
    await post(`${receiver.url}/a`, '{"type":"a"}', {})
    await post(`${receiver.url}/b`, '', {})
    await post(`${receiver.url}/`, '{"type":"one"}', {}, 'PUT')
    expect(receiver.received.map(({ operationId }) => operationId)).toEqual(['a', undefined, 'one'])
    expect(receiver.received[1]?.faults).toMatchObject([{ code: 'ambiguous' }])
  })

  describe('next()', () => {
    it('waits for what has not arrived, and gives each once', async () => {
      const { receiver, deliver } = await openBoth()
      const first = receiver.next('invoiceNotification')
      const second = receiver.next()
      await deliver()
      await deliver()
      expect((await first) === (await second)).toBe(false)
      expect([await first, await second]).toEqual(receiver.received)
      await expect(receiver.next({ timeout: 10 })).rejects.toMatchObject({
        code: 'ERR_RECEIVER_TIMEOUT',
      })
    })

    it('leaves what is of other operations to others', async () => {
      const { receiver, deliver } = await openBoth()
      await deliver()
      const error = await refused(() => receiver.next('invoiceDeleted', { timeout: 10 }))
      expect(error.message).toContain('No request for invoiceDeleted has arrived within 10 ms')
      expect(error.message).toContain('invoiceNotification POST /invoices/i-1')
      expect((await receiver.next()).operationId).toBe('invoiceNotification')
    })

    it('ends with the server', async () => {
      const { receiver } = await openBoth()
      const waiting = refused(() => receiver.next())
      await receiver.close()
      expect((await waiting).message).toContain('closed')
    })
  })

  describe('answer()', () => {
    it('is given from then on', async () => {
      const { receiver } = await openBoth()
      receiver.answer('invoiceNotification', {
        status: 410,
        headers: { 'x-a': 'b' },
        body: { gone: true },
      })
      for (let round = 0; round < 2; round++) {
        const answer = await post(`${receiver.url}/invoices/1`)
        expect(answer).toMatchObject({ status: 410, body: { gone: true } })
        expect(answer.headers.get('x-a')).toBe('b')
      }
    })

    it('is one after another, then what is declared', async () => {
      const { receiver, sender } = await openBoth({ retry: { schedule: [0, 0, 0] } })
      receiver.answer('invoiceNotification', [{ status: 503 }, { fail: 'reset' }, { status: 429 }])
      const url = `${receiver.url}/invoices/1`
      const { id } = await sender.send(invoiceNotification, url, payload)
      for (let attempt = 0; attempt < 4; attempt++) await receiver.next('invoiceNotification')
      await expect.poll(async () => (await sender.deliveries.get(id))?.state).toEqual('delivered')
      expect(receiver.received).toHaveLength(4)
    })

    it('is what a function says for each', async () => {
      const { receiver } = await openBoth()
      receiver.answer('invoiceNotification', async ({ payload: { description } }) =>
        description === 'Paid' ? undefined : { body: 'text' },
      )
      expect((await post(`${receiver.url}/invoices/1`)).body).toEqual({ ok: true })
      const body = '{"description":"x","paid":true}'
      expect((await post(`${receiver.url}/invoices/1`, body, signedBy(body))).body).toBe('text')
    })

    it('is told to who calls where the function fails', async () => {
      const { receiver } = await openBoth()
      receiver.answer('invoiceNotification', () => {
        throw new Error('of the test')
      })
      expect(await post(`${receiver.url}/invoices/1`)).toMatchObject({
        status: 500,
        body: { detail: 'of the test' },
      })
    })
  })

  describe('fail()', () => {
    const faults: TestFault[] = [
      ...(['hang', 'hang-body', 'drip', 'flood', 'truncate', 'close', 'reset', 'garbage'] as const),
    ]
    it.each(faults)('%s, until it recovers', async (fault) => {
      const { receiver, deliver } = await openBoth({ timeout: 500 })
      receiver.fail(fault)
      expect((await refused(deliver)).code).toBe('ERR_DELIVERY_FAILED')
      expect(receiver.received).toHaveLength(1)
      receiver.recover()
      expect((await deliver()).status).toBe(200)
    })

    it('so many times, of one operation', async () => {
      const { receiver } = await openBoth()
      receiver.fail('reset', { operationId: 'invoiceNotification', times: 1 })
      const url = `${receiver.url}/invoices/1`
      expect((await post(url, '', signedBy(''), 'DELETE')).status).toBe(204)
      await expect(post(url)).rejects.toThrow('fetch failed')
      expect((await post(url)).status).toBe(200)
    })

    it('ends with answer()', async () => {
      const { receiver } = await openBoth()
      receiver.fail('reset')
      receiver.answer('invoiceNotification', { status: 202 })
      expect((await post(`${receiver.url}/invoices/1`)).status).toBe(202)
    })
  })

  it('closes with all connections, however they hang', async () => {
    const receiver = await testReceiver({ callbacks: invoiceEvents })
    receiver.fail('hang')
    const hanging = post(`${receiver.url}/invoices/1`, paid, {}).catch((error: unknown) => error)
    await receiver.next()
    await receiver[Symbol.asyncDispose]()
    expect(await hanging).toBeInstanceOf(Error)
    await receiver.close()
  })

  it('takes the port that it is told to, and says that it is taken', async () => {
    const one = await open({ callbacks: invoiceEvents })
    const error: unknown = await testReceiver({ callbacks: invoiceEvents, port: one.port }).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ code: 'EADDRINUSE' })
    const free = createServer().listen(0, '127.0.0.1')
    await once(free, 'listening')
    const { port } = free.address() as { port: number }
    free.close()
    await once(free, 'close')
    expect((await open({ callbacks: invoiceEvents, port })).url).toBe(`http://127.0.0.1:${port}`)
  })

  it('keeps no process alive', async () => {
    const script = await bundleProcess(new URL('idle-process.ts', import.meta.url))
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    let printed = ''
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
    onTestFinished(() => void child.kill())
    const [code] = (await once(child, 'close')) as [number]
    expect({ code, printed }).toEqual({
      code: 0,
      printed: expect.stringMatching(/^listens on \d+\n$/),
    })
  })

  it.each([
    ['no source', {}, 'Neither callbacks'],
    ['an unknown option', { callbacks: invoiceEvents, replays: false }, 'replays'],
    ['a port that is none', { callbacks: invoiceEvents, port: 70_000 }, 'port is'],
  ])('refuses %s', async (_what, options, message) => {
    const error = await refused(() => testReceiver(options as never))
    expect(error.code).toBe('ERR_DELIVERY_OPTION')
    expect(error.message).toContain(message)
  })

  it('refuses to be told what it does not know', async () => {
    const receiver = (await open({ callbacks: invoiceEvents })) as unknown as {
      answer(id: string, answers: unknown): void
      fail(fault: string, options?: object): void
      next(id?: unknown, options?: object): Promise<unknown>
      urlOf(id: string): string
    }
    const codes = [
      caught(() => receiver.answer('invoiceNotificatoin', {})),
      caught(() => receiver.answer('invoiceNotification', { status: 99 })),
      caught(() => receiver.answer('invoiceNotification', { stauts: 200 })),
      caught(() => receiver.answer('invoiceNotification', [{ fail: 'sleep' }])),
      caught(() => receiver.fail('sleep')),
      caught(() => receiver.fail('hang', { times: 0 })),
      caught(() => receiver.fail('hang', { operationId: 'x' })),
      caught(() => receiver.urlOf('x')),
      await refused(() => receiver.next('x')),
      await refused(() => receiver.next('invoiceNotification', { timeout: -1 })),
    ].map(({ code }) => code)
    expect(codes).toEqual([
      'ERR_RECEIVER_OPERATION',
      ...Array.from({ length: 5 }, () => 'ERR_DELIVERY_OPTION'),
      ...['ERR_RECEIVER_OPERATION', 'ERR_RECEIVER_OPERATION', 'ERR_RECEIVER_OPERATION'],
      'ERR_DELIVERY_OPTION',
    ])
  })
})
