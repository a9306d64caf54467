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
  /** What their checks came to. */
  readonly values: Readonly<Record<ParameterSlot, Record<string, unknown>>>
  /** The body as its parser left it. */
  body(): unknown
  /** Whether a check has come to the body that is there now. */
  isBodyChecked(): boolean
  /** The body is now what a check came to. */
  replaceBody(value: unknown): void
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
  let replaced: { raw: unknown; value: unknown } | undefined
  return {
    query() {
      if (read?.url !== req.url) read = { url: req.url, query: parseQuery(req.url) }
      return read.query
    },
    claimed: { params: new Set(), query: new Set(), headers: new Set(), cookies: new Set() },
    values: { params: record(), query: record(), headers: record(), cookies: record() },
    // Another parser may have its turn between two declarations.
    body: () => (replaced && replaced.value === req.body ? replaced.raw : req.body),
    isBodyChecked: () => replaced !== undefined && replaced.value === req.body,
    replaceBody(value) {
      replaced = { raw: this.body(), value }
      req.body = value
    },
  }
}

/** Without a prototype, so that a name such as `__proto__` is a name. */
function record(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>
}
