/** `ringback trigger`: what it sends, what it says of the answer, and by which code it ends. */
import { spawn } from 'node:child_process'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createSecret } from '../../lib/delivery/secret.ts'
import { callCommand } from './called-command.ts'
import { createProject, installCommand, runCommand, uninstallCommand } from './command.ts'
import { invoices } from './invoices.ts'

let modules = ''
beforeAll(async () => {
  modules = await installCommand()
}, 60_000)
afterAll(() => uninstallCommand(modules))

const files = {
  'openapi.json': JSON.stringify(invoices),
  'paid.json': '{"description":"Paid by hand","paid":true}',
  'wrong.json': '{"paid":"yes"}',
  'odd.yaml': `openapi: 3.1.0
info: { title: Odd, version: '1' }
webhooks:
  picture:
    post:
      requestBody: { required: true, content: { image/png: {} } }
      responses: { '204': { description: Kept } }
  impossible:
    post:
      requestBody:
        content: { application/json: { schema: { type: object, required: [a], properties: { a: false } } } }
      responses: { '204': { description: Kept } }
  twice:
    post: { responses: { '204': { description: Kept } } }
    put: { responses: { '204': { description: Kept } } }
`,
  'keys.yaml': `openapi: 3.1.0
info: { title: Keys, version: '1' }
paths:
  /subscriptions:
    post:
      responses: { '204': { description: Kept } }
      callbacks:
        ofHost: { 'your-url.com/hooks': &kept { post: { responses: { '204': { description: Kept } } } } }
        ofPort: { 'your_url.example.com:8080': *kept }
        ofEvent: { order.paid: *kept }
        ofName: { onPaid: *kept }
        ofPath: { 'hooks/paid': *kept }
        ofVersion: { 'v1.0/{$method}': *kept }
`,
  'empty.yaml': 'openapi: 3.0.3\ninfo: { title: Empty, version: "1" }\npaths: {}\n',
}

interface Received extends Pick<IncomingMessage, 'method' | 'url' | 'headers'> {
  readonly body: string
}

interface Endpoint {
  readonly url: string
  readonly received: Received[]
}

/** A receiver of somebody else, that answers as it likes. */
async function listen(answer: (res: ServerResponse) => unknown = sendDeclared): Promise<Endpoint> {
  const received: Received[] = []
  const server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', () => {
      const { method, url, headers } = req
      received.push({ method, url, headers, body: Buffer.concat(chunks).toString() })
      answer(res)
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}

const json = { 'content-type': 'application/json' }

function sendDeclared(res: ServerResponse): void {
  res.writeHead(200, { ...json, 'x-seen': 'yes' }).end('{"ok":true}')
}

function run(...argv: string[]): ReturnType<typeof runCommand> {
  return runCommand(modules, ['trigger', ...argv], { cwd: createProject(modules, files) })
}

/** The same within this process, which is in another folder than the files. */
function call(...argv: string[]): ReturnType<typeof callCommand> {
  const cwd = createProject(modules, files)
  const placed = argv.map((one) => (one in files ? join(cwd, one) : one))
  return callCommand('trigger', ...placed)
}

interface Triggered {
  readonly code: number | null
  readonly report: Record<string, unknown>
}

/** Of the callback, with `--json`. */
async function trigger(to: string, ...options: string[]): Promise<Triggered> {
  return readJson(
    await call('openapi.json', 'invoiceNotification', '--to', to, '--json', ...options),
  )
}

/** The same, as a process. */
async function triggerProcess(
  to: string,
  ...options: string[]
): Promise<Triggered & { readonly hasLeftProcess: boolean }> {
  const ended = await run('openapi.json', 'invoiceNotification', '--to', to, '--json', ...options)
  return { ...readJson(ended), hasLeftProcess: ended.hasLeftProcess }
}

function readJson({ code, stdout, stderr }: Awaited<ReturnType<typeof call>>): Triggered {
  expect(stderr).toBe('')
  return { code, report: JSON.parse(stdout) as Record<string, unknown> }
}

