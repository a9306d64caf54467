import express from 'express'
import type { Express, RequestHandler, Router, RouterOptions } from 'express'
import { openapi, operation } from '../../lib/index.ts'
import type { OpenAPIOptions } from '../../lib/index.ts'
import { listen } from '../live-app.ts'

/** `operation()` for definitions that are put together, which no type says more of. */
export const declare = operation as unknown as (
  definition: object,
  handler?: RequestHandler,
) => RequestHandler

/** For what the types of Express do not take, such as arrays within arrays. */
export function useAny(to: Pick<Router, 'use'>, ...input: unknown[]): void {
  ;(to.use as (...input: unknown[]) => unknown).apply(to, input)
}

export const isExpress4: boolean = 'lazyrouter' in express.application

/** What a construct is built with. */
export interface Tools {
  readonly app: Express
  /** A decorated handler that answers with its label and `req.params`. */
  hit(label: string, definition?: object): RequestHandler
  /** The same without a declaration. */
  plain(label: string): RequestHandler
  router(options?: RouterOptions): Router
  /** Done when a document has been built already. */
  later(action: () => void): void
}

/** What answers a request: the label of a handler, and what it has in `req.params`. */
export type Hit = readonly [label: string, params?: Record<string, string | string[]>]

/** A route that is declared, listed, reported as one that no request reaches, and not reached. */
export type Unreached = readonly [label: string, 'unreached']

/** One way to put routes into an app, and what a reader of the document finds of it. */
export interface Construct {
  readonly name: string
  /** The major version that has it; both where it is left out. */
  readonly on?: 4 | 5
  /** Whether this very version has it. */
  readonly where?: boolean
  build(tools: Tools): void
  /** Everything that the document lists, and who answers it with the values v0, v1 … */
  readonly listed: Readonly<Record<string, Hit | Unreached>>
  /** Values for parameters that do not take any. */
  readonly values?: Readonly<Record<string, string>>
  /** The codes of all problems, save for notices of undeclared routes where `plain` is used. */
  readonly reported?: readonly string[]
  /** Requests that reach no handler. */
  readonly missed?: readonly string[]
  /** Requests that are answered although they are not listed: each is reported, hidden or left out. */
  readonly unlisted?: Readonly<Record<string, Hit>>
  readonly options?: Partial<OpenAPIOptions>
}

/** What the document and the app say of one construct, in the words in which it is expected. */
export interface Findings {
  readonly listed: Readonly<Record<string, unknown>>
  readonly reported: readonly string[]
  readonly missed: Readonly<Record<string, unknown>>
  readonly unlisted: Readonly<Record<string, unknown>>
}

interface Listing {
  readonly key: string
  readonly summary: string | undefined
  readonly request: string
  readonly shape: RegExp
}

const info = { title: 'Constructs', version: '1.0.0' }

/** Build a construct, document it twice, and request what is listed and what is not. */
export async function examine(construct: Construct): Promise<Findings> {
  const { app, documentation } = buildApp(construct)
  const listings = listOperations(documentation.document(app), construct)
  const origin = await listen(app)
  const listed: Record<string, unknown> = {}
  for (const { key, summary, request } of listings) {
    listed[key] = { documented: summary, ...(await ask(origin, request)) }
  }
  const misses = [...(construct.missed ?? []), ...findNearMisses(listings, construct)]
  return {
    listed,
    reported: documentation
      .problems(app)
      .map(({ code }) => code)
      .filter((code) => code !== 'WARN_OPERATION_UNMOUNTED'),
    missed: await askAll(origin, misses),
    unlisted: await askAll(origin, Object.keys(construct.unlisted ?? {})),
  }
}

/** What {@link examine} finds where all is well. */
export function predictFindings(construct: Construct, misses: Findings['missed']): Findings {
  const { listed, reported = [], unlisted = {} } = construct
  const entries = Object.entries(listed).map(([key, [label, params = {}]]) => {
    const documented = label.startsWith('plain') ? undefined : label
    if (params === 'unreached') return [key, { documented, status: 404 }]
    return [key, { documented, hit: label, params }]
  })
  const answers = Object.entries(unlisted).map(([request, [hit, params = {}]]) => {
    return [request, { hit, params }]
  })
  return {
    listed: Object.fromEntries(entries) as Findings['listed'],
    reported,
    missed: Object.fromEntries(Object.keys(misses).map((request) => [request, 404])),
    unlisted: Object.fromEntries(answers) as Findings['unlisted'],
  }
}

