import { describeValue, drawCaret, RingbackError, type Where } from '../errors.ts'
import { correctConstant, correctExpression, readReference } from './expression-correction.ts'
import type { Reference } from './expression-correction.ts'
import { findBadEscape, findForbidden, matchExpression } from './expression-grammar.ts'

/** What is wrong with a part of a callback's key or a link's value, and what to write instead. */
export interface Mistake {
  /** Where the offending character is, counted from the beginning of the part. */
  readonly offset: number
  readonly message: string
  readonly remedy: string
}

/** The error for a mistake in the part of `source` that begins at `index`. */
export function createKeyError(
  { source, where }: { readonly source: string; readonly where: Where | undefined },
  index: number,
  { offset, message, remedy }: Mistake,
): RingbackError {
  return new RingbackError({
    code: 'ERR_CALLBACK_EXPRESSION',
    message: `${message}\n\n${drawCaret(source, index + offset)}`,
    where,
    remedy,
  })
}

/** The error for something that is not a string at all. */
export function createTypeError(value: unknown, where: Where | undefined): RingbackError {
  return new RingbackError({
    code: 'ERR_CALLBACK_EXPRESSION',
    message: `A callback expression must be a string, and this is ${describeValue(value)}.`,
    where,
    remedy: `Write it as a string, such as ${example}.`,
  })
}

const example = '`{$request.body#/callbackUrl}`'
const forms =
  'Write what it reads, such as `{$request.body#/name}`, `{$request.query.name}` or ' +
  '`{$response.header.name}`.'

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}

/** What to write for `text`: its correction, or where there is none, the usual forms. */
function suggest(text: string): string {
  const expression = correctExpression(text)
  return expression === undefined ? forms : `Write \`{${expression}}\`.`
}

/** What is wrong with the key as a whole. */
export function explainKey(source: string): Mistake | undefined {
  if (source === '') {
    const remedy = `Write the URL to call, such as ${example}.`
    return { offset: 0, message: 'A callback expression must not be empty ("").', remedy }
  }
  if (!source.startsWith('x-')) return undefined
  const message = `${quote(source)} begins with "x-": as a key it is an extension, not a URL.`
  const remedy = `Begin with where the URL comes from, such as ${example}.`
  return { offset: 0, message, remedy }
}

/**
 * Where an expression without braces ends and the rest of a URL begins. A `/` belongs to the JSON
 * Pointer of a body, unless nothing of the pointer follows it.
 */
export function findExpressionEnd(text: string): number {
  const isBody = /^\$(?:request|response)\.body/i.test(text)
  const found = text.search(isBody ? /[?&{}]/ : /[/?&{}]/)
  if (found === -1) return text.length
  let end = found
  while (text[end - 1] === '/') end--
  return end
}

/** `$request.query.url/events`, which should be `{$request.query.url}/events`. */
export function explainMissingBraces(source: string, end: number): Mistake {
  const expression = source.slice(0, end)
  const rest = source.slice(end)
  const key = rest.startsWith('}') ? `{${source}` : `{${expression}}${rest}`
  const whole = matchExpression(source, 0)
  const otherwise = whole ? ` If it is all one name, write \`{${source}}\`.` : ''
  return {
    offset: end,
    message: `Without braces ${quote(rest)} belongs to the expression ${quote(expression)}.`,
    remedy: `Write \`${key}\`.${otherwise}`,
  }
}

