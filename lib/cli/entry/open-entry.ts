import type { Application } from '../../express.ts'
import { printable, type Terminal } from '../terminal.ts'
import { describeThrown } from './entry-errors.ts'
import { loadEntry } from './load-entry.ts'

/** The options of each command that loads an app. */
export interface CommonEntryOptions {
  /** The path of the module. */
  readonly entry: string
  /** Which export is the app, or makes it. */
  readonly export?: string | undefined
  /** How long the entry may take, in seconds. */
  readonly timeout?: number | undefined
}

/** Load the app of an entry; what it does beside it, and goes wrong, is told on stderr. */
export async function openEntry(
  { entry, export: name, timeout = 30 }: CommonEntryOptions,
  io: Terminal,
): Promise<Application> {
  if (io.isWatched) io.stderr.write(`Loading ${entry} …\r`)
  try {
    return await loadEntry(entry, {
      export: name,
      timeoutMs: timeout * 1000,
      signal: io.signal,
      onError: (error) => {
        const { message } = describeThrown(error, entry)
        io.stderr.write(
          `${printable(message)}\n  The app is there, and is looked at all the same.\n`,
        )
      },
    })
  } finally {
    if (io.isWatched) io.stderr.write('\u001b[2K\r')
  }
}
