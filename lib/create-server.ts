import http from 'node:http'
import type https from 'node:https'
import { describeValue, RingbackError } from './errors.ts'
import type { Application } from './express.ts'
import { markBorn, sharesClasses } from './hidden-class.ts'
import load from './load-package.cjs'

/** What Node's `http.createServer()` takes, save the classes, which are the app's. */
export type ServerOptions = Omit<http.ServerOptions, 'IncomingMessage' | 'ServerResponse'>

/** What Node's `https.createServer()` takes, with one of the fields by which it has a certificate. */
export type SecureServerOptions = Omit<
  https.ServerOptions,
  'IncomingMessage' | 'ServerResponse'
> & { readonly [Field in CertificateField]?: https.ServerOptions[Field] } & CertificateGiven

type CertificateField = 'cert' | 'pfx' | 'SNICallback'

type CertificateGiven = {
  [Field in CertificateField]: Required<Pick<https.ServerOptions, Field>>
}[CertificateField]

/**
 * A server for an Express app, which on Node 20 and 22 answers two to three times as many requests as that of
 * `app.listen()`:
 *
 * ```ts
 * createServer(app).listen(3000)
 * ```
 *
 * Express gives each request and each response the prototypes of its app, by `Object.setPrototypeOf()`,
 * after which V8 no longer optimises what is done with the object. Here they are born with them, and that
 * call changes nothing. All else is Node's own server and the app as it is; a sub-app changes the prototypes
 * as it does everywhere, and pays for that as before. From Node 24 on, whose V8 no longer minds that call, it is
 * Node's own server altogether.
 *
 * With a certificate in the options (`cert`, `pfx` or `SNICallback`) the server speaks https.
 *
 * @param app An Express app, 4.17 or later or 5, finished or not.
 * @param options What Node's own `createServer()` takes.
 * @throws {RingbackError} `ERR_SERVER_APP` for what is no Express app
 */
export function createServer(app: Application, options: SecureServerOptions): https.Server
export function createServer(app: Application, options?: ServerOptions): http.Server
export function createServer(
  app: Application,
  options: ServerOptions | SecureServerOptions = {},
): http.Server | https.Server {
  requireApp(app)
  const own = sharesClasses ? options : { ...options, ...bearers(app) }
  return isSecure(options) ? load.https().createServer(own, app) : http.createServer(own, app)
}

/** The classes by which Node makes a request and a response, for one app. */
function bearers(app: Application): Bearers {
  const { request, response } = app as unknown as Prototypes
  markBorn(request)
  return {
    IncomingMessage: withPrototype(http.IncomingMessage, request),
    ServerResponse: withPrototype(http.ServerResponse, response),
  } as Bearers
}

type Bearers = Pick<https.ServerOptions, 'IncomingMessage' | 'ServerResponse'>

/** What Express makes for each app; not in the types of an `Application`. */
interface Prototypes {
  readonly request: object
  readonly response: object
}

/**
 * The prototype of a class could not be replaced; that of a function can. Both of Node's are functions, and
 * called as such: what `Reflect.construct()` makes is slower than what Express makes of it later. As their heir
 * it gets from V8 the room that their properties take; without it, a response outgrows its own and becomes a
 * dictionary before it is used.
 */
function withPrototype(parent: Constructor, prototype: object): unknown {
  function Born(this: object, first: unknown, second: unknown): void {
    parent.call(this, first, second)
  }
  Born.prototype = prototype
  Object.setPrototypeOf(Born, parent)
  return isCallable(parent) ? Born : parent
}

interface Constructor {
  new (...values: never[]): object
  call(born: object, first: unknown, second: unknown): unknown
}

/** A Node that made a class of it could not be helped so: the server is then that of `app.listen()`. */
function isCallable(parent: Constructor): boolean {
  return !Function.prototype.toString.call(parent).startsWith('class')
}

function isSecure(options: object): boolean {
  return ['cert', 'pfx', 'SNICallback'].some((field) => field in options)
}

function requireApp(app: unknown): void {
  const { request, response, handle } = (app ?? {}) as Partial<Record<string, unknown>>
  const isMadeOf = (value: unknown, parent: { prototype: object }): boolean =>
    typeof value === 'object' &&
    value !== null &&
    Object.prototype.isPrototypeOf.call(parent.prototype, value)
  const isApp =
    typeof app === 'function' &&
    typeof handle === 'function' &&
    isMadeOf(request, http.IncomingMessage) &&
    isMadeOf(response, http.ServerResponse)
  if (isApp) return
  throw new RingbackError({
    code: 'ERR_SERVER_APP',
    message: `createServer() was given ${describeValue(app)}, which is no Express app.`,
    where: 'createServer()',
    remedy: 'Give it what express() returns; a Router is mounted in an app first.',
  })
}
