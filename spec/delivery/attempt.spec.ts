import { spawn } from 'node:child_process'
import dns from 'node:dns'
import { once } from 'node:events'
import { syncBuiltinESMExports } from 'node:module'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { readAllow } from '../../lib/delivery/allow.ts'
import { createAttempt, type AttemptRequest } from '../../lib/delivery/attempt.ts'
import type { AttemptResult } from '../../lib/delivery/delivery.ts'
import { countLookupsAtOnce } from '../../lib/delivery/lookup-queue.ts'
import type { Lookup } from '../../lib/delivery/name-server.ts'
import { usedMemory } from '../collect-garbage.ts'
import { faultPaths, openFaultReceiver, type FaultReceiver } from './fault-receiver.ts'

let receiver: FaultReceiver

beforeAll(async () => {
  receiver = await openFaultReceiver()
})

afterAll(() => receiver.close())

interface Sending extends Partial<AttemptRequest> {
  readonly port?: number
  readonly lookup?: Lookup
  readonly host?: string
  readonly protocol?: string
}

function send(path: string, given: Sending = {}): Promise<AttemptResult> {
  const { port = receiver.port, lookup, host = '127.0.0.1', protocol = 'http', ...request } = given
  const attempt = createAttempt({
    allowance: readAllow({ http: true, ports: [port], networks: ['127.0.0.1/32'] }),
    lookup,
  })
  return attempt({
    url: `${protocol}://${host}:${port}${path}`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
    timeoutMs: 400,
    ...request,
  })
}

/** No more are open than before, once closing ones are closed. */
async function expectNothingOpen(): Promise<void> {
  await expect.poll(() => receiver.open(), { timeout: 20_000 }).toBe(0)
}

const waiting = (stage: string) => ({
  kind: 'fault',
  code: 'ERR_DELIVERY_TIMEOUT',
  message: `No answer within 400 ms: still waiting for the ${stage}.`,
  isFinal: false,
})

describe('an attempt', () => {
  it('sends what it is given, and asks for an answer as it is', async () => {
    const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-id': '7' }
    const result = await send('/ok/é?a=1', { method: 'PUT', headers, body: 'żółw' })
    expect(result).toEqual({
      kind: 'answer',
      status: 200,
      headers: { 'content-type': 'application/json', 'content-length': '11' },
      body: '{"ok":true}',
      isCut: false,
    })
    expect(receiver.calls.at(-1)).toEqual({
      method: 'PUT',
      path: '/ok/%C3%A9?a=1',
      headers: {
        host: `127.0.0.1:${receiver.port}`,
        connection: 'close',
        'content-type': 'text/plain; charset=utf-8',
        'x-id': '7',
        'accept-encoding': 'identity',
        'content-length': '7',
      },
      body: 'żółw',
    })
  })

  it.each(['GET', 'HEAD', 'DELETE', 'QUERY'])(
    'has no body where there is none: %s',
    async (method) => {
      const result = await send('/status/204', { method, body: undefined })
      expect(result).toMatchObject({ kind: 'answer', status: 204, body: undefined })
      expect(receiver.calls.at(-1)).toMatchObject({ method, body: '' })
    },
  )

  it.each([200, 201, 204, 301, 400, 404, 410, 422, 429, 500, 503, 599])(
    'is answered by any status: %i',
    async (status) => {
      const result = await send(`/status/${status}?retry-after=120`)
      expect(result).toMatchObject({ kind: 'answer', status, headers: { 'retry-after': '120' } })
    },
  )

  it('is answered by headers with odd names', async () => {
    const result = await send('/proto')
    const headers = result.kind === 'answer' ? result.headers : {}
    expect(Object.entries(headers)).toEqual([
      ['__proto__', 'a, b'],
      ['x-a', '1, 2'],
      ['constructor', 'c'],
      ['content-length', '0'],
    ])
  })

  it('keeps the first 16 KiB of a body, and no half of a character', async () => {
    const results = [await send('/long'), await send('/full')]
    expect(results).toMatchObject([
      { body: 'x'.repeat(16 * 1024 - 1), isCut: true },
      { body: 'x'.repeat(16 * 1024), isCut: false },
    ])
  })

  it('is over after one answer', async () => {
    expect(await send('/twice')).toMatchObject({ status: 200, body: '{"ok":true}' })
  })

  it.each<Partial<AttemptRequest>>([
    { headers: { 'x-a': 'a\r\nx-b: b' } },
    { headers: { 'x a': 'a' } },
    { headers: { 'content-length': '7' } },
    { headers: { 'transfer-encoding': 'chunked' } },
    { headers: { expect: '100-continue' } },
    { method: 'PO ST' },
    { method: 'CONNECT' },
  ])('that no request can be made of is no attempt, now or later: %j', async (given) => {
    const before = receiver.calls.length
    expect(await send('/ok', given)).toMatchObject({ kind: 'fault', isFinal: true })
    expect(receiver.calls).toHaveLength(before)
  })
})

