import type { Request } from '../express.ts'
import { findState } from './request-state.ts'

/** Each `app.request` that has been looked at, and whether what it hands on is what a check has kept. */
const known = new WeakMap<object, boolean>()

/** The getters that hand on what a check has kept. */
const keeping = new WeakSet<() => unknown>()

/**
 * Whether `req.query` reads what a check has kept of it: Express 5 parses the query by a getter that all requests
 * inherit, and before it, once for each app, stands another one. A property of the request's own, which
 * took its place before, takes V8 microseconds once Express has changed the prototype.
 */
export function inheritsKeptQuery(req: Request): boolean {
  const prototype = Object.getPrototypeOf(req) as Prototype
  const before = known.get(prototype)
  if (before !== undefined) return before
  const made = prototype.app?.request === prototype && putGetter(prototype)
  known.set(prototype, made)
  return made
}

/** `app.request`: "the prototype of all requests" of an app. */
interface Prototype {
  readonly app?: { readonly request?: unknown }
}

/** Not where somebody has put another kind of property there, as Express 4 does on each request. */
function putGetter(prototype: Prototype): boolean {
  const inherited = findQuery(prototype)
  if (!inherited?.get || inherited.set) return false
  if (keeping.has(inherited.get)) return true
  if (!Object.isExtensible(prototype) || !inherited.configurable) return false
  const parse = inherited.get
  const get = function query(this: Request): unknown {
    return findState(this)?.keptQuery ?? parse.call(this)
  }
  keeping.add(get)
  Object.defineProperty(prototype, 'query', { ...inherited, get })
  return true
}

function findQuery(of: object | null): PropertyDescriptor | undefined {
  if (of === null) return undefined
  return (
    Object.getOwnPropertyDescriptor(of, 'query') ??
    findQuery(Object.getPrototypeOf(of) as object | null)
  )
}
