import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer as createHttpServer, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { createServer as createTlsServer } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { readAllow } from '../../lib/delivery/allow.ts'
import { createAttempt, type AttemptRequest } from '../../lib/delivery/attempt.ts'
import type { AttemptResult } from '../../lib/delivery/delivery.ts'
import type { SenderOptions } from '../../lib/delivery/index.ts'
import { KeptConnections } from '../../lib/delivery/kept-connections.ts'
import type { Lookup } from '../../lib/delivery/name-server.ts'
import { webhookRouter } from '../../lib/index.ts'
import { certificate, privateKey } from './certificate.ts'
import { openFaultReceiver } from './fault-receiver.ts'
import { allowing, openReceiver, startSender } from './sending.ts'

const hooks = webhookRouter().post('event', {
  operationId: 'event',
  body: z.object({ n: z.number() }),
})
const { event } = hooks.operations

type Send = (given?: Sending) => Promise<AttemptResult>

interface Sending extends Partial<AttemptRequest> {
  readonly host?: string
  readonly path?: string
}

interface Keeping {
  readonly port: number
  readonly perOrigin?: number
  readonly lookup?: Lookup
  readonly protocol?: string
}

/** Attempts of one sender, whose connections are kept until the test has finished. */
function keep({ port, perOrigin = 4, lookup, protocol = 'http' }: Keeping): Send {
  const connections = new KeptConnections(perOrigin)
  onTestFinished(() => connections.close())
  const allow = { http: true, ports: [port], hosts: [/.+/], networks: ['127.0.0.0/8'] }
  const attempt = createAttempt({
    allowance: readAllow(allow),
    lookup,
    ca: certificate,
    connections,
  })
  return ({ host = '127.0.0.1', path = '/', ...given } = {}) =>
    attempt({
      url: `${protocol}://${host}:${port}${path}`,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
      timeoutMs: 10_000,
      ...given,
    })
}

async function listenOn(server: TcpServer, host = '127.0.0.1'): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)))
  })
  server.listen(0, host)
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** From which port each request came, in their order. */
async function openPlain(
  server: Server = createHttpServer(),
): Promise<{ readonly port: number; readonly ports: (number | undefined)[] }> {
  const ports: (number | undefined)[] = []
  server.on('request', (req, res) => {
    ports.push(req.socket.remotePort)
    req.resume().on('end', () => res.end('ok'))
  })
  return { port: await listenOn(server), ports }
}

const done = { kind: 'answer', status: 200 }
const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'

interface RawCall {
  readonly socket: Socket
  /** From 0, of its socket. */
  readonly number: number
}

/** A receiver by hand: what it got of each socket, and an answer to each request as it is told. */
async function openRaw(answer: (call: RawCall) => void) {
  const bodies: string[] = []
  let sockets = 0
  const server = createServer((socket) => {
    sockets += 1
    let [text, number] = ['', 0]
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk
      for (;;) {
        const [, head, length] = /^([^]*?content-length: (\d+)[^]*?\r\n\r\n)/.exec(text) ?? []
        if (head === undefined || text.length < head.length + Number(length)) return
        bodies.push(text.slice(head.length, head.length + Number(length)))
        text = text.slice(head.length + Number(length))
        answer({ socket, number: number++ })
      }
    })
  })
  return { port: await listenOn(server), bodies, sockets: () => sockets, server }
}

function countOpen(server: TcpServer): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)))
  })
}

