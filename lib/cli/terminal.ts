import { stripVTControlCharacters, styleText } from 'node:util'

/** Where a command writes: a stream of the process, or what a test collects. */
export interface Output {
  write(text: string): unknown
}

/** What a command has of the terminal that it was called from. */
export interface Terminal {
  /** What the command is for: the only thing that a pipe receives. */
  readonly stdout: Output
  /** Progress, and errors. */
  readonly stderr: Output
  /** Whether stdout takes colours; stderr may be somewhere else. */
  readonly isColour: boolean
  /** Whether somebody is watching stderr, who would like to see progress. */
  readonly isWatched: boolean
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal
}

/** What a command returns: fine; found something; mistaken call, or something that cannot be read. */
export type ExitCode = 0 | 1 | 2

type Format = Parameters<typeof styleText>[0]

/** Text in a colour, or as it is where colours are not taken. */
export function paint(io: Pick<Terminal, 'isColour'>, format: Format, text: string): string {
  // By our own decision: what styleText() makes of NO_COLOR and isTTY differs between versions of Node.
  return io.isColour ? styleText(format, text, { validateStream: false }) : text
}

// oxlint-disable-next-line no-control-regex -- these are what a terminal obeys
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/**
 * Text of others, such as a document's or a request's, made harmless for a terminal: without escape
 * sequences and control characters, save line breaks and tabs.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replaceAll(controls, '�')
}

/**
 * Whether a stream takes colours: NO_COLOR (no-color.org) and FORCE_COLOR say so for every stream, the
 * former before the latter; else a terminal does that is not a dumb one.
 */
export function takesColour(
  stream: { readonly isTTY?: boolean | undefined },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (env['NO_COLOR']) return false
  const forced = env['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return stream.isTTY === true && env['TERM'] !== 'dumb'
}

/** The terminal of this process. */
export function createTerminal(signal: AbortSignal): Terminal {
  const { stdout, stderr, env } = process
  // An app that is loaded may print too: its stdout becomes another, see `quietProcess()`.
  const write = stdout.write.bind(stdout)
  return {
    stdout: { write: (text) => write(text) },
    stderr,
    isColour: takesColour(stdout, env),
    isWatched: stderr.isTTY === true && !env['CI'],
    signal,
  }
}
