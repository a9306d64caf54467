import { isDescribed, writeSummary } from './comments.js'
import { findMerged, isComputed, kinds, listMethods, listProperties } from './model.js'
import { listIndexes } from './rows.js'
import { describeAlternatives } from './sections.js'
import { describeParameter, listFields } from './tables.js'
import { opaque } from './words.js'

/** What has no description: each name, property, method, parameter and value that the reference shows. */
export function findGaps(model, scope) {
  return model.pages.flatMap((page) => {
    const where = { name: page.name, source: { fileName: page.source, line: 1 } }
    const own = isDescribed(page.comment, scope) ? [] : [tell(where)]
    return [...own, ...[...page.items, ...page.further].flatMap((item) => checkItem(item, scope))]
  })
}

function tell({ name, source }) {
  const { fileName, line } = source ?? {}
  return `${name} has no description${fileName ? ` (lib/${fileName}:${line})` : ''}.`
}

function checkItem(item, scope) {
  const where = { name: item.name, source: item.sources?.[0] }
  if (item.kind === kinds.function) return checkSignatures(item.signatures, where, scope)
  const isTold = hasOwnComment(item, scope) || isToldByCall(item, scope)
  return [...(isTold ? [] : [tell(where)]), ...checkMembers(item, where, scope)]
}

/** TypeDoc gives what has no comment that of the type it extends. */
function hasOwnComment({ comment, extendedTypes = [] }, scope) {
  const own = writeSummary(comment, scope)
  const parents = extendedTypes.map(({ target }) => scope.model.byId.get(target))
  return (
    isDescribed(comment, scope) && parents.every((one) => writeSummary(one?.comment, scope) !== own)
  )
}

/** Of a type that is a function, TypeDoc may keep the comment with the call. */
function isToldByCall({ type }, scope) {
  const [signature] = type?.declaration?.signatures ?? []
  return isDescribed(signature?.comment, scope)
}

function checkMembers(item, where, scope) {
  if (item.kind !== kinds.alias) return checkShape(item, where, scope)
  const { type } = item
  if (isComputed(type) || opaque.has(item.name)) return []
  const merged = findMerged(item, scope.model)
  if (type.type === 'union' && hasToldValue(item, scope)) return checkValues(item, where, scope)
  if (merged.length > 0) return merged.flatMap((shape) => checkShape(shape, where, scope, merged))
  return type.type === 'reflection' ? checkShape(type.declaration, where, scope) : []
}

function checkShape(shape, where, scope, others = [shape]) {
  const { signatures = [] } = shape
  // one call is what the type is described by
  const check = signatures.length > 1 ? checkSignatures : checkCalls
  const calls = check(signatures, where, scope)
  const untold = [...listProperties(shape), ...listIndexes(shape)].filter(
    ({ name, comment }) => !isDescribed(comment, scope) && !isToldIn(others, name, scope),
  )
  const properties = untold.map(({ name, sources }) =>
    tell({ name: `${where.name}.${name}`, source: sources?.[0] ?? where.source }),
  )
  const methods = listMethods(shape).flatMap(({ name, signatures, sources }) =>
    checkSignatures(signatures, { name: `${where.name}.${name}()`, source: sources?.[0] }, scope),
  )
  return [...calls, ...properties, ...methods]
}

function isToldIn(shapes, name, scope) {
  const namesakes = shapes
    .flatMap((shape) => listProperties(shape))
    .filter((one) => one.name === name)
  return namesakes.some(({ comment }) => isDescribed(comment, scope))
}

function checkSignatures(signatures, where, scope) {
  return signatures.flatMap((signature) => {
    const isTold = isDescribed(signature.comment, scope)
    return [...(isTold ? [] : [tell(where)]), ...checkParameters(signature, where, scope)]
  })
}

function checkCalls(signatures, where, scope) {
  return signatures.flatMap((signature) => checkParameters(signature, where, scope))
}

function checkParameters({ parameters = [] }, where, scope) {
  return parameters.flatMap((parameter) => {
    const fields = listFields(parameter)
    const untold = (fields.length > 0 ? fields : [parameter]).filter(
      (one) => describeParameter(one, scope) === '',
    )
    const isTold = isDescribed(parameter.comment, scope)
    return isTold
      ? []
      : untold.map(({ name }) => tell({ ...where, name: `${name} of ${where.name}` }))
  })
}

function hasToldValue({ name, type }, scope) {
  return describeAlternatives(type, name, scope).some(({ text }) => text !== '')
}

function checkValues({ name, type }, where, scope) {
  const untold = describeAlternatives(type, name, scope).filter(
    ({ text, value }) => text === '' && !scope.hrefOf(value.target),
  )
  return untold.map(({ value }) =>
    tell({ ...where, name: `${String(value.value ?? 'An alternative')} of ${name}` }),
  )
}

/** The codes of errors that a page names, and that no error has. */
export function findUnknownCodes(pages, { byId }) {
  const codes = [...byId.values()].find(
    ({ name, kind }) => name === 'ErrorCode' && kind === kinds.alias,
  )
  if (!codes) return []
  const known = new Set(codes.type.types.map(({ value }) => value))
  return [...pages].flatMap(([file, text]) => {
    const named = new Set(text.match(/\b(?:ERR|WARN|NOTICE)_[A-Z_]+\b/g))
    return [...named]
      .filter((code) => !known.has(code))
      .map((code) => `${file} names ${code}, and no error has that code.`)
  })
}