describe('connections of a sender', () => {
  it('carry one delivery after the other, as many as go to an origin at a time', async () => {
    const receiver = await openReceiver()
    const options: Partial<SenderOptions> = { webhooks: [hooks], allow: allowing(receiver) }
    const sender = startSender({ ...options, perOrigin: 3 })
    const numbers = Array.from({ length: 60 }, (_, n) => n)
    await Promise.all(numbers.map((n) => sender.send(event, receiver.origin, { n })))
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(60)
    const bodies = receiver.received.map(({ body }) => (JSON.parse(body) as { n: number }).n)
    expect(bodies.toSorted((one, other) => one - other)).toEqual(numbers)
    expect(receiver.connected()).toBe(3)
    expect(receiver.received[0]?.headers.connection).toBe('keep-alive')
  })

  it('are gone once it is closed', async () => {
    const { port, ports } = await openPlain()
    const origin = `http://127.0.0.1:${port}`
    const sender = startSender({ webhooks: [hooks], allow: allowing({ port }) })
    await sender.deliver(event, origin, { n: 1 }).catch(() => {})
    await sender.deliver(event, origin, { n: 2 }).catch(() => {})
    expect(new Set(ports).size).toBe(1)
    await sender.close()
    const { server, ...raw } = await openRaw(({ socket }) => socket.write(ok))
    const other = startSender({ webhooks: [hooks], allow: allowing(raw) })
    await other.deliver(event, `http://127.0.0.1:${raw.port}`, { n: 1 }).catch(() => {})
    expect(await countOpen(server)).toBe(1)
    const start = performance.now()
    await other.close()
    await expect.poll(() => countOpen(server)).toBe(0)
    expect(performance.now() - start).toBeLessThan(2500)
  })

  it('let its process end while they wait', async () => {
    const { port } = await openRaw(({ socket }) => socket.write(ok))
    const script = fileURLToPath(new URL('kept-process.ts', import.meta.url))
    const child = fork(script, [String(port)], { execArgv: ['--import', 'tsx'] })
    await once(child, 'message')
    const start = performance.now()
    const [code] = (await once(child, 'exit')) as [number]
    expect(code).toBe(0)
    expect(performance.now() - start).toBeLessThan(2500)
  })
})

