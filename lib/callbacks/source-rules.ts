import { suggest } from '../did-you-mean.ts'
import type { ErrorCode } from '../errors.ts'
import { escapeToken } from '../json-schema.ts'
import type { BodyExpression, NamedExpression, RuntimeExpression } from './expression.ts'
import type { Found, JsonType, Missing } from './find-in-schema.ts'
import { isComposite } from './schema-finding.ts'
import { matchExpression } from './expression-grammar.ts'
import { findSource, type Parent, type Source } from './source.ts'
import { listAll, listCases, nameBody, nameMember, nameValue, withArticle } from './source-words.ts'

/** One runtime expression of a callback or a link, and what the operation that it reads says of it. */
export interface ExpressionUse {
  readonly expression: RuntimeExpression
  /** Whether the URL begins with it, and no `servers` come before. */
  readonly isOrigin: boolean
  readonly parent: Parent
  readonly source: Source
}

/** What is wrong with it. */
export interface SourceFault {
  readonly code: Extract<ErrorCode, 'ERR_CALLBACK_SOURCE' | 'WARN_CALLBACK_OPTIONAL'>
  readonly severity: 'error' | 'warning'
  /** Of the offending character, counted from the `$`. */
  readonly offset: number
  readonly message: string
  readonly remedy: string
}

export type SourceRule = (use: ExpressionUse) => SourceFault | undefined

/** What is read has to be there, be it for a callback or for a link. */
export const existenceRules: readonly SourceRule[] = [
  refuseUndeclared,
  refuseRenamedPathParameter,
  refusePointerToNothing,
]

/** In the order in which they are asked: the first that finds a fault has the word. */
export const sourceRules: SourceRule[] = [
  ...existenceRules,
  refuseComposite,
  refuseNull,
  refuseOriginWithoutText,
  warnOfWithheld,
  warnOfAbsence,
]

// "Request parameters MUST be declared … or they cannot be evaluated", and so must all else be

function refuseUndeclared({ expression, parent, source }: ExpressionUse): SourceFault | undefined {
  if (source.status !== 'undeclared') return undefined
  // What a guard declares may be added yet, but not to the response that a link stands in.
  const isWhole = parent.path !== undefined || readsResponse(expression)
  if (!isWhole) return undefined
  const { offset, message } = describeUndeclared(expression, source.names, parent)
  const remedy =
    suggestOther(expression, source.names) ??
    suggestElsewhere(expression, parent) ??
    declareIt(expression, parent)
  return error(offset, message, remedy)
}

function readsResponse(expression: RuntimeExpression): boolean {
  return 'side' in expression && expression.side === 'response'
}

function describeUndeclared(
  expression: RuntimeExpression,
  names: readonly string[],
  { operation, status }: Parent,
): Pick<SourceFault, 'offset' | 'message'> {
  const { text } = expression
  const offset = text.indexOf('.') + 1
  const ofLink = readsResponse(expression) && status !== undefined
  const declaring = ofLink ? `the response ${status}` : 'the operation'
  if (expression.kind === 'body') {
    const message = `${quote(text)} reads ${nameBody(expression)}, and ${declaring} declares none.`
    return { offset, message }
  }
  const { kind, side, name } = expression as NamedExpression
  const has = names.length > 0 ? `it has ${listAll(names)}` : 'it has none'
  const nouns = {
    header: side === 'request' || ofLink ? 'header' : 'response header',
    query: 'query parameter',
    path: 'parameter',
  }
  const holder = kind === 'path' ? holderOfPath(operation.role) : capitalise(declaring)
  return {
    offset: text.length - name.length,
    message: `${holder} has no ${nouns[kind]} ${quote(name)}; ${has}.`,
  }
}

function holderOfPath(role: Parent['operation']['role']): string {
  return role === 'client' ? 'What is sent to a computed URL' : 'The path'
}

function suggestOther(expression: RuntimeExpression, names: readonly string[]): string | undefined {
  if (expression.kind === 'body') return undefined
  const { name, text } = expression as NamedExpression
  const meant = suggest(name, names)
  return meant === undefined
    ? undefined
    : `Did you mean \`{${text.slice(0, text.length - name.length)}${meant}}\`?`
}

/** The same name may be in another part of the request. */
function suggestElsewhere(expression: RuntimeExpression, parent: Parent): string | undefined {
  if (expression.kind === 'body') return undefined
  const { name } = expression as NamedExpression
  const texts = [
    // What a link passes on is most often something of the response.
    ...(parent.status === undefined ? [] : [`$response.body#/${escapeToken(name)}`]),
    `$request.body#/${escapeToken(name)}`,
    ...['query', 'header', 'path'].map((kind) => `$request.${kind}.${name}`),
  ]
  const text = texts.find((other) => isThere(matchExpression(other, 0), parent))
  return text === undefined ? undefined : `Did you mean \`{${text}}\`?`
}

