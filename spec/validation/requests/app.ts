import { request as openRequest } from 'node:http'
import cookieParser from 'cookie-parser'
import express, { type Express, type RequestHandler } from 'express'
import { operation } from '../../../lib/index.ts'
import type { Answer, SentRequest } from './request-case.ts'
import { paths, type Declared, type RouteName, type Routes } from './routes.ts'

/** An app with every route, whose handlers answer what they hold of the request. */
export function createApp(routes: Routes): Express {
  const app = express()
  app.set('json replacer', showMinusZero)
  app.use(express.json({ strict: false, type: ['json', '+json'] }))
  app.use(express.text(), express.urlencoded({ extended: true }))
  app.use(paths.guarded, operation({ query: routes.objects.query }))
  for (const name of Object.keys(paths) as RouteName[]) {
    app.all(paths[name], ...middlewareOf(name), createOperation(routes[name]))
  }
  return app
}

function middlewareOf(name: RouteName): RequestHandler[] {
  return name === 'parsedCookies' ? [cookieParser()] : []
}

function createOperation(declared: Declared): RequestHandler {
  const responses = { 200: { description: 'What the handler holds of the request' } }
  return operation({ ...declared, responses }, (req, res) => {
    const slots = Object.keys(declared) as (keyof Declared)[]
    const held = slots.map((slot) => [
      slot,
      slot === 'headers' ? ownHeaders(req.headers) : (req[slot] as unknown),
    ])
    res.json(Object.fromEntries(held))
  }) as RequestHandler
}

/** Those that the test sends, without what goes with any request. */
function ownHeaders(headers: object): object {
  const usual = new Set(['host', 'connection', 'cookie', 'content-type', 'content-length'])
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !usual.has(name)))
}

/** In JSON, it is written as the other zero. */
function showMinusZero(_name: string, value: unknown): unknown {
  return Object.is(value, -0) ? 'minus zero' : value
}

/** What an app at this origin answers, its faults in order and each place once. */
export async function ask(origin: string, { url, body, ...sent }: SentRequest): Promise<Answer> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    // `fetch()` would mend the URL before it is sent.
    const request = openRequest({ ...sent, hostname, port, path: url }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const mediaType = response.headers['content-type'] ?? ''
        resolve([response.statusCode ?? 0, readAnswer(mediaType, Buffer.concat(chunks).toString())])
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}

interface ProblemBody {
  readonly errors: readonly { readonly in: string; readonly path: string }[]
}

function readAnswer(mediaType: string, text: string): unknown {
  if (mediaType.startsWith('application/json')) return JSON.parse(text) as unknown
  if (!mediaType.startsWith('application/problem+json')) return null
  const { errors } = JSON.parse(text) as ProblemBody
  return [...new Set(errors.map((error) => `${error.in}${error.path}`))].toSorted()
}
