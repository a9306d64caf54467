import { onAbort } from './abort-calls.ts'

/** What an attempt waits for. */
export type Stage = 'look-up' | 'connection' | 'answer'

/** Why an attempt was ended by this side. */
export interface EndReason {
  readonly code: 'ERR_DELIVERY_TIMEOUT' | 'ERR_DELIVERY_ABORTED' | 'ERR_DELIVERY_ANSWER'
  readonly message: string
}

/** The one end of an attempt, whatever it waits for by then. */
export interface Deadline {
  /** Aborts at the end. */
  readonly signal: AbortSignal
  /** What is called at the end, in place of what was given before. */
  atEnd(call: () => void): void
  /** What is waited for from now on. */
  enter(stage: Stage): void
  /** Ends the attempt before its time. */
  end(reason: EndReason): void
  /** Undefined where this side did not end it. */
  reason(): EndReason | undefined
  /** Forgets the timer and the signal that was given. */
  close(): void
}

/** @param given ends it too, as by its sender */
export function openDeadline(timeoutMs: number, given: AbortSignal | undefined): Deadline {
  return new TimedDeadline(timeoutMs, given)
}

/** A class, since one is made for each attempt. */
class TimedDeadline implements Deadline {
  readonly #timeoutMs: number
  readonly #timer: NodeJS.Timeout
  readonly #forget: (() => void) | undefined
  /** Most attempts need none. */
  #controller: AbortController | undefined
  #call: (() => void) | undefined
  #stage: Stage = 'look-up'
  #reason: EndReason | undefined

  constructor(timeoutMs: number, given: AbortSignal | undefined) {
    this.#timeoutMs = timeoutMs
    this.#timer = setTimeout(endLate, timeoutMs, this)
    this.#forget = given && onAbort(given, () => this.end(aborted))
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#reason) this.#controller.abort()
    return this.#controller.signal
  }

  atEnd(call: () => void): void {
    this.#call = call
  }

  enter(stage: Stage): void {
    this.#stage = stage
  }

  end(reason: EndReason): void {
    if (this.#reason) return
    this.#reason = reason
    this.#controller?.abort()
    this.#call?.()
  }

  endLate(): void {
    this.end(describeTimeout(this.#timeoutMs, this.#stage))
  }

  reason(): EndReason | undefined {
    return this.#reason
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#forget?.()
  }
}

function endLate(deadline: TimedDeadline): void {
  deadline.endLate()
}

const aborted: EndReason = {
  code: 'ERR_DELIVERY_ABORTED',
  message: 'The sender has ended the attempt.',
}

function describeTimeout(timeoutMs: number, stage: Stage): EndReason {
  return {
    code: 'ERR_DELIVERY_TIMEOUT',
    message: `No answer within ${timeoutMs} ms: still waiting for the ${stage}.`,
  }
}

/** As a promise settles, or the signal is first. */
export async function endedBy<Value>(signal: AbortSignal, promise: Promise<Value>): Promise<Value> {
  let end = (): void => {}
  const ended = new Promise<never>((_resolve, reject) => {
    end = () => reject(signal.reason as Error)
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })
  try {
    return await Promise.race([promise, ended])
  } finally {
    signal.removeEventListener('abort', end)
  }
}
