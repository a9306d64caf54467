/** Answers as they come over the wire: fetch() decompresses them, and follows redirections. */
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'

export interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON, unless it is a form. */
  readonly body?: unknown
}

export interface Answer {
  readonly status: number
  /** But for the date. */
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  readonly text: string
}

/** One answer, over a connection of its own. */
export async function ask(url: string, asked: Asked = {}): Promise<Answer> {
  const res = await open(url, asked)
  const bytes = await buffer(res)
  const { date: _, ...headers } = res.headers
  return { status: res.statusCode ?? 0, headers, bytes, text: bytes.toString() }
}

/** The status and the JSON of an answer. */
export async function askJson(url: string, asked: Asked = {}): Promise<[number, unknown]> {
  const { status, text } = await ask(url, asked)
  return [status, JSON.parse(text)]
}

/** An answer whose body is still to come. */
export async function open(
  url: string,
  { method, headers, body }: Asked = {},
): Promise<IncomingMessage> {
  const { type, bytes } = await encode(body)
  const given = bytes && { 'content-type': type, 'content-length': bytes.length }
  return new Promise((resolve, reject) => {
    const options = { method: method ?? (bytes ? 'POST' : 'GET'), agent: false } as const
    request(url, { ...options, headers: { ...given, ...headers } }, resolve)
      .on('error', reject)
      .end(bytes)
  })
}

async function encode(body: unknown): Promise<{ type: string; bytes: Buffer | undefined }> {
  if (!(body instanceof FormData)) {
    const json = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
    return { type: 'application/json', bytes: json }
  }
  const form = new Response(body)
  const bytes = Buffer.from(await form.arrayBuffer())
  return { type: form.headers.get('content-type') ?? '', bytes }
}
