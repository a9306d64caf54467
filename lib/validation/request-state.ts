import type { ParameterSlot } from '../declared-operation.ts'
import type { Request } from '../express.ts'
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
  readonly #req: Request
  #url: string | undefined
  #query: RawQuery | undefined
  #checkedQuery: Readonly<Record<string, unknown>> | undefined
  #body: Replaced | undefined
  readonly #claimed: { [Slot in ParameterSlot]?: Set<string> } = {}
  readonly #texts: { [Slot in TextSlot]?: Map<string, Replaced> } = {}

  constructor(req: Request) {
    this.#req = req
  }

  /** As it stands in the URL, read once. */
  query(): RawQuery {
    const { url } = this.#req
    if (this.#query && this.#url === url) return this.#query
    this.#url = url
    this.#query = parseQuery(url)
    return this.#query
  }

  /** The names that declarations have taken as theirs. */
  claimed(slot: ParameterSlot): Set<string> {
    return (this.#claimed[slot] ??= new Set())
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
    for (const [name, value] of Object.entries(values)) {
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
    const body: unknown = this.#req.body
    return this.#body && this.#body.value === body ? this.#body.raw : body
  }

  /** The body is now what a check came to. */
  replaceBody(value: unknown): void {
    if (value === this.#req.body && !this.#body) return
    this.#body = { raw: this.body(), value }
    this.#req.body = value
  }
}

// Registered, so that both copies of this package know each other's.
const key = Symbol.for('ringback/request')

/** Where anything is known of it. */
export function findState(req: Request | undefined): RequestState | undefined {
  return (req as { [key]?: RequestState } | undefined)?.[key]
}

export function stateOf(req: Request): RequestState {
  const stated = req as { [key]?: RequestState }
  // Not by Object.defineProperty(), which takes longer than all that is kept in it.
  return (stated[key] ??= new RequestState(req))
}
