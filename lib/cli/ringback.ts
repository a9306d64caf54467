#!/usr/bin/env node
import { main } from './main.ts'
import { createTerminal } from './terminal.ts'

// An app that a command has loaded may take its place.
const { exit } = process
const { stdout } = process
const write = stdout.write.bind(stdout)
const interrupted = new AbortController()

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // At the second, whatever is still under way is left to itself.
  process.once(signal, () => {
    interrupted.abort()
    process.once(signal, () => exit(interruptedCode))
  })
}

/** What shells say of a command that Ctrl+C has ended. */
const interruptedCode = 130

// Who has read enough, such as `head`, closes the pipe.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  exit(error.code === 'EPIPE' ? 0 : 2)
})
// Nobody is left to be told.
process.stderr.on('error', () => {})

// What an app has begun, such as a pool of connections, would keep the process: it ends here.
void main(process.argv.slice(2), createTerminal(interrupted.signal)).then((code) =>
  write('', () => end(code)),
)

/** What the app does at the end may set another code. */
function end(code: number): void {
  process.once('exit', () => (process.exitCode = code))
  exit(code)
}
