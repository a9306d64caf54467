import { unexported } from './read.js'
import { called, findInSpecification, opaque } from './words.js'

/** What TypeDoc calls its kinds. */
export const kinds = {
  variable: 32,
  function: 64,
  class: 128,
  interface: 256,
  constructor: 512,
  property: 1024,
  method: 2048,
  alias: 2097152,
  reference: 4194304,
}

/** What is written of one package: what each entry exports, and what that is made of. */
export function createModel(project, entries) {
  const byId = new Map()
  collect(project, byId)
  const model = { byId, pages: [], unexported: listUnexported(project) }
  model.pages = entries.map((entry) => createPage(findModule(project, entry), entry))
  const shown = new Set(model.pages.flatMap(({ items }) => items.map(({ id }) => id)))
  for (const page of model.pages) page.further = findFurther(page.items, model, shown)
  return model
}

/** A declaration that is exported again elsewhere, or is a type parameter, has an id too. */
function collect(value, byId) {
  if (typeof value !== 'object' || value === null) return
  if (typeof value.id === 'number' && value.variant !== 'reference') byId.set(value.id, value)
  for (const member of Object.values(value)) collect(member, byId)
}

function findModule({ children }, { source }) {
  const found = children.find(({ sources }) => sources?.[0]?.fileName === source)
  if (!found) throw new Error(`TypeDoc has nothing of lib/${source}.`)
  return found
}

function createPage(module, entry) {
  const exported = module.children.filter(({ name }) => name !== unexported)
  return {
    ...entry,
    comment: module.comment,
    items: sortByName(exported.filter(({ kind }) => kind !== kinds.reference)),
    again: exported.filter(({ kind }) => kind === kinds.reference),
    further: [],
  }
}

function sortByName(items) {
  return items.toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

/** Types that are not exported, and whose members nobody would know otherwise. */
function findFurther(items, model, shown) {
  const found = []
  const open = items.flatMap((item) => listTypes(item, model))
  while (open.length > 0) {
    const item = findShape(open.pop(), model)
    if (!item || shown.has(item.id)) continue
    shown.add(item.id)
    found.push(item)
    open.push(...listTypes(item, model))
  }
  return sortByName(found)
}

function findShape(type, { byId }) {
  const item = byId.get(type.target)
  const isHidden = type.name in called || opaque.has(type.name) || findInSpecification(type.name)
  if (!item || isHidden) return undefined
  return item.kind === kinds.interface && listProperties(item).length > 0 ? item : undefined
}

/** Names that begin so are between this package and itself. */
export function listProperties({ children = [] }) {
  return children.filter(({ kind, name }) => kind === kinds.property && !name.startsWith('~'))
}

export function listMethods({ children = [] }) {
  return children.filter(({ kind }) => kind === kinds.method)
}

/**
 * The shapes that an alias only puts together, by `|` or `&`, and that nobody can import: they are written
 * as one, in its name.
 */
export function findMerged({ kind, name, type }, model) {
  const isOfSeveral = kind === kinds.alias && ['union', 'intersection'].includes(type.type)
  if (!isOfSeveral || opaque.has(name)) return []
  const shapes = type.types.map((one) => readShape(one, model))
  const isWhole = type.type === 'intersection' || shapes.every((shape) => shape !== undefined)
  return isWhole ? shapes.filter((shape) => shape !== undefined) : []
}

function readShape(type, model) {
  if (type.type === 'reflection') return type.declaration
  const item = model.unexported.has(type.target) ? model.byId.get(type.target) : undefined
  return item?.kind === kinds.interface ? item : undefined
}

/** Every reference in what is written of an item. */
function listTypes(item, model) {
  const merged = findMerged(item, model)
  if (merged.length > 0) return merged.flatMap((shape) => listTypes(shape, model))
  const signatures = [
    ...(item.signatures ?? []),
    ...listMethods(item).flatMap((one) => one.signatures),
  ]
  const types = [
    ...listProperties(item).map(({ type }) => type),
    ...signatures.flatMap(({ parameters = [], type }) => [
      type,
      ...parameters.map((one) => one.type),
    ]),
    ...(item.kind === kinds.alias && !opaque.has(item.name) ? [item.type] : []),
  ]
  return types.flatMap((type) => listReferences(type, model))
}

function listReferences(type, model) {
  if (!type || isComputed(type)) return []
  if (type.type === 'reference') {
    const inside = (type.typeArguments ?? []).flatMap((one) => listReferences(one, model))
    const alias = findInlined(type, model)
    return [type, ...inside, ...(alias ? listReferences(alias.type, model) : [])]
  }
  if (type.type === 'reflection') return listTypes(type.declaration, model)
  return [type.types, type.elements, type.elementType, type.target, type.element]
    .flat()
    .filter((one) => typeof one === 'object')
    .flatMap((one) => listReferences(one, model))
}

/** What the compiler works out from what it is given. */
export function isComputed({ type }) {
  return ['conditional', 'mapped', 'indexedAccess', 'inferred'].includes(type)
}

/** An alias that is not exported, and that says nothing which its type does not. */
export function findInlined({ target, name }, model) {
  const alias = model.byId.get(target)
  const isAlias = alias?.kind === kinds.alias && model.unexported.has(target)
  const isNamed = name in called || opaque.has(name) || findInSpecification(name)
  return isAlias && !isNamed && !isComputed(alias.type) ? alias : undefined
}

/** Whether it is a name of what the compiler works out, which its users do not know. */
export function isWorkedOut({ target, name }, { byId, unexported }) {
  const alias = byId.get(target)
  const isAlias = alias?.kind === kinds.alias && unexported.has(target)
  return isAlias && !(name in called) && isComputed(alias.type)
}

function listUnexported({ children }) {
  const modules = children.flatMap((module) => module.children ?? [])
  const inside = modules.filter(({ name }) => name === unexported)
  return new Set(inside.flatMap((module) => module.children.map(({ id }) => id)))
}
