import type { ParameterSlot } from '../declared-operation.ts'
import type { Request } from '../express.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { readProperty } from '../read-property.ts'
import { putMember } from '../json.ts'
import { toJsonSchema } from '../schema.ts'
import type { Schema } from '../schema-types.ts'
import { coerceValue, restOf } from './coercion.ts'
import { inheritsKeptQuery } from './inherited-query.ts'
import type { JsonSchemaOptions } from './json-schema-validator.ts'
import type { Outcome } from './outcome.ts'
import {
  decode,
  readParameterStyles,
  readQueryParameter,
  readTextParameter,
  type ParameterStyle,
  type RawQuery,
} from './parameters.ts'
import { stateOf, type RequestState } from './request-state.ts'
import { createValidator } from './validator.ts'

/** Checks the parameters of one place of a request against one schema. */
export interface ParameterCheck {
  readonly slot: ParameterSlot
  /** @param isGuard A guard knows nothing of the names that are declared after it. */
  check(req: Request, isGuard: boolean): Outcome | Promise<Outcome>
  /** Write the values to where handlers read them. */
  apply(req: Request, value: unknown, isGuard: boolean): void
}

export function createParameterCheck(
  schema: Schema,
  slot: ParameterSlot,
  options: JsonSchemaOptions,
): ParameterCheck {
  const root = toJsonSchema(schema, 'input', slot)
  const styles = readParameterStyles(root, slot)
  const names = new Set(styles.map(({ name }) => name))
  const validate = createValidator(schema, options)
  const read = readers[slot]
  return {
    slot,
    check(req, isGuard) {
      const raw = read(req, styles, root, isGuard)
      stateOf(req).claim(slot, names)
      return validate(raw)
    },
    apply: (req, value, isGuard) => writers[slot](req, value, isGuard),
  }
}

type Reader = (
  req: Request,
  styles: readonly ParameterStyle[],
  root: object,
  isGuard: boolean,
) => Record<string, unknown>

const readers: Readonly<Record<ParameterSlot, Reader>> = {
  params(req, styles, root) {
    const state = stateOf(req)
    const params = readProperty(req, 'params')
    const find = (name: string): unknown => (Object.hasOwn(params, name) ? params[name] : undefined)
    return readTexts(styles, root, (name) => state.rawOf('params', name, find(name)))
  },
  query: readQuery,
  headers(req, styles, root) {
    const state = stateOf(req)
    const { headers } = req
    const find = (name: string): unknown => state.rawOf('headers', name, headers[name])
    return readTexts(styles, root, (name) => find(name.toLowerCase()))
  },
  cookies(req, styles, root, isGuard) {
    const state = stateOf(req)
    const cookies = readCookies(req)
    const own = readTexts(styles, root, (name) => state.rawOf('cookies', name, cookies[name]))
    // The cookies of others come along, and only a closed schema asks about them.
    const isClosed = !isGuard && restOf(root as SchemaObject, root as SchemaObject) === false
    return isClosed ? { ...listOtherCookies(req, cookies), ...own } : own
  },
}

function readTexts(
  styles: readonly ParameterStyle[],
  root: object,
  find: (name: string) => unknown,
): Record<string, unknown> {
  const values = {}
  for (const style of styles) {
    const value = find(style.name)
    if (value === undefined) continue
    const read = typeof value === 'string' ? readTextParameter(value, style, root as never) : value
    putMember(values, style.name, read)
  }
  return values
}

/** The declared parameters, and what else there is, for a schema that refuses it. */
function readQuery(
  req: Request,
  styles: readonly ParameterStyle[],
  root: object,
  isGuard: boolean,
): Record<string, unknown> {
  const state = stateOf(req)
  const values = state.query()
  const taken = new Set<string>()
  const own = {}
  for (const style of styles) {
    const found = readQueryParameter(values, style, root as never)
    if (!found) continue
    putMember(own, style.name, found.value)
    for (const name of found.names) taken.add(name)
  }
  const rest = isGuard || taken.size === values.size ? [] : listOthers(values, taken, state)
  // `filter[status]` belongs to `filter`, and is nobody else's either.
  state.claim('query', taken)
  if (rest.length === 0) return own
  return Object.fromEntries([
    ...readAdmitted(req, rest, root as SchemaObject),
    ...Object.entries(own),
  ])
}

/** What a schema describes without naming it is declared, too. */
function readAdmitted(
  req: Request,
  rest: readonly (readonly [string, unknown])[],
  root: Readonly<SchemaObject>,
): readonly (readonly [string, unknown])[] {
  const admitted = restOf(root, root)
  if (typeof admitted === 'boolean') return rest
  const isDescribed = Object.keys(admitted).length > 0
  if (isDescribed) stateOf(req).claim('query', new Set(rest.map(([name]) => name)))
  return rest.map(([name, value]) => [name, coerceValue(value, admitted, root)] as const)
}

function listOthers(
  query: RawQuery,
  taken: ReadonlySet<string>,
  state: RequestState,
): [string, unknown][] {
  const others: [string, unknown][] = []
  for (const [name, values] of query) {
    if (taken.has(name) || state.isClaimed('query', name)) continue
    const texts = values.map(decode)
    others.push([name, texts.length === 1 ? texts[0] : texts])
  }
  return others
}

