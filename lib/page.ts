import { posix } from 'node:path'
import swaggerUi from 'swagger-ui-express'
import type { NextFunction, Request, Response } from './express.ts'
import type { ComponentsObject } from './openapi-types.ts'

/** What the page needs to know. */
export interface PageOptions {
  readonly title: string
  /** Where the page is, below the mount path: '/' or such as '/docs'. */
  readonly path: string
  /** Where the document is, below the mount path. */
  readonly document: string
  /** Swagger UI's own options. */
  readonly swagger: Readonly<Record<string, unknown>>
  /** What its Authorize button offers. */
  readonly securitySchemes: ComponentsObject['securitySchemes']
}

/** Swagger UI, as answers to requests below its own path. */
export interface Page {
  /** Answers a request for the page itself. */
  serveHtml(req: Request, res: Response): void
  /** Answers a request for one of the page's files; passes on every other. */
  serveFile(file: string, req: Request, res: Response, next: NextFunction): void
}

/** Everything that the page loads. The rest of swagger-ui-dist stays unserved, such as its Petstore. */
const files = new Set([
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-standalone-preset.js',
  'swagger-ui-init.js',
  'favicon-16x16.png',
  'favicon-32x32.png',
  'oauth2-redirect.html',
  'oauth2-redirect.js',
])

/**
 * Swagger UI by swagger-ui-express, which is handed the document's URL and never the document: it
 * inserts text by `String.replace`, where `` $` `` in a description would be taken for a pattern.
 */
export function createPage(options: PageOptions): Page {
  const swaggerOptions = { ...defaults, ...options.swagger, url: documentUrl(options) }
  const settings = {
    swaggerOptions: keepDollars(swaggerOptions) as Record<string, unknown>,
    customSiteTitle: String(keepDollars(escapeHtml(options.title))),
  }
  // serveFiles() keeps its script to itself; serve() shares one among all pages of the process.
  const [serveScript, serveStatic] = swaggerUi.serveFiles(undefined, settings)
  const html = generatePage(settings)
  const signIns = listSignIns(options.securitySchemes)
  return {
    serveHtml(req, res) {
      keepWindowsTogether(req, res, signIns, 'same-origin-allow-popups')
      res.type('html').send(html)
    },
    serveFile(file, req, res, next) {
      if (!files.has(file)) return next()
      if (file === 'oauth2-redirect.html') {
        keepWindowsTogether(req, res, signIns, 'unsafe-none')
      }
      const handler = file === 'swagger-ui-init.js' ? serveScript : serveStatic
      const url = req.url
      req.url = `/${file}`
      void handler?.(req, res, (error?: unknown) => {
        req.url = url
        next(error)
      })
    },
  }
}

/**
 * `x-…` and the constraints of parameters are shown. Unset, `validatorUrl` has every page that is not on
 * localhost tell a server elsewhere where its document is.
 */
const defaults = { showExtensions: true, showCommonExtensions: true, validatorUrl: null }

const openerPolicy = 'Cross-Origin-Opener-Policy'

/**
 * Who signs in elsewhere does so in a window that the page opens, and that comes back to a file of the
 * page's to hand over the token. `Cross-Origin-Opener-Policy: same-origin`, which helmet sends, cuts a
 * window that leaves the origin off from its opener for good, so for these two it is made weaker. Where
 * nobody leaves, it stays: two windows of one origin are kept together by one policy.
 */
function keepWindowsTogether(
  req: Request,
  res: Response,
  signIns: readonly URL[],
  policy: 'same-origin-allow-popups' | 'unsafe-none',
): void {
  if (res.getHeader(openerPolicy) === undefined) return
  const own = [req.get('host'), req.get('x-forwarded-host')]
  if (signIns.some(({ host }) => !own.includes(host))) res.setHeader(openerPolicy, policy)
}

interface SignIn {
  readonly flows?: Readonly<Record<string, SignIn>>
  readonly authorizationUrl?: unknown
  readonly openIdConnectUrl?: unknown
}

/** Where the schemes send the user to sign in; a relative URL leads to nowhere else. */
function listSignIns(schemes: PageOptions['securitySchemes']): URL[] {
  const declared = listObjects(schemes)
  return declared
    .flatMap((scheme) => [scheme, ...listObjects(scheme.flows)])
    .flatMap(({ authorizationUrl, openIdConnectUrl }) => [authorizationUrl, openIdConnectUrl])
    .flatMap((url) => (typeof url === 'string' && URL.canParse(url) ? [new URL(url)] : []))
}

/** A scheme that is written as null is none. */
function listObjects(members: object | undefined): SignIn[] {
  return Object.values(members ?? {}).filter(
    (member): member is SignIn => typeof member === 'object' && member !== null,
  )
}

/** Relative, so that it holds behind a proxy that adds or strips a prefix. */
function documentUrl({ path, document }: PageOptions): string {
  const url = posix.relative(path, document)
  return url.startsWith('.') ? url : `./${url}`
}

/**
 * generateHTML() also overwrites the script that other users of swagger-ui-express in this process
 * serve: it is given the script that is there, and puts it back.
 */
function generatePage(settings: swaggerUi.SwaggerUiOptions): string {
  const script = readSharedScript()
  const generate = swaggerUi.generateHTML as (...input: unknown[]) => string
  const options = [undefined, settings, ...Array<undefined>(6)]
  const html = generate(...options, script || ' ')
  return html.replace('<head>', `<head>\n  ${viewport}`)
}

/** Without it, a phone shows the page as a desktop has it, in small. */
const viewport = '<meta name="viewport" content="width=device-width, initial-scale=1">'

function readSharedScript(): string {
  let script = ''
  const [serveScript] = swaggerUi.serve
  const res = { set: () => res, send: (text: string) => (script = text) }
  void serveScript?.(
    { url: '/swagger-ui-init.js' } as Request,
    res as unknown as Response,
    () => {},
  )
  return script
}

/** In the replacement of `String.replace`, `$$` stands for `$`. */
function keepDollars(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$')
  if (Array.isArray(value)) return value.map(keepDollars)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, keepDollars(member)]),
  )
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character)
}
