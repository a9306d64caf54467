/** The demo, started twice over one store: what the first start sent is in the log of the second. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { openStore } from './crash/stores.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

it.each([
  ['sqlite', 'DELIVERIES_FILE'],
  ['postgres', 'DATABASE_URL'],
  ['redis', 'REDIS_URL'],
] as const)('the demo on %s calls back, and knows it after a restart', async (engine, variable) => {
  const { store, close } = await openStore(engine)
  onTestFinished(close)
  const first = await startDemo({ [variable]: store })
  const invoice = { id: 'i-1', customer: 'ACME', total: 12.5 }
  const answer = await fetch(`${first.api}/invoices?callback_url=${first.developer}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(invoice),
  })
  expect(answer.status).toBe(200)
  const received = async (): Promise<unknown> => (await fetch(`${first.developer}/received`)).json()
  await expect
    .poll(received, { timeout: 20_000 })
    .toMatchObject([{ invoice: 'i-1', signature: 'signed and checked', answered: 200 }])
  await stop(first.demo)

  const second = await startDemo({ [variable]: store })
  const log = await fetch(`${second.api}/deliveries`, {
    headers: { accept: 'application/json', authorization: `Basic ${btoa('demo:demo')}` },
  })
  expect(await log.json()).toMatchObject({
    deliveries: [{ state: 'delivered', delivery: { operationId: 'invoiceNotification' } }],
  })
  await stop(second.demo)
})

interface Demo {
  readonly demo: ChildProcess
  readonly api: string
  readonly developer: string
}

async function startDemo(store: Record<string, string>): Promise<Demo> {
  const args = ['--import', 'tsx', 'demo-app/start.ts']
  const ports = { PORT: '0', DEVELOPER_PORT: '0' }
  const tsx = { TSX_TSCONFIG_PATH: 'demo-app/tsconfig.json' }
  const { DELIVERIES_FILE: _, ...env } = process.env
  const demo = spawn(process.execPath, args, {
    cwd: root,
    env: { ...env, ...ports, ...tsx, ...store },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void demo.kill('SIGKILL'))
  let output = ''
  for await (const line of createInterface(demo.stdout)) {
    output += `${line}\n`
    const api = /The invoices API\s+(\S+)\/docs/.exec(output)?.[1]
    const developer = /The external developer\s+(\S+)\//.exec(output)?.[1]
    if (api && developer) {
      demo.stdout.resume()
      return { demo, api, developer }
    }
  }
  throw new Error(`The demo did not start: ${output}`)
}

/** As Ctrl+C does. */
async function stop(demo: ChildProcess): Promise<void> {
  const ended = once(demo, 'exit')
  demo.kill('SIGINT')
  expect((await ended)[0]).toBe(0)
}
