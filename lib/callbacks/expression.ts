import type { Where } from '../errors.ts'
import {
  createKeyError,
  createTypeError,
  explainExpression,
  explainKey,
  explainLiteral,
  explainMissingBraces,
  explainStrayBrace,
  findExpressionEnd,
  type Mistake,
} from './expression-errors.ts'
import { matchExpression } from './expression-grammar.ts'
import type { RuntimeExpression } from './expression-grammar.ts'

export type {
  BodyExpression,
  ConstantExpression,
  ExpressionSide,
  NamedExpression,
  RuntimeExpression,
} from './expression-grammar.ts'

/** The key of a Callback Object, taken apart. */
export interface CallbackExpression {
  /** As the author wrote it. */
  readonly source: string
  /** As the document writes it: an expression alone gets its braces, all else is verbatim. */
  readonly key: string
  /** Literals and expressions in order. No literal is empty, and no two are neighbours. */
  readonly parts: readonly (string | RuntimeExpression)[]
}

/**
 * Parses one runtime expression without braces, such as `$request.body#/id`.
 *
 * Follows the ABNF under "Runtime Expressions" of the OpenAPI Specification, and refuses what the
 * grammar allows but no author means: `$response.query.x` and `$response.path.x`, an empty name, a
 * `\` escape or a brace in a name, space at either end.
 *
 * @param where The place that an error names, such as `POST /invoices > callbacks.invoiceEvents`.
 * @throws {RingbackError} `ERR_CALLBACK_EXPRESSION`, with a caret under the mistake.
 */
export function parseRuntimeExpression(text: string, where?: Where): RuntimeExpression {
  requireString(text, where)
  return parseExpressionAt({ source: text, where }, text, 0)
}

/**
 * Parses the key of a Callback Object: one runtime expression alone, or a URL with any number of
 * runtime expressions in braces.
 *
 * A relative URL is parsed, see `isRelative()`. A key that begins with `x-` is refused, since it
 * would be an extension of the Callback Object. Takes time linear in the length of `source`.
 *
 * @param where The place that an error names, such as `POST /invoices > callbacks.invoiceEvents`.
 * @throws {RingbackError} `ERR_CALLBACK_EXPRESSION`, with a caret under the mistake.
 */
export function parseCallbackExpression(source: string, where?: Where): CallbackExpression {
  requireString(source, where)
  const origin = { source, where }
  refuse(origin, 0, explainKey(source))
  const parts = isBare(source) ? [parseBareExpression(origin)] : parseParts(origin)
  return { source, key: printCallbackExpression({ parts }), parts }
}

/** Writes the parts as a key of a Callback Object, each expression in braces. */
export function printCallbackExpression(expression: Pick<CallbackExpression, 'parts'>): string {
  return expression.parts
    .map((part) => (typeof part === 'string' ? part : `{${part.text}}`))
    .join('')
}

/**
 * Whether the key begins with text that is not an absolute http(s) URL, such as
 * `/events/{$request.body#/id}`. By "Relative References in API URLs" it would resolve against the
 * servers of the documented API itself. A key that begins with an expression is not relative.
 */
export function isRelative(expression: Pick<CallbackExpression, 'parts'>): boolean {
  const [first] = expression.parts
  return typeof first === 'string' && !/^https?:\/\//i.test(first)
}

interface Origin {
  readonly source: string
  readonly where: Where | undefined
}

function requireString(value: unknown, where: Where | undefined): void {
  if (typeof value !== 'string') throw createTypeError(value, where)
}

function refuse(origin: Origin, index: number, mistake: Mistake | undefined): void {
  if (mistake) throw createKeyError(origin, index, mistake)
}

/** `${` is the habit of JavaScript's template literals, and has a message of its own. */
function isBare(source: string): boolean {
  return source.startsWith('$') && !source.startsWith('${')
}

/**
 * `$request.query.url/events` is grammatical: a query parameter called `url/events`. What is meant is
 * `{$request.query.url}/events`, so an expression alone ends where the rest of a URL would begin.
 */
function parseBareExpression(origin: Origin): RuntimeExpression {
  const { source } = origin
  const end = findExpressionEnd(source)
  const expression = parseExpressionAt(origin, source.slice(0, end), 0)
  if (end < source.length) throw createKeyError(origin, 0, explainMissingBraces(source, end))
  return expression
}

/** `{…}`, a literal, or a brace without its other half. */
const part = /\{([^{}]*)\}|[^{}]+|[{}]/g

function parseParts(origin: Origin): (string | RuntimeExpression)[] {
  return Array.from(origin.source.matchAll(part), ({ 0: text, 1: expression, index }) =>
    expression === undefined
      ? parseLiteralAt(origin, text, index)
      : parseExpressionAt(origin, expression, index + 1),
  )
}

function parseLiteralAt(origin: Origin, text: string, index: number): string {
  if (text === '{' || text === '}') refuse(origin, index, explainStrayBrace(origin.source, index))
  refuse(origin, index, explainLiteral(text, origin.source, index))
  return text
}

function parseExpressionAt(origin: Origin, text: string, index: number): RuntimeExpression {
  const expression = matchExpression(text, index)
  if (!expression) throw createKeyError(origin, index, explainExpression(text))
  return expression
}
