import { evaluateExpression, type Exchange } from '../../callbacks/evaluate.ts'
import { describeValue } from '../../errors.ts'
import { refuseOption } from '../command-options.ts'
import type { NamedOperation } from '../../receiver/operations/find-operation.ts'
import {
  createPathPattern,
  readKeyPath,
  type KeyPart,
} from '../../receiver/operations/operation-key.ts'

/** Where a sample is sent, and what of it was made up. */
export interface SentUrl {
  readonly url: URL
  readonly notices: readonly string[]
}

/**
 * The URL of a request: `--to`, which stands for the expression that a key begins with, and what the key
 * has behind it. A `--to` that has that already is the URL itself.
 *
 * @param sample what the expressions of the key read
 * @throws {RingbackError} `ERR_COMMAND_OPTION`
 */
export function readSentUrl(
  to: string,
  operation: NamedOperation,
  sample: () => Exchange,
): SentUrl {
  const url = readTo(to)
  const keyPath = readKeyPath(operation)
  const { path, query } = keyPath
  const isWhole = path.length + query.length === 0
  const pattern = createPathPattern(keyPath)
  const isGiven = pattern.weight > 0 && pattern.matches(url.pathname, url.searchParams)
  if (isWhole || isGiven) return { url, notices: [] }
  const notices: string[] = []
  const write = (parts: readonly KeyPart[]): string =>
    parts.map((part) => writePart(part, sample, notices)).join('')
  url.pathname = joinPaths(url.pathname, write(path))
  url.search = [url.search.slice(1), write(query)].filter(Boolean).join('&')
  return { url, notices }
}

/** @throws {RingbackError} `ERR_COMMAND_OPTION` */
function readTo(to: string): URL {
  const isUrl = typeof to === 'string' && /^https?:\/\/[^/?#]/i.test(to) && URL.canParse(to)
  if (!isUrl) {
    throw refuseOption(
      `--to is ${describeValue(to)}.`,
      'Give an absolute URL, such as http://localhost:4000.',
      'trigger',
    )
  }
  const url = new URL(to)
  if (url.username === '' && url.password === '') return withoutFragment(url)
  throw refuseOption(
    '--to has a user name or password.',
    "Send credentials in a header: --header 'Authorization: …'.",
    'trigger',
  )
}

function withoutFragment(url: URL): URL {
  url.hash = ''
  return url
}

function joinPaths(base: string, path: string): string {
  return path.startsWith('/') ? base.replace(/\/+$/, '') + path : base + path
}

function writePart(part: KeyPart, sample: () => Exchange, notices: string[]): string {
  if (part.kind === 'literal') return part.text
  const value = part.expression && evaluateExpression(part.expression, sample())
  if (isSegment(value)) return encodeURIComponent(String(value))
  const name = nameOf(part.text)
  notices.push(`Nothing is known of ${part.text}: "${name}" stands for it in the URL.`)
  return encodeURIComponent(name)
}

/** `.` and `..` would lead out of their segment, and no URL can hold an object. */
function isSegment(value: unknown): value is string | number | boolean {
  const isScalar = ['string', 'number', 'boolean'].includes(typeof value)
  return isScalar && !['', '.', '..'].includes(String(value))
}

/** The last name in an expression: `id` of `$request.body#/invoice/id`. */
function nameOf(text: string): string {
  return text.split(/[^\w-]+/).findLast((name) => name !== '') ?? 'value'
}
