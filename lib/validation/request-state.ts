import type { ParameterSlot } from '../declared-operation.ts'
import type { Request } from '../express.ts'
import { isOfNode } from '../hidden-class.ts'
import { readProperty } from '../read-property.ts'
import { parseQuery, type RawQuery } from './parameters.ts'

/** Where each value is a text, whatever has become of the others. */
export type TextSlot = Exclude<ParameterSlot, 'query'>

interface Replaced {
  readonly raw: unknown
  readonly value: unknown
}

/**
 * What is known of a request: each declaration that it meets reads it as it came, and their values add
 * up. Most of it is made where it is asked for: most requests have little.
 */
export class RequestState {
  /** What is known of its response, whose own property it is not: to add one takes microseconds. */
  response: unknown
  /** What `req.query` is from a check on, where the requests of an app inherit what reads it. */
  keptQuery: object | undefined
  readonly #req: Request
  #url: string | undefined
  #query: RawQuery | undefined
  #checkedQuery: Readonly<Record<string, unknown>> | undefined
  #body: Replaced | undefined
  readonly #claims: Readonly<Record<ParameterSlot, ReadonlySet<string>[]>> = {
    params: [],
    query: [],
    headers: [],
    cookies: [],
  }
  readonly #texts: { [Slot in TextSlot]?: Map<string, Replaced> } = {}

  constructor(req: Request) {
    this.#req = req
  }

  /** As it stands in the URL, read once. */
  query(): RawQuery {
    const url = readProperty(this.#req, 'url')
    if (this.#query && this.#url === url) return this.#query
    this.#url = url
    this.#query = parseQuery(url)
    return this.#query
  }

  /** Whether a declaration has taken a name as its own. */
  isClaimed(slot: ParameterSlot, name: string): boolean {
    for (const names of this.#claims[slot]) if (names.has(name)) return true
    return false
  }

  /** Takes names as those of a declaration. */
  claim(slot: ParameterSlot, names: ReadonlySet<string>): void {
    this.#claims[slot].push(names)
  }

  /** Adds what a check of the query came to, to what others have; gives all of it, which is not to be changed. */
  addToQuery(values: object): Readonly<Record<string, unknown>> {
    const before = this.#checkedQuery
    // So that a name such as `__proto__` is a name.
    this.#checkedQuery = before ? { ...before, ...values } : (values as Record<string, unknown>)
    return this.#checkedQuery
  }

  /** A value as it was before a check has put another in its place. */
  rawOf(slot: TextSlot, name: string, current: unknown): unknown {
    const known = this.#texts[slot]?.get(name)
    return known && Object.is(known.value, current) ? known.raw : current
  }

  /** Put what a check came to in the place of what it was given, in every place that still has that. */
  replace(slot: TextSlot, target: Record<string, unknown>, values: object): void {
    const texts = (this.#texts[slot] ??= new Map<string, Replaced>())
    for (const name of Object.keys(values)) {
      const value = (values as Record<string, unknown>)[name]
      if (Object.is(value, target[name])) continue
      texts.set(name, { raw: this.rawOf(slot, name, target[name]), value })
      target[name] = value
    }
    // A router within has parameters of its own, which may have the same names.
    for (const [name, { raw, value }] of texts) {
      if (Object.is(target[name], raw)) target[name] = value
    }
  }

  /** The body as its parser left it. Another one may have its turn between two declarations. */
  body(): unknown {
    const body: unknown = readProperty(this.#req, 'body')
    return this.#body && this.#body.value === body ? this.#body.raw : body
  }

  /** The body is now what a check came to. */
  replaceBody(value: unknown): void {
    if (!this.#body && value === readProperty(this.#req, 'body')) return
    this.#body = { raw: this.body(), value }
    this.#req.body = value
  }
}

// Registered, so that two copies of this package know each other's.
const key = Symbol.for('ringback/request')

/** What may carry it. */
type Carrier = { [key]?: RequestState | undefined }

/** Of the request that was asked about last, which is mostly the one that is asked about next. */
let latest: { readonly req: Request; readonly state: RequestState } | undefined

/** Where anything is known of it. */
export function findState(req: Request | undefined): RequestState | undefined {
  if (latest?.req === req) return latest?.state
  const state = req && carrierOf(req)[key]
  if (state) latest = { req, state }
  return state
}

export function stateOf(req: Request): RequestState {
  return findState(req) ?? createState(req)
}

function createState(req: Request): RequestState {
  const state = new RequestState(req)
  carrierOf(req)[key] = state
  latest = { req, state }
  return state
}

/**
 * Its raw headers, which are a list of its own for each request that Node makes: to add a property to the request
 * takes V8 microseconds once Express has changed its prototype.
 */
function carrierOf(req: Request): Carrier {
  // What only looks like a request, as tests have it, may make its raw headers anew each time.
  const isReal = isOfNode(Object.getPrototypeOf(req) as object)
  return (isReal ? readProperty(req, 'rawHeaders') : req) as Carrier
}
