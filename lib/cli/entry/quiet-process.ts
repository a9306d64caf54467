import { Server } from 'node:net'
import { markInspected } from '../../inspected.ts'

/** What an entry does while it is loaded, as far as it decides which app is meant, or that there is none. */
export interface EntryEvents {
  /** A server was told to listen. */
  listened(server: Server, port: unknown): void
  /** `process.exit()` was called. */
  exited(code: unknown): void
  /** An error that nobody caught. */
  failed(error: unknown): void
  /** Nothing is left that could happen. */
  ended(): void
}

/** Thrown at whoever calls `process.exit()`, which is not expected to return. */
export class EntryExit extends Error {
  override readonly name = 'EntryExit'
}

/**
 * Let a module that starts an app run without its consequences, for the rest of this process: no server opens
 * a port, `process.exit()` does not end it, and what is printed to stdout goes to stderr, so that stdout
 * is the command's own.
 */
export function quietProcess(file: string, events: EntryEvents): void {
  markInspected()
  // A module may ask whether it is the one that was started, or what it was started with.
  process.argv.splice(1, process.argv.length, file)
  pretendToListen(events)
  redirectStdout()
  process.exit = (code) => {
    events.exited(code ?? process.exitCode ?? 0)
    throw new EntryExit(`process.exit(${String(code ?? '')}) was called.`)
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      if (!(error instanceof EntryExit)) events.failed(error)
    })
  }
  process.on('beforeExit', events.ended)
}

/** For what has the stream already, and for what asks for it, such as a logger that writes to its `fd`. */
function redirectStdout(): void {
  const { stderr } = process
  process.stdout.write = stderr.write.bind(stderr)
  Object.defineProperty(process, 'stdout', { value: stderr, configurable: true, enumerable: true })
}

/** The app sees a server that listens, since routes may be added once it does. */
function pretendToListen(events: EntryEvents): void {
  Server.prototype.listen = function listen(this: Server, ...input: unknown[]) {
    const port = readPort(input[0])
    const done = input.findLast((one) => typeof one === 'function')
    if (done) this.once('listening', done as () => void)
    this.address = () => ({ address: '127.0.0.1', family: 'IPv4', port: Number(port) || 0 })
    Object.defineProperty(this, 'listening', { value: true, configurable: true })
    events.listened(this, port)
    setImmediate(() => this.emit('listening'))
    return this
  } as Server['listen']
}

function readPort(first: unknown): unknown {
  const isOptions = typeof first === 'object' && first !== null
  return isOptions ? ((first as { port?: unknown; path?: unknown }).port ?? undefined) : first
}
