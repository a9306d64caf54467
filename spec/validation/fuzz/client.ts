import { connect, type Socket } from 'node:net'
import type { FuzzedRequest } from './requests.ts'

/** What a request was answered. */
export interface Answered {
  readonly request: FuzzedRequest
  readonly index: number
  readonly status: number
  readonly body: Buffer
  /** In milliseconds, since the requests that it was sent with were written. */
  readonly duration: number
}

export interface Sending {
  readonly port: number
  /** The numbers of the requests. */
  readonly from: number
  readonly to: number
  readonly create: (index: number) => FuzzedRequest
  readonly note: (answered: Answered) => void
}

const connections = 4
const pipelined = 32

/** Send requests over a few connections, several at once over each; every one of them is answered. */
export async function sendAll({ port, from, to, create, note }: Sending): Promise<void> {
  const batches = listBatches(from, to, create)
  const work = async (): Promise<void> => {
    let line: Line | undefined
    // They take turns at what is left.
    for (const batch of batches) {
      // Of a connection that has answers waiting, Node forgets its own as it closes.
      if (batch[0]?.request.closes) line?.end()
      if (!line || line.isClosed) line = new Line(port)
      const start = performance.now()
      const answers = await line.exchange(batch.map(({ request }) => request))
      const duration = performance.now() - start
      for (const [at, numbered] of batch.entries()) {
        note({ ...numbered, ...(answers[at] as Answer), duration })
      }
    }
    line?.end()
  }
  await Promise.all(Array.from({ length: connections }, work))
}

interface Numbered {
  readonly index: number
  readonly request: FuzzedRequest
}

/** What closes its connection goes alone, since Node refuses it before it answers what came earlier. */
function* listBatches(
  from: number,
  to: number,
  create: Sending['create'],
): Generator<readonly Numbered[]> {
  let batch: Numbered[] = []
  for (let index = from; index < to; index++) {
    const numbered = { index, request: create(index) }
    if (numbered.request.closes) yield [numbered]
    else batch.push(numbered)
    if (batch.length < pipelined) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

interface Answer {
  readonly status: number
  readonly body: Buffer
}

/** One connection that is kept alive. */
class Line {
  isClosed = false
  readonly #socket: Socket
  #chunks: Buffer[] = []
  #wanted = 0
  #answers: Answer[] = []
  #settle: ((isClosed: boolean) => void) | undefined

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1')
    this.#socket.setNoDelay(true)
    this.#socket.on('data', (chunk) => this.#read(chunk))
    // A server that closes may do so while more is written.
    this.#socket.on('error', () => {})
    this.#socket.on('close', () => {
      this.isClosed = true
      this.#settle?.(true)
    })
  }

  async exchange(requests: readonly FuzzedRequest[]): Promise<readonly Answer[]> {
    this.#answers = []
    this.#wanted = requests.length
    await new Promise<void>((resolve, reject) => {
      this.#settle = (isClosed) => {
        const lost = requests[this.#answers.length]
        if (isClosed && lost) reject(new Error(`closed in place of an answer: ${describe(lost)}`))
        else resolve()
      }
      this.#socket.write(Buffer.concat(requests.map(({ bytes }) => bytes)))
    })
    if (requests.at(-1)?.closes) this.end()
    return this.#answers
  }

  end(): void {
    this.isClosed = true
    this.#socket.destroy()
  }

  #read(chunk: Buffer): void {
    this.#chunks.push(chunk)
    let bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks)
    for (let read = readAnswer(bytes); read; read = readAnswer(bytes)) {
      this.#answers.push(read.answer)
      bytes = bytes.subarray(read.end)
    }
    this.#chunks = [bytes]
    if (this.#answers.length === this.#wanted) this.#settle?.(false)
  }
}

function describe({ operation, kinds, bytes }: FuzzedRequest): string {
  return `${operation}, ${kinds.join(', ')}: ${JSON.stringify(bytes.toString('latin1', 0, 300))}`
}

/** Express sends a Content-Length with each answer; what Node itself refuses has neither it nor a body. */
function readAnswer(bytes: Buffer): { answer: Answer; end: number } | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd === -1) return undefined
  const head = bytes.toString('latin1', 0, headEnd)
  const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0)
  const end = headEnd + 4 + length
  if (bytes.length < end) return undefined
  const status = Number(head.slice(9, 12))
  return { answer: { status, body: bytes.subarray(headEnd + 4, end) }, end }
}
