/** What an attempt waits for. */
export type Stage = 'look-up' | 'connection' | 'answer'

/** Why an attempt was ended by this side. */
export interface EndReason {
  readonly code: 'ERR_DELIVERY_TIMEOUT' | 'ERR_DELIVERY_ABORTED' | 'ERR_DELIVERY_ANSWER'
  readonly message: string
}

/** The one end of an attempt, whatever it waits for by then. */
export interface Deadline {
  readonly signal: AbortSignal
  /** What is waited for from now on. */
  enter(stage: Stage): void
  /** Ends the attempt before its time. */
  end(reason: EndReason): void
  /** Undefined where this side did not end it. */
  reason(): EndReason | undefined
  /** Forgets the timer and the signal that was given. */
  close(): void
}

export function openDeadline(timeoutMs: number, given: AbortSignal | undefined): Deadline {
  const controller = new AbortController()
  let stage: Stage = 'look-up'
  let reason: EndReason | undefined
  const timer = setTimeout(() => end(describeTimeout(timeoutMs, stage)), timeoutMs)
  given?.addEventListener('abort', abort, { once: true })
  if (given?.aborted) abort()

  function end(why: EndReason): void {
    reason ??= why
    controller.abort()
  }

  function abort(): void {
    end({ code: 'ERR_DELIVERY_ABORTED', message: 'The sender has ended the attempt.' })
  }

  return {
    signal: controller.signal,
    enter: (next) => void (stage = next),
    end,
    reason: () => reason,
    close: () => {
      clearTimeout(timer)
      given?.removeEventListener('abort', abort)
    },
  }
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
