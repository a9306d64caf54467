import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { onTestFinished } from 'vitest'
import {
  createSender,
  createSecret,
  type Sender,
  type SenderOptions,
} from '../../lib/delivery/index.ts'
import { operation, type RingbackError } from '../../lib/index.ts'
import { listen } from '../live-app.ts'

export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface Receiver {
  readonly origin: string
  readonly port: number
  /** In the order in which they came. */
  readonly received: Received[]
  /** How many sockets were ever opened. */
  readonly connected: () => number
}

export type Respond = (received: Received, index: number) => Answer | Promise<Answer>

/** The other side, which answers `{ ok: true }` where it is not told otherwise. */
export async function openReceiver(respond: Respond = () => ({})): Promise<Receiver> {
  const received: Received[] = []
  let connected = 0
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const { method = '', url = '', headers } = req
    const one = { method, path: url, headers, body: Buffer.concat(chunks).toString() }
    const index = received.push(one) - 1
    const answer = await respond(one, index)
    const { status = 200, body = { ok: true } } = answer
    res.writeHead(status, { 'content-type': 'application/json', ...answer.headers })
    res.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  server.on('connection', () => (connected += 1))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { origin: `http://127.0.0.1:${port}`, port, received, connected: () => connected }
}

export const secret = createSecret()

/** What lets a sender reach receivers on this machine. */
export function allowing(
  ...receivers: readonly { readonly port: number }[]
): SenderOptions['allow'] {
  return { http: true, ports: receivers.map(({ port }) => port), networks: ['127.0.0.1/32'] }
}

/** A sender that runs until the test has finished. */
export function startSender(
  options: Omit<SenderOptions, 'secret'> & Partial<SenderOptions>,
): Sender {
  const sender = createSender({ secret, retry: false, ...options })
  const ended = sender.run()
  onTestFinished(async () => {
    await sender.close({ drainMs: 0 })
    await ended
  })
  return sender
}

/** What an asynchronous call is refused with; fails where it is not. */
export async function refused(call: () => Promise<unknown>): Promise<RingbackError> {
  try {
    await call()
  } catch (error) {
    return error as RingbackError
  }
  throw new Error('nothing was thrown')
}

type Handler = (req: express.Request, res: express.Response) => unknown

export interface Asked {
  readonly path?: string
  readonly url?: string
  readonly method?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Asks an app whose one operation has that handler; gives what the handler came to, once it was answered. */
export async function ask<Result>(
  definition: object,
  handler: (req: express.Request, res: express.Response) => Promise<Result> | Result,
  { path = '/invoices', url = path, method = 'POST', body, headers = {} }: Asked = {},
): Promise<Result> {
  const app = express()
  app.use(express.json())
  let finish = (_result: Promise<Result> | Result): void => undefined
  const finished = new Promise<Result>((resolve) => (finish = resolve))
  const run: Handler = async (req, res) => {
    const result = (async () => handler(req, res))()
    finish(result)
    await result.catch(() => {})
    if (!res.headersSent) res.end()
  }
  app.all(path, operation(definition as {}, run as never))
  const origin = await listen(app)
  const answer = await fetch(origin + url, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (answer.status === 422 || answer.status >= 500) finish(Promise.reject(new Error(text)))
  return finished
}
