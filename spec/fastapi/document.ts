import express, { type Express, type RequestHandler } from 'express'
import { openapi, operation, type OpenAPIOptions } from '../../lib/index.ts'

export const info = { title: 'Items', version: '1.0.0' }

/** `operation()` for definitions that are put together, which no type says more of. */
export const declare = operation as unknown as (
  definition: object,
  handler?: RequestHandler,
) => RequestHandler

export const handler: RequestHandler = (_req, res) => void res.json([])

/** What an operation has that declares no responses. */
export const success = { 200: { description: 'Successful Response' } }

/** The whole document of an app that `build` fills. */
export function documentOf(
  build: (app: Express) => void,
  options: Partial<OpenAPIOptions> = {},
): Record<string, unknown> {
  const app = express()
  build(app)
  return openapi({ info, ...options }).document(app) as unknown as Record<string, unknown>
}

/** The Operation Object of one route of it. */
export function operationOf(
  method: string,
  path: string,
  build: (app: Express) => void,
  options: Partial<OpenAPIOptions> = {},
): unknown {
  const { paths } = documentOf(build, options) as { paths: Record<string, Record<string, unknown>> }
  return paths[path]?.[method]
}
