import { findInlined, isComputed, isWorkedOut } from './model.js'
import { called, checks, findInSpecification } from './words.js'

/**
 * A type as its words, of which some lead somewhere: `{ text, href }`. It is written for readers: without
 * `readonly`, which is everywhere, and without what only the compiler works with.
 *
 * @param scope The model, and `hrefOf(id)` for what has a place in the reference.
 */
export function writeType(type, scope) {
  return write(type, scope, 'none').flat(Infinity)
}

export function typeToText(type, scope) {
  return textOf(writeType(type, scope))
}

/** Code, in which what leads somewhere is a link. */
export function typeToMarkdown(type, scope) {
  const words = writeType(type, scope)
  const spans = []
  for (const word of words) {
    const last = spans.at(-1)
    if (word.href) spans.push(word)
    else if (last && !last.href) last.text += word.text ?? word
    else spans.push({ text: word.text ?? word })
  }
  return spans
    .map(({ text, href }) => (href ? `[${writeCode(text)}](${href})` : writeCode(text)))
    .join('')
}

/** Text that has a backtick needs two around it. */
export function writeCode(text) {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``
}

/** How it is written in the code, for what the compiler keeps in an order of its own. */
export function declaredAt(sources, { readSource }) {
  const [{ fileName, line, character } = {}] = sources ?? []
  if (fileName === undefined) return ''
  const [first = '', ...others] = readSource(fileName)
    .split('\n')
    .slice(line - 1, line + 19)
  return [first.slice(character), ...others].join('\n')
}

const binding = { none: 0, union: 1, intersection: 2, array: 3 }

function write(type, scope, around) {
  if (!type) return ['unknown']
  if (isComputed(type)) return ['…']
  const writer = writers[type.type]
  return writer ? writer(type, scope, around) : [type.name ?? '…']
}

const writers = {
  intrinsic: ({ name }) => [name],
  literal: ({ value }) => [typeof value === 'string' ? `'${value}'` : String(value)],
  array: ({ elementType }, scope) => [write(elementType, scope, 'array'), '[]'],
  tuple: ({ elements = [] }, scope) => ['[', joinTypes(elements, scope), ']'],
  namedTupleMember: ({ name, isOptional, element }, scope) => [
    `${name}${isOptional ? '?' : ''}: `,
    write(element, scope, 'none'),
  ],
  rest: ({ elementType }, scope) => ['...', write(elementType, scope, 'array')],
  union: ({ types }, scope, around) =>
    joinDistinct(sortUnion(types, scope), ' | ', scope, 'union', around),
  intersection: ({ types }, scope, around) =>
    joinDistinct(types, ' & ', scope, 'intersection', around),
  templateLiteral: ({ head, tail }, scope) => [
    `\`${head}`,
    tail.map(([type, text]) => ['${', write(type, scope, 'none'), `}${text}`]),
    '`',
  ],
  typeOperator: ({ operator, target }, scope, around) =>
    operator === 'readonly'
      ? write(target, scope, around)
      : [`${operator} `, write(target, scope, 'array')],
  reference: writeReference,
  reflection: writeReflection,
}

/** Several may be called the same. */
function joinDistinct(types, separator, scope, own, around) {
  const parts = types.map((type) => write(type, scope, own))
  const distinct = [...new Map(parts.map((words) => [textOf(words), words])).values()]
  if (distinct.length === 1) return distinct[0]
  return enclose(joinWords(distinct, separator), own, around)
}

/** As they are declared, and what it may not be last. */
function sortUnion(types, { declared = '' }) {
  const placed = types.map((type) => ({ type, at: placeOf(type, declared) }))
  return placed.toSorted((one, other) => one.at - other.at).map(({ type }) => type)
}

function placeOf(type, declared) {
  const { name, value } = type
  if (name === 'undefined' || (type.type === 'literal' && value === null)) return Infinity
  const at = declared.indexOf(firstWord(type))
  // a list of something comes after that
  return (at < 0 ? declared.length : at) + (isList(type) ? 0.5 : 0)
}

function isList({ type, operator, target }) {
  return type === 'array' || (operator === 'readonly' && isList(target))
}

/** By which it is found where it is declared. */
function firstWord({ type, name, value, head, elementType, target, declaration }) {
  if (type === 'typeOperator') return firstWord(target)
  if (type === 'literal') return typeof value === 'string' ? `'${value}'` : String(value)
  if (type === 'array') return firstWord(elementType)
  if (type === 'union') return '('
  if (type !== 'reflection') return name ?? head ?? '?'
  const [signature] = declaration.signatures ?? []
  const [member] = signature?.parameters ?? declaration.children ?? []
  return member?.name ?? '?'
}

function joinTypes(types, scope) {
  return joinWords(
    types.map((type) => write(type, scope, 'none')),
    ', ',
  )
}

function joinWords(parts, separator) {
  return parts.flatMap((words, index) => (index > 0 ? [separator, words] : [words]))
}

