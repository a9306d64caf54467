import { request } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'

export interface Exchange {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** 200 where it is left out. */
  readonly status?: number
}

export interface Answer {
  readonly status: number
  readonly etag: string | undefined
  readonly text: string
}

/** One request, on a connection of its own. */
export function ask(port: number, exchange: Exchange): Promise<Answer> {
  const { method, path } = exchange
  const body = bodyOf(exchange)
  const headers = { ...exchange.headers, ...describeBody(body) }
  return new Promise((resolve, reject) => {
    const sent = request({ port, method, path, headers, host: '127.0.0.1' }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => {
        const { etag, 'content-encoding': coding } = answer.headers
        const text = decode(Buffer.concat(chunks), coding).toString()
        resolve({ status: answer.statusCode ?? 0, etag, text })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** The bytes of the request, as they are sent again and again on a connection that is kept. */
export function writeRequest(port: number, exchange: Exchange): Buffer {
  const body = bodyOf(exchange)
  const headers = {
    Host: `127.0.0.1:${port}`,
    Connection: 'keep-alive',
    ...exchange.headers,
    ...describeBody(body),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const head = [`${exchange.method} ${exchange.path} HTTP/1.1`, ...lines, '', ''].join('\r\n')
  return Buffer.concat([Buffer.from(head), Buffer.from(body ?? '')])
}

function bodyOf({ body }: Exchange): string | undefined {
  return body === undefined ? undefined : JSON.stringify(body)
}

function describeBody(body: string | undefined): Record<string, string> {
  if (body === undefined) return {}
  return { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) }
}

function decode(bytes: Buffer, coding: string | undefined): Buffer {
  if (coding === 'gzip') return gunzipSync(bytes)
  return coding === 'br' ? brotliDecompressSync(bytes) : bytes
}
