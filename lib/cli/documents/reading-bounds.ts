import { setMaxListeners } from 'node:events'
import { RingbackError } from '../../errors.ts'

/** What the reading of one document, and of all that it refers to, may take. */
export interface ReadingBounds {
  /** Aborted when the time is over, or the command is ended. */
  readonly signal: AbortSignal
  /** Counts a file, before it is opened. */
  addFile(): void
  /** Counts bytes as they come. */
  addBytes(count: number): void
}

export interface BoundOptions {
  /**
   * The document and the files and URLs that it refers to.
   *
   * @default 200
   */
  readonly maxFiles?: number | undefined
  /**
   * In all of them.
   *
   * @default 20971520
   */
  readonly maxBytes?: number | undefined
  /**
   * For all of it.
   *
   * @default 30000
   */
  readonly timeoutMs?: number | undefined
  /** Ends the reading. */
  readonly signal?: AbortSignal | undefined
}

export interface OpenBounds extends ReadingBounds {
  /** Ends what is still being read, and forgets the timer and the signal that was given. */
  close(): void
}

export function openBounds(name: string, options: BoundOptions): OpenBounds {
  const { maxFiles = 200, maxBytes = 20 * 1024 * 1024, timeoutMs = 30_000, signal } = options
  const controller = new AbortController()
  // Each file that is read at the same time listens.
  setMaxListeners(0, controller.signal)
  const end = (): void => controller.abort(signal?.reason)
  const timer = setTimeout(() => controller.abort(refuseTime(name, timeoutMs)), timeoutMs)
  signal?.addEventListener('abort', end, { once: true })
  if (signal?.aborted) end()
  let [files, bytes] = [0, 0]

  return {
    signal: controller.signal,
    addFile() {
      files += 1
      if (files > maxFiles) throw refuseLimit(`${name} refers to more than ${maxFiles} files.`)
    },
    addBytes(count) {
      bytes += count
      if (bytes > maxBytes) throw refuseLimit(`${name} is larger than ${inWords(maxBytes)}.`)
    },
    close() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      controller.abort()
    },
  }
}

function inWords(bytes: number): string {
  const megabytes = bytes / 1024 / 1024
  return megabytes >= 1
    ? `${Math.round(megabytes)} MB, with all that it refers to`
    : `${bytes} bytes`
}

function refuseTime(name: string, timeoutMs: number): RingbackError {
  return new RingbackError({
    code: 'ERR_DOCUMENT_READ',
    message: `${name} could not be read within ${timeoutMs / 1000} s.`,
    remedy: 'Try again, or download it and give the file.',
  })
}

function refuseLimit(message: string): RingbackError {
  const remedy = 'Bundle it into one file with a tool of your trust, without what is not needed.'
  return new RingbackError({ code: 'ERR_DOCUMENT_LIMIT', message, remedy })
}
