import type { ServerResponse } from 'node:http'
import type { HandledAnswer } from './replays.ts'

/** More of a body is not kept. */
const maxKept = 64 * 1024

/** What is of one message, and not of the answer. */
const ofMessage = new Set([
  ...['connection', 'content-encoding', 'content-length', 'date', 'keep-alive', 'set-cookie'],
  ...['transfer-encoding', 'vary'],
])

/** Hears of the answer to a request when it ends, whoever gives it. */
export function watchAnswer(res: ServerResponse, onEnd: (answer: HandledAnswer) => void): void {
  const before = new Set(Object.keys(res.getHeaders()))
  const { write, end, writeHead } = res
  const written = new Map<string, unknown>()
  const kept: Buffer[] = []
  let size = 0
  const keep = (chunk: unknown, encoding: unknown): void => {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return
    const bytes =
      typeof chunk === 'string'
        ? Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
        : Buffer.from(chunk)
    size += bytes.length
    if (size <= maxKept) kept.push(bytes)
  }
  // Where nothing was set before, Node writes these and keeps them nowhere.
  res.writeHead = function writeHeadWatched(this: ServerResponse, ...input: unknown[]) {
    for (const [name, value] of listHeaders(input.at(-1))) written.set(name.toLowerCase(), value)
    return writeHead.apply(this, input as unknown as Parameters<typeof writeHead>)
  } as typeof writeHead
  res.write = function writeWatched(this: ServerResponse, ...input: unknown[]) {
    keep(input[0], input[1])
    return write.apply(this, input as Parameters<typeof write>)
  } as typeof write
  res.end = function endWatched(this: ServerResponse, ...input: unknown[]) {
    res.write = write
    res.end = end
    keep(input[0], input[1])
    const body = size <= maxKept ? Buffer.concat(kept).toString('base64') : ''
    const set = Object.entries(this.getHeaders())
    const ended = end.apply(this, input as Parameters<typeof end>)
    const headers = [...set, ...written].filter(
      ([name]) => !ofMessage.has(name) && !(before.has(name) && name !== 'content-type'),
    )
    onEnd({ status: this.statusCode, headers: Object.fromEntries(headers.map(toText)), body })
    return ended
  } as typeof end
}

function listHeaders(given: unknown): [string, unknown][] {
  if (typeof given !== 'object' || given === null) return []
  if (!Array.isArray(given)) return Object.entries(given)
  return given.flatMap((name: unknown, index) =>
    index % 2 === 0 ? [[String(name), given[index + 1] as unknown] as [string, unknown]] : [],
  )
}

function toText([name, value]: [string, unknown]): [string, string | readonly string[]] {
  return [name, Array.isArray(value) ? value.map(String) : String(value)]
}

/** Gives an answer once more, byte for byte. */
export function repeatAnswer(res: ServerResponse, { status, headers, body }: HandledAnswer): void {
  res.statusCode = status
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
  res.end(Buffer.from(body, 'base64'))
}
