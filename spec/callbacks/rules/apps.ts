import express from 'express'
import {
  callbackRouter,
  openapi,
  operation,
  type LooseDocumentation,
  type LooseRouter,
} from './loose.ts'

/** An app, and its documentation. */
export interface Documented {
  readonly app: express.Express
  readonly docs: LooseDocumentation
}

type Members = Readonly<Record<string, unknown>>

/** Writes optional segments of paths in its own way. */
export const isExpress4 = 'lazyrouter' in express()

const info = { title: 'Rules', version: '1.0.0' }

export function documented(app: express.Express, options: Members = {}): Documented {
  return { app, docs: openapi({ info, ...options }) }
}

export function answer(_req: express.Request, res: express.Response): void {
  res.end()
}

/** An app of one operation, POST /invoices. */
export function offering(definition: Members, options: Members = {}): Documented {
  const app = express()
  app.post('/invoices', operation(definition, answer))
  return documented(app, options)
}

/** A callback router of one request of ours. */
export function calls(key: unknown, operationId = 'event', definition: Members = {}): LooseRouter {
  return callbackRouter().post(key, { operationId, ...definition })
}

/** An app of one operation with a callback, POST /invoices. */
export function calling(key: string, parent: Members = {}, callback: Members = {}): Documented {
  return offering({ ...parent, callbacks: { events: calls(key, 'event', callback) } })
}

/** A JSON Schema of an object, all of whose properties are required unless others are given. */
export function object(properties: Members, required = Object.keys(properties)): Members {
  return { type: 'object', properties, required }
}

export const text = { type: 'string' }
export const uri = { type: 'string', format: 'uri' }

/** What most operations here receive, and most callbacks read. */
export const url = '{$request.body#/url}'
export const body = object({ url: uri, id: text })