/** Built once before what comes later, so that it is found only where the document is built anew. */
function buildApp({ build, options }: Construct): {
  app: Express
  documentation: ReturnType<typeof openapi>
} {
  const app = express()
  const documentation = openapi({ info, onProblem: () => {}, ...options })
  const actions: (() => void)[] = []
  const router = (given?: RouterOptions): Router => express.Router(given)
  build({ app, hit, plain, router, later: (action) => void actions.push(action) })
  for (const action of actions) {
    documentation.document(app)
    action()
  }
  return { app, documentation }
}

const hit: Tools['hit'] = (label, definition = {}) =>
  declare({ summary: label, ...definition }, answerWith(label))

const plain: Tools['plain'] = (label) => answerWith(label)

/** In headers, since the answer to HEAD has no body. */
function answerWith(label: string): RequestHandler {
  return (req, res) => {
    const hit = encodeURIComponent(JSON.stringify({ hit: label, params: req.params }))
    res.set('x-hit', hit).end()
  }
}

/** What a request reached, or the status where it reached nothing. */
export async function ask(origin: string, request: string): Promise<object> {
  const [method = '', path = ''] = request.split(' ')
  const response = await fetch(origin + path, { method })
  await response.arrayBuffer()
  const answer = response.headers.get('x-hit')
  if (answer === null) return { status: response.status }
  return JSON.parse(decodeURIComponent(answer)) as object
}

async function askAll(
  origin: string,
  requests: readonly string[],
): Promise<Record<string, unknown>> {
  const answers: [string, unknown][] = []
  for (const request of requests) {
    const answer = await ask(origin, request)
    answers.push([request, 'status' in answer ? answer.status : answer])
  }
  return Object.fromEntries(answers)
}

interface ListedParameter {
  readonly name: string
  readonly in: string
  readonly description?: string
  readonly schema: { readonly pattern?: string }
}

function listOperations(document: object, { values = {} }: Construct): Listing[] {
  const { paths } = document as { paths: Record<string, Record<string, unknown>> }
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, each]) => {
      const { summary, parameters = [] } = each as {
        summary?: string
        parameters?: ListedParameter[]
      }
      const key = `${method.toUpperCase()} ${path}`
      return {
        key,
        summary,
        request: fill(key, parameters, values),
        shape: shapeOf(key, parameters),
      }
    }),
  )
}

function fill(
  key: string,
  parameters: readonly ListedParameter[],
  values: Readonly<Record<string, string>>,
): string {
  return parameters.reduce((path, { name, description, schema }, index) => {
    const own = schema.pattern ? `7${index}` : `v${index}`
    const value = values[name] ?? (description === 'May contain "/".' ? `w${index}/x${index}` : own)
    return path.replace(`{${name}}`, () => value)
  }, key)
}

/** The requests that a reader takes to be listed. */
function shapeOf(key: string, parameters: readonly ListedParameter[]): RegExp {
  const wild = new Set(
    parameters.filter(({ description }) => description === 'May contain "/".').map((p) => p.name),
  )
  const source = key
    .split(/(\{[^}]*\})/)
    .map((part) => {
      if (!part.startsWith('{')) return part.replaceAll(/[\^$\\.*+?()[\]{}|]/g, '\\$&')
      return wild.has(part.slice(1, -1)) ? '.+' : '[^/]+'
    })
    .join('')
  return new RegExp(`^${source}/?$`, 'i')
}

/** One segment more, before or after, and one less: none of them is listed, so none may be answered. */
function findNearMisses(listings: readonly Listing[], { unlisted = {} }: Construct): string[] {
  const requests = listings.flatMap(({ request }) => {
    const [method, path = ''] = request.split(' ')
    return [`${path}/extra`, `/before${path}`, path.replace(/\/[^/]+\/?$/, '') || '/'].map(
      (other) => `${method} ${other}`,
    )
  })
  return [...new Set(requests)].filter(
    (request) => !(request in unlisted) && !listings.some(({ shape }) => shape.test(request)),
  )
}
