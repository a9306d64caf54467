import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import express from 'express'
import { callbackRouter, operation } from 'ringback'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { listen } from './live-app.ts'
import { openReceiver, type Received } from './delivery/sending.ts'
import { app, createCalling, documentation } from './readme/snippets.ts'

const readme = readFileSync('README.md', 'utf8')
const Invoice = z.object({ id: z.string(), customer: z.string(), total: z.number() })
const quickStart = readFileSync('demo-app/quick-start.ts', 'utf8')

describe('README', () => {
  const started: ChildProcess[] = []
  afterEach(() => started.splice(0).forEach((child) => child.kill()))

  it('quotes the quick start as it is, before line 30', () => {
    const index = readme.indexOf(`\`\`\`ts\n${quickStart}\`\`\`\n`)
    expect(index).toBeGreaterThan(0)
    expect(readme.slice(0, index).split('\n').length).toBeLessThan(30)
  })

  it('has a quick start of at most 40 lines, of which the callback takes at most 7', () => {
    const lines = quickStart.trimEnd().split('\n')
    const first = lines.findIndex((line) => line.includes('= callbackRouter()'))
    const last = lines.findIndex((line, index) => index > first && line === '  })')
    expect(lines.length).toBeLessThanOrEqual(40)
    expect(lines.slice(first, last + 1).length).toBeLessThanOrEqual(7)
  })

  it('has a quick start that runs, answers and documents its callback', async () => {
    const port = await findFreePort()
    started.push(
      spawn(
        process.execPath,
        [
          'node_modules/tsx/dist/cli.mjs',
          '--tsconfig',
          'demo-app/tsconfig.json',
          'demo-app/quick-start.ts',
        ],
        { env: { ...process.env, PORT: String(port) }, stdio: 'inherit' },
      ),
    )
    const base = `http://127.0.0.1:${port}`
    const document = await fetchWhenUp(`${base}/openapi.json`)
    expect(Object.keys(readCallback(document))).toEqual([
      '{$request.query.callback_url}/invoices/{$request.body#/id}',
    ])
    const answer = await fetch(`${base}/invoices/`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ id: 'i-1', customer: 'c', total: 3 }),
    })
    expect(await answer.json()).toEqual({ msg: 'Invoice i-1 received' })
    expect((await fetch(`${base}/docs/`)).status).toBe(200)
  })

  it('shows the error that a wrong expression really gives', () => {
    const shown = /ERR_CALLBACK_EXPRESSION "\.id"[^`]*`[^`]*`\./.exec(readme)?.[0]
    expect(shown).toBe(
      messageOf(() =>
        // @ts-expect-error: the compiler refuses it before
        callbackRouter().post('{$request.query.callback_url}/invoices/{$request.body.id}', {}),
      ).replace(
        /at callbackRouter\(\)\.post\(\) at .*/,
        'at callbackRouter().post() at routes/invoices.ts:12',
      ),
    )
  })

  it('shows the error that a wrong pointer really gives', () => {
    const invoiceEvents = callbackRouter().post(
      '{$request.query.callback_url}/invoices/{$request.body#/idd}',
      {},
    )
    const declare = operation as unknown as (definition: object) => unknown
    const message = messageOf(() => declare({ body: Invoice, callbacks: { invoiceEvents } }))
    const lines = message.replace(/operation\(\) at .*, for POST declared at .*/, '')
    const shown = /ERR_CALLBACK_SOURCE The request[^`]*`[^`]*`\?/.exec(readme)?.[0]
    expect(shown?.replace(/operation\(\) at .*, for POST declared at .*/, '')).toBe(lines)
  })

  it('shows the answer to a wrong request that really comes', async () => {
    const schema = {
      type: 'object',
      properties: {
        lines: { type: 'array', items: { type: 'object', properties: {}, required: ['sku'] } },
      },
    } as const
    const query = { type: 'object', properties: { page: { type: 'integer' } } } as const
    const wrong = express()
    wrong.use(express.json())
    wrong.post(
      '/',
      operation({ query, body: schema }, (_req, res) => void res.end()),
    )
    const answer = await fetch(`${await listen(wrong)}/?page=x`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"lines":[{}]}',
    })
    const [, shown = ''] = /```json\n(.*?)```/s.exec(readme) ?? []
    expect(JSON.parse(shown)).toEqual(await answer.json())
  })

  it('has no snippet that is not run', () => {
    const snippets = ['snippets', 'receiver-snippets']
      .map((name) => readFileSync(`spec/readme/${name}.ts`, 'utf8'))
      .join('')
    const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, block = '']) => block)
    expect(blocks.length).toBeGreaterThan(5)
    expect(blocks.filter((block) => block !== quickStart && !snippets.includes(block))).toEqual([])
    expect(documentation.problems(app).filter(({ severity }) => severity === 'error')).toEqual([])
    const { paths, webhooks } = documentation.document(app)
    expect(Object.keys(paths?.['/invoices']?.post?.callbacks ?? {})).toEqual(['invoiceEvents'])
    expect(Object.keys(webhooks ?? {})).toEqual(['newSubscription'])
  })

  it('has snippets that call back', async () => {
    const receiver = await openReceiver()
    const calling = createCalling(receiver.port)
    onTestFinished(calling.close)
    const base = await listen(calling.app)
    const init = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ id: 'i-1', customer: 'c', total: 3 }),
    }
    await fetch(`${base}/invoices?callback_url=${receiver.origin}`, init)
    await expect.poll(() => receiver.received).toHaveLength(1)
    const [{ path, body, headers }] = receiver.received as [Received]
    expect({ path, body }).toEqual({
      path: '/invoices/i-1',
      body: '{"description":"Paid","paid":true}',
    })
    expect(headers['webhook-signature']).toMatch(/^v1,/)
    const kept = await fetch(`${base}/later?callback_url=${receiver.origin}`, init)
    const url = await kept.text()
    expect(url).toBe(`${receiver.origin}/invoices/i-1`)
    expect(await calling.callLater(url)).toBe(true)
    const ready = await fetch(`${base}/ready`)
    expect([ready.status, await ready.json()]).toEqual([200, { isReady: true }])
    expect((await calling.measure(url)).map(({ name }) => name)).toEqual([
      'http.client.request.duration',
      'ringback.delivery.duration',
    ])
  })

  it('explains every code of an error or a problem', () => {
    const source = readFileSync('lib/errors.ts', 'utf8')
    const codes = source.match(/(?<=\| ')(?:ERR|WARN|NOTICE)_\w+/g) ?? []
    expect(codes.length).toBeGreaterThan(15)
    expect(codes.filter((code) => !readme.includes(`| \`${code}\``))).toEqual([])
  })
})

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function fetchWhenUp(url: string): Promise<unknown> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return answer.json()
    await wait(100)
  }
  throw new Error(`${url} was not answered within ten seconds.`)
}

function readCallback(document: unknown): object {
  const { paths } = document as {
    paths: Record<string, { post: { callbacks: { invoiceEvents: object } } }>
  }
  return paths['/invoices/']!.post.callbacks.invoiceEvents
}

function messageOf(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('Nothing was thrown.')
}
