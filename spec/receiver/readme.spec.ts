import { describe, expect, it } from 'vitest'
import { receiver } from '../../lib/receiver/index.ts'
import { listen } from '../live-app.ts'
import {
  createReceiving,
  createReplays,
  invoiceEvents,
  secret,
  testSending,
  type Redis,
} from '../readme/receiver-snippets.ts'
import { post, serve, signedBy } from './receiving.ts'

const paid = '{"type":"paid","description":"Paid","paid":true}'

describe('README, "Receiving callbacks"', () => {
  it('has a receiver that receives', async () => {
    const { app, ...handled } = createReceiving()
    const origin = await listen(app)
    const headers = signedBy(paid, { by: secret })
    for (let attempt = 0; attempt < 2; attempt++) {
      const answer = await post(`${origin}/invoices/i-1`, paid, headers)
      expect(answer).toMatchObject({ status: 200, body: { ok: true } })
    }
    expect(handled.paid).toEqual(['i-1'])
    expect((await post(`${origin}/subscriptions`, '', signedBy('', { by: secret }))).status).toBe(
      200,
    )
    const again = signedBy(paid, { by: secret })
    expect((await post(`${origin}/events/i-2`, paid, again)).status).toBe(200)
    const voided = '{"type":"voided"}'
    const signed = signedBy(voided, { by: secret })
    expect((await post(`${origin}/events/i-3`, voided, signed, 'PUT')).status).toBe(204)
    expect(handled).toEqual({ paid: ['i-1', 'i-2'], voided: ['i-3'] })
  })

  it('has a store of replays that remembers', async () => {
    const kept = new Map<string, string>()
    const redis: Redis = {
      async set(key, value, _px, _ms, nx) {
        if (nx && kept.has(key)) return null
        kept.set(key, value)
        return 'OK'
      },
      get: async (key) => kept.get(key) ?? null,
      del: async (key) => kept.delete(key),
    }
    const receive = receiver({ callbacks: invoiceEvents, secret, replays: createReplays(redis) })
    let status = 503
    const { origin } = await serve(
      receive('invoicePaid', (_req, res) => void res.status(status).json({ ok: true } as never)),
    )
    const send = () => post(`${origin}/invoices/1`, paid, signedBy(paid, { by: secret, id: 'm' }))
    expect((await send()).status).toBe(503)
    status = 200
    expect((await send()).status).toBe(200)
    status = 500
    expect(await send()).toMatchObject({ status: 200, body: { ok: true } })
    kept.set('m', '"busy"')
    expect((await send()).status).toBe(429)
  })

  it('has a test of what is sent', async () => {
    const seen: unknown[] = []
    await testSending((value) => ({ toEqual: (expected) => void seen.push([value, expected]) }))
    expect(seen).toEqual([[[], []]])
  })
})
