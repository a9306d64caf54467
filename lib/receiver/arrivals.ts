import type { IncomingHttpHeaders } from 'node:http'
import type { SignatureVerdict } from '../delivery/verify-signature.ts'
import { RingbackError, type RequestFault } from '../errors.ts'

/** A request that has arrived at a test receiver. */
export interface ReceivedDelivery<Payload = unknown> {
  /** Undefined where it is of no operation, or of none that has one. */
  readonly operationId: string | undefined
  /** In capitals, such as `POST`. */
  readonly method: string
  /** With its query, such as `/invoices/i-1?page=2`. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders
  /** Byte for byte. */
  readonly rawBody: Buffer
  /** What the body says, by its media type; the bytes where it cannot be read. */
  readonly payload: Payload
  /** All that is wrong with it, its signature too; empty where it is as declared. */
  readonly faults: readonly RequestFault[]
  /** Undefined where the test receiver has no secret. */
  readonly signature: SignatureVerdict | undefined
  /** When all of it had arrived. */
  readonly receivedAt: Date
}

/** For how long `next()` waits. */
export interface NextOptions {
  /** How many milliseconds it is waited for. @default 5_000 */
  readonly timeout?: number | undefined
}

interface Waiter {
  readonly isFor: (delivery: ReceivedDelivery) => boolean
  readonly resolve: (delivery: ReceivedDelivery) => void
  readonly reject: (error: RingbackError) => void
}

/** Everything that has arrived, and who waits for more of it. */
export class Arrivals {
  readonly all: ReceivedDelivery[] = []
  readonly #given = new Set<ReceivedDelivery>()
  readonly #waiters = new Set<Waiter>()

  add(delivery: ReceivedDelivery): void {
    this.all.push(delivery)
    const waiter = [...this.#waiters].find(({ isFor }) => isFor(delivery))
    if (waiter) this.#give(delivery, waiter)
  }

  #give(delivery: ReceivedDelivery, waiter: Waiter): void {
    this.#given.add(delivery)
    this.#waiters.delete(waiter)
    waiter.resolve(delivery)
  }

  /** Each is given once; one that has arrived already is given at once. */
  async next(operationId: string | undefined, timeout: number): Promise<ReceivedDelivery> {
    const isFor = (delivery: ReceivedDelivery): boolean =>
      operationId === undefined || delivery.operationId === operationId
    const here = this.all.find((delivery) => isFor(delivery) && !this.#given.has(delivery))
    if (here) {
      this.#given.add(here)
      return here
    }
    return this.#wait(isFor, operationId ?? 'anything', timeout)
  }

  #wait(isFor: Waiter['isFor'], what: string, timeout: number): Promise<ReceivedDelivery> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer)
        this.#waiters.delete(waiter)
      }
      const waiter: Waiter = {
        isFor,
        resolve: (delivery) => (leave(), resolve(delivery)),
        reject: (error) => (leave(), reject(error)),
      }
      const timer = setTimeout(() => {
        waiter.reject(this.#missing(`No request for ${what} has arrived within ${timeout} ms`))
      }, timeout)
      this.#waiters.add(waiter)
    })
  }

  /** Nothing will arrive any more. */
  end(): void {
    for (const waiter of this.#waiters) {
      waiter.reject(this.#missing('The test receiver was closed'))
    }
  }

  #missing(message: string): RingbackError {
    const arrived = this.all.map(({ operationId, method, url, faults }) => {
      const said = faults.map((fault) => `${fault.in}${fault.path} ${fault.message}`).join('; ')
      return `\n    ${operationId ?? '(no operation)'} ${method} ${url}${said ? `: ${said}` : ''}`
    })
    return new RingbackError({
      code: 'ERR_RECEIVER_TIMEOUT',
      message: `${message}.`,
      where: 'next()',
      remedy:
        arrived.length === 0
          ? 'Nothing has arrived at all: compare the URL that it is sent to, and `allow` of the sender.'
          : `Look at what has arrived:${arrived.join('')}`,
    })
  }
}
