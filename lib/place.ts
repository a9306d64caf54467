import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where in the user's code something was declared; read only when a message needs it. */
export interface Place {
  /** Such as `routes/invoices.ts:12`; 'an unknown place' where the engine does not tell. */
  toString(): string
}

/** A place that was marked while it ran. */
export interface MarkedPlace extends Place {
  /** The absolute path of the file; undefined where the engine does not tell. */
  file(): string | undefined
}

/**
 * Remember the caller of `callee`. Cheap: the engine formats a stack only when it is first read.
 *
 * @param callee The public function that the user called; its own frames are left out.
 */
export function markPlace(callee: (...input: never[]) => unknown): MarkedPlace {
  return new CallPlace(callee)
}

/** A class, since there is one for each operation. */
class CallPlace implements MarkedPlace {
  // Not the place itself: whatever formats stacks may put it into words, and so read its stack.
  private readonly trace: { readonly stack?: unknown } = {}

  constructor(callee: (...input: never[]) => unknown) {
    const limit = Error.stackTraceLimit
    Error.stackTraceLimit = 1
    Error.captureStackTrace(this.trace, callee)
    Error.stackTraceLimit = limit
  }

  toString(): string {
    return describePlace(readPlace(this.trace.stack))
  }

  file(): string | undefined {
    return readPlace(this.trace.stack)?.file
  }
}

function describePlace(place: { file: string; line: string } | undefined): string {
  if (place === undefined) return 'an unknown place'
  return `${relative(process.cwd(), place.file)}:${place.line}`
}

/** An app may replace `Error.prepareStackTrace`, and a stack then be anything. */
function readPlace(stack: unknown): { file: string; line: string } | undefined {
  const frame = typeof stack === 'string' ? stack.split('\n')[1]?.trim() : undefined
  const place =
    frame && /\(?((?:file:\/\/)?[^()\s][^()]*):(\d+):\d+\)?$/.exec(frame.replace(/^at /, ''))
  if (!place?.[1]) return undefined
  const file = place[1].replace(/^.* \(/, '')
  return { file: file.startsWith('file://') ? fileURLToPath(file) : file, line: place[2] ?? '' }
}
