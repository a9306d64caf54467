/**
 * What `/openapi.json` costs, with 1,000 operations and under 100 connections, against a plain handler of
 * the same app that ends the same ready bytes. The server is a process of its own. Prints the medians of
 * several runs, taken in turn.
 *
 *   npm run bench:serve
 */
import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import express, { type Express } from 'express'
import { openapi, operation } from '../lib/index.ts'

const operations = 1_000
const connections = 100
const runs = 7

interface Workload {
  readonly name: string
  readonly headers: Readonly<Record<string, string>>
  readonly requests: number
}

const workloads: readonly Workload[] = [
  { name: 'as it is', headers: {}, requests: 1_500 },
  { name: 'gzip', headers: { 'accept-encoding': 'gzip' }, requests: 6_000 },
  { name: 'br', headers: { 'accept-encoding': 'br' }, requests: 6_000 },
  { name: '304', headers: { 'if-none-match': 'current' }, requests: 6_000 },
]

if (process.send) serve()
else await compare()

/** The app, in a process of its own. */
function serve(): void {
  const app = express()
  const documentation = openapi({
    info: { title: 'Bench', version: '1.0.0' },
    undocumented: 'omit',
  })
  const json = Buffer.from(
    JSON.stringify(documentation.document(addRoutes(express())), undefined, 2),
  )
  addPlainHandler(app, json)
  app.use(documentation)
  addRoutes(app)
  // Longer than a run, so that no connection is closed while its next request is on the way.
  const server = createServer({ keepAliveTimeout: 120_000 }, app)
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
  process.on('disconnect', () => process.exit())
}

function addRoutes(app: Express): Express {
  const body = {
    type: 'object',
    properties: { id: { type: 'string' }, customer: { type: 'string' }, total: { type: 'number' } },
    required: ['id', 'customer', 'total'],
  } as const
  for (let index = 0; index < operations; index += 1) {
    const definition = {
      summary: `Create an invoice of kind ${index}`,
      body,
      responses: { 200: body },
    }
    app.post(
      `/invoices-${index}`,
      operation(definition, (req, res) => void res.json(req.body)),
    )
  }
  return app
}

/** What somebody would write by hand who cares for speed. */
function addPlainHandler(app: Express, json: Buffer): void {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 7 } }
  const bodies = new Map([
    [undefined, { bytes: json, headers: describe(json) }],
    ['gzip', encoded(gzipSync(json), 'gzip')],
    ['br', encoded(brotliCompressSync(json, quality), 'br')],
  ])
  app.get('/plain.json', (req, res) => {
    const coding = req.headers['accept-encoding']
    const { bytes, headers } = bodies.get(coding as string | undefined) ?? bodies.get(undefined)!
    const isCurrent = req.headers['if-none-match'] === headers.ETag
    res.writeHead(isCurrent ? 304 : 200, headers)
    res.end(isCurrent ? undefined : bytes)
  })
}

function describe(bytes: Buffer) {
  return {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': bytes.length,
    ETag: `"${createHash('sha256').update(bytes).digest('base64url')}"`,
    Vary: 'Accept-Encoding',
  }
}

function encoded(bytes: Buffer, coding: string) {
  return { bytes, headers: { ...describe(bytes), 'Content-Encoding': coding } }
}

async function compare(): Promise<void> {
  const server = fork(fileURLToPath(import.meta.url))
  const port = await new Promise<number>((resolve) =>
    server.once('message', (message) => resolve(message as number)),
  )
  try {
    console.log(
      '| | plain, requests/s | ringback, requests/s | ratio |\n| --- | ---: | ---: | ---: |',
    )
    for (const workload of workloads) console.log(await compareOne(port, workload))
  } finally {
    server.disconnect()
  }
}

async function compareOne(port: number, workload: Workload): Promise<string> {
  const measured = { plain: [] as number[], ringback: [] as number[] }
  const targets = [
    ['plain', '/plain.json'],
    ['ringback', '/openapi.json'],
  ] as const
  for (let run = 0; run <= runs; run += 1) {
    for (const [name, path] of targets) {
      const rate = await load(port, path, workload)
      if (run > 0) measured[name].push(rate) // the first warms up
    }
  }
  const ratios = measured.ringback.map((rate, run) => rate / (measured.plain[run] ?? 0))
  const rates = [measured.plain, measured.ringback].map((values) => Math.round(median(values)))
  return `| ${workload.name} | ${rates.join(' | ')} | ${median(ratios).toFixed(2)} |`
}

/** Requests a second, as many as there are connections at a time. */
async function load(port: number, path: string, workload: Workload): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const headers = { ...workload.headers }
  if (headers['if-none-match']) {
    headers['if-none-match'] = (await ask(agent, port, path, {})).etag
  }
  const expected = headers['if-none-match'] ? 304 : 200
  let left = workload.requests
  const start = performance.now()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (left-- > 0) {
        const { status } = await ask(agent, port, path, headers)
        if (status !== expected) throw new Error(`${path} answered ${status}`)
      }
    }),
  )
  const seconds = (performance.now() - start) / 1000
  agent.destroy()
  return workload.requests / seconds
}

function ask(
  agent: Agent,
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; etag: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ agent, port, path, headers, host: '127.0.0.1' }, (answer) => {
      answer.resume()
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, etag: String(answer.headers.etag) }),
      )
    })
    sent.on('error', reject)
    sent.end()
  })
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