function enclose(words, own, around) {
  return binding[around] > binding[own] ? ['(', words, ')'] : words
}

function writeReference(type, scope, around) {
  const { name, refersToTypeParameter } = type
  const typeArguments = withoutAny(type.typeArguments ?? [])
  if (name === 'Readonly' || checks.has(name)) return write(typeArguments[0], scope, around)
  const inlined = refersToTypeParameter ? undefined : findInlined(type, scope.model)
  if (inlined) return write(fill(inlined, typeArguments), scope, around)
  if (isWorkedOut(type, scope.model)) return ['…']
  const word = { text: called[name] ?? withoutNamespace(name), href: findHref(type, scope) }
  if (typeArguments.length === 0 || name in called) return [word]
  return [word, '<', joinTypes(typeArguments, scope), '>']
}

/** What comes last and is anything says nothing. */
function withoutAny(types) {
  const last = types.findLastIndex(({ name, type }) => type !== 'intrinsic' || name !== 'any')
  return types.slice(0, last + 1)
}

function findHref({ name, target }, { hrefOf }) {
  return hrefOf(target) ?? hrefOf(called[name]) ?? findInSpecification(withoutNamespace(name))
}

/** Types of the package openapi-types. */
function withoutNamespace(name) {
  return name.replace(/^OpenAPIV3(?:_\d)?\./, '')
}

/** The type of an alias, with what was given for its parameters. */
function fill({ type, typeParameters = [] }, given) {
  const values = new Map(typeParameters.map((one, index) => [one.id, given[index] ?? one.default]))
  return substitute(type, values)
}

function substitute(value, values) {
  if (typeof value !== 'object' || value === null) return value
  if (value.refersToTypeParameter && values.has(value.target)) return values.get(value.target)
  if (Array.isArray(value)) return value.map((one) => substitute(one, values))
  const entries = Object.entries(value)
  return Object.fromEntries(entries.map(([key, one]) => [key, substitute(one, values)]))
}

function writeReflection({ declaration }, scope, around) {
  const { signatures, children = [], indexSignatures = [] } = declaration
  if (signatures && children.length === 0) {
    const [signature] = signatures
    const words = [writeParameters(signature, scope), ' => ', write(signature.type, scope, 'none')]
    return around === 'none' ? words : ['(', words, ')']
  }
  const members = [
    ...indexSignatures.map((one) => [
      `[${one.parameters[0].name}: `,
      write(one.parameters[0].type, scope, 'none'),
      ']: ',
      write(one.type, scope, 'none'),
    ]),
    ...children.map((one) => writeMember(one, scope)),
  ]
  if (members.length === 0) return ['{}']
  return ['{ ', joinWords(members, '; '), ' }']
}

function writeMember({ name, flags, type, signatures }, scope) {
  const [signature] = signatures ?? []
  if (!signature) return [`${name}${flags.isOptional ? '?' : ''}: `, write(type, scope, 'none')]
  return [name, writeParameters(signature, scope), ': ', write(signature.type, scope, 'none')]
}

/** `(options?: SenderOptions)`. */
export function writeParameters({ parameters = [] }, scope) {
  const words = parameters.map(({ name, flags, type, defaultValue }) => {
    const isOptional = flags.isOptional || defaultValue !== undefined
    const rest = flags.isRest ? '...' : ''
    return [`${rest}${name}${isOptional ? '?' : ''}: `, write(type, scope, 'none')]
  })
  return ['(', joinWords(words, ', '), ')']
}

/** A call as it is declared, such as `send<O>(operation: O, to: TargetOf<O>): Promise<SentDelivery>`. */
export function signatureToText(name, signature, scope) {
  return callToText(name + genericsToText(signature), signature, ': ', scope)
}

/** `type Lookup = (hostname: string) => void`, of a type that is a function or of any other. */
export function definitionToText(item, scope) {
  const start = `type ${item.name}${genericsToText(item)} = `
  const { signatures: [call, ...others] = [], children = [] } = item.type.declaration ?? {}
  const isFunction = call && others.length === 0 && children.length === 0
  return isFunction
    ? callToText(start, call, ' => ', scope)
    : `${start}${typeToText(item.type, scope)}`
}

function genericsToText({ typeParameters = [] }) {
  return typeParameters.length > 0 ? `<${typeParameters.map(({ name }) => name).join(', ')}>` : ''
}

/** What is too long for one line has one for each parameter. */
function callToText(start, signature, arrow, scope) {
  const end = `${arrow}${textOf(write(signature.type, scope, 'none'))}`
  const text = `${start}${textOf(writeParameters(signature, scope))}${end}`
  if (text.length <= 100) return text
  const one = (parameter) =>
    textOf(writeParameters({ parameters: [parameter] }, scope)).slice(1, -1)
  const lines = signature.parameters.map((parameter) => `  ${one(parameter)},\n`)
  return `${start}(\n${lines.join('')})${end}`
}

function textOf(words) {
  return words
    .flat(Infinity)
    .map((word) => word.text ?? word)
    .join('')
}
