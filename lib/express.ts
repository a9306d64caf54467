/** What ringback knows of Express: its types, and the few internals of a router that discovery reads. */
import express from 'express'
import type { Application, NextFunction, Request, Response } from 'express'

export type { Application, NextFunction, Request, Response }

/** One entry of a router's stack, as far as Express 4.17 to 5.3 agree on it. */
export interface Layer {
  readonly name?: string
  readonly handle: Handle
  readonly route?: Route
  /** Within a route: the method in lower case, or undefined for `all()`. */
  readonly method?: string
  /** The path as it was given: router 2.3 and later. */
  readonly rawPath?: unknown
  /** router 2: true where the mount path is '/'. */
  readonly slash?: boolean
  /** Express 4: the compiled path. */
  readonly regexp?: RegExp & { fast_slash?: boolean; fast_star?: boolean }
  readonly keys?: readonly { readonly name: string | number }[]
}

export interface Route {
  readonly path: unknown
  readonly stack: readonly Layer[]
  readonly methods: Readonly<Record<string, boolean>>
}

export interface Router {
  readonly stack: readonly Layer[]
  readonly caseSensitive?: boolean | undefined
  readonly strict?: boolean | undefined
}

/** The routers of the copy of Express that ringback resolves. */
export const RouterClass: { readonly prototype: RouterPrototype } = express.Router as never

/** An app with the settings that every app begins with. */
export function createApp(): Application {
  return express()
}

/** How an answer is sent by the copy of Express that ringback resolves, where nobody has put another way. */
export const ownResponse: Partial<Pick<Response, 'json' | 'send'>> = readOwnResponse()

/** An agent may have put its own in their place by now, which is known by what it does not say. */
function readOwnResponse(): Partial<Pick<Response, 'json' | 'send'>> {
  const { json, send } = (express as unknown as { response: Response }).response
  const isOwn = (method: unknown, word: string): boolean =>
    typeof method === 'function' && Function.prototype.toString.call(method).includes(word)
  // Without their quotes, which a bundler writes otherwise.
  return isOwn(json, 'json replacer') && isOwn(send, 'etag fn') ? { json, send } : {}
}

/** What routers of Express 5 inherit; Express 4 puts nothing on it. */
export interface RouterPrototype {
  use?: (this: Router, ...input: unknown[]) => unknown
  listRoutes?: unknown
}

export interface Handle {
  (...input: never[]): unknown
  readonly stack?: readonly Layer[]
}

/**
 * The router of an app, or undefined where the app has no route yet.
 *
 * Express 4 keeps it in `_router` and throws where `router` is read; Express 5 makes it when `router`
 * is first read.
 */
export function routerOf(app: Application): Router | undefined {
  const internals = app as unknown as { _router?: Router; router?: Router; lazyrouter?: unknown }
  if (internals._router) return internals._router
  return typeof internals.lazyrouter === 'function' ? undefined : readRouter(app)
}

/**
 * Express 5 makes the router when it is first asked for, by the settings of that moment: an app that has
 * none yet is asked by somebody who has no settings to give.
 */
function readRouter(app: Application): Router | undefined {
  const getter = Object.getOwnPropertyDescriptor(app, 'router')?.get
  if (!getter) return (app as unknown as { router?: Router }).router
  const none = Symbol('none')
  const asker = {
    enabled() {
      throw none
    },
  }
  try {
    return getter.call(asker) as Router
  } catch (error) {
    if (error === none) return undefined
    throw error
  }
}

/** Whether a value is an Express app: a function that can be mounted and has settings and a router. */
export function isApp(value: unknown): value is Application {
  return (
    typeof value === 'function' &&
    'handle' in value &&
    'set' in value &&
    'settings' in value &&
    'mountpath' in value
  )
}

/** Whether a layer is what `app.use()` makes of an app, or of a mounted `openapi()`. */
export function isMountedApp({ name, handle }: Layer): boolean {
  return name === 'mounted_app' || (isNameless && String(handle) === readMountedApp())
}

/** A bundle that is minified takes the name off the function in which Express keeps an app. */
const isNameless = !String(express.application.use).includes('mounted_app')

let mountedApp: string | undefined

/** Its text, which is the same for every app; none where an agent has put its own around all functions. */
function readMountedApp(): string {
  if (mountedApp === undefined) {
    const text = String(routerOf(express().use(express()))?.stack.at(-1)?.handle)
    const isOwn = ['.handle(', '.request', '.response'].every((word) => text.includes(word))
    mountedApp = isOwn ? text : ''
  }
  return mountedApp
}

/** Whether a value is what `express.Router()` returns. */
export function isExpressRouter(value: unknown): boolean {
  return typeof value === 'function' && 'stack' in value
}

/** The app that a request has come to; where Express has made the request what it is, that is quick to tell. */
export function appOf(req: Request): Application {
  const { app } = Object.getPrototypeOf(req) as { readonly app?: Application }
  return app ?? req.app
}

/** The app that an app is mounted in, however deep; itself, if it is in none. */
export function rootOf(app: Application): Application {
  const { parent } = app as unknown as { parent?: unknown }
  return isApp(parent) ? rootOf(parent) : app
}