describe('a connection that is kept', () => {
  it('is used again, over TLS too', async () => {
    const plain = await openPlain()
    const server = createSecureServer({ cert: certificate, key: privateKey })
    const secure = await openPlain(server as unknown as Server)
    const lookup: Lookup = (_name, _options, callback) =>
      callback(null, [{ address: '127.0.0.1', family: 4 }])
    const attempts = [
      [keep(plain), plain, undefined],
      [keep({ ...secure, protocol: 'https', lookup }), secure, 'hooks.example.com'],
    ] as const
    for (const [send, { ports }, host] of attempts) {
      for (let number = 1; number <= 5; number += 1) {
        expect(await send(host === undefined ? {} : { host })).toMatchObject({ status: 200 })
      }
      expect(ports).toHaveLength(5)
      expect(new Set(ports).size).toBe(1)
    }
  })

  it('is no other than that of its origin', async () => {
    const { port, ports } = await openPlain()
    const lookup: Lookup = (_name, _options, callback) =>
      callback(null, [{ address: '127.0.0.1', family: 4 }])
    const send = keep({ port, lookup })
    for (const host of ['one.test', 'two.test', 'one.test', 'two.test']) {
      expect(await send({ host })).toMatchObject(done)
    }
    expect(ports[2]).toBe(ports[0])
    expect(ports[3]).toBe(ports[1])
    expect(ports[1]).not.toBe(ports[0])
  })

  it('is used only where its name still has that address', async () => {
    const { port, ports } = await openPlain()
    const server = createHttpServer((req, res) => {
      ports.push(req.socket.remotePort)
      req.resume().on('end', () => res.end('ok'))
    })
    server.listen(port, '127.0.0.2')
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    await once(server, 'listening')
    const answers = ['127.0.0.1', '127.0.0.1', '127.0.0.2', '10.1.2.3', '127.0.0.1']
    const asked: string[] = []
    const lookup: Lookup = (name, _options, callback) => {
      const address = answers[asked.push(name) - 1] ?? ''
      callback(null, [{ address, family: 4 }])
    }
    const send = keep({ port, lookup })
    const results: AttemptResult[] = []
    for (const _ of answers) results.push(await send({ host: 'hooks.test' }))
    expect(results).toMatchObject([
      done,
      done,
      done,
      { kind: 'fault', code: 'ERR_DELIVERY_ADDRESS', isFinal: false },
      done,
    ])
    expect(asked).toHaveLength(5)
    expect(ports).toHaveLength(4)
    expect(ports[1]).toBe(ports[0])
    expect(ports[2]).not.toBe(ports[0])
    expect(ports[3]).toBe(ports[0])
  })

  it.each([
    ['says so', 'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok'],
    ['is of HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok'],
    ['asks for less time', ok.replace('\r\n\r\n', '\r\nkeep-alive: timeout=2\r\n\r\n')],
  ])('is none where an answer %s', async (_what, answer) => {
    const { port, sockets } = await openRaw(({ socket }) => socket.write(answer))
    const send = keep({ port })
    expect([await send(), await send()]).toMatchObject([done, done])
    expect(sockets()).toBe(2)
  })

  it('is none where an answer has no end', async () => {
    const receiver = await openFaultReceiver()
    onTestFinished(() => receiver.close())
    const send = keep(receiver)
    for (const path of ['/flood/body', '/bomb', '/reset/body', '/long']) {
      const before = receiver.connected()
      expect(await send({ path })).toMatchObject({ status: 200, isCut: true })
      expect(await send({ path: '/status/200?connection=close' })).toMatchObject(done)
      expect(receiver.connected()).toBe(before + 2)
    }
    await expect.poll(() => receiver.open(), { timeout: 2000 }).toBe(0)
  })

  it('is none while its request is still being written', async () => {
    const server = createServer((socket) => {
      // It answers at the first bytes, and reads no more.
      socket.on('error', () => {}).once('data', () => socket.pause().write(ok))
    })
    const send = keep({ port: await listenOn(server) })
    const body = 'x'.repeat(16 * 1024 * 1024)
    expect(await send({ body })).toMatchObject(done)
    expect(await send({ timeoutMs: 2000 })).toMatchObject(done)
  })

  it('waits for an answer no longer than a new one', async () => {
    const receiver = await openFaultReceiver()
    onTestFinished(() => receiver.close())
    const send = keep(receiver)
    expect(await send({ path: '/ok' })).toMatchObject(done)
    expect(await send({ path: '/hang/headers', timeoutMs: 300 })).toEqual({
      kind: 'fault',
      code: 'ERR_DELIVERY_TIMEOUT',
      message: 'No answer within 300 ms: still waiting for the answer.',
      isFinal: false,
    })
    const controller = new AbortController()
    expect(await send({ path: '/ok' })).toMatchObject(done)
    setTimeout(() => controller.abort(), 50)
    const { signal } = controller
    const result = await send({ path: '/hang/headers', signal, timeoutMs: 60_000 })
    expect(result).toMatchObject({ code: 'ERR_DELIVERY_ABORTED' })
    expect(receiver.connected()).toBe(2)
    await expect.poll(() => receiver.open(), { timeout: 2000 }).toBe(0)
  })

  it('is closed after some seconds', async () => {
    const { port, server } = await openRaw(({ socket }) => socket.write(ok))
    expect(await keep({ port })()).toMatchObject(done)
    expect(await countOpen(server)).toBe(1)
    await expect.poll(() => countOpen(server), { timeout: 10_000 }).toBe(0)
  })

  it('is one of a few, whatever the number of origins', async () => {
    const server = createHttpServer((req, res) => void req.resume().on('end', () => res.end('ok')))
    const port = await listenOn(server)
    const lookup: Lookup = (_name, _options, callback) =>
      callback(null, [{ address: '127.0.0.1', family: 4 }])
    const send = keep({ port, lookup })
    for (let number = 0; number < 300; number += 1) {
      expect(await send({ host: `host-${number}.test` })).toMatchObject(done)
    }
    await expect.poll(() => countOpen(server)).toBeLessThanOrEqual(64)
    expect(await countOpen(server)).toBeGreaterThan(30)
  })
})

