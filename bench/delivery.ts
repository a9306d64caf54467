/**
 * Callbacks per second by `memory()`, validated, signed and guarded, to one receiver on this machine, against
 * a bare undici client that posts the same bytes with a signature made in the same way. The receiver is a
 * process of its own. Prints the medians of several runs, taken in turn.
 *
 *   npm run bench:delivery
 */
import { fork } from 'node:child_process'
import { createHmac, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { Agent, request } from 'undici'
import { z } from 'zod'
import { createSecret, createSender, memory } from '../lib/delivery/index.ts'
import { callbackRouter } from '../lib/index.ts'

const deliveries = 2_000
const atATime = 50
const runs = 5

const events = callbackRouter().post('{$request.query.callback_url}/events', {
  operationId: 'invoicePaid',
  body: z.object({ description: z.string(), paid: z.boolean(), lines: z.array(z.string()) }),
  responses: { 204: null },
})
const payload = { description: 'Paid', paid: true, lines: ['a', 'b', 'c'] }
const secret = createSecret()

if (process.send) receive()
else await compare()

function receive(): void {
  const server = createServer((req, res) => {
    req.resume()
    req.on('end', () => res.writeHead(204).end())
  })
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
  process.on('disconnect', () => process.exit())
}

async function compare(): Promise<void> {
  const receiver = fork(fileURLToPath(import.meta.url))
  const port = await new Promise<number>((resolve) =>
    receiver.once('message', (message) => resolve(message as number)),
  )
  const url = `http://127.0.0.1:${port}/events`
  const contestants = {
    'undici, connections kept': () => sendBare(url, new Agent({ connections: atATime })),
    'undici, a connection each': () =>
      sendBare(url, new Agent({ connections: atATime, pipelining: 0 })),
    ringback: () => sendDeclared(url, port),
  }
  const rates = new Map(Object.keys(contestants).map((name) => [name, [] as number[]]))
  try {
    for (let run = 0; run <= runs; run += 1) {
      for (const [name, send] of Object.entries(contestants)) {
        const start = performance.now()
        await send()
        const rate = deliveries / ((performance.now() - start) / 1000)
        if (run > 0) rates.get(name)?.push(rate) // the first warms up
      }
    }
  } finally {
    receiver.disconnect()
  }
  print(rates)
}

function print(rates: ReadonlyMap<string, readonly number[]>): void {
  const [first = []] = rates.values()
  console.log('| | callbacks/s | ratio |\n| --- | ---: | ---: |')
  for (const [name, values] of rates) {
    const ratios = values.map((rate, run) => rate / (first[run] ?? 0))
    console.log(`| ${name} | ${Math.round(median(values))} | ${median(ratios).toFixed(2)} |`)
  }
}

/** What somebody would write by hand who cares for speed, and for nothing else. */
async function sendBare(url: string, dispatcher: Agent): Promise<void> {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const body = JSON.stringify(payload)
  let left = deliveries
  await Promise.all(
    Array.from({ length: atATime }, async () => {
      while (left-- > 0) {
        const id = `msg_${randomUUID()}`
        const timestamp = Math.floor(Date.now() / 1000)
        const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`)
        const answer = await request(url, {
          dispatcher,
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'webhook-id': id,
            'webhook-timestamp': String(timestamp),
            'webhook-signature': `v1,${signature.digest('base64')}`,
          },
          body,
        })
        await answer.body.dump()
      }
    }),
  )
  await dispatcher.close()
}

async function sendDeclared(url: string, port: number): Promise<void> {
  let left = deliveries
  const { promise, resolve } = openPromise()
  const sender = createSender({
    callbacks: [events],
    secret,
    engine: memory(),
    allow: { http: true, ports: [port], networks: ['127.0.0.1/32'] },
    concurrency: atATime,
    perOrigin: atATime,
    onAttempt: (_attempt, _delivery, outcome) => {
      if (outcome.kind !== 'done') throw new Error(`a delivery came to ${outcome.kind}`)
      left -= 1
      if (left === 0) resolve()
    },
  })
  const running = sender.run()
  for (let sent = 0; sent < deliveries; sent += 1) {
    await sender.send(events.operations.invoicePaid, url, payload)
  }
  await promise
  await sender.close()
  await running
}

function openPromise(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
