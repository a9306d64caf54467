import { evaluateExpression, type Exchange } from './evaluate.ts'
import type { RuntimeExpression } from './expression-grammar.ts'
import type { CallbackExpression } from './expression.ts'

/** The URL that a callback is sent to, or why there is none; both with the parts of its key. */
export interface CallbackUrl {
  /** Absolute, http or https. Undefined where a part is missing or refused. */
  readonly url: string | undefined
  /** The parts of the key, in order. */
  readonly parts: readonly FilledPart[]
}

export interface FilledPart {
  /** A literal has none. */
  readonly expression: RuntimeExpression | undefined
  /** What stands in the URL for it. Undefined where it is missing or refused. */
  readonly text: string | undefined
  readonly fault: CallbackUrlFault | undefined
}

/**
 * Why a part gives no text:
 * - `missing`: the exchange has no such value, or not yet;
 * - `composite`: an object, a list or null, which no URL can hold;
 * - `empty`: an empty text, which is no segment of a path;
 * - `dots`: `.` or `..`, which would lead out of its segment;
 * - `malformed`: text with half a surrogate pair, which has no percent-encoding;
 * - `not-absolute`: the URL begins with it, and it is not an absolute http(s) URL;
 * - `origin`: it would be part of the scheme, host or port.
 */
export type CallbackUrlFault =
  'missing' | 'composite' | 'empty' | 'dots' | 'malformed' | 'not-absolute' | 'origin'

/**
 * The URL that a callback's key stands for in an exchange, safe to call whatever a caller sent:
 *
 * - Only the expression that the key begins with may carry a URL, and is put in as it is.
 * - Every other value is percent-encoded (`encodeURIComponent`), to one segment of the path, or to a
 *   part of one name or value of the query.
 * - The origin is that of the leading expression, or of the literal that the key begins with.
 *
 * So no value but the leading one changes the origin or adds a segment, a query or a fragment.
 */
export function resolveCallbackUrl(
  { parts }: Pick<CallbackExpression, 'parts'>,
  exchange: Exchange,
): CallbackUrl {
  const filled = fillParts(parts, exchange)
  const checked = refuseOtherOrigin(filled)
  const url = checked.some(({ text }) => text === undefined) ? undefined : joinParts(checked)
  return { url, parts: checked }
}

function fillParts(parts: CallbackExpression['parts'], exchange: Exchange): FilledPart[] {
  let before = ''
  return parts.map((part, index) => {
    const filled = typeof part === 'string' ? literal(part) : fill(part, exchange, index, before)
    before += filled.text ?? placeholder
    return filled
  })
}

/** Stands for what is not known, where what follows is looked at. */
const placeholder = '-'

function literal(text: string): FilledPart {
  return { expression: undefined, text, fault: undefined }
}

function fill(
  expression: RuntimeExpression,
  exchange: Exchange,
  index: number,
  before: string,
): FilledPart {
  const value = evaluateExpression(expression, exchange)
  const fault = index === 0 ? findLeadingFault(value) : findFault(value, /[?#]/.test(before))
  // An object, which is a fault, could have a `toString` of its caller's.
  if (fault !== undefined || !isScalar(value)) return { expression, text: undefined, fault }
  const text = String(value)
  return { expression, text: index === 0 ? text : encodeURIComponent(text), fault }
}

function findLeadingFault(value: unknown): CallbackUrlFault | undefined {
  if (value === undefined || value === '') return 'missing'
  if (!isScalar(value)) return 'composite'
  return readOrigin(String(value)) === undefined ? 'not-absolute' : undefined
}

function findFault(value: unknown, isBehindPath: boolean): CallbackUrlFault | undefined {
  if (value === undefined) return 'missing'
  if (!isScalar(value)) return 'composite'
  const text = String(value)
  if (!isWellFormed(text)) return 'malformed'
  if (isBehindPath) return undefined
  if (text === '') return 'empty'
  return text === '.' || text === '..' ? 'dots' : undefined
}

function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}

/**
 * A part behind a host that nothing ends would be part of it: `https://shop.test{$request.body#/id}`.
 * The first such part is at fault, be it a literal.
 */
function refuseOtherOrigin(filled: readonly FilledPart[]): readonly FilledPart[] {
  const origin = readOrigin(filled[0]?.text ?? '')
  if (filled[0]?.text === undefined) return filled
  if (origin === undefined) return refusePart(filled, ...findWithoutOrigin(filled))
  let before = ''
  const other = filled.findIndex(({ text }) => {
    before += text ?? placeholder
    return readOrigin(before) !== origin
  })
  return other === -1 ? filled : refusePart(filled, other, 'origin')
}

/** `https://{$request.body#/host}` takes its host from a value; `/events` has none. */
function findWithoutOrigin(
  filled: readonly FilledPart[],
): [index: number, fault: CallbackUrlFault] {
  const isScheme = /^https?:\/\//i.test(filled[0]?.text ?? '') && filled.length > 1
  return isScheme ? [1, 'origin'] : [0, 'not-absolute']
}

function refusePart(
  filled: readonly FilledPart[],
  index: number,
  fault: CallbackUrlFault,
): readonly FilledPart[] {
  return filled.with(index, { ...(filled[index] as FilledPart), text: undefined, fault })
}

/** The origin of an absolute http(s) URL. */
function readOrigin(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text)) return undefined
  try {
    return new URL(text).origin
  } catch {
    return undefined
  }
}

function joinParts(parts: readonly FilledPart[]): string {
  return parts.map(({ text }) => text).join('')
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
}
