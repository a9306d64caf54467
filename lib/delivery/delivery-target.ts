import { resolveCalledUrl } from '../callbacks/called-url.ts'
import { describeValue, RingbackError } from '../errors.ts'
import type { Request } from '../express.ts'
import type { SentOperation } from './sent-operation.ts'

/**
 * Where a delivery goes: to the URL that was given, or that an expression gives for a request.
 *
 * @throws {RingbackError} `ERR_DELIVERY_TARGET`, `ERR_CALLBACK_URL`
 */
export function findTarget(
  { expression, operation, operationId }: SentOperation,
  to: unknown,
): string {
  const where = `send() of ${operationId}`
  if (typeof to === 'string') return to
  if (to instanceof URL) return to.href
  if (!isRequest(to)) throw refuseTarget(`it goes to ${describeValue(to)}`, where)
  if (!expression)
    throw refuseTarget('a webhook has no expression that a request could answer', where)
  const { url, unsent } = resolveCalledUrl(expression, operation.place, to)
  if (unsent.length > 0) {
    const texts = unsent.join(' and ')
    throw refuseTarget(`"${expression.key}" reads ${texts}, and nothing was answered yet`, where)
  }
  if (url !== undefined) return url
  throw refuseTarget(`"${expression.key}" needs what this request does not have`, where)
}

export function isRequest(value: unknown): value is Request {
  return (
    typeof value === 'object' &&
    value !== null &&
    'originalUrl' in value &&
    'headers' in value &&
    'app' in value
  )
}

function refuseTarget(what: string, where: string): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_TARGET',
    message: `There is no URL to send to: ${what}.`,
    where,
    remedy:
      'Give the request, once it was answered where the response is read, or the URL that operation.url(req) gave, where it is not undefined: then nobody is to be called.',
  })
}

/** @param query names and values, percent-encoded */
export function addQuery(url: string, query: readonly (readonly [string, string])[]): string {
  if (query.length === 0) return url
  const [target = '', fragment] = url.split('#')
  const text = query.map(([name, value]) => `${name}=${value}`).join('&')
  const separator = target.includes('?') ? '&' : '?'
  return `${target}${separator}${text}${fragment === undefined ? '' : `#${fragment}`}`
}
