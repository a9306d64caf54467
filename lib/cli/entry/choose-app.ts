import { Server } from 'node:net'
import { discover } from '../../discover.ts'
import { isApp, isExpressRouter, type Application } from '../../express.ts'
import type { Exports } from './module-loader.ts'

/** The app that is meant, or why it cannot be told which. */
export type Choice =
  { readonly app: Application } | { readonly fault: string; readonly remedy: string }

/** What an entry has: exports, by their names. Of a CommonJS module, those of what it exports. */
export function listExports(exports: Exports): Map<string, unknown> {
  // An app has names of its own, and is one export.
  if (isApp(exports) && !('default' in exports)) return new Map([['default', exports]])
  const fallback: unknown = exports['default']
  const inner = typeof fallback === 'object' && fallback !== null ? Object.entries(fallback) : []
  const named = Object.keys(exports).map((name) => [name, exports[name]] as const)
  return new Map([...inner, ...named])
}

/** The app among what an entry exports, where it exports one. */
export function chooseExported(exports: ReadonlyMap<string, unknown>): Choice | undefined {
  const own = appOf(exports.get('default'))
  if (own) return { app: own }
  const apps = [...exports].flatMap(([name, value]) => {
    const app = appOf(value)
    return app ? [{ name, app }] : []
  })
  return chooseOne(apps, 'exports', ({ name }) => name, 'Say which by --export NAME.')
}

/** The function of an entry that makes an app: its default export, or the one function that it exports. */
export function findFactory(exports: ReadonlyMap<string, unknown>): (() => unknown) | undefined {
  const functions = [...exports].filter(([, value]) => isFactory(value))
  const chosen = exports.get('default')
  if (isFactory(chosen)) return chosen
  return functions.length === 1 ? (functions[0]?.[1] as () => unknown) : undefined
}

/** A class is made of no call, and an app or a router is a function of another kind. */
export function isFactory(value: unknown): value is () => unknown {
  const isOther = isApp(value) || isExpressRouter(value)
  return typeof value === 'function' && !isOther && !/^class\b/.test(String(value))
}

/** A server that was told to listen. */
export interface Listener {
  readonly server: Server
  readonly port: unknown
}

/** The app among those that listen. */
export function chooseListening(listeners: readonly Listener[]): Choice | undefined {
  const apps = listeners.flatMap(({ server, port }) => {
    const app = appOf(server)
    return app ? [{ app, port }] : []
  })
  const remedy = 'Export the one that is meant, and say which by --export NAME.'
  const choice = chooseOne(apps, 'starts', ({ port }) => `on port ${String(port)}`, remedy)
  if (choice || listeners.length === 0) return choice
  return {
    fault: 'The entry starts a server, and no Express app is its handler.',
    remedy: 'Let it export its app: export default app.',
  }
}

/** Of several, the one that has documentation. */
function chooseOne<One extends { readonly app: Application }>(
  all: readonly One[],
  verb: string,
  nameOf: (one: One) => string,
  remedy: string,
): Choice | undefined {
  const apps = [...new Map(all.map((one) => [one.app, one])).values()]
  const [first] = apps
  if (!first || apps.length === 1) return first
  const documented = apps.filter(({ app }) => discover(app).documentations.length > 0)
  if (documented.length === 1) return documented[0]
  const named = apps.map(nameOf).join(', ')
  return { fault: `The entry ${verb} ${apps.length} apps: ${named}.`, remedy }
}

/** An app, or the one that a server hands its requests to. */
export function appOf(value: unknown): Application | undefined {
  if (isApp(value)) return value
  if (!(value instanceof Server)) return undefined
  return value.listeners('request').find((listener) => isApp(listener)) as Application | undefined
}
