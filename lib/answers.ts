import { createHash } from 'node:crypto'
import type { Reading } from './documentation.ts'
import type { Application, NextFunction, Request, Response } from './express.ts'
import { readForwardedPrefix } from './forwarded-prefix.ts'
import type { Document } from './openapi-types.ts'
import type { ResolvedOptions } from './options.ts'
import { createPage, type Page } from './page.ts'

/** What answers a request, or passes it on. */
export type Answer = (req: Request, res: Response, next: NextFunction) => void

/** Answers requests for the page, its files and the document; passes on every other. */
export function createAnswers(
  options: ResolvedOptions,
  read: (app: Application) => Reading,
): Answer {
  const { ui } = options
  const page = ui === false ? undefined : createPageOf(options, ui)
  const pages = ui === '/' ? '/' : `${String(ui)}/`
  const answerDocument = createDocumentAnswer(options, read)
  return (req, res, next) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') return next()
    if (req.path === options.document) return answerDocument(req, res, next)
    if (page && (req.path === ui || req.path === pages)) return answerPage(page, req, res)
    if (page && req.path.startsWith(pages)) {
      return page.serveFile(req.path.slice(pages.length), req, res, next)
    }
    next()
  }
}

function createPageOf(options: ResolvedOptions, path: string): Page {
  const { info, document, swagger, securitySchemes } = options
  return createPage({ title: info.title, path, document, swagger, securitySchemes })
}

/** Its files are beside it, so the page's address must end in a slash. */
function answerPage(page: Page, req: Request, res: Response): void {
  const [path = '', ...query] = req.originalUrl.split('?')
  if (path.endsWith('/')) {
    page.serveHtml(req, res)
    return
  }
  // Relative, so that a prefix that a proxy has stripped stays in the address.
  const search = query.length === 0 ? '' : `?${query.join('?')}`
  res.redirect(`./${path.slice(path.lastIndexOf('/') + 1)}/${search}`)
}

interface Body {
  readonly reading: Reading
  readonly status: number
  readonly type: string
  readonly bytes: Buffer
  readonly etag: string
}

function createDocumentAnswer(
  options: ResolvedOptions,
  read: (app: Application) => Reading,
): Answer {
  const bodies = new WeakMap<Application, Map<string, Body>>()

  function findBody(req: Request): Body {
    const reading = read(req.app)
    const prefix = options.fields['servers'] ? '' : readForwardedPrefix(req)
    const kept = bodies.get(req.app) ?? new Map<string, Body>()
    const known = kept.get(prefix)
    if (known?.reading === reading) return known
    const body = createBody(reading, prefix, options)
    if (kept.size >= maxPrefixes) kept.clear()
    bodies.set(req.app, kept.set(prefix, body))
    return body
  }

  return (req, res) => answerBody(findBody(req), req, res)
}

/** An app stands behind one proxy or two; more would be somebody who makes them up. */
const maxPrefixes = 8

function createBody(reading: Reading, prefix: string, options: ResolvedOptions): Body {
  const document = reading.document && withPrefix(reading.document, prefix)
  const json = JSON.stringify(document ?? describeErrors(reading, options), undefined, 2)
  const bytes = Buffer.from(json)
  return {
    reading,
    status: document ? 200 : 500,
    type: document ? 'application/json' : 'application/problem+json',
    bytes,
    etag: `"${createHash('sha256').update(bytes).digest('base64url')}"`,
  }
}

/** "A relative URL … is relative to the location where the document … is being served." */
function withPrefix(document: Document, prefix: string): Document {
  if (prefix === '') return document
  const { openapi, info, servers, ...others } = document
  const url = servers?.[0]?.url ?? ''
  return {
    openapi,
    info,
    servers: [{ url: prefix + url.replace(/\/$/, '') }],
    ...others,
  } as Document
}

function answerBody({ status, type, bytes, etag }: Body, req: Request, res: Response): void {
  res.status(status).set({ 'Content-Type': `${type}; charset=utf-8`, ETag: etag })
  if (req.fresh) {
    res.status(304).end()
    return
  }
  res.set('Content-Length', String(bytes.length))
  res.end(req.method === 'HEAD' ? undefined : bytes)
}

/** Problem details (RFC 9457); in production nothing of the inside is told. */
function describeErrors({ problems }: Reading, { isProduction }: ResolvedOptions): object {
  const errors = problems.filter(({ severity }) => severity === 'error')
  return {
    type: 'about:blank',
    title: 'The API document cannot be built',
    status: 500,
    ...(isProduction ? {} : { detail: `${errors.length} to mend`, errors }),
  }
}