/** A `{` that is never closed, or a `}` that was never opened. */
export function explainStrayBrace(source: string, index: number): Mistake {
  if (source[index] === '}') return strayClose
  const following = source.slice(index).replace(/^\{+/, '')
  const inside = following.slice(0, findExpressionEnd(following))
  const message =
    source[index + 1] === '{'
      ? '"{{" opens an expression twice.'
      : `${quote(`{${inside}`)} is not closed.`
  return { offset: 0, message, remedy: suggest(inside) }
}

const strayClose: Mistake = {
  offset: 0,
  message: 'This "}" closes nothing, and a URL has no "}".',
  remedy: `Remove it, or open its expression with "{", such as ${example}.`,
}

/** What is wrong with the literal at `index` of the key. */
export function explainLiteral(text: string, source: string, index: number): Mistake | undefined {
  const following = index + text.length
  return (
    explainSpace(text) ??
    explainBareReference(text) ??
    explainTemplate(text, source, following) ??
    explainPathParameter(text)
  )
}

function explainSpace(text: string): Mistake | undefined {
  const found = /[\s\p{Cc}\p{Cs}]/u.exec(text)
  if (!found) return undefined
  return {
    offset: found.index,
    message: `${quote(found[0])} cannot stand in a URL.`,
    remedy: 'Remove it, or percent-encode it (a space is `%20`).',
  }
}

/** A reference that would be sent as it stands. */
export function explainBareReference(text: string): Mistake | undefined {
  const found = /\$(?:request|response)\.(?:header|query|path|body)/i.exec(text)
  if (!found) return undefined
  const reference = text.slice(found.index)
  const expression = reference.slice(0, findExpressionEnd(reference))
  const message = `${quote(expression)} has no braces, and would be sent as it stands.`
  return { offset: found.index, message, remedy: suggest(expression) }
}

function explainTemplate(text: string, source: string, following: number): Mistake | undefined {
  if (!text.endsWith('$') || source[following] !== '{') return undefined
  const inside = /^\{([^{}]*)\}/.exec(source.slice(following))?.[1] ?? ''
  const message = 'The "$" of "${" would stay in the URL: the "$" of an expression is inside.'
  return { offset: text.length - 1, message, remedy: suggest(inside) }
}

function explainPathParameter(text: string): Mistake | undefined {
  const [found, name = ''] = /\/:([A-Za-z_]\w*)/.exec(text) ?? []
  if (found === undefined) return undefined
  return { ...explainPlainName(name, `:${name}`), offset: text.indexOf(found) + 1 }
}

/** What is wrong with the text in a pair of braces, that is, why it is no runtime expression. */
export function explainExpression(text: string): Mistake {
  if (text.trim() === '') {
    return {
      offset: 0,
      message: `An expression must not be empty (${quote(text)}).`,
      remedy: forms,
    }
  }
  if (/^[A-Za-z_][\w-]*$/.test(text)) return explainPlainName(text, `{${text}}`)
  return (
    explainInnerBrace(text) ??
    explainPadding(text) ??
    explainReference(text) ??
    explainUnknown(text)
  )
}

function explainPlainName(name: string, written: string): Mistake {
  return {
    offset: 0,
    message: `A callback key takes runtime expressions, not path parameters: ${quote(written)}.`,
    remedy: `Write \`{$request.body#/${name}}\`, or \`{$request.query.${name}}\` for a query parameter.`,
  }
}

function explainInnerBrace(text: string): Mistake | undefined {
  const offset = text.search(/[{}]/)
  if (offset === -1) return undefined
  const inside = correctExpression(text.replaceAll(/[{}]/g, '')) ?? '$request.body#/callbackUrl'
  const message = `${quote(text)} holds a brace, and one expression without braces is read here.`
  return { offset, message, remedy: `Write it without braces, such as \`${inside}\`.` }
}

function explainPadding(text: string): Mistake | undefined {
  if (text === text.trim()) return undefined
  const offset = text === text.trimStart() ? text.trimEnd().length : 0
  const message = `${quote(text)} has space around the expression.`
  return { offset, message, remedy: suggest(text) }
}

function explainUnknown(text: string): Mistake {
  const constant = text.startsWith('$') ? correctConstant(text.slice(1)) : undefined
  if (constant) {
    const message = `${quote(text)} is written ${quote(constant)} in a runtime expression.`
    return { offset: 1, message, remedy: suggest(text) }
  }
  const expression = correctExpression(text)
  const remedy = expression === undefined ? forms : `Did you mean \`{${expression}}\`?`
  return { offset: 0, message: `${quote(text)} is not a runtime expression.`, remedy }
}

/** What is wrong with what looks like a reference into the request or the response. */
function explainReference(text: string): Mistake | undefined {
  const reference = readReference(text)
  return reference && { remedy: suggest(text), ...findFault(reference) }
}

/** A mistake whose remedy is the correction of the whole reference, unless it has its own. */
type Fault = Pick<Mistake, 'offset' | 'message'> & Partial<Pick<Mistake, 'remedy'>>

/** The first thing wrong with a reference, from left to right. */
function findFault(reference: Reference): Fault {
  return (
    findPrefixFault(reference) ??
    findSideFault(reference) ??
    findSourceFault(reference) ??
    (reference.source === 'body' ? findPointerFault(reference) : findNameFault(reference))
  )
}

function findPrefixFault({ text, dollar }: Reference): Fault | undefined {
  if (dollar) return undefined
  return { offset: 0, message: `${quote(text)} lacks the "$" of a runtime expression.` }
}

function findSideFault({ text, sideWord, side }: Reference): Fault | undefined {
  if (sideWord === side) return undefined
  const message = sideWord
    ? `${quote(sideWord)} is written ${quote(side)} in a runtime expression.`
    : `${quote(text)} must begin with "$request." or "$response.".`
  return { offset: 1, message }
}

function findSourceFault(reference: Reference): Fault | undefined {
  const { text, side, sourceWord, source, sourceOffset: offset } = reference
  if (!source) return { offset, ...describeUnknownSource(reference) }
  if (source !== sourceWord) {
    const message = `${quote(sourceWord)} is written ${quote(source)} in a runtime expression.`
    return { offset, message }
  }
  if (side === 'request' || source === 'header' || source === 'body') return undefined
  return { offset, message: `A response has no ${source} parameters: ${quote(text)}.` }
}

function describeUnknownSource({ side, sourceWord, tail }: Reference): Omit<Fault, 'offset'> {
  const written = quote(`$${side}.${sourceWord}`)
  const constant = correctConstant(sourceWord)
  if (constant && tail === '') return { message: `${written} is written ${quote(constant)}.` }
  const message = `${written} does not exist: the sources are header, query, path and body.`
  if (!/^cookies?$/i.test(sourceWord)) return { message }
  const name = /^\.([\w-]+)$/.exec(tail)?.[1] ?? 'name'
  const choice = `\`{$request.query.${name}}\` or \`{$request.header.${name}}\``
  return { message, remedy: `No expression reads a cookie: take ${choice} from the caller.` }
}

function findPointerFault({ tail, tailOffset }: Reference): Fault {
  if (!tail.startsWith('#')) {
    const message = `${quote(tail)} after "body" is not "#" and a JSON Pointer.`
    return { offset: tailOffset, message }
  }
  if (!tail.startsWith('#/')) {
    const message = `The JSON Pointer ${quote(tail.slice(1))} must begin with "/".`
    return { offset: tailOffset + 1, message }
  }
  const escape = findBadEscape(tail)
  const written = quote(tail.slice(escape, escape + 2))
  const message = `${written} is no escape of a JSON Pointer, which has "~0" for "~", "~1" for "/".`
  return { offset: tailOffset + escape, message }
}

function findNameFault({ source, tail, tailOffset }: Reference): Fault {
  const remedy = `Write a name of letters, digits, "-" and "_", such as \`{$request.${source}.reply-to}\`.`
  if (tail === '' || tail === '.') {
    const message = `${quote(`${source}${tail}`)} lacks a name.`
    return { offset: tailOffset + tail.length, message, remedy }
  }
  if (!tail.startsWith('.')) {
    return {
      offset: tailOffset,
      message: `${quote(tail)} after "${source}" is not "." and a name.`,
    }
  }
  const name = tail.slice(1)
  const forbidden = findForbidden(source === 'header' ? source : 'query', name)
  const character = String.fromCodePoint(name.codePointAt(forbidden) ?? 0)
  const message = `${quote(character)} cannot stand in the name ${quote(name)}.`
  return { offset: tailOffset + 1 + forbidden, message, remedy }
}
