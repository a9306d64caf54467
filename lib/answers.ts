import { createHash } from 'node:crypto'
import type { Reading } from './documentation.ts'
import type { Application, NextFunction, Request, Response } from './express.ts'
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

function createPageOf({ info, document, swagger }: ResolvedOptions, path: string): Page {
  return createPage({ title: info.title, path, document, swagger })
}

/** Its files are beside it, so the page's address must end in a slash. */
function answerPage(page: Page, req: Request, res: Response): void {
  const [path = '', ...query] = req.originalUrl.split('?')
  if (path.endsWith('/')) {
    res.type('html').send(page.html)
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
  const bodies = new WeakMap<Application, Body>()
  return (req, res, next) => {
    const reading = read(req.app)
    let body = bodies.get(req.app)
    if (body?.reading !== reading) {
      body = createBody(reading, options)
      bodies.set(req.app, body)
    }
    answerBody(body, req, res)
    void next
  }
}

function createBody(reading: Reading, options: ResolvedOptions): Body {
  const { document } = reading
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
