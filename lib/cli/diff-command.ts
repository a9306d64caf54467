import { describeValue } from '../errors.ts'
import { refuseOption } from './command-options.ts'
import { compareDocuments } from './diff/compare-documents.ts'
import { countChanges, writeChanges, writeJson } from './diff/write-changes.ts'
import { loadDocument, type LoadedDocument } from './documents/load-document.ts'
import type { ExitCode, Terminal } from './terminal.ts'

export interface DiffOptions {
  /** A path, or an http(s) URL. */
  readonly old: string
  /** A path, or an http(s) URL. */
  readonly new: string
  /** Print JSON. */
  readonly json?: boolean | undefined
  /**
   * Which changes the exit code is 1 for; `warning` is for those that break, too.
   *
   * @default 'breaking'
   */
  readonly failOn?: 'breaking' | 'warning' | 'never' | undefined
}

/**
 * List what has changed between two documents, for those who call the API and for those who receive its
 * callbacks: 1 where that breaks them.
 *
 * @throws {RingbackError} where one of the two cannot be read; see `loadDocument()`
 */
export async function diffCommand(
  options: DiffOptions,
  io: Pick<Terminal, 'stdout' | 'isColour'> & { readonly signal?: AbortSignal },
): Promise<ExitCode> {
  const { failOn = 'breaking', json = false } = options
  requireSeverity(failOn)
  const [old, next] = await loadBoth(options, io.signal)
  const changes = compareDocuments(old.document, next.document)
  const sources = { old: options.old, new: options.new }
  io.stdout.write(json ? writeJson(changes, sources) : writeChanges(changes, sources, io))
  const { breaking, warning } = countChanges(changes)
  if (failOn === 'never') return 0
  return breaking > 0 || (failOn === 'warning' && warning > 0) ? 1 : 0
}

function requireSeverity(failOn: unknown): void {
  if (['breaking', 'warning', 'never'].includes(String(failOn))) return
  const message = `--fail-on is ${describeValue(failOn)}.`
  throw refuseOption(message, "Give 'breaking', 'warning' or 'never'.", 'diff')
}

/** At the same time; where neither can be read, the old one is told of. */
async function loadBoth(
  options: DiffOptions,
  signal: AbortSignal | undefined,
): Promise<readonly [LoadedDocument, LoadedDocument]> {
  const [old, next] = await Promise.allSettled([
    loadDocument(options.old, { signal }),
    loadDocument(options.new, { signal }),
  ])
  if (old.status === 'rejected') throw old.reason
  if (next.status === 'rejected') throw next.reason
  return [old.value, next.value]
}