function isThere(expression: RuntimeExpression | undefined, parent: Parent): boolean {
  const source = expression && findSource(expression, parent)
  return source?.status === 'constant' || (source !== undefined && listFound(source).length > 0)
}

function declareIt(expression: RuntimeExpression, { operation, status }: Parent): string {
  const { kind } = expression
  const isResponse = readsResponse(expression)
  if (kind === 'body') {
    if (!isResponse) return 'Declare its body, or read the query instead.'
    return status === undefined
      ? 'Declare a response with a body.'
      : `Declare its body: responses: { ${status}: { schema } }.`
  }
  const { name } = expression as NamedExpression
  if (kind === 'path') {
    return operation.role === 'client'
      ? 'Read it from what is sent, such as `{$request.body#/id}`.'
      : `Write ":${name}" into its path, or read one that is there.`
  }
  if (isResponse)
    return `Declare it: responses: { ${status ?? 201}: { headers: { ${quote(name)}: { schema } } } }.`
  const slot = kind === 'query' ? 'query' : 'headers'
  const type = status === undefined ? 'z.url()' : 'z.string()'
  return `Declare it: ${slot}: z.object({ ${spell(name)}: ${type} }).`
}

/** As a key of an object literal. */
function spell(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)
}

/** "Templated paths with the same hierarchy but different templated names MUST NOT exist." */
function refuseRenamedPathParameter({
  expression,
  parent,
}: ExpressionUse): SourceFault | undefined {
  if (expression.kind !== 'path' || !parent.path) return undefined
  const parameter = parent.path.find(({ declaredAs }) => declaredAs === expression.name)
  if (!parameter || parameter.name === expression.name) return undefined
  return error(
    expression.text.length - expression.name.length,
    `The path parameter ${quote(expression.name)} is called ${quote(parameter.name)} in the document, as in an earlier route of the same path.`,
    'Give the parameter one name in both routes.',
  )
}

// Pointers

function refusePointerToNothing({ expression, source }: ExpressionUse): SourceFault | undefined {
  if (expression.kind !== 'body' || source.status !== 'declared') return undefined
  const missing = source.readings.flatMap(({ finding }) =>
    finding.kind === 'missing' ? finding : [],
  )
  if (missing.length < source.readings.length) return undefined
  // The schema that the pointer comes furthest in is the one that is meant.
  const [furthest] = missing.toSorted((a, b) => b.index - a.index)
  if (!furthest) return undefined
  return error(
    offsetOfToken(expression.text, furthest.index),
    describeMissing(expression, furthest),
    suggestName(expression, furthest) ?? remedyFor(expression, furthest),
  )
}

function describeMissing(expression: BodyExpression, missing: Missing): string {
  const { pointer } = expression
  const { index, reason, types } = missing
  const path = pointer.slice(0, index)
  const holder = capitalise(
    path.length === 0
      ? nameBody(expression)
      : `${nameMember(expression, path)} in ${nameBody(expression)}`,
  )
  const token = quote(pointer[index] ?? '')
  switch (reason) {
    case 'scalar':
      return `${holder} is ${listAll((types ?? []).map(withArticle), 'or')}, and has no ${token}.`
    case 'not-an-index':
      return `${holder} is a list, and ${token} is no index of it.`
    case 'too-long':
      return `${holder} is a list that ends before ${token}.`
    case 'impossible':
      return `${holder} can have no value at all by its schema.`
    default:
      return `${holder} has no ${token}; ${describeKnown(missing)}.`
  }
}

function describeKnown({ known }: Missing): string {
  return known.length > 0 ? `it has ${listAll(known)}` : 'it has no properties'
}

function suggestName(
  { text, pointer }: BodyExpression,
  { index, known }: Missing,
): string | undefined {
  const token = pointer[index] ?? ''
  const meant = token === '' ? undefined : suggest(token, known)
  if (meant !== undefined) return `Did you mean \`{${replaceToken(text, index, meant)}}\`?`
  const dotted = token.split('.')
  const last = dotted.at(-1) ?? ''
  if (dotted.length > 1 && known.includes(last)) {
    return `Did you mean \`{${replaceToken(text, index, last)}}\`?`
  }
  const isPath = dotted.length > 1 && known.includes(dotted[0] ?? '')
  return isPath ? `Did you mean \`{${replaceToken(text, index, ...dotted)}}\`?` : undefined
}

function remedyFor({ text }: BodyExpression, { index, reason, known }: Missing): string {
  const [first] = known
  if (reason === 'not-an-index')
    return `Write an index, such as \`{${endWith(text, index, '0')}}\`.`
  if (first === undefined) return 'Point to what the schema declares, or declare it there.'
  return `Write one that is there, such as \`{${endWith(text, index, first)}}\`, or add it to the schema.`
}

