/** Apps that answer by an operation, and their answers as they are on the wire. */
import { request } from 'node:http'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { openapi, operation, type OpenAPIOptions, type RingbackError } from '../../../lib/index.ts'
import type { OperationDefinition } from '../../../lib/definition.ts'
import { listen } from '../../live-app.ts'

export type Handler = (req: Request, res: Response, next: NextFunction) => unknown

export interface RawAnswer {
  readonly status: number
  /** But for the date. */
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** Express 4 has what Express 5 has dropped. */
export const isExpress4 = 'sendfile' in express.response

/** One answer of an app, byte for byte. */
export async function ask(
  app: Express,
  path = '/',
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<RawAnswer> {
  const origin = await listen(app)
  return new Promise((resolve, reject) => {
    const req = request(`${origin}${path}`, { method, headers, agent: false }, (res) => {
      const chunks: Buffer[] = []
      res.on('data', (chunk: Buffer) => chunks.push(chunk))
      res.on('error', reject)
      res.on('end', () => {
        const { date: _, ...others } = res.headers
        const body = Buffer.concat(chunks).toString('latin1')
        resolve({ status: res.statusCode ?? 0, headers: others, body })
      })
    })
    req.on('error', reject).end()
  })
}

/** What a client gets of a response that is not as declared. */
export const failure = {
  status: 500,
  body: '{"type":"about:blank","title":"Internal Server Error","status":500}',
}

/** For Express, which asks no more of its types than that. */
export function declare(definition: OperationDefinition, handler: Handler): never {
  return operation(definition as {}, handler as never) as never
}

/** For a guard, or in front of a handler. */
export function declareAlone(definition: OperationDefinition): never {
  return operation(definition as {}) as never
}

export interface Reported {
  readonly app: Express
  readonly errors: RingbackError[]
}

/** An app with one operation, at `GET /`, and what it reports. */
export function appWith(
  definition: OperationDefinition,
  handler: Handler,
  options: Partial<OpenAPIOptions> = {},
): Reported {
  const errors: RingbackError[] = []
  const app = express()
  app.get('/', declare(definition, handler))
  app.use(document({ onResponseError: (error) => void errors.push(error), ...options }))
  return { app, errors }
}

export function document(options: Partial<OpenAPIOptions> = {}): ReturnType<typeof openapi> {
  const info = { title: 'Answers', version: '1' }
  return openapi({ info, onProblem: () => {}, ...options })
}

/** The status and the JSON of an operation's answer. */
export async function answerOf(
  definition: OperationDefinition,
  handler: Handler,
  options: Partial<OpenAPIOptions> = {},
): Promise<unknown> {
  const { status, body } = await ask(appWith(definition, handler, options).app)
  return [status, JSON.parse(body)]
}

/** An answer of the same app with an operation, and without. */
export async function askBoth(
  build: (declare: (handler: Handler) => never) => Express,
  definition: OperationDefinition,
  path?: string,
  init?: Parameters<typeof ask>[2],
): Promise<{ with: RawAnswer; without: RawAnswer }> {
  const declared = build((handler) => declare(definition, handler))
  declared.use(document())
  const plain = build((handler) => handler as never)
  return { with: await ask(declared, path, init), without: await ask(plain, path, init) }
}
