import { posix } from 'node:path'
import type { Request, Response } from '../express.ts'
import { readForwardedPrefix } from '../forwarded-prefix.ts'
import type { ComponentsObject } from '../openapi-types.ts'
import type { Answer } from '../ready-answer.ts'
import { theme as themeScript } from './browser-files.ts'
import { writeHtml, type Html } from './html.ts'
import { findInstalledFile } from './installed-file.ts'
import { keepInsecureRequests, keepWindowsTogether, listSignIns } from './page-headers.ts'
import type { ResolvedPage } from './page-options.ts'
import { createRedoc } from './redoc.ts'
import { createScalar } from './scalar.ts'
import { createSwaggerUi, redirectFile } from './swagger-ui.ts'
import { answerText } from './text-file.ts'
import type { ViewerFiles } from './viewer.ts'

/** What a page shows, and how. */
export interface PageContent extends ResolvedPage {
  readonly title: string
  /** Where the document is, below the mount path, in JSON and in YAML. */
  readonly document: string
  readonly yaml: string
  /** Swagger UI's own options. */
  readonly swagger: Readonly<Record<string, unknown>>
  /** What its Authorize button offers. */
  readonly securitySchemes: ComponentsObject['securitySchemes']
  /** The path of the file that has called `openapi()`, where it is known: to find it takes milliseconds. */
  calledFrom(): string | undefined
  /** Whether the author has said where the API is. */
  readonly hasServers: boolean
}

/** A page, as answers to requests below its own path. */
export interface Page {
  /** Answers a request for the page itself. */
  serveHtml(req: Request, res: Response): void
  /** What answers requests for the page's files, by the names that they have beside it. */
  readonly files: ReadonlyMap<string, Answer>
}

/**
 * The page of one document: its HTML, and every file that it loads.
 *
 * @throws {RingbackError} `ERR_OPENAPI_OPTION` where the package of its viewer is not installed
 */
export function createPage(content: PageContent): Page {
  const viewer = createViewer(content)
  const signIns = listSignIns(content.securitySchemes)
  return {
    files: listFiles(content, viewer, signIns),
    serveHtml(req, res) {
      keepInsecureRequests(req, res)
      keepWindowsTogether(req, res, signIns, 'same-origin-allow-popups')
      if (!res.hasHeader('Cache-Control')) res.set('Cache-Control', 'no-cache')
      res.type('html').send(writeHtml(layOut(content, viewer, servedAt(req, res))))
    },
  }
}

function createViewer(content: PageContent): ViewerFiles {
  const { viewer, theme, swagger, viewerOptions, calledFrom } = content
  const settings = { theme, url: linkTo(content.document, content), options: viewerOptions }
  const find = (specifier: string): string => findInstalledFile(specifier, viewer, calledFrom())
  if (viewer === 'swagger-ui') return createSwaggerUi({ ...settings, options: swagger }, find)
  return viewer === 'redoc' ? createRedoc(settings, find) : createScalar(settings, find)
}

function listFiles(
  { css }: PageContent,
  { files }: ViewerFiles,
  signIns: readonly URL[],
): Map<string, Answer> {
  const all = new Map([
    ...files,
    ['ringback-theme.js', answerText('text/javascript', () => themeScript)],
  ])
  if (css !== undefined)
    all.set(
      'custom.css',
      answerText('text/css', () => css),
    )
  const redirect = all.get(redirectFile)
  if (redirect) all.set(redirectFile, answerRedirect(redirect, signIns))
  return all
}

/** Where an OAuth2 server sends its user back to. */
function answerRedirect(serveFile: Answer, signIns: readonly URL[]): Answer {
  return (req, res, next) => {
    keepInsecureRequests(req, res)
    keepWindowsTogether(req, res, signIns, 'unsafe-none')
    serveFile(req, res, next)
  }
}

function layOut(content: PageContent, viewer: ViewerFiles, path: string): Html {
  const { lang, title, favicon, css, theme } = content
  const custom = css === undefined ? [] : ['./custom.css']
  return {
    ...{ lang, title },
    icons: favicon === undefined ? viewer.icons : [favicon],
    stylesheets: [...viewer.stylesheets, ...content.stylesheets, ...custom],
    colorScheme: viewer.colorScheme,
    firstScripts: viewer.colorScheme === 'light' ? [] : ['./ringback-theme.js'],
    scripts: [...viewer.scripts, ...content.scripts, viewer.start],
    root: viewer.root,
    data: {
      theme,
      // What the app takes for the page's address; the browser knows what it is outside of a proxy.
      'served-at': path,
      yaml: linkTo(content.yaml, content),
      ...(content.hasServers ? {} : { servers: 'implied' }),
    },
    document: linkTo(content.document, content),
  }
}

/** The page's path, as the app and the proxies that it trusts know it. */
function servedAt(req: Request, res: Response): string {
  return readForwardedPrefix(req, res) + req.baseUrl + req.path
}

/** Relative, so that it holds behind a proxy that adds or strips a prefix. */
function linkTo(target: string, { path }: PageContent): string {
  const url = posix.relative(path, target)
  return url.startsWith('.') ? url : `./${url}`
}
