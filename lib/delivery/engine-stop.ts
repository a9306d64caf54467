import { setTimeout as sleep } from 'node:timers/promises'
import { RingbackError } from '../errors.ts'

/** How long a handler whose signal was aborted is waited for, in milliseconds. */
export const abortGrace = 1000

/** Of a timer, in milliseconds: some 24 days. */
export const longestSleep: number = 2 ** 31 - 1

/** Whether it has come to an end by then, whichever; it goes on where it has not. */
export async function isSettledWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = new AbortController()
  const settled = promise.then(
    () => true,
    () => true,
  )
  const late = sleep(Math.min(ms, longestSleep), false, { signal: timer.signal }).catch(() => false)
  const isSettled = await Promise.race([settled, late])
  timer.abort()
  return isSettled
}

/** What the signal of a handler aborts with. */
export function stoppedError(): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_STOPPED',
    message: 'The engine was stopped before the attempt had ended.',
    remedy: 'Give stop() a longer drainMs, or nothing: the delivery is kept.',
  })
}

/** What a second `run()` rejects with. */
export function runningError(): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_RUNNING',
    message: 'The engine runs already.',
    remedy: 'Call run() once, or stop() before.',
  })
}
