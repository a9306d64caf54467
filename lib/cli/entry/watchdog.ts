import { Worker } from 'node:worker_threads'

/** What the timers of this thread are given to be late, before it is taken for one that runs none. */
const graceMs = 2000

/** In a thread of its own: a loop that never ends leaves this one nothing to end it by. */
const watch = `
const { workerData } = require('node:worker_threads')
const { writeSync } = require('node:fs')
const { over, ms, message } = workerData
if (Atomics.wait(new Int32Array(over), 0, 0, ms) === 'timed-out') {
  writeSync(2, message)
  process.kill(process.pid, 'SIGKILL')
}
`

/**
 * Kill this process where it is busy without end, which no timer of its own can notice.
 *
 * @param message What is written to stderr then.
 * @returns Calls it off.
 */
export function watchBusyLoop(timeoutMs: number, message: string): () => void {
  const over = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
  const workerData = { over, ms: timeoutMs + graceMs, message }
  new Worker(watch, { eval: true, workerData }).unref()
  return () => {
    const flag = new Int32Array(over)
    Atomics.store(flag, 0, 1)
    Atomics.notify(flag, 0)
  }
}
