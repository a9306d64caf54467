import type { OnInvalidRequest } from './declared-operation.ts'
import { discover } from './discover.ts'
import type { Problem, RingbackError } from './errors.ts'
import { isApp, rootOf, type Application, type Request } from './express.ts'
import type { SchemaObject } from './openapi-types.ts'
import { reportProblems } from './report.ts'
import type { RegExpEngine } from './validation/outcome.ts'

/** What `openapi()` says of requests and responses. */
export interface RequestSettings {
  readonly onError: OnInvalidRequest | undefined
  readonly regExp: RegExpEngine | undefined
  /** `check` sends what is declared and nothing else; `warn` tells of the rest; `off` does neither. */
  readonly responses: 'check' | 'warn' | 'off'
  readonly onResponseError: ((error: RingbackError, req: Request) => void) | undefined
  /** Tells of what the app itself has wrong, and only a request shows. */
  report(problem: Problem): void
  /** What `#/components/schemas/X` is, as the document's author gave it. */
  findSchema(ref: string): Readonly<SchemaObject> | undefined
}

const defaults: RequestSettings = {
  onError: undefined,
  regExp: undefined,
  responses: 'check',
  onResponseError: undefined,
  report: (problem) => reportProblems([problem]),
  findSchema: () => undefined,
}

// One for the process: the CommonJS and the ES copy of this package share it.
const key = Symbol.for('ringback/request-settings')
const shared = globalThis as { [key]?: WeakMap<Application, RequestSettings> }
const known = (shared[key] ??= new WeakMap())

/** Note what the documentation of an app says of its requests. */
export function rememberSettings(app: Application, settings: RequestSettings): void {
  known.set(app, settings)
}

/** The settings of the nearest app around a request that has documentation. */
export function settingsOf({ app }: Request): RequestSettings {
  return findSettings(app) ?? lookUpSettings(app)
}

/** Those of an app, or of the nearest around it, that was told of its documentation. */
export function findSettings(app: Application): RequestSettings | undefined {
  const own = known.get(app)
  const { parent } = app as unknown as { parent?: unknown }
  return own ?? (isApp(parent) ? findSettings(parent) : undefined)
}

/** Where a Router holds the documentation, nobody has told its app of it. */
function lookUpSettings(app: Application): RequestSettings {
  const root = rootOf(app)
  const [found] = discover(root).documentations.flatMap(
    ({ documentation }) => (documentation as { settings?: RequestSettings }).settings ?? [],
  )
  const settings = found ?? defaults
  rememberSettings(root, settings)
  return settings
}
