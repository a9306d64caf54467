import type { OnInvalidRequest } from './declared-operation.ts'
import { listDocumentations } from './discover.ts'
import type { Problem, RingbackError } from './errors.ts'
import { appOf, isApp, type Application, type Request } from './express.ts'
import type { SchemaObject } from './openapi-types.ts'
import { rememberApp } from './registry.ts'
import { reportProblems } from './report.ts'
import type { RegExpEngine } from './validation/outcome.ts'

/** What `openapi()` says of requests and responses. */
export interface RequestSettings {
  readonly onError: OnInvalidRequest | undefined
  readonly regExp: RegExpEngine | undefined
  /** Whether all is compiled at once that may have to be. */
  readonly isEager?: boolean | undefined
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

/** The settings of one documentation, and the path that it stands under. */
interface Placed {
  readonly prefix: string
  readonly settings: RequestSettings
}

// One for the process: two copies of this package share it.
const key = Symbol.for('ringback/request-settings')
const shared = globalThis as { [key]?: WeakMap<Application, readonly Placed[]> }
const known = (shared[key] ??= new WeakMap())

/** Documentation has come to an app: what it says of requests is looked for at the next one. */
export function forgetSettings(app: Application): void {
  known.delete(app)
}

/**
 * What the documentation of an app says of its requests; of several, the one under the path of the
 * request, else the first.
 */
export function settingsOf(req: Request): RequestSettings {
  const app = appOf(req)
  const placed = placedIn(app)
  if (placed.length < 2) return placed[0]?.settings ?? findSettings(app) ?? defaults
  const path = `${pathWithin(app, req.originalUrl)}/`
  const [nearest] = placed
    .filter(({ prefix }) => path.startsWith(`${prefix}/`))
    .toSorted((one, other) => other.prefix.length - one.prefix.length)
  return (nearest ?? (placed[0] as Placed)).settings
}

/** Those of an app, or of the nearest around it, that has documentation. */
export function findSettings(app: Application): RequestSettings | undefined {
  const [first] = placedIn(app)
  const { parent } = app as unknown as { parent?: unknown }
  return first?.settings ?? (isApp(parent) ? findSettings(parent) : undefined)
}

function placedIn(app: Application): readonly Placed[] {
  const before = known.get(app)
  if (before) return before
  // Its operations are mounted, whoever asks which are not.
  rememberApp(app)
  const placed = listDocumentations(app)
    .filter((one) => one.app === app)
    .flatMap(({ documentation, prefix }) => {
      const { settings } = documentation as { settings?: RequestSettings }
      return settings ? [{ prefix, settings }] : []
    })
  known.set(app, placed)
  return placed
}

function pathWithin(app: Application, url: string): string {
  const { path } = app as unknown as { path?: () => unknown }
  const base = typeof path === 'function' ? String(path.call(app)) : ''
  const [own = ''] = url.split('?')
  return own.startsWith(base) ? own.slice(base.length) : own
}
