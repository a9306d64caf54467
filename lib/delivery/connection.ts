import type { LookupFunction, Socket } from 'node:net'
import { AnswerReader } from './answer-reader.ts'
import type { AttemptAnswer } from './delivery.ts'
import { addHeaders, type HeaderList } from './header-lists.ts'
import {
  createConnector,
  dispatch,
  isOver,
  openClient,
  unaskedAnswer,
  type CertificateAuthorities,
  type Connect,
} from './http-client.ts'

/** One request, as it is written. */
export interface WrittenRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  /** Names in lower case. */
  readonly headers: HeaderList
  readonly body: string | undefined
  /** Called with each answer of 1xx. */
  readonly onInterim: () => void
}

export interface ConnectionOptions {
  /** Checked. */
  readonly url: URL
  /** Answers with what was checked. */
  readonly lookup: LookupFunction
  readonly ca: CertificateAuthorities | undefined
  /** Whether other requests may follow the first. */
  readonly isKept: boolean
  /** Called once the other side can be heard, with TLS where the URL has it. */
  readonly onConnect: () => void
}

/** One socket, for one request at a time: connected for the first, and not again. */
export class Connection {
  readonly origin: string
  readonly openedAt: number = performance.now()
  /** Called once the socket is gone. */
  whenGone: (() => void) | undefined
  readonly #client: ReturnType<typeof openClient>
  readonly #headers: HeaderList
  readonly #connecting = new AbortController()
  #socket: Socket | undefined
  /** How much had come when the last answer had ended. */
  #bytesRead = 0
  #reader: AnswerReader | undefined

  constructor({ url, lookup, ca, isKept, onConnect }: ConnectionOptions) {
    this.origin = url.origin
    this.#headers = { host: url.host, 'accept-encoding': 'identity' }
    const connect = createConnector({ lookup, ca }, this.#connecting.signal)
    this.#client = openClient(url, this.#connectOnce(connect), isKept)
    this.#client.once('connect', onConnect)
    this.#client.on('disconnect', () => this.whenGone?.())
  }

  /** That of the other side. */
  get address(): string {
    return this.#socket?.remoteAddress ?? ''
  }

  get isOpen(): boolean {
    return this.#socket?.destroyed === false && !this.#client.destroyed
  }

  /** Whether another request may follow: an answer may come before all that it is for was written. */
  get isFree(): boolean {
    return this.isOpen && this.#socket?.writableLength === 0
  }

  /** Whether anything has come since the last answer. */
  get hasHeard(): boolean {
    return this.#socket !== undefined && this.#socket.bytesRead !== this.#bytesRead
  }

  /** Whether its client has closed it, since more than an answer has come at once. */
  get isSpoiled(): boolean {
    return this.#socket?.errored?.message === unaskedAnswer
  }

  /** Whether the last request was never written, or nothing has come since. */
  get isUnheard(): boolean {
    return !this.#reader?.isAsked || !this.hasHeard
  }

  /** Rejects where no answer comes; what befalls its body is in it. */
  exchange({ method, path, headers, body, onInterim }: WrittenRequest): Promise<AttemptAnswer> {
    const reader = new AnswerReader(onInterim)
    this.#reader = reader
    const all = addHeaders(headers, this.#headers)
    dispatch(this.#client, { method, path, headers: all, body }, reader)
    return reader.answer
  }

  /** Once an answer has ended: what comes from now on is none of it. */
  endAnswer(): void {
    this.#bytesRead = this.#socket?.bytesRead ?? 0
    this.#reader = undefined
  }

  /** Whatever it waits for; resolves once the socket is gone. */
  async destroy(): Promise<void> {
    if (this.#socket === undefined) this.#connecting.abort()
    await this.#client.destroy(isOver)
  }

  #connectOnce(connect: Connect): Connect {
    let isFirst = true
    return (options, callback) => {
      if (!isFirst) return callback(new Error('The connection was closed.'), null)
      isFirst = false
      connect(options, (...[error, socket]) => {
        if (error) return callback(error, null)
        this.#socket = socket
        callback(null, socket)
      })
    }
  }
}
