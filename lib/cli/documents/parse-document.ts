import { RingbackError } from '../../errors.ts'
import { parseYaml } from '../../yaml.ts'

export type DocumentFormat = 'json' | 'yaml'

export interface ParsedText {
  readonly value: unknown
  readonly format: DocumentFormat
}

/** Deeper than any document, and shallow enough for whatever walks it. */
const maxDepth = 400

/** The values that aliases of YAML may add to those that are written. */
const maxRepeated = 100_000

/**
 * A tree of JSON values, whatever it was written as: an alias is a copy of what it stands for.
 *
 * @param name of the text, for messages
 * @throws {RingbackError} `ERR_DOCUMENT_SYNTAX`, `ERR_DOCUMENT_LIMIT`
 */
export async function parseText(text: string, name: string): Promise<ParsedText> {
  if (text.trim() === '') throw refuseText(`${name} is empty.`, giveDocument)
  if (/^\s*<(?:!|html)/i.test(text)) {
    throw refuseText(`${name} is a page in HTML.`, 'Give the address of the document itself.')
  }
  const { value, format } = await parse(text, name)
  return { value: copyTree(value, name, text.length + maxRepeated), format }
}

const giveDocument = 'Give an OpenAPI document, in JSON or YAML.'

async function parse(text: string, name: string): Promise<ParsedText> {
  const isJson = /\.json$/i.test(name.replace(/[?#].*$/, ''))
  try {
    // A text in YAML may begin like one in JSON, and one in JSON never says anything else in YAML.
    if (isJson || /^\s*[{[]/.test(text)) return { value: JSON.parse(text), format: 'json' }
  } catch (error) {
    if (isJson) throw refuseJson(error as Error, text, name)
  }
  return { value: await parseYaml(text, name), format: 'yaml' }
}

function refuseJson({ message }: Error, text: string, name: string): RingbackError {
  const [, position] = /at position (\d+)/.exec(message) ?? []
  const lines = text.slice(0, Number(position ?? text.length)).split('\n')
  return new RingbackError({
    code: 'ERR_DOCUMENT_SYNTAX',
    message: `${name} cannot be read as JSON: ${describeJsonFault(message)}.`,
    where: `${name}:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`,
    remedy: 'Mend the file there.',
  })
}

/** Without what V8 quotes of the file, and without the place, which is told beside it. */
function describeJsonFault(message: string): string {
  return message
    .replace(/,? (?:\.\.\.)?".*"(?:\.\.\. )? ?is not valid JSON/s, '')
    .replace(/ in JSON at position \d+.*/s, '')
    .replace(/ at position \d+.*/s, '')
}

function copyTree(root: unknown, name: string, maxValues: number): unknown {
  let count = 0
  return copy(root, 0)

  function copy(value: unknown, depth: number): unknown {
    count += 1
    if (count > maxValues) throw refuseLimit(`${name} says too much by its aliases.`)
    if (depth > maxDepth) throw refuseLimit(`${name} is nested more than ${maxDepth} levels deep.`)
    if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1))
    if (typeof value !== 'object' || value === null) return checkScalar(value, name)
    const members = Object.entries(value).map(([key, member]) => [key, copy(member, depth + 1)])
    return Object.fromEntries(members)
  }
}

/** YAML has numbers that JSON has not. */
function checkScalar(value: unknown, name: string): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value
  throw refuseText(`${name} has the number ${value}, which no JSON can say.`, 'Mend the file.')
}

function refuseText(message: string, remedy: string): RingbackError {
  return new RingbackError({ code: 'ERR_DOCUMENT_SYNTAX', message, remedy })
}

function refuseLimit(message: string): RingbackError {
  const remedy = 'Write it out, in several files that refer to one another if it is long.'
  return new RingbackError({ code: 'ERR_DOCUMENT_LIMIT', message, remedy })
}
