/** `ringback receive`, as a process: what it answers and prints, and how it ends. */
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createSecret, publicKeyOf, readSigningSecrets } from '../../lib/delivery/secret.ts'
import { sign } from '../../lib/delivery/signature.ts'
import { createProject, installCommand, runCommand, uninstallCommand } from './command.ts'
import { invoices } from './invoices.ts'
import { startCommand, type RunningCommand } from './running-command.ts'

let modules = ''
beforeAll(async () => {
  modules = await installCommand()
}, 60_000)
afterAll(() => uninstallCommand(modules))

const files = {
  'openapi.json': JSON.stringify(invoices),
  'empty.yaml': 'openapi: 3.0.3\ninfo: { title: Empty, version: "1" }\npaths: {}\n',
  'swagger.yaml': 'swagger: "2.0"\n',
  'broken.yaml': 'openapi: 3.1.0\ninfo: [\n',
}

function open(...options: string[]): Promise<RunningCommand> {
  const cwd = createProject(modules, files)
  return startCommand(modules, ['receive', 'openapi.json', '--port', '0', ...options], cwd)
}

/** For one test. */
async function start(...options: string[]): Promise<RunningCommand> {
  const receiver = await open(...options)
  onTestFinished(receiver.kill)
  return receiver
}

/** For the tests of this place, one after the other. */
function share(...options: string[]): RunningCommand {
  let receiver: RunningCommand | undefined
  beforeAll(async () => {
    receiver = await open(...options)
  }, 60_000)
  afterAll(() => receiver?.kill())
  const shared = (): RunningCommand => receiver as RunningCommand
  return {
    get url() {
      return shared().url
    },
    stdout: () => shared().stdout(),
    stderr: () => shared().stderr(),
    lines: (count) => shared().lines(count),
    end: (signal) => shared().end(signal),
    kill: () => shared().kill(),
  }
}

interface Sent {
  readonly path?: string
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

const json = { 'content-type': 'application/json' }
const paid = JSON.stringify({ description: 'Paid', paid: true })

function send(
  { url }: RunningCommand,
  { path = '/base/invoices/42', method = 'POST', headers = {}, body = paid }: Sent = {},
): Promise<Response> {
  const own = { ...json, 'x-tenant': '7', ...headers }
  return fetch(url + path, { method, headers: own, body })
}

describe('an arrival', () => {
  const receiver = share()

  it('is matched by the literal parts of its key, checked, and answered as declared', async () => {
    const answer = await send(receiver)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('x-seen')).toBe('yes')
    expect(await answer.json()).toEqual({ ok: true })
    expect((await receiver.lines(1))[0]).toMatchObject({
      method: 'POST',
      path: '/base/invoices/42',
      operationId: 'invoiceNotification',
      verdict: 'valid',
      signature: { verdict: 'unsigned' },
      faults: [],
      body: { description: 'Paid', paid: true },
      status: 200,
    })
  })

  it('is told what is wrong with its headers and its body, with pointers', async () => {
    const body = JSON.stringify({ description: 'Paid', total: -1 })
    const answer = await send(receiver, { headers: { 'x-tenant': '6' }, body })
    expect(answer.status).toBe(422)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    const { errors } = (await answer.json()) as { errors: object[] }
    const expected = [
      { in: 'header', path: '/X-Tenant', code: 'minimum' },
      { in: 'body', path: '/paid', code: 'required' },
      { in: 'body', path: '/total', code: 'minimum' },
    ]
    expect(errors).toHaveLength(expected.length)
    for (const fault of expected) expect(errors).toContainEqual(expect.objectContaining(fault))
    const [line] = await receiver.lines(1)
    expect(line).toMatchObject({ verdict: 'invalid', faults: errors, status: 422 })
  })

  it.each([
    ['is no JSON', 400, { body: '{"description": ' }],
    ['is of another media type', 415, { headers: { 'content-type': 'text/xml' }, body: '<a/>' }],
    ['is larger than anything that is sent', 413, { body: `"${'x'.repeat(1_100_000)}"` }],
  ])('is refused where it %s', async (_what, status, sent) => {
    const answer = await send(receiver, sent)
    expect(answer.status).toBe(status)
    const [line] = await receiver.lines(1)
    expect(line).toMatchObject({ operationId: 'invoiceNotification', verdict: 'invalid', status })
    expect(line?.['faults']).not.toEqual([])
  })

  it('is one of several of a path by its body, or by its name at the end of the path', async () => {
    await send(receiver, { path: '/', body: '{"kind":"moved"}' })
    await send(receiver, { path: '/any', body: '{"kind":"removed"}' })
    await send(receiver, { path: '/any/copied', body: '{"kind":"removed"}' })
    await send(receiver, { path: '/', method: 'PUT', body: '' })
    const lines = await receiver.lines(4)
    expect(lines.map(({ operation, verdict }) => [operation, verdict])).toEqual([
      ['moved', 'valid'],
      ['removed', 'ambiguous'],
      ['copied', 'valid'],
      ['moved/PUT', 'valid'],
    ])
    expect(lines[1]).toMatchObject({ others: ['copied'] })
  })

  it('that matches nothing is answered with 404, and shown what comes nearest', async () => {
    const answer = await send(receiver, { path: '/invoices/1', method: 'PATCH' })
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ status: 404, title: 'Not Found' })
    const [line] = await receiver.lines(1)
    expect(line).toMatchObject({ verdict: 'unknown', status: 404 })
    expect(line?.['nearest']).toContain('invoiceNotification')
  })
})

