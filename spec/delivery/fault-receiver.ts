import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'

/**
 * What an endpoint may do to who calls it, by the path that it is called at. A path that begins with one
 * of these does it too; with any other, and with `/ok`, the answer is 200.
 */
const faults: Readonly<Record<string, Fault>> = {
  /** `/status/429?retry-after=120`: the query gives headers. */
  '/status': ({ write, url }) => {
    const [, , status = '200'] = url.pathname.split('/')
    const headers = [...url.searchParams].map(([name, value]) => `${name}: ${value}\r\n`)
    write(`HTTP/1.1 ${status} Status\r\n${headers.join('')}content-length: 4\r\n\r\ntext`)
  },
  '/redirect': ({ write, url }) => {
    const to = url.searchParams.get('to')
    write(`HTTP/1.1 302 Found\r\nlocation: ${to}\r\ncontent-length: 0\r\n\r\n`)
  },
  '/hang/headers': () => {},
  '/hang/half-a-header': ({ write }) => write('HTTP/1.1 200 OK\r\nx-half: '),
  '/hang/body': ({ write }) => write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n'),
  '/hang/half-a-body': ({ write }) => write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf'),
  '/drip/headers': ({ pour }) => pour('x', { first: 'HTTP/1.1 200 OK\r\nx-drip: ', pauseMs: 20 }),
  '/drip/body': ({ pour }) => pour('1\r\nx\r\n', { first: chunked, pauseMs: 20 }),
  '/drip/interim': ({ pour }) => pour(earlyHints, { pauseMs: 20 }),
  '/flood/interim': ({ pour }) => pour(earlyHints.repeat(100)),
  '/flood/headers': ({ pour }) =>
    pour('x-flood: flood\r\n'.repeat(100), { first: 'HTTP/1.1 200 OK\r\n' }),
  '/flood/body': ({ pour }) => pour(`10000\r\n${'x'.repeat(0x10000)}\r\n`, { first: chunked }),
  '/flood/trailers': ({ pour }) => {
    pour('x-flood: flood\r\n'.repeat(100), { first: `${chunked}1\r\nx\r\n0\r\n` })
  },
  '/flood/chunk-extension': ({ pour }) => pour('x'.repeat(1000), { first: `${chunked}1;` }),
  '/bomb': ({ write }) => {
    const headers = `content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`
    write(`HTTP/1.1 200 OK\r\n${headers}`)
    write(bomb)
  },
  '/reset/request': ({ socket }) => void socket.resetAndDestroy(),
  '/reset/headers': async ({ write, socket }) => {
    write('HTTP/1.1 200 OK\r\nx-half: ')
    await delay(20)
    socket.resetAndDestroy()
  },
  '/reset/body': async ({ write, socket }) => {
    write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf')
    await delay(20)
    socket.resetAndDestroy()
  },
  '/close': ({ socket }) => void socket.end(),
  '/garbage/bytes': ({ write }) => write(Buffer.from([0, 255, 1, 254, 13, 10, 13, 10, 0, 0])),
  '/garbage/status': ({ write }) => write('HTTP/1.1 99999 What\r\n\r\n'),
  '/garbage/text': ({ write }) => write('220 mail.example.com ESMTP\r\n'),
  '/garbage/lengths': ({ write }) => {
    write('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx')
  },
  '/garbage/smuggling': ({ write }) => {
    write('HTTP/1.1 200 OK\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n')
  },
  '/garbage/header': ({ write }) =>
    write('HTTP/1.1 200 OK\r\nx y: \0\r\ncontent-length: 0\r\n\r\n'),
  '/garbage/chunk': ({ write }) => write(`${chunked}zz\r\nx\r\n`),
  '/garbage/upgrade': ({ write }) => {
    write('HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n')
  },
  '/proto': ({ write }) => {
    write('HTTP/1.1 200 OK\r\n__proto__: a\r\n__proto__: b\r\nx-a: 1\r\nx-a: 2\r\n')
    write('constructor: c\r\ncontent-length: 0\r\n\r\n')
  },
  /** One byte more than is kept, with a character across the limit. */
  '/long': ({ write }) => {
    const text = `${'x'.repeat(16 * 1024 - 1)}é`
    write(`HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  },
  '/full': ({ write }) => {
    write(`HTTP/1.1 200 OK\r\ncontent-length: ${16 * 1024}\r\n\r\n${'x'.repeat(16 * 1024)}`)
  },
  '/twice': ({ write }) => write(ok + ok),
}

type Fault = (call: Call) => void | Promise<void>

interface Call {
  readonly url: URL
  readonly socket: Socket
  write(data: string | Buffer): void
  /** Writes for ever, as fast as the other side reads or with pauses. */
  pour(data: string, options?: { readonly first?: string; readonly pauseMs?: number }): void
}

const ok =
  'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{"ok":true}'
const earlyHints = 'HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n'
const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'
/** 64 MiB in 64 KiB. */
const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024))

/** The paths that do something to who calls them. */
export const faultPaths: readonly string[] = Object.keys(faults)

export interface ReceivedCall {
  readonly method: string
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface FaultReceiver {
  /** Such as `http://127.0.0.1:40123`. */
  readonly origin: string
  readonly port: number
  /** All that has arrived whole. */
  readonly calls: readonly ReceivedCall[]
  /** How many connections were ever made. */
  readonly connected: () => number
  /** How many connections are open now. */
  readonly open: () => Promise<number>
  close(): void
}

/** An endpoint that does to its caller what its path says, over TCP by hand. */
export async function openFaultReceiver(host: string = '127.0.0.1'): Promise<FaultReceiver> {
  const calls: ReceivedCall[] = []
  const sockets = new Set<Socket>()
  let connected = 0
  const server = createServer((socket) => {
    connected += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    void receive(socket, calls)
  })
  server.listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    calls,
    connected: () => connected,
    open: () => countConnections(server),
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

function countConnections(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)))
  })
}

