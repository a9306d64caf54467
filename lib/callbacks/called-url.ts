import { RingbackError, type Where } from '../errors.ts'
import type { Request, Response } from '../express.ts'
import { resolveCallbackUrl, type CallbackUrlFault, type FilledPart } from './callback-url.ts'
import type { CallbackExpression } from './expression.ts'
import { readExchange } from './request-exchange.ts'

/**
 * The URL that a callback goes to, for a request; undefined where a value is missing that it needs.
 *
 * @throws {RingbackError} `ERR_CALLBACK_URL` where a value cannot stand in a URL
 */
export function findCalledUrl(
  expression: CallbackExpression,
  where: Where,
  req: Request,
  res?: Response,
): string | undefined {
  const { url, parts } = resolveCallbackUrl(expression, readExchange(req, res))
  const wrong = parts.find(({ fault }) => fault !== undefined && fault !== 'missing')
  if (wrong) throw refuse(expression, wrong, where)
  return url
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