describe('an endpoint that fails', () => {
  it.each([
    ['/hang/headers', waiting('answer')],
    ['/hang/half-a-header', waiting('answer')],
    ['/drip/headers', waiting('answer')],
    ['/drip/interim', waiting('answer')],
    ['/flood/interim', { code: 'ERR_DELIVERY_ANSWER' }],
    ['/flood/headers', { code: 'UND_ERR_HEADERS_OVERFLOW' }],
    ['/reset/request', { code: 'ECONNRESET' }],
    ['/reset/headers', { code: 'ECONNRESET' }],
    ['/close', { code: 'UND_ERR_SOCKET' }],
    ['/garbage/bytes', { code: 'ERR_DELIVERY_ANSWER' }],
    ['/garbage/status', { code: 'ERR_DELIVERY_ANSWER' }],
    ['/garbage/text', { code: 'ERR_DELIVERY_ANSWER' }],
    ['/garbage/header', { code: 'ERR_DELIVERY_ANSWER' }],
    ['/garbage/lengths', {}],
    ['/garbage/smuggling', {}],
    ['/garbage/upgrade', { code: 'UND_ERR_SOCKET' }],
  ])('before its answer is a fault that may pass: %s', async (path, fault) => {
    expect(await send(path)).toMatchObject({ kind: 'fault', isFinal: false, ...fault })
    await expectNothingOpen()
  })

  it.each([
    ['/hang/body', undefined],
    ['/hang/half-a-body', 'half'],
    ['/drip/body', expect.stringMatching(/^x+$/) as string],
    ['/flood/body', 'x'.repeat(16 * 1024)],
    ['/flood/trailers', 'x'],
    ['/flood/chunk-extension', undefined],
    ['/reset/body', 'half'],
    ['/garbage/chunk', undefined],
    ['/bomb', undefined],
  ])('in the body of its answer has answered: %s', async (path, body) => {
    const result = await send(path)
    expect(result).toMatchObject({ kind: 'answer', status: 200, body, isCut: true })
    await expectNothingOpen()
  })

  it('in its body is heard for two seconds, whatever time is left', async () => {
    const startedAt = performance.now()
    const result = await send('/hang/half-a-body', { timeoutMs: 60_000 })
    expect(result).toMatchObject({ kind: 'answer', body: 'half', isCut: true })
    expect(performance.now() - startedAt).toBeLessThan(20_000)
  })

  it('and others that do are no burden, however many', async () => {
    const everything = async (): Promise<AttemptResult[]> =>
      Promise.all([...faultPaths, ...faultPaths].map((path) => send(path)))
    const used: number[] = []
    for (let round = 1; round <= 5; round += 1) {
      expect(await everything()).toHaveLength(faultPaths.length * 2)
      await expectNothingOpen()
      used.push(usedMemory())
    }
    // the first round makes what is kept for later ones
    expect(used[4]! - used[1]!).toBeLessThan(5 * 1024 * 1024)
  })

  it('to read is waited for no longer than any other', async () => {
    const received: Socket[] = []
    const server = createServer((socket) => void received.push(socket.on('error', () => {})))
    const port = await listenOn(server)
    const result = await send('/', { port, body: 'x'.repeat(16_000_000) })
    expect(result).toEqual(waiting('answer'))
    // Only who reads hears that the other side is gone.
    for (const socket of received) socket.resume()
    await expectClosed(server)
  })

  it('in the middle of TLS is waited for as any other', async () => {
    const server = createServer((socket) => void socket.resume().on('error', () => {}))
    const port = await listenOn(server)
    expect(await send('/', { port, protocol: 'https' })).toEqual(waiting('connection'))
    await expectClosed(server)
  })

  it('to speak TLS is no endpoint of TLS', async () => {
    expect(await send('/garbage/text', { protocol: 'https' })).toMatchObject({ kind: 'fault' })
    await expectNothingOpen()
  })

  it('to be there is a fault that may pass', async () => {
    const gone = await openFaultReceiver()
    gone.close()
    const result = await send('/', { port: gone.port })
    expect(result).toMatchObject({ code: 'ECONNREFUSED', isFinal: false })
  })

  it.runIf(process.platform === 'linux')('to take its connection up is waited for', async () => {
    const port = await listenWithoutAccepting()
    expect(await send('/', { port })).toEqual(waiting('connection'))
  })
})

describe('a name server', () => {
  it('that does not answer is waited for as any other', async () => {
    const before = receiver.connected()
    const result = await send('/ok', { host: 'hooks.example.com', lookup: () => {} })
    expect(result).toEqual(waiting('look-up'))
    expect(receiver.connected()).toBe(before)
  })

  it('that answers too late opens nothing', async () => {
    const before = receiver.connected()
    const lookup: Lookup = (_hostname, _options, callback) => {
      setTimeout(() => callback(null, [{ address: '127.0.0.1', family: 4 }]), 500)
    }
    expect(await send('/ok', { host: 'hooks.example.com', lookup })).toEqual(waiting('look-up'))
    await delay(200)
    expect(receiver.connected()).toBe(before)
  })
})

