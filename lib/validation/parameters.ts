import type { ParameterSlot } from '../declared-operation.ts'
import { listComposed, readProperties } from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { coerceList, coerceValue, createTextReader, typesOf } from './coercion.ts'

/** How one parameter is written, in the words of OpenAPI's Parameter Object. */
export interface ParameterStyle {
  readonly name: string
  /** The name alone. */
  readonly names: readonly [string]
  readonly style: Style
  readonly explode: boolean
  readonly shape: 'scalar' | 'list' | 'object'
  readonly schema: Readonly<SchemaObject> | boolean
  /** What a text stands for, where it is a scalar. */
  readonly readText: (text: string) => unknown
  /** The names of its properties, where it is an object. */
  readonly members: ReadonlyMap<string, SchemaObject | boolean>
}

type Style =
  'form' | 'simple' | 'label' | 'matrix' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject'

const styles: ReadonlySet<string> = new Set([
  ...['form', 'simple', 'label', 'matrix', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
])

/** The parameters of an object schema: each property says by `style` and `explode` how it is written. */
export function readParameterStyles(
  root: Readonly<SchemaObject>,
  slot: ParameterSlot,
): ParameterStyle[] {
  const properties = readProperties(root)?.properties ?? new Map<string, SchemaObject | boolean>()
  return [...properties].map(([name, schema]) => {
    const said = findStyle(schema, root)
    const style = said.style ?? (slot === 'query' || slot === 'cookies' ? 'form' : 'simple')
    const types = typesOf(schema, root)
    const members = typeof schema === 'boolean' ? undefined : readMembers(schema, root)
    const shape = types?.has('array')
      ? 'list'
      : types?.has('object') || members
        ? 'object'
        : 'scalar'
    const explode = said.explode ?? style === 'form'
    const readText = createTextReader(schema, root)
    const names = [name] as const
    return { name, names, style, explode, shape, schema, readText, members: members ?? new Map() }
  })
}

/** What a property says of how it is written. */
export function findStyle(
  schema: Readonly<SchemaObject> | boolean,
  root: Readonly<SchemaObject>,
): { style: Style | undefined; explode: boolean | undefined } {
  const parts = typeof schema === 'boolean' ? [] : listComposed(schema, root)
  const style = parts.map((part) => part['style']).find((one) => styles.has(one as string))
  const explode = parts.map((part) => part['explode']).find((one) => typeof one === 'boolean')
  return { style: style as Style | undefined, explode: explode as boolean | undefined }
}

function readMembers(
  schema: Readonly<SchemaObject>,
  root: Readonly<SchemaObject>,
): ReadonlyMap<string, SchemaObject | boolean> | undefined {
  const members = listComposed(schema, root).flatMap((part) =>
    Object.entries((part['properties'] ?? {}) as Record<string, SchemaObject>),
  )
  return members.length === 0 ? undefined : new Map(members)
}

/** The names of a query with their values, each still percent-encoded. */
export type RawQuery = ReadonlyMap<string, readonly string[]>

/** Read a query once, from the URL of a request. */
export function parseQuery(url: string): RawQuery {
  const query = new Map<string, string[]>()
  const { length } = url
  let start = url.indexOf('?') + 1
  while (start > 0 && start < length) {
    const next = url.indexOf('&', start)
    const end = next === -1 ? length : next
    if (end > start) addPair(query, url, start, end)
    start = end + 1
  }
  return query
}

function addPair(query: Map<string, string[]>, url: string, start: number, end: number): void {
  const equals = url.indexOf('=', start)
  const isNamed = equals !== -1 && equals < end
  const name = decode(url.slice(start, isNamed ? equals : end))
  const value = isNamed ? url.slice(equals + 1, end) : ''
  const values = query.get(name)
  if (values) values.push(value)
  else query.set(name, [value])
}

/** Percent-encoded text of a form. What is encoded wrongly stays as it is. */
export function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}

/** The value of one parameter in a query; undefined where it is not there. */
export function readQueryParameter(
  query: RawQuery,
  parameter: ParameterStyle,
  root: Readonly<SchemaObject>,
): Taken | undefined {
  const { name, style, explode, shape } = parameter
  if (style === 'deepObject') return readDeepObject(query, parameter, root)
  if (shape === 'object' && style === 'form' && explode) {
    // Many clients of Express write an object so, whatever its style.
    return readDeepObject(query, parameter, root) ?? readSpread(query, parameter, root)
  }
  if (shape === 'scalar') return readScalar(query, parameter)
  const names = shape === 'list' && !query.has(name) ? listIndexed(query, name) : [name]
  const values = names.flatMap((one) => query.get(one) ?? [])
  if (values.length === 0) return undefined
  const taken = { names }
  if (values.length > 1 || (explode && !isJoined(values[0] ?? '', parameter, root))) {
    return { ...taken, value: coerceParts(values.map(decode), parameter, root) }
  }
  return {
    ...taken,
    value: coerceParts(split(values[0] ?? '', style).map(decode), parameter, root),
  }
}

function readScalar(query: RawQuery, { name, names, readText }: ParameterStyle): Taken | undefined {
  const values = query.get(name)
  if (!values) return undefined
  const isOne = values.length === 1
  return { names, value: isOne ? readText(decode(values[0] as string)) : values.map(decode) }
}

/** `tags[]=a`, and `tags[0]=a&tags[1]=b` in the order of the indexes, as many clients write a list. */
function listIndexed(query: RawQuery, name: string): string[] {
  const start = `${name}[`
  const indexOf = (key: string): number => Number(key.slice(start.length, -1))
  return [...query.keys()]
    .filter((key) => key.startsWith(start) && /^\d*\]$/.test(key.slice(start.length)))
    .toSorted((one, other) => indexOf(one) - indexOf(other))
}

