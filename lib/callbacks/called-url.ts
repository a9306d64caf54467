import { RingbackError, type Where } from '../errors.ts'
import type { Request, Response } from '../express.ts'
import { resolveCallbackUrl, type CallbackUrlFault, type FilledPart } from './callback-url.ts'
import type { Exchange } from './evaluate.ts'
import type { CallbackExpression } from './expression.ts'
import { readExchange } from './request-exchange.ts'

/**
 * The URL that a callback goes to, for a request; undefined where a value is missing that it needs.
 *
 * @throws {RingbackError} `ERR_CALLBACK_URL` where a value cannot stand in a URL, or is one of a response that
 *   was not sent yet
 */
export function findCalledUrl(
  expression: CallbackExpression,
  where: Where,
  req: Request,
  res?: Response,
): string | undefined {
  const { url, unsent } = resolveCalledUrl(expression, where, req, res)
  // Whoever was asked too early would be told that nobody is to be called.
  if (unsent.length > 0) throw refuseEarly(expression, unsent, where)
  return url
}

/** The URL, and what of a response that was not sent yet is all that it lacks; none where it lacks more. */
export function resolveCalledUrl(
  expression: CallbackExpression,
  where: Where,
  req: Request,
  res?: Response,
): { readonly url: string | undefined; readonly unsent: readonly string[] } {
  const exchange = readExchange(req, res)
  const { url, parts } = resolveCallbackUrl(expression, exchange)
  const wrong = parts.find(({ fault }) => fault !== undefined && fault !== 'missing')
  if (wrong) throw refuse(expression, wrong, where)
  return { url, unsent: listUnsent(exchange, parts) }
}

function listUnsent({ response }: Exchange, parts: readonly FilledPart[]): readonly string[] {
  const missing = parts.filter(({ fault }) => fault === 'missing')
  if (response || !missing.every(isOfResponse)) return []
  return missing.map(({ expression }) => `{${expression?.text ?? ''}}`)
}

function isOfResponse({ expression }: FilledPart): boolean {
  if (!expression) return false
  return (
    expression.kind === 'statusCode' || ('side' in expression && expression.side === 'response')
  )
}

function refuseEarly(
  { key }: CallbackExpression,
  unsent: readonly string[],
  where: Where,
): RingbackError {
  return new RingbackError({
    code: 'ERR_CALLBACK_URL',
    message: `"${key}" has no URL yet: ${unsent.join(' and ')} reads the response, which was not sent.`,
    where,
    remedy: 'Answer first, by res.json() say; then ask for the URL, or send.',
  })
}

function refuse({ key }: CallbackExpression, part: FilledPart, where: Where): RingbackError {
  const source = part.expression ? `{${part.expression.text}}` : 'The text between its expressions'
  return new RingbackError({
    code: 'ERR_CALLBACK_URL',
    message: `"${key}" gives no URL for this request: ${source} ${reasons[part.fault as Wrong]}.`,
    where,
    remedy:
      'Declare the value so that such a request is refused: with a format, an enum or a pattern.',
  })
}

type Wrong = Exclude<CallbackUrlFault, 'missing'>

const reasons: Readonly<Record<Wrong, string>> = {
  composite: 'is no text, number or boolean',
  empty: 'is empty, and would be no segment of the path',
  dots: 'is "." or "..", which would lead out of its segment',
  malformed: 'has half a character, which has no percent-encoding',
  'not-absolute': 'is no absolute http(s) URL',
  origin: 'would change the host that is called',
}
