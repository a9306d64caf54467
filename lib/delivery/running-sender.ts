import { RingbackError } from '../errors.ts'
import { reportProblems } from '../report.ts'
import { abortGrace, isSettledWithin } from './engine-stop.ts'
import type { DeliveryHandler } from './engine.ts'
import { notify } from './notify.ts'
import type { ResolvedSender } from './sender-options.ts'

const hour = 60 * 60 * 1000

/** How long what was sent may wait for `run()` before that is told. */
const idleAfter = 10_000

export interface Running {
  readonly isReady: boolean
  readonly isRunning: boolean
  readonly fault: string | undefined
}

/** From `run()` to `close()`: what goes on meanwhile, and what may be asked for. */
export class RunningSender {
  readonly #settings: ResolvedSender
  /** What `close()` waits for, and how it is cut off. */
  readonly #delivering = new Map<Promise<unknown>, AbortController>()
  readonly #taking = new Set<Promise<unknown>>()
  #state: 'new' | 'running' | 'closed' = 'new'
  #current: Promise<void> | undefined
  #closing: Promise<void> | undefined
  #fault: unknown
  #idle: NodeJS.Timeout | undefined

  constructor(settings: ResolvedSender) {
    this.#settings = settings
  }

  async run(handler: DeliveryHandler): Promise<void> {
    const { engine, run } = this.#settings
    // What it stops would be this run otherwise.
    if (this.#closing) await this.#closing
    const running = engine.run(handler, run)
    // Where it runs already, it rejects, and changes nothing of what runs.
    if (this.#state === 'running') return running
    const before = this.#state
    this.#begin(running)
    const purging = setInterval(() => void this.#purge(), hour).unref()
    void this.#purge()
    try {
      await running
      if (this.#current === running) this.#state = 'closed'
    } catch (error) {
      if (this.#current === running) this.#fail(before, error)
      throw error
    } finally {
      clearInterval(purging)
    }
  }

  /**
   * Takes a delivery up, for which `close()` waits.
   *
   * @throws {RingbackError} `ERR_DELIVERY_STOPPED`
   */
  async takeUp<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#requireSending()
    const result = work()
    this.#taking.add(result)
    try {
      return await result
    } finally {
      this.#taking.delete(result)
    }
  }

  /**
   * Does what `close()` waits for, and aborts where it waits no longer.
   *
   * @throws {RingbackError} `ERR_DELIVERY_STOPPED`
   */
  async finish<Result>(
    given: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    if (this.#state === 'closed') throw closedError('deliver()')
    const controller = new AbortController()
    const abort = (): void => controller.abort(given?.reason)
    if (given?.aborted) abort()
    given?.addEventListener('abort', abort, { once: true })
    const result = work(controller.signal)
    this.#delivering.set(result, controller)
    try {
      return await result
    } finally {
      this.#delivering.delete(result)
      given?.removeEventListener('abort', abort)
    }
  }

  async close(drainMs: number): Promise<void> {
    this.#forgetIdle()
    this.#current = undefined
    this.#state = 'closed'
    const closing = this.#end(drainMs)
    const ended = closing.then(ignore, ignore)
    this.#closing = ended
    try {
      await closing
    } finally {
      if (this.#closing === ended) this.#closing = undefined
    }
  }

  async #end(drainMs: number): Promise<void> {
    const end = Date.now() + drainMs
    await isSettledWithin(Promise.allSettled(this.#taking), drainMs)
    const left = Math.max(0, end - Date.now())
    await Promise.all([this.#settings.engine.stop({ drainMs: left }), this.#endDelivering(left)])
  }

  async check(): Promise<Running> {
    const isRunning = this.#state === 'running' && this.#fault === undefined
    const fault = (await this.#findFault()) as Error | undefined
    const isReady = fault === undefined && this.#state !== 'closed'
    const message = fault === undefined ? undefined : String(fault.message ?? fault)
    return { isReady, isRunning, fault: message ?? (isReady ? undefined : 'It is closed.') }
  }

  #begin(running: Promise<void>): void {
    this.#forgetIdle()
    this.#current = running
    this.#state = 'running'
    this.#fault = undefined
  }

  #fail(before: 'new' | 'closed', error: unknown): void {
    this.#current = undefined
    this.#state = before
    this.#fault = error ?? new Error('The engine has failed.')
  }

  #requireSending(): void {
    if (this.#settings.engine.can?.manyProcesses) return
    if (this.#state === 'closed') throw closedError('send()')
    if (this.#state === 'new') this.#warnWhereIdle()
  }

  async #findFault(): Promise<unknown> {
    try {
      await this.#settings.engine.ping?.()
      return this.#fault
    } catch (error) {
      return error ?? new Error('The store cannot be reached.')
    }
  }

  async #endDelivering(drainMs: number): Promise<void> {
    const mine = new Map(this.#delivering)
    const all = Promise.allSettled(mine.keys())
    if (await isSettledWithin(all, drainMs)) return
    for (const controller of mine.values()) controller.abort(closedError('deliver()'))
    await isSettledWithin(all, abortGrace)
  }

  async #purge(): Promise<void> {
    const { log, keepForMs } = this.#settings
    if (keepForMs === Infinity) return
    try {
      await log.purge(Date.now() - keepForMs)
    } catch (error) {
      console.error('ringback: the log could not be purged.', error)
    }
  }

  #warnWhereIdle(): void {
    if (this.#idle) return
    this.#idle = setTimeout(this.#tellOfIdle, idleAfter).unref()
    // A script that ends before that.
    process.once('beforeExit', this.#tellOfIdle)
  }

  #forgetIdle(): void {
    clearTimeout(this.#idle)
    process.off('beforeExit', this.#tellOfIdle)
  }

  readonly #tellOfIdle = (): void => {
    this.#forgetIdle()
    const { onProblem } = this.#settings
    if (onProblem) notify('onProblem', onProblem, idleProblem)
    else reportProblems([idleProblem])
  }
}

const idleProblem = {
  code: 'WARN_SENDER_IDLE',
  severity: 'warning',
  where: 'createSender()',
  message: 'Deliveries wait, and nothing sends them: run() was not called.',
  remedy: 'Call sender.run() once, where the app starts.',
} as const

function ignore(): void {
  // Whoever closes is told.
}

function closedError(where: string): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_STOPPED',
    message: 'The sender is closed: nothing would be sent.',
    where,
    remedy:
      'Send before close(), or call run() again; an engine that stores deliveries takes them all the same.',
  })
}