describe('a receiver that answers without being asked', () => {
  /** After so many turns of the event loop, in which the client may be at any step. */
  const after = (turns: number, work: () => void): void =>
    void (turns === 0 ? work() : setImmediate(() => after(turns - 1, work)))

  const writing =
    (more: string, turns: number) =>
    ({ socket }: RawCall) => {
      socket.write(ok)
      after(turns, () => socket.write(more))
    }

  it.each<[when: string, answer: (call: RawCall) => void]>([
    ['in one piece', ({ socket }) => socket.write(ok + ok)],
    ['with garbage in one piece', ({ socket }) => socket.write(`${ok}x`)],
    ...[0, 1, 2, 3, 4, 5].flatMap((turns): [string, (call: RawCall) => void][] => [
      [`${turns} turns later`, writing(ok, turns)],
      [`${turns} turns later by other bytes`, writing('x', turns)],
      [`${turns} turns later by the end of a line`, writing('\r\n', turns)],
    ]),
    [
      'later',
      ({ socket }) => {
        socket.write(ok)
        setTimeout(() => socket.write(ok), 20)
      },
    ],
  ])('has received what is told as done: %s', async (_when, answer) => {
    const receiver = await openRaw(answer)
    const send = keep(receiver)
    const told: string[] = []
    for (let round = 0; round < 25; round += 1) {
      const own = Array.from({ length: 4 }, (_, index) => JSON.stringify({ n: round * 4 + index }))
      const results = await Promise.all(own.map((body) => send({ body })))
      told.push(...own.filter((_, index) => results[index]?.kind === 'answer'))
    }
    await expect.poll(() => receiver.bodies).toEqual(expect.arrayContaining(told))
    // What comes as the next request is written is an answer to it that cannot be read, before it is known.
    expect(told.length).toBeGreaterThanOrEqual(96)
    expect(new Set(receiver.bodies).size).toBe(100)
  })

  it.each([0, 1, 2])(
    'is given no second request on a connection on which more has come: %i turns later',
    async (turns) => {
      const numbers: number[] = []
      const receiver = await openRaw((call) => {
        numbers.push(call.number)
        writing(ok, turns)(call)
      })
      const send = keep(receiver)
      for (let number = 0; number < 20; number += 1) expect(await send()).toMatchObject(done)
      expect(numbers).toEqual(Array.from({ length: 20 }, () => 0))
    },
  )

  it('is given no second request on a connection on which a line has ended since', async () => {
    const receiver = await openRaw(({ socket, number }) => {
      if (number > 0) return socket.destroy()
      socket.write(ok)
      return setTimeout(() => socket.write('\r\n'), 10)
    })
    const send = keep(receiver)
    for (let number = 1; number <= 3; number += 1) {
      expect(await send()).toMatchObject(done)
      await delay(50)
    }
    expect(receiver.bodies).toHaveLength(3)
    expect(receiver.sockets()).toBe(3)
  })

  it('has spoiled those that are being waited for too', async () => {
    for (let round = 0; round < 10; round += 1) {
      const numbers: number[] = []
      const first: Socket[] = []
      const receiver = await openRaw(({ socket, number }) => {
        numbers.push(number)
        if (number > 0 || first.push(socket) !== 2) return first.length > 2 && socket.write(ok)
        for (const one of first) one.write(ok)
        return first[0]?.write(ok)
      })
      const send = keep(receiver)
      await Promise.all([send(), send()])
      expect(await Promise.all([send(), send()])).toMatchObject([done, done])
      expect(numbers).toEqual([0, 0, 0, 0])
    }
  })

  it('once, in one piece, is given no connection for two requests any more', async () => {
    let isFirst = true
    const receiver = await openRaw(({ socket }) => {
      socket.write(isFirst ? ok + ok : ok)
      isFirst = false
    })
    const send = keep(receiver)
    for (let number = 0; number < 5; number += 1) expect(await send()).toMatchObject(done)
    expect(receiver.sockets()).toBe(5)
  })

  it('is given no connection for two requests any more', async () => {
    const receiver = await openRaw(({ socket }) => {
      socket.write(ok)
      setTimeout(() => socket.write(ok), 10)
    })
    const send = keep(receiver)
    expect(await send()).toMatchObject(done)
    await delay(100)
    for (let number = 0; number < 5; number += 1) expect(await send()).toMatchObject(done)
    expect(receiver.sockets()).toBe(6)
  })
})