describe('what is sent', () => {
  it('is made of the examples and schemas, goes to the rest of the key, and is signed', async () => {
    const { url, received } = await listen()
    const ended = await run('openapi.json', 'invoiceNotification', '--to', `${url}/base/`)
    expect(ended).toMatchObject({ code: 0, stderr: '', hasLeftProcess: false })
    expect(ended.stdout).toContain(`POST ${url}/base/invoices/in_1`)
    expect(ended.stdout).toMatch(/→ 200 OK in \d+ ms, as declared\n {2}\{\n {4}"ok": true/)
    const [request] = received
    expect(request).toMatchObject({
      method: 'POST',
      url: '/base/invoices/in_1',
      headers: { ...json, 'x-tenant': '7' },
    })
    expect(JSON.parse(request?.body ?? '')).toEqual({
      description: 'string',
      paid: true,
      total: 0,
    })
    const [made = ''] = /whsec_\S+/.exec(ended.stdout) ?? []
    expect(() =>
      new Webhook(made).verify(request?.body ?? '', request?.headers as Record<string, string>),
    ).not.toThrow()
  })

  it('is signed by the secret that is given, which is printed nowhere', async () => {
    const { url, received } = await listen()
    const secret = createSecret()
    const { code, report } = await triggerProcess(url, '--secret', secret)
    expect(code).toBe(0)
    const [{ body, headers } = { body: '', headers: {} }] = received
    expect(() => new Webhook(secret).verify(body, headers as Record<string, string>)).not.toThrow()
    expect(JSON.stringify(report)).not.toContain(secret)
  })

  it('is not signed where that is asked for', async () => {
    const { url, received } = await listen()
    await trigger(url, '--no-secret')
    expect(Object.keys(received[0]?.headers ?? {})).not.toContain('webhook-signature')
  })

  it.each([
    ['/invoices/mine', '/invoices/mine'],
    ['/base/invoices/a%2Fb?x=1', '/base/invoices/a%2Fb?x=1'],
    ['/base?x=1', '/base/invoices/in_1?x=1'],
    ['', '/invoices/in_1'],
  ])('goes from %o to %s', async (to, path) => {
    const { url, received } = await listen()
    const { report } = await trigger(url + to)
    expect(received.map((one) => one.url)).toEqual([path])
    expect(report).toMatchObject({ url: url + path })
  })

  it.each([
    ['ofHost', '/mine/hooks'],
    ['ofPort', '/mine'],
    ['ofEvent', '/mine'],
    ['ofName', '/mine'],
    ['ofPath', '/mine/hooks/paid'],
    ['ofVersion', '/mine/v1.0/POST'],
  ])('goes, where the key of %s has no scheme, to %s', async (name, path) => {
    const { url, received } = await listen((res) => res.writeHead(204).end())
    const { code, stderr } = await call('keys.yaml', name, '--to', `${url}/mine`)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(received.map((one) => one.url)).toEqual([path])
  })

  it('is a file that is given, with headers that are given', async () => {
    const { url, received } = await listen()
    const headers = ['--header', 'X-Tenant: 9', '--header', 'authorization:Bearer 1']
    await trigger(url, '--data', 'paid.json', ...headers)
    expect(received).toMatchObject([
      { body: files['paid.json'], headers: { 'x-tenant': '9', authorization: 'Bearer 1' } },
    ])
  })

  it('is what stdin has', async () => {
    const { url, received } = await listen()
    const bin = join(modules, 'ringback/dist/esm/cli/ringback.js')
    const argv = [bin, 'trigger', 'openapi.json', 'invoiceNotification', '--to', url, '--data', '-']
    const child = spawn(process.execPath, argv, {
      cwd: createProject(modules, files),
      stdio: ['pipe', 'ignore', 'inherit'],
    })
    child.stdin.end(files['paid.json'])
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0)
    expect(received).toMatchObject([{ body: files['paid.json'] }])
  })

  it('is sent although it is not as declared, which is said', async () => {
    const { url, received } = await listen()
    const { report } = await trigger(url, '--data', 'wrong.json')
    expect(received).toMatchObject([{ body: files['wrong.json'] }])
    const [notice] = report['notices'] as string[]
    expect(notice).toContain('/description is required')
    expect(notice).toContain('/paid must be boolean')
  })
})

describe('an answer', () => {
  const far = 'x'.repeat(1_100_000)

  it.each<[string, (res: ServerResponse) => unknown, string]>([
    ['of another status', (res) => res.writeHead(500).end(), '500 is not declared (200, 503 are)'],
    ['of another body', (res) => sendJson(res, '{"ok":false}'), '/ok must be equal to constant'],
    ['that is no JSON', (res) => sendJson(res, '<html>'), 'is not JSON'],
    ['without a header', (res) => res.writeHead(200, json).end('{"ok":true}'), 'x-seen of 200'],
    [
      'that redirects',
      (res) => res.writeHead(307, { location: '/elsewhere' }).end(),
      'redirects are not followed',
    ],
    ['without an end', (res) => sendJson(res, `{"ok":true,"far":"${far}"}`), 'not read to its end'],
  ])('%s is not as declared', async (_what, answer, said) => {
    const { url, received } = await listen(answer)
    const { code, report } = await trigger(url)
    expect(code).toBe(1)
    expect(report).toMatchObject({ asDeclared: false })
    expect(report['mismatch']).toContain(said)
    expect(received).toHaveLength(1)
  })

  it('that is not as declared ends a process with 1', async () => {
    const { url } = await listen((res) => res.writeHead(500).end())
    expect(await triggerProcess(url)).toMatchObject({ code: 1, hasLeftProcess: false })
  })

  it('that is declared is as declared, be it no success', async () => {
    const { url } = await listen((res) => res.writeHead(503).end('later'))
    const ended = await call('openapi.json', 'invoiceNotification', '--to', url)
    expect(ended.code).toBe(0)
    expect(ended.stdout).toContain('as declared, though it is no success')
  })

  it.each<[string, (res: ServerResponse) => unknown, string]>([
    ['is waited for', () => {}, 'ERR_DELIVERY_TIMEOUT'],
    ['drips', (res) => res.writeHead(200, json).write('{'), 'ERR_DELIVERY_TIMEOUT'],
    ['breaks off', (res) => res.destroy(), 'UND_ERR_SOCKET'],
    ['is no HTTP', (res) => res.socket?.end('hello\r\n\r\n'), 'ERR_DELIVERY_ANSWER'],
  ])('that %s is none', async (_what, answer, code) => {
    const { url } = await listen(answer)
    const ended = await triggerProcess(url, '--timeout', '700')
    expect(ended).toMatchObject({ code: 1, hasLeftProcess: false })
    expect(ended.report).toMatchObject({ asDeclared: false, fault: { code } })
  })

  it('is none where nobody listens, and what to do is said', async () => {
    const { url, received } = await listen()
    const free = url.replace(/\d+$/, '1')
    const ended = await run('openapi.json', 'invoiceNotification', '--to', free)
    expect(ended).toMatchObject({ code: 1, hasLeftProcess: false })
    expect(ended.stdout).toContain('ECONNREFUSED')
    expect(ended.stdout).toContain('Start what listens there')
    expect(received).toEqual([])
  })
})

