import type { CallbackExpression } from '../../callbacks/expression.ts'
import type { RuntimeExpression } from '../../callbacks/expression-grammar.ts'

export interface CurlRequest {
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

/** A command for a POSIX shell, whatever its values hold. */
export function writeCurlCommand({ method, url, headers, body }: CurlRequest): string {
  const options = [
    `curl -X ${quote(method)} ${quote(url)}`,
    // Without it, curl would take brackets in a URL for a range of URLs.
    ...(/[[\]{}]/.test(url) ? ['--globoff'] : []),
    ...headers.map((header) => `-H ${quote(writeHeader(header))}`),
    `--data-raw ${quote(body)}`,
  ]
  return options.join(' \\\n  ')
}

/** To curl, a name with a colon alone is a header to leave out. */
function writeHeader([name, value]: readonly [string, string]): string {
  const line = value.replaceAll(/[\r\n]+/g, ' ')
  return line.trim() === '' ? `${name};` : `${name}: ${line}`
}

function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** Where a callback may go to while its URL is not known: a server on this machine, with the key's path. */
export function writePlaceholderUrl({ parts }: Pick<CallbackExpression, 'parts'>): string {
  const texts = parts.map((part, index) => {
    if (typeof part === 'string') return part
    return index === 0 ? '' : encodeURIComponent(nameOf(part).replaceAll(/\p{Surrogate}/gu, ''))
  })
  const text = texts.join('')
  if (/^https?:\/\//i.test(text)) return text
  return `http://localhost:3000${text.startsWith('/') ? '' : '/'}${text}`
}

function nameOf(expression: RuntimeExpression): string {
  if (expression.kind === 'body') return expression.pointer.at(-1) ?? 'body'
  return 'name' in expression ? expression.name : expression.kind
}
