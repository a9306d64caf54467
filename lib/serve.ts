import { createAnswers } from './answers.ts'
import { createDocumentation } from './documentation.ts'
import { RingbackError, type Problem } from './errors.ts'
import {
  appOf,
  isApp,
  type Application,
  type NextFunction,
  type Request,
  type Response,
} from './express.ts'
import type { Document } from './openapi-types.ts'
import { shareClasses } from './hidden-class.ts'
import type { Answer } from './ready-answer.ts'
import { createLookout } from './lookout.ts'
import type { OpenAPIVersion, TargetVersion } from './openapi-version.ts'
import { notCalled, readOptions, readVersion } from './options.ts'
import type { OptionsWithBase, OptionsWithInfo } from './openapi-options.ts'
import { markPlace } from './place.ts'
import { documentation as documentationKey, isProbe, probe } from './sub-app.ts'

/** The middleware that documents the app it is mounted in. */
export interface OpenAPIMiddleware {
  (req: Request, res: Response, next: NextFunction): void
  /**
   * The document of an app, without a server.
   *
   * @param version Of OpenAPI, in place of the option `openapi`: `docs.document(app, '3.0')`.
   * @throws {RingbackError} `ERR_DOCUMENT` with every problem, where one of them is an error;
   *   `ERR_OPENAPI_OPTION` where documents are not written in that version; `ERR_APP_NOT_FOUND` for what is no app
   */
  document(app: Application, version?: OpenAPIVersion): Document
  /**
   * What is wrong with an app's document or worth knowing about it; errors, warnings and notices.
   *
   * @throws {RingbackError} `ERR_APP_NOT_FOUND` for what is no app
   */
  problems(app: Application): Problem[]
  /**
   * What the other side implements, as a document of its own, for generators of code, which read no
   * callbacks: each callback and webhook is a path.
   *
   * @param version Of OpenAPI, in place of the option `openapi`.
   * @throws {RingbackError} as `document()` does
   */
  receiverDocument(app: Application, version?: OpenAPIVersion): Document
}

/**
 * Document the Express app in which this is mounted: Swagger UI at `/docs`, the document at
 * `/openapi.json`.
 *
 * ```ts
 * app.use(openapi({ info: { title: 'Invoices', version: '1.0.0' } }))
 * ```
 *
 * Mount it anywhere among the routes, or in a Router; routes that come later are found too.
 *
 * @param options `info` at least, or a `base` that has it.
 * @throws {RingbackError} `ERR_OPENAPI_OPTION` where an option is mistaken; `ERR_OPENAPI_NOT_CALLED` where this is
 *   mounted itself, and not what it gives
 */
// By both names, which is what the compiler says where there is neither.
export function openapi(options: OptionsWithInfo | OptionsWithBase): OpenAPIMiddleware {
  const resolved = readOptions(options)
  const identity = { webhooks: resolved.webhooks, settings: resolved.settings }
  const documentation = createDocumentation(resolved, identity)
  Object.assign(identity, { documentation })
  const answer = createAnswers(resolved, documentation.read, markPlace(openapi))
  const lookout = createLookout(resolved, documentation)

  function handle(req: Request, res: Response, next: NextFunction): void {
    if (isProbe(req)) {
      req[probe].documentation = identity
      return
    }
    shareClasses(req, res)
    const app = appOf(req)
    if (!isApp(app)) return next(appNotFound())
    lookout.look(app)
    lookout.passed(req)
    answer(req, res, next)
  }

  const middleware = (req: Request, res: Response, next: NextFunction): void =>
    handle(req, res, next)
  return Object.assign(middleware, {
    ...mountable(handle, lookout.look),
    [documentationKey]: identity,
    document: (app: Application, version?: OpenAPIVersion) =>
      documentation.document(app, readGivenVersion(version)),
    receiverDocument: (app: Application, version?: OpenAPIVersion) =>
      documentation.receiverDocument(app, readGivenVersion(version)),
    problems: (app: Application) => [...documentation.problems(app), ...lookout.seen],
  })
}

function readGivenVersion(version: OpenAPIVersion | undefined): TargetVersion | undefined {
  return version === undefined ? undefined : readVersion(version)
}

/** With these, Express takes a function for a sub-app, and hands it its parent at `app.use()`. */
function mountable(handle: Answer, onMount: (app: Application) => void): object {
  return {
    handle,
    set: (): void => {},
    emit: (event: string, app: Application): void => {
      if (event === 'mount') onMount(app)
    },
  }
}

// app.use(openapi), without the call, mounts this function as if it were an app: that is the moment
// to say so.
Object.defineProperties(openapi, {
  handle: { value: () => {} },
  set: { value: () => {} },
  emit: {
    value: () => {
      throw notCalled()
    },
  },
})

function appNotFound(): RingbackError {
  return new RingbackError({
    code: 'ERR_APP_NOT_FOUND',
    message: 'openapi() was asked by a request that belongs to no Express app: req.app is none.',
    remedy: 'Mount it in an app or a Router of Express: app.use(openapi({ info })).',
  })
}