describe('a receiver that closes connections', () => {
  it('that wait is trusted with the next, over TLS too', async () => {
    const numbers: number[] = []
    const answer = (socket: Socket): void => {
      let number = 0
      socket
        .on('error', () => {})
        .on('data', () => {
          numbers.push(number++)
          socket.write(ok)
          if (numbers.length === 1) setTimeout(() => socket.end(), 20)
        })
    }
    const lookup: Lookup = (_name, _options, callback) =>
      callback(null, [{ address: '127.0.0.1', family: 4 }])
    const secure = createTlsServer({ cert: certificate, key: privateKey }, answer)
    const senders = [
      [keep({ port: await listenOn(createServer(answer)) }), '127.0.0.1'],
      [keep({ port: await listenOn(secure), protocol: 'https', lookup }), 'hooks.example.com'],
    ] as const
    for (const [send, host] of senders) {
      numbers.length = 0
      expect(await send({ host })).toMatchObject(done)
      await delay(100)
      expect([await send({ host }), await send({ host })]).toMatchObject([done, done])
      expect(numbers).toEqual([0, 0, 1])
    }
  })

  it('as a request is written has it on another, which is no other attempt', async () => {
    const closing = [
      (socket: Socket) => socket.resetAndDestroy(),
      (socket: Socket) => socket.destroy(),
    ]
    for (const close of closing) {
      let lost = 0
      const receiver = await openRaw(({ socket, number }) => {
        if (number === 0) return socket.write(ok)
        lost += 1
        return close(socket)
      })
      const send = keep(receiver)
      for (let number = 0; number < 10; number += 1) {
        expect(await send({ body: `${number}` })).toMatchObject(done)
      }
      // After the first that was lost, none is kept.
      expect(lost).toBe(1)
      expect(new Set(receiver.bodies).size).toBe(10)
    }
  })

  it('whenever it likes, loses none', async () => {
    let calls = 0
    const receiver = await openRaw(({ socket }) => {
      calls += 1
      socket.write(ok)
      setTimeout(() => socket.destroy(), calls % 7)
    })
    const attempts: number[] = []
    const sender = startSender({
      webhooks: [hooks],
      allow: allowing(receiver),
      onAttempt: ({ result, number }) => {
        expect(result).toMatchObject(done)
        attempts.push(number)
      },
    })
    for (let n = 0; n < 200; n += 1) {
      await sender.send(event, `http://127.0.0.1:${receiver.port}`, { n })
      if (n % 3 === 0) await delay(n % 8)
    }
    await expect.poll(() => attempts.length, { timeout: 10_000 }).toBe(200)
    expect(new Set(attempts)).toEqual(new Set([1]))
    const received = receiver.bodies.map((body) => (JSON.parse(body) as { n: number }).n)
    expect(new Set(received).size).toBe(200)
  })

  it('for a body that it takes for the next request has that on another', async () => {
    const lines: string[] = []
    const server = createServer((socket) => {
      let text = ''
      socket.on('error', () => {})
      // It answers as a head has come, and leaves the body behind it where it is.
      socket.setEncoding('latin1').on('data', (chunk: string) => {
        text += chunk
        const [, head = '', line = ''] = /^(([^\r]*)\r\n[^]*?\r\n\r\n)/.exec(text) ?? []
        if (line === '') return
        lines.push(line)
        text = text.slice(head.length)
        if (line.startsWith('POST ')) socket.write(ok)
        else socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n')
      })
    })
    const send = keep({ port: await listenOn(server) })
    for (let number = 0; number < 4; number += 1) expect(await send()).toMatchObject(done)
    const own = 'POST / HTTP/1.1'
    // After the first that was misread, none is kept.
    expect(lines).toEqual([own, `{}${own}`, own, own, own])
  })

  it('with a refusal has been asked anew at the most once', async () => {
    const refusal = 'HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 2\r\n\r\nno'
    let calls = 0
    const receiver = await openRaw(({ socket }) => {
      calls += 1
      if (calls === 1) socket.write(ok)
      else socket.end(refusal)
    })
    const send = keep(receiver)
    const results = [await send(), await send(), await send()]
    expect(results).toMatchObject([done, { status: 400, body: 'no' }, { status: 400 }])
    expect(receiver.bodies).toHaveLength(4)
  })

  it.each(['HTTP/1.1 200 OK\r\ncontent-', 'H', 'HTTP/1.1 103 Early Hints\r\n\r\n'])(
    'before it has answered fails as it would on a new one: after %j',
    async (begun) => {
      const receiver = await openRaw(({ socket, number }) => {
        if (number === 0) return socket.write(ok)
        return socket.end(begun)
      })
      const send = keep(receiver)
      expect(await send()).toMatchObject(done)
      expect(await send()).toMatchObject({ kind: 'fault', isFinal: false })
      expect(receiver.sockets()).toBe(1)
    },
  )
})