/** What was read, and the names in the query that it took. */
export interface Taken {
  readonly names: readonly string[]
  readonly value: unknown
}

/** `1,2` for a list of numbers, which has no comma in its items. */
function isJoined(
  raw: string,
  { schema, shape }: ParameterStyle,
  root: Readonly<SchemaObject>,
): boolean {
  if (shape !== 'list' || !/,|%2c/i.test(raw)) return false
  const items =
    typeof schema === 'boolean'
      ? undefined
      : listComposed(schema, root)
          .map((part) => part['items'])
          .find(Boolean)
  const types = items === undefined ? undefined : typesOf(items as SchemaObject, root)
  return types !== undefined && !types.has('string')
}

const delimiters: Readonly<Record<string, RegExp>> = {
  spaceDelimited: /%20|\+| /,
  pipeDelimited: /\||%7c/i,
}

/** A delimiter that is percent-encoded is part of a value, where another one is not. */
function split(raw: string, style: Style): string[] {
  if (raw === '') return []
  const delimiter = delimiters[style] ?? (raw.includes(',') ? ',' : /%2c/i)
  return raw.split(delimiter)
}

function coerceParts(
  parts: readonly string[],
  parameter: ParameterStyle,
  root: Readonly<SchemaObject>,
): unknown {
  if (parameter.shape === 'list') return coerceList(parts, parameter.schema, root)
  const members: [string, string][] = []
  for (let index = 0; index < parts.length; index += 2) {
    members.push([parts[index] ?? '', parts[index + 1] ?? ''])
  }
  return coerceValue(Object.fromEntries(members), parameter.schema, root)
}

/** `?R=100&G=200`: each property is a name of its own. */
function readSpread(
  query: RawQuery,
  { members, schema }: ParameterStyle,
  root: Readonly<SchemaObject>,
): Taken | undefined {
  const names = [...members.keys()].filter((name) => query.has(name))
  if (names.length === 0) return undefined
  const entries = names.map((name) => {
    const values = (query.get(name) ?? []).map(decode)
    return [name, values.length === 1 ? values[0] : values]
  })
  return { names, value: coerceValue(Object.fromEntries(entries), schema, root) }
}

/** How deep `a[b][c]` may go, and how long a list `a[0]` may be: the query is a stranger's. */
const maxDepth = 20

/** `?color[R]=100&color[G]=200`, and deeper, as most clients write it. */
function readDeepObject(
  query: RawQuery,
  { name, schema }: ParameterStyle,
  root: Readonly<SchemaObject>,
): Taken | undefined {
  const names = [...query.keys()].filter((key) => key.startsWith(`${name}[`) && key.endsWith(']'))
  if (names.length === 0) return undefined
  const tree: Branch = new Map()
  for (const key of names) {
    const path = key.slice(name.length + 1, -1).split('][')
    if (path.length <= maxDepth) plant(tree, path, (query.get(key) ?? []).map(decode))
  }
  return { names, value: coerceValue(toObject(tree), schema, root) }
}

type Branch = Map<string, Branch | string[]>

function plant(branch: Branch, [first = '', ...rest]: readonly string[], values: string[]): void {
  if (rest.length === 0 || (rest.length === 1 && rest[0] === '')) {
    branch.set(first, values)
    return
  }
  const next = branch.get(first)
  const inner: Branch = next instanceof Map ? next : new Map()
  branch.set(first, inner)
  plant(inner, rest, values)
}

function toObject(branch: Branch): Record<string, unknown> {
  return Object.fromEntries(
    [...branch].map(([name, inner]) => {
      if (inner instanceof Map) return [name, toObject(inner)]
      return [name, inner.length === 1 ? inner[0] : inner]
    }),
  )
}

/** The value of a parameter that is one text: in a path, a header or a cookie. */
export function readTextParameter(
  text: string,
  parameter: ParameterStyle,
  root: Readonly<SchemaObject>,
): unknown {
  const { name, style, shape, schema, readText } = parameter
  const bare = stripPrefix(text, name, style)
  if (shape === 'scalar') return readText(bare)
  const parts = bare === '' ? [] : bare.split(separatorOf(parameter)).map((part) => part.trim())
  const own = parts.map((part) => stripName(part, parameter))
  if (shape === 'object' && parameter.explode) {
    const members = own.map((part) => splitOnce(part))
    return coerceValue(Object.fromEntries(members), schema, root)
  }
  return coerceParts(own, parameter, root)
}

/** `.a` and `;name=a` are written so in a path. */
function stripPrefix(text: string, name: string, style: Style): string {
  if (style === 'label') return text.replace(/^\./, '')
  if (style !== 'matrix') return text
  const bare = text.replace(/^;/, '')
  return bare.startsWith(`${name}=`) ? bare.slice(name.length + 1) : bare
}

function separatorOf({ style, explode }: ParameterStyle): string {
  if (style === 'label') return '.'
  return style === 'matrix' && explode ? ';' : ','
}

/** `;id=3;id=4` repeats the name. */
function stripName(part: string, { name, style, shape }: ParameterStyle): string {
  const isRepeated = style === 'matrix' && shape === 'list' && part.startsWith(`${name}=`)
  return isRepeated ? part.slice(name.length + 1) : part
}

function splitOnce(part: string): [string, string] {
  const equals = part.indexOf('=')
  return equals === -1 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)]
}
