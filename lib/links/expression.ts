import {
  explainBareReference,
  explainExpression,
  explainMissingBraces,
  explainStrayBrace,
  findExpressionEnd,
  type Mistake,
} from '../callbacks/expression-errors.ts'
import { correctConstant, correctExpression } from '../callbacks/expression-correction.ts'
import { matchExpression, type RuntimeExpression } from '../callbacks/expression-grammar.ts'

/** A mistake, with its place in the whole text. */
export interface PlacedMistake extends Mistake {
  readonly kind: 'mistake'
}

/**
 * What is read from a string in `parameters` or `requestBody` of a link: its runtime expressions, or the
 * first mistake in what can only have been meant as one. All else is a constant: "$5", "{id}", or the
 * braces of JSON that is written as text.
 *
 * "Expressions can be embedded into string values by surrounding the expression with {} curly braces."
 * Takes time linear in the length of `text`.
 */
export function readLinkText(text: string): (RuntimeExpression | PlacedMistake)[] {
  if (/^\$[A-Za-z]|^(?:request|response)\.body#/.test(text)) return [readBare(text)]
  const expressions: RuntimeExpression[] = []
  for (const { 0: written, 1: inside, index } of text.matchAll(piece)) {
    const read =
      inside !== undefined && isMeant(inside)
        ? readEmbedded(inside, index + 1)
        : explainLiteral(written, text, index)
    if (read?.kind === 'mistake') return [read]
    if (read) expressions.push(read)
  }
  return expressions
}

/** The remedy of a mistake in a value that is an expression alone, which takes no braces. */
export function withoutBraces(remedy: string): string {
  return remedy.replaceAll(/`\{(\$[^`{}]*)\}`/g, '`$1`')
}

/** `{…}`, a literal, or a brace without its other half. */
const piece = /\{([^{}]*)\}|[^{}]+|[{}]/g

/** With its `$`, or so close to an expression without it that no constant reads like that. */
function isMeant(inside: string): boolean {
  return (
    /^\s*\$[A-Za-z]/.test(inside) ||
    /^\s*(?:request|response|req|res)\.(?:body\b|(?:headers?|query|path|params)\.\w)/i.test(inside)
  )
}

/** The pointer of a body may hold what is the rest of a URL after the name of a parameter. */
function readBare(text: string): RuntimeExpression | PlacedMistake {
  const end = findExpressionEnd(text)
  const whole = matchExpression(text, 0)
  if (whole && (whole.kind === 'body' || end === text.length)) return whole
  const beginning = text.slice(0, end)
  if (end < text.length && matchExpression(beginning, 0)) {
    return place(explainMissingBraces(text, end), 0)
  }
  if (/[{}]/.test(text)) return place(explain(beginning), 0)
  const mistake = explain(text)
  return place({ ...mistake, remedy: withoutBraces(mistake.remedy) }, 0)
}

function readEmbedded(inside: string, index: number): RuntimeExpression | PlacedMistake {
  return matchExpression(inside, index) ?? place(explain(inside), index)
}

function explain(written: string): Mistake {
  return explainName(written) ?? explainSideless(written) ?? explainExpression(written)
}

/** `$id`: what is passed on is most often something of the response. */
function explainName(written: string): Mistake | undefined {
  const name = /^\$([A-Za-z][\w-]*)$/.exec(written)?.[1]
  const isOther = name === undefined || /^(?:req|request|res|response)$/i.test(name)
  if (isOther || correctConstant(name) !== undefined) return undefined
  return {
    offset: 0,
    message: `${JSON.stringify(written)} is not a runtime expression.`,
    remedy: `Write \`{$response.body#/${name}}\`, or \`{$request.path.${name}}\` for what the request had.`,
  }
}

/** `$body#/id` */
function explainSideless(written: string): Mistake | undefined {
  const rest = /^\$(body[^\w-].*)$/is.exec(written)?.[1]
  const meant = rest === undefined ? undefined : correctExpression(`$response.${rest}`)
  return meant === undefined
    ? undefined
    : { ...explainExpression(written), remedy: `Write \`{${meant}}\`.` }
}

/** An expression that is never closed, opened twice, or without its braces. */
function explainLiteral(written: string, text: string, index: number): PlacedMistake | undefined {
  if (written === '{' && opensExpression(text, index)) {
    return place(explainStrayBrace(text, index), index)
  }
  const mistake = explainBareReference(written)
  return mistake && place(mistake, index)
}

/** Bounded, since it is asked at every brace. */
const opening = /\{{1,3}\s{0,9}\$[A-Za-z]/y

function opensExpression(text: string, index: number): boolean {
  opening.lastIndex = index
  return opening.test(text)
}

function place(mistake: Mistake, index: number): PlacedMistake {
  return { kind: 'mistake', ...mistake, offset: index + mistake.offset }
}
