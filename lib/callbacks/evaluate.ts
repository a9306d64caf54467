import type { BodyExpression, NamedExpression, RuntimeExpression } from './expression-grammar.ts'
import type { CallbackExpression } from './expression.ts'

/** The request of one operation and, once there is one, its response: what expressions read. */
export interface Exchange {
  readonly request: ExchangeRequest
  readonly response?: ExchangeResponse | undefined
}

export interface ExchangeRequest {
  readonly method: string
  /** As `$url` gives it: absolute, with the query. */
  readonly url: string
  /** Names in any case. */
  readonly headers: Readonly<Record<string, unknown>>
  /** The path parameters. */
  readonly params: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
  /** As parsed; undefined where there is none. */
  readonly body?: unknown
}

export interface ExchangeResponse {
  readonly status: number
  /** Names in any case. */
  readonly headers: Readonly<Record<string, unknown>>
  /** Before it is written as JSON; undefined where there is none. */
  readonly body?: unknown
}

/**
 * What a runtime expression stands for in an exchange, undefined where it does not resolve. "Runtime
 * expressions preserve the type of the referenced value."
 */
export function evaluateExpression(expression: RuntimeExpression, exchange: Exchange): unknown {
  switch (expression.kind) {
    case 'url':
      return exchange.request.url
    case 'method':
      return exchange.request.method
    case 'statusCode':
      return exchange.response?.status
    case 'body':
      return evaluateBody(expression, exchange)
    default:
      return evaluateNamed(expression, exchange)
  }
}

/**
 * The URL that a callback's key stands for in an exchange: each value is put in as text, unencoded.
 * Undefined as soon as one expression does not resolve, or not to a string, number or boolean.
 */
export function evaluateCallbackExpression(
  expression: Pick<CallbackExpression, 'parts'>,
  exchange: Exchange,
): string | undefined {
  let text = ''
  for (const part of expression.parts) {
    const value = typeof part === 'string' ? part : evaluateExpression(part, exchange)
    if (!isScalar(value)) return undefined
    text += String(value)
  }
  return text
}

function evaluateNamed({ kind, side, name }: NamedExpression, exchange: Exchange): unknown {
  const value =
    kind === 'header'
      ? readHeader(exchange[side]?.headers ?? {}, name)
      : readMember(kind === 'path' ? exchange.request.params : exchange.request.query, name)
  return isScalar(value) ? value : undefined
}

/** "Single header values only are available": of two names that differ in case, neither is the one. */
function readHeader(headers: Readonly<Record<string, unknown>>, name: string): unknown {
  const wanted = name.toLowerCase()
  const [header, ...others] = Object.keys(headers).filter((key) => key.toLowerCase() === wanted)
  return header === undefined || others.length > 0 ? undefined : headers[header]
}

function evaluateBody({ side, pointer }: BodyExpression, exchange: Exchange): unknown {
  return pointer.reduce(readMember, exchange[side]?.body)
}

/** One step of a JSON Pointer. What an object inherits, such as `constructor`, is no member of it. */
function readMember(value: unknown, token: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value) && !isArrayIndex(token)) return undefined
  return Object.hasOwn(value, token) ? (value as Record<string, unknown>)[token] : undefined
}

/**
 * RFC 6901, 4: `array-index = %x30 / ( %x31-39 *(%x30-39) )`, so no leading zero; and `-` is "the
 * (nonexistent) member after the last array element".
 */
export function isArrayIndex(token: string): boolean {
  return /^(?:0|[1-9]\d*)$/.test(token)
}

/** JSON has no NaN and no Infinity. */
function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
}
