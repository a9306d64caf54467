/** The description of a comment, in Markdown. */
export function writeSummary(comment, scope) {
  return writeParts(comment?.summary ?? [], scope).trim()
}

/** Whether a comment says anything: an example alone does not. */
export function isDescribed(comment, scope) {
  return (
    writeSummary(comment, scope)
      .replaceAll(/^```.*?^```$/gms, '')
      .trim() !== ''
  )
}

/** What a block tag says, such as `@throws`; empty where there is none. */
export function writeTag(comment, tag, scope) {
  const tags = (comment?.blockTags ?? []).filter((one) => one.tag === tag)
  return tags.map(({ content }) => writeParts(content, scope).trim()).join('\n\n')
}

function writeParts(parts, scope) {
  return parts.map((part) => writePart(part, scope)).join('')
}

function writePart({ kind, text, target }, scope) {
  if (kind === 'inline-tag') return link(`\`${text}\``, findTarget(target, scope))
  return kind === 'code' ? link(text, findNamed(text, scope)) : text
}

function findTarget(target, { hrefOf }) {
  return typeof target === 'string' ? target : hrefOf(target)
}

/** Code that is nothing but a name of the reference leads there, save within its own section. */
function findNamed(text, { name, hrefOf }) {
  const [, named] = /^`(\w+(?:\(\))?)`$/.exec(text) ?? []
  return named === undefined || named.replace('()', '') === name ? undefined : hrefOf(named)
}

function link(text, href) {
  return href ? `[${text}](${href})` : text
}

/** TypeDoc writes what is no Markdown as code; of that, only what begins with a value is. */
export function writeDefault(comment, scope) {
  const text = writeTag(comment, '@default', scope)
  const [, code] = /^```ts\n(.*)\n```$/s.exec(text) ?? []
  if (code === undefined) return text
  const [value = ''] = literal.exec(code) ?? []
  return value === '' ? code : `\`${value}\`${code.slice(value.length)}`
}

/** A number that is followed by its unit is none. */
const literal =
  /^(?:'[^']*'(?![^\s,;:])|(?:\[[^\]]*\]|\d[\d_]*(?:\.\d+)?|true|false|\w+(?:\.\w+)*\(\))(?=$|[,;:]))/

/** As one cell of a table: paragraphs and lists are lines of it. */
export function toCell(markdown) {
  return markdown
    .replaceAll(/(?:^|\s*\n)- /g, '<br>• ')
    .replaceAll(/\n\s*\n/g, '<br><br>')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll('|', String.raw`\|`)
    .replace(/^(?:<br>)+/, '')
}

/** With a capital and a full stop, as it stands for itself. */
export function toSentence(markdown) {
  const text = markdown.replace(/^[a-z]/, (letter) => letter.toUpperCase())
  return /[\w`)'"”]$/.test(text) ? `${text}.` : text
}

/** Its first sentence, for a list. */
export function writeFirstSentence(comment, scope) {
  const [paragraph = ''] = writeSummary(comment, scope).split(/\n\s*\n/)
  const [sentence] = /^.*?[.:;](?=\s|$)/s.exec(paragraph) ?? [paragraph]
  return sentence.replaceAll('\n', ' ').replace(/[:;]$/, '.')
}
