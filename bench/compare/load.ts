import { connect, type Socket } from 'node:net'

/** Before a contestant is measured, in each round. */
const warmUpSeconds = 0.4

export interface Load {
  readonly port: number
  readonly request: Buffer
  /** What every answer has to have. */
  readonly status: number
  readonly connections: number
  readonly seconds: number
  /** How long the server has used a processor, in microseconds. */
  readonly readClock: () => Promise<number>
}

export interface Measured {
  /** Answers a second. */
  readonly rate: number
  /** Of a processor, for one answer. */
  readonly microseconds: number
}

/**
 * How fast it answers: each connection sends its next request when it has the whole answer to the one before. An own
 * client over sockets, since a general one takes longer for a request than the fastest of the servers.
 */
export async function measureLoad(load: Load): Promise<Measured> {
  const counter = { answers: 0, isOver: false }
  const all = Array.from({ length: load.connections }, () => keepAsking(load, counter))
  const failed = Promise.race(all)
  const look = async () => {
    const clock = await load.readClock()
    return { clock, answers: counter.answers, now: performance.now() }
  }
  await Promise.race([sleep(warmUpSeconds), failed])
  const start = await look()
  await Promise.race([sleep(load.seconds), failed])
  const end = await look()
  counter.isOver = true
  await Promise.all(all)
  const answers = end.answers - start.answers
  return {
    rate: answers / ((end.now - start.now) / 1000),
    microseconds: (end.clock - start.clock) / answers,
  }
}

interface Counter {
  answers: number
  isOver: boolean
}

/** Rejects where an answer has another status, and where the connection ends before it should. */
function keepAsking({ port, request, status }: Load, counter: Counter): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, timeout: 10_000 })
    const reader = new AnswerReader(status)
    const next = (): void => {
      counter.answers += 1
      if (counter.isOver) socket.destroy()
      else socket.write(request)
    }
    socket.on('connect', () => socket.write(request))
    socket.on('data', (chunk) => read(socket, reader, chunk, next))
    socket.on('timeout', () => socket.destroy(new Error('No answer within 10 seconds.')))
    socket.on('error', reject)
    socket.on('close', () => {
      if (counter.isOver) resolve()
      else reject(new Error('The server closed a connection.'))
    })
  })
}

function read(socket: Socket, reader: AnswerReader, chunk: Buffer, next: () => void): void {
  try {
    if (reader.take(chunk)) next()
  } catch (error) {
    socket.destroy(error as Error)
  }
}

/** Finds the end of each answer, and looks at no more of it than that takes. */
class AnswerReader {
  private readonly start: string
  private readonly hasBody: boolean
  private head: Buffer = Buffer.alloc(0)
  private left = 0
  private isChunked = false
  private tail = ''

  constructor(status: number) {
    this.start = `HTTP/1.1 ${status}`
    this.hasBody = status !== 304
  }

  /** Whether the answer is whole with this chunk. There is only one answer on the way at a time. */
  take(chunk: Buffer): boolean {
    if (this.isChunked) return this.takeChunked(chunk)
    if (this.left > 0) return this.isWhole(this.left - chunk.length)
    return this.takeHead(this.head.length > 0 ? Buffer.concat([this.head, chunk]) : chunk)
  }

  private takeHead(bytes: Buffer): boolean {
    const end = bytes.indexOf('\r\n\r\n')
    this.head = end === -1 ? bytes : Buffer.alloc(0)
    if (end === -1) return false
    const head = bytes.toString('latin1', 0, end)
    if (!head.startsWith(this.start)) throw new Error(`not ${this.start}, but ${head}`)
    if (!this.hasBody) return this.isWhole(end + 4 - bytes.length)
    const length = /\ncontent-length: *(\d+)/i.exec(head)?.[1]
    if (length === undefined && /\ntransfer-encoding: *chunked/i.test(head)) {
      this.isChunked = true
      return this.takeChunked(bytes)
    }
    return this.isWhole(end + 4 + Number(length ?? 0) - bytes.length)
  }

  private isWhole(left: number): boolean {
    if (left < 0) throw new Error('The server sent more than one answer.')
    this.left = left
    return left === 0
  }

  private takeChunked(bytes: Buffer): boolean {
    this.tail = (this.tail + bytes.subarray(-5).toString('latin1')).slice(-5)
    this.isChunked = this.tail !== '0\r\n\r\n'
    if (!this.isChunked) this.tail = ''
    return !this.isChunked
  }
}

function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000))
}
