import { toSentence, writeSummary, writeTag } from './comments.js'
import { findMerged, kinds, listMethods } from './model.js'
import { groupBy } from './rows.js'
import { describe, placed, writeParameterTable, writePropertyTable, writeTable } from './tables.js'
import { definitionToText, signatureToText, typeToMarkdown, typeToText } from './types.js'
import { opaque } from './words.js'

/** Everything that the reference says of one name, below its heading. */
export function writeSection(item, scope) {
  if (item.kind === kinds.function) return writeSignatures(item.name, item.signatures, scope)
  if (item.kind === kinds.variable) return writeConstant(item, scope)
  if (item.kind === kinds.alias) return writeAlias(item, scope)
  return [describe(item.comment, scope), ...writeShape(item, scope)]
}

function writeConstant({ name, type, comment }, scope) {
  return [fence(`const ${name}: ${typeToText(type, scope)}`), describe(comment, scope)]
}

/** The calls of one function or method; those that have one description are written together. */
function writeSignatures(name, signatures, scope) {
  const groups = groupBy(signatures, ({ comment }) => writeSummary(comment, scope))
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    return [
      fence(group.map((one) => signatureToText(name, one, placed(one, scope))).join('\n')),
      describe(first.comment, scope),
      writeParameterTable(group, scope),
      writeReturns(first, scope),
      writeThrows(first.comment, scope),
    ]
  })
}

const fence = (code) => `\`\`\`ts\n${code}\n\`\`\``

function writeReturns({ comment, type }, scope) {
  const told = writeTag(comment, '@returns', scope)
  if (told === '') return ''
  return `**Returns** ${typeToMarkdown(type, scope)}: ${toSentence(told)}`
}

function writeThrows(comment, scope) {
  const told = writeTag(comment, '@throws', scope)
  return told === '' ? '' : `**Throws** ${toSentence(told)}`
}

/** Calls, properties and methods of a class, an interface or an object that is written out. */
function writeShape(item, scope) {
  const calls = item.signatures ?? []
  return [
    ...(calls.length > 0 ? writeSignatures(callName(item), calls, scope) : []),
    writePropertyTable([item], scope),
    ...writeMethods([item], scope),
  ]
}

/** As a variable of that type would be called. */
function callName({ name }) {
  return name.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (start) => start.toLowerCase())
}

function writeMethods(shapes, scope) {
  const methods = shapes.flatMap((shape) => listMethods(shape))
  const others = methods.filter((method) => isWrittenElsewhere(method, scope))
  const own = methods.filter((method) => !others.includes(method))
  const sections = own.flatMap(({ name, signatures }) => [
    `#### ${scope.name}.${name}()`,
    ...writeSignatures(name, signatures, scope),
  ])
  return [...sections, writeInherited(others, scope)]
}

function isWrittenElsewhere({ inheritedFrom }, { hrefOf }) {
  return inheritedFrom !== undefined && hrefOf(readParent(inheritedFrom)) !== undefined
}

/** `DeliveryEngine` of `DeliveryEngine.enqueue`. */
function readParent({ name }) {
  return name.slice(0, name.lastIndexOf('.'))
}

function writeInherited(methods, { hrefOf }) {
  const parents = groupBy(methods, ({ inheritedFrom }) => readParent(inheritedFrom))
  const sentences = [...parents].map(([parent, inherited]) => {
    const names = inherited.map(({ name }) => `\`${name}()\``).join(', ')
    return `It has ${names} of [\`${parent}\`](${hrefOf(parent)}) too.`
  })
  return sentences.join(' ')
}

function writeAlias(item, scope) {
  const { name, comment, type } = item
  const alternatives = writeAlternatives(type, name, scope)
  if (alternatives !== '') return [describe(comment, scope), alternatives]
  const merged = findMerged(item, scope.model)
  if (merged.length > 0) {
    const members = [writePropertyTable(merged, scope), ...writeMethods(merged, scope)]
    return [describe(comment, scope), ...members]
  }
  if (type.type === 'reflection') return writeReflected(item, scope)
  return [opaque.has(name) ? '' : fence(definitionToText(item, scope)), describe(comment, scope)]
}

function writeReflected({ name, comment, typeParameters, type }, scope) {
  const { declaration } = type
  const { signatures = [] } = declaration
  if (signatures.length === 0)
    return [describe(comment, scope), ...writeShape({ ...declaration, name }, scope)]
  const [signature] = signatures
  return [
    fence(definitionToText({ name, typeParameters, type }, scope)),
    describe(comment ?? signature.comment, scope),
    writeParameterTable([signature], scope),
    writeReturns({ ...signature, comment: signature.comment ?? comment }, scope),
  ]
}

/** Values, each with what it means, where that is told. */
function writeAlternatives(type, name, scope) {
  if (type.type !== 'union') return ''
  const told = describeAlternatives(type, name, scope)
  const isTold = told.some(({ text }) => text !== '')
  if (!isTold) return ''
  return writeTable(
    ['value', 'description'],
    told.map(({ value, text }) => [typeToMarkdown(value, scope), toSentence(text)]),
  )
}

export function describeAlternatives({ types, elementSummaries = [] }, name, scope) {
  return types.map((value, index) => ({
    value,
    text:
      writeSummary({ summary: elementSummaries[index] ?? [] }, scope) ||
      (value.type === 'literal' ? scope.meaningOf(name, value.value) : ''),
  }))
}
