import express, { type Express } from 'express'
import { openapi, type OpenAPIOptions } from '../../lib/index.ts'
import { listen } from '../live-app.ts'
import { info } from './document.ts'

/** What came back of one request. */
export interface Answer {
  readonly status: number
  readonly type: string | null
  readonly body: unknown
}

export async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init)
  const type = response.headers.get('content-type')
  return { status: response.status, type, body: await response.json() }
}

/** A request with a body, of which nothing is told but the media type. */
export function post(body: string, type: string): RequestInit {
  return { method: 'POST', body: new TextEncoder().encode(body), headers: { 'content-type': type } }
}

export function json(value: unknown): RequestInit {
  return post(JSON.stringify(value), 'application/json')
}

export function ok(body: unknown): Answer {
  return { status: 200, type: 'application/json; charset=utf-8', body }
}

export const problemType = 'application/problem+json; charset=utf-8'

/** What is answered in place of a handler. */
export function refused(status: number, title: string, errors: readonly object[]): Answer {
  const detail = `The request is not as declared: ${errors.length} fault${errors.length === 1 ? '' : 's'}.`
  return {
    status,
    type: problemType,
    body: { type: 'about:blank', title, status, detail, errors },
  }
}

/** An app that reads JSON and documents itself, on a server. */
export async function serve(
  build: (app: Express) => void,
  options: Partial<OpenAPIOptions> = {},
): Promise<string> {
  const app = express()
  app.use(express.json())
  app.use(openapi({ info, onProblem: () => {}, ...options }))
  build(app)
  return listen(app)
}
