import type { ParameterSlot } from '../declared-operation.ts'
import type { Request } from '../express.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { toJsonSchema } from '../schema.ts'
import type { Schema } from '../schema-types.ts'
import { coerceValue, restOf } from './coercion.ts'
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
import { stateOf } from './request-state.ts'
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
  const validate = createValidator(schema, options)
  const read = readers[slot]
  return {
    slot,
    check(req, isGuard) {
      const { claimed } = stateOf(req)
      const raw = read(req, styles, root, isGuard)
      for (const { name } of styles) claimed[slot].add(name)
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
    const { rawOf } = stateOf(req)
    const find = (name: string): unknown =>
      Object.hasOwn(req.params, name) ? req.params[name] : undefined
    return readTexts(styles, root, (name) => rawOf('params', name, find(name)))
  },
  query: readQuery,
  headers(req, styles, root) {
    const { rawOf } = stateOf(req)
    const find = (name: string): unknown => rawOf('headers', name, req.headers[name])
    return readTexts(styles, root, (name) => find(name.toLowerCase()))
  },
  cookies(req, styles, root, isGuard) {
    const { rawOf } = stateOf(req)
    const cookies = readCookies(req)
    const own = readTexts(styles, root, (name) => rawOf('cookies', name, cookies[name]))
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
  const entries = styles.flatMap((style) => {
    const value = find(style.name)
    if (value === undefined) return []
    const read = typeof value === 'string' ? readTextParameter(value, style, root as never) : value
    return [[style.name, read] as const]
  })
  return Object.fromEntries(entries)
}

/** The declared parameters, and what else there is, for a schema that refuses it. */
function readQuery(
  req: Request,
  styles: readonly ParameterStyle[],
  root: object,
  isGuard: boolean,
): Record<string, unknown> {
  const query = stateOf(req).query()
  const taken = new Set<string>()
  const entries = styles.flatMap((style) => {
    const found = readQueryParameter(query, style, root as never)
    for (const name of found?.names ?? []) taken.add(name)
    return found ? [[style.name, found.value] as const] : []
  })
  const { claimed } = stateOf(req)
  const rest = isGuard ? [] : listOthers(query, taken, claimed.query)
  // `filter[status]` belongs to `filter`, and is nobody else's either.
  for (const name of taken) claimed.query.add(name)
  return Object.fromEntries([...readAdmitted(req, rest, root as SchemaObject), ...entries])
}

/** What a schema describes without naming it is declared, too. */
function readAdmitted(
  req: Request,
  rest: readonly (readonly [string, unknown])[],
  root: Readonly<SchemaObject>,
): readonly (readonly [string, unknown])[] {
  const admitted = rest.length > 0 && restOf(root, root)
  if (typeof admitted === 'boolean') return rest
  const isDescribed = Object.keys(admitted).length > 0
  return rest.map(([name, value]) => {
    if (isDescribed) stateOf(req).claimed.query.add(name)
    return [name, coerceValue(value, admitted, root)] as const
  })
}

function listOthers(
  query: RawQuery,
  taken: ReadonlySet<string>,
  claimed: ReadonlySet<string>,
): [string, unknown][] {
  return [...query].flatMap(([name, values]) => {
    if (taken.has(name) || claimed.has(name)) return []
    const texts = values.map(decode)
    return [[name, texts.length === 1 ? texts[0] : texts] as [string, unknown]]
  })
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
  const { claimed } = stateOf(req)
  return Object.fromEntries(Object.entries(cookies).filter(([name]) => !claimed.cookies.has(name)))
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
    const params = Object.assign(Object.create(null) as Record<string, unknown>, req.params)
    stateOf(req).replace('params', params, value as object)
    req.params = withPrototypeOf(req.params, { ...params }) as never
  },
  query(req, value) {
    const others = readAppQuery(req)
    const checked = Object.assign(stateOf(req).checkedQuery, value)
    const own = withoutOthers(req, checked, others)
    // Express 5 parses at each read; an own property is read as it is.
    const query = withPrototypeOf(Object.hasOwn(req, 'query') && req.query, { ...others, ...own })
    Object.defineProperty(req, 'query', {
      value: query,
      writable: true,
      enumerable: true,
      configurable: true,
    })
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

/** What nobody declared, as the app's own parser has it. */
function readAppQuery(req: Request): object {
  const { claimed, query } = stateOf(req)
  const isOther = (name: string): boolean => !claimed.query.has(name)
  // Whatever middleware has put there, too; where Express 5 parses at each read, it cannot.
  const isParsed = Object.hasOwn(req, 'query')
  if (!isParsed && ![...query().keys()].some(isOther)) return {}
  return Object.fromEntries(Object.entries({ ...req.query }).filter(([name]) => isOther(name)))
}

/** Express 4 gives its objects the usual prototype, and Express 5 none. */
function withPrototypeOf(given: object | false, object: object): object {
  const prototype = given ? (Object.getPrototypeOf(given) as object | null) : null
  return Object.setPrototypeOf(object, prototype) as object
}

/** An open schema hands on what it does not declare, which the app's parser may read as `a: { b }`. */
function withoutOthers(
  req: Request,
  values: Record<string, unknown>,
  others: object,
): Record<string, unknown> {
  const { claimed, query } = stateOf(req)
  const isRead = (name: string): boolean =>
    claimed.query.has(name) || !query().has(name) || Object.hasOwn(others, name)
  const entries = Object.entries(values)
  return entries.every(([name]) => isRead(name))
    ? values
    : Object.fromEntries(entries.filter(([name]) => isRead(name)))
}