describe('a signature', () => {
  const secret = createSecret()
  const { privateKey } = createSecret('v1a')
  const receiver = share('--secret', secret, '--secret', publicKeyOf(privateKey))

  it.each([
    ['valid', 200, () => signed(secret, paid)],
    ['refused', 401, () => signed(createSecret(), paid)],
    ['refused', 401, () => signed(secret, `${paid} `)],
    ['refused', 401, () => ({})],
  ])('is %s', async (verdict, status, headers) => {
    expect((await send(receiver, { headers: headers() })).status).toBe(status)
    const [line] = await receiver.lines(1)
    expect(line).toMatchObject({ signature: { verdict }, status })
    expect(line?.['verdict']).toBe(status === 200 ? 'valid' : 'invalid')
  })

  it('is checked by a public key too', async () => {
    const signable = { id: 'msg_1', timestamp: Math.floor(Date.now() / 1000), body: paid }
    const headers = { ...sign({ ...signable, secrets: readSigningSecrets(privateKey, '') }) }
    expect((await send(receiver, { headers })).status).toBe(200)
    expect(await receiver.lines(1)).toMatchObject([{ signature: { verdict: 'valid' } }])
  })

  it('is not checked without a secret, and that is said', async () => {
    const unsecured = await start()
    expect((await send(unsecured, { headers: signed(secret, paid) })).status).toBe(200)
    const [line] = await unsecured.lines(1)
    expect(line).toMatchObject({ signature: { verdict: 'not-checked' } })
  })
})

/** By another's implementation. */
function signed(secret: string, body: string): Record<string, string> {
  const now = new Date()
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', now, body),
  }
}

describe('an answer that is asked for', () => {
  it('is a sample of that status, whatever has arrived', async () => {
    const receiver = await start('--status', '503')
    const answer = await send(receiver, { body: '{}' })
    expect([answer.status, await answer.text()]).toEqual([503, 'later'])
    expect((await send(receiver, { path: '/', body: '{"kind":"moved"}' })).status).toBe(503)
    const lines = await receiver.lines(2)
    expect(lines.map(({ verdict }) => verdict)).toEqual(['invalid', 'valid'])
  })

  it('comes as late as it is asked for', async () => {
    const receiver = await start('--delay', '400')
    const began = performance.now()
    expect((await send(receiver)).status).toBe(200)
    expect(performance.now() - began).toBeGreaterThan(390)
  })
})

