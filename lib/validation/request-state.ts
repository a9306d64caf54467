import type { ParameterSlot } from '../declared-operation.ts'
import type { Request } from '../express.ts'
import { parseQuery, type RawQuery } from './parameters.ts'

/**
 * What is known of a request: each declaration that it meets reads it as it came, and their values add
 * up.
 */
export interface RequestState {
  /** As it stands in the URL, read once. */
  query(): RawQuery
  /** The names that declarations have taken as theirs. */
  readonly claimed: Readonly<Record<ParameterSlot, Set<string>>>
  /** What the checks of the query came to. */
  readonly checkedQuery: Record<string, unknown>
  /** A value as it was before a check has put another in its place. */
  rawOf(slot: TextSlot, name: string, current: unknown): unknown
  /** Put what a check came to in the place of what it was given, in every place that still has that. */
  replace(slot: TextSlot, target: Record<string, unknown>, values: object): void
  /** The body as its parser left it. */
  body(): unknown
  /** The body is now what a check came to. */
  replaceBody(value: unknown): void
}

/** Where each value is a text, whatever has become of the others. */
export type TextSlot = Exclude<ParameterSlot, 'query'>

interface Replaced {
  readonly raw: unknown
  readonly value: unknown
}

// Registered, so that both copies of this package know each other's.
const key = Symbol.for('ringback/request')

export function stateOf(req: Request): RequestState {
  const known = (req as { [key]?: RequestState })[key]
  if (known) return known
  const state = createState(req)
  Object.defineProperty(req, key, { value: state })
  return state
}

function createState(req: Request): RequestState {
  let read: { url: string; query: RawQuery } | undefined
  let body: Replaced | undefined
  const texts = { params: new Map(), headers: new Map(), cookies: new Map() } as Readonly<
    Record<TextSlot, Map<string, Replaced>>
  >
  return {
    query() {
      if (read?.url !== req.url) read = { url: req.url, query: parseQuery(req.url) }
      return read.query
    },
    claimed: { params: new Set(), query: new Set(), headers: new Set(), cookies: new Set() },
    checkedQuery: record(),
    rawOf(slot, name, current) {
      const known = texts[slot].get(name)
      return known && Object.is(known.value, current) ? known.raw : current
    },
    replace(slot, target, values) {
      for (const [name, value] of Object.entries(values)) {
        texts[slot].set(name, { raw: this.rawOf(slot, name, target[name]), value })
        target[name] = value
      }
      // A router within has parameters of its own, which may have the same names.
      for (const [name, { raw, value }] of texts[slot]) {
        if (Object.is(target[name], raw)) target[name] = value
      }
    },
    // Another parser may have its turn between two declarations.
    body: () => (body && body.value === req.body ? body.raw : req.body),
    replaceBody(value) {
      body = { raw: this.body(), value }
      req.body = value
    },
  }
}

/** Without a prototype, so that a name such as `__proto__` is a name. */
function record(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>
}
