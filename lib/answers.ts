import { createCors } from './cors.ts'
import { createDocumentAnswers } from './document-answers.ts'
import type { Reading } from './documentation.ts'
import type { Application, Request, Response } from './express.ts'
import { createGuard } from './guard.ts'
import type { ResolvedOptions } from './options.ts'
import type { ResolvedPage } from './page/page-options.ts'
import { createPage, type Page, type PageContent } from './page/page.ts'
import type { MarkedPlace } from './place.ts'
import { readProperty } from './read-property.ts'
import type { Answer } from './ready-answer.ts'

/** What answers a request for a path below the mount path; undefined for every path that is not ours. */
type Finder = (path: string, req: Request) => Answer | undefined

/** Answers requests for the pages, their files and the document; passes on every other. */
export function createAnswers(
  options: ResolvedOptions,
  read: (app: Application) => Reading,
  place: MarkedPlace,
): Answer {
  const finders = options.isPublished
    ? [findDocuments(options, read), ...options.pages.map((page) => findPage(options, page, place))]
    : []
  return (req, res, next) => {
    const path = readPath(req)
    for (const find of finders) {
      const answer = find(path, req)
      if (answer) return answer(req, res, next)
    }
    next()
  }
}

/** As Express's own `req.path`, which takes longer: every request that comes to us is asked for it. */
function readPath(req: Request): string {
  const url = readProperty(req, 'url')
  if (!url.startsWith('/') || url.includes('#')) return req.path
  const end = url.indexOf('?')
  return end === -1 ? url : url.slice(0, end)
}

function isRead(req: Request): boolean {
  const method = readProperty(req, 'method')
  return method === 'GET' || method === 'HEAD'
}

function findDocuments(options: ResolvedOptions, read: (app: Application) => Reading): Finder {
  const cors = createCors(options.cors)
  const guard = createGuard(options.guard)
  const answers = new Map(
    createDocumentAnswers(options, read).map(([path, answer]) => [path, cors(guard(answer))]),
  )
  return (path, req) => {
    const answer = answers.get(path)
    const isAsked = answer && (isRead(req) || (req.method === 'OPTIONS' && options.cors !== false))
    return isAsked ? answer : undefined
  }
}

function findPage(options: ResolvedOptions, resolved: ResolvedPage, place: MarkedPlace): Finder {
  const { serveHtml, files } = createPage(describePage(options, resolved, place))
  const guard = createGuard(options.guard)
  const below = resolved.path === '/' ? '/' : `${resolved.path}/`
  const page = guard((req, res) => answerPage(serveHtml, req, res))
  const answers = new Map([
    [resolved.path, page],
    ...[...files].map(([file, answer]) => [below + file, guard(answer)] as const),
    [below, page],
  ])
  return (path, req) => {
    const answer = answers.get(path)
    return answer && isRead(req) ? answer : undefined
  }
}

function describePage(
  options: ResolvedOptions,
  page: ResolvedPage,
  place: MarkedPlace,
): PageContent {
  const { info, document, yaml, swagger, securitySchemes, fields } = options
  return {
    ...page,
    title: page.title ?? info.title,
    ...{ document, yaml, swagger, securitySchemes },
    calledFrom: () => place.file(),
    hasServers: fields['servers'] !== undefined,
  }
}

/** Its files are beside it, so the page's address must end in a slash. */
function answerPage(serveHtml: Page['serveHtml'], req: Request, res: Response): void {
  const [path = '', ...query] = req.originalUrl.split('?')
  if (path.endsWith('/')) {
    serveHtml(req, res)
    return
  }
  // Relative, so that a prefix that a proxy has stripped stays in the address.
  const search = query.length === 0 ? '' : `?${query.join('?')}`
  res.redirect(`./${path.slice(path.lastIndexOf('/') + 1)}/${search}`)
}