describe('name servers that are slow', () => {
  /** What the system is asked, and an end for each; in place of dns.lookup(). */
  function holdLookups() {
    const asked: string[] = []
    const held: (() => void)[] = []
    const original = dns.lookup
    const setLookup = (lookup: unknown): void => {
      Object.assign(dns, { lookup })
      syncBuiltinESMExports()
    }
    const lookup: Lookup = (hostname, _options, callback) => {
      asked.push(hostname)
      held.push(() => callback(null, [{ address: '127.0.0.1', family: 4 }]))
    }
    setLookup(lookup)
    onTestFinished(() => setLookup(original))
    return { asked, held }
  }

  const sendTo = (host: string): Promise<AttemptResult> => send('/ok', { host, timeoutMs: 400 })

  it('are not asked for attempts that have ended, so that later ones get their turn', async () => {
    const { asked, held } = holdLookups()
    const atOnce = countLookupsAtOnce(process.env['UV_THREADPOOL_SIZE'])
    const hosts = Array.from({ length: atOnce + 5 }, (_, index) => `slow-${index}.example.com`)
    const results = await Promise.all(hosts.map(sendTo))
    expect(results).toEqual(hosts.map(() => waiting('look-up')))
    expect(asked).toEqual(hosts.slice(0, atOnce))

    const later = sendTo('later.example.com')
    held[0]?.()
    await expect.poll(() => asked.at(-1)).toBe('later.example.com')
    held.at(-1)?.()
    expect(await later).toMatchObject({ kind: 'answer', status: 200 })
    for (const end of held) end()
  })

  it('are asked in turn', async () => {
    const { asked, held } = holdLookups()
    const atOnce = countLookupsAtOnce(process.env['UV_THREADPOOL_SIZE'])
    const hosts = Array.from({ length: atOnce * 3 }, (_, index) => `host-${index}.example.com`)
    const results = Promise.all(hosts.map(sendTo))
    for (let ended = 0; ended < hosts.length; ended += 1) {
      await expect.poll(() => asked.length).toBe(Math.min(ended + atOnce, hosts.length))
      held[ended]?.()
    }
    expect(await results).toMatchObject(hosts.map(() => ({ kind: 'answer', status: 200 })))
    expect(asked).toEqual(hosts)
  })

  it.each([
    [undefined, 2],
    ['1', 1],
    ['0', 1],
    ['many', 1],
    ['-4', 1],
    ['5', 3],
    ['16', 8],
    ['9999', 512],
  ])('are asked by half of the threads, of which UV_THREADPOOL_SIZE is %s', (size, count) => {
    expect(countLookupsAtOnce(size)).toBe(count)
  })

  it('do not hold up who looks names up by other means', async () => {
    const { asked } = holdLookups()
    const own = (host: string) =>
      send('/ok', { host, lookup: (_name, _options, callback) => callback(null, [local]) })
    const slow = Array.from({ length: 9 }, (_, index) => sendTo(`slow-${index}.example.com`))
    expect(await own('own.example.com')).toMatchObject({ kind: 'answer', status: 200 })
    await Promise.all(slow)
    expect(asked).not.toContain('own.example.com')
  })

  const local = { address: '127.0.0.1', family: 4 }
})

describe('an attempt that its sender ends', () => {
  const ended = { kind: 'fault', code: 'ERR_DELIVERY_ABORTED', isFinal: false }

  it('is none where that comes first', async () => {
    const before = receiver.connected()
    expect(await send('/ok', { signal: AbortSignal.abort() })).toMatchObject(ended)
    expect(receiver.connected()).toBe(before)
  })

  it.each([
    ['/hang/headers', {}],
    ['/ok', { host: 'hooks.example.com', lookup: () => {} }],
  ] as const)('ends at once: %s %o', async (path, given) => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 50)
    const result = send(path, { ...given, signal: controller.signal, timeoutMs: 60_000 })
    expect(await result).toMatchObject(ended)
    await expectNothingOpen()
  })

  it('is answered where its headers came before', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 300)
    const { signal } = controller
    const result = await send('/hang/half-a-body', { signal, timeoutMs: 60_000 })
    expect(result).toMatchObject({ kind: 'answer', body: 'half', isCut: true })
    await expectNothingOpen()
  })
})

async function listenOn(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function expectClosed(server: Server): Promise<void> {
  const count = () =>
    new Promise((resolve) => server.getConnections((_error, open) => resolve(open)))
  await expect.poll(count, { timeout: 20_000 }).toBe(0)
}

/** A process that listens and is stopped; once its backlog is full, its system answers nobody. */
async function listenWithoutAccepting(): Promise<number> {
  const script = `const server = require('net').createServer()
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port))`
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const port = Number(String(line))
  child.kill('SIGSTOP')
  await fillBacklog(port)
  return port
}

async function fillBacklog(port: number): Promise<void> {
  for (let number = 1; number <= 50; number += 1) {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    onTestFinished(() => void socket.destroy())
    const isOpen = await Promise.race([once(socket, 'connect'), delay(200)])
    if (isOpen === undefined) return
  }
  throw new Error('the backlog does not fill')
}