/** One call after the other, each answered as it comes. */
async function receive(socket: Socket, calls: ReceivedCall[]): Promise<void> {
  let text = ''
  socket.setEncoding('latin1')
  try {
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      const read = readCall(text + (chunk as string))
      text = read.rest
      if (!read.call) continue
      calls.push(read.call)
      void answer(socket, read.call)
    }
  } catch {
    // It is gone.
  }
}

/** No call while more of it is to come. */
function readCall(text: string): { readonly call?: ReceivedCall; readonly rest: string } {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return { rest: text }
  const [first = '', ...lines] = text.slice(0, end).split('\r\n')
  const headers = Object.fromEntries(lines.map(readHeader))
  const [start, length] = [end + 4, Number(headers['content-length'] ?? 0)]
  if (text.length < start + length) return { rest: text }
  const body = Buffer.from(text.slice(start, start + length), 'latin1').toString()
  const [method = '', path = ''] = first.split(' ')
  return { call: { method, path, headers, body }, rest: text.slice(start + length) }
}

function readHeader(line: string): [name: string, value: string] {
  const colon = line.indexOf(':')
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
}

async function answer(socket: Socket, { path }: ReceivedCall): Promise<void> {
  const url = new URL(path, 'http://receiver')
  const name = faultPaths.find((known) => `${url.pathname}/`.startsWith(`${known}/`))
  const fault = faults[name ?? ''] ?? (({ write }: Call) => write(ok))
  await fault({
    url,
    socket,
    write: (data) => void socket.write(data),
    pour: (data, options) => void pour(socket, data, options),
  })
}

async function pour(
  socket: Socket,
  data: string,
  { first = '', pauseMs = 0 }: { readonly first?: string; readonly pauseMs?: number } = {},
): Promise<void> {
  socket.write(first)
  while (!socket.destroyed && socket.writable) {
    const hasRoom = socket.write(data)
    if (pauseMs > 0) await delay(pauseMs)
    else if (!hasRoom)
      await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => {})
    else await delay(0)
  }
}
