import { type Fields, isFields } from '../../document/fields.ts'
import { changed, harmless, narrowed, unknown, widened, type Effect } from './change.ts'
import { differ, quote, type Difference } from './difference.ts'
import { opaqueKeywords } from './opaque-keywords.ts'
import { listOf, type Part, type View } from './schema-view.ts'

/** What the schemas of one side say about the properties of an object. */
export interface ObjectSide {
  /** The properties that are spoken of. */
  readonly names: ReadonlySet<string>
  readonly required: ReadonlySet<string>
  /** Whether any is spoken of, or it is said that there are none. */
  readonly isDeclared: boolean
  /** The schemas of a property, be it declared or not. */
  propertyOf(name: string): View
  /** The schemas of what is not declared. */
  readonly additional: View
}

/** @param isLeftOut whether a property is no part of what goes this way, being `readOnly` or `writeOnly` */
export function readObject(
  parts: readonly Part[],
  isLeftOut: (schema: unknown) => boolean,
): ObjectSide {
  const names = new Set<string>()
  const left = new Set<string>()
  for (const part of parts) {
    for (const [name, schema] of Object.entries(fieldsOf(part['properties']))) {
      if (isLeftOut(schema)) left.add(name)
      else names.add(name)
    }
  }
  const required = new Set(parts.flatMap((part) => listOf(part['required']).map(String)))
  for (const name of left) {
    names.delete(name)
    required.delete(name)
  }
  return {
    names,
    required,
    isDeclared: parts.some((part) => 'properties' in part),
    propertyOf: (name) => parts.flatMap((part) => schemasOf(part, name)),
    additional: parts.flatMap((part) => restriction(part['additionalProperties'])),
  }
}

function fieldsOf(value: unknown): Readonly<Fields> {
  return isFields(value) ? value : {}
}

function schemasOf(part: Part, name: string): unknown[] {
  const properties = fieldsOf(part['properties'])
  const own = Object.hasOwn(properties, name) ? [properties[name]] : []
  const matching = Object.entries(fieldsOf(part['patternProperties']))
    .filter(([pattern]) => matches(pattern, name))
    .map(([, schema]) => schema)
  const named = [...own, ...matching]
  return named.length > 0 ? named : restriction(part['additionalProperties'])
}

function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(name)
  } catch {
    return false
  }
}

/** Nothing where the schema accepts everything. */
function restriction(schema: unknown): unknown[] {
  if (schema === false) return [false]
  return isFields(schema) && Object.keys(schema).length > 0 ? [schema] : []
}

export function isClosed(view: View): boolean {
  return view.includes(false)
}

/** What is to be compared within the properties, and what was found about them as such. */
export interface ObjectComparison {
  readonly found: readonly Difference[]
  readonly inner: readonly { readonly path: string; readonly old: View; readonly next: View }[]
}

export function compareObjects(old: ObjectSide, next: ObjectSide): ObjectComparison {
  const names = new Set([...old.names, ...next.names, ...old.required, ...next.required])
  const found: Difference[] = []
  const inner: { path: string; old: View; next: View }[] = []
  for (const name of names) {
    const path = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const [before, after] = [old.propertyOf(name), next.propertyOf(name)]
    found.push(...compareProperty(name, path, { old, next, before, after }))
    if (isWithin(name, old, before, next, after)) inner.push({ path, old: before, next: after })
  }
  const additional = compareAdditional(old.additional, next.additional)
  if (additional === 'inner') inner.push({ path: '/*', old: old.additional, next: next.additional })
  else found.push(...additional)
  return { found, inner }
}

/** A property that is declared on one side alone is compared to what the other says of all such. */
function isWithin(
  name: string,
  old: ObjectSide,
  before: View,
  next: ObjectSide,
  after: View,
): boolean {
  if (isClosed(before) || isClosed(after)) return false
  if (old.names.has(name) && next.names.has(name)) return true
  if (old.names.has(name)) return after.length > 0
  // Where nothing is declared, everything may be sent; else only what is declared is taken to be.
  return next.names.has(name) && (before.length > 0 || !old.isDeclared)
}

interface PropertySides {
  readonly old: ObjectSide
  readonly next: ObjectSide
  readonly before: View
  readonly after: View
}

function compareProperty(name: string, path: string, sides: PropertySides): Difference[] {
  const { old, next, before, after } = sides
  const [had, has] = [old.names.has(name), next.names.has(name)]
  // `{ a: false }` declares that there is none.
  if (had && !has && !isClosed(before)) return removeProperty(name, path, sides)
  if (!had && has && !isClosed(after)) return addProperty(name, path, sides)
  return [...compareRequired(name, path, sides), ...compareClosed(name, path, sides)]
}

function compareRequired(name: string, path: string, { old, next }: PropertySides): Difference[] {
  const [was, is] = [old.required.has(name), next.required.has(name)]
  if (was === is) return []
  return is
    ? [differ('property-required', narrowed, `${quote(name)} is required now`, path)]
    : [differ('property-optional', widened, `${quote(name)} may be left out now`, path)]
}

