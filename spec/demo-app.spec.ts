/** The demo: what the document says of its callback is what comes. */
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createInvoicesApi } from '../demo-app/invoices-api.ts'
import { sender } from '../demo-app/sender.ts'
import { openReceiver } from './delivery/sending.ts'
import { listen } from './live-app.ts'

const signature = ['webhook-id', 'webhook-signature', 'webhook-timestamp']

describe('the document of the demo', () => {
  it('names the headers that its callback is signed by', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    onTestFinished(() => log.mockRestore())
    onTestFinished(() => sender.close({ drainMs: 0 }))
    const origin = await listen(createInvoicesApi())
    const receiver = await openReceiver()
    await createInvoice(origin, receiver.origin)
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(1)
    const sent = Object.keys(receiver.received[0]!.headers)
    expect(sent.filter((name) => name.startsWith('webhook-')).toSorted()).toEqual(signature)

    const { parameters = [] } = await readCallback(origin)
    expect(parameters.map(({ name }) => name).toSorted()).toEqual(signature)
    expect(parameters.every((one) => one.in === 'header' && one.required)).toBe(true)
  })
})

async function createInvoice(origin: string, callbackUrl: string): Promise<void> {
  const query = new URLSearchParams({ callback_url: callbackUrl })
  const answer = await fetch(`${origin}/invoices?${query.toString()}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ id: 'i-1', customer: 'ACME', total: 12.5 }),
  })
  expect(answer.status).toBe(200)
}

interface Callback {
  readonly parameters?: readonly { name: string; in: string; required?: boolean }[]
}

async function readCallback(origin: string): Promise<Callback> {
  const document = (await (await fetch(`${origin}/openapi.json`)).json()) as {
    paths: Record<
      string,
      { post: { callbacks: Record<string, Record<string, { post: Callback }>> } }
    >
  }
  const { invoiceEvents } = document.paths['/invoices']!.post.callbacks
  return invoiceEvents!['{$request.query.callback_url}/invoices/{$request.body#/id}']!.post
}
