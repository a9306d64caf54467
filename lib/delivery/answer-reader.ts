import type { AttemptAnswer } from './delivery.ts'
import { joinHeaders, type HeaderList } from './header-lists.ts'
import type { AnswerHandler } from './http-client.ts'

/** What is kept of a body: enough to read an error page, and not enough to be a burden. */
const maxBytes = 16 * 1024
/** How long a body is waited for after its headers. */
const maxMs = 2000

type Headers = Parameters<NonNullable<AnswerHandler['onResponseStart']>>[2]

/** Reads one answer, and of its body the beginning: the rest is not waited for. */
export class AnswerReader implements AnswerHandler {
  /** Rejects where no answer comes; what befalls its body is in it. */
  readonly answer: Promise<AttemptAnswer>
  /** Whether its request is being written. */
  isAsked = false
  readonly #onInterim: () => void
  readonly #chunks: Buffer[] = []
  #resolve: (answer: AttemptAnswer) => void = () => {}
  #reject: (error: unknown) => void = () => {}
  #size = 0
  #status = 0
  #headers: HeaderList = {}
  #timer: NodeJS.Timeout | undefined
  #hasEnded = false

  /** @param onInterim called with each answer of 1xx */
  constructor(onInterim: () => void) {
    this.#onInterim = onInterim
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  onRequestStart(): void {
    this.isAsked = true
  }

  onResponseStart(_controller: unknown, status: number, headers: Headers): void {
    if (status < 200) return this.#onInterim()
    this.#status = status
    this.#headers = joinHeaders(headers)
    // Most answers have come as a whole.
    queueMicrotask(() => this.#waitForEnd())
  }

  #waitForEnd(): void {
    if (!this.#hasEnded) this.#timer = setTimeout(() => this.#end(true), maxMs)
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    if (this.#size > maxBytes) return
    this.#chunks.push(chunk)
    this.#size += chunk.length
    if (this.#size > maxBytes) this.#end(true)
  }

  onResponseEnd(): void {
    this.#end(false)
  }

  onResponseError(_controller: unknown, error: unknown): void {
    if (this.#status === 0) this.#reject(error)
    else this.#end(true)
  }

  #end(isCut: boolean): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    clearTimeout(this.#timer)
    const [status, headers] = [this.#status, this.#headers]
    this.#resolve({ kind: 'answer', status, headers, ...this.#readBody(isCut) })
  }

  #readBody(isCut: boolean): Pick<AttemptAnswer, 'body' | 'isCut'> {
    if (this.#size === 0) return { body: undefined, isCut }
    // Nothing was asked for but the body as it is, and inflating it is how a bomb goes off.
    const encoding = this.#headers['content-encoding'] ?? ''
    if (!/^(?:identity)?$/i.test(encoding)) return { body: undefined, isCut: true }
    const bytes = Buffer.concat(this.#chunks).subarray(0, maxBytes)
    return { body: new TextDecoder().decode(bytes, { stream: isCut }), isCut }
  }
}
