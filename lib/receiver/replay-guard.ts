import type { ServerResponse } from 'node:http'
import { describeValue, type RingbackError } from '../errors.ts'
import { repeatAnswer, watchAnswer } from './answer-watch.ts'
import { refuse } from './refusal.ts'
import type { HandledAnswer, ReplayClaim, ReplayStore } from './replays.ts'

/** For how long a process that has ended in the middle keeps the others from a delivery. */
const leaseMs = 5 * 60_000
/** For how long the second of two that come at once waits for the first. */
const maxWaitMs = 10_000

/** What is to be done with a delivery. */
export type Begun = { readonly kind: 'repeated' } | { readonly kind: 'new'; fail(): void }

/** Lets each delivery be handled once: one at a time, and not again once that has succeeded. */
export class ReplayGuard {
  readonly #store: ReplayStore
  readonly #windowMs: number
  /** Those that this process handles now. */
  readonly #underWay = new Map<string, Promise<void>>()
  /** The answers of deliveries that were taken up: a handler may leave one to another route. */
  readonly #takenUp = new WeakSet<ServerResponse>()

  constructor(store: ReplayStore, windowMs: number) {
    this.#store = store
    this.#windowMs = windowMs
  }

  /**
   * Answers a delivery that was handled before as it was answered then.
   *
   * @throws {RingbackError} `ERR_RECEIVER_BUSY` while another is at it, `ERR_RECEIVER_REPLAYS` where the
   *   store fails: what nobody can tell is not handled
   */
  async begin(id: string, res: ServerResponse): Promise<Begun> {
    if (this.#takenUp.has(res)) return { kind: 'new', fail: () => {} }
    const until = performance.now() + maxWaitMs
    // Asked anew after each wait, since others have waited too.
    while (this.#underWay.has(id)) await this.#waitForOther(id, until)
    let finish = (): void => undefined
    const finished = new Promise<void>((resolve) => (finish = resolve))
    this.#underWay.set(id, finished)
    const end = (): void => {
      if (this.#underWay.get(id) === finished) this.#underWay.delete(id)
      finish()
    }
    try {
      const claim = await this.#claim(id)
      if (claim === 'claimed') return this.#follow(id, res, end)
      if (claim === 'busy') throw busy(id)
      repeatAnswer(res, claim)
    } catch (error) {
      end()
      throw error
    }
    end()
    return { kind: 'repeated' }
  }

  async #waitForOther(id: string, until: number): Promise<void> {
    const other = this.#underWay.get(id)
    const isDone = !other || (await endsWithin(other, until - performance.now()))
    if (!isDone) throw busy(id)
  }

  async #claim(id: string): Promise<ReplayClaim> {
    try {
      return requireClaim(await this.#store.claim(id, leaseMs))
    } catch (cause) {
      throw storeFailed(cause)
    }
  }

  /** Handled is what was answered with 2xx; where the answer never comes, the lease ends. */
  #follow(id: string, res: ServerResponse, end: () => void): Begun {
    this.#takenUp.add(res)
    let isSettled = false
    let hasFailed = false
    let isClosed = false
    const timer = setTimeout(end, leaseMs)
    timer.unref()
    const settle = (answer: HandledAnswer | undefined): void => {
      if (isSettled) return
      isSettled = true
      clearTimeout(timer)
      void this.#settle(id, answer).finally(end)
    }
    watchAnswer(res, (answer) =>
      settle(answer.status >= 200 && answer.status < 300 ? answer : undefined),
    )
    const settleIfOver = (): void => {
      if (hasFailed && isClosed) settle(undefined)
    }
    res.once('close', () => {
      isClosed = true
      settleIfOver()
    })
    return {
      kind: 'new',
      fail() {
        hasFailed = true
        settleIfOver()
      },
    }
  }

  /** The delivery is answered by then: that the store has failed is for who looks after the app. */
  async #settle(id: string, answer: HandledAnswer | undefined): Promise<void> {
    try {
      if (answer) await this.#store.keep(id, answer, this.#windowMs)
      else await this.#store.release(id)
    } catch (error) {
      const what = answer ? 'was handled, and may be again' : 'has failed, and waits for its lease'
      console.error(`ringback: the store of replays has failed: the delivery ${id} ${what}.`, error)
    }
  }
}

function requireClaim(claim: ReplayClaim): ReplayClaim {
  const isAnswer = typeof (claim as Partial<HandledAnswer> | null)?.status === 'number'
  if (claim === 'claimed' || claim === 'busy' || isAnswer) return claim
  throw new Error(
    `claim() has come to ${describeValue(claim)}, and not to 'claimed', 'busy' or an answer`,
  )
}

async function endsWithin(promise: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, Math.max(ms, 0), false)
  })
  try {
    return await Promise.race([promise.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}

function busy(id: string): RingbackError {
  const message = `The delivery ${id} is being handled.`
  return refuse({
    code: 'ERR_RECEIVER_BUSY',
    status: 429,
    message,
    remedy: 'Try again later: it is answered as the first of them is.',
    errors: [{ in: 'header', path: '/webhook-id', message, code: 'busy' }],
  })
}

function storeFailed(cause: unknown): RingbackError {
  return refuse({
    code: 'ERR_RECEIVER_REPLAYS',
    status: 503,
    message: `The store of replays has failed: ${String((cause as Error | undefined)?.message)}.`,
    remedy: 'See to the store; the other side tries again.',
    cause,
  })
}
