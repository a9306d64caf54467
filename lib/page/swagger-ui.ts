import { basename, dirname } from 'node:path'
import { suggest } from '../did-you-mean.ts'
import { describeValue, type RingbackError } from '../errors.ts'
import { withoutUndefined } from '../json.ts'
import type { NextFunction, Response } from '../express.ts'
import load from '../load-package.cjs'
import { refuse } from '../option-values.ts'
import type { Answer } from '../ready-answer.ts'
import { plugin, style } from './browser-files.ts'
import { writeScriptValue, type NotInScript } from './script-value.ts'
import { answerText } from './text-file.ts'
import type { FindFile, ViewerFiles, ViewerSettings } from './viewer.ts'

/** Where an OAuth2 server sends its user back to. */
export const redirectFile: string = 'oauth2-redirect.html'

const icons = ['favicon-32x32.png', 'favicon-16x16.png']

/** The files of Swagger UI that a page loads; its Petstore and the rest of swagger-ui-dist stay unserved. */
const distFiles = [
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-standalone-preset.js',
  ...icons,
  redirectFile,
  'oauth2-redirect.js',
]

/**
 * Swagger UI's files by swagger-ui-express, and a script of our own that starts it. That of
 * swagger-ui-express is shared among all pages of a process, takes `req.swaggerDoc` of whoever asks first,
 * ends at a query such as `?url=%`, and puts its options in by `String.replace`, where `$&` is a pattern.
 */
export function createSwaggerUi({ url, options }: ViewerSettings, find: FindFile): ViewerFiles {
  const start = writeStart(url, options)
  return {
    files: new Map([
      ...distFiles.map((file) => [file, answerFile(file, find)] as const),
      ['swagger-ui-init.js', answerText('text/javascript', () => start)],
      ['ringback.js', answerText('text/javascript', () => plugin)],
      ['ringback.css', answerText('text/css', () => style)],
    ]),
    stylesheets: ['./swagger-ui.css', './ringback.css'],
    scripts: ['./swagger-ui-bundle.js', './swagger-ui-standalone-preset.js', './ringback.js'],
    start: './swagger-ui-init.js',
    root: 'swagger-ui',
    icons: icons.map((file) => `./${file}`),
    colorScheme: 'light dark',
  }
}

/** Our plugin, without which the page works too, stands before the author's. */
function writeStart(url: string, options: ViewerSettings['options']): string {
  const { plugins = [], ...others } = options
  const refuseValue = ({ what, path }: NotInScript): RingbackError =>
    refuse(
      `swagger.${path.join('.')} is ${what}.`,
      'Give plain values and functions, whose text is sent to the browser.',
    )
  return `window.onload = function () {
  const options = ${writeScriptValue({ ...defaults, ...withoutUndefined(others), url }, refuseValue)}
  const plugins = ${writeScriptValue({ plugins }, refuseValue)}.plugins
  const ui = SwaggerUIBundle({
    dom_id: '#swagger-ui',
    deepLinking: true,
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
    layout: 'StandaloneLayout',
    ...options,
    plugins: [window.ringback?.plugin ?? [], SwaggerUIBundle.plugins.DownloadUrl, ...plugins],
    onComplete() {
      options.onComplete?.()
      const { authDefinitionKey, apiKeyValue } = options.preauthorizeApiKey ?? {}
      if (authDefinitionKey) ui.preauthorizeApiKey(authDefinitionKey, apiKeyValue)
    },
  })
  if (options.oauth) ui.initOAuth(options.oauth)
  if (options.authAction) ui.authActions.authorize(options.authAction)
  window.ui = ui
}
`
}

/**
 * `x-…` and the constraints of parameters are shown. Unset, `validatorUrl` has every page that is not on
 * localhost tell a server elsewhere where its document is.
 */
const defaults = { showExtensions: true, showCommonExtensions: true, validatorUrl: null }

let served: Answer | undefined

/**
 * What serves the files, loaded for whoever browses a page: most processes that have one are never asked for it.
 *
 * @throws where swagger-ui-express has gone into a bundle that makes no `__dirname` for it
 */
function loadServer(): Answer {
  return (served ??= load.swaggerUi().serveFiles()[1] as Answer)
}

