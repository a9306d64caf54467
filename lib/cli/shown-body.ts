import { printable } from './terminal.ts'

/** As much of a body as a terminal is for. */
const maxLines = 40
const maxCharacters = 4000

/** A body as it is read best: JSON over several lines, bounded, each line indented. */
export function showBody(body: unknown): string {
  if (body === undefined) return '  (no body)'
  if (body instanceof Uint8Array) return `  (${body.length} bytes)`
  const text = typeof body === 'string' ? body : (JSON.stringify(body, undefined, 2) ?? '')
  return bound(printable(text))
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
}

function bound(text: string): string {
  const lines = text.slice(0, maxCharacters).split('\n')
  const shown = lines.slice(0, maxLines).join('\n')
  const left = text.length - shown.length
  return left > 0 ? `${shown}\n… and ${left} more characters` : shown
}

/** What a text says as JSON, or the text itself. */
export function readShown(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