describe('what is printed', () => {
  it('is text for people where it is asked for', async () => {
    const receiver = await start('--no-json')
    await send(receiver, { body: '{"description":"Paid","paid":1}' })
    await send(receiver, { path: '/nowhere', method: 'DELETE' })
    await expect.poll(receiver.stdout).toContain('/nowhere')
    const text = receiver.stdout()
    expect(text).toContain('receives what openapi.json declares')
    expect(text).toContain('POST /base/invoices/42  invoiceNotification')
    expect(text).toContain('not as declared, unsigned  → 422')
    expect(text).toContain('body /paid must be boolean')
    expect(text).toContain('    "paid": 1')
    expect(text).toContain('nothing in the document matches')
    expect(receiver.stderr()).toBe('')
  })

  it('obeys nothing that has arrived', async () => {
    const receiver = await start('--no-json')
    const body = JSON.stringify({ description: '\u009b31m', paid: true }).replace(
      'Paid',
      '\u001b]0;',
    )
    await send(receiver, { headers: { 'content-type': 'text/plain' }, body: `\u001b[31m${body}` })
    await expect.poll(receiver.stdout).toContain('description')
    // oxlint-disable-next-line no-control-regex -- these are what a terminal obeys
    expect(receiver.stdout()).not.toMatch(/[\u001b\u009b]/)
  })

  it('is bounded', async () => {
    const receiver = await start('--no-json')
    await send(receiver, { body: JSON.stringify({ description: 'x'.repeat(100_000), paid: true }) })
    await expect.poll(receiver.stdout).toContain('more characters')
    expect(receiver.stdout().length).toBeLessThan(10_000)
  })
})

describe('its end', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('comes at once by %s, with 0', async (signal) => {
    const receiver = await start('--delay', '60000')
    const { port } = new URL(receiver.url)
    const waiting = request({ port, host: '127.0.0.1', method: 'POST', path: '/invoices/1' })
    const broken = new Promise((resolve) => waiting.once('error', resolve))
    waiting.end(paid)
    await receiver.lines(1)
    const began = performance.now()
    expect(await receiver.end(signal)).toEqual({ code: 0, hasLeftProcess: false })
    expect(performance.now() - began).toBeLessThan(2000)
    expect(await broken).toMatchObject({ code: 'ECONNRESET' })
  })

  it('comes with 2 where the port is taken, and says what to do', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const ended = await run('receive', 'openapi.json', '--port', String(port))
    expect(ended).toMatchObject({ code: 2, stdout: '', hasLeftProcess: false })
    expect(ended.stderr).toContain(`Port ${port} of 127.0.0.1 is taken by another program.`)
    expect(ended.stderr).toContain('--port 0')
  })

  it.each([
    ['no such file', ['nowhere.json'], 'ERR_DOCUMENT_READ'],
    ['no document', ['swagger.yaml'], 'ERR_DOCUMENT_VERSION'],
    ['no YAML', ['broken.yaml'], 'ERR_DOCUMENT_SYNTAX'],
    ['neither callbacks nor webhooks', ['empty.yaml'], 'neither callbacks nor webhooks'],
    ['no port', ['openapi.json', '--port', '70000'], '--port is "70000"'],
    ['no status', ['openapi.json', '--status', 'fine'], '--status is "fine"'],
    ['no delay', ['openapi.json', '--delay', '-1'], '--delay is "-1"'],
    ['no secret', ['openapi.json', '--secret', 'secret'], 'does not begin with whsec_'],
    ['no address', ['openapi.json', '--host', '192.0.2.1'], 'no address of this machine'],
  ])('comes with 2 where there is %s', async (_what, argv, said) => {
    const ended = await run('receive', ...argv)
    expect(ended).toMatchObject({ code: 2, stdout: '', hasLeftProcess: false })
    expect(ended.stderr).toContain(said)
  })
})

function run(...argv: string[]): ReturnType<typeof runCommand> {
  return runCommand(modules, argv, { cwd: createProject(modules, files) })
}