function compareClosed(name: string, path: string, { before, after }: PropertySides): Difference[] {
  if (isClosed(before) === isClosed(after)) return []
  return isClosed(after)
    ? [differ('property-removed', narrowed, `${quote(name)} is refused now`, path)]
    : [differ('property-added', widened, `${quote(name)} is allowed now`, path)]
}

function removeProperty(name: string, path: string, sides: PropertySides): Difference[] {
  const { old, next, after } = sides
  const wasRequired = old.required.has(name) && !next.required.has(name)
  const effect: Effect = {
    written: isClosed(after) ? 'breaking' : 'warning',
    read: wasRequired ? 'breaking' : 'warning',
  }
  const what = wasRequired ? `the required property ${quote(name)}` : `the property ${quote(name)}`
  const rest = isClosed(after) ? ', and is refused' : ''
  const removed = differ('property-removed', effect, `${what} is gone${rest}`, path)
  return next.required.has(name) ? [removed, ...compareRequired(name, path, sides)] : [removed]
}

function addProperty(name: string, path: string, sides: PropertySides): Difference[] {
  const { old, next, before } = sides
  const isNew = next.required.has(name) && !old.required.has(name)
  const effect: Effect = {
    written: isNew ? 'breaking' : 'safe',
    read: isClosed(before) ? 'warning' : 'safe',
  }
  const what = isNew ? `the required property ${quote(name)}` : `the property ${quote(name)}`
  const rest = isClosed(before) ? ', and no others than the declared were allowed' : ''
  const added = differ('property-added', effect, `${what} is new${rest}`, path)
  return old.required.has(name) ? [added, ...compareRequired(name, path, sides)] : [added]
}

function compareAdditional(before: View, after: View): 'inner' | Difference[] {
  const [was, is] = [isClosed(before), isClosed(after)]
  if (was && is) return []
  if (is) {
    return [
      differ('additional-refused', narrowed, 'properties that are not declared are refused now'),
    ]
  }
  if (!was) return before.length + after.length > 0 ? 'inner' : []
  // A reader who was told that there are no others should still not mind one.
  const effect: Effect = { written: 'safe', read: 'warning' }
  return [differ('additional-allowed', effect, 'properties that are not declared are allowed now')]
}

/** @param isEqual whether two values say the same, each in its document */
export function compareOpaque(
  old: readonly Part[],
  next: readonly Part[],
  isEqual: (old: unknown, next: unknown) => boolean,
): Difference[] {
  return opaqueKeywords.flatMap((keyword) => {
    const before = old.filter((part) => keyword in part).map((part) => part[keyword])
    const after = next.filter((part) => keyword in part).map((part) => part[keyword])
    const removed = before.filter((one) => !after.some((other) => isEqual(one, other)))
    const added = after.filter((one) => !before.some((other) => isEqual(other, one)))
    if (removed.length === 0 && added.length === 0) return []
    const name = quote(keyword)
    if (removed.length > 0 && added.length > 0) {
      return [
        differ(
          'keyword-changed',
          unknown,
          `what ${name} says has changed, and was not compared further`,
        ),
      ]
    }
    // What stands beside it may turn its meaning round.
    const isCertain = !['then', 'else', 'minContains'].includes(keyword)
    return added.length > 0
      ? [differ('keyword-added', isCertain ? narrowed : changed, `${name} is a new condition`)]
      : [differ('keyword-removed', isCertain ? widened : changed, `the condition ${name} is gone`)]
  })
}

/** What is read by a discriminator has to be written as it says. */
export function compareDiscriminators(old: readonly Part[], next: readonly Part[]): Difference[] {
  const [from, to] = [readDiscriminator(old), readDiscriminator(next)]
  if (from === undefined || to === undefined || from === to) return []
  const message = `alternatives are told apart by ${quote(to)} now, and were by ${quote(from)}`
  return [differ('discriminator-changed', changed, message)]
}

function readDiscriminator(parts: readonly Part[]): string | undefined {
  for (const { discriminator } of parts) {
    if (isFields(discriminator) && typeof discriminator['propertyName'] === 'string') {
      return discriminator['propertyName']
    }
  }
  return undefined
}

/** What is left out is taken for something else. */
export function compareDefaults(old: readonly Part[], next: readonly Part[]): Difference[] {
  const [from, to] = [old, next].map(
    (parts) => parts.find((part) => 'default' in part)?.['default'],
  )
  if (JSON.stringify(from) === JSON.stringify(to)) return []
  const effect: Effect = { ...harmless, written: 'warning' }
  const was = from === undefined ? 'there was none' : `it was ${quote(from)}`
  const now = to === undefined ? 'there is no default any more' : `the default is ${quote(to)} now`
  return [differ('default-changed', effect, `${now}, and ${was}`)]
}
