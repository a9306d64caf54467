/** The snippets of README.md, "Receiving callbacks", each as it stands there, in an app that runs. */
import express, { type Express } from 'express'
import { callbackRouter } from 'ringback'
import { createSecret, createSender as createAnySender, type Sender } from 'ringback/delivery'
import { receiver, testReceiver, type ReplayStore } from 'ringback/receiver'
import { z } from 'zod'

const InvoiceEvent = z.object({ description: z.string(), paid: z.boolean() })

export const invoiceEvents = callbackRouter()
  .post('{$request.query.callback_url}/invoices/{$request.body#/id}', {
    operationId: 'invoicePaid',
    body: InvoiceEvent.extend({ type: z.literal('paid') }),
    responses: { 200: z.object({ ok: z.boolean() }) },
  })
  .put('{$request.query.callback_url}/invoices/{$request.body#/id}', {
    operationId: 'invoiceVoided',
    body: z.object({ type: z.literal('voided') }),
    responses: { 204: null },
  })

export const secret: string = createSecret()
const document = {
  openapi: '3.1.0',
  webhooks: { newSubscription: { post: { operationId: 'newSubscription' } } },
}

export interface Receiving {
  readonly app: Express
  readonly paid: string[]
  readonly voided: string[]
}

const process = { env: { CALLBACK_SECRET: secret } }

export function createReceiving(): Receiving {
  const paid: string[] = []
  const voided: string[] = []
  const pay = (id: string): void => void paid.push(id)
  const voidInvoice = (id: string): void => void voided.push(id)
  const app = express()
  // prettier-ignore
  function shareUrl(): void {
const receive = receiver({ callbacks: invoiceEvents, secret })
app.all('/events/:id', receive({
  invoicePaid: (req, res) => { pay(req.params.id); res.json({ ok: true }) },
  invoiceVoided: async (req) => { voidInvoice(req.params.id) },      // answered with 204, which alone is declared
}))
  }
  // prettier-ignore
  function subscribe(): void {
const receive = receiver({ document, secret: process.env.CALLBACK_SECRET })   // of anybody's API
app.post('/subscriptions', receive('newSubscription', async () => {}))
  }
  // prettier-ignore
  function receiveInvoices(): void {
// import { receiver } from 'ringback/receiver'
const receive = receiver({ callbacks: invoiceEvents, secret: process.env.CALLBACK_SECRET })

app.post('/invoices/:id', receive('invoicePaid', async (req, res) => {
  pay(req.params.id)                              // once for each delivery, however often it comes
  res.json({ ok: req.body.paid })                 // typed, and checked, by the declaration
}))
app.use(express.json())                           // behind: a signature is of the bytes
  }
  shareUrl()
  subscribe()
  receiveInvoices()
  return { app, paid, voided }
}

/** What the store needs of a client of Redis. */
export interface Redis {
  set(key: string, value: string, px: 'PX', ms: number, nx?: 'NX'): Promise<unknown>
  get(key: string): Promise<string | null>
  del(key: string): Promise<unknown>
}

export function createReplays(redis: Redis): ReplayStore {
  // prettier-ignore
  {
// import type { ReplayStore } from 'ringback/receiver'
const replays: ReplayStore = {
  async claim(id, leaseMs) {
    if (await redis.set(id, '"busy"', 'PX', leaseMs, 'NX')) return 'claimed'
    return JSON.parse(await redis.get(id) ?? '"busy"')
  },
  async keep(id, answer, windowMs) { await redis.set(id, JSON.stringify(answer), 'PX', windowMs) },
  async release(id) { await redis.del(id) },
}
return replays
  }
}

export async function testSending(
  expect: (value: unknown) => { toEqual(expected: unknown): void },
): Promise<void> {
  const { invoicePaid } = invoiceEvents.operations
  const payload = { type: 'paid', description: 'Paid', paid: true } as const
  const senders: Sender[] = []
  const createSender: typeof createAnySender = (options) => {
    const sender = createAnySender(options)
    senders.push(sender)
    return sender
  }
  // prettier-ignore
  {
// import { createSecret, createSender } from 'ringback/delivery'
// import { testReceiver } from 'ringback/receiver'
const secret = createSecret()
await using other = await testReceiver({ callbacks: invoiceEvents, secret })
const sender = createSender({ callbacks: [invoiceEvents], secret, allow: other.allow })

await sender.deliver(invoicePaid, `${other.url}/invoices/i-1`, payload)
expect((await other.next('invoicePaid')).faults).toEqual([])

other.answer('invoicePaid', [{ status: 503 }, { fail: 'reset' }])      // then as it is declared
other.fail('hang')                                                     // or drip, flood, garbage, close, …
  }
  await Promise.all(senders.map((sender) => sender.close()))
}