/**
 * In a bundle, swagger-ui-express looks for its files beside that, where they are not, and passes on: they
 * are sent from where they are installed.
 */
function answerFile(file: string, find: FindFile): Answer {
  return (req, res, next) => {
    const { url } = req
    const sendOwn = (): void => sendInstalled(res, next, () => find(`swagger-ui-dist/${file}`))
    const serve = tryTo(loadServer)
    if (!serve) return sendOwn()
    req.url = `/${file}`
    serve(req, res, (error?: unknown) => {
      req.url = url
      if (error) next(error)
      else sendOwn()
    })
  }
}

/** What cannot be loaded is done without: where the files are not there either, their requests are told so. */
function tryTo<Result>(work: () => Result): Result | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

function sendInstalled(res: Response, next: NextFunction, find: () => string): void {
  try {
    const path = find()
    // From its folder: above that, one that begins with a dot, as pnpm's does, hides nothing.
    res.sendFile(basename(path), { root: dirname(path) })
  } catch (error) {
    next(error)
  }
}

/** Each would point the page at another document than the app's own, or let a link do so. */
const refused = ['url', 'urls', 'spec', 'configUrl', 'queryConfigEnabled', 'dom_id', 'domNode']

/** @throws {RingbackError} `ERR_OPENAPI_OPTION` */
export function readSwagger(swagger: unknown): Readonly<Record<string, unknown>> {
  if (typeof swagger !== 'object' || swagger === null || Array.isArray(swagger)) {
    throw refuse(
      `swagger is ${describeValue(swagger)}.`,
      "Give an object of Swagger UI's options, such as { docExpansion: 'none' }.",
    )
  }
  const name = refused.find((one) => Object.hasOwn(swagger, one))
  if (name !== undefined) {
    throw refuse(
      `swagger.${name} cannot be set: the page shows the document of this openapi() and no other.`,
      'Leave it out. For another document, mount another openapi(), with a page of its own.',
    )
  }
  refuseMisspelt(Object.keys(swagger))
  refusePlugins((swagger as { plugins?: unknown }).plugins)
  return swagger as Record<string, unknown>
}

/** Its documentation lists these; what is like none of them may be an option of a plugin. */
const known = [
  ...['layout', 'plugins', 'presets', 'deepLinking', 'displayOperationId', 'syntaxHighlight'],
  ...['defaultModelsExpandDepth', 'defaultModelExpandDepth', 'defaultModelRendering'],
  ...['displayRequestDuration', 'docExpansion', 'filter', 'maxDisplayedTags', 'operationsSorter'],
  ...['showExtensions', 'showCommonExtensions', 'tagsSorter', 'useUnsafeMarkdown', 'onComplete'],
  ...['tryItOutEnabled', 'requestSnippetsEnabled', 'requestSnippets', 'oauth2RedirectUrl'],
  ...['requestInterceptor', 'responseInterceptor', 'showMutatedRequest', 'supportedSubmitMethods'],
  ...['validatorUrl', 'withCredentials', 'modelPropertyMacro', 'parameterMacro'],
  ...[
    'persistAuthorization',
    'oauth',
    'authAction',
    'preauthorizeApiKey',
    'initialState',
    'fileUploadMediaTypes',
  ],
]

function refuseMisspelt(names: readonly string[]): void {
  for (const name of names) {
    const meant = known.includes(name) ? undefined : suggest(name, known)
    if (meant === undefined) continue
    throw refuse(
      `Swagger UI has no option "${name}".`,
      `Did you mean ${meant}? Its options are listed at https://swagger.io/docs/open-source-tools/swagger-ui/usage/configuration/.`,
    )
  }
}

function refusePlugins(plugins: unknown): void {
  const isList = Array.isArray(plugins) && plugins.every((plugin) => isPlugin(plugin))
  if (plugins === undefined || isList) return
  throw refuse(
    `swagger.plugins is ${describeValue(plugins)}.`,
    'Give a list of functions or objects, as Swagger UI takes them; the text of a function is sent to the browser.',
  )
}

function isPlugin(plugin: unknown): boolean {
  return typeof plugin === 'function' || (typeof plugin === 'object' && plugin !== null)
}