/** Without a prototype, so that a name such as `__proto__` is a name. */
function readCookies(req: Request): Record<string, unknown> {
  const cookies = Object.create(null) as Record<string, unknown>
  const parsed = req.cookies as unknown
  if (typeof parsed === 'object' && parsed !== null) {
    return Object.assign(cookies, readSigned(req), parsed)
  }
  for (const pair of (req.headers.cookie ?? '').split(';')) {
    const equals = pair.indexOf('=')
    if (equals === -1) continue
    const name = pair.slice(0, equals).trim()
    const value = pair
      .slice(equals + 1)
      .trim()
      .replace(/^"(.*)"$/, '$1')
    // "If the name appears more than once, the first is the one": as every parser of Express does.
    if (!(name in cookies)) cookies[name] = decodeCookie(value)
  }
  return cookies
}

/** What no declaration names. */
function listOtherCookies(req: Request, cookies: Record<string, unknown>): object {
  const state = stateOf(req)
  const others = Object.entries(cookies).filter(([name]) => !state.isClaimed('cookies', name))
  return Object.fromEntries(others)
}

/** What cookie-parser has found to be signed; false is what was not signed by the app. */
function readSigned({ signedCookies }: Request): object {
  const all = Object.entries((signedCookies ?? {}) as Record<string, unknown>)
  return Object.fromEntries(all.filter(([, value]) => value !== false))
}

function decodeCookie(value: string): string {
  if (!value.includes('%')) return value
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

type Writer = (req: Request, value: unknown, isGuard: boolean) => void

const writers: Readonly<Record<ParameterSlot, Writer>> = {
  params(req, value) {
    // Express makes one for each layer that a request comes to.
    const params: Record<string, unknown> = readProperty(req, 'params')
    stateOf(req).replace('params', params, value as object)
  },
  query(req, value) {
    const state = stateOf(req)
    const checked = state.addToQuery(value as object)
    const isOwn = Object.hasOwn(req, 'query')
    const isKept = isOwn || state.keptQuery !== undefined
    // What nobody has put there on Express 5 need not be asked for where all of it is declared.
    const query =
      !isKept && isAllDeclared(state) ? likeParsed(checked) : mergeQuery(req, checked, isKept)
    if (!isOwn && inheritsKeptQuery(req)) state.keptQuery = query
    else putOwnQuery(req, query)
  },
  headers(req, value) {
    const headers = req.headers as Record<string, unknown>
    const named = Object.entries(value as object).map(([name, header]) => {
      // As it is declared, too, for whom its type calls it so.
      if (name !== name.toLowerCase()) headers[name] = header
      return [name.toLowerCase(), header] as const
    })
    stateOf(req).replace('headers', headers, Object.fromEntries(named))
  },
  cookies(req, value, isGuard) {
    // cookie-parser, which may come yet, reads none where there are some.
    if (isGuard && req.cookies === undefined) return
    const cookies = readCookies(req)
    stateOf(req).replace('cookies', cookies, value as object)
    req.cookies = cookies
  },
}

/** Express 5 parses at each read; an own property is read as it is. */
function putOwnQuery(req: Request, query: object): void {
  Object.defineProperty(req, 'query', {
    value: query,
    writable: true,
    enumerable: true,
    configurable: true,
  })
}

function isAllDeclared(state: RequestState): boolean {
  for (const name of state.query().keys()) if (!state.isClaimed('query', name)) return false
  return true
}

/** What was declared beside what nobody declared, as the app's own parser has it. */
function mergeQuery(req: Request, checked: Record<string, unknown>, isKept: boolean): object {
  const state = stateOf(req)
  const given: object = req.query
  const others = Object.fromEntries(
    Object.entries(given).filter(([name]) => !state.isClaimed('query', name)),
  )
  const own = withoutOthers(req, checked, others)
  return isKept ? mergeLike(given, others, own) : Object.assign(likeParsed(others), own)
}

/** Express 4 gives its objects the usual prototype, and Express 5 none. */
function mergeLike(given: object, one: object, other: object): object {
  const prototype = Object.getPrototypeOf(given) as object | null
  if (prototype === null) return Object.assign(Object.create(null) as object, one, other)
  const merged = { ...one, ...other }
  return prototype === Object.prototype
    ? merged
    : (Object.setPrototypeOf(merged, prototype) as object)
}

/**
 * As `node:querystring` gives what it has parsed: an object that inherits nothing, and in which a name such as
 * `__proto__` is a name. One of `Object.create(null)` takes longer to make and to read.
 */
function likeParsed(values: object): object {
  return Object.assign(new Parsed(), values)
}

const Parsed = function Parsed() {} as unknown as new () => object
Parsed.prototype = Object.create(null) as object

/** An open schema hands on what it does not declare, which the app's parser may read as `a: { b }`. */
function withoutOthers(
  req: Request,
  values: Record<string, unknown>,
  others: object,
): Record<string, unknown> {
  const state = stateOf(req)
  const query = state.query()
  const isRead = (name: string): boolean =>
    state.isClaimed('query', name) || !query.has(name) || Object.hasOwn(others, name)
  const entries = Object.entries(values)
  return entries.every(([name]) => isRead(name))
    ? values
    : Object.fromEntries(entries.filter(([name]) => isRead(name)))
}