function sendJson(res: ServerResponse, body: string): void {
  res.writeHead(200, { ...json, 'x-seen': 'yes' }).end(body)
}

describe('a mistaken call', () => {
  const to = ['--to', 'http://127.0.0.1:1']
  const sound = ['openapi.json', 'invoiceNotification']

  it.each([
    [
      'a misspelt operation',
      ['openapi.json', 'invoiceNotificaton', ...to],
      'Did you mean invoiceNotification?',
    ],
    [
      'an unknown operation',
      ['openapi.json', 'nothing', ...to],
      'invoiceNotification  POST {$request.query',
    ],
    ['a name of several', ['odd.yaml', 'twice', ...to], 'twice/PUT'],
    ['no callbacks at all', ['empty.yaml', 'any', ...to], 'neither callbacks nor webhooks'],
    ['no such file', ['nowhere.json', 'any', ...to], 'ERR_DOCUMENT_READ'],
    ['no scheme', [...sound, '--to', 'localhost:4000'], '--to is "localhost:4000"'],
    ['credentials in the URL', [...sound, '--to', 'http://a:b@localhost'], '--header'],
    ['no --to', sound, '--to <url>'],
    ['no header', [...sound, ...to, '--header', 'a'], '--header is "a"'],
    ['a header of HTTP', [...sound, ...to, '--header', 'Host: a'], 'HTTP keeps for itself'],
    ['no time', [...sound, ...to, '--timeout', 'soon'], '--timeout is "soon"'],
    ['no secret', [...sound, ...to, '--secret', 'hunter2'], 'does not begin with whsec_'],
    [
      'no such data',
      [...sound, ...to, '--data', 'nowhere.json'],
      '--data nowhere.json cannot be read',
    ],
    ['a body that has no sample', ['odd.yaml', 'picture', ...to], '--data FILE'],
    ['a schema that has no value', ['odd.yaml', 'impossible', ...to], 'No sample of impossible'],
  ])('with %s ends with 2', async (_what, argv, said) => {
    const ended = await call(...argv)
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toContain(said)
    expect(ended.stderr).not.toContain('hunter2')
  })

  it.each([
    ['no such file', ['nowhere.json', 'any', ...to], 'ERR_DOCUMENT_READ'],
    ['no --to', sound, '--to <url>'],
    ['a body that has no sample', ['odd.yaml', 'picture', ...to], '--data FILE'],
  ])('with %s ends the process', async (_what, argv, said) => {
    const ended = await run(...argv)
    expect(ended).toMatchObject({ code: 2, stdout: '', hasLeftProcess: false })
    expect(ended.stderr).toContain(said)
  })
})

describe('what is printed', () => {
  it('has colours where they are asked for, and none otherwise', async () => {
    const { url } = await listen()
    const argv = ['trigger', 'openapi.json', 'invoiceNotification', '--to', url]
    const cwd = createProject(modules, files)
    const plain = await runCommand(modules, argv, { cwd })
    const coloured = await runCommand(modules, argv, { cwd, env: { FORCE_COLOR: '1' } })
    expect(plain.stdout).not.toContain('\u001b[')
    expect(coloured.stdout).toContain('\u001b[32m→ 200 OK')
  })
})

describe('an operation without an operationId', () => {
  it('is asked for by the name of its webhook and its method', async () => {
    const { url, received } = await listen((res) => res.writeHead(204).end())
    const ended = await run('odd.yaml', 'twice/put', '--to', `${url}/hooks`)
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(received).toMatchObject([{ method: 'PUT', url: '/hooks', body: '' }])
  })
})
