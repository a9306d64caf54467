import type { Express, Request, RequestHandler } from 'express'
import multer from 'multer'
import { z } from 'zod'
import { operation } from '../../../lib/index.ts'
import { declared, hasPlainPrototypes } from './declared.ts'
import { keywordSchemas, kinds, type Kind } from './kinds.ts'

/** Definitions are put together here, which no type says more of. */
const declare = operation as unknown as (
  definition: object,
  handler?: RequestHandler,
) => RequestHandler

/** What is to hold of a request in a handler, by where it stands. */
type Promised = Readonly<
  Partial<Record<'params' | 'query' | 'headers' | 'cookies' | 'body', readonly Test[]>>
>

type Test = (value: unknown) => boolean

/** What the handlers have counted. */
export interface Tally {
  readonly violations: string[]
  readonly accepted: Record<string, number>
}

/** The operations that are fuzzed; their handlers look at what they are given. */
export function addOperations(app: Express, tally: Tally): void {
  for (const [name, kind] of Object.entries(kinds)) addKind(app, `/${name}`, kind, tally)
  for (const [name, body] of Object.entries(keywordSchemas)) {
    const promise = { body: [declared[name as keyof typeof keywordSchemas]] }
    app.post(`/keywords/${name}`, declare({ body }, receive(`keywords ${name}`, promise, tally)))
  }
  addGuarded(app, tally)
  addMixed(app, tally)
}

function addKind(app: Express, path: string, kind: Kind, tally: Tally): void {
  const { params, query, headers, cookies } = kind
  const hasFilter = !['/valibot', '/arktype'].includes(path)
  const search: Promised = {
    params: [declared.params],
    query: [declared.query, ...(hasFilter ? [declared.filter] : [])],
  }
  const order: Promised = {
    ...search,
    headers: [declared.headers],
    cookies: [declared.cookies],
    body: [declared.order],
  }
  const receiveAs = (name: string, promise: Promised): RequestHandler =>
    receive(`${path} ${name}`, promise, tally)
  app.get(`${path}/search/:id`, declare({ params, query }, receiveAs('search', search)))
  app.post(
    `${path}/orders/:id`,
    declare({ params, query, headers, cookies, body: kind.order }, receiveAs('orders', order)),
  )
  addBodies(app, path, kind, receiveAs)
}

function addBodies(
  app: Express,
  path: string,
  kind: Kind,
  receiveAs: (name: string, promise: Promised) => RequestHandler,
): void {
  const responses = { 200: kind.tree }
  app.post(
    `${path}/trees`,
    declare({ body: kind.tree, responses }, receiveAs('trees', { body: [declared.tree] })),
  )
  const form = { content: { 'application/x-www-form-urlencoded': kind.form } }
  app.post(`${path}/forms`, declare({ body: form }, receiveAs('forms', { body: [declared.form] })))
  const text = { content: { 'text/plain': kind.text } }
  app.post(`${path}/texts`, declare({ body: text }, receiveAs('texts', { body: [declared.text] })))
  const upload = declare({ body: { content: { 'multipart/form-data': kind.upload } } })
  const receiveUpload = receiveAs('uploads', { body: [declared.upload] })
  const parse = multer({ limits: { fileSize: 100_000, files: 5, fields: 100 } }).any()
  // Some parse before the operation, and some between it and its handler.
  if (path === '/zod') app.post(`${path}/uploads`, upload, parse, receiveUpload)
  else app.post(`${path}/uploads`, parse, upload, receiveUpload)
}

function isListOfText(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

/** Each declares some of the query and of the headers. */
function addGuarded(app: Express, tally: Tally): void {
  const { plain } = kinds
  app.use('/guarded', declare({ query: plain?.query, headers: plain?.headers }))
  app.post(
    '/guarded/list',
    declare(
      { query: z.object({ own: z.int() }), body: z.array(z.string()).optional() },
      receive(
        'guarded list',
        {
          query: [
            declared.query,
            declared.filter,
            (query) => Number.isInteger((query as { own?: unknown }).own),
          ],
          headers: [declared.headers],
          body: [(body) => body === undefined || isListOfText(body)],
        },
        tally,
      ),
    ),
  )
}

function addMixed(app: Express, tally: Tally): void {
  const { zod } = kinds
  const content = {
    'application/json': zod?.order,
    'application/x-www-form-urlencoded': zod?.form,
    'text/*': zod?.text,
  }
  const isEither = [declared.order, declared.form, declared.text]
  const body = [(value: unknown) => isEither.some((test) => test(value))]
  app.post('/mixed', declare({ body: { content } }, receive('mixed', { body }, tally)))
  const later = z.object({ name: z.string().refine((name) => Promise.resolve(name.length < 9)) })
  const isShort = (value: unknown): boolean => (value as { name: string }).name.length < 9
  app.post('/later', declare({ body: later }, receive('later', { body: [isShort] }, tally)))
}

/** Answers with what it was given, where it is what was promised. */
function receive(name: string, promise: Promised, tally: Tally): RequestHandler {
  return (req, res) => {
    tally.accepted[name] = (tally.accepted[name] ?? 0) + 1
    for (const slot of listBroken(req, promise)) {
      tally.violations.push(`${name} ${String(req.headers['x-fuzz'])}: ${slot}`)
    }
    if (isDeep(req.body)) res.status(202).end()
    else res.json(req.body ?? null)
  }
}

/** What JSON.parse() takes and a schema allows may be deeper than a stack, when it is written again. */
function isDeep(value: unknown): boolean {
  let level = [value]
  for (let depth = 0; depth < 100; depth++) {
    level = level.flatMap((part) =>
      typeof part === 'object' && part !== null ? (Object.values(part) as unknown[]) : [],
    )
    if (level.length === 0) return false
  }
  return true
}

function listBroken(req: Request, promise: Promised): string[] {
  const slots = ['params', 'query', 'headers', 'cookies', 'body'] as const
  return slots.flatMap((slot) => {
    const value = req[slot] as unknown
    const isKept = (promise[slot] ?? []).every((test) => test(value))
    const isPlain = slot === 'headers' || hasPlainPrototypes(value)
    return [...(isKept ? [] : [slot]), ...(isPlain ? [] : [`the prototype of ${slot}`])]
  })
}
