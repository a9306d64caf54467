import { unescapeToken } from '../json-schema.ts'

/** Which message of the operation that declares the callback an expression reads. */
export type ExpressionSide = 'request' | 'response'

/** `$url`, `$method` or `$statusCode`. */
export interface ConstantExpression {
  readonly kind: 'url' | 'method' | 'statusCode'
  readonly text: string
  readonly index: number
}

/** `$request.header.x`, `$request.query.x`, `$request.path.x` or `$response.header.x`. */
export interface NamedExpression {
  readonly kind: 'header' | 'query' | 'path'
  readonly side: ExpressionSide
  /** As written. Names of headers are case-insensitive, the others are not. */
  readonly name: string
  readonly text: string
  readonly index: number
}

/** `$request.body`, `$request.body#/pointer` and the same of `$response`. */
export interface BodyExpression {
  readonly kind: 'body'
  readonly side: ExpressionSide
  /** The decoded reference tokens of the JSON Pointer (RFC 6901); none is the whole body. */
  readonly pointer: readonly string[]
  readonly text: string
  readonly index: number
}

/**
 * One runtime expression, such as `$request.body#/id`. `text` is the expression without braces,
 * exactly as written; `index` is where its `$` stands in the source, counted from 0 in UTF-16 units.
 */
export type RuntimeExpression = ConstantExpression | NamedExpression | BodyExpression

const constants: ReadonlyMap<string, ConstantExpression['kind']> = new Map([
  ['$url', 'url'],
  ['$method', 'method'],
  ['$statusCode', 'statusCode'],
])
const sides = ['request', 'response'] as const
const namedSources = ['header', 'query', 'path'] as const

/**
 * The expression that `text` is by the grammar, or undefined if it is none.
 *
 * `expression = "$url" / "$method" / "$statusCode" / "$request." source / "$response." source`.
 * Only the canonical case matches: "All field names in the specification are case sensitive".
 */
export function matchExpression(text: string, index: number): RuntimeExpression | undefined {
  if (/[{}]/.test(text) || text !== text.trim()) return undefined
  const kind = constants.get(text)
  if (kind) return { kind, text, index }
  const side = sides.find((side) => text.startsWith(`$${side}.`))
  if (!side) return undefined
  const source = text.slice(`$${side}.`.length)
  return matchNamed(source, { side, text, index }) ?? matchBody(source, { side, text, index })
}

type Written = Pick<NamedExpression, 'side' | 'text' | 'index'>

function matchNamed(source: string, written: Written): NamedExpression | undefined {
  const kind = namedSources.find((kind) => source.startsWith(`${kind}.`))
  if (!kind || (kind !== 'header' && written.side === 'response')) return undefined
  const name = source.slice(`${kind}.`.length)
  if (name === '' || findForbidden(kind, name) !== -1) return undefined
  return { kind, name, ...written }
}

/** Where the first character stands that no name of this kind can hold, or -1. */
export function findForbidden(kind: NamedExpression['kind'], name: string): number {
  return name.search(kind === 'header' ? notTokenCharacter : notNameCharacter)
}

/** `token = 1*tchar` (RFC 9110). */
const notTokenCharacter = /[^!#$%&'*+\-.^_`|~\dA-Za-z]/

/** `name = *char`, the characters of a JSON string (RFC 8259), less its `\` escapes. */
// oxlint-disable-next-line no-control-regex -- the control characters are what RFC 8259 excludes
const notNameCharacter = /["\\\u0000-\u001f]/

function matchBody(source: string, written: Written): BodyExpression | undefined {
  if (source === 'body' || source === 'body#') return { kind: 'body', pointer: [], ...written }
  if (!source.startsWith('body#/') || findBadEscape(source) !== -1) return undefined
  const tokens = source.slice('body#/'.length).split('/')
  return { kind: 'body', pointer: tokens.map(unescapeToken), ...written }
}

/** Where the first `~` stands that is neither `~0` nor `~1`, or -1. */
export function findBadEscape(pointer: string): number {
  return pointer.search(/~(?![01])/)
}
