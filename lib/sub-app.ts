import { AsyncResource } from 'node:async_hooks'
import { isApp, isMountedApp, type Application, type Layer } from './express.ts'

/**
 * A probe carries this symbol, by which a mounted `openapi()` knows it and names itself. Registered,
 * so that two copies of this package know each other's.
 */
export const probe: unique symbol = Symbol.for('ringback/probe') as never

/** What asks a layer who it is: a request that is none. */
export interface Probe {
  readonly [probe]: { documentation?: object }
}

export function isProbe(value: unknown): value is Probe {
  return typeof value === 'object' && value !== null && probe in value
}

/** What an `openapi()` carries, for where a Router holds it as it is. */
export const documentation: unique symbol = Symbol.for('ringback/documentation') as never

/** Thrown to leave an app at once, before any of its middleware runs. */
const found = Symbol('found')

/**
 * What is run in it has the context of this moment. It is over at once to whoever counts what is not, as
 * `jest --detectOpenHandles` does.
 */
function keepContext(): AsyncResource {
  return new AsyncResource('ringback', { requireManualDestroy: true }).emitDestroy()
}

// Without the context of whoever walks, a tracing agent sees no span to add to.
const outside = keepContext()

/**
 * What a `mounted_app` layer hides in its closure: a sub-app, or a mounted `openapi()`.
 *
 * Express tells nobody which app it mounted there, so the layer is called with a request that is
 * none. The first thing that an app does to a request is to set its prototype; that is seen, and the
 * app is left before any middleware of it runs.
 */
export function findMounted(layer: Layer): { app?: Application; documentation?: object } {
  const own = (layer.handle as { [documentation]?: object })[documentation]
  if (own) return { documentation: own }
  // A Router holds an app as it is.
  if (isApp(layer.handle)) return { app: layer.handle }
  if (!isMountedApp(layer)) return {}
  const mounted: { app?: Application; documentation?: object } = {}
  const req = createProbe(mounted)
  try {
    // A context of its own for each probe: dd-trace leaves a span behind in the one it is given.
    outside.runInAsyncScope(() =>
      keepContext().runInAsyncScope(() => (layer.handle as Mounted)(req, createAnswer(), ignore)),
    )
  } catch (error) {
    // What is neither an Express app nor ours may fail at a request that is none: it has no routes.
    if (error !== found) return {}
  }
  return mounted
}

type Mounted = (req: unknown, res: unknown, next: () => void) => unknown

function ignore(): void {}

/** Express 4 asks the answer for nothing but its `setHeader`, for X-Powered-By. */
function createAnswer(): object {
  return { setHeader: ignore, locals: {} }
}

function createProbe(mounted: { app?: Application; documentation?: object }): object {
  const request = {
    [probe]: mounted,
    url: '/' as string | undefined,
    originalUrl: '/',
    method: 'GET',
    headers: {},
    // Present, so that Express 4 does not call the app's own query parser.
    query: {},
    app: { request: {}, response: {} },
  }
  return new Proxy(request, {
    setPrototypeOf(target, prototype: { app?: unknown } | null) {
      const app = prototype?.app
      if (isApp(app) && !mounted.app) {
        mounted.app = app
        leave(target, app)
      }
      return true
    },
  })
}

/**
 * Express 5 sets the prototype before it routes: throwing leaves it. Express 4 does so in its first
 * middleware, where a throw would reach error handlers; a request without a URL matches no layer.
 */
function leave(target: { url: string | undefined }, app: Application): void {
  const isExpress4 = 'lazyrouter' in app
  if (!isExpress4) throw found
  target.url = undefined
}