/** Where a token of the pointer begins. */
function offsetOfToken(text: string, index: number): number {
  const start = text.indexOf('#/') + 2
  const before = text.slice(start).split('/').slice(0, index)
  return start + before.reduce((length, token) => length + token.length + 1, 0)
}

function replaceToken(text: string, index: number, ...names: string[]): string {
  const start = text.indexOf('#/') + 2
  const tokens = text.slice(start).split('/')
  tokens.splice(index, 1, ...names.map(escapeToken))
  return text.slice(0, start) + tokens.join('/')
}

/** The pointer up to a token, which takes the place of all that follows. */
function endWith(text: string, index: number, name: string): string {
  return text.slice(0, offsetOfToken(text, index)) + escapeToken(name)
}

// Values

/** Then there never is a call. */
function refuseNull({ expression, source }: ExpressionUse): SourceFault | undefined {
  const found = listFound(source)
  const isNull = ({ types }: Found): boolean => types?.length === 1 && types[0] === 'null'
  if (found.length === 0 || !found.every(isNull)) return undefined
  return refuseValue(expression, 'always null', 'Read what has a value.')
}

/** A value becomes text in a URL, which an object or a list has none of. */
function refuseComposite({ expression, source }: ExpressionUse): SourceFault | undefined {
  const found = listFound(source)
  if (found.length === 0 || !found.every(({ composite }) => composite === 'always'))
    return undefined
  const types = new Set(found.flatMap((one) => one.types ?? []))
  const composite = [...types].filter(isComposite)
  const remedy =
    expression.kind === 'body'
      ? `Point to a part of it, such as \`{${pointBelow(expression.text, composite[0], source)}}\`.`
      : 'Read a parameter of one value.'
  return refuseValue(expression, listAll(composite.map(withArticle), 'or'), remedy)
}

function refuseValue(expression: RuntimeExpression, is: string, remedy: string): SourceFault {
  const depth = expression.kind === 'body' ? expression.pointer.length : 0
  const offset = depth > 0 ? offsetOfToken(expression.text, depth - 1) : 0
  return error(
    offset,
    `${capitalise(nameValue(expression))} is ${is}, which no URL can hold.`,
    remedy,
  )
}

function pointBelow(text: string, type: JsonType | undefined, source: Source): string {
  const parts = source.status === 'declared' ? source.readings.flatMap((one) => one.parts) : []
  const token = type === 'array' ? '0' : escapeToken(parts[0] ?? 'id')
  return text.includes('#/') ? `${text}/${token}` : `${text.replace(/#$/, '')}#/${token}`
}

/** What a URL begins with holds its scheme and host. */
function refuseOriginWithoutText(use: ExpressionUse): SourceFault | undefined {
  const { expression, isOrigin, source } = use
  if (!isOrigin || mayBeText(source)) return undefined
  const types = new Set(listFound(source).flatMap((one) => one.types ?? []))
  const is = types.size > 0 ? listAll([...types].map(withArticle), 'or') : 'no URL'
  return error(
    0,
    `A URL cannot begin with ${quote(`{${expression.text}}`)}, which is ${is}.`,
    "Begin with the receiver's URL, such as `{$request.query.callback_url}`.",
  )
}

function mayBeText(source: Source): boolean {
  if (source.status === 'constant') return source.isText
  const found = listFound(source)
  return found.length === 0 || found.some(({ types }) => types?.includes('string') !== false)
}

// No value, no call

function warnOfWithheld({ expression, parent, source }: ExpressionUse): SourceFault | undefined {
  if (!parent.path || source.status !== 'declared') return undefined
  if (!source.readings.some(({ isWithheld }) => isWithheld)) return undefined
  // What is withheld comes from the other side, and is `readOnly` to it.
  const others = parent.operation.role === 'server' ? 'callers' : 'receivers'
  return warning(
    `There is no call where ${others} leave out what is readOnly, as ${quote(`{${expression.text}}`)} is.`,
    'Read what is always sent, or take the keyword from it.',
  )
}

function warnOfAbsence(use: ExpressionUse): SourceFault | undefined {
  const { expression, parent, source, isOrigin } = use
  if (!parent.path || source.status !== 'declared') return undefined
  const cases = listCases(expression, listFound(source), source.limits, isOrigin)
  if (cases.length === 0) return undefined
  return warning(
    `There is no call ${listAll(cases, 'or')}: ${quote(`{${expression.text}}`)} has no value then.`,
    'Require it, or keep it so where a caller may do without the callback.',
  )
}

function listFound(source: Source): readonly Found[] {
  return source.status === 'declared' ? source.found : []
}

function error(offset: number, message: string, remedy: string): SourceFault {
  return { code: 'ERR_CALLBACK_SOURCE', severity: 'error', offset, message, remedy }
}

function warning(message: string, remedy: string): SourceFault {
  return { code: 'WARN_CALLBACK_OPTIONAL', severity: 'warning', offset: 0, message, remedy }
}

function quote(text: string): string {
  return JSON.stringify(text)
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
