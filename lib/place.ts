import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where in the user's code something was declared; read only when a message needs it. */
export interface Place {
  /** Such as `routes/invoices.ts:12`; 'an unknown place' where the engine does not tell. */
  toString(): string
}

/**
 * Remember the caller of `callee`. Cheap: the engine formats a stack only when it is first read.
 *
 * @param callee The public function that the user called; its own frames are left out.
 */
export function markPlace(callee: (...input: never[]) => unknown): Place {
  const trace: { stack?: unknown } = {}
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 1
  Error.captureStackTrace(trace, callee)
  Error.stackTraceLimit = limit
  return { toString: () => readPlace(trace.stack) }
}

/** An app may replace `Error.prepareStackTrace`, and a stack then be anything. */
function readPlace(stack: unknown): string {
  const frame = typeof stack === 'string' ? stack.split('\n')[1]?.trim() : undefined
  const place =
    frame && /\(?((?:file:\/\/)?[^()\s][^()]*):(\d+):\d+\)?$/.exec(frame.replace(/^at /, ''))
  if (!place?.[1]) return 'an unknown place'
  const file = place[1].replace(/^.* \(/, '')
  const path = file.startsWith('file://') ? fileURLToPath(file) : file
  return `${relative(process.cwd(), path)}:${place[2]}`
}
