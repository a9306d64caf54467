import { createHmac, randomUUID } from 'node:crypto'
import express, { type Express, type Request, type Response } from 'express'
import { onTestFinished, vi } from 'vitest'
import { Webhook } from 'standardwebhooks'
import { z } from 'zod'
import { createSecret } from '../../lib/delivery/index.ts'
import { callbackRouter, webhookRouter } from '../../lib/index.ts'
import { listen } from '../live-app.ts'

export const secret = createSecret()

export const InvoiceEvent = z.object({ description: z.string(), paid: z.boolean() })
export const Received = z.object({ ok: z.boolean() })

export const invoiceEvents = callbackRouter()
  .post('{$request.query.callback_url}/invoices/{$request.body#/id}', {
    operationId: 'invoiceNotification',
    body: InvoiceEvent,
    responses: { 200: Received, 410: null },
  })
  .delete('{$request.query.callback_url}/invoices/{$request.body#/id}', {
    operationId: 'invoiceDeleted',
    responses: { 204: null },
  })

export const webhooks = webhookRouter().post('newSubscription', {
  operationId: 'newSubscription',
  body: { type: 'object', properties: { plan: { type: 'string' } }, required: ['plan'] },
  headers: { type: 'object', properties: { 'x-tenant': { type: 'integer' } } },
})

export type Handler = (req: Request, res: Response) => unknown

/** An app with one route, and what its handlers of errors have met. */
export async function serve(
  run: unknown,
  {
    path = '/invoices/:id',
    prepare = () => {},
  }: { path?: string; prepare?: (app: Express) => void } = {},
): Promise<{ origin: string; errors: unknown[] }> {
  const app = express()
  const errors: unknown[] = []
  prepare(app)
  app.all(path, run as never)
  app.use((error: unknown, _req: Request, res: Response, _next: unknown) => {
    errors.push(error)
    res.status((error as { status?: number }).status ?? 500).json({ failed: String(error) })
  })
  return { origin: await listen(app), errors }
}

export interface Signed {
  readonly id?: string
  /** In seconds before now. */
  readonly age?: number
  readonly by?: string
  /** What is signed, where that is not what is sent. */
  readonly of?: string
}

/** The headers of a request, by the library of Standard Webhooks. */
export function signedBy(
  body: string,
  { id = `msg_${randomUUID()}`, age = 0, by = secret, of = body }: Signed = {},
): Record<string, string> {
  const at = new Date(Date.now() - age * 1000)
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(by).sign(id, at, of),
  }
}

export const paid = JSON.stringify({ description: 'Paid', paid: true })

/** Sends a body as somebody else would. */
export async function post(
  url: string,
  body: string | Uint8Array | undefined = paid,
  headers: Readonly<Record<string, string>> = signedBy(String(body)),
  method = 'POST',
): Promise<{ status: number; body: unknown; headers: Headers }> {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(method === 'GET' || body === undefined ? {} : { body: body as string }),
  })
  const text = await answer.text()
  return { status: answer.status, body: read(text), headers: answer.headers }
}

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** What is printed as an error until the test has finished. */
export function watchErrors(): unknown[][] {
  const printed: unknown[][] = []
  const spy = vi.spyOn(console, 'error').mockImplementation((...input) => void printed.push(input))
  onTestFinished(() => spy.mockRestore())
  return printed
}

/** Another way to the same signature, where the library refuses to sign. */
export function hmacOf(content: string, by: string): string {
  const key = Buffer.from(by.slice('whsec_'.length), 'base64')
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`
}
