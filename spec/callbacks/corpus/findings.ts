import type { ErrorCode } from '../../../lib/errors.ts'
import { nameParent, nameRequest } from './client-requests.ts'
import { redeclare } from './declare.ts'
import type { Complaint } from './declare.ts'
import { prepare } from './comparison.ts'
import type { PublishedDocument } from './published-document.ts'

/** What ringback has against a published document, with the line that is at fault. */
export interface Finding {
  readonly file: string
  /** From 1. */
  readonly line: number
  /** The line itself, without the space around it. */
  readonly text: string
  /** Such as `POST /sessions > callbacks.notifications > POST {$request.body#/sink}`. */
  readonly operation: string
  readonly code: ErrorCode
  readonly message: string
}

/** Everything that ringback has against documents, but for notices. */
export function findAll(corpus: readonly PublishedDocument[]): Finding[] {
  return corpus.flatMap((published) => {
    const { complaints } = redeclare(prepare(published))
    return complaints.map((complaint) => toFinding(complaint, published))
  })
}

function toFinding(complaint: Complaint, { file, text }: PublishedDocument): Finding {
  const { code, message } = complaint
  const lines = text.split(/\r?\n/)
  const line = findLine(lines, keysOf(complaint))
  return {
    file,
    line: line + 1,
    text: lines[line]?.trim() ?? '',
    operation: nameOf(complaint),
    code,
    message,
  }
}

function nameOf({ parent, request }: Complaint): string {
  if (request) return nameRequest(request, parent)
  return parent ? nameParent(parent) : 'the document'
}

/** The keys that lead to what is at fault. */
function keysOf({ parent, request }: Complaint): readonly string[] {
  if (request) return request.keys
  return parent ? ['paths', parent.path, parent.method] : ['openapi']
}

/** Where the last of the keys stands, each looked for after the one that it is below. */
function findLine(lines: readonly string[], keys: readonly string[]): number {
  return keys.reduce((above, key) => {
    const line = lines.findIndex((text, index) => index > above && keyOf(text) === key)
    if (line === -1) throw new Error(`No line has the key "${key}" after line ${above + 1}.`)
    return line
  }, -1)
}

/** The key that a line of YAML or JSON begins with. */
function keyOf(line: string): string | undefined {
  const [, double, single, plain] =
    /^\s*(?:"([^"]*)"|'([^']*)'|([^\s"'#][^:]*))\s*:/.exec(line) ?? []
  return double ?? single ?? plain
}
