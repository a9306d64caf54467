import { escapeHtml } from '../page/html.ts'

/** HTML in which every text that was put in is escaped. */
export class EscapedHtml {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Part = EscapedHtml | string | number | undefined | readonly EscapedHtml[]

/** Text is escaped, whoever wrote it, and what this has made itself is put in as it is. */
export function html(fixed: TemplateStringsArray, ...parts: readonly Part[]): EscapedHtml {
  const [first = '', ...others] = fixed
  return new EscapedHtml(first + others.map((after, at) => write(parts[at]) + after).join(''))
}

function write(part: Part): string {
  if (part === undefined) return ''
  if (part instanceof EscapedHtml) return part.text
  return typeof part === 'object'
    ? part.map(({ text }) => text).join('\n')
    : escapeHtml(String(part))
}
