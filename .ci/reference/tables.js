import { toCell, toSentence, writeDefault, writeSummary, writeTag } from './comments.js'
import { kinds, listProperties } from './model.js'
import { listIndexes, mergeByName } from './rows.js'
import { declaredAt, typeToMarkdown, writeCode } from './types.js'
import { checks, express } from './words.js'

export function writeTable(head, rows) {
  if (rows.length === 0) return ''
  const line = (cells) => `| ${cells.join(' | ')} |`
  const body = rows.map((cells) => line(cells.map((cell) => toCell(cell))))
  return [line(head), line(head.map(() => '---')), ...body].join('\n')
}

export function writeParameterTable(signatures, scope) {
  const all = signatures.flatMap(({ parameters = [], sources }) =>
    parameters.map((one) => ({ ...one, sources })),
  )
  const parameters = mergeByName(all)
  const rows = parameters.flatMap((one) => {
    const fields = listFields(one)
    const isTold = fields.length === 0 || describeParameter(one, scope) !== ''
    return isTold ? [one, ...fields] : fields
  })
  return writeTable(
    ['parameter', 'type', 'description'],
    rows.map((row) => [
      nameOf(row),
      writeTypes(row, scope),
      toSentence(describeParameter(row, scope)),
    ]),
  )
}

/** `options.drainMs`, where a parameter is an object that is written out. */
export function listFields({ name, type }) {
  const children = type?.type === 'reflection' ? (type.declaration.children ?? []) : []
  return children.map((child) => ({ ...child, name: `${name}.${child.name}` }))
}

export function describeParameter({ comment, type }, scope) {
  return writeSummary(comment, scope) || (express[type?.name] ?? '')
}

function nameOf({ name, kind, flags, defaultValue }) {
  const isGiven = kind !== kinds.property && defaultValue !== undefined
  const isOptional = flags.isOptional || isGiven
  return `\`${name}${isOptional ? '?' : ''}\``
}

export function writePropertyTable(shapes, scope) {
  const members = shapes.flatMap((shape) => [...listProperties(shape), ...listIndexes(shape)])
  const rows = mergeByName(members.map((one) => ({ ...one, type: fillIn(one.type, scope) })))
  const defaults = rows.map(({ comment }) => writeDefault(comment, scope))
  const hasDefaults = defaults.some((text) => text !== '')
  return writeTable(
    ['property', 'type', ...(hasDefaults ? ['default'] : []), 'description'],
    rows.map((row, index) => [
      row.isIndex ? writeCode(row.name) : nameOf(row),
      writeTypes(row, scope),
      ...(hasDefaults ? [defaults[index]] : []),
      describeProperty(row, scope),
    ]),
  )
}

/** A type parameter by its default, which says what may stand there. */
function fillIn(type, { model }) {
  const [inside] = checks.has(type.name) ? type.typeArguments : [type]
  const own = inside.refersToTypeParameter ? model.byId.get(inside.target)?.default : undefined
  return own && own.name !== 'unknown' ? own : type
}

function describeProperty({ comment }, scope) {
  const thrown = writeTag(comment, '@throws', scope)
  const told = [toSentence(describe(comment, scope)), thrown && `Throws ${toSentence(thrown)}`]
  return told.filter(Boolean).join('\n\n')
}

function writeTypes({ type, types = [type], sources }, scope) {
  const texts = types.map((one) => typeToMarkdown(one, placed({ sources }, scope)))
  return [...new Set(texts)].join(' or ')
}

/** With how it is declared. */
export function placed({ sources }, scope) {
  return { ...scope, declared: declaredAt(sources, scope) }
}

export function describe(comment, scope) {
  const examples = writeTag(comment, '@example', scope)
  return [writeSummary(comment, scope), examples].filter((text) => text !== '').join('\n\n')
}
