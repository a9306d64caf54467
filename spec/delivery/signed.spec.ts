import { verify as verifyWithKey, createPublicKey } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createSecret, createSender, type SenderOptions } from '../../lib/delivery/index.ts'
import { webhookRouter } from '../../lib/index.ts'
import { caught } from '../live-app.ts'
import { allowing, openReceiver, refused, startSender, type Received } from './sending.ts'

const hooks = webhookRouter()
  .post('paid', { operationId: 'paid', body: z.object({ text: z.string() }) })
  .delete('gone', { operationId: 'gone' })
const { paid, gone } = hooks.operations

function verify({ body, headers }: Received, secret: string): unknown {
  return new Webhook(secret).verify(body, headers as Record<string, string>)
}

async function sendSigned(secret: SenderOptions['secret']): Promise<Received> {
  const receiver = await openReceiver()
  const sender = startSender({ webhooks: [hooks], secret, allow: allowing(receiver) })
  await sender.deliver(paid, receiver.origin, { text: 'żółw 🐢' })
  return receiver.received[0] as Received
}

describe('what arrives', () => {
  it('is verified by the library of Standard Webhooks', async () => {
    const secret = createSecret()
    const received = await sendSigned(secret)
    expect(verify(received, secret)).toEqual({ text: 'żółw 🐢' })
    expect(() => verify(received, createSecret())).toThrow('No matching signature')
    expect(() => verify({ ...received, body: `${received.body} ` }, secret)).toThrow('No matching')
  })

  it('is verified by the old secret and the new one while they rotate', async () => {
    const [now, before] = [createSecret(), createSecret()]
    const received = await sendSigned([now, before])
    expect(verify(received, now)).toEqual(verify(received, before))
  })

  it('is verified by a public key', async () => {
    const { privateKey, publicKey } = createSecret('v1a')
    const { headers, body } = await sendSigned(privateKey)
    const [version, signature = ''] = String(headers['webhook-signature']).split(',')
    const x = Buffer.from(publicKey.slice('whpk_'.length), 'base64').toString('base64url')
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
    expect(version).toBe('v1a')
    expect(verifyWithKey(null, Buffer.from(content), key, Buffer.from(signature, 'base64'))).toBe(
      true,
    )
  })

  it('is signed without a body too', async () => {
    const secret = createSecret()
    const receiver = await openReceiver()
    const sender = startSender({ webhooks: [hooks], secret, allow: allowing(receiver) })
    await sender.deliver(gone, receiver.origin)
    const { headers } = receiver.received[0] as Received
    const signed = new Webhook(secret).sign(
      String(headers['webhook-id']),
      new Date(Number(headers['webhook-timestamp']) * 1000),
      '',
    )
    expect(headers['webhook-signature']).toBe(signed)
  })

  it('is signed by the secret of its endpoint', async () => {
    const [one, other] = [await openReceiver(), await openReceiver()]
    const secrets = new Map([
      [one.origin, createSecret()],
      [other.origin, createSecret()],
    ])
    const asked: object[] = []
    const sender = startSender({
      webhooks: [hooks],
      allow: allowing(one, other),
      async secret(endpoint) {
        asked.push(endpoint)
        return secrets.get(endpoint.origin) ?? ''
      },
    })
    for (const { origin } of [one, other]) await sender.send(paid, `${origin}/a`, { text: 'a' })
    for (const { origin, received } of [one, other]) {
      await expect.poll(() => received).toHaveLength(1)
      expect(verify(received[0] as Received, secrets.get(origin) ?? '')).toEqual({ text: 'a' })
    }
    expect(asked).toContainEqual({
      origin: one.origin,
      url: `${one.origin}/a`,
      operationId: 'paid',
    })
  })

  it('has its id alone where nothing is to be signed', async () => {
    const { headers } = await sendSigned(false)
    expect(headers['webhook-id']).toMatch(/^msg_/)
    expect(headers).not.toHaveProperty('webhook-signature')
    expect(headers).not.toHaveProperty('webhook-timestamp')
  })

  it('has the id of its delivery at each attempt, and a signature of that moment', async () => {
    const secret = createSecret()
    const receiver = await openReceiver((_, index) => ({ status: index === 0 ? 503 : 200 }))
    const sender = startSender({
      webhooks: [hooks],
      secret,
      allow: allowing(receiver),
      retry: { schedule: [1100], jitter: 0 },
    })
    const { id } = await sender.send(paid, receiver.origin, { text: 'a' })
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(2)
    for (const received of receiver.received)
      expect(verify(received, secret)).toEqual({ text: 'a' })
    const [first, second] = receiver.received.map(({ headers }) => headers)
    expect([first?.['webhook-id'], second?.['webhook-id']]).toEqual([id, id])
    expect(Number(second?.['webhook-timestamp'])).toBeGreaterThan(
      Number(first?.['webhook-timestamp']),
    )
  })
})

describe('a secret', () => {
  it('that is missing or wrong is refused when the sender is made, and never quoted', () => {
    const none = caught(() => createSender({ webhooks: [hooks] } as never))
    expect(none.code).toBe('ERR_DELIVERY_OPTION')
    expect(none.remedy).toContain('createSecret()')
    const wrong = caught(() => createSender({ webhooks: [hooks], secret: 'hunter2hunter2' }))
    expect(wrong.code).toBe('ERR_DELIVERY_SECRET')
    expect(wrong.message).not.toContain('hunter2')
    expect(caught(() => createSender({ secret: [] })).code).toBe('ERR_DELIVERY_SECRET')
    expect(caught(() => createSender({ secret: null as never })).code).toBe('ERR_DELIVERY_OPTION')
  })

  it('that cannot be found opens no socket, and is not the end of what was sent', async () => {
    const receiver = await openReceiver()
    const secret = createSecret()
    let isBroken = true
    const sender = startSender({
      webhooks: [hooks],
      allow: allowing(receiver),
      secret: async () => (isBroken ? undefined : secret) as string,
    })
    const error = await refused(() => sender.deliver(paid, receiver.origin, { text: 'a' }))
    expect(error.code).toBe('ERR_DELIVERY_FAILED')
    expect(error.message).toContain('ERR_DELIVERY_SECRET The secret was not found')
    const [dead] = await sender.deliveries.list()
    expect(dead).toMatchObject({ state: 'dead', reason: 'fault' })
    expect(receiver.connected()).toBe(0)
    isBroken = false
    await sender.deliveries.resend(dead?.delivery.id ?? '')
    await expect.poll(() => receiver.received.length).toBe(1)
    expect(verify(receiver.received[0] as Received, secret)).toEqual({ text: 'a' })
  })
})
